import { Authorization } from './authorization';
import { AuthorizationRequest } from './authorization-request';
import { evaluateCondition, evaluateConditions } from './condition-evaluation';
import { contestedIn, RequestContext } from './request-context';
import { applies } from './statement-evaluation';
import { ConditionBlock } from '../policy/condition';
import { openNames } from '../policy/condition-value';
import { Effect, Statement } from '../policy/statement';
import { MAYBE, not, Truth } from '../policy/truth';

/**
 * The names of the context keys and open values that an undecided answer depends on, sorted.
 */
export function dependencies({ layers }: Authorization, request: AuthorizationRequest): string[] {
  const undecided = layers.flatMap(layer => layer.matches).filter(({ grants }) => applies(grants) === MAYBE);
  return [...new Set(undecided.flatMap(({ statement }) => openParts(statement, request)))].sort();
}

function openParts(statement: Statement, request: AuthorizationRequest): string[] {
  const { context } = request;
  const scopes = [context.scope(contestedIn(statement.effect)), context.scope(not(contestedIn(statement.effect)) as Truth)] as const;
  const names: string[] = [];
  if (statement.dependsOn !== undefined) { names.push(statement.dependsOn); }
  for (const [element, text] of [[statement.action, request.action], [statement.resource, request.resource]] as const) {
    if (element?.matches(text, ...scopes) === MAYBE) {
      names.push(...element.openNames, ...openNames(text), ...unknownKeys(element.allPatterns.flatMap(pattern => pattern.variableKeys), context));
    }
  }
  names.push(...statement.principal?.openNames ?? []);
  return [...names, ...openConditions(statement.condition, context, statement.effect)];
}

function openConditions(block: ConditionBlock, context: RequestContext, effect: Effect): string[] {
  const conditions = block.conditions.filter(condition => evaluateCondition(condition, context, effect) === MAYBE);
  const open = block.open.filter(one => evaluateConditions({ conditions: [], open: [one] }, context, effect) === MAYBE);
  return [
    ...conditions.flatMap(({ key, values }) => [
      ...unknownKeys([key, ...values.flatMap(value => value.variableKeys)], context),
      ...values.flatMap(value => openNames(value.source)),
    ]),
    ...open.flatMap(one => [one.name, ...(one.alternatives ?? []).flatMap(alternative => openConditions(alternative, context, effect))]),
  ];
}

function unknownKeys(keys: string[], context: RequestContext): string[] {
  return keys.flatMap(key => context.values(key, key) === 'unknown' ? openNames(context.unknownValue(key)) : []);
}
