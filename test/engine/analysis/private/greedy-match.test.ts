import {
  ALPHABET, always, CASED, everyWay, matchesByDefinition, patternOf, readable, RUNS, SETTLED, settled, tellSeed, Tokens, tokensOf, UNLIMITED_TIME, UNSETTLED, Unsettled,
  wordByTrying, wordsOf,
} from './brute-force';
import { Budget, BudgetSpent } from '../../../../src/engine/analysis/private/budget';
import { greedyMatch, isGreedy } from '../../../../src/engine/analysis/private/greedy-match';
import { LazyAutomaton } from '../../../../src/engine/analysis/private/lazy-automaton';
import { ANY, ANY_RUN, codePoints, DIGIT, DIGIT_RUN, PATH, PATH_RUN, WORD, WORD_RUN } from '../../../../src/engine/policy/text';
import { fc } from '../../../properties';

beforeAll(() => tellSeed('greedy matches'));

/** As patterns hold them: letters folded, wildcards in one order. */
const held = (pattern: Tokens): Tokens => patternOf(pattern);
const word = (text: string): Tokens => ({ tokens: codePoints(text), ignoreCase: false });
const glob = (source: string, ignoreCase = false) => held(tokensOf(source, ignoreCase));

const madeOf = (tokens: number[], ignoreCase = fc.boolean()) => fc.record({ tokens: fc.array(fc.constantFrom(...tokens), { maxLength: 6 }), ignoreCase }).map(readable);
const OWN = [...codePoints('abA1:'), ANY, ANY, ANY_RUN, ANY_RUN, PATH, WORD, DIGIT];
/** With no runs but those of any character. */
const greedy = () => madeOf(OWN);
const few = () => madeOf([...codePoints('ab'), ANY, ANY, ANY_RUN], fc.constant(false));
/** With all runs. */
const letters = () => madeOf([...OWN, PATH_RUN, WORD_RUN, DIGIT_RUN]);

const CHARACTERS = `${CASED}12%`;

test('a pattern is greedy where its only runs are those of any character', () => {
  expect(['', 'a*b?', '*'].map(source => isGreedy(tokensOf(source).tokens))).toEqual([true, true, true]);
  expect([PATH_RUN, WORD_RUN, DIGIT_RUN].map(run => isGreedy([0x61, ANY_RUN, run]))).toEqual([false, false, false]);
});

test('a word is matched if and only if it matches by definition', () => {
  const words = wordsOf('abA:1', 4);
  always(greedy(), pattern => words.every(text => greedyMatch(held(pattern), word(text)) === matchesByDefinition(pattern, text)), 60);
}, UNLIMITED_TIME);

test.each<[string, () => fc.Arbitrary<Tokens>, () => fc.Arbitrary<Tokens>, string]>([
  ['of all classes', greedy, letters, CHARACTERS],
  ['of few letters', few, few, 'abx'],
])('where a pattern is taken, each of its words matches: %s', (_, pattern, taken, alphabet) => {
  always(fc.tuple(pattern(), taken()), ([own, other]) => !greedyMatch(held(own), held(other)) || wordByTrying([[other]], [[own]], alphabet) === undefined, 3 * RUNS);
}, UNLIMITED_TIME);

test('what the automaton absorbs is taken', () => {
  always(fc.tuple(greedy(), letters()), ([own, other]) => {
    const [pattern, taken] = [held(own), held(other)];
    return !new LazyAutomaton(pattern.tokens, pattern.ignoreCase).absorbs(taken.tokens, taken.ignoreCase) || greedyMatch(pattern, taken);
  });
}, UNLIMITED_TIME);

test.each(UNSETTLED.map((value): [string, Unsettled] => [value.what, value]))('where a pattern is taken it is whatever it turns out to be: %s', (_, value) => {
  const pattern = madeOf([...codePoints('ab:'), ANY, ANY_RUN, ANY_RUN, value.symbol, value.symbol], fc.constant(false));
  always(fc.tuple(pattern, pattern), ([own, other]) => {
    if (!greedyMatch(held(own), held(other))) { return; }
    for (const way of everyWay([value])) { expect(wordByTrying([[settled(other, way)]], [[settled(own, way)]], SETTLED)).toBeUndefined(); }
  }, 100);
}, UNLIMITED_TIME);

test.each<[string, string, boolean]>([
  ['a*', 'a*b*', true],
  ['a*b*', 'a*', false],
  ['*ab*ab', '*abab', true],
  ['*ab*ab', '*aba*b', false],
  ['?*', '*a*', true],
  ['?*', '*', false],
  ['??*', '*a*b*', true],
  ['??*b', '*a*b', false],
  ['a??*c', 'a*?*b*c', true],
  ['a?c', 'a*b*c', false],
  ['a?b', 'a*bb', false],
  ['*?a', '*ba', true],
  ['a?*:*:??*???:*e*', 'a*:*:??:team?', false],
  ['a?*:*:??*??:*e*', 'a*:*:*:????:te?', true],
  ['', '*', false],
  ['*', '', true],
])('%p takes %p: %p', (own, other, expected) => {
  expect(greedyMatch(glob(own), glob(other))).toBe(expected);
  expect(wordByTrying([[tokensOf(other)]], [[tokensOf(own)]], `${ALPHABET}cenrswtm`) === undefined).toBe(expected);
});

test('case is taken where the pattern does not ask for it', () => {
  const table = [[true, true], [true, false], [false, true], [false, false]].map(([ours, theirs]) => greedyMatch(glob('a1*', ours), glob('a1b', theirs)));
  expect(table).toEqual([true, true, false, true]);
  expect([greedyMatch(glob('1*'), glob('1:', true)), greedyMatch(glob('?*'), glob('a', true)), greedyMatch(glob('a', true), word('A'))]).toEqual([true, true, true]);
});

test('a part that is sought again and again takes steps', () => {
  const match = () => greedyMatch(glob(`*${'a'.repeat(3000)}b`), word('a'.repeat(6000)));
  expect(match()).toBe(false);
  expect(() => new Budget(1000).during(match)).toThrow(BudgetSpent);
});
