import { PseudoParameters } from '../../src/cloudformation/pseudo-parameters';
import { Pattern } from '../../src/engine/policy/pattern';
import { OpenText } from '../../src/engine/policy/text';
import { MAYBE, NO, YES } from '../../src/engine/policy/truth';

test('account and region are what the stack says', () => {
  const { account, region } = new PseudoParameters('111122223333', 'eu-west-1');

  expect([account, region]).toEqual(['111122223333', 'eu-west-1']);
});

test('what nobody says is open', () => {
  const { account, region, partition, urlSuffix } = new PseudoParameters();

  expect([account, region, partition, urlSuffix].map(String)).toEqual(['<AWS::AccountId>', '<AWS::Region>', '<AWS::Partition>', '<AWS::URLSuffix>']);
  expect([account, region, partition, urlSuffix].every(one => one instanceof OpenText)).toBe(true);
});

test('each stack has its own', () => {
  const [one, other] = [new PseudoParameters(), new PseudoParameters()];

  expect([Pattern.compile(one.account).matches(one.account), Pattern.compile(one.account).matches(other.account)]).toEqual([YES, MAYBE]);
});

test.each(['aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f', 'aws-eusc'])('a stack may be in partition %s', name => {
  expect(Pattern.compile(name).matches(new PseudoParameters().partition)).toBe(MAYBE);
});

test.each(['', 'AWS', 'aws-', 'azure', '*', 'aws-other'])('there is no partition %j', name => {
  expect(Pattern.compile(name).matches(new PseudoParameters().partition)).toBe(NO);
});

/** @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
test.each([
  ['us-east-1', 'aws', 'amazonaws.com'],
  ['eu-central-2', 'aws', 'amazonaws.com'],
  ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
  ['us-iso-east-1', 'aws-iso', 'c2s.ic.gov'],
  ['us-isob-east-1', 'aws-iso-b', 'sc2s.sgov.gov'],
])('in region %s the partition is %s', (region, partition, urlSuffix) => {
  const here = new PseudoParameters(undefined, region);

  expect([Pattern.compile(partition).matches(here.partition), Pattern.compile(urlSuffix).matches(here.urlSuffix)]).not.toContain(NO);
});
