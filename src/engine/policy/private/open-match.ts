import { ANY, ANY_RUN, codePoints, DIGIT, DIGIT_RUN, FRESH, FRESH_RUN, NAME, NAME_RUN, OpenValue, PATH, PATH_RUN, TEXT_RUN, WORD, WORD_RUN } from '../text';
import { MAYBE, NO, Truth, YES } from '../truth';
import { OpenParts } from './parts';

/** Beyond these the answer is `MAYBE`: never a proof of a match, never a proof of a mismatch. */
const MOST_EXPANSIONS = 256;
const MOST_STEPS = 200_000;

/**
 * Does a pattern with open values match a text with open values, whatever they are?
 */
export function openMatch(pattern: OpenParts, value: OpenParts): Truth {
  const rest = withoutCommonStart(pattern, value);
  if (rest === undefined) { return NO; }
  // What is unknown in the text is some text: its wildcards are none.
  const text = rest.text.map(part => part instanceof OpenValue ? part.literal() : part);
  if (surely(rest.pattern, text)) { return YES; }
  return may(rest.pattern, text) ? MAYBE : NO;
}

/** What follows the literal text that both begin with; undefined when they begin differently. Most pairs end here. */
function withoutCommonStart(pattern: OpenParts, text: OpenParts): { readonly pattern: OpenParts; readonly text: OpenParts } | undefined {
  const [a, ...pattern_] = pattern;
  const [b, ...text_] = text;
  if (typeof a !== 'string' || typeof b !== 'string') { return { pattern, text }; }
  const length = Math.min(a.length, b.length);
  if (a.slice(0, length) !== b.slice(0, length)) { return undefined; }
  const rest = (part: string, others: OpenParts): OpenParts => part.length === length ? others : [part.slice(length), ...others];
  // Half of a surrogate pair is left whole.
  return /[\ud800-\udbff]/.test(a[length - 1] ?? '') ? { pattern, text } : { pattern: rest(a, pattern_), text: rest(b, text_) };
}

/**
 * Some words for the open values make the two meet. Errs towards yes.
 *
 * An invented value in both is held as one letter: it is the same value; in one of them alone, only wildcards meet it.
 */
function may(pattern: OpenParts, text: OpenParts): boolean {
  const shared = new Set(pattern.filter(part => part instanceof OpenValue && part.isInvented && text.includes(part)));
  const meets = (parts: OpenParts) => {
    const assignments = assignmentsOf(parts);
    return assignments === undefined || assignments.some(words => intersects(flatten(pattern, relaxed(words)), flatten(text, words)));
  };
  const all = [...pattern, ...text];
  return meets(all) || shared.size > 0 && meets(all.filter(part => !shared.has(part)));
}

/** A generated name in a policy covers what it turns out to be, though no policy could write it out. */
function relaxed(words: Words): Words {
  const written = (token: number) => token === FRESH ? WORD : token === FRESH_RUN ? WORD_RUN : token;
  return new Map([...words].map(([value, word]) => [value, value.isInvented ? word : word.map(written)]));
}

/**
 * All words for the open values make the pattern match. Errs towards no.
 *
 * An open value of the text is either held as one letter, which the pattern may repeat or absorb with `*`, or replaced by its words.
 */
function surely(pattern: OpenParts, text: OpenParts): boolean {
  const own = letters(pattern);
  if (covers(own, letters(text))) { return true; }
  const replaceable = text.filter(part => part instanceof OpenValue && !pattern.includes(part));
  const assignments = assignmentsOf(replaceable);
  return replaceable.length > 0 && assignments !== undefined && assignments.every(words => covers(own, flatten(text, words)));
}

type Words = Map<OpenValue, number[]>;

/** Every way to choose an alternative of the shape of each open value; undefined when there are too many. */
function assignmentsOf(parts: OpenParts): Words[] | undefined {
  let assignments: Words[] = [new Map()];
  for (const value of new Set(parts.filter(part => part instanceof OpenValue))) {
    const alternatives = value.shape?.alternatives ?? [[ANY_RUN]];
    if (assignments.length * alternatives.length > MOST_EXPANSIONS) { return undefined; }
    assignments = assignments.flatMap(words => alternatives.map(word => new Map(words).set(value, word)));
  }
  return assignments;
}

function flatten(parts: OpenParts, words: Words): number[] {
  const tokens: number[] = [];
  for (const part of parts) {
    if (typeof part === 'number') {
      tokens.push(part);
      continue;
    }
    for (const token of typeof part === 'string' ? codePoints(part) : words.get(part) ?? [part.symbol]) { tokens.push(token); }
  }
  return tokens;
}

function letters(parts: OpenParts): number[] {
  return flatten(parts, new Map());
}

const RUNS = new Map([[ANY_RUN, ANY], [TEXT_RUN, ANY], [WORD_RUN, WORD], [DIGIT_RUN, DIGIT], [PATH_RUN, PATH], [FRESH_RUN, FRESH], [NAME_RUN, NAME]]);

const isRun = (token: number) => RUNS.has(token);

const CLASSES = new Map([[DIGIT, /^[0-9]$/], [WORD, /^[A-Za-z0-9_.-]$/], [PATH, /^[^:]$/u], [NAME, /^[A-Za-z0-9_+=,.@-]$/]]);

/** Is there a character in both? A token is a code point, a letter for an open value, a class, or a run of a class. */
function meet(a: number, b: number): boolean {
  if (a >= 0 && b >= 0) { return a === b; }
  const [token, other] = a < b ? [a, b] : [b, a];
  // A letter, and what no policy writes out, are met by wildcards only: `ANY_RUN` is one, and so is `ANY`, which is in no shape.
  if (other > 0x10ffff) { return token === ANY_RUN; }
  const kinds = [token, other].map(one => RUNS.get(one) ?? one);
  if (kinds.includes(FRESH)) { return [token, other].some(one => one === ANY || one === ANY_RUN); }
  if (other < 0 || kinds[0] === ANY) { return true; }
  return CLASSES.get(kinds[0])!.test(String.fromCodePoint(other));
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
  // A class itself stands for one of its characters that the pattern does not name.
  const members = new Map([ANY, FRESH, ...CLASSES.keys()].map(kind => [kind, [...alphabet.filter(point => meet(kind, point)), kind]]));
  const charactersOf = (token: number) => members.get(RUNS.get(token) ?? token) ?? [token];

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
