import { OpenNode } from '../open-node';
import { memberPath, PolicyProblem, PolicyProblemCode as Code } from '../policy-problem';
import { OpenText } from '../text';

/** More values than any policy holds. */
const MOST_VALUES = 1_000_000;

/**
 * Copies a value as `JSON.stringify` would see it, reading every property once, so that what is judged cannot change afterwards.
 * Open text and open nodes are kept. Never throws: what cannot be read is a problem, and the copy is undefined.
 */
export function snapshot(value: unknown, mostLevels: number): { copy?: unknown; problems: PolicyProblem[] } {
  let values = 0;
  let refusal: PolicyProblem | undefined;
  /** The keys that lead to the value which is copied. */
  const trail: (string | number)[] = [];
  const refuse = (code: Code, message: string): never => {
    refusal = { path: trail.reduce<string>(memberPath, '$'), code, message };
    throw new Error(message);
  };
  const copy = (one: unknown, level: number): unknown => {
    if (++values > MOST_VALUES) { refuse(Code.NESTED_TOO_DEEPLY, 'is larger than any policy'); }
    if (typeof one === 'function' || typeof one === 'symbol') { return undefined; }
    if (typeof one !== 'object' || one === null || OpenText.is(one)) { return one; }
    if (level > mostLevels) { refuse(Code.NESTED_TOO_DEEPLY, `is nested deeper than ${mostLevels} levels`); }
    if (OpenNode.is(one)) {
      return one.alternatives ? one.with(one.alternatives.map(alternative => copy(alternative, level + 1))) : one;
    }
    const { toJSON } = one as { toJSON?: unknown };
    const shown: unknown = typeof toJSON === 'function' ? toJSON.call(one, String(trail.at(-1) ?? '')) : one;
    return typeof shown === 'object' && shown !== null ? copyMembers(shown, level) : shown;
  };
  const copyMember = (one: object, key: string | number, level: number): unknown => {
    trail.push(key);
    const member = copy((one as Record<string | number, unknown>)[key], level + 1);
    trail.pop();
    return member;
  };
  const copyMembers = (one: object, level: number): unknown => {
    if (Array.isArray(one)) {
      if (one.length > MOST_VALUES) { refuse(Code.NESTED_TOO_DEEPLY, 'is larger than any policy'); }
      const list: unknown[] = [];
      // Not by the iterator, which is the array's own to define.
      for (let i = 0; i < one.length; i++) { list.push(copyMember(one, i, level)); }
      return list;
    }
    const plain: Record<string, unknown> = Object.create(null);
    for (const key of Object.keys(one)) {
      if (key === '__proto__') {
        trail.push(key);
        refuse(Code.PROTOTYPE_KEY, 'is not a key that any policy has; remove it');
      }
      const member = copyMember(one, key, level);
      if (member !== undefined) { plain[key] = member; }
    }
    return plain;
  };
  try {
    return { copy: copy(value, 1), problems: [] };
  } catch {
    // What was thrown is not looked at: it may be a proxy.
    return { problems: [refusal ?? { path: '$', code: Code.UNREADABLE, message: 'could not be read: a getter, a proxy or `toJSON` of the object threw' }] };
  }
}
