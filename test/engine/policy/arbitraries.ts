import { fc } from '../../properties';

/** Text of any code points, halves of surrogate pairs, control characters and ASCII among them. */
export function anyText(maxLength = 12): fc.Arbitrary<string> {
  const point = fc.oneof(fc.nat(0x7f), fc.nat(0x2fff), fc.nat(0x10ffff));
  return fc.array(point, { maxLength }).map(points => points.map(one => String.fromCodePoint(one)).join(''));
}
