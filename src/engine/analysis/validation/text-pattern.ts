import { splitVariables, PolicyVariable } from '../../policy/policy-variable';
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

/** More policy variables than policies have. */
const MOST_VARIABLES = 1_000;

const symbols = new Map<string, Token>();

/**
 * A text of a policy as a pattern. Policy variables are letters of their own: one includes itself, and nothing else but `*` includes it.
 *
 * @returns undefined when the text is too long, or has a variable too many
 */
export function textPattern(text: string, hasVariables: boolean, hasWildcards = true): WordPattern | undefined {
  if (text.length > LONGEST_TEXT) { return undefined; }
  const plain = (part: string) => hasWildcards ? WordPattern.glob(part) : WordPattern.word(part);
  if (!hasVariables) { return plain(text); }
  const tokens: Token[] = [];
  for (const part of splitVariables(text)) {
    if (typeof part === 'string') {
      tokens.push(...plain(part).tokens);
    } else if (part instanceof PolicyVariable) {
      const symbol = symbolFor(part);
      if (symbol === undefined) { return undefined; }
      tokens.push(symbol);
    } else {
      tokens.push(...points(part.literal));
    }
  }
  return new WordPattern(tokens);
}

function symbolFor({ key, fallback }: PolicyVariable): Token | undefined {
  const name = JSON.stringify([key, fallback]);
  if (!symbols.has(name)) {
    if (symbols.size >= MOST_VARIABLES) { return undefined; }
    symbols.set(name, symbolOf(OpenValue.opaque(name, Shape.ANY_TEXT)));
  }
  return symbols.get(name);
}
