import { readFileSync } from 'node:fs';
import { isObject, Json, JsonObject } from './json';
import { readOpenJson } from './private/open-json';
import { OpenNode } from '../engine/policy/open-node';
import { expandChoices, Pattern } from '../engine/policy/pattern';
import { PolicyDocument } from '../engine/policy/policy-document';
import { memberPath, quoted } from '../engine/policy/policy-problem';
import { PolicyType } from '../engine/policy/policy-type';
import { OpenText, OpenValue, splitText, Text } from '../engine/policy/text';
import { and, MAYBE, NO, not, or, Truth, unanimous, YES } from '../engine/policy/truth';
import { packageFile } from '../engine/service-authorization/package-file';

/** What becomes of the grants of a type: only `statement` and `opaque` are read here. */
export type GrantTreatment = 'statement' | 'attachment' | 'membership' | 'opaque' | 'none';

/** Properties that grant without a policy document: a line of `data/cloudformation-grants.ndjson`, whose language `data/README.md` explains. */
export interface GrantRow {
  readonly type: string;
  readonly paths: string[];
  readonly treatment: GrantTreatment;
  readonly reason: string;
  readonly see: string;
  readonly when?: GrantTest[];
  readonly statements?: StatementTemplate[];
}

/** Whether a property is one of some words, is none of them, or is there at all. */
export interface GrantTest {
  readonly property: string;
  readonly is?: string[];
  readonly not?: string[];
  readonly default?: string;
}

export interface StatementTemplate {
  readonly when?: GrantTest[];
  /** A list, or JSON text of one: a grant for each of its members. */
  readonly each?: string | { readonly $json: string };
  /** Instead of `Principal`: accounts, ARNs, services, organizations, `*`, as AWS takes them here. */
  readonly principals?: Json;
  /** Instead of a statement: why there can be none, and the way out. */
  readonly opaque?: string;
  readonly Effect?: Json;
  readonly Principal?: Json;
  readonly Action?: Json;
  readonly Resource?: Json;
  readonly Condition?: Json;
}

/** A grant of a resource, as the statement of a policy that says the same. */
export interface Grant {
  /** Where in the resource: `Properties.Principals[0]`. */
  readonly path: string;
  /** With open values inside; an open node where nobody knows whether it is granted. */
  readonly statement: Json;
  /** What AWS says about it. */
  readonly see: string;
}

/** A grant that no statement says faithfully. */
export interface OpaqueGrant {
  readonly path: string;
  /** What, and the way out. */
  readonly reason: string;
}

/** Where the resource is. */
export interface GrantFacts {
  readonly account: Text;
  readonly region: Text;
  readonly partition: Text;
}

const FILE = packageFile('data', 'cloudformation-grants.ndjson');

const NO_ROWS: readonly GrantRow[] = Object.freeze([]);

let byType: Map<string, readonly GrantRow[]> | undefined;

/** How the grants without a document of a resource type are read. */
export function grantRows(type: string): readonly GrantRow[] {
  if (byType === undefined) {
    byType = new Map();
    for (const line of readFileSync(FILE, 'utf8').trim().split('\n')) {
      const row: GrantRow = JSON.parse(line);
      byType.set(row.type, Object.freeze([...byType.get(row.type) ?? [], row]));
    }
  }
  return byType.get(type) ?? NO_ROWS;
}

/**
 * The grants of a resource, lifted to statements. Total: what is malformed is opaque.
 *
 * @param properties with their intrinsic functions computed
 * @param arn of the resource
 */
export function grantsOf(type: string, properties: JsonObject, arn: Text, facts: GrantFacts): { grants: Grant[]; opaque: OpaqueGrant[] } {
  const grants: Grant[] = [];
  const opaque: OpaqueGrant[] = [];
  for (const row of grantRows(type)) {
    const scope: Scope = { properties, arn, facts, path: propertyPath(row.paths[0]) };
    attempt(scope.path, opaque, () => {
      const granted = testAll(row.when, scope);
      if (granted !== NO && row.treatment === 'opaque') { opaque.push({ path: scope.path, reason: row.reason }); }
    });
    for (const template of row.statements ?? []) {
      attempt(scope.path, opaque, () => {
        for (const one of membersOf(template, scope)) {
          attempt(one.path, opaque, () => lift(template, one, row.see, grants, opaque));
        }
      });
    }
  }
  return { grants, opaque: unique(opaque) };
}

/** What a template is read in: a resource, or a member of one of its lists. */
interface Scope {
  readonly properties: JsonObject;
  readonly arn: Text;
  readonly facts: GrantFacts;
  readonly path: string;
  readonly member?: { readonly value: Json };
  /** The text that a pattern of `$match` matched. */
  readonly match?: Text;
  /** Undefined: surely granted. */
  readonly dependsOn?: string;
}

/** The input is not what AWS takes here. */
class Malformed extends Error {
  constructor(readonly reason: string) { super(reason); }
}

function attempt(at: string, opaque: OpaqueGrant[], read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof Malformed)) { throw error; }
    opaque.push({ path: at, reason: error.reason });
  }
}

// Statements

function membersOf({ each }: StatementTemplate, scope: Scope): Scope[] {
  if (each === undefined) { return [scope]; }
  const [list, property] = typeof each === 'string' ? [referenced(each, scope), each] : [evaluate(each, scope), firstReference(each)];
  return spread(list, propertyPath(property), scope)
    .map(({ value, at, dependsOn }) => ({ ...scope, path: at, member: { value }, dependsOn }));
}

function lift(template: StatementTemplate, scope: Scope, see: string, grants: Grant[], opaque: OpaqueGrant[]): void {
  const granted = testAll(template.when, scope);
  if (granted === NO) { return; }
  if (template.opaque !== undefined) {
    opaque.push({ path: scope.path, reason: template.opaque });
    return;
  }
  const action = listed(evaluate(template.Action, scope));
  if (action === undefined) { return; }
  const depends = scope.dependsOn ?? (granted === YES ? undefined : (template.when ?? []).map(test => `\`${test.property}\``).join(' and '));
  const known = {
    Effect: evaluate(template.Effect ?? 'Allow', scope),
    Action: action,
    Resource: listed(evaluate(template.Resource, scope)),
  };
  const condition = evaluate(template.Condition, scope);
  for (const { value, at, dependsOn } of granteesOf(template, scope)) {
    attempt(at, opaque, () => {
      const grantee = value === undefined ? { principal: template.Principal } : granteeOf(value);
      const statement = defined({ ...known, Principal: grantee.principal, Condition: merged(condition, grantee.condition) });
      const open = depends ?? dependsOn ?? uncertainty(condition, grantee);
      grants.push({ path: at, statement: checked(open === undefined ? statement : OpenNode.choice(open, [statement, undefined])), see });
    });
  }
}

function granteesOf({ principals }: StatementTemplate, scope: Scope): Spread[] {
  if (principals === undefined) { return [{ value: undefined, at: scope.path }]; }
  const name = firstReference(principals);
  const at = name.startsWith('.') ? `${scope.path}${name}` : propertyPath(name);
  return spread(evaluate(principals, scope), at, scope);
}

/** INVARIANT: nothing is handed on that the reader of policies refuses. */
function checked(statement: Json): Json {
  const [problem] = PolicyDocument.parse({ Version: '2012-10-17', Statement: [statement] }, { type: PolicyType.RESOURCE }).problems;
  if (problem !== undefined) { throw new Malformed(`does not make a statement: ${problem.path.replace('$.Statement[0]', '$')} ${problem.message}`); }
  return statement;
}

/** What narrows a grant is left out where it cannot be joined to the rest; then the statement is only a possible one. */
function merged(condition: Json, added: JsonObject | undefined): Json {
  if (added === undefined || !isPlain(condition)) { return added ?? condition; }
  const operators = new Set([...Object.keys(condition), ...Object.keys(added)]);
  return Object.fromEntries([...operators].map(name => {
    const [given, more] = [condition[name], added[name]];
    return [name, isPlain(given) && isPlain(more) ? { ...given, ...more } : more ?? given];
  }));
}

function uncertainty(condition: Json, grantee: Grantee): string | undefined {
  const open = [condition, ...isPlain(condition) ? Object.values(condition) : []].find(one => one instanceof OpenNode);
  return grantee.condition === undefined ? undefined : (open as OpenNode | undefined)?.name;
}

/** Open structure as a member: without the whole element, a statement would be about everything. */
function listed(value: Json): Json {
  return value instanceof OpenNode ? [value] : value;
}

// Tests

function testAll(tests: GrantTest[] | undefined, scope: Scope): Truth {
  return and(...(tests ?? []).map(test => testOne(test, scope)));
}

function testOne(test: GrantTest, scope: Scope): Truth {
  const holds = (value: Json): Truth => {
    if (value instanceof OpenNode) { return value.alternatives === undefined ? MAYBE : unanimous(value.alternatives.map(holds)); }
    const found = value ?? test.default;
    if (Array.isArray(found)) { return or(...found.map(holds)); }
    if (test.is !== undefined) { return found === undefined ? NO : oneOf(test.is, textOf(found, test.property)); }
    if (test.not !== undefined) { return found === undefined ? YES : not(oneOf(test.not, textOf(found, test.property))); }
    return found === undefined ? NO : YES;
  };
  return holds(referenced(test.property, scope));
}

function oneOf(words: string[], text: Text): Truth {
  return or(...words.map(word => Pattern.compile(word).matches(text)));
}

// Values

/** The value of a template: references resolved, what is absent left out. */
function evaluate(template: Json, scope: Scope): Json {
  if (typeof template === 'string') { return interpolate(template, scope); }
  if (Array.isArray(template)) {
    const members = template.flatMap(member => evaluate(member, scope)).filter(member => member !== undefined);
    return members.length === 0 ? undefined : members;
  }
  if (!isPlain(template)) { return template; }
  const [name] = Object.keys(template);
  switch (name) {
    case '$match': return matched(evaluate(template.$match, scope), template.to as JsonObject, scope);
    case '$field': return field(scope.match!, template.$field as [number, string]);
    case '$first': return firstOf(template.$first as Json[], scope);
    case '$json': return mapText(evaluate(template.$json, scope), parseJson);
    default: return evaluateMembers(template, scope);
  }
}

/** The first that is there; after one that may be absent, the next is possible too. */
function firstOf(templates: Json[], scope: Scope): Json {
  const found: Json[] = [];
  let open: OpenNode | undefined;
  for (const template of templates) {
    const values = [evaluate(template, scope)].flat().filter(one => one !== undefined);
    found.push(...open === undefined ? values : [OpenNode.choice(open.name, [values, undefined])]);
    open = values.find(one => one instanceof OpenNode);
    if (values.length > 0 && open === undefined) { break; }
  }
  return found;
}

/** An object whose members are absent is absent. One whose keys are open is open. */
function evaluateMembers(template: JsonObject, scope: Scope): Json {
  const entries: [string, Json][] = [];
  for (const [key, member] of Object.entries(template)) {
    const value = evaluate(member, scope);
    const name = evaluate(key, scope);
    if (value === undefined || name === undefined) { continue; }
    if (typeof name !== 'string') { return OpenNode.unknown(name instanceof OpenNode ? name.name : nameOf(name as Text)); }
    entries.push([name, value]);
  }
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** `${Property}`, `${.PropertyOfTheMember}`, `${AWS::Region}`, ...: alone, the value itself; inside of text, text for each of its values. */
function interpolate(template: string, scope: Scope): Json {
  const pieces = template.split(/\$\{([^}]+)\}/);
  if (pieces.length === 3 && pieces[0] === '' && pieces[2] === '') { return sole(resolve(pieces[1], scope), pieces[1]); }
  const compose = (before: Text, at: number): Json => {
    if (at === pieces.length) { return before; }
    if (at % 2 === 0) { return compose(OpenText.of(before, pieces[at]), at + 1); }
    return mapText(resolve(pieces[at], scope), text => compose(OpenText.of(before, text), at + 1), pieces[at]);
  };
  return compose('', 0);
}

/** A reference that stands alone: text and lists of it; what may be anything, absent too, is kept. */
function sole(value: Json, property: string): Json {
  return value instanceof OpenNode && value.alternatives === undefined ? value : mapText(value, text => text, property);
}

/** `${?what}` is anything, `${Property|Default}` has a default. */
function resolve(name: string, scope: Scope): Json {
  const [property, fallback] = name.split('|');
  if (property.startsWith('?')) { return OpenText.of(OpenValue.unknown(property.slice(1))); }
  const value = fact(property, scope) ?? referenced(property, scope);
  return fallback === undefined ? value : orElse(value, fact(fallback, scope) ?? fallback);
}

function orElse(value: Json, fallback: Json): Json {
  if (!(value instanceof OpenNode)) { return value ?? fallback; }
  return value.alternatives === undefined ? value : value.with(value.alternatives.map(one => orElse(one, fallback)));
}

function fact(name: string, { arn, facts, match }: Scope): Text | undefined {
  switch (name) {
    case 'AWS::Partition': return facts.partition;
    case 'AWS::Region': return facts.region;
    case 'AWS::AccountId': return facts.account;
    case 'This.Arn': return arn;
    case 'Match': return match;
    default: return undefined;
  }
}

function referenced(property: string, { properties, member }: Scope): Json {
  const keys = property.replace(/\[\*\]/g, '.[*]').split('.').filter(key => key !== '');
  return property.startsWith('.') ? valueAt(member?.value, keys, property) : valueAt(properties, keys, property);
}

function valueAt(value: Json, keys: string[], property: string): Json {
  if (value === undefined || keys.length === 0) { return value; }
  if (value instanceof OpenNode) {
    return value.alternatives === undefined ? value : value.with(value.alternatives.map(one => valueAt(one, keys, property)));
  }
  if (value instanceof OpenText) { return OpenNode.unknown(nameOf(value)); }
  const [key, ...rest] = keys;
  if (key === '[*]') {
    return Array.isArray(value) ? value.flatMap(member => valueAt(member, rest, property)).filter(member => member !== undefined) : valueAt(value, rest, property);
  }
  if (!isObject(value)) { throw new Malformed(`\`${property}\` is read in something that is no object`); }
  return valueAt(Object.hasOwn(value, key) ? value[key] : undefined, rest, property);
}

/** Something made of text: of every member of a list, of every alternative. */
function mapText(value: Json, make: (text: Text) => Json, property = 'the value'): Json {
  if (value === undefined) { return undefined; }
  if (value instanceof OpenNode) {
    if (value.alternatives === undefined) { return make(OpenText.of(OpenValue.unknown(value.name))); }
    return value.with(value.alternatives.map(one => mapText(one, make, property)));
  }
  if (!Array.isArray(value)) { return make(textOf(value, property)); }
  const made = value.flatMap(member => mapText(member, make, property)).filter(member => member !== undefined);
  return made.length === 0 ? undefined : made;
}

/** What is not known of the text. */
function nameOf(text: Text): string {
  return text instanceof OpenText ? text.openValues.map(value => value.name).join(' and ') : text;
}

function textOf(value: Json, property: string): Text {
  if (typeof value === 'string' || value instanceof OpenText) { return value; }
  if (typeof value === 'boolean') { return String(value); }
  throw new Malformed(`${quoted(property.split('|')[0])} is ${value === null ? 'null' : typeof value === 'object' ? 'structure' : `a ${typeof value}`}, and text is expected; write it as text`);
}

/** The first pattern that surely matches decides; those that may match before it are possible. */
function matched(value: Json, cases: JsonObject, scope: Scope): Json {
  return mapText(value, text => {
    const possible: Json[] = [];
    for (const [pattern, template] of Object.entries(cases)) {
      const truth = Pattern.compile(pattern, { wildcards: true }).matches(text);
      const result = truth === NO ? undefined : evaluate(template, { ...scope, match: text });
      if (truth === YES) { return possible.length === 0 ? result : [...possible, result].flat().filter(one => one !== undefined); }
      if (truth === MAYBE) { possible.push(OpenNode.choice(nameOf(text), [result, undefined])); }
    }
    if (possible.length === 0) { throw new Malformed(`${quoted(String(text))} is none of ${Object.keys(cases).map(one => `\`${one}\``).join(', ')}`); }
    return possible;
  });
}

function field(text: Text, [index, separator]: [number, string]): Text {
  return splitText(text, separator, Infinity)[index];
}

// Principals

interface Grantee { readonly principal: Json; readonly condition?: JsonObject }

/** Whoever is named by an account id, an ARN, the name of a service, or `*`. */
function granteeOf(value: Json): Grantee {
  if (value instanceof OpenNode) { return { principal: value }; }
  const text = textOf(value, 'the principal');
  if (text === '*') { return { principal: '*' }; }
  const [prefix, partition, service, , account, resource] = splitText(text, ':', 6);
  if (prefix === 'arn' && typeof service === 'string' && resource !== undefined) {
    switch (service) {
      case 'iam': case 'sts': return identity(text, partition, account, resource);
      case 'organizations': return organization(text, resource);
      default: return inAccount(text, account);
    }
  }
  return typeof text === 'string' ? named(text) : openName(text);
}

const IDENTITIES = ['root', 'user', 'role', 'assumed-role', 'federated-user'];

function identity(arn: Text, partition: Text, account: Text, resource: Text): Grantee {
  const [kind] = splitText(resource, '/', 2);
  if (typeof kind !== 'string') { return { principal: { AWS: [arn, account] } }; }
  if (!IDENTITIES.includes(kind)) { return inAccount(arn, account); }
  if (account === '') { return { principal: '*', condition: { ArnLike: { 'aws:PrincipalArn': OpenText.of('arn:', partition, ':iam::*:', resource) } } }; }
  const isPattern = (resource instanceof OpenText ? resource.parts : [resource]).some(part => typeof part === 'string' && /[*?]/.test(part));
  return isPattern ? { principal: { AWS: account }, condition: { ArnLike: { 'aws:PrincipalArn': arn } } } : { principal: { AWS: arn } };
}

/** An identity that IAM has no principal for, of an account. */
function inAccount(arn: Text, account: Text): Grantee {
  if (typeof account === 'string' && !/^\d{12}$/.test(account)) { throw new Malformed(`${quoted(String(arn))} is of no account, so no policy can name it`); }
  return { principal: { AWS: account } };
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgpaths */
function organization(arn: Text, resource: Text): Grantee {
  const [kind, id, unit] = splitText(resource, '/', 3);
  switch (kind) {
    case 'organization': return { principal: '*', condition: { StringEquals: { 'aws:PrincipalOrgID': id } } };
    case 'ou': return { principal: '*', condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': OpenText.of(id, '/*/', unit, '/*') } } };
    case 'account': return { principal: { AWS: unit } };
    default: return typeof kind === 'string' ? noPrincipal(arn) : { principal: OpenNode.unknown(nameOf(arn)) };
  }
}

function named(name: string): Grantee {
  const account = /^(?:saml\/)?(\d{12})(?:$|\/|:IAMPrincipals$)/.exec(name);
  if (account !== null) { return { principal: { AWS: account[1] } }; }
  if (/^A[A-Z0-9]{15,}$/.test(name)) { return { principal: { AWS: name } }; }
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(name) ? { principal: { Service: name } } : noPrincipal(name);
}

/** The id of an account, or the name of a service, with open values in it; what may be an ARN or `*` may be anybody. */
function openName(text: Text): Grantee {
  const may = (pattern: string) => Pattern.compile(pattern, { wildcards: true }).matches(text);
  if (may('*:*') !== NO || Pattern.compile('*').matches(text) !== NO) { return { principal: OpenNode.unknown(nameOf(text)) }; }
  const service = may('*.*');
  return { principal: { ...service === YES ? {} : { AWS: text }, ...service === NO ? {} : { Service: text } } };
}

function noPrincipal(name: Text): never {
  throw new Malformed(`${quoted(String(name))} is no principal; name an account, a role, a service, or \`*\``);
}

// Lists

interface Spread { readonly value: Json; readonly at: string; readonly dependsOn?: string }

/** Every member that a value may have, with where it stands and what it depends on. */
function spread(value: Json, at: string, { dependsOn }: { readonly dependsOn?: string }): Spread[] {
  if (value === undefined) { return []; }
  if (Array.isArray(value)) { return value.flatMap((member, i) => spread(member, memberPath(at, i), { dependsOn })); }
  if (value instanceof OpenNode && value.alternatives !== undefined) {
    return value.alternatives.flatMap(one => spread(one, at, { dependsOn: dependsOn ?? value.name }));
  }
  if (!(value instanceof OpenText)) { return [{ value, at, dependsOn }]; }
  const alternatives = expandChoices(value);
  return alternatives.map(({ text }) => ({ value: text, at, dependsOn: dependsOn ?? (alternatives.length > 1 ? nameOf(value) : undefined) }));
}

function firstReference(template: Json): string {
  return /\$\{([^}|]+)/.exec(JSON.stringify(template))![1];
}

function propertyPath(property: string): string {
  return `Properties.${property}`;
}

const MOST_LEVELS = 32;

function parseJson(text: Text): Json {
  const { value, problem } = readOpenJson(text, MOST_LEVELS);
  if (problem !== undefined) { throw new Malformed(problem); }
  return value;
}

function defined(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}

function isPlain(value: Json): value is JsonObject {
  return isObject(value) && !(value instanceof OpenNode) && !(value instanceof OpenText);
}

/** Several templates of a row meet the same malformed value. */
function unique(opaque: OpaqueGrant[]): OpaqueGrant[] {
  return [...new Map(opaque.map(one => [`${one.path} ${one.reason}`, one])).values()];
}
