import { findingsOfAnalysis } from './analyzed-policy';
import { confusedDeputyService } from './confused-deputy-services';
import { limitedAccess } from './limited-access';
import { Rule } from './rule';
import { trustedServices } from './trusted-principals';
import { noAccessForStrangers } from '../engine/analysis/policy-analyzer';
import { splitAction } from '../engine/evaluation/authorization-request';
import { parseCaller } from '../engine/evaluation/caller';

/**
 * Can a service use the resource for somebody else? Asked of services that say for whom they act.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention
 */
export const NoConfusedDeputyAccess: Rule = {
  name: 'NoConfusedDeputyAccess',
  question: 'Can a service use the resource for a resource of somebody else?',
  why: 'A service works for everybody: somebody else may have it write to the resource, or call it, if the policy does not ask for whom it acts.',
  check: ({ stacks }) => stacks.flatMap(reading => reading.resourcePolicies.flatMap(({ policy }) => {
    const document = policy.toStrangers ?? policy.document;
    return trustedServices(document).flatMap(service => {
      const access = confusedDeputyService(service)?.access;
      if (access === undefined) { return []; }
      const answer = limitedAccess(document, reading, one => noAccessForStrangers(one, parseCaller(service)!));
      const reasons = answer.reasons.filter(({ witness: { action } }) => Object.hasOwn(access, splitAction(action).service));
      return answer.reasons.length > 0 && reasons.length === 0 ? [] : findingsOfAnalysis('NoConfusedDeputyAccess', policy, document, { ...answer, reasons }, FIX);
    });
  })),
};

const FIX = 'require your account with a condition on `aws:SourceAccount`, or the resource that the service acts for with one on `aws:SourceArn`';
