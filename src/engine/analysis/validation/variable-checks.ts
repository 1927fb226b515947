import { quoted } from '../../policy/policy-problem';
import { FindingType } from '../validation-types';
import { Check, checksOf, Located, Rule } from './check';
import { ConditionValueView, PolicyView } from './policy-view';
import { Variable, variablesIn } from './variables';

const { ERROR } = FindingType;

interface Text {
  readonly at: Located;
  readonly text: string;
}

/** Texts in which variables are read: resources, and the values of conditions. */
const textsWithVariables = (policy: PolicyView): Text[] => [...policy.resources, ...policy.conditionValues];

/** A rule about one variable. */
function onVariables(code: string, tell: (variable: Variable) => string | undefined): Rule<Text> {
  return { code, type: ERROR, find: ({ text }) => variablesIn(text).map(tell).find(told => told !== undefined) };
}

const nameOf = ({ inner }: Variable) => inner.split(',')[0];

const formChecks = checksOf<Text>(policy => policy.hasVariables ? textsWithVariables(policy) : [], [
  onVariables('MISSING_BRACE_IN_VARIABLE', variable => variable.isClosed ? undefined
    : `${quoted(`\${${variable.inner}`)} is a policy variable that nothing closes; write \`}\` after its name`),
  onVariables('EMPTY_VARIABLE', variable => variable.isClosed && nameOf(variable).trim() === ''
    ? 'has a policy variable without a name; name a key in it, or remove it' : undefined),
  onVariables('UNSUPPORTED_SPACE_IN_VARIABLE', variable => variable.isClosed && nameOf(variable).trim() !== '' && /\s/.test(nameOf(variable))
    ? `${quoted(nameOf(variable))} has a space; write the name of a policy variable without one` : undefined),
  onVariables('MISSING_QUOTE_IN_VARIABLE', ({ inner, isClosed }) => isClosed && inner.includes(',') && !/^\s*'[^]*'\s*$/.test(inner.slice(inner.indexOf(',') + 1))
    ? `${quoted(inner)} has a default value without quotation marks; write it as ${quoted(`${inner.split(',')[0]}, 'value'`)}` : undefined),
]);

const versionChecks = checksOf<Text>(policy => policy.hasVariables ? [] : textsWithVariables(policy), [{
  code: 'VARIABLE_UNSUPPORTED_IN_VERSION',
  type: ERROR,
  find: ({ text }) => variablesIn(text).some(({ isClosed }) => isClosed)
    ? `${quoted(text)} has a policy variable, which is plain text in this version; write \`"Version": "2012-10-17"\`` : undefined,
}]);

const elementChecks = checksOf<Text>(policy => [...policy.actions, ...policy.principals], [{
  code: 'VARIABLE_UNSUPPORTED_IN_ELEMENT',
  type: ERROR,
  find: ({ text }) => variablesIn(text).length > 0
    ? `${quoted(text)} has a policy variable, which works only in \`Resource\` and \`Condition\`; write the text out` : undefined,
}]);

const OPERATORS_WITH_VARIABLES = ['string', 'arn'];

const operatorChecks = checksOf<ConditionValueView>(policy => policy.conditionValues, [{
  code: 'INVALID_VARIABLE_FOR_OPERATOR',
  type: ERROR,
  find: ({ text, condition: { operator } }) => operator !== undefined && !OPERATORS_WITH_VARIABLES.includes(operator.family) && variablesIn(text).length > 0
    ? `${quoted(text)} has a policy variable, which \`${operator.name}\` does not read; write the value out, or use a string operator` : undefined,
}]);

/** Policy variables: how they are written, and where they are read. */
export const VARIABLE_CHECKS: Check[] = [...formChecks, ...versionChecks, ...elementChecks, ...operatorChecks];
