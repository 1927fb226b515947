import { quoted } from '../../engine/policy/policy-problem';
import { Judgement } from '../../rules/judgement';
import { RatedFinding } from '../../rules/rated-finding';

/** A finding, and what became of it. */
export interface ShownFinding {
  readonly finding: RatedFinding;
  readonly status: 'blocks' | 'waived' | 'acknowledged' | 'baseline';
  /** By whose word it does not block, as a message. */
  readonly lifted?: string;
}

/** Every finding of the judgement: first what blocks. */
export function shownFindings({ findings, waived, acknowledged, baselined }: Judgement): ShownFinding[] {
  return [
    ...findings.map((finding): ShownFinding => ({ finding, status: 'blocks' })),
    ...waived.map(({ finding, waiver: { owner, ticket, expires, reason } }): ShownFinding => ({
      finding, status: 'waived', lifted: `waived by ${quoted(owner)}${ticket === undefined ? '' : ` (${quoted(ticket)})`} until ${expires}: ${quoted(reason)}`,
    })),
    ...acknowledged.map(({ finding, acknowledgedAt, reason }): ShownFinding => ({ finding, status: 'acknowledged', lifted: `acknowledged at ${quoted(acknowledgedAt)}: ${quoted(reason)}` })),
    ...baselined.map((finding): ShownFinding => ({ finding, status: 'baseline', lifted: 'it was there when the baseline was written' })),
  ];
}
