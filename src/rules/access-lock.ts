import { BadConfiguration } from './gate-options';
import { keptText, readKeptFile, writeAgain, writeKeptFile } from './kept-file';
import { AccessLock, LockedAccess, LockedLayer, LockedStatement } from './locked-access';
import { Permissions } from './permissions';
import { ReviewedApp } from './reviewed-app';
import { statementContent } from './statement-content';
import { Subject } from './subjects';
import { isObject, Json } from '../cloudformation/json';
import { CheckAccessResult, CheckResult } from '../engine/analysis/check-types';
import { EffectiveAccess } from '../engine/analysis/effective-access';
import { ApplicablePolicies } from '../engine/evaluation/applicable-policies';
import { allConditions } from '../engine/policy/condition';
import { PatternElement } from '../engine/policy/pattern-element';
import { PolicyDocument } from '../engine/policy/policy-document';
import { quoted } from '../engine/policy/policy-problem';
import { PrincipalElement } from '../engine/policy/principal-element';
import { Statement } from '../engine/policy/statement';
import { OpenText, OpenValue, Text } from '../engine/policy/text';

/** Somebody's access now, and what it is called in a lock. */
export interface PresentAccess {
  readonly key: string;
  readonly subject: Subject;
  readonly access: LockedAccess;
}

/** The name of the file where none is given. */
export const LOCK_FILE = 'iam-access.lock.json';

const NAME = 'lock';
const MOST_LEVELS = 64;

/** Open values stand in brackets that no policy holds. */
const OPEN = /\u27e6([^\u27e6\u27e7]*)\u27e7/;

/**
 * The access of everybody in an app, sorted.
 *
 * @param onPrincipal is told who is asked about
 */
export function presentAccess(app: ReviewedApp, onPrincipal: (key: string) => void = () => {}): PresentAccess[] {
  const found = new Map<string, PresentAccess>();
  for (const subject of app.subjects) {
    const { stack, logicalId } = subject.resource;
    const key = app.reading.constructs?.pathOf(stack, logicalId) ?? (stack === '' ? logicalId : `${stack} ${logicalId}`);
    onPrincipal(key);
    // A policy that nobody has is asked about as if a user had it, and as if a role had it.
    if (!found.has(key)) { found.set(key, { key, subject, access: accessOf(subject) }); }
  }
  return [...found.values()].sort((a, b) => a.key < b.key ? -1 : 1);
}

/** The text of a lock: the same access gives the same text. */
export function lockText(present: PresentAccess[]): string {
  return keptText({ principals: Object.fromEntries(present.map(({ key, access }) => [key, access])) });
}

/**
 * @throws BadConfiguration when there is none, or it cannot be read
 */
export function readLock(file: string): AccessLock {
  return readKeptFile(file, NAME, MOST_LEVELS, value => {
    if (!isObject(value.principals) || Object.keys(value).length !== 2) { throw new BadConfiguration(`holds no principals, or more than them; ${writeAgain(NAME)}`); }
    for (const [key, access] of Object.entries(value.principals)) {
      if (!isAccess(access)) { throw new BadConfiguration(`what ${quoted(key)} may do cannot be read; ${writeAgain(NAME)}`); }
    }
    return { principals: value.principals as AccessLock['principals'] };
  });
}

/**
 * Writes a lock: over one that can be read, or where there is nothing.
 *
 * @throws BadConfiguration when something else is there, or nothing can be written
 */
export function writeLock(file: string, present: PresentAccess[]): void {
  writeKeptFile(file, NAME, lockText(present), readLock);
}

/** Everything that is granted, as the answer of a check. */
export function anyAccess({ subject: { permissions } }: PresentAccess): CheckAccessResult {
  return permissions.effectiveAccess().checkAccessNotGranted([{ actions: ['*'] }]);
}

/**
 * What somebody may do beyond a lock; undefined where that surely is nothing.
 *
 * INVARIANT: what cannot be compared is never within the lock.
 */
export function accessBeyond({ subject, access }: PresentAccess, locked: LockedAccess): CheckAccessResult | undefined {
  if (JSON.stringify(access) === JSON.stringify(locked)) { return undefined; }
  const { permissions, reading } = subject;
  const values = openValuesIn(permissions);
  const parsed = [policiesOf(access, values), policiesOf(locked, values)];
  const problem = problemOf(access, locked) ?? parsed.find(one => typeof one === 'string');
  if (typeof problem === 'string') { return { result: CheckResult.UNDECIDED, message: problem, reasons: [], undecided: [problem] }; }
  const [now, before] = parsed.map(policies => EffectiveAccess._of(permissions.caller, policies as ApplicablePolicies, reading.pseudo.account));
  const answer = now.checkNoNewAccess(before);
  return answer.result === CheckResult.PASS ? undefined : answer;
}

/** The statements that are not in the lock. */
export function statementsBeyond({ access }: PresentAccess, { identity }: LockedAccess): LockedStatement[] {
  const known = new Set(identity.map(statement => JSON.stringify(statement)));
  return access.identity.filter(statement => !known.has(JSON.stringify(statement)));
}

// Written

function accessOf({ kind, permissions }: Subject): LockedAccess {
  const { identity, permissionsBoundary, serviceControl, resourceControl } = permissions.policiesAtHome;
  return {
    kind: kind ?? 'policy',
    identity: layerOf(identity),
    ...permissionsBoundary && { permissionsBoundary: layerOf(permissionsBoundary) },
    ...serviceControl && { serviceControl: serviceControl.map(layerOf) },
    ...resourceControl && { resourceControl: resourceControl.map(layerOf) },
    ...openOf(permissions),
  };
}

/** What is known of open values. Of two that have one name, that there are two. */
function openOf(permissions: Permissions): Pick<LockedAccess, 'open'> {
  const values = [...openValuesIn(permissions)].sort(([a], [b]) => a < b ? -1 : 1);
  const known = (value: OpenValue | undefined) => value === undefined ? 'several values' : value.choices?.map(spelt).sort() ?? (value.shape === undefined ? 'unknown' : 'opaque');
  return values.length === 0 ? {} : { open: Object.fromEntries(values.map(([name, value]) => [name, known(value)])) };
}

function layerOf(documents: PolicyDocument[]): LockedLayer {
  const statements = documents.flatMap(document => document.statements.map(statement => written(statement, document)));
  return [...new Map(statements.map(statement => [JSON.stringify(statement), statement])).entries()].sort(([a], [b]) => a < b ? -1 : 1).map(([, statement]) => statement);
}

function written(statement: Statement, { version }: PolicyDocument): LockedStatement {
  const { effect, action, resource, principal, condition, dependsOn } = statement;
  const elements = [action, ...resource === undefined ? [] : [resource]];
  const texts = [...elements.flatMap(({ patterns }) => patterns.map(({ source }) => source)), ...condition.conditions.flatMap(({ values }) => values.map(({ source }) => source))];
  const isPlain = dependsOn === undefined && (principal === undefined || isEverybody(principal))
    && condition.open.length === 0 && elements.every(({ choices }) => choices.length === 0)
    && allConditions(condition).every(({ operator, keyName }, i, all) => all.findIndex(one => one.operator.name === operator.name && one.keyName === keyName) === i)
    && texts.every(source => plainParts(source).every(part => !/[\u27e6\u27e7]/.test(part) && (version === '2012-10-17' || !part.includes('${'))));
  if (!isPlain) { return { Unresolved: statementContent(statement) }; }
  const conditions: Record<string, Record<string, string[]>> = {};
  for (const { operator, keyName, values } of [...condition.conditions].sort((a, b) => `${a.operator.name} ${a.keyName}` < `${b.operator.name} ${b.keyName}` ? -1 : 1)) {
    (conditions[operator.name] ??= {})[keyName] = values.map(({ source }) => spelt(source)).sort();
  }
  return {
    Effect: effect,
    ...principal && { Principal: '*' },
    [action.negated ? 'NotAction' : 'Action']: patternsOf(action),
    ...resource && { [resource.negated ? 'NotResource' : 'Resource']: patternsOf(resource) },
    ...condition.conditions.length > 0 && { Condition: conditions },
  };
}

function isEverybody({ negated, choices, entries }: PrincipalElement): boolean {
  return !negated && choices.length === 0 && entries.length > 0 && entries.every(({ everyone }) => everyone);
}

function patternsOf({ patterns }: PatternElement): string[] {
  return patterns.map(({ source }) => spelt(source)).sort();
}

function plainParts(source: Text): string[] {
  return source instanceof OpenText ? source.parts.map(part => typeof part === 'string' ? part : part.name) : [source];
}

function spelt(source: Text): string {
  return source instanceof OpenText ? source.parts.map(part => typeof part === 'string' ? part : `\u27e6${part.name}\u27e7`).join('') : source;
}

// Read

function isAccess(value: Json): value is LockedAccess {
  if (!isObject(value)) { return false; }
  const { kind, identity, permissionsBoundary = [], serviceControl = [], resourceControl = [], open = {}, ...others } = value;
  return isObject(open) && typeof kind === 'string' && Object.keys(others).length === 0 && [identity, permissionsBoundary].every(isLayer)
    && [serviceControl, resourceControl].every(levels => Array.isArray(levels) && levels.every(isLayer));
}

function isLayer(value: Json): boolean {
  return Array.isArray(value) && value.every(isObject);
}

/** Why two accesses cannot be compared. */
function problemOf(now: LockedAccess, before: LockedAccess): string | undefined {
  const limits = ({ permissionsBoundary, serviceControl, resourceControl }: LockedAccess) => [permissionsBoundary, serviceControl, resourceControl];
  const { open = {} } = before;
  const isOther = ([name, known]: [string, Json]) => known === 'several values' || Object.hasOwn(open, name) && JSON.stringify(known) !== JSON.stringify(open[name]);
  const others = Object.entries(now.open ?? {}).filter(isOther);
  if (others.length > 0) { return `${others.map(([name]) => name).join(', ')} may be something else than it could be, or has the name of another value, so that nothing can be compared with the lock`; }
  const unresolved = (layer: LockedLayer) => JSON.stringify(layer.filter(isUnresolved));
  const isOpen = now.identity.some(isUnresolved) || before.identity.some(isUnresolved);
  const inLimits = [...limits(now), ...limits(before)].some(layer => JSON.stringify(layer ?? []).includes('"Unresolved"'));
  // What both have alike, under the same limits, changes nothing.
  const isAlike = unresolved(now.identity) === unresolved(before.identity) && JSON.stringify(limits(now)) === JSON.stringify(limits(before));
  return inLimits || isOpen && !isAlike ? 'what some statements become is not known, so they cannot be compared with the lock' : undefined;
}

function isUnresolved(statement: LockedStatement): boolean {
  return Object.hasOwn(statement, 'Unresolved');
}

/** The policies, or why they cannot be read. */
function policiesOf(
  { identity, permissionsBoundary, serviceControl, resourceControl }: LockedAccess, values: ReadonlyMap<string, OpenValue | undefined>,
): ApplicablePolicies | string {
  let problem: string | undefined;
  const document = (layer: LockedLayer): PolicyDocument => {
    const statements = layer.filter(statement => !isUnresolved(statement)).map(statement => {
      if (statement.Effect === 'Deny' && namesIn(statement).some(name => values.get(name) === undefined)) {
        problem = 'a Deny of the lock rests on a value that is no longer there';
      }
      return withOpenValues(statement, values);
    });
    const read = PolicyDocument.parse({ Version: '2012-10-17', Statement: statements });
    for (const { path, message } of statements.length === 0 ? [] : read.problems) { problem = `the lock at ${path} ${message}`; }
    return statements.length === 0 ? NOTHING : read;
  };
  const policies: ApplicablePolicies = {
    identity: [document(identity)],
    ...permissionsBoundary && { permissionsBoundary: [document(permissionsBoundary)] },
    ...serviceControl && { serviceControl: serviceControl.map(level => [document(level)]) },
    ...resourceControl && { resourceControl: resourceControl.map(level => [document(level)]) },
  };
  return problem ?? policies;
}

/** Grants nothing, and limits to nothing. */
const NOTHING = PolicyDocument.parse({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'none:None', Resource: '*' }] });

function namesIn(value: Json): string[] {
  if (typeof value === 'string') { return [...value.matchAll(new RegExp(OPEN, 'g'))].map(([, name]) => name); }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(namesIn) : [];
}

/** The value with the open values of the app in place of their names. What is no longer there is text that nothing else is. */
function withOpenValues(value: Json, values: ReadonlyMap<string, OpenValue | undefined>): Json {
  if (typeof value === 'string') {
    const parts = value.split(OPEN);
    return parts.length === 1 ? value : OpenText.of(...parts.map((part, i) => i % 2 === 0 ? part : values.get(part) ?? `\u27e6${part}\u27e7`));
  }
  if (Array.isArray(value)) { return value.map(one => withOpenValues(one, values)); }
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withOpenValues(one, values)])) : value;
}

/** By their names; undefined where two have the same. */
function openValuesIn({ policiesAtHome }: Permissions): Map<string, OpenValue | undefined> {
  const { identity, permissionsBoundary = [], serviceControl = [], resourceControl = [] } = policiesAtHome;
  const values = new Map<string, OpenValue | undefined>();
  for (const { statements } of [...identity, ...permissionsBoundary, ...serviceControl.flat(), ...resourceControl.flat()]) {
    for (const { action, resource, condition } of statements) {
      const sources = [...action.allPatterns, ...resource?.allPatterns ?? [], ...allConditions(condition).flatMap(one => one.values)].map(({ source }) => source);
      for (const value of sources.flatMap(source => source instanceof OpenText ? source.openValues : [])) {
        const known = values.get(value.name);
        values.set(value.name, !values.has(value.name) || known?.symbol === value.symbol ? value : undefined);
      }
    }
  }
  return values;
}
