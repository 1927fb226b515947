import {
  ALPHABET, always, CASED, CLASSED, everyWay, isIn, isWitness, ordinary, patternOf, Question, question, RUNS, SETTLED, settled, tellSeed, Tokens, tokensOf, Union, UNLIMITED_TIME,
  UNSETTLED, Unsettled, withCases, withClasses, withPaths, withValues, wordByTrying,
} from './brute-force';
import { Budget, BudgetSpent } from '../../../../src/engine/analysis/private/budget';
import { symbolOf } from '../../../../src/engine/analysis/private/lazy-automaton';
import { findText, hasSymbols, PatternSet, TextDomain } from '../../../../src/engine/analysis/private/pattern-set';
import { text, WordPattern } from '../../../../src/engine/analysis/private/word-pattern';
import { codePoints, OpenValue, PATH_RUN, Shape } from '../../../../src/engine/policy/text';
import { fc } from '../../../properties';

beforeAll(() => tellSeed('sets of patterns'));

const account = symbolOf(OpenValue.opaque('account', Shape.digits(12)));

const ANY_TEXT: TextDomain = { shape: WordPattern.glob('*'), accepts: () => true, samples: () => [] };
const glob = (source: string) => WordPattern.glob(source);
const setOf = (...sources: string[]) => new PatternSet(sources.map(glob));
const arn = (start: string, end: string) => new WordPattern([...codePoints(start), account, ...tokensOf(end).tokens]);

function find(inside: PatternSet[], outside: PatternSet[], domain = ANY_TEXT): string | number[] | undefined {
  const found = findText(inside, outside, domain, new Budget(10_000_000));
  return found === undefined || typeof found === 'string' || hasSymbols(found) ? found : text(found);
}

describe('a set of patterns', () => {
  const services = new PatternSet([...['s3:Get*', 's3:PutObject', 'ec2:*', 'iam:', '', ':x', 's3'].map(glob), WordPattern.glob('SQS:*', true)]);

  test.each<[string, boolean]>([
    ['s3:GetObject', true],
    ['s3:PutObject', true],
    ['s3:PutObjectAcl', false],
    ['ec2:', true],
    ['iam:', true],
    ['iam:x', false],
    ['', true],
    [':x', true],
    ['s3', true],
    ['s', false],
    ['sqs:SendMessage', true],
  ])('matches %p: %p', (word, expected) => {
    expect(services.matches(word)).toBe(expected);
  });

  test('of none matches nothing and includes nothing', () => {
    const none = new PatternSet([]);
    expect([none.matches(''), none.includes(glob('')), none.meeting(glob('*'))]).toEqual([false, false, []]);
  });

  test('has one key for the same patterns, in any order and any number', () => {
    expect(setOf('a*', 'b', 'a**', 'b').key).toBe(setOf('b', 'a*').key);
    expect(new Set([setOf('a*', 'b'), setOf('a*'), setOf('b'), setOf('a*|b'), new PatternSet([]), setOf('')].map(set => set.key)).size).toBe(6);
  });

  test('never has the key of others, whatever is written in it', () => {
    expect(setOf('a|"b').key).not.toBe(setOf('a', 'b').key);
  });

  test('has an id of its own', () => {
    expect(setOf('a').id).not.toBe(setOf('a').id);
  });

  test('lists the values that are not known', () => {
    expect([new PatternSet([arn('a', ''), glob('b'), arn('c', '*')]).symbols, services.symbols]).toEqual([[account, account], []]);
  });

  test('is the same set when no value in it is told, and another with words in their place', () => {
    const set = new PatternSet([arn('arn:', ':x'), glob('b*')]);
    expect([set.bound(new Map()), services.bound(new Map([[account, '1']]))]).toEqual([set, services]);
    expect(set.bound(new Map([[account, '1']])).key).toBe(setOf('arn:1:x', 'b*').key);
  });

  test('includes a pattern when one of its own does', () => {
    const [yes, no] = [['s3:GetObject*', 's3:PutObject', 'ec2:Run*', 'ec2:*', '', ':x'], ['s3:*', 's3:Put*', '*', 'iam:*', 'ec2*']];
    expect(yes.map(source => services.includes(glob(source)))).toEqual(yes.map(() => true));
    expect(no.map(source => services.includes(glob(source)))).toEqual(no.map(() => false));
    expect([services.includes(WordPattern.glob('sqs:Send*', true)), services.includes(WordPattern.glob('ec2:*', true))]).toEqual([true, false]);
  });

  test('does not put its patterns together: what only several include is a matter of search', () => {
    const [halves, whole] = [setOf('?', '', '??*'), glob('*')];
    expect([halves.includes(whole), find([new PatternSet([whole])], [halves])]).toEqual([false, undefined]);
  });

  test('tells which of its patterns a pattern may meet', () => {
    const meeting = (source: string) => services.meeting(glob(source)).map(pattern => pattern.key);
    const keys = (...sources: string[]) => sources.map(source => glob(source).key);
    expect(meeting('s3:GetObject')).toEqual(keys('s3:Get*'));
    expect(meeting('s3:*')).toEqual(keys('s3:Get*', 's3:PutObject'));
    expect(meeting('sqs:*')).toEqual([WordPattern.glob('sqs:*', true).key]);
    expect(meeting('iam:PassRole')).toEqual([]);
    expect(meeting('*').length).toBe(services.patterns.length);
  });

  test.each([
    ['ordinary patterns', ordinary, ALPHABET],
    ['with cases', withCases, CASED],
    ['with classes', withClasses, CLASSED],
  ])('matches, includes and meets what it does by definition: %s', (_, arbitrary, alphabet) => {
    const many = fc.array(arbitrary(), { minLength: 1, maxLength: 4 });
    always(fc.tuple(many, arbitrary(), fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 6 })), ([union, pattern, word]) => {
      const set = new PatternSet(union.map(patternOf));
      const meeting = set.meeting(patternOf(pattern));
      expect(set.matches(word)).toBe(isIn(union, word));
      if (set.includes(patternOf(pattern))) { expect(wordByTrying([[pattern]], [union], alphabet)).toBeUndefined(); }
      const left = union.filter((_one, i) => !meeting.includes(set.patterns[i]));
      expect(wordByTrying([[pattern], left], [], alphabet)).toBeUndefined();
    });
  }, UNLIMITED_TIME);
});

describe('a text', () => {
  test.each<[string, string[][], string[][], string]>([
    ['in one of a few words', [['a', 'b']], [['a']], 'b'],
    ['in every set', [['a*', 'b*'], ['*c', '*d']], [['a*']], 'bc'],
    ['in a set within another', [['s3:*'], ['s3:Get*', 'ec2:*']], [['ec2:*', 's3:GetO*']], 's3:Get'],
    ['of no set', [], [], ''],
    ['of no set, outside of some', [], [['', 'x']], 'm'],
    ['outside of several sets', [['?']], [['a'], ['x', 'm']], 'k'],
    ['in a word that is in every set', [['abc', 'abd'], ['*d'], ['a*']], [], 'abd'],
  ])('%s', (_, inside, outside, expected) => {
    expect(find(inside.map(one => setOf(...one)), outside.map(one => setOf(...one)))).toBe(expected);
  });

  test.each<[string, string[][], string[][]]>([
    ['in no pattern', [['a'], []], []],
    ['in words that are not the same', [['a', 'b'], ['c', 'd']], []],
    ['in parts that are all outside', [['s3:*']], [['*:*']]],
    ['where several sets make the whole', [['ab*', 'ac*']], [['ab*'], ['a?', 'ac*']]],
    ['outside of everything', [['a']], [['b'], ['**']]],
  ])('there is none %s', (_, inside, outside) => {
    expect(find(inside.map(one => setOf(...one)), outside.map(one => setOf(...one)))).toBeUndefined();
  });

  test('with a value that is not known in it is told with its symbol', () => {
    const found = find([new PatternSet([arn('arn:', ':x*')])], [setOf('arn:111122223333:x')]);
    expect(found).toEqual([...codePoints('arn:'), account, ...codePoints(':x')]);
    expect([found!, 'arn', codePoints('arn')].map(hasSymbols)).toEqual([true, false, false]);
  });

  test('with a value that is not known is within the same text', () => {
    expect(find([new PatternSet([arn('arn:', ':x*')])], [new PatternSet([arn('arn:', ':x*')])])).toBeUndefined();
    expect(find([new PatternSet([arn('arn:', ':x*'), glob('b')])], [new PatternSet([arn('arn:', ':*'), glob('b')])])).toBeUndefined();
  });
});

describe('the domain of a text', () => {
  const paths: TextDomain = { shape: new WordPattern([...codePoints('arn:'), PATH_RUN, 0x3a, PATH_RUN]), accepts: point => point !== 0x78, samples: () => [] };

  test('is where it is found', () => {
    expect(find([setOf('*')], [], paths)).toBe('arn::');
    expect(find([setOf('*b*', 'arn:*:*:*')], [], paths)).toBe('arn:b:');
    expect(find([setOf('arn:*:*:*')], [], paths)).toBeUndefined();
    expect(find([setOf('arn:a:b')], [], paths)).toBe('arn:a:b');
    expect(find([setOf('b')], [], paths)).toBeUndefined();
  });

  test('has only the characters that it accepts', () => {
    expect(find([setOf('arn:a:?')], [], paths)).toBe('arn:a:m');
    expect(find([setOf('arn:a:x*')], [], paths)).toBeUndefined();
    expect(find([setOf('arn:a:x')], [], paths)).toBeUndefined();
  });

  test('has words that are easy to read, and they come first where they are right', () => {
    const readable = { ...ANY_TEXT, samples: () => ['wrong', 's3:GetObject', 's3:PutObject'] };
    expect(find([setOf('s3:*')], [], readable)).toBe('s3:GetObject');
    expect(find([setOf('s3:*')], [setOf('*:Get*')], readable)).toBe('s3:PutObject');
    expect(find([setOf('ec2:*')], [], readable)).toBe('ec2:');
  });
});

describe('a text is found where there is one, and only there', () => {
  /** Domains of all kinds; their samples are words of any kind. */
  const domains = (alphabet: string) => fc.record({
    shape: fc.oneof(fc.constant(tokensOf('*')), withPaths()),
    samples: fc.array(fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 5 }), { maxLength: 3 }),
  });

  test.each<[string, () => fc.Arbitrary<Tokens>, string]>([
    ['ordinary patterns', ordinary, ALPHABET],
    ['with paths', withPaths, ALPHABET],
    ['with cases', withCases, CASED],
    ['with classes', withClasses, CLASSED],
  ])('%s', (_, arbitrary, alphabet) => {
    always(fc.tuple(question(arbitrary()), domains(alphabet)), ([{ inside, outside }, { shape, samples }]) => {
      const sets = (unions: Union[]) => unions.map(union => new PatternSet(union.map(patternOf)));
      const found = find(sets(inside), sets(outside), { shape: patternOf(shape), accepts: () => true, samples: () => samples });
      if (found === undefined) {
        expect(wordByTrying([...inside, [shape]], outside, alphabet)).toBeUndefined();
      } else {
        expect([found, isWitness([...inside, [shape]], outside, found as string)]).toEqual([found, true]);
      }
    });
  }, UNLIMITED_TIME);

  test('of which pattern each set takes it makes no difference', () => {
    const sets = (unions: Union[], turned: boolean) => {
      const made = unions.map(union => new PatternSet((turned ? [...union].reverse() : union).map(patternOf)));
      return turned ? made.reverse() : made;
    };
    always(question(withPaths()), ({ inside, outside }: Question) =>
      (find(sets(inside, false), sets(outside, false)) === undefined) === (find(sets(inside, true), sets(outside, true)) === undefined));
  }, UNLIMITED_TIME);

  test('one more set inside or outside never lets one be found', () => {
    const sets = (unions: Union[]) => unions.map(union => new PatternSet(union.map(patternOf)));
    always(fc.tuple(question(withPaths()), withPaths()), ([{ inside, outside }, more]: [Question, Tokens]) => {
      if (find(sets(inside), sets(outside)) !== undefined) { return true; }
      return find(sets([...inside, [more]]), sets(outside)) === undefined && find(sets(inside), sets([...outside, [more]])) === undefined;
    }, RUNS / 3);
  }, UNLIMITED_TIME);

  const holds = (values: Unsettled[], runs: number) => always(question(withValues(values)), ({ inside, outside }) => {
    const sets = (unions: Union[]) => unions.map(union => new PatternSet(union.map(patternOf)));
    if (find(sets(inside), sets(outside)) !== undefined) { return; }
    for (const way of everyWay(values)) {
      const [all, none] = [inside, outside].map(unions => unions.map(union => union.map(one => settled(one, way))));
      expect(wordByTrying(all, none, SETTLED)).toBeUndefined();
    }
  }, runs);

  test.each(UNSETTLED.map((value): [string, Unsettled] => [value.what, value]))('where none is found there is none, whatever a value turns out to be: %s', (_, value) => {
    holds([value], RUNS / 5);
  }, UNLIMITED_TIME);

  test('where none is found there is none, whatever several values turn out to be', () => {
    holds([UNSETTLED[1], UNSETTLED[3], UNSETTLED[8]], RUNS / 20);
  }, UNLIMITED_TIME);
});

describe('hard questions end', () => {
  /** No more than a tenth of a second: 2,000 steps and more are a millisecond. */
  const A_MOMENT = 200_000;
  const LETTERS = [...'abcdefghijkl'];
  const within = (steps: number, inside: PatternSet[], outside: PatternSet[]) => findText(inside, outside, ANY_TEXT, new Budget(steps));

  test('a thousand words in a thousand patterns', () => {
    const words = Array.from({ length: 1000 }, (_, i) => `s${i % 50}:Do${i}`);
    const patterns = words.map(word => `${word}*`);
    expect(within(A_MOMENT, [setOf(...words)], [setOf(...patterns)])).toBeUndefined();
    expect(within(A_MOMENT, [setOf(...words, 's7:Other')], [setOf(...patterns)])).toBe('s7:Other');
    expect(within(A_MOMENT, [setOf(...patterns)], [setOf(...patterns.slice(1))])).toEqual(codePoints('s0:Do0'));
  });

  test('resources of any account within others', () => {
    const within_ = (inside: string, ...outside: string[]) => within(A_MOMENT, [setOf(inside)], [setOf(...outside)]);
    expect(within_('arn:aws:s3:eu-*:????????????:logs*', 'arn:aws:s3:eu-west-*:*', 'arn:*:????????????:*')).toBeUndefined();
    expect(within_('arn:aws:s3:eu-*:????????????:logs*', 'arn:aws:s3:eu-west-*:*', 'arn:*:????????????:x*')).toBeDefined();
  });

  test('three sets of twelve parts each', () => {
    const sets = [1, 2, 3].map(digit => setOf(...LETTERS.map(letter => `*${letter}${digit}*`)));
    expect(within(A_MOMENT, sets, [])).toBeDefined();
    expect(within(A_MOMENT, sets, [setOf(...LETTERS.map(letter => `*${letter}*`))])).toBeUndefined();
  });

  test('twelve sets of one part each, in no order', () => {
    const each = LETTERS.map(letter => setOf(`*${letter}*`));
    expect(within(A_MOMENT, each, [setOf('*a*b*', '*b*a*')])).toBeUndefined();
    expect(within(A_MOMENT, each, [setOf('*a*b*'), setOf('*c*d*')])).toBeDefined();
  });

  test('more choices than the budget allows are not answered', () => {
    const sets = LETTERS.map(letter => setOf(...LETTERS.map(other => `*${letter}${other}*`)));
    expect(() => within(10, sets, [setOf('*a*')])).toThrow(BudgetSpent);
  });
});
