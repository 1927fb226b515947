/**
 * Which rules are asked.
 */
export enum Profile {
  /** What a request shows to be dangerous. Made to be left switched on. */
  BASELINE = 'baseline',
  /** Hygiene as well: what is dangerous only together with something else, or harder to review than it need be. */
  STRICT = 'strict',
}
