import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GOOD_RESOURCE_CONTROL_POLICIES, GOOD_SERVICE_CONTROL_POLICIES } from './organization-policies';
import { ACCOUNT, allow, deny, document, findingsOf, Sections, WITH_PARAMETER } from './templates';
import { readTemplate } from '../../src/cloudformation/app-reader';
import { readOrganization } from '../../src/cloudformation/organization';
import { findingsIn, RULES } from '../../src/rules/rule-set';

const RULE = 'NoWeakenedOrganizationPolicy';

const policy = (content: object, more: object = {}) => ({ Type: 'AWS::Organizations::Policy', Properties: { Name: 'limit', Type: 'SERVICE_CONTROL_POLICY', Content: content, ...more } });
const resourcePolicy = (content: object) => policy(content, { Type: 'RESOURCE_CONTROL_POLICY' });
const found = (content: object, sections?: Sections) => findingsOf(RULE, { P: policy(content) }, sections).map(({ message }) => message);
const toEveryone = (statement: object) => ({ ...statement, Principal: '*' });
const foundOfResources = (...statements: object[]) => findingsOf(RULE, { P: resourcePolicy(document(...statements.map(toEveryone))) }).map(({ message }) => message);

const STOP = 'cloudtrail:StopLogging';
const unless = (condition: object) => document(deny(STOP, '*', condition));

describe('what AWS shows as good style passes', () => {
  test.each(Object.entries(GOOD_SERVICE_CONTROL_POLICIES))('%s', (_name, content) => {
    expect(found(content)).toEqual([]);
  });

  test.each(Object.entries(GOOD_RESOURCE_CONTROL_POLICIES))('of resources: %s', (_name, content) => {
    expect(findingsOf(RULE, { P: resourcePolicy(content) }).map(({ message }) => message)).toEqual([]);
  });
});

describe('a Deny that can be dodged is blocked', () => {
  test('with the statement, the request that gets through, and the way out', () => {
    expect(findingsOf(RULE, { P: policy(document(allow('*'), { Sid: 'KeepLogs', ...deny(STOP, '*', { StringNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Admin*' } }) })) })).toEqual([{
      rule: RULE,
      logicalId: 'P',
      message: 'can be dodged: whoever may do `iam:CreateRole` can make a role whose name is exempt',
      fix: 'name those who are exempt in full, or deny everybody else `iam:CreateRole` on such names',
      statement: { policy: '`SERVICE_CONTROL_POLICY`', logicalId: 'P', path: 'Properties.Content', index: 1, sid: 'KeepLogs' },
      witness: { principal: 'arn:aws:iam::444455556666:role/Adminm', action: STOP, resource: expect.any(String), when: [] },
      dependsOn: [],
    }]);
  });

  test.each<[string, object, string]>([
    ['a name that begins alike', { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*Admin' } }, 'iam:CreateRole'],
    ['a name in one account', { ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/admin-?` } }, 'iam:CreateRole'],
    ['a path that looks reserved', { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*/AWSReservedSSO_*' } }, 'iam:CreateRole'],
    ['users by a pattern', { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/ops-*' } }, 'iam:CreateUser'],
    ['one of several', { ArnNotLike: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/security-admin', 'arn:aws:iam::*:role/team-*'] } }, 'iam:CreateRole'],
    ['a tag', { StringNotEquals: { 'aws:PrincipalTag/privileged': 'yes' } }, 'iam:TagRole'],
    ['a tag, whether it is there or not', { StringNotEqualsIfExists: { 'aws:PrincipalTag/privileged': 'yes' } }, 'iam:TagRole'],
    ['a tag by a pattern', { StringNotLike: { 'aws:PrincipalTag/privileged': 'y*' } }, 'iam:TagRole'],
    ['a tag that is asked for', { StringEquals: { 'aws:PrincipalTag/contractor': 'yes' } }, 'iam:UntagRole'],
  ])('%s', (_name, condition, action) => {
    expect(found(unless(condition))).toEqual([expect.stringContaining(`can be dodged: whoever may do \`${action}\` can`)]);
  });

  test.each<[string, object]>([
    ['a second factor that is only asked of sessions', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }],
    ['the age of a second factor', { NumericGreaterThan: { 'aws:MultiFactorAuthAge': '3600' } }],
    ['what a program says of itself', { StringNotLike: { 'aws:UserAgent': 'console*' } }],
    ['the page before', { StringNotEquals: { 'aws:Referer': 'https://example.com/' } }],
    ['the name of a session', { StringNotLike: { 'aws:userid': '*:break-glass' } }],
  ])('%s', (_name, condition) => {
    expect(found(unless(condition))).toEqual([expect.stringContaining('can be dodged: whoever asks may')]);
  });

  test.each<[string, object]>([
    ['the id of a role, whatever its sessions are called', { StringNotLike: { 'aws:userid': 'AROAEXAMPLEROLEID:*' } }],
    ['StringNotEquals with a wildcard, which exempts nobody', { StringNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Admin*' } }],
    ['one role', { ArnNotEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/admin` } }],
    ['one more condition that nobody can choose', { StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } }],
  ])('but not: %s', (_name, condition) => {
    expect(found(unless(condition))).toEqual([]);
  });
});

describe('what guards the exemption counts', () => {
  const tagged = deny(STOP, '*', { StringNotEquals: { 'aws:PrincipalTag/privileged': 'yes' } });
  const guard = (action: unknown) => deny(action, '*', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'privileged' } });
  const SETTING = ['iam:TagRole', 'sts:TagSession', 'iam:CreateRole', 'iam:TagUser', 'iam:CreateUser'];

  test('where it denies everything that sets the tag', () => {
    expect(found(document(tagged, guard(SETTING)))).toEqual([]);
  });

  test.each(SETTING)('not where it leaves out `%s`', action => {
    expect(found(document(tagged, guard(SETTING.filter(one => one !== action))))).toEqual([expect.stringContaining(`whoever may do \`${action}\` can take the tag`)]);
  });

  test('not where it may be left out, or is for another tag', () => {
    const maybe = { 'Fn::If': ['C', guard(SETTING), { Ref: 'AWS::NoValue' }] };
    const sections = { Parameters: { Stage: { Type: 'String' } }, Conditions: { C: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } } };

    expect(found(document(tagged, maybe), sections)).toHaveLength(1);
    expect(found(document(tagged, deny(SETTING, '*', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'other' } })))).toHaveLength(1);
  });

  test('in another policy for the same accounts, or for the root', () => {
    const blamed = (own: object, other: object) => findingsOf(RULE, { P: policy(document(tagged), own), G: policy(document(guard(SETTING)), other) })
      .map(({ logicalId }) => logicalId);

    expect(blamed({ TargetIds: ['ou-ab12-cdef3456'] }, { TargetIds: ['ou-ab12-cdef3456', 'ou-ab12-11111111'] })).toEqual([]);
    expect(blamed({ TargetIds: ['ou-ab12-cdef3456'] }, { TargetIds: ['r-ab12'] })).toEqual([]);
    expect(blamed({ TargetIds: ['ou-ab12-cdef3456'] }, { TargetIds: ['ou-ab12-11111111'] })).toEqual(['P']);
    expect(blamed({ TargetIds: ['r-ab12'] }, { TargetIds: ['ou-ab12-11111111'] })).toEqual(['P']);
    expect(blamed({}, {})).toEqual(['P']);
  });
});

describe('policies of resources', () => {
  const outsider = { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exampleorgid' } };

  test.each<[string, object]>([
    ['a role by its name, in whatever account', { ...outsider, ArnNotLikeIfExists: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/partner' } }],
    ['a tag, which an account outside sets as it likes', { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exampleorgid', 'aws:PrincipalTag/partner': 'yes' } }],
    ['tags of sessions that an account outside takes with a tag of its own', {
      'StringNotEqualsIfExists': { 'aws:PrincipalTag/team': 'admin', 'aws:PrincipalOrgID': 'o-exampleorgid' }, 'ForAnyValue:StringLike': { 'aws:TagKeys': ['team'] },
    }],
    ['paths that somebody of no organization does not have', { 'ForAnyValue:StringNotLike': { 'aws:PrincipalOrgPaths': 'o-exampleorgid/*' } }],
  ])('%s', (_name, condition) => {
    expect(foundOfResources(deny('s3:*', '*', condition))).toEqual([expect.stringContaining('can be dodged: whoever asks may')]);
  });

  test('what another statement denies is not dodged', () => {
    const weak = deny('s3:*', '*', { ...outsider, ArnNotLikeIfExists: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/partner' } });

    expect(foundOfResources(weak, deny('s3:*', '*', outsider))).toEqual([]);
    expect(foundOfResources(weak, deny('sqs:*', '*', outsider))).toHaveLength(1);
  });
});

describe('a policy that limits nothing is blocked', () => {
  test.each<[string, object]>([
    ['NotAction of everything', { Effect: 'Deny', NotAction: '*', Resource: '*' }],
    ['NotResource of everything', { Effect: 'Deny', Action: '*', NotResource: '*' }],
    ['everybody is exempt', deny('*', '*', { StringNotLike: { 'aws:PrincipalArn': '*' } })],
    ['conditions that exclude each other', deny('*', '*', { Bool: { 'aws:SecureTransport': 'false' }, StringEquals: { 'aws:SecureTransport': 'true' } })],
  ])('%s', (_name, statement) => {
    expect(found(document(statement))).toEqual(['denies nothing, to nobody']);
  });

  test('actions that AWS does not list', () => {
    expect(found(document(deny('cloudtrail:StopLoging')))).toEqual(['denies no action that AWS lists']);
    expect(found(document(deny(['cloudtrail:StopLoging', 'cloudtrail:DeleteTrail'])))).toEqual([]);
  });

  test.each<[string, object[]]>([
    ['in two statements', [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }, allow('iam:*')]],
    ['by what is left out, which is nothing', [{ Effect: 'Allow', NotAction: 'nosuchservice:*', Resource: '*' }]],
  ])('a list that allows everything, %s', (_name, statements) => {
    expect(found(document(...statements))).toEqual(['allows, in whatever words, every action that AWS lists: it limits nothing']);
  });

  test('a list that leaves something out passes', () => {
    expect(found(document({ Effect: 'Allow', NotAction: ['iam:*'], Resource: '*' }))).toEqual([]);
    expect(found(document({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }, allow('iam:Get*')))).toEqual([]);
    expect(found(document({ Effect: 'Allow', NotAction: 'nosuchservice:*', Resource: '*', Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } }))).toEqual([]);
  });
});

describe('open values', () => {
  test('an exemption that is a parameter may be a pattern', () => {
    const [finding] = findingsOf(RULE, { P: policy(unless({ ArnNotLike: { 'aws:PrincipalArn': { 'Fn::Sub': 'arn:aws:iam::*:role/${X}' } } })) }, WITH_PARAMETER);

    expect([finding.message, finding.dependsOn]).toEqual([expect.stringContaining('`iam:CreateRole`'), ['parameter `X`']]);
  });

  test('so may one whose ARN is a parameter', () => {
    const [finding] = findingsOf(RULE, { P: policy(unless({ ArnNotLike: { 'aws:PrincipalArn': { Ref: 'X' } } })) }, WITH_PARAMETER);

    expect([finding.message, finding.dependsOn]).toEqual([expect.stringContaining('`iam:CreateRole`'), ['parameter `X`']]);
  });

  test('whom a Deny is for may be a parameter', () => {
    expect(found(unless({ ArnLike: { 'aws:PrincipalArn': { Ref: 'X' } } }), WITH_PARAMETER)).toEqual([]);
  });

  test('a tag that is a parameter is a tag', () => {
    expect(found(unless({ StringNotEquals: { 'aws:PrincipalTag/privileged': { Ref: 'X' } } }), WITH_PARAMETER)).toEqual([expect.stringContaining('`iam:TagRole`')]);
  });

  test('a role that the stack makes is one', () => {
    const role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document({ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }) } };

    expect(findingsOf(RULE, { P: policy(unless({ ArnNotLike: { 'aws:PrincipalArn': { 'Fn::GetAtt': ['R', 'Arn'] } } })), R: role })).toEqual([]);
  });

  test('partitions are as the stack has them', () => {
    const value = (name: string) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:iam::*:role/${name}` });

    expect(found(unless({ ArnNotLike: { 'aws:PrincipalArn': value('security-admin') } }))).toEqual([]);
    expect(found(unless({ ArnNotLike: { 'aws:PrincipalArn': value('Admin*') } }))).toHaveLength(1);
  });
});

test('policies of the organization that are given as files are judged', () => {
  const folder = mkdtempSync(join(tmpdir(), 'organization-test-'));
  try {
    writeFileSync(join(folder, 'weak.json'), JSON.stringify(document({ Sid: 'KeepLogs', ...deny(STOP, '*', { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Admin*' } }) })));
    writeFileSync(join(folder, 'organization.json'), JSON.stringify({
      managementAccountId: '999988887777', root: { id: 'r-ab12', serviceControlPolicies: ['FullAWSAccess', 'weak.json'], accounts: [{ id: ACCOUNT }] },
    }));
    const organization = readOrganization(join(folder, 'organization.json'));
    const reading = readTemplate(JSON.stringify({ Resources: { Q: { Type: 'AWS::SQS::Queue' } } }), { account: ACCOUNT, region: 'us-east-1' }, { organization });

    expect(findingsIn(reading, RULES.filter(({ name }) => name === RULE)).map(({ message }) => message)).toEqual([
      '`weak.json` at `Statement[0]` (`KeepLogs`) can be dodged: whoever may do `iam:CreateRole` can make a role whose name is exempt',
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
