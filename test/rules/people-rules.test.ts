import { ACCOUNT, allow, blamed, deny, document, findingsOf, group, managedPolicy, replayed, role, user, WITH_CONDITION } from './templates';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';

const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const READ = allow('s3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket/*');
const PASSWORD = { LoginProfile: { Password: '{{resolve:secretsmanager:password}}', PasswordResetRequired: true } };
const IN_GROUP = { Groups: [{ Ref: 'G' }] };
/** AWS's way: everything is denied without a second factor, but for enrolling one. */
const ENFORCED = {
  Effect: 'Deny',
  NotAction: ['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice', 'iam:GetUser', 'iam:ListMFADevices', 'iam:ListVirtualMFADevices', 'iam:ResyncMFADevice', 'iam:ChangePassword', 'sts:GetSessionToken'],
  Resource: '*',
  Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
};

describe('NoConsoleLoginWithoutMfa', () => {
  const of = (properties: object, ...statements: object[]) => blamed('NoConsoleLoginWithoutMfa', { U: user([], { ...properties, ...IN_GROUP }), G: group([document(...statements)]) });

  test('blocks a user with a password who may do anything without a second factor, and shows what', () => {
    const [finding, ...more] = findingsOf('NoConsoleLoginWithoutMfa', { U: user([], { ...PASSWORD, ...IN_GROUP }), G: group([document(READ)]) });

    expect([finding.logicalId, finding.statement!.logicalId, more]).toEqual(['U', 'G', []]);
    expect(replayed(finding, { policyInputList: [document(READ)] })).toBe(EvalDecision.ALLOWED);
  });

  test('blocks a Deny with `Bool`, which says nothing of requests without the key, only where the key is missing', () => {
    expect(of(PASSWORD, READ, { ...ENFORCED, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } })).toEqual([]);
    expect(blamed('NoSensitiveActionWithoutMfa', { G: group([document(allow('iam:PutRolePolicy', `arn:aws:iam::${ACCOUNT}:role/app`), { ...ENFORCED, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } })]) })).toEqual(['G']);
  });

  test.each<[string, object[]]>([
    ['the second factor is required by a condition', [{ ...READ, Condition: MFA }]],
    ['everything is denied without it, as AWS shows', [READ, ENFORCED]],
    ['only a device can be enrolled', [allow(['iam:EnableMFADevice', 'iam:ChangePassword'], `arn:aws:iam::${ACCOUNT}:user/\${aws:username}`)]],
  ])('lets pass where %s', (_name, statements) => {
    expect(of(PASSWORD, ...statements)).toEqual([]);
  });

  test('lets pass who has no password', () => {
    expect(of({}, READ)).toEqual([]);
  });

  test('a boundary saves; a Deny that may be absent does not', () => {
    const resources = { U: user([], { ...PASSWORD, ...IN_GROUP, PermissionsBoundary: { Ref: 'B' } }), G: group([document(READ)]), B: managedPolicy(document({ ...allow('*'), Condition: MFA })) };

    expect(blamed('NoConsoleLoginWithoutMfa', resources)).toEqual([]);
    expect(blamed('NoConsoleLoginWithoutMfa', { U: user([], { ...PASSWORD, ...IN_GROUP }), G: group([document(READ, { 'Fn::If': ['C', ENFORCED, { Ref: 'AWS::NoValue' }] })]) }, WITH_CONDITION)).toEqual(['U']);
  });
});

describe('NoSensitiveActionWithoutMfa', () => {
  const MANAGE = allow('iam:PutRolePolicy', `arn:aws:iam::${ACCOUNT}:role/app`);

  test('blocks a group and a user that manage permissions, and shows the request', () => {
    const [finding] = findingsOf('NoSensitiveActionWithoutMfa', { G: group([document(MANAGE)]) });

    expect([finding.logicalId, finding.witness!.action]).toEqual(['G', 'iam:PutRolePolicy']);
    expect(replayed(finding, { policyInputList: [document(MANAGE)] })).toBe(EvalDecision.ALLOWED);
    expect(blamed('NoSensitiveActionWithoutMfa', { U: user([document(MANAGE)]) })).toEqual(['U']);
  });

  test.each<[string, object[]]>([
    ['with a condition', [{ ...MANAGE, Condition: MFA }]],
    ['with a Deny of whatever is not proved', [MANAGE, ENFORCED]],
    ['what is not sensitive', [READ]],
    ['a session with a second factor', [allow('sts:GetSessionToken')]],
  ])('lets pass: %s', (_name, statements) => {
    expect(blamed('NoSensitiveActionWithoutMfa', { G: group([document(...statements)]) })).toEqual([]);
  });

  test('blocks `BoolIfExists` in an Allow: long-term keys have no such key', () => {
    expect(blamed('NoSensitiveActionWithoutMfa', { G: group([document({ ...MANAGE, Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } } })]) })).toEqual(['G']);
  });

  test('asks nothing of roles', () => {
    expect(blamed('NoSensitiveActionWithoutMfa', { R: role([document(MANAGE)]) })).toEqual([]);
  });

  test('a Deny saves', () => {
    expect(blamed('NoSensitiveActionWithoutMfa', { G: group([document(MANAGE, deny('iam:*'))]) })).toEqual([]);
  });
});

describe('NoUngroupedUser and NoAccessKey', () => {
  const KEY = { Type: 'AWS::IAM::AccessKey', Properties: { UserName: { Ref: 'U' } } };

  test('block a user in no group, and a key', () => {
    expect([blamed('NoUngroupedUser', { U: user() }), blamed('NoAccessKey', { U: user(), K: KEY })]).toEqual([['U'], ['K']]);
  });

  test('let pass a user in a group, wherever that stands', () => {
    const addition = { Type: 'AWS::IAM::UserToGroupAddition', Properties: { GroupName: { Ref: 'G' }, Users: [{ Ref: 'U' }] } };

    expect(blamed('NoUngroupedUser', { U: user([], IN_GROUP), G: group([]) })).toEqual([]);
    expect(blamed('NoUngroupedUser', { U: user(), G: group([]), A: addition })).toEqual([]);
    expect(blamed('NoUngroupedUser', { U: user([], { Groups: ['elsewhere'] }) })).toEqual([]);
  });

  test('a key that may be made is a finding that depends on it', () => {
    expect(findingsOf('NoAccessKey', { U: user(), K: { ...KEY, Condition: 'C' } }, WITH_CONDITION)).toEqual([expect.objectContaining({ dependsOn: ['condition `C`'] })]);
  });
});
