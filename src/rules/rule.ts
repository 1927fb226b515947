import { Finding } from './finding';
import { ReviewedApp } from './reviewed-app';
import { RuleName } from './rule-table';

/**
 * A rule asks the engine one question about everybody in an app.
 */
export interface Rule {
  readonly name: RuleName;
  /** What it asks, in one sentence. */
  readonly question: string;
  /** Why that is asked: what somebody could do with it. One or two sentences. */
  readonly why: string;
  check(app: ReviewedApp): Finding[];
}
