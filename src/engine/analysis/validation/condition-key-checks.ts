import { ConditionOperator, OperatorFamily } from '../../policy/condition-operator';
import { quoted } from '../../policy/policy-problem';
import { ConditionKeyType } from '../../service-authorization/condition-key-type';
import { FindingType, ValidatePolicyType } from '../validation-types';
import { hasWildcard, listedActions, serviceOf } from './actions';
import { Check, checksOf, Found, listed, Rule } from './check';
import { definitionOf, isGlobal, lacksTag, ownerOf, prefixOf, supportsKey } from './condition-keys';
import { ConditionView, MemberView } from './policy-view';
import { SERVICES_WITH_VPCE_ACCOUNT, SERVICES_WITH_VPCE_ORGANIZATION } from './vpc-endpoint-services';

const { ERROR, SECURITY_WARNING, SUGGESTION, WARNING } = FindingType;

/** AWS's page names this one. */
const DEPRECATED = new Map([['aws:arn', 'aws:PrincipalArn']]);

const isUnknown = ({ key }: ConditionView) => key.includes(':') && !DEPRECATED.has(key) && definitionOf(key) === undefined && !lacksTag(key);

const nameChecks = checksOf<ConditionView>(policy => policy.conditions, [
  {
    code: 'INVALID_GLOBAL_CONDITION_KEY',
    type: ERROR,
    find: condition => ownerOf(condition.key) === 'aws' && isUnknown(condition)
      ? `${quoted(condition.keyName)} is no key that AWS lists; look its name up` : undefined,
  },
  {
    code: 'INVALID_SERVICE_CONDITION_KEY',
    type: ERROR,
    find: condition => ownerOf(condition.key) === 'service' && isUnknown(condition)
      ? `${quoted(condition.keyName)} is no key that AWS lists for \`${prefixOf(condition.key)}\`; look its name up` : undefined,
  },
  {
    code: 'INVALID_SERVICE',
    type: ERROR,
    find: condition => condition.key.includes(':') && ownerOf(condition.key) === 'nobody'
      ? `${quoted(condition.keyName)} begins with a service that AWS does not list; look its prefix up` : undefined,
  },
  {
    code: 'MISSING_TAG_KEY_IN_CONDITION',
    type: ERROR,
    find: ({ key, keyName }) => key.includes(':') && lacksTag(key)
      ? `${quoted(keyName)} names no tag; write ${quoted(`${keyName.replace(/\/$/, '')}/team`)} for the tag \`team\`` : undefined,
  },
  {
    code: 'DEPRECATED_GLOBAL_CONDITION_KEY',
    type: WARNING,
    find: ({ key, keyName }) => DEPRECATED.has(key) ? `${quoted(keyName)} is deprecated; use \`${DEPRECATED.get(key)}\`` : undefined,
  },
]);

/** The families of operators that compare the values of a type. */
const FAMILIES: Readonly<Record<ConditionKeyType, OperatorFamily[]>> = {
  [ConditionKeyType.STRING]: ['string'],
  [ConditionKeyType.ARRAY_OF_STRING]: ['string'],
  [ConditionKeyType.ARN]: ['arn', 'string'],
  [ConditionKeyType.ARRAY_OF_ARN]: ['arn', 'string'],
  [ConditionKeyType.BOOL]: ['bool'],
  [ConditionKeyType.ARRAY_OF_BOOL]: ['bool'],
  [ConditionKeyType.NUMERIC]: ['numeric'],
  [ConditionKeyType.DATE]: ['date'],
  [ConditionKeyType.IP_ADDRESS]: ['ipAddress'],
};

/** AWS's page says of this date that numeric operators compare it too. */
const ALSO_NUMERIC = ['aws:epochtime'];

/** Claims that tell for whom a token was made. */
const AUDIENCE = /:aud$/;

const operatorChecks = checksOf<ConditionView>(policy => policy.conditions.filter(({ operator }) => operator !== undefined && operator.family !== 'null'), [
  {
    code: 'TYPE_MISMATCH',
    type: WARNING,
    find({ key, keyName, operator }) {
      const definition = definitionOf(key);
      if (definition === undefined || FAMILIES[definition.type].includes(operator!.family) || ALSO_NUMERIC.includes(key) && operator!.family === 'numeric') {
        return undefined;
      }
      return `${quoted(keyName)} is of type \`${definition.type}\`, which \`${operator!.name}\` does not compare; use an operator for that type`;
    },
  },
  {
    code: 'STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS',
    type: SECURITY_WARNING,
    find: ({ key, keyName, operator }) => operator!.family === 'string' && operator!.wildcards && isArn(definitionOf(key)?.type)
      ? `${quoted(keyName)} is an ARN, in which \`${operator!.name}\` lets wildcards cross colons; use \`${operator!.negated ? 'ArnNotLike' : 'ArnLike'}\`` : undefined,
  },
  {
    code: 'MISSING_QUALIFIER',
    type: ERROR,
    find: ({ key, keyName, operator }) => operator!.setOperator === undefined && definitionOf(key)?.multivalued
      ? `${quoted(keyName)} has several values; write \`ForAllValues:\` or \`ForAnyValue:\` before \`${operator!.name}\`` : undefined,
  },
  {
    code: 'FORALLVALUES_WITH_SINGLE_VALUED_KEY',
    type: SECURITY_WARNING,
    find: ({ key, keyName, operator }) => operator!.setOperator === 'ForAllValues' && definitionOf(key)?.multivalued === false
      ? `${quoted(keyName)} has one value at most, and \`ForAllValues\` holds when it is missing too; remove \`ForAllValues:\`` : undefined,
  },
  {
    code: 'FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE',
    type: SECURITY_WARNING,
    find: ({ key, keyName, operator }) => operator!.setOperator === 'ForAnyValue' && AUDIENCE.test(key) && !definitionOf(key)?.multivalued
      ? `${quoted(keyName)} is an audience, of which a token has one; remove \`ForAnyValue:\`` : undefined,
  },
  {
    code: 'CONFIRM_AUDIENCE_CLAIM_TYPE',
    type: SUGGESTION,
    find: ({ key, keyName, operator }) => operator!.setOperator === 'ForAllValues' && AUDIENCE.test(key) && !definitionOf(key)?.multivalued
      ? `${quoted(keyName)} is an audience, of which a token mostly has one; remove \`ForAllValues:\` if that is so here` : undefined,
  },
]);

function isArn(type: ConditionKeyType | undefined): boolean {
  return type === ConditionKeyType.ARN || type === ConditionKeyType.ARRAY_OF_ARN;
}

/** Keys that carry the value of an action of their own: without it, a request with a value is denied. */
const SETTING_ACTIONS = new Map([['sts:sourceidentity', 'sts:SetSourceIdentity'], ['sts:transitivetagkeys', 'sts:TagSession']]);

const actionChecks = checksOf<ConditionView>(policy => policy.conditions, [
  {
    code: 'UNSUPPORTED_ACTION_FOR_CONDITION_KEY',
    type: ERROR,
    find(condition): Found | undefined {
      const { key, keyName, at, operator } = condition;
      if (operator === undefined || allowsMissing(operator) || isGlobal(key) || definitionOf(key) === undefined) { return undefined; }
      const unsupported = namedActions(condition).filter(({ text }) => !hasWildcard(text) && listedActions(text).some(action => !supportsKey(action, key)));
      if (unsupported.length === 0) { return undefined; }
      const names = listed(unsupported.map(({ text }) => quoted(text)));
      return { details: `${quoted(keyName)} is never in requests for ${names}; move these to a statement without it`, places: [at, ...unsupported.map(one => one.at)] };
    },
  },
  {
    code: 'MISSING_ACTION_FOR_CONDITION_KEY',
    type: ERROR,
    find(condition) {
      const { key, keyName, statement } = condition;
      const action = SETTING_ACTIONS.get(key);
      if (action === undefined || !statement.allows || !condition.requiresValue) { return undefined; }
      const isNamed = namedActions(condition).some(({ text }) => text === '*' || listedActions(text).some(({ name }) => name === action));
      return isNamed || statement.action?.negated ? undefined : `${quoted(keyName)} has a value only where \`${action}\` is allowed; add it to the actions`;
    },
  },
  ...[
    { key: 'aws:vpceaccount', services: SERVICES_WITH_VPCE_ACCOUNT },
    { key: 'aws:vpceorgpaths', services: SERVICES_WITH_VPCE_ACCOUNT },
    { key: 'aws:vpceorgid', services: SERVICES_WITH_VPCE_ORGANIZATION },
  ].map(({ key, services }): Rule<ConditionView> => ({
    code: 'USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES',
    type: WARNING,
    find(condition) {
      if (condition.key !== key || condition.statement.action === undefined) { return undefined; }
      const others = namedActions(condition).filter(({ text }) => !services.includes(serviceOf(text) ?? ''));
      return others.length === 0 && !condition.statement.action.negated ? undefined
        : `${quoted(condition.keyName)} exists for some services only${others.length === 0 ? '' : `, not for ${listed(others.map(({ text }) => quoted(text)))}`}; name actions of those`;
    },
  })),
]);

/** Written for requests without the key too. */
function allowsMissing({ family, ifExists, setOperator }: ConditionOperator): boolean {
  return family === 'null' || ifExists || setOperator === 'ForAllValues';
}

/** The actions that a statement names; a complement names none. */
function namedActions({ statement: { action } }: ConditionView): MemberView[] {
  return action === undefined || action.negated ? [] : action.members;
}

const RESOURCE_TAG = 'aws:resourcetag/';

/** A condition that needs the tag of the resource to be there. */
const needsResourceTag = (condition: ConditionView) => condition.key.startsWith(RESOURCE_TAG) && condition.requiresValue;

/** A tag that requests for some actions never carry. */
function onTags(code: string, type: FindingType, effect: string, negated: boolean, tell: (key: string, services: string) => string): Rule<ConditionView> {
  return {
    code,
    type,
    find(condition) {
      const { statement: { action, effect: own }, key, keyName } = condition;
      if (own !== effect || !needsResourceTag(condition) || action === undefined || action.negated !== negated) { return undefined; }
      if (negated) { return tell(quoted(keyName), ''); }
      const services = new Set(namedActions(condition).filter(({ text }) => lacksKey(text, key)).map(({ text }) => serviceOf(text)!));
      return services.size === 0 ? undefined : tell(quoted(keyName), listed([...services].sort().map(service => `\`${service}\``)));
    },
  };
}

/** None of the actions that AWS lists can carry the key. */
function lacksKey(action: string, key: string): boolean {
  const actions = listedActions(action);
  return actions.length > 0 && !actions.some(one => supportsKey(one, key));
}

const tagChecks = checksOf<ConditionView>(policy => policy.conditions, [
  onTags('ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE', SUGGESTION, 'Allow', false,
    (key, services) => `${key} is never in requests for some actions of ${services}, so they are not allowed; move them to a statement without it`),
  onTags('ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE', SUGGESTION, 'Allow', true,
    key => `${key} is in requests for some actions only, so the others are not allowed; name the actions in \`Action\``),
  onTags('DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE', SECURITY_WARNING, 'Deny', false,
    (key, services) => `${key} is never in requests for some actions of ${services}, so they are not denied; deny them in a statement without it`),
  onTags('DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE', SECURITY_WARNING, 'Deny', true,
    key => `${key} is in requests for some actions only, so the others are not denied; name the actions in \`Action\``),
]);

/** The keys that say nothing about who may use a resource, where its own policy asks for them. */
const IRRELEVANT_KEYS = new Map([
  ['AWS::S3::Bucket', ['s3:resourceaccount']],
  ['AWS::S3::AccessPoint', ['s3:resourceaccount']],
]);

const policyChecks = checksOf<ConditionView>(policy => policy.type === ValidatePolicyType.RESOURCE_POLICY ? policy.conditions : [], [{
  code: 'IRRELEVANT_CONDITION_KEY_IN_POLICY',
  type: SUGGESTION,
  find: ({ key, keyName, statement: { policy: { resourceType } } }) => IRRELEVANT_KEYS.get(resourceType ?? '')?.includes(key)
    ? `${quoted(keyName)} is always the same here; use it in policies of identities` : undefined,
}]);

/** Condition keys against the dictionary: whether they exist, how they are compared, and which actions carry them. */
export const CONDITION_KEY_CHECKS: Check[] = [...nameChecks, ...operatorChecks, ...actionChecks, ...tagChecks, ...policyChecks];
