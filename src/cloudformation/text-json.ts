import { ANY, ANY_RUN, DIGIT, DIGIT_RUN, FRESH, FRESH_RUN, NAME, NAME_RUN, OpenText, OpenValue, PATH, PATH_RUN, Shape, Text, TEXT_RUN, WORD, WORD_RUN } from '../engine/policy/text';

/**
 * Known before deployment or not: `opaque` is one fixed value of a shape, `choice` one of a few texts, `unknown` anything, wildcards included.
 */
export type OpenKind = 'opaque' | 'choice' | 'unknown';

/** An open value where it stands. */
export interface OpenJson {
  /** What it is, for people; two values may have one name. */
  readonly open: string;
  readonly kind: OpenKind;
  /** Which of the `openValues` of the reading it is. The same id is the same value, wherever it stands. */
  readonly id: number;
}

/** Text: known, open as a whole, or known and open parts one behind the other. */
export type TextJson = string | OpenJson | { readonly parts: (string | OpenJson)[] };

/** Known text, or characters of a class: so many, or any number of them. */
export type ShapePieceJson = string | { readonly class: CharacterClass; readonly count: number | 'any' };

/**
 * `word` is letters, digits, `-`, `_` and `.`; `path` all but `:`; `name` those of names in IAM; `fresh` what no policy writes out.
 */
export type CharacterClass = 'any' | 'digit' | 'word' | 'path' | 'name' | 'fresh';

/** An open value of a reading, with what is known of it. */
export interface OpenValueJson extends OpenJson {
  /** Of an opaque value: the words that it may be, each as its pieces. */
  readonly shape?: ShapePieceJson[][];
  /** Of a choice: the texts that it may be. */
  readonly choices?: TextJson[];
}

/**
 * Prints texts, and numbers the open values in them in the order in which they come.
 */
export class TextPrinter {
  /** Every open value that was printed, by its id. */
  public readonly openValues: OpenValueJson[] = [];
  private readonly ids = new Map<number, number>();

  public text(text: Text): TextJson {
    if (!(text instanceof OpenText)) { return text; }
    const parts = text.parts.map(part => typeof part === 'string' ? part : this.open(part));
    return parts.length === 1 ? parts[0] : { parts };
  }

  private open(value: OpenValue): OpenJson {
    const { name: open, symbol, shape, choices } = value;
    const kind = shape !== undefined ? 'opaque' : choices !== undefined ? 'choice' : 'unknown';
    const id = this.ids.get(symbol) ?? this.ids.size;
    if (!this.ids.has(symbol)) {
      this.ids.set(symbol, id);
      this.openValues[id] = { open, kind, id, shape: shape && shapeJson(shape), choices: choices?.map(one => this.text(one)) };
    }
    return { open, kind, id };
  }
}

const CLASSES: Record<number, CharacterClass> = { [ANY]: 'any', [DIGIT]: 'digit', [WORD]: 'word', [PATH]: 'path', [NAME]: 'name', [FRESH]: 'fresh' };

const RUNS: Record<number, CharacterClass> = {
  [ANY_RUN]: 'any', [TEXT_RUN]: 'any', [DIGIT_RUN]: 'digit', [WORD_RUN]: 'word', [PATH_RUN]: 'path', [NAME_RUN]: 'name', [FRESH_RUN]: 'fresh',
};

function shapeJson({ alternatives }: Shape): ShapePieceJson[][] {
  return alternatives.map(word => word.map(pieceJson).reduce<ShapePieceJson[]>((pieces, piece) => {
    const last = pieces.at(-1);
    const joined = last === undefined ? undefined : join(last, piece);
    return joined === undefined ? [...pieces, piece] : [...pieces.slice(0, -1), joined];
  }, []));
}

function pieceJson(token: number): ShapePieceJson {
  if (token in CLASSES) { return { class: CLASSES[token], count: 1 }; }
  return token in RUNS ? { class: RUNS[token], count: 'any' } : String.fromCodePoint(token);
}

/** Two pieces as one, where they can be. */
function join(left: ShapePieceJson, right: ShapePieceJson): ShapePieceJson | undefined {
  if (typeof left === 'string' || typeof right === 'string') { return typeof left === typeof right ? `${left}${right}` : undefined; }
  const areCounted = typeof left.count === 'number' && typeof right.count === 'number' && left.class === right.class;
  return areCounted ? { class: left.class, count: Number(left.count) + Number(right.count) } : undefined;
}
