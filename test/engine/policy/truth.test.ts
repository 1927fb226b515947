import { and, MAYBE, NO, not, or, Truth, truth, unanimous, YES } from '../../../src/engine/policy/truth';

/** What a truth value says: which of the two answers are possible. */
const WORLDS: [Truth, boolean[]][] = [[NO, [false]], [MAYBE, [false, true]], [YES, [true]]];

const judged = (possible: boolean[]): Truth => possible.every(one => one) ? YES : possible.some(one => one) ? MAYBE : NO;

const pairs = WORLDS.flatMap(a => WORLDS.map(b => [a, b] as const));

test('a known answer is yes or no', () => {
  expect([truth(false), truth(true)]).toEqual([NO, YES]);
});

test('the complement swaps yes and no, and leaves maybe', () => {
  expect(WORLDS.map(([a]) => not(a))).toEqual([YES, MAYBE, NO]);
});

test.each(pairs)('AND and OR are exact for independent answers: %p, %p', ([a, worldsOfA], [b, worldsOfB]) => {
  const both = worldsOfA.flatMap(one => worldsOfB.map(other => [one, other]));
  expect(and(a, b)).toBe(judged(both.map(([one, other]) => one && other)));
  expect(or(a, b)).toBe(judged(both.map(([one, other]) => one || other)));
});

test('nothing at all holds under AND and does not under OR', () => {
  expect([and(), or()]).toEqual([YES, NO]);
});

test.each(pairs)('a choice between two is what both have in common: %p, %p', ([a, worldsOfA], [b, worldsOfB]) => {
  expect(unanimous([a, b])).toBe(judged([...worldsOfA, ...worldsOfB]));
});

test('a choice among nothing is undecided', () => {
  expect(unanimous([])).toBe(MAYBE);
});
