/**
 * What an engine could choke on: statements for an identity policy, by how many of something there are.
 */
export interface HostileInput {
  readonly name: string;
  readonly count: number;
  statements(count: number): object[];
}

const times = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const allow = (more: object): object => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...more });
const deny = (more: object): object => ({ ...allow(more), Effect: 'Deny' });
const when = (operator: string, key: string, values: unknown): object => ({ Condition: { [operator]: { [key]: values } } });
const bucket = (name: string): string => `arn:aws:s3:::${name}`;
const block = (i: number): string => `11.${Math.floor(i / 256)}.${i % 256}.0/24`;
const account = (i: number): string => String(100_000_000_000 + i * 7);
const without = (element: string, statement: object): object => Object.fromEntries(Object.entries(statement).filter(([name]) => name !== element));

const input = (name: string, count: number, statements: (count: number) => object[]): HostileInput => ({ name, count, statements });

export const HOSTILE_INPUTS: HostileInput[] = [
  // Statements
  input('statements of services of their own', 1_500, n => times(n, i => allow({ Action: [`service${i}:Get*`, `service${i}:List*`], Resource: `arn:aws:service${i}:::*` }))),
  input('statements of one action, on resources of their own', 400, n => times(n, i => allow({ Action: ['s3:GetObject', 's3:PutObject'], Resource: [bucket(`team-${i}/*`), bucket(`shared-${i}`)] }))),
  input('statements of one service, with actions of their own', 400, n => times(n, i => allow({ Action: [`s3:Get${i}x*`, `s3:List${i}x*`] }))),
  input('Deny statements', 400, n => [allow({ Action: '*' }), ...times(n, i => deny({ Action: 's3:*', Resource: bucket(`team-${i}/*`) }))]),
  input('Deny statements with a condition', 300, n => [allow({ Action: '*' }), ...times(n, i => deny({ Action: 's3:*', ...when('StringNotEquals', 'aws:PrincipalTag/team', `team-${i}`) }))]),
  input('Deny statements with conditions on keys of their own', 300, n => [allow({ Action: '*' }), ...times(n, i => deny({ Action: 's3:*', ...when('StringNotEquals', `aws:PrincipalTag/team${i}`, 'red') }))]),
  input('Deny statements with NotAction', 200, n => [allow({ Action: '*' }), ...times(n, i => without('Action', deny({ NotAction: `s3:*${i}*` })))]),
  input('Deny statements with NotResource', 60, n => [allow({ Action: '*' }), ...times(n, i => without('Resource', deny({ NotResource: `arn:*a${i}b*` })))]),
  input('Deny statements that must all be missed in two ways', 40, n => [allow({ Action: '*' }), ...times(n, i => deny({ Condition: { StringNotEquals: { [`aws:PrincipalTag/a${i}`]: 'x', [`aws:PrincipalTag/b${i}`]: 'y' } } }))]),

  // Patterns
  input('actions', 4_000, n => [allow({ Action: times(n, i => `s3:Get${i}`) })]),
  input('actions with wildcards inside others', 1_000, n => [allow({ Action: times(n, i => `s3:Get${i}xx*`) }), allow({ Action: times(n, i => `s3:Get${i}x*`) })]),
  input('actions that begin alike', 1_000, n => [allow({ Action: times(n, i => `s3:*x${i}`) })]),
  input('single characters in actions', 300, n => [allow({ Action: times(n, i => `s3:${'?'.repeat(i % 60)}a*`) })]),
  input('resources', 4_000, n => [allow({ Resource: times(n, i => bucket(`team-${i}/*`)) })]),
  input('resources that overlap', 400, n => [allow({ Resource: times(n, i => bucket(`*${i}*`)) })]),
  input('resources of NotResource', 2_000, n => [without('Resource', allow({ NotResource: times(n, i => bucket(`team-${i}/*`)) }))]),
  input('actions of NotAction', 2_000, n => [without('Action', allow({ NotAction: times(n, i => `s3:Get${i}*`) }))]),
  input('stars', 300, n => [allow({ Resource: bucket(times(n, i => `${i % 7}*`).join('')) })]),
  input('stars between the same letters', 600, n => [allow({ Resource: bucket('*a'.repeat(n)) }), deny({ Resource: bucket(`${'*a'.repeat(n)}?`) })]),
  input('single characters behind a star', 400, n => [allow({ Resource: bucket(`*a${'?'.repeat(n)}`) }), deny({ Resource: bucket(`*b${'?'.repeat(n)}`) })]),
  input('characters before a star', 25_000, n => [allow({ Resource: bucket(`${'a'.repeat(n)}*`) }), deny({ Resource: bucket(`${'a'.repeat(n)}b*`) })]),
  input('characters behind a star', 25_000, n => [allow({ Resource: bucket(`*${'a'.repeat(n)}`) }), deny({ Resource: bucket(`*b${'a'.repeat(n)}`) })]),
  input('characters of an action', 20_000, n => [allow({ Action: [`s3:${'a'.repeat(n)}`, `s3:${'b'.repeat(n)}*`] })]),
  input('characters that are no ASCII', 2_000, n => [allow({ Resource: bucket(`${'\u00df\u00e9'.repeat(n)}*`) }), allow({ Resource: bucket(`*${'\u00e9'.repeat(n)}?`) })]),

  // Conditions
  input('blocks of addresses', 4_000, n => [allow(when('IpAddress', 'aws:SourceIp', times(n, block)))]),
  input('blocks that are excluded', 4_000, n => [allow(when('NotIpAddress', 'aws:SourceIp', times(n, block)))]),
  input('blocks in statements of their own', 200, n => [allow({}), ...times(n, i => deny(when('IpAddress', 'aws:SourceIp', block(i))))]),
  input('blocks of IPv6', 2_000, n => [allow(when('IpAddress', 'aws:SourceIp', times(n, i => `2001:db8:${i.toString(16)}::/48`)))]),
  input('numbers', 4_000, n => [allow(when('NumericEquals', 's3:max-keys', times(n, String)))]),
  input('numbers that are excluded', 2_000, n => [allow(when('NumericNotEquals', 's3:max-keys', times(n, i => `${i}.5`)))]),
  input('digits of a number', 390, n => [allow(when('NumericLessThan', 's3:max-keys', times(n, i => `${'9'.repeat(i + 1)}e9`)))]),
  input('bounds', 200, n => [allow({}), ...times(n, i => deny(when('NumericGreaterThan', 's3:max-keys', String(n - i))))]),
  input('dates', 2_000, n => [allow(when('DateNotEquals', 'aws:CurrentTime', times(n, i => `20${10 + i % 89}-01-0${1 + i % 9}T00:00:00.${i}Z`)))]),
  input('binary values', 2_000, n => [allow(when('BinaryEquals', 'app:Blob', times(n, i => Buffer.from(`blob ${i}`).toString('base64'))))]),
  input('values of a text key', 4_000, n => [allow(when('StringEquals', 'aws:PrincipalTag/team', times(n, i => `team-${i}`)))]),
  input('values with wildcards', 1_000, n => [allow(when('StringLike', 'aws:PrincipalTag/team', times(n, i => `*${i}*`)))]),
  input('values in any case', 1_000, n => [allow(when('StringEqualsIgnoreCase', 'aws:PrincipalTag/team', times(n, i => `Team-${i}`)))]),
  input('ARNs', 1_000, n => [allow(when('ArnLike', 'aws:SourceArn', times(n, i => `arn:aws:sns:*:${account(i)}:topic-${i}*`)))]),
  input('ARNs of principals', 1_000, n => [allow(when('ArnLike', 'aws:PrincipalArn', times(n, i => `arn:aws:iam::${account(i)}:role/team-*`)))]),
  input('values of a key with several', 1_000, n => [allow({ Condition: { 'ForAllValues:StringLike': { 'aws:TagKeys': times(n, i => `tag-${i}-*`) }, 'ForAnyValue:StringEquals': { 'aws:TagKeys': times(n, i => `tag-${i}-x`) } } })]),
  input('keys', 2_000, n => [allow({ Condition: { StringEquals: Object.fromEntries(times(n, i => [`aws:PrincipalTag/team${i}`, 'red'])) } })]),
  input('keys that are asked for values and for presence', 500, n => [allow({ Condition: { StringLikeIfExists: Object.fromEntries(times(n, i => [`aws:RequestTag/t${i}`, '*a*'])), Null: Object.fromEntries(times(n, i => [`aws:RequestTag/t${i}`, String(i % 2 === 0)])) } })]),
  input('operators on one key', 20, () => [allow({
    Condition: Object.fromEntries([
      ['StringEquals', ['1', '2', '2026-01-01T00:00:00Z']], ['StringNotEquals', '3'], ['StringLike', ['*1*', '2*']], ['StringNotLike', '*4*'], ['StringEqualsIgnoreCase', ['1', '2']],
      ['NumericEquals', ['1', '2']], ['NumericLessThan', '5'], ['NumericGreaterThanEquals', '0'], ['DateLessThan', '2030-01-01'], ['DateGreaterThan', '1969-01-01'], ['Bool', 'true'],
      ['BinaryEquals', 'MQ=='], ['IpAddress', '10.0.0.0/8'], ['NotIpAddress', '11.0.0.0/8'], ['ArnLike', 'arn:*'], ['ArnNotLike', 'arn:aws:*:*:*:*'], ['Null', 'false'],
      ['ForAllValues:StringLike', '*'], ['ForAnyValue:StringLike', '*'], ['NumericLessThanIfExists', '9'],
    ].map(([operator, values]) => [operator, { 'app:key': values }])),
  })]),

  // Variables
  input('variables', 40, n => [allow({ Resource: bucket(times(n, i => `\${aws:PrincipalTag/t${i}}`).join('/')) })]),
  input('variables with defaults', 40, n => [allow({ Resource: bucket(times(n, i => `\${aws:PrincipalTag/t${i}, 'd'}`).join('/')) })]),
  input('variables in a condition', 20, n => [allow(when('StringLike', 'aws:ResourceTag/path', times(n, i => `*\${aws:PrincipalTag/t${i}}*`)))]),
  input('resources with a variable', 200, n => [allow({ Resource: times(n, i => bucket(`\${aws:PrincipalTag/t${i}}-*`)) })]),
  input('the same variable again and again', 300, n => [allow({ Resource: bucket('${aws:username}*'.repeat(n)) }), deny({ Resource: bucket('*${aws:username}'.repeat(n)) })]),
];

/** Statements of a resource policy: with principals, and with what IAM itself does not take. */
export const HOSTILE_RESOURCE_POLICIES: HostileInput[] = [
  input('characters of Unicode', 1_000, n => [allow({ Principal: '*', Resource: bucket(`\u{1F600}\u212A\u0130${'\u{1F4A9}'.repeat(n)}*`) }), deny({ Principal: '*', Resource: bucket(`*${'\u00e9'.repeat(n)}?`) })]),
  input('accounts', 400, n => [allow({ Principal: { AWS: times(n, account) } })]),
  input('statements for accounts of their own', 60, n => times(n, i => allow({ Principal: { AWS: account(i) } }))),
  input('roles and their sessions', 100, n => [allow({ Principal: { AWS: times(n, i => `arn:aws:iam::${account(i % 9)}:role/path/team-${i}`) } }),
    deny({ Principal: { AWS: times(n, i => `arn:aws:sts::${account(i % 9)}:assumed-role/team-${i}/session-${i}`) } })]),
  input('users of NotPrincipal', 200, n => [allow({ Principal: '*' }), { Effect: 'Deny', Action: 's3:*', Resource: '*', NotPrincipal: { AWS: times(n, i => `arn:aws:iam::${account(i % 9)}:user/user-${i}`) } }]),
  input('services', 400, n => [allow({ Principal: { Service: times(n, i => `service${i}.amazonaws.com`) } })]),
  input('canonical users', 400, n => [allow({ Principal: { CanonicalUser: times(n, i => i.toString(16).padStart(64, '0')) } })]),
  input('federated principals', 200, n => [allow({ Principal: { Federated: times(n, i => `arn:aws:iam::${account(i)}:oidc-provider/idp${i}.example.com`) } })]),
];

/** The same statements, written otherwise, and one more. */
export function twinOf(statements: object[]): object[] {
  const turned = (value: unknown): unknown => {
    if (Array.isArray(value)) { return [...value].reverse(); }
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).reverse().map(([name, member]) => [name, turned(member)])) : value;
  };
  const [first] = statements as { Principal?: unknown }[];
  const more = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*', ...first.Principal === undefined ? {} : { Principal: first.Principal } };
  return [...statements.map(statement => turned(statement) as object), more];
}
