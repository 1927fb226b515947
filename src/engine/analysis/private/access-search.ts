import { Budget, BudgetSpent } from './budget';
import { CALLER_KEYS, CallerClass, holdsFor } from './caller-class';
import { all, ALWAYS, Formula, inSet, literal, mayBeFor, NEVER, not, some } from './formula';
import { KeyLiteral } from './key-literal';
import { likelyRequests, onUsualResource } from './likely-request';
import { PatternSet } from './pattern-set';
import { Model, Solver } from './solver';
import { actionPattern, actionPatternsOf, formulaOf, keyIs, listIn, Order, restKey, StatementFormula, textPattern } from './statement-formula';
import { likelyNear, near, serviceOf } from './statement-index';
import { COLON } from './tokens';
import { ValueSet } from './value-set';
import { accountIn, concreteRequest, ConcreteRequest } from './witness';
import { points, WordPattern } from './word-pattern';
import { AWS_WORLD } from './world';
import { AuthorizationRequest, splitAction } from '../../evaluation/authorization-request';
import { Caller, parseCaller } from '../../evaluation/caller';
import { evaluateLayer } from '../../evaluation/layer-evaluation';
import { RequestContext } from '../../evaluation/request-context';
import { applies, evaluateStatement } from '../../evaluation/statement-evaluation';
import { PolicyDocument } from '../../policy/policy-document';
import { quoted } from '../../policy/policy-problem';
import { Statement } from '../../policy/statement';
import { ANY_RUN, DIGIT, PATH_RUN, Text } from '../../policy/text';
import { MAYBE, NO, Truth, YES } from '../../policy/truth';

/** Requests are looked for that some policies allow, and that others do not. */
export interface AccessQuestion {
  readonly allowedBy: PolicyDocument;
  /** Undefined: nothing is allowed otherwise. */
  readonly notAllowedBy?: PolicyDocument;
  /** What else must hold. @default - nothing */
  readonly within?: Formula;
  /** Every class of callers: made when it is needed. */
  classes(): CallerClass[];
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

/** Who asks for what is likely. */
const SOMEBODY = CallerClass.anybody(parseCaller('arn:aws:iam::111122223333:user/alice')!);

const DEFAULT_ACCOUNT = '123456789012';

/** As many likely requests are tried before requests are searched for, and as many steps are spent on them. */
const MOST_TRIES = 200;
const MOST_STEPS_FOR_LIKELY = 50_000;

/**
 * Looks for requests of every class of callers, statement by statement.
 */
export class AccessSearch {
  private readonly solver: Solver<ConcreteRequest>;
  private cls: CallerClass | undefined;
  private statement: Statement | undefined;
  /** Why a request that seemed to be there was not confirmed. */
  private doubt: string | undefined;
  private made: { links?: boolean; asks?: boolean; classes?: CallerClass[] } = {};
  private readonly formulas = new Map<CallerClass, { readonly constraints: Formula; readonly within: Formula; readonly rests: Map<Statement, Formula> }>();

  constructor(private readonly question: AccessQuestion, private readonly budget: Budget) {
    this.solver = new Solver(AWS_WORLD, budget, model => this.confirmed(model));
  }

  /** A request that one of the statements allows beyond the other policies, found without a search. Undefined proves nothing. */
  public likely(statements: Statement[]): FoundAccess | undefined {
    return this.budget.part(MOST_STEPS_FOR_LIKELY, () => {
      let tries = 0;
      for (const statement of statements) {
        for (const request of this.likelyRequests(statement)) {
          if (tries++ > MOST_TRIES) { return undefined; }
          if (this.isShown(statement, request)) { return { statement, request }; }
        }
      }
      return undefined;
    });
  }

  /**
   * The first request that a statement allows beyond the other policies.
   *
   * @throws BudgetSpent, NotConfirmed
   */
  public find(statement: Statement): FoundAccess | undefined {
    return this.budget.during(() => this.search(statement));
  }

  private likelyRequests(statement: Statement): Iterable<ConcreteRequest> {
    return this.question.notAllowedBy === undefined || this.question.within !== undefined ? [] : likelyRequests(statement, SOMEBODY);
  }

  private isShown(statement: Statement, request: ConcreteRequest): boolean {
    return decision(this.question.notAllowedBy!, request) === NO && this.isConfirmed(statement, request, decision(this.question.allowedBy, request), NO);
  }

  private search(statement: Statement): FoundAccess | undefined {
    this.doubt = undefined;
    this.statement = statement;
    const patterns = actionPatternsOf(statement) ?? [undefined];
    for (const cls of this.made.classes ??= this.question.classes()) {
      const who = cls.answersTo(statement.principal, 'Allow');
      this.budget.spend(1);
      if (who === NEVER) { continue; }
      for (const pattern of patterns) {
        const request = this.findFor(statement, pattern && actionPattern(pattern), who, cls);
        if (request !== undefined) { return { statement, request }; }
      }
    }
    if (this.doubt !== undefined) { throw new NotConfirmed(this.doubt); }
    return undefined;
  }

  private findFor(statement: Statement, pattern: WordPattern | undefined, who: Formula, cls: CallerClass): ConcreteRequest | undefined {
    const { allowedBy, notAllowedBy, within: asked } = this.question;
    if (pattern !== undefined && asked !== undefined && !mayBeFor(pattern, asked)) { return undefined; }
    const allow = formulaOf(statement, pattern === undefined ? '' : serviceOf(pattern));
    const action = pattern === undefined ? allow.action : inSet('action', new PatternSet([pattern]));
    const isSure = (one: StatementFormula) => holdsWherever(one, allow, pattern) && cls.answersTo(one.statement.principal, 'Allow') === ALWAYS;
    const isSeen = notAllowedBy !== undefined && likelyNear(notAllowedBy, 'Allow', pattern, allow.resourceSet).some(isSure);
    const elsewhere = notAllowedBy === undefined || isSeen ? [] : near(notAllowedBy, 'Allow', pattern, allow.resourceSet);
    const deniedElsewhere = notAllowedBy === undefined ? [] : near(notAllowedBy, 'Deny', pattern, allow.resourceSet);
    this.budget.spend(1 + ((elsewhere.length + deniedElsewhere.length) >> 1));
    const isKnown = isSeen || elsewhere.some(isSure);
    if (isKnown && deniedElsewhere.length === 0) { return undefined; }
    const { constraints, within } = this.formulasFor(cls);
    const demanded = [action, who, this.restOf(allow, cls), constraints, within];
    const denies = this.refusals(near(allowedBy, 'Deny', pattern, allow.resourceSet), cls);
    this.cls = cls;
    const request = isKnown ? undefined : this.solver.solve([...demanded, ...this.refusals(elsewhere, cls), ...denies]);
    if (request !== undefined) { return request; }
    for (const deny of deniedElsewhere) {
      const toThem = cls.answersTo(deny.statement.principal, 'Deny');
      if (toThem === NEVER) { continue; }
      const denied = this.solver.solve([...demanded, deny.action, toThem, this.restOf(deny, cls), ...denies]);
      if (denied !== undefined) { return denied; }
    }
    return undefined;
  }

  /** None of the statements applies. */
  private refusals(statements: StatementFormula[], cls: CallerClass): Formula[] {
    this.budget.spend(statements.length);
    return statements.flatMap(one => {
      const who = cls.answersTo(one.statement.principal, one.statement.effect);
      return who === NEVER ? [] : [some(not(one.action), not(who), not(this.restOf(one, cls)))];
    });
  }

  private restOf({ statement, rest }: StatementFormula, cls: CallerClass): Formula {
    if (!this.asksForDerived) { return rest; }
    const { rests } = this.formulasFor(cls);
    let own = rests.get(statement);
    if (own === undefined) {
      own = new KeyRewriter(cls).rewritten(rest);
      rests.set(statement, own);
    }
    return own;
  }

  private formulasFor(cls: CallerClass): { readonly constraints: Formula; readonly within: Formula; readonly rests: Map<Statement, Formula> } {
    let own = this.formulas.get(cls);
    if (own === undefined) {
      const { within = ALWAYS } = this.question;
      const account = some(literal(KeyLiteral.isOneOf(RESOURCE_ACCOUNT, ACCOUNTS)), inSet('resource', WITH_ACCOUNT));
      own = {
        constraints: this.linksAccount ? all(cls.constraints, account) : cls.constraints,
        within: this.asksForDerived ? new KeyRewriter(cls).rewritten(within) : within,
        rests: new Map(),
      };
      this.formulas.set(cls, own);
    }
    return own;
  }

  private get linksAccount(): boolean {
    return this.made.links ??= this.asks(LINKED);
  }

  private get asksForDerived(): boolean {
    return this.made.asks ??= this.asks(DERIVED);
  }

  private asks(keys: Set<string>): boolean {
    const { allowedBy, notAllowedBy, within } = this.question;
    return [allowedBy, notAllowedBy].some(document => document !== undefined && asksFor(document, keys)) || within !== undefined && mentions(within, keys);
  }

  /** The request in plain text, replayed. What is not confirmed leaves a doubt, unless no values of the variables can make it one. */
  private confirmed(model: Model): ConcreteRequest | undefined {
    const request = concreteRequest(model, this.cls!, this.solver, this.budget);
    if (request === 'refuted') { return undefined; }
    if (request === undefined) {
      this.doubt = variablesIn(model);
      return undefined;
    }
    if (this.isReplayed(request)) { return this.usual(request) ?? request; }
    this.doubt = `a request that the evaluation does not confirm (${quoted(request.action)} on ${quoted(request.resource)})`;
    return undefined;
  }

  /** One that shows the same to readers, where a request is for what AWS does not list. */
  private usual(request: ConcreteRequest): ConcreteRequest | undefined {
    // Nothing but a search knows what else is asked for.
    if (!request.unlisted || request.isOpen || this.question.within !== undefined) { return undefined; }
    return onUsualResource(this.statement!, request)
      .map(other => accountIn(other.resource) === undefined ? other : { ...other, keys: new Map([...other.keys].filter(([key]) => key !== RESOURCE_ACCOUNT)) })
      .find(other => this.isReplayed(other));
  }

  private isReplayed(request: ConcreteRequest): boolean {
    const { allowedBy, notAllowedBy } = this.question;
    return this.isConfirmed(this.statement!, request, decision(allowedBy, request), notAllowedBy === undefined ? NO : decision(notAllowedBy, request));
  }

  /** Does the evaluation say that the statement allows it, and that it is allowed before by nothing? */
  private isConfirmed(statement: Statement, request: ConcreteRequest, granted: Truth, before: Truth): boolean {
    const own = applies(evaluateStatement(statement, authorizationRequest(request), false));
    return own !== NO && (granted === YES && before === NO || request.isOpen && granted !== NO && before !== YES);
  }
}

/** Puts demands on callers and resources in place of demands on the keys that follow from them. */
export class KeyRewriter {
  /** @param resourceAccount of all resources. @default - the one in the ARN, or any */
  constructor(private readonly cls: CallerClass, private readonly resourceAccount?: Text) {}

  public rewritten(formula: Formula): Formula {
    if (!mentions(formula, DERIVED)) { return formula; }
    switch (formula.kind) {
      case 'all': return all(formula.parts.map(part => this.rewritten(part)));
      case 'some': return some(formula.parts.map(part => this.rewritten(part)));
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

/**
 * The Allow statements that may allow what another policy does not: one that stands there too, in whatever order, allows nothing new where
 * all that the other policy denies is denied here as well.
 */
export function statementsBeyond(updated: PolicyDocument, existing: PolicyDocument): Statement[] {
  const [allows, denies] = [updated, existing].map(({ statements }, i) => statements.filter(({ effect }) => effect === (i === 0 ? 'Allow' : 'Deny')));
  const isDenied = statementsBesides(denies, updated).length === 0;
  return isDenied ? statementsBesides(allows, existing) : allows;
}

/** Those of some statements that do not surely stand in a policy, as they are written or in another order. */
function statementsBesides(statements: Statement[], { statements: others }: PolicyDocument): Statement[] {
  // Most policies have nothing in common: that shows before anything is compared.
  const sizes = new Set(others.map(actionSize));
  const alike = statements.filter(statement => sizes.has(actionSize(statement)));
  if (alike.length === 0) { return statements; }
  const left = new Set(alike);
  for (const order of ['as written', 'any'] as const) {
    if (left.size === 0) { break; }
    const wanted = new Set([...left].map(actionSize));
    const known = new Set(others.filter(other => wanted.has(actionSize(other))).map(other => statementKey(other, order)));
    for (const statement of left) {
      const key = statementKey(statement, order);
      if (key !== undefined && known.has(key)) { left.delete(statement); }
    }
  }
  const inBoth = new Set(alike.filter(statement => !left.has(statement)));
  return statements.filter(statement => !inBoth.has(statement));
}

/** The same for the same actions. */
function actionSize({ action: { patterns } }: Statement): number {
  let size = patterns.length << 16;
  for (const { source } of patterns) { size += typeof source === 'string' ? source.length : 1; }
  return size;
}

/** The same for statements that are written alike; undefined where something is open. */
function statementKey(statement: Statement, order: Order): string | undefined {
  const { action, principal } = statement;
  const rest = restKey(statement, order);
  const sources = [...action.patterns, ...principal?.entries.map(({ pattern }) => pattern) ?? []].map(({ source }) => source);
  const isOpen = action.choices.length > 0 || (principal?.choices.length ?? 0) > 0 || sources.some(source => typeof source !== 'string');
  return rest === undefined || isOpen ? undefined : JSON.stringify([
    rest, action.negated, listIn(order, action.patterns.map(({ source }) => source)),
    principal?.negated, principal && listIn(order, principal.entries.map(({ type, everyone, pattern }) => [type, everyone, pattern.source])),
  ]);
}

/** Does a statement surely hold for every request of another to actions of the pattern? */
function holdsWherever(one: StatementFormula, other: StatementFormula, pattern: WordPattern | undefined): boolean {
  const { statement, actionSet, resourceSet, isForAll, isUnconditional } = one;
  const covers = pattern === undefined ? actionSet?.isEverything : actionSet?.includes(pattern);
  if (covers !== true) { return false; }
  if (isForAll || restKey(statement) !== undefined && restKey(statement) === restKey(other.statement)) { return true; }
  return isUnconditional && resourceSet !== undefined && other.resourceSet?.patterns.every(resource => resourceSet.includes(resource)) === true;
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

function variablesIn({ demands }: Model): string {
  const keys = [...demands.keys.keys()];
  return `the values of policy variables${keys.length > 0 ? ` (${keys.join(', ')})` : ''}`;
}

/** What one policy alone says to a request. */
export function decision(document: PolicyDocument, request: ConcreteRequest): 0 | 1 | 2 {
  const asked = authorizationRequest(request);
  // The evaluation looks at every statement of the service.
  const [any, own] = document.statementsFor(asked.service);
  Budget.spend((any.length + own.length) >> 3);
  const { deny, allow } = evaluateLayer('identity', 0, [document], asked, false);
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
