import { Choice } from './choice';
import { ConditionOperator } from './condition-operator';
import { ConditionValue } from './condition-value';

/**
 * One operator and one key of a `Condition` block with its values: `"StringEquals": { "aws:PrincipalTag/team": ["a", "b"] }`.
 */
export interface Condition {
  readonly operator: ConditionOperator;
  /** As it stands in the policy. */
  readonly keyName: string;
  /** With ASCII letters in lower case: condition keys are case-insensitive. */
  readonly key: string;
  readonly values: ConditionValue[];
}

/** Conditions of which nobody knows which list is in force: a choice, or, without alternatives, anything. */
export interface OpenCondition {
  readonly name: string;
  /** Which of the alternatives it is, or, without alternatives, whether it holds. */
  readonly choice: Choice;
  readonly alternatives?: ConditionBlock[];
}

/** Every condition of a block, those of alternatives too. */
export function allConditions({ conditions, open }: ConditionBlock): Condition[] {
  return [...conditions, ...open.flatMap(({ alternatives = [] }) => alternatives.flatMap(allConditions))];
}

/** A `Condition` block: all of its members must hold. */
export interface ConditionBlock {
  readonly conditions: Condition[];
  readonly open: OpenCondition[];
}
