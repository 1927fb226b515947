import { coveredActions, unlistedActions } from './covered-actions';
import { CoveredResources, FreshResource, isNamed } from './covered-resources';
import { DrawnOnce } from './drawn-once';
import { Finding } from './finding';
import { hasName } from './fresh-resource';
import { isSameStatement, Permission, referenceTo } from './permissions';
import { about, ReviewedApp } from './reviewed-app';
import { RuleName } from './rule-table';
import { isMadeForServices } from './service-role-policies';
import { findingsBelowAdministrators, Subject } from './subjects';
import { WideGrant, WideStatement } from './wide-statements';
import { PolicyReading } from '../cloudformation/template-reading';
import { allConditions } from '../engine/policy/condition';
import { PatternElement } from '../engine/policy/pattern-element';
import { Statement } from '../engine/policy/statement';
import { Text } from '../engine/policy/text';
import { ServiceAction } from '../engine/service-authorization/service-action';
import { ServiceAuthorizationReference } from '../engine/service-authorization/service-authorization-reference';

/** The form of resources of services that the data does not know. */
const UNLISTED = 'arn:${Partition}:service:${Region}:${Account}:${ResourceName}';

/** Which actions are asked for, and with which context. */
export interface UnboundedQuestion {
  readonly rule: RuleName;
  /** Undefined: every action, those too that AWS does not list. */
  readonly isAsked?: (action: ServiceAction) => boolean;
  /** Actions that harm nothing, whatever they are done on. @default - none */
  readonly passedOver?: ReadonlySet<string>;
  /** Keys that the request has. @default - any */
  readonly context?: Record<string, Text[]>;
  /**
   * Only what is open to the principal without any bound: no part of the name is written in a policy, the resource has no tag, the policy is
   * not one that AWS made for the roles of its services, and it is so whatever a name in `Resource` turns out to be. @default false
   */
  readonly isAboutEverything?: boolean;
  /** Only what is so because nobody knows which resources a statement names. @default false */
  readonly isAboutOpenResources?: boolean;
  message(action: string): string;
  /** @param arnPattern the form of the resources that can be named instead */
  fix(action: string, arnPattern: string): string;
}

/**
 * One finding for each statement by which an action may be done on a resource that nobody has named: the gravest action is told. Actions
 * that support only `*` cannot be limited, and are passed over.
 */
export function unboundedAccess(app: ReviewedApp, question: UnboundedQuestion): Finding[] {
  const candidates = candidatesFor(app, question);
  if (candidates.size === 0) { return []; }
  const isAsked = (policy: PolicyReading, subject: Subject) => !question.isAboutEverything || !isMadeForServices(policy, subject);
  return findingsBelowAdministrators(app, subject => app.wide.of(subject)
    .filter(({ policy, grant }) => candidates.has(grant) && isAsked(policy, subject))
    .flatMap(wide => findingOf(wide, candidates.get(wide.grant)!, subject, question) ?? []));
}

function findingOf({ statement, policy }: WideStatement, candidates: Iterable<Candidate>, subject: Subject, question: UnboundedQuestion): Finding | undefined {
  for (const { action, arnPattern, resource, resourceAccount } of candidates) {
    const reference = referenceTo(policy, statement);
    const context = { ...question.isAboutEverything && withoutTags(statement), ...question.context };
    const permission: Permission | undefined = subject.permissions.ask({ action, resource, resourceAccount, context });
    if (permission?.statements.some(one => isSameStatement(one, reference)) && isMeant(permission, statement, question)) {
      return {
        rule: question.rule,
        ...about(subject.resource),
        message: question.message(action),
        fix: question.fix(action, arnPattern),
        statement: reference,
        witness: permission.witness,
        dependsOn: permission.dependsOn,
      };
    }
  }
  return undefined;
}

/** Does it rest on values of which nobody knows what they name? Whatever else it rests on: whether the statement is there, what a condition asks. */
function isMeant({ dependsOn }: Permission, { resource }: Statement, { isAboutEverything, isAboutOpenResources }: UnboundedQuestion): boolean {
  const names = unknownIn(resource);
  const restsOnNames = dependsOn.some(name => names.includes(name));
  return isAboutOpenResources ? restsOnNames : !(isAboutEverything && restsOnNames);
}

/** Values in `Resource` that may be anything: those that have a shape are some text. */
function unknownIn(resource: PatternElement | undefined): string[] {
  return (resource?.openValues ?? []).filter(({ shape, choices }) => shape === undefined && choices === undefined).map(({ name }) => name);
}

interface Candidate extends FreshResource { readonly action: string }

/** Actions that are asked for, and the forms of the resources that each can be limited to. */
interface AskedActions {
  readonly actions: { readonly action: string; readonly arnPatterns: string[] }[];
  /** Those of all. */
  readonly arnPatterns: string[];
  /** Has every resource of these forms a name of its own? */
  readonly areNamed: boolean;
}

/**
 * By what is granted, the actions that are asked for with resources that each can be limited to, where any is covered. For most questions none is.
 */
function candidatesFor(app: ReviewedApp, question: UnboundedQuestion): Map<WideGrant, Iterable<Candidate>> {
  const candidates = new Map<WideGrant, Iterable<Candidate>>();
  for (const [action, grants] of app.wide.grants) {
    const asked = askedIn(action, question);
    if (asked.actions.length === 0) { continue; }
    for (const grant of grants) {
      const { resource, home } = grant;
      const isPossible = !(asked.areNamed && isNamed(resource)) && (!question.isAboutOpenResources || unknownIn(resource).length > 0);
      if (!isPossible) { continue; }
      const covered = app.coveredResources(resource, home, question.isAboutEverything === true);
      if (asked.arnPatterns.some(arnPattern => covered.of(arnPattern).length > 0)) { candidates.set(grant, new DrawnOnce(candidatesOf(asked, covered))); }
    }
  }
  return candidates;
}

function askedIn(action: PatternElement, { isAsked, passedOver }: UnboundedQuestion): AskedActions {
  const listed = coveredActions(action).filter(one => isAsked?.(one) !== false && !passedOver?.has(one.name)).map(({ name, service, resourceTypes }) => ({
    action: name,
    arnPatterns: resourceTypes.flatMap(type => ServiceAuthorizationReference.resourceType(service, type.name)?.arnPattern ?? []),
  }));
  const actions = isAsked === undefined ? [...listed, ...unlistedIn(action)] : listed;
  const arnPatterns = [...new Set(actions.flatMap(one => one.arnPatterns))];
  return { actions, arnPatterns, areNamed: arnPatterns.every(hasName) };
}

function* candidatesOf({ actions }: AskedActions, covered: CoveredResources): Generator<Candidate> {
  for (const { action, arnPatterns } of actions) {
    for (const arnPattern of arnPatterns) {
      for (const resource of covered.of(arnPattern)) { yield { action, ...resource }; }
    }
  }
}

/** A pattern of a known service is for the actions that are listed; one that is written out and not listed may be new. */
function unlistedIn(element: PatternElement): AskedActions['actions'] {
  return unlistedActions(element).flatMap(action => {
    const [service] = action.split(':');
    const isWritten = element.allPatterns.some(({ source }) => source === action);
    return ServiceAuthorizationReference.hasService(service) && !isWritten ? [] : [{ action, arnPatterns: [UNLISTED.replace('service', service)] }];
  });
}

/** The keys of tags that the conditions ask for: the resource has none. */
export function withoutTags({ condition }: Statement): Record<string, Text[]> {
  const keys = allConditions(condition).map(({ key }) => key).filter(key => /^(aws:resourcetag|[a-z0-9-]+:(resourcetag|existingobjecttag))\//.test(key));
  return Object.fromEntries(keys.map(key => [key, []]));
}
