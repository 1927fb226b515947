import { CallerClass } from './caller-class';
import { actionPattern, actionPatternsOf } from './statement-formula';
import { serviceOf } from './statement-index';
import { ConcreteRequest, listedIn, NO_CONTEXT, resourceFor } from './witness';
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
  const { resource, condition, effect, outcomes, principal } = statement;
  const patterns = actionPatternsOf(statement);
  const isConditional = condition.conditions.length > 0 || condition.open.length > 0 || outcomes !== undefined || principal !== undefined;
  if (patterns === undefined || resource === undefined || resource.negated || resource.choices.length > 0 || isConditional || effect !== 'Allow') { return; }
  const first = resource.patterns.slice(0, MOST_RESOURCES);
  const accepts = (arn: string) => first.some(one => one.variableKeys.length === 0 && one.matches(arn, EMPTY_SCOPE) === YES);
  const samples = first.flatMap(({ source }) => typeof source !== 'string' || source === '*' ? [] : ['example', '1', ''].map(wildcard => source.replace(/\*/g, wildcard).replace(/\?/g, 'x')));
  const caller = cls.callerWith(undefined)!;
  for (const pattern of patterns) {
    for (const action of listedActions(actionPattern(pattern))) {
      const arn = resourceFor(action, samples, accepts);
      if (arn !== undefined) { yield { ...NO_CONTEXT, caller, action: action.name, resource: arn }; }
    }
  }
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
