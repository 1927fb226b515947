import { OpenNode } from '../../engine/policy/open-node';
import { ANY, ANY_RUN, DIGIT, DIGIT_RUN, FRESH, FRESH_RUN, NAME, NAME_RUN, OpenText, OpenValue, PATH, PATH_RUN, Text, TEXT_RUN, WORD, WORD_RUN } from '../../engine/policy/text';
import { Json } from '../json';

type Part = string | OpenValue;

/** More than this is no text that AWS accepts anywhere: it is unknown. In open values, and in hundreds of characters. */
const LARGEST = 20_000;
const UNIT = 128;

/** How many arguments a call takes without harm. */
const MOST_ARGUMENTS = 1_000;

/** Characters that a class of a shape can be. */
const CLASSES = new Map<number, RegExp>([
  [DIGIT, /[0-9]/], [DIGIT_RUN, /[0-9]/],
  // What AWS generates is made of words.
  [WORD, /[\w.-]/], [WORD_RUN, /[\w.-]/], [FRESH, /[\w.-]/], [FRESH_RUN, /[\w.-]/],
  [NAME, /[\w+=,.@-]/], [NAME_RUN, /[\w+=,.@-]/],
  [PATH, /[^:]/], [PATH_RUN, /[^:]/],
  [ANY, /[^]/], [ANY_RUN, /[^]/], [TEXT_RUN, /[^]/],
]);

export function isText(value: Json): value is Text {
  return typeof value === 'string' || value instanceof OpenText;
}

/** Text where text is expected; numbers and booleans as CloudFormation writes them; other structure is unknown. */
export function asText(value: Json): Text {
  if (isText(value)) { return value; }
  if (isScalar(value)) { return String(value); }
  const isChoice = value instanceof OpenNode && value.alternatives?.every(one => isText(one) || isScalar(one));
  if (isChoice) { return choiceOf(value.name, value.alternatives!.map(asText)); }
  return value instanceof OpenNode ? textOfNode(value) : unknownText('structure where text is expected');
}

/** One node is one value, whether it turns out to be text or not. */
const nodeTexts = new WeakMap<OpenNode, Text>();

function textOfNode(node: OpenNode): Text {
  const text = nodeTexts.get(node) ?? unknownText(node.name);
  nodeTexts.set(node, text);
  return text;
}

/** How CloudFormation writes other numbers, nobody says. */
function isScalar(value: Json): boolean {
  return typeof value === 'boolean' || Number.isSafeInteger(value);
}

/** Anything, and never the same as anything else. */
export function unknownText(name: string): Text {
  return OpenText.of(OpenValue.unknown(name));
}

export function choiceOf(name: string, texts: Text[]): Text {
  return texts.reduce((sum, text) => sum + sizeOf(text), 0) > LARGEST ? unknownText(name) : OpenText.of(OpenValue.choice(name, texts));
}

/** One text after the other; beyond all measure it is unknown. */
export function concatenated(texts: (Text | OpenValue)[]): Text {
  let size = 0;
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i];
    size += text instanceof OpenValue ? sizeOfValue(text) : sizeOf(text);
    if (size > LARGEST) { return unknownText('text longer than any that AWS accepts'); }
  }
  return merged(texts);
}

function merged(texts: (Text | OpenValue)[]): Text {
  if (texts.length <= MOST_ARGUMENTS) { return OpenText.of(...texts); }
  const chunks = Array.from({ length: Math.ceil(texts.length / MOST_ARGUMENTS) }, (_, i) => texts.slice(i * MOST_ARGUMENTS, (i + 1) * MOST_ARGUMENTS));
  return merged(chunks.map(merged));
}

/** Is it more than a name can be, its choices written out? */
export function isLong(text: Text): boolean {
  return sizeOf(text) > LARGEST / 200;
}

/** Known per choice: the same choice may stand in many texts, which are choices of other texts. */
const sizes = new WeakMap<OpenValue, number>();

function sizeOf(text: Text): number {
  if (typeof text === 'string') { return text.length / UNIT; }
  let size = 0;
  for (const part of text.parts) { size += typeof part === 'string' ? part.length / UNIT : sizeOfValue(part); }
  return size;
}

function sizeOfValue(value: OpenValue): number {
  if (value.choices === undefined) { return 1; }
  const known = sizes.get(value);
  if (known !== undefined) { return known; }
  const size = value.choices.reduce((sum, choice) => sum + sizeOf(choice), value.choices.length);
  sizes.set(value, size);
  return size;
}

export function partsOf(text: Text): Part[] {
  return text instanceof OpenText ? text.parts : [text];
}

/** May the value hold one of these characters? */
export function mayHold(value: Part, characters: string): boolean {
  if (typeof value === 'string') { return [...characters].some(character => value.includes(character)); }
  if (value.choices !== undefined) { return value.choices.some(choice => partsOf(choice).some(part => mayHold(part, characters))); }
  return value.shape === undefined || value.shape.alternatives.some(word => word.some(token => mayBe(token, characters)));
}

/** May the value hold any text, beside what its choices say? */
export function mayHoldAnything(value: Part): boolean {
  if (typeof value === 'string') { return false; }
  if (value.choices !== undefined) { return value.choices.some(choice => partsOf(choice).some(mayHoldAnything)); }
  return value.shape === undefined || value.shape.alternatives.some(word => word.some(token => token < 0 && mayBe(token, '{')));
}

/** May there be a wildcard or a policy variable in the text? An opaque value is no pattern. */
export function mayHoldWildcard(text: Text): boolean {
  return partsOf(text).some(part => {
    if (typeof part === 'string') { return /[*?$]/.test(part); }
    return part.choices?.some(mayHoldWildcard) ?? part.shape === undefined;
  });
}

function mayBe(token: number, characters: string): boolean {
  return token >= 0 ? characters.includes(String.fromCodePoint(token)) : CLASSES.get(token)?.test(characters) ?? true;
}

/** All texts that a text may be, when they are known and few; undefined otherwise. */
export function finiteTexts(text: Text): string[] | undefined {
  if (typeof text === 'string') { return [text]; }
  const [only, ...more] = text.parts;
  if (more.length > 0 || typeof only === 'string') { return undefined; }
  const words = only.shape?.words;
  if (words !== undefined) { return words; }
  const choices = only.choices?.map(finiteTexts);
  return choices?.every(choice => choice !== undefined) ? [...new Set(choices.flat())] : undefined;
}

/** The pieces of a text, as far as it is known where it is split. */
export interface Pieces {
  /** The first ones, or all. */
  readonly pieces: Text[];
  readonly complete: boolean;
}

/** Splits a text at a delimiter. Open values that cannot hold a part of it are never split; at another, the pieces end. */
export function splitAt(text: Text, delimiter: string): Pieces {
  const pieces: Text[] = [];
  let piece: Part[] = [];
  const parts = partsOf(text);
  for (const [i, part] of parts.entries()) {
    if (typeof part !== 'string') {
      if (mayHold(part, delimiter) || mayStraddle(parts[i - 1], part, parts[i + 1], delimiter)) { return { pieces, complete: false }; }
      piece.push(part);
      continue;
    }
    const [first, ...others] = part.split(delimiter);
    piece.push(first);
    for (const other of others) {
      pieces.push(concatenated(piece));
      piece = [other];
    }
  }
  return { pieces: [...pieces, concatenated(piece)], complete: true };
}

/** Two parts of a long delimiter may meet where nothing is between them. */
function mayStraddle(before: Part | undefined, value: OpenValue, after: Part | undefined, delimiter: string): boolean {
  const begins = typeof before === 'string' && [...delimiter.slice(0, -1)].some((_, i) => before.endsWith(delimiter.slice(0, i + 1)));
  return begins && after !== undefined && mayBeEmpty(value);
}

function mayBeEmpty({ shape, choices }: OpenValue): boolean {
  if (choices !== undefined) { return choices.some(choice => partsOf(choice).every(part => typeof part === 'string' ? part === '' : mayBeEmpty(part))); }
  return shape === undefined || shape.alternatives.some(word => word.every(token => token < 0 && ![DIGIT, WORD, FRESH, NAME, PATH, ANY].includes(token)));
}
