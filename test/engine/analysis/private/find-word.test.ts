import {
  ALPHABET, always, CASED, CLASSED, everyWay, isWitness, ordinary, patternOf, Question, question, RUNS, SETTLED, settled, tellSeed, Tokens, tokensOf, UNLIMITED_TIME, UNSETTLED,
  Unsettled, withCases, withClasses, withPaths, withValues, withValuesAndCases, wordByTrying, wordsOf,
} from './brute-force';
import { Budget, BudgetSpent } from '../../../../src/engine/analysis/private/budget';
import { findWord } from '../../../../src/engine/analysis/private/find-word';
import { symbolOf } from '../../../../src/engine/analysis/private/lazy-automaton';
import { text, WordPattern } from '../../../../src/engine/analysis/private/word-pattern';
import { codePoints, OpenValue, PATH_RUN, Shape } from '../../../../src/engine/policy/text';
import { fc } from '../../../properties';

beforeAll(() => tellSeed('words that are searched for'));

/** Far more than a small question takes. */
const PLENTY = 10_000_000;

const anything = () => true;
const globs = (sources: string[]) => sources.map(source => WordPattern.glob(source));
const found = (inside: WordPattern[], outside: WordPattern[], accepts: (point: number) => boolean = anything) => findWord(inside, outside, accepts, new Budget(PLENTY));
const word = (inside: string[], outside: string[]) => {
  const tokens = found(globs(inside), globs(outside));
  return tokens === undefined ? undefined : text(tokens);
};

describe('a word', () => {
  test.each<[string, string[], string[], string]>([
    ['in one word', ['abc'], [], 'abc'],
    ['in every pattern', ['a*', '*b'], [], 'ab'],
    ['in every pattern, one within another', ['*ab*', '*abc*', 'x*'], [], 'xabc'],
    ['that may be empty', ['*'], [], ''],
    ['that may not be empty', ['*'], [''], 'x'],
    ['outside of a start', ['a*'], ['ab*'], 'a'],
    ['outside of all that is short', ['a*'], ['a', 'a?'], 'axx'],
    ['with a character that no pattern names', ['?'], ['a', 'b', 'x'], 'm'],
    ['outside of both orders', ['*a*', '*b*'], ['*a*b*'], 'ba'],
    ['whose parts overlap', ['*aab*', '*aba*'], ['???????*', '*bb*', 'aba*'], 'aaba'],
  ])('%s', (_, inside, outside, expected) => {
    expect(word(inside, outside)).toBe(expected);
  });

  test.each<[string, string[], string[]]>([
    ['in two words', ['a', 'b'], []],
    ['outside of itself', ['a*b'], ['a*b']],
    ['outside of all that it is within', ['ab*'], ['a*']],
    ['where the parts make the whole', ['a?*'], ['ab*', 'a?*']],
    ['shorter than its parts', ['a*', '*b', '?'], []],
    ['in both orders', ['*a*', '*b*'], ['*a*b*', '*b*a*']],
    ['outside of everything', ['a'], ['*']],
  ])('there is none %s', (_, inside, outside) => {
    expect(word(inside, outside)).toBeUndefined();
  });

  test('holds only characters that it may hold', () => {
    const only = (characters: string) => (point: number) => codePoints(characters).includes(point);
    expect([found(globs(['?']), [], only('z')), found(globs(['?']), globs(['z']), only('z')), found(globs(['a?']), [], only('z'))]).toEqual([codePoints('z'), undefined, undefined]);
  });

  test('may need the one case that is not outside', () => {
    expect(found([WordPattern.glob('ab', true)], globs(['ab', 'Ab', 'aB']))).toEqual(codePoints('AB'));
    expect(found([WordPattern.glob('ab', true)], globs(['ab', 'Ab', 'aB', 'AB']))).toBeUndefined();
  });

  test('may need a colon where the others take none', () => {
    expect(found(globs(['a*b']), [new WordPattern([0x61, PATH_RUN, 0x62])])).toEqual(codePoints('a:b'));
    expect(found([new WordPattern([PATH_RUN])], globs(['?*', '']))).toBeUndefined();
  });

  test('is found beyond every character that is easy to read', () => {
    const named = [...Array.from({ length: 0x80 }, (_, point) => point), ...codePoints('éßλж日本語')];
    const rest = found(globs(['?']), named.map(point => new WordPattern([point])));
    expect(rest!.length === 1 && !named.includes(rest![0])).toBe(true);
  });

  test('is found among few characters, too', () => {
    const letters = (point: number) => /^[a-z]$/.test(String.fromCodePoint(point));
    expect(found(globs(['?']), globs([...'acdefghiklmnopqrstuvwxyz']), letters)).toBeDefined();
    expect(found(globs(['?']), globs([...'abcdefghijklmnopqrstuvwxyz']), letters)).toBeUndefined();
    expect([...'1%:b'].map(only => found(globs(['?']), [], point => point === only.codePointAt(0)))).toEqual([...'1%:b'].map(codePoints));
  });

  test('may hold any code point', () => {
    expect(word(['*\u{1f600}*', '?'], [])).toBe('\u{1f600}');
  });
});

describe('a word is found where there is one, and only there', () => {
  const single = (pattern: fc.Arbitrary<Tokens>) => fc.record({ inside: fc.array(pattern, { minLength: 1, maxLength: 3 }), outside: fc.array(pattern, { maxLength: 3 }) });

  test.each([
    ['ordinary patterns', ordinary, ALPHABET],
    ['with paths', withPaths, ALPHABET],
    ['with cases', withCases, CASED],
    ['with classes', withClasses, CLASSED],
  ])('%s', (_, arbitrary, alphabet) => {
    always(single(arbitrary()), ({ inside, outside }) => {
      const tokens = found(inside.map(patternOf), outside.map(patternOf));
      const sets: Question = { inside: inside.map(one => [one]), outside: outside.map(one => [one]) };
      if (tokens === undefined) {
        expect(wordByTrying(sets.inside, sets.outside, alphabet)).toBeUndefined();
      } else {
        expect([text(tokens), isWitness(sets.inside, sets.outside, text(tokens))]).toEqual([text(tokens), true]);
      }
    });
  }, UNLIMITED_TIME);

  test('in patterns that stand in many states', () => {
    const some = (most: number) => fc.array(fc.constantFrom('a', 'b', 'ab', '?', '*', '*'), { minLength: 4, maxLength: most }).map(parts => tokensOf(parts.join('')));
    always(fc.record({ inside: fc.array(some(14), { minLength: 2, maxLength: 2 }), outside: fc.array(some(6), { minLength: 2, maxLength: 3 }) }), ({ inside, outside }) => {
      const tokens = found(inside.map(patternOf), outside.map(patternOf));
      const [all, none] = [inside, outside].map(list => list.map(one => [one]));
      expect(tokens === undefined ? wordByTrying(all, none, ALPHABET) : isWitness(all, none, text(tokens))).toBe(tokens === undefined ? undefined : true);
    });
  }, UNLIMITED_TIME);

  test('when a word may hold only some characters', () => {
    const some = fc.subarray([...'ab:xm1%é']).map(characters => characters.join(''));
    always(fc.tuple(single(withPaths()), some), ([{ inside, outside }, alphabet]) => {
      const tokens = found(inside.map(patternOf), outside.map(patternOf), point => codePoints(alphabet).includes(point));
      const sets: Question = { inside: inside.map(one => [one]), outside: outside.map(one => [one]) };
      if (tokens === undefined) {
        expect(wordByTrying(sets.inside, sets.outside, alphabet)).toBeUndefined();
      } else {
        expect([text(tokens), tokens.every(point => codePoints(alphabet).includes(point)), isWitness(sets.inside, sets.outside, text(tokens))]).toEqual([text(tokens), true, true]);
      }
    });
  }, UNLIMITED_TIME);

  // The law of the laws: trying words in the short way finds what trying all of them finds.
  test('by trying, too', () => {
    const words = wordsOf(ALPHABET, 5);
    always(question(withPaths()), ({ inside, outside }) => {
      const first = words.find(one => isWitness(inside, outside, one));
      const tried = wordByTrying(inside, outside, ALPHABET);
      expect(tried === undefined || [...tried].length > 5 ? undefined : [...tried].length).toBe(first === undefined ? undefined : [...first].length);
      expect(tried === undefined || isWitness(inside, outside, tried)).toBe(true);
    }, RUNS / 30);
  }, UNLIMITED_TIME);
});

describe('a value that is not known', () => {
  const account = symbolOf(OpenValue.opaque('account', Shape.digits(12)));
  const region = symbolOf(OpenValue.opaque('region', Shape.oneOf('eu-west-1', 'us-east-1')));
  const arn = (start: string, symbol: number, end: string) => new WordPattern([...codePoints(start), symbol, ...tokensOf(end).tokens]);

  test('is within itself', () => {
    expect(found([arn('arn:', account, ':x*')], [arn('arn:', account, ':*')])).toBeUndefined();
  });

  test('is within whatever takes each of its words', () => {
    expect(found([arn('arn:', account, ':x*')], globs(['arn:*:x*']))).toBeUndefined();
  });

  test('is not within one of its words', () => {
    expect(found([arn('arn:', account, ':x')], globs(['arn:111122223333:x']))).toEqual([...codePoints('arn:'), account, ...codePoints(':x')]);
  });

  test('stands in a word where another pattern takes some of its words', () => {
    expect(found([arn('arn:', account, ':x'), WordPattern.glob('*:1*')], [])).toEqual([...codePoints('arn:'), account, ...codePoints(':x')]);
    expect(found([arn('arn:', region, ':*')], globs(['*:?']))).toEqual([...codePoints('arn:'), region, 0x3a]);
  });

  test('shares no word with a pattern that takes none of its words', () => {
    expect(found([arn('arn:', account, ':x'), WordPattern.glob('arn:a*')], [])).toBeUndefined();
    expect(found([arn('arn:', region, ':x'), WordPattern.glob('arn:ap-*')], [])).toBeUndefined();
  });

  test('may be what another value is', () => {
    expect(found([arn('', account, ''), new WordPattern([symbolOf(OpenValue.opaque('account', Shape.digits(12)))])], [])).toBeDefined();
  });

  /** Where no word is found, there is none, whatever the values are. */
  const holds = (values: Unsettled[], pattern: fc.Arbitrary<Tokens>, alphabet: string, runs: number) => always(
    fc.record({ inside: fc.array(pattern, { minLength: 1, maxLength: 2 }), outside: fc.array(pattern, { maxLength: 2 }) }),
    ({ inside, outside }) => {
      if (found(inside.map(patternOf), outside.map(patternOf)) !== undefined) { return; }
      for (const way of everyWay(values)) {
        const [all, none] = [inside, outside].map(patterns => patterns.map(one => [settled(one, way)]));
        expect(wordByTrying(all, none, alphabet)).toBeUndefined();
      }
    }, runs);

  test.each(UNSETTLED.map((value): [string, Unsettled] => [value.what, value]))('where no word is found there is none, whatever it turns out to be: %s', (_, value) => {
    holds([value], withValues([value]), SETTLED, RUNS / 5);
  }, UNLIMITED_TIME);

  test('where no word is found there is none, whatever several values turn out to be', () => {
    const values = [UNSETTLED[1], UNSETTLED[3], UNSETTLED[8]];
    holds(values, withValues(values), SETTLED, RUNS / 20);
  }, UNLIMITED_TIME);

  test('where no word is found there is none in any case', () => {
    const [, value] = UNSETTLED;
    expect(found([new WordPattern([value.symbol], true)], [new WordPattern([value.symbol])])).toBeDefined();
    expect(found([new WordPattern([value.symbol], true), WordPattern.glob('A')], [])).toBeDefined();
    holds([value], withValuesAndCases([value]), `${SETTLED}AB`, RUNS / 2);
  }, UNLIMITED_TIME);
});

describe('a budget', () => {
  test('holds exactly the steps that are given', () => {
    const budget = new Budget(3);
    expect(() => budget.spend(3)).not.toThrow();
    expect(() => budget.spend(1)).toThrow(BudgetSpent);
  });

  test('that is spent says on what', () => {
    const budget = new Budget(0);
    budget.dimension = 'resource';
    const spend = () => budget.spend(1);
    expect(spend).toThrow('too many steps for resource');
    expect(spend).toThrow(expect.objectContaining({ dimension: 'resource' }));
  });

  test('that is too small is never taken for an answer', () => {
    const [inside, outside] = [globs(['*a*', '*b*', '*c*']), globs(['*a*b*', '*b*a*'])];
    expect(() => findWord(inside, outside, anything, new Budget(10))).toThrow(BudgetSpent);
    expect(findWord(inside, outside, anything, new Budget(10_000))).toBeUndefined();
  });

  test('never changes an answer, but for one that is not given', () => {
    const patterns = fc.array(withPaths(), { minLength: 1, maxLength: 3 });
    always(fc.tuple(patterns, patterns, fc.nat(200)), ([inside, outside, steps]) => {
      const [all, none] = [inside.map(patternOf), outside.map(patternOf)];
      try {
        expect(findWord(all, none, anything, new Budget(steps))).toEqual(found(all, none));
      } catch (error) {
        if (!(error instanceof BudgetSpent)) { throw error; }
      }
    });
  }, UNLIMITED_TIME);
});

describe('hard questions end', () => {
  /** No more than a tenth of a second: 2,000 steps and more are a millisecond. */
  const A_MOMENT = 200_000;
  /** Longer than any pattern in a policy needs. */
  const A_WHILE = 1_000_000;

  const LETTERS = [...'abcdefghijkl'];
  const next = (i: number, by: number) => LETTERS[(i + by) % LETTERS.length];
  /** `*a1*b1*c1*`, `*b1*c1*d1*` and so on. */
  const CHAIN = LETTERS.map((letter, i) => `*${letter}1*${next(i, 1)}1*${next(i, 2)}1*`);
  /** `*a1*a2*a3*`, `*b1*b2*b3*` and so on. */
  const APART = LETTERS.map(letter => `*${letter}1*${letter}2*${letter}3*`);
  const EACH = LETTERS.map(letter => `*${letter}*`);

  const within = (steps: number, inside: string[], outside: string[]) => {
    const tokens = findWord(globs(inside), globs(outside), anything, new Budget(steps));
    if (tokens === undefined) { return undefined; }
    expect(isWitness(inside.map(one => [tokensOf(one)]), outside.map(one => [tokensOf(one)]), text(tokens))).toBe(true);
    return 'a word';
  };

  test.each<[string, string[], string[], string | undefined]>([
    ['twelve parts in a row', CHAIN, [], 'a word'],
    ['twelve times three parts', APART, [], 'a word'],
    ['outside of twelve in a row', ['*'], CHAIN, 'a word'],
    ['outside of twelve times three', ['*'], APART, 'a word'],
    ['a part of each, outside of twelve', ['*a1*b1*c1*', '*a2*', '*a3*'], APART, 'a word'],
    ['six inside, six outside', CHAIN.slice(0, 6), CHAIN.slice(6), 'a word'],
    ['six times three inside, six outside', APART.slice(0, 6), APART.slice(6), 'a word'],
    ['one of the twelve, outside of all', ['*a1*b1*c1*'], CHAIN, undefined],
    ['twelve letters in both orders of two', EACH, ['*a*b*', '*b*a*'], undefined],
    ['twelve letters in both orders of the last two', EACH, ['*k*l*', '*l*k*'], undefined],
    ['twelve letters in all orders of three', EACH, ['*a*b*c*', '*a*c*b*', '*b*a*c*', '*b*c*a*', '*c*a*b*', '*c*b*a*'], undefined],
    ['twelve letters in a circle', EACH, ['*a*b*', '*b*c*', '*c*a*'], undefined],
    ['twelve parts in both orders of two', CHAIN, ['*a1*', '*b1*'], undefined],
    ['twelve parts, two letters in both orders', CHAIN, ['*a*b*', '*b*a*'], undefined],
    ['twelve times three parts in both orders of two', APART, ['*k1*l1*', '*l1*k1*'], undefined],
    ['twelve parts beside texts that are written out', CHAIN.map((part, i) => `arn:${part}:${'x'.repeat(i)}`), ['arn:*'], undefined],
    ['eight letters in seven characters', [...EACH.slice(0, 8), '???????'], [], undefined],
    ['a letter so far from the end, and another', ['*a???????', '*b???????'], [], undefined],
    ['twenty characters outside of twelve', ['?'.repeat(20)], EACH, 'a word'],
  ])('in a moment: %s', (_, inside, outside, expected) => {
    expect(within(A_MOMENT, inside, outside)).toBe(expected);
  });

  test('6,000 stars are one', () => {
    const stars = '*'.repeat(6000);
    expect([within(100, [stars], []), within(100, [`a${stars}b`], [`${stars}c`]), within(100, [`a${stars}b`], [`${stars}b`])]).toEqual(['a word', 'a word', undefined]);
  });

  test.each<[string, string[], string[], string | undefined]>([
    ['a start', [`${'ab'.repeat(600)}*`, '*c'], [], 'a word'],
    ['a part', [`*${'ab'.repeat(500)}*`], [], 'a word'],
    ['a part within itself', [`x*${'ab'.repeat(500)}*`], [`*${'ab'.repeat(500)}*`], undefined],
    ['two parts that may overlap', [`*${'ab'.repeat(300)}*`, `*${'ba'.repeat(300)}*`], [], 'a word'],
    ['many parts', ['a*'.repeat(500)], ['*a*'.repeat(500)], undefined],
    ['many characters of any', [`${'?'.repeat(1000)}*`, '*a'], [`${'?'.repeat(1001)}*`], 'a word'],
  ])('in a while, about 1,000 characters: %s', (_, inside, outside, expected) => {
    expect(within(A_WHILE, inside, outside)).toBe(expected);
  });

  test.each<[string, string[], string[], string | undefined]>([
    ['two', ['arn:aws*:sqs::????????????:team?/logs', 'arn:aws*:*:eu-*:????????????:team?/logs/team?'], [], undefined],
    ['three', ['arn:aws:sqs:eu-*:*:prod*', 'arn:*:*:*:111122223333:a*b*c/team?', 'arn:*:sqs:*:????????????:logs/logs'], [], undefined],
    ['three that meet', ['arn:*:sqs:*:????????????:*', 'arn:*:sns:*:????????????:*', 'arn:*:sns:eu-*'], [], 'a word'],
  ])('in a moment, resources of any account: %s', (_, inside, outside, expected) => {
    expect(within(A_MOMENT, inside, outside)).toBe(expected);
  });

  test('many single characters behind a wildcard', () => {
    expect(within(A_MOMENT, [`*a${'?'.repeat(20)}`, `*b${'?'.repeat(20)}`], [])).toBeUndefined();
  });
});
