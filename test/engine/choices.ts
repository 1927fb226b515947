/** Reads a list of numbers as choices. Zero is the first, the most frequent and the simplest choice. */
export class Choices {
  private next = 0;

  constructor(private readonly numbers: number[]) {}

  public below(count: number): number {
    return (this.numbers[this.next++] ?? 0) % count;
  }

  public chance(percent: number): boolean {
    return this.below(100) >= 100 - percent;
  }

  public pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  /** A list that has one of the given lengths. */
  public list<T>(lengths: number[], item: () => T): T[] {
    return Array.from({ length: this.pick(lengths) }, item);
  }
}
