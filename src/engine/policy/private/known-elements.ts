import { KnownByWriting } from '../known-by-writing';
import { ElementReader } from './element-reader';
import { Place } from './place';
import { Count, leastSize } from './policy-size';

/** An element of a policy, and how many characters AWS counts of it, at least. */
export interface SizedElement<Element> { readonly element: Element; readonly size: number }

/**
 * Elements of policies, compiled once for all that are written the same.
 *
 * INVARIANT: what has a problem is compiled each time, and so is what stands behind one: of many problems not all are noted.
 */
export class KnownElements {
  /** By what they are read as. */
  private readonly known = new Map<string, KnownByWriting<SizedElement<unknown>>>();

  /** @param valueOf what the JSON of an element stands for, and what leads to it */
  constructor(private readonly valueOf: (written: unknown, trail: (string | number)[]) => unknown) {}

  /** @param as what it is read as */
  public read<Element>(as: string, at: Place, reader: ElementReader, count: Count, read: (at: Place) => Element): SizedElement<Element> {
    let elements = this.known.get(as);
    if (elements === undefined) { this.known.set(as, elements = new KnownByWriting()); }
    return elements.of(at.value, () => {
      const value = this.valueOf(at.value, at.trail);
      return { element: read(at.alternative(value)), size: leastSize(value, count) };
    }, () => reader.problems.length === 0) as SizedElement<Element>;
  }
}
