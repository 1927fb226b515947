import { Budget, BudgetSpent } from './budget';
import { ChoiceLiteral, Formula, Literal, not, some, TextLiteral } from './formula';
import { KeyLiteral, ValueDemand } from './key-literal';
import { findText, PatternSet, TextDomain } from './pattern-set';
import { Token } from './tokens';
import { MeasuredFamily, representatives, ValueSet } from './value-set';
import { Choice, Outcome } from '../../policy/choice';

/** What a key may hold. */
export interface KeyFacts {
  readonly isMultivalued: boolean;
  /** Undefined where nobody knows the type of its values. */
  readonly family?: MeasuredFamily | 'text';
  readonly domain: TextDomain;
}

/** What the solver must know of the world. */
export interface World {
  readonly action: TextDomain;
  readonly resource: TextDomain;
  key(name: string): KeyFacts;
}

/** A word that was found; symbols may stand in it. */
export type FoundText = Token[] | string;

/** One request that answers all demands. */
export interface Model {
  readonly action: FoundText;
  readonly resource: FoundText;
  /** The keys that are there, and their values. */
  readonly keys: Map<string, FoundText[]>;
  /** How open values turned out. */
  readonly choices: Outcome[];
  /** Everything that was demanded, by dimension. */
  readonly demands: Demands;
}

/** Demands by dimension; those of keys under their names. */
export interface Demands {
  readonly texts: { readonly [dimension in 'action' | 'resource']: TextDemands };
  readonly keys: ReadonlyMap<string, KeyLiteral[]>;
  readonly choices: ReadonlyMap<string, ChoiceDemands>;
}

export interface TextDemands {
  readonly inside: PatternSet[];
  readonly outside: PatternSet[];
}

interface ChoiceDemands { readonly choice: Choice; readonly is?: number; readonly isNot: number[] }

/** More ways in which values may be empty are not looked at. */
const MOST_WAYS = 64;

const NO_TEXT: TextDemands = { inside: [], outside: [] };
export const NO_DEMANDS: Demands = { texts: { action: NO_TEXT, resource: NO_TEXT }, keys: new Map(), choices: new Map() };

/**
 * Is there a request for which all of some formulas hold? Asserts literals, drops what holds anyway, and branches on the smallest
 * disjunction. Every dimension has a theory of its own that finds a value or proves that there is none.
 */
export class Solver<Answer> {
  private readonly texts = new Map<string, FoundText | undefined>();
  private readonly values = new Map<string, FoundText[] | undefined>();
  /** Numbers for the literals of keys, which say a lot. */
  private readonly numbers = new Map<string, number>();

  /** @param accepts what to make of a model: undefined sends the search on */
  constructor(private readonly world: World, private readonly budget: Budget, private readonly accepts: (model: Model) => Answer | undefined) {}

  /** @returns undefined when there is surely none */
  public solve(formulas: Formula[], demands: Demands = NO_DEMANDS): Answer | undefined {
    const closed: Literal[] = [];
    const open: Formula[] = [];
    if (!flatten(formulas, closed, open)) { return undefined; }
    this.budget.spend((closed.length + formulas.length) >> 2);
    const draft = new Draft(demands);
    for (const one of closed) {
      if (!draft.add(one)) { return undefined; }
    }
    for (const dimension of draft.changed) {
      if (!this.isPossible(dimension, draft)) { return undefined; }
    }
    return this.branch(open, draft);
  }

  private branch(open: Formula[], demands: Demands): Answer | undefined {
    this.budget.spend(1 + open.length);
    const pending: Formula[][] = [];
    const units: Formula[] = [];
    let smallest = -1;
    for (const formula of open) {
      const parts = this.viable(formula, demands);
      if (parts === undefined) { continue; }
      if (parts.length === 0) { return undefined; }
      if (parts.length === 1) {
        units.push(parts[0]);
      } else {
        pending.push(parts);
        if (smallest < 0 || parts.length < pending[smallest].length) { smallest = pending.length - 1; }
      }
    }
    if (units.length > 0) { return this.solve([...units, ...pending.map(parts => some(parts))], demands); }
    if (smallest < 0) {
      const model = this.model(demands);
      return model && this.accepts(model);
    }
    const others = pending.filter((_, i) => i !== smallest).map(parts => some(parts));
    const refused: Formula[] = [];
    for (const part of pending[smallest]) {
      const found = this.solve([part, ...refused, ...others], demands);
      if (found !== undefined) { return found; }
      if (part.kind === 'literal') { refused.push(not(part)); }
    }
    return undefined;
  }

  /** The parts of a disjunction that are not refuted; undefined when it holds anyway. */
  private viable(formula: Formula, demands: Demands): Formula[] | undefined {
    const parts: Formula[] = [];
    for (const part of partsOf(formula)) {
      const status = this.statusOf(part, demands);
      if (status === true) { return undefined; }
      if (status === undefined) { parts.push(part); }
    }
    return parts;
  }

  /** Whether a formula surely holds or surely does not, where that is quickly seen. */
  private statusOf(formula: Formula, demands: Demands): boolean | undefined {
    switch (formula.kind) {
      case 'literal': return this.literalStatus(formula.literal, demands);
      case 'all': {
        let status: boolean | undefined = true;
        for (const part of formula.parts) {
          const one = this.statusOf(part, demands);
          if (one === false) { return false; }
          if (one === undefined) { status = undefined; }
        }
        return status;
      }
      case 'some': {
        let status: boolean | undefined = false;
        for (const part of formula.parts) {
          const one = this.statusOf(part, demands);
          if (one === true) { return true; }
          if (one === undefined) { status = undefined; }
        }
        return status;
      }
    }
  }

  private literalStatus(one: Literal, demands: Demands): boolean | undefined {
    switch (one.kind) {
      case 'text': {
        const { inside, outside } = demands.texts[one.dimension];
        this.budget.spend((inside.length + outside.length) >> 3);
        const holds = memberStatus(one.set, demands.texts[one.dimension]);
        return holds === undefined ? undefined : holds === one.inside;
      }
      case 'choice': {
        const { is, isNot = [] } = demands.choices.get(one.dimension) ?? {};
        if (is !== undefined) { return (is === one.value) === one.equal; }
        return isNot.includes(one.value) ? !one.equal : undefined;
      }
      case 'key': {
        const asserted = demands.keys.get(one.dimension) ?? [];
        if (asserted.some(other => other.id === one.id)) { return true; }
        if (asserted.length > 0 && asserted.some(other => other.id === one.negated().id)) { return false; }
        return this.isKeyPossible(one.dimension, [...asserted, one]) ? undefined : false;
      }
    }
  }

  private isPossible(dimension: string, demands: Demands): boolean {
    if (dimension === 'action' || dimension === 'resource') { return this.text(dimension, demands.texts[dimension]) !== undefined; }
    const key = dimension.slice(KEY.length);
    return !dimension.startsWith(KEY) || this.isKeyPossible(key, demands.keys.get(key)!);
  }

  private isKeyPossible(key: string, literals: KeyLiteral[]): boolean {
    return this.valuesOf(key, literals) !== undefined;
  }

  private valuesOf(key: string, literals: KeyLiteral[]): FoundText[] | undefined {
    this.budget.spend(literals.length >> 3);
    const numbers = literals.map(one => this.numberOf(one));
    return remembered(this.values, `${key}:${(numbers.length > 1 ? numbers.sort((a, b) => a - b) : numbers).join()}`, () => this.keyValues(key, literals));
  }

  private numberOf({ id }: KeyLiteral): number {
    let number = this.numbers.get(id);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(id, number);
    }
    return number;
  }

  private text(dimension: 'action' | 'resource', { inside, outside }: TextDemands): FoundText | undefined {
    this.budget.spend((inside.length + outside.length) >> 3);
    const ids = (sets: PatternSet[]) => sets.map(set => set.id).sort((a, b) => a - b).join();
    return remembered(this.texts, `${dimension}:${ids(inside)}-${ids(outside)}`, () => {
      this.budget.dimension = `the ${dimension}`;
      return findText(inside, outside, this.world[dimension], this.budget);
    });
  }

  private model(demands: Demands): Model | undefined {
    const { texts, keys, choices } = demands;
    const action = this.text('action', texts.action);
    const resource = this.text('resource', texts.resource);
    if (action === undefined || resource === undefined) { return undefined; }
    const values = new Map<string, FoundText[]>();
    for (const [key, literals] of keys) {
      const found = this.valuesOf(key, literals);
      if (found === undefined) { return undefined; }
      if (found.length > 0) { values.set(key, found); }
    }
    const made = [...choices.values()].map(({ choice, is, isNot }) => ({ choice, which: is ?? waysLeft(choice, isNot)[0] }));
    return { action, resource, keys: values, choices: made, demands };
  }

  /** Values that a key may have: none, one, or several. */
  public keyValues(key: string, literals: KeyLiteral[]): FoundText[] | undefined {
    this.budget.dimension = `condition key \`${key}\``;
    const facts = this.world.key(key);
    if (literals.every(({ onNone }) => onNone)) { return []; }
    const one = this.oneValue(literals.map(({ onOne }) => onOne), facts);
    if (one !== undefined) { return [one]; }
    return facts.isMultivalued ? this.severalValues(literals, facts) : undefined;
  }

  private oneValue(demanded: (ValueDemand | boolean)[], facts: KeyFacts): FoundText | undefined {
    if (demanded.includes(false)) { return undefined; }
    return this.valueFor(demanded.filter(one => typeof one !== 'boolean'), facts);
  }

  private severalValues(literals: KeyLiteral[], facts: KeyFacts): FoundText[] | undefined {
    if (literals.some(({ onMany }) => onMany === false)) { return undefined; }
    const demands = literals.flatMap(({ onMany }) => typeof onMany === 'boolean' ? [] : [onMany]);
    const common = demands.filter(({ quantifier }) => quantifier === 'every');
    const wanted = demands.filter(({ quantifier }) => quantifier === 'some');
    const values: FoundText[] = [];
    for (const want of wanted.length === 0 ? [undefined] : wanted) {
      const value = this.valueFor(want === undefined ? common : [want, ...common], facts);
      if (value === undefined) { return undefined; }
      if (!values.some(other => String(other) === String(value))) { values.push(value); }
    }
    if (values.length > 1) { return values; }
    // Another value beside the only one that is wanted: any that is permitted.
    const [first] = values;
    if (typeof first !== 'string') {
      const other = this.valueFor(common, facts);
      if (other !== undefined && String(other) !== String(first)) { return [first, other]; }
      throw new BudgetSpent(this.budget.dimension);
    }
    const different: ValueDemand = { set: ValueSet.ofWords(first), inside: false };
    const second = this.valueFor([different, ...common], facts);
    return second === undefined ? undefined : [first, second];
  }

  /** A value that meets all demands, the empty one last. */
  private valueFor(demands: ValueDemand[], facts: KeyFacts): FoundText | undefined {
    const word = this.wordFor(demands, facts);
    if (word !== undefined) { return word; }
    // Numbers, dates and the like are never empty.
    const mayBeEmpty = facts.family === undefined || facts.family === 'text';
    return mayBeEmpty && this.isMetByEmpty(demands) ? '' : undefined;
  }

  /** Does the empty string meet all demands, where values may turn out to be empty? */
  private isMetByEmpty(demands: ValueDemand[]): boolean {
    if (demands.some(({ onEmpty }) => onEmpty === false)) { return false; }
    const asked = demands.filter(({ onEmpty }) => onEmpty === undefined);
    const outside = asked.filter(({ inside }) => !inside).map(({ set }) => set);
    // A value that is empty here is empty there.
    let ways: Token[][] = [[]];
    for (const { set } of asked.filter(({ inside, set: one }) => inside && !one.matches(''))) {
      ways = ways.flatMap(empty => set.emptiedBy.map(symbols => [...empty, ...symbols]));
      if (ways.length > MOST_WAYS) { throw new BudgetSpent(this.budget.dimension); }
    }
    return ways.some(empty => outside.every(set => !set.matches('') && !set.emptiedBy.some(symbols => symbols.every(symbol => empty.includes(symbol)))));
  }

  /** A value, not empty, that meets all demands. */
  private wordFor(demands: ValueDemand[], { family: type, domain }: KeyFacts): FoundText | undefined {
    const texts = demands.filter(({ set }) => set.patterns !== undefined);
    const measures = demands.filter(({ set }) => set.family !== undefined);
    const meets = (word: string) => {
      this.budget.spend(demands.length);
      return demands.every(({ set, inside }) => set.matches(word) === inside);
    };
    const find = () => findText(
      texts.filter(({ inside }) => inside).map(({ set }) => set.patterns!),
      texts.filter(({ inside }) => !inside).map(({ set }) => set.patterns!),
      domain, this.budget);
    if (measures.length === 0) { return find(); }
    const families = [...new Set(measures.map(({ set }) => set.family!))];
    const candidates = families.flatMap(family => representatives(family, measures.map(({ set }) => set).filter(set => set.family === family), type !== family));
    const words = texts.filter(({ inside }) => inside).flatMap(({ set }) => set.patterns!.patterns.map(pattern => pattern.literal ?? pattern.sample('')));
    this.budget.spend((candidates.length + words.length) >> 1);
    const nonEmpty = [...candidates, ...words].filter(word => word !== '');
    const found = nonEmpty.find(meets);
    if (found !== undefined) { return found; }
    const measured = (word: string) => measures.every(({ set, inside }) => set.matches(word) === inside);
    if (families.length === 1 && (texts.length === 0 || !candidates.some(measured))) { return undefined; }
    const fixed = texts.find(({ set, inside }) => inside && set.patterns!.patterns.every(pattern => pattern.literal !== undefined));
    if (fixed !== undefined) { return undefined; }
    const text = find();
    if (text === undefined) { return undefined; }
    if (typeof text === 'string' && measured(text)) { return text; }
    // One value under operators of several families: too many forms of one number to look at.
    throw new BudgetSpent(this.budget.dimension);
  }
}

/** More answers are not remembered: they would fill the memory. */
const MOST_REMEMBERED = 4_096;

function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  let answer = known.get(key);
  if (answer === undefined && !known.has(key)) {
    answer = make();
    if (known.size >= MOST_REMEMBERED) { known.clear(); }
    known.set(key, answer);
  }
  return answer as T;
}

function partsOf(formula: Formula): Formula[] {
  return formula.kind === 'some' ? formula.parts : [formula];
}

const KEY = 'key ';

/** Takes conjunctions apart. @returns false when one of the formulas never holds */
function flatten(formulas: Formula[], closed: Literal[], open: Formula[]): boolean {
  for (const formula of formulas) {
    switch (formula.kind) {
      case 'literal': closed.push(formula.literal); break;
      case 'all': if (!flatten(formula.parts, closed, open)) { return false; } break;
      case 'some':
        if (formula.parts.length === 0) { return false; }
        open.push(formula);
        break;
    }
  }
  return true;
}

/** Demands with some more. */
class Draft implements Demands {
  /** The dimensions of which more is demanded. */
  public readonly changed = new Set<string>();
  public texts: Demands['texts'];
  public keys: Demands['keys'];
  public choices: Demands['choices'];

  constructor(before: Demands) {
    this.texts = before.texts;
    this.keys = before.keys;
    this.choices = before.choices;
  }

  /** @returns whether it contradicts none of the others */
  public add(one: Literal): boolean {
    switch (one.kind) {
      case 'text': return this.addText(one);
      case 'choice': return this.addChoice(one);
      case 'key': return this.addKey(one);
    }
  }

  private addText({ dimension, set, inside }: TextLiteral): boolean {
    const demands = this.texts[dimension];
    const holds = memberStatus(set, demands);
    if (holds !== undefined) { return holds === inside; }
    if (this.changes(dimension)) { this.texts = { ...this.texts, [dimension]: { inside: [...demands.inside], outside: [...demands.outside] } }; }
    this.texts[dimension][inside ? 'inside' : 'outside'].push(set);
    return true;
  }

  private addChoice({ dimension, choice, value, equal }: ChoiceLiteral): boolean {
    const { is, isNot = [] } = this.choices.get(dimension) ?? {};
    if (is !== undefined) { return (is === value) === equal; }
    if (isNot.includes(value)) { return !equal; }
    const left = equal ? [value] : waysLeft(choice, [...isNot, value]);
    if (left.length === 0) { return false; }
    const after = left.length === 1 ? { choice, is: left[0], isNot } : { choice, isNot: [...isNot, value] };
    if (this.changes('all choices')) { this.choices = new Map(this.choices); }
    (this.choices as Map<string, ChoiceDemands>).set(dimension, after);
    return true;
  }

  private addKey(one: KeyLiteral): boolean {
    const { dimension } = one;
    const before = this.keys.get(dimension) ?? [];
    Budget.spend(before.length >> 4);
    if (before.some(other => other === one || other.id === one.id)) { return true; }
    if (this.changes('all keys')) { this.keys = new Map(this.keys); }
    if (this.changes(KEY + dimension)) { (this.keys as Map<string, KeyLiteral[]>).set(dimension, [...before]); }
    this.keys.get(dimension)!.push(one);
    return true;
  }

  /** @returns whether it is the first change */
  private changes(dimension: string): boolean {
    return !this.changed.has(dimension) && this.changed.add(dimension) !== undefined;
  }
}

/** INVARIANT: it turns out in one of its ways. */
function waysLeft({ ways }: Choice, isNot: number[]): number[] {
  return Array.from({ length: ways }, (_, i) => i).filter(way => !isNot.includes(way));
}

/** Sets of more patterns than this are not compared pattern by pattern. */
const FEW = 8;

/** Is the text that is asked for surely in a set, or surely not? */
function memberStatus(set: PatternSet, { inside, outside }: TextDemands): boolean | undefined {
  if (set.patterns.length === 0) { return false; }
  if (set.isEverything) { return true; }
  for (const other of inside) {
    if (other === set || set.patterns.length > FEW && other.equals(set)) { return true; }
    if (other.patterns.length > FEW) { continue; }
    if (other.patterns.every(pattern => set.includes(pattern))) { return true; }
    if (other.patterns.every(pattern => pattern.symbols.length === 0 && set.meeting(pattern).every(own => own.symbols.length === 0 && own.excludes(pattern)))) { return false; }
  }
  return outside.some(other => other === set || set.patterns.length <= FEW && set.patterns.every(pattern => other.includes(pattern))) ? false : undefined;
}

