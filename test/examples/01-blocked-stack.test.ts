import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeAll, synth } from './synth';

afterAll(removeAll);

const { code, text } = synth('01-blocked-stack.ts');

/** The findings as the terminal shows them: from the severity to the rule. Ids that the CDK makes are shortened. */
const shown = text
  .split(/(?=^(?:FATAL|ERROR|WARNING|INFO) )/m)
  .slice(1)
  .map(block => block.replace(/(made at: `[^`]+\.ts):\d+:\d+/, '$1:LINE').replace(/^(.*(?:Rule|Acknowledge with) \S+)[^]*$/ms, '$1').replace(/([A-Za-z])(?:[0-9A-F]{8})\b/g, '$1').replace(/(fingerprint: )[0-9a-f]{16}/, '$1FINGERPRINT'));

test('the synthesis fails', () => {
  expect(code).toBe(1);
  expect(text).toContain('Synthesis finished with errors');
});

test('each part of it that grants too much is named: construct, statement, witness and fix', () => {
  const actions = /`\w+:\w+`/;
  expect(shown.map(block => block.split('\n')[0])).toEqual([
    'FATAL allows every action on every resource',
    'FATAL allows `iam:PutRolePolicy`, by which it writes a policy for itself; the same statement opens 1 other way: `iam:PassRole` with `ecs:RunTask`',
    'FATAL trusts everyone: somebody outside the account can assume the role',
    'ERROR allows `iam:PassRole` on every role, to every service',
    'ERROR manages permissions by `iam:PutRolePolicy` on resources that nobody has named',
    'ERROR holds permissions of its own, by inline policy `AnalystDefaultPolicy`',
    'ERROR allows `iam:PutRolePolicy` on resources that nobody has named',
    'ERROR allows `logs:CreateLogGroup` on resources that nobody has named',
  ]);
  expect(shown.filter(block => !/^ {2}statement: .+, statement \d+, in `\w+` at `Properties\.\S+`$/m.test(block))).toEqual([]);
  expect(shown.filter(block => !/^ {2}witness: `[^`]+` may do `\w+:\w+` on `arn:aws:[^`]+`/m.test(block) || !actions.test(block))).toEqual([]);
  expect(shown.filter(block => !/^ {3}Suggested fix: \S/m.test(block))).toEqual([]);
  expect(shown.filter(block => !/^ {3}Blocked\/\S+\/Resource \(\w+\)/m.test(block))).toEqual([]);
});

test.each<[string, number, string]>([
  ['the deploy role is an administrator', 0, [
    'FATAL allows every action on every resource',
    '  statement: AWS managed policy `AdministratorAccess`, statement 0, in `DeployRole` at `Properties.ManagedPolicyArns[0]`',
    '  witness: `arn:aws:sts::111122223333:assumed-role/DeployRole/session` may do `iam:AttachRolePolicy` on `arn:aws:iam::111122223333:role/Admin`',
    '  made at: `01-blocked-stack.ts:LINE`',
    '  fingerprint: FINGERPRINT (cdk-iam-guardrails)',
    '   Blocked/DeployRole/Resource (DeployRole) aws-cdk-lib.aws_iam.CfnRole',
    '   Suggested fix: allow the actions that are needed, each on the resources it is needed on',
    '   Rule cdk-iam-guardrails::NoAdminAccess',
  ].join('\n')],
  ['the function may write policies for itself', 1, [
    'FATAL allows `iam:PutRolePolicy`, by which it writes a policy for itself; the same statement opens 1 other way: `iam:PassRole` with `ecs:RunTask`',
    '  statement: inline policy `TaskStarterServiceRoleDefaultPolicy`, statement 0, in `TaskStarterServiceRoleDefaultPolicy` at `Properties.PolicyDocument`',
    '  witness: `arn:aws:sts::111122223333:assumed-role/TaskStarterServiceRole/session` may do `iam:PutRolePolicy` on `arn:aws:iam::111122223333:role/TaskStarterServiceRole`',
    '  step 1: `Blocked/TaskStarter/ServiceRole/Resource` becomes `an administrator` by `iam:PutRolePolicy`',
    '  made at: `01-blocked-stack.ts:LINE`',
    '  fingerprint: FINGERPRINT (cdk-iam-guardrails)',
    '   Blocked/TaskStarter/ServiceRole/Resource (TaskStarterServiceRole) aws-cdk-lib.aws_iam.CfnRole',
    '   Suggested fix: take the action out, or name in `Resource` what it may be done to, without the principal itself; '
      + 'where principals must be managed, require a boundary with a condition on `iam:PermissionsBoundary`',
    '   Rule cdk-iam-guardrails::NoPrivilegeEscalation',
  ].join('\n')],
  ['the user holds permissions of its own', 5, [
    'ERROR holds permissions of its own, by inline policy `AnalystDefaultPolicy`',
    '  statement: inline policy `AnalystDefaultPolicy`, statement 0, in `AnalystDefaultPolicy` at `Properties.PolicyDocument`',
    '  witness: `arn:aws:iam::111122223333:user/Analyst` may do `s3:GetObject` on `arn:aws:s3:::amzn-s3-demo-bucket/example`',
    '  made at: `01-blocked-stack.ts:LINE`',
    '  fingerprint: FINGERPRINT (cdk-iam-guardrails)',
    '   Blocked/Analyst/Resource (Analyst) aws-cdk-lib.aws_iam.CfnUser',
    '   Suggested fix: attach the policy to a group, and make the user a member of it',
    "   Acknowledge with 'cdk-iam-guardrails::NoUserPolicies'",
  ].join('\n')],
])('%s', (_name, place, expected) => {
  expect(shown[place]).toBe(expected);
});

test('the deploy role trusts every repository of GitHub', () => {
  expect(shown[2]).toContain('statement: trust policy, statement 0, in `DeployRole` at `Properties.AssumeRolePolicyDocument`');
  expect(shown[2]).toContain('may do `sts:AssumeRoleWithWebIdentity` on `arn:aws:iam::111122223333:role/DeployRole`');
  expect(shown[2]).toContain('Suggested fix: require your own `token.actions.githubusercontent.com:sub`');
  expect(shown[2]).toContain('Rule cdk-iam-guardrails::NoPublicTrust');
});

test('the README shows what the terminal shows', () => {
  const [, block] = /```text\n([^]*?)```/.exec(readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8'))!;

  expect(text).toContain(block);
});
