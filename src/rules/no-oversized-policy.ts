import { Finding } from './finding';
import { about } from './reviewed-app';
import { Rule } from './rule';
import { PolicyReading, PrincipalReading } from '../cloudformation/template-reading';
import { POLICY_QUOTAS } from '../engine/policy/policy-type';

/**
 * Have the inline policies of a principal together more characters than AWS accepts? Of one policy it is said where that is read.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const NoOversizedPolicy: Rule = {
  name: 'NoOversizedPolicy',
  question: 'Have the inline policies of a principal together more characters than AWS accepts?',
  why: 'The deployment fails half-way, and what is then pressed into fewer characters gets wider.',
  check: ({ principals }) => principals.flatMap(principal => findingOf(principal) ?? []),
};

const QUOTAS: Record<string, number> = {
  'AWS::IAM::Role': POLICY_QUOTAS.inlinePoliciesOfRole,
  'AWS::IAM::User': POLICY_QUOTAS.inlinePoliciesOfUser,
  'AWS::IAM::Group': POLICY_QUOTAS.inlinePoliciesOfGroup,
};

function findingOf({ kind, resource, policies }: PrincipalReading): Finding | undefined {
  const quota = Object.hasOwn(QUOTAS, resource.type) ? QUOTAS[resource.type] : Infinity;
  const least = policies.filter(policy => policy.kind === 'inline' && isThere(policy)).reduce((sum, { document }) => sum + document.leastCharacters, 0);
  return least <= quota ? undefined : {
    rule: 'NoOversizedPolicy',
    ...about(resource),
    message: `has inline policies of at least ${least} characters together; AWS accepts at most ${quota}`,
    fix: `move statements into managed policies, or give the ${kind} less to do`,
    dependsOn: [],
  };
}

/** Is any of it surely there? */
function isThere({ document: { statements } }: PolicyReading): boolean {
  return statements.some(({ dependsOn }) => dependsOn === undefined);
}
