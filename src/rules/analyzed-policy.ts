import { Finding, Witness } from './finding';
import { referenceTo } from './permissions';
import { about } from './reviewed-app';
import { RuleName } from './rule-table';
import { statementContent } from './statement-content';
import { PolicyReading } from '../cloudformation/template-reading';
import { CheckAccessResult, CheckResult, ReasonSummary } from '../engine/analysis/check-types';
import { PolicyDocument } from '../engine/policy/policy-document';

/** One finding for each reason that the analysis gives; one, where it could not decide. */
export function findingsOfAnalysis(
  rule: RuleName, policy: PolicyReading, document: PolicyDocument, { result, message, reasons, undecided }: CheckAccessResult, fix: string,
): Finding[] {
  const common = { rule, ...about(policy.resource), fix };
  switch (result) {
    case CheckResult.PASS: return [];
    case CheckResult.UNDECIDED: return [{ ...common, message: `may be more than it should: ${message}`, content: contentOf(document), dependsOn: undecided }];
    case CheckResult.FAIL: return reasons.map(reason => ({
      ...common,
      message: reason.description,
      statement: referenceTo(policy, document.statements.find(({ index }) => index === reason.statementIndex)!),
      witness: witnessOf(reason),
      dependsOn: reason.dependsOn,
    }));
  }
}

/** No statement is to blame: all of them are meant. */
function contentOf({ statements }: PolicyDocument): string {
  return JSON.stringify(statements.map(statementContent));
}

function witnessOf({ witness: { principal, action, resource, context } }: ReasonSummary): Witness {
  return { principal, action, resource, when: context.map(({ contextKeyName, contextKeyValues }) => ({ key: contextKeyName, values: contextKeyValues })) };
}
