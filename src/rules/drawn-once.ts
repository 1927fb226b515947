/** What is drawn one by one, as far as somebody asks: each is made once, whoever asks again. */
export class DrawnOnce<T> implements Iterable<T> {
  private readonly drawn: T[] = [];

  constructor(private readonly source: Iterator<T>) {}

  public* [Symbol.iterator](): Generator<T> {
    for (let i = 0; ; i++) {
      if (i === this.drawn.length) {
        const { done, value } = this.source.next();
        if (done) { return; }
        this.drawn.push(value);
      }
      yield this.drawn[i];
    }
  }
}
