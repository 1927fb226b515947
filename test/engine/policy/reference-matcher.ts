import { foldAscii, OpenText, OpenValue, Shape, Text } from '../../../src/engine/policy/text';
import { MAYBE, NO, Truth, YES } from '../../../src/engine/policy/truth';

/**
 * Matching by its definition: slow, obvious, and by another algorithm than the room's. Open values are tried out, word by word.
 */

/** One position of a pattern: a character, or a wildcard. */
export interface Position {
  /** Undefined for a wildcard. */
  readonly character?: string;
  /** `*`; any other wildcard is `?`. */
  readonly run?: boolean;
}

/** Every character stands for itself. */
export function literally(text: string): Position[] {
  return [...text].map(character => ({ character }));
}

/** `*` and `?` are wildcards. */
export function asPattern(text: string): Position[] {
  return [...text].map(character => character === '*' ? { run: true } : character === '?' ? {} : { character });
}

/** A pattern matches the empty text when only stars are left; a star takes one more character or none; others take one. */
export function matchesByDefinition(pattern: readonly Position[], text: string): boolean {
  const characters = [...text];
  const known = new Map<number, boolean>();
  const rest = (i: number, j: number): boolean => {
    const place = i * (characters.length + 1) + j;
    let answer = known.get(place);
    if (answer === undefined) {
      answer = tryRest(i, j);
      known.set(place, answer);
    }
    return answer;
  };
  const tryRest = (i: number, j: number): boolean => {
    if (i === pattern.length) { return j === characters.length; }
    if (pattern[i].run) { return rest(i + 1, j) || j < characters.length && rest(i, j + 1); }
    return j < characters.length && (pattern[i].character ?? characters[j]) === characters[j] && rest(i + 1, j + 1);
  };
  return rest(0, 0);
}

/** Six fields at the first five colons; where one of the two has fewer, the outcome is contested if they match as strings. */
export function arnMatchesByDefinition(pattern: readonly Position[], text: string, contested: Truth): Truth {
  const fields: Position[][] = [[]];
  for (const position of pattern) {
    if (position.character === ':' && fields.length < 6) { fields.push([]); } else { fields[fields.length - 1].push(position); }
  }
  const values = text.split(':');
  values.splice(5, values.length, ...values.length > 5 ? [values.slice(5).join(':')] : []);
  if (fields.length < 6 || values.length < 6) { return matchesByDefinition(pattern, text) ? contested : NO; }
  return fields.every((field, i) => matchesByDefinition(field, values[i])) ? YES : NO;
}

/** A part of a text: known text, or an open value with some of the words that it may be. */
export type Piece = string | Unsettled;

export interface Unsettled {
  readonly open: OpenValue;
  readonly name: string;
  /** What it may be. Those of an opaque value never hold wildcards that count. */
  readonly words: Piece[][];
  readonly opaque: boolean;
}

export function opaque(name: string, shape: Shape, words: string[]): Unsettled {
  return { open: OpenValue.opaque(name, shape), name, words: words.map(word => [word]), opaque: true };
}

export function unknown(name: string, words: string[]): Unsettled {
  return { open: OpenValue.unknown(name), name, words: words.map(word => [word]), opaque: false };
}

export function choice(name: string, words: Piece[][]): Unsettled {
  return { open: OpenValue.choice(name, words.map(textOf)), name, words, opaque: false };
}

export function textOf(pieces: Piece[]): Text {
  return OpenText.of(...pieces.map(piece => typeof piece === 'string' ? piece : piece.open));
}

/** Which word each open value is. */
export type Assignment = ReadonlyMap<Unsettled, number>;

/** Every way to give each open value of these pieces a word, at most so many of them, spread evenly. */
export function assignments(pieces: Piece[], most: number): Assignment[] {
  const values = new Set<Unsettled>();
  const collect = (piece: Piece): void => {
    if (typeof piece === 'string' || values.has(piece)) { return; }
    values.add(piece);
    piece.words.flat().forEach(collect);
  };
  pieces.forEach(collect);
  const count = [...values].reduce((product, value) => product * value.words.length, 1);
  const stride = Math.max(1, Math.floor(count / most));
  return Array.from({ length: Math.min(count, most) }, (_, i) => {
    let number = i * stride + i % stride;
    return new Map([...values].map(value => {
      const word = number % value.words.length;
      number = Math.floor(number / value.words.length);
      return [value, word];
    }));
  });
}

/** The pieces as known text. */
export function settled(pieces: Piece[], assignment: Assignment): string {
  return pieces.map(piece => typeof piece === 'string' ? piece : settled(piece.words[assignment.get(piece)!], assignment)).join('');
}

/** The pieces as a pattern: wildcards count, except those of an opaque value. */
export function settledPattern(pieces: Piece[], assignment: Assignment): Position[] {
  return pieces.flatMap(piece => {
    if (typeof piece === 'string') { return asPattern(piece); }
    const word = piece.words[assignment.get(piece)!];
    return piece.opaque ? literally(settled(word, assignment)) : settledPattern(word, assignment);
  });
}

export function foldPositions(pattern: Position[]): Position[] {
  return pattern.map(position => position.character === undefined ? position : { character: foldAscii(position.character) });
}

/** What three-valued logic must say when these are the answers over all words: yes or no when they agree. */
export function verdict(answers: Truth[]): Truth {
  return answers.every(one => one === YES) ? YES : answers.every(one => one === NO) ? NO : MAYBE;
}

/** Is the answer a promise that the verdict keeps? `MAYBE` promises nothing. */
export function isKept(answer: Truth, kept: Truth): boolean {
  return answer === MAYBE || answer === kept;
}

/** Reads a list of numbers as choices; zero is the first and simplest, so that failures shrink. */
export class Choices {
  private next = 0;

  constructor(private readonly numbers: number[]) {}

  public below(count: number): number {
    return (this.numbers[this.next++] ?? 0) % count;
  }

  public pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  public list<T>(least: number, most: number, item: () => T): T[] {
    return Array.from({ length: least + this.below(most - least + 1) }, item);
  }
}
