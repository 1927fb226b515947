import { OpenNode } from '../open-node';
import { PolicyProblem, PolicyProblemCode as Code } from '../policy-problem';
import { OpenText } from '../text';
import { Place } from './place';

/** More values than any policy holds. */
const MOST_VALUES = 1_000_000;

/**
 * Copies a value as `JSON.stringify` would see it, reading every property once, so that what is judged cannot change afterwards.
 * Open text and open nodes are kept. Never throws: what cannot be read is a problem, and the copy is undefined.
 */
export function snapshot(value: unknown, mostLevels: number): { copy?: unknown; problems: PolicyProblem[] } {
  const problems: PolicyProblem[] = [];
  let values = 0;
  const copy = (one: unknown, at: Place, level: number): unknown => {
    if (typeof one !== 'object' || one === null || one instanceof OpenText) { return one; }
    if (level > mostLevels || ++values > MOST_VALUES) {
      throw new Unreadable(at.path, Code.NESTED_TOO_DEEPLY, `is nested deeper than ${mostLevels} levels, or larger than any policy`);
    }
    if (one instanceof OpenNode) {
      return one.alternatives ? OpenNode.choice(one.name, one.alternatives.map(alternative => copy(alternative, at, level + 1))) : one;
    }
    const { toJSON } = one as { toJSON?: unknown };
    if (typeof toJSON === 'function') { return copy(toJSON.call(one), at, level + 1); }
    if (Array.isArray(one)) { return Array.from(one, (member, i) => copy(member, new Place(member, at, i), level + 1)); }
    const plain: Record<string, unknown> = Object.create(null);
    for (const key of Object.keys(one)) {
      if (key === '__proto__') {
        throw new Unreadable(new Place(undefined, at, key).path, Code.PROTOTYPE_KEY, 'is not a key that any policy has; remove it');
      }
      const member = (one as Record<string, unknown>)[key];
      if (member !== undefined) { plain[key] = copy(member, new Place(member, at, key), level + 1); }
    }
    return plain;
  };
  try {
    return { copy: copy(value, new Place(value), 1), problems };
  } catch (error) {
    problems.push(error instanceof Unreadable
      ? { path: error.path, code: error.code, message: error.message }
      : { path: '$', code: Code.UNREADABLE, message: 'could not be read: a getter, a proxy or `toJSON` of the object threw' });
    return { problems };
  }
}

class Unreadable extends Error {
  constructor(readonly path: string, readonly code: Code, message: string) {
    super(message);
  }
}
