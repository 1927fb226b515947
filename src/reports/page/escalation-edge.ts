/** What one can become by some actions, and the findings that say so. */
export interface EscalationEdge {
  readonly from: string;
  readonly to: string;
  readonly actions: string[];
  /** Fingerprints. */
  readonly findings: string[];
}
