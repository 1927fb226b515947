import { ConditionOperator } from '../../policy/condition-operator';
import { quoted } from '../../policy/policy-problem';
import { FindingType } from '../validation-types';
import { Check, checksOf, Found, Rule } from './check';
import { definitionOf } from './condition-keys';
import { ConditionView } from './policy-view';
import { textPattern } from './text-pattern';

const { SUGGESTION } = FindingType;

/** When a condition holds that compares a key with every text there is. */
type Meaning = 'present' | 'missing' | 'always' | 'never';

function meaningOf({ negated, setOperator, ifExists }: ConditionOperator): Meaning {
  if (negated) { return setOperator === 'ForAnyValue' && !ifExists ? 'never' : 'missing'; }
  return ifExists || setOperator === 'ForAllValues' ? 'always' : 'present';
}

/** Compares a key with every text there is. */
function comparesWithAll({ operator, values }: ConditionView): boolean {
  return operator?.family === 'string' && operator.wildcards === true && values.some(({ text }) => /^\*+$/.test(text));
}

function onMeaning(code: string, meaning: Meaning, tell: (key: string, operator: string) => string): Rule<ConditionView> {
  return {
    code,
    type: SUGGESTION,
    find: condition => comparesWithAll(condition) && meaningOf(condition.operator!) === meaning
      ? tell(quoted(condition.keyName), quoted(condition.operatorName)) : undefined,
  };
}

/** A condition on the same key that rules out every value that this one needs. */
function contradictionOf(condition: ConditionView): ConditionView | undefined {
  if (!condition.requiresValue || !condition.isKnown || condition.values.length === 0) { return undefined; }
  return condition.statement.conditionsOn(condition.key).find(other => other !== condition && (wantsMissing(other) || excludesAll(condition, other)));
}

function wantsMissing({ operator, values, isKnown }: ConditionView): boolean {
  return operator?.family === 'null' && isKnown && values.length > 0 && values.every(({ text }) => text.toLowerCase() === 'true');
}

/** Of a key with one value, whose value one condition wants and the other excludes. */
function excludesAll(wanting: ConditionView, excluding: ConditionView): boolean {
  const areTexts = [wanting, excluding].every(({ operator }) => operator?.family === 'string' && !operator.ignoreCase && operator.setOperator === undefined);
  if (!areTexts || !excluding.operator!.negated || !excluding.isKnown || definitionOf(wanting.key)?.multivalued !== false) { return false; }
  const patterns = ({ operator, values, statement: { policy } }: ConditionView) =>
    values.map(({ text }) => textPattern(text, policy, operator!.wildcards === true));
  const excluded = patterns(excluding);
  return patterns(wanting).every(one => one !== undefined && excluded.some(other => other?.includes(one)));
}

/** Conditions that hold always or never, or that ask only whether a key is there. */
export const CONDITION_LOGIC_CHECKS: Check[] = checksOf<ConditionView>(policy => policy.conditions, [
  onMeaning('EQUIVALENT_TO_NULL_FALSE', 'present', (key, operator) => `${operator} with \`*\` asks only that ${key} is there; write \`"Null": "false"\``),
  onMeaning('EQUIVALENT_TO_NULL_TRUE', 'missing', (key, operator) => `${operator} with \`*\` asks only that ${key} is missing; write \`"Null": "true"\``),
  onMeaning('REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION', 'always', (key, operator) => `${operator} with \`*\` holds whatever ${key} is; remove it`),
  onMeaning('REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION', 'never', (key, operator) => `${operator} with \`*\` never holds, so the statement does nothing; remove ${key}`),
  {
    code: 'REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION',
    type: SUGGESTION,
    find(condition): Found | undefined {
      const other = contradictionOf(condition);
      return other === undefined ? undefined : {
        details: `${quoted(condition.operatorName)} never holds together with ${quoted(other.operatorName)} on ${quoted(condition.keyName)}, so the statement does nothing; remove one`,
        places: [condition.at, other.at],
      };
    },
  },
]);
