/**
 * Somebody's word that one finding is meant, until a day.
 */
export interface WaiverOptions {
  /** The name of the rule: `NoAdminAccess`. */
  readonly rule: string;

  /** Why it is meant. */
  readonly reason: string;

  /** Who answers for it. */
  readonly owner: string;

  /** The last day on which it counts, in UTC: `2027-03-31`. */
  readonly expires: string;

  /**
   * The fingerprint that the finding prints, 16 hexadecimal digits: what was seen. It is another when the statement says something else.
   *
   * @default - the waiver lifts nothing, and the finding about it says which fingerprints there are
   */
  readonly fingerprint?: string;

  /**
   * Where it was decided.
   *
   * @default - nowhere
   */
  readonly ticket?: string;
}
