import { RuleName } from '../../src/rules/severity';

/** What the gate finds in the corpus, and rightly so. */
export interface ExpectedFinding {
  readonly stack: string;
  readonly rule: RuleName;
  readonly logicalId?: string;
  /** What is truly dangerous about it. */
  readonly why: string;
}

export const EXPECTED_FINDINGS: ExpectedFinding[] = [];
