import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ACCOUNT, addition, allow, ALLOW_ALL, attachments, decisionsFor, deny, DENY_ALL, document, either, group, inline, managedPolicy, NO_VALUE, policy,
  principalOf, read, role, spelt, trustIn, unread, unreadIn, user,
} from './templates';
import { PolicyProperty } from '../../src/cloudformation/policy-properties';
import { TemplateReading } from '../../src/cloudformation/template-reading';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';
import { PolicyDocument } from '../../src/engine/policy/policy-document';
import { PolicyType } from '../../src/engine/policy/policy-type';

const { ALLOWED, EXPLICIT_DENY, IMPLICIT_DENY } = EvalDecision;

/** Grants little. */
const READ_LOGS = allow('s3:GetObject', 'arn:aws:s3:::logs/*');
const READ = document(READ_LOGS);
const GET_OBJECT = { action: 's3:GetObject', resource: 'arn:aws:s3:::logs/k' };

/** What every statement of a reading says, by its policy. */
function effects({ document: { statements } }: { readonly document: PolicyDocument }): string[] {
  return statements.map(({ effect, dependsOn }) => dependsOn === undefined ? effect : `${effect} if ${dependsOn}`);
}

describe('principals', () => {
  test('roles, users and groups are read with their names and ARNs', () => {
    const { principals, loose, unread: places } = read({
      R: role({ RoleName: 'deploy', Path: '/ci/' }), U: user({ UserName: 'alice' }), G: group(), B: { Type: 'AWS::S3::Bucket' },
    }, {}, { account: ACCOUNT });

    expect(principals.map(({ kind, resource, name, arn, policies, boundary, groups }) =>
      [kind, resource.logicalId, resource.type, String(name), String(arn), policies, boundary, groups])).toEqual([
      ['role', 'R', 'AWS::IAM::Role', 'deploy', `arn:<AWS::Partition>:iam::${ACCOUNT}:role/ci/deploy`, [], undefined, []],
      ['user', 'U', 'AWS::IAM::User', 'alice', `arn:<AWS::Partition>:iam::${ACCOUNT}:user/alice`, [], undefined, []],
      ['group', 'G', 'AWS::IAM::Group', '<`G.GroupName`>', `arn:<AWS::Partition>:iam::${ACCOUNT}:group/<\`G.GroupName\`>`, [], undefined, []],
    ]);
    expect([loose, places]).toEqual([[], []]);
  });

  test('a role has a trust policy, users and groups have none', () => {
    const reading = read({ R: role({ AssumeRolePolicyDocument: trustIn({ AWS: ACCOUNT }) }), U: user(), G: group() });

    expect(reading.principals.map(({ trust }) => trust && [trust.kind, spelt(trust), effects(trust)]))
      .toEqual([['trust', 'R AssumeRolePolicyDocument', ['Allow']], undefined, undefined]);
  });

  test('inline policies are read in place', () => {
    const [principal] = read({ R: role(inline(READ, DENY_ALL)) }).principals;

    expect(principal.policies.map(one => [one.kind, one.resource.logicalId, one.path, one.name, effects(one)])).toEqual([
      ['inline', 'R', 'Properties.Policies[0].PolicyDocument', 'inline policy `p0`', ['Allow']],
      ['inline', 'R', 'Properties.Policies[1].PolicyDocument', 'inline policy `p1`', ['Deny']],
    ]);
  });

  test('one policy where a list is expected is read', () => {
    expect(attachments(read({ U: user({ Policies: inline(READ).Policies[0], ManagedPolicyArns: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }) })))
      .toEqual({ U: ['U Policies.PolicyDocument', 'U ManagedPolicyArns'] });
  });

  test('a policy is possible where it may not exist beside its principal', () => {
    const conditional = { Condition: 'IsProd' };
    const { principals: [R, U, V] } = read({
      R: role(inline(document(allow('s3:*'), deny('iam:*'))), conditional),
      U: user(),
      V: user({}, { Condition: 'Other' }),
      P: policy(DENY_ALL, { Users: [{ Ref: 'U' }, { Ref: 'V' }], Roles: [{ Ref: 'R' }] }, conditional),
    });

    expect(R.policies.map(effects)).toEqual([['Allow', 'Deny'], ['Deny']]);
    expect(effects(R.trust!)).toEqual(['Allow']);
    expect([U, V].map(({ policies }) => policies.map(effects))).toEqual([[['Deny if condition `IsProd`']], [['Deny if condition `IsProd`']]]);
  });
});

describe('policies that are resources', () => {
  const named = { R: role({ RoleName: 'r' }), U: user({ UserName: 'u' }), G: group({ GroupName: 'g' }) };
  const unnamed = { R: role(), U: user(), G: group() };
  const everyone = (resources: object) => read({ ...resources, ...unnamed });

  test('are attached by Ref', () => {
    expect(attachments(everyone({
      P: policy(READ, { Roles: [{ Ref: 'R' }], Users: [{ Ref: 'U' }], Groups: [{ Ref: 'G' }] }),
      M: managedPolicy(READ, { Roles: [{ Ref: 'R' }], Users: [{ Ref: 'U' }], Groups: [{ Ref: 'G' }] }),
      RP: { Type: 'AWS::IAM::RolePolicy', Properties: { PolicyName: 'p', RoleName: { Ref: 'R' }, PolicyDocument: READ } },
      UP: { Type: 'AWS::IAM::UserPolicy', Properties: { PolicyName: 'p', UserName: { Ref: 'U' }, PolicyDocument: READ } },
      GP: { Type: 'AWS::IAM::GroupPolicy', Properties: { PolicyName: 'p', GroupName: { Ref: 'G' }, PolicyDocument: READ } },
    }))).toEqual({
      R: ['P PolicyDocument', 'M PolicyDocument', 'RP PolicyDocument'],
      U: ['P PolicyDocument', 'M PolicyDocument', 'UP PolicyDocument'],
      G: ['P PolicyDocument', 'M PolicyDocument', 'GP PolicyDocument'],
    });
  });

  test('are attached by name, to principals of the right kind', () => {
    const same = { R: role({ RoleName: 'same' }), U: user({ UserName: 'same' }), G: group({ GroupName: 'same' }) };

    expect(attachments(read({ ...same, P: policy(READ, { Users: ['same'] }), M: managedPolicy(READ, { Roles: ['same'] }) })))
      .toEqual({ R: ['M PolicyDocument'], U: ['P PolicyDocument'], G: [] });
  });

  test('are attached by a name that is computed', () => {
    const sections = { Mappings: { M: { a: { b: 'r' } } } };

    for (const name of [{ 'Fn::Join': ['', ['', 'r']] }, { 'Fn::Sub': '${R}' }, { 'Fn::FindInMap': ['M', 'a', 'b'] }, { 'Fn::Select': [1, ['x', 'r']] }]) {
      expect(attachments(read({ ...named, P: policy(READ, { Roles: [name] }) }, sections))).toEqual({ R: ['P PolicyDocument'], U: [], G: [] });
    }
  });

  test('a generated name is attached where it is computed from Ref', () => {
    expect(attachments(everyone({ P: policy(READ, { Roles: [{ 'Fn::Sub': '${R}' }] }) }))).toEqual({ R: ['P PolicyDocument'], U: [], G: [] });
  });

  test('a name that depends on a condition attaches to each possibly, and is judged alone where the other may be', () => {
    const two = { ...named, S: role({ RoleName: 's' }) };

    expect(attachments(read({ ...two, P: policy(READ, { Roles: [either('r', 's')] }) }))).toEqual({ R: ['P PolicyDocument?'], S: ['P PolicyDocument?'], U: [], G: [] });
    expect(attachments(read({ ...two, P: policy(READ, { Roles: [either('r')] }) }))).toEqual({ R: ['P PolicyDocument?'], S: [], U: [], G: [] });
    expect(attachments(read({ ...two, P: policy(READ, { Roles: either(['r'], ['s', { Ref: 'R' }]) }) })))
      .toEqual({ R: ['P PolicyDocument?', 'P PolicyDocument?'], S: ['P PolicyDocument?'], U: [], G: [] });
    expect(attachments(read({ ...two, P: policy(READ, { Roles: ['s', either('r')] }) })))
      .toEqual({ R: ['P PolicyDocument?'], S: ['P PolicyDocument'], U: [], G: [] });
  });

  test('what is possible allows, and does not deny', () => {
    const reading = read({
      ...named,
      P: policy(DENY_ALL, { Roles: [either('r', 'r2')], Users: [{ 'Fn::If': ['D', 'u', NO_VALUE] }] }),
      A: policy(ALLOW_ALL, { Roles: ['r'], Users: [either('u')], Groups: either(['g'], NO_VALUE) }),
    });

    expect(decisionsFor(reading, 'R', GET_OBJECT)).toEqual([ALLOWED, EXPLICIT_DENY]);
    expect(decisionsFor(reading, 'U', GET_OBJECT)).toEqual([ALLOWED, EXPLICIT_DENY, IMPLICIT_DENY]);
    expect(decisionsFor(reading, 'G', GET_OBJECT)).toEqual([ALLOWED, IMPLICIT_DENY]);
  });

  test('a policy of somebody outside the template is judged alone, and says whose it is', () => {
    const { loose, unread: places } = read({ ...named, P: policy(READ, { Roles: ['somebody'], Users: ['u'] }) });

    expect(loose.map(({ policy: one }) => spelt(one))).toEqual(['P PolicyDocument']);
    expect(JSON.stringify(loose[0].target)).toContain('somebody');
    expect(places).toEqual([]);
  });

  test('a policy of a name that nobody knows is judged alone', () => {
    const sections = { Parameters: { Name: { Type: 'String' } } };

    for (const name of [{ Ref: 'Name' }, { 'Fn::Sub': '${Name}-role' }, '{{resolve:ssm:/role}}']) {
      expect(attachments(read({ P: policy(READ, { Roles: [name] }), M: managedPolicy(READ, { Users: [name] }) }, sections)))
        .toEqual({ loose: ['P PolicyDocument', 'M PolicyDocument'] });
    }
  });

  test.each<[object]>([[{}], [{ Roles: [] }], [{ Roles: NO_VALUE }], [{ Roles: [NO_VALUE], Users: [], Groups: [] }]])(
    'a policy attached to nobody is judged alone: %j', targets => {
      expect(attachments(read({ ...named, P: policy(READ, targets), M: managedPolicy(READ, targets) })))
        .toEqual({ R: [], U: [], G: [], loose: ['P PolicyDocument', 'M PolicyDocument'] });
    });

  test('a policy of which a principal is missing is judged alone', () => {
    expect(attachments(read({ RP: { Type: 'AWS::IAM::RolePolicy', Properties: { PolicyName: 'p', PolicyDocument: READ } } })))
      .toEqual({ loose: ['RP PolicyDocument'] });
  });

  test.each(['Roles', 'Users', 'Groups'].flatMap(property => [
    [property, { Ref: 'List' }], [property, { 'Fn::Split': [',', { Ref: 'Name' }] }],
  ] as const))('%s that nobody knows are unread: %j', (property, value) => {
    const sections = { Parameters: { List: { Type: 'CommaDelimitedList' }, Name: { Type: 'String' } } };

    expect(unread({ P: policy(READ, { [property]: value }) }, sections)).toEqual([`P Properties.${property}`]);
    expect(unread({ M: managedPolicy(READ, { [property]: value }) }, sections)).toEqual([`M Properties.${property}`]);
    expect(unread({ M: managedPolicy(READ, { [property]: ['known', value] }) }, sections)).toEqual([`M Properties.${property}[1]`]);
  });
});

describe('managed policies', () => {
  const M = managedPolicy(READ);
  const attach = (arn: unknown, more: object = { M }, sections?: object, facts?: object) =>
    read({ R: role({ ManagedPolicyArns: [arn] }), ...more }, sections as any, facts);

  test.each<[unknown]>([
    [{ Ref: 'M' }], [{ 'Fn::GetAtt': ['M', 'PolicyArn'] }], [{ 'Fn::Sub': '${M}' }], [{ 'Fn::Join': ['', [{ Ref: 'M' }]] }],
  ])('of the template are attached by %j', arn => {
    expect(attachments(attach(arn))).toEqual({ R: ['M PolicyDocument'] });
  });

  test.each<[unknown, object]>([
    [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/shared' }, { ManagedPolicyName: 'shared' }],
    [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/team/shared' }, { ManagedPolicyName: 'shared', Path: '/team/' }],
  ])('of the template are attached by the ARN that they get: %j', (arn, properties) => {
    expect(attachments(attach(arn, { M: managedPolicy(READ, properties) }))).toEqual({ R: ['M PolicyDocument'] });
  });

  test('know their ARN, and are one policy for everyone who has them', () => {
    const { principals: [R, U] } = read({ R: role({ ManagedPolicyArns: [{ Ref: 'M' }] }), U: user({ ManagedPolicyArns: [{ Ref: 'M' }] }), M });

    expect(R.policies[0]).toBe(U.policies[0]);
    expect([R.policies[0].kind, String(R.policies[0].arn)]).toEqual(['managed', 'arn:<AWS::Partition>:iam::<AWS::AccountId>:policy/<`M.ManagedPolicyName`>']);
  });

  test('are not judged alone when somebody has them, by either end', () => {
    expect(read({ R: role({ ManagedPolicyArns: [{ Ref: 'M' }] }), M }).loose).toEqual([]);
    expect(read({ R: role(), M: managedPolicy(READ, { Roles: [{ Ref: 'R' }] }) }).loose).toEqual([]);
    expect(attachments(read({ R: role(), M }))).toEqual({ R: [], loose: ['M PolicyDocument'] });
  });

  test('one of two by a condition is possible', () => {
    const two = { M, N: managedPolicy(ALLOW_ALL) };

    expect(attachments(attach(either({ Ref: 'M' }, { Ref: 'N' }), two))).toEqual({ R: ['M PolicyDocument?', 'N PolicyDocument?'] });
    expect(attachments(attach(either({ Ref: 'M' }), two))).toEqual({ R: ['M PolicyDocument?'], loose: ['N PolicyDocument'] });
    expect(attachments(read({ R: role({ ManagedPolicyArns: either([{ Ref: 'M' }, { Ref: 'N' }], NO_VALUE) }), ...two })))
      .toEqual({ R: ['M PolicyDocument?', 'N PolicyDocument?'] });
    expect(attachments(attach(either({ Ref: 'M' }, 'arn:aws:iam::aws:policy/AdministratorAccess'))))
      .toEqual({ R: ['M PolicyDocument?', 'R ManagedPolicyArns[0]?'] });
  });

  test.each<[unknown]>([
    ['arn:aws:iam::111122223333:policy/elsewhere'],
    [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/elsewhere' }],
    [{ Ref: 'Arn' }],
    [{ 'Fn::ImportValue': 'arn' }],
    ['{{resolve:ssm:/policy/arn}}'],
    [{ 'Fn::GetAtt': ['Stack', 'Outputs.PolicyArn'] }],
    [{ Ref: 'Missing' }],
    [either('arn:aws:iam::111122223333:policy/elsewhere', { Ref: 'M' })],
    ['AdministratorAccess'],
    ['*'],
    [''],
    [5],
    [null],
    [{}],
    [{ Arn: 'x' }],
  ])('that the template does not hold are unread: %j', arn => {
    const sections = { Parameters: { Arn: { Type: 'String', Default: 'arn:aws:iam::aws:policy/ReadOnlyAccess' } } };

    expect(unreadIn(attach(arn, { M }, sections))).toEqual(['R Properties.ManagedPolicyArns[0]']);
  });

  test.each<[unknown]>([[{ Ref: 'List' }], [{ 'Fn::Split': [',', { Ref: 'Arn' }] }], [either({ Ref: 'List' }, [])]])('lists that nobody knows are unread: %j', list => {
    const sections = { Parameters: { Arn: { Type: 'String' }, List: { Type: 'CommaDelimitedList' } } };

    for (const type of [role, user, group]) {
      expect(unread({ R: { ...type({}), Properties: { ...type({}).Properties, ManagedPolicyArns: list } } }, sections)).toEqual(['R Properties.ManagedPolicyArns']);
    }
  });
});

describe('AWS managed policies', () => {
  const attached = (arn: unknown) => read({ U: user({ ManagedPolicyArns: [arn] }) });

  test.each<[unknown, string]>([
    ['arn:aws:iam::aws:policy/AdministratorAccess', 'AdministratorAccess'],
    ['arn:aws-cn:iam::aws:policy/AdministratorAccess', 'AdministratorAccess'],
    ['arn:aws-us-gov:iam::aws:policy/AdministratorAccess', 'AdministratorAccess'],
    [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess' }, 'AdministratorAccess'],
    [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']] }, 'AWSLambdaBasicExecutionRole'],
    ['arn:aws:iam::aws:policy/job-function/ViewOnlyAccess', 'ViewOnlyAccess'],
  ])('%j is %s', (arn, name) => {
    const reading = attached(arn);
    const { policies: [one] } = principalOf(reading, 'U');

    expect([one.kind, one.path, one.name, reading.unread]).toEqual(['awsManaged', 'Properties.ManagedPolicyArns[0]', `AWS managed policy \`${name}\``, []]);
    expect(one.document.problems).toEqual([]);
  });

  test('AdministratorAccess allows everything, ReadOnlyAccess does not', () => {
    const decided = (name: string) => decisionsFor(attached(`arn:aws:iam::aws:policy/${name}`), 'U', { action: 'iam:CreateUser', resource: '*' });

    expect([decided('AdministratorAccess'), decided('ReadOnlyAccess')]).toEqual([[ALLOWED], [IMPLICIT_DENY]]);
  });

  test.each<[unknown]>([
    ['arn:aws:iam::aws:policy/NoSuchPolicy'],
    ['arn:aws:iam::aws:policy/administratoraccess'],
    ['arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole'],
    ['arn:aws:iam::aws:policy/service-role/AdministratorAccess'],
    ['arn:aws:iam::aws:policy/'],
    ['arn:aws:iam::aws:policy/AdministratorAccess*'],
    ['arn:aws:iam::aws:role/AdministratorAccess'],
    ['ARN:aws:iam::aws:policy/AdministratorAccess'],
    [{ 'Fn::Sub': 'arn:aws:iam::aws:policy/${Name}' }],
    [{ 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:policy/AdministratorAccess' }],
    [{ 'Fn::Sub': '${Name}:iam::aws:policy/ReadOnlyAccess' }],
  ])('%j is none', arn => {
    const sections = { Parameters: { Name: { Type: 'String' } } };

    expect(unread({ U: user({ ManagedPolicyArns: [arn] }) }, sections)).toEqual(['U Properties.ManagedPolicyArns[0]']);
  });
});

describe('permissions boundaries', () => {
  const limited = (boundary: unknown, more: object = {}, sections: object = {}) => read({
    U: user({ ...inline(ALLOW_ALL), PermissionsBoundary: boundary }), B: managedPolicy(READ), ...more,
  }, sections as any);
  const boundaryOf = (reading: TemplateReading) => principalOf(reading, 'U').boundary;
  const decided = (reading: TemplateReading) =>
    [GET_OBJECT, { action: 'iam:CreateUser', resource: '*' }].map(asked => decisionsFor(reading, 'U', asked));

  test('a managed policy of the template limits', () => {
    const reading = limited({ Ref: 'B' });

    expect(spelt(boundaryOf(reading)!)).toBe('B PolicyDocument');
    expect(decided(reading)).toEqual([[ALLOWED], [IMPLICIT_DENY]]);
    expect([reading.loose, reading.unread]).toEqual([[], []]);
  });

  test('a managed policy of the template limits by the ARN that it gets', () => {
    const boundary = { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/limits' };

    expect(decided(limited(boundary, { B: managedPolicy(READ, { ManagedPolicyName: 'limits' }) }))).toEqual([[ALLOWED], [IMPLICIT_DENY]]);
  });

  test.each<[unknown]>([
    ['arn:aws:iam::aws:policy/ReadOnlyAccess'], [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess' }],
  ])('an AWS managed policy limits: %j', arn => {
    const reading = limited(arn);

    expect(boundaryOf(reading)!.name).toBe('AWS managed policy `ReadOnlyAccess`');
    expect(decided(reading)).toEqual([[ALLOWED], [IMPLICIT_DENY]]);
  });

  test.each<[unknown]>([
    ['arn:aws:iam::111122223333:policy/elsewhere'],
    ['arn:aws:iam::aws:policy/NoSuchPolicy'],
    [{ Ref: 'Arn' }],
    [{ 'Fn::ImportValue': 'arn' }],
    ['{{resolve:ssm:/boundary}}'],
    [{ Ref: 'Missing' }],
    [either({ Ref: 'B' })],
    [either({ Ref: 'B' }, { Ref: 'N' })],
    [either({ Ref: 'B' }, 'arn:aws:iam::aws:policy/AdministratorAccess')],
    [{ 'Fn::FindInMap': ['M', { Ref: 'Arn' }, 'b'] }],
    [{ Ref: 'Chosen' }],
    [NO_VALUE],
    [{ 'Fn::Sub': '${B}${Arn}' }],
    [null],
    [5],
    [[]],
    [{}],
    [[{ Ref: 'B' }]],
  ])('one that cannot be resolved, or may be another, limits nothing: %j', boundary => {
    const sections = {
      Parameters: { Arn: { Type: 'String' }, Chosen: { Type: 'String', AllowedValues: ['arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::aws:policy/PowerUserAccess'] } },
      Mappings: { M: { a: { b: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }, c: { b: 'arn:aws:iam::aws:policy/PowerUserAccess' } } },
    };

    expect(decided(limited(boundary, { N: managedPolicy(ALLOW_ALL) }, sections))).toEqual([[ALLOWED], [ALLOWED]]);
  });

  test('one that cannot be read limits nothing, and is unread', () => {
    const reading = limited({ Ref: 'B' }, { B: managedPolicy({ ...READ, Statement: [{ ...READ_LOGS, Effect: 'Permit' }] }) });

    expect(decided(reading)).toEqual([[ALLOWED], [ALLOWED]]);
    expect(unreadIn(reading)).toEqual(['B Properties.PolicyDocument.Statement[0].Effect']);
  });

  test('a boundary grants nothing', () => {
    const reading = read({ U: user({ PermissionsBoundary: { Ref: 'B' } }), B: managedPolicy(ALLOW_ALL) });

    expect(decided(reading)).toEqual([[IMPLICIT_DENY], [IMPLICIT_DENY]]);
  });

  test('a boundary denies', () => {
    const reading = limited({ Ref: 'B' }, { B: managedPolicy(document(allow('*'), deny('iam:*'))) });

    expect(decided(reading)).toEqual([[ALLOWED], [EXPLICIT_DENY]]);
  });

  test('what a boundary may allow is within it, what it may deny is not denied', () => {
    const open = managedPolicy(document(allow('s3:*'), { ...allow('*'), Action: either('iam:*', 'sqs:*') }, either(deny('s3:*'))));

    expect(decided(limited({ Ref: 'B' }, { B: open }))).toEqual([[ALLOWED, EXPLICIT_DENY], [ALLOWED, IMPLICIT_DENY]]);
  });

  test('a role has one too, and its policies are those that are attached to it from elsewhere', () => {
    const reading = read({
      R: role({ PermissionsBoundary: { Ref: 'B' } }), B: managedPolicy(READ), P: policy(ALLOW_ALL, { Roles: [{ Ref: 'R' }] }),
    });

    expect(attachments(reading)).toEqual({ R: ['P PolicyDocument', '^B PolicyDocument'] });
  });

  test('a policy may be attached and be a boundary', () => {
    expect(attachments(read({ U: user({ ManagedPolicyArns: [{ Ref: 'B' }], PermissionsBoundary: { Ref: 'B' } }), B: managedPolicy(READ) })))
      .toEqual({ U: ['B PolicyDocument', '^B PolicyDocument'] });
  });
});

describe('groups of users', () => {
  const people = { U: user({ UserName: 'u' }), V: user({ UserName: 'v' }), G: group({ GroupName: 'g', ...inline(ALLOW_ALL) }), H: group({ GroupName: 'h' }) };
  const groups = (reading: TemplateReading) => Object.fromEntries(reading.principals.filter(({ kind }) => kind === 'user')
    .map(({ resource, groups: joined }) => [resource.logicalId, [...new Set(joined.map(one => one.resource.logicalId))]]));

  test.each<[unknown]>([[[{ Ref: 'G' }]], [['g']], [{ Ref: 'G' }], [[{ 'Fn::Sub': '${G}' }]]])('a user names its groups: %j', names => {
    expect(groups(read({ ...people, U: user({ UserName: 'u', Groups: names }) }))).toEqual({ U: ['G'], V: [] });
  });

  test.each<[unknown, unknown]>([[{ Ref: 'G' }, [{ Ref: 'U' }]], ['g', ['u']], [{ Ref: 'G' }, 'u']])('an addition names a group and its users: %j %j', (name, users) => {
    expect(groups(read({ ...people, A: addition(name, users) }))).toEqual({ U: ['G'], V: [] });
  });

  test('both ways at once are one membership', () => {
    const reading = read({ ...people, U: user({ UserName: 'u', Groups: ['g'] }), A: addition('g', ['u', 'v']), B: addition('h', ['v']) });

    expect(groups(reading)).toEqual({ U: ['G'], V: ['G', 'H'] });
    expect(principalOf(reading, 'U').groups[0]).toBe(principalOf(reading, 'G'));
  });

  test('a user has what its groups have, wherever they have it from', () => {
    const reading = read({
      U: user({ Groups: [{ Ref: 'G' }] }),
      G: group({ ...inline(READ), ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess'] }),
      P: policy(READ, { Groups: [{ Ref: 'G' }] }),
      M: managedPolicy(READ, { Groups: [{ Ref: 'G' }] }),
    });

    expect(attachments(reading).U).toEqual(['G Policies[0].PolicyDocument', 'P PolicyDocument', 'M PolicyDocument', 'G ManagedPolicyArns[0]']);
    expect(decisionsFor(reading, 'U', GET_OBJECT)).toEqual([ALLOWED]);
  });

  test('a deny of a group that a user is surely in counts', () => {
    const reading = read({ U: user({ UserName: 'u', Groups: ['g'], ...inline(ALLOW_ALL) }), G: group({ GroupName: 'g', ...inline(DENY_ALL) }) });

    expect(decisionsFor(reading, 'U', GET_OBJECT)).toEqual([EXPLICIT_DENY]);
  });

  test('a group that a user may be in allows', () => {
    const sections = { Parameters: { Name: { Type: 'String' } } };

    for (const name of [either('g'), either('g', 'h'), { Ref: 'Name' }]) {
      const reading = read({ ...people, U: user({ UserName: 'u', Groups: [name] }) }, sections);
      expect(decisionsFor(reading, 'U', GET_OBJECT)).toContain(ALLOWED);
    }
    for (const [name, users] of [['g', [either('u')]], [either('g', 'h'), ['u']], ['g', [{ Ref: 'Name' }]], [{ Ref: 'Name' }, ['u']]]) {
      expect(decisionsFor(read({ ...people, A: addition(name, users) }, sections), 'U', GET_OBJECT)).toContain(ALLOWED);
    }
  });

  test.each<[string, object]>([
    ['U Properties.Groups', { U: user({ Groups: { Ref: 'List' } }) }],
    ['U Properties.Groups[0]', { U: user({ Groups: [5] }) }],
    ['U Properties.Groups[0]', { U: user({ Groups: [{}] }) }],
    ['U Properties.Groups', { U: user({ Groups: {} }) }],
    ['A Properties.Users', { A: addition('g', { Ref: 'List' }) }],
    ['A Properties.Users[0]', { A: addition('g', [5]) }],
    ['A Properties.GroupName', { A: addition(undefined, ['u']) }],
    ['A Properties.Users[0]', { A: addition({}, ['u']) }],
    ['A Properties.Users[0]', { A: addition(['g'], ['u']) }],
  ])('%s is unread: %j', (place, resources) => {
    expect(unread({ ...people, ...resources }, { Parameters: { List: { Type: 'CommaDelimitedList' } } })).toEqual([place]);
  });
});

describe('documents', () => {
  /** Every place that a document may stand at, as resources that hold it. */
  const places: [string, (one: unknown) => object][] = [
    ['R Properties.Policies[0].PolicyDocument', one => ({ R: role(inline(one)) })],
    ['U Properties.Policies[0].PolicyDocument', one => ({ U: user(inline(one)) })],
    ['G Properties.Policies[0].PolicyDocument', one => ({ G: group(inline(one)) })],
    ['P Properties.PolicyDocument', one => ({ P: policy(one, {}) })],
    ['M Properties.PolicyDocument', one => ({ M: managedPolicy(one) })],
    ...['Role', 'User', 'Group'].map((kind): [string, (one: unknown) => object] => ['X Properties.PolicyDocument', one =>
      ({ X: { Type: `AWS::IAM::${kind}Policy`, Properties: { PolicyName: 'p', [`${kind}Name`]: 'x', PolicyDocument: one } } })]),
  ];
  const trust: [string, (one: unknown) => object] = ['R Properties.AssumeRolePolicyDocument', one => ({ R: role({ AssumeRolePolicyDocument: one }) })];
  const sections = { Parameters: { P1: { Type: 'String' }, L1: { Type: 'CommaDelimitedList' } } };

  test.each(places)('%s may be an object or JSON text', (_, resources) => {
    expect(unread(resources(READ))).toEqual([]);
    expect(unread(resources(JSON.stringify(READ)))).toEqual([]);
  });

  test('a trust policy may be an object or JSON text', () => {
    const one = trustIn({ AWS: ACCOUNT });

    expect([unread({ R: role({ AssumeRolePolicyDocument: one }) }), unread({ R: role({ AssumeRolePolicyDocument: JSON.stringify(one) }) })]).toEqual([[], []]);
  });

  test('JSON text says what the object says', () => {
    const decided = (one: unknown) => decisionsFor(read({ U: user({ UserName: 'u' }), P: policy(one, { Users: ['u'] }) }), 'U', GET_OBJECT);

    expect([READ, document(allow('*'), deny('s3:*'))].map(one => [decided(one), decided(JSON.stringify(one))])).toEqual([
      [[ALLOWED], [ALLOWED]], [[EXPLICIT_DENY], [EXPLICIT_DENY]],
    ]);
  });

  const unreadable: [unknown, string][] = [
    [undefined, ''],
    [null, ''],
    [5, ''],
    [true, ''],
    [[READ], ''],
    ['', ''],
    ['text', ''],
    ['{"Version":"2012-10-17","Statement":[', ''],
    [{ 'Fn::Sub': '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"${P1}","Resource":"*"}]}' }, ''],
    [{ Ref: 'P1' }, ''],
    [{ Ref: 'L1' }, ''],
    [{ 'Fn::ImportValue': 'policy' }, ''],
    [{ 'Fn::Transform': { Name: 'AWS::Include' } }, ''],
    [{ ...READ, 'Fn::Transform': { Name: 'AWS::Include' } }, ''],
    ['{{resolve:ssm:/policy}}', ''],
    [{ Version: '2012-10-17' }, ''],
    [{ ...READ, Statement: [] }, '.Statement'],
    [{ ...READ, Statement: { Ref: 'P1' } }, '.Statement'],
    [{ ...READ, Statement: { Ref: 'L1' } }, '.Statement'],
    [{ ...READ, Statement: { 'Fn::Split': [',', { Ref: 'P1' }] } }, '.Statement'],
    [{ ...READ, Statement: [{ Ref: 'P1' }] }, '.Statement[0]'],
    [{ ...READ, Statement: [READ_LOGS, { 'Fn::Transform': {} }] }, '.Statement[1]'],
    [{ ...READ, Statement: ['text'] }, '.Statement[0]'],
    [{ ...READ, Version: '2012-10-18' }, '.Version'],
    [{ ...READ, Version: { Ref: 'P1' } }, '.Version'],
    [{ ...READ, Statements: [] }, '.Statements'],
    [document({ ...READ_LOGS, Effect: 'allow' }), '.Statement[0].Effect'],
    [document({ Action: '*', Resource: '*' }), '.Statement[0]'],
    [document({ Effect: 'Allow', Resource: '*' }), '.Statement[0]'],
    [document({ Effect: 'Allow', Action: '*' }), '.Statement[0]'],
    [document({ ...READ_LOGS, Principal: '*' }), '.Statement[0].Principal'],
    [document({ ...READ_LOGS, action: '*' }), '.Statement[0].action'],
    [document({ ...READ_LOGS, Condition: { Ref: 'P1' } }), '.Statement[0].Condition'],
    [document({ ...READ_LOGS, Condition: { StringEquals: { Ref: 'P1' } } }), '.Statement[0].Condition.StringEquals'],
    [document({ ...READ_LOGS, Condition: { StringIs: { 'aws:PrincipalArn': 'x' } } }), '.Statement[0].Condition.StringIs'],
    [document(allow('*', [])), '.Statement[0].Resource'],
    [document(allow([], '*')), '.Statement[0].Action'],
    [document(allow('everything')), '.Statement[0].Action'],
    [document(allow('*', 'everything')), '.Statement[0].Resource'],
    [document(allow('*', { not: 'text' })), '.Statement[0].Resource'],
    [document(allow([5])), '.Statement[0].Action[0]'],
  ];

  test.each(places.flatMap(([place, resources]) => unreadable.map(([one, path]) => [place + path, one, resources] as const)))('%s: %j', (place, one, resources) => {
    const told = unread(resources(one), sections);

    expect(told.length).toBeGreaterThan(0);
    expect(told.filter(where => !where.startsWith(place.split('.PolicyDocument')[0]))).toEqual([]);
  });

  test.each(unreadable)('a policy of its own, at its place: %j %s', (one, path) => {
    expect(unread({ M: managedPolicy(one) }, sections)).toEqual([`M Properties.PolicyDocument${path}`]);
  });

  test.each<[unknown, string]>([
    [undefined, ''],
    ['text', ''],
    [either(trustIn('*'), trustIn({ AWS: ACCOUNT })), ''],
    [{ Ref: 'P1' }, ''],
    [document({ Effect: 'Allow', Action: 'sts:AssumeRole' }), '.Statement[0]'],
    [document({ Effect: 'Allow', Principal: { Ref: 'L1' }, Action: 'sts:AssumeRole', Resource: '*' }), '.Statement[0].Resource'],
    [trustIn({ AWS: 'everybody' }), '.Statement[0].Principal.AWS'],
    [trustIn({ Aws: '*' }), '.Statement[0].Principal.Aws'],
    [trustIn({}), '.Statement[0].Principal'],
    [trustIn({ AWS: [] }), '.Statement[0].Principal.AWS'],
  ])('a trust policy, at its place: %j %s', (one, path) => {
    const told = unread(trust[1](one), sections);

    expect(told[0]).toBe(trust[0] + path);
    expect(told.every(place => place.startsWith(trust[0]))).toBe(true);
  });

  test('a document that is too large for its place is unread', () => {
    const large = document(allow('s3:GetObject', Array.from({ length: 50 }, (_, i) => `arn:aws:s3:::${'x'.repeat(50)}${i}`)));

    expect(unread({ R: role(inline(large)), U: user(inline(large)) })).toEqual(['U Properties.Policies[0].PolicyDocument']);
  });
});

describe('lists that are malformed', () => {
  const sections = { Parameters: { P1: { Type: 'String' }, L1: { Type: 'CommaDelimitedList' } } };

  test.each<[unknown, string]>([
    ['text', ''],
    [5, ''],
    [null, ''],
    [{ Ref: 'L1' }, ''],
    [{ Ref: 'P1' }, '.PolicyDocument'],
    [{ 'Fn::Split': [',', { Ref: 'P1' }] }, ''],
    [{ 'Fn::Transform': {} }, ''],
    [['text'], '[0]'],
    [[null], '[0]'],
    [[READ, 5], '[0].PolicyDocument'],
    [[{}], '[0].PolicyDocument'],
    [[{ PolicyName: 'p' }], '[0].PolicyDocument'],
    [[{ PolicyName: 'p', policyDocument: READ }], '[0].PolicyDocument'],
    [[{ Ref: 'L1' }], '[0]'],
    [either('text', []), ''],
    [[['text']], '[0]'],
  ])('Policies: %j', (policies, path) => {
    for (const type of [role, user, group]) {
      expect(unread({ X: type({ Policies: policies }) }, sections)[0]).toBe(`X Properties.Policies${path}`);
    }
  });

  test.each<[unknown]>([[[]], [NO_VALUE], [[NO_VALUE]], [either([], NO_VALUE)], [[either(NO_VALUE, NO_VALUE)]]])('nothing is nothing: %j', nothing => {
    const empty = { Policies: nothing, ManagedPolicyArns: nothing, Groups: nothing };

    expect(attachments(read({ U: user(empty), R: role(empty), G: group(empty) }))).toEqual({ U: [], R: [], G: [] });
    expect(unread({ U: user(empty), R: role(empty), G: group(empty) })).toEqual([]);
  });

  test.each(['Roles', 'Users', 'Groups'].flatMap(property => [
    [property, 5, ''], [property, {}, ''], [property, null, ''], [property, [5], '[0]'], [property, [{}], '[0]'], [property, ['a', null], '[1]'],
  ] as const))('%s: %j', (property, value, path) => {
    expect(unread({ P: policy(READ, { [property]: value }), M: managedPolicy(READ, { [property]: value }) }))
      .toEqual([`P Properties.${property}${path}`, `M Properties.${property}${path}`]);
  });

  test.each<[unknown, string]>([['text', ''], [5, ''], [null, ''], [{}, ''], [[5], '[0]'], [[['text']], '[0]']])('ManagedPolicyArns: %j', (arns, path) => {
    for (const type of [role, user, group]) { expect(unread({ X: type({ ManagedPolicyArns: arns }) })).toEqual([`X Properties.ManagedPolicyArns${path}`]); }
  });
});

describe('a policy that may be absent', () => {
  test('an inline policy by a condition is possible', () => {
    const [first] = inline(document(allow('s3:*'), deny('iam:*'))).Policies;
    const [{ policies }] = read({ U: user({ Policies: [either(first), inline(READ).Policies[0]] }) }).principals;

    expect(policies.map(effects)).toEqual([['Allow if condition `C`', 'Deny if condition `C`'], ['Allow']]);
  });

  test('so is each of two lists', () => {
    const [{ policies }] = read({ U: user({ Policies: either(inline(READ, READ).Policies, inline(DENY_ALL).Policies) }) }).principals;

    expect(policies.map(effects)).toEqual([['Allow if condition `C`'], ['Allow if condition `C`'], ['Deny if condition `C`']]);
  });

  test('the condition nearest to the list is the one that is told', () => {
    const [{ policies }] = read({ U: user({ Policies: { 'Fn::If': ['Outer', [either(inline(READ).Policies[0])], NO_VALUE] } }) }).principals;

    expect(policies.map(effects)).toEqual([['Allow if condition `Outer`']]);
  });
});

// What is not read blocks

/** Types whose policies are read with the principals that they belong to. */
const READ_TYPES = [
  'AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy', 'AWS::IAM::UserPolicy',
  'AWS::IAM::GroupPolicy', 'AWS::IAM::UserToGroupAddition',
];

/** `A[*].B` with a value at its end. */
function propertiesWith(path: string, value: unknown): Record<string, unknown> {
  return path.split('.').reduceRight<unknown>((inner, segment) => {
    const name = segment.replace(/\[\*\]|\{\*\}/g, '');
    return { [name]: segment.endsWith('[*]') ? [inner] : segment.endsWith('{*}') ? { any: inner } : inner };
  }, value) as Record<string, unknown>;
}

const PROPERTIES: PolicyProperty[] = readFileSync(join(__dirname, '..', '..', 'data', 'cloudformation-policy-properties.ndjson'), 'utf8')
  .trim().split('\n').map(line => JSON.parse(line));

/** The properties of the list, those of a whole family under one of its types. */
function listed(isWanted: (property: PolicyProperty) => boolean): PolicyProperty[] {
  return PROPERTIES.map(property => ({ ...property, type: property.type.replace('::*', '::StateMachine') }))
    .filter(property => isWanted(property) && !READ_TYPES.includes(property.type));
}

/** A policy that its type accepts and that allows everything, in the form that the property has. */
function everythingIn({ policyType, form }: PolicyProperty): unknown {
  const statement = { ...allow('*'), ...policyType === PolicyType.RESOURCE || policyType === PolicyType.VPC_ENDPOINT ? { Principal: '*' } : {} };
  switch (form) {
    case 'statement': case 'statements': return statement;
    case 'openapi': return { 'openapi': '3.0.1', 'x-amazon-apigateway-policy': document(statement) };
    case 'template': return { Resources: { P: { Type: 'AWS::IoT::Policy', Properties: { PolicyDocument: document(statement) } } } };
    default: return document(statement);
  }
}

describe('every property that holds a policy is read', () => {
  const documents = listed(({ type, policyType, form }) => policyType !== undefined && form !== 'samPolicies' && !type.startsWith('AWS::Serverless::'));

  test('there are many', () => {
    expect(documents.length).toBeGreaterThan(85);
  });

  const found = ({ loose, resourcePolicies, limits, principals }: TemplateReading) =>
    [...[...loose, ...resourcePolicies, ...limits].map(one => one.policy), ...principals.flatMap(one => one.policies)];

  test.each(documents.map(property => [property.type, property.path, property] as const))('%s %s', (type, path, property) => {
    const everything = everythingIn(property);
    const [first] = path.split(/\W/);
    const told = (value: unknown) => read({ X: { Type: type, Properties: value } }, { Parameters: { P: { Type: 'String' } } });

    for (const value of [everything, JSON.stringify(everything)]) {
      const policies = found(told(propertiesWith(path, value)));
      expect(policies.map(({ document: { statements, problems } }) => [statements.map(({ effect }) => effect), problems])).toEqual([[['Allow'], []]]);
    }
    const chosen = propertiesWith(path, everything);
    expect(found(told({ ...chosen, [first]: either(chosen[first]) })).map(effects)).toEqual([['Allow if condition `C`']]);
    for (const unknown of ['{', { Ref: 'P' }, '{{resolve:ssm:/policy}}']) {
      expect(unreadIn(told(propertiesWith(path, unknown))).filter(place => place.startsWith(`X Properties.${first}`))).not.toEqual([]);
    }
  });
});

describe('every property that brings other templates is unread', () => {
  const templates = listed(({ kind, type }) => kind === 'template' && type !== 'AWS::CloudFormation::CustomResource' && type !== 'AWS::CloudFormation::Stack');

  test.each(templates.map(({ type, path }) => [type, path]))('%s %s', (type, path) => {
    const { unread: places } = read({ X: { Type: type, Properties: propertiesWith(path, 'x') } });

    expect(places.map(({ path: where, opaque }) => [where.split(/\W/)[0], opaque])).toContainEqual(['Properties', true]);
  });
});

describe('decoys only look like policies', () => {
  const decoys = listed(({ kind }) => kind === 'decoy');

  test('there are some', () => {
    expect(decoys.length).toBeGreaterThan(25);
  });

  test.each(decoys.map(({ type, path }) => [type, path]))('%s %s', (type, path) => {
    for (const value of ['x', document(allow('*')), [document(allow('*'))]]) {
      expect(unread({ X: { Type: type, Properties: propertiesWith(path, value) } })).toEqual([]);
    }
  });
});

describe('types that make resources of their own', () => {
  test.each<[string, object]>([
    ['AWS::CloudFormation::Stack', { TemplateURL: 'https://bucket.s3.amazonaws.com/nested.json' }],
    ['AWS::CloudFormation::Stack', { TemplateURL: { 'Fn::Sub': 'https://${B}.s3.amazonaws.com/nested.json' }, Parameters: { A: 'b' } }],
    ['AWS::CloudFormation::StackSet', { StackSetName: 's', PermissionModel: 'SERVICE_MANAGED', TemplateBody: 'Resources: !Admin {}' }],
    ['AWS::CloudFormation::StackSet', { StackSetName: 's', PermissionModel: 'SELF_MANAGED', TemplateURL: 'https://x' }],
    ['AWS::CloudFormation::Macro', { Name: 'm', FunctionName: 'f' }],
    ['AWS::Serverless::Function', { Policies: ['AdministratorAccess'] }],
    ['AWS::Serverless::Application', { Location: 'https://x' }],
    ['AWS::ServiceCatalog::CloudFormationProvisionedProduct', { ProvisioningArtifactId: 'pa-1' }],
  ])('%s %j is unread', (type, Properties) => {
    expect(unread({ X: { Type: type, Properties } })).toEqual([expect.stringMatching(/^X Properties\./)]);
  });

});

describe('permission sets', () => {
  const assignment = (arn: unknown) => ({ Type: 'AWS::SSO::Assignment', Properties: { PermissionSetArn: arn, TargetId: ACCOUNT } });

  test('of the app are the roles that they become', () => {
    const reading = read({
      S: { Type: 'AWS::SSO::PermissionSet', Properties: { Name: 'Reader', InlinePolicy: JSON.stringify(READ), ManagedPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] } },
      A: assignment({ 'Fn::GetAtt': ['S', 'PermissionSetArn'] }),
    });

    expect([attachments(reading), unreadIn(reading)]).toEqual([{ S: ['S InlinePolicy', 'S ManagedPolicies[0]'] }, []]);
    expect(String(reading.principals[0].name)).toBe('AWSReservedSSO_Reader_<`S`>');
  });

  test.each<[unknown]>([['arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef'], [{ 'Fn::ImportValue': 'x' }], [5]])('of others are opaque: %j', arn => {
    expect(read({ A: assignment(arn) }).unread.map(({ path, opaque }) => [path, opaque])).toEqual([['Properties.PermissionSetArn', true]]);
  });

  test('with policies of the accounts are unread', () => {
    expect(unread({ S: { Type: 'AWS::SSO::PermissionSet', Properties: { Name: 'n', CustomerManagedPolicyReferences: [{ Name: 'p' }] } } }))
      .toEqual(['S Properties.CustomerManagedPolicyReferences[0]']);
  });
});

describe('types that nobody knows', () => {
  test.each([
    'AWS::IAM::NoSuchType', 'AWS::IAM::role', 'AWS::IAM::Role ', ' AWS::IAM::Role', 'aws::iam::role', 'AWS::IAM', 'AWS::', 'AWS', '',
    'Third::Party::Type', 'My::Own::Thing::MODULE', 'AWS::S3::Bucket::MODULE', 'Initech::Gadget::Thing', 'AWS::IAM::Role\u0000', 'CustomX', 'custom::X',
    'AWS::NewService::Thing',
  ])('%j is unread', type => {
    expect(unread({ X: { Type: type } })).toEqual(['X Type']);
    expect(unread({ X: { Type: type, Properties: { PolicyDocument: ALLOW_ALL } } })).toEqual(['X Type']);
  });

  test('a custom resource makes what its function may make, and is read through the role of that function', () => {
    const provider = { F: { Type: 'AWS::Lambda::Function' }, T: { Type: 'AWS::SNS::Topic' } };

    for (const token of [{ 'Fn::GetAtt': ['F', 'Arn'] }, { Ref: 'T' }]) {
      expect(unread({ ...provider, X: { Type: 'Custom::Thing', Properties: { ServiceToken: token, Name: 'n' } } })).toEqual([]);
      expect(unread({ ...provider, X: { Type: 'AWS::CloudFormation::CustomResource', Properties: { ServiceToken: token } } })).toEqual([]);
    }
  });

  test.each<[unknown]>([['arn:aws:lambda:us-east-1:111122223333:function:maker'], [undefined], [5], [{ 'Fn::ImportValue': 'maker' }], [{ 'Fn::GetAtt': ['Gone', 'Arn'] }]])(
    'a custom resource of a function that is not in the app is unread: %j', token => {
      expect(unread({ X: { Type: 'Custom::Thing', Properties: { ServiceToken: token } } })).toEqual(['X Properties.ServiceToken']);
    });

  test.each<[object]>([
    [{ Create: JSON.stringify({ service: 'IAM', action: 'attachRolePolicy' }) }],
    [{ Create: { 'Fn::Join': ['', ['{"service":"iam","action":"putRolePolicy","parameters":{"RoleName":"', { Ref: 'F' }, '"}}']] } }],
    [{ Update: JSON.stringify({ service: '@aws-sdk/client-iam', action: 'CreateUserCommand' }) }],
    [{ Call: { Service: 'iam' } }],
  ])('a custom resource that calls IAM is unread: %j', properties => {
    const resources = { F: { Type: 'AWS::Lambda::Function' }, X: { Type: 'Custom::AWS', Properties: { ServiceToken: { 'Fn::GetAtt': ['F', 'Arn'] }, ...properties } } };

    expect(unread(resources)).toEqual([`X Properties.${Object.keys(properties)[0]}`]);
  });

  test.each([['Custom::Thing'], ['AWS::SNS::Topic'], ['AWS::S3::Bucket']])('a property of %s that looks like a policy is read as one', type => {
    const provider = { F: { Type: 'AWS::Lambda::Function' } };
    const properties: [string, unknown, string[]][] = [
      ['Policy', ALLOW_ALL, ['X Policy']],
      ['Policy', JSON.stringify(ALLOW_ALL), ['X Policy']],
      ['Policies', [{ Any: ALLOW_ALL }], ['X Policies[0].Any']],
      ['Deep', { a: [{ b: { c: ALLOW_ALL } }] }, ['X Deep.a[0].b.c']],
      ['Chosen', either(ALLOW_ALL, READ), ['X Chosen?', 'X Chosen?']],
    ];

    for (const [name, value, found] of properties) {
      const reading = read({ ...provider, X: { Type: type, Properties: { ServiceToken: { 'Fn::GetAtt': ['F', 'Arn'] }, [name]: value } } });
      expect([reading.loose.map(({ policy: one }) => spelt(one)), unreadIn(reading)]).toEqual([found, []]);
    }
    const trusted = read({ ...provider, X: { Type: type, Properties: { ServiceToken: { 'Fn::GetAtt': ['F', 'Arn'] }, Access: trustIn('*') } } });
    expect(trusted.resourcePolicies.map(({ policy: one }) => spelt(one))).toEqual(['X Access']);
  });

  test('what looks like a policy and cannot be read as one is unread', () => {
    expect(unread({ X: { Type: 'AWS::SNS::Topic', Properties: { Policy: { Statement: { Effect: 'Allow' } } } } })).not.toEqual([]);
  });

  test('what merely has statements or effects is no policy', () => {
    expect(unread({ X: { Type: 'AWS::SNS::Topic', Properties: { Statement: 'a', Nested: { Statement: ['a'], Effect: 'b' }, Effect: 'Allow' } } })).toEqual([]);
  });

  test.each<[object]>([
    [{ Topics: { 'Fn::Transform': { Name: 'AWS::Include' } } }],
    [{ Tags: [{ Key: 'a', Value: { 'Fn::Transform': { Name: 'Macro' } } }] }],
  ])('a macro inside a resource is unread: %j', Properties => {
    expect(unread({ X: { Type: 'AWS::SNS::Topic', Properties } })).toEqual(['X Properties']);
  });

  test('so is one that makes the properties', () => {
    for (const type of ['AWS::SNS::Topic', 'AWS::IAM::Role', 'Custom::Thing']) {
      expect(unread({ X: { Type: type, Properties: { ...role().Properties, 'Fn::Transform': { Name: 'AWS::Include' } } } })).toContain('X Properties.Fn::Transform');
    }
  });

  test('ordinary resources are not mentioned', () => {
    expect(unread({
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 't', Subscription: [{ Protocol: 'sqs', Endpoint: 'x' }] } },
      Queue: { Type: 'AWS::SQS::Queue', Properties: { RedrivePolicy: { maxReceiveCount: 3 } } },
      Function: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['R', 'Arn'] }, Code: { ZipFile: 'x' } } },
      Profile: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [{ Ref: 'R' }] } },
      Metadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'v2:deflate64:x' } },
      R: role(),
    })).toEqual([]);
  });
});

test('what is unread in one resource does not hide the others', () => {
  const reading = read({
    A: { Type: 'Nobody::Knows::This' }, R: role(inline('text', READ)), P: policy(READ, { Roles: [{ Ref: 'R' }, 5] }), Z: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'x' } },
  });

  expect(unreadIn(reading).sort()).toEqual(['A Type', 'P Properties.Roles[1]', 'R Properties.Policies[0].PolicyDocument', 'Z Properties.TemplateURL']);
  expect(attachments(reading).R).toEqual(expect.arrayContaining(['R Policies[1].PolicyDocument', 'P PolicyDocument']));
});
