import { Finding } from './finding';
import { RuleName } from './severity';
import { TemplateReading } from '../cloudformation/template-reading';

/**
 * A rule asks the engine one question about everybody in a template.
 */
export interface Rule {
  readonly name: RuleName;
  /** What it asks, in one sentence. */
  readonly question: string;
  check(reading: TemplateReading): Finding[];
}
