/**
 * What happens when something is found.
 */
export enum Enforcement {
  /** Synthesis fails, unless it runs with `--ignore-errors`. */
  STANDARD = 'standard',

  /** Synthesis fails, with `--ignore-errors` too. */
  HARD = 'hard',
}
