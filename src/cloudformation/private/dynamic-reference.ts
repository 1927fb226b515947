import { isObject, Json } from '../json';
import { changedList, changedObject } from './changed';
import { choiceOf, concatenated, mayHold, mayHoldAnything, partsOf, unknownText } from './template-text';
import { OpenNode } from '../../engine/policy/open-node';
import { quoted } from '../../engine/policy/policy-problem';
import { OpenText, OpenValue, Text } from '../../engine/policy/text';

type Part = string | OpenValue;

const REFERENCE = '{{resolve:';

export function holdsReference(text: string): boolean {
  return text.includes(REFERENCE);
}

/**
 * `{{resolve:ssm:name}}` anywhere in a text, its own parts open or not, is replaced at deployment, by anything. One that does not end here
 * may end in a text around this one.
 */
export function withoutReferences(text: Text): Text {
  if (typeof text === 'string' && !holdsReference(text)) { return text; }
  const outside: (Text | OpenValue)[] = [];
  let inside: Part[] | undefined;
  for (const part of partsOf(text)) {
    if (typeof part !== 'string') {
      (inside ?? outside).push(part);
      continue;
    }
    let rest = part;
    while (rest !== '') {
      const mark = rest.indexOf(inside === undefined ? REFERENCE : '}}');
      const end = mark < 0 ? rest.length : mark + (inside === undefined ? 0 : '}}'.length);
      (inside ?? outside).push(rest.slice(0, end));
      if (mark >= 0 && inside === undefined) {
        inside = [];
      } else if (mark >= 0) {
        outside.push(...partsOf(asUnknown(concatenated(inside!))));
        inside = undefined;
      }
      rest = rest.slice(end);
    }
  }
  return concatenated(inside === undefined ? outside : [...outside, ...inside]);
}

/** A value that no function is around any more. */
export function settled(value: Json): Json {
  if (typeof value === 'string' || value instanceof OpenText) { return settledText(value); }
  if (Array.isArray(value)) { return changedList(value, settled); }
  if (value instanceof OpenNode) { return value.alternatives === undefined ? value : value.with(value.alternatives.map(settled)); }
  return isObject(value) ? changedObject(value, settled) : value;
}

/** INVARIANT: text in which open values may put a dynamic reference together is unknown as a whole. */
export function settledText(text: Text): Text {
  if (typeof text === 'string') { return holdsReference(text) ? asUnknown(text) : text; }
  const { parts } = text;
  const [only] = parts;
  if (parts.length === 1 && only instanceof OpenValue && only.choices !== undefined) {
    const choices = only.choices.map(settledText);
    return choices.every((choice, i) => choice === only.choices![i]) ? text : choiceOf(only.name, choices);
  }
  return mayBecomeReference(parts) ? asUnknown(text) : text;
}

function asUnknown(text: Text): Text {
  return unknownText(`dynamic reference ${quoted(String(text))}`);
}

/**
 * Two braces that open, and later two that close, are enough, wherever they come from. A single one that opens, where an open value stands
 * beside it, needs another value that may hold the other; one that closes needs a value in front that may hold all that comes before it.
 */
function mayBecomeReference(parts: Part[]): boolean {
  if (!parts.some(part => typeof part === 'string' ? /[{}]/.test(part) : part.choices !== undefined)) { return false; }
  const mayOpen = parts.map(part => typeof part !== 'string' && mayHold(part, '{'));
  const [first, last] = [mayOpen.indexOf(true), mayOpen.lastIndexOf(true)];
  const firstFree = parts.findIndex(mayHoldAnything);
  return mayOpenAndClose(parts) || parts.some((part, i) => {
    const { opens, start, end } = bracesOf(part);
    const beside = (i > 0 ? start : '') + (i < parts.length - 1 ? end : '');
    const isOpened = beside.includes('{') && (first >= 0 && first < i || last > i);
    return opens || isOpened || beside.includes('}') && firstFree >= 0 && firstFree < i;
  });
}

/** Do two that open or close stand beside each other, with at most values between them that may be empty, and may the others be there too? */
function mayOpenAndClose(parts: Part[]): boolean {
  let before = '';
  const written = parts.map(part => {
    if (typeof part !== 'string') { return { opens: false, closes: false }; }
    const holds = (brace: string) => part.includes(brace + brace) || before.endsWith(brace) && part.startsWith(brace);
    const pairs = { opens: holds('{'), closes: holds('}') };
    before = part;
    return pairs;
  });
  if (!written.some(({ opens, closes }) => opens || closes)) { return false; }
  const may = (brace: string) => (part: Part) => typeof part !== 'string' && mayHold(part, brace);
  const opening = parts.findIndex((part, i) => written[i].opens || may('{')(part));
  const closing = parts.map((part, i) => written[i].closes || may('}')(part)).lastIndexOf(true);
  return opening >= 0 && (opening < closing || opening === closing && written[opening].opens);
}

/** Whether it opens a reference, or is a choice that may, and the single braces at both ends. */
interface Braces {
  readonly opens: boolean;
  readonly start: string;
  readonly end: string;
}

/** Known per choice: the same choice may stand in many texts. */
const bracesOfChoices = new WeakMap<OpenValue, Braces>();

function bracesOf(part: Part): Braces {
  if (typeof part === 'string') {
    return { opens: holdsReference(part), start: part.match(/^[{}]/)?.[0] ?? '', end: part.match(/[{}]$/)?.[0] ?? '' };
  }
  const known = bracesOfChoices.get(part) ?? bracesOfChoice(part.choices ?? []);
  bracesOfChoices.set(part, known);
  return known;
}

function bracesOfChoice(choices: Text[]): Braces {
  const all = choices.map(partsOf);
  return {
    opens: all.some(parts => parts.some(part => typeof part === 'string' ? part.includes('{{') : bracesOf(part).opens) || parts.length > 1 && mayBecomeReference(parts)),
    start: all.map(parts => bracesOf(parts[0]).start).join(''),
    end: all.map(parts => bracesOf(parts[parts.length - 1]).end).join(''),
  };
}
