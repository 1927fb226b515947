/**
 * A second evaluator: slow, obvious, and written from `src/engine/evaluation/README.md` alone. Read it with that page beside it.
 * It shares no code and no algorithm with the engine: patterns are matched by trying every way, conditions follow the tables
 * word by word, and unknown keys are not reasoned about but tried out.
 *
 * Policies are expected to be well-formed. What cannot be read in one throws.
 */

export type Decision = 'allowed' | 'explicitDeny' | 'implicitDeny';

export type Scalar = string | number | boolean;

export type PrincipalElement = string | { [type: string]: string | string[] };

export interface PolicyStatement {
  Sid?: string;
  Effect: string;
  Principal?: PrincipalElement;
  NotPrincipal?: PrincipalElement;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: { [operator: string]: { [key: string]: Scalar | Scalar[] } };
}

export interface PolicyDocument {
  Version?: string;
  Id?: string;
  Statement: PolicyStatement | PolicyStatement[];
}

export interface RequestContext {
  [key: string]: Scalar | Scalar[];
}

export interface ConformanceRequest {
  principal: string | { type: string };
  action: string;
  resource?: string;
  resourceAccount?: string;
  resources?: { resource: string; resourceAccount?: string; context?: RequestContext }[];
  context?: RequestContext;
}

export interface ConformancePolicies {
  identity?: PolicyDocument[];
  resource?: PolicyDocument;
  permissionsBoundary?: PolicyDocument | PolicyDocument[];
  session?: PolicyDocument | PolicyDocument[];
  serviceControl?: PolicyDocument[][];
  resourceControl?: PolicyDocument[][];
  vpcEndpoint?: PolicyDocument | PolicyDocument[];
}

export interface ConformanceSettings {
  managementAccount?: boolean;
  resourceInManagementAccount?: boolean;
  unknownContextKeys?: string[];
}

export interface ConformanceCase {
  request: ConformanceRequest;
  policies: ConformancePolicies;
  settings?: ConformanceSettings;
}

/** What the law decides. `unknown`: the answer depends on a key that the settings declare unknown, or on a canonical user id. */
export function referenceDecision(conformanceCase: ConformanceCase): Decision | 'unknown' {
  let first: Decision | undefined;
  for (const assumption of assumptionsOn(conformanceCase)) {
    const decision = decisionUnder(conformanceCase, assumption);
    if (first !== undefined && decision !== first) return 'unknown';
    first = decision;
  }
  return first!;
}

/** The values of every key, by its name in lower case. A missing key is an empty list or has no entry. */
type Keys = Map<string, string[]>;

function listOf<T>(oneOrMany: T | T[] | undefined): T[] {
  if (oneOrMany === undefined) return [];
  return Array.isArray(oneOrMany) ? oneOrMany : [oneOrMany];
}

function foldAscii(text: string): string {
  return text.replace(/[A-Z]/g, letter => letter.toLowerCase());
}

// ---------------------------------------------------------------------------------------------------------------------
// Section 5: an answer is yes, no, or contested
// ---------------------------------------------------------------------------------------------------------------------

type Answer = 'yes' | 'no' | 'contested';

function yesIf(condition: boolean): Answer {
  return condition ? 'yes' : 'no';
}

function not(answer: Answer): Answer {
  if (answer === 'contested') return 'contested';
  return yesIf(answer === 'no');
}

function all(answers: Answer[]): Answer {
  if (answers.includes('no')) return 'no';
  return answers.includes('contested') ? 'contested' : 'yes';
}

function some(answers: Answer[]): Answer {
  if (answers.includes('yes')) return 'yes';
  return answers.includes('contested') ? 'contested' : 'no';
}

/** One answer per reading of the same text: where the readings differ, the comparison is contested. None: it matches nothing. */
function agreed(answers: Answer[]): Answer {
  if (answers.length === 0) return 'no';
  return answers.every(answer => answer === answers[0]) ? answers[0] : 'contested';
}

// ---------------------------------------------------------------------------------------------------------------------
// Section 1: matching
// ---------------------------------------------------------------------------------------------------------------------

/** One code point of a pattern. Only a wildcard `*` or `?` is more than itself. */
interface Token {
  point: string;
  wildcard: boolean;
}

function matches(pattern: Token[], text: string[]): boolean {
  const failed = new Set<number>();
  const matchesFrom = (p: number, t: number): boolean => {
    if (p === pattern.length) return t === text.length;
    const { point, wildcard } = pattern[p];
    if (wildcard && point === '*') {
      const place = p * (text.length + 1) + t;
      if (failed.has(place)) return false;
      if (matchesFrom(p + 1, t) || (t < text.length && matchesFrom(p, t + 1))) return true;
      failed.add(place);
      return false;
    }
    return t < text.length && (wildcard || point === text[t]) && matchesFrom(p + 1, t + 1);
  };
  return matchesFrom(0, 0);
}

function wildcardTokens(text: string): Token[] {
  return Array.from(text, point => ({ point, wildcard: point === '*' || point === '?' }));
}

function literalTokens(text: string): Token[] {
  return Array.from(text, point => ({ point, wildcard: false }));
}

function textOf(tokens: Token[]): string {
  return tokens.map(token => token.point).join('');
}

/** `${key}` or `${key, 'default'}`, from its `$` on. */
const VARIABLE = /^\$\{([^,{}]+)(?:,\s*'([^']*)')?\}/;

/**
 * The readings of a policy value: none when a variable in it has no value, two when a variable's value holds a wildcard.
 * Without `variables` (another version than 2012-10-17, or an operator that takes none), `${...}` is literal text.
 */
function readings(text: string, variables: Keys | undefined): Token[][] {
  if (variables === undefined || !text.includes('${')) return [wildcardTokens(text)];
  const literal: Token[] = [];
  const wildcard: Token[] = [];
  let rest = text;
  while (rest !== '') {
    const escape = /^\$\{([*?$])\}/.exec(rest);
    const variable = VARIABLE.exec(rest);
    if (escape) {
      literal.push(...literalTokens(escape[1]));
      wildcard.push(...literalTokens(escape[1]));
      rest = rest.slice(escape[0].length);
    } else if (variable) {
      const values = variables.get(foldAscii(variable[1])) ?? [];
      const value = values.length === 0 ? variable[2] : values[0];
      if (value === undefined || values.length > 1) return [];
      literal.push(...literalTokens(value));
      wildcard.push(...wildcardTokens(value));
      rest = rest.slice(variable[0].length);
    } else {
      const [token] = wildcardTokens(rest);
      literal.push(token);
      wildcard.push(token);
      rest = rest.slice(token.point.length);
    }
  }
  return [literal, wildcard];
}

function actionMatches(pattern: string, action: string): boolean {
  if (pattern === '*') return true;
  const [service, name] = atFirstColon(foldAscii(pattern));
  const [requestedService, requestedName] = atFirstColon(foldAscii(action));
  return service === requestedService && matches(wildcardTokens(name), Array.from(requestedName));
}

function atFirstColon(text: string): [string, string] {
  const colon = text.indexOf(':');
  return [text.slice(0, colon), text.slice(colon + 1)];
}

function resourceMatches(pattern: string, resource: string, variables: Keys | undefined): Answer {
  return agreed(readings(pattern, variables).map(reading => yesIf(matches(reading, Array.from(resource)))));
}

// ---------------------------------------------------------------------------------------------------------------------
// Section 2: conditions
// ---------------------------------------------------------------------------------------------------------------------

/** How an operator compares one policy value with one request value. */
type Compare = (policyValue: string, requestValue: string, variables: Keys | undefined) => Answer;

/** A comparison of things that texts stand for. A request value that cannot be read is contested. */
function comparing<T>(read: (text: string) => T | undefined, holds: (requested: T, inPolicy: T) => Answer): Compare {
  return (policyValue, requestValue) => {
    const inPolicy = read(policyValue);
    if (inPolicy === undefined) throw new Error(`\`${policyValue}\` is no value for its operator`);
    const requested = read(requestValue);
    return requested === undefined ? 'contested' : holds(requested, inPolicy);
  };
}

function ordered(read: (text: string) => Decimal | undefined, holds: (order: number) => boolean): Compare {
  return comparing(read, (requested, inPolicy) => yesIf(holds(compareDecimals(requested, inPolicy))));
}

function stringEquals(fold: (text: string) => string): Compare {
  return (policyValue, requestValue, variables) =>
    agreed(readings(policyValue, variables).map(reading => yesIf(fold(textOf(reading)) === fold(requestValue))));
}

const stringLike: Compare = (policyValue, requestValue, variables) =>
  agreed(readings(policyValue, variables).map(reading => yesIf(matches(reading, Array.from(requestValue)))));

const arnLike: Compare = (policyValue, requestValue, variables) =>
  agreed(readings(policyValue, variables).map(reading => {
    const patterns = arnParts(reading);
    const parts = arnParts(literalTokens(requestValue));
    if (patterns.length < 6 || parts.length < 6) return matches(reading, Array.from(requestValue)) ? 'contested' : 'no';
    return yesIf(patterns.every((pattern, index) => matches(pattern, parts[index].map(token => token.point))));
  }));

/** Whether a variable may stand here is contested, so that a match by its value is. */
const bool: Compare = (policyValue, requestValue, variables) => {
  const requested = foldAscii(requestValue);
  if (requested !== 'true' && requested !== 'false') return 'contested';
  const match = variables !== undefined && policyValue.includes('${') ? 'contested' : 'yes';
  return agreed(readings(policyValue, variables).map(reading => foldAscii(textOf(reading)) === requested ? match : 'no'));
};

const binaryEquals = comparing(readBase64, (requested, inPolicy) => yesIf(requested.equals(inPolicy)));

const ipAddress = comparing(readAddresses, (requested, inPolicy) => {
  if (requested.family !== inPolicy.family) return 'no';
  if (contains(inPolicy, requested)) return 'yes';
  const isPlainIpv6 = inPolicy.family === 6 && !inPolicy.hasPrefix;
  return isPlainIpv6 && contains(addressBlock(6, inPolicy.first, 32), requested) ? 'contested' : 'no';
});

const POSITIVE: { [operator: string]: Compare } = {
  StringEquals: stringEquals(text => text),
  StringEqualsIgnoreCase: stringEquals(foldAscii),
  StringLike: stringLike,
  NumericEquals: ordered(readDecimal, order => order === 0),
  NumericLessThan: ordered(readDecimal, order => order < 0),
  NumericLessThanEquals: ordered(readDecimal, order => order <= 0),
  NumericGreaterThan: ordered(readDecimal, order => order > 0),
  NumericGreaterThanEquals: ordered(readDecimal, order => order >= 0),
  DateEquals: ordered(readInstant, order => order === 0),
  DateLessThan: ordered(readInstant, order => order < 0),
  DateLessThanEquals: ordered(readInstant, order => order <= 0),
  DateGreaterThan: ordered(readInstant, order => order > 0),
  DateGreaterThanEquals: ordered(readInstant, order => order >= 0),
  Bool: bool,
  BinaryEquals: binaryEquals,
  IpAddress: ipAddress,
  ArnEquals: arnLike,
  ArnLike: arnLike,
};

/** A negated operator, and the positive one that it is the complement of. */
const NEGATED: { [operator: string]: Compare } = {
  StringNotEquals: POSITIVE.StringEquals,
  StringNotEqualsIgnoreCase: POSITIVE.StringEqualsIgnoreCase,
  StringNotLike: POSITIVE.StringLike,
  NumericNotEquals: POSITIVE.NumericEquals,
  DateNotEquals: POSITIVE.DateEquals,
  NotIpAddress: POSITIVE.IpAddress,
  ArnNotEquals: POSITIVE.ArnEquals,
  ArnNotLike: POSITIVE.ArnLike,
};

interface Operator {
  set: 'ForAllValues' | 'ForAnyValue' | 'none';
  base: string;
  ifExists: boolean;
}

function operatorNamed(name: string): Operator {
  const [, set = 'none', base, ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(name)!;
  return { set: set as Operator['set'], base, ifExists: ifExists !== undefined };
}

function operatorHolds(name: string, policyValues: string[], requestValues: string[], variables: Keys | undefined): Answer {
  const { set, base, ifExists } = operatorNamed(name);
  const values = set === 'none' && base !== 'Null' ? requestValues : requestValues.filter(value => value !== '');
  if (base === 'Null') {
    return some(policyValues.map(value => yesIf(values.length === 0 ? foldAscii(value) === 'true' : foldAscii(value) === 'false')));
  }
  const compare = POSITIVE[base] ?? NEGATED[base];
  if (values.length === 0) {
    if (ifExists || set === 'ForAllValues') return 'yes';
    return yesIf(set === 'none' && base in NEGATED);
  }
  const satisfied = values.map(value => {
    const matchesOne = some(policyValues.map(policyValue => compare(policyValue, value, variables)));
    return base in NEGATED ? not(matchesOne) : matchesOne;
  });
  if (set === 'ForAllValues') return all(satisfied);
  if (set === 'ForAnyValue') return some(satisfied);
  if (satisfied.length === 1) return satisfied[0];
  return some(satisfied) === 'no' ? 'no' : 'contested';
}

function conditionHolds(statement: PolicyStatement, keys: Keys, variables: Keys | undefined): Answer {
  return all(Object.entries(statement.Condition ?? {}).flatMap(([operator, block]) =>
    Object.entries(block).map(([key, policyValues]) =>
      operatorHolds(operator, listOf(policyValues).map(String), keys.get(foldAscii(key)) ?? [], variables))));
}

/** `units` times 10 to the power of `-scale`. */
interface Decimal {
  units: bigint;
  scale: number;
}

function readDecimal(text: string): Decimal | undefined {
  const parts = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!parts) return undefined;
  const [, sign, whole, fraction = '', exponent = '0'] = parts;
  const units = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  const scale = fraction.length - Number(exponent);
  return scale < 0 ? { units: units * 10n ** BigInt(-scale), scale: 0 } : { units, scale };
}

function compareDecimals(left: Decimal, right: Decimal): number {
  const difference = left.units * 10n ** BigInt(right.scale) - right.units * 10n ** BigInt(left.scale);
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

/** Seconds since 1970-01-01T00:00:00Z, of a W3C date or of epoch seconds. Four digits are a year. */
function readInstant(text: string): Decimal | undefined {
  const date = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/.exec(text);
  if (!date) return /^-?\d+(\.\d+)?$/.test(text) ? readDecimal(text) : undefined;
  const [year, month, day] = [date[1], date[2] ?? '01', date[3] ?? '01'].map(Number);
  const [hour, minute, second] = [date[4] ?? '00', date[5] ?? '00', date[6] ?? '00'].map(Number);
  const fraction = date[7] ?? '';
  const zone = date[8] === undefined || date[8] === 'Z' ? '+00:00' : date[8];
  const [zoneHours, zoneMinutes] = zone.slice(1).split(':').map(Number);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || zoneHours > 23 || zoneMinutes > 59) return undefined;
  const days = daysBeforeYear(year) - daysBeforeYear(1970) + daysBeforeMonth(year, month) + day - 1;
  const offset = (zoneHours * 60 + zoneMinutes) * (zone.startsWith('-') ? -60 : 60);
  const seconds = ((days * 24 + hour) * 60 + minute) * 60 + second - offset;
  return { units: BigInt(seconds) * 10n ** BigInt(fraction.length) + BigInt(fraction || '0'), scale: fraction.length };
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
}

function daysBeforeMonth(year: number, month: number): number {
  return month === 1 ? 0 : daysBeforeMonth(year, month - 1) + daysInMonth(year, month - 1);
}

function daysBeforeYear(year: number): number {
  const past = year - 1;
  return 365 * past + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
}

function readBase64(text: string): Buffer | undefined {
  const isBase64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
  return isBase64 ? Buffer.from(text, 'base64') : undefined;
}

/** All addresses from `first` to `last`. */
interface Addresses {
  family: 4 | 6;
  first: bigint;
  last: bigint;
  hasPrefix: boolean;
}

function contains(block: Addresses, inner: Addresses): boolean {
  return block.family === inner.family && block.first <= inner.first && inner.last <= block.last;
}

function addressBlock(family: 4 | 6, address: bigint, prefix: number): Addresses {
  const size = 2n ** BigInt((family === 4 ? 32 : 128) - prefix);
  const first = address / size * size;
  return { family, first, last: first + size - 1n, hasPrefix: true };
}

function readAddresses(text: string): Addresses | undefined {
  const [address, prefix] = text.split('/');
  const family = address.includes(':') ? 6 : 4;
  const value = family === 6 ? readIpv6(address) : readIpv4(address);
  if (value === undefined) return undefined;
  if (prefix === undefined) return { family, first: value, last: value, hasPrefix: false };
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128) ? addressBlock(family, value, Number(prefix)) : undefined;
}

function readIpv4(text: string): bigint | undefined {
  const bytes = text.split('.');
  if (bytes.length !== 4 || !bytes.every(byte => /^(0|[1-9]\d{0,2})$/.test(byte) && Number(byte) <= 255)) return undefined;
  return bytes.reduce((value, byte) => value * 256n + BigInt(byte), 0n);
}

function readIpv6(text: string): bigint | undefined {
  const tail = text.slice(text.lastIndexOf(':') + 1);
  if (tail.includes('.')) {
    const low = readIpv4(tail);
    if (low === undefined) return undefined;
    return readIpv6(`${text.slice(0, -tail.length)}${(low / 65536n).toString(16)}:${(low % 65536n).toString(16)}`);
  }
  const halves = text.split('::').map(half => half === '' ? [] : half.split(':'));
  const [left, right = []] = halves;
  const zeros = 8 - left.length - right.length;
  if (halves.length > 2 || (halves.length === 2 ? zeros < 1 : zeros !== 0)) return undefined;
  const groups = [...left, ...Array<string>(zeros).fill('0'), ...right];
  if (!groups.every(group => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.reduce((value, group) => value * 65536n + BigInt(`0x${group}`), 0n);
}

/** Up to six parts at `:`, the sixth is the rest. */
function arnParts(tokens: Token[]): Token[][] {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (token.point === ':' && parts.length < 6) {
      parts.push([]);
    } else {
      parts[parts.length - 1].push(token);
    }
  }
  return parts;
}

// ---------------------------------------------------------------------------------------------------------------------
// Section 3: who is calling
// ---------------------------------------------------------------------------------------------------------------------

type Grant = 'directly' | 'toRoleOrFederatingUser' | 'toAccount';

/** One of the things that a caller is: itself, its role, its account. It may be named in more than one way. */
interface Identity {
  names: string[];
  grant: Grant;
}

interface Caller {
  kind: 'user' | 'role' | 'federatedUser' | 'root' | 'service' | 'federated' | 'anonymous';
  /** Absent for a service, a federated and an anonymous caller. */
  account?: string;
  /** What the caller answers to in a `Principal` element, beside `*`, and how it is granted then. */
  identities: Identity[];
  /** The condition keys that follow from the caller. */
  keys: { [key: string]: string };
}

const WEB_IDENTITY_PROVIDERS = ['accounts.google.com', 'cognito-identity.amazonaws.com', 'graph.facebook.com', 'www.amazon.com'];

/** `givenArn` is the `aws:PrincipalArn` of the request: it tells the role of a session. `canonicalUser` is the id of the caller's account. */
function callerOf(principal: string | { type: string }, givenArn: string | undefined, canonicalUser: string): Caller {
  if (typeof principal !== 'string') {
    return { kind: 'anonymous', identities: [], keys: { 'aws:PrincipalAccount': 'anonymous', 'aws:PrincipalType': 'Anonymous' } };
  }
  const federated: Caller = { kind: 'federated', identities: [{ names: [`Federated ${principal}`], grant: 'directly' }], keys: {} };
  if (!principal.startsWith('arn:')) {
    if (WEB_IDENTITY_PROVIDERS.includes(principal)) return federated;
    return {
      kind: 'service',
      identities: [{ names: [`Service ${principal}`], grant: 'directly' }],
      keys: { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': principal },
    };
  }
  const [, partition, , , account, name] = principal.split(':');
  const iam = `arn:${partition}:iam::${account}`;
  const [kind, ...path] = name.split('/');
  const itself: Identity = { names: [`AWS ${principal}`], grant: 'directly' };
  const itsAccount: Identity = { names: [`AWS ${account}`, `AWS ${iam}:root`, `CanonicalUser ${canonicalUser}`], grant: 'toAccount' };
  const keys = { 'aws:PrincipalArn': principal, 'aws:PrincipalAccount': account, 'aws:PrincipalIsAWSService': 'false' };
  switch (kind) {
    case 'user':
      return {
        kind: 'user',
        account,
        identities: [itself, itsAccount],
        keys: { ...keys, 'aws:PrincipalType': 'User', 'aws:username': path[path.length - 1] },
      };
    case 'role':
    case 'assumed-role': {
      const isSession = kind === 'assumed-role';
      const role = isSession ? givenArn ?? `${iam}:role/${path[0]}` : principal;
      const itsRole: Identity = { names: [`AWS ${role}`], grant: 'toRoleOrFederatingUser' };
      // The ARN of a role stands for some session of it, whose name nobody knows.
      const session: Identity = isSession ? itself : { names: [], grant: 'directly' };
      return {
        kind: 'role',
        account,
        identities: [session, itsRole, itsAccount],
        keys: { ...keys, 'aws:PrincipalArn': role, 'aws:PrincipalType': 'AssumedRole' },
      };
    }
    case 'federated-user': {
      const itsUser: Identity = { names: [`AWS ${iam}:user/${path[0]}`], grant: 'toRoleOrFederatingUser' };
      return { kind: 'federatedUser', account, identities: [itself, itsUser, itsAccount], keys: { ...keys, 'aws:PrincipalType': 'FederatedUser' } };
    }
    case 'root':
      return { kind: 'root', account, identities: [{ ...itsAccount, grant: 'directly' }], keys: { ...keys, 'aws:PrincipalType': 'Account' } };
    case 'oidc-provider':
    case 'saml-provider':
      return federated;
    default:
      throw new Error(`\`${principal}\` is no principal that can call`);
  }
}

function namesIn(element: PrincipalElement): string[] {
  if (typeof element === 'string') return [element];
  return Object.entries(element).flatMap(([type, names]) => listOf(names).map(name => type === 'AWS' && name === '*' ? '*' : `${type} ${name}`));
}

function listedIdentities(element: PrincipalElement, caller: Caller): Identity[] {
  const listed = namesIn(element);
  return caller.identities.filter(({ names }) => names.some(name => listed.includes(name)));
}

/** How an Allow grants its caller. An Allow for everyone but those listed grants directly: the caller is one of everyone. */
function grantsOf(statement: PolicyStatement, caller: Caller): Grant[] {
  const { Principal: element } = statement;
  if (element === undefined || namesIn(element).includes('*')) return ['directly'];
  return listedIdentities(element, caller).map(identity => identity.grant);
}

function principalMatches(statement: PolicyStatement, caller: Caller, hasBoundary: boolean): Answer {
  const { Principal: element, NotPrincipal: exceptions } = statement;
  if (element !== undefined) return yesIf(namesIn(element).includes('*') || listedIdentities(element, caller).length > 0);
  if (exceptions === undefined) return 'yes';
  if (hasBoundary && statement.Effect === 'Deny') return 'yes';
  if (namesIn(exceptions).includes('*')) return 'no';
  const excepted = listedIdentities(exceptions, caller);
  if (excepted.length === 0) return 'yes';
  const isExcepted = statement.Effect === 'Deny' ? excepted.length === caller.identities.length : excepted.some(({ grant }) => grant === 'directly');
  return isExcepted ? 'no' : 'contested';
}

// ---------------------------------------------------------------------------------------------------------------------
// Section 4: the decision
// ---------------------------------------------------------------------------------------------------------------------

/** One caller, one action, one resource, and the values of all keys. */
interface Situation {
  caller: Caller;
  action: string;
  resource: string;
  resourceAccount?: string;
  keys: Keys;
  /** Whether the caller has a permissions boundary. */
  hasBoundary: boolean;
}

/** The case for each of its resources. The assumed keys are what they are assumed to be, whatever the request says. */
function situationsOf(conformanceCase: ConformanceCase, assumption: Assumption): Situation[] {
  const { request, policies } = conformanceCase;
  const targets = request.resources ?? [{ resource: request.resource ?? '*' }];
  return targets.map(target => {
    const requestKeys = new Map([...keysIn(request.context ?? {}), ...keysIn(target.context ?? {})]);
    const caller = callerOf(request.principal, requestKeys.get('aws:principalarn')?.[0], assumption.canonicalUser);
    const accountInArn = target.resource.split(':')[4];
    const resourceAccount = target.resourceAccount ?? request.resourceAccount ?? (accountInArn ? accountInArn : caller.account);
    const derivedKeys = keysIn(resourceAccount === undefined ? caller.keys : { ...caller.keys, 'aws:ResourceAccount': resourceAccount });
    const keys = new Map([...derivedKeys, ...requestKeys, ...assumption.keys]);
    const hasBoundary = policies.permissionsBoundary !== undefined && caller.account !== undefined && caller.kind !== 'root';
    return { caller, action: foldAscii(request.action), resource: target.resource, resourceAccount, keys, hasBoundary };
  });
}

function keysIn(context: RequestContext): Keys {
  return new Map(Object.entries(context).map(([key, values]) => [foldAscii(key), Array.from(new Set(listOf(values).map(String)))]));
}

function decisionUnder(conformanceCase: ConformanceCase, assumption: Assumption): Decision {
  const decisions = situationsOf(conformanceCase, assumption).map(situation =>
    decisionOn(situation, conformanceCase.policies, conformanceCase.settings ?? {}));
  if (decisions.includes('explicitDeny')) return 'explicitDeny';
  return decisions.includes('implicitDeny') ? 'implicitDeny' : 'allowed';
}

function decisionOn(situation: Situation, policies: ConformancePolicies, settings: ConformanceSettings): Decision {
  const { caller, action, resource, resourceAccount } = situation;
  const hasAccount = caller.account !== undefined;
  const sameAccount = hasAccount && caller.account === resourceAccount;
  const isRoot = caller.kind === 'root';
  const isUserOrRoot = caller.kind === 'user' || isRoot;
  const isKey = /^arn:[^:]*:kms:[^:]*:[^:]*:key\//.test(resource);
  const isAssumingRole = action.startsWith('sts:') && /^arn:[^:]*:iam:[^:]*:[^:]*:role\//.test(resource);

  if (action === 'sts:getcalleridentity') return 'allowed';
  if (action === 'sts:getsessiontoken' && isUserOrRoot) return 'allowed';

  // Whom the organization limits.
  const callerInManagement = settings.managementAccount || (sameAccount && settings.resourceInManagementAccount);
  const resourceInManagement = settings.resourceInManagementAccount || (sameAccount && settings.managementAccount);
  const isServiceLinked = caller.kind === 'role' && isServiceLinkedRole(caller.keys['aws:PrincipalArn']);
  const isBeyondRcps = action === 'kms:retiregrant' || (isAssumingRole && isServiceLinkedRole(resource));
  const rcpsLimit = !resourceInManagement && !isServiceLinked && !isBeyondRcps && RCP_SERVICES.has(action.split(':')[0]);
  const scpsLimit = hasAccount && !callerInManagement && !isServiceLinked;

  // The policies that apply. A limiting layer is a list of policies.
  const isOpenToRoot = isRoot && sameAccount && ['s3:getbucketpolicy', 's3:putbucketpolicy', 's3:deletebucketpolicy'].includes(action);
  const identity = hasAccount ? policies.identity ?? [] : [];
  const resourcePolicies = isOpenToRoot ? [] : listOf(policies.resource).map(policy => isKey ? withResourcesOnly(policy) : policy);
  const rcps = rcpsLimit ? policies.resourceControl ?? [] : [];
  const scps = scpsLimit ? policies.serviceControl ?? [] : [];
  const boundary = situation.hasBoundary ? [listOf(policies.permissionsBoundary)] : [];
  const hasSession = hasAccount && (policies.session !== undefined || caller.kind === 'federatedUser');
  const session = hasSession ? [listOf(policies.session)] : [];
  const vpcEndpoint = policies.vpcEndpoint !== undefined ? [listOf(policies.vpcEndpoint)] : [];

  // 1. An explicit Deny that applies, in any applicable policy.
  const applicable = [identity, resourcePolicies, ...rcps, ...scps, ...boundary, ...session, ...vpcEndpoint].flat();
  if (applicable.some(policy => applyingStatements(policy, 'Deny', situation).length > 0)) return 'explicitDeny';

  if (['sts:getsessiontoken', 'sts:getfederationtoken'].includes(action) && !isUserOrRoot) return 'implicitDeny';
  if (action.startsWith('sts:assumerole') && isRoot) return 'implicitDeny';

  // 2. Every limiting layer must allow. The boundary and the session policies wait for the kind of grant.
  if (![...rcps, ...scps, ...vpcEndpoint].every(layer => allows(layer, situation))) return 'implicitDeny';
  const callerIsLimited = ![...boundary, ...session].every(layer => allows(layer, situation));

  // 3. The identity policies and the resource policy.
  const resourceMustAllow = isAssumingRole || isKey;
  const delegation: PolicyDocument[] = resourceMustAllow && policies.resource === undefined && resourceAccount !== undefined
    ? [{ Statement: { Effect: 'Allow', Principal: { AWS: resourceAccount }, Action: '*', Resource: '*' } }]
    : [];
  const grants = [...resourcePolicies, ...delegation].flatMap(policy =>
    applyingStatements(policy, 'Allow', situation).flatMap(statement => grantsOf(statement, caller)));
  const identityAllows = isRoot || allows(identity, situation);

  if (!hasAccount) return grants.length > 0 ? 'allowed' : 'implicitDeny';
  if (!sameAccount) return identityAllows && grants.length > 0 && !callerIsLimited ? 'allowed' : 'implicitDeny';
  if (grants.includes('directly')) return 'allowed';
  if (callerIsLimited) return 'implicitDeny';
  if (grants.includes('toRoleOrFederatingUser')) return 'allowed';
  if (resourceMustAllow && !grants.includes('toAccount')) return 'implicitDeny';
  return identityAllows ? 'allowed' : 'implicitDeny';
}

function isServiceLinkedRole(arn: string): boolean {
  return arn.includes(':role/aws-service-role/');
}

/** A key policy as it counts: its statements without `Resource` apply to nothing. */
function withResourcesOnly(policy: PolicyDocument): PolicyDocument {
  const statements = listOf(policy.Statement).filter(statement => statement.Resource !== undefined || statement.NotResource !== undefined);
  return { ...policy, Statement: statements };
}

function allows(layer: PolicyDocument[], situation: Situation): boolean {
  return layer.some(policy => applyingStatements(policy, 'Allow', situation).length > 0);
}

/** The statements of one effect that apply. Where that is contested, an Allow applies and a Deny does not. */
function applyingStatements(policy: PolicyDocument, effect: 'Allow' | 'Deny', situation: Situation): PolicyStatement[] {
  const { caller, action, resource, keys, hasBoundary } = situation;
  const variables = variablesOf(policy, keys);
  return listOf(policy.Statement).filter(statement => {
    if (statement.Effect !== effect) return false;
    const actionIn = (patterns: string[]) => yesIf(patterns.some(pattern => actionMatches(pattern, action)));
    const resourceIn = (patterns: string[]) => some(patterns.map(pattern => resourceMatches(pattern, resource, variables)));
    const applies = all([
      statement.NotAction !== undefined ? not(actionIn(listOf(statement.NotAction))) : actionIn(listOf(statement.Action)),
      statement.Resource !== undefined ? resourceIn(listOf(statement.Resource)) : 'yes',
      statement.NotResource !== undefined ? not(resourceIn(listOf(statement.NotResource))) : 'yes',
      principalMatches(statement, caller, hasBoundary),
      conditionHolds(statement, keys, variables),
    ]);
    return applies === 'yes' || (applies === 'contested' && effect === 'Allow');
  });
}

function variablesOf(policy: PolicyDocument, keys: Keys): Keys | undefined {
  return policy.Version === '2012-10-17' ? keys : undefined;
}

/** The services whose resources RCPs limit, by the prefix of their actions. */
const RCP_SERVICES = new Set((
  'aoss appconfig appstream autoscaling autoscaling-plans budgets clouddirectory cloudfront cloudsearch cloudtrail-data codeartifact codebuild '
  + 'codecommit codepipeline cognito-identity cognito-idp comprehend comprehendmedical compute-optimizer cost-optimization-hub dax dsql dynamodb '
  + 'ecr ecr-public events firehose fis fms gamelift health inspector-scan kendra kinesisvideo kms logs memorydb networkmonitor notifications '
  + 'opensearch pca-connector-ad personalize polly pricing resource-groups rolesanywhere s3 secretsmanager servicediscovery signin sqs sts support '
  + 'swf textract timestream-influxdb transcribe transfer translate wafv2 workspaces xray'
).split(' '));

// ---------------------------------------------------------------------------------------------------------------------
// Unknown keys: try every value that could make a difference
// ---------------------------------------------------------------------------------------------------------------------

/** A value that no policy names, and that reads as nothing but text. */
const FRESH = 'fresh value';

/** What the request does not tell. */
interface Assumption {
  keys: Keys;
  /** The canonical user id of the caller's account. */
  canonicalUser: string;
}

/** Every combination of values of the unknown keys, with every canonical user id that a policy names and with another one. */
function* assumptionsOn(conformanceCase: ConformanceCase): Iterable<Assumption> {
  const unknownKeys = Array.from(new Set((conformanceCase.settings?.unknownContextKeys ?? []).map(foldAscii)));
  const candidates = unknownKeys.map(key => candidatesFor(key, unknownKeys, conformanceCase));
  function* combinations(from: number): Iterable<Keys> {
    if (from === unknownKeys.length) {
      yield new Map();
      return;
    }
    for (const rest of combinations(from + 1)) {
      for (const values of candidates[from]) yield new Map([[unknownKeys[from], values], ...rest]);
    }
  }
  for (const keys of combinations(0)) {
    for (const canonicalUser of [FRESH, ...canonicalUsersIn(conformanceCase.policies)]) yield { keys, canonicalUser };
  }
}

function canonicalUsersIn(policies: ConformancePolicies): string[] {
  const statements = policiesOf(policies).flatMap(policy => listOf(policy.Statement));
  return Array.from(new Set(statements.flatMap(statement => [statement.Principal, statement.NotPrincipal]).flatMap(element =>
    typeof element === 'object' ? listOf(element.CanonicalUser) : [])));
}

/**
 * Missing; each interesting value; and each two of them, when the policies take the key for a multivalued one: they compare it
 * with set operators only, and never use it as a variable. Only missing, when no policy uses the key.
 * Of candidates that no condition tells apart one will do, unless variables are at work.
 */
function candidatesFor(key: string, unknownKeys: string[], conformanceCase: ConformanceCase): string[][] {
  const interesting = new Set<string>();
  const comparisons: ((values: string[]) => Answer)[] = [];
  let isMultivalued = true;
  let meetsVariables = false;
  for (const situation of situationsOf(conformanceCase, { keys: new Map(unknownKeys.map(one => [one, [FRESH]])), canonicalUser: FRESH })) {
    for (const policy of policiesOf(conformanceCase.policies)) {
      const variables = variablesOf(policy, situation.keys);
      for (const statement of listOf(policy.Statement)) {
        for (const pattern of [...listOf(statement.Resource), ...listOf(statement.NotResource)]) {
          const values = valuesAsVariable(key, pattern, [situation.resource], variables);
          values.forEach(value => interesting.add(value));
          if (values.length > 0) {
            isMultivalued = false;
            meetsVariables = true;
          }
        }
        for (const [operator, block] of Object.entries(statement.Condition ?? {})) {
          const { set, base } = operatorNamed(operator);
          for (const [conditionKey, oneOrManyValues] of Object.entries(block)) {
            const comparedKey = foldAscii(conditionKey);
            const policyValues = listOf(oneOrManyValues).map(String);
            for (const policyValue of policyValues) {
              const values = valuesAsVariable(key, policyValue, situation.keys.get(comparedKey) ?? [], variables);
              if (values.length > 0) isMultivalued = false;
              meetsVariables ||= values.length > 0 || (comparedKey === key && policyValue.includes('${'));
              if (comparedKey === key) values.push(...valuesAround(base, policyValue, variables));
              values.forEach(value => interesting.add(value));
            }
            if (comparedKey === key) {
              comparisons.push(values => operatorHolds(operator, policyValues, values, variables));
              if (set === 'none' && base !== 'Null') isMultivalued = false;
            }
          }
        }
      }
    }
  }
  const values = Array.from(interesting);
  const pairs = isMultivalued ? values.flatMap((one, index) => values.slice(index + 1).map(other => [one, other])) : [];
  const candidates = [[], ...values.map(value => [value]), ...pairs];
  if (meetsVariables) return candidates;
  return Array.from(new Map(candidates.map(candidate => [comparisons.map(holds => holds(candidate)).join(), candidate])).values());
}

function policiesOf(policies: ConformancePolicies): PolicyDocument[] {
  return [
    listOf(policies.identity), listOf(policies.resource), listOf(policies.permissionsBoundary), listOf(policies.session),
    ...listOf(policies.serviceControl), ...listOf(policies.resourceControl), listOf(policies.vpcEndpoint),
  ].flat();
}

/** When the pattern uses `${key}`: the values of it that make the pattern match one of the texts, a wildcard, and others. */
function valuesAsVariable(key: string, pattern: string, texts: string[], variables: Keys | undefined): string[] {
  const place = foldAscii(pattern).indexOf(`\${${key}`);
  if (variables === undefined || place < 0) return [];
  const matchesWith = (value: string, template: string, points: string[]) =>
    readings(template, new Map([...variables, [key, [value]]])).some(reading => matches(reading, points));
  return ['', FRESH, '*', ...texts.map(text => Array.from(text)).flatMap(points =>
    points.flatMap((_, from) => matchesWith('', pattern.slice(0, place), points.slice(0, from))
      ? points.slice(from).map((__, length) => points.slice(from, from + length + 1).join(''))
      : []).filter(value => matchesWith(value, pattern, points)))];
}

/** The values on either side of the border that a policy value draws, and others that its operator can and cannot read. */
function valuesAround(base: string, policyValue: string, variables: Keys | undefined): string[] {
  if (/^(Numeric|Date)/.test(base)) {
    const { units, scale } = (base.startsWith('Date') ? readInstant(policyValue) : readDecimal(policyValue))!;
    return ['', FRESH, policyValue, decimalText(units * 10n - 1n, scale + 1), decimalText(units * 10n + 1n, scale + 1)];
  }
  if (/IpAddress$/.test(base)) {
    const block = readAddresses(policyValue)!;
    const around = block.hasPrefix ? [block] : [block, addressBlock(block.family, block.first, 32)];
    const borders = around.flatMap(({ family, first, last }) =>
      [first - 1n, first, last, last + 1n].flatMap(address => addressText(family, address)));
    return ['', FRESH, '192.0.2.1', '2001:db8::1', ...borders];
  }
  if (/^(String|Arn)/.test(base)) {
    const samples = readings(policyValue, variables).flatMap(reading => [textOf(reading), ...['', 'x'].map(filling =>
      reading.map(({ point, wildcard }) => wildcard ? (point === '*' ? filling : 'x') : point).join(''))]);
    return ['', FRESH, ...samples];
  }
  return ['', FRESH, ...{ Bool: ['true', 'false'], BinaryEquals: ['ZnJlc2g=', policyValue] }[base] ?? []];
}

function decimalText(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, digits.length - scale)}.${digits.slice(digits.length - scale)}`;
}

/** The text of an address, or none when it is below the first or above the last of its family. */
function addressText(family: 4 | 6, address: bigint): string[] {
  const [count, size, radix, separator] = family === 4 ? [4, 256n, 10, '.'] as const : [8, 65536n, 16, ':'] as const;
  if (address < 0n || address >= size ** BigInt(count)) return [];
  const parts = Array.from({ length: count }, (_, index) => (address / size ** BigInt(count - 1 - index) % size).toString(radix));
  return [parts.join(separator)];
}
