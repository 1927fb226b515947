import { CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { GroupUser, PermissionGroup, RequireMfa } from '../../../src/constructs';
import { ACCOUNT, Context, judge } from '../judged-app';

const KEY = ['s3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket/key'] as const;
const READ = new iam.PolicyStatement({ actions: [KEY[0]], resources: [KEY[1]] });
const SESSION: Context = { 'aws:MultiFactorAuthPresent': 'false' };
const CONTEXTS: Context[] = [{}, SESSION, { ...SESSION, 'aws:ViaAWSService': 'true' }, { 'aws:MultiFactorAuthPresent': 'true' }];

const judged = judge(stack => {
  const readers = new iam.Group(stack, 'Readers');
  readers.addToPolicy(READ);
  const own = new PermissionGroup(stack, 'Own', { statements: [READ] });
  const lenient = new PermissionGroup(stack, 'Lenient', { statements: [READ], allowWithoutMfa: true });
  const printers = new iam.Group(stack, 'Printers');
  const elsewhere = iam.Group.fromGroupName(stack, 'Elsewhere', 'elsewhere');
  const made = {
    readers,
    own,
    lenient,
    alice: new GroupUser(stack, 'Alice', { groups: [readers], userName: 'alice' }),
    outside: new GroupUser(stack, 'Outside', { groups: [elsewhere] }),
    printer: new iam.User(stack, 'Printer', { groups: [printers] }),
    l1: new iam.CfnUser(stack, 'L1', { policies: [{ policyName: 'own', policyDocument: { Version: '2012-10-17', Statement: [READ.toStatementJson()] } }] }),
  };
  made.printer.addToPolicy(READ);
  RequireMfa.of(stack).apply({ allowViaAwsService: true });
  RequireMfa.of(readers).apply();
  for (const machine of [printers, made.printer]) { RequireMfa.of(machine).clear(); }
  return made;
});
const { readers, own, lenient, alice, printer, l1 } = judged.made;
const answers = (principal: Parameters<typeof judged.allows>[0]) => CONTEXTS.map(context => judged.allows(principal, ...KEY, context));

test('what is applied to a scope is required of its groups and users, as closely as it is applied', () => {
  expect(answers(lenient)).toEqual([false, false, true, true]);
  expect(answers(l1)).toEqual([false, false, true, true]);
  expect(answers(readers)).toEqual([false, false, false, true]);
});

test('a group that requires a second factor itself keeps its own', () => {
  expect(answers(own)).toEqual([false, false, false, true]);
  expect(Object.values<any>(judged.template.findResources('AWS::IAM::Group')).flatMap(({ Properties }) => (Properties?.Policies ?? []).map(({ PolicyName }: any) => PolicyName)).sort())
    .toEqual(['RequireMfa', 'RequireMfaInScope', 'RequireMfaInScope']);
});

test('a machine is left out', () => {
  expect(answers(printer)).toEqual([true, true, true, true]);
});

test('a first login works', () => {
  const self = `arn:aws:iam::${ACCOUNT}:user/alice`;

  for (const action of ['iam:ChangePassword', 'iam:EnableMFADevice', 'iam:ListMFADevices']) { expect([action, judged.allows(alice, action, self, SESSION)]).toEqual([action, true]); }
  expect(judged.allows(alice, 'iam:CreateVirtualMFADevice', `arn:aws:iam::${ACCOUNT}:mfa/phone`, SESSION)).toBe(true);
  expect(judged.allows(alice, 'sts:GetSessionToken')).toBe(true);
});

test('users hold no permissions by it, and a policy that fits', () => {
  const policies = Object.values<any>(judged.template.findResources('AWS::IAM::User')).flatMap(({ Properties }) => Properties.Policies ?? []);

  expect(policies.map(({ PolicyName }) => PolicyName)).toEqual(['RequireMfaInScope', 'RequireMfaInScope', 'own', 'RequireMfaInScope']);
  for (const { PolicyName, PolicyDocument } of policies.filter(({ PolicyName: name }) => name !== 'own')) {
    expect([PolicyName, [...new Set(PolicyDocument.Statement.map(({ Effect }: any) => Effect))]]).toEqual([PolicyName, ['Deny']]);
    // Inline policies of a user have room for 2,048 characters; references are written out at deployment.
    expect(JSON.stringify(PolicyDocument).length).toBeLessThan(2048);
  }
});

test('nothing is found on it: what is found is the policy of a group elsewhere that nobody can read, and those that two users have of their own', () => {
  expect(judged.findings.gate).toEqual(['NoUngroupedUser Stack/L1', 'NoUnreadablePolicy Stack/Outside/Resource', 'NoUserPolicies Stack/L1', 'NoUserPolicies Stack/Printer/Resource']);
});

test('a user whose policies cannot be added to is an error', () => {
  const stack = new Stack();
  new CfnResource(stack, 'Raw', { type: 'AWS::IAM::User', properties: {} });
  RequireMfa.of(stack).apply();

  expect(() => Template.fromStack(stack)).toThrow('`Default/Raw` is a `CfnResource` whose policies cannot be added to; make it a `CfnGroup` or `CfnUser`');
});
