import { openMatch } from '../../../../src/engine/policy/private/open-match';
import { OpenParts, wildcardParts } from '../../../../src/engine/policy/private/parts';
import { ANY_RUN, OpenText, OpenValue, Shape, Text } from '../../../../src/engine/policy/text';
import { MAYBE, NO, Truth, truth, YES } from '../../../../src/engine/policy/truth';
import { fc } from '../../../properties';
import { anyText } from '../arbitraries';
import {
  assignments, Choices, isKept, matchesByDefinition, opaque, Piece, settled, settledPattern, textOf, unknown, Unsettled, verdict,
} from '../reference-matcher';

const partsOf = (text: Text): OpenParts => text instanceof OpenText ? text.parts : [text];
const patternOf = (text: Text): OpenParts => partsOf(text).flatMap((part): OpenParts => typeof part === 'string' ? wildcardParts(part) : [part]);
const matches = (pattern: Text, text: Text) => openMatch(patternOf(pattern), partsOf(text));

const account = OpenValue.opaque('account', Shape.digits(12));
const otherAccount = OpenValue.opaque('other account', Shape.digits(12));
const partition = OpenValue.opaque('partition', Shape.oneOf('aws', 'aws-cn', 'aws-us-gov'));
const generated = OpenValue.opaque('generated name', Shape.wordsAfter('MyStack-Role-'));
const anything = OpenValue.opaque('tag', Shape.ANY_TEXT);
const parameter = OpenValue.unknown('parameter');
const other = OpenValue.unknown('other parameter');

/** Named cases that must be exact: an answer of maybe would be a finding that nobody can fix. */
describe('what is surely so', () => {
  test.each<[string, Text, Text, Truth]>([
    ['an account is itself', OpenText.of(account), OpenText.of(account), YES],
    ['an account is any account', '*', OpenText.of(account), YES],
    ['an account is twelve characters', '????????????', OpenText.of(account), YES],
    ['an account is not eleven characters', '???????????', OpenText.of(account), NO],
    ['an account is not thirteen characters', '?????????????', OpenText.of(account), NO],
    ['an account has no letters', '*a*', OpenText.of(account), NO],
    ['an account may be this one', '111122223333', OpenText.of(account), MAYBE],
    ['an account may be this one, the other way round', OpenText.of(account), '111122223333', MAYBE],
    ['an account may be another', OpenText.of(account), OpenText.of(otherAccount), MAYBE],
    ['an account is not a longer number', OpenText.of(account), '1111222233334', NO],
    ['an account is no name', OpenText.of(account), 'root', NO],
    ['a partition is under arn:*', 'arn:*', OpenText.of('arn:', partition, ':s3:::b'), YES],
    ['every partition begins with aws', 'arn:aws*', OpenText.of('arn:', partition, ':s3:::b'), YES],
    ['a partition may be aws', 'arn:aws:s3:::b', OpenText.of('arn:', partition, ':s3:::b'), MAYBE],
    ['no partition is called azure', 'arn:azure:*', OpenText.of('arn:', partition, ':s3:::b'), NO],
    ['the same partition stands on both sides', OpenText.of('arn:', partition, ':s3:::*'), OpenText.of('arn:', partition, ':s3:::b/k'), YES],
    ['the partition does not make up for the service', OpenText.of('arn:', partition, ':s3:::*'), OpenText.of('arn:', partition, ':iam::1:role/r'),
      NO],
    ['a generated name has its prefix', 'MyStack-*', OpenText.of(generated), YES],
    ['a generated name has its whole prefix', 'MyStack-Role-*', OpenText.of(generated), YES],
    ['a generated name may have a longer one', 'MyStack-Role-A*', OpenText.of(generated), MAYBE],
    ['a generated name has no other prefix', 'YourStack-*', OpenText.of(generated), NO],
    ['a generated name holds no slash', '*/*', OpenText.of(generated), NO],
    ['a generated name is itself behind a path', OpenText.of('role/', generated), OpenText.of('role/', generated), YES],
    ['a generated name is itself and not one character more', OpenText.of(generated, '?'), OpenText.of(generated), MAYBE],
    ['any text matches a star', '*', OpenText.of(anything), YES],
    ['any text may hold a slash', '*/*', OpenText.of(anything), MAYBE],
    ['any text behind a prefix', 'a*', OpenText.of('a', anything), YES],
    ['any text behind another prefix', 'b*', OpenText.of('a', anything), NO],
    ['an unknown pattern matches its own text', OpenText.of('arn:aws:s3:::', parameter, '/*'), OpenText.of('arn:aws:s3:::', parameter, '/k'), YES],
    ['an unknown pattern may be anything', OpenText.of(parameter), 'arn:aws:s3:::b', MAYBE],
    ['an unknown pattern keeps what stands before it', OpenText.of('arn:aws:s3:::', parameter), 'arn:aws:iam::1:role/r', NO],
    ['an unknown pattern keeps what stands behind it', OpenText.of(parameter, '/k'), 'b/l', NO],
    ['two unknown values may differ', OpenText.of(parameter), OpenText.of(other), MAYBE],
    ['a symbol is more than one character', OpenText.of(account, '?'), OpenText.of(account, '1'), YES],
    ['a symbol twice', OpenText.of(account, '/', account), OpenText.of(account, '/', account), YES],
    ['a symbol beside one that the pattern does not name', OpenText.of(account, ':????????????'), OpenText.of(account, ':', otherAccount), YES],
    ['a symbol under a star', OpenText.of(account, '*'), OpenText.of(account, account, 'x'), YES],
  ])('%s', (_, pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });
});

describe("somebody else's value, which no policy names", () => {
  const stranger = OpenValue.invented('999988887777');

  test.each<[string, Text, Text, Truth]>([
    ['a star matches it', '*', OpenText.of(stranger), YES],
    ['a star matches it inside a text', 'arn:aws:iam::*:root', OpenText.of('arn:aws:iam::', stranger, ':root'), YES],
    ['a star does not make up for what stands around it', 'arn:aws:iam::*:user/joe', OpenText.of('arn:aws:iam::', stranger, ':root'), NO],
    ['no name matches it, not even that of the example', '999988887777', OpenText.of(stranger), NO],
    ['it is itself', OpenText.of(stranger, '/*'), OpenText.of(stranger, '/k'), YES],
    ['it is nobody else', OpenText.of(stranger), OpenText.of(OpenValue.invented('999988887777')), NO],
    ['no opaque value is it', OpenText.of(account), OpenText.of(stranger), NO],
    ['no opaque value is it, of whatever text', OpenText.of(anything), OpenText.of(stranger), NO],
    ['an unknown pattern may match it', OpenText.of(parameter), OpenText.of(stranger), MAYBE],
  ])('%s', (_, pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });
});

test('no open value is ever forged by text: known text is at most maybe one', () => {
  fc.assert(fc.property(anyText(), text => {
    for (const value of [account, partition, generated, anything, parameter]) {
      expect(matches(OpenText.of(value), text)).not.toBe(YES);
    }
  }));
  // A number that is no character, written as one, is refused by the language itself.
  expect(() => String.fromCodePoint(parameter.symbol)).toThrow(RangeError);
});

describe('limits', () => {
  test('beyond them the answer is maybe, and comes soon', () => {
    const many = Array.from({ length: 10 }, (_, i) => OpenValue.opaque(`v${i}`, Shape.oneOf('a', 'b')));
    expect(matches('a'.repeat(10), OpenText.of(...many))).toBe(MAYBE);
    expect(matches('c'.repeat(10), OpenText.of(...many))).toBe(MAYBE);
    expect(matches(`${'*a?'.repeat(2_000)}*`, OpenText.of('a'.repeat(10_000), anything))).toBe(MAYBE);
    expect(matches(OpenText.of(parameter, '*b'.repeat(2_000)), 'a'.repeat(10_000))).toBe(MAYBE);
    expect(matches('?*a?'.repeat(20), OpenText.of(anything, 'a', anything, 'b', anything))).toBe(MAYBE);
  });

  test('beyond them the same text is still itself', () => {
    const many = Array.from({ length: 10 }, (_, i) => OpenValue.opaque(`v${i}`, Shape.oneOf('a', 'b')));
    expect(matches(OpenText.of(...many), OpenText.of(...many))).toBe(YES);
    expect(matches(OpenText.of(...many, '*'), OpenText.of(...many, 'x'))).toBe(YES);
  });
});

/** Every kind of open value without choices, with enough of its words to tell the patterns of these tests apart. */
function valueFrom(choices: Choices, name: string): Unsettled {
  const start = choices.pick(['', 'a', '1', 'b1']);
  const words = choices.list(1, 3, () => choices.pick(['a', '', 'b', 'ab', '1', '*', '?', 'a*', '\u{1f600}']));
  switch (choices.below(6)) {
    case 0: return opaque(name, Shape.oneOf(...words), words);
    case 1: return opaque(name, Shape.digits(1), ['1', '2', '3']);
    case 2: return opaque(name, Shape.digits(2), ['11', '12', '21', '23', '22']);
    case 3: return opaque(name, Shape.wordsAfter(start), ['', 'a', '1', 'b', '-', 'ab', 'aa', '_.'].map(more => start + more));
    case 4: return opaque(name, Shape.ANY_TEXT, ['', 'a', '1', 'b', '*', 'ab', '\u{1f600}', ':']);
    default: return unknown(name, ['', '*', '?', 'a', 'a*', '1', 'b', '*?']);
  }
}

const piecesFrom = (choices: Choices, values: Unsettled[], literals: string[]): Piece[] =>
  choices.list(0, 4, () => choices.below(3) === 0 || values.length === 0 ? choices.pick(literals) : choices.pick(values));

const verdictOverWords = (pattern: Piece[], text: Piece[]) => verdict(assignments([...pattern, ...text], 100).map(assignment =>
  truth(matchesByDefinition(settledPattern(pattern, assignment), settled(text, assignment)))));

const numbers = (count: number) => fc.noBias(fc.array(fc.nat(999), { minLength: count, maxLength: count }));

describe('against every word', () => {
  test('yes holds for all words of the open values, no for none: the same value is the same word on both sides', () => {
    fc.assert(fc.property(numbers(40), list => {
      const choices = new Choices(list);
      const values = choices.list(1, 2, () => valueFrom(choices, 'v'));
      const pattern = piecesFrom(choices, values, ['a', '*', '?', '1', 'b', '\u{1f600}']);
      const text = piecesFrom(choices, values, ['a', '1', 'b', '\u{1f600}', '*']);
      const answer = matches(textOf(pattern), textOf(text));
      return isKept(answer, verdictOverWords(pattern, text));
    }), { numRuns: 4_000 });
  });

  test('against a closed pattern the answer is exact, as long as no value stands twice', () => {
    fc.assert(fc.property(numbers(40), list => {
      const choices = new Choices(list);
      const values = choices.list(0, 2, () => valueFrom(choices, 'v'));
      const pattern = choices.list(0, 4, () => choices.pick(['a', '*', '?', '1', 'b', '\u{1f600}'])).join('');
      const literal = () => choices.list(0, 2, () => choices.pick(['a', '1', 'b', '\u{1f600}', '*'])).join('');
      const text = [literal(), ...values.flatMap(value => [value, literal()])];
      const answer = matches(pattern, textOf(text));
      // Where the words tried out are not all there are, a maybe may rest on another.
      const isEndless = ({ shape }: OpenValue) => shape === undefined || shape.alternatives.flat().some(token => token <= ANY_RUN);
      return answer === verdictOverWords([pattern], text) || answer === MAYBE && values.some(({ open }) => isEndless(open));
    }), { numRuns: 4_000 });
  });
});
