import { CONDITION_OPERATORS, ConditionOperator, OperatorFamily } from '../../policy/condition-operator';
import { compileConditionValue } from '../../policy/condition-value';
import { addressText, IpBlock } from '../../policy/ip-block';
import { quoted } from '../../policy/policy-problem';
import { foldAscii } from '../../policy/text';
import { FindingType } from '../validation-types';
import { Check, checksOf, Located, Rule } from './check';
import { isEmptyList } from './element-checks';
import { ConditionValueView, ConditionView, isObject, listOf, PolicyView } from './policy-view';
import { replaceVariables, variablesIn } from './variables';

const { ERROR, SUGGESTION, WARNING } = FindingType;

/** An operator as it stands in a policy, with or without keys. */
interface OperatorView {
  readonly at: Located;
  readonly name: string;
}

function operatorsIn({ statements }: PolicyView): OperatorView[] {
  return statements.flatMap(({ fields, at }) => isObject(fields.Condition)
    ? Object.keys(fields.Condition).map(name => ({ name, at: at.member('Condition').member(name) })) : []);
}

const NULL_WITH_IF_EXISTS = /^(?:For(?:AllValues|AnyValue):)?NullIfExists$/;
const NULL_WITH_QUALIFIER = /^For(?:AllValues|AnyValue):Null$/;
const OPERATOR = new RegExp(`^(?:For(?:AllValues|AnyValue):)?(?:${[...CONDITION_OPERATORS.keys()].join('|')})(?:IfExists)?$`);

const operatorChecks = checksOf<OperatorView>(operatorsIn, [
  {
    code: 'NULL_WITH_IF_EXISTS',
    type: ERROR,
    find: ({ name }) => NULL_WITH_IF_EXISTS.test(name) ? `${quoted(name)} is no operator, as \`Null\` asks for missing keys itself; write \`Null\`` : undefined,
  },
  {
    code: 'NULL_WITH_QUALIFIER',
    type: SUGGESTION,
    find: ({ name }) => NULL_WITH_QUALIFIER.test(name) ? `${quoted(name)} never depends on the values of a key; write \`Null\`` : undefined,
  },
  {
    code: 'INVALID_CONDITION_OPERATOR',
    type: ERROR,
    find({ name }) {
      if (OPERATOR.test(name)) { return undefined; }
      const near = [...CONDITION_OPERATORS.keys()].find(one => foldAscii(one) === foldAscii(name));
      return `${quoted(name)} is no condition operator; ${near === undefined ? 'write one, such as `StringEquals`' : `write \`${near}\``}`;
    },
  },
]);

/** The operators by what they say of a key without values in the policy. */
type OperatorForm = 'plain' | 'ifExists' | 'ForAllValues' | 'ForAnyValue';

function formOf({ setOperator, ifExists }: ConditionOperator): OperatorForm {
  return setOperator ?? (ifExists ? 'ifExists' : 'plain');
}

const WITHOUT_VALUES: [string, OperatorForm, string][] = [
  ['EMPTY_ARRAY_CONDITION', 'plain', 'is compared with nothing; write values, or remove it'],
  ['EMPTY_ARRAY_CONDITION_FORALLVALUES', 'ForAllValues', 'is compared with nothing, which holds only when it is missing; write `"Null": "true"` if that is meant'],
  ['EMPTY_ARRAY_CONDITION_FORANYVALUE', 'ForAnyValue', 'is compared with nothing, which never holds; write values'],
  ['EMPTY_ARRAY_CONDITION_IFEXISTS', 'ifExists', 'is compared with nothing, which holds only when it is missing; write `"Null": "true"` if that is meant'],
];

const valueListChecks = checksOf<ConditionView>(policy => policy.conditions, [
  ...WITHOUT_VALUES.map(([code, form, told]): Rule<ConditionView> => ({
    code,
    type: SUGGESTION,
    find: ({ at, keyName, operator }) => isEmptyList(at.value) && operator !== undefined && formOf(operator) === form ? `${quoted(keyName)} ${told}` : undefined,
  })),
  {
    code: 'INVALID_CONDITION_DATA_TYPE',
    type: ERROR,
    find: ({ at, keyName, isKnown }) => isKnown && new Set(listOf(at).map(({ value }) => typeof value)).size > 1
      ? `${quoted(keyName)} is compared with values of several JSON types; write them all as strings` : undefined,
  },
  {
    code: 'INVALID_CONDITION_MULTIPLE_BOOLEAN',
    type: ERROR,
    find: ({ keyName, operator, values }) => operator?.family === 'bool' && operator.setOperator === undefined && values.length > 1
      ? `${quoted(keyName)} is compared with several truth values; write one` : undefined,
  },
]);

/** A value that its operator cannot read. */
function onUnreadable(family: OperatorFamily[], code: string, wayOut: string, type = WARNING): Rule<ConditionValueView> {
  return {
    code,
    type,
    find({ text, condition: { operator, statement } }) {
      if (operator === undefined || !family.includes(operator.family) || variablesIn(text).length > 0) { return undefined; }
      return compileConditionValue(operator, text, statement.policy.hasVariables) !== undefined ? undefined
        : `${quoted(text)} is no value for \`${operator.name}\`; ${wayOut}`;
    },
  };
}

/** Four digits alone are a year. */
const EPOCH = /^\s*[+-]?(?!\d{4}\s*$)\d+(?:\.\d+)?\s*$/;

const valueChecks = checksOf<ConditionValueView>(policy => policy.conditionValues, [
  onUnreadable(['bool', 'null'], 'TYPE_MISMATCH_BOOLEAN', 'write `true` or `false`'),
  onUnreadable(['numeric'], 'TYPE_MISMATCH_NUMBER', 'write a number'),
  onUnreadable(['date'], 'TYPE_MISMATCH_DATE', 'write a date such as `2026-12-31` or `2026-12-31T23:59:59Z`'),
  onUnreadable(['ipAddress'], 'TYPE_MISMATCH_IP_RANGE', 'write a block such as `203.0.113.0/24`', ERROR),
  onUnreadable(['binary'], 'TYPE_MISMATCH_STRING', 'write the bytes in base64'),
  {
    code: 'INVALID_DATE_VALUE',
    type: WARNING,
    find: ({ text, condition: { operator } }) => operator?.family === 'date' && EPOCH.test(text)
      ? `${quoted(text)} counts seconds since 1970; write a date such as \`2026-12-31T23:59:59Z\`` : undefined,
  },
  {
    code: 'IMPROVE_IP_RANGE',
    type: SUGGESTION,
    find({ text, condition: { operator } }) {
      const block = operator?.family === 'ipAddress' ? IpBlock.parse(text) : undefined;
      const address = block?.hasPrefix ? IpBlock.parse(text.trim().split('/')[0]) : undefined;
      return address === undefined || address.first === block!.first ? undefined
        : `${quoted(text)} has bits behind its prefix, which are ignored; write \`${addressText(block!.version, block!.first)}/${block!.prefix}\``;
    },
  },
  {
    code: 'WILDCARD_WITHOUT_LIKE_OPERATOR',
    type: WARNING,
    find: ({ text, condition: { operator } }) => operator?.family === 'string' && !operator.wildcards && /[*?]/.test(replaceVariables(text, '', ''))
      ? `${quoted(text)} has a wildcard, which \`${operator.name}\` takes literally; use \`${operator.negated ? 'StringNotLike' : 'StringLike'}\` if it is meant as one` : undefined,
  },
]);

/** Conditions: operators, and values as their operators read them. */
export const CONDITION_CHECKS: Check[] = [...operatorChecks, ...valueListChecks, ...valueChecks];
