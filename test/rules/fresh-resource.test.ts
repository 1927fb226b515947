import { readTemplate } from '../../src/cloudformation/template-reader';
import { Pattern } from '../../src/engine/policy/pattern';
import { NO, YES } from '../../src/engine/policy/truth';
import { exampleOf } from '../../src/rules/example';
import { freshResource } from '../../src/rules/fresh-resource';

const READING = readTemplate('{}', { account: '111122223333', region: 'eu-west-1' });
const BUCKET = 'arn:${Partition}:s3:::${BucketName}';
const QUEUE = 'arn:${Partition}:sqs:${Region}:${Account}:${QueueName}';

const covered = (pattern: string, type: string) => Pattern.compile(pattern, { wildcards: true }).matches(freshResource(type, READING));

test('it looks like a resource of the type, where the stack is deployed', () => {
  expect(exampleOf(freshResource(BUCKET, READING))).toBe('arn:aws:s3:::amzn-s3-demo-bucket');
  expect(exampleOf(freshResource(QUEUE, READING))).toBe('arn:aws:sqs:eu-west-1:111122223333:example');
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

test('two are never the same', () => {
  expect(Pattern.compile(freshResource(BUCKET, READING)).matches(freshResource(BUCKET, READING))).toBe(NO);
});
