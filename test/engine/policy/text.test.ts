import { anyText } from './arbitraries';
import { codePoints, foldAscii, foldText, OpenText, OpenValue, Shape, splitText, Text } from '../../../src/engine/policy/text';
import { fc } from '../../properties';

const unknown = OpenValue.unknown('parameter `Env`');
const account = OpenValue.opaque('account', Shape.digits(12));

const partsOf = (text: Text) => text instanceof OpenText ? text.parts : text;

describe('open text', () => {
  test('text without open values is a plain string', () => {
    expect([OpenText.of(), OpenText.of(''), OpenText.of('a', '', 'b'), OpenText.of(OpenText.of('a'), 'b')]).toEqual(['', '', 'ab', 'ab']);
  });

  test('neighbouring literals are one, and empty ones vanish', () => {
    expect(partsOf(OpenText.of('a', 'b', '', unknown, '', 'c', OpenText.of('d', account, 'e'), 'f'))).toEqual(['ab', unknown, 'cd', account, 'ef']);
  });

  test('an open value alone stays open', () => {
    expect(partsOf(OpenText.of('', unknown, ''))).toEqual([unknown]);
  });

  test('its open values are listed in order, repetitions too', () => {
    expect((OpenText.of(account, ':', unknown, ':', account) as OpenText).openValues).toEqual([account, unknown, account]);
  });

  test('in a message an open value is its name in angle brackets', () => {
    expect(String(OpenText.of('arn:aws:iam::', account, ':role/', unknown))).toBe('arn:aws:iam::<account>:role/<parameter `Env`>');
  });
});

test('a value that is only an example is shown as it is', () => {
  expect(String(OpenText.of('arn:aws:iam::', OpenValue.invented('999988887777'), ':root'))).toBe('arn:aws:iam::999988887777:root');
});

describe('symbols', () => {
  test('no open value is ever forged by text: a symbol is no code point', () => {
    fc.assert(fc.property(anyText(), text => codePoints(text).every(point => point <= 0x10ffff)));
    const values = [OpenValue.unknown('x'), OpenValue.opaque('x', Shape.ANY_TEXT), OpenValue.choice('x', ['a']), OpenValue.invented('x')];
    expect(values.every(value => value.symbol > 0x10ffff)).toBe(true);
  });

  test('two open values of one name are two', () => {
    expect(OpenValue.unknown('x').symbol).not.toBe(OpenValue.unknown('x').symbol);
  });
});

describe('code points', () => {
  test('a surrogate pair is one character, half of one is one too', () => {
    expect(codePoints('a\u{1f600}\ud83d')).toEqual([0x61, 0x1f600, 0xd83d]);
  });
});

describe('folding', () => {
  test('only ASCII letters are folded', () => {
    const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
    expect(foldAscii(upper)).toBe('abcdefghijklmnopqrstuvwxyz');
    expect(foldAscii(`${upper}\u00c9`)).toBe('abcdefghijklmnopqrstuvwxyz\u00c9');
  });

  test.each([
    ['the Kelvin sign', '\u212a'],
    ['the dotted capital I', '\u0130'],
    ['the dotless i', '\u0131'],
    ['the long s', '\u017f'],
    ['a capital Greek letter', '\u03a3'],
    ['a full-width A', '\uff21'],
    ['a Deseret capital letter', '\u{10400}'],
  ])('%s is no ASCII letter', (_, letter) => {
    expect(foldAscii(`${letter}S3:K`)).toBe(`${letter}s3:k`);
    expect(foldAscii(letter)).toBe(letter);
  });

  test('folding keeps every character that is no capital ASCII letter', () => {
    fc.assert(fc.property(anyText(), text => {
      const lower = (letter: string) => String.fromCharCode(letter.charCodeAt(0) + 32);
      const expected = [...text].map(character => character >= 'A' && character <= 'Z' ? lower(character) : character);
      expect(foldAscii(text)).toBe(expected.join(''));
    }));
  });

  test('an open value whose words have no capitals is still the same value', () => {
    const generated = OpenValue.opaque('name', Shape.wordsAfter('stack-'));
    const stranger = OpenValue.invented('Stranger');
    expect(partsOf(foldText(OpenText.of('A', account, generated, unknown, stranger)))).toEqual(['a', account, generated, unknown, stranger]);
  });

  test('an open value whose words have capitals becomes one whose words have none, always the same', () => {
    const value = OpenText.of(OpenValue.opaque('name', Shape.wordsAfter('Stack-')));
    const [folded] = partsOf(foldText(value)) as [OpenValue];
    expect([folded.name, folded.shape, folded.choices]).toEqual(['name', Shape.wordsAfter('stack-'), undefined]);
    expect(partsOf(foldText(value))[0]).toBe(folded);
  });

  test('each alternative of a choice is folded', () => {
    const [folded] = partsOf(foldText(OpenText.of(OpenValue.choice('condition', ['A', OpenText.of('B', unknown)])))) as [OpenValue];
    expect(folded.choices).toEqual(['a', OpenText.of('b', unknown)]);
  });
});

describe('splitting', () => {
  test.each<[Text, number, Text[]]>([
    ['', 6, ['']],
    ['a', 6, ['a']],
    ['a:b:c', 6, ['a', 'b', 'c']],
    ['a:b:c', 2, ['a', 'b:c']],
    ['a:b:c', 1, ['a:b:c']],
    ['::', 6, ['', '', '']],
    [OpenText.of('a:', unknown, 'b:c'), 6, ['a', OpenText.of(unknown, 'b'), 'c']],
    [OpenText.of('a:', unknown, 'b:c'), 2, ['a', OpenText.of(unknown, 'b:c')]],
    [OpenText.of(account, ':', unknown, ':'), 6, [OpenText.of(account), OpenText.of(unknown), '']],
  ])('%s in at most %d', (text, most, parts) => {
    expect(splitText(text, ':', most)).toEqual(parts);
  });

  test('joined again, the parts are the text', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', ':', '\u{1f600}') }), fc.integer({ min: 1, max: 8 }), (text, most) => {
      const parts = splitText(text, ':', most);
      expect(parts.join(':')).toBe(text);
      expect(parts.length).toBe(Math.min(most, text.split(':').length));
    }));
  });
});
