import {
  ACCOUNT, allow, blamed, deny, document, findingsOf, group, managedPolicy, NO_VALUE, policy, replayed, Resources, role, Sections, user,
  WITH_CONDITION, WITH_PARAMETER,
} from './templates';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';

/** Who may do all of this on everybody can make an administrator. */
const ADMINISTRATION = ['iam:CreateRole', 'iam:CreateAccessKey', 'iam:AttachUserPolicy', 'iam:AttachRolePolicy'];
const [CREATE_ROLE, CREATE_ACCESS_KEY, ATTACH_USER_POLICY, ATTACH_ROLE_POLICY] = ADMINISTRATION;
const EVERYTHING = document(allow('*'));
const ADMINISTRATOR_ACCESS = 'arn:aws:iam::aws:policy/AdministratorAccess';

const admins = (resources: Resources, sections?: Sections) => blamed('NoAdminAccess', resources, sections);

describe('every action on every resource', () => {
  test('is blocked, with the statement, a witness and the way out', () => {
    expect(findingsOf('NoAdminAccess', { Deploy: role([document(allow('s3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket/key'), allow('*'))]) })).toEqual([{
      rule: 'NoAdminAccess',
      logicalId: 'Deploy',
      message: 'allows every action on every resource',
      fix: 'allow the actions that are needed, each on the resources it is needed on',
      statement: { policy: 'inline policy `p0`', logicalId: 'Deploy', path: 'Properties.Policies[0].PolicyDocument', index: 1, sid: undefined },
      witness: {
        principal: `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/session`,
        action: 'iam:AttachRolePolicy',
        resource: `arn:aws:iam::${ACCOUNT}:role/Admin`,
        when: [],
      },
      dependsOn: [],
    }]);
  });

  test('names the statement by its Sid', () => {
    const [{ statement }] = findingsOf('NoAdminAccess', { Deploy: role([document({ Sid: 'All', ...allow('*') })]) });

    expect(statement).toEqual({
      policy: 'inline policy `p0`', logicalId: 'Deploy', path: 'Properties.Policies[0].PolicyDocument', index: 0, sid: 'All',
    });
  });

  test('is told from the administration of users and roles', () => {
    const [{ message }] = findingsOf('NoAdminAccess', { Deploy: role([document(allow('iam:*'))]) });

    expect(message).toBe('allows the administration of all users and roles, and so everything');
  });

  test.each([
    ['a role', { P: role([EVERYTHING]) }],
    ['a user', { P: user([EVERYTHING]) }],
    ['a group', { P: group([EVERYTHING]) }],
    ['a managed policy that nobody has', { P: managedPolicy(EVERYTHING) }],
  ])('is found at %s', (_name, resources) => {
    const [finding, ...more] = findingsOf('NoAdminAccess', resources);

    expect([finding.logicalId, more]).toEqual(['P', []]);
    expect(replayed(finding, { policyInputList: [EVERYTHING] })).toBe(EvalDecision.ALLOWED);
  });
});

describe('an administrator in disguise is blocked', () => {
  test.each<[string, object]>([
    ['the four actions by name', document(allow(ADMINISTRATION))],
    ['one statement for each', document(...ADMINISTRATION.map(action => allow(action)))],
    ['wildcards instead of `iam:*`', document(allow(['iam:C*', 'iam:Attach*']))],
    ['question marks', document(allow(['iam:CreateRol?', 'iam:Create????????y', 'iam:Attach????Policy']))],
    ['a wildcard in the middle', document(allow(['iam:C*e*', 'iam:*tach*cy']))],
    ['letters in another case', document(allow(ADMINISTRATION.map(action => action.toUpperCase())))],
    ['NotAction', document({ Effect: 'Allow', NotAction: ['s3:*', 'ec2:*'], Resource: '*' })],
    ['NotResource', document({ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::amzn-s3-demo-bucket' })],
    ['NotAction with NotResource', document({ Effect: 'Allow', NotAction: 's3:*', NotResource: 'arn:aws:s3:::amzn-s3-demo-bucket' })],
    ['wildcards in every part of the resource', document(allow('iam:*', 'arn:*:iam::*:*'))],
    ['an ARN for each type', document(allow('iam:*', ['arn:*:iam::*:role/*', 'arn:*:iam::*:user/*']))],
    ['a resource that begins with a wildcard', document(allow('iam:*', ['*', 'arn:aws:s3:::amzn-s3-demo-bucket']))],
    ['a Deny of other actions beside it', document(allow('*'), deny(['s3:*', 'iam:DeleteRole']))],
    ['a Deny on some roles only', document(allow('*'), deny('iam:*', `arn:*:iam::${ACCOUNT}:role/audit-*`))],
    ['a Deny of other accounts only', document(allow('*'), deny('*', '*', { StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } }))],
    ['the older version of the language', { Version: '2008-10-17', Statement: allow('*') }],
    ['a single statement that is no list', { Version: '2012-10-17', Statement: allow('*') }],
  ])('%s', (_name, one) => {
    const [finding, ...more] = findingsOf('NoAdminAccess', { R: role([one]) });

    expect([finding.logicalId, more]).toEqual(['R', []]);
    expect(replayed(finding, { policyInputList: [one] })).toBe(EvalDecision.ALLOWED);
  });

  test('a policy document that is JSON text', () => {
    expect(admins({ R: role([JSON.stringify(EVERYTHING)]) })).toEqual(['R']);
  });

  test.each<[string, object]>([
    ['signed in with a second factor', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }],
    ['from a network', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }],
    ['with a tag', { StringEquals: { 'aws:PrincipalTag/team': 'platform' } }],
    ['at some time', { DateGreaterThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } }],
  ])('a condition that the principal may meet: %s', (_name, condition) => {
    const one = document(allow('*', '*', condition));
    const [finding] = findingsOf('NoAdminAccess', { R: role([one]) });
    const [[key]] = Object.values(condition).map(keys => Object.keys(keys));

    expect([finding.witness!.when, finding.dependsOn]).toEqual([[{ key, values: [expect.any(String)] }], []]);
    expect(replayed(finding, { policyInputList: [one] })).toBe(EvalDecision.ALLOWED);
  });

  test('split over inline, separate and managed policies of one role', () => {
    expect(admins({
      R: role([document(allow(CREATE_ROLE))], { ManagedPolicyArns: [{ Ref: 'M' }] }),
      M: managedPolicy(document(allow(CREATE_ACCESS_KEY))),
      N: managedPolicy(document(allow(ATTACH_USER_POLICY)), { Roles: [{ Ref: 'R' }] }),
      S: policy(document(allow(ATTACH_ROLE_POLICY)), { Roles: [{ Ref: 'R' }] }),
    })).toEqual(['R']);
  });

  test('split over a user and its groups', () => {
    expect(admins({
      U: user([document(allow(ATTACH_ROLE_POLICY))], { Groups: [{ Ref: 'G' }] }),
      G: group([document(allow([CREATE_ROLE, CREATE_ACCESS_KEY]))]),
      H: group([document(allow(ATTACH_USER_POLICY))]),
      Member: { Type: 'AWS::IAM::UserToGroupAddition', Properties: { GroupName: { Ref: 'H' }, Users: [{ Ref: 'U' }] } },
    })).toEqual(['U']);
  });

  test('what a group alone grants is found at the group, once', () => {
    expect(admins({ U: user([], { Groups: [{ Ref: 'G' }] }), G: group([EVERYTHING]) })).toEqual(['G']);
  });

  test.each<[string, Resources, string]>([
    ['a policy by the name of the role', { R: role([], { RoleName: 'deploy' }), S: policy(EVERYTHING, { Roles: ['deploy'] }) }, 'R'],
    ['a policy by the name of a user', { R: user([], { UserName: 'alice' }), S: policy(EVERYTHING, { Users: ['alice'] }) }, 'R'],
    ['a policy by the name of a group', { R: group([], { GroupName: 'devs' }), S: policy(EVERYTHING, { Groups: ['devs'] }) }, 'R'],
    ['a managed policy by the name of the role', { R: role([], { RoleName: 'deploy' }), S: managedPolicy(EVERYTHING, { Roles: ['deploy'] }) }, 'R'],
    ['a managed policy by its ARN', {
      R: role([], { ManagedPolicyArns: [{ 'Fn::Sub': `arn:\${AWS::Partition}:iam::${ACCOUNT}:policy/own` }] }), S: managedPolicy(EVERYTHING, { ManagedPolicyName: 'own' }),
    }, 'R'],
    ['a RolePolicy', {
      R: role(), S: { Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: { Ref: 'R' }, PolicyName: 's', PolicyDocument: EVERYTHING } },
    }, 'R'],
    ['a UserPolicy', {
      R: user(), S: { Type: 'AWS::IAM::UserPolicy', Properties: { UserName: { Ref: 'R' }, PolicyName: 's', PolicyDocument: EVERYTHING } },
    }, 'R'],
    ['a GroupPolicy', {
      R: group(), S: { Type: 'AWS::IAM::GroupPolicy', Properties: { GroupName: { Ref: 'R' }, PolicyName: 's', PolicyDocument: EVERYTHING } },
    }, 'R'],
    ['a policy for a role outside the template', { S: policy(EVERYTHING, { Roles: ['elsewhere'] }) }, 'S'],
    ['a managed policy for a user outside the template', { S: managedPolicy(EVERYTHING, { Users: ['elsewhere'] }) }, 'S'],
  ])('%s', (_name, resources, logicalId) => {
    expect(admins(resources)).toEqual([logicalId]);
  });

  test.each<[string, unknown]>([
    ['AdministratorAccess', ADMINISTRATOR_ACCESS],
    ['AdministratorAccess in whatever partition', { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/AdministratorAccess']] }],
    ['AdministratorAccess in China', 'arn:aws-cn:iam::aws:policy/AdministratorAccess'],
    ['IAMFullAccess', 'arn:aws:iam::aws:policy/IAMFullAccess'],
  ])('the AWS managed policy %s', (_name, arn) => {
    const [finding] = findingsOf('NoAdminAccess', { R: role([], { ManagedPolicyArns: [arn] }) });
    const name = JSON.stringify(arn).includes('IAMFull') ? 'IAMFullAccess' : 'AdministratorAccess';

    expect(finding.statement).toMatchObject({ policy: `AWS managed policy \`${name}\``, logicalId: 'R', path: 'Properties.ManagedPolicyArns[0]' });
  });

  test.each<[string, object]>([
    ['that allows everything', { PermissionsBoundary: ADMINISTRATOR_ACCESS }],
    ['that is not in the template: it limits nothing', { PermissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/elsewhere` }],
    ['that is only known at deployment', { PermissionsBoundary: { 'Fn::ImportValue': 'boundary' } }],
    ['that may be left out', { PermissionsBoundary: { 'Fn::If': ['C', { Ref: 'B' }, NO_VALUE] } }],
    ['that may be another', { PermissionsBoundary: { 'Fn::If': ['C', { Ref: 'B' }, ADMINISTRATOR_ACCESS] } }],
  ])('a boundary %s', (_name, properties) => {
    expect(admins({ R: role([EVERYTHING], properties), B: managedPolicy(document(allow('s3:GetObject'))) }, WITH_CONDITION)).toContain('R');
  });
});

describe('what only becomes an administrator at deployment is blocked, and says what it depends on', () => {
  const judged = (one: object, sections: Sections) => findingsOf('NoAdminAccess', { R: role(), S: policy(one, { Roles: [{ Ref: 'R' }] }) }, sections);

  test.each<[string, object, Sections, string[]]>([
    ['an action that is a parameter', document(allow({ Ref: 'X' })), WITH_PARAMETER, ['parameter `X`']],
    ['a parameter whose default is harmless', document(allow({ Ref: 'X' })), { Parameters: { X: { Type: 'String', Default: 's3:GetObject' } } }, ['parameter `X`']],
    ['a parameter whose allowed values hold a wildcard', document(allow({ Ref: 'X' })),
      { Parameters: { X: { Type: 'String', AllowedValues: ['s3:GetObject', '*'] } } }, ['parameter `X`']],
    ['a list parameter', document(allow({ Ref: 'X' })), { Parameters: { X: { Type: 'CommaDelimitedList' } } }, ['parameter `X`']],
    ['the end of an action', document(allow({ 'Fn::Sub': 'iam:${X}' })), WITH_PARAMETER, ['parameter `X`']],
    ['NotAction', document({ Effect: 'Allow', NotAction: { Ref: 'X' }, Resource: '*' }), WITH_PARAMETER, ['parameter `X`']],
    ['the effect', document({ ...allow('*'), Effect: { Ref: 'X' } }), WITH_PARAMETER, ['parameter `X`']],
    ['one branch of Fn::If', document(allow({ 'Fn::If': ['C', 's3:GetObject', '*'] })), WITH_CONDITION, ['condition `C`']],
    ['a statement that may be there', document(allow('s3:GetObject', 'arn:aws:s3:::b/k'), { 'Fn::If': ['C', allow('*'), NO_VALUE] }), WITH_CONDITION, ['condition `C`']],
    ['a Deny that may be missing', document(allow('*'), { 'Fn::If': ['C', deny('*'), NO_VALUE] }), WITH_CONDITION, ['condition `C`']],
    ['a Deny of an action that is a parameter', document(allow('*'), deny({ Ref: 'X' })), WITH_PARAMETER, ['parameter `X`']],
    ['a Deny with NotAction of a parameter', document(allow('*'), { Effect: 'Deny', NotAction: { Ref: 'X' }, Resource: '*' }), WITH_PARAMETER, ['parameter `X`']],
    ['a value from another stack', document(allow({ 'Fn::ImportValue': 'action' })), {}, ['`Fn::ImportValue` of `action`']],
    ['a secret', document(allow('{{resolve:ssm:action}}')), {}, ['dynamic reference `{{resolve:ssm:action}}`']],
  ])('%s', (_name, one, sections, dependsOn) => {
    expect(judged(one, sections)).toEqual([expect.objectContaining({ logicalId: 'R', dependsOn })]);
  });

  test('a policy that may be attached', () => {
    expect(findingsOf('NoAdminAccess', { R: role([], { ManagedPolicyArns: [{ 'Fn::If': ['C', ADMINISTRATOR_ACCESS, NO_VALUE] }] }) }, WITH_CONDITION))
      .toEqual([expect.objectContaining({ logicalId: 'R', dependsOn: ['condition `C`'] })]);
  });

  test('a policy that exists under a condition', () => {
    const resources = { R: role(), S: { ...policy(EVERYTHING, { Roles: [{ Ref: 'R' }] }), Condition: 'C' } };

    expect(findingsOf('NoAdminAccess', resources, WITH_CONDITION)).toEqual([expect.objectContaining({ logicalId: 'R', dependsOn: ['condition `C`'] })]);
  });
});

describe('the nearest that passes', () => {
  test.each(ADMINISTRATION)('all but `%s`', missing => {
    expect(admins({ R: role([document(allow(ADMINISTRATION.filter(action => action !== missing)))]) })).toEqual([]);
  });

  test.each(ADMINISTRATION)('everything, with a Deny of `%s`', action => {
    expect(admins({ R: role([document(allow('*'), deny(action))]) })).toEqual([]);
  });

  test('a Deny in another policy of the same principal', () => {
    expect(admins({ R: role([EVERYTHING]), S: policy(document(deny('iam:*')), { Roles: [{ Ref: 'R' }] }) })).toEqual([]);
    expect(admins({ U: user([EVERYTHING], { Groups: [{ Ref: 'G' }] }), G: group([document(deny('iam:*'))]) })).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['of the template', { Ref: 'B' }],
    ['of AWS', 'arn:aws:iam::aws:policy/PowerUserAccess'],
  ])('everything within a boundary %s that leaves IAM out', (_name, boundary) => {
    expect(admins({ R: role([EVERYTHING], { PermissionsBoundary: boundary }), B: managedPolicy(document(allow(['s3:*', 'sqs:*']))) })).toEqual([]);
  });

  test('a boundary never grants', () => {
    expect(admins({ R: role([], { PermissionsBoundary: ADMINISTRATOR_ACCESS }) })).toEqual([]);
    expect(admins({ R: role([], { PermissionsBoundary: { Ref: 'B' } }), B: managedPolicy(EVERYTHING) })).toEqual([]);
  });

  test.each<[string, object]>([
    ['a user', { StringEquals: { 'aws:PrincipalType': 'User' } }],
    ['an AWS service', { Bool: { 'aws:PrincipalIsAWSService': 'true' } }],
    ['another role', { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/other` } }],
    ['another account', { StringEquals: { 'aws:PrincipalAccount': '444455556666' } }],
    ['not itself', { ArnNotLike: { 'aws:PrincipalArn': `arn:*:iam::${ACCOUNT}:role/deploy` } }],
  ])('a condition that never holds for this role: it must be %s', (_name, condition) => {
    expect(admins({ R: role([document(allow('*', '*', condition))], { RoleName: 'deploy' }) })).toEqual([]);
  });

  test('a condition that never holds for this user: it must have another name', () => {
    expect(admins({ U: user([document(allow('*', '*', { StringEquals: { 'aws:username': 'bob' } }))], { UserName: 'alice' }) })).toEqual([]);
  });

  test.each<[string, object]>([
    ['one service', document(allow('s3:*'))],
    ['reading', document(allow(['iam:Get*', 'iam:List*']))],
    ['administration of named principals', document(allow('iam:*', [`arn:aws:iam::${ACCOUNT}:role/one`, `arn:aws:iam::${ACCOUNT}:user/one`]))],
    ['administration of roles only', document(allow('iam:*', 'arn:aws:iam::*:role/*'))],
    ['everything but IAM', document({ Effect: 'Allow', NotAction: ['iam:*'], Resource: '*' })],
    ['nothing', document(deny('*'))],
  ])('%s', (_name, one) => {
    expect(admins({ R: role([one]) })).toEqual([]);
  });

  test('PowerUserAccess', () => {
    expect(admins({ R: role([], { ManagedPolicyArns: ['arn:aws:iam::aws:policy/PowerUserAccess'] }) })).toEqual([]);
  });

  test('halves in the hands of two roles', () => {
    expect(admins({ R: role([document(allow(ADMINISTRATION.slice(0, 2)))]), Q: role([document(allow(ADMINISTRATION.slice(2)))]) })).toEqual([]);
  });

  test('a branch of Fn::If that is harmless on both sides', () => {
    const one = document(allow({ 'Fn::If': ['C', 's3:GetObject', 's3:PutObject'] }));

    expect(admins({ R: role(), S: policy(one, { Roles: [{ Ref: 'R' }] }) }, WITH_CONDITION)).toEqual([]);
  });
});
