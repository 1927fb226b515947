import { Glob } from '../../../../src/engine/policy/private/glob';
import { mergeLiterals, wildcardParts } from '../../../../src/engine/policy/private/parts';
import { fc } from '../../../properties';
import { asPattern, matchesByDefinition } from '../reference-matcher';

const matches = (pattern: string, text: string) => new Glob(wildcardParts(pattern)).matches(text);

describe('by example', () => {
  test.each([
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['*', 'a:b/c', true],
    ['?', '', false],
    ['?', 'a', true],
    ['?', 'ab', false],
    ['a', 'A', false],
    ['a*', 'a', true],
    ['*a', 'a', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['ab*ba', 'aba', false],
    ['ab*ba', 'abba', true],
    ['a*b*c', 'axbxc', true],
    ['a*b*c', 'acb', false],
    ['*ab*ab*', 'ab', false],
    ['*ab*ab*', 'abab', true],
    ['*a*b', 'ab', true],
    ['*aa*aa', 'aaa', false],
    ['a**b', 'ab', true],
    ['**', '', true],
    ['?*', '', false],
    ['*?', 'a', true],
    ['?*?', 'a', false],
    ['a?*b', 'ab', false],
    ['a?*b', 'axb', true],
    ['a.b', 'axb', false],
    ['[a]', 'a', false],
    ['a\\*', 'a*', false],
    ['\\*', '\\x', true],
  ])('%p, %p: %p', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  test('a wildcard crosses colons and slashes', () => {
    expect(matches('arn:aws:s3:::b*z', 'arn:aws:s3:::b:x/y/z')).toBe(true);
    expect(matches('arn:aws:*z', 'arn:aws:s3:::b:x/y/z')).toBe(true);
    expect(matches('arn?aws?s3', 'arn:aws/s3')).toBe(true);
  });

  test('a wildcard crosses the end of a line', () => {
    expect(matches('a*b?c', 'a\r\nb\nc')).toBe(true);
  });
});

describe('code points', () => {
  test('? is one code point, never half of a surrogate pair', () => {
    expect(['?', '??', '???'].map(pattern => matches(pattern, '\u{1f600}'))).toEqual([true, false, false]);
    expect(['?', '??', '???'].map(pattern => matches(pattern, 'e\u0301'))).toEqual([false, true, false]);
    expect(matches('a?b', 'a\u{1f600}b')).toBe(true);
    expect(matches('a*?b', 'a\u{1f600}b')).toBe(true);
    expect(matches('a*??b', 'a\u{1f600}b')).toBe(false);
  });

  test('code points that share a half of their surrogate pairs are different', () => {
    expect(matches('?\u{1f600}', 'a\u{1f601}')).toBe(false);
    expect(matches('*\u{1f600}', '\u{1f601}')).toBe(false);
    expect(matches('*\u{1f600}*', '\u{1f601}\u{10600}')).toBe(false);
  });

  test('half of a surrogate pair is a character of its own', () => {
    expect(matches('?', '\ud83d')).toBe(true);
    expect(matches('??', '\ude00\ud83d')).toBe(true);
    expect(matches('?\ud83d', '?\u{1f600}')).toBe(false);
  });
});

describe('against the definition', () => {
  test('every pattern of up to four positions, every text of up to five letters', () => {
    const words = (alphabet: string[], longest: number): string[] =>
      longest === 0 ? [''] : ['', ...words(alphabet, longest - 1).flatMap(word => alphabet.map(letter => letter + word))];
    const texts = [...new Set(words(['a', 'b'], 5))];
    const wrong: string[] = [];
    for (const pattern of new Set(words(['a', 'b', '*', '?'], 4))) {
      const glob = new Glob(wildcardParts(pattern));
      const positions = asPattern(pattern);
      for (const text of texts) {
        if (glob.matches(text) !== matchesByDefinition(positions, text)) { wrong.push(`${pattern} ${text}`); }
      }
    }
    expect(wrong).toEqual([]);
  });

  test('random patterns and texts, with code points above U+FFFF', () => {
    const letters = ['a', 'b', ':', '\u{1f600}', '\u{1f601}', '\u{10600}'];
    const pattern = fc.array(fc.constantFrom('*', '*', '?', ...letters), { maxLength: 10 });
    const text = fc.array(fc.constantFrom(...letters), { maxLength: 12 });
    fc.assert(fc.property(pattern, text, (positions, characters) => {
      const [glob, asked] = [positions.join(''), characters.join('')];
      return matches(glob, asked) === matchesByDefinition(asPattern(glob), asked);
    }), { numRuns: 20_000 });
  });

  test('patterns that cover the text they were made from', () => {
    const piece = fc.tuple(fc.constantFrom('a', 'b', 'ab', '\u{1f600}'), fc.nat(3));
    fc.assert(fc.property(fc.array(piece, { maxLength: 80 }), fc.nat(), (pieces, at) => {
      const text = pieces.map(([word]) => word).join('');
      const pattern = pieces.map(([word, kind]) => kind === 0 ? '*' : kind === 1 ? word.replace(/./gu, '?') : word).join('');
      expect([pattern, matches(pattern, text)]).toEqual([pattern, true]);
      // One character of the text replaced by one that no pattern names.
      const characters = [...text];
      characters[at % characters.length] = 'x';
      const changed = characters.join('');
      return matches(pattern, changed) === matchesByDefinition(asPattern(pattern), changed);
    }), { numRuns: 3_000 });
  });
});

describe('long patterns', () => {
  // The automaton holds 31 positions in a word.
  const LENGTHS = [29, 30, 31, 32, 33, 60, 61, 62, 63, 64, 92, 93, 94, 124];

  test.each(LENGTHS)('%d positions of ?', length => {
    const pattern = '?'.repeat(length);
    expect([-1, 0, 1].map(more => matches(pattern, 'a'.repeat(length + more)))).toEqual([false, true, false]);
    expect([-1, 0, 1].map(more => matches(`*${pattern}`, 'a'.repeat(length + more)))).toEqual([false, true, true]);
    expect([-1, 0, 1].map(more => matches(`${pattern}*`, 'a'.repeat(length + more)))).toEqual([false, true, true]);
  });

  test.each(LENGTHS)('%d positions: a wrong letter is found at each of them', length => {
    const right = '?'.repeat(length).replace(/\?\?/g, '?a');
    const text = 'a'.repeat(length);
    const wrong = Array.from(text, (_, i) => `${text.slice(0, i)}b${text.slice(i + 1)}`);
    expect(matches(right, text)).toBe(true);
    expect(wrong.map(one => matches(right, one))).toEqual(Array.from(right, position => position === '?'));
  });

  test.each(LENGTHS)('%d positions: a star at each of them takes none, one and many', length => {
    for (let i = 0; i <= length; i++) {
      const text = 'a'.repeat(length);
      const pattern = `${'?'.repeat(i)}*${'a'.repeat(length - i)}`;
      const around = (middle: string) => text.slice(0, i) + middle + text.slice(i);
      expect(['', 'b', 'bb', 'b'.repeat(70)].map(middle => matches(pattern, around(middle)))).toEqual([true, true, true, true]);
      expect(matches(pattern, text.slice(1))).toBe(false);
    }
  });

  test('random long patterns against the definition', () => {
    const pattern = fc.array(fc.constantFrom('a', 'a', 'b', '?', '?', 'aab', '*'), { minLength: 28, maxLength: 70 });
    const text = fc.array(fc.constantFrom('a', 'a', 'a', 'b'), { minLength: 25, maxLength: 90 });
    fc.assert(fc.property(pattern, text, (positions, characters) => {
      const [glob, asked] = [positions.join(''), characters.join('')];
      return matches(glob, asked) === matchesByDefinition(asPattern(glob), asked);
    }), { numRuns: 2_000 });
  });
});

describe('hostile patterns', () => {
  const text = 'a'.repeat(10_000);

  // A matcher that backtracks never returns from these.
  test.each([
    ['6,000 stars', '*a'.repeat(6_000), true],
    ['6,000 stars and a letter that is missing', `${'*a'.repeat(6_000)}*b`, false],
    ['6,000 stars and question marks', `${'*a?'.repeat(3_000)}*`, true],
    ['6,000 stars, question marks and a letter that is missing', `${'*a?'.repeat(3_000)}*b*`, false],
    ['long literals between stars', `*${'a'.repeat(5_000)}b*${'a'.repeat(5_000)}b*`, false],
    ['nothing but stars', '*'.repeat(6_000), true],
  ])('%s against 10,000 characters', (_, pattern, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  test('the literal between stars that begins again and again', () => {
    expect(matches(`*${'a'.repeat(1_000)}b*`, `${'a'.repeat(100_000)}`)).toBe(false);
    expect(matches(`*${'a'.repeat(1_000)}b*`, `${'a'.repeat(100_000)}b`)).toBe(true);
  });
});

test('a literal in several parts is one', () => {
  expect(new Glob(mergeLiterals(['a', 'b', '', 'c'])).matches('abc')).toBe(true);
  expect(new Glob(mergeLiterals(['a', 'b', '', 'c'])).matches('abxc')).toBe(false);
});
