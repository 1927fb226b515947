import { Budget, BudgetSpent } from './budget';
import { CALLER_KEYS, CallerClass, holdsFor } from './caller-class';
import { all, ALWAYS, Formula, inSet, literal, NEVER, not, some } from './formula';
import { KeyLiteral } from './key-literal';
import { PatternSet } from './pattern-set';
import { Model, Solver } from './solver';
import { formulaOf, keyIs, restKey, StatementFormula, textPattern } from './statement-formula';
import { COLON } from './tokens';
import { ValueSet } from './value-set';
import { accountIn, concreteRequest, ConcreteRequest } from './witness';
import { points, WordPattern } from './word-pattern';
import { AWS_WORLD } from './world';
import { AuthorizationRequest, splitAction } from '../../evaluation/authorization-request';
import { Caller } from '../../evaluation/caller';
import { evaluateLayer } from '../../evaluation/layer-evaluation';
import { RequestContext } from '../../evaluation/request-context';
import { applies, evaluateStatement } from '../../evaluation/statement-evaluation';
import { PolicyDocument } from '../../policy/policy-document';
import { quoted } from '../../policy/policy-problem';
import { Statement } from '../../policy/statement';
import { ANY_RUN, DIGIT, PATH_RUN, Text } from '../../policy/text';
import { MAYBE, NO, YES } from '../../policy/truth';

/** Requests are looked for that some policies allow, and that others do not. */
export interface AccessQuestion {
  readonly allowedBy: PolicyDocument;
  /** Undefined: nothing is allowed otherwise. */
  readonly notAllowedBy?: PolicyDocument;
  /** What else must hold. @default - nothing */
  readonly within?: Formula;
  readonly classes: CallerClass[];
}

/** A request that was found, and the statement that allows it. */
export interface FoundAccess {
  readonly statement: Statement;
  readonly request: ConcreteRequest;
}

/** Thrown where requests seemed to be there that were not confirmed, and none that was. Never leaves the room. */
export class NotConfirmed extends Error {}

const RESOURCE_ACCOUNT = 'aws:resourceaccount';
const WITH_ACCOUNT = new PatternSet([new WordPattern([
  ...points('arn:'), PATH_RUN, COLON, PATH_RUN, COLON, PATH_RUN, COLON, ...new Array<number>(12).fill(DIGIT), COLON, ANY_RUN,
])]);

const ACCOUNTS = ValueSet.ofPatterns(new PatternSet([new WordPattern(new Array<number>(12).fill(DIGIT))]));

const DEFAULT_ACCOUNT = '123456789012';

/**
 * Looks for requests of every class of callers, statement by statement.
 */
export class AccessSearch {
  private readonly solver: Solver<ConcreteRequest>;
  private cls: CallerClass | undefined;
  private statement: Statement | undefined;
  /** Why a request that seemed to be there was not confirmed. */
  private doubt: string | undefined;
  private readonly linksAccount: boolean;
  private readonly asksForDerived: boolean;
  private readonly seen = new Map<CallerClass, Map<StatementFormula, Formula>>();

  constructor(private readonly question: AccessQuestion, private readonly budget: Budget) {
    this.solver = new Solver(AWS_WORLD, budget, model => this.confirmed(model));
    const { allowedBy, notAllowedBy, within = ALWAYS } = question;
    this.linksAccount = [allowedBy, notAllowedBy].some(document => document !== undefined && asksFor(document, LINKED)) || mentions(within, LINKED);
    this.asksForDerived = [allowedBy, notAllowedBy].some(document => document !== undefined && asksFor(document, DERIVED)) || mentions(within, DERIVED);
  }

  /**
   * The first request that a statement allows beyond the other policies.
   *
   * @throws BudgetSpent, NotConfirmed
   */
  public find(statement: Statement): FoundAccess | undefined {
    const formula = formulaOf(statement);
    this.doubt = undefined;
    this.statement = statement;
    for (const cls of this.question.classes) {
      for (const action of actionsOf(formula)) {
        const request = this.findFor(formula, action, cls);
        if (request !== undefined) { return { statement, request }; }
      }
    }
    if (this.doubt !== undefined) { throw new NotConfirmed(this.doubt); }
    return undefined;
  }

  private findFor(allow: StatementFormula, pattern: WordPattern | undefined, cls: CallerClass): ConcreteRequest | undefined {
    const { allowedBy, notAllowedBy, within = ALWAYS } = this.question;
    const action = pattern === undefined ? allow.action : inSet('action', new PatternSet([pattern]));
    const who = cls.answersTo(allow.statement.principal, 'Allow');
    if (isNever(who)) { return undefined; }
    const elsewhere = notAllowedBy === undefined ? [] : near(notAllowedBy, pattern, 'Allow');
    const isKnown = elsewhere.some(one => holdsWherever(one, allow, pattern) && cls.answersTo(one.statement.principal, 'Allow') === ALWAYS);
    if (isKnown && !notAllowedBy!.statements.some(({ effect }) => effect === 'Deny')) { return undefined; }
    const demanded = [action, who, this.restOf(allow, cls), this.constraintsOf(cls), this.rewritten(within, cls)];
    const denies = this.refusals(near(allowedBy, pattern, 'Deny'), pattern, cls);
    this.cls = cls;
    const request = isKnown ? undefined : this.solver.solve([...demanded, ...this.refusals(elsewhere, pattern, cls), ...denies]);
    if (request !== undefined) { return request; }
    for (const deny of notAllowedBy === undefined ? [] : near(notAllowedBy, pattern, 'Deny')) {
      const toThem = cls.answersTo(deny.statement.principal, 'Deny');
      if (isNever(toThem)) { continue; }
      const denied = this.solver.solve([...demanded, deny.action, toThem, this.restOf(deny, cls), ...denies]);
      if (denied !== undefined) { return denied; }
    }
    return undefined;
  }

  /** None of the statements applies. */
  private refusals(statements: StatementFormula[], pattern: WordPattern | undefined, cls: CallerClass): Formula[] {
    return statements.flatMap(one => {
      if (pattern !== undefined && one.actionSet !== undefined && one.actionSet.meeting(pattern).length === 0) { return []; }
      const who = cls.answersTo(one.statement.principal, one.statement.effect);
      if (isNever(who)) { return []; }
      return [some(not(one.action), not(who), not(this.restOf(one, cls)))];
    });
  }

  private restOf(formula: StatementFormula, cls: CallerClass): Formula {
    let known = this.seen.get(cls);
    if (known === undefined) {
      known = new Map();
      this.seen.set(cls, known);
    }
    let rest = known.get(formula);
    if (rest === undefined) {
      rest = this.rewritten(formula.rest, cls);
      known.set(formula, rest);
    }
    return rest;
  }

  private constraintsOf(cls: CallerClass): Formula {
    return this.linksAccount ? all(cls.constraints, some(literal(KeyLiteral.isOneOf(RESOURCE_ACCOUNT, ACCOUNTS)), inSet('resource', WITH_ACCOUNT))) : cls.constraints;
  }

  private rewritten(formula: Formula, cls: CallerClass): Formula {
    return this.asksForDerived ? new KeyRewriter(cls).rewritten(formula) : formula;
  }

  /** The request in plain text, replayed. What is not confirmed leaves a doubt, unless no values of the variables can make it one. */
  private confirmed(model: Model): ConcreteRequest | undefined {
    const request = concreteRequest(model, this.cls!, this.solver, this.budget);
    const { allowedBy, notAllowedBy } = this.question;
    if (request === 'refuted') { return undefined; }
    if (request === undefined) {
      this.doubt = variablesIn(model);
      return undefined;
    }
    const { isOpen } = request;
    const granted = decision(allowedBy, request);
    const before = notAllowedBy === undefined ? NO : decision(notAllowedBy, request);
    const own = applies(evaluateStatement(this.statement!, authorizationRequest(request), false));
    if (own === NO || !(granted === YES && before === NO || isOpen && granted !== NO && before !== YES)) {
      this.doubt = `a request that the evaluation does not confirm (${quoted(request.action)} on ${quoted(request.resource)})`;
      return undefined;
    }
    return request;
  }
}

/** Puts demands on callers and resources in place of demands on the keys that follow from them. */
export class KeyRewriter {
  /** @param resourceAccount of all resources. @default - the one in the ARN, or any */
  constructor(private readonly cls: CallerClass, private readonly resourceAccount?: Text) {}

  public rewritten(formula: Formula): Formula {
    if (!mentions(formula, DERIVED)) { return formula; }
    switch (formula.kind) {
      case 'all': return all(...formula.parts.map(part => this.rewritten(part)));
      case 'some': return some(...formula.parts.map(part => this.rewritten(part)));
      case 'literal': {
        const { literal: one } = formula;
        if (one.kind !== 'key') { return formula; }
        if (one.dimension !== RESOURCE_ACCOUNT) { return this.cls.rewrite(one); }
        if (this.resourceAccount === undefined) { return onResourceAccount(one); }
        // A value that a variable stands for is compared by the solver.
        if (typeof this.resourceAccount !== 'string' || one.sets.some(set => set.symbols.length > 0)) { return formula; }
        return holdsFor(one.onOne, this.resourceAccount) ? ALWAYS : NEVER;
      }
    }
  }
}

/** An ARN with an account in it is one of this account. */
export function onFixedAccount(account: Text): Formula {
  const own = new WordPattern([...points('arn:'), PATH_RUN, COLON, PATH_RUN, COLON, PATH_RUN, COLON, ...textPattern(account).tokens, COLON, ANY_RUN]);
  return all(
    keyIs(RESOURCE_ACCOUNT, account),
    some(not(inSet('resource', WITH_ACCOUNT)), inSet('resource', new PatternSet([own]))),
  );
}

const LINKED = new Set([RESOURCE_ACCOUNT]);
const DERIVED = new Set([...CALLER_KEYS, RESOURCE_ACCOUNT]);

/** Does a policy ask for keys that follow from the caller? */
export function asksForCaller(document: PolicyDocument): boolean {
  return asksFor(document, CALLER_KEYS);
}

/** Does a policy compare something with a key that follows from the caller, by a policy variable? */
export function asksForCallerByVariable({ statements }: PolicyDocument): boolean {
  const isOfCaller = (keys: string[]) => keys.some(key => CALLER_KEYS.has(key));
  return statements.some(({ resource, condition }) => condition.open.length > 0
    || condition.conditions.some(({ values }) => values.some(({ variableKeys }) => isOfCaller(variableKeys)))
    || resource?.allPatterns.some(({ variableKeys }) => isOfCaller(variableKeys)));
}

/** Does a policy ask for one of these keys, in its conditions or by a policy variable? */
function asksFor({ statements }: PolicyDocument, keys: Set<string>): boolean {
  return statements.some(({ resource, condition }) =>
    condition.open.length > 0
    || condition.conditions.some(({ key, values }) => keys.has(key) || values.some(({ variableKeys }) => variableKeys.some(name => keys.has(name))))
    || resource?.allPatterns.some(({ source, variableKeys }) => (typeof source !== 'string' || source.includes('$')) && variableKeys.some(name => keys.has(name))));
}

function mentions(formula: Formula, keys: Set<string>): boolean {
  return formula.kind === 'literal' ? formula.literal.kind === 'key' && keys.has(formula.literal.dimension) : formula.parts.some(part => mentions(part, keys));
}

function isNever(formula: Formula): boolean {
  return formula === NEVER;
}

/** Are all Allow statements of one policy in the other, and all Deny statements of the other in the first? */
export function isWithinByStatements(updated: PolicyDocument, existing: PolicyDocument): boolean {
  return standsIn(updated, existing, 'Allow') && standsIn(existing, updated, 'Deny');
}

function standsIn(one: PolicyDocument, other: PolicyDocument, effect: Statement['effect']): boolean {
  const wanted = one.statements.filter(statement => statement.effect === effect);
  const others = other.statements.filter(statement => statement.effect === effect);
  // Most policies have nothing in common: that shows before anything is compared.
  const starts = new Set(others.map(firstAction));
  if (!wanted.every(statement => starts.has(firstAction(statement)))) { return false; }
  const known = new Set(others.map(statementKey));
  return wanted.map(statementKey).every(key => key !== undefined && known.has(key));
}

function firstAction({ action }: Statement): Text {
  return action.patterns[0]?.source ?? '';
}

/** The same for statements that are written alike; undefined where something is open. */
function statementKey(statement: Statement): string | undefined {
  const { action, principal } = statement;
  const rest = restKey(statement);
  const sources = [...action.allPatterns.map(({ source }) => source), ...principal?.entries.map(({ pattern }) => pattern.source) ?? []];
  const isOpen = action.choices.length > 0 || (principal?.choices.length ?? 0) > 0 || sources.some(source => typeof source !== 'string');
  return rest === undefined || isOpen ? undefined
    : JSON.stringify([rest, action.negated, sources, principal?.negated, principal?.entries.map(({ type, everyone }) => [type, everyone])]);
}

/** Does a statement surely hold for every request of another to actions of the pattern? */
function holdsWherever({ statement, actionSet, rest }: StatementFormula, other: StatementFormula, pattern: WordPattern | undefined): boolean {
  const covers = pattern === undefined ? actionSet?.patterns.some(one => one.isEverything) : actionSet?.includes(pattern);
  return covers === true && (isAlways(rest) || restKey(statement) !== undefined && restKey(statement) === restKey(other.statement));
}

function isAlways(formula: Formula): boolean {
  switch (formula.kind) {
    case 'all': return formula.parts.every(isAlways);
    case 'some': return formula.parts.some(isAlways);
    case 'literal': return formula.literal.kind === 'text' && formula.literal.inside && formula.literal.set.patterns.some(one => one.isEverything);
  }
}

/** The account of a resource stands in its ARN, if anywhere. */
function onResourceAccount(one: KeyLiteral): Formula {
  const { onOne } = one;
  const inArn = inSet('resource', WITH_ACCOUNT);
  return some(all(not(inArn), literal(one)), all(inArn, typeof onOne === 'boolean' ? onOne ? ALWAYS : NEVER : lifted(onOne)));
}

function lifted({ set, inside }: Exclude<KeyLiteral['onOne'], boolean>): Formula {
  // Numbers and the like have no form of their own in an ARN.
  if (set.patterns === undefined) { throw new BudgetSpent(`condition key \`${RESOURCE_ACCOUNT}\``); }
  const patterns = set.patterns.patterns.map(({ tokens, ignoreCase }) => new WordPattern([
    ...points('arn:'), PATH_RUN, COLON, PATH_RUN, COLON, PATH_RUN, COLON, ...tokens.map(token => token === ANY_RUN ? PATH_RUN : token), COLON, ANY_RUN,
  ], ignoreCase));
  const member = inSet('resource', new PatternSet(patterns));
  return inside ? member : not(member);
}

/** The patterns of the action, one by one; undefined stands for an element that is no plain list. */
function actionsOf({ actionSet }: StatementFormula): (WordPattern | undefined)[] {
  return actionSet?.patterns ?? [undefined];
}

/** Statements that may apply to actions of the pattern. */
function near(document: PolicyDocument, pattern: WordPattern | undefined, effect: Statement['effect']): StatementFormula[] {
  const colon = pattern?.start.indexOf(':') ?? -1;
  const service = colon < 0 ? '' : pattern!.start.slice(0, colon);
  let known = byService.get(document);
  if (known === undefined) {
    known = new Map();
    byService.set(document, known);
  }
  let formulas = known.get(effect + service);
  if (formulas === undefined) {
    const statements = service === '' ? document.statements : document.statementsFor(service).flat();
    formulas = statements.filter(statement => statement.effect === effect).map(formulaOf);
    known.set(effect + service, formulas);
  }
  return formulas;
}

const byService = new WeakMap<PolicyDocument, Map<string, StatementFormula[]>>();

function variablesIn({ demands }: Model): string {
  const keys = [...demands.keys.keys()];
  return `the values of policy variables${keys.length > 0 ? ` (${keys.join(', ')})` : ''}`;
}

/** What one policy alone says to a request. */
export function decision(document: PolicyDocument, request: ConcreteRequest): 0 | 1 | 2 {
  const { deny, allow } = evaluateLayer('identity', 0, [document], authorizationRequest(request), false);
  const allowed = applies(allow);
  if (deny === YES || allowed === NO) { return NO; }
  return deny === NO && allowed === YES ? YES : MAYBE;
}

export function authorizationRequest({ caller, action, resource, keys }: ConcreteRequest, owner?: Text): AuthorizationRequest {
  const resourceAccount = owner ?? accountIn(resource) ?? keys.get(RESOURCE_ACCOUNT)?.[0] ?? accountOf(caller);
  const context = new RequestContext(caller.derivedKeys);
  context.set('aws:ResourceAccount', [resourceAccount]);
  for (const [key, values] of keys) { context.set(key, values); }
  return {
    caller, actionName: action, ...splitAction(action), resource, resourceAccount, context, callerInManagementAccount: false, resourceInManagementAccount: false,
  };
}

function accountOf({ account }: Caller): string {
  return typeof account === 'string' ? account : DEFAULT_ACCOUNT;
}
