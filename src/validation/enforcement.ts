/**
 * What happens when something is found.
 */
export enum Enforcement {
  /** Synthesis fails, unless it runs with `--ignore-errors`. */
  STANDARD = 'standard',

  /** Synthesis fails, with `--ignore-errors` too. */
  HARD = 'hard',

  /**
   * For adoption: the first synthesis passes whatever is found, and writes it into a baseline file; from then on only what is beyond that fails.
   * Nothing else ever writes the file: `cdk-iam-guardrails baseline` does.
   */
  REPORT = 'report',
}
