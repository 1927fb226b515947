import { isUnknown, valuesAt, withAlternatives } from '../../../src/cloudformation/private/property-path';
import { OpenNode } from '../../../src/engine/policy/open-node';
import { OpenText, OpenValue } from '../../../src/engine/policy/text';
import { fc } from '../../properties';

const either = (...alternatives: unknown[]) => OpenNode.choice('C', alternatives);
const UNKNOWN = OpenNode.unknown('U');
const OPEN_TEXT = OpenText.of(OpenValue.unknown('T'));

/** `A[0].B = value`, with what it depends on behind a question mark. */
function found(properties: unknown, path: string): [string, unknown][] {
  return valuesAt(properties, path).map(one => [one.dependsOn === undefined ? one.path : `${one.path} ? ${one.dependsOn}`, one.value]);
}

test.each<[string, unknown, string, [string, unknown][]]>([
  ['a property', { A: 1 }, 'A', [['A', 1]]],
  ['a property of a property', { A: { B: 1, C: 2 } }, 'A.B', [['A.B', 1]]],
  ['every member of a list', { A: [1, 2] }, 'A[*]', [['A[0]', 1], ['A[1]', 2]]],
  ['a member alone where a list is expected', { A: 1 }, 'A[*]', [['A', 1]]],
  ['a property of every member', { A: [{ B: 1 }, {}, { B: 2 }] }, 'A[*].B', [['A[0].B', 1], ['A[2].B', 2]]],
  ['lists in lists', { A: [{ B: [1] }, { B: [2, 3] }] }, 'A[*].B[*]', [['A[0].B[0]', 1], ['A[1].B[0]', 2], ['A[1].B[1]', 3]]],
  ['every member of a map', { A: { 'x': 1, 'y z': 2 } }, 'A{*}', [['A.x', 1], ["A['y z']", 2]]],
  ['a property of every member of a map', { A: { x: { B: 1 }, y: { B: 2 } } }, 'A{*}.B', [['A.x.B', 1], ['A.y.B', 2]]],
  ['null', { A: null }, 'A', [['A', null]]],
  ['an empty list', { A: [] }, 'A[*]', []],
  ['an absent property', { A: 1 }, 'B', []],
  ['a property that is left out', { A: undefined }, 'A', []],
  ['a property of nothing', { A: null }, 'A.B', []],
  ['what only the prototype has', {}, 'constructor', []],
  ['the same in a list', { A: [{}] }, 'A[*].toString', []],
  ['one of two', { A: either(1, 2) }, 'A', [['A ? C', 1], ['A ? C', 2]]],
  ['one or nothing', { A: either(1, undefined) }, 'A', [['A ? C', 1]]],
  ['one of two inside', { A: either({ B: 1 }, { B: 2 }) }, 'A.B', [['A.B ? C', 1], ['A.B ? C', 2]]],
  ['one of two lists', { A: either([1], [2, 3]) }, 'A[*]', [['A[0] ? C', 1], ['A[0] ? C', 2], ['A[1] ? C', 3]]],
  ['one of two members', { A: [either(1), 2] }, 'A[*]', [['A[0] ? C', 1], ['A[1]', 2]]],
  ['one of one of two, by what is around it', { A: OpenNode.choice('Outer', [either(1, 2), 3]) }, 'A', [['A ? Outer', 1], ['A ? Outer', 2], ['A ? Outer', 3]]],
  ['one of two properties', either({ A: 1 }, { A: 2 }), 'A', [['A ? C', 1], ['A ? C', 2]]],
  ['what nobody knows', { A: UNKNOWN }, 'A', [['A', UNKNOWN]]],
  ['what nobody knows around it', { A: UNKNOWN }, 'A.B', [['A', UNKNOWN]]],
  ['what nobody knows around a list', { A: { B: UNKNOWN } }, 'A.B[*].C', [['A.B', UNKNOWN]]],
  ['what nobody knows in a map', { A: { x: UNKNOWN } }, 'A{*}.B', [['A.x', UNKNOWN]]],
  ['what nobody knows as one of two', { A: either(UNKNOWN, { B: 1 }) }, 'A.B', [['A ? C', UNKNOWN], ['A.B ? C', 1]]],
  ['all that nobody knows', UNKNOWN, 'A', [['', UNKNOWN]]],
  ['open text', { A: OPEN_TEXT }, 'A[*]', [['A', OPEN_TEXT]]],
])('%s', (_, properties, path, expected) => {
  expect(found(properties, path)).toEqual(expected);
});

test('open text around a property may be anything: it is there for the reader to refuse', () => {
  expect(found({ A: OPEN_TEXT }, 'A.B')).toEqual([['A', OPEN_TEXT]]);
  expect(found({ A: OPEN_TEXT }, 'A{*}.B')).toEqual([['A', OPEN_TEXT]]);
  expect(found({ A: [OPEN_TEXT] }, 'A[*].B')).toEqual([['A[0]', OPEN_TEXT]]);
});

test('so may text that is written out', () => {
  expect([found({ A: '{"B":1}' }, 'A.B'), found({ A: either('text', { B: 1 }) }, 'A.B'), found({ A: 'text' }, 'A[*]')])
    .toEqual([[['A', '{"B":1}']], [['A ? C', 'text'], ['A.B ? C', 1]], [['A', 'text']]]);
  expect(valuesAt({ A: 'text' }, 'A.B[*].C')).toEqual([{ value: 'text', path: 'A', dependsOn: undefined, isAround: true }]);
});

test.each(['parts', 'openValues', 'name', 'alternatives'])('open values have no property %s', name => {
  for (const value of [OPEN_TEXT, UNKNOWN, either(1, 2)]) {
    expect(found({ A: value }, `A.${name}`).filter(([where]) => where !== 'A' && where !== 'A ? C')).toEqual([]);
  }
});

test('what is unknown is an open node without alternatives', () => {
  expect([UNKNOWN, either(1), either(), OPEN_TEXT, undefined, null, 'U', { name: 'U' }].map(isUnknown)).toEqual([true, false, false, false, false, false, false, false]);
});

test('a choice is its alternatives, as far as there are some', () => {
  expect(withAlternatives({ value: either(1, either(2, undefined)), path: 'p' })).toEqual([{ value: 1, path: 'p', dependsOn: 'C' }, { value: 2, path: 'p', dependsOn: 'C' }]);
  expect(withAlternatives({ value: either(), path: 'p' })).toEqual([]);
  expect(withAlternatives({ value: 1, path: 'p', dependsOn: 'D' })).toEqual([{ value: 1, path: 'p', dependsOn: 'D' }]);
});

test('every leaf of a tree is found at its path', () => {
  const { value: tree } = fc.letrec<{ value: unknown }>(tie => ({
    value: fc.oneof({ maxDepth: 4 }, fc.integer(), fc.array(tie('value'), { minLength: 1, maxLength: 3 }), fc.dictionary(fc.stringMatching(/^[A-Z]{1,3}$/), tie('value'), { minKeys: 1, maxKeys: 3 })),
  }));
  const leaves = (value: unknown, at: string, pattern: string): [string, string, unknown][] => {
    if (Array.isArray(value)) { return value.flatMap((one, i) => leaves(one, `${at}[${i}]`, `${pattern}[*]`)); }
    return typeof value === 'object' ? Object.entries(value!).flatMap(([key, one]) => leaves(one, `${at}.${key}`, `${pattern}.${key}`)) : [[at, pattern, value]];
  };

  fc.assert(fc.property(tree, value => {
    for (const [at, pattern, leaf] of leaves(value, 'P', 'P')) { expect(found({ P: value }, pattern)).toContainEqual([at, leaf]); }
  }), { numRuns: 200 });
});

test('many lists in lists end', () => {
  const wide = { A: Array.from({ length: 300 }, () => ({ B: Array.from({ length: 100 }, (_, i) => ({ C: i })) })) };

  expect(valuesAt(wide, 'A[*].B[*].C')).toHaveLength(30_000);
});
