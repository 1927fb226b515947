import { coveredActions, unlistedActions } from './covered-actions';
import { CoveredResources, FreshResource, isNamed } from './covered-resources';
import { DrawnOnce } from './drawn-once';
import { hasName } from './fresh-resource';
import { Finding } from './finding';
import { isSameStatement, Permission, referenceTo } from './permissions';
import { about, ReviewedApp } from './reviewed-app';
import { remembered } from './remembered';
import { RuleName } from './rule-table';
import { isMadeForServices } from './service-role-policies';
import { findingsBelowAdministrators, Subject } from './subjects';
import { PseudoParameters } from '../cloudformation/pseudo-parameters';
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
  const candidates = new Candidates(app, question);
  const isAsked = (policy: PolicyReading, subject: Subject) => !question.isAboutEverything || !isMadeForServices(policy, subject);
  return findingsBelowAdministrators(app, subject => app.wideStatements(subject)
    .filter(({ policy }) => isAsked(policy, subject))
    .flatMap(({ policy, statement }) => findingOf(statement, policy, subject, candidates) ?? []));
}

function findingOf(statement: Statement, policy: PolicyReading, subject: Subject, candidates: Candidates): Finding | undefined {
  const { question } = candidates;
  for (const { action, arnPattern, resource, resourceAccount } of candidates.of(statement, subject.reading.pseudo)) {
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
 * What is asked of statements by one question. Statements share what they are made of where it is written the same: for the same `Action`
 * and `Resource` it is worked out once.
 */
class Candidates {
  private readonly asked = new Map<PatternElement, AskedActions>();
  private readonly known = new Map<PseudoParameters, Map<PatternElement, Map<PatternElement | undefined, Iterable<Candidate>>>>();

  constructor(private readonly app: ReviewedApp, public readonly question: UnboundedQuestion) {}

  /** Actions that the statement covers, each with resources that it can be limited to, and that the statement covers too. */
  public of({ action, resource }: Statement, home: PseudoParameters): Iterable<Candidate> {
    const asked = remembered(this.asked, action, () => this.askedIn(action));
    const isPossible = asked.actions.length > 0 && !(asked.areNamed && isNamed(resource)) && (!this.question.isAboutOpenResources || unknownIn(resource).length > 0);
    if (!isPossible) { return NOTHING; }
    const here = remembered(this.known, home, () => new Map<PatternElement, Map<PatternElement | undefined, Iterable<Candidate>>>());
    const candidates = remembered(here, action, () => new Map<PatternElement | undefined, Iterable<Candidate>>());
    return remembered(candidates, resource, () => {
      const covered = this.app.coveredResources(resource, home, this.question.isAboutEverything === true);
      return asked.arnPatterns.some(arnPattern => covered.of(arnPattern).length > 0) ? new DrawnOnce(candidatesOf(asked, covered)) : NOTHING;
    });
  }

  private askedIn(action: PatternElement): AskedActions {
    const { isAsked, passedOver } = this.question;
    const listed = coveredActions(action).filter(one => isAsked?.(one) !== false && !passedOver?.has(one.name)).map(({ name, service, resourceTypes }) => ({
      action: name,
      arnPatterns: resourceTypes.flatMap(type => ServiceAuthorizationReference.resourceType(service, type.name)?.arnPattern ?? []),
    }));
    const actions = isAsked === undefined ? [...listed, ...unlistedIn(action)] : listed;
    const all = [...new Set(actions.flatMap(({ arnPatterns }) => arnPatterns))];
    return { actions, arnPatterns: all, areNamed: all.every(hasName) };
  }
}

const NOTHING: Candidate[] = [];

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
