import {
  ACCOUNT, allow, blamed, deny, document, findings, findingsOf, group, managedPolicy, NO_VALUE, policy, replayed, Resources, role, Sections, user,
  WITH_CONDITION, WITH_PARAMETER,
} from './templates';
import { readTemplate } from '../../src/cloudformation/app-reader';
import { ConstructMetadata } from '../../src/cloudformation/construct-metadata';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';
import { findingsInApp, RULES } from '../../src/rules/rule-set';

const ME = `arn:*:iam::${ACCOUNT}:role/me`;
const named = { RoleName: 'me' };
const escalations = (resources: Resources, sections?: Sections) => blamed('NoPrivilegeEscalation', resources, sections);

describe('whoever may widen its own permissions is blocked', () => {
  test('with the statement, a witness and the way out', () => {
    expect(findingsOf('NoPrivilegeEscalation', { R: role([document(allow('s3:GetObject', 'arn:aws:s3:::b/k'), { Sid: 'Own', ...allow('iam:PutRolePolicy', ME) })], named) })).toEqual([{
      rule: 'NoPrivilegeEscalation',
      logicalId: 'R',
      message: 'allows `iam:PutRolePolicy`, by which it writes a policy for itself',
      fix: 'take the action out, or name in `Resource` what it may be done to, without the principal itself; '
        + 'where principals must be managed, require a boundary with a condition on `iam:PermissionsBoundary`',
      statement: { policy: 'inline policy `p0`', logicalId: 'R', path: 'Properties.Policies[0].PolicyDocument', index: 1, sid: 'Own' },
      witness: {
        principal: `arn:aws:sts::${ACCOUNT}:assumed-role/me/session`,
        action: 'iam:PutRolePolicy',
        resource: `arn:aws:iam::${ACCOUNT}:role/me`,
        when: [],
      },
      path: [{
        from: 'R',
        actions: ['iam:PutRolePolicy'],
        to: 'an administrator',
        statements: [{ policy: 'inline policy `p0`', logicalId: 'R', path: 'Properties.Policies[0].PolicyDocument', index: 1, sid: 'Own' }],
      }],
      dependsOn: [],
    }]);
  });

  test('ways that one statement opens are one finding that names them all', () => {
    const found = findingsOf('NoPrivilegeEscalation', { R: role([document(allow(['iam:PutRolePolicy', 'iam:AttachRolePolicy']))]) });

    expect(found.map(({ message }) => message)).toEqual([
      'allows `iam:AttachRolePolicy`, by which it attaches any policy to itself; the same statement opens 1 other way: `iam:PutRolePolicy`',
    ]);
  });

  test('ways that two statements open are two findings', () => {
    const found = findingsOf('NoPrivilegeEscalation', { R: role([document(allow('iam:PutRolePolicy'), allow('iam:AttachRolePolicy'))]) });

    expect(found.map(({ statement, witness }) => [statement!.index, witness!.action])).toEqual([[1, 'iam:AttachRolePolicy'], [0, 'iam:PutRolePolicy']]);
  });

  test.each<[string, object]>([
    ['by its name', allow('iam:PutRolePolicy', ME)],
    ['among others', allow('iam:PutRolePolicy', ['arn:*:iam::*:role/other', ME])],
    ['by a prefix', allow('iam:PutRolePolicy', 'arn:*:iam::*:role/m*')],
    ['by a suffix', allow('iam:PutRolePolicy', 'arn:*/me')],
    ['by question marks', allow('iam:PutRolePolicy', 'arn:*:iam::????????????:role/??')],
    ['by what it leaves out', { Effect: 'Allow', Action: 'iam:PutRolePolicy', NotResource: 'arn:*:iam::*:role/other' }],
    ['with every action on it', allow('*', ME)],
    ['with a list of wildcards', allow(['iam:P*'], ME)],
    ['with NotAction', { Effect: 'Allow', NotAction: 's3:*', Resource: ME }],
    ['in another case', allow('IAM:putrolepolicy', ME)],
  ])('%s', (_name, statement) => {
    const [finding, ...more] = findingsOf('NoPrivilegeEscalation', { R: role([document(statement)], named) });

    expect(more).toEqual([]);
    expect(replayed(finding, { policyInputList: [document(statement)] })).toBe(EvalDecision.ALLOWED);
  });

  test('a role with a path', () => {
    const resources = (arn: string) => ({ R: role([document(allow('iam:PutRolePolicy', arn))], { RoleName: 'me', Path: '/apps/' }) });

    expect(escalations(resources('arn:*:iam::*:role/apps/me'))).toEqual(['R']);
    expect(escalations(resources('arn:*:iam::*:role/me'))).toEqual([]);
  });

  test('a role with a generated name, by a reference to itself', () => {
    const [finding] = findingsOf('NoPrivilegeEscalation', {
      R: role(), S: policy(document(allow('iam:PutRolePolicy', { 'Fn::GetAtt': ['R', 'Arn'] })), { Roles: [{ Ref: 'R' }] }),
    });

    expect([finding.logicalId, finding.dependsOn]).toEqual(['R', []]);
  });

  test('a role with a generated name that a prefix may cover', () => {
    expect(escalations({ R: role([document(allow('iam:PutRolePolicy', 'arn:*:iam::*:role/app-*'))]) })).toEqual(['R']);
  });

  test('a user by a policy variable', () => {
    const own = document(allow('iam:PutUserPolicy', `arn:*:iam::${ACCOUNT}:user/\${aws:username}`));

    expect(escalations({ U: user([own]) })).toEqual(['U']);
    expect(escalations({ G: group([own]) })).toEqual(['G']);
    expect(escalations({ M: managedPolicy(own) })).toEqual(['M']);
  });

  test('in the older version of the language, a policy variable is text', () => {
    const statement = allow('iam:PutUserPolicy', `arn:*:iam::${ACCOUNT}:user/\${aws:username}`);

    expect(escalations({ U: user([{ Version: '2008-10-17', Statement: [statement] }]) })).toEqual([]);
  });

  test('a principal within a boundary that lets it loosen the boundary', () => {
    const boundary = managedPolicy(document(allow(['s3:*', 'iam:DeleteRolePermissionsBoundary'])));
    const bounded = { ...named, PermissionsBoundary: { Ref: 'B' } };

    expect(escalations({ R: role([document(allow('iam:*', ME))], bounded), B: boundary })).toEqual(['R']);
  });

  test('permissions that are split over policies and groups', () => {
    expect(escalations({
      U: user([document(allow('iam:AttachRolePolicy'))], { Groups: [{ Ref: 'G' }] }),
      G: group([document(allow('iam:CreateRole'))]),
    })).toEqual(['U']);
  });

  test.each<[string, Resources, string]>([
    ['a policy by explicit name', { R: role([], named), S: policy(document(allow('iam:PutRolePolicy', ME)), { Roles: ['me'] }) }, 'R'],
    ['a managed policy that nobody has', { M: managedPolicy(document(allow('iam:PutRolePolicy'))) }, 'M'],
    ['a policy under a condition that it may meet', { R: role([document(allow('iam:PutRolePolicy', ME, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }))], named) }, 'R'],
  ])('%s', (_name, resources, logicalId) => {
    expect(escalations(resources)).toEqual([logicalId]);
  });

  test.each<[string, object, Sections, string]>([
    ['the action', allow({ Ref: 'X' }, ME), WITH_PARAMETER, 'parameter `X`'],
    ['the resource', allow('iam:PutRolePolicy', { Ref: 'X' }), WITH_PARAMETER, 'parameter `X`'],
    ['the name in the resource', allow('iam:PutRolePolicy', { 'Fn::Sub': 'arn:*:iam::*:role/${X}' }), WITH_PARAMETER, 'parameter `X`'],
    ['what NotResource leaves out', { Effect: 'Allow', Action: 'iam:PutRolePolicy', NotResource: { Ref: 'X' } }, WITH_PARAMETER, 'parameter `X`'],
    ['a branch of Fn::If', allow({ 'Fn::If': ['C', 's3:GetObject', 'iam:PutRolePolicy'] }, ME), WITH_CONDITION, 'condition `C`'],
    ['a branch of Fn::If in a list', allow(['s3:GetObject', { 'Fn::If': ['C', 'iam:PutRolePolicy', NO_VALUE] }], ME), WITH_CONDITION, 'condition `C`'],
    ['an allowed value with a wildcard', allow('iam:PutRolePolicy', { Ref: 'X' }),
      { Parameters: { X: { Type: 'String', AllowedValues: ['arn:aws:iam::111122223333:role/other', '*'] } } }, 'parameter `X`'],
  ])('what may be, by %s, says what it depends on', (_name, statement, sections, dependsOn) => {
    const found = findingsOf('NoPrivilegeEscalation', { R: role([], named), S: policy(document(statement), { Roles: ['me'] }) }, sections);

    expect(found).toEqual([expect.objectContaining({ logicalId: 'R', dependsOn: [dependsOn] })]);
  });
});

describe('the nearest that passes', () => {
  test.each<[string, object]>([
    ['another role', allow('iam:PutRolePolicy', 'arn:*:iam::*:role/other')],
    ['the same name in another account', allow('iam:PutRolePolicy', 'arn:*:iam::444455556666:role/me')],
    ['the same name in another case', allow('iam:PutRolePolicy', 'arn:*:iam::*:role/ME')],
    ['everybody but itself', { Effect: 'Allow', Action: 'iam:PutRolePolicy', NotResource: ME }],
    ['reading itself', allow(['iam:GetRolePolicy', 'iam:ListRolePolicies'], ME)],
    ['taking from itself what it has', allow(['iam:DeleteRolePolicy', 'iam:DetachRolePolicy'], ME)],
    ['a condition that it does not meet', allow('iam:PutRolePolicy', ME, { StringEquals: { 'aws:PrincipalType': 'User' } })],
    ['a boundary that it does not have', allow('iam:PutRolePolicy', ME, { StringEquals: { 'iam:PermissionsBoundary': `arn:aws:iam::${ACCOUNT}:policy/limit` } })],
    ['a Deny only', deny('iam:PutRolePolicy', ME)],
  ])('%s', (_name, statement) => {
    expect(escalations({ R: role([document(statement)], named) })).toEqual([]);
  });

  test.each<[string, object]>([
    ['the action', deny('iam:PutRolePolicy')],
    ['all of IAM', deny('iam:*')],
    ['everything on itself', deny('*', ME)],
    ['all but what it needs', { Effect: 'Deny', NotAction: 's3:*', Resource: '*' }],
    ['all but another role', { Effect: 'Deny', Action: '*', NotResource: 'arn:*:iam::*:role/other' }],
    ['roles', deny('iam:*', '*', { StringEquals: { 'aws:PrincipalType': 'AssumedRole' } })],
  ])('a Deny of %s saves it', (_name, denial) => {
    expect(escalations({ R: role([document(allow('iam:PutRolePolicy', ME), denial)], named) })).toEqual([]);
    expect(escalations({ R: role([document(allow('iam:PutRolePolicy', ME))], named), S: policy(document(denial), { Roles: ['me'] }) })).toEqual([]);
  });

  test.each<[string, object]>([
    ['that may not match it', deny('iam:PutRolePolicy', 'arn:*:iam::*:role/other')],
    ['under a condition that may not hold', deny('iam:*', '*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } })],
    ['of another action', deny('iam:AttachRolePolicy')],
  ])('a Deny %s does not', (_name, denial) => {
    expect(escalations({ R: role([document(allow('iam:PutRolePolicy', ME), denial)], named) })).toEqual(['R']);
  });

  test('a boundary that leaves the action out saves it, one that has it does not', () => {
    const bounded = (...actions: string[]) => ({
      R: role([document(allow('iam:PutRolePolicy', ME))], { ...named, PermissionsBoundary: { Ref: 'B' } }), B: managedPolicy(document(allow(actions))),
    });

    expect(escalations(bounded('s3:*'))).toEqual([]);
    expect(escalations(bounded('s3:*', 'iam:PutRolePolicy'))).toEqual(['R']);
  });

  test('a boundary that denies the action saves it', () => {
    expect(escalations({
      R: role([document(allow('iam:PutRolePolicy', ME))], { ...named, PermissionsBoundary: { Ref: 'B' } }),
      B: managedPolicy(document(allow('*'), deny('iam:*'))),
    })).toEqual([]);
  });

  test('the two permissions of a path in the hands of two principals', () => {
    expect(escalations({ U: user([document(allow('iam:CreateRole'))]), V: user([document(allow('iam:AttachRolePolicy'))]) })).toEqual([]);
  });

  test('whoever is an administrator already has nothing to gain', () => {
    const found = findings({ R: role([document(allow('*'))]) });

    expect(found.map(({ rule }) => rule)).toEqual(['NoAdminAccess']);
  });

  test('what a group alone opens is found at the group', () => {
    expect(escalations({ U: user([], { Groups: [{ Ref: 'G' }] }), G: group([document(allow('iam:PutUserPolicy'))]) })).toEqual(['G']);
  });
});

test('steps name the constructs, where they are known', () => {
  const strong = role([document(allow('*'))], { RoleName: 'strong', AssumeRolePolicyDocument: document({ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' }) });
  const reading = readTemplate(JSON.stringify({ Resources: { R: role([document(allow('sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/strong`))]), S: strong } }), { account: ACCOUNT, region: 'us-east-1' });
  const made = (constructPath: string, data: string) => ({ constructPath, type: 'aws:cdk:logicalId', data });
  const constructs = new ConstructMetadata([{ id: '', constructPath: '', metadata: [made('Shop/Deploy/Resource', 'R'), made('Shop/Strong/Resource', 'S')] }]);
  const [{ path }] = findingsInApp({ stacks: [reading], unread: [], accepted: [], restrictions: [], constructs }, RULES.filter(({ name }) => name === 'NoPrivilegeEscalation'));

  expect(path!.map(({ from, actions, to }) => [from, actions, to])).toEqual([['Shop/Deploy/Resource', ['sts:AssumeRole'], 'Shop/Strong/Resource']]);
});
