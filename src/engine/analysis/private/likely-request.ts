import { CallerClass } from './caller-class';
import { actionPattern, actionPatternsOf } from './statement-formula';
import { serviceOf } from './statement-index';
import { ConcreteRequest, inUsualPlace, isDoneOn, listedIn, NO_CONTEXT, resourceFor } from './witness';
import { WordPattern } from './word-pattern';
import { EMPTY_SCOPE } from '../../policy/pattern';
import { Statement } from '../../policy/statement';
import { foldAscii } from '../../policy/text';
import { YES } from '../../policy/truth';
import { ServiceAction } from '../../service-authorization/service-action';
import { ServiceAuthorizationReference } from '../../service-authorization/service-authorization-reference';

/** As many actions of a pattern are thought of, and as many patterns of a resource. */
const MOST_ACTIONS = 3;
const MOST_RESOURCES = 5;

/**
 * Requests without context that a statement most likely allows: an action of each of its patterns on a resource of a type that it is done on.
 * Whether they are allowed is for the evaluation to say.
 */
export function* likelyRequests(statement: Statement, cls: CallerClass): Generator<ConcreteRequest> {
  const { condition, effect, outcomes, principal } = statement;
  const patterns = actionPatternsOf(statement);
  const isConditional = condition.conditions.length > 0 || condition.open.length > 0 || outcomes !== undefined || principal !== undefined;
  const resourceOf = listedResources(statement);
  if (patterns === undefined || resourceOf === undefined || isConditional || effect !== 'Allow') { return; }
  const caller = cls.callerWith(undefined)!;
  for (const pattern of patterns) {
    for (const action of listedActions(actionPattern(pattern))) {
      const arn = resourceOf(action);
      if (arn !== undefined) { yield { ...NO_CONTEXT, caller, action: action.name, resource: arn }; }
    }
  }
}

/** Finds a resource of a type that an action is done on, and that a statement names. Undefined where the statement names none. */
function listedResources({ resource }: Statement): ((action: ServiceAction) => string | undefined) | undefined {
  if (resource === undefined || resource.negated || resource.choices.length > 0) { return undefined; }
  const first = resource.patterns.slice(0, MOST_RESOURCES);
  const accepts = (arn: string) => first.some(one => one.variableKeys.length === 0 && one.matches(arn, EMPTY_SCOPE) === YES);
  const samples = first.flatMap(({ source }) => typeof source !== 'string' || source === '*' ? [] : ['example', '1', ''].map(wildcard => source.replace(/\*/g, wildcard).replace(/\?/g, 'x')));
  return action => resourceFor(action, samples, accepts);
}

/** The same request on resources that readers know, those first that the action is done on. Whether it is allowed is for the evaluation to say. */
export function onUsualResource(statement: Statement, request: ConcreteRequest): ConcreteRequest[] {
  const action = ServiceAuthorizationReference.action(request.action);
  const { account } = request.caller;
  const own = typeof account === 'string' ? account : undefined;
  const listed = action && listedResources(statement)?.(action);
  const resources = listed === undefined
    ? [inUsualPlace(request.resource, own), inUsualPlace(request.resource)]
    : [listed, own === undefined ? listed : listed.replace(/^((?:[^:]*:){4})\d{12}:/, `$1${own}:`)];
  const unlisted = listed === undefined && !(action !== undefined && isDoneOn(action, resources[0]));
  return [...new Set(resources)].filter(resource => !unlisted || resource !== request.resource).map(resource => ({ ...request, resource, unlisted }));
}

/** A few actions of a pattern, the well-known ones first. */
function listedActions(pattern: WordPattern): ServiceAction[] {
  if (pattern.literal !== undefined) {
    const action = ServiceAuthorizationReference.action(pattern.literal);
    return action === undefined ? [] : [action];
  }
  const found: ServiceAction[] = [];
  for (const action of listedIn(serviceOf(pattern) || 's3')) {
    if (pattern.matches(foldAscii(action.name))) { found.push(action); }
    if (found.length === MOST_ACTIONS) { break; }
  }
  return found;
}
