import { ANY, ANY_RUN, DIGIT, DIGIT_RUN, FRESH, FRESH_RUN, NAME, NAME_RUN, PATH, PATH_RUN, TEXT_RUN, WORD, WORD_RUN } from '../../policy/text';

/** A code point; above 0x10FFFF a symbol for a value that is not known; below zero a class of characters, or a run of one. */
export type Token = number;

export const COLON = 0x3a;
const LAST_POINT = 0x10ffff;

/** The class whose characters a run repeats, by the run below zero. */
const CLASS_OF_RUN: Token[] = [];
const RUNS = [[ANY_RUN, ANY], [PATH_RUN, PATH], [WORD_RUN, WORD], [DIGIT_RUN, DIGIT], [TEXT_RUN, ANY], [FRESH_RUN, WORD], [NAME_RUN, NAME]];
for (const [run, kind] of RUNS) { CLASS_OF_RUN[-run] = kind; }

export function isPlain(token: Token): boolean {
  return token >= 0 && token <= LAST_POINT;
}

export function isSymbol(token: Token): boolean {
  return token > LAST_POINT;
}

export function isRun(token: Token): boolean {
  return token < 0 && CLASS_OF_RUN[-token] !== undefined;
}

/** The class of a run; other tokens are their own. */
export function classOf(token: Token): Token {
  return token >= 0 ? token : CLASS_OF_RUN[-token] ?? (token === FRESH ? WORD : token);
}

export function isLetter(point: Token): boolean {
  return point >= 0x41 && point <= 0x5a || point >= 0x61 && point <= 0x7a;
}

export function folded(token: Token): Token {
  return token >= 0x41 && token <= 0x5a ? token + 0x20 : token;
}

/** Is a code point in a class? */
export function inClass(kind: Token, point: Token): boolean {
  switch (kind) {
    case ANY: return true;
    case PATH: return point !== COLON;
    case NAME: return inClass(WORD, point) || NAME_SIGNS.includes(point);
    case DIGIT: return point >= 0x30 && point <= 0x39;
    case WORD: return isLetter(point) || point >= 0x30 && point <= 0x39 || point === 0x2d || point === 0x2e || point === 0x5f;
    default: return kind === point;
  }
}

const NAME_SIGNS = [...'+=,@'].map(sign => sign.charCodeAt(0));

/** Each class holds those before it; by the class below zero. */
const RANKS: number[] = [];
[DIGIT, WORD, NAME, PATH, ANY].forEach((kind, rank) => { RANKS[-kind] = rank; });

/** Does one class hold every character of another? */
export function holdsClass(outer: Token, inner: Token): boolean {
  return RANKS[-outer] >= RANKS[-inner];
}

/** One form for patterns that mean the same: a run among single characters of its class stands last, and stands once. */
export function normalized(tokens: Token[]): Token[] {
  if (!hasWildcardsInARow(tokens)) { return tokens; }
  const result: Token[] = [];
  for (const token of tokens) {
    const last = result[result.length - 1];
    if (token === last && isRun(token)) { continue; }
    if (last !== undefined && isRun(last) && token === classOf(last)) {
      result.splice(result.length - 1, 0, token);
    } else {
      result.push(token);
    }
  }
  return result;
}

function hasWildcardsInARow(tokens: Token[]): boolean {
  for (let i = 1; i < tokens.length; i++) {
    if (tokens[i] < 0 && tokens[i - 1] < 0 && isRun(tokens[i - 1])) { return true; }
  }
  return false;
}
