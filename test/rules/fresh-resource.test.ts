import { PseudoParameters } from '../../src/cloudformation/pseudo-parameters';
import { Pattern } from '../../src/engine/policy/pattern';
import { MAYBE, NO, YES } from '../../src/engine/policy/truth';
import { exampleOf } from '../../src/rules/example';
import { ANYWHERE, freshResource, Place } from '../../src/rules/fresh-resource';

const HOME = new PseudoParameters('111122223333', 'eu-west-1');
const BUCKET = 'arn:${Partition}:s3:::${BucketName}';
const QUEUE = 'arn:${Partition}:sqs:${Region}:${Account}:${QueueName}';

const OBJECT = 'arn:${Partition}:s3:::${BucketName}/${ObjectName}';

const covered = (pattern: string, type: string, place: Place = HOME) => Pattern.compile(pattern, { wildcards: true }).matches(freshResource(type, HOME, place));

test('it looks like a resource of the type, in its place', () => {
  expect(exampleOf(freshResource(BUCKET, HOME, HOME))).toBe('arn:aws:s3:::amzn-s3-demo-bucket');
  expect(exampleOf(freshResource(QUEUE, HOME, HOME))).toBe('arn:aws:sqs:eu-west-1:111122223333:example');
});

test.each([
  ['*', QUEUE],
  ['arn:*', QUEUE],
  ['arn:*:sqs:*:*:*', QUEUE],
  ['arn:*:sqs:eu-west-1:111122223333:*', QUEUE],
  ['arn:*:s3:::*', BUCKET],
])('`%s` covers it', (pattern, type) => {
  expect(covered(pattern, type)).toBe(YES);
});

test.each([
  ['arn:aws:sqs:eu-west-1:111122223333:orders', QUEUE],
  ['arn:*:sqs:*:*:example', QUEUE],
  ['arn:*:sqs:*:*:e*', QUEUE],
  ['arn:*:sqs:*:444455556666:*', QUEUE],
  ['arn:*:s3:::amzn-s3-demo-bucket', BUCKET],
  ['arn:*:sns:*:*:*', QUEUE],
])('`%s` does not: nobody has named it', (pattern, type) => {
  expect(covered(pattern, type)).toBe(NO);
});

test.each([
  'arn:aws:sqs:eu-west-1:111122223333:*', 'arn:aws:sqs:us-west-2:*:*', 'arn:aws:sqs:*:444455556666:*',
])('`%s` may cover one that is anywhere', pattern => {
  expect(covered(pattern, QUEUE, ANYWHERE)).toBe(MAYBE);
});

test.each([
  ['arn:aws:s3:::*/key', MAYBE],
  ['arn:aws:s3:::*/*', YES],
  ['arn:aws:s3:::amzn-s3-demo-bucket/*', NO],
])('its first part is the new one: `%s`', (pattern, truth) => {
  expect(covered(pattern, OBJECT)).toBe(truth);
});

test('two are never surely the same', () => {
  expect(Pattern.compile(freshResource(BUCKET, HOME, HOME)).matches(freshResource(BUCKET, HOME, HOME))).not.toBe(YES);
});
