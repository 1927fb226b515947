import { anyText } from './arbitraries';
import { outlineOf } from './outline';
import { Choices } from './reference-matcher';
import { OpenNode } from '../../../src/engine/policy/open-node';
import { PolicyDocument, PolicyParseOptions } from '../../../src/engine/policy/policy-document';
import { PolicyProblemCode as Code } from '../../../src/engine/policy/policy-problem';
import { POLICY_QUOTAS, PolicyType } from '../../../src/engine/policy/policy-type';
import { OpenText, OpenValue } from '../../../src/engine/policy/text';
import { fc } from '../../properties';

type Json = Record<string, unknown>;

const VERSION = '2012-10-17';
const USER = 'arn:aws:iam::111122223333:user/joe';

/** A policy of one statement, which is valid in most types of policy but for the members given. */
const policy = (members: Json, version: unknown = VERSION): Json =>
  ({ Version: version, Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...members }] });
const without = (name: string, members: Json = {}) => {
  const document = policy(members);
  delete (document.Statement as Json[])[0][name];
  return document;
};
const condition = (operator: string, key: string, value: unknown) => policy({ Condition: { [operator]: { [key]: value } } });

const outline = (value: unknown, options?: PolicyParseOptions) =>
  PolicyDocument.parse(value, options).problems.map(({ path, code }) => `${path} ${code}`);

/** The nearest bad policy and the nearest good one. Both are also read as JSON text, with the same result. */
type Row = [code: Code, path: string, bad: unknown, good: unknown, more?: More];

interface More {
  /** The user's own words, as the message quotes them. */
  readonly words?: string;
  readonly type?: PolicyType;
  readonly quota?: number;
}

const S = '$.Statement[0]';
const { IDENTITY, TRUST, RESOURCE } = PolicyType;

const ROWS: Row[] = [
  // Types.
  [Code.WRONG_TYPE, '$', [], policy({})],
  [Code.WRONG_TYPE, '$', null, policy({})],
  [Code.WRONG_TYPE, '$', 1, policy({})],
  [Code.WRONG_TYPE, '$.Statement', { Version: VERSION, Statement: 'Allow' },
    { Version: VERSION, Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }],
  [Code.WRONG_TYPE, '$.Statement[1]', { Statement: [{ Effect: 'Allow', Action: '*' }, null] }, { Statement: [{ Effect: 'Allow', Action: '*' }] }],
  [Code.WRONG_TYPE, `${S}.Effect`, policy({ Effect: true }), policy({ Effect: 'Allow' })],
  [Code.WRONG_TYPE, `${S}.Effect`, policy({ Effect: ['Allow'] }), policy({ Effect: 'Allow' })],
  [Code.WRONG_TYPE, `${S}.Sid`, policy({ Sid: 1 }), policy({ Sid: '1' })],
  [Code.WRONG_TYPE, `${S}.Action`, policy({ Action: 1 }), policy({ Action: '*' })],
  [Code.WRONG_TYPE, `${S}.Action[1]`, policy({ Action: ['*', ['*']] }), policy({ Action: ['*', '*'] })],
  [Code.WRONG_TYPE, `${S}.NotResource`, without('Resource', { NotResource: {} }), without('Resource', { NotResource: '*' })],
  [Code.WRONG_TYPE, `${S}.Principal`, policy({ Principal: ['*'] }), policy({ Principal: '*' })],
  [Code.WRONG_TYPE, `${S}.Principal.AWS[0]`, policy({ Principal: { AWS: [111122223333] } }), policy({ Principal: { AWS: ['111122223333'] } })],
  [Code.WRONG_TYPE, `${S}.Condition`, policy({ Condition: [] }), policy({ Condition: {} })],
  [Code.WRONG_TYPE, `${S}.Condition.Bool`, policy({ Condition: { Bool: 'true' } }), policy({ Condition: { Bool: {} } })],
  [Code.WRONG_TYPE, `${S}.Condition.Bool['aws:x']`, condition('Bool', 'aws:x', null), condition('Bool', 'aws:x', true)],
  [Code.WRONG_TYPE, `${S}.Condition.Bool['aws:x'][0]`, condition('Bool', 'aws:x', [[]]), condition('Bool', 'aws:x', [true])],
  [Code.WRONG_TYPE, `${S}.Condition.StringEquals['aws:x']`, condition('StringEquals', 'aws:x', {}), condition('StringEquals', 'aws:x', 1.5)],
  [Code.WRONG_TYPE, '$.Version', { ...policy({}), Version: null }, policy({})],
  [Code.WRONG_TYPE, '$.Id', { ...policy({}), Id: 1 }, { ...policy({}), Id: '1' }],
  // Names.
  [Code.UNKNOWN_ELEMENT, '$.Comment', { ...policy({}), Comment: 'x' }, policy({}), { words: '`Comment`' }],
  [Code.UNKNOWN_ELEMENT, `${S}['a\\u{a}b']`, policy({ 'a\nb': 1 }), policy({}), { words: '`a\\u{a}b`' }],
  [Code.UNKNOWN_ELEMENT, `${S}.Actions`, policy({ Actions: '*' }), policy({}), { words: '`Actions`' }],
  [Code.UNKNOWN_ELEMENT, `${S}.Principal.Group`, policy({ Principal: { AWS: '*', Group: 'x' } }),
    policy({ Principal: { AWS: '*' } }), { words: '`Group`' }],
  [Code.WRONG_CASE, '$.version', { ...policy({}), version: VERSION }, policy({}), { words: '`version`' }],
  [Code.WRONG_CASE, `${S}.condition`, policy({ condition: {} }), policy({ Condition: {} }), { words: 'write `Condition`' }],
  [Code.WRONG_CASE, `${S}.NOTRESOURCE`, policy({ NOTRESOURCE: '*' }), policy({}), { words: 'write `NotResource`' }],
  [Code.WRONG_CASE, `${S}.Principal.aws`, policy({ Principal: { Service: 'x', aws: '*' } }),
    policy({ Principal: { Service: 'x', AWS: '*' } }), { words: 'write `AWS`' }],
  // Versions.
  [Code.INVALID_VERSION, '$.Version', policy({}, '2012-10-18'), policy({}, VERSION), { words: '`2012-10-18`' }],
  [Code.INVALID_VERSION, '$.Version', policy({}, ''), policy({}, '2008-10-17'), { words: '``' }],
  [Code.INVALID_VERSION, '$.Version', policy({}, '2012-10-17 '), policy({}, VERSION), { words: '`2012-10-17 `' }],
  [Code.INVALID_VERSION, '$.Version', policy({}, '2012-10-\uff11\uff17'), policy({}, VERSION), { words: '`2012-10-\uff11\uff17`' }],
  [Code.WRONG_TYPE, '$.Version', policy({}, 20121017), policy({}, VERSION)],
  // Statements.
  [Code.MISSING_STATEMENT, '$', { Version: VERSION }, policy({})],
  [Code.EMPTY_LIST, '$.Statement', { Version: VERSION, Statement: [] }, policy({})],
  [Code.MISSING_EFFECT, S, without('Effect'), policy({})],
  [Code.INVALID_EFFECT, `${S}.Effect`, policy({ Effect: 'allow' }), policy({ Effect: 'Allow' }), { words: '`allow`' }],
  [Code.INVALID_EFFECT, `${S}.Effect`, policy({ Effect: 'Deny ' }), policy({ Effect: 'Deny' }), { words: '`Deny `' }],
  [Code.INVALID_EFFECT, `${S}.Effect`, policy({ Effect: '' }), policy({ Effect: 'Deny' }), { words: '``' }],
  [Code.INVALID_SID, `${S}.Sid`, policy({ Sid: 'a b' }), policy({ Sid: 'aB1' }), { type: IDENTITY, words: '`a b`' }],
  [Code.INVALID_SID, `${S}.Sid`, policy({ Sid: '\u00e9' }), policy({ Sid: 'e' }), { type: IDENTITY, words: '`\u00e9`' }],
  [Code.DUPLICATE_SID, '$.Statement[1].Sid',
    { Statement: [{ Sid: 'a', Effect: 'Allow', Action: '*', Resource: '*' }, { Sid: 'a', Effect: 'Deny', Action: '*', Resource: '*' }] },
    { Statement: [{ Sid: 'a', Effect: 'Allow', Action: '*', Resource: '*' }, { Sid: 'A', Effect: 'Deny', Action: '*', Resource: '*' }] },
    { type: IDENTITY, words: '`a`' }],
  // Actions.
  [Code.MISSING_ACTION, S, without('Action'), without('Action', { NotAction: 's3:GetObject' })],
  [Code.ELEMENT_AND_COMPLEMENT, S, policy({ NotAction: 's3:*' }), policy({}), { words: '`NotAction`' }],
  [Code.EMPTY_LIST, `${S}.Action`, policy({ Action: [] }), policy({ Action: ['*'] })],
  [Code.INVALID_ACTION, `${S}.Action`, policy({ Action: 'GetObject' }), policy({ Action: 's3:GetObject' }), { words: '`GetObject`' }],
  [Code.INVALID_ACTION, `${S}.Action`, policy({ Action: '' }), policy({ Action: '*' }), { words: '``' }],
  [Code.INVALID_ACTION, `${S}.Action`, policy({ Action: 's3:' }), policy({ Action: 's3:?' }), { words: '`s3:`' }],
  [Code.INVALID_ACTION, `${S}.Action`, policy({ Action: ':GetObject' }), policy({ Action: 's3:*' }), { words: '`:GetObject`' }],
  [Code.INVALID_ACTION, `${S}.Action`, policy({ Action: 's3:Get:Object' }), policy({ Action: 's3:Get*Object' }), { words: '`s3:Get:Object`' }],
  [Code.INVALID_ACTION, `${S}.Action`, policy({ Action: ' s3:GetObject' }), policy({ Action: 'S3:getobject' }), { words: '` s3:GetObject`' }],
  [Code.INVALID_ACTION, `${S}.Action`, policy({ Action: 's3:GetObject\n' }),
    policy({ Action: 'execute-api:Invoke' }), { words: '`s3:GetObject\\u{a}`' }],
  [Code.INVALID_ACTION, `${S}.Action[1]`, policy({ Action: ['*', 's3:${aws:username}'] }),
    policy({ Action: ['*', 's3:Get?bject'] }), { words: '`s3:${aws:username}`' }],
  [Code.INVALID_ACTION, `${S}.NotAction`, without('Action', { NotAction: 'arn:aws:s3:::b' }),
    without('Action', { NotAction: '*' }), { words: '`arn:aws:s3:::b`' }],
  [Code.WILDCARD_IN_SERVICE, `${S}.Action`, policy({ Action: 's*:GetObject' }), policy({ Action: 's3:G*' }), { words: '`s*:GetObject`' }],
  [Code.WILDCARD_IN_SERVICE, `${S}.Action`, policy({ Action: 's?:GetObject' }), policy({ Action: 's3:G?tObject' }), { words: '`s?:GetObject`' }],
  [Code.WILDCARD_IN_SERVICE, `${S}.Action`, policy({ Action: '*:GetObject' }), policy({ Action: '*' }), { words: '`*:GetObject`' }],
  // Resources.
  [Code.MISSING_RESOURCE, S, without('Resource'), without('Resource', { NotResource: 'arn:aws:s3:::b' }), { type: IDENTITY }],
  [Code.ELEMENT_AND_COMPLEMENT, S, policy({ NotResource: 'arn:aws:s3:::b' }), policy({}), { words: '`NotResource`' }],
  [Code.EMPTY_LIST, `${S}.Resource`, policy({ Resource: [] }), policy({ Resource: ['*'] })],
  [Code.INVALID_RESOURCE, `${S}.Resource`, policy({ Resource: 'b' }), policy({ Resource: 'arn:aws:s3:::b' }), { type: IDENTITY, words: '`b`' }],
  [Code.INVALID_RESOURCE, `${S}.Resource[1]`, policy({ Resource: ['*', '**'] }), policy({ Resource: ['*', '*'] }), { type: IDENTITY, words: '`**`' }],
  [Code.INVALID_RESOURCE, `${S}.Resource`, policy({ Resource: 'ARN:aws:s3:::b' }),
    policy({ Resource: 'arn:aws:s3:::B' }), { type: IDENTITY, words: '`ARN:aws:s3:::b`' }],
  [Code.UNSUPPORTED_RESOURCE, `${S}.Resource`, policy({ Action: 'sts:AssumeRole', Principal: '*' }),
    without('Resource', { Action: 'sts:AssumeRole', Principal: '*' }), { type: TRUST }],
  // Principals.
  [Code.MISSING_PRINCIPAL, S, policy({}), policy({ NotPrincipal: { AWS: USER } }), { type: RESOURCE }],
  [Code.UNSUPPORTED_PRINCIPAL, `${S}.Principal`, policy({ Principal: '*' }), policy({}), { type: IDENTITY }],
  [Code.UNSUPPORTED_PRINCIPAL, `${S}.NotPrincipal`, policy({ NotPrincipal: { AWS: USER } }), policy({}), { type: IDENTITY }],
  [Code.ELEMENT_AND_COMPLEMENT, S, policy({ Principal: '*', NotPrincipal: { AWS: USER } }), policy({ Principal: '*' }), { words: '`NotPrincipal`' }],
  [Code.EMPTY_LIST, `${S}.Principal`, policy({ Principal: {} }), policy({ Principal: { AWS: '*' } })],
  [Code.EMPTY_LIST, `${S}.Principal.AWS`, policy({ Principal: { AWS: [] } }), policy({ Principal: { AWS: ['*'] } })],
  [Code.INVALID_PRINCIPAL, `${S}.Principal`, policy({ Principal: USER }), policy({ Principal: { AWS: USER } }), { words: `\`${USER}\`` }],
  [Code.INVALID_PRINCIPAL, `${S}.Principal.AWS`, policy({ Principal: { AWS: '11112222333' } }),
    policy({ Principal: { AWS: '111122223333' } }), { words: '`11112222333`' }],
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html: an ARN has at most 2,048 characters.
  [Code.INVALID_PRINCIPAL, `${S}.Principal.AWS`, policy({ Principal: { AWS: USER.padEnd(2_049, 'x') } }), policy({ Principal: { AWS: USER.padEnd(2_048, 'x') } }),
    { words: '2049' }],
  [Code.INVALID_PRINCIPAL, `${S}.Principal.AWS`, policy({ Principal: { AWS: 'joe' } }), policy({ Principal: { AWS: USER } }), { words: '`joe`' }],
  [Code.INVALID_PRINCIPAL, `${S}.Principal.AWS`, policy({ Principal: { AWS: 'arn:aws:iam::111122223333:group/g' } }),
    policy({ Principal: { AWS: 'arn:aws:iam::111122223333:role/path/r' } }), { words: '`arn:aws:iam::111122223333:group/g`' }],
  [Code.INVALID_PRINCIPAL, `${S}.Principal.AWS[1]`, policy({ Principal: { AWS: ['*', ''] } }),
    policy({ Principal: { AWS: ['*', '*'] } }), { words: '``' }],
  [Code.INVALID_PRINCIPAL, `${S}.Principal.Service`, policy({ Principal: { Service: '' } }),
    policy({ Principal: { Service: '*' } }), { words: '``' }],
  [Code.INVALID_PRINCIPAL, `${S}.Principal.Service`, policy({ Principal: { Service: 'ec2.amazonaws.com ' } }),
    policy({ Principal: { Service: 'ec2.amazonaws.com' } }), { words: '`ec2.amazonaws.com `' }],
  [Code.WILDCARD_IN_PRINCIPAL, `${S}.Principal.AWS`, policy({ Principal: { AWS: 'arn:aws:iam::111122223333:role/*' } }),
    policy({ Principal: { AWS: 'arn:aws:iam::111122223333:root' } }), { words: '`arn:aws:iam::111122223333:role/*`' }],
  [Code.WILDCARD_IN_PRINCIPAL, `${S}.Principal.Service[0]`, policy({ Principal: { Service: ['*.amazonaws.com'] } }),
    policy({ Principal: { Service: ['s3.amazonaws.com'] } }), { words: '`*.amazonaws.com`' }],
  [Code.WILDCARD_IN_PRINCIPAL, `${S}.NotPrincipal.AWS`, policy({ NotPrincipal: { AWS: '11112222333?' } }),
    policy({ NotPrincipal: { AWS: '111122223333' } })],
  // Conditions.
  [Code.INVALID_OPERATOR, `${S}.Condition.StringMatches`, condition('StringMatches', 'aws:x', 'a'),
    condition('StringLike', 'aws:x', 'a'), { words: '`StringMatches`' }],
  [Code.INVALID_OPERATOR, `${S}.Condition.stringLike`, condition('stringLike', 'aws:x', 'a'),
    condition('StringLike', 'aws:x', 'a'), { words: 'write `StringLike`' }],
  [Code.INVALID_OPERATOR, `${S}.Condition.NullIfExists`, condition('NullIfExists', 'aws:x', 'true'),
    condition('Null', 'aws:x', 'true'), { words: '`NullIfExists`' }],
  [Code.INVALID_OPERATOR, `${S}.Condition['ForEveryValue:StringLike']`, condition('ForEveryValue:StringLike', 'aws:x', 'a'),
    condition('ForAllValues:StringLikeIfExists', 'aws:x', 'a'), { words: '`ForEveryValue:StringLike`' }],
  [Code.INVALID_CONDITION_KEY, `${S}.Condition.Bool.SecureTransport`, condition('Bool', 'SecureTransport', 'true'),
    condition('Bool', 'aws:SecureTransport', 'true'), { words: '`SecureTransport`' }],
  [Code.DUPLICATE_KEY, `${S}.Condition.Bool['AWS:x']`, policy({ Condition: { Bool: { 'aws:x': 'true', 'AWS:x': 'false' } } }),
    policy({ Condition: { Bool: { 'aws:x': 'true', 'aws:y': 'false' } } }), { words: '`AWS:x`' }],
  [Code.EMPTY_LIST, `${S}.Condition.Bool['aws:x']`, condition('Bool', 'aws:x', []), condition('Bool', 'aws:x', ['true'])],
  [Code.INVALID_CONDITION_VALUE, `${S}.Condition.Bool['aws:x']`, condition('Bool', 'aws:x', 'yes'),
    condition('Bool', 'aws:x', 'TRUE'), { words: '`yes`' }],
  [Code.INVALID_CONDITION_VALUE, `${S}.Condition.Bool['aws:x']`, condition('Bool', 'aws:x', 1), condition('Bool', 'aws:x', true), { words: '`1`' }],
  [Code.INVALID_CONDITION_VALUE, `${S}.Condition.NumericEquals['aws:x'][1]`, condition('NumericEquals', 'aws:x', [1, 'ten']),
    condition('NumericEquals', 'aws:x', [1, '10']), { words: '`ten`' }],
  [Code.INVALID_CONDITION_VALUE, `${S}.Condition.NumericEquals['aws:x']`, condition('NumericEquals', 'aws:x', false),
    condition('NumericEquals', 'aws:x', -1.5), { words: '`false`' }],
  [Code.INVALID_CONDITION_VALUE, `${S}.Condition.DateEquals['aws:x']`, condition('DateEquals', 'aws:x', '2020-02-30'),
    condition('DateEquals', 'aws:x', 1582934400), { words: '`2020-02-30`' }],
  [Code.INVALID_CONDITION_VALUE, `${S}.Condition.IpAddress['aws:x']`, condition('IpAddress', 'aws:x', '10.0.0.0/33'),
    condition('IpAddress', 'aws:x', '10.0.0.0/8'), { words: '`10.0.0.0/33`' }],
  [Code.INVALID_CONDITION_VALUE, `${S}.Condition.BinaryEquals['aws:x']`, condition('BinaryEquals', 'aws:x', 'a'),
    condition('BinaryEquals', 'aws:x', 'QQ=='), { words: '`a`' }],
  [Code.INVALID_CONDITION_VALUE, `${S}.Condition.Null['aws:x']`, condition('Null', 'aws:x', ''), condition('Null', 'aws:x', false), { words: '``' }],
  // Characters.
  [Code.INVALID_CHARACTER, `${S}.Resource`, policy({ Resource: 'arn:aws:s3:::b/\u0000' }),
    policy({ Resource: 'arn:aws:s3:::b/\t\r\n' }), { words: '\\u{0}' }],
  [Code.INVALID_CHARACTER, `${S}.Resource`, policy({ Resource: 'arn:aws:s3:::b/\u001f' }),
    policy({ Resource: 'arn:aws:s3:::b/\u00ff' }), { words: '\\u{1f}' }],
  [Code.INVALID_CHARACTER, `${S}.Resource`, policy({ Resource: 'arn:aws:s3:::\ud83d' }),
    policy({ Resource: 'arn:aws:s3:::\u{1f600}' }), { words: '\\u{d83d}' }],
  [Code.INVALID_CHARACTER, `${S}.Condition.StringEquals`, condition('StringEquals', 'aws:\u000b', 'a'),
    condition('StringEquals', 'aws:x', 'a'), { words: '\\u{b}' }],
  [Code.INVALID_CHARACTER, `${S}.Condition.StringEquals['aws:x']`, condition('StringEquals', 'aws:x', '\ude00'),
    condition('StringEquals', 'aws:x', ''), { words: '\\u{de00}' }],
  [Code.UNRESOLVED_TOKEN, `${S}.Resource`, policy({ Resource: '${Token[TOKEN.1]}/*' }),
    policy({ Resource: '${token[TOKEN.1]}/*' }), { words: '`${Token[TOKEN.1]}/*`' }],
  [Code.UNRESOLVED_TOKEN, `${S}.Resource[0]`, policy({ Resource: ['#{Token[TOKEN.1]}'] }),
    policy({ Resource: ['Token[TOKEN.1]'] }), { words: '`#{Token[TOKEN.1]}`' }],
  [Code.UNRESOLVED_TOKEN, `${S}.Condition.StringEquals`, condition('StringEquals', 'aws:PrincipalTag/${Token[x.1]}', 'a'),
    condition('StringEquals', 'aws:PrincipalTag/x', 'a')],
  // Size.
  [Code.TOO_LARGE, '$', { Version: VERSION, Statement: { Effect: 'Deny', Action: '*', Resource: '*' } },
    { Statement: { Effect: 'Deny', Action: '*', Resource: '*' } }, { quota: 75 }],
  // What JSON text may say and a value, too.
  [Code.PROTOTYPE_KEY, `${S}.__proto__`, policy(JSON.parse('{"__proto__":{"Effect":"Allow"}}')), policy({})],
];

const READINGS: ((value: unknown) => unknown)[] = [value => value, value => JSON.stringify(value), value => ` ${JSON.stringify(value)}\n`];

describe('the nearest bad policy and the nearest good one', () => {
  const titled = ROWS.map(row => [row[0], row[4]?.type ?? 'any', JSON.stringify(row[2]).slice(0, 140), row] as const);

  test.each(titled)('%s (%s): %s', (_code, _type, _bad, row) => {
    const [code, path, bad, good, { words = '', ...options } = {}] = row;
    for (const read of READINGS) {
      const { problems } = PolicyDocument.parse(read(bad), options);
      expect(problems).toEqual([{ path, code, message: expect.stringContaining(words) as unknown }]);
      expect(PolicyDocument.parse(read(good), options).problems).toEqual([]);
    }
  });

  /** What only JSON text or only a value can be. */
  const OTHERS: [Code, unknown, unknown, string][] = [
    [Code.NOT_JSON, '{"Statement":}', JSON.stringify(policy({})), '$'],
    [Code.BYTE_ORDER_MARK, `\ufeff${JSON.stringify(policy({}))}`, JSON.stringify(policy({})), '$'],
    [Code.DUPLICATE_KEY, '{"Statement":{"Effect":"Deny","\\u0045ffect":"Allow","Action":"*"}}', '{"Statement":{"Effect":"Deny","Action":"*"}}',
      '$.Statement.Effect'],
    [Code.NUMBER_OUT_OF_RANGE, '{"Statement":{"Effect":"Deny","Action":"*","Condition":{"NumericEquals":{"a:b":1e400}}}}',
      '{"Statement":{"Effect":"Deny","Action":"*","Condition":{"NumericEquals":{"a:b":9007199254740991}}}}', "$.Statement.Condition.NumericEquals['a:b']"],
    [Code.NESTED_TOO_DEEPLY, `${'['.repeat(33)}${']'.repeat(33)}`, JSON.stringify(policy({})), '$'],
    [Code.UNREADABLE, { get Statement() { throw new Error('no'); } }, policy({}), '$'],
    [Code.OPEN_ELEMENT, OpenNode.unknown('parameter'), policy({}), '$'],
    [Code.OPEN_ELEMENT, { Statement: [OpenNode.unknown('parameter')] }, policy({}), S],
    [Code.OPEN_ELEMENT, policy({}, OpenText.of(OpenValue.unknown('parameter'))), policy({}), '$.Version'],
    [Code.OPEN_ELEMENT, policy({ Sid: OpenText.of('a', OpenValue.unknown('parameter')) }), policy({ Sid: 'a' }), `${S}.Sid`],
    [Code.OPEN_ELEMENT, { ...policy({}), Id: OpenText.of(OpenValue.unknown('parameter')) }, { ...policy({}), Id: 'a' }, '$.Id'],
  ];

  test.each(OTHERS)('%s', (code, bad, good, path) => {
    expect(outline(bad)).toEqual([`${path} ${code}`]);
    expect(outline(good)).toEqual([]);
  });

  test('are given for every code', () => {
    expect([...new Set([...ROWS.map(([code]) => code), ...OTHERS.map(([code]) => code)])].sort()).toEqual(Object.values(Code).sort());
  });

  test('a problem that depends on an open value names it', () => {
    expect(PolicyDocument.parse({ Statement: OpenNode.unknown('parameter `Env`') }).problems[0].message).toContain('parameter `Env`');
    expect(PolicyDocument.parse(policy({}, OpenText.of('2012-', OpenValue.unknown('Env')))).problems[0].message).toContain('2012-<Env>');
  });
});

describe('types of policy', () => {
  const types = Object.values(PolicyType);
  const codes = (document: unknown) =>
    Object.fromEntries(types.map(type => [type, PolicyDocument.parse(document, { type }).problems.map(({ code }) => code)]));

  test('a statement with action and resource', () => {
    const { MISSING_PRINCIPAL, UNSUPPORTED_RESOURCE } = Code;
    expect(codes(policy({}))).toEqual({
      identity: [],
      permissionsBoundary: [],
      session: [],
      trust: [MISSING_PRINCIPAL, UNSUPPORTED_RESOURCE],
      resource: [MISSING_PRINCIPAL],
      serviceControl: [],
      resourceControl: [MISSING_PRINCIPAL],
      vpcEndpoint: [MISSING_PRINCIPAL],
    });
  });

  test('a statement with a principal and no resource', () => {
    const { UNSUPPORTED_PRINCIPAL, MISSING_RESOURCE } = Code;
    const attached = [UNSUPPORTED_PRINCIPAL, MISSING_RESOURCE];
    expect(codes(without('Resource', { Principal: '*' }))).toEqual({
      identity: attached,
      permissionsBoundary: attached,
      session: attached,
      trust: [],
      resource: [],
      serviceControl: attached,
      resourceControl: [MISSING_RESOURCE],
      vpcEndpoint: [MISSING_RESOURCE],
    });
  });

  test('without a type, either will do', () => {
    expect([outline(policy({})), outline(without('Resource', { Principal: '*' })), outline(policy({ Resource: 'b', Sid: 'a b' }))])
      .toEqual([[], [], []]);
  });

  test('only IAM is strict about Sid and resources', () => {
    const statement = { Sid: 'a b', Effect: 'Deny', Principal: '*', Action: '*', Resource: 'b' };
    const twice = { Statement: [statement, statement] };
    expect([RESOURCE, PolicyType.RESOURCE_CONTROL, PolicyType.VPC_ENDPOINT].map(type => outline(twice, { type }))).toEqual([[], [], []]);
  });

  test('the empty Sid may repeat', () => {
    const statement = { Sid: '', Effect: 'Deny', Action: '*', Resource: '*' };
    expect(outline({ Statement: [statement, statement] }, { type: IDENTITY })).toEqual([]);
  });

  test.each([
    '*', '111122223333', 'arn:aws:iam::111122223333:root', 'arn:aws-cn:iam::111122223333:user/a/b/joe',
    'arn:aws-us-gov:iam::111122223333:role/service-role/r',
    'arn:aws:sts::111122223333:assumed-role/r/session@example.com', 'arn:aws:sts::111122223333:federated-user/joe', 'AIDACKCEVSQ6C2EXAMPLE',
    'AROADBQP57FF2AEXAMPLE',
    'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity EH1HDMB1FH2TC',
  ])('%s may be an AWS principal', name => {
    expect(outline(policy({ Principal: { AWS: name } }), { type: RESOURCE })).toEqual([]);
  });

  test.each<[string, string]>([
    ['Service', 'ec2.amazonaws.com'], ['Service', 'states.eu-west-1.amazonaws.com'], ['Federated', 'accounts.google.com'],
    ['Federated', 'arn:aws:iam::111122223333:saml-provider/p'],
    ['Federated', 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com'],
    ['CanonicalUser', '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be'],
  ])('%s: %s may be a principal', (type, name) => {
    expect(outline(policy({ Principal: { [type]: name } }), { type: RESOURCE })).toEqual([]);
  });

  test('every problem of a policy is found', () => {
    const statement = { Effect: 'Permit', Action: ['s3', 's*:x'], Principal: 'joe', Condition: { Bool: { x: 1 }, Boole: {} } };
    expect(outline({ version: VERSION, Statement: [statement, 1] }, { type: RESOURCE })).toEqual([
      `$.version ${Code.WRONG_CASE}`,
      `${S}.Effect ${Code.INVALID_EFFECT}`,
      `${S}.Principal ${Code.INVALID_PRINCIPAL}`,
      `${S}.Action[0] ${Code.INVALID_ACTION}`,
      `${S}.Action[1] ${Code.WILDCARD_IN_SERVICE}`,
      `${S}.Condition.Bool.x ${Code.INVALID_CONDITION_KEY}`,
      `${S}.Condition.Bool.x ${Code.INVALID_CONDITION_VALUE}`,
      `${S}.Condition.Boole ${Code.INVALID_OPERATOR}`,
      `$.Statement[1] ${Code.WRONG_TYPE}`,
    ]);
  });
});

describe('characters', () => {
  const accented = policy({ Resource: 'arn:aws:s3:::\u0100' });
  const escaped = JSON.stringify(accented).replace('\u0100', '\\u0100');

  test('IAM stores no character above U+00FF; escaped in JSON text, there is none', () => {
    expect(outline(accented, { type: IDENTITY })).toEqual([`${S}.Resource ${Code.INVALID_CHARACTER}`]);
    expect(outline(JSON.stringify(accented), { type: IDENTITY })).toEqual([`$ ${Code.INVALID_CHARACTER}`]);
    expect(outline(escaped, { type: IDENTITY })).toEqual([]);
    expect(PolicyDocument.parse(escaped, { type: IDENTITY }).statements[0].resource!.patterns[0].source).toBe('arn:aws:s3:::\u0100');
  });

  test('elsewhere they are accepted', () => {
    expect([outline({ ...accented }), outline(JSON.stringify(accented))]).toEqual([[], []]);
    expect(outline(policy({ Resource: 'arn:aws:s3:::\u0100', Principal: '*' }), { type: RESOURCE })).toEqual([]);
  });

  test.each(['\u0080', '\u009f', '\u00a0', '\u00ff', '\u007f'])('%j is below', character => {
    expect(outline(policy({ Resource: `arn:aws:s3:::${character}` }), { type: IDENTITY })).toEqual([]);
  });

  test('control characters are refused however they are written', () => {
    for (let code = 0; code < 0x20; code++) {
      const accepted = [0x09, 0x0a, 0x0d].includes(code);
      const document = policy({ Resource: `arn:aws:s3:::${String.fromCharCode(code)}` });
      for (const read of [document, JSON.stringify(document)]) {
        expect([code, outline(read)]).toEqual([code, accepted ? [] : [`${S}.Resource ${Code.INVALID_CHARACTER}`]]);
      }
    }
  });

  test('the known parts of open text are looked at, too', () => {
    expect(outline(policy({ Resource: OpenText.of('arn:aws:s3:::\u0001', OpenValue.unknown('x')) })))
      .toEqual([`${S}.Resource ${Code.INVALID_CHARACTER}`]);
    expect(outline(policy({ Resource: OpenText.of(OpenValue.unknown('x'), '${Token[TOKEN.1]}') })))
      .toEqual([`${S}.Resource ${Code.UNRESOLVED_TOKEN}`]);
  });
});

describe('size', () => {
  const text = JSON.stringify(policy({}));
  const spaced = JSON.stringify(policy({}), undefined, 2);

  test('the quota itself is accepted, one character more is not', () => {
    expect([outline(text, { quota: text.length }), outline(text, { quota: text.length - 1 })]).toEqual([[], [`$ ${Code.TOO_LARGE}`]]);
    expect([outline(policy({}), { quota: text.length }), outline(policy({}), { quota: text.length - 1 })]).toEqual([[], [`$ ${Code.TOO_LARGE}`]]);
  });

  test('the message says both sizes', () => {
    expect(PolicyDocument.parse(text, { quota: 1 }).problems)
      .toEqual([{ path: '$', code: Code.TOO_LARGE, message: `has ${text.length} characters; AWS accepts at most 1` }]);
  });

  test('IAM does not count whitespace, AWS Organizations does', () => {
    expect(outline(spaced, { type: IDENTITY, quota: text.length })).toEqual([]);
    expect(outline(spaced, { type: PolicyType.SERVICE_CONTROL, quota: text.length })).toEqual([`$ ${Code.TOO_LARGE}`]);
    expect(outline(spaced, { type: PolicyType.SERVICE_CONTROL, quota: spaced.length })).toEqual([]);
    expect(outline(text, { type: PolicyType.SERVICE_CONTROL, quota: text.length })).toEqual([]);
  });

  test('without a quota no size is too large', () => {
    expect(outline(policy({ Action: new Array(10_000).fill('s3:GetObject') }))).toEqual([]);
    expect(outline(policy({ Action: new Array(10_000).fill('s3:GetObject') }), { quota: POLICY_QUOTAS.managedPolicy }))
      .toEqual([`$ ${Code.TOO_LARGE}`]);
  });

  test('of open text only what is known counts', () => {
    const open = policy({ Resource: OpenText.of(OpenValue.unknown('a very long name of a parameter'), '*') });
    expect([outline(open, { quota: text.length }), outline(open, { quota: text.length - 1 })]).toEqual([[], [`$ ${Code.TOO_LARGE}`]]);
  });
});

describe('what is read', () => {
  test('a whole document', () => {
    const document = PolicyDocument.parse({
      Version: VERSION,
      Id: 'an id',
      Statement: [
        {
          Sid: 'first',
          Effect: 'Allow',
          Principal: { AWS: ['111122223333', '*'], Service: 'ec2.amazonaws.com' },
          Action: ['S3:Get*', 'iam:PassRole'],
          Resource: 'arn:aws:s3:::b/${aws:username}',
        },
        {
          Effect: 'Deny',
          NotPrincipal: { Federated: 'accounts.google.com' },
          NotAction: 's3:*',
          NotResource: ['a', 'b'],
          Condition: {
            'BoolIfExists': { 'AWS:MultiFactorAuthPresent': [false] },
            'ForAllValues:StringLike': { 'a:b': ['x', 1], 'a:c': 'y' },
          },
        },
        { Effect: 'Deny', Principal: '*', Action: '*' },
      ],
    });
    expect(document.problems).toEqual([]);
    expect([document.version, document.id]).toEqual([VERSION, 'an id']);
    expect(outlineOf(document)).toEqual([
      {
        index: 0,
        sid: 'first',
        effect: 'Allow',
        principal: { entries: ['AWS 111122223333', 'AWS everyone', 'Service ec2.amazonaws.com'] },
        action: { patterns: ['S3:Get*', 'iam:PassRole'] },
        services: ['s3', 'iam'],
        resource: { patterns: ['arn:aws:s3:::b/${aws:username}'], variables: ['aws:username'] },
      },
      {
        index: 1,
        effect: 'Deny',
        principal: { negated: true, entries: ['Federated accounts.google.com'] },
        action: { negated: true, patterns: ['s3:*'] },
        resource: { negated: true, patterns: ['a', 'b'] },
        conditions: [
          ['BoolIfExists', 'AWS:MultiFactorAuthPresent', 'aws:multifactorauthpresent', 'false'],
          ['ForAllValues:StringLike', 'a:b', 'a:b', 'x', '1'],
          ['ForAllValues:StringLike', 'a:c', 'a:c', 'y'],
        ],
      },
      { index: 2, effect: 'Deny', principal: { entries: ['AWS everyone'] }, action: { patterns: ['*'] } },
    ]);
  });

  test('a key that is undefined is not there', () => {
    expect(outlineOf(PolicyDocument.parse(policy({ NotAction: undefined, Condition: undefined, Sid: undefined }))))
      .toEqual(outlineOf(PolicyDocument.parse(policy({}))));
  });

  test('policy variables exist in the version 2012-10-17 only', () => {
    const variables = (version: unknown) => {
      const document = policy({ Resource: '${aws:username}', Condition: { StringLike: { 'a:b': '${aws:userid}' } } });
      const [{ resource, condition: block }] = PolicyDocument.parse({ ...document, Version: version }).statements;
      return [...resource!.patterns[0].variableKeys, ...block.conditions[0].values[0].variableKeys];
    };
    expect([VERSION, '2008-10-17', undefined].map(variables)).toEqual([['aws:username', 'aws:userid'], [], []]);
  });

  test('in an action there are none', () => {
    const action = OpenText.of('s3:${aws:username}', OpenValue.unknown('x'));
    expect(PolicyDocument.parse(policy({ Action: action })).statements[0].action.patterns[0].variableKeys).toEqual([]);
  });

  test('numbers and booleans of a condition are their text', () => {
    const values = (value: unknown) => {
      const [statement] = PolicyDocument.parse(condition('StringEquals', 'a:b', value)).statements;
      return statement.condition.conditions[0].values.map(({ source }) => source);
    };
    expect([true, false, 0, -1, 1.5, 111122223333, 1e-7].map(values))
      .toEqual([['true'], ['false'], ['0'], ['-1'], ['1.5'], ['111122223333'], ['1e-7']]);
  });

  test('a document with problems says what it could read', () => {
    const document = PolicyDocument.parse({ ...policy({ Sid: 'a' }), Extra: 1 });
    expect([document.problems.length, outlineOf(document).length]).toEqual([1, 1]);
  });

  test('of a document that could not be read at all nothing is said', () => {
    const document = PolicyDocument.parse('{"Version":"2012-10-17","Version":"2012-10-17"}');
    expect([document.version, document.id, document.statements]).toEqual([undefined, undefined, []]);
  });
});

describe('statements by service', () => {
  test('an action is looked for where its service is named, in any case, and where any service is meant', () => {
    const document = PolicyDocument.parse({
      Statement: [
        { Sid: 's3', Effect: 'Allow', Action: ['S3:Get*', 's3:List*'], Resource: '*' },
        { Sid: 'both', Effect: 'Allow', Action: ['s3:*', 'iam:*'], Resource: '*' },
        { Sid: 'all', Effect: 'Allow', Action: ['ec2:*', '*'], Resource: '*' },
        { Sid: 'not', Effect: 'Allow', NotAction: 's3:*', Resource: '*' },
        { Sid: 'unknown', Effect: 'Allow', Action: OpenText.of(OpenValue.unknown('x')), Resource: '*' },
        { Sid: 'known', Effect: 'Allow', Action: OpenText.of('s3:', OpenValue.unknown('x')), Resource: '*' },
        { Sid: 'half', Effect: 'Allow', Action: OpenText.of('s', OpenValue.unknown('x'), ':Get'), Resource: '*' },
        { Sid: 'choice', Effect: 'Allow', Action: ['iam:*', OpenNode.choice('c', ['s3:*', 'sqs:*'])], Resource: '*' },
        { Sid: 'node', Effect: 'Allow', Action: OpenNode.unknown('c'), Resource: '*' },
      ],
    });
    const found = (service: string) => document.statementsFor(service).map(list => list.map(({ sid }) => sid));
    const any = ['all', 'not', 'unknown', 'half', 'node'];
    expect(['s3', 'iam', 'sqs', 'ec2', 'constructor'].map(found))
      .toEqual([[any, ['s3', 'both', 'known', 'choice']], [any, ['both', 'choice']], [any, ['choice']], [any, []], [any, []]]);
  });
});

test('where a whole policy may be absent, none of its statements is certain', () => {
  const branch = OpenNode.choice('condition `IsProd`', [{ Effect: 'Deny', Action: 'iam:*', Resource: '*' }, undefined]);
  const certain = { Sid: 's', Effect: 'Deny', Action: 's3:*', Resource: '*' };
  const document = PolicyDocument.parse({ Version: VERSION, Id: 'a', Statement: [certain, branch] });
  const possible = document.possible('parameter `Policy`');
  expect(possible.statements.map(({ sid, dependsOn }) => [sid, dependsOn])).toEqual([['s', 'parameter `Policy`'], [undefined, 'condition `IsProd`']]);
  expect([possible.version, possible.id, possible.problems]).toEqual([VERSION, 'a', []]);
  expect(possible.statementsFor('s3')).toEqual([[], [possible.statements[0]]]);
  // The policy itself is as certain as before.
  expect(document.statements.map(({ dependsOn }) => dependsOn)).toEqual([undefined, 'condition `IsProd`']);
});

describe('a policy that is compiled later', () => {
  const counted = (...statements: Json[]) => {
    let compiled = 0;
    const document = PolicyDocument.later(() => {
      compiled++;
      return PolicyDocument.parse({ Version: VERSION, Id: 'a', Statement: statements }, { type: IDENTITY });
    });
    return { document, times: () => compiled };
  };

  test('is compiled when somebody asks, and once', () => {
    const { document, times } = counted({ Sid: 's', Effect: 'Deny', Action: 's3:*', Resource: '*' });
    const possible = document.possible('parameter `Policy`');
    expect(times()).toBe(0);
    expect([document.version, document.id, document.problems, document.statements[0].sid]).toEqual([VERSION, 'a', [], 's']);
    expect(document.statementsFor('s3')).toEqual([[], document.statements]);
    expect(possible.statements.map(({ sid, dependsOn }) => [sid, dependsOn])).toEqual([['s', 'parameter `Policy`']]);
    expect(times()).toBe(1);
  });

  test('has the problems that are found then, however it is asked first', () => {
    const asked: ((document: PolicyDocument) => unknown)[] = [one => one.statements, one => one.problems, one => one.statementsFor('s3'), one => one.possible('x').statements, one => one.version];
    for (const ask of asked) {
      const { document } = counted({ Effect: 'Deny', Action: 's3', Resource: '*' });
      ask(document);
      expect(document.problems.map(({ path, code }) => [path, code])).toEqual([['$.Statement[0].Action', Code.INVALID_ACTION]]);
    }
  });
});

/** Something like a policy, as JSON: valid to the most part, with anything anywhere. */
function policyFrom(choices: Choices): unknown {
  const junk = (): unknown => choices.pick<() => unknown>([
    () => null, () => 1, () => '', () => '*', () => [], () => ({}), () => true, () => -1.5e300, () => 'Allow', () => '\u0000', () => '\u{1f600}',
    () => '\ud83d', () => '${Token[x]}', () => [[]],
    () => JSON.parse('{"__proto__":1}') as unknown, () => choices.list(1, 2, junk),
    () => ({ [choices.pick(['Effect', 'AWS', 'a:b', 'Bool', 'x', 'action'])]: junk() }),
  ])();
  const or = (valid: () => unknown): unknown => choices.below(12) === 11 ? junk() : valid();
  const several = (valid: () => unknown) => choices.list(choices.below(10) === 9 ? 0 : 1, 3, () => or(valid));
  const listOf = (valid: () => unknown) => or(() => choices.below(2) === 0 ? or(valid) : several(valid));
  const spelt = (key: string) => choices.below(40) === 39 ? choices.pick([key.toLowerCase(), `${key}s`, key.toUpperCase()]) : key;
  const object = (...members: [key: string, rarity: number, value: () => unknown][]) => or(() =>
    Object.fromEntries(members.filter(([, rarity]) => choices.below(rarity) === 0).map(([key, , value]) => [spelt(key), value()])));
  const oneOf = (...words: string[]) => () => choices.pick(words);
  const names = oneOf('*', '111122223333', USER, 'arn:aws:iam::111122223333:role/*', 'ec2.amazonaws.com');
  const keys = () => listOf(oneOf('true', 'a', '10', '${aws:username}', '10.0.0.0/8', '2020-01-01', 'QQ=='));
  const operator = () => object(['aws:SourceIp', 2, keys], ['AWS:sourceip', 6, keys], ['aws:PrincipalTag/x', 2, keys], ['nokey', 9, keys]);
  const typed = () => object(['AWS', 1, () => listOf(names)], ['Service', 4, () => listOf(names)], ['Federated', 9, () => listOf(names)]);
  const principal = () => or(() => choices.below(3) === 0 ? '*' : typed());
  const actions = () => listOf(oneOf('*', 's3:GetObject', 'iam:*', 's*:x', 'nothing', 's3:'));
  const resources = () => listOf(oneOf('*', 'arn:aws:s3:::b/${aws:username}', 'b', 'arn:*'));
  const conditions = () => object(
    ['StringEquals', 2, operator], ['Bool', 3, operator], ['ForAnyValue:IpAddressIfExists', 4, operator], ['Null', 4, operator],
    ['Nothing', 12, operator],
  );
  const statement = () => object(
    ['Sid', 3, () => or(oneOf('a', 'b', '', 'a b'))],
    ['Effect', 1, () => or(oneOf('Allow', 'Deny', 'allow'))],
    ['Principal', 2, principal],
    ['NotPrincipal', 9, principal],
    ['Action', 1, actions],
    ['NotAction', 9, actions],
    ['Resource', 1, resources],
    ['NotResource', 9, resources],
    ['Condition', 2, conditions],
  );
  return object(
    ['Version', 1, () => or(oneOf(VERSION, VERSION, '2008-10-17', '2020-01-01'))],
    ['Id', 6, () => or(oneOf('id'))],
    ['Statement', 1, () => or(() => choices.list(1, 3, statement))],
  );
}

const likePolicy = fc.noBias(fc.array(fc.nat(9999), { minLength: 150, maxLength: 150 })).map(numbers => policyFrom(new Choices(numbers)));

const OPTIONS: PolicyParseOptions[] = [{}, ...Object.values(PolicyType).map(type => ({ type })), { quota: 300 }, { type: IDENTITY, quota: 100 }];

const facts = (document: PolicyDocument) => ({
  problems: document.problems.map(({ path, code }) => `${path} ${code}`),
  version: document.version,
  id: document.id,
  statements: outlineOf(document),
});

describe('total', () => {
  test('any value and any text gives statements or problems, never an exception', () => {
    const foreign = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withNullPrototype: true, withSparseArray: true });
    const anything = fc.oneof(likePolicy, fc.jsonValue(), foreign, anyText(), fc.json(), likePolicy.map(value => JSON.stringify(value)));
    fc.assert(fc.property(anything, fc.constantFrom(...OPTIONS.filter(({ quota }) => quota === undefined)), (value, options) => {
      const document = PolicyDocument.parse(value, options);
      expect(document.problems.length + document.statements.length).toBeGreaterThan(0);
      for (const { path, code, message } of document.problems) {
        expect([path[0], Object.values(Code).includes(code), message === '']).toEqual(['$', true, false]);
      }
    }), { numRuns: 1_000 });
  });

  test('the JSON text of a value reads like the value', () => {
    fc.assert(fc.property(likePolicy, fc.constantFrom(...OPTIONS), (value, options) => {
      // A string is JSON text itself.
      fc.pre(typeof value !== 'string');
      const text = JSON.stringify(value);
      const [read, given] = [facts(PolicyDocument.parse(text, options)), facts(PolicyDocument.parse(value, options))];
      if (given.problems.some(problem => problem.endsWith(Code.PROTOTYPE_KEY))) {
        // The first is enough to refuse a value; a text is looked through to its end.
        expect([text, read.problems]).toEqual([text, expect.arrayContaining(given.problems)]);
        return;
      }
      // Of raw characters above U+00FF in JSON text it is only said that there are some.
      const told = (problems: string[]) => problems.filter(problem => !problem.endsWith(Code.INVALID_CHARACTER));
      expect([text, { ...read, problems: told(read.problems) }]).toEqual([text, { ...given, problems: told(given.problems) }]);
    }), { numRuns: 1_000 });
  });

  test('a change anywhere in a valid policy gives statements or problems', () => {
    const members = { Sid: 'a', Principal: { AWS: [USER, '*'] }, Condition: { StringLike: { 'aws:x': ['a*', '${aws:username}'] } } };
    const valid = JSON.stringify(policy(members));
    const pieces = fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '\\', '\\u0000', '*', '0', 'null', '\u0000', '\ufeff', '"Effect":"Deny",');
    fc.assert(fc.property(fc.nat(valid.length), fc.nat(3), pieces, (at, removed, inserted) => {
      const document = PolicyDocument.parse(valid.slice(0, at) + inserted + valid.slice(at + removed), { type: RESOURCE });
      expect(document.problems.length + document.statements.length).toBeGreaterThan(0);
    }), { numRuns: 1_000 });
  });

  test('a scalar and a list of it are the same', () => {
    const listed = (value: unknown): unknown[] => Array.isArray(value) ? value : [value];
    const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
    const each = (value: unknown, change: (member: unknown, key: string) => unknown): unknown =>
      isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, change(member, key)])) : value;
    const spreadMember = (member: unknown, key: string) => {
      if (['Action', 'NotAction', 'Resource', 'NotResource'].includes(key)) { return listed(member); }
      if (['Principal', 'NotPrincipal'].includes(key)) { return each(member, listed); }
      return key === 'Condition' ? each(member, operator => each(operator, listed)) : member;
    };
    const spread = (document: unknown) => each(document, (member, key) =>
      key === 'Statement' ? listed(member).map(statement => each(statement, spreadMember)) : member);
    const codes = (document: PolicyDocument) => document.problems.map(({ code }) => code);
    fc.assert(fc.property(likePolicy, fc.constantFrom(...OPTIONS.filter(({ quota }) => quota === undefined)), (value, options) => {
      const [one, many] = [PolicyDocument.parse(value, options), PolicyDocument.parse(spread(value), options)];
      expect([value, codes(many), outlineOf(many)]).toEqual([value, codes(one), outlineOf(one)]);
    }), { numRuns: 800 });
  });

  test('10 MB of actions', () => {
    const document = PolicyDocument.parse(JSON.stringify(policy({ Action: new Array(650_000).fill('s3:GetObject') })));
    expect([document.problems.length, document.statements[0].action.patterns.length]).toEqual([0, 650_000]);
  });

  test('10 MB in one value', () => {
    expect(outline(JSON.stringify(policy({ Resource: 'x'.repeat(10_000_000) })))).toEqual([]);
    expect(outline(policy({ Action: `s3:${'x'.repeat(10_000_000)}` }))).toEqual([]);
    for (const principal of [`arn:aws:iam::111122223333:role/${'x'.repeat(10_000_000)}`, '1'.repeat(10_000_000)]) {
      expect(outline(policy({ Principal: { AWS: principal } }))).toEqual([`${S}.Principal.AWS ${Code.INVALID_PRINCIPAL}`]);
    }
    expect(outline(condition('DateEquals', 'a:b', '2'.repeat(10_000_000))))
      .toEqual([`${S}.Condition.DateEquals['a:b'] ${Code.INVALID_CONDITION_VALUE}`]);
    expect(outline(condition('IpAddress', 'a:b', ':'.repeat(10_000_000))))
      .toEqual([`${S}.Condition.IpAddress['a:b'] ${Code.INVALID_CONDITION_VALUE}`]);
  });
});
