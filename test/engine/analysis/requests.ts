import { ELSEWHERE, FAMILIES, HOME, listOf, MULTIVALUED, ROLE_WITH_PATH, SESSION, SESSION_OF_ROLE_WITH_PATH, THIRD, UNDOCUMENTED, USER } from './arbitraries';
import { Access, AccessWitness } from '../../../src/engine/analysis';
import { ConformanceRequest, PolicyDocument, PolicyStatement, referenceDecision } from '../evaluation/reference-evaluator';

/** A request, its resources apart from their account. */
export type Request = ConformanceRequest & { resource: string };

// ---------------------------------------------------------------------------------------------------------------------
// What one policy alone says
// ---------------------------------------------------------------------------------------------------------------------

/** On every resource: on all but those of an empty list, which is soon looked through. */
const ALL = { Effect: 'Allow', Action: '*', NotResource: [] };
const ALLOW_ALL: PolicyDocument = { Version: '2012-10-17', Statement: ALL };
const ALLOW_ALL_TO_ALL: PolicyDocument = { Version: '2012-10-17', Statement: { ...ALL, Principal: '*' } };

/**
 * Does some Allow of the policy apply, and no Deny? The reference evaluator is asked with the policy as the only layer that limits:
 * everything else allows everything, to every kind of caller.
 */
export function allows(document: PolicyDocument, request: Request): boolean {
  // Decided by who asks, whatever the policies say.
  if (/^sts:/i.test(request.action)) { throw new Error(`\`${request.action}\` cannot be asked`); }
  const policies = { identity: [ALLOW_ALL], session: [ALLOW_ALL], resource: ALLOW_ALL_TO_ALL, vpcEndpoint: [document] };
  return referenceDecision({ request, policies }) === 'allowed';
}

/** Is the request for one of the accesses? */
export function isFor(accesses: Access[], request: Request): boolean {
  return accesses.some(({ actions = ['*'], resources = ['*'] }) =>
    allows({ Version: '2008-10-17', Statement: { Effect: 'Allow', Action: actions, Resource: resources } }, request));
}

/** The request that a witness stands for. */
export function requestOf({ principal, action, resource, context }: AccessWitness): Request {
  return {
    principal: principal === 'anonymous' ? { type: 'Anonymous' } : principal,
    action,
    resource,
    context: Object.fromEntries(context.map(({ contextKeyName, contextKeyValues }) => [contextKeyName, contextKeyValues])),
  };
}

/** What makes a request impossible in reality. */
export function impossibilities({ principal, action, resource, context = {} }: Request): string[] {
  const found: string[] = [];
  if (!/^[\w.-]+:[\w.-]+$/.test(action)) { found.push(`action \`${action}\``); }
  for (const [name, values] of Object.entries(context)) {
    const key = name.toLowerCase();
    if (listOf(values).length > 1 && !MULTIVALUED.has(key)) { found.push(`several values of \`${name}\``); }
    if (key === 'aws:principalarn' ? !isRoleOf(principal, String(listOf(values)[0])) : DERIVED.has(key)) { found.push(`\`${name}\` follows from the caller`); }
    if (key === 'aws:resourceaccount' && /^\d{12}$/.test(accountIn(resource)) && String(listOf(values)[0]) !== accountIn(resource)) { found.push('the account of the resource'); }
  }
  return found;
}

function accountIn(arn: string): string {
  return arn.split(':')[4] ?? '';
}

function isRoleOf(principal: Request['principal'], role: string): boolean {
  const session = /^arn:([^:]*):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(String(principal));
  return session !== null && role.startsWith(`arn:${session[1]}:iam::${session[2]}:role/`) && role.endsWith(`/${session[3]}`);
}

const DERIVED = new Set(['aws:username', 'aws:principalaccount', 'aws:principaltype', 'aws:principalisawsservice', 'aws:principalservicename']);

// ---------------------------------------------------------------------------------------------------------------------
// Requests that may show a difference
// ---------------------------------------------------------------------------------------------------------------------

interface CallerSample {
  principal: Request['principal'];
  context: { [key: string]: string };
  /** Keys that variables may name. */
  keys: { [key: string]: string };
  hasAccount: boolean;
}

function caller(principal: Request['principal'], role?: string): CallerSample {
  if (typeof principal !== 'string') { return { principal, context: {}, keys: {}, hasAccount: false }; }
  const [, , service, , account, name = ''] = principal.split(':');
  const isUser = service === 'iam' && name.startsWith('user/');
  const isSession = name.startsWith('assumed-role/');
  return {
    principal,
    context: role === undefined ? {} : { 'aws:PrincipalArn': role },
    keys: {
      ...(isUser ? { 'aws:username': name.split('/').pop()! } : {}),
      ...(account === undefined ? {} : { 'aws:principalaccount': account, 'aws:principalarn': role ?? (isSession ? `arn:aws:iam::${account}:role/${name.split('/')[1]}` : principal) }),
    },
    hasAccount: account !== undefined && !name.includes('-provider/'),
  };
}

const IDENTITIES = [
  caller(USER), caller(SESSION), caller(`arn:aws:iam::${HOME}:user/team/bob`), caller(SESSION_OF_ROLE_WITH_PATH, ROLE_WITH_PATH), caller(`arn:aws:sts::${ELSEWHERE}:assumed-role/other/x`),
  caller(`arn:aws:iam::${HOME}:user/bob`), caller(`arn:aws:iam::${ELSEWHERE}:user/alice`), caller(`arn:aws:iam::${THIRD}:user/red`),
];

const CALLERS = [
  ...IDENTITIES,
  caller(`arn:aws:sts::${HOME}:assumed-role/app/other`), caller(`arn:aws:iam::${ELSEWHERE}:user/carol`), caller(`arn:aws:iam::${HOME}:root`),
  caller(`arn:aws:iam::${ELSEWHERE}:root`), caller(`arn:aws:sts::${HOME}:federated-user/alice`), caller(`arn:aws:sts::${HOME}:federated-user/dora`),
  caller('cloudtrail.amazonaws.com'), caller('lambda.amazonaws.com'), caller('sns.amazonaws.com'), caller({ type: 'Anonymous' }),
  caller(`arn:aws:iam::${HOME}:oidc-provider/token.example.com`), caller(`arn:aws:iam::${THIRD}:saml-provider/corp`),
];

const ACTIONS = [
  's3:GetObject', 's3:PutObject', 's3:GetObjectTagging', 's3:ListBucket', 's3:DeleteObject', 's3:x', 'ec2:RunInstances', 'ec2:StartInstances', 'ec2:DescribeInstances',
  'iam:GetRole',
];

const RESOURCES = ['arn:aws:s3:::b/k', 'arn:aws:s3:::b', 'arn:aws:s3:::b/alice/x', 'arn:aws:s3:::other/k', `arn:aws:ec2:eu-west-1:${HOME}:instance/i-1`, 'arn:aws:ec2:us-east-1::image/ami-1', '*'];

const LARGE_PRIME = 2_147_483_647;

/** Small numbers from a seed: the minimal standard generator. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = 1 + seed % (LARGE_PRIME - 1);
  }

  public below(count: number): number {
    this.state = this.state * 48_271 % LARGE_PRIME;
    return Math.floor(this.state / LARGE_PRIME * count);
  }

  public pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  public chance(percent: number): boolean {
    return this.below(100) < percent;
  }
}

export function seedOf(text: string): number {
  let hash = 1;
  for (let i = 0; i < text.length; i++) { hash = (hash * 65_599 + text.charCodeAt(i)) % LARGE_PRIME; }
  return hash;
}

/** What may stand in each place of a request. Texts may hold policy variables, which are resolved last. */
interface Pool {
  callers: CallerSample[];
  actions: string[];
  resources: string[];
  accounts: string[];
  /** Lists of values, by folded key; none: the key is missing. */
  keys: Map<string, string[][]>;
}

interface Draft {
  caller: CallerSample;
  action: string;
  resource: string;
  account: string;
  keys: Map<string, string[]>;
}

const VARIABLE = /\$\{([^,{}*?$]+)(?:,\s*'([^']*)')?\}/g;

/** Stands for a `$` that begins no variable: in versions that have none. */
const PLAIN_DOLLAR = '\u{f0000}';

function statementsOf({ Version, Statement }: PolicyDocument): PolicyStatement[] {
  const statements = listOf(Statement);
  return Version === '2012-10-17' ? statements : JSON.parse(JSON.stringify(statements).replace(/\$\{/g, `${PLAIN_DOLLAR}{`));
}

/** The keys that variables of some statements name. */
function variableKeys(statements: PolicyStatement[]): Set<string> {
  const texts = statements.flatMap(one => [...listOf(one.Resource), ...listOf(one.NotResource), ...valuesIn(one).map(([, , value]) => value)]);
  return new Set(texts.flatMap(text => [...text.matchAll(VARIABLE)].map(([, key]) => key.toLowerCase())));
}

/** Operator, folded key, value. */
function valuesIn({ Condition = {} }: PolicyStatement): [string, string, string][] {
  return Object.entries(Condition).flatMap(([operator, block]) =>
    Object.entries(block).flatMap(([key, values]) => listOf(values).map((value): [string, string, string] => [operator, key.toLowerCase(), String(value)])));
}

/** Wildcards become other text; `${...}` stays. */
function filled(pattern: string, random: Random, star: readonly string[], one: readonly string[]): string {
  return pattern.split(/(\$\{[^}]*\})/).map((piece, i) => i % 2 === 1 ? piece : piece.replace(/[*?]/g, wildcard => random.pick(wildcard === '*' ? star : one))).join('');
}

function samplesOf(pattern: string, random: Random, star: readonly string[], one: readonly string[]): string[] {
  const count = /[*?]/.test(pattern.replace(/\$\{[^}]*\}/g, '')) ? 5 : 1;
  return Array.from({ length: count }, () => filled(pattern, random, star, one));
}

const TEXT_FILLERS = ['', 'x', 'k', 'red', 'alice', 'a/b', 'K', '\u{1f600}'];
const POINT_FILLERS = ['x', 'k', 'r', 'b', '/', '\u{1f600}', '?'];
const WHOLE = new Map(FAMILIES.flatMap(({ values }) => values.map(([value, around]): [string, string[]] => [String(value), around])));

function poolOf(statements: PolicyStatement[], everything: PolicyStatement[], random: Random): Pool {
  const fragments = everything.flatMap(one => [...listOf(one.Resource), ...listOf(one.NotResource)])
    .flatMap(text => text.replace(/\$\{[^}]*\}/g, '*').split(/[*?:/]/)).filter(text => text !== '' && text.length < 8);
  const star = [...TEXT_FILLERS, ...fragments];
  const elsewhere = statements === everything ? [] : everything.filter(one => !statements.includes(one));
  const actionsIn = (list: PolicyStatement[]) => list.flatMap(one => [...listOf(one.Action), ...listOf(one.NotAction)]);
  const resourcesIn = (list: PolicyStatement[]) => list.flatMap(one => [...listOf(one.Resource), ...listOf(one.NotResource)]);
  // What a complement asks for is what others name, and the rest of the world.
  const namedActions = statements.every(one => one.NotAction === undefined) ? actionsIn(statements) : [...actionsIn(elsewhere), '*'];
  const namedResources = statements.every(one => one.Resource !== undefined) ? resourcesIn(statements) : [...resourcesIn(elsewhere), '*'];
  const actions = [...statements === everything ? actionsIn(everything) : namedActions].flatMap(pattern =>
    pattern === '*' ? ACTIONS : samplesOf(pattern, random, ['', 'x', 'Object', 'ObjectTagging', 'Instances', 'G'], ['G', 'x', 'a']));
  const resources = [...statements === everything ? resourcesIn(everything) : namedResources].flatMap(pattern =>
    pattern.startsWith('*') ? [...RESOURCES, ...samplesOf(`arn:aws:s3:::b/${pattern}`, random, star, POINT_FILLERS)] : [
      ...samplesOf(pattern.replace(/^arn:\*(?!:)/, 'arn:aws:s3:::b/'), random, star, POINT_FILLERS),
      ...samplesOf(pattern.replace(/^(arn:aws:ec2):\*:\*:/, `$1:eu-west-1:${HOME}:`).replace(/^(arn:aws:ec2):\*:/, '$1:eu-west-1:'), random, star, POINT_FILLERS),
    ]);
  const variables = variableKeys(everything);
  const values = new Map<string, Set<string>>();
  const add = (key: string, more: string[]) => { values.set(key, new Set([...(values.get(key) ?? []), ...more])); };
  for (const [operator, key, value] of statements.flatMap(valuesIn)) {
    const family = FAMILIES.find(({ keys }) => keys.some(name => name.toLowerCase() === key));
    const isTyped = family !== undefined && !UNDOCUMENTED.has(key) && /^(Num|Date|Bool|Ip|NotIp)/.test(family.operators[0]);
    const compared = operator === 'Null' ? [] : WHOLE.get(value) ?? [];
    if (isTyped) {
      add(key, family.values.some(([own]) => String(own) === value) && operator !== 'Null' ? compared : family.values.flatMap(([, around]) => around).slice(0, 4));
    } else if (operator === 'Null') {
      add(key, ['x', '']);
    } else if (compared.length > 0) {
      add(key, [...compared, 'text']);
    } else {
      add(key, [...samplesOf(value, random, star, POINT_FILLERS), value, value.toUpperCase(), 'x']);
    }
  }
  if (statements === everything) {
    for (const key of variables) { if (values.size < 12) { add(key, ['red', 'alice', 'k', 'x', 'i-1', 'a/b', ...fragments]); } }
  }
  const keys = new Map([...values].map(([key, all]): [string, string[][]] => {
    const possible = [...all].filter(value => !variables.has(key) || !/[*?]/.test(value));
    const both = () => [random.pick(possible), random.pick(possible)];
    const several = MULTIVALUED.has(key) ? possible.flatMap(() => [both(), [...both(), 'x']]).slice(0, 8) : [];
    return [key, [[], ...possible.map(value => [value]), ...several.map(list => [...new Set(list)])]];
  }));
  const names = [...(values.get('aws:username') ?? [])].filter(name => /^[a-z]+$/.test(name)).map(name => caller(`arn:aws:iam::${HOME}:user/${name}`));
  for (const key of [...DERIVED, 'aws:principalarn', 'aws:resourceaccount']) { keys.delete(key); }
  const principals = statements.flatMap(({ Principal }) => typeof Principal === 'object' ? Object.values(Principal).flat() : []);
  const isNamed = ({ principal, keys: { 'aws:principalarn': arn, 'aws:principalaccount': account } }: CallerSample) =>
    principals.some(name => [principal, arn, account, `arn:aws:iam::${account}:root`].includes(name));
  const callers = [...(everything.some(one => one.Principal !== undefined || one.NotPrincipal !== undefined) ? CALLERS : IDENTITIES), ...names];
  const ofTarget = statements === everything ? callers : callers.filter(isNamed);
  return { callers: ofTarget, actions: orElse(actions, ACTIONS), resources: orElse(resources, RESOURCES), accounts: [HOME, ELSEWHERE, THIRD], keys };
}

function orElse(list: string[], otherwise: string[]): string[] {
  return list.length > 0 ? [...new Set(list)] : otherwise;
}

/** The request, if it is possible in reality. */
function requestFrom({ caller: who, action, resource, account, keys }: Draft): Request | undefined {
  const resolve = (text: string) => text
    .replace(VARIABLE, (whole, name: string, fallback?: string) => {
      const key = name.toLowerCase();
      const [value = fallback ?? whole] = key === 'aws:resourceaccount' ? [account] : keys.get(key) ?? (who.keys[key] === undefined ? [] : [who.keys[key]]);
      return value.includes('${') ? whole : value;
    })
    .replace(/\$\{([*?$])\}/g, '$1')
    .replace(/\u{f0000}/gu, '$');
  if (!/^[a-z0-9]+:[A-Za-z]+$/i.test(action)) { return undefined; }
  const target = resolve(resource);
  if (target !== '*' && !/^arn:[^:]*:[^:]*:[^:]*:(\d{12})?:/s.test(target)) { return undefined; }
  const context: { [key: string]: string | string[] } = { ...who.context };
  for (const [key, values] of keys) {
    if (values.length === 0 || (!who.hasAccount && /^aws:principal/.test(key))) { continue; }
    context[key] = values.length === 1 ? resolve(values[0]) : values.map(resolve);
  }
  const hasAccount = /^arn:[^:]*:[^:]*:[^:]*:\d{12}:/s.test(target);
  return { principal: who.principal, action, resource: target, ...(hasAccount ? {} : { resourceAccount: account }), context };
}

/**
 * A request for which `shows` answers yes, if one is found: among all combinations of the pool where these are few, and on a walk
 * that starts at what the statements of the first policy ask for, and goes on from requests that they allow.
 *
 * @param isNear whether it is worth to look around a request: cheap, and asked first
 */
export function findRequest(
  from: PolicyDocument, others: PolicyDocument[], limit: number, isNear: (request: Request) => boolean, shows: (request: Request) => boolean,
): Request | undefined {
  const random = new Random(seedOf(JSON.stringify([from, others])));
  const own = statementsOf(from);
  const everything = [...own, ...others.flatMap(statementsOf)];
  const whole = poolOf(everything, everything, random);
  const targets = own.filter(({ Effect }) => Effect === 'Allow').map(one => poolOf([one], everything, random));
  if (targets.length === 0) { return undefined; }
  const near: Draft[] = [];
  const asked = new Set<string>();
  const ask = (draft: Draft): Request | undefined => {
    const request = requestFrom(draft);
    if (request === undefined) { return undefined; }
    const text = JSON.stringify(request);
    if (asked.has(text)) { return undefined; }
    asked.add(text);
    if (!isNear(request)) { return undefined; }
    near.push(draft);
    return shows(request) ? request : undefined;
  };
  const size = [...whole.keys.values()].reduce((product, values) => product * values.length, whole.callers.length * whole.actions.length * whole.resources.length);
  if (size <= limit) {
    for (const draft of combinations(whole)) {
      const request = ask(draft);
      if (request !== undefined) { return request; }
    }
  }
  for (let step = asked.size; step < limit; step++) {
    const request = ask(near.length > 0 && random.chance(75) ? besides(random.pick(near), whole, random) : draftFrom(random.pick(targets), whole, random));
    if (request !== undefined) { return request; }
  }
  return undefined;
}

function* combinations({ callers, actions, resources, accounts: [account], keys }: Pool): Iterable<Draft> {
  function* contexts(rest: [string, string[][]][]): Iterable<Map<string, string[]>> {
    if (rest.length === 0) { yield new Map(); return; }
    const [[key, candidates], ...more] = rest;
    for (const values of candidates) {
      for (const context of contexts(more)) { yield new Map([[key, values], ...context]); }
    }
  }
  for (const who of callers) {
    for (const action of actions) {
      for (const resource of resources) {
        for (const context of contexts([...keys])) { yield { caller: who, action, resource, account, keys: context }; }
      }
    }
  }
}

function draftFrom(target: Pool, whole: Pool, random: Random): Draft {
  const from = <T>(own: T[], all: T[]): T => own.length > 0 && random.chance(80) ? random.pick(own) : random.pick(all);
  return {
    caller: from(target.callers, whole.callers),
    action: from(target.actions, [...whole.actions, ...ACTIONS]),
    resource: from(target.resources, [...whole.resources, ...RESOURCES]),
    account: random.pick(whole.accounts),
    keys: new Map([...whole.keys].map(([key, values]) => [key, from(target.keys.get(key) ?? [], values)])),
  };
}

/** The draft with one or two things changed. */
function besides(draft: Draft, whole: Pool, random: Random): Draft {
  const next: Draft = { ...draft, keys: new Map(draft.keys) };
  const names = [...whole.keys.keys()];
  for (let count = 1 + random.below(2); count > 0; count--) {
    const place = random.below(3 + 2 * names.length);
    if (place === 0) {
      next.caller = random.pick(whole.callers);
      next.account = random.pick(whole.accounts);
    } else if (place === 1) {
      next.action = random.pick(random.chance(70) ? whole.actions : ACTIONS);
    } else if (place === 2) {
      next.resource = random.pick(random.chance(80) ? whole.resources : RESOURCES);
    } else {
      const key = names[(place - 3) % names.length];
      next.keys.set(key, random.pick(whole.keys.get(key)!));
    }
  }
  return next;
}

