import { OpenValue } from './text';

/**
 * What JSON stands for, made once for all that is written the same.
 *
 * INVARIANT: what makes open values of its own is made each time.
 */
export class KnownByWriting<Made> {
  private readonly known = new Map<string, Made>();

  /** @param isKept asked once it is made */
  public of(written: unknown, make: () => Made, isKept: () => boolean = () => true): Made {
    // Whoever gives all objects a way of their own to be written makes different ones look the same.
    if ('toJSON' in []) { return make(); }
    const text = JSON.stringify(written);
    const known = this.known.get(text);
    if (known !== undefined) { return known; }
    const values = OpenValue.made;
    const made = make();
    if (OpenValue.made === values && isKept()) { this.known.set(text, made); }
    return made;
  }
}
