import { Finding } from './finding';
import { NoAdminAccess } from './no-admin-access';
import { NoPrivilegeEscalation } from './no-privilege-escalation';
import { NoPublicAccess } from './no-public-access';
import { NoPublicTrust } from './no-public-trust';
import { NoUnreadablePolicy, unreadFinding } from './no-unreadable-policy';
import { NoUserPolicies } from './no-user-policies';
import { NoWildcardResource } from './no-wildcard-resource';
import { Rule } from './rule';
import { SEVERITIES } from './severity';
import { AppReading } from '../cloudformation/app-reading';
import { TemplateReading } from '../cloudformation/template-reading';
import { quoted } from '../engine/policy/policy-problem';

/** In the order in which findings are reported. */
export const RULES: Rule[] = [
  NoUnreadablePolicy,
  NoAdminAccess,
  NoPrivilegeEscalation,
  NoPublicTrust,
  NoPublicAccess,
  NoUserPolicies,
  NoWildcardResource,
];

/** Asks every rule about every template of an app. */
export function findingsInApp({ stacks, unread }: AppReading, rules: Rule[] = RULES): Finding[] {
  return [
    ...unread.map(unreadFinding),
    ...stacks.flatMap(reading => findingsIn(reading, rules).map(finding => ({ ...finding, stack: reading.stack.id }))),
  ];
}

/**
 * Asks every rule about a template. Fails closed: a rule that fails, or answers with something else than findings, is a finding.
 */
export function findingsIn(reading: TemplateReading, rules: Rule[] = RULES): Finding[] {
  return unique(rules.flatMap(rule => {
    try {
      const findings: unknown = rule.check(reading);
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
  return typeof finding === 'object' && finding !== null && Object.hasOwn(SEVERITIES, finding.rule)
    && typeof finding.message === 'string' && typeof finding.fix === 'string' && Array.isArray(finding.dependsOn);
}

/** One finding for one statement under one rule: a policy alone is asked as if a user had it, and as if a role had it. */
function unique(findings: Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ rule, logicalId, message, statement }) => {
    const key = JSON.stringify([rule, logicalId, statement ?? message]);
    return !seen.has(key) && seen.add(key);
  });
}
