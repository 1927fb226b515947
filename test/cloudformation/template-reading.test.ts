import { fc } from '../properties';
import { deployed, Deployment, ifAccepted, Refused } from './deployment';
import {
  ACCOUNT, addition, allow, ALLOW_ALL, Asked, decisions, decisionsFor, deny, DENY_ALL, document, documentsOf, either, group, managedPolicy, NO_VALUE, policiesOf,
  policy, principalOf, read, role, trustIn, unread, user,
} from './templates';
import { parseCaller } from '../../src/engine/evaluation/caller';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';
import { PolicyDocument } from '../../src/engine/policy/policy-document';
import { PolicyType } from '../../src/engine/policy/policy-type';
import { AwsManagedPolicies } from '../../src/engine/service-authorization/aws-managed-policies';

const { ALLOWED, EXPLICIT_DENY, IMPLICIT_DENY } = EvalDecision;

// The matrix: effect x element x layer x kind of value

/** How many of the deployments a value covers the request in. */
type Covers = 'all' | 'some' | 'none';
type Kind = 'known' | 'opaque' | 'unknown' | 'choice';

/** What a request may come to under one statement. A Deny stands beside an Allow of everything. */
const OUTCOMES: Record<'Allow' | 'Deny', Record<Covers, EvalDecision[]>> = {
  Allow: { all: [ALLOWED], some: [ALLOWED, IMPLICIT_DENY], none: [IMPLICIT_DENY] },
  Deny: { all: [EXPLICIT_DENY], some: [ALLOWED, EXPLICIT_DENY], none: [ALLOWED] },
};

/** A complement covers what the element does not. */
const COMPLEMENT: Record<Covers, Covers> = { all: 'none', some: 'some', none: 'all' };

const sections = {
  Parameters: {
    Free: { Type: 'String', Default: 'default' },
    List: { Type: 'CommaDelimitedList' },
    FromStore: { Type: 'AWS::SSM::Parameter::Value<String>' },
    Count: { Type: 'Number' },
    Verb: { Type: 'String', AllowedValues: ['GetObject', 'PutObject'] },
    Get: { Type: 'String', AllowedValues: ['Get', 'GetObj'] },
    Write: { Type: 'String', AllowedValues: ['PutObject', 'DeleteObject'] },
    Team: { Type: 'String', AllowedValues: ['web', 'db'] },
    Store: { Type: 'String', AllowedValues: ['db', 'cache'] },
    Wild: { Type: 'String', AllowedValues: ['s3:Get*', 'sqs:*'] },
    Service: { Type: 'String', AllowedValues: ['ec2', 'lambda'] },
    Switch: { Type: 'String', AllowedValues: ['true', 'false'] },
  },
  Mappings: { Env: { dev: { action: 's3:Get*', bucket: 'arn:aws:s3:::logs-*' }, prod: { action: 's3:Put*', bucket: 'arn:aws:s3:::data/*' } } },
};
const more = {
  Generated: { Type: 'AWS::S3::Bucket' },
  Setting: { Type: 'AWS::SSM::Parameter', Properties: { Value: '*' } },
  Provider: { Type: 'AWS::Lambda::Function' },
  Maker: { Type: 'Custom::Maker', Properties: { ServiceToken: { 'Fn::GetAtt': ['Provider', 'Arn'] } } },
};
const sub = (text: string) => ({ 'Fn::Sub': text });
const findInEnv = (name: string) => ({ 'Fn::FindInMap': ['Env', { Ref: 'Free' }, name] });

const ASKED = { action: 's3:GetObject', resource: `arn:aws:s3:::logs-${ACCOUNT}/k`, context: { 'aws:PrincipalTag/team': ['web'] } };

/** Values of `Action`, for a request of `s3:GetObject`. */
const ACTIONS: [Kind, Covers, unknown][] = [
  ['known', 'all', 's3:GetObject'],
  ['known', 'all', 'S3:getobject'],
  ['known', 'all', ['sqs:*', 's3:Get*']],
  ['known', 'all', { 'Fn::Join': [':', ['s3', { 'Fn::Select': [0, { 'Fn::Split': [',', 'Get*,Put*'] }] }]] }],
  ['known', 'none', 's3:PutObject'],
  ['known', 'none', { 'Fn::FindInMap': ['Env', 'prod', 'action'] }],
  ['opaque', 'all', ['s3:GetObject', sub('s3:${Verb}')]],
  ['opaque', 'some', sub('s3:${Verb}')],
  ['opaque', 'some', sub('s3:${Get}Object')],
  ['opaque', 'none', sub('s3:${Write}')],
  ['opaque', 'none', sub('sqs:${Verb}')],
  ['unknown', 'all', ['s3:GetObject', { Ref: 'Free' }]],
  ['unknown', 'some', { Ref: 'Free' }],
  ['unknown', 'some', [{ Ref: 'Free' }]],
  ['unknown', 'some', ['s3:PutObject', { Ref: 'List' }]],
  ['unknown', 'some', { Ref: 'List' }],
  ['unknown', 'some', { Ref: 'FromStore' }],
  ['unknown', 'some', sub('s3:${Free}')],
  ['unknown', 'some', sub('${Free}Object')],
  ['unknown', 'some', { 'Fn::ImportValue': 'action' }],
  ['unknown', 'some', '{{resolve:ssm:/action}}'],
  ['unknown', 'some', { 'Fn::GetAtt': ['Setting', 'Value'] }],
  ['unknown', 'some', { 'Fn::GetAtt': ['Maker', 'Action'] }],
  ['unknown', 'some', { 'Fn::Split': [',', { Ref: 'Free' }] }],
  ['unknown', 'some', { 'Fn::Select': [0, { Ref: 'List' }] }],
  ['unknown', 'none', sub('sqs:${Free}')],
  ['unknown', 'none', sub('${Free}:PutObject')],
  ['choice', 'all', either('s3:Get*', 's3:*')],
  ['choice', 'all', ['s3:Get*', either('s3:Put*')]],
  ['choice', 'all', either(['s3:Get*', 'sqs:*'], ['*'])],
  ['choice', 'some', either('s3:GetObject', 's3:PutObject')],
  ['choice', 'some', either('s3:PutObject', 's3:GetObject')],
  ['choice', 'some', ['s3:PutObject', either('s3:GetObject')]],
  ['choice', 'some', either(['s3:PutObject', 's3:GetObject'], ['s3:PutObject'])],
  ['choice', 'some', either('s3:PutObject', { 'Fn::If': ['D', 's3:PutObject', 's3:GetObject'] })],
  ['choice', 'some', either({ Ref: 'Free' }, 's3:PutObject')],
  ['choice', 'some', { Ref: 'Wild' }],
  ['choice', 'some', findInEnv('action')],
  ['choice', 'none', either('s3:PutObject', 'sqs:*')],
  ['choice', 'none', ['s3:PutObject', either('sqs:*')]],
];

/** Values of `Resource`, for a request on `arn:aws:s3:::logs-111122223333/k`. */
const RESOURCES: [Kind, Covers, unknown][] = [
  ['known', 'all', '*'],
  ['known', 'all', ['arn:aws:s3:::data/*', 'arn:aws:s3:::logs-*']],
  ['known', 'none', 'arn:aws:s3:::data/*'],
  ['known', 'none', 'arn:aws:s3:::LOGS-*'],
  ['opaque', 'all', ['arn:aws:s3:::logs-*', sub('arn:aws:s3:::${AWS::AccountId}')]],
  ['opaque', 'some', sub('arn:aws:s3:::logs-${AWS::AccountId}/*')],
  ['opaque', 'some', sub('arn:${AWS::Partition}:s3:::logs-*')],
  ['opaque', 'some', sub('arn:aws:s3:::${AWS::StackName}/k')],
  ['opaque', 'none', sub('arn:aws:s3:::${AWS::AccountId}/*')],
  ['opaque', 'none', { 'Fn::GetAtt': ['Generated', 'Arn'] }],
  ['opaque', 'none', sub('arn:aws:s3:::logs-${Count}/j')],
  ['unknown', 'all', ['*', { Ref: 'Free' }]],
  ['unknown', 'some', { Ref: 'Free' }],
  ['unknown', 'some', { Ref: 'List' }],
  ['unknown', 'some', sub('arn:aws:s3:::${Free}')],
  ['unknown', 'some', sub('arn:aws:s3:::${Free}/k')],
  ['unknown', 'some', sub('arn:aws:s3:::logs-${Free}*')],
  ['unknown', 'some', { 'Fn::ImportValue': 'bucket' }],
  ['unknown', 'some', 'arn:aws:s3:::{{resolve:ssm:/bucket}}/*'],
  ['unknown', 'some', { 'Fn::GetAtt': ['Setting', 'Value'] }],
  ['unknown', 'some', { Ref: 'Maker' }],
  ['unknown', 'some', { 'Fn::Transform': { Name: 'Macro' } }],
  ['unknown', 'none', sub('arn:aws:sqs:${Free}')],
  ['unknown', 'none', sub('arn:aws:s3:::${Free}/other')],
  ['choice', 'all', either('arn:aws:s3:::logs-*', '*')],
  ['choice', 'all', ['arn:aws:s3:::logs-*', either('arn:aws:s3:::data/*')]],
  ['choice', 'some', either('arn:aws:s3:::logs-*', 'arn:aws:s3:::data/*')],
  ['choice', 'some', ['arn:aws:s3:::data/*', either('arn:aws:s3:::logs-*')]],
  ['choice', 'some', ['arn:aws:s3:::data/*', either(['arn:aws:s3:::logs-*', 'arn:aws:s3:::x'], ['arn:aws:s3:::y'])]],
  ['choice', 'some', { 'Fn::Join': ['', ['arn:aws:s3:::', either('logs', 'data'), '-*']] }],
  ['choice', 'some', findInEnv('bucket')],
  ['choice', 'none', either('arn:aws:s3:::data/*', 'arn:aws:sqs:*')],
];

/** Values of `aws:PrincipalTag/team`, which is `web`. */
const TEAMS: [Kind, Covers, unknown][] = [
  ['known', 'all', 'web'],
  ['known', 'all', ['db', 'web']],
  ['known', 'none', 'db'],
  ['known', 'none', ['db', 'cache']],
  ['opaque', 'some', { Ref: 'Team' }],
  ['opaque', 'all', ['web', { Ref: 'Team' }]],
  ['opaque', 'none', { Ref: 'Store' }],
  ['unknown', 'some', { Ref: 'Free' }],
  ['unknown', 'all', ['web', { Ref: 'Free' }]],
  ['unknown', 'some', ['db', { 'Fn::Sub': 'w${Free}' }]],
  ['unknown', 'none', { 'Fn::Sub': 'd${Free}' }],
  ['unknown', 'some', '{{resolve:ssm:/team}}'],
  ['unknown', 'some', { Ref: 'List' }],
  ['choice', 'all', either('web', 'web')],
  ['choice', 'some', either('web', 'db')],
  ['choice', 'some', ['db', either('web')]],
  ['choice', 'some', either(['db', 'web'], ['db'])],
  ['choice', 'none', either('db', 'cache')],
];

/** Where a policy stands, so that it counts for user `U`. */
const LAYERS: Record<string, (one: object) => object> = {
  'identity policy': one => ({ U: user({ UserName: 'u' }), P: policy(one, { Users: ['u'] }) }),
  'managed policy': one => ({ U: user({ UserName: 'u', ManagedPolicyArns: [{ Ref: 'P' }] }), P: managedPolicy(one) }),
  'policy of a group': one => ({ U: user({ UserName: 'u', Groups: ['g'] }), G: group({ GroupName: 'g' }), P: policy(one, { Groups: ['g'] }) }),
  'permissions boundary': one => ({
    U: user({ UserName: 'u', PermissionsBoundary: { Ref: 'B' } }), B: managedPolicy(one), P: policy(ALLOW_ALL, { Users: ['u'] }),
  }),
};

function asked(layer: string, statement: { Effect: string }): EvalDecision[] {
  const one = statement.Effect === 'Deny' ? document(allow('*'), statement) : document(statement);
  const reading = read({ ...more, ...LAYERS[layer](one) }, sections);
  expect(reading.unread).toEqual([]);
  return decisionsFor(reading, 'U', ASKED);
}

const layers = Object.keys(LAYERS);
const effects = ['Allow', 'Deny'] as const;

describe.each(layers)('in an open %s', layer => {
  describe.each(effects)('of effect %s', Effect => {
    test.each(ACTIONS)('Action: %s, covers %s: %j', (_, covers, Action) => {
      expect(asked(layer, { Effect, Action, Resource: '*' } as any)).toEqual(OUTCOMES[Effect][covers]);
    });

    test.each(ACTIONS)('NotAction: %s, covers %s: %j', (_, covers, NotAction) => {
      expect(asked(layer, { Effect, NotAction, Resource: '*' } as any)).toEqual(OUTCOMES[Effect][COMPLEMENT[covers]]);
    });

    test.each(RESOURCES)('Resource: %s, covers %s: %j', (_, covers, Resource) => {
      expect(asked(layer, { Effect, Action: '*', Resource } as any)).toEqual(OUTCOMES[Effect][covers]);
    });

    test.each(RESOURCES)('NotResource: %s, covers %s: %j', (_, covers, NotResource) => {
      expect(asked(layer, { Effect, Action: '*', NotResource } as any)).toEqual(OUTCOMES[Effect][COMPLEMENT[covers]]);
    });

    test.each(['StringEquals', 'StringLike', 'StringEqualsIgnoreCase', 'ForAnyValue:StringEquals', 'ForAllValues:StringLike', 'StringEqualsIfExists']
      .flatMap(operator => TEAMS.map(row => [operator, ...row] as const)))('%s: %s, covers %s: %j', (operator, _, covers, value) => {
      expect(asked(layer, { ...allow('*'), Effect, Condition: { [operator]: { 'aws:PrincipalTag/team': value } } } as any)).toEqual(OUTCOMES[Effect][covers]);
    });

    test.each(['StringNotEquals', 'StringNotLike', 'StringNotEqualsIgnoreCase', 'ForAllValues:StringNotEquals', 'StringNotEqualsIfExists']
      .flatMap(operator => TEAMS.map(row => [operator, ...row] as const)))('%s: %s, covers %s: %j', (operator, _, covers, value) => {
      expect(asked(layer, { ...allow('*'), Effect, Condition: { [operator]: { 'aws:PrincipalTag/team': value } } } as any))
        .toEqual(OUTCOMES[Effect][COMPLEMENT[covers]]);
    });

    const ifWeb = { StringEquals: { 'aws:PrincipalTag/team': 'web' } };
    const ifDb = { StringEquals: { 'aws:PrincipalTag/team': 'db' } };

    test.each<[Kind, Covers, unknown]>([
      ['choice', 'all', either(ifWeb)],
      ['choice', 'some', either(ifDb)],
      ['choice', 'some', either(ifWeb, ifDb)],
      ['choice', 'none', either(ifDb, { ...ifDb, Bool: { 'aws:SecureTransport': 'true' } })],
      ['choice', 'some', { StringEquals: either({ 'aws:PrincipalTag/team': 'web' }, { 'aws:PrincipalTag/team': 'db' }) }],
      ['choice', 'some', { StringEquals: { 'aws:PrincipalTag/team': 'web', 'aws:PrincipalTag/other': either('x') } }],
      ['choice', 'none', { ...ifDb, Null: { 'aws:PrincipalTag/x': either('true', 'false') } }],
      ['choice', 'some', { Null: { 'aws:PrincipalTag/team': { Ref: 'Switch' } } }],
      ['unknown', 'some', { Null: { 'aws:PrincipalTag/team': { Ref: 'Free' } } }],
      ['unknown', 'some', { 'Fn::ImportValue': 'condition' }],
      ['unknown', 'some', { StringEquals: { 'aws:PrincipalTag/team': { 'Fn::ImportValue': 'teams' } } }],
      ['unknown', 'some', { StringEquals: { 'Fn::Transform': { Name: 'Macro' } } }],
      ['unknown', 'none', { ...ifDb, StringLike: { 'aws:PrincipalTag/team': { Ref: 'Free' } } }],
    ])('Condition: %s, covers %s: %j', (_, covers, Condition) => {
      expect(asked(layer, { ...allow('*'), Effect, Condition } as any)).toEqual(OUTCOMES[Effect][covers]);
    });

    test.each<[string, string, string[]]>([
      ['NumericLessThan', 'aws:MultiFactorAuthAge', ['60']],
      ['NumericEquals', 'aws:MultiFactorAuthAge', ['60']],
      ['DateGreaterThan', 'aws:CurrentTime', ['2026-01-01T00:00:00Z']],
      ['Bool', 'aws:SecureTransport', ['true']],
      ['IpAddress', 'aws:SourceIp', ['203.0.113.5']],
      ['NotIpAddress', 'aws:SourceIp', ['203.0.113.5']],
      ['ArnLike', 'aws:SourceArn', ['arn:aws:s3:::logs']],
      ['ArnNotEquals', 'aws:SourceArn', ['arn:aws:s3:::logs']],
      ['BinaryEquals', 'aws:Binary', ['QUJD']],
    ])('%s of an unknown value may hold, and may not', (operator, key, values) => {
      const reading = read(LAYERS[layer](document(...Effect === 'Deny' ? [allow('*')] : [], {
        ...allow('*'), Effect, Condition: { [operator]: { [key]: { Ref: 'Free' } } },
      })), sections);

      expect(decisionsFor(reading, 'U', { ...ASKED, context: { [key]: values } })).toEqual(OUTCOMES[Effect].some);
    });
  });

  test.each<[Covers, (one: object, other: object) => unknown]>([
    ['all', one => one],
    ['all', (one, other) => [other, one]],
    ['some', one => either(one)],
    ['some', one => [either(one)]],
    ['some', (one, other) => [other, either(other, one)]],
    ['some', (one, other) => either([other, one], other)],
    ['some', (one, other) => either([other, either(one)], [other])],
    ['none', (_, other) => [either(other)]],
    ['none', (_, other) => either(other, [other, other])],
  ])('a whole statement covers %s: %s', (covers, build) => {
    for (const Effect of effects) {
      const Statement = build({ ...allow('s3:Get*'), Effect }, { ...allow('sqs:*'), Effect });
      const beside = Effect === 'Deny' ? [allow('*')] : [];
      const one = { Version: '2012-10-17', Statement: Array.isArray(Statement) ? [...beside, ...Statement] : beside.length > 0 ? [...beside, Statement] : Statement };
      const reading = read(LAYERS[layer](one), sections);

      expect([Effect, reading.unread, decisionsFor(reading, 'U', ASKED)]).toEqual([Effect, [], OUTCOMES[Effect][covers]]);
    }
  });

  test('an effect that is not known may be either', () => {
    const unsure = { ...allow('s3:*'), Effect: either('Allow', 'Deny') };
    const decided = (...statements: unknown[]) => decisionsFor(read(LAYERS[layer](document(...statements)), sections), 'U', ASKED);

    expect(decided(unsure)).toEqual(expect.arrayContaining([ALLOWED, EXPLICIT_DENY]));
    expect(decided(allow('*'), unsure)).toEqual([ALLOWED, EXPLICIT_DENY]);
    expect(decided(allow('*'), { ...unsure, Effect: { Ref: 'Free' } })).toEqual([ALLOWED, EXPLICIT_DENY]);
    expect(decided(allow('*'), { ...unsure, Effect: either('Deny') })).toEqual([ALLOWED, EXPLICIT_DENY]);
  });
});

test.each<[unknown]>([
  [{ Ref: 'Free' }], [{ Ref: 'List' }], [{ 'Fn::ImportValue': 'statement' }], ['{{resolve:ssm:/statement}}'], [{ 'Fn::Transform': { Name: 'Macro' } }],
  [either({ Ref: 'Free' }, allow('*'))],
])('a statement that nobody knows is unread: %j', statement => {
  expect(unread({ P: policy(document(statement), {}) }, sections)).toEqual(['P Properties.PolicyDocument.Statement[0]']);
});

// Trust policies

describe('Principal', () => {
  const ec2 = parseCaller('ec2.amazonaws.com')!;
  const deployer = parseCaller('arn:aws:iam::444455556666:role/deploy')!;
  const inAccount = (principal: unknown) => ({ AWS: principal });
  const service = (principal: unknown) => ({ Service: principal });

  /** What a caller may come to who asks for the role, when its own account allows it. */
  function assumed(statements: unknown[], caller: typeof ec2): EvalDecision[] {
    const reading = read({ R: role({ RoleName: 'r', AssumeRolePolicyDocument: document(...statements) }), Other: role() }, sections);
    expect(reading.unread).toEqual([]);
    return decisions({ action: 'sts:AssumeRole', resource: `arn:aws:iam::${ACCOUNT}:role/r`, caller }, {
      identity: [PolicyDocument.parse(ALLOW_ALL)], resource: principalOf(reading, 'R').trust!.document,
    });
  }

  const PRINCIPALS: [Kind, Covers, unknown, typeof ec2][] = [
    ['known', 'all', service('ec2.amazonaws.com'), ec2],
    ['known', 'all', service(['lambda.amazonaws.com', 'ec2.amazonaws.com']), ec2],
    ['known', 'none', service('lambda.amazonaws.com'), ec2],
    ['opaque', 'some', service(sub('${Service}.amazonaws.com')), ec2],
    ['opaque', 'none', service(sub('${Store}.amazonaws.com')), ec2],
    ['opaque', 'some', service(sub('ec2.${AWS::URLSuffix}')), ec2],
    ['unknown', 'some', service({ Ref: 'Free' }), ec2],
    ['unknown', 'some', service(sub('${Free}.amazonaws.com')), ec2],
    ['unknown', 'all', service(['ec2.amazonaws.com', { Ref: 'Free' }]), ec2],
    ['unknown', 'some', service({ Ref: 'List' }), ec2],
    ['unknown', 'some', { 'Fn::ImportValue': 'principal' }, ec2],
    ['choice', 'all', service(either('ec2.amazonaws.com', 'ec2.amazonaws.com')), ec2],
    ['choice', 'some', service(either('ec2.amazonaws.com', 'lambda.amazonaws.com')), ec2],
    ['choice', 'some', service(['lambda.amazonaws.com', either('ec2.amazonaws.com')]), ec2],
    ['choice', 'some', either(service('ec2.amazonaws.com'), service('lambda.amazonaws.com')), ec2],
    ['choice', 'some', either(service('ec2.amazonaws.com'), inAccount(ACCOUNT)), ec2],
    ['choice', 'none', service(either('lambda.amazonaws.com', 'ecs.amazonaws.com')), ec2],
    ['known', 'all', inAccount('arn:aws:iam::444455556666:role/deploy'), deployer],
    ['known', 'none', inAccount('arn:aws:iam::444455556666:role/other'), deployer],
    ['opaque', 'some', inAccount(sub('arn:${AWS::Partition}:iam::444455556666:role/deploy')), deployer],
    ['opaque', 'some', inAccount(sub('arn:aws:iam::${AWS::AccountId}:role/deploy')), deployer],
    ['opaque', 'none', inAccount(sub('arn:aws:iam::${AWS::AccountId}:role/other')), deployer],
    ['unknown', 'some', inAccount({ Ref: 'Free' }), deployer],
    ['choice', 'some', inAccount(either('arn:aws:iam::444455556666:role/deploy', 'arn:aws:iam::444455556666:role/other')), deployer],
    ['choice', 'some', inAccount(either('*', 'arn:aws:iam::444455556666:role/other')), deployer],
    ['choice', 'some', either('*', inAccount('arn:aws:iam::444455556666:role/other')), deployer],
  ];

  test.each(PRINCIPALS)('%s, covers %s: %j', (_, covers, Principal, caller) => {
    const statement = { Effect: 'Allow', Principal, Action: 'sts:AssumeRole' };

    expect(assumed([statement], caller)).toEqual(OUTCOMES.Allow[covers]);
    expect(assumed([{ ...statement, Principal: '*' }, { ...statement, Effect: 'Deny' }], caller)).toEqual(OUTCOMES.Deny[covers]);
  });

  test.each(PRINCIPALS.filter(([, , , caller]) => caller === ec2))('NotPrincipal %s, covers %s: %j', (_, covers, NotPrincipal) => {
    const everyone = { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' };
    const statement = { Effect: 'Allow', NotPrincipal, Action: 'sts:AssumeRole' };

    expect(assumed([statement], ec2)).toEqual(OUTCOMES.Allow[COMPLEMENT[covers]]);
    expect(assumed([everyone, { ...statement, Effect: 'Deny' }], ec2)).toEqual(OUTCOMES.Deny[COMPLEMENT[covers]]);
  });

  test('nobody knows whether an unknown principal is everyone', () => {
    const stranger = parseCaller('arn:aws:iam::999988887777:user/stranger')!;

    for (const Principal of [{ AWS: { Ref: 'Free' } }, { AWS: [ACCOUNT, { Ref: 'Free' }] }, { AWS: either('*', ACCOUNT) }, { Ref: 'Free' }, either('*', service('x.amazonaws.com'))]) {
      expect(assumed([{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }], stranger)).toEqual([ALLOWED, IMPLICIT_DENY]);
    }
    expect(assumed([trustIn({ AWS: sub('arn:aws:iam::${AWS::AccountId}:root') }).Statement[0]], stranger)).toEqual([ALLOWED, IMPLICIT_DENY]);
  });

  test('the account of the stack is that account', () => {
    const asks = (account: string) => {
      const reading = read({ R: role({ AssumeRolePolicyDocument: trustIn({ AWS: sub('arn:aws:iam::${AWS::AccountId}:root') }) }) }, {}, { account: ACCOUNT });
      return decisions({ action: 'sts:AssumeRole', resource: principalOf(reading, 'R').arn, caller: parseCaller(`arn:aws:iam::${account}:user/u`)! }, {
        identity: [PolicyDocument.parse(ALLOW_ALL)], resource: principalOf(reading, 'R').trust!.document,
      });
    };

    expect([asks(ACCOUNT), asks('999988887777')]).toEqual([[ALLOWED], [IMPLICIT_DENY]]);
  });
});

// One open value is itself on both sides

describe('a request about what the template itself makes', () => {
  const reading = (statements: unknown[]) => read({
    R: role(), S: role(), P: policy(document(...statements), { Roles: [{ Ref: 'R' }] }),
  });
  const onItself = (...statements: unknown[]) => {
    const found = reading(statements);
    return decisionsFor(found, 'R', { action: 'iam:PutRolePolicy', resource: principalOf(found, 'R').arn });
  };
  const arnOf = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });

  test.each<[EvalDecision[], unknown[]]>([
    [[ALLOWED], [allow('iam:*', arnOf('R'))]],
    [[ALLOWED], [allow('iam:*', sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${R}'))]],
    [[ALLOWED], [allow('iam:*', sub('arn:*:iam::${AWS::AccountId}:role/*'))]],
    [[IMPLICIT_DENY], [allow('iam:*', sub('arn:${AWS::Partition}:s3:::*'))]],
    [[EXPLICIT_DENY], [allow('*'), deny('iam:*', arnOf('R'))]],
    [[ALLOWED], [allow('*'), { Effect: 'Deny', Action: '*', NotResource: arnOf('R') }]],
    [[IMPLICIT_DENY], [{ Effect: 'Allow', Action: '*', NotResource: arnOf('R') }]],
  ])('%j: %j', (expected, statements) => {
    expect(onItself(...statements)).toEqual(expected);
  });

  test('what is about another of its kind is not surely about it', () => {
    expect(onItself(allow('iam:*', arnOf('S')))).toContain(IMPLICIT_DENY);
    expect(onItself(allow('*'), deny('iam:*', arnOf('S')))).toContain(ALLOWED);
    expect(onItself({ Effect: 'Allow', Action: '*', NotResource: arnOf('S') })).toContain(ALLOWED);
  });
});

// What may be absent

describe('a policy that may be absent allows and does not deny', () => {
  const U = user({ UserName: 'u' });
  const own = policy(ALLOW_ALL, { Users: ['u'] });

  test.each<[string, (one: object) => object]>([
    ['a resource with a condition', one => ({ U, P: policy(one, { Users: ['u'] }, { Condition: 'C' }) })],
    ['a managed policy with a condition', one => ({ U: user({ UserName: 'u', ManagedPolicyArns: [{ Ref: 'P' }] }), P: managedPolicy(one, {}, { Condition: 'C' }) })],
    ['a name by a condition', one => ({ U, P: policy(one, { Users: [either('u', 'v')] }) })],
    ['a list by a condition', one => ({ U, P: managedPolicy(one, { Users: either(['u'], NO_VALUE) }) })],
    ['an ARN by a condition', one => ({ U: user({ UserName: 'u', ManagedPolicyArns: [either({ Ref: 'P' })] }), P: managedPolicy(one) })],
    ['a member by a condition', one => ({ U: user({ UserName: 'u', Policies: [either({ PolicyName: 'p', PolicyDocument: one })] }) })],
    ['a mapping of names', one => ({ U, P: policy(one, { Users: [{ 'Fn::FindInMap': ['Names', { Ref: 'Free' }, 'name'] }] }) })],
  ])('%s', (_, resources) => {
    const known = { ...sections, Mappings: { Names: { a: { name: 'u' }, b: { name: 'v' } } } };

    expect(decisionsFor(read(resources(ALLOW_ALL), known), 'U', ASKED)).toEqual([ALLOWED, IMPLICIT_DENY]);
    expect(decisionsFor(read({ ...resources(DENY_ALL), Own: own }, known), 'U', ASKED)).toEqual([ALLOWED, EXPLICIT_DENY]);
  });

  test('AWSDenyAll by a condition', () => {
    const reading = read({ U: user({ UserName: 'u', ManagedPolicyArns: [either('arn:aws:iam::aws:policy/AWSDenyAll')] }), Own: own });

    expect(decisionsFor(reading, 'U', ASKED)).toEqual([ALLOWED, EXPLICIT_DENY]);
  });
});

// Every deployment

type Json = any;

interface Choices { readonly holds: boolean[]; readonly free: string; readonly action: string; readonly part: string }

const ACTION_CHOICES = ['s3:GetObject', 's3:*'];
const PART_CHOICES = ['GetObject', 'logs'];
const OPEN_PARAMETERS = {
  Free: { Type: 'String' }, Action: { Type: 'String', AllowedValues: ACTION_CHOICES }, Part: { Type: 'String', AllowedValues: PART_CHOICES },
};
const NAMES: Record<string, string> = {
  U: 'u', V: 'v', G: 'g', H: 'h', B: 'logs', M: `arn:aws:iam::${ACCOUNT}:policy/stack-M-1`, N: `arn:aws:iam::${ACCOUNT}:policy/n`,
};

const deployments: fc.Arbitrary<Choices> = fc.record({
  holds: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  free: fc.constantFrom('*', 'logs', 'logs/*', 'x', 'arn:aws:s3:::logs'),
  action: fc.constantFrom(...ACTION_CHOICES),
  part: fc.constantFrom(...PART_CHOICES),
});

const condition = fc.constantFrom('C1', 'C2', 'C3');

/** The value, or one that depends on a condition. */
function open(value: fc.Arbitrary<Json>, mayBeLeftOut = false): fc.Arbitrary<Json> {
  const other = mayBeLeftOut ? fc.oneof(value, fc.constant(NO_VALUE)) : value;
  return fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: fc.tuple(condition, value, other).map(argument => ({ 'Fn::If': argument })) });
}

const oneOrMore = (value: fc.Arbitrary<Json>) => open(fc.oneof(value, fc.array(open(value, true), { minLength: 1, maxLength: 3 })));
const few = (value: fc.Arbitrary<Json>) => open(fc.array(open(value, true), { maxLength: 2 }), true);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });

function withoutUndefined(value: object): Json {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}

const openAction = open(fc.constantFrom<Json>('s3:GetObject', 's3:*', '*', 's3:Get*', 'iam:PassRole', sub('s3:${Part}'), { Ref: 'Action' }));
const openResource = open(fc.constantFrom<Json>('*', 'arn:aws:s3:::logs', 'arn:aws:s3:::logs/*', sub('arn:aws:s3:::${Part}'), sub('arn:aws:s3:::${Free}'),
  { Ref: 'Free' }, { 'Fn::GetAtt': ['B', 'Arn'] }));
const openTag = open(fc.constantFrom<Json>('x', 'y', { Ref: 'Free' }, { Ref: 'Part' }, ['x', 'y'], ['x', { 'Fn::If': ['C1', 'y', NO_VALUE] }]));
const openCondition = fc.tuple(
  fc.constantFrom('StringEquals', 'StringNotEquals', 'StringLike', 'ForAllValues:StringEquals', 'StringEqualsIfExists', 'StringNotLike'), openTag,
).map(([operator, value]) => ({ [operator]: { 'aws:PrincipalTag/t': value } }));
const openStatement = fc.tuple(
  fc.constantFrom<Json>('Allow', 'Allow', 'Deny', { 'Fn::If': ['C2', 'Allow', 'Deny'] }),
  fc.constantFrom('Action', 'Action', 'NotAction'), oneOrMore(openAction),
  fc.constantFrom('Resource', 'Resource', 'NotResource'), oneOrMore(openResource),
  optional(open(openCondition, true)),
).map(([Effect, actionElement, actions, resourceElement, resources, Condition]) =>
  withoutUndefined({ Effect, [actionElement]: actions, [resourceElement]: resources, Condition }));
const openDocument = fc.oneof(
  fc.array(open(openStatement, true), { minLength: 1, maxLength: 3 }), open(openStatement), open(fc.array(openStatement, { minLength: 1, maxLength: 2 })),
).map(Statement => ({ Version: '2012-10-17', Statement }));

const userName = open(fc.constantFrom<Json>({ Ref: 'U' }, { Ref: 'V' }, 'u', 'v'));
const groupName = open(fc.constantFrom<Json>({ Ref: 'G' }, { Ref: 'H' }, 'g', 'h'));
const policyArn = open(fc.constantFrom<Json>({ Ref: 'M' }, { Ref: 'N' }, sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/n'),
  'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess', 'arn:aws:iam::aws:policy/AWSDenyAll'));
const inlinePolicies = few(openDocument.map(PolicyDocument_ => ({ PolicyName: 'p', PolicyDocument: PolicyDocument_ })));
/** What is surely so: a user is in these groups. */
const surely = (value: Json) => optional(fc.constant([value]));

function resourceOf(type: string, properties: Record<string, fc.Arbitrary<Json>>, mayBeAbsent = true): fc.Arbitrary<Json> {
  return fc.tuple(fc.record(properties), mayBeAbsent ? fc.option(condition, { nil: undefined, freq: 3 }) : fc.constant(undefined))
    .map(([values, Condition]) => withoutUndefined({ Type: `AWS::IAM::${type}`, Properties: withoutUndefined(values), Condition }));
}

const aUser = (name: string, groupOf: string) => resourceOf('User', {
  UserName: fc.constant(name),
  Policies: optional(inlinePolicies),
  ManagedPolicyArns: optional(few(policyArn)),
  PermissionsBoundary: optional(open(policyArn, true)),
  Groups: surely({ Ref: groupOf }),
});
const aGroup = (name: string) => resourceOf('Group', {
  GroupName: fc.constant(name), Policies: optional(inlinePolicies), ManagedPolicyArns: optional(few(policyArn)),
}, false);
const aManagedPolicy = (name: string | undefined) => resourceOf('ManagedPolicy', {
  ManagedPolicyName: fc.constant(name), PolicyDocument: openDocument, Users: optional(few(userName)), Groups: optional(few(groupName)),
});

const openTemplates: fc.Arbitrary<Json> = fc.record({
  U: aUser('u', 'G'),
  V: aUser('v', 'H'),
  G: aGroup('g'),
  H: aGroup('h'),
  M: aManagedPolicy(undefined),
  N: aManagedPolicy('n'),
  P: optional(resourceOf('Policy', { PolicyName: fc.constant('p'), PolicyDocument: openDocument, Users: few(userName), Groups: few(groupName) })),
  X: optional(resourceOf('UserPolicy', { PolicyName: fc.constant('x'), PolicyDocument: openDocument, UserName: userName })),
  A: optional(fc.constantFrom(addition('g', ['v']), addition({ Ref: 'H' }, [{ Ref: 'U' }]))),
  B: fc.constant({ Type: 'AWS::S3::Bucket', Properties: { BucketName: 'logs' } }),
}).map(resources => ({ Resources: withoutUndefined(resources), Parameters: OPEN_PARAMETERS }));

/** The policies that a user really has in one deployment; undefined where the user does not exist. */
function reallyHeld({ Resources }: Json, { holds: [C1, C2, C3], free, action, part }: Choices, id: string): { identity: Json[]; boundary?: Json } | undefined {
  const conditions: Record<string, boolean> = { C1, C2, C3 };
  const ids = Object.keys(Resources).filter(one => conditions[Resources[one].Condition] !== false);
  const deployment: Deployment = {
    conditions,
    parameters: { Free: free, Action: action, Part: part },
    references: { 'AWS::Partition': 'aws', 'AWS::AccountId': ACCOUNT, ...Object.fromEntries(ids.filter(one => one in NAMES).map(one => [one, NAMES[one]])) },
    attributes: { 'B.Arn': 'arn:aws:s3:::logs' },
    mappings: {},
  };
  const made = Object.fromEntries(ids.map(one => [one, deployed(Resources[one].Properties, deployment)]));
  if (made[id] === undefined) { return undefined; }
  const list = (value: Json): Json[] => value === undefined ? [] : [value].flat();
  const documentOf = (arn: string): Json => {
    const own = ids.find(one => NAMES[one] === arn);
    const published = own === undefined ? AwsManagedPolicies.find(arn) : undefined;
    if (own === undefined && published === undefined) { throw new Refused(); }
    return own === undefined ? published!.document : made[own].PolicyDocument;
  };
  const groups = ['G', 'H'].filter(one => [...list(made[id].Groups), ...list(made.A?.Users).includes(NAMES[id]) ? [made.A.GroupName] : []].includes(NAMES[one]));
  const holders = [id, ...groups];
  const identity = [
    ...holders.flatMap(one => [...list(made[one].Policies).map(({ PolicyDocument: own }) => own), ...list(made[one].ManagedPolicyArns).map(documentOf)]),
    ...['M', 'N', 'P', 'X'].filter(one => one in made && holders.some(holder =>
      [...list(made[one].Users), ...list(made[one].UserName), ...list(made[one].Groups)].includes(NAMES[holder])))
      .map(one => made[one].PolicyDocument),
  ];
  return { identity, boundary: made[id].PermissionsBoundary === undefined ? undefined : documentOf(made[id].PermissionsBoundary) };
}

test('what is allowed in some deployment may be allowed in the reading, or is unread', () => {
  const requests: Asked[] = [
    { action: 's3:GetObject', resource: 'arn:aws:s3:::logs' },
    { action: 's3:GetObject', resource: 'arn:aws:s3:::logs/k' },
    { action: 's3:PutObject', resource: 'arn:aws:s3:::logs' },
    { action: 'iam:PassRole', resource: `arn:aws:iam::${ACCOUNT}:role/r` },
  ].flatMap(one => [[], ['x'], ['z']].map(tag => ({ ...one, context: { 'aws:PrincipalTag/t': tag } })));
  const parse = (one: Json) => PolicyDocument.parse(one, { type: PolicyType.IDENTITY });
  let allowed = 0;
  let denied = 0;
  fc.assert(fc.property(openTemplates, fc.array(deployments, { minLength: 2, maxLength: 6 }), (template, all) => {
    const reading = read(template.Resources, { Parameters: template.Parameters });
    if (reading.unread.length > 0) { return; }
    for (const choices of all) {
      for (const id of ['U', 'V']) {
        const real = ifAccepted(() => reallyHeld(template, choices, id));
        if (real === undefined) { continue; }
        const identity = real.identity.map(parse);
        const boundary = real.boundary && [parse(real.boundary)];
        if ([...identity, ...boundary ?? []].some(one => one.problems.length > 0)) { continue; }
        const principal = principalOf(reading, id);
        for (const request of requests) {
          const [decision] = decisions(request, { identity, permissionsBoundary: boundary });
          const possible = decisions(request, {
            identity: documentsOf(policiesOf(principal)), permissionsBoundary: principal.boundary && documentsOf([principal.boundary]),
          });
          if (decision === ALLOWED) { allowed++; } else { denied++; }
          if (decision === ALLOWED && !possible.includes(ALLOWED)) { expect([template, choices, id, request, possible]).toBe(ALLOWED); }
        }
      }
    }
  }), { numRuns: 600 });
  expect([allowed > 200, denied > 2000]).toEqual([true, true]);
});
