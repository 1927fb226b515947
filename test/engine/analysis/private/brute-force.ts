import { symbolOf } from '../../../../src/engine/analysis/private/lazy-automaton';
import { WordPattern } from '../../../../src/engine/analysis/private/word-pattern';
import { ANY, ANY_RUN, codePoints, DIGIT, DIGIT_RUN, OpenValue, PATH, PATH_RUN, Shape, WORD, WORD_RUN } from '../../../../src/engine/policy/text';
import { fc, SEED } from '../../../properties';

/**
 * Patterns by their definition: slow and obvious. Words are found by trying them.
 */

/** `GUARDRAILS_RUNS=1000000` asks more, `GUARDRAILS_SEED` repeats a run. */
export const RUNS = Number(process.env.GUARDRAILS_RUNS ?? 600);
export { SEED };
export const UNLIMITED_TIME = 3_600_000;

export function tellSeed(what: string): void {
  process.stdout.write(`properties of ${what}: seed ${SEED}\n`);
}

/** The law holds for every value that is tried; more than a yes or no is told by an assertion in it. */
export function always<T>(arbitrary: fc.Arbitrary<T>, law: (value: T) => boolean | void, runs = RUNS): void {
  fc.assert(fc.property(arbitrary, law), { numRuns: Math.max(1, Math.floor(runs)), seed: SEED });
}

/** What a pattern is made of. */
export interface Tokens {
  readonly tokens: number[];
  readonly ignoreCase: boolean;
}

export function tokensOf(glob: string, ignoreCase = false): Tokens {
  return { tokens: codePoints(glob).map(point => point === 0x2a ? ANY_RUN : point === 0x3f ? ANY : point), ignoreCase };
}

export function patternOf({ tokens, ignoreCase }: Tokens): WordPattern {
  return new WordPattern(tokens, ignoreCase);
}

const RUN_OF = new Map([[ANY_RUN, ANY], [PATH_RUN, PATH], [WORD_RUN, WORD], [DIGIT_RUN, DIGIT]]);
const CLASSES = new Map([[ANY, /^[^]$/u], [PATH, /^[^:]$/u], [WORD, /^[A-Za-z0-9_.-]$/], [DIGIT, /^[0-9]$/]]);

function takes(token: number, character: string, ignoreCase: boolean): boolean {
  if (token < 0) { return CLASSES.get(token)!.test(character); }
  if (token > 0x10ffff) { return false; }
  const own = String.fromCodePoint(token);
  return own === character || ignoreCase && /^[a-z]$/i.test(own) && /^[a-z]$/i.test(character) && own.toLowerCase() === character.toLowerCase();
}

/** A run takes no character, or one and stands again; every other token takes one. Asked from the end, so that long words end, too. */
export function matchesByDefinition({ tokens, ignoreCase }: Tokens, word: string): boolean {
  const characters = [...word];
  let rest = characters.map(() => false).concat(true);
  for (const token of [...tokens].reverse()) {
    const run = RUN_OF.get(token);
    const here: boolean[] = [];
    for (let j = characters.length; j >= 0; j--) {
      const takesNext = () => j < characters.length && takes(run ?? token, characters[j], ignoreCase);
      here[j] = run === undefined ? takesNext() && rest[j + 1] : rest[j] || takesNext() && here[j + 1];
    }
    rest = here;
  }
  return rest[0];
}

/** Every word of these characters up to a length, shortest first. */
export function wordsOf(alphabet: string, most: number): string[] {
  const words = [''];
  for (let i = 0; i < words.length; i++) {
    if (words[i].length < most) { words.push(...[...alphabet].map(character => words[i] + character)); }
  }
  return words;
}

/** A set of words: those that some of its patterns matches. */
export type Union = Tokens[];

export function isIn(union: Union, word: string): boolean {
  return union.some(pattern => matchesByDefinition(pattern, word));
}

export function isWitness(inside: Union[], outside: Union[], word: string): boolean {
  return inside.every(union => isIn(union, word)) && !outside.some(union => isIn(union, word));
}

/**
 * A word in every set inside and in none outside: all words of these characters are tried, shortest first.
 *
 * A word after which every pattern may stand where it may stand after an earlier word is not tried, and nothing that begins with it: what
 * follows is accepted alike. So this ends, and words of every length count.
 */
export function wordByTrying(inside: Union[], outside: Union[], alphabet: string): string | undefined {
  const patterns = [...inside, ...outside].flat();
  const open = [{ word: '', stands: patterns.map(pattern => closed(pattern, [0])) }];
  const seen = new Set<string>();
  for (const { word, stands } of open) {
    const accepted = new Set(patterns.filter((pattern, i) => stands[i].includes(pattern.tokens.length)));
    if (inside.every(union => union.some(one => accepted.has(one))) && !outside.flat().some(one => accepted.has(one))) { return word; }
    for (const character of alphabet) {
      const next = patterns.map((pattern, i) => after(pattern, stands[i], character));
      const key = next.map(places => places.join()).join(';');
      if (!seen.has(key)) {
        seen.add(key);
        open.push({ word: word + character, stands: next });
      }
    }
  }
  return undefined;
}

function after(pattern: Tokens, places: number[], character: string): number[] {
  const { tokens, ignoreCase } = pattern;
  const moved = places.filter(i => i < tokens.length && takes(RUN_OF.get(tokens[i]) ?? tokens[i], character, ignoreCase));
  return closed(pattern, moved.map(i => RUN_OF.has(tokens[i]) ? i : i + 1));
}

/** A run may be left without a character. */
function closed({ tokens }: Tokens, places: number[]): number[] {
  const all = new Set(places);
  for (const place of all) {
    if (RUN_OF.has(tokens[place])) { all.add(place + 1); }
  }
  return [...all].sort((a, b) => a - b);
}

/** Letters of the patterns below and one that none of them names: all others behave like it. */
export const ALPHABET = 'ab:x';
/** The same with both cases. */
export const CASED = 'aAbB:x';
/** The same with digits that are named and not, and a character of no class but any. */
export const CLASSED = 'aAb1:x23%/';

/** All characters that the values below may be, and one more. */
export const SETTLED = 'ab:x12/*%';

const ORDINARY = [...codePoints('ab:'), ANY, ANY_RUN, ANY_RUN];
const PATHS = [...ORDINARY, PATH, PATH_RUN, PATH_RUN];
const ALL_CLASSES = [...codePoints('ab1:'), ANY, ANY_RUN, PATH, PATH_RUN, WORD, WORD_RUN, DIGIT, DIGIT_RUN];

function madeOf(tokens: number[], ignoreCase: fc.Arbitrary<boolean>): fc.Arbitrary<Tokens> {
  return fc.record({ tokens: fc.array(fc.constantFrom(...tokens), { maxLength: 5 }), ignoreCase }).map(readable);
}

/** A failing case reads as patterns. */
export function readable(pattern: Tokens): Tokens {
  return Object.defineProperty(pattern, fc.toStringMethod, { value: () => shown(pattern) });
}

/** `a`, `b`, `:`, `*`, `?`. */
export const ordinary = () => madeOf(ORDINARY, fc.constant(false));
/** The same, and any but a colon. */
export const withPaths = () => madeOf(PATHS, fc.constant(false));
/** The same with `A`, and some that ignore case. */
export const withCases = () => madeOf([...PATHS, ...codePoints('A')], fc.boolean());
/** Letters and digits as classes, too. */
export const withClasses = () => madeOf(ALL_CLASSES, fc.boolean());
/** Values that are not known among them. */
export const withValues = (values: Unsettled[]) => madeOf([...PATHS, ...values.map(({ symbol }) => symbol)], fc.constant(false));
export const withValuesAndCases = (values: Unsettled[]) => madeOf([...PATHS, ...codePoints('A'), ...values.map(({ symbol }) => symbol)], fc.boolean());

export function oneToThree<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(arbitrary, { minLength: 1, maxLength: 3 });
}

export interface Question {
  readonly inside: Union[];
  readonly outside: Union[];
}

/** Several sets minus several sets. */
export function question(pattern: fc.Arbitrary<Tokens>): fc.Arbitrary<Question> {
  return fc.record({
    inside: fc.array(oneToThree(pattern), { minLength: 1, maxLength: 3 }),
    outside: fc.array(oneToThree(pattern), { maxLength: 2 }),
  });
}

/** A value that is not known. */
export interface Unsettled {
  readonly what: string;
  readonly symbol: number;
  /** Some of what it may turn out to be, in tokens: words, and patterns for one that may be anything. */
  readonly settlements: number[][];
}

function unsettled(what: string, value: OpenValue, words: string[], patterns: number[][] = []): Unsettled {
  return { what, symbol: symbolOf(value), settlements: [...words.map(codePoints), ...patterns] };
}

/** One value of each kind. No pattern names `x` and `2`, so they may stand for somebody else's characters. */
export const UNSETTLED: Unsettled[] = [
  unsettled('a digit', OpenValue.opaque('digit', Shape.digits(1)), ['1', '2']),
  unsettled('one of a few', OpenValue.opaque('one of a few', Shape.oneOf('a', 'ab', ':')), ['a', 'ab', ':']),
  unsettled('a word after a prefix', OpenValue.opaque('word', Shape.wordsAfter('a')), ['a', 'ab', 'ax', 'abb']),
  unsettled('a name with a path', OpenValue.opaque('name', Shape.chosenName()), ['', 'a', 'ab', 'x/b']),
  unsettled('any text', OpenValue.opaque('text', Shape.ANY_TEXT), ['', 'a', ':', 'a:b', '*']),
  unsettled('the text of somebody else', OpenValue.opaque('fresh', Shape.FRESH_TEXT), ['x', 'xx']),
  unsettled('the number of somebody else', OpenValue.opaque('account', Shape.freshDigits()), ['2', '12', '212']),
  unsettled('the name of somebody else', OpenValue.opaque('role', Shape.freshWords()), ['x', 'ax', 'bxa']),
  unsettled('anything', OpenValue.unknown('anything'), ['', 'a', 'b:', 'ab'], [[ANY_RUN], [ANY], [0x61, ANY_RUN]]),
];

/** Its words, without the patterns. */
export function wordsOnly(value: Unsettled): Unsettled {
  return { ...value, settlements: value.settlements.filter(tokens => tokens.every(token => token >= 0)) };
}

/** The pattern once the values are known. */
export function settled({ tokens, ignoreCase }: Tokens, words: ReadonlyMap<number, number[]>): Tokens {
  return { tokens: tokens.flatMap(token => words.get(token) ?? [token]), ignoreCase };
}

/** Every way to settle these values. */
export function everyWay(values: Unsettled[]): ReadonlyMap<number, number[]>[] {
  let ways: ReadonlyMap<number, number[]>[] = [new Map()];
  for (const { symbol, settlements } of values) {
    ways = ways.flatMap(way => settlements.map(tokens => new Map([...way, [symbol, tokens]])));
  }
  return ways;
}

function shown({ tokens, ignoreCase }: Tokens): string {
  const names = new Map([
    [ANY, '?'], [ANY_RUN, '*'], [PATH, '<path>'], [PATH_RUN, '<path>*'], [WORD, '<word>'], [WORD_RUN, '<word>*'], [DIGIT, '<digit>'], [DIGIT_RUN, '<digit>*'],
    ...UNSETTLED.map(({ symbol, what }): [number, string] => [symbol, `<${what}>`]),
  ]);
  return (ignoreCase ? '(any case) ' : '') + tokens.map(token => names.get(token) ?? String.fromCodePoint(token)).join('');
}
