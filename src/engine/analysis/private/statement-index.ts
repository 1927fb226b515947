import { Budget } from './budget';
import { PatternSet, startOf } from './pattern-set';
import { StartIndex } from './start-index';
import { formulaOf, StatementFormula } from './statement-formula';
import { WordPattern } from './word-pattern';
import { PolicyDocument } from '../../policy/policy-document';
import { Effect } from '../../policy/statement';

/** As many are looked at one by one. */
const FEW = 8;

/** One of the texts with which the actions, or the resources, of a statement begin. */
interface Beginning {
  readonly start: string;
  /** Of the statement, among all. */
  readonly place: number;
}

/** Statements of one effect that may apply to actions of one service, found by how their actions and resources begin. */
class StatementIndex {
  private actions: StartIndex<Beginning> | undefined;
  private resources: StartIndex<Beginning> | undefined;

  constructor(private readonly all: StatementFormula[]) {}

  /** Those that may apply to actions of a pattern, on resources of a set, in their order. */
  public meeting(action: WordPattern | undefined, resource: PatternSet | undefined): StatementFormula[] {
    return this.around(action, resource).filter(one => meetsAction(one, action) && meetsResource(one, resource));
  }

  private around(action: WordPattern | undefined, resource: PatternSet | undefined): StatementFormula[] {
    if (this.all.length <= FEW) { return this.all; }
    let places = this.aroundResource(resource);
    if (action !== undefined && (places === undefined || places.length > FEW)) {
      this.actions ??= this.indexOf(({ actionSet }) => actionSet);
      const byAction = placesOf(this.actions.around(startOf(action)));
      if (places === undefined || byAction.length < places.length) { places = byAction; }
    }
    if (places === undefined) { return this.all; }
    Budget.spend(places.length >> 2);
    return places.sort((a, b) => a - b).map(place => this.all[place]);
  }

  private aroundResource(resource: PatternSet | undefined): number[] | undefined {
    if (resource === undefined || resource.patterns.length > FEW || resource.patterns.some(pattern => startOf(pattern) === '')) { return undefined; }
    this.resources ??= this.indexOf(({ resourceSet }) => resourceSet);
    return placesOf(resource.patterns.flatMap(pattern => this.resources!.around(startOf(pattern))));
  }

  private indexOf(setOf: (one: StatementFormula) => PatternSet | undefined): StartIndex<Beginning> {
    const beginnings = this.all.flatMap((one, place) => setOf(one)?.patterns.map(pattern => ({ start: startOf(pattern), place })) ?? [{ start: '', place }]);
    return new StartIndex(beginnings, ({ start }) => start);
  }
}

function placesOf(beginnings: Beginning[]): number[] {
  return [...new Set(beginnings.map(({ place }) => place))];
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
  return index.meeting(action, resource);
}

/** The service of all actions of a pattern, where it has one; else an empty text. */
export function serviceOf({ start }: WordPattern): string {
  return start.slice(0, Math.max(0, start.indexOf(':')));
}
