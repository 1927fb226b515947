import { findingsOf, group, NO_VALUE, role, user, WITH_CONDITION } from './templates';
import { AwsManagedPolicies } from '../../src/engine/service-authorization/aws-managed-policies';
import { deprecatedPolicies } from '../../src/rules/no-deprecated-policy';

const arn = (name: string, partition = 'aws') => `arn:${partition}:iam::aws:policy/${name}`;
const OLD = 'service-role/AmazonEC2RoleforSSM';
const blames = (resource: object, sections = {}) => findingsOf('NoDeprecatedPolicy', { R: resource }, sections).map(({ logicalId }) => logicalId);

test('names the policy, and what takes its place', () => {
  expect(findingsOf('NoDeprecatedPolicy', { R: role([], { ManagedPolicyArns: [arn(OLD)] }) })).toEqual([{
    rule: 'NoDeprecatedPolicy',
    logicalId: 'R',
    message: 'has the AWS managed policy `AmazonEC2RoleforSSM`, which AWS replaces',
    fix: 'attach `AmazonSSMManagedInstanceCore`, or a policy of your own that names the resources',
    dependsOn: [],
  }]);
});

test.each<[string, object]>([
  ['a user', user([], { ManagedPolicyArns: [arn('AmazonElasticMapReduceFullAccess')] })],
  ['a group', group([], { ManagedPolicyArns: [arn('AmazonElasticMapReduceFullAccess')] })],
  ['in another partition', role([], { ManagedPolicyArns: [arn(OLD, 'aws-cn')] })],
  ['as a boundary', role([], { PermissionsBoundary: arn(OLD) })],
  ['maybe', role([], { ManagedPolicyArns: [{ 'Fn::If': ['C', arn(OLD), NO_VALUE] }] })],
])('blocks it: %s', (_name, resource) => {
  expect(blames(resource, WITH_CONDITION)).toEqual(['R']);
});

test.each<[string, object]>([
  ['what takes its place', role([], { ManagedPolicyArns: [arn('AmazonSSMManagedInstanceCore')] })],
  ['a policy of the account with its name', role([], { ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/service-role/AmazonEC2RoleforSSM'] })],
])('lets pass: %s', (_name, resource) => {
  expect(blames(resource)).toEqual([]);
});

test('a policy that AWS has removed cannot be read', () => {
  expect(findingsOf('NoUnreadablePolicy', { R: role([], { ManagedPolicyArns: [arn('AWSLambdaFullAccess')] }) })).toHaveLength(1);
});

test('every row names two policies that AWS has, and its page', () => {
  const names = deprecatedPolicies().flatMap(({ policy, instead }) => [policy, instead]);

  expect(names.filter(name => AwsManagedPolicies.find(arn(name)) === undefined)).toEqual([]);
  expect(deprecatedPolicies().filter(({ see }) => !see.startsWith('https://docs.aws.amazon.com/'))).toEqual([]);
  expect(new Set(deprecatedPolicies().map(({ policy }) => policy)).size).toBe(deprecatedPolicies().length);
});
