import { fc } from '../../properties';
import { Choices } from '../choices';
import {
  ConformanceCase, ConformancePolicies, ConformanceRequest, ConformanceSettings,
  PolicyDocument, PolicyStatement, PrincipalElement, RequestContext, Scalar,
} from './reference-evaluator';

/**
 * Random well-formed conformance cases. Policies and requests draw from the same small pools, so that they meet often.
 *
 * Every arbitrary is one flat list of numbers, read as choices: fast to generate, and it shrinks, because a smaller number
 * is an earlier and simpler choice, and a list that has run out reads as zeros.
 */

/** A conformance case: every kind of caller, every layer present or absent. */
export function conformanceCase(): fc.Arbitrary<ConformanceCase> {
  return decoded(500, caseFrom);
}

/** An identity policy on its own. */
export function policyDocument(): fc.Arbitrary<PolicyDocument> {
  return decoded(100, choices => {
    const scene = sceneFrom(choices);
    return documentFrom(choices, version => identityStatementFrom(choices, scene, version));
  });
}

/** One statement of an identity policy of the version 2012-10-17. */
export function identityStatement(): fc.Arbitrary<PolicyStatement> {
  return decoded(40, choices => identityStatementFrom(choices, sceneFrom(choices), '2012-10-17'));
}

/** A request on one resource or several, with its context. */
export function request(): fc.Arbitrary<ConformanceRequest> {
  return decoded(90, choices => requestFrom(choices, sceneFrom(choices)));
}

function decoded<T>(count: number, decode: (choices: Choices) => T): fc.Arbitrary<T> {
  return fc.noBias(fc.array(fc.nat(9999), { minLength: count, maxLength: count })).map(numbers => decode(new Choices(numbers)));
}

/** A list of one is also written as its item. */
function oneOrMany<T>(choices: Choices, items: T[]): T | T[] {
  return items.length === 1 && !choices.chance(40) ? items[0] : items;
}

// ---------------------------------------------------------------------------------------------------------------------
// Pools
// ---------------------------------------------------------------------------------------------------------------------

const HOME = '111111111111';
const ELSEWHERE = '222222222222';

const USER = `arn:aws:iam::${HOME}:user/alice`;
const USER_WITH_PATH = `arn:aws:iam::${HOME}:user/team/bob`;
const ROLE = `arn:aws:iam::${HOME}:role/app`;
const SESSION = `arn:aws:sts::${HOME}:assumed-role/app/sess`;
const FEDERATED_USER = `arn:aws:sts::${HOME}:federated-user/alice`;
const ROOT = `arn:aws:iam::${HOME}:root`;
const SERVICE_LINKED_ROLE = `arn:aws:iam::${HOME}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`;
const ROLE_WITH_PATH = `arn:aws:iam::${HOME}:role/team/app`;
const SERVICE_LINKED_SESSION = `arn:aws:sts::${HOME}:assumed-role/AWSServiceRoleForX/sess`;
const SERVICE = 'cloudtrail.amazonaws.com';
const OIDC_PROVIDER = `arn:aws:iam::${HOME}:oidc-provider/token.example.com`;
const SAML_PROVIDER = `arn:aws:iam::${HOME}:saml-provider/corp`;
const WEB_IDENTITY_PROVIDER = 'accounts.google.com';

/** What is asked of one service, and how policies name it. */
interface Service {
  actions: string[];
  actionPatterns: string[];
  resources: string[];
  resourcePatterns: string[];
}

const S3: Service = {
  actions: ['s3:GetObject', 's3:GetObject', 's3:PutObject', 's3:getobjecttagging', 's3:GetBucketPolicy', 's3:DeleteBucketPolicy'],
  actionPatterns: [
    '*', 's3:*', 's3:GetObject', 's3:Get*', 'S3:getobject', 's3:?etObject', 's3:*Object', 's3:Put*', 's3:?*Object*', 's3:*BucketPolicy',
  ],
  resources: [
    'arn:aws:s3:::b/k', 'arn:aws:s3:::b/k', 'arn:aws:s3:::b/alice/x', 'arn:aws:s3:::b/red/x', 'arn:aws:s3:::b',
    'arn:aws:s3:::b/\u{1f600}/x', 'arn:aws:s3:::b/\u00e9/x',
    'arn:aws:s3:::b/*/x', 'arn:aws:s3:::b/${aws:username}/x', 'arn:aws:s3:::bb/x:y/K',
  ],
  resourcePatterns: [
    '*', 'arn:aws:s3:::*', 'arn:aws:s3:::b/*', 'arn:aws:s3:::b*', 'arn:aws:s3:::b/k', 'arn:aws:s3:::b', 'arn:aws:s3:::b/?', 'arn:aws:s3:::b/?/x',
    'arn:aws:s3:::b/*/x', 'arn:aws:s3:::*/?', 'arn:aws:s3:::B/*', 'arn:aws:s3:::b/\u00e9*/x', 'arn:*:s3:::?b/*', 'arn:aws:s3:::b/${aws:username}/*',
    'arn:aws:s3:::b/${AWS:principaltag/team}/?', 'arn:aws:s3:::b/${aws:PrincipalTag/team}*', 'arn:aws:s3:::b/${aws:PrincipalTag/team, \'k\'}*',
    'arn:aws:s3:::b/${aws:TagKeys}/x', 'arn:aws:s3:::b/${*}/x', 'arn:aws:s3:::b/${$}${?}*', 'arn:aws:s3:::b/${aws:username, \'alice\'}/x',
  ],
};

const EC2: Service = {
  actions: ['ec2:RunInstances', 'ec2:StartInstances', 'ec2:DescribeInstances'],
  actionPatterns: ['*', 'ec2:*', 'ec2:RunInstances', 'ec2:*Instances', 'EC2:run*', 'ec2:St??tInstances', 'ec2:Describe*'],
  resources: [`arn:aws:ec2:eu-west-1:${HOME}:instance/i-1`, `arn:aws:ec2:us-east-1:${HOME}:instance/i-12`, 'arn:aws:ec2:eu-west-1::image/ami-1', '*'],
  resourcePatterns: [
    '*', `arn:aws:ec2:*:${HOME}:instance/*`, 'arn:aws:ec2:*:*:*', 'arn:aws:ec2:eu-west-1:*:*', `arn:aws:ec2:??-*-1:${HOME}:instance/i-?`,
    'arn:aws:ec2:*:*:instance/${ec2:Name}', 'arn:aws:ec2:*::image/*',
  ],
};

const KMS: Service = {
  actions: ['kms:Decrypt', 'kms:Decrypt', 'kms:Encrypt', 'kms:RetireGrant', 'kms:ListAliases'],
  actionPatterns: ['kms:*', '*', 'kms:Decrypt', 'kms:?ecrypt', 'kms:*crypt', 'KMS:encrypt'],
  resources: [
    `arn:aws:kms:eu-west-1:${HOME}:key/1`, `arn:aws:kms:eu-west-1:${HOME}:key/1`, `arn:aws:kms:eu-west-1:${HOME}:key/2`,
    `arn:aws:kms:eu-west-1:${HOME}:alias/a`,
  ],
  resourcePatterns: [
    '*', `arn:aws:kms:*:${HOME}:key/*`, `arn:aws:kms:eu-west-1:${HOME}:key/1`, 'arn:aws:kms:*:*:key/?', `arn:aws:kms:*:${HOME}:alias/*`,
  ],
};

const STS: Service = {
  actions: ['sts:AssumeRole', 'sts:AssumeRole', 'sts:AssumeRole', 'sts:TagSession', 'iam:GetRole'],
  actionPatterns: ['sts:AssumeRole', 'sts:*', 'sts:AssumeRole*', 'sts:?ssumeRole', 'STS:TagSession', '*', 'sts:Get*', 'iam:Get*'],
  resources: [`arn:aws:iam::${HOME}:role/app`, `arn:aws:iam::${HOME}:role/app`, `arn:aws:iam::${HOME}:role/team/other`],
  resourcePatterns: [
    '*', `arn:aws:iam::${HOME}:role/*`, `arn:aws:iam::${HOME}:role/app`, 'arn:aws:iam::*:role/*',
    `arn:aws:iam::${HOME}:role/\${aws:PrincipalTag/team, 'app'}`,
  ],
};

/** How a federated caller assumes a role. */
const FEDERATED_ACTIONS = ['sts:AssumeRoleWithWebIdentity', 'sts:AssumeRoleWithSAML', 'sts:TagSession'];

/** The actions whose answer depends on the caller more than on policies. */
const STS_WITHOUT_ROLE: Service = {
  ...STS,
  actions: ['sts:GetCallerIdentity', 'sts:GetSessionToken', 'STS:getsessiontoken', 'sts:GetFederationToken'],
  resources: ['*'],
};

const SERVICES = [S3, S3, S3, S3, S3, EC2, EC2, KMS, KMS, STS, STS, S3, EC2, KMS, STS, STS_WITHOUT_ROLE];

/** A caller, and the names it answers to. */
interface CallerPool {
  principal: string | { type: string };
  names: [type: string, name: string][];
  context?: RequestContext;
}

const ACCOUNT_NAMES: CallerPool['names'] = [['AWS', HOME], ['AWS', ROOT]];

const CALLERS: CallerPool[] = [
  { principal: USER, names: [['AWS', USER], ['AWS', USER], ...ACCOUNT_NAMES] },
  { principal: SESSION, names: [['AWS', SESSION], ['AWS', ROLE], ['AWS', ROLE], ...ACCOUNT_NAMES] },
  { principal: USER, names: [['AWS', USER], ['AWS', USER], ...ACCOUNT_NAMES] },
  { principal: SESSION, names: [['AWS', SESSION], ['AWS', ROLE], ...ACCOUNT_NAMES] },
  { principal: ROLE, names: [['AWS', ROLE], ['AWS', ROLE], ...ACCOUNT_NAMES] },
  { principal: USER_WITH_PATH, names: [['AWS', USER_WITH_PATH], ...ACCOUNT_NAMES] },
  { principal: FEDERATED_USER, names: [['AWS', FEDERATED_USER], ['AWS', USER], ...ACCOUNT_NAMES] },
  { principal: ROOT, names: ACCOUNT_NAMES },
  { principal: SERVICE_LINKED_ROLE, names: [['AWS', SERVICE_LINKED_ROLE], ...ACCOUNT_NAMES] },
  {
    principal: SERVICE_LINKED_SESSION,
    names: [['AWS', SERVICE_LINKED_SESSION], ['AWS', SERVICE_LINKED_ROLE], ...ACCOUNT_NAMES],
    context: { 'aws:PrincipalArn': SERVICE_LINKED_ROLE },
  },
  {
    principal: SESSION,
    names: [['AWS', ROLE_WITH_PATH], ['AWS', ROLE], ...ACCOUNT_NAMES],
    context: { 'aws:PrincipalArn': ROLE_WITH_PATH },
  },
  { principal: SERVICE, names: [['Service', SERVICE]] },
  { principal: OIDC_PROVIDER, names: [['Federated', OIDC_PROVIDER]] },
  { principal: SAML_PROVIDER, names: [['Federated', SAML_PROVIDER]] },
  { principal: WEB_IDENTITY_PROVIDER, names: [['Federated', WEB_IDENTITY_PROVIDER]] },
  { principal: { type: 'Anonymous' }, names: [['AWS', '*']] },
];

const OTHER_NAMES: CallerPool['names'] = [
  ['AWS', USER], ['AWS', ROLE], ['AWS', SESSION], ['AWS', ELSEWHERE], ['AWS', `arn:aws:iam::${ELSEWHERE}:user/carol`], ['AWS', '*'],
  ['Service', SERVICE], ['Service', 'lambda.amazonaws.com'], ['Federated', OIDC_PROVIDER], ['Federated', SAML_PROVIDER],
  ['CanonicalUser', '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be'],
];

/** Operators of one type, the keys they are used on, and what both sides hold. */
interface Family {
  operators: string[];
  keys: string[];
  policyValues: Scalar[];
  requestValues: string[];
}

const TEXTS: Family = {
  operators: ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
  keys: ['aws:PrincipalTag/team', 'aws:TagKeys', 's3:prefix', 'aws:TagKeys', 'aws:PrincipalTag/team'],
  policyValues: [
    'red', 'blue', 'RED', '*', 'r*', '?ed', '', 'home/*', '\u00e9', '?', '${aws:PrincipalTag/team}', 'home/${aws:username}', '${aws:TagKeys}',
    '${aws:PrincipalTag/team, \'red\'}', 'home/${s3:prefix}', '${*}', '${?}ed', '$', 'alice',
  ],
  requestValues: [
    'red', 'red', 'blue', 'Red', 'home/alice', 'home/', '', '\u{1f600}', '\u00c9', '*', '*', 'r*', '?ed', '${aws:PrincipalTag/team}', 'home/red',
  ],
};

const CALLER_TEXTS: Family = {
  operators: ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'],
  keys: ['aws:username', 'aws:PrincipalAccount', 'aws:ResourceAccount', 'aws:PrincipalType', 'aws:PrincipalServiceName'],
  policyValues: ['alice', HOME, ELSEWHERE, 'User', 'AssumedRole', 'a*', '1*', '${aws:PrincipalAccount}', '${aws:username}', SERVICE],
  requestValues: ['alice', HOME, ELSEWHERE],
};

const NUMBERS: Family = {
  operators: ['NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericLessThanEquals', 'NumericGreaterThan', 'NumericGreaterThanEquals'],
  keys: ['aws:MultiFactorAuthAge'],
  policyValues: ['10', '10.0', 10, '9.5', '-1', 0, '9007199254740993', 1.5],
  requestValues: ['10', '9', '10.00', '-1', '0', '9007199254740992', '9.5', 'ten'],
};

const DATES: Family = {
  operators: ['DateEquals', 'DateNotEquals', 'DateLessThan', 'DateLessThanEquals', 'DateGreaterThan', 'DateGreaterThanEquals'],
  keys: ['aws:CurrentTime'],
  policyValues: [
    '2024-01-01T00:00:00Z', '2024-01-01', '2024', '2024-01', '2024-02-29', '2024-01-01T00:00:00+02:00', '2023-12-31T22:00Z', '1704067200',
    1704067200, '2024-01-01T00:00:00.5Z',
  ],
  requestValues: [
    '2024-01-01T00:00:00Z', '1704067200', '2023-12-31T22:00:00Z', '2024-01-01T01:00:00+01:00', '2024-02-29T00:00:00.000Z', '2024-03-01',
    '2024-01-01T00:00:00.25Z', '2024-02-30', 'today',
  ],
};

const BOOLEANS: Family = {
  operators: ['Bool'],
  keys: ['aws:MultiFactorAuthPresent', 'aws:SecureTransport', 'aws:PrincipalIsAWSService'],
  policyValues: ['true', 'false', 'True', true, false, '${aws:SecureTransport}'],
  requestValues: ['true', 'false', 'TRUE', 'false', 'yes'],
};

const BYTES: Family = {
  operators: ['BinaryEquals'],
  keys: ['app:Digest'],
  policyValues: ['QQ==', 'QUI=', 'QR==', '+/+/'],
  requestValues: ['QQ==', 'QUI=', '+/+/', 'no base64'],
};

const ADDRESSES: Family = {
  operators: ['IpAddress', 'NotIpAddress'],
  keys: ['aws:SourceIp'],
  policyValues: [
    '203.0.113.0/24', '203.0.113.9', '0.0.0.0/0', '::/0', '2001:db8::/32', '2001:DB8::1', '2001:DB8::1', '10.1.2.3/8', '203.0.113.8/31',
    '::ffff:203.0.113.9/128',
  ],
  requestValues: [
    '203.0.113.9', '203.0.113.255', '203.0.114.0', '10.9.9.9', '2001:db8::1', '2001:0db8:0:0::2', '2001:db8:9::', '2001:db9::',
    '::ffff:203.0.113.9', 'here',
  ],
};

const ARNS: Family = {
  operators: ['ArnLike', 'ArnEquals', 'ArnNotLike', 'ArnNotEquals'],
  keys: ['aws:PrincipalArn', 'aws:SourceArn'],
  policyValues: [
    USER, ROLE, `arn:aws:iam::${HOME}:*`, 'arn:aws:iam::*:user/*', 'arn:*:*:*:*:*', `arn:aws:iam::${HOME}:user/\${aws:username}`, '*',
    'arn:aws:s*:::b*', 'arn:aws:sns:*:topic', `arn:aws:sns:eu-west-1:${HOME}:t?pic`, '${aws:PrincipalArn}',
  ],
  requestValues: [
    USER, ROLE, 'arn:aws:s3:::b', `arn:aws:sns:eu-west-1:${HOME}:topic`, `arn:aws:sns:eu-west-1:${HOME}:topic:sub`, 'arn:aws:sns', 'arn:aws:s3:::b*',
  ],
};

const FAMILIES = [TEXTS, TEXTS, TEXTS, CALLER_TEXTS, NUMBERS, DATES, BOOLEANS, BYTES, ADDRESSES, ARNS];

// ---------------------------------------------------------------------------------------------------------------------
// Requests
// ---------------------------------------------------------------------------------------------------------------------

/** What the policies and the request of one case have in common. */
interface Scene {
  service: Service;
  caller: CallerPool;
  /** The keys that most conditions are about. */
  topics: Topic[];
}

interface Topic {
  family: Family;
  key: string;
}

function sceneFrom(choices: Choices): Scene {
  return { service: choices.pick(SERVICES), caller: choices.pick(CALLERS), topics: choices.list([1, 2], () => topicFrom(choices)) };
}

function topicFrom(choices: Choices): Topic {
  const family = choices.pick(FAMILIES);
  return { family, key: choices.pick(family.keys) };
}

function requestFrom(choices: Choices, scene: Scene): ConformanceRequest {
  const { service, caller, topics } = scene;
  const actions = service === STS && caller.names[0][0] === 'Federated' ? FEDERATED_ACTIONS : service.actions;
  const context = contextFrom(choices, topics, choices.below(3), caller.context);
  const common = { principal: caller.principal, action: choices.pick(actions), context };
  const target = () => ({ resource: choices.pick(service.resources), resourceAccount: choices.chance(25) ? ELSEWHERE : HOME });
  const targetInContext = () => ({ ...target(), ...(choices.chance(50) ? { context: contextFrom(choices, topics, 0) } : {}) });
  return choices.chance(8) ? { ...common, resources: choices.list([1, 2, 3], targetInContext) } : { ...common, ...target() };
}

/** Most of the topics, and some other keys. Which role a session has is left to `given`. */
function contextFrom(choices: Choices, topics: Topic[], others: number, given: RequestContext = {}): RequestContext {
  const context: RequestContext = {};
  for (const { family, key } of [...topics, ...Array.from({ length: others }, () => topicFrom(choices))]) {
    if (choices.chance(20) || key === 'aws:PrincipalArn') continue;
    context[inSomeCase(choices, key)] = choices.chance(key === 'aws:TagKeys' ? 60 : 15)
      ? Array.from(new Set(choices.list([1, 2, 3, 0], () => choices.pick(family.requestValues))))
      : choices.pick(family.requestValues);
  }
  return withoutDuplicates({ ...given, ...context });
}

/** A key is written once, in one case. */
function withoutDuplicates<T>(byKey: { [key: string]: T }): { [key: string]: T } {
  const keys = Object.keys(byKey);
  return Object.fromEntries(keys.filter((key, index) => !keys.slice(0, index).some(other => other.toLowerCase() === key.toLowerCase()))
    .map(key => [key, byKey[key]]));
}

function inSomeCase(choices: Choices, key: string): string {
  return choices.chance(10) ? choices.pick([key.toLowerCase(), key.toUpperCase()]) : key;
}

// ---------------------------------------------------------------------------------------------------------------------
// Policies
// ---------------------------------------------------------------------------------------------------------------------

const ALLOW_ALL: PolicyStatement = { Effect: 'Allow', Action: '*', Resource: '*' };

type StatementFrom = (version: string | undefined) => PolicyStatement;

function documentFrom(choices: Choices, statement: StatementFrom): PolicyDocument {
  const version = choices.pick(['2012-10-17', '2012-10-17', '2012-10-17', '2012-10-17', '2008-10-17', undefined]);
  return { ...(version ? { Version: version } : {}), Statement: oneOrMany(choices, choices.list([1, 1, 2, 3], () => statement(version))) };
}

function identityStatementFrom(choices: Choices, scene: Scene, version: string | undefined): PolicyStatement {
  const { service, topics } = scene;
  return { ...effectAndAction(choices, service), ...resourceElement(choices, service), ...conditionElement(choices, topics, version) };
}

function effectAndAction(choices: Choices, service: Service): PolicyStatement {
  const named = choices.chance(12) ? choices.pick(SERVICES) : service;
  const pattern = () => choices.chance(70) ? choices.pick(named.actionPatterns) : '*';
  const patterns = oneOrMany(choices, choices.list([1, 1, 2], pattern));
  const Effect = choices.chance(18) ? 'Deny' : 'Allow';
  return choices.chance(8) ? { Effect, NotAction: patterns } : { Effect, Action: patterns };
}

function resourceElement(choices: Choices, service: Service): Pick<PolicyStatement, 'Resource' | 'NotResource'> {
  const named = choices.chance(8) ? choices.pick(SERVICES) : service;
  const pattern = () => choices.chance(65) ? choices.pick(named.resourcePatterns) : '*';
  const patterns = oneOrMany(choices, choices.list([1, 1, 2], pattern));
  return choices.chance(10) ? { NotResource: patterns } : { Resource: patterns };
}

function conditionElement(choices: Choices, topics: Topic[], version: string | undefined): Pick<PolicyStatement, 'Condition'> {
  if (!choices.chance(50)) return {};
  const condition: Required<PolicyStatement>['Condition'] = {};
  for (let count = choices.pick([1, 1, 2]); count > 0; count--) {
    const topic = choices.chance(15) ? topicFrom(choices) : choices.pick(topics);
    const { family } = topic;
    const key = inSomeCase(choices, topic.key);
    const isNull = choices.chance(10);
    const set = choices.pick(['', '', '', 'ForAllValues:', 'ForAnyValue:']);
    const operator = isNull ? 'Null' : `${set}${choices.pick(family.operators)}${choices.chance(20) ? 'IfExists' : ''}`;
    const readable = family === BOOLEANS && version !== '2012-10-17' ? ['true', 'false'] : family.policyValues;
    const values = isNull ? [choices.pick(['true', 'false', true, false])] : choices.list([1, 1, 2, 3], () => choices.pick(readable));
    condition[operator] = withoutDuplicates({ ...condition[operator], [key]: oneOrMany(choices, values) });
  }
  return { Condition: condition };
}

/** A statement of a bucket or key policy, or of a trust policy, which has no `Resource`. */
function resourcePolicyStatementFrom(choices: Choices, scene: Scene, version: string | undefined): PolicyStatement {
  const { service, caller, topics } = scene;
  return {
    ...effectAndAction(choices, service),
    ...principalElement(choices, service, caller),
    ...(service === STS || choices.chance(5) ? {} : resourceElement(choices, service)),
    ...conditionElement(choices, topics, version),
  };
}

function principalElement(choices: Choices, service: Service, caller: CallerPool): Pick<PolicyStatement, 'Principal' | 'NotPrincipal'> {
  const element = principalNames(choices, caller);
  const canBeExcepted = service !== STS && (typeof element === 'string' || element.CanonicalUser === undefined);
  return canBeExcepted && choices.chance(12) ? { NotPrincipal: element } : { Principal: element };
}

function principalNames(choices: Choices, caller: CallerPool): PrincipalElement {
  if (choices.chance(15)) return '*';
  const byType: { [type: string]: string[] } = {};
  for (const [type, name] of choices.list([1, 2], () => choices.pick(choices.chance(30) ? OTHER_NAMES : caller.names))) {
    byType[type] = [...(byType[type] ?? []), name];
  }
  return Object.fromEntries(Object.entries(byType).map(([type, names]) => [type, oneOrMany(choices, names)]));
}

/** A policy of a limiting layer: mostly one that allows all, and something beside it. */
function limitingDocumentFrom(choices: Choices, statement: StatementFrom, allowAll: PolicyStatement): PolicyDocument {
  const document = documentFrom(choices, statement);
  return choices.chance(30) ? document : { ...document, Statement: [allowAll].concat(choices.chance(40) ? document.Statement : []) };
}

function policiesFrom(choices: Choices, scene: Scene): ConformancePolicies {
  const identity: StatementFrom = version => identityStatementFrom(choices, scene, version);
  const identityForAnyone: StatementFrom = version => ({ ...identity(version), Principal: '*' });
  const limiting = () => limitingDocumentFrom(choices, identity, ALLOW_ALL);
  const limitingAnyone = () => limitingDocumentFrom(choices, identityForAnyone, { ...ALLOW_ALL, Principal: '*' });
  const layerOf = (document: () => PolicyDocument) => choices.chance(4) ? [] : choices.list([1, 1, 2], document);
  const policies: ConformancePolicies = {};
  const isRoot = scene.caller.principal === ROOT;
  if (!choices.chance(8)) policies.identity = isRoot ? [] : choices.list([1, 1, 0, 2], () => documentFrom(choices, identity));
  if (choices.chance(50)) policies.resource = documentFrom(choices, version => resourcePolicyStatementFrom(choices, scene, version));
  if (choices.chance(15)) policies.permissionsBoundary = layerOf(limiting);
  if (choices.chance(12) && !isRoot) policies.session = choices.chance(50) ? layerOf(limiting) : limiting();
  if (choices.chance(15)) policies.serviceControl = choices.list([1, 2], () => layerOf(limiting));
  if (choices.chance(12)) policies.resourceControl = choices.list([1, 2], () => layerOf(limitingAnyone));
  if (choices.chance(8)) policies.vpcEndpoint = layerOf(limitingAnyone);
  return policies;
}

function settingsFrom(choices: Choices, policies: ConformancePolicies): ConformanceSettings {
  const settings: ConformanceSettings = {};
  if (choices.chance(5)) settings.managementAccount = true;
  if (choices.chance(5)) settings.resourceInManagementAccount = true;
  if (choices.chance(5)) {
    const keys = ['aws:PrincipalTag/team', ...conditionKeysIn([...(policies.identity ?? []), ...(policies.resource ? [policies.resource] : [])])];
    settings.unknownContextKeys = [choices.pick(keys)].concat(choices.chance(10) ? choices.pick(keys) : []);
  }
  return settings;
}

function conditionKeysIn(documents: PolicyDocument[]): string[] {
  return documents.flatMap(document => document.Statement).flatMap(statement => Object.values(statement.Condition ?? {}).flatMap(Object.keys));
}

function caseFrom(choices: Choices): ConformanceCase {
  const scene = sceneFrom(choices);
  const policies = policiesFrom(choices, scene);
  const settings = settingsFrom(choices, policies);
  return { request: withoutKeys(requestFrom(choices, scene), settings.unknownContextKeys ?? []), policies, settings };
}

/** A request that tells nothing of the given keys. */
function withoutKeys(whole: ConformanceRequest, keys: string[]): ConformanceRequest {
  const names = keys.map(key => key.toLowerCase());
  const without = <T extends { context?: RequestContext }>({ context = {}, ...rest }: T) =>
    ({ ...rest, context: Object.fromEntries(Object.entries(context).filter(([key]) => !names.includes(key.toLowerCase()))) });
  return { ...whole, ...without(whole), ...(whole.resources ? { resources: whole.resources.map(without) } : {}) };
}
