import { AccessCheckPolicyType, AccessWitness } from '../../../src/engine/analysis/check-types';
import { PolicyAnalyzer } from '../../../src/engine/analysis/policy-analyzer';
import { AwsManagedPolicies } from '../../../src/engine/service-authorization/aws-managed-policies';
import { ServiceAuthorizationReference } from '../../../src/engine/service-authorization/service-authorization-reference';

const policy = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements.map(one => ({ Effect: 'Allow', Resource: '*', ...one })) });
const NOTHING = policy({ Effect: 'Deny', Action: '*' });
const witnesses = (document: object, existing: object = NOTHING): AccessWitness[] =>
  PolicyAnalyzer.checkNoNewAccess(existing, document, AccessCheckPolicyType.IDENTITY_POLICY).reasons.map(({ witness }) => witness);

/** Actions on resources of a type that AWS documents for them, and values that people write. */
test.each<[object, string, string]>([
  [{ Action: '*' }, 's3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket/key'],
  [{ Action: 's3:*' }, 's3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket/key'],
  [{ Action: 's3:GetObject', Resource: 'arn:aws:s3:::my-bucket*' }, 's3:GetObject', 'arn:aws:s3:::my-bucket/x'],
  [{ Action: 's3:*', Resource: 'arn:aws:s3:::my-bucket' }, 's3:ListBucket', 'arn:aws:s3:::my-bucket'],
  [{ NotAction: 's3:*' }, 'ec2:DescribeInstances', '*'],
  [{ Action: 'iam:Pass*' }, 'iam:PassRole', 'arn:aws:iam::111122223333:role/Admin'],
  [{ Action: 'dynamodb:*', Resource: 'arn:aws:dynamodb:*:444455556666:table/*' }, 'dynamodb:GetItem', 'arn:aws:dynamodb:us-east-1:444455556666:table/example'],
  [{ Action: 'ec2:CreateTags', Resource: 'arn:aws:ec2:*:*:network-interface/*' }, 'ec2:CreateTags', 'arn:aws:ec2:us-east-1:111122223333:network-interface/example'],
])('%j is shown by %s on %s', (statement, action, resource) => {
  expect(witnesses(policy(statement)).map(one => [one.action, one.resource, one.unlisted])).toEqual([[action, resource, false]]);
});

test('a resource of the own account is one where its ARN holds the account', () => {
  const own = { Action: 'ec2:CreateTags', Resource: 'arn:aws:ec2:*:*:network-interface/*', Condition: { StringEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' } } };

  const [{ principal, ...request }] = witnesses(policy(own));
  const [, , , , account] = principal.split(':');
  expect(request).toEqual({ action: 'ec2:CreateTags', resource: `arn:aws:ec2:us-east-1:${account}:network-interface/example`, context: [], unlisted: false });
});

const OWN = { StringEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' } };

/** As AWS documents ARNs: with a Region, with the account that owns the resource, and without one where AWS itself owns it. */
test.each<[object, string, boolean]>([
  [{ Action: 'kms:Decrypt', Resource: 'arn:aws:kms:*:*:key/${aws:PrincipalTag/KmsKeyId}', Condition: OWN }, 'arn:aws:kms:us-east-1:<own>:key/example', false],
  [{ Action: 'ssm:SendCommand', Resource: 'arn:aws:ssm:*::document/AWS-RunShellScript' }, 'arn:aws:ssm:us-east-1::document/AWS-RunShellScript', false],
  [{ Action: 'sagemaker:DescribeHub', Resource: 'arn:aws:sagemaker:*:aws:hub/SageMakerPublicHub' }, 'arn:aws:sagemaker:us-east-1:aws:hub/SageMakerPublicHub', false],
  [{ Action: 'logs:DescribeLogGroups', Resource: 'arn:aws:logs:*:*:function:example' }, 'arn:aws:logs:us-east-1:<own>:function:example', true],
])('%j is shown on a resource in a usual place', (statement, resource, unlisted) => {
  const shown = witnesses(policy(statement)).map(one => [one.resource.replace(one.principal.split(':')[4], '<own>'), one.unlisted]);
  expect(shown).toEqual([[resource, unlisted]]);
});

test('values of condition keys are such as the operators compare', () => {
  const [{ context }] = witnesses(policy({
    Action: 'lambda:*',
    Condition: {
      StringLike: { 'aws:PrincipalTag/team': 'red-*' }, IpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' },
    },
  }));

  expect(context.map(({ contextKeyName, contextKeyValues }) => [contextKeyName, contextKeyValues.length])).toEqual([
    ['aws:PrincipalTag/team', 1], ['aws:SourceIp', 1], ['aws:MultiFactorAuthAge', 1],
  ]);
  const [team, address, age] = context.map(({ contextKeyValues: [value] }) => value);
  expect([/^red-[a-z]*$/.test(team), /^10(\.\d{1,3}){3}$/.test(address), Number(age) < 3600]).toEqual([true, true, true]);
});

test.each([
  [{ Action: 'newservice:DoIt' }, 'newservice:doit'],
  [{ Action: 's3:GetObject', Resource: 'arn:aws:s3:::my-bucket' }, 's3:GetObject'],
])('what AWS does not list counts, and is labelled: %j', (statement, action) => {
  expect(witnesses(policy(statement)).map(one => [one.action, one.unlisted])).toEqual([[action, true]]);
});

test('a witness of an AWS managed policy is an action that AWS lists, and mostly on a resource that it is done on', () => {
  const found = AwsManagedPolicies.arns().filter((_, i) => i % 5 === 0).flatMap(arn => witnesses(AwsManagedPolicies.find(arn)!.document));
  const listed = found.filter(({ unlisted }) => !unlisted);

  expect(listed.filter(({ action }) => ServiceAuthorizationReference.action(action) === undefined)).toEqual([]);
  expect(listed.length).toBeGreaterThan(0.9 * found.length);
});
