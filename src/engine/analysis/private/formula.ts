import { KeyLiteral } from './key-literal';
import { PatternSet } from './pattern-set';
import { WordPattern } from './word-pattern';
import { Choice, Outcome } from '../../policy/choice';

/** The action or the resource is in a set, or is not. */
export interface TextLiteral {
  readonly kind: 'text';
  readonly dimension: 'action' | 'resource';
  readonly set: PatternSet;
  readonly inside: boolean;
}

/** What nobody knows before deployment turned out this way, or did not. */
export interface ChoiceLiteral {
  readonly kind: 'choice';
  /** Of the choice. */
  readonly dimension: string;
  readonly choice: Choice;
  readonly value: number;
  readonly equal: boolean;
}

export type Literal = TextLiteral | KeyLiteral | ChoiceLiteral;

/** A question about requests: literals, all of several questions, or one of several. Complements are pushed down to the literals. */
export type Formula =
  | { readonly kind: 'literal'; readonly literal: Literal }
  | { readonly kind: 'all' | 'some'; readonly parts: Formula[] };

export const ALWAYS: Formula = { kind: 'all', parts: [] };
export const NEVER: Formula = { kind: 'some', parts: [] };

export function literal(one: Literal): Formula {
  return { kind: 'literal', literal: one };
}

/** @param parts lists may be among them: a policy may hold more than a call takes arguments */
export function all(...parts: (Formula | Formula[])[]): Formula {
  return joined('all', parts);
}

export function some(...parts: (Formula | Formula[])[]): Formula {
  return joined('some', parts);
}

function joined(kind: 'all' | 'some', lists: (Formula | Formula[])[]): Formula {
  const parts = lists.some(Array.isArray) ? lists.flat() : lists as Formula[];
  return parts.length === 1 ? parts[0] : { kind, parts };
}

export function not(formula: Formula): Formula {
  switch (formula.kind) {
    case 'literal': return literal(negated(formula.literal));
    case 'all': return { kind: 'some', parts: formula.parts.map(not) };
    case 'some': return { kind: 'all', parts: formula.parts.map(not) };
  }
}

function negated(one: Literal): Literal {
  switch (one.kind) {
    case 'text': return { ...one, inside: !one.inside };
    case 'choice': return { ...one, equal: !one.equal };
    case 'key': return one.negated();
  }
}

/** A choice turned out this way. */
export function outcome({ choice, which }: Outcome): Formula {
  return literal({ kind: 'choice', dimension: choice.id, choice, value: which, equal: true });
}

/** Something holds of which nobody knows whether it does. */
export function holds(whether: Choice): Formula {
  return outcome({ choice: whether, which: 0 });
}

export function inSet(dimension: 'action' | 'resource', set: PatternSet): Formula {
  return literal({ kind: 'text', dimension, set, inside: true });
}

/** May a formula hold for actions of a pattern, as far as that is quickly seen? */
export function mayBeFor(action: WordPattern, formula: Formula): boolean {
  switch (formula.kind) {
    case 'all': return formula.parts.every(part => mayBeFor(action, part));
    case 'some': return formula.parts.some(part => mayBeFor(action, part));
    case 'literal': {
      const { literal: one } = formula;
      return one.kind !== 'text' || one.dimension !== 'action' || !one.inside || one.set.meeting(action).length > 0;
    }
  }
}
