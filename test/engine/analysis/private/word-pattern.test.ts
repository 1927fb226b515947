import {
  ALPHABET, always, CASED, CLASSED, everyWay, matchesByDefinition, ordinary, patternOf, RUNS, SEED, SETTLED, settled, tellSeed, Tokens, tokensOf, UNLIMITED_TIME, UNSETTLED,
  Unsettled, withCases, withClasses, withPaths, withValues, withValuesAndCases, wordByTrying, wordsOf,
} from './brute-force';
import { symbolOf } from '../../../../src/engine/analysis/private/lazy-automaton';
import { classOf, folded, holdsClass, inClass, isPlain, isRun, isSymbol, normalized } from '../../../../src/engine/analysis/private/tokens';
import { points, text, WordPattern } from '../../../../src/engine/analysis/private/word-pattern';
import { ANY, ANY_RUN, codePoints, DIGIT, DIGIT_RUN, OpenValue, PATH, PATH_RUN, Shape, WORD, WORD_RUN } from '../../../../src/engine/policy/text';
import { fc } from '../../../properties';

beforeAll(() => tellSeed('single patterns'));

const account = symbolOf(OpenValue.opaque('account', Shape.digits(12)));
const name = symbolOf(OpenValue.opaque('name', Shape.chosenName()));
const anything = symbolOf(OpenValue.unknown('anything'));

const glob = (source: string) => WordPattern.glob(source);
const anyCase = (source: string) => WordPattern.glob(source, true);
const around = (before: string, symbol: number, after: string) => new WordPattern([...tokensOf(before).tokens, symbol, ...tokensOf(after).tokens]);

describe('tokens', () => {
  const classes = [ANY, PATH, WORD, DIGIT];
  const runs = [ANY_RUN, PATH_RUN, WORD_RUN, DIGIT_RUN];

  test('a token is a code point, a symbol, a class or a run of a class', () => {
    const kinds = (token: number) => [isPlain(token), isSymbol(token), isRun(token), classes.includes(token)];
    expect([0, 0x10ffff].map(kinds)).toEqual([[true, false, false, false], [true, false, false, false]]);
    expect([account, name].map(kinds)).toEqual([[false, true, false, false], [false, true, false, false]]);
    expect(runs.map(kinds)).toEqual(runs.map(() => [false, false, true, false]));
    expect(classes.map(kinds)).toEqual(classes.map(() => [false, false, false, true]));
  });

  test('a run repeats its class; every other token is its own', () => {
    expect(runs.map(classOf)).toEqual(classes);
    expect([...classes, 0x61, account].map(classOf)).toEqual([...classes, 0x61, account]);
  });

  test('a class holds another when it holds each of its characters', () => {
    const all = Array.from({ length: 0x80 }, (_, point) => point).concat(0xe9, 0x1f600);
    const byCharacters = (outer: number, inner: number) => all.every(point => !inClass(inner, point) || inClass(outer, point));
    const table = (holds: (outer: number, inner: number) => boolean) => classes.map(outer => classes.map(inner => holds(outer, inner)));
    expect(table(holdsClass)).toEqual(table(byCharacters));
  });

  test('a colon is in no path, a letter beyond ASCII is in no word', () => {
    const members = (kind: number) => [...'aZ0-._:/é\u{1f600}'].filter(character => inClass(kind, character.codePointAt(0)!)).join('');
    expect(classes.map(members)).toEqual(['aZ0-._:/é\u{1f600}', 'aZ0-._/é\u{1f600}', 'aZ0-._', '0']);
  });

  test('only ASCII capitals are folded', () => {
    expect(text(points('AZ@[az\u212aÉ').map(folded))).toBe('az@[az\u212aÉ');
    expect([account, ANY_RUN].map(folded)).toEqual([account, ANY_RUN]);
  });

  test('of equal neighbours one run is enough, and it stands last', () => {
    expect(normalized([ANY_RUN, ANY_RUN, ANY, 0x61, ANY_RUN, ANY, ANY_RUN, ANY])).toEqual([ANY, ANY_RUN, 0x61, ANY, ANY, ANY_RUN]);
    expect(normalized([PATH_RUN, ANY_RUN, PATH, DIGIT_RUN, DIGIT])).toEqual([PATH_RUN, ANY_RUN, PATH, DIGIT, DIGIT_RUN]);
    expect(normalized([])).toEqual([]);
  });
});

describe('a pattern', () => {
  test.each<[string, string, boolean]>([
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['?', '', false],
    ['?', '\u{1f600}', true],
    ['??', '\u{1f600}', false],
    ['a*c', 'ac', true],
    ['a*c', 'abcbc', true],
    ['a*c', 'abcb', false],
    ['arn:*:x', 'arn:a:b:x', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*ab*ab*', 'xabx', false],
    ['*ab*ab*', 'xaabab', true],
    ['.*', 'a', false],
    ['a', 'A', false],
  ])('%p on %p: %p', (pattern, word, expected) => {
    expect(glob(pattern).matches(word)).toBe(expected);
  });

  test('with case ignored, ASCII letters are one with their capitals, and no other letters', () => {
    expect(['s3:getobject', 'S3:GETOBJECT', 's3:GetObjectAcl', 's3:PutObject'].map(word => anyCase('S3:GetObject*').matches(word))).toEqual([true, true, true, false]);
    expect([anyCase('k').matches('\u212a'), anyCase('\u212a').matches('k'), anyCase('É').matches('é')]).toEqual([false, false, false]);
  });

  test('a path wildcard never takes a colon', () => {
    const pattern = new WordPattern([...codePoints('arn:'), PATH_RUN, ...codePoints(':x')]);
    expect(['arn::x', 'arn:a/b:x', 'arn:a:b:x'].map(word => pattern.matches(word))).toEqual([true, true, false]);
  });

  test('a value that is not known is no word', () => {
    expect(['arn:111122223333:x', 'arn::x', 'arn:*:x'].map(word => around('arn:', account, ':x').matches(word))).toEqual([false, false, false]);
  });

  test.each([
    ['ordinary ones', ordinary, ALPHABET],
    ['with paths', withPaths, ALPHABET],
    ['with cases', withCases, CASED],
    ['with classes', withClasses, CLASSED],
  ])('matches what it matches by definition: %s', (_, arbitrary, alphabet) => {
    always(fc.tuple(arbitrary(), fc.array(fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 9 }), { minLength: 20, maxLength: 20 })), ([tokens, words]) => {
      const pattern = patternOf(tokens);
      expect(words.filter(word => pattern.matches(word))).toEqual(words.filter(word => matchesByDefinition(tokens, word)));
    });
  }, UNLIMITED_TIME);

  test('short ones match what they match by definition, on every short word', () => {
    const words = wordsOf('aA:', 4);
    const symbols = [0x61, 0x41, ANY, ANY_RUN, PATH, PATH_RUN];
    const three = symbols.flatMap(a => symbols.flatMap(b => symbols.map(c => [a, b, c])));
    for (const tokens of three) {
      for (const ignoreCase of [false, true]) {
        const pattern = patternOf({ tokens, ignoreCase });
        expect([tokens, words.filter(word => pattern.matches(word))]).toEqual([tokens, words.filter(word => matchesByDefinition({ tokens, ignoreCase }, word))]);
      }
    }
  });
});

describe('the key of a pattern', () => {
  test('is one for patterns that mean the same', () => {
    const same = (...sources: string[]) => new Set(sources.map(source => glob(source).key)).size;
    expect([same('a*?b', 'a?*b', 'a**?b', 'a*?***b'), same('*', '**'), same('**??*', '??*', '?*?')]).toEqual([1, 1, 1]);
    expect(anyCase('S3:Get*').key).toBe(anyCase('s3:gET*').key);
    expect(around('a', account, '').key).toBe(around('a', account, '').key);
  });

  test('differs for others', () => {
    const patterns = [
      glob(''), glob('a'), glob('A'), anyCase('a'), glob('a*'), glob('*a'), glob('?'), glob('*'), new WordPattern([PATH_RUN]), new WordPattern([PATH]), new WordPattern(points('*')),
      new WordPattern([account]), new WordPattern([name]),
    ];
    expect(new Set(patterns.map(pattern => pattern.key)).size).toBe(patterns.length);
  });

  test('two values that are not known are never one', () => {
    const twin = symbolOf(OpenValue.opaque('account', Shape.digits(12)));
    expect(around('a', twin, '').key).not.toBe(around('a', account, '').key);
  });
});

describe('a pattern without wildcards', () => {
  test('is a word', () => {
    expect([glob('').literal, glob('a:b').literal, glob('\u{1f600}').literal]).toEqual(['', 'a:b', '\u{1f600}']);
  });

  test('is made of a word as it stands', () => {
    const word = WordPattern.word('a*?');
    expect([word.literal, word.start, word.tokens, word.symbols, word.matches('a*?'), word.matches('abc')]).toEqual(['a*?', 'a*?', codePoints('a*?'), [], true, false]);
    expect([WordPattern.word('').isEverything, WordPattern.word('*').isEverything]).toEqual([false, false]);
    expect(WordPattern.word('a:b').key).toBe(glob('a:b').key);
    expect(new WordPattern('aB', true).key).toBe(anyCase('Ab').key);
  });

  test('is none where case is ignored, or with a wildcard or a value that is not known in it', () => {
    expect([anyCase('a').literal, glob('a?').literal, glob('*').literal, around('a', account, 'b').literal]).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('may be long', () => {
    const long = 'ab:'.repeat(200_000);
    const pattern = glob(long);
    expect([pattern.literal === long, pattern.matches(long), pattern.matches(`${long}a`), pattern.includes(glob(long))]).toEqual([true, true, false, true]);
  });
});

describe('a pattern that is everything', () => {
  test('is one or more stars', () => {
    expect(['*', '**', '***'].map(source => glob(source).isEverything)).toEqual([true, true, true]);
    expect(anyCase('*').isEverything).toBe(true);
  });

  test('is nothing else', () => {
    const others = [glob(''), glob('?'), glob('?*'), glob('a*'), new WordPattern([PATH_RUN]), new WordPattern([WORD_RUN]), new WordPattern([DIGIT_RUN]), new WordPattern([anything])];
    expect(others.map(pattern => pattern.isEverything)).toEqual(others.map(() => false));
  });
});

describe('one pattern within another', () => {
  test.each<[string, WordPattern, WordPattern]>([
    ['itself', glob('a*b?'), glob('a*b?')],
    ['everything holds all', glob('*'), glob('a*b?')],
    ['everything holds a value that is not known', glob('*'), around('a', anything, 'b')],
    ['a word', glob('a*'), glob('abc')],
    ['a longer start', glob('a*'), glob('ab*')],
    ['a longer end', glob('*a'), glob('*ba')],
    ['a part', glob('*b*'), glob('a*b*c')],
    ['parts in order', glob('*a*b*'), glob('xa?yb*')],
    ['one character of any', glob('a*'), glob('a?')],
    ['at least one character', glob('a?*'), glob('ab*')],
    ['the same text in any case', anyCase('S3:Get*'), glob('s3:GetObject')],
    ['any case within any case', anyCase('s3:*'), anyCase('S3:Get*')],
    ['any case within a wildcard', glob('*'), anyCase('s3:get')],
    ['letters of any case within single wildcards', glob('??'), anyCase('ab')],
    ['what has no letters in any case', glob('1:*'), anyCase('1:2*')],
    ['a path within everything', glob('a*'), new WordPattern([0x61, PATH_RUN])],
    ['a digit in a path', new WordPattern([PATH]), new WordPattern([DIGIT])],
    ['digits within words', new WordPattern([WORD_RUN]), new WordPattern([DIGIT, DIGIT_RUN])],
    ['a value that is not known is itself', around('arn:', account, ':*'), around('arn:', account, ':x*')],
    ['a value without a colon is a path', new WordPattern([PATH_RUN]), new WordPattern([account])],
    ['a path with a value in it', new WordPattern([...codePoints('arn:'), PATH_RUN, 0x3a, ANY_RUN]), around('arn:', account, ':x')],
  ])('%s: yes', (_, outer, inner) => {
    expect(outer.includes(inner)).toBe(true);
  });

  test.each<[string, WordPattern, WordPattern]>([
    ['a shorter start', glob('ab*'), glob('a*')],
    ['an end', glob('a*b'), glob('a*')],
    ['parts that may overlap', glob('*aa*'), glob('*a*a*')],
    ['parts in another order', glob('*a*b*'), glob('*b*a*')],
    ['a character that may be missing', glob('a?'), glob('a*')],
    ['one case within any case, not the other way round', glob('a*'), anyCase('a*')],
    ['letters of one case in the middle', glob('?b?'), anyCase('abc')],
    ['everything within paths', new WordPattern([PATH_RUN]), glob('*')],
    ['a word with a colon within paths', new WordPattern([PATH_RUN]), glob('a:b')],
    ['another value that is not known', around('arn:', name, ':*'), around('arn:', account, ':*')],
    ['a value that may be written otherwise', glob('arn:111122223333:*'), around('arn:', account, ':*')],
    ['a word within a value that is not known', around('arn:', account, ':*'), glob('arn:111122223333:*')],
    ['a value may have more characters than one', glob('arn:?:*'), around('arn:', name, ':*')],
    ['a value that may hold a colon is no path', new WordPattern([PATH_RUN]), new WordPattern([anything])],
  ])('%s: no', (_, outer, inner) => {
    expect(outer.includes(inner)).toBe(false);
  });

  test('any text may hold a colon, so it is no path', () => {
    expect(new WordPattern([PATH_RUN]).includes(new WordPattern([symbolOf(OpenValue.opaque('tag', Shape.ANY_TEXT))]))).toBe(false);
  });

  test('a word of a value in any case is not that value', () => {
    const word = symbolOf(OpenValue.opaque('one of a few', Shape.oneOf('ab')));
    expect(new WordPattern([word]).includes(new WordPattern([word], true))).toBe(false);
  });

  test.each([
    ['ordinary ones', ordinary, ALPHABET],
    ['with paths', withPaths, ALPHABET],
    ['with cases', withCases, CASED],
    ['with classes', withClasses, CLASSED],
  ])('where one includes another no word of the other is left: %s', (_, arbitrary, alphabet) => {
    always(fc.tuple(arbitrary(), arbitrary()), ([outer, inner]) => !patternOf(outer).includes(patternOf(inner)) || wordByTrying([[inner]], [[outer]], alphabet) === undefined);
  }, UNLIMITED_TIME);

  test('what is within an ordinary pattern is seen at once, but for some where the other has `?` beside `*`', () => {
    const within: string[] = [];
    const unseen: string[] = [];
    const beside = (tokens: number[]) => tokens.some((token, i) => token === ANY && (tokens[i - 1] === ANY_RUN || tokens[i + 1] === ANY_RUN));
    for (const [outer, inner] of fc.sample(fc.tuple(ordinary(), ordinary()), { numRuns: 10 * RUNS, seed: SEED })) {
      if (beside(normalized(outer.tokens)) || wordByTrying([[inner]], [[outer]], ALPHABET) !== undefined) { continue; }
      const pair = `${fc.stringify(inner)} in ${fc.stringify(outer)}`;
      within.push(pair);
      if (!patternOf(outer).includes(patternOf(inner))) { unseen.push(pair); }
    }
    expect(unseen).toEqual([]);
    expect(within.length).toBeGreaterThan(RUNS / 10);
  }, UNLIMITED_TIME);
});

describe('patterns without a word in common', () => {
  test.each<[string, WordPattern, WordPattern]>([
    ['two words', glob('a'), glob('b')],
    ['a word that the other does not match', glob('abc'), glob('a*d')],
    ['other starts', glob('arn:aws:s3*'), glob('arn:aws:iam*')],
    ['other ends', glob('*.json'), glob('*.yaml')],
    ['other words in any case', anyCase('s3:Get*'), glob('S3:Put*')],
    ['other starts before values that are not known', around('a', account, ''), around('b', account, '')],
    ['other ends after values that are not known', around('', account, ':a'), around('', name, ':b')],
  ])('%s: seen', (_, a, b) => {
    expect([a.excludes(b), b.excludes(a)]).toEqual([true, true]);
  });

  test.each<[string, WordPattern, WordPattern]>([
    ['a word and its pattern', glob('abc'), glob('a*')],
    ['starts of one another', glob('a*'), glob('ab*')],
    ['a start and an end', glob('a*'), glob('*b')],
    ['one text in two cases', anyCase('S3:Get*'), glob('s3:gET*')],
    ['a value that is not known and what it may be', around('arn:', account, ':*'), glob('arn:111122223333:*')],
    ['two values that may be the same', around('a', account, ''), around('a', name, '')],
    ['a value that may be empty', around('a', name, 'b'), glob('ab')],
  ])('%s: they have one', (_, a, b) => {
    expect([a.excludes(b), b.excludes(a)]).toEqual([false, false]);
  });

  test.each([
    ['ordinary ones', ordinary, ALPHABET],
    ['with paths', withPaths, ALPHABET],
    ['with cases', withCases, CASED],
    ['with classes', withClasses, CLASSED],
  ])('where one excludes another no word is in both: %s', (_, arbitrary, alphabet) => {
    always(fc.tuple(arbitrary(), arbitrary()), ([a, b]) => !patternOf(a).excludes(patternOf(b)) || wordByTrying([[a], [b]], [], alphabet) === undefined);
  }, UNLIMITED_TIME);

  test('excluding is mutual', () => {
    always(fc.tuple(withCases(), withCases()), ([a, b]: Tokens[]) => patternOf(a).excludes(patternOf(b)) === patternOf(b).excludes(patternOf(a)));
  }, UNLIMITED_TIME);
});

describe('values that are not known', () => {
  const pattern = new WordPattern([...codePoints('arn:'), account, 0x3a, name, ANY_RUN, account]);

  test('are listed in order, repetitions too', () => {
    expect([pattern.symbols, glob('a*').symbols]).toEqual([[account, name, account], []]);
  });

  test('become runs where they may be any text', () => {
    expect(pattern.relaxed(ANY_RUN).key).toBe(glob('arn:*:*').key);
    expect(pattern.relaxed(PATH_RUN).key).toBe(new WordPattern([...codePoints('arn:'), PATH_RUN, 0x3a, PATH_RUN, ANY_RUN, PATH_RUN]).key);
    expect(glob('a*').relaxed(ANY_RUN).key).toBe(glob('a*').key);
  });

  test('become words where they are told, and others stay', () => {
    expect(pattern.bound(new Map([[account, '1'], [name, 'r']])).key).toBe(glob('arn:1:r*1').key);
    expect(pattern.bound(new Map([[account, '1']])).key).toBe(new WordPattern([...codePoints('arn:1:'), name, ANY_RUN, 0x31]).key);
    expect(pattern.bound(new Map([[anything, '1']])).key).toBe(pattern.key);
  });

  test('a word that is told is no pattern', () => {
    const bound = new WordPattern([name]).bound(new Map([[name, '*?']]));
    expect([bound.literal, bound.matches('ab'), bound.matches('*?')]).toEqual(['*?', false, true]);
  });

  test('what is told is read in any case where the pattern is', () => {
    expect(new WordPattern([name], true).bound(new Map([[name, 'Role']])).matches('rOLE')).toBe(true);
  });
});

describe('values that are not known, whatever they turn out to be', () => {
  const each: [string, Unsettled][] = UNSETTLED.map(value => [value.what, value]);

  test.each(each)('where one pattern includes another no word of the other is left: %s', (_, value) => {
    always(fc.tuple(withValues([value]), withValues([value])), ([outer, inner]) => {
      if (!patternOf(outer).includes(patternOf(inner))) { return; }
      for (const way of everyWay([value])) { expect(wordByTrying([[settled(inner, way)]], [[settled(outer, way)]], SETTLED)).toBeUndefined(); }
    }, RUNS / 2);
  }, UNLIMITED_TIME);

  test.each(each)('where one pattern excludes another no word is in both: %s', (_, value) => {
    always(fc.tuple(withValues([value]), withValues([value])), ([a, b]) => {
      if (!patternOf(a).excludes(patternOf(b))) { return; }
      for (const way of everyWay([value])) { expect(wordByTrying([[settled(a, way)], [settled(b, way)]], [], SETTLED)).toBeUndefined(); }
    }, RUNS / 10);
  }, UNLIMITED_TIME);

  test('in any case, too', () => {
    const values = UNSETTLED.slice(1, 3);
    always(fc.tuple(withValuesAndCases(values), withValuesAndCases(values)), ([outer, inner]) => {
      if (!patternOf(outer).includes(patternOf(inner))) { return; }
      for (const way of everyWay(values)) { expect(wordByTrying([[settled(inner, way)]], [[settled(outer, way)]], `${SETTLED}AB`)).toBeUndefined(); }
    });
  }, UNLIMITED_TIME);
});

describe('the start of a pattern', () => {
  test('is the text that every word of it begins with', () => {
    expect([glob('arn:aws:s3*x'), glob('?a'), glob('abc'), glob(''), around('arn:', account, ':x')].map(pattern => pattern.start)).toEqual(['arn:aws:s3', '', 'abc', '', 'arn:']);
  });

  test('of any case is in lower case', () => {
    expect(anyCase('S3:Get*').start).toBe('s3:get');
  });
});

describe('a sample of a pattern', () => {
  test('is a word of it, with a text for every star', () => {
    expect([glob('arn:*:x?'), glob('abc'), new WordPattern([PATH_RUN, 0x3a])].map(pattern => pattern.sample('example'))).toEqual(['arn:example:xx', 'abc', 'example:']);
  });

  test('always matches a pattern whose runs take the text', () => {
    always(withCases(), tokens => patternOf(tokens).matches(patternOf(tokens).sample('ab')));
    always(withClasses(), tokens => patternOf(tokens).matches(patternOf(tokens).sample('1')));
  }, UNLIMITED_TIME);
});

test('text is code points, and code points are text', () => {
  expect([points('a\u{1f600}\ud83d'), text([0x61, 0x1f600])]).toEqual([[0x61, 0x1f600, 0xd83d], 'a\u{1f600}']);
});
