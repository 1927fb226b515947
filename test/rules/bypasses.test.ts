import {
  ACCOUNT, allow, blamed, deny, document, findings, findingsOf, group, managedPolicy, NO_VALUE, policy, replayed, Resources, role, Sections, user,
  WITH_CONDITION, WITH_PARAMETER,
} from './templates';
import { findingText } from '../../src/reports/finding-text';

const at = (resources: Resources, sections?: Sections) => findings(resources, sections).map(({ rule }) => rule);
const COMMON = ['iam', 'sts', 's3', 'secretsmanager', 'kms', 'dynamodb', 'lambda', 'ec2', 'sqs', 'sns', 'logs'].map(service => `${service}:*`);
const ME = 'arn:*:iam::*:role/me';
const me = { RoleName: 'me' };
const trusting = (...statements: object[]) => ({ R: role([], { AssumeRolePolicyDocument: document(...statements) }) });
const trust = (Principal: unknown, Condition?: object, Action = 'sts:AssumeRole') => ({ Effect: 'Allow', Principal, Action, ...Condition && { Condition } });
const isPublic = (...statements: object[]) => blamed('NoPublicTrust', trusting(...statements)).length > 0;
const oidc = (host: string) => `arn:aws:iam::${ACCOUNT}:oidc-provider/${host}`;
const web = (Federated: string, condition?: object) => trust({ Federated }, condition, 'sts:AssumeRoleWithWebIdentity');

describe('a Deny that may not apply takes nothing away', () => {
  const U = (groups: unknown[]) => user([document(allow('iam:PutUserPolicy', 'arn:*:iam::*:user/me'))], { UserName: 'me', Groups: groups });
  const G = group([document(deny('iam:*'))], { GroupName: 'g' });
  test('membership under Fn::If', () => { expect(at({ U: U([{ 'Fn::If': ['C', { Ref: 'G' }, NO_VALUE] }]), G }, WITH_CONDITION)).toContain('NoPrivilegeEscalation'); });
  test('UserToGroupAddition under a condition', () => {
    expect(at({ U: U([]), G, A: { Type: 'AWS::IAM::UserToGroupAddition', Condition: 'C', Properties: { GroupName: { Ref: 'G' }, Users: [{ Ref: 'U' }] } } }, WITH_CONDITION)).toContain('NoPrivilegeEscalation');
  });
  test('UserToGroupAddition with an unknown group or user', () => {
    expect(at({ U: U([]), G, A: { Type: 'AWS::IAM::UserToGroupAddition', Properties: { GroupName: { Ref: 'X' }, Users: [{ Ref: 'U' }] } } }, WITH_PARAMETER)).toContain('NoPrivilegeEscalation');
    expect(at({ U: U([]), G, A: { Type: 'AWS::IAM::UserToGroupAddition', Properties: { GroupName: { Ref: 'G' }, Users: [{ Ref: 'X' }] } } }, WITH_PARAMETER)).toContain('NoPrivilegeEscalation');
  });
});

describe('groups, and policies that nobody in the template has, are judged', () => {
  const bob = document(allow('*', '*', { StringEquals: { 'aws:username': 'bob' } }));
  test('group policy for one member', () => { expect(at({ G: group([bob]), U: user([], { UserName: 'bob', Groups: [{ Ref: 'G' }] }) })).toContain('NoAdminAccess'); });
  test('group policy for a member outside the template', () => { expect(at({ G: group([bob]) })).toContain('NoAdminAccess'); });
  test('PrincipalArn', () => {
    const one = document(allow('*', '*', { ArnEquals: { 'aws:PrincipalArn': `arn:*:iam::${ACCOUNT}:user/bob` } }));
    expect(at({ G: group([one]) })).toContain('NoAdminAccess');
    expect(at({ M: managedPolicy(one) })).toContain('NoAdminAccess');
    expect(at({ M: policy(one, { Users: ['bob'] }) })).toContain('NoAdminAccess');
  });
  test('policy attached by name to a role outside', () => { expect(at({ S: policy(document(allow('iam:PutRolePolicy', 'arn:*:iam::*:role/Deploy')), { Roles: ['Deploy'] }) })).toContain('NoPrivilegeEscalation'); });
  test('policy attached by name to a group outside', () => { expect(at({ S: policy(document(allow('iam:PutGroupPolicy', 'arn:*:iam::*:group/devs')), { Groups: ['devs'] }) })).toContain('NoPrivilegeEscalation'); });
  test('unattached managed policy that names whom it is for', () => { expect(at({ M: managedPolicy(document(allow('iam:PutRolePolicy', 'arn:*:iam::*:role/Deploy'))) })).not.toEqual([]); });
  test('split over two groups', () => {
    expect(at({ U: user([], { Groups: [{ Ref: 'G' }, { Ref: 'H' }] }), G: group([document(allow('iam:CreateRole'))]), H: group([document(allow('iam:AttachRolePolicy'))]) })).toContain('NoPrivilegeEscalation');
  });
  test('split over user (first action) and group (last action)', () => {
    expect(at({ U: user([document(allow('iam:CreateRole'))], { Groups: [{ Ref: 'G' }] }), G: group([document(allow('iam:AttachRolePolicy'))]) })).toContain('NoPrivilegeEscalation');
    expect(at({ U: user([document(allow(['iam:CreateRole', 'iam:CreateAccessKey', 'iam:AttachUserPolicy']))], { Groups: [{ Ref: 'G' }] }), G: group([document(allow('iam:AttachRolePolicy'))]) })).toContain('NoAdminAccess');
  });
  test('a name that may be a role of the template', () => {
    expect(blamed('NoPrivilegeEscalation', { U: user([document(allow('iam:CreateRole'))], { UserName: 'me' }), S: policy(document(allow('iam:AttachRolePolicy')), { Users: [{ Ref: 'X' }] }) }, WITH_PARAMETER)).not.toEqual([]);
  });
  test('a user in a group outside the template', () => { expect(at({ U: user([], { Groups: ['Administrators'] }) })).not.toEqual([]); });
  test('a policy for a user outside the template', () => { expect(at({ S: policy(document(allow('s3:GetObject', 'arn:aws:s3:::b/k')), { Users: ['bob'] }) })).toContain('NoUserPolicies'); });
});

describe('every service counts', () => {
  test('`*` within a boundary of other services', () => {
    expect(at({ R: role([document(allow('*'))], { PermissionsBoundary: { Ref: 'B' } }), B: managedPolicy(document(allow(['cloudformation:*', 'rds:*', 'ssm:*', 'codebuild:*']))) })).toContain('NoWildcardResource');
  });
  test('NotAction of the common services', () => { expect(at({ R: role([document({ Effect: 'Allow', NotAction: [...COMMON, 'sso:*'], Resource: '*' })]) })).toContain('NoWildcardResource'); });
  test('`*` with a Deny of the common services', () => { expect(at({ R: role([document(allow('*'), deny([...COMMON, 'sso:*']))]) })).toContain('NoWildcardResource'); });
  test('an action that is not listed', () => { expect(at({ R: role([document(allow('newservice:*'))]) })).not.toEqual([]); });
  test('user', () => { expect(at({ U: user([document({ Effect: 'Allow', NotAction: [...COMMON, 'sso:*'], Resource: '*' })]) })).toContain('NoUserPolicies'); });
});

describe('a disguise of the resource is seen', () => {
  test('`?*`', () => { expect(at({ R: role([document(allow('sqs:SendMessage', 'arn:*:sqs:*:*:?*'))]) })).toContain('NoWildcardResource'); });
  test('`?*` admin', () => { expect(at({ R: role([document(allow('iam:*', ['arn:*:iam::*:role/?*', 'arn:*:iam::*:user/?*']))], me) })).toContain('NoAdminAccess'); });
  test('another region', () => { expect(at({ R: role([document(allow('dynamodb:*', `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/*`))]) })).toContain('NoWildcardResource'); });
  test('another account', () => { expect(at({ R: role([document(allow('sts:AssumeRole', 'arn:aws:iam::444455556666:role/*'))]) })).toContain('NoWildcardResource'); });
  test('other accounts by condition', () => { expect(at({ R: role([document(allow('sts:AssumeRole', '*', { StringNotEquals: { 'aws:ResourceAccount': ACCOUNT } }))]) })).toContain('NoWildcardResource'); });
  test('any bucket, one key', () => { expect(at({ R: role([document(allow('s3:GetObject', 'arn:aws:s3:::*/secrets.json'))]) })).toContain('NoWildcardResource'); });
  test('dynamic reference that Fn::Join makes', () => {
    const join = { 'Fn::Join': ['', ['{{resolve:ssm:/', { Ref: 'AWS::Region' }, '/queue}}']] };
    expect(at({ R: role(), S: policy(document(allow('sqs:SendMessage', join)), { Roles: [{ Ref: 'R' }] }) })).toContain('NoWildcardResource');
    expect(at({ R: role(), S: policy(document(allow(join)), { Roles: [{ Ref: 'R' }] }) })).toContain('NoAdminAccess');
  });
});

describe('a way to more permissions is found', () => {
  test('Deny of one policy ARN does not deny PutRolePolicy', () => {
    expect(at({ R: role([document(allow('iam:*', ME), deny('iam:*', '*', { StringLike: { 'iam:PolicyARN': '*/AdministratorAccess' } }))], me) })).toContain('NoPrivilegeEscalation');
  });
  test('IfExists of a key that PutRolePolicy does not have', () => {
    expect(at({ R: role([document(allow(['iam:AttachRolePolicy', 'iam:PutRolePolicy'], ME, { StringEqualsIfExists: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/ReadOnlyAccess' } }))], me) })).toContain('NoPrivilegeEscalation');
    expect(at({ R: role([document(allow('iam:PutRolePolicy', ME, { Null: { 'iam:PolicyARN': 'true' } }))], me) })).toContain('NoPrivilegeEscalation');
  });
  test('every policy but AdministratorAccess', () => { expect(at({ R: role([document(allow('iam:AttachRolePolicy', ME, { ArnNotLike: { 'iam:PolicyARN': 'arn:*:iam::aws:policy/AdministratorAccess' } }))], me) })).toContain('NoPrivilegeEscalation'); });
  test('IAMFullAccess', () => { expect(at({ R: role([document(allow('iam:AttachRolePolicy', ME, { ArnEquals: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/IAMFullAccess' } }))], me) })).toContain('NoPrivilegeEscalation'); });
  test('a new role under a prefix or a name', () => {
    expect(at({ R: role([document(allow(['iam:CreateRole', 'iam:AttachRolePolicy', 'sts:AssumeRole'], 'arn:*:iam::*:role/app-*'))], me) })).toContain('NoPrivilegeEscalation');
    expect(at({ R: role([document(allow(['iam:CreateRole', 'iam:PutRolePolicy'], 'arn:*:iam::*:role/other'))], me) })).toContain('NoPrivilegeEscalation');
  });
  test('a new role with any boundary', () => {
    expect(at({ R: role([document(allow(['iam:CreateRole', 'iam:AttachRolePolicy'], '*', { StringLike: { 'iam:PermissionsBoundary': '*' } }))], me) })).toContain('NoPrivilegeEscalation');
    expect(at({ R: role([document(allow(['iam:CreateRole', 'iam:AttachRolePolicy'], '*', { ArnEquals: { 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/AdministratorAccess' } }))], me) })).toContain('NoPrivilegeEscalation');
  });
  test('a boundary outside the template', () => {
    const outside = { ...me, PermissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/Limit` };
    expect(at({ R: role([document(allow('iam:DeleteRolePermissionsBoundary', ME))], outside) })).toContain('NoPrivilegeEscalation');
    expect(at({ R: role([document(allow('iam:PutRolePolicy', ME, { StringEquals: { 'iam:PermissionsBoundary': `arn:aws:iam::${ACCOUNT}:policy/Limit` } }))], outside) })).toContain('NoPrivilegeEscalation');
  });
  test('its own boundary rewritten', () => {
    expect(at({
      R: role([document(allow('iam:CreatePolicyVersion', 'arn:*:iam::*:policy/limit'))], { ...me, PermissionsBoundary: { Ref: 'B' } }),
      B: managedPolicy(document(allow(['s3:GetObject', 'iam:CreatePolicyVersion'])), { ManagedPolicyName: 'limit' }),
    })).toContain('NoPrivilegeEscalation');
  });
  test('the policy of its group rewritten', () => {
    expect(at({
      U: user([document(allow('iam:CreatePolicyVersion', 'arn:*:iam::*:policy/m'))], { Groups: [{ Ref: 'G' }] }),
      G: group([], { ManagedPolicyArns: [{ Ref: 'M' }] }),
      M: managedPolicy(document(allow('s3:GetObject', 'arn:aws:s3:::b/k')), { ManagedPolicyName: 'm' }),
    })).toContain('NoPrivilegeEscalation');
  });
  test('a group outside the template', () => {
    expect(at({ U: user([document(allow('iam:PutGroupPolicy', 'arn:*:iam::*:group/devs'))], { Groups: ['devs'] }) })).toContain('NoUnreadablePolicy');
  });
  test('a role that may take away its Deny', () => {
    expect(at({ R: role([document(allow(['iam:DeleteRolePolicy', 'iam:DetachRolePolicy'], ME), deny('iam:PutRolePolicy'), allow('iam:PutRolePolicy', ME))], me) })).toContain('NoPrivilegeEscalation');
  });
  test('boundary replaced by another', () => {
    expect(at({
      R: role([document(allow('iam:PutRolePermissionsBoundary', ME, { ArnEquals: { 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/AdministratorAccess' } }))], { ...me, PermissionsBoundary: { Ref: 'B' } }),
      B: managedPolicy(document(allow('iam:*'))),
    })).toContain('NoPrivilegeEscalation');
  });
});

describe('trust in everyone is seen', () => {
  test.each<[string, object]>([
    ['o-*', { StringLike: { 'aws:PrincipalOrgID': 'o-*' } }],
    ['twelve ?', { StringLike: { 'aws:PrincipalAccount': '????????????' } }],
    ['arn twelve ?', { ArnLike: { 'aws:PrincipalArn': 'arn:*:iam::????????????:role/Admin' } }],
    ['OrgPaths o-*', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-*/*' } }],
    ['OrgID IfExists', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-example' } }],
    ['OrgID Null', { Null: { 'aws:PrincipalOrgID': 'true' } }],
    ['OrgPaths ForAllValues', { 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': 'o-example/*' } }],
    ['SourceVpc IfExists', { StringEqualsIfExists: { 'aws:SourceVpc': 'vpc-1234567890abcdef0' } }],
    ['SourceVpc vpc-*', { StringLike: { 'aws:SourceVpc': 'vpc-*' } }],
    ['SourceVpce Null', { Null: { 'aws:SourceVpce': 'true' } }],
    ['SourceIp IfExists', { IpAddressIfExists: { 'aws:SourceIp': '10.0.0.0/8' } }],
    ['::/0', { IpAddress: { 'aws:SourceIp': '::/0' } }],
    ['half', { IpAddress: { 'aws:SourceIp': '0.0.0.0/1' } }],
    ['not the probe', { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }],
  ])('%s', (_name, condition) => { expect(isPublic(trust('*', condition))).toBe(true); });
  test('Deny with IfExists', () => { expect(isPublic(trust('*'), { ...trust('*', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-example' }, Null: { 'aws:PrincipalOrgID': 'false' } }), Effect: 'Deny' })).toBe(true); });
  test.each(['oidc.codefresh.io', 'studio.datachain.ai/api', 'oidc-configuration.audit-log.githubusercontent.com', 'vstoken.actions.githubusercontent.com', 'api.pulumi.com/oidc', 'sandboxes.cloud', 'scalr.io',
    'tokens.cloud.shisho.dev', 'proidc.upbound.io', 'oidc.vercel.com'])('tokens of `%s`', host => { expect(isPublic(web(oidc(host)))).toBe(true); });
  test.each<[string, string, object]>([
    ['GitHub owner by length', oidc('token.actions.githubusercontent.com'), { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:????????????/*' } }],
    ['GitHub owner by prefix', oidc('token.actions.githubusercontent.com'), { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:example-corp*' } }],
    ['Cognito region', 'cognito-identity.amazonaws.com', { StringLike: { 'cognito-identity.amazonaws.com:aud': 'us-east-1:*' } }],
  ])('%s', (_name, provider, condition) => { expect(isPublic(web(provider, condition))).toBe(true); });
  test('every service', () => { expect(isPublic(trust({ Service: '*' }))).toBe(true); });
});

describe('what is harmless passes', () => {
  test('open values in an inline policy of a role', () => { expect(at({ R: role([document(allow('dynamodb:PutItem', { 'Fn::GetAtt': ['T', 'Arn'] }))]), T: { Type: 'AWS::DynamoDB::Table', Properties: {} } })).toEqual([]); });
  test('allowed values in an action', () => {
    const sections = { Parameters: { X: { Type: 'String', AllowedValues: ['sqs:SendMessage', 'sqs:ReceiveMessage'] } } };
    expect(at({ R: role(), S: policy(document(allow({ Ref: 'X' }, 'arn:aws:sqs:*:*:orders')), { Roles: [{ Ref: 'R' }] }) }, sections)).toEqual([]);
    expect(at({ R: role(), S: policy(document(allow({ Ref: 'X' })), { Roles: [{ Ref: 'R' }] }) }, sections)).not.toContain('NoAdminAccess');
  });
  test('username on a role', () => { expect(at({ R: role([document(allow('*', '*', { StringEquals: { 'aws:username': 'bob' } }))]) })).toEqual([]); });
  test.each(['graph.facebook.com', 'www.amazon.com'])('the `app_id` of `%s`', host => { expect(isPublic(web(host, { StringEquals: { [`${host}:app_id`]: '1234' } }))).toBe(false); });
  test('Deny with ArnNotLike', () => { expect(isPublic(trust('*'), { ...trust('*', { ArnNotLike: { 'aws:PrincipalArn': `arn:*:iam::${ACCOUNT}:role/*` } }, 'sts:*'), Effect: 'Deny' })).toBe(false); });
  test('Deny with literal partition in a known region', () => { expect(at({ R: role([document(allow('iam:PutRolePolicy', ME), deny('iam:PutRolePolicy', 'arn:aws:iam::*:role/*'))], me) })).toEqual([]); });
  test('an account by parameter', () => {
    expect(blamed('NoPublicTrust', trusting(trust({ AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${X}:role/deploy' } })), WITH_PARAMETER)).toEqual([]);
  });
  test('claims of another provider', () => { expect(isPublic(web([oidc('token.actions.githubusercontent.com'), oidc('gitlab.com')] as any, { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:example-corp/*' } }))).toBe(false); });
});

describe('a finding says what it rests on', () => {
  test('dependsOn names no invented resource', () => { expect(findingsOf('NoWildcardResource', { R: role([document(allow('sqs:SendMessage', 'arn:aws:sqs:*:*:*'))]) })[0].dependsOn).toEqual([]); });
  test('witness of a trust is a caller', () => {
    const statement = web(oidc('token.actions.githubusercontent.com'));
    expect(replayed(findingsOf('NoPublicTrust', trusting(statement))[0], { policyInputList: [], resourcePolicy: document(statement) })).toBe('allowed');
  });
  test('witness says what the request must hold', () => {
    const one = document(allow('iam:AttachRolePolicy', ME, { ArnLike: { 'iam:PolicyARN': 'arn:*:iam::aws:policy/*' } }));
    const [finding] = findingsOf('NoPrivilegeEscalation', { R: role([one], me) });
    expect(replayed(finding, { policyInputList: [one] })).toBe('allowed');
  });
  test('the witness of a role-only trust is a role', () => {
    const statement = trust('*', { ArnLike: { 'aws:PrincipalArn': 'arn:*:iam::*:role/Deploy' } });
    expect(findingsOf('NoPublicTrust', trusting(statement))[0].witness!.principal).toMatch(/^arn:aws:iam::\d{12}:role\/Deploy$/);
  });
  test('escaped context keys, parameters, conditions, logical ids', () => {
    const [one] = findingsOf('NoAdminAccess', { R: role([document(allow('*', '*', { StringEquals: { 'aws:PrincipalTag/x`\nforged\u009b31m': 'y' } }))]) });
    expect(findingText(one).split('\n')).toHaveLength(4);
    const [two] = findingsOf('NoWildcardResource', { R: role(), S: policy(document(allow('sqs:SendMessage', { Ref: 'X`\nforged' })), { Roles: [{ Ref: 'R' }] }) }, { Parameters: { 'X`\nforged': { Type: 'String' } } });
    expect(findingText(two).split('\n')).toHaveLength(4);
  });
});
test('user policy with a policy variable', () => { expect(at({ U: user([document(allow('s3:*', 'arn:aws:s3:::homes/${aws:username}/*'))]) })).toContain('NoUserPolicies'); });
test('user with two findings: PassRole is named', () => { expect(at({ U: user([document(allow('iam:ChangePassword', `arn:aws:iam::${ACCOUNT}:user/\${aws:username}`))]) })).toContain('NoUserPolicies'); });
