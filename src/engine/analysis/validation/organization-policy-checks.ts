import { quoted } from '../../policy/policy-problem';
import { PolicyType } from '../../policy/policy-type';
import { ServiceAuthorizationReference as Reference } from '../../service-authorization/service-authorization-reference';
import { FindingType } from '../validation-types';
import { hasWildcard, serviceOf } from './actions';
import { Check, checksOf, Rule } from './check';
import { ConditionView, MemberView, PolicyView, StatementView } from './policy-view';
import { SOURCE_KEYS } from './principal-checks';

const { ERROR, WARNING } = FindingType;

const isResourceControl = ({ kind }: PolicyView) => kind === PolicyType.RESOURCE_CONTROL;

const statementChecks = checksOf<StatementView>(policy => isResourceControl(policy) ? policy.statements : [], [
  {
    code: 'RCP_SYNTAX_ERROR_PRINCIPAL',
    type: ERROR,
    find: ({ principal }) => principal === undefined || !principal.negated && principal.at.value === '*' ? undefined
      : { details: 'is not `*` alone, and an RCP has nothing else here; name principals by a condition, on `aws:PrincipalArn` for example', places: [principal.at] },
  },
  {
    code: 'RCP_SYNTAX_ERROR_ALLOW',
    type: ERROR,
    find: ({ allows, principal, resource, fields }) => !allows || principal?.at.value === '*' && resource?.at.value === '*' && fields.Condition === undefined ? undefined
      : 'allows, which an RCP does only for `*` as principal and resource and without `Condition`; write what is denied',
  },
  {
    code: 'RCP_SYNTAX_ERROR_NOTACTION',
    type: ERROR,
    find: ({ action }) => action?.negated ? { details: 'does not belong into an RCP; name the actions in `Action`', places: [action.at] } : undefined,
  },
]);

const actionChecks = checksOf<MemberView>(policy => isResourceControl(policy) ? policy.actions : [], [{
  code: 'RCP_SYNTAX_ERROR_ACTION',
  type: ERROR,
  find({ text }) {
    const service = serviceOf(text);
    return service === undefined || hasWildcard(service) || Reference.supportsResourceControlPolicies(service) ? undefined
      : `${quoted(text)} is of a service whose resources no RCP limits; remove it`;
  },
}]);

const SERVICE_FLAG = 'aws:principalisawsservice';

/** Keys about people and roles; requests of services do not carry them. */
const PRINCIPAL_KEYS = ['aws:principalarn', 'aws:principalaccount', 'aws:principalorgid', 'aws:principalorgpaths', 'aws:principaltype', 'aws:userid', 'aws:username'];
const PRINCIPAL_TAG = 'aws:principaltag/';

const isOfPrincipal = (key: string) => PRINCIPAL_KEYS.includes(key) || key.startsWith(PRINCIPAL_TAG);
const isOfSource = (key: string) => SOURCE_KEYS.includes(key);

/** A key that limits some callers wants a condition that leaves the others alone. */
function onKeys(code: string, isAbout: (key: string) => boolean, isThere: (statement: StatementView) => boolean, wayOut: string): Rule<ConditionView> {
  return {
    code,
    type: WARNING,
    find: ({ key, keyName, operator, statement }) => isAbout(key) && operator?.family !== 'null' && statement.denies && !isThere(statement)
      ? `${quoted(keyName)} ${wayOut}` : undefined,
  };
}

const flagIs = (value: string) => (statement: StatementView) =>
  statement.conditionsOn(SERVICE_FLAG).some(({ values }) => values.some(({ text }) => text === value));
const sourceIsThere = (statement: StatementView) =>
  statement.conditionsOn('aws:sourceaccount', 'aws:sourcearn').some(({ operator, values }) => operator?.family === 'null' && values.some(({ text }) => text === 'false'));

const keyChecks = checksOf<ConditionView>(policy => isResourceControl(policy) ? policy.conditions : [], [
  onKeys('RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY', isOfPrincipal, flagIs('false'),
    'limits AWS services too; add `"BoolIfExists": { "aws:PrincipalIsAWSService": "false" }`'),
  onKeys('RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY', isOfSource, flagIs('true'),
    'limits your own principals too; add `"BoolIfExists": { "aws:PrincipalIsAWSService": "true" }`'),
  onKeys('RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK', isOfSource, sourceIsThere,
    'limits services that call without a source too; add `"Null": { "aws:SourceAccount": "false" }`'),
]);

/** What only policies of AWS Organizations have to keep to; that an SCP names no principals is among the rules of the grammar. */
export const ORGANIZATION_POLICY_CHECKS: Check[] = [...statementChecks, ...actionChecks, ...keyChecks];
