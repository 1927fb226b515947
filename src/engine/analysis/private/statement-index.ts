import { Budget } from './budget';
import { PatternSet, startOf } from './pattern-set';
import { StartIndex } from './start-index';
import { formulaOf, StatementFormula } from './statement-formula';
import { WordPattern } from './word-pattern';
import { PolicyDocument } from '../../policy/policy-document';
import { Effect } from '../../policy/statement';

/** As many are looked at one by one. */
const FEW = 8;

/** As many that are likely are looked at. */
const MOST_LIKELY = 64;

/** One of the texts with which the actions, or the resources, of a statement begin. */
interface Beginning {
  readonly start: string;
  /** Of the statement, among all. */
  readonly place: number;
}

type Element = 'actionSet' | 'resourceSet';

/** Statements of one effect that may apply to actions of one service, found by how their actions and resources begin. */
class StatementIndex {
  private readonly beginnings: { [element in Element]?: StartIndex<Beginning> } = {};
  /** By their resources, as they are written but for wildcards. */
  private written: StartIndex<Beginning> | undefined;

  constructor(private readonly all: StatementFormula[]) {}

  /** Those that may apply to actions of a pattern, on resources of a set, in their order. */
  public meeting(action: WordPattern | undefined, resource: PatternSet | undefined): StatementFormula[] {
    return this.around(action, resource).filter(one => meetsAction(one, action) && meetsResource(one, resource));
  }

  /** A few that may apply to actions of a pattern, and are likely to apply to all resources of a set: without wildcards, one of their own begins one of these. None of few. */
  public likely(action: WordPattern | undefined, resource: PatternSet | undefined): StatementFormula[] {
    const [first] = resource?.patterns ?? [];
    if (first === undefined || this.all.length <= FEW) { return []; }
    this.written ??= new StartIndex(this.all.flatMap((one, place) => one.resourceSet?.patterns.map(pattern => ({ start: pattern.sample(''), place })) ?? []), ({ start }) => start);
    const found: StatementFormula[] = [];
    const beginning = this.written.before(first.sample(''));
    // The longest say the most.
    for (let i = beginning.length - 1; i >= 0 && i >= beginning.length - MOST_LIKELY && found.length < FEW; i--) {
      const one = this.all[beginning[i].place];
      if (meetsAction(one, action)) { found.push(one); }
    }
    return found;
  }

  private around(action: WordPattern | undefined, resource: PatternSet | undefined): StatementFormula[] {
    if (this.all.length <= FEW) { return this.all; }
    const byAction = this.lookup('actionSet', action === undefined ? [] : [action]);
    const byResource = byAction.count > FEW ? this.lookup('resourceSet', resource?.patterns ?? []) : byAction;
    const { count, places } = byAction.count <= byResource.count ? byAction : byResource;
    if (count >= this.all.length) { return this.all; }
    Budget.spend(count >> 2);
    return places().sort((a, b) => a - b).map(place => this.all[place]);
  }

  /** The statements, by their places, one of whose patterns begins as one of these may; all where nothing is known of these. */
  private lookup(element: Element, patterns: WordPattern[]): { readonly count: number; places(): number[] } {
    const starts = patterns.map(startOf);
    if (starts.length === 0 || starts.length > FEW || starts.includes('')) { return { count: this.all.length, places: () => this.all.map((_, place) => place) }; }
    const index = this.beginnings[element] ??= this.indexOf(element);
    return {
      count: starts.reduce((sum, start) => sum + index.countAround(start), 0),
      places: () => [...new Set(starts.flatMap(start => index.around(start)).map(({ place }) => place))],
    };
  }

  private indexOf(element: Element): StartIndex<Beginning> {
    const beginnings = this.all.flatMap((one, place) => one[element]?.patterns.map(pattern => ({ start: startOf(pattern), place })) ?? [{ start: '', place }]);
    return new StartIndex(beginnings, ({ start }) => start);
  }
}

function meetsAction({ actionSet }: StatementFormula, action: WordPattern | undefined): boolean {
  return action === undefined || actionSet === undefined || actionSet.meeting(action).length > 0;
}

function meetsResource({ resourceSet }: StatementFormula, resource: PatternSet | undefined): boolean {
  if (resource === undefined || resourceSet === undefined || resourceSet.isEverything || resource.patterns.length > FEW) { return true; }
  return resource.patterns.some(pattern => resourceSet.meeting(pattern).length > 0);
}

const indexes = new WeakMap<PolicyDocument, Map<string, StatementIndex>>();

/**
 * Statements of a document that may apply to actions of a pattern, on resources of a set. Their formulas are about requests of that service.
 *
 * @param action undefined: any
 * @param resource undefined: any
 */
export function near(document: PolicyDocument, effect: Effect, action: WordPattern | undefined, resource?: PatternSet): StatementFormula[] {
  return indexOf(document, effect, action).meeting(action, resource);
}

/** A few statements of a document that may apply to actions of a pattern, and are likely to apply to all resources of a set. */
export function likelyNear(document: PolicyDocument, effect: Effect, action: WordPattern | undefined, resource: PatternSet | undefined): StatementFormula[] {
  return indexOf(document, effect, action).likely(action, resource);
}

function indexOf(document: PolicyDocument, effect: Effect, action: WordPattern | undefined): StatementIndex {
  const service = action === undefined ? '' : serviceOf(action);
  let known = indexes.get(document);
  if (known === undefined) {
    known = new Map();
    indexes.set(document, known);
  }
  const key = effect + service;
  let index = known.get(key);
  if (index === undefined) {
    const statements = (service === '' ? document.statements : document.statementsFor(service).flat()).filter(statement => statement.effect === effect);
    Budget.spend(1 + (statements.length >> 1));
    index = new StatementIndex(statements.map(statement => formulaOf(statement, service)));
    known.set(key, index);
  }
  return index;
}

/** The service of all actions of a pattern, where it has one; else an empty text. */
export function serviceOf({ start }: WordPattern): string {
  return start.slice(0, Math.max(0, start.indexOf(':')));
}
