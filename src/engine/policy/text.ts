import { escaped } from './policy-problem';

/**
 * The text of a policy element or of a request value: known text, or text with open values in it.
 */
export type Text = string | OpenText;

/** A character class of a shape. Written as negative numbers where code points stand. */
export const ANY = -1;
export const DIGIT = -2;
export const WORD = -3;

/** A run of a class: any number of its characters. `ANY_RUN` takes open values held as one letter as well, `TEXT_RUN` only text. */
export const ANY_RUN = -4;
export const WORD_RUN = -5;
export const TEXT_RUN = -6;
export const DIGIT_RUN = -7;

/** A character that no policy writes out: only wildcards match it. */
export const FRESH = -8;
export const FRESH_RUN = -9;

/** A character of a name with a path: any but `:`. */
export const PATH = -10;
export const PATH_RUN = -11;

/** A character of a name in IAM, without the path. */
export const NAME = -12;
export const NAME_RUN = -13;

/**
 * The words that an open value may be: one or more alternatives, each a sequence of code points, classes and runs.
 */
export class Shape {
  /** Any text. */
  public static readonly ANY_TEXT = new Shape([[TEXT_RUN]]);

  /** Somebody else's value: nothing of it is written in any policy. */
  public static readonly FRESH_TEXT = new Shape([[FRESH, FRESH_RUN]]);

  /** One of these texts. */
  public static oneOf(...words: string[]): Shape {
    return new Shape(words.map(codePoints));
  }

  /** Exactly this many digits. */
  public static digits(count: number): Shape {
    return new Shape([new Array(count).fill(DIGIT)]);
  }

  /** This text, then letters, digits, `-`, `_` and `.`. */
  public static wordsAfter(prefix: string): Shape {
    return new Shape([[...codePoints(prefix), WORD_RUN]]);
  }

  /** A name that somebody chooses, with a path. */
  public static chosenName(): Shape {
    return new Shape([[PATH_RUN]]);
  }

  /** Somebody else's number or name: parts of it may be written in a policy, but not all of it. */
  public static freshDigits(): Shape {
    return new Shape([[DIGIT_RUN, FRESH, DIGIT_RUN]]);
  }

  public static freshWords(): Shape {
    return new Shape([[WORD_RUN, FRESH, WORD_RUN]]);
  }

  /** Is every word somebody else's, so that no text which is written out equals it? */
  readonly isFresh: boolean;

  private constructor(readonly alternatives: number[][]) {
    this.isFresh = alternatives.every(word => word.includes(FRESH));
  }

  /** Its words, where each is written out. */
  public get words(): string[] | undefined {
    const isWrittenOut = this.alternatives.every(word => word.every(token => token >= 0));
    return isWrittenOut ? this.alternatives.map(word => String.fromCodePoint(...word)) : undefined;
  }

  /** The same words with ASCII letters in lower case. */
  public folded(): Shape {
    const hasCapitals = this.alternatives.some(word => word.some(token => token >= 0x41 && token <= 0x5a));
    return !hasCapitals ? this : new Shape(this.alternatives.map(word => word.map(token => token >= 0x41 && token <= 0x5a ? token + 0x20 : token)));
  }
}

/** INVARIANT: above 0x10FFFF, so no text can forge it. */
const FIRST_SYMBOL = 0x110000;

/**
 * A value that is not known before deployment. It is one of these kinds.
 *
 * - opaque: one fixed value, some word of a shape, and never a pattern
 * - a choice: one of a few texts, which may be patterns (the branches of `Fn::If`, the allowed values of a parameter)
 * - unknown: anything, wildcards included
 * - invented: an opaque value that stands in a question, not in a policy
 */
export class OpenValue {
  public static opaque(name: string, shape: Shape): OpenValue {
    return new OpenValue(name, shape);
  }

  public static choice(name: string, choices: Text[]): OpenValue {
    return new OpenValue(name, undefined, choices.length === 0 ? undefined : choices);
  }

  public static unknown(name: string): OpenValue {
    return new OpenValue(name);
  }

  /**
   * @param example what it may look like, for messages
   * @param shape by default somebody else's value, which no policy names: only wildcards and unknown values match it
   */
  public static invented(example: string, shape = Shape.FRESH_TEXT): OpenValue {
    return new OpenValue(example, shape, undefined, true);
  }

  /** How many there are. */
  public static get made(): number {
    return OpenValue.next - FIRST_SYMBOL;
  }

  private static next = FIRST_SYMBOL;

  /** What the value is, for messages; escaped. */
  readonly name: string;

  /** Stands for this value among code points. */
  readonly symbol: number;

  /** INVARIANT: no JSON of the value shows what was asked of it, which may be the value itself. */
  #inLowerCase: OpenValue | undefined;
  #asText: OpenValue | undefined;

  /**
   * @param name what the value is, for messages: ``parameter `Env` ``
   */
  private constructor(name: string, readonly shape?: Shape, readonly choices?: Text[], readonly isInvented = false, symbol = OpenValue.next++) {
    this.name = escaped(name);
    this.symbol = symbol;
  }

  /** The same value with ASCII letters in lower case; the same for each call. */
  public folded(): OpenValue {
    if (this.choices !== undefined) {
      this.#inLowerCase ??= OpenValue.choice(this.name, this.choices.map(foldText));
    } else {
      const shape = this.shape?.folded();
      this.#inLowerCase ??= shape === this.shape ? this : new OpenValue(this.name, shape, undefined, this.isInvented);
    }
    return this.#inLowerCase;
  }

  /** The same value where no character of it is a wildcard: an unknown one is some text. */
  public literal(): OpenValue {
    if (this.shape !== undefined || this.choices !== undefined) { return this; }
    this.#asText ??= new OpenValue(this.name, Shape.ANY_TEXT, undefined, this.isInvented, this.symbol);
    return this.#asText;
  }
}

/**
 * Text with open values in it.
 */
export class OpenText {
  /** Is it open text that was made here? An object can borrow the prototype. */
  public static is(value: object): value is OpenText {
    return #made in value;
  }

  /** The text of these parts: a plain string when nothing in it is open. */
  public static of(...parts: (Text | OpenValue)[]): Text {
    if (parts.length === 1) {
      const [only] = parts;
      return only instanceof OpenValue ? new OpenText([only]) : only;
    }
    const merged = OpenText.merged;
    merged.length = 0;
    let literal = '';
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i];
      if (typeof part === 'string') {
        literal += part;
        continue;
      }
      const pieces = part instanceof OpenText ? part.parts : [part];
      for (let k = 0; k < pieces.length; k++) {
        const piece = pieces[k];
        if (typeof piece === 'string') {
          literal += piece;
          continue;
        }
        if (literal !== '') { merged.push(literal); }
        literal = '';
        merged.push(piece);
      }
    }
    if (merged.length === 0) { return literal; }
    if (literal !== '') { merged.push(literal); }
    return new OpenText(merged.slice());
  }

  /** What a text is merged in: a copy of it has no room to grow, which matters where most texts are kept. */
  private static readonly merged: (string | OpenValue)[] = [];

  readonly #made = true;

  private constructor(readonly parts: (string | OpenValue)[]) {}

  get openValues(): OpenValue[] {
    return this.parts.filter(p => p instanceof OpenValue);
  }

  /** The text with the name of each open value in angle brackets, for messages. */
  toString(): string {
    return this.parts.map(p => typeof p === 'string' ? p : p.isInvented ? p.name : `<${p.name}>`).join('');
  }
}

/** INVARIANT: text is compared by code point; `?` and classes never see half of a surrogate pair. */
export function codePoints(text: string): number[] {
  const points: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i)!;
    if (point > 0xffff) { i++; }
    points.push(point);
  }
  return points;
}

/** ASCII letters to lower case; everything else is kept, so that no other letter becomes an ASCII one (the Kelvin sign, for example). */
export function foldAscii(text: string): string {
  return /[^\0-\x7f]/.test(text) ? text.replace(/[A-Z]/g, letter => letter.toLowerCase()) : text.toLowerCase();
}

/** The same for text with open values. */
export function foldText(text: Text): Text {
  return typeof text === 'string' ? foldAscii(text) : OpenText.of(...text.parts.map(part => typeof part === 'string' ? foldAscii(part) : part.folded()));
}

/** Splits text at a separator, at most into so many parts; open values are never split. */
export function splitText(text: Text, separator: string, most: number): Text[] {
  const split: Text[] = [''];
  for (const part of text instanceof OpenText ? text.parts : [text]) {
    const pieces = typeof part === 'string' ? part.split(separator) : [part];
    pieces.forEach((piece, i) => {
      if (i > 0 && split.length < most) {
        split.push(OpenText.of(piece));
      } else {
        const last = split.length - 1;
        split[last] = OpenText.of(split[last], i > 0 ? separator : '', piece);
      }
    });
  }
  return split;
}
