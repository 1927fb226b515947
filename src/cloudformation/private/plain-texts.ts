import { isPlain, TextObjects } from '../../engine/policy/plain-policy';
import { OpenText } from '../../engine/policy/text';
import { Intrinsics } from '../intrinsics';
import { Json } from '../json';

/** `Fn::Join` in `Fn::Join`; deeper ones are computed. */
const MOST_LEVELS = 8;

const UNSURE = NaN;

/**
 * Tells of the intrinsic functions of a template how long the text is that they make, most of them without computing it: the same
 * attributes stand in many places.
 */
export class PlainTexts implements TextObjects {
  private readonly references = new Map<string, number>();
  private readonly attributes = new Map<string, Map<string, number>>();

  constructor(private readonly intrinsics: Intrinsics) {}

  public sizeOf(object: object, accepts: (text: string) => boolean): number {
    const size = this.sizeOfOpen(object, 0);
    if (!Number.isNaN(size)) { return size; }
    const text = this.intrinsics.resolve(object);
    return typeof text === 'string' ? isPlain(text) && accepts(text) ? text.length + 2 : UNSURE : sizeOfOpenText(text);
  }

  public valueOf(written: Json, trail: (string | number)[]): Json {
    return this.intrinsics.resolve(written, trail);
  }

  /** Of a function that surely makes open text; not a number where it takes computing. */
  private sizeOfOpen(object: object, level: number): number {
    let name: string | undefined;
    for (const key in object) {
      if (name !== undefined) { return UNSURE; }
      name = key;
    }
    const argument = (object as Record<string, Json>)[name ?? ''];
    switch (name) {
      case 'Ref': return typeof argument === 'string' ? this.once(this.references, argument, object) : UNSURE;
      case 'Fn::GetAtt': return Array.isArray(argument) ? this.sizeOfAttribute(argument, object) : UNSURE;
      case 'Fn::Join': return Array.isArray(argument) && level < MOST_LEVELS ? this.sizeOfJoin(argument, level) : UNSURE;
      default: return UNSURE;
    }
  }

  private sizeOfAttribute([logicalId, name, ...more]: Json[], object: object): number {
    if (typeof logicalId !== 'string' || typeof name !== 'string' || more.length > 0) { return UNSURE; }
    let known = this.attributes.get(logicalId);
    if (known === undefined) { this.attributes.set(logicalId, known = new Map<string, number>()); }
    return this.once(known, name, object);
  }

  /** INVARIANT: one open value makes the whole open. */
  private sizeOfJoin([delimiter, members, ...more]: Json[], level: number): number {
    if (delimiter !== '' || !Array.isArray(members) || more.length > 0) { return UNSURE; }
    let size = 2;
    let isOpen = false;
    for (const member of members) {
      if (typeof member === 'string') {
        size += isPlain(member) ? member.length : UNSURE;
      } else {
        isOpen = true;
        size += typeof member === 'object' && member !== null ? this.sizeOfOpen(member, level + 1) : UNSURE;
      }
    }
    return isOpen ? size : UNSURE;
  }

  private once(known: Map<string, number>, key: string, object: object): number {
    let size = known.get(key);
    if (size === undefined) {
      size = sizeOfOpenText(this.intrinsics.resolve(object));
      known.set(key, size);
    }
    return size;
  }
}

function sizeOfOpenText(text: Json): number {
  if (!(text instanceof OpenText)) { return UNSURE; }
  let size = 2;
  for (const part of text.parts) {
    if (typeof part === 'string') { size += isPlain(part) ? part.length : UNSURE; }
  }
  return size;
}
