import { always, CASED, CLASSED, matchesByDefinition, ordinary, patternOf, tellSeed, Tokens, tokensOf, UNLIMITED_TIME, withCases, withClasses, wordByTrying } from './brute-force';
import { Budget, BudgetSpent } from '../../../../src/engine/analysis/private/budget';
import { SharedWord } from '../../../../src/engine/analysis/private/shared-word';
import { text } from '../../../../src/engine/analysis/private/word-pattern';
import { fc } from '../../../properties';

beforeAll(() => tellSeed('words of two patterns'));

const FILLERS = { letter: 0x78, digit: 0x32 };

/** A short word of both and a wide one. */
function words(a: Tokens, b: Tokens, steps = 1_000_000): string[] | undefined {
  const shared = SharedWord.of(patternOf(a), patternOf(b), new Budget(steps));
  return shared && [false, true].map(isWide => text(shared.word(FILLERS, isWide)));
}

test.each<[string, () => fc.Arbitrary<Tokens>, string]>([
  ['ordinary patterns', ordinary, 'ab:x'],
  ['with cases', withCases, CASED],
  ['with classes', withClasses, CLASSED],
])('there are some if and only if two patterns have a word in common: %s', (_, arbitrary, alphabet) => {
  always(fc.tuple(arbitrary(), arbitrary()), ([a, b]) => {
    const found = words(a, b);
    if (found === undefined) {
      expect(wordByTrying([[a], [b]], [], alphabet)).toBeUndefined();
    } else {
      expect(found.map(word => [word, matchesByDefinition(a, word), matchesByDefinition(b, word)])).toEqual(found.map(word => [word, true, true]));
    }
  });
}, UNLIMITED_TIME);

test.each<[string, string, string[] | undefined]>([
  ['a*c', 'a*c', ['ac', 'axc']],
  ['a*', '*c', ['ac', 'axc']],
  ['arn:*:s3:*', 'arn:aws*:?3:b*', ['arn:aws:s3:b', 'arn:awsx:s3:bx']],
  ['a?', '*', ['ax', 'ax']],
  ['*', '*', ['', 'x']],
  ['a*', 'b*', undefined],
  ['', '?*', undefined],
  ['*a?', '*b?', undefined],
])('%p and %p: %p', (a, b, expected) => {
  expect(words(tokensOf(a), tokensOf(b))).toEqual(expected);
});

test('of long patterns, too', () => {
  const [a, b] = [`${'ab'.repeat(150)}*`, `*${'ba'.repeat(150)}`];
  const found = words(tokensOf(a), tokensOf(b))!;
  expect(found.map(word => matchesByDefinition(tokensOf(a), word) && matchesByDefinition(tokensOf(b), word))).toEqual([true, true]);
  expect(words(tokensOf(`${'?'.repeat(300)}*a`), tokensOf(`*b${'?'.repeat(0)}`))).toBeUndefined();
});

test('takes steps with the pairs of places that are walked', () => {
  const [a, b] = [tokensOf(`*a${'?'.repeat(200)}`), tokensOf(`*b${'?'.repeat(200)}`)];
  expect(words(a, b)).toBeUndefined();
  expect(() => words(a, b, 100)).toThrow(BudgetSpent);
});
