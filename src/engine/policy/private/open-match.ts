import { ANY, ANY_RUN, codePoints, DIGIT, OpenValue, TEXT_RUN, WORD, WORD_RUN } from '../text';
import { MAYBE, NO, Truth, YES } from '../truth';
import { OpenParts } from './parts';

/** Beyond these the answer is `MAYBE`: never a proof of a match, never a proof of a mismatch. */
const MOST_EXPANSIONS = 64;
const MOST_STEPS = 200_000;

/**
 * Does a pattern with open values match a text with open values, whatever they are?
 */
export function openMatch(pattern: OpenParts, text: OpenParts): Truth {
  if (surely(pattern, text)) { return YES; }
  return may(pattern, text) ? MAYBE : NO;
}

/** Some words for the open values make the two meet. Errs towards yes. */
function may(pattern: OpenParts, text: OpenParts): boolean {
  const assignments = assignmentsOf([...pattern, ...text]);
  return assignments === undefined
    || assignments.some(words => intersects(flatten(pattern, words), flatten(text, words)));
}

/**
 * All words for the open values make the pattern match. Errs towards no.
 *
 * An open value of the text is either held as one letter, which the pattern may repeat or absorb with `*`, or replaced by its words.
 */
function surely(pattern: OpenParts, text: OpenParts): boolean {
  const own = letters(pattern);
  if (covers(own, letters(text))) { return true; }
  const replaceable = text.filter(part => part instanceof OpenValue && !part.isFresh && !pattern.includes(part));
  const assignments = assignmentsOf(replaceable);
  return replaceable.length > 0 && assignments !== undefined && assignments.every(words => covers(own, flatten(text, words)));
}

type Words = Map<OpenValue, number[]>;

/** Every way to choose an alternative of the shape of each open value; undefined when there are too many. */
function assignmentsOf(parts: OpenParts): Words[] | undefined {
  let assignments: Words[] = [new Map()];
  for (const value of new Set(parts.filter(part => part instanceof OpenValue && !part.isFresh) as OpenValue[])) {
    const alternatives = value.shape?.alternatives ?? [[ANY_RUN]];
    if (assignments.length * alternatives.length > MOST_EXPANSIONS) { return undefined; }
    assignments = assignments.flatMap(words => alternatives.map(word => new Map(words).set(value, word)));
  }
  return assignments;
}

function flatten(parts: OpenParts, words: Words): number[] {
  return parts.flatMap(part => {
    if (typeof part === 'string') { return codePoints(part); }
    return part instanceof OpenValue ? words.get(part) ?? [part.symbol] : [part];
  });
}

function letters(parts: OpenParts): number[] {
  return flatten(parts, new Map());
}

const isRun = (token: number) => token === ANY_RUN || token === WORD_RUN || token === TEXT_RUN;

const isWord = (point: number) => String.fromCodePoint(point).match(/^[A-Za-z0-9_.-]$/) !== null;

/** Is there a character in both? A token is a code point, a letter for an open value, a class, or a run of a class. */
function meet(a: number, b: number): boolean {
  const [least, most] = a < b ? [a, b] : [b, a];
  if (least >= 0) { return least === most; }
  if (most > 0x10ffff) { return least === ANY_RUN; }
  if (most < 0 || least === ANY || least === ANY_RUN || least === TEXT_RUN) { return true; }
  return least === DIGIT ? most >= 0x30 && most <= 0x39 : isWord(most);
}

/** Do two sequences of tokens have a word in common? */
function intersects(a: number[], b: number[]): boolean {
  const width = b.length + 1;
  if ((a.length + 1) * width > MOST_STEPS) { return true; }
  const seen = new Uint8Array((a.length + 1) * width);
  const open = [0];
  const reach = (i: number, j: number) => {
    const state = i * width + j;
    if (seen[state] === 0) {
      seen[state] = 1;
      open.push(state);
    }
  };
  while (open.length > 0) {
    const state = open.pop()!;
    const i = Math.floor(state / width);
    const j = state % width;
    if (i === a.length && j === b.length) { return true; }
    if (i < a.length && isRun(a[i])) { reach(i + 1, j); }
    if (j < b.length && isRun(b[j])) { reach(i, j + 1); }
    if (i < a.length && j < b.length && meet(a[i], b[j])) {
      reach(isRun(a[i]) ? i : i + 1, isRun(b[j]) ? j : j + 1);
    }
  }
  return false;
}

/**
 * Does the pattern match every word of the text? The pattern holds letters (code points and symbols) and wildcards, the text may hold
 * classes and runs as well. Runs the pattern's automaton on sets of words at once.
 */
function covers(pattern: number[], text: number[]): boolean {
  const alphabet = [...new Set(pattern.filter(token => token >= 0 && token <= 0x10ffff))];
  const members = new Map<number, number[]>([DIGIT, WORD].map(kind => [kind, [...alphabet.filter(point => meet(kind, point)), kind]]));
  // ANY and the classes themselves stand for a character that the pattern does not name.
  members.set(ANY, [...alphabet, ANY]);
  const charactersOf = (token: number) => {
    if (token === ANY_RUN || token === TEXT_RUN) { return members.get(ANY)!; }
    return token === WORD_RUN ? members.get(WORD)! : members.get(token) ?? [token];
  };

  const close = (states: bigint) => {
    for (let i = 0; i < pattern.length; i++) {
      if (pattern[i] === ANY_RUN && states >> BigInt(i) & 1n) { states |= 1n << BigInt(i + 1); }
    }
    return states;
  };
  let steps = 0;
  const step = (states: bigint, character: number) => {
    let next = 0n;
    steps += pattern.length;
    for (let i = 0; i < pattern.length; i++) {
      if (states >> BigInt(i) & 1n) {
        if (pattern[i] === ANY_RUN) { next |= 1n << BigInt(i); }
        if (pattern[i] === ANY && character <= 0x10ffff || pattern[i] === character && character >= 0) { next |= 1n << BigInt(i + 1); }
      }
    }
    return close(next);
  };

  const seen = new Set<string>();
  const open: { at: number; states: bigint }[] = [];
  const reach = (at: number, states: bigint) => {
    const key = `${at}:${states}`;
    if (!seen.has(key)) {
      seen.add(key);
      open.push({ at, states });
    }
  };
  reach(0, close(1n));
  while (open.length > 0) {
    const { at, states } = open.pop()!;
    if (states === 0n || steps > MOST_STEPS) { return false; }
    if (at === text.length) {
      if ((states >> BigInt(pattern.length) & 1n) === 0n) { return false; }
      continue;
    }
    if (isRun(text[at])) { reach(at + 1, states); }
    for (const character of charactersOf(text[at])) {
      reach(isRun(text[at]) ? at : at + 1, step(states, character));
    }
  }
  return true;
}
