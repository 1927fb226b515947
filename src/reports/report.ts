import { PrincipalAccessSummary } from '../rules/access-summary';
import { Judgement } from '../rules/judgement';

/** What a report is made of. */
export interface Report {
  readonly judgement: Judgement;
  /** How the folder or the template was named that was judged: `cdk.out`. @default - paths are relative to the assembly */
  readonly judged?: string;
  /** Who may do what, for reports that show it. */
  readonly access: () => PrincipalAccessSummary[];
  /** The text of a template, by its file relative to the assembly; undefined where it is not at hand. */
  readonly templateText: (file: string) => string | undefined;
}
