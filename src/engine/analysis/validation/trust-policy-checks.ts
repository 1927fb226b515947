import { quoted } from '../../policy/policy-problem';
import { PolicyType } from '../../policy/policy-type';
import { foldAscii } from '../../policy/text';
import { FindingType, ValidatePolicyType } from '../validation-types';
import { actionPattern, hasWildcard } from './actions';
import { Check, checksOf, Found, listed } from './check';
import { ConditionView, PolicyView, PrincipalMemberView, StatementView } from './policy-view';

const { ERROR, SECURITY_WARNING, SUGGESTION, WARNING } = FindingType;

type ProviderKind = 'saml' | 'oidc';

const PROVIDER_ARN = /^arn:aws[a-z-]*:iam::\d{12}:(saml|oidc)-provider\/(.+)$/;
const DOMAIN = /^(?:[a-z0-9-]+\.)+[a-z]{2,}$/i;

interface Provider {
  readonly kind: ProviderKind;
  /** The URL of an OpenID Connect provider without `https://`: its condition keys begin with it. */
  readonly url: string;
}

function providerOf({ key, text }: PrincipalMemberView): Provider | undefined {
  const arn = key === 'Federated' ? PROVIDER_ARN.exec(text) : null;
  if (arn !== null) { return { kind: arn[1] as ProviderKind, url: foldAscii(arn[2]) }; }
  return key === 'Federated' && DOMAIN.test(text) ? { kind: 'oidc', url: foldAscii(text) } : undefined;
}

const isTrust = ({ kind }: PolicyView) => kind === PolicyType.TRUST;

const syntaxChecks = [
  ...checksOf<StatementView>(policy => isTrust(policy) ? policy.statements : [], [
    {
      code: 'ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL',
      type: ERROR,
      find: ({ principal }) => principal?.negated ? { details: 'does not belong into a trust policy; name those who assume the role in `Principal`', places: [principal.at] } : undefined,
    },
    {
      code: 'ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL',
      type: ERROR,
      find: ({ principal }) => principal !== undefined && !principal.negated && principal.at.value === '*'
        ? { details: '`*` alone does not belong into a trust policy; name those who assume the role', places: [principal.at] } : undefined,
    },
    {
      code: 'REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY',
      type: SUGGESTION,
      find: ({ principal }) => redundantSessions(principal?.members ?? []),
    },
  ]),
  ...checksOf<PrincipalMemberView>(policy => isTrust(policy) ? policy.principals : [], [{
    code: 'INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY',
    type: ERROR,
    find: member => member.key !== 'Federated' || member.text === '*' || providerOf(member) !== undefined ? undefined
      : `${quoted(member.text)} is no identity provider; write a domain name, or the ARN of a provider in IAM`,
  }]),
];

const ROLE = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/;
const SESSION = /^arn:aws[a-z-]*:(?:sts|iam)::(\d{12}):assumed-role\/([^/]+)\/.+$/;

/** Sessions of roles that stand beside them. */
function redundantSessions(members: PrincipalMemberView[]): Found | undefined {
  const roleOf = (form: RegExp, { text }: PrincipalMemberView) => form.exec(text)?.slice(1).join('/');
  const roles = new Set(members.map(one => roleOf(ROLE, one)));
  const sessions = members.filter(one => roleOf(SESSION, one) !== undefined && roles.has(roleOf(SESSION, one)));
  return sessions.length === 0 ? undefined
    : { details: `${listed(sessions.map(({ text }) => quoted(text)))} is a session of a role that is named too; remove it`, places: sessions.map(({ at }) => at) };
}

/** The actions of trust policies, with those who can call them. */
const CALLERS: { action: string; right: string; fits: (member: PrincipalMemberView) => boolean }[] = [
  { action: 'sts:assumerolewithsaml', right: 'a SAML provider', fits: member => providerOf(member)?.kind === 'saml' },
  { action: 'sts:assumerolewithwebidentity', right: 'an OpenID Connect provider', fits: member => providerOf(member)?.kind === 'oidc' },
  { action: 'sts:assumerole', right: 'a principal that is no identity provider', fits: ({ key }) => key !== 'Federated' },
];

const WEB_IDENTITY = 'sts:AssumeRoleWithWebIdentity';
const GITHUB = 'token.actions.githubusercontent.com';

/** The providers whose users a statement lets assume a role. */
function webProviders({ allows, action, principal }: StatementView): { member: PrincipalMemberView; url: string }[] {
  const isAbout = allows && action !== undefined && !action.negated && principal !== undefined && !principal.negated
    && action.members.some(({ text }) => actionPattern(text).matches(foldAscii(WEB_IDENTITY)));
  return !isAbout ? [] : principal.members.flatMap(member => {
    const provider = providerOf(member);
    return provider?.kind === 'oidc' ? [{ member, url: provider.url }] : [];
  });
}

const hasKeyOf = ({ conditions }: StatementView, url: string) => conditions.some(({ key }) => key.startsWith(`${url}:`));

const statementChecks = checksOf<StatementView>(policy => policy.type === ValidatePolicyType.RESOURCE_POLICY ? policy.statements : [], [
  {
    code: 'MISMATCHED_ACTION_FOR_PRINCIPAL',
    type: ERROR,
    find({ allows, action, principal }): Found | undefined {
      if (!allows || action === undefined || action.negated || principal === undefined || principal.negated || !principal.isKnown || principal.members.length === 0) {
        return undefined;
      }
      for (const { action: name, right, fits } of CALLERS) {
        const named = action.members.filter(({ text }) => foldAscii(text) === name);
        if (named.length > 0 && !principal.members.some(fits)) {
          const names = listed(principal.members.map(({ text }) => quoted(text)));
          return { details: `${quoted(named[0].text)} is never called by ${names}; name ${right}, or the action that they call`, places: [...named, ...principal.members].map(({ at }) => at) };
        }
      }
      return undefined;
    },
  },
  {
    code: 'MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL',
    type: SECURITY_WARNING,
    find(statement): Found | undefined {
      const open = webProviders(statement).filter(({ url }) => !hasKeyOf(statement, url));
      return open.length === 0 ? undefined : {
        details: `allows every user of ${listed(open.map(({ url }) => quoted(url)))}; add a condition on a key such as ${quoted(`${open[0].url}:sub`)}`,
        places: open.map(({ member }) => member.at),
      };
    },
  },
  {
    code: 'MISSING_GITHUB_REPO_CONDITION_KEY',
    type: SECURITY_WARNING,
    find(statement): Found | undefined {
      const github = webProviders(statement).filter(({ url }) => url === GITHUB);
      return github.length === 0 || statement.conditionsOn(`${GITHUB}:sub`).length > 0 ? undefined : {
        details: `allows workflows of every repository on GitHub; add a condition on \`${GITHUB}:sub\` with the repository and branch`,
        places: github.map(({ member }) => member.at),
      };
    },
  },
  {
    code: 'SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED',
    type: WARNING,
    find(statement): Found | undefined {
      if (!webProviders(statement).some(({ url }) => url === GITHUB)) { return undefined; }
      const hasBranch = statement.conditionsOn(`${GITHUB}:ref`).length > 0;
      const loose = statement.conditionsOn(`${GITHUB}:sub`).flatMap(isLike).filter(({ text }) => hasWildcard(hasBranch ? repositoryOf(text) : text));
      return loose.length === 0 ? undefined : {
        details: `${listed(loose.map(({ text }) => quoted(text)))} allows more than one branch of one repository; write \`repo:<owner>/<repository>:ref:refs/heads/<branch>\``,
        places: loose.map(({ at }) => at),
      };
    },
  },
]);

function isLike({ operator, values }: ConditionView): ConditionView['values'] {
  return operator?.wildcards ? values : [];
}

/** `repo:owner/name` of the subject of a token. */
function repositoryOf(subject: string): string {
  return subject.split(':').slice(0, 2).join(':');
}

const ROLES_ANYWHERE = 'rolesanywhere.amazonaws.com';
const NEEDED = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];

const rolesAnywhere: Check = {
  code: 'MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY',
  type: ERROR,
  find(policy) {
    if (policy.type !== ValidatePolicyType.RESOURCE_POLICY) { return []; }
    const callers = policy.statements.filter(one => one.allows && !one.principal?.negated)
      .flatMap(({ principal }) => principal?.members.filter(({ key, text }) => key === 'Service' && text === ROLES_ANYWHERE) ?? []);
    const granted = callers.map(({ statement }) => statement.action);
    if (granted.some(action => action === undefined || action.negated || !action.isKnown)) { return []; }
    const texts = granted.flatMap(action => action!.members.map(({ text }) => text));
    const missing = NEEDED.filter(name => !texts.some(text => actionPattern(text).matches(foldAscii(name))));
    return callers.length === 0 || missing.length === 0 ? []
      : [{ details: `\`${ROLES_ANYWHERE}\` cannot assume the role without ${listed(missing.map(name => `\`${name}\``))}; add that`, places: callers.map(({ at }) => at) }];
  },
};

/** Who assumes a role. */
export const TRUST_POLICY_CHECKS: Check[] = [...syntaxChecks, ...statementChecks, rolesAnywhere];
