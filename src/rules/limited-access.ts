import { resourceControlOf } from '../cloudformation/organization-policies';
import { TemplateReading } from '../cloudformation/template-reading';
import { CheckAccessResult, CheckResult } from '../engine/analysis/check-types';
import { splitAction } from '../engine/evaluation/authorization-request';
import { PolicyDocument } from '../engine/policy/policy-document';
import { ServiceAuthorizationReference } from '../engine/service-authorization/service-authorization-reference';

/** The answer about a policy under the resource control policies of the organization, which limit services that support them. */
export function limitedAccess(document: PolicyDocument, reading: TemplateReading, ask: (document: PolicyDocument) => CheckAccessResult): CheckAccessResult {
  const answer = ask(document);
  const limits = resourceControlOf(reading)?.flat() ?? [];
  const isLimited = limits.length > 0 && answer.result !== CheckResult.PASS
    && answer.reasons.every(({ witness: { action } }) => ServiceAuthorizationReference.supportsResourceControlPolicies(splitAction(action).service));
  return isLimited ? ask(document.limitedBy(limits)) : answer;
}
