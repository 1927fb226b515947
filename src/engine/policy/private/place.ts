import { memberPath } from '../policy-problem';

/** A value in a document, and the way to it; the path is only spelt where something is found. */
export class Place {
  constructor(readonly value: unknown, private readonly parent?: Place, private readonly key: string | number = '') {}

  public get path(): string {
    return this.parent === undefined ? '$' : memberPath(this.parent.path, this.key);
  }

  /** What leads to it from the document. */
  public get trail(): (string | number)[] {
    return this.parent === undefined ? [] : [...this.parent.trail, this.key];
  }

  /** A member of this value. */
  public member(key: string | number): Place {
    return new Place((this.value as Record<string | number, unknown>)[key], this, key);
  }

  /** Another value in the same place: an alternative of an open node. */
  public alternative(value: unknown): Place {
    return new Place(value, this.parent, this.key);
  }
}
