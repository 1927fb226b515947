import { OpenNode } from './open-node';
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
    const before = openMade();
    const made = make();
    if (openMade() === before && isKept()) { this.known.set(text, made); }
    return made;
  }
}

/** How much there is that is open, text or structure. */
function openMade(): number {
  return OpenValue.made + OpenNode.made;
}
