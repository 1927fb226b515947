import { Pattern } from '../engine/policy/pattern';
import { OpenText, OpenValue, splitText, Text } from '../engine/policy/text';

/**
 * What stands under patterns of ARNs, found without asking all of them. It errs towards too much: whoever finds something asks the engine.
 */
export class ArnIndex<T> {
  /** Under patterns that tell nothing about the last field. */
  private readonly anywhere: T[] = [];
  /** Under patterns without anything open, by all of their last field. */
  private readonly written = new StartIndex<T>();
  /** Under other patterns, by how it begins. */
  private readonly begun = new StartIndex<T>();

  public add({ source, variableKeys }: Pattern, value: T): void {
    const last = lastField(source);
    if (last === undefined) {
      this.anywhere.push(value);
    } else {
      const index = variableKeys.length === 0 && isWritten(last) ? this.written : this.begun;
      index.add(startOf(last, /[*?]|\$\{/, asLetter), value);
    }
  }

  /** Under anything. */
  public addAnywhere(value: T): void {
    this.anywhere.push(value);
  }

  /** What stands under the patterns that may cover this ARN. */
  public mayCover(arn: Text): Set<T> {
    const last = lastField(arn);
    if (last === undefined) { return new Set([...this.anywhere, ...this.written.all(), ...this.begun.all()]); }
    const own = startOf(last, undefined, asLetter);
    const known = startOf(last, undefined, beginning);
    return new Set([
      ...this.anywhere,
      ...isWritten(last) ? this.written.at(own) : this.written.after(known),
      ...this.begun.before(own),
      ...own === known && typeof last === 'string' ? [] : [...this.begun.before(known), ...this.begun.after(known)],
    ]);
  }
}

/** Values under the letters that something begins with. */
class StartIndex<T> {
  private readonly byStart = new Map<string, T[]>();
  private sorted: string[] | undefined;

  public add(start: string, value: T): void {
    const list = this.byStart.get(start);
    if (list !== undefined) { list.push(value); return; }
    this.byStart.set(start, [value]);
    this.sorted = undefined;
  }

  public all(): T[] {
    return [...this.byStart.values()].flat();
  }

  public at(start: string): T[] {
    return this.byStart.get(start) ?? [];
  }

  /** Under what the text begins with. */
  public before(text: string): T[] {
    if (this.byStart.size === 0) { return []; }
    return Array.from({ length: text.length + 1 }, (_, length) => this.at(text.slice(0, length))).flat();
  }

  /** Under what begins with the text. */
  public after(text: string): T[] {
    const sorted = this.sorted ??= [...this.byStart.keys()].sort();
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (sorted[middle] < text) { low = middle + 1; } else { high = middle; }
    }
    const found: T[] = [];
    for (let i = low; sorted[i]?.startsWith(text); i++) { found.push(...this.at(sorted[i])); }
    return found;
  }
}

/** What follows the account; undefined where it is not known where that begins. Of IAM, no name holds a colon. */
export function lastField(arn: Text): Text | undefined {
  const fields = splitText(arn, ':', 6);
  if (fields.length < 6) { return undefined; }
  const before = fields.slice(0, 5);
  const mayHoldColon = (field: Text) => field instanceof OpenText && field.openValues.some(({ shape }) => shape === undefined);
  const mayCross = before.some(field => String(field).includes('*')) && fields[2] !== 'iam';
  return mayCross || before.some(field => mayHoldColon(field) || String(field).includes('${')) ? undefined : fields[5];
}

/** Nothing in it is open but names that AWS makes, which nobody else has. */
export function isWritten(text: Text): boolean {
  return partsOf(text).every(part => typeof part === 'string' ? !/[*?]/.test(part) : isGenerated(part));
}

function isGenerated({ shape, choices }: OpenValue): boolean {
  return shape !== undefined && choices === undefined && shape.isFresh;
}

function partsOf(text: Text): (string | OpenValue)[] {
  return text instanceof OpenText ? text.parts : [text];
}

/** The letters that a text begins with, as far as they are known. */
function startOf(text: Text, end: RegExp | undefined, letters: (value: OpenValue) => { readonly known: string; readonly goesOn: boolean }): string {
  let start = '';
  for (const part of partsOf(text)) {
    if (typeof part === 'string') {
      const at = end === undefined ? -1 : part.search(end);
      start += at < 0 ? part : part.slice(0, at);
      if (at >= 0) { return start; }
    } else {
      const { known, goesOn } = letters(part);
      start += known;
      if (!goesOn) { return start; }
    }
  }
  return start;
}

/** A generated name is like one letter that nobody writes. */
function asLetter(value: OpenValue): { known: string; goesOn: boolean } {
  return isGenerated(value) ? { known: `\u0000${value.symbol}\u0000`, goesOn: true } : { known: '', goesOn: false };
}

/** How a value surely begins. */
function beginning({ shape, choices }: OpenValue): { known: string; goesOn: boolean } {
  const [word = [], ...more] = choices === undefined ? shape?.alternatives ?? [] : [];
  const known = more.length > 0 ? [] : word.slice(0, Math.max(0, [...word, -1].findIndex(token => token < 0)));
  return { known: String.fromCodePoint(...known), goesOn: false };
}
