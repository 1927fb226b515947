import { withoutInheritedWriters } from '../../../src/engine/policy/without-inherited-writers';

const KINDS = [Object.prototype, Array.prototype];

/** All objects are written the same until it is over. */
function allTheSame<T>(kind: object, work: () => T): T {
  Object.defineProperty(kind, 'toJSON', { configurable: true, writable: true, value: () => 'same' });
  try { return work(); } finally { Reflect.deleteProperty(kind, 'toJSON'); }
}

test.each(KINDS)('what all objects inherit does not write them, and is inherited again afterwards', kind => {
  const written = allTheSame(kind, () => [withoutInheritedWriters(() => JSON.stringify([1, [2]])), JSON.stringify([1, [2]])]);

  expect(written).toEqual(['[1,[2]]', '"same"']);
});

test.each(KINDS)('and so where the work fails', kind => {
  const written = allTheSame(kind, () => {
    expect(() => withoutInheritedWriters(() => { throw new Error('it failed'); })).toThrow('it failed');
    return JSON.stringify([]);
  });

  expect(written).toBe('"same"');
});

test('what says itself how it is written does so', () => {
  expect(withoutInheritedWriters(() => JSON.stringify({ one: { toJSON: () => 'own' } }))).toBe('{"one":"own"}');
});

test('there is no work where it cannot be taken away', () => {
  const work = jest.fn();
  Object.setPrototypeOf(Array.prototype, Object.create(Object.prototype, { toJSON: { value: () => 'same' } }));
  try {
    expect(() => withoutInheritedWriters(work)).toThrow('all objects inherit `toJSON`, so that different ones may be written the same; let none inherit it');
  } finally {
    Object.setPrototypeOf(Array.prototype, Object.prototype);
  }
  expect(work).not.toHaveBeenCalled();
});
