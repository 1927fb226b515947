import { Budget } from './budget';
import { classOf, folded, holdsClass, inClass, isLetter, isPlain, isRun, Token } from './tokens';
import { ANY, ANY_RUN } from '../../policy/text';

/** What is matched: tokens, with or without regard to the case of their letters. */
export interface Letters {
  readonly tokens: Token[];
  readonly ignoreCase: boolean;
}

/** So many steps back are a step of the budget. */
const STEPS_BACK = 64;

/** Are its only runs those of any character? Then what stands between two of them may be sought from left to right, and no earlier place need be tried again. */
export function isGreedy(tokens: Token[]): boolean {
  for (const token of tokens) {
    if (token < 0 && token !== ANY_RUN && isRun(token)) { return false; }
  }
  return true;
}

/**
 * Does a pattern whose only runs are `*` take these tokens, each as a letter: a class is taken by a class that holds it, a symbol by itself,
 * a run by a run? Then every word of them matches.
 */
export function greedyMatch(pattern: Letters, letters: Letters): boolean {
  const [own, other] = [pattern.tokens, letters.tokens];
  let [i, j] = [0, 0];
  let [star, mark] = [-1, 0];
  while (j < other.length) {
    if (i < own.length && own[i] === ANY_RUN) {
      star = i++;
      mark = j;
      if (i === own.length) { return true; }
    } else if (i < own.length && takes(own[i], other[j], pattern.ignoreCase, letters.ignoreCase)) {
      i++;
      j++;
    } else if (i < own.length && own[i] === ANY && isRun(other[j]) && isBeforeStar(own, i)) {
      // `??*` is any text of two characters at least: what a run is for makes it no shorter.
      j++;
    } else if (star >= 0) {
      if (i - star > STEPS_BACK) { Budget.spend(Math.floor((i - star) / STEPS_BACK)); }
      i = star + 1;
      j = ++mark;
    } else {
      return false;
    }
  }
  while (i < own.length && own[i] === ANY_RUN) { i++; }
  return i === own.length;
}

function isBeforeStar(own: Token[], i: number): boolean {
  while (own[i] === ANY) { i++; }
  return own[i] === ANY_RUN;
}

function takes(own: Token, letter: Token, ownIgnoresCase: boolean, letterIgnoresCase: boolean): boolean {
  if (own === letter) { return !(letterIgnoresCase && !ownIgnoresCase && isLetter(letter)) && !isRun(letter); }
  if (isPlain(letter)) {
    if (own < 0) { return inClass(own, letter); }
    return ownIgnoresCase && own === folded(letter);
  }
  return own < 0 && letter < 0 && !isRun(letter) && holdsClass(own, classOf(letter));
}
