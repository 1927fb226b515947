import { asText, choiceOf, concatenated, finiteTexts, isLong, mayHold, splitAt } from '../../../src/cloudformation/private/template-text';
import { OpenNode } from '../../../src/engine/policy/open-node';
import { OpenText, OpenValue, Shape, Text } from '../../../src/engine/policy/text';
import { spelt, UNKNOWN } from '../values';

const opaque = (shape: Shape, name = 'o') => OpenText.of(OpenValue.opaque(name, shape));
const UNKNOWN_TEXT = OpenText.of(OpenValue.unknown('u'));
const WORD = opaque(Shape.wordsAfter(''));
const DIGITS = opaque(Shape.digits(12));

test.each<[unknown, string]>([
  ['a', 'a'],
  [5, '5'],
  [false, 'false'],
  [OpenNode.choice('c', ['a', 5]), '<a|5>'],
  [OpenNode.choice('c', ['a', undefined]), UNKNOWN],
  [OpenNode.choice('c', ['a', ['b']]), UNKNOWN],
  [OpenNode.unknown('c'), UNKNOWN],
  // How CloudFormation writes other numbers, nobody says.
  [1.5, UNKNOWN],
  [1e21, UNKNOWN],
  [12345678901234567890, UNKNOWN],
  [null, UNKNOWN],
  [undefined, UNKNOWN],
  [['a'], UNKNOWN],
  [{ a: 'b' }, UNKNOWN],
])('%j as text', (value, expected) => {
  expect(spelt(asText(value))).toBe(expected);
});

test.each<[string, Text, string, boolean]>([
  ['digits', DIGITS, '/', false],
  ['digits', DIGITS, '5', true],
  ['a word', WORD, ':', false],
  ['a word', WORD, '-', true],
  ['a generated name', opaque(Shape.freshWords()), '/', false],
  ['a generated name', opaque(Shape.freshWords()), 'x', true],
  ['a name with a path', opaque(Shape.chosenName()), '{', true],
  ['a name with a path', opaque(Shape.chosenName()), ':', false],
  ['any text', opaque(Shape.ANY_TEXT), '{', true],
  ['one of two', opaque(Shape.oneOf('a', 'b:')), ':', true],
  ['one of two', opaque(Shape.oneOf('a', 'b')), ':', false],
  ['anything', UNKNOWN_TEXT, '{', true],
  ['a choice', choiceOf('c', ['a', 'b:']), ':', true],
  ['a choice with something open', choiceOf('c', ['a', OpenText.of('b', WORD)]), ':', false],
])('%s may hold a character', (_, text, characters, expected) => {
  expect(mayHold((text as OpenText).parts[0], characters)).toBe(expected);
});

test.each<[Text, string[] | undefined]>([
  ['a', ['a']],
  [opaque(Shape.oneOf('a', 'b')), ['a', 'b']],
  [choiceOf('c', ['a', choiceOf('d', ['b', 'a'])]), ['a', 'b']],
  [choiceOf('c', ['a', UNKNOWN_TEXT]), undefined],
  [OpenText.of('x', opaque(Shape.oneOf('a'))), undefined],
  [WORD, undefined],
  [UNKNOWN_TEXT, undefined],
])('the few texts that %s may be', (text, expected) => {
  expect(finiteTexts(text)).toEqual(expected);
});

test.each<[Text, string, unknown[], boolean]>([
  ['a:b:', ':', ['a', 'b', ''], true],
  ['', ':', [''], true],
  [OpenText.of('a:', WORD, ':b'), ':', ['a', '<o>', 'b'], true],
  [OpenText.of(WORD, DIGITS, ':b'), ':', ['<o><o>', 'b'], true],
  [OpenText.of('a:b', UNKNOWN_TEXT, ':c'), ':', ['a'], false],
  [UNKNOWN_TEXT, ':', [], false],
  // Two halves of a delimiter meet where the word is empty, but digits never are.
  [OpenText.of('a:', WORD, ':b'), '::', [], false],
  [OpenText.of('a:', DIGITS, ':b'), '::', ['a:<o>:b'], true],
  [OpenText.of('a::', WORD), '::', ['a', '<o>'], true],
])('%s split at %s', (text, delimiter, pieces, complete) => {
  const split = splitAt(text, delimiter);

  expect({ pieces: split.pieces.map(spelt), complete: split.complete }).toEqual({ pieces, complete });
});

describe('size', () => {
  test('a text is put together as it is', () => {
    expect(spelt(concatenated(['a', WORD, '', 'b', OpenText.of('c', DIGITS)]))).toBe('a<o>bc<o>');
    expect(concatenated([])).toBe('');
    expect(concatenated(Array.from({ length: 50_000 }, () => 'ab'))).toBe('ab'.repeat(50_000));
    expect((concatenated(Array.from({ length: 10_000 }, () => WORD)) as OpenText).parts).toHaveLength(10_000);
  });

  test('beyond all measure it is unknown', () => {
    expect(spelt(concatenated(Array.from({ length: 30_000 }, () => WORD)))).toBe(UNKNOWN);
    expect(spelt(concatenated(['x'.repeat(1_500_000), 'y'.repeat(1_500_000)]))).toBe(UNKNOWN);
    expect(spelt(choiceOf('c', Array.from({ length: 30_000 }, () => WORD)))).toBe(UNKNOWN);
  });

  test('choices of choices count with all their texts', () => {
    const nested = (levels: number) => Array.from({ length: levels }).reduce((inner: Text) => choiceOf('c', [OpenText.of('x', inner), OpenText.of('y', inner)]), 'end');

    expect(nested(10)).toBeInstanceOf(OpenText);
    expect(isLong(nested(3))).toBe(false);
    expect(isLong(nested(10))).toBe(true);
    expect(spelt(nested(60))).toEqual(expect.any(String));
  });
});
