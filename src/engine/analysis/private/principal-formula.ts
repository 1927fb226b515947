import { ALWAYS, all, Formula, holds, NEVER, not, outcome, some } from './formula';
import { choiceOf, picked } from './statement-formula';
import { AuthorizationRequest } from '../../evaluation/authorization-request';
import { Caller, CallerName, Grant } from '../../evaluation/caller';
import { evaluatePrincipal } from '../../evaluation/statement-evaluation';
import { Choice, identityOf } from '../../policy/choice';
import { expandChoices, Pattern } from '../../policy/pattern';
import { PrincipalElement, PrincipalEntry } from '../../policy/principal-element';
import { Effect } from '../../policy/statement';
import { OpenText, Text } from '../../policy/text';
import { MAYBE, NO, Truth, YES } from '../../policy/truth';

/** To whom a statement applies, as questions: as the caller itself, as what it comes from, as its account. */
export type GrantFormulas = Readonly<Record<Grant, Formula>>;

/** Callers that no known principal tells from each other. */
export interface Callers {
  /** One of them: known principals are asked for it. */
  readonly somebody: Caller;
  /** What all of them look like: open principals are asked for that. */
  readonly everybody: Caller;
  /** Whether the canonical user id of the account may stand in a policy. */
  readonly mayBeCanonical: boolean;
  /** What their ARN must be like where one of their names is a text. */
  named(text: Text, name: CallerName): Formula;
}

/** The rules are those of `evaluatePrincipal`. INVARIANT: an answer that depends on open values is a choice of its own for each name. */
export function principalFormulas(element: PrincipalElement, callers: Callers, effect: Effect, hasBoundary: boolean): GrantFormulas {
  const listed: Record<Grant, Formula> = { direct: NEVER, origin: NEVER, account: NEVER };
  const { names } = callers.everybody;
  const types = new Set(['AWS', ...names.map(({ type }) => type)]);
  const everyone = listing(element, entry => types.has(entry.type) ? isEveryone(entry) : NEVER);
  names.forEach((name, i) => {
    const known = callers.somebody.names[i];
    listed[name.grant] = either(listed[name.grant], listing(element, entry => entry.type === name.type && !entry.everyone ? isNamed(entry, known, name, callers) : NEVER));
  });
  if (!element.negated) { return { ...listed, direct: either(listed.direct, everyone) }; }
  if (effect === 'Deny' && hasBoundary) { return { direct: ALWAYS, origin: NEVER, account: NEVER }; }
  const excepted = either(everyone, listed.direct, ...effect === 'Deny' ? [listed.origin, listed.account] : []);
  return { direct: excepted === ALWAYS ? NEVER : excepted === NEVER ? ALWAYS : not(excepted), origin: NEVER, account: NEVER };
}

/** The same where nothing is open, neither in the principals nor in what a policy calls the caller. */
export function knownGrants(element: PrincipalElement, caller: Caller, effect: Effect, hasBoundary: boolean): GrantFormulas | undefined {
  if (isOpen(element)) { return undefined; }
  const { direct, origin, account } = evaluatePrincipal(element, { caller } as AuthorizationRequest, effect, hasBoundary);
  return [direct, origin, account].includes(MAYBE) ? undefined : { direct: constant(direct), origin: constant(origin), account: constant(account) };
}

function constant(answer: Truth): Formula {
  return answer === YES ? ALWAYS : NEVER;
}

const open = new WeakMap<PrincipalElement, boolean>();

function isOpen(element: PrincipalElement): boolean {
  let known = open.get(element);
  if (known === undefined) {
    known = element.choices.length > 0 || element.entries.some(({ pattern }) => typeof pattern.source !== 'string');
    open.set(element, known);
  }
  return known;
}

/** One of several; the constants where it is one. */
export function either(...formulas: (Formula | Formula[])[]): Formula {
  const undecided = formulas.flat().filter(one => one !== NEVER);
  if (undecided.includes(ALWAYS)) { return ALWAYS; }
  return undecided.length === 0 ? NEVER : some(undecided);
}

function both(...formulas: (Formula | Formula[])[]): Formula {
  const undecided = formulas.flat().filter(one => one !== ALWAYS);
  if (undecided.includes(NEVER)) { return NEVER; }
  return undecided.length === 0 ? ALWAYS : all(undecided);
}

function listing({ entries, choices }: PrincipalElement, match: (entry: PrincipalEntry) => Formula): Formula {
  return either(
    entries.map(match),
    choices.map(one => either(one.alternatives.map((alternative, which) => both(outcome({ choice: choiceOf(one), which }), either(alternative.map(match)))))),
  );
}

function isNamed({ type, pattern }: PrincipalEntry, known: CallerName, unknown: CallerName, callers: Callers): Formula {
  return either(formsOf(pattern).map(({ text, form, when }) => {
    const name = typeof text === 'string' ? known : unknown;
    const answer = form.matches(name.name);
    if (answer === NO) { return NEVER; }
    if (answer === YES) { return both(when); }
    // Nobody but AWS knows which account has which canonical user id.
    if (typeof text === 'string') { return callers.mayBeCanonical ? both(when, holds(is(type, text, name, ['the canonical user id of the account']))) : NEVER; }
    return both(when, callers.named(text, unknown), holds(is(type, text, name, namesIn(text))));
  }));
}

/** An unknown value may be `*`. */
function isEveryone({ type, everyone, pattern }: PrincipalEntry): Formula {
  if (everyone) { return ALWAYS; }
  if (typeof pattern.source === 'string') { return NEVER; }
  return either(formsOf(pattern).filter(({ form }) => form.matches('*') !== NO).map(({ text, when }) =>
    both(when, text === '*' ? ALWAYS : holds(Choice.whether(`${type} ${identityOf(text)} is everyone`, namesIn(text as OpenText).join(', '))))));
}

function is(type: string, text: Text, { name }: CallerName, names: string[]): Choice {
  return Choice.whether(`${type} ${identityOf(text)} is ${String(name)}`, names.join(', '));
}

function namesIn(text: OpenText): string[] {
  return text.openValues.map(({ name }) => name);
}

interface Form { readonly text: Text; readonly form: Pattern; readonly when: Formula[] }

function formsOf(pattern: Pattern): Form[] {
  if (typeof pattern.source === 'string') { return [{ text: pattern.source, form: pattern, when: [] }]; }
  return expandChoices(pattern.source).map(({ text, picks }) => ({ text, form: Pattern.compile(text), when: picked(picks) }));
}
