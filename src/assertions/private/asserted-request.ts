import { Pattern } from '../../engine/policy/pattern';
import { quoted } from '../../engine/policy/policy-problem';
import { foldAscii, OpenText, Text } from '../../engine/policy/text';
import { YES } from '../../engine/policy/truth';
import { ServiceAction } from '../../engine/service-authorization/service-action';
import { ServiceAuthorizationReference } from '../../engine/service-authorization/service-authorization-reference';
import { mayBeDoneOn } from '../../rules/action-resources';
import { exampleOf } from '../../rules/example';
import { accountIn, withoutWildcards } from '../../rules/known-resource-policy';
import { Permissions } from '../../rules/permissions';
import { RequestOptions } from '../access-assertion-options';

/** What an assertion asks for: one request, or many by wildcards. */
export interface AssertedRequest {
  readonly action: string;
  readonly resource: Text;
  /** The prefix of the service; `*` for several. */
  readonly service: string;
  readonly wildcards: boolean;
  readonly context: Record<string, Text[]>;
  /** Undefined: that of the principal. */
  readonly resourceAccount?: Text;
}

/**
 * Requests that AWS knows: an assertion about others would hold, and say nothing.
 *
 * @throws Error with the way out
 */
export function assertedRequest(action: string, resource: Text, { context = {}, resourceAccount }: RequestOptions, permissions: Permissions): AssertedRequest {
  const actions = actionsOf(action);
  const wildcards = hasWildcards(action) || hasWildcards(resource);
  if (resource !== '*' && !actions.some(one => mayBeDoneOn(one, withoutWildcards(resource)))) { throw new Error(notDoneOn(action, resource, actions)); }
  for (const key of Object.keys(context)) {
    if (permissions.caller.derivedKeys.has(foldAscii(key))) { throw new Error(`the context key ${quoted(key)} follows from the principal; leave it out`); }
  }
  if (resourceAccount !== undefined && !/^\d{12}$/.test(resourceAccount)) { throw new Error(`${quoted(resourceAccount)} is no account; write its 12 digits`); }
  const [prefix] = action.split(':');
  return { action, resource, service: hasWildcards(prefix) ? '*' : foldAscii(prefix), wildcards, context, resourceAccount: resourceAccount ?? accountIn(resource) };
}

/**
 * The same, of one request alone.
 *
 * @throws Error with the way out
 */
export function singleRequest(action: string, resource: Text, options: RequestOptions, permissions: Permissions): AssertedRequest {
  const request = assertedRequest(action, resource, options, permissions);
  const known = ServiceAuthorizationReference.action(action);
  if (known === undefined) { throw new Error(`${quoted(action)} is many actions; ask for one`); }
  if (hasWildcards(resource) && !(resource === '*' && known.supportsOnlyWildcardResource)) { throw new Error(`${quoted(exampleOf(resource))} is many resources; name one that ${quoted(action)} is done on`); }
  return { ...request, wildcards: false };
}

function actionsOf(action: string): ServiceAction[] {
  const [prefix] = action.split(':');
  const services = ServiceAuthorizationReference.services();
  const pattern = Pattern.compile(foldAscii(action), { wildcards: true });
  const found = (hasWildcards(prefix) ? services : services.filter(service => service === foldAscii(prefix)))
    .flatMap(service => ServiceAuthorizationReference.actionsOf(service)).filter(({ name }) => pattern.matches(foldAscii(name)) === YES);
  if (found.length === 0) {
    const nearest = ServiceAuthorizationReference.nearestAction(action);
    throw new Error(`AWS lists no action ${quoted(action)}${nearest === undefined ? '' : `; is ${quoted(nearest)} meant`}`);
  }
  return found;
}

function notDoneOn(action: string, resource: Text, actions: ServiceAction[]): string {
  const formOf = (service: string, type: string) => ServiceAuthorizationReference.resourceType(service, type)?.arnPattern ?? [];
  const forms = new Set(actions.flatMap(({ service, resourceTypes }) => resourceTypes.flatMap(({ name }) => formOf(service, name))));
  const written = [...forms].slice(0, 5).map(form => quoted(form)).join(', ');
  return `${quoted(action)} is never done on ${quoted(exampleOf(resource))}; ${written === '' ? 'leave the resource out: it knows none' : `it is done on ${written}`}`;
}

function hasWildcards(text: Text): boolean {
  const parts = text instanceof OpenText ? text.parts : [text];
  return parts.some(part => typeof part === 'string' && /[*?]/.test(part));
}
