import { ANY_REQUEST, coveredActions, unlistedActions } from './covered-actions';
import { Finding } from './finding';
import { ANYWHERE, freshResource, Place } from './fresh-resource';
import { isSameStatement, Permission, referenceTo } from './permissions';
import { about, ReviewedApp } from './reviewed-app';
import { RuleName } from './rule-table';
import { isMadeForServices } from './service-role-policies';
import { findingsBelowAdministrators, Subject } from './subjects';
import { surelyApart } from './surely-apart';
import { PseudoParameters } from '../cloudformation/pseudo-parameters';
import { PolicyReading } from '../cloudformation/template-reading';
import { allConditions } from '../engine/policy/condition';
import { Statement } from '../engine/policy/statement';
import { OpenText, splitText, Text } from '../engine/policy/text';
import { NO } from '../engine/policy/truth';
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
  const isAsked = (policy: PolicyReading, subject: Subject) => !question.isAboutEverything || !isMadeForServices(policy, subject);
  return findingsBelowAdministrators(app, subject => subject.ownPolicies.filter(policy => isAsked(policy, subject)).flatMap(policy => policy.document.statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(statement => findingOf(statement, policy, subject, question) ?? [])));
}

function findingOf(statement: Statement, policy: PolicyReading, subject: Subject, question: UnboundedQuestion): Finding | undefined {
  const reference = referenceTo(policy, statement);
  for (const { action, arnPattern, resource, resourceAccount } of candidates(statement, subject.reading.pseudo, question)) {
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

/** Does it rest on nothing but values of which nobody knows what they name? */
function isMeant({ dependsOn }: Permission, statement: Statement, { isAboutEverything, isAboutOpenResources }: UnboundedQuestion): boolean {
  const names = unknownIn(statement);
  const restsOnNames = dependsOn.length > 0 && dependsOn.every(name => names.includes(name));
  return isAboutOpenResources ? restsOnNames : !(isAboutEverything && restsOnNames);
}

/** Values in `Resource` that may be anything: those that have a shape are some text. */
function unknownIn({ resource }: Statement): string[] {
  const values = resource?.allPatterns.flatMap(({ source }) => source instanceof OpenText ? source.openValues : []) ?? [];
  return values.filter(({ shape, choices }) => shape === undefined && choices === undefined).map(({ name }) => name);
}

interface FreshResource { readonly arnPattern: string; readonly resource: Text; readonly resourceAccount: Text }
interface Candidate extends FreshResource { readonly action: string }

/** Actions that the statement covers, each with resources that it can be limited to, and that the statement covers too. */
function* candidates(statement: Statement, home: PseudoParameters, question: UnboundedQuestion): Generator<Candidate> {
  const { isAsked, passedOver, isAboutEverything = false, isAboutOpenResources = false } = question;
  if (!mayCoverFresh(statement) || isAboutOpenResources && unknownIn(statement).length === 0) { return; }
  const covered = new CoveredResources(statement, home, isAboutEverything);
  for (const one of coveredActions(statement)) {
    if (isAsked?.(one) === false || passedOver?.has(one.name)) { continue; }
    for (const { name: type } of one.resourceTypes) {
      const arnPattern = ServiceAuthorizationReference.resourceType(one.service, type)?.arnPattern;
      for (const resource of arnPattern === undefined ? [] : covered.of(arnPattern)) { yield { action: one.name, ...resource }; }
    }
  }
  for (const action of isAsked === undefined ? unlistedActions(statement) : []) {
    const [service] = action.split(':');
    // A pattern of a known service is for the actions that are listed; one that is written out and not listed may be new.
    const isWritten = statement.action.allPatterns.some(({ source }) => source === action);
    if (ServiceAuthorizationReference.hasService(service) && !isWritten) { continue; }
    for (const resource of covered.of(UNLISTED.replace('service', service))) { yield { action, ...resource }; }
  }
}

/** The keys of tags that the conditions ask for: the resource has none. */
export function withoutTags({ condition }: Statement): Record<string, Text[]> {
  const keys = allConditions(condition).map(({ key }) => key).filter(key => /^(aws:resourcetag|[a-z0-9-]+:(resourcetag|existingobjecttag))\//.test(key));
  return Object.fromEntries(keys.map(key => [key, []]));
}

/** Only wildcards and what may be one cover what nobody has named, or no resource at all. */
function mayCoverFresh({ resource }: Statement): boolean {
  return resource === undefined || resource.negated || resource.allPatterns.some(({ source }) => source instanceof OpenText || /[*?]|\$\{/.test(source));
}

/** May the statement cover the resource? Most name others, which is soon seen. */
function mayCover({ resource: element }: Statement, resource: Text): boolean {
  if (element === undefined) { return true; }
  const isApart = !element.negated && element.allPatterns.every(({ source }) => surelyApart(source, resource));
  return !isApart && element.matches(resource, ANY_REQUEST, ANY_REQUEST) !== NO;
}

/** Resources that nobody has named, and that a statement covers. */
class CoveredResources {
  private readonly places: Place[];
  private readonly known = new Map<string, FreshResource[]>();

  constructor(private readonly statement: Statement, private readonly home: PseudoParameters, private readonly isWholly: boolean) {
    this.places = placesOf(statement, home);
  }

  public of(arnPattern: string): FreshResource[] {
    let covered = this.known.get(arnPattern);
    if (covered === undefined) {
      covered = this.places
        .map(place => ({ arnPattern, resource: freshIn(place, arnPattern, this.home, this.isWholly), resourceAccount: place.account }))
        .filter(({ resource }) => mayCover(this.statement, resource));
      this.known.set(arnPattern, covered);
    }
    return covered;
  }
}

/** Where to look for resources: at home, where the statement says, and at last anywhere. */
function placesOf({ resource }: Statement, home: Place): Place[] {
  const named = (resource === undefined || resource.negated ? [] : resource.allPatterns).map(({ source }) => {
    const [, , , region, account] = splitText(source, ':', 6);
    return { region: isKnown(region) ? region : home.region, account: isKnown(account) ? account : home.account };
  });
  return [...new Map([home, ...named].map(place => [`${place.region}:${place.account}`, place])).values(), ANYWHERE];
}

function isKnown(field: Text | undefined): field is string {
  return typeof field === 'string' && /^[^*?]+$/.test(field);
}

const made = new WeakMap<PseudoParameters, Map<string, Text>>();

/** One resource of every form and place, made once. */
function freshIn(place: Place, arnPattern: string, home: PseudoParameters, isWholly: boolean): Text {
  let known = made.get(home);
  if (known === undefined) {
    known = new Map();
    made.set(home, known);
  }
  const key = `${arnPattern}|${place.region}|${place.account}|${place === ANYWHERE}|${isWholly}`;
  let resource = known.get(key);
  if (resource === undefined) {
    resource = freshResource(arnPattern, home, place, isWholly);
    known.set(key, resource);
  }
  return resource;
}
