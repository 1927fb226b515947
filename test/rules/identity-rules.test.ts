import { ACCOUNT, allow, deny, document, findingsOf, managedPolicy, replayed, role, Sections, user, WITH_CONDITION, WITH_PARAMETER } from './templates';
import { readTemplate } from '../../src/cloudformation/app-reader';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';
import { AwsManagedPolicies } from '../../src/engine/service-authorization/aws-managed-policies';
import { RuleOptions } from '../../src/rules/rule-options';
import { findingsIn, RULES } from '../../src/rules/rule-set';
import { RuleName } from '../../src/rules/rule-table';
import { ServiceRolePolicy, serviceRolePolicies } from '../../src/rules/service-role-policies';

/** What one rule says of one role with these policies: the index of each statement that it blames. */
function blamedOf(rule: RuleName, policy: object, properties: object = {}, sections: Sections = {}): number[] {
  const resources = { R: role([policy], properties), B: managedPolicy(document(allow('sqs:*', 'arn:aws:sqs:*:*:orders'))) };
  return findingsOf(rule, resources, sections).filter(({ logicalId }) => logicalId === 'R').map(({ statement }) => statement!.index);
}

interface Cases {
  readonly rule: RuleName;
  /** What the rule blames: the nearest that it blocks first. */
  readonly blocks: Record<string, object>;
  /** What it lets pass: the nearest first. */
  readonly passes: Record<string, object>;
  /** A condition under which nothing is left to blame. */
  readonly saving?: object;
  /** What ends it by a Deny. @default - the actions of the nearest that it blocks */
  readonly denied?: string | string[];
}

const BUCKET = 'arn:aws:s3:::amzn-s3-demo-bucket';
const ANY_ROLE = `arn:aws:iam::${ACCOUNT}:role/*`;
const TASK_ROLE = `arn:aws:iam::${ACCOUNT}:role/task`;

const ALL: Cases[] = [
  {
    rule: 'NoFullServiceAccess',
    blocks: {
      'every action on every resource of the service': document(allow('s3:*')),
      'every action on every bucket': document(allow('s3:*', 'arn:aws:s3:::*')),
      'question marks and stars': document(allow('s3:?*')),
      'NotAction of another service': document({ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*', 'sts:*'], Resource: '*' }),
      'several services in one statement': document(allow(['sqs:SendMessage', 'sns:*'])),
    },
    passes: {
      'every action on one bucket': document(allow('s3:*', [BUCKET, `${BUCKET}/*`])),
      'all reading': document(allow(['s3:Get*', 's3:List*'])),
      'buckets that begin alike': document(allow('s3:*', 'arn:aws:s3:::team-*')),
    },
    saving: { StringEquals: { 'aws:PrincipalType': 'User' } },
  },
  {
    rule: 'NoUnboundedPassRole',
    blocks: {
      'every role': document(allow('iam:PassRole')),
      'every role of the account': document(allow('iam:PassRole', ANY_ROLE)),
      'to whatever service': document(allow('iam:PassRole', ANY_ROLE, { StringLike: { 'iam:PassedToService': '*.amazonaws.com' } })),
      'IfExists': document(allow('iam:PassRole', ANY_ROLE, { StringEqualsIfExists: { 'iam:ResourceTag/team': 'shop' } })),
    },
    passes: {
      'one role': document(allow('iam:PassRole', TASK_ROLE)),
      'roles that begin alike': document(allow('iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/team-*`)),
    },
    saving: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
  },
  {
    rule: 'NoUnboundedPermissionsManagement',
    blocks: {
      'the policy of every bucket': document(allow('s3:PutBucketPolicy')),
      'grants on every key': document(allow('kms:CreateGrant', 'arn:aws:kms:*:*:key/*')),
      'the boundary of every role': document(allow('iam:PutRolePermissionsBoundary', ANY_ROLE)),
    },
    passes: {
      'the policy of one bucket': document(allow('s3:PutBucketPolicy', BUCKET)),
      'grants that a service of AWS needs': document(allow('kms:CreateGrant', '*', { Bool: { 'kms:GrantIsForAWSResource': 'true' } })),
      'within a boundary': document(allow('iam:PutRolePolicy', ANY_ROLE, { StringEquals: { 'iam:PermissionsBoundary': `arn:aws:iam::${ACCOUNT}:policy/boundary` } })),
      'another access level': document(allow('s3:PutObject')),
    },
    saving: { StringEquals: { 'aws:ResourceTag/team': 'shop' } },
  },
  {
    rule: 'NoUnboundedCredentials',
    blocks: {
      'access keys of every user': document(allow('iam:CreateAccessKey')),
      'every database user': document(allow('rds-db:connect', 'arn:aws:rds-db:*:*:dbuser:*/*')),
      'every role': document(allow('sts:AssumeRole', ANY_ROLE)),
    },
    passes: {
      'access keys of one user': document(allow('iam:CreateAccessKey', `arn:aws:iam::${ACCOUNT}:user/alice`)),
      'one role': document(allow('sts:AssumeRole', TASK_ROLE)),
      'what supports only `*`': document(allow('ecr:GetAuthorizationToken')),
    },
    saving: { StringEquals: { 'aws:ResourceTag/team': 'shop' } },
  },
  {
    rule: 'NoUnboundedDataAccess',
    blocks: {
      'every object': document(allow('s3:GetObject')),
      'every object, with a wildcard in the action': document(allow('s3:Get*')),
      'every secret': document(allow('secretsmanager:GetSecretValue', 'arn:aws:secretsmanager:*:*:secret:*')),
      'all but one bucket': document({ Effect: 'Allow', Action: 's3:GetObject', NotResource: `${BUCKET}/*` }),
    },
    passes: {
      'every object of one bucket': document(allow('s3:GetObject', `${BUCKET}/*`)),
      'one folder of every bucket': document(allow('s3:GetObject', 'arn:aws:s3:::*/AWSLogs/*')),
      'objects with a tag': document(allow('s3:GetObject', '*', { StringEquals: { 's3:ExistingObjectTag/team': 'shop' } })),
      'names of buckets': document(allow('s3:ListAllMyBuckets')),
    },
    saving: { StringEquals: { 'aws:PrincipalType': 'User' } },
  },
  {
    rule: 'NoInvertedAllow',
    blocks: {
      'NotAction on one resource': document({ Effect: 'Allow', NotAction: 's3:DeleteObject', Resource: `${BUCKET}/*` }),
      'NotResource': document({ Effect: 'Allow', Action: 's3:GetObject', NotResource: `${BUCKET}/*` }),
    },
    passes: {
      'Action and Resource': document(allow('s3:GetObject', `${BUCKET}/*`)),
      'a Deny with NotAction': document(allow('s3:GetObject', `${BUCKET}/*`), { Effect: 'Deny', NotAction: 's3:*', Resource: '*' }),
    },
    saving: { StringEquals: { 'aws:PrincipalType': 'User' } },
    denied: '*',
  },
];

describe.each(ALL.map((one): [string, Cases] => [one.rule, one]))('%s', (_rule, { rule, blocks, passes, saving, denied }) => {
  const [nearest]: any[] = Object.values(blocks);

  test.each(Object.entries(blocks))('blocks: %s', (_name, policy) => {
    const found = findingsOf(rule, { R: role([policy]) });

    expect(found.map(({ logicalId, statement }) => [logicalId, statement!.index])).toEqual([['R', 0]]);
    expect(replayed(found[0], { policyInputList: [policy] })).toBe(EvalDecision.ALLOWED);
  });

  test.each(Object.entries(passes))('lets pass: %s', (_name, policy) => {
    expect(blamedOf(rule, policy)).toEqual([]);
  });

  test('a condition that never holds for it saves', () => {
    const [statement] = nearest.Statement;

    expect(blamedOf(rule, document({ ...statement, Condition: saving }))).toEqual([]);
  });

  test('a Deny saves, in whatever policy', () => {
    const what = deny(denied ?? nearest.Statement[0].Action);

    expect(blamedOf(rule, document(...nearest.Statement, what))).toEqual([]);
    expect(findingsOf(rule, { R: role([nearest, document(what)]) })).toEqual([]);
  });

  test('a boundary saves, one that nobody knows does not', () => {
    expect(blamedOf(rule, nearest, { PermissionsBoundary: { Ref: 'B' } })).toEqual([]);
    expect(blamedOf(rule, nearest, { PermissionsBoundary: { 'Fn::ImportValue': 'boundary' } })).toEqual([0]);
  });

  test('a Deny that may be absent does not save', () => {
    const maybe = { 'Fn::If': ['C', deny(denied ?? nearest.Statement[0].Action), { Ref: 'AWS::NoValue' }] };

    expect(blamedOf(rule, document(...nearest.Statement, maybe), {}, WITH_CONDITION)).toEqual([0]);
  });

  test('of an administrator it goes without saying', () => {
    expect(blamedOf(rule, document(...nearest.Statement, allow('*')))).toEqual([]);
  });
});

describe('policies that AWS made for the roles of its services', () => {
  const SSM = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';
  const trusting = (principal: object) => document({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' });
  const found = (properties: object) => findingsOf('NoUnboundedDataAccess', { R: role([], { ManagedPolicyArns: [SSM], ...properties }) }).length;

  test('are passed over where only a service has them', () => {
    expect(found({ AssumeRolePolicyDocument: trusting({ Service: 'ec2.amazonaws.com' }) })).toBe(0);
  });

  test('are judged where anybody else has them', () => {
    expect(found({ AssumeRolePolicyDocument: trusting({ AWS: ACCOUNT }) })).toBe(1);
    expect(found({ AssumeRolePolicyDocument: trusting({ Service: 'ec2.amazonaws.com', AWS: ACCOUNT }) })).toBe(1);
    expect(findingsOf('NoUnboundedDataAccess', { U: user([], { ManagedPolicyArns: [SSM] }) })).toHaveLength(1);
  });

  test.each<[string, string, RuleName, object[]]>([
    ['service-role/AWSGlueServiceRole', 'glue.amazonaws.com', 'NoFullServiceAccess', []],
    ['service-role/AWSDataLifecycleManagerServiceRole', 'dlm.amazonaws.com', 'NoUnboundedPermissionsManagement', []],
    ['service-role/AWSElasticBeanstalkService', 'elasticbeanstalk.amazonaws.com', 'NoUnboundedPassRole', []],
    ['service-role/AWSShieldDRTAccessPolicy', 'drt.shield.amazonaws.com', 'NoFullServiceAccess', []],
    ['service-role/AWSCodeDeployRole', 'codedeploy.us-east-1.amazonaws.com', 'NoPrivilegeEscalation', [allow('iam:PassRole')]],
  ])('`%s` is passed over for `%s` alone', (name, service, rule, more) => {
    const on = (...services: string[]) => findingsOf(rule, {
      R: role(more.map(one => document(one)), { AssumeRolePolicyDocument: trusting({ Service: services }), ManagedPolicyArns: [`arn:aws:iam::aws:policy/${name}`] }),
    }).length > 0;

    expect([on(service), on('lambda.amazonaws.com'), on(service, 'lambda.amazonaws.com'), on('ec2.amazonaws.com')]).toEqual([false, true, true, true]);
  });

  test.each([['service-role/AmazonElasticMapReduceforEC2Role', 'ec2.amazonaws.com'], ['service-role/AmazonEC2RoleforDataPipelineRole', 'ec2.amazonaws.com']])('`%s` is for nobody: whatever runs on the instances has it', (name, service) => {
    expect(findingsOf('NoUnboundedDataAccess', { R: role([], { AssumeRolePolicyDocument: trusting({ Service: service }), ManagedPolicyArns: [`arn:aws:iam::aws:policy/${name}`] }) })).toHaveLength(1);
  });

  test('are judged where nobody knows which service has them', () => {
    const services = [{ Ref: 'X' }, { 'Fn::Sub': '${X}.amazonaws.com' }];

    expect(services.map(Service => findingsOf('NoUnboundedDataAccess', { R: role([], { AssumeRolePolicyDocument: trusting({ Service }), ManagedPolicyArns: [SSM] }) }, WITH_PARAMETER).length)).toEqual([1, 1]);
  });

  test('are policies that AWS has, with services by their names', () => {
    const rows: ServiceRolePolicy[] = serviceRolePolicies();

    expect(rows.filter(({ policy }) => AwsManagedPolicies.find(`arn:aws:iam::aws:policy/${policy}`) === undefined)).toEqual([]);
    expect(rows.filter(({ services, see }) => !services.every(one => /^[a-z0-9.-]+\.amazonaws\.com$/.test(one)) || !see.startsWith('https://docs.aws.amazon.com/'))).toEqual([]);
    expect(new Set(rows.map(({ policy }) => policy)).size).toBe(rows.length);
  });

  test('are judged where a policy of the app says the same', () => {
    expect(findingsOf('NoUnboundedDataAccess', { R: role([document(allow('ssm:GetParameter'))]) })).toHaveLength(1);
  });
});

describe('NoOpenResource', () => {
  const on = (action: string, resource: unknown) => blamedOf('NoOpenResource', document(allow(action, resource)), {}, WITH_PARAMETER);

  test.each<[string, unknown]>([
    ['an ARN that is a parameter', { Ref: 'X' }],
    ['a name that is a parameter', { 'Fn::Sub': 'arn:aws:s3:::${X}/*' }],
    ['a value from elsewhere', { 'Fn::ImportValue': 'bucket' }],
  ])('blocks writing to %s, and says what it depends on', (_name, resource) => {
    const [finding] = findingsOf('NoOpenResource', { R: role([document(allow('s3:PutObject', resource))]) }, WITH_PARAMETER);

    expect([finding.statement!.index, finding.dependsOn.length]).toEqual([0, 1]);
  });

  test('blocks it where the statement may be absent, and where a condition is open too', () => {
    const sections = { ...WITH_CONDITION, Parameters: { ...WITH_CONDITION.Parameters, ...WITH_PARAMETER.Parameters, Y: { Type: 'String' } } };
    const found = (rule: RuleName, statement: object) => blamedOf(rule, document(statement), {}, sections);
    const maybe = { 'Fn::If': ['C', allow('s3:PutObject', { Ref: 'X' }), { Ref: 'AWS::NoValue' }] };

    expect(found('NoOpenResource', maybe)).toEqual([0]);
    expect(found('NoOpenResource', allow('s3:PutObject', { Ref: 'X' }, { StringEquals: { 'aws:RequestedRegion': { Ref: 'Y' } } }))).toEqual([0]);
  });

  test('blocks reading data, and managing permissions', () => {
    expect([on('s3:GetObject', { Ref: 'X' }), on('s3:PutBucketPolicy', { Ref: 'X' })]).toEqual([[0], [0]]);
  });

  test('lets pass what neither writes nor reads data', () => {
    expect(on('s3:ListBucket', { Ref: 'X' })).toEqual([]);
  });

  test('lets pass a parameter with allowed values, one behind a literal beginning, and a name that the stack makes', () => {
    const allowed = { Parameters: { X: { Type: 'String', AllowedValues: [`${BUCKET}/a`, `${BUCKET}/b`] } } };

    expect(blamedOf('NoOpenResource', document(allow('s3:PutObject', { Ref: 'X' })), {}, allowed)).toEqual([]);
    expect(on('s3:PutObject', { 'Fn::Sub': 'arn:aws:s3:::amzn-s3-demo-bucket/${X}' })).toEqual([]);
    expect(findingsOf('NoOpenResource', { R: role([document(allow('s3:PutObject', { 'Fn::GetAtt': ['Q', 'Arn'] }))]), Q: { Type: 'AWS::S3::Bucket' } })).toEqual([]);
  });

  test('what is wide whatever the value turns out to be, another rule says', () => {
    expect(blamedOf('NoOpenResource', document(allow('s3:GetObject', ['*', { Ref: 'X' }])), {}, WITH_PARAMETER)).toEqual([]);
    expect(blamedOf('NoUnboundedDataAccess', document(allow('s3:GetObject', ['*', { Ref: 'X' }])), {}, WITH_PARAMETER)).toEqual([0]);
    expect(blamedOf('NoUnboundedDataAccess', document(allow('s3:GetObject', { Ref: 'X' })), {}, WITH_PARAMETER)).toEqual([]);
  });
});

describe('NoOpenAction', () => {
  test('blocks an action that is a parameter, on whatever resource, and in a policy of a resource', () => {
    expect(blamedOf('NoOpenAction', document(allow({ Ref: 'X' }, `${BUCKET}/key`)), {}, WITH_PARAMETER)).toEqual([0]);
    expect(blamedOf('NoOpenAction', document(allow({ 'Fn::Sub': 's3:${X}' }, `${BUCKET}/key`)), {}, WITH_PARAMETER)).toEqual([0]);
    const bucketPolicy = document({ ...allow({ Ref: 'X' }, `${BUCKET}/*`), Principal: { AWS: ACCOUNT } });
    expect(findingsOf('NoOpenAction', { P: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'amzn-s3-demo-bucket', PolicyDocument: bucketPolicy } } }, WITH_PARAMETER))
      .toEqual([expect.objectContaining({ logicalId: 'P', dependsOn: ['parameter `X`'] })]);
  });

  test('lets pass a parameter with allowed values, and a Deny', () => {
    const allowed = { Parameters: { X: { Type: 'String', AllowedValues: ['s3:GetObject', 's3:PutObject'] } } };

    expect(blamedOf('NoOpenAction', document(allow({ Ref: 'X' }, `${BUCKET}/key`)), {}, allowed)).toEqual([]);
    expect(blamedOf('NoOpenAction', document(deny({ Ref: 'X' })), {}, WITH_PARAMETER)).toEqual([]);
  });
});

describe('NoUnlistedAction', () => {
  test.each([['s3:GetObjekt'], ['s3:Gett*'], ['nosuchservice:Do'], ['nosuchservice:*']])('blocks `%s`', action => {
    expect(blamedOf('NoUnlistedAction', document(allow(action, `${BUCKET}/key`)))).toEqual([0]);
  });

  test.each([['s3:GetObject'], ['S3:getobject'], ['s3:Get*'], ['s3:*'], ['*'], ['s?s:SendMessage']])('lets `%s` pass', action => {
    expect(blamedOf('NoUnlistedAction', document(allow(action, `${BUCKET}/key`)))).toEqual([]);
  });
});

describe('NoMissingBoundary', () => {
  const required = `arn:aws:iam::${ACCOUNT}:policy/boundary`;
  const missing = (resource: object, options: RuleOptions = { requiredPermissionsBoundary: required }) => findingsIn(
    readTemplate(JSON.stringify({ Resources: { R: resource } }), { account: ACCOUNT, region: 'us-east-1' }),
    RULES.filter(({ name }) => name === 'NoMissingBoundary'), options,
  ).map(({ logicalId }) => logicalId);

  test('blocks a role or user without one, or with another', () => {
    expect([missing(role()), missing(user()), missing(role([], { PermissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess' }))]).toEqual([['R'], ['R'], ['R']]);
    expect(missing(role([], { PermissionsBoundary: { 'Fn::ImportValue': 'boundary' } }))).toEqual(['R']);
  });

  test('lets the required one pass, in whatever account where that is a wildcard', () => {
    expect(missing(role([], { PermissionsBoundary: required }))).toEqual([]);
    expect(missing(role([], { PermissionsBoundary: required }), { requiredPermissionsBoundary: 'arn:aws:iam::*:policy/boundary' })).toEqual([]);
    expect(missing(role([], { PermissionsBoundary: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/boundary' } }), { requiredPermissionsBoundary: 'arn:*:iam::*:policy/boundary' })).toEqual([]);
  });

  test('asks nothing where none is required', () => {
    expect(missing(role(), {})).toEqual([]);
  });
});
