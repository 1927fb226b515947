import { Finding } from './finding';
import { ReviewedApp } from './reviewed-app';
import { Rule } from './rule';
import { AppReading } from '../cloudformation/app-reading';
import { quoted } from '../engine/policy/policy-problem';

/** What the app says about what it means to do, and that the rules took for granted. */
export interface Declaration {
  /** The construct that declares it. */
  readonly constructPath: string;
  /** What kind it is. */
  readonly kind: string;
  /** What is declared, in one sentence without a full stop. */
  readonly text: string;
}

/** What is said of the findings about declarations, as other rules say it. */
export const NoStaleDeclaration: Omit<Rule, 'check' | 'name'> & { readonly name: 'NoStaleDeclaration' } = {
  name: 'NoStaleDeclaration',
  question: 'Is a value declared that is known, that stands nowhere, or of which nothing is said?',
  why: 'Whoever reads the report takes a declaration for a promise about something: one about nothing hides what it was once about.',
};

/** Everything that is declared, for the report. */
export function declarationsIn({ declarations = [] }: AppReading): Declaration[] {
  return declarations.flatMap(({ constructPath, value, shape, reason }) => value === undefined || shape === undefined || reason === undefined ? [] : [{
    constructPath, kind: 'value', text: `${quoted(value)} will be ${quoted(shape)}: ${reason}`,
  }]);
}

/** Declarations that do not count. */
export function staleDeclarations({ reading: { declarations = [] }, policies }: ReviewedApp): Finding[] {
  // What policies rest on is known once all of them are compiled.
  if (declarations.length > 0) { policies.forEach(({ document }) => document.statements); }
  return declarations.flatMap(({ constructPath, stack, value, problem }) => problem === undefined ? [] : [{
    rule: NoStaleDeclaration.name,
    ...stack !== '' && { stack },
    constructPath,
    message: `declares ${value === undefined ? 'nothing that can be read' : quoted(value)}: ${problem}`,
    fix: 'keep a declaration only for a value of a policy that nobody knows before deployment',
    dependsOn: [],
  }]);
}
