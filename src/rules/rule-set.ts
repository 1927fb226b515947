import { Finding } from './finding';
import { NoAccessBeyondLock } from './no-access-beyond-lock';
import { NoAccessKey } from './no-access-key';
import { NoAccessOutsideZoneOfTrust } from './no-access-outside-zone-of-trust';
import { NoAdminAccess } from './no-admin-access';
import { NoConfusedDeputyAccess } from './no-confused-deputy-access';
import { NoConfusedDeputyTrust } from './no-confused-deputy-trust';
import { NoConsoleLoginWithoutMfa } from './no-console-login-without-mfa';
import { NoDeprecatedPolicy } from './no-deprecated-policy';
import { NoFullServiceAccess } from './no-full-service-access';
import { NoInvertedAllow } from './no-inverted-allow';
import { NoMissingBoundary } from './no-missing-boundary';
import { NoOpenAction } from './no-open-action';
import { NoOpenOidcTrust } from './no-open-oidc-trust';
import { NoOpenResource } from './no-open-resource';
import { NoOversizedPolicy } from './no-oversized-policy';
import { NoPlainHttp } from './no-plain-http';
import { NoPrivilegeEscalation } from './no-privilege-escalation';
import { NoPublicAccess } from './no-public-access';
import { NoPublicSwitches } from './no-public-switches';
import { NoPublicTrust } from './no-public-trust';
import { NoSamlTrustWithoutAudience } from './no-saml-trust-without-audience';
import { NoSensitiveActionWithoutMfa } from './no-sensitive-action-without-mfa';
import { NoUnboundedCredentials } from './no-unbounded-credentials';
import { NoUnboundedDataAccess } from './no-unbounded-data-access';
import { NoUnboundedPassRole } from './no-unbounded-pass-role';
import { NoUnboundedPermissionsManagement } from './no-unbounded-permissions-management';
import { NoUnconditionalCrossAccountTrust } from './no-unconditional-cross-account-trust';
import { NoUngroupedUser } from './no-ungrouped-user';
import { NoUnlistedAction } from './no-unlisted-action';
import { NoUnreadablePolicy } from './no-unreadable-policy';
import { NoUserPolicies } from './no-user-policies';
import { NoWeakenedOrganizationPolicy } from './no-weakened-organization-policy';
import { NoWildcardResource } from './no-wildcard-resource';
import { Profile } from './profile';
import { ReviewedApp } from './reviewed-app';
import { Rule } from './rule';
import { RuleOptions } from './rule-options';
import { RULE_TABLE } from './rule-table';
import { AppReading } from '../cloudformation/app-reading';
import { TemplateReading } from '../cloudformation/template-reading';
import { quoted } from '../engine/policy/policy-problem';

/** In the order in which findings are reported. */
export const RULES: Rule[] = [
  NoUnreadablePolicy,
  NoAdminAccess,
  NoPrivilegeEscalation,
  NoPublicTrust,
  NoOpenOidcTrust,
  NoSamlTrustWithoutAudience,
  NoUnconditionalCrossAccountTrust,
  NoPublicAccess,
  NoPublicSwitches,
  NoAccessOutsideZoneOfTrust,
  NoUnboundedDataAccess,
  NoPlainHttp,
  NoConfusedDeputyTrust,
  NoConfusedDeputyAccess,
  NoUnboundedPassRole,
  NoUnboundedPermissionsManagement,
  NoUnboundedCredentials,
  NoFullServiceAccess,
  NoWeakenedOrganizationPolicy,
  NoOpenAction,
  NoOpenResource,
  NoMissingBoundary,
  NoOversizedPolicy,
  NoAccessBeyondLock,
  NoInvertedAllow,
  NoUnlistedAction,
  NoDeprecatedPolicy,
  NoUserPolicies,
  NoUngroupedUser,
  NoAccessKey,
  NoConsoleLoginWithoutMfa,
  NoSensitiveActionWithoutMfa,
  NoWildcardResource,
];

/** The rules that are asked with these options. */
export function rulesFor({ profile = Profile.BASELINE, alsoAsk = [] }: Pick<RuleOptions, 'profile' | 'alsoAsk'>): Rule[] {
  return RULES.filter(({ name }) => profile === Profile.STRICT || RULE_TABLE[name].profile === Profile.BASELINE || alsoAsk.includes(name));
}

/** Asks the rules about all templates of an app. */
export function findingsInApp(reading: AppReading, rules: Rule[] = RULES, options: RuleOptions = {}): Finding[] {
  return findingsOf(new ReviewedApp(reading, options), rules);
}

/** Asks the rules about a template alone. */
export function findingsIn(reading: TemplateReading, rules: Rule[] = RULES, options: RuleOptions = {}): Finding[] {
  return findingsInApp({ stacks: [reading], unread: [], accepted: [], restrictions: [] }, rules, options);
}

/** Fails closed: a rule that fails, or answers with something else than findings, is a finding. */
export function findingsOf(app: ReviewedApp, rules: Rule[], onRule: (rule: string) => void = () => {}): Finding[] {
  return unique(rules.flatMap(rule => {
    try {
      onRule(rule.name);
      const findings: unknown = rule.check(app);
      return Array.isArray(findings) && [...findings].every(isFinding) ? findings : [ruleFailed(rule, 'it answered with something else than findings')];
    } catch (error) {
      return [ruleFailed(rule, String(error))];
    }
  }));
}

/** A finding that nobody made, in place of the ones that a rule could not make. */
export function ruleFailed({ name }: { readonly name: string }, reason: string): Finding {
  return {
    rule: 'NoUnreadablePolicy',
    message: `\`${name}\` failed: ${quoted(reason)}`,
    fix: 'report this as a defect of cdk-iam-guardrails; until then nothing is known of what the rule would have found',
    dependsOn: [],
  };
}

function isFinding(finding: any): finding is Finding {
  return typeof finding === 'object' && finding !== null && Object.hasOwn(RULE_TABLE, finding.rule)
    && typeof finding.message === 'string' && typeof finding.fix === 'string' && Array.isArray(finding.dependsOn);
}

/** One finding for one statement under one rule: a policy alone is asked as if a user had it, and as if a role had it. */
function unique(findings: Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ rule, stack, logicalId, message, statement }) => {
    const key = JSON.stringify([rule, stack, logicalId, statement ?? message]);
    return !seen.has(key) && seen.add(key);
  });
}
