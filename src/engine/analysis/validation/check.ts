import { FindingType } from '../validation-types';
import { PolicyView } from './policy-view';

/** Where something stands: a path is only spelt when it is told. */
export interface Located {
  readonly path: string;
}

/** What a check found. */
export interface Found {
  readonly details: string;
  readonly places: Located[];
}

/** One check of IAM Access Analyzer, or a part of one: several may have the same code. */
export interface Check {
  /** AWS's code for the finding. */
  readonly code: string;
  readonly type: FindingType;
  find(policy: PolicyView): Iterable<Found>;
}

/** A check that looks at one part of a policy at a time: a statement, an action, a condition. */
export interface Rule<Subject> {
  readonly code: string;
  readonly type: FindingType;
  /** What is wrong with it: words alone are about the place of the subject itself. */
  find(subject: Subject): string | Found | undefined;
}

/** The rules as checks, each of which looks at all these parts of a policy. */
export function checksOf<Subject extends { readonly at: Located }>(subjectsOf: (policy: PolicyView) => Subject[], rules: Rule<Subject>[]): Check[] {
  return rules.map(({ code, type, find }) => ({
    code,
    type,
    *find(policy: PolicyView) {
      for (const subject of subjectsOf(policy)) {
        const found = find(subject);
        if (found !== undefined) { yield typeof found === 'string' ? { details: found, places: [subject.at] } : found; }
      }
    },
  }));
}

/** Texts in a row for a message: `a`, `b` and 3 more. */
export function listed(texts: string[], most = 5): string {
  const shown = texts.slice(0, most).join(', ');
  return texts.length > most ? `${shown} and ${texts.length - most} more` : shown;
}
