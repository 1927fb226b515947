import { Finding, Witness } from './finding';
import { referenceTo } from './permissions';
import { about } from './reviewed-app';
import { Rule } from './rule';
import { ResourcePolicyReading } from '../cloudformation/template-reading';
import { CheckResult, ReasonSummary } from '../engine/analysis/check-types';
import { noPublicAccess } from '../engine/analysis/policy-analyzer';

const FIX = 'name the accounts, roles or users in `Principal`, or require your organization, account or network with a condition';

/**
 * Can everybody use the resource?
 */
export const NoPublicAccess: Rule = {
  name: 'NoPublicAccess',
  question: 'Can everybody use the resource?',
  why: 'Strangers look for what is open to everybody, and find it within minutes.',
  check: ({ stacks }) => stacks.flatMap(({ resourcePolicies }) => resourcePolicies.flatMap(findingOf)),
};

function findingOf({ policy }: ResourcePolicyReading): Finding[] {
  const document = policy.toStrangers ?? policy.document;
  const { result, message, reasons, undecided } = noPublicAccess(document);
  const common = { rule: 'NoPublicAccess', ...about(policy.resource), fix: FIX } as const;
  switch (result) {
    case CheckResult.PASS: return [];
    case CheckResult.UNDECIDED: return [{ ...common, message: `may give public access: ${message}`, dependsOn: undecided }];
    case CheckResult.FAIL: return reasons.map(reason => ({
      ...common,
      message: reason.description,
      statement: referenceTo(policy, document.statements.find(({ index }) => index === reason.statementIndex)!),
      witness: witnessOf(reason),
      dependsOn: reason.dependsOn,
    }));
  }
}

function witnessOf({ witness: { principal, action, resource, context } }: ReasonSummary): Witness {
  return { principal, action, resource, when: context.map(({ contextKeyName, contextKeyValues }) => ({ key: contextKeyName, values: contextKeyValues })) };
}
