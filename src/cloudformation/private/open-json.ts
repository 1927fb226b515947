import { readJson } from '../../engine/policy/json-text';
import { memberPath, quoted } from '../../engine/policy/policy-problem';
import { ANY, ANY_RUN, OpenText, OpenValue, PATH, PATH_RUN, Text } from '../../engine/policy/text';
import { isObject, Json } from '../template';

/** Either the value, with open text where values stood, or why there is none. */
export interface OpenJsonReading {
  readonly value?: Json;
  readonly problem?: string;
}

/** Private characters stand for open values while the text is read; ones that the text itself holds are not taken. */
const FIRST_MARK = 0xf0000;
const LAST_MARK = 0xffffd;
/** The first half of a surrogate pair of theirs. */
const ESCAPED_MARK = /\\u[dD][bB][89aAbB]/;

/**
 * Reads JSON text with open values inside its strings, as `Fn::Sub` and `Fn::Join` make it. A value that could end the string around it
 * leaves nothing certain: then nothing is read.
 */
export function readOpenJson(text: Text, mostLevels: number): OpenJsonReading {
  const parts = typeof text === 'string' ? [text] : text.parts;
  const literals = parts.filter(part => typeof part === 'string').join('');
  if (parts.length > 1 && ESCAPED_MARK.test(literals)) { return { problem: 'is JSON text with open values and escaped private characters in it; write the policy as an object' }; }
  const marks = new Map<string, OpenValue>();
  let mark = FIRST_MARK;
  const marked: string[] = [];
  for (const part of parts) {
    if (typeof part === 'string') {
      marked.push(part);
      continue;
    }
    if (mayEndString(part)) { return { problem: `is JSON text with ${part.name} in it, which may end the string that it stands in; write the policy as an object` }; }
    while (literals.includes(String.fromCodePoint(mark))) { mark++; }
    if (mark > LAST_MARK) { return { problem: 'is JSON text with too many open values in it; write the policy as an object' }; }
    const character = String.fromCodePoint(mark++);
    marks.set(character, part);
    marked.push(character);
  }
  const { value, problems } = readJson(marked.join(''), mostLevels);
  const [problem] = problems;
  if (problem !== undefined) { return { problem: `is JSON text, and ${problem.message} (${problem.code})` }; }
  return unmarked(value, marks, '$');
}

/** A choice is as harmless as its texts; AWS makes no names with quotation marks. */
function mayEndString({ shape, choices }: OpenValue): boolean {
  if (choices !== undefined) {
    return choices.some(choice => typeof choice === 'string' ? BREAKS_STRING.test(choice) : choice.parts.some(part => typeof part === 'string' ? BREAKS_STRING.test(part) : mayEndString(part)));
  }
  return shape === undefined || shape.alternatives.some(word => word.some(token =>
    token >= 0 ? BREAKS_STRING.test(String.fromCodePoint(token)) : [ANY, ANY_RUN, PATH, PATH_RUN].includes(token)));
}

const BREAKS_STRING = /["\\\u0000-\u001f]/;

function unmarked(value: Json, marks: Map<string, OpenValue>, path: string): OpenJsonReading {
  if (typeof value === 'string') {
    return marks.size === 0 ? { value } : { value: OpenText.of(...value.split(/([\u{f0000}-\u{ffffd}])/u).map(piece => marks.get(piece) ?? piece)) };
  }
  if (Array.isArray(value)) {
    const members = value.map((member, i) => unmarked(member, marks, memberPath(path, i)));
    return members.find(isProblem) ?? { value: members.map(member => member.value) };
  }
  if (!isObject(value)) { return { value }; }
  const open = Object.keys(value).find(key => [...key].some(character => marks.has(character)));
  if (open !== undefined) { return { problem: `has an open value in a key at ${quoted(path)}; write the key out` }; }
  const members = Object.entries(value).map(([key, member]) => [key, unmarked(member, marks, memberPath(path, key))] as const);
  return members.map(([, member]) => member).find(isProblem) ?? { value: Object.fromEntries(members.map(([key, member]) => [key, member.value])) };
}

function isProblem({ problem }: OpenJsonReading): boolean {
  return problem !== undefined;
}
