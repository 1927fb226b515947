import { PolicyView } from './policy-view';
import { PolicyVariable, splitVariables } from '../../policy/policy-variable';
import { OpenValue, Shape } from '../../policy/text';
import { symbolOf } from '../private/lazy-automaton';
import { Token } from '../private/tokens';
import { points, WordPattern } from '../private/word-pattern';

/** Longer than any text of a policy. */
const LONGEST_TEXT = 10_000;

/** Text with `*` and `?`. What is too long to be of use is cut, and may end in any way. */
export function globOf(text: string): WordPattern {
  return WordPattern.glob(text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}*`);
}

/** More policy variables than a policy has. */
const MOST_VARIABLES = 1_000;

/** Letters for policy variables: the same ones for every policy, since what stands for a symbol is kept. */
const LETTERS: Token[] = [];

const lettersByPolicy = new WeakMap<PolicyView, Map<string, Token>>();

/**
 * A text of a policy as a pattern. Policy variables are letters of their own: one includes itself, and nothing else but `*` includes it.
 *
 * @returns undefined when the text is too long, or the policy has too many variables
 */
export function textPattern(text: string, policy: PolicyView, hasWildcards = true): WordPattern | undefined {
  if (text.length > LONGEST_TEXT) { return undefined; }
  const plain = (part: string) => hasWildcards ? WordPattern.glob(part) : WordPattern.word(part);
  if (!policy.hasVariables) { return plain(text); }
  const tokens: Token[] = [];
  for (const part of splitVariables(text)) {
    if (typeof part === 'string') {
      tokens.push(...plain(part).tokens);
    } else if (part instanceof PolicyVariable) {
      const letter = letterOf(part, policy);
      if (letter === undefined) { return undefined; }
      tokens.push(letter);
    } else {
      tokens.push(...points(part.literal));
    }
  }
  return new WordPattern(tokens);
}

function letterOf({ key, fallback }: PolicyVariable, policy: PolicyView): Token | undefined {
  const letters = lettersByPolicy.get(policy) ?? new Map<string, Token>();
  lettersByPolicy.set(policy, letters);
  const name = JSON.stringify([key, fallback]);
  if (!letters.has(name) && letters.size < MOST_VARIABLES) {
    LETTERS[letters.size] ??= symbolOf(OpenValue.opaque(`variable ${letters.size}`, Shape.ANY_TEXT));
    letters.set(name, LETTERS[letters.size]);
  }
  return letters.get(name);
}
