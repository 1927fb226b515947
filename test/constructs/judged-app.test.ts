import { Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ACCOUNT, expectNothingFound, judge } from './judged-app';
import { CheckResult } from '../../src/engine/analysis/check-types';

const judged = judge(stack => {
  const bucket = new s3.Bucket(stack, 'Bucket');
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } }) });
  bucket.grantRead(role, 'reports/*');
  const group = new iam.Group(stack, 'Group', { groupName: 'readers' });
  group.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'], conditions: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }));
  Validations.of(role).acknowledge({ id: 'AwsSolutions-IAM5[Action::s3:List*]', reason: 'a test' });
  return { bucket, role, group, user: new iam.User(stack, 'User', { groups: [group] }) };
});
const { bucket, role, group, user } = judged.made;

test('what is found is named by rule and construct, and acknowledged rules too', () => {
  const { gate, nag, acknowledged } = judged.findings;

  expect(gate).toContain('NoWildcardResource Stack/Group/Resource');
  expect(nag).toContain('AwsSolutions-S1 Stack/Bucket/Resource');
  expect(nag).toContain('AwsSolutions-IAM5[Action::s3:GetObject*] Stack/Role/DefaultPolicy/Resource');
  expect(acknowledged).toEqual(['AwsSolutions-IAM5[Action::s3:List*] Stack/Role']);
  expect(() => expectNothingFound(judged)).toThrow();
  expect(() => expectNothingFound(judged, { gate, nag, acknowledged: [] })).toThrow();
  expectNothingFound(judged, { gate, nag, acknowledged });
});

test('what a role may do is decided on values that are known at deployment only', () => {
  expect(judged.allows(role, 's3:GetObject', bucket.arnForObjects('reports/1'))).toBe(true);
  expect(judged.denies(role, 's3:GetObject', bucket.arnForObjects('reports/1'))).toBe(false);
  expect(judged.denies(role, 's3:GetObject', bucket.arnForObjects('plans/1'))).toBe(true);
  expect(judged.denies(role, 's3:PutObject', bucket.arnForObjects('reports/1'))).toBe(true);
});

test('a key that is not named is missing', () => {
  const read = ['s3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket/key'] as const;

  for (const principal of [group, user]) {
    expect(judged.denies(principal, ...read)).toBe(true);
    expect(judged.denies(principal, ...read, { 'aws:MultiFactorAuthPresent': 'false' })).toBe(true);
    expect(judged.allows(principal, ...read, { 'aws:MultiFactorAuthPresent': 'true' })).toBe(true);
  }
});

test('every request is asked about at once', () => {
  expect(judged.checkAccessNotGranted(role, { actions: ['s3:Put*', 'iam:*'] }).result).toBe(CheckResult.PASS);
  expect(judged.checkAccessNotGranted(role, { actions: ['s3:Get*'] }).result).toBe(CheckResult.FAIL);
  expect(judged.checkAccessNotGranted(group, { actions: ['s3:GetObject'] }).reasons[0].witness.context).toContainEqual({
    contextKeyName: 'aws:MultiFactorAuthPresent', contextKeyValues: ['true'],
  });
});

test('what is allowed beyond a policy is found', () => {
  const readOnly = (...actions: string[]) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] });

  expect(judged.checkNoNewAccess(role, readOnly('s3:Get*', 's3:List*')).result).toBe(CheckResult.PASS);
  expect(judged.checkNoNewAccess(role, readOnly('s3:Get*')).reasons[0].witness.action).toMatch(/^s3:List/);
});

test('trust is asked of the trust policy alone', () => {
  expect(judged.trusts(role, 'lambda.amazonaws.com', { 'aws:SourceAccount': ACCOUNT })).toBe(true);
  expect(judged.distrusts(role, 'lambda.amazonaws.com', { 'aws:SourceAccount': '444455556666' })).toBe(true);
  expect(judged.distrusts(role, 'lambda.amazonaws.com')).toBe(true);
  expect(judged.distrusts(role, `arn:aws:iam::${ACCOUNT}:role/Admin`)).toBe(true);
});

test('a construct that is no principal is an error', () => {
  expect(() => judged.allows(bucket, 's3:GetObject')).toThrow('`Stack/Bucket` is no role, user or group of the app');
  expect(() => judged.trusts(role, 'nobody')).toThrow('`nobody` is no caller');
});
