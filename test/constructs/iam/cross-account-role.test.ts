import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AuditorRole, CrossAccountRole, CrossAccountRoleProps, SupportRole } from '../../../src/constructs';
import { CheckResult } from '../../../src/engine/analysis/check-types';
import { ACCOUNT, Context, expectNothingFound, judge } from '../judged-app';

const [VENDOR, OTHER] = ['444455556666', '999988887777'];
const ORGANIZATION = 'o-a1b2c3d4e5';
const MFA = { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '3600' };

function quotas(stack: Stack): iam.ManagedPolicy {
  return new iam.ManagedPolicy(stack, 'Quotas', { statements: [new iam.PolicyStatement({ actions: ['servicequotas:ListServices'], resources: ['*'] })] });
}

const judged = judge(stack => ({
  vendor: new CrossAccountRole(stack, 'Vendor', { accounts: [VENDOR], externalId: 'customer-42', maxSessionDuration: Duration.hours(2) }),
  people: new CrossAccountRole(stack, 'People', { accounts: [VENDOR, OTHER], mfaWithin: Duration.hours(1), sessionTagKeys: ['team'] }),
  workloads: new CrossAccountRole(stack, 'Workloads', { organizationId: ORGANIZATION, allowOrganizationAlone: true }),
  member: new CrossAccountRole(stack, 'Member', { accounts: [VENDOR], organizationId: ORGANIZATION, externalId: 'customer-42' }),
  auditor: new AuditorRole(stack, 'Auditor'),
  auditors: new AuditorRole(stack, 'Auditors', { accounts: [VENDOR], externalId: 'audit-2026' }),
  support: new SupportRole(stack, 'Support', { mfaWithin: Duration.minutes(30), managedPolicies: [quotas(stack)] }),
}));
type Name = keyof typeof judged.made;

function asked(name: Name, account: string, context: Context, action?: string): boolean {
  const caller = `arn:aws:iam::${account}:user/alice`;
  const answer = judged.trusts(judged.made[name], caller, context, action);
  expect(judged.distrusts(judged.made[name], caller, context, action)).toBe(!answer);
  return answer;
}

test('a third party has to know the external id', () => {
  expect(asked('vendor', VENDOR, { 'sts:ExternalId': 'customer-42' })).toBe(true);
  expect(asked('vendor', VENDOR, { 'sts:ExternalId': 'customer-43' })).toBe(false);
  expect(asked('vendor', VENDOR, {})).toBe(false);
  expect(asked('vendor', OTHER, { 'sts:ExternalId': 'customer-42' })).toBe(false);
});

test('people have to have shown a second factor, lately, and may set the tags that are named', () => {
  for (const account of [VENDOR, OTHER]) {
    expect(asked('people', account, MFA)).toBe(true);
    expect(asked('people', account, { ...MFA, 'aws:MultiFactorAuthAge': '3601' })).toBe(false);
    expect(asked('people', account, {})).toBe(false);
    expect(asked('people', account, { ...MFA, 'aws:TagKeys': ['team'] }, 'sts:TagSession')).toBe(true);
    expect(asked('people', account, { ...MFA, 'aws:TagKeys': ['team', 'role'] }, 'sts:TagSession')).toBe(false);
    expect(asked('people', account, { ...MFA, 'aws:TagKeys': ['role'] })).toBe(false);
  }
  expect(asked('people', ACCOUNT, MFA)).toBe(false);
  expect(asked('vendor', VENDOR, { 'sts:ExternalId': 'customer-42' }, 'sts:TagSession')).toBe(false);
});

test('the accounts of an organization are those that belong to it', () => {
  expect(asked('workloads', VENDOR, { 'aws:PrincipalOrgID': ORGANIZATION })).toBe(true);
  expect(asked('workloads', VENDOR, { 'aws:PrincipalOrgID': 'o-z9y8x7w6v5' })).toBe(false);
  expect(asked('workloads', VENDOR, {})).toBe(false);
  expect(asked('member', VENDOR, { 'aws:PrincipalOrgID': ORGANIZATION, 'sts:ExternalId': 'customer-42' })).toBe(true);
  expect(asked('member', VENDOR, { 'sts:ExternalId': 'customer-42' })).toBe(false);
  expect(asked('member', OTHER, { 'aws:PrincipalOrgID': ORGANIZATION, 'sts:ExternalId': 'customer-42' })).toBe(false);
});

test('auditors and supporters are users of the account with a second factor, or third parties with an external id', () => {
  for (const name of ['auditor', 'support'] as const) {
    expect(asked(name, ACCOUNT, { ...MFA, 'aws:MultiFactorAuthAge': '1800' })).toBe(true);
    expect(asked(name, ACCOUNT, {})).toBe(false);
    expect(asked(name, VENDOR, MFA)).toBe(false);
  }
  expect(asked('auditor', ACCOUNT, { ...MFA, 'aws:MultiFactorAuthAge': '3601' })).toBe(false);
  expect(asked('support', ACCOUNT, { ...MFA, 'aws:MultiFactorAuthAge': '1801' })).toBe(false);
  expect(asked('auditors', VENDOR, { 'sts:ExternalId': 'audit-2026' })).toBe(true);
  expect(asked('auditors', VENDOR, MFA)).toBe(false);
});

test('an auditor reads how everything is configured, and no data; a supporter opens cases', () => {
  const { auditor, support } = judged.made;

  for (const action of ['iam:GetAccountSummary', 'ec2:DescribeInstances']) { expect([action, judged.allows(auditor, action)]).toEqual([action, true]); }
  expect(judged.checkAccessNotGranted(auditor, {
    actions: [
      's3:GetObject', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan', 'secretsmanager:GetSecretValue', 'kms:Decrypt', 'ssm:GetParameter', 'sqs:ReceiveMessage', 'iam:Create*', 'iam:Put*', 'sts:AssumeRole',
    ],
  }).result).toBe(CheckResult.PASS);
  for (const action of ['support:CreateCase', 'servicequotas:ListServices']) { expect(judged.allows(support, action)).toBe(true); }
  expect(judged.checkAccessNotGranted(support, { actions: ['s3:GetObject', 'iam:Create*', 'iam:Put*', 'sts:AssumeRole'] }).result).toBe(CheckResult.PASS);
});

test('the gate and cdk-nag find nothing but what is documented', () => {
  const managed = (policy: string, role: string) => `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${policy}] Stack/${role}/Resource`;

  expectNothingFound(judged, {
    nag: ['AwsSolutions-IAM5[Resource::*] Stack/Quotas/Resource'], // of the test
    gate: ['Auditor', 'Auditor', 'Auditors', 'Auditors'].map(role => `NoWildcardResource Stack/${role}/Resource`),
    acknowledged: [managed('AWSSupportAccess', 'Support'), managed('SecurityAudit', 'Auditor'), managed('SecurityAudit', 'Auditors')],
  });
});

test('the template has the session length', () => {
  judged.template.hasResourceProperties('AWS::IAM::Role', { MaxSessionDuration: 7200 });
});

test.each<[string, CrossAccountRoleProps, string]>([
  ['nobody', { externalId: 'customer-42' }, 'nobody is named; write `accounts` or `organizationId`'],
  ['no accounts', { accounts: [], externalId: 'customer-42' }, '`accounts` is empty; write the ids of the accounts'],
  ['an account that is none', { accounts: ['12345'], externalId: 'customer-42' }, '`accounts` is `12345`; write one name or id as it is'],
  ['every account', { accounts: ['*'], externalId: 'customer-42' }, '`accounts` is `*`'],
  ['accounts alone', { accounts: [VENDOR] }, 'nothing is asked for; write `externalId` for a third party, `mfaWithin` for people'],
  ['an organization alone', { organizationId: ORGANIZATION }, 'or `allowOrganizationAlone: true` if it is enough to belong to the organization'],
  ['an organization that is none', { organizationId: 'o-*', externalId: 'customer-42' }, '`o-*` is no id of an organization'],
  ['no organization at all', { accounts: [VENDOR], allowOrganizationAlone: true }, '`allowOrganizationAlone` needs `organizationId`'],
  ['an external id that is none', { accounts: [VENDOR], externalId: '*' }, '`*` is no external id'],
  ['an age of two days', { accounts: [VENDOR], mfaWithin: Duration.days(2) }, 'a second factor is asked for within `172800` seconds'],
])('refuses %s', (_name, props, message) => {
  expect(() => new CrossAccountRole(new Stack(), 'Role', props)).toThrow(message);
});
