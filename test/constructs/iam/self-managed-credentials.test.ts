import * as iam from 'aws-cdk-lib/aws-iam';
import { PermissionGroup, SelfManagedCredentials } from '../../../src/constructs';
import { CheckResult } from '../../../src/engine/analysis/check-types';
import { ACCOUNT, Context, expectNothingFound, judge } from '../judged-app';

const FREE = ['iam:ChangePassword', 'iam:GetUser', 'iam:GetMFADevice', 'iam:ListMFADevices', 'iam:EnableMFADevice', 'iam:ResyncMFADevice'];
const GUARDED = [
  'iam:DeactivateMFADevice', 'iam:GetLoginProfile', 'iam:ListAccessKeys', 'iam:GetAccessKeyLastUsed', 'iam:DeleteAccessKey',
  'iam:ListSSHPublicKeys', 'iam:GetSSHPublicKey', 'iam:UploadSSHPublicKey', 'iam:UpdateSSHPublicKey', 'iam:DeleteSSHPublicKey',
];
const NEW_KEYS = ['iam:CreateAccessKey', 'iam:UpdateAccessKey'];

const judged = judge(stack => {
  const people = new PermissionGroup(stack, 'People');
  const plain = new iam.Group(stack, 'Plain');
  return {
    own: new SelfManagedCredentials(stack, 'Own', { groups: [people, plain] }),
    alice: new iam.User(stack, 'Alice', { userName: 'alice', groups: [people] }),
    bob: new iam.User(stack, 'Bob', { userName: 'bob', path: '/engineering/tools/', groups: [plain] }),
  };
});
const { alice, bob } = judged.made;
const user = (name: string) => `arn:aws:iam::${ACCOUNT}:user/${name}`;
const device = (name: string) => `arn:aws:iam::${ACCOUNT}:mfa/${name}`;
const WITH_MFA: Context = { 'aws:MultiFactorAuthPresent': 'true' };
const SESSION: Context = { 'aws:MultiFactorAuthPresent': 'false' };

test.each<[string, iam.User, string, string]>([
  ['a user', alice, user('alice'), 'alice'],
  ['a user with a path, in a group that requires no second factor itself', bob, user('engineering/tools/bob'), 'bob'],
])('of oneself, the password and devices without a second factor and the rest with one: %s', (_name, who, self, name) => {
  for (const action of FREE) { expect([action, judged.allows(who, action, self, SESSION), judged.allows(who, action, self, WITH_MFA)]).toEqual([action, true, true]); }
  for (const action of GUARDED) {
    expect([action, [{}, SESSION, WITH_MFA].map(context => judged.allows(who, action, self, context))]).toEqual([action, [false, false, true]]);
  }
  for (const action of NEW_KEYS) { expect([action, judged.denies(who, action, self, WITH_MFA)]).toEqual([action, true]); }
  expect([device(name), device(`phones/${name}`)].map(one => judged.allows(who, 'iam:DeleteVirtualMFADevice', one, WITH_MFA))).toEqual([true, true]);
  expect([SESSION, {}].map(context => judged.denies(who, 'iam:DeleteVirtualMFADevice', device(name), context))).toEqual([true, true]);
  expect(judged.allows(who, 'iam:CreateVirtualMFADevice', device('phone'), SESSION)).toBe(true);
});

test.each<[string, iam.User, string[]]>([['alice', alice, [user('bob'), user('malice'), user('alice2'), user('alice/bob')]], ['bob', bob, [user('alice'), user('engineering/tools'), user('bob/alice')]]])('of nobody else: %s', (name, who, others) => {
  for (const other of others) {
    for (const action of [...FREE, ...GUARDED, ...NEW_KEYS]) { expect([action, other, judged.denies(who, action, other, WITH_MFA)]).toEqual([action, other, true]); }
  }
  for (const other of [`m${name}`, `${name}2`, `${name}/other`, 'phone']) { expect([other, judged.denies(who, 'iam:DeleteVirtualMFADevice', device(other), WITH_MFA)]).toEqual([other, true]); }
});

test('nothing else, by any request', () => {
  const named = (resource: string) => ['${aws:username}', '*/${aws:username}'].map(name => `arn:*:iam::${ACCOUNT}:${resource}/${name}`);
  const allow = (Action: string[], Resource: string | string[], Condition?: object) => ({ Effect: 'Allow', Action, Resource, ...Condition && { Condition } });
  const withMfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
  const statements = [
    allow(FREE, named('user')),
    allow(['iam:CreateVirtualMFADevice'], `arn:*:iam::${ACCOUNT}:mfa/*`),
    allow(['iam:GetAccountPasswordPolicy', 'iam:ListVirtualMFADevices', 'sts:GetSessionToken'], '*'),
    allow(GUARDED, named('user'), withMfa),
    allow(['iam:DeleteVirtualMFADevice'], named('mfa'), withMfa),
  ];
  const expected = (Statement: object[]) => ({ Version: '2012-10-17', Statement });

  for (const who of [alice, bob]) {
    expect(judged.checkNoNewAccess(who, expected(statements)).result).toBe(CheckResult.PASS);
    for (const [i] of statements.entries()) { expect([i, judged.checkNoNewAccess(who, expected(statements.filter((_, j) => j !== i))).result]).toEqual([i, CheckResult.FAIL]); }
  }
});

test('access keys are made and activated where that is allowed, with a second factor', () => {
  const own = judge(stack => {
    const people = new iam.Group(stack, 'People');
    new SelfManagedCredentials(stack, 'Own', { groups: [people], allowAccessKeys: true, managedPolicyName: 'own-credentials' });
    return new iam.User(stack, 'Alice', { userName: 'alice', groups: [people] });
  });

  for (const action of NEW_KEYS) { expect([action, [{}, SESSION, WITH_MFA].map(context => own.allows(own.made, action, user('alice'), context))]).toEqual([action, [false, false, true]]); }
  own.template.hasResourceProperties('AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'own-credentials', Groups: own.stack.resolve([(own.stack.node.findChild('People') as iam.Group).groupName]) });
});

test('the gate and cdk-nag find nothing', () => {
  const mine = ['*', `arn:<AWS::Partition>:iam::${ACCOUNT}:mfa/*`, `arn:<AWS::Partition>:iam::${ACCOUNT}:mfa/*/<aws:username>`, `arn:<AWS::Partition>:iam::${ACCOUNT}:user/*/<aws:username>`]
    .map(resource => `AwsSolutions-IAM5[Resource::${resource}]`);

  expectNothingFound(judged, { acknowledged: [...mine.map(rule => `${rule} Stack/Own/Resource`), ...mine.filter(rule => !rule.includes('mfa/*/')).map(rule => `${rule} Stack/People/Resource`)].sort() });
});
