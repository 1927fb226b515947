import { quoted } from '../engine/policy/policy-problem';
import { Judgement } from '../rules/judgement';
import { RatedFinding } from '../rules/rated-finding';

/** What does not block, and by whose word, and what blocks soon, line by line. */
export function liftedLines({ waived, acknowledged, baselined, warnings }: Judgement): string[] {
  return [
    ...waived.map(({ finding, waiver: { owner, ticket, expires, reason } }) =>
      `waived: ${titleOf(finding)} until ${expires}, by ${quoted(owner)}${ticket === undefined ? '' : ` (${quoted(ticket)})`}: ${quoted(reason)}`),
    ...acknowledged.map(({ finding, acknowledgedAt, reason }) => `acknowledged: ${titleOf(finding)}, at ${quoted(acknowledgedAt)}: ${quoted(reason)}`),
    ...baselined.map(finding => `in the baseline: ${titleOf(finding)}`),
    ...warnings.map(warning => `warning: ${warning}`),
  ];
}

function titleOf({ severity, rule, constructPath, fingerprint }: RatedFinding): string {
  return `${severity} ${quoted(rule)} of ${quoted(constructPath)} (${fingerprint})`;
}
