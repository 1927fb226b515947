import { ANY_REQUEST, coveredActions, unlistedActions } from './covered-actions';
import { Finding } from './finding';
import { ANYWHERE, freshResource, Place } from './fresh-resource';
import { isSameStatement, referenceTo } from './permissions';
import { Rule } from './rule';
import { findingsOfSubjects, Subject } from './subjects';
import { PseudoParameters } from '../cloudformation/pseudo-parameters';
import { PolicyReading } from '../cloudformation/template-reading';
import { Statement } from '../engine/policy/statement';
import { splitText, Text } from '../engine/policy/text';
import { NO } from '../engine/policy/truth';
import { ServiceAuthorizationReference } from '../engine/service-authorization/service-authorization-reference';

/** The form of resources of services that the data does not know. */
const UNLISTED = 'arn:${Partition}:service:${Region}:${Account}:${ResourceName}';

/**
 * May an action that can be limited to resources be done on one that nobody has named? Actions that support only `*` are passed over.
 */
export const NoWildcardResource: Rule = {
  name: 'NoWildcardResource',
  question: 'May an action that can be limited to resources be done on a resource that nobody has named?',
  check: reading => {
    const resources = new FreshResources(reading.pseudo);
    return findingsOfSubjects(reading, subject => subject.ownPolicies.flatMap(policy => policy.document.statements
      .filter(({ effect }) => effect === 'Allow')
      .flatMap(statement => findingOf(statement, policy, subject, resources) ?? [])));
  },
};

/** The gravest action of the statement that is allowed on a resource that nobody has named. */
function findingOf(statement: Statement, policy: PolicyReading, { logicalId, permissions }: Subject, resources: FreshResources): Finding | undefined {
  const reference = referenceTo(policy, statement);
  for (const { action, arnPattern, resource, resourceAccount } of candidates(statement, resources)) {
    const permission = permissions.ask({ action, resource, resourceAccount });
    if (permission?.statements.some(one => isSameStatement(one, reference))) {
      return {
        rule: 'NoWildcardResource',
        logicalId,
        message: `allows \`${action}\` on resources that nobody has named`,
        fix: `name the resources, in the form \`${arnPattern}\``,
        statement: reference,
        witness: permission.witness,
        dependsOn: permission.dependsOn,
      };
    }
  }
  return undefined;
}

interface Candidate { readonly action: string; readonly arnPattern: string; readonly resource: Text; readonly resourceAccount: Text }

/** Actions that the statement covers, each with resources that it can be limited to, and that the statement covers too. */
function* candidates(statement: Statement, resources: FreshResources): Generator<Candidate> {
  const places = placesOf(statement, resources.home);
  const coveredResources = memoize((arnPattern: string) => places
    .map(place => ({ arnPattern, resource: resources.of(arnPattern, place), resourceAccount: place.account }))
    .filter(({ resource }) => statement.resource?.matches(resource, ANY_REQUEST, ANY_REQUEST) !== NO));
  for (const { name: action, service, resourceTypes } of coveredActions(statement)) {
    for (const { name: type } of resourceTypes) {
      const arnPattern = ServiceAuthorizationReference.resourceType(service, type)?.arnPattern;
      for (const resource of arnPattern === undefined ? [] : coveredResources(arnPattern)) { yield { action, ...resource }; }
    }
  }
  for (const action of unlistedActions(statement)) {
    const [service] = action.split(':');
    // A pattern of a known service is for the actions that are listed; one that is written out and not listed may be new.
    const isWritten = statement.action.allPatterns.some(({ source }) => source === action);
    if (ServiceAuthorizationReference.hasService(service) && !isWritten) { continue; }
    for (const resource of coveredResources(UNLISTED.replace('service', service))) { yield { action, ...resource }; }
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

/** One resource of every form and place, made once. */
class FreshResources {
  readonly home: Place;
  private readonly made = new Map<string, Text>();

  constructor(private readonly pseudo: PseudoParameters) {
    this.home = pseudo;
  }

  public of(arnPattern: string, place: Place): Text {
    const key = `${arnPattern}|${place.region}|${place.account}|${place === ANYWHERE}`;
    let resource = this.made.get(key);
    if (resource === undefined) {
      resource = freshResource(arnPattern, this.pseudo, place);
      this.made.set(key, resource);
    }
    return resource;
  }
}

function memoize<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>();
  return key => {
    if (!made.has(key)) { made.set(key, make(key)); }
    return made.get(key)!;
  };
}
