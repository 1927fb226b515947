import { Budget } from './budget';

/** Fewer are looked at one by one. */
const FEW = 8;

/**
 * Finds things by the literal text with which the words of each begin: most patterns of a policy have nothing to do with each other.
 */
export class StartIndex<T> {
  private made: Starts<T> | undefined;

  constructor(private readonly all: T[], private readonly startOf: (one: T) => string) {}

  /** Those whose words may begin with a text: their start begins the text. Of many, the shortest starts first. */
  public before(text: string): T[] {
    if (this.all.length <= FEW) { return this.all.filter(one => text.startsWith(this.startOf(one))); }
    const { lengths, byStart } = this.starts;
    Budget.spend(lengths.length >> 4);
    const found: T[] = [];
    for (const length of lengths) {
      if (length > text.length) { break; }
      for (const one of byStart.get(text.slice(0, length)) ?? []) { found.push(one); }
    }
    return found;
  }

  /** Those that may share words with what begins with a text: one start begins the other. */
  public around(text: string): T[] {
    if (text === '') { return this.all; }
    const found = this.before(text);
    if (this.all.length <= FEW) { return [...found, ...this.all.filter(one => this.startOf(one).length > text.length && this.startOf(one).startsWith(text))]; }
    const { sorted, byStart } = this.starts;
    for (let i = firstBehind(sorted, text); i < sorted.length && sorted[i].startsWith(text); i++) {
      for (const one of byStart.get(sorted[i])!) { found.push(one); }
    }
    Budget.spend(found.length >> 4);
    return found;
  }

  /** About as many as there are around a text. */
  public countAround(text: string): number {
    if (text === '' || this.all.length <= FEW) { return this.all.length; }
    const { lengths, byStart, sorted, counts } = this.starts;
    Budget.spend(1 + (lengths.length >> 4));
    let count = 0;
    for (const length of lengths) {
      if (length > text.length) { break; }
      count += byStart.get(text.slice(0, length))?.length ?? 0;
    }
    return count + counts[firstBehind(sorted, `${text}\uffff`)] - counts[firstBehind(sorted, text)];
  }

  private get starts(): Starts<T> {
    if (this.made === undefined) {
      Budget.spend(this.all.length >> 4);
      const byStart = new Map<string, T[]>();
      for (const one of this.all) {
        const start = this.startOf(one);
        const list = byStart.get(start);
        if (list === undefined) { byStart.set(start, [one]); } else { list.push(one); }
      }
      const sorted = [...byStart.keys()].sort();
      const counts = [0];
      for (const start of sorted) { counts.push(counts[counts.length - 1] + byStart.get(start)!.length); }
      this.made = { byStart, sorted, counts, lengths: [...new Set(sorted.map(start => start.length))].sort((a, b) => a - b) };
    }
    return this.made;
  }
}

interface Starts<T> {
  readonly byStart: Map<string, T[]>;
  readonly sorted: string[];
  /** How many things the first so many of them have, from none to all. */
  readonly counts: number[];
  /** How long they are, each once. */
  readonly lengths: number[];
}

/** The place of the first text of a sorted list that is greater. */
function firstBehind(sorted: string[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= text) { low = middle + 1; } else { high = middle; }
  }
  return low;
}
