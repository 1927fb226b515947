import { contestedIn, RequestContext } from './request-context';
import { Condition, ConditionBlock } from '../policy/condition';
import { NullValue } from '../policy/condition-value';
import { Effect } from '../policy/statement';
import { Text } from '../policy/text';
import { and, MAYBE, NO, not, or, truth, Truth, unanimous, YES } from '../policy/truth';

/**
 * Do all conditions of a block hold? A condition that cannot be decided is `MAYBE`: so true in an Allow and false in a Deny.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function evaluateConditions(block: ConditionBlock, context: RequestContext, effect: Effect): Truth {
  let all: Truth = YES;
  for (const condition of block.conditions) { all = and(all, evaluateCondition(condition, context, effect)); }
  for (const { alternatives } of block.open) {
    all = and(all, alternatives === undefined ? MAYBE : unanimous(alternatives.map(one => evaluateConditions(one, context, effect))));
  }
  return all;
}

export function evaluateCondition(condition: Condition, context: RequestContext, effect: Effect): Truth {
  const values = context.values(condition.key, condition.keyName);
  if (values !== 'unknown') { return holds(condition, values, context, effect); }
  return unanimous([holds(condition, [], context, effect), holds(condition, [context.unknownValue(condition.key)], context, effect)]);
}

function holds(condition: Condition, requested: Text[], context: RequestContext, effect: Effect): Truth {
  const { family, ifExists, setOperator, negated } = condition.operator;
  if (family === 'null') { return isNull(condition, requested); }
  const values = setOperator === undefined ? requested : requested.filter(isPresent);
  if (ifExists && values.length === 0) { return YES; }
  const satisfied = (value: Text) => satisfies(condition, value, context, effect);
  switch (setOperator) {
    case 'ForAllValues': return and(...values.map(satisfied));
    case 'ForAnyValue': return or(...values.map(satisfied));
    case undefined:
      if (values.length === 0) { return truth(negated); }
      // CONTESTED: a plain operator on a key with several values.
      return values.length === 1 ? satisfied(values[0]) : and(or(...values.map(satisfied)), contestedIn(effect));
  }
}

/** To set operators and `Null`, the empty string is no value. */
function isPresent(value: Text): boolean {
  return value !== '';
}

function isNull(condition: Condition, values: Text[]): Truth {
  const missing = !values.some(isPresent);
  return or(...condition.values.map(value => missing ? (value as NullValue).matchesMissing() : (value as NullValue).matches()));
}

function satisfies({ operator, values }: Condition, requested: Text, context: RequestContext, effect: Effect): Truth {
  const contested = contestedIn(effect);
  const scope = context.scope(operator.negated ? not(contested) : contested);
  let matches: Truth = NO;
  for (const value of values) { matches = or(matches, value.matches(requested, scope)); }
  return operator.negated ? not(matches) : matches;
}
