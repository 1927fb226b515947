import { fc } from '../../properties';
import { Choices } from '../choices';
import { PolicyDocument, PolicyStatement, PrincipalElement, Scalar } from '../evaluation/reference-evaluator';

/**
 * Random well-formed policies over a small world, so that policies meet. Mostly one of a pair is the other with a few changes.
 *
 * Every arbitrary is one flat list of numbers, read as choices: zero is the simplest choice, and a list that has run out reads as zeros.
 */

/** Two policies, and where a search for requests begins. */
export interface Pair {
  existing: PolicyDocument;
  updated: PolicyDocument;
}

/** What a policy is attached to. */
export type Side = 'identity' | 'resource';

export function policy(side: Side): fc.Arbitrary<PolicyDocument> {
  return decoded(120, choices => documentFrom(choices, sceneFrom(choices, side)));
}

export function statement(side: Side): fc.Arbitrary<PolicyStatement> {
  return decoded(60, choices => statementFrom(choices, sceneFrom(choices, side)));
}

/** Mostly related: one is the other with one to three changes. */
export function pair(side: Side): fc.Arbitrary<Pair> {
  return decoded(260, choices => {
    const scene = sceneFrom(choices, side);
    const one = documentFrom(choices, scene);
    const other = choices.chance(8) ? documentFrom(choices, scene) : changed(choices, scene, one);
    return choices.chance(50) ? { existing: one, updated: other } : { existing: other, updated: one };
  });
}

/** Three policies, each the one before with something taken away, added or changed. */
export function chain(side: Side): fc.Arbitrary<[PolicyDocument, PolicyDocument, PolicyDocument]> {
  return decoded(360, choices => {
    const scene = sceneFrom(choices, side);
    const last = documentFrom(choices, scene);
    const middle = changed(choices, scene, last);
    return [changed(choices, scene, middle), middle, last];
  });
}

/** A policy and what it should not grant. */
export function policyAndAccesses(side: Side): fc.Arbitrary<{ document: PolicyDocument; accesses: { actions?: string[]; resources?: string[] }[] }> {
  return decoded(200, choices => {
    const scene = sceneFrom(choices, side);
    const document = documentFrom(choices, scene);
    const own = (list: (one: PolicyStatement) => string | string[] | undefined) => listOf(document.Statement).flatMap(one => listOf(list(one)));
    const actions = () => oneOf(choices, own(one => one.Action), choices.pick(scene.service.actionPatterns));
    const resources = () => oneOf(choices, own(one => one.Resource), choices.pick(scene.service.resourcePatterns)).replace(/\$\{[^}]*\}/g, 'alice');
    const access = () => {
      const kind = choices.below(3);
      return {
        ...(kind === 1 ? {} : { actions: choices.list([1, 1, 2], actions) }),
        ...(kind === 0 ? {} : { resources: choices.list([1, 1, 2], resources) }),
      };
    };
    return { document, accesses: choices.list([1, 1, 2], access) };
  });
}

function decoded<T>(count: number, decode: (choices: Choices) => T): fc.Arbitrary<T> {
  return fc.noBias(fc.array(fc.nat(9999), { minLength: count, maxLength: count })).map(numbers => decode(new Choices(numbers)));
}

export function listOf<T>(oneOrMore: T | T[] | undefined): T[] {
  if (oneOrMore === undefined) { return []; }
  return Array.isArray(oneOrMore) ? oneOrMore : [oneOrMore];
}

function oneOrMany<T>(choices: Choices, items: T[]): T | T[] {
  return items.length === 1 && !choices.chance(30) ? items[0] : items;
}

function oneOf<T>(choices: Choices, items: T[], otherwise: T): T {
  return items.length > 0 && choices.chance(40) ? choices.pick(items) : otherwise;
}

// ---------------------------------------------------------------------------------------------------------------------
// The world
// ---------------------------------------------------------------------------------------------------------------------

export const HOME = '111111111111';
export const ELSEWHERE = '222222222222';
export const THIRD = '333333333333';

interface Service {
  actionPatterns: string[];
  resourcePatterns: string[];
}

const S3: Service = {
  actionPatterns: [
    's3:GetObject', 's3:*', '*', 's3:Get*', 's3:PutObject', 's3:?etObject', 's3:*Object', 's3:Put*', 'S3:getobject', 's3:*Object*', 's3:GetObjectTagging',
    's3:ListBucket', 's3:Get*Tagging', 's3:*t*',
  ],
  resourcePatterns: [
    '*', 'arn:aws:s3:::b/*', 'arn:aws:s3:::b/k', 'arn:aws:s3:::*', 'arn:aws:s3:::b*', 'arn:aws:s3:::b', 'arn:aws:s3:::b/?', 'arn:aws:s3:::b/k*', 'arn:aws:s3:::b/*/x',
    'arn:aws:s3:::b/alice/*', 'arn:aws:s3:::*/?', 'arn:aws:s3:::B/*', 'arn:aws:s3:::b/?/x', 'arn:*:s3:::b/*', 'arn:aws:s3:::b/\u00e9*', 'arn:*k', 'arn:aws:s3:::b/*k*',
    'arn:aws:s3:::b/${aws:username}/*', 'arn:aws:s3:::b/${aws:PrincipalTag/team}/*', 'arn:aws:s3:::b/${aws:PrincipalTag/team}*', 'arn:aws:s3:::b/${aws:username}',
    'arn:aws:s3:::b/${AWS:principaltag/team, \'k\'}*', 'arn:aws:s3:::b/${aws:username, \'alice\'}/x', 'arn:aws:s3:::${aws:PrincipalTag/team}/${aws:username}/*',
    'arn:aws:s3:::b/${*}', 'arn:aws:s3:::b/${$}${?}*', 'arn:aws:s3:::b/${aws:TagKeys}/x', 'arn:aws:s3:::b/${aws:PrincipalTag/team}/${aws:PrincipalTag/team}',
  ],
};

const EC2: Service = {
  actionPatterns: ['ec2:RunInstances', 'ec2:*', '*', 'ec2:*Instances', 'EC2:run*', 'ec2:St??tInstances', 'ec2:Describe*', 's3:Get*'],
  resourcePatterns: [
    '*', `arn:aws:ec2:*:${HOME}:instance/*`, 'arn:aws:ec2:*:*:*', 'arn:aws:ec2:eu-west-1:*:*', `arn:aws:ec2:??-*-1:${HOME}:instance/i-?`, 'arn:aws:ec2:*::image/*',
    `arn:aws:ec2:eu-west-1:${HOME}:instance/i-1`, `arn:aws:ec2:*:${ELSEWHERE}:instance/*`, 'arn:aws:ec2:*:*:instance/${aws:PrincipalTag/team}',
    'arn:aws:ec2:*:${aws:PrincipalAccount}:instance/*',
  ],
};

const SERVICES = [S3, S3, S3, EC2];

/** Operators of one type and the values that policies compare with. */
export interface Family {
  operators: string[];
  keys: string[];
  /** Every policy value, and request values at and around it. */
  values: [Scalar, string[]][];
}

const TEXT_OPERATORS = ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'];

const plain = (...values: Scalar[]): Family['values'] => values.map(value => [value, []]);

const TEXTS: Family = {
  operators: TEXT_OPERATORS,
  keys: ['aws:PrincipalTag/team', 's3:prefix', 'aws:TagKeys', 'aws:PrincipalTag/team', 'aws:TagKeys', 'app:Labels'],
  values: plain(
    'red', 'blue', 'r*', '*', 'RED', '?ed', '', 'home/*', '?', '?*', '\u00e9', '${aws:PrincipalTag/team}', 'home/${aws:username}', '${aws:TagKeys}', 'alice',
    '${aws:PrincipalTag/team, \'red\'}', '${*}', '${?}ed', '$', 'home/${s3:prefix}', '${aws:username, \'red\'}', '*${aws:PrincipalTag/team}*',
  ),
};

const NAMES: Family = {
  operators: TEXT_OPERATORS.slice(0, 4),
  keys: ['aws:username'],
  values: plain('alice', 'bob', 'a*', '*', '?ob', '${aws:PrincipalTag/team}', '${aws:PrincipalTag/team, \'bob\'}'),
};

const ACCOUNTS: Family = {
  operators: TEXT_OPERATORS.slice(0, 4),
  keys: ['aws:PrincipalAccount', 'aws:ResourceAccount'],
  values: plain(HOME, ELSEWHERE, '1*', '*', '${aws:PrincipalAccount}', '${aws:ResourceAccount}', '????????????', HOME),
};

const ORGANIZATIONS: Family = {
  operators: TEXT_OPERATORS.slice(0, 4),
  keys: ['aws:PrincipalOrgID'],
  values: plain('o-aaaaaaaaaa', 'o-bbbbbbbbbb', 'o-*', '*'),
};

const TYPES: Family = { operators: TEXT_OPERATORS, keys: ['aws:PrincipalType'], values: plain('User', 'AssumedRole', 'user', 'A*', 'FederatedUser', '*') };

const NUMBERS: Family = {
  operators: ['NumericLessThan', 'NumericLessThanEquals', 'NumericGreaterThan', 'NumericGreaterThanEquals', 'NumericEquals', 'NumericNotEquals'],
  keys: ['aws:MultiFactorAuthAge', 'aws:MultiFactorAuthAge', 's3:max-keys', 'app:Level'],
  values: [
    ['10', ['10', '9', '11', '9.99', '10.01']], ['10.0', ['10', '9', '11', '10.00']], [9, ['8', '9', '10', '9.5']], ['9.5', ['9', '9.5', '10', '9.49', '9.51']],
    ['-1', ['-1', '-2', '0', '-0.5']], [0, ['0', '-1', '1', '0.5']], ['9007199254740993', ['9007199254740992', '9007199254740993', '9007199254740994']], [1.5, ['1', '1.5', '2']],
  ],
};

const DATES: Family = {
  operators: ['DateLessThan', 'DateLessThanEquals', 'DateGreaterThan', 'DateGreaterThanEquals', 'DateEquals', 'DateNotEquals'],
  keys: ['aws:CurrentTime', 'aws:TokenIssueTime'],
  values: [
    ['2024-01-01T00:00:00Z', ['2024-01-01T00:00:00Z', '2023-12-31T23:59:59Z', '2024-01-01T00:00:01Z', '1704067200']],
    ['2024-01-01', ['2024-01-01T00:00:00Z', '2023-12-31T23:59:59.9Z', '2024-01-01T00:00:00.1Z']],
    ['2024-01-01T00:00:00+02:00', ['2023-12-31T22:00:00Z', '2023-12-31T21:59:59Z', '2023-12-31T22:00:01Z', '2023-12-31T23:00:00Z']],
    [1704067200, ['1704067200', '1704067199', '1704067201', '2024-01-01T01:00:00+01:00']],
    ['2024-01-01T00:00:00.5Z', ['2024-01-01T00:00:00.5Z', '2024-01-01T00:00:00.25Z', '2024-01-01T00:00:00.75Z']],
    ['2024-02-29', ['2024-02-29T00:00:00Z', '2024-02-28T23:59:59Z', '2024-02-29T12:00:00Z']],
  ],
};

const BOOLEANS: Family = {
  operators: ['Bool'],
  keys: ['aws:MultiFactorAuthPresent', 'aws:SecureTransport', 'app:Flag'],
  values: [['true', ['true', 'false']], ['false', ['true', 'false']], [true, ['true', 'false']], [false, ['true', 'false']], ['True', ['true', 'false']]],
};

const BYTES: Family = {
  operators: ['BinaryEquals'],
  keys: ['app:Digest'],
  values: [['QQ==', ['QQ==', 'QUI=']], ['QUI=', ['QUI=', 'QQ==']], ['QR==', ['QR==', 'QQ==']], ['+/+/', ['+/+/', 'QQ==']]],
};

const ADDRESSES: Family = {
  operators: ['IpAddress', 'NotIpAddress'],
  keys: ['aws:SourceIp'],
  values: [
    ['203.0.113.0/24', ['203.0.113.0', '203.0.113.255', '203.0.112.255', '203.0.114.0']],
    ['203.0.113.9', ['203.0.113.9', '203.0.113.8', '203.0.113.10']],
    ['203.0.113.8/31', ['203.0.113.8', '203.0.113.9', '203.0.113.7', '203.0.113.10']],
    ['0.0.0.0/0', ['0.0.0.0', '255.255.255.255', '2001:db8::1']],
    ['203.0.112.0/23', ['203.0.112.0', '203.0.113.255', '203.0.111.255', '203.0.114.0']],
    ['10.1.2.3/8', ['10.0.0.0', '10.255.255.255', '9.255.255.255', '11.0.0.0']],
    ['::/0', ['::', '2001:db8::1', '203.0.113.9']],
    ['2001:db8::/32', ['2001:db8::', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', '2001:db7:ffff:ffff:ffff:ffff:ffff:ffff', '2001:db9::']],
    ['2001:DB8::1', ['2001:db8::1', '2001:db8::2', '2001:db8::', '2001:db9::']],
    ['2001:db8::/64', ['2001:db8::', '2001:db8:0:0:ffff:ffff:ffff:ffff', '2001:db8:0:1::']],
  ],
};

export const USER = `arn:aws:iam::${HOME}:user/alice`;
export const ROLE = `arn:aws:iam::${HOME}:role/app`;
/** The names of roles are unique in an account, whatever their paths. */
export const ROLE_WITH_PATH = `arn:aws:iam::${HOME}:role/team/deploy`;
export const SESSION_OF_ROLE_WITH_PATH = `arn:aws:sts::${HOME}:assumed-role/deploy/sess`;
export const SESSION = `arn:aws:sts::${HOME}:assumed-role/app/sess`;

const ARN_OPERATORS = ['ArnLike', 'ArnNotLike', 'ArnEquals', 'ArnNotEquals'];

const PRINCIPAL_ARNS: Family = {
  operators: [...ARN_OPERATORS, ...ARN_OPERATORS, 'StringLike', 'StringNotLike'],
  keys: ['aws:PrincipalArn'],
  values: plain(
    USER, ROLE, `arn:aws:iam::${HOME}:*`, 'arn:aws:iam::*:user/*', `arn:aws:iam::${HOME}:role/*`, 'arn:*:*:*:*:*', '*', `arn:aws:iam::${HOME}:user/\${aws:username}`,
    `arn:aws:iam::${ELSEWHERE}:*`, ROLE_WITH_PATH, 'arn:aws:iam::*:role/*p*', 'arn:aws:iam::${aws:PrincipalAccount}:user/*', `arn:aws:iam::${HOME}:root`,
  ),
};

const SOURCE_ARNS: Family = {
  operators: ARN_OPERATORS,
  keys: ['aws:SourceArn'],
  values: [
    ['arn:aws:s3:::b', ['arn:aws:s3:::b', 'arn:aws:s3:::bb']], ['arn:aws:s3:::*', ['arn:aws:s3:::b', 'arn:aws:sns:eu-west-1:1:t']], ['arn:aws:s*:::b*', ['arn:aws:s3:::b', 'arn:aws:sns:::bb']],
    [`arn:aws:sns:*:${HOME}:t?pic`, [`arn:aws:sns:eu-west-1:${HOME}:topic`, `arn:aws:sns:eu-west-1:${HOME}:topics`]],
    [`arn:aws:sns:eu-west-1:${HOME}:*`, [`arn:aws:sns:eu-west-1:${HOME}:topic`, `arn:aws:sns:eu-west-1:${HOME}:topic:sub`]],
    ['*', ['arn:aws:s3:::b', 'text']], ['arn:aws:sns:*:topic', ['arn:aws:sns:a:b:topic', 'arn:aws:sns:a:topic']], ['${aws:PrincipalArn}', [USER, ROLE]],
    ['arn:aws:s3:::${aws:PrincipalTag/team}', ['arn:aws:s3:::red']],
  ],
};

const IDENTITY_FAMILIES = [
  TEXTS, NUMBERS, ADDRESSES, TEXTS, BOOLEANS, DATES, TEXTS, NAMES, PRINCIPAL_ARNS, ACCOUNTS, BYTES, SOURCE_ARNS, TEXTS, ORGANIZATIONS, TYPES,
];
const RESOURCE_FAMILIES = [
  PRINCIPAL_ARNS, ACCOUNTS, ORGANIZATIONS, TEXTS, ADDRESSES, PRINCIPAL_ARNS, ACCOUNTS, ORGANIZATIONS, BOOLEANS, NAMES, SOURCE_ARNS, TYPES, NUMBERS,
];
export const FAMILIES = [...new Set([...IDENTITY_FAMILIES, ...RESOURCE_FAMILIES])];

/** Keys that AWS documents as multivalued, and keys that nobody documents: those may hold anything. */
export const MULTIVALUED = new Set(['aws:tagkeys', 'app:labels', 'app:level', 'app:flag', 'app:digest']);
export const UNDOCUMENTED = new Set(['app:labels', 'app:level', 'app:flag', 'app:digest']);

const PRINCIPALS: [type: string, name: string][] = [
  ['AWS', HOME], ['AWS', USER], ['AWS', ROLE], ['AWS', '*'], ['AWS', `arn:aws:iam::${HOME}:root`], ['AWS', SESSION], ['AWS', ELSEWHERE],
  ['AWS', `arn:aws:iam::${ELSEWHERE}:user/carol`], ['AWS', ROLE_WITH_PATH], ['AWS', SESSION_OF_ROLE_WITH_PATH], ['Service', 'cloudtrail.amazonaws.com'], ['Service', 'lambda.amazonaws.com'],
  ['AWS', `arn:aws:iam::${HOME}:user/team/bob`], ['AWS', `arn:aws:sts::${HOME}:federated-user/alice`], ['Federated', `arn:aws:iam::${HOME}:oidc-provider/token.example.com`],
];

// ---------------------------------------------------------------------------------------------------------------------
// Policies
// ---------------------------------------------------------------------------------------------------------------------

interface Topic {
  family: Family;
  key: string;
}

/** What the policies of one pair are about. */
interface Scene {
  side: Side;
  service: Service;
  topics: Topic[];
}

function sceneFrom(choices: Choices, side: Side): Scene {
  return { side, service: choices.pick(SERVICES), topics: choices.list([1, 2, 2], () => topicFrom(choices, side)) };
}

function topicFrom(choices: Choices, side: Side): Topic {
  const family = choices.pick(side === 'identity' ? IDENTITY_FAMILIES : RESOURCE_FAMILIES);
  return { family, key: choices.pick(family.keys) };
}

function documentFrom(choices: Choices, scene: Scene): PolicyDocument {
  const version = choices.pick(['2012-10-17', '2012-10-17', '2012-10-17', '2012-10-17', '2012-10-17', '2012-10-17', '2008-10-17', undefined]);
  const statements = choices.list([1, 1, 2, 2, 3], () => statementFrom(choices, scene));
  if (statements.every(({ Effect }) => Effect === 'Deny') && choices.chance(90)) { statements[0].Effect = 'Allow'; }
  return { ...(version ? { Version: version } : {}), Statement: oneOrMany(choices, statements) };
}

function statementFrom(choices: Choices, scene: Scene): PolicyStatement {
  const { side, service } = scene;
  const actions = choices.list([1, 1, 1, 2], () => choices.pick(service.actionPatterns));
  const resources = choices.list([1, 1, 1, 2], () => choices.pick(service.resourcePatterns));
  return {
    Effect: choices.chance(22) ? 'Deny' : 'Allow',
    ...(side === 'resource' ? principalElement(choices) : {}),
    ...{ [choices.chance(8) ? 'NotAction' : 'Action']: oneOrMany(choices, actions) },
    [choices.chance(10) ? 'NotResource' : 'Resource']: oneOrMany(choices, resources),
    ...(choices.chance(60) ? { Condition: conditionFrom(choices, scene) } : {}),
  };
}

function conditionFrom(choices: Choices, scene: Scene): Required<PolicyStatement>['Condition'] {
  const condition: Required<PolicyStatement>['Condition'] = {};
  for (let count = choices.pick([1, 1, 1, 2]); count > 0; count--) { addCondition(choices, scene, condition); }
  return condition;
}

function addCondition(choices: Choices, { side, topics }: Scene, condition: Required<PolicyStatement>['Condition']): void {
  const topic = choices.chance(10) ? topicFrom(choices, side) : choices.pick(topics);
  // A key under operators of another family, seldom.
  const family = choices.chance(2) ? choices.pick([TEXTS, NUMBERS, BOOLEANS]) : topic.family;
  const isNull = choices.chance(8);
  const set = choices.pick(['', '', '', '', 'ForAllValues:', 'ForAnyValue:']);
  const operator = isNull ? 'Null' : `${set}${choices.pick(family.operators)}${choices.chance(20) ? 'IfExists' : ''}`;
  // A key that is compared with itself, seldom.
  const own = `\${${topic.key}`;
  const others = choices.chance(90) ? family.values.filter(([value]) => !String(value).includes(own)) : family.values;
  const values = isNull ? [choices.pick(['true', 'false'])] : choices.list([1, 1, 2], () => choices.pick(others)[0]);
  const key = choices.chance(5) ? topic.key.toUpperCase() : topic.key;
  const block = { ...condition[operator] };
  if (Object.keys(block).some(other => other !== key && other.toLowerCase() === key.toLowerCase())) { return; }
  condition[operator] = { ...block, [key]: oneOrMany(choices, values) };
}

function principalElement(choices: Choices): Pick<PolicyStatement, 'Principal' | 'NotPrincipal'> {
  const element = principalNames(choices);
  return choices.chance(6) ? { NotPrincipal: element } : { Principal: element };
}

function principalNames(choices: Choices): PrincipalElement {
  if (choices.chance(15)) { return '*'; }
  const byType: { [type: string]: string[] } = {};
  for (const [type, name] of choices.list([1, 1, 2], () => choices.pick(PRINCIPALS))) { byType[type] = [...(byType[type] ?? []), name]; }
  return Object.fromEntries(Object.entries(byType).map(([type, names]) => [type, oneOrMany(choices, names)]));
}

// ---------------------------------------------------------------------------------------------------------------------
// Changes
// ---------------------------------------------------------------------------------------------------------------------

type StatementChange = (choices: Choices, scene: Scene, statement: PolicyStatement) => PolicyStatement[];

/** Changes that mean something often, and changes that mean nothing. */
const CHANGES: StatementChange[] = [
  (_, __, { Condition, ...rest }) => [rest],
  (choices, scene, one) => {
    const Condition = structuredClone(one.Condition ?? {});
    addCondition(choices, scene, Condition);
    return [{ ...one, Condition }];
  },
  (choices, scene, one) => [{ ...one, ...('Action' in one ? { Action: edited(choices, one.Action!, scene.service.actionPatterns) } : { NotAction: edited(choices, one.NotAction!, scene.service.actionPatterns) }) }],
  (choices, { service }, one) => {
    if (one.Resource === undefined && one.NotResource === undefined) { return [{ ...one, Resource: choices.pick(service.resourcePatterns) }]; }
    return [{ ...one, ...('Resource' in one ? { Resource: edited(choices, one.Resource!, service.resourcePatterns) } : { NotResource: edited(choices, one.NotResource!, service.resourcePatterns) }) }];
  },
  (choices, _, one) => [changedCondition(choices, one)],
  (choices, _, one) => [changedCondition(choices, one)],
  (choices, _, one) => [changedCondition(choices, one)],
  () => [],
  (choices, scene, one) => [one, statementFrom(choices, scene)],
  (choices, scene, one) => [one, { ...statementFrom(choices, scene), Effect: 'Deny' }],
  (_, __, one) => [{ ...one, Effect: one.Effect === 'Allow' ? 'Deny' : 'Allow' }],
  ({}, {}, { Action, NotAction, ...one }) => [Action === undefined ? { ...one, Action: NotAction } : { ...one, NotAction: Action }],
  ({}, {}, one) => {
    const { Resource, NotResource, ...rest } = one;
    return [Resource === undefined && NotResource === undefined ? one : Resource === undefined ? { ...rest, Resource: NotResource } : { ...rest, NotResource: Resource }];
  },
  // Nothing changes.
  (_, __, one) => one.Action === undefined ? [one, one] : listOf(one.Action).map(Action => ({ ...one, Action })),
  (_, __, one) => one.Resource === undefined ? [one, one] : listOf(one.Resource).map(Resource => ({ ...one, Resource })),
  (_, __, one) => [one, structuredClone(one)],
];

function edited<T>(choices: Choices, oneOrMore: T | T[], pool: readonly T[]): T[] {
  const list = [...listOf(oneOrMore)];
  const at = choices.below(list.length);
  switch (choices.below(3)) {
    case 0: list[at] = choices.pick(pool); break;
    case 1: list.push(choices.pick(pool)); break;
    default: if (list.length > 1) { list.splice(at, 1); } else { list[at] = choices.pick(pool); }
  }
  return list;
}

/** One operator changed, or the values that one key is compared with, or a condition left out. */
function changedCondition(choices: Choices, one: PolicyStatement): PolicyStatement {
  const Condition = structuredClone(one.Condition ?? {});
  const operators = Object.keys(Condition);
  if (operators.length === 0) { return one; }
  const operator = choices.pick(operators);
  const key = choices.pick(Object.keys(Condition[operator]));
  const values = Condition[operator][key];
  const family = FAMILIES.find(({ operators: own }) => own.some(name => operator.replace(/^.*:|IfExists$/g, '') === name));
  const remove = () => {
    delete Condition[operator][key];
    if (Object.keys(Condition[operator]).length === 0) { delete Condition[operator]; }
  };
  const kind = choices.below(6);
  if (kind === 0) {
    remove();
  } else if (operator === 'Null' || family === undefined) {
    Condition[operator][key] = String(listOf(values)[0]) === 'true' ? 'false' : 'true';
  } else if (kind <= 2) {
    const own = FAMILIES.find(({ keys }) => keys.some(name => name.toLowerCase() === key.toLowerCase()));
    const pool = own !== undefined && own.operators[0] === family.operators[0] ? own : family;
    Condition[operator][key] = edited<Scalar>(choices, values, pool.values.map(([value]) => value));
  } else {
    const [, set = '', base, ifExists = ''] = /^(\w+:)?(.*?)(IfExists)?$/.exec(operator)!;
    const name = [
      `${set}${choices.pick(family.operators)}${ifExists}`, `${set}${base}${ifExists === '' ? 'IfExists' : ''}`, `${choices.pick(['', 'ForAllValues:', 'ForAnyValue:'])}${base}${ifExists}`,
    ][kind - 3];
    remove();
    if (!Object.keys(Condition[name] ?? {}).some(other => other.toLowerCase() === key.toLowerCase())) { Condition[name] = { ...Condition[name], [key]: values }; }
  }
  const { Condition: _, ...rest } = one;
  return operators.length > 0 && Object.keys(Condition).length === 0 ? rest : { ...rest, Condition };
}

function changed(choices: Choices, scene: Scene, document: PolicyDocument): PolicyDocument {
  let statements = structuredClone(listOf(document.Statement));
  for (let count = choices.pick([1, 1, 1, 2, 3]); count > 0; count--) {
    const at = choices.below(statements.length);
    const changedPrincipal = scene.side === 'resource' && choices.chance(20);
    const instead = changedPrincipal
      ? [withPrincipal(statements[at], principalElement(choices))]
      : choices.pick(CHANGES)(choices, scene, statements[at]);
    const after = [...statements.slice(0, at), ...instead, ...statements.slice(at + 1)];
    if (after.length > 0) { statements = after; }
  }
  if (choices.chance(5)) { statements.reverse(); }
  return { ...document, ...(choices.chance(3) ? { Version: '2012-10-17' } : {}), Statement: statements };
}

function withPrincipal({ Principal, NotPrincipal, ...rest }: PolicyStatement, element: Pick<PolicyStatement, 'Principal' | 'NotPrincipal'>): PolicyStatement {
  return { ...rest, ...element };
}
