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
  Statement?: PolicyStatement | PolicyStatement[];
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

/** What the law decides. `unknown`: the answer depends on a key that the settings declare unknown. */
export function referenceDecision(conformanceCase: ConformanceCase): Decision | 'unknown' {
  let first: Decision | undefined;
  for (const assignment of assignmentsOfUnknownKeys(conformanceCase)) {
    const decision = decisionUnder(conformanceCase, assignment);
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

const bool: Compare = (policyValue, requestValue, variables) =>
  agreed(readings(policyValue, variables).map(reading => {
    const texts = [foldAscii(textOf(reading)), foldAscii(requestValue)];
    if (texts.some(text => text !== 'true' && text !== 'false')) return 'contested';
    return yesIf(texts[0] === texts[1]);
  }));

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
  if (base === 'Null') {
    return some(policyValues.map(value => yesIf(requestValues.length === 0 ? foldAscii(value) === 'true' : foldAscii(value) === 'false')));
  }
  const compare = POSITIVE[base] ?? NEGATED[base];
  const values = set === 'none' ? requestValues : requestValues.filter(value => value !== '');
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

interface Caller {
  kind: 'user' | 'role' | 'federatedUser' | 'root' | 'service' | 'federated' | 'anonymous';
  /** Absent for a service, a federated and an anonymous caller. */
  account?: string;
  /** What the caller answers to in a `Principal` element (`AWS arn:...`, `Service ...`, `*`), and how it is granted then. */
  names: Map<string, Grant>;
  /** The condition keys that follow from the caller. */
  keys: { [key: string]: string };
}

const WEB_IDENTITY_PROVIDERS = ['accounts.google.com', 'cognito-identity.amazonaws.com', 'graph.facebook.com', 'www.amazon.com'];

/** `givenArn` is the `aws:PrincipalArn` of the request, if it has one: it tells the path of a session's role. */
function callerOf(principal: string | { type: string }, givenArn: string): Caller {
  if (typeof principal !== 'string') {
    return strangerNamed('anonymous', [], { 'aws:PrincipalAccount': 'anonymous', 'aws:PrincipalType': 'Anonymous' });
  }
  if (!principal.startsWith('arn:')) {
    return WEB_IDENTITY_PROVIDERS.includes(principal)
      ? strangerNamed('federated', [`Federated ${principal}`], {})
      : strangerNamed('service', [`Service ${principal}`], { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': principal });
  }
  const [, partition, , , account, name] = principal.split(':');
  const iam = `arn:${partition}:iam::${account}`;
  const accountNames = [`AWS ${account}`, `AWS ${iam}:root`];
  const [kind, ...path] = name.split('/');
  switch (kind) {
    case 'user':
      return memberOf(account, 'user', [`AWS ${principal}`], [], accountNames, {
        'aws:PrincipalArn': principal, 'aws:PrincipalType': 'User', 'aws:username': path[path.length - 1],
      });
    case 'role':
      return memberOf(account, 'role', [], [`AWS ${principal}`], accountNames, { 'aws:PrincipalArn': principal, 'aws:PrincipalType': 'AssumedRole' });
    case 'assumed-role': {
      const role = givenArn.startsWith(`${iam}:role/`) && givenArn.endsWith(`/${path[0]}`) ? givenArn : `${iam}:role/${path[0]}`;
      return memberOf(account, 'role', [`AWS ${principal}`], [`AWS ${role}`], accountNames, {
        'aws:PrincipalArn': role, 'aws:PrincipalType': 'AssumedRole',
      });
    }
    case 'federated-user':
      return memberOf(account, 'federatedUser', [`AWS ${principal}`], [`AWS ${iam}:user/${path[0]}`], accountNames, {
        'aws:PrincipalArn': principal, 'aws:PrincipalType': 'FederatedUser',
      });
    case 'root':
      return memberOf(account, 'root', accountNames, [], [], { 'aws:PrincipalArn': principal, 'aws:PrincipalType': 'Account' });
    case 'oidc-provider':
    case 'saml-provider':
      return strangerNamed('federated', [`Federated ${principal}`], {});
    default:
      throw new Error(`\`${principal}\` is no principal that can call`);
  }
}

/** A caller that belongs to an account. */
function memberOf(account: string, kind: Caller['kind'], itself: string[], roleOrUser: string[], ofAccount: string[], keys: Caller['keys']): Caller {
  const names = new Map<string, Grant>([['*', 'directly']]);
  ofAccount.forEach(name => names.set(name, 'toAccount'));
  roleOrUser.forEach(name => names.set(name, 'toRoleOrFederatingUser'));
  itself.forEach(name => names.set(name, 'directly'));
  return { kind, account, names, keys: { 'aws:PrincipalAccount': account, 'aws:PrincipalIsAWSService': 'false', ...keys } };
}

/** A caller without an account. */
function strangerNamed(kind: Caller['kind'], itself: string[], keys: Caller['keys']): Caller {
  return { kind, names: new Map<string, Grant>(['*', ...itself].map(name => [name, 'directly'])), keys };
}

function namesIn(element: PrincipalElement): string[] {
  if (typeof element === 'string') return [element];
  return Object.entries(element).flatMap(([type, names]) => listOf(names).map(name => type === 'AWS' && name === '*' ? '*' : `${type} ${name}`));
}

/** How the caller is granted by the names that a `Principal` or `NotPrincipal` element lists: not at all when it lists none of the caller's. */
function grantsBy(element: PrincipalElement, caller: Caller): Grant[] {
  return namesIn(element).flatMap(name => listOf(caller.names.get(name)));
}

function principalMatches(statement: PolicyStatement, caller: Caller): Answer {
  if (statement.Principal !== undefined) return yesIf(grantsBy(statement.Principal, caller).length > 0);
  if (statement.NotPrincipal !== undefined) {
    const listed = grantsBy(statement.NotPrincipal, caller);
    if (listed.includes('directly')) return 'no';
    return listed.length > 0 ? 'contested' : 'yes';
  }
  return 'yes';
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
}

/** The case for one of its resources. Keys in `assignment` are what it says, whatever the request says. */
function situationsOf(conformanceCase: ConformanceCase, assignment: Keys): Situation[] {
  const { request } = conformanceCase;
  const targets = request.resources ?? [{ resource: request.resource ?? '*' }];
  return targets.map(target => {
    const requestKeys = new Map([...keysIn(request.context ?? {}), ...keysIn(target.context ?? {})]);
    const caller = callerOf(request.principal, (requestKeys.get('aws:principalarn') ?? []).join());
    const accountInArn = target.resource.split(':')[4];
    const resourceAccount = target.resourceAccount ?? request.resourceAccount ?? (accountInArn ? accountInArn : caller.account);
    const derivedKeys = keysIn(resourceAccount === undefined ? caller.keys : { ...caller.keys, 'aws:ResourceAccount': resourceAccount });
    const keys = new Map([...derivedKeys, ...requestKeys, ...assignment]);
    return { caller, action: request.action, resource: target.resource, resourceAccount, keys };
  });
}

function keysIn(context: RequestContext): Keys {
  return new Map(Object.entries(context).map(([key, values]) => [foldAscii(key), Array.from(new Set(listOf(values).map(String)))]));
}

function decisionUnder(conformanceCase: ConformanceCase, assignment: Keys): Decision {
  const decisions = situationsOf(conformanceCase, assignment).map(situation =>
    decisionOn(situation, conformanceCase.policies, conformanceCase.settings ?? {}));
  if (decisions.includes('explicitDeny')) return 'explicitDeny';
  return decisions.includes('implicitDeny') ? 'implicitDeny' : 'allowed';
}

function decisionOn(situation: Situation, policies: ConformancePolicies, settings: ConformanceSettings): Decision {
  const { caller, resourceAccount } = situation;
  const action = foldAscii(situation.action);
  const hasAccount = caller.account !== undefined;
  const sameAccount = hasAccount && caller.account === resourceAccount;
  const isRoot = caller.kind === 'root';

  if (action === 'sts:getcalleridentity') return 'allowed';
  if (action === 'sts:getsessiontoken' && (isRoot || caller.kind === 'user')) return 'allowed';
  if (isRoot && sameAccount && ['s3:getbucketpolicy', 's3:putbucketpolicy', 's3:deletebucketpolicy'].includes(action)) return 'allowed';

  const callerInManagement = settings.managementAccount || (sameAccount && settings.resourceInManagementAccount);
  const resourceInManagement = settings.resourceInManagementAccount || (sameAccount && settings.managementAccount);
  const isServiceLinked = caller.kind === 'role' && caller.keys['aws:PrincipalArn'].includes(':role/aws-service-role/');
  const rcpsLimit = !resourceInManagement && !isServiceLinked && RCP_SERVICES.has(action.split(':')[0]);
  const scpsLimit = hasAccount && !callerInManagement && !isServiceLinked;

  // The policies that apply. A limiting layer is a list of policies.
  const identity = hasAccount ? policies.identity ?? [] : [];
  const resourcePolicies = listOf(policies.resource);
  const rcps = rcpsLimit ? policies.resourceControl ?? [] : [];
  const scps = scpsLimit ? policies.serviceControl ?? [] : [];
  const boundary = hasAccount && !isRoot && policies.permissionsBoundary !== undefined ? [listOf(policies.permissionsBoundary)] : [];
  const session = hasAccount && policies.session !== undefined ? [listOf(policies.session)] : [];
  const vpcEndpoint = policies.vpcEndpoint !== undefined ? [listOf(policies.vpcEndpoint)] : [];

  // 1. An explicit Deny that applies, in any applicable policy.
  const applicable = [identity, resourcePolicies, ...rcps, ...scps, ...boundary, ...session, ...vpcEndpoint].flat();
  if (applicable.some(policy => applyingStatements(policy, 'Deny', situation).length > 0)) return 'explicitDeny';

  if (action === 'sts:getsessiontoken') return 'implicitDeny';
  if (isRoot && action.startsWith('sts:assumerole')) return 'implicitDeny';

  // 2. Every limiting layer must allow. The boundary and the session policies wait for the kind of grant.
  if (![...rcps, ...scps, ...vpcEndpoint].every(layer => allows(layer, situation))) return 'implicitDeny';
  const callerIsLimited = ![...boundary, ...session].every(layer => allows(layer, situation));

  // 3. The identity policies and the resource policy.
  const resourceMustAllow = /^arn:[^:]*:(iam:[^:]*:[^:]*:role|kms:[^:]*:[^:]*:key)\//.test(situation.resource);
  const delegation: PolicyDocument[] = resourceMustAllow && policies.resource === undefined && resourceAccount !== undefined
    ? [{ Statement: { Effect: 'Allow', Principal: { AWS: resourceAccount }, Action: '*', Resource: '*' } }]
    : [];
  const grants = [...resourcePolicies, ...delegation].flatMap(policy =>
    applyingStatements(policy, 'Allow', situation).flatMap(statement => grantsOf(statement, caller)));
  const identityAllows = (isRoot && sameAccount) || allows(identity, situation);

  if (!hasAccount) return grants.length > 0 ? 'allowed' : 'implicitDeny';
  if (!sameAccount) return identityAllows && grants.length > 0 && !callerIsLimited ? 'allowed' : 'implicitDeny';
  if (grants.includes('directly')) return 'allowed';
  if (callerIsLimited) return 'implicitDeny';
  if (grants.includes('toRoleOrFederatingUser')) return 'allowed';
  if (resourceMustAllow && !grants.includes('toAccount')) return 'implicitDeny';
  return identityAllows ? 'allowed' : 'implicitDeny';
}

/** An Allow for everyone but the listed grants its caller directly: the caller is one of everyone. */
function grantsOf(statement: PolicyStatement, caller: Caller): Grant[] {
  return statement.Principal === undefined ? ['directly'] : grantsBy(statement.Principal, caller);
}

function allows(layer: PolicyDocument[], situation: Situation): boolean {
  return layer.some(policy => applyingStatements(policy, 'Allow', situation).length > 0);
}

/** The statements of one effect that apply. Where that is contested, an Allow applies and a Deny does not. */
function applyingStatements(policy: PolicyDocument, effect: 'Allow' | 'Deny', situation: Situation): PolicyStatement[] {
  const { caller, action, resource, keys } = situation;
  const variables = variablesOf(policy, keys);
  return listOf(policy.Statement).filter(statement => {
    if (statement.Effect !== effect) return false;
    const actionIn = (patterns: string[]) => yesIf(patterns.some(pattern => actionMatches(pattern, action)));
    const resourceIn = (patterns: string[]) => some(patterns.map(pattern => resourceMatches(pattern, resource, variables)));
    const applies = all([
      statement.NotAction !== undefined ? not(actionIn(listOf(statement.NotAction))) : actionIn(listOf(statement.Action)),
      statement.Resource !== undefined ? resourceIn(listOf(statement.Resource)) : 'yes',
      statement.NotResource !== undefined ? not(resourceIn(listOf(statement.NotResource))) : 'yes',
      principalMatches(statement, caller),
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

/** Every combination of values of the unknown keys. One empty assignment when all keys are known. */
function assignmentsOfUnknownKeys(conformanceCase: ConformanceCase): Iterable<Keys> {
  const unknownKeys = Array.from(new Set((conformanceCase.settings?.unknownContextKeys ?? []).map(foldAscii)));
  const candidates = unknownKeys.map(key => candidatesFor(key, unknownKeys, conformanceCase));
  function* assignments(from: number): Iterable<Keys> {
    if (from === unknownKeys.length) {
      yield new Map();
      return;
    }
    for (const rest of assignments(from + 1)) {
      for (const values of candidates[from]) yield new Map([[unknownKeys[from], values], ...rest]);
    }
  }
  return assignments(0);
}

/** Missing; each interesting value; with a set operator on the key, each two interesting values. Only missing, when no policy uses the key. */
function candidatesFor(key: string, unknownKeys: string[], conformanceCase: ConformanceCase): string[][] {
  const interesting = new Set<string>();
  let comparedAsSet = false;
  for (const situation of situationsOf(conformanceCase, new Map(unknownKeys.map(unknownKey => [unknownKey, [FRESH]])))) {
    for (const policy of policiesOf(conformanceCase.policies)) {
      const variables = variablesOf(policy, situation.keys);
      for (const statement of listOf(policy.Statement)) {
        for (const pattern of [...listOf(statement.Resource), ...listOf(statement.NotResource)]) {
          valuesAsVariable(key, pattern, [situation.resource], variables).forEach(value => interesting.add(value));
        }
        for (const [operator, block] of Object.entries(statement.Condition ?? {})) {
          const { set, base } = operatorNamed(operator);
          for (const [conditionKey, policyValues] of Object.entries(block)) {
            const comparedKey = foldAscii(conditionKey);
            for (const policyValue of listOf(policyValues).map(String)) {
              if (comparedKey === key) valuesAround(base, policyValue, variables).forEach(value => interesting.add(value));
              valuesAsVariable(key, policyValue, situation.keys.get(comparedKey) ?? [], variables).forEach(value => interesting.add(value));
            }
            comparedAsSet ||= comparedKey === key && set !== 'none';
          }
        }
      }
    }
  }
  const values = Array.from(interesting);
  const pairs = comparedAsSet ? values.flatMap((one, index) => values.slice(index + 1).map(other => [one, other])) : [];
  return [[], ...values.map(value => [value]), ...pairs];
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
  const matchesWith = (value: string, start: string, points: string[]) =>
    readings(start, new Map([...variables, [key, [value]]])).some(reading => matches(reading, points));
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
