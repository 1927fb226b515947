import { ArnGlob, openArnMatch } from '../../../../src/engine/policy/private/arn-match';
import { mergeLiterals, OpenParts, wildcardParts } from '../../../../src/engine/policy/private/parts';
import { OpenText, OpenValue, Shape, Text } from '../../../../src/engine/policy/text';
import { MAYBE, NO, Truth, YES } from '../../../../src/engine/policy/truth';
import { fc } from '../../../properties';
import { arnMatchesByDefinition, asPattern } from '../reference-matcher';

const CONTESTED: Truth[] = [YES, NO];

const matches = (pattern: string, text: string, contested: Truth = NO) => new ArnGlob(mergeLiterals(wildcardParts(pattern))).matches(text, contested);

describe('field by field', () => {
  test.each<[string, string, Truth]>([
    ['arn:aws:iam::111122223333:role/a', 'arn:aws:iam::111122223333:role/a', YES],
    ['arn:aws:iam::*:role/a', 'arn:aws:iam::111122223333:role/a', YES],
    ['arn:*:iam:*:*:role/*', 'arn:aws:iam::111122223333:role/x/y', YES],
    ['arn:aws:sns:*:*:*', 'arn:aws:sns:eu-west-1:111122223333:t:sub', YES],
    ['arn:aws:sns:*:*:*:sub', 'arn:aws:sns:eu-west-1:111122223333:t:u:sub', YES],
    ['arn:aws:s?:::b', 'arn:aws:s3:::b', YES],
    ['arn:aws:s3:::b', 'arn:aws:s3:::B', NO],
    ['arn:aws:s3:::b', 'arn:aws:s3:::b/k', NO],
    ['arn:aws:s3:?::b', 'arn:aws:s3:::b', NO],
    ['arn:aws:iam::111122223333:role*', 'arn:aws:iam::111122223334:role/a', NO],
  ])('%s, %s: %d', (pattern, text, expected) => {
    expect(CONTESTED.map(contested => matches(pattern, text, contested))).toEqual([expected, expected]);
  });

  test('a wildcard stays inside its field in the first five', () => {
    expect(matches('arn:aws:s3:*:b:c', 'arn:aws:s3:x:y:b:c', YES)).toBe(NO);
    expect(matches('arn:*:s3:::b', 'arn:aws:x:s3:::b', YES)).toBe(NO);
    expect(matches('arn:aws:iam::*:role/a', 'arn:aws:iam:::x:role/a', YES)).toBe(NO);
  });

  test.each([
    ['*', 'arn:aws:s3:::b'],
    ['arn:*', 'arn:aws:s3:::b'],
    ['arn:aws:s3*', 'arn:aws:s3:::b'],
    ['a*', 'abc'],
    ['abc', 'abc'],
    ['*:*:*:*:*:*', '::::'],
  ])('%s, %s: one of the two is no whole ARN', (pattern, text) => {
    const together = arnMatchesByDefinition(asPattern(pattern), text, MAYBE) === MAYBE;
    expect(CONTESTED.map(contested => matches(pattern, text, contested))).toEqual(together ? [YES, NO] : [NO, NO]);
  });
});

test('against the definition', () => {
  const pattern = fc.array(fc.constantFrom(':', ':', 'a', '*', '?', 'a:'), { maxLength: 12 });
  const text = fc.array(fc.constantFrom(':', ':', 'a', 'b'), { maxLength: 12 });
  fc.assert(fc.property(pattern, text, fc.constantFrom(YES, NO), (positions, characters, contested) => {
    const [arn, asked] = [positions.join(''), characters.join('')];
    return matches(arn, asked, contested) === arnMatchesByDefinition(asPattern(arn), asked, contested);
  }), { numRuns: 6_000 });
});

describe('open values', () => {
  const partition = OpenValue.opaque('partition', Shape.oneOf('aws', 'aws-cn', 'aws-us-gov'));
  const account = OpenValue.opaque('account', Shape.digits(12));
  const role = OpenValue.opaque('role', Shape.wordsAfter('MyStack-Role'));
  const parameter = OpenValue.unknown('parameter');
  const arn = OpenText.of('arn:', partition, ':iam::', account, ':role/', role);

  const partsOf = (pattern: Text): OpenParts => (pattern instanceof OpenText ? pattern.parts : [pattern])
    .flatMap((part): OpenParts => typeof part === 'string' ? wildcardParts(part) : [part]);
  const openly = (pattern: Text, text: Text) => CONTESTED.map(contested => openArnMatch(partsOf(pattern), text, contested));

  test.each<[Text, Text, Truth]>([
    [arn, arn, YES],
    ['arn:*:iam::*:role/*', arn, YES],
    ['arn:aws*:iam::????????????:role/MyStack-*', arn, YES],
    ['arn:aws:iam::*:role/*', arn, MAYBE],
    ['arn:*:iam::111122223333:role/*', arn, MAYBE],
    ['arn:*:iam::*:role/MyStack-RoleA*', arn, MAYBE],
    ['arn:*:iam::*:role/Other*', arn, NO],
    ['arn:*:iam::*:user/*', arn, NO],
    ['arn:azure:iam::*:role/*', arn, NO],
    ['arn:*:iam::1111:role/*', arn, NO],
    [OpenText.of('arn:aws:iam::', account, ':*'), OpenText.of('arn:aws:iam::', account, ':role/r'), YES],
    [OpenText.of('arn:aws:iam::', account, ':*'), 'arn:aws:iam::111122223333:role/r', MAYBE],
    // A wildcard crosses no colon where a value is open, either.
    ['arn:aws:s3:*:b:c', OpenText.of('arn:aws:s3:', account, ':y:b:c'), NO],
    [OpenText.of('arn:aws:*:', account, '::b'), OpenText.of('arn:aws:s3:x:', account, '::b'), NO],
    // A value that may hold a colon may shift the fields.
    ['arn:aws:iam::*:role/*', OpenText.of('arn:aws:iam::1:role/', parameter), MAYBE],
    [OpenText.of('arn:aws:iam::', parameter, ':role/*'), 'arn:aws:iam::1:role/r', MAYBE],
    [OpenText.of('arn:aws:iam::', parameter, ':role/*'), 'arn:aws:s3:::b', NO],
  ])('%s, %s: %d', (pattern, text, expected) => {
    expect(openly(pattern, text)).toEqual([expected, expected]);
  });
});
