import { quoted } from '../../policy/policy-problem';
import { PolicyType } from '../../policy/policy-type';
import { FindingType } from '../validation-types';
import { serviceOf } from './actions';
import { Check, checksOf, Found, listed } from './check';
import { ConditionView, PrincipalMemberView, StatementView } from './policy-view';
import { SERVICE_PRINCIPAL } from './service-principals';

const { ERROR, SECURITY_WARNING, SUGGESTION, WARNING } = FindingType;

const ROLE_ID = /^AROA[A-Z0-9]{12,}$/;
const USER_ID = /^AIDA[A-Z0-9]{12,}$/;

const memberChecks = checksOf<PrincipalMemberView>(policy => policy.principals, [
  {
    // The parser lets `*` pass under every key; AWS does under `AWS` only.
    code: 'UNSUPPORTED_WILDCARD_IN_PRINCIPAL',
    type: ERROR,
    find: ({ key, text }) => text === '*' && key !== 'AWS' ? `\`*\` stands under ${quoted(key)}, where it means nobody; name the principals` : undefined,
  },
  {
    code: 'INVALID_SERVICE_PRINCIPAL_FORMAT',
    type: ERROR,
    find: ({ key, text }) => key !== 'Service' || text === '*' || SERVICE_PRINCIPAL.test(text) ? undefined
      : `${quoted(text)} is no service principal; write one such as \`lambda.amazonaws.com\``,
  },
  {
    code: 'INVALID_ROLE_REFERENCE',
    type: WARNING,
    find: ({ key, text }) => key === 'AWS' && ROLE_ID.test(text) ? `${quoted(text)} is the id of a role; write its ARN` : undefined,
  },
  {
    code: 'INVALID_USER_REFERENCE',
    type: WARNING,
    find: ({ key, text }) => key === 'AWS' && USER_ID.test(text) ? `${quoted(text)} is the id of a user; write its ARN` : undefined,
  },
  {
    code: 'FEDERATED_PRINCIPAL_NOT_SUPPORTED',
    type: ERROR,
    find: ({ key, text, statement }) => key === 'Federated' && statement.policy.kind !== PolicyType.TRUST && !isAboutRoles(statement)
      ? `${quoted(text)} is an identity provider, whose users only assume roles; name the roles` : undefined,
  },
]);

/** Without a resource type a policy may be a trust policy. */
function isAboutRoles({ action, policy }: StatementView): boolean {
  return policy.resourceType === undefined && action !== undefined && !action.negated && action.members.every(({ text }) => serviceOf(text) === 'sts');
}

/** Keys that tell on whose behalf a service calls. */
export const SOURCE_KEYS = ['aws:sourcearn', 'aws:sourceaccount', 'aws:sourceorgid', 'aws:sourceorgpaths'];

/** Keys that requests of services do not carry. */
const KEYS_OF_PEOPLE = ['aws:principalorgid', 'aws:principalorgpaths', 'aws:username'];
const TAG_OF_PEOPLE = 'aws:principaltag/';

const isOfPeople = ({ key }: ConditionView) => KEYS_OF_PEOPLE.includes(key) || key.startsWith(TAG_OF_PEOPLE);

const statementChecks = checksOf<StatementView>(policy => policy.statements, [
  {
    code: 'ALLOW_WITH_NOT_PRINCIPAL',
    type: SECURITY_WARNING,
    find: ({ allows, principal }) => allows && principal?.negated
      ? { details: 'allows everyone who is not named, anonymous callers too; name those who need access in `Principal`', places: [principal.at] } : undefined,
  },
  {
    code: 'RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL',
    type: SECURITY_WARNING,
    find(statement) {
      const services = servicesOf(statement);
      const isOpen = statement.allows && statement.policy.kind === PolicyType.RESOURCE && statement.conditionsOn(...SOURCE_KEYS).length === 0;
      return !isOpen || services.length === 0 ? undefined : {
        details: `allows ${namesOf(services)} on behalf of anyone; add a condition on \`aws:SourceArn\`, \`aws:SourceAccount\`, \`aws:SourceOrgID\` or \`aws:SourceOrgPaths\``,
        places: services.map(({ at }) => at),
      };
    },
  },
  {
    code: 'RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
    type: SUGGESTION,
    find(statement): Found | undefined {
      const services = servicesOf(statement);
      const referers = statement.conditionsOn('aws:referer');
      const isTold = statement.allows && services.length > 0 && referers.length > 0 && statement.conditionsOn(...SOURCE_KEYS).length === 0;
      return isTold ? { details: `limits ${namesOf(services)} by \`aws:Referer\`; use \`aws:SourceArn\` or \`aws:SourceAccount\``, places: referers.map(({ at }) => at) } : undefined;
    },
  },
  {
    code: 'UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL',
    type: ERROR,
    find(statement): Found | undefined {
      const services = servicesOf(statement);
      const conditions = statement.conditions.filter(condition => isOfPeople(condition) && condition.requiresValue);
      const areAll = services.length > 0 && services.length === statement.principal!.members.length && statement.principal!.isKnown;
      return !areAll || conditions.length === 0 ? undefined : {
        details: `${listed(conditions.map(({ keyName }) => quoted(keyName)))} is never in requests of ${namesOf(services)}; use \`aws:SourceArn\` or \`aws:SourceOrgID\``,
        places: conditions.map(({ at }) => at),
      };
    },
  },
]);

/** The service principals that a statement is about. */
function servicesOf({ principal }: StatementView): PrincipalMemberView[] {
  return principal === undefined || principal.negated ? [] : principal.members.filter(({ key }) => key === 'Service');
}

function namesOf(services: PrincipalMemberView[]): string {
  return listed(services.map(({ text }) => quoted(text)));
}

/** Principals: how they are written, and what limits services. */
export const PRINCIPAL_CHECKS: Check[] = [...memberChecks, ...statementChecks];
