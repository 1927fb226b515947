/** What everything that is read is made of. */
const KINDS: object[] = [Object.prototype, Array.prototype];

/**
 * What all objects inherit decides how they are written, and what is written the same is taken for the same: for as long as the work lasts, they
 * inherit nothing of the kind.
 *
 * @throws Error when that cannot be, or as the work does
 */
export function withoutInheritedWriters<T>(work: () => T): T {
  const inherited = KINDS.map(kind => [kind, Object.getOwnPropertyDescriptor(kind, 'toJSON')] as const);
  try {
    KINDS.forEach(kind => Reflect.deleteProperty(kind, 'toJSON'));
    if ([{}, []].some(one => 'toJSON' in one)) { throw new Error('all objects inherit `toJSON`, so that different ones may be written the same; let none inherit it'); }
    return work();
  } finally {
    inherited.forEach(([kind, property]) => property && Reflect.defineProperty(kind, 'toJSON', property));
  }
}
