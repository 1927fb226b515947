import * as fc from 'fast-check';
import { surelyApart } from '../../src/rules/surely-apart';
import { Pattern } from '../../src/engine/policy/pattern';
import { OpenText, OpenValue, Shape, Text } from '../../src/engine/policy/text';
import { NO, YES } from '../../src/engine/policy/truth';

const ACCOUNT = OpenValue.opaque('AWS::AccountId', Shape.digits(12));
const NAME = OpenValue.opaque('`Bucket`', Shape.wordsAfter('stack-bucket-'));
const UNKNOWN = OpenValue.unknown('parameter `X`');
const FRESH = OpenValue.invented('amzn-s3-demo-bucket');
const CHOSEN = OpenValue.invented('key', Shape.chosenName());

test.each<[string, Text, Text, boolean]>([
  ['a literal and a fresh name', 'arn:aws:s3:::data', OpenText.of('arn:aws:s3:::', FRESH), true],
  ['a folder of a literal', 'arn:aws:s3:::data/*', OpenText.of('arn:aws:s3:::', FRESH, '/', CHOSEN), true],
  ['a generated name', OpenText.of('arn:aws:s3:::', NAME, '/*'), OpenText.of('arn:aws:s3:::', FRESH, '/', CHOSEN), true],
  ['another service', 'arn:aws:sqs:*:*:*', OpenText.of('arn:aws:s3:::', FRESH), true],
  ['every name', 'arn:aws:s3:::*', OpenText.of('arn:aws:s3:::', FRESH), false],
  ['everything', '*', OpenText.of('arn:aws:s3:::', FRESH), false],
  ['a parameter', OpenText.of('arn:aws:s3:::', UNKNOWN), OpenText.of('arn:aws:s3:::', FRESH), false],
  ['a policy variable', 'arn:aws:s3:::${aws:username}', OpenText.of('arn:aws:s3:::', FRESH), false],
  ['the same account', OpenText.of('arn:aws:iam::', ACCOUNT, ':role/app'), OpenText.of('arn:aws:iam::', ACCOUNT, ':role/', FRESH), true],
  ['a known account where that is open', 'arn:aws:iam::111122223333:role/*', OpenText.of('arn:aws:iam::', ACCOUNT, ':role/', FRESH), false],
])('%s', (_name, pattern, resource, expected) => {
  expect(surelyApart(pattern, resource)).toBe(expected);
});

const piece = fc.oneof(fc.constantFrom('a', 'b', ':', '/', '*', '?', 'ab', 'stack-bucket-1'), fc.constantFrom(ACCOUNT, NAME, UNKNOWN, FRESH, CHOSEN));
const texts = fc.array(piece, { maxLength: 6 }).map(parts => OpenText.of(...parts));
/** What is invented stands in questions, not in policies. */
const patterns = fc.array(piece.filter(one => one !== FRESH && one !== CHOSEN), { maxLength: 6 }).map(parts => OpenText.of(...parts));

test('what is surely apart, the engine does not match', () => {
  fc.assert(fc.property(patterns, texts, (pattern, resource) => {
    const plain = typeof resource === 'string' ? resource.replace(/[*?]/g, 'x') : resource;
    fc.pre(typeof plain === 'string' || plain.parts.every(part => typeof part !== 'string' || !/[*?]/.test(part)));
    const matches = Pattern.compile(pattern, { wildcards: true, variables: true }).matches(plain, { contested: YES, variable: () => [] });
    return !surelyApart(pattern, plain) || matches === NO;
  }), { seed: 20261130, numRuns: 20_000 });
});
