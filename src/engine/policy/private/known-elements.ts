import { OpenValue } from '../text';
import { ElementReader } from './element-reader';
import { Place } from './place';

const NOWHERE: (string | number)[] = [];

/**
 * Elements of policies, compiled once for all that are written the same.
 *
 * INVARIANT: what has a problem is compiled each time, and so is what makes open values of its own each time.
 */
export class KnownElements {
  /** By what they are read as, and how they are written. */
  private readonly known = new Map<string, Map<string, unknown>>();

  /** @param valueOf what the JSON of an element stands for, and what leads to it */
  constructor(private readonly valueOf: (written: unknown, trail: (string | number)[]) => unknown) {}

  /** @param as what it is read as */
  public read<Element>(as: string, at: Place, reader: ElementReader, read: (at: Place) => Element): Element {
    // Whoever gives all objects a way of their own to be written makes different ones look the same.
    if ('toJSON' in []) { return read(at.alternative(this.valueOf(at.value, at.trail))); }
    let elements = this.known.get(as);
    if (elements === undefined) { this.known.set(as, elements = new Map<string, unknown>()); }
    const written = JSON.stringify(at.value);
    const known = elements.get(written) as Element | undefined;
    if (known !== undefined) { return known; }
    const values = OpenValue.made;
    const value = this.valueOf(at.value, NOWHERE);
    // What is made anew is told by where it stands.
    if (OpenValue.made !== values) { return read(at.alternative(this.valueOf(at.value, at.trail))); }
    const problems = reader.problems.length;
    const element = read(at.alternative(value));
    if (reader.problems.length === problems) { elements.set(written, element); }
    return element;
  }
}
