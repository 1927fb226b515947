import { ANY_REQUEST } from './covered-actions';
import { EscalationPath, escalationPaths } from './escalation-paths';
import { remembered } from './remembered';
import { Pattern } from '../engine/policy/pattern';
import { PatternElement } from '../engine/policy/pattern-element';
import { Statement } from '../engine/policy/statement';
import { foldAscii } from '../engine/policy/text';
import { NO } from '../engine/policy/truth';

/** The paths whose actions are all covered by Allow statements, and by which. */
export interface Prospects {
  readonly paths: EscalationPath[];
  statementsFor(actions: string[]): Statement[];
}

interface NamedAction { readonly name: string; readonly folded: string }

/**
 * Sorts out what no path can begin with: most statements cover none of the actions. What the same `Action` covers is worked out once.
 */
export class PathActions {
  private readonly byService = new Map<string, NamedAction[]>();
  private readonly coveredBy = new WeakMap<PatternElement, string[]>();
  private readonly possible = new Map<string, EscalationPath[]>();

  constructor() {
    const names = new Set(escalationPaths().flatMap(({ permissions }) => permissions.flatMap(({ actions }) => actions)));
    for (const name of names) {
      const folded = foldAscii(name);
      const [service] = folded.split(':');
      this.byService.set(service, [...this.byService.get(service) ?? [], { name, folded }]);
    }
  }

  public prospectsOf(statements: Statement[]): Prospects {
    const covering = statements.map(statement => ({ statement, covered: this.coveredActions(statement) })).filter(({ covered }) => covered.length > 0);
    const actions = new Set(covering.flatMap(({ covered }) => covered));
    return {
      paths: this.pathsOf(actions),
      statementsFor: asked => covering.filter(({ covered }) => asked.some(action => covered.includes(action))).map(({ statement }) => statement),
    };
  }

  private pathsOf(actions: ReadonlySet<string>): EscalationPath[] {
    const key = [...actions].sort().join(' ');
    let paths = this.possible.get(key);
    if (paths === undefined) {
      paths = escalationPaths().filter(({ permissions }) => permissions.every(one => one.actions.every(action => actions.has(action))));
      this.possible.set(key, paths);
    }
    return paths;
  }

  private coveredActions({ effect, action, services = [...this.byService.keys()] }: Statement): string[] {
    return effect === 'Deny' ? NONE : remembered(this.coveredBy, action, () => {
      const candidates = services.flatMap(service => this.byService.get(service) ?? []);
      const covers = coverageOf(action);
      return candidates.filter(({ folded }) => covers(folded)).map(({ name }) => name);
    });
  }
}

const NONE: string[] = [];

/** Which actions, folded, an element may cover. Most patterns are written out, or begin otherwise. */
function coverageOf(element: PatternElement): (folded: string) => boolean {
  if (element.negated) { return folded => element.matches(folded, ANY_REQUEST, ANY_REQUEST) !== NO; }
  const written = new Set<string>();
  const others: { readonly start: string; readonly pattern: Pattern }[] = [];
  for (const pattern of element.allPatterns) {
    const { source } = pattern;
    const wildcard = typeof source === 'string' ? source.search(/[*?]/) : 0;
    if (typeof source === 'string' && wildcard < 0) { written.add(foldAscii(source)); continue; }
    others.push({ start: typeof source === 'string' ? foldAscii(source.slice(0, wildcard)) : '', pattern });
  }
  return folded => written.has(folded) || others.some(({ start, pattern }) => folded.startsWith(start) && pattern.matches(folded, ANY_REQUEST) !== NO);
}
