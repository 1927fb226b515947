import { Budget, BudgetSpent } from './budget';
import { all, ALWAYS, Formula, holds, inSet, literal, NEVER, not, outcome, some } from './formula';
import { KeyLiteral, ValuesDemand } from './key-literal';
import { symbolMayHoldColon, symbolOf } from './lazy-automaton';
import { PatternSet } from './pattern-set';
import { WITHOUT_RESOURCE_NEVER } from './requests';
import { COLON, isSymbol, Token } from './tokens';
import { ValueSet } from './value-set';
import { points, WordPattern } from './word-pattern';
import { Choice, identityOf } from '../../policy/choice';
import { Condition, ConditionBlock } from '../../policy/condition';
import { compileConditionValue, ConditionValue, NullValue, TextValue } from '../../policy/condition-value';
import { expandChoices, Pattern, PatternForm, PatternPart, Picks } from '../../policy/pattern';
import { PatternElement } from '../../policy/pattern-element';
import { PolicyVariable } from '../../policy/policy-variable';
import { Effect, Statement } from '../../policy/statement';
import { ANY, ANY_RUN, foldAscii, foldText, OpenValue, PATH, PATH_RUN, Shape, Text } from '../../policy/text';
import { NO, Truth, YES } from '../../policy/truth';

/** A statement as a question about requests, its principals left out. */
export interface StatementFormula {
  readonly statement: Statement;
  readonly action: Formula;
  /** The patterns of the action, where it is a plain list. */
  readonly actionSet?: PatternSet;
  /** The patterns of the resource, where it is a plain list. */
  readonly resourceSet?: PatternSet;
  /** Resource and conditions, and whether the statement is there at all. */
  readonly rest: Formula;
  /** Resource and conditions hold for every request. */
  readonly isForAll: boolean;
  /** The conditions do, and the statement is surely there. */
  readonly isUnconditional: boolean;
}

/** Of the members of lists: their order says nothing, but most are compared in the order in which they are written. */
export type Order = 'as written' | 'any';

export function listIn(order: Order, members: unknown[]): unknown[] {
  return order === 'any' ? members.map(one => JSON.stringify(one)).sort() : members;
}

const restKeys: Record<Order, WeakMap<Statement, string | undefined>> = { 'as written': new WeakMap(), 'any': new WeakMap() };

/** The same for statements with the same resource and conditions, as they are written. Undefined where something in them is open. */
export function restKey(statement: Statement, order: Order = 'as written'): string | undefined {
  const known = restKeys[order];
  if (!known.has(statement)) { known.set(statement, makeRestKey(statement, order)); }
  return known.get(statement);
}

/** What is contested differs between Allow and Deny. */
function makeRestKey({ resource, condition, effect, dependsOn }: Statement, order: Order): string | undefined {
  const sources = [...resource?.patterns ?? [], ...condition.conditions.flatMap(({ values }) => values)].map(({ source }) => source);
  const isOpen = dependsOn !== undefined || (resource?.choices.length ?? 0) > 0 || condition.open.length > 0 || sources.some(source => typeof source !== 'string');
  return isOpen ? undefined : JSON.stringify([
    effect,
    resource?.negated,
    resource && listIn(order, resource.patterns.map(({ source, options }) => [source, options.variables])),
    listIn(order, condition.conditions.map(({ operator, key, values }) => [operator.name, key, listIn(order, values.map(value => [value.source, expandsVariables(value)]))])),
  ]);
}

/** As many actions are not told apart by their service. */
const FEW = 8;

type Rest = Pick<StatementFormula, 'resourceSet' | 'rest' | 'isForAll' | 'isUnconditional'>;

const known = new WeakMap<Statement, { readonly byService: Map<string, StatementFormula>; rest?: Rest }>();

/**
 * INVARIANT: what is open is the same symbol or the same choice wherever it stands, so that a policy is within itself.
 *
 * @param service of all requests that are asked for, folded. @default - any
 */
export function formulaOf(statement: Statement, service = ''): StatementFormula {
  let formulas = known.get(statement);
  if (formulas === undefined) {
    formulas = { byService: new Map() };
    known.set(statement, formulas);
  }
  const isWhole = service === '' || statement.services?.length === 1 || statement.action.patterns.length <= FEW;
  let formula = formulas.byService.get(isWhole ? '' : service);
  if (formula === undefined) {
    const { action } = statement;
    const patterns = isWhole ? action.patterns : action.patternsFor(service);
    const actionSet = isPlainList(action) ? new PatternSet(patterns.map(actionPattern)) : undefined;
    formulas.rest ??= makeRest(statement);
    formula = { statement, action: actionSet === undefined ? element('action', action, patterns) : inSet('action', actionSet), actionSet, ...formulas.rest };
    formulas.byService.set(isWhole ? '' : service, formula);
  }
  return formula;
}

/** The patterns of the action one by one, where it is a plain list. */
export function actionPatternsOf({ action }: Statement): Pattern[] | undefined {
  return isPlainList(action) ? action.patterns : undefined;
}

const wordPatterns = new WeakMap<Pattern, WordPattern>();

/** The same for each call. */
export function actionPattern(pattern: Pattern): WordPattern {
  let made = wordPatterns.get(pattern);
  if (made === undefined) {
    made = plainPattern(pattern);
    wordPatterns.set(pattern, made);
  }
  return made;
}

function makeRest({ resource, condition, effect, outcomes = [] }: Statement): Rest {
  const resourceSet = resource !== undefined && isPlainList(resource) ? new PatternSet(resource.patterns.map(plainPattern)) : undefined;
  const when = all(conditions(condition, effect), outcomes.map(outcome));
  const rest = all(
    resource === undefined ? not(WITHOUT_RESOURCE_NEVER) : resourceSet === undefined ? element('resource', resource) : inSet('resource', resourceSet),
    when,
  );
  return { resourceSet, rest, isForAll: isAlways(rest), isUnconditional: isAlways(when) };
}

function isAlways(formula: Formula): boolean {
  switch (formula.kind) {
    case 'all': return formula.parts.every(isAlways);
    case 'some': return formula.parts.some(isAlways);
    case 'literal': return formula.literal.kind === 'text' && formula.literal.inside && formula.literal.set.isEverything;
  }
}

function isPlainList({ negated, choices, patterns }: PatternElement): boolean {
  return !negated && choices.length === 0 && patterns.every(isPlain);
}

/** Policy versions differ in what `${...}` means. */
function expandsVariables(value: ConditionValue): boolean {
  return value instanceof TextValue && value.pattern.options.variables === true;
}

/** It holds no variables, and nothing open. */
function isPlain(pattern: Pattern): boolean {
  return isText(pattern) || pattern.forms.length === 1 && pattern.forms[0].parts.every(part => typeof part === 'string' || typeof part === 'number');
}

function isText({ source, options }: Pattern): boolean {
  return typeof source === 'string' && !(options.variables && source.includes('${'));
}

function plainPattern(pattern: Pattern): WordPattern {
  const { source, options: { ignoreCase, wildcards } } = pattern;
  Budget.spend(1 + (source.toString().length >> 4));
  if (typeof source !== 'string' || !isText(pattern) || !wildcards) { return wordPattern(pattern.forms[0].parts); }
  return WordPattern.glob(ignoreCase ? foldAscii(source) : source);
}

// Elements

function element(dimension: 'action' | 'resource', { negated, patterns, choices }: PatternElement, concerned = patterns): Formula {
  const listed = some(
    list(dimension, concerned),
    choices.map(one => some(one.alternatives.map((alternative, which) => all(outcome({ choice: choiceOf(one), which }), list(dimension, alternative))))),
  );
  return negated ? not(listed) : listed;
}

/** The choice that an element depends on. */
export function choiceOf({ choice, name, alternatives }: { readonly choice?: Choice; readonly name: string; readonly alternatives: unknown[] }): Choice {
  return choice ?? Choice.named(name, alternatives.length);
}

/** One of the patterns: those without variables and choices as one set, the others each where its variables have values. */
function list(dimension: 'action' | 'resource', patterns: Pattern[]): Formula {
  const plain = patterns.filter(isPlain);
  const forms = patterns.filter(pattern => !isPlain(pattern)).flatMap(pattern => pattern.forms);
  return some(
    plain.length === 0 ? [] : [inSet(dimension, new PatternSet(plain.map(plainPattern)))],
    forms.flatMap(form => ways(form, dimension).map(({ when, tokens }) => all(when, inSet(dimension, new PatternSet([new WordPattern(tokens)]))))),
  );
}

export function picked(picks: Picks): Formula[] {
  return [...picks].map(([value, which]) => outcome({ choice: Choice.ofValue(value), which }));
}

interface Way { readonly when: Formula[]; readonly tokens: Token[] }

/** A pattern with each of its variables there, or missing and replaced by its default. */
function ways({ parts, picks }: PatternForm, dimension: 'action' | 'resource'): Way[] {
  const made = picked(picks);
  const keys = new Set(parts.flatMap(part => part instanceof PolicyVariable ? [part.key] : []));
  let all_: { when: Formula[]; missing: Set<string> }[] = [{ when: made, missing: new Set() }];
  for (const key of keys) {
    const hasDefault = parts.every(part => !(part instanceof PolicyVariable && part.key === key) || part.fallback !== undefined);
    all_ = all_.flatMap(({ when, missing }) => [
      { when: [...when, literal(KeyLiteral.isSingle(key))], missing },
      ...hasDefault ? [{ when: [...when, literal(KeyLiteral.isMissing(key))], missing: new Set([...missing, key]) }] : [],
    ]);
    Budget.spend(parts.length >> 3);
    if (all_.length > MOST_CASES) { throw new BudgetSpent(`policy variables in the ${dimension}`); }
  }
  return all_.map(({ when, missing }) => ({
    when,
    tokens: tokensOf(parts.map(part => part instanceof PolicyVariable && missing.has(part.key) ? part.fallback! : part)),
  }));
}

const variables = new Map<string, OpenValue>();
const keysOfVariables = new Map<Token, string>();

/** Stands for the value of a condition key. */
export function variableSymbol(key: string): Token {
  let value = variables.get(key);
  if (value === undefined) {
    value = OpenValue.opaque(`context key \`${key}\``, Shape.ANY_TEXT);
    variables.set(key, value);
    keysOfVariables.set(value.symbol, key);
  }
  return symbolOf(value);
}

/** The keys whose values symbols stand for. */
export function variableKeys(symbols: Iterable<Token>): Map<Token, string> {
  return new Map([...symbols].flatMap(symbol => {
    const key = keysOfVariables.get(symbol);
    return key === undefined ? [] : [[symbol, key]];
  }));
}

/** A text as a pattern that only it matches: what is open in it is a symbol. Choices must be made before. */
export function textPattern(text: Text): WordPattern {
  return typeof text === 'string' ? WordPattern.word(text) : new WordPattern(tokensOf(text.parts.map(part => typeof part === 'string' ? part : part.literal())));
}

/** The value of a key is this text, however its choices turn out. */
export function keyIs(key: string, text: Text): Formula {
  return however(text, patterns => literal(KeyLiteral.isOneOf(key, ValueSet.ofPatterns(patterns))));
}

/** The action or the resource is this text, however its choices turn out. */
export function textIs(dimension: 'action' | 'resource', text: Text): Formula {
  return however(text, patterns => inSet(dimension, patterns));
}

/** The action or the resource matches a pattern with wildcards. */
export function matchesPattern(dimension: 'action' | 'resource', pattern: Text): Formula {
  return list(dimension, [Pattern.compile(pattern, { wildcards: true })]);
}

function however(text: Text, is: (patterns: PatternSet) => Formula): Formula {
  return some(...expandChoices(text).map(one => all(...picked(one.picks), is(new PatternSet([textPattern(one.text)])))));
}

function wordPattern(parts: PatternPart[]): WordPattern {
  const [only] = parts;
  return parts.length === 1 && typeof only === 'string' ? WordPattern.word(only) : new WordPattern(tokensOf(parts));
}

function tokensOf(parts: PatternPart[]): Token[] {
  return parts.flatMap(part => {
    if (typeof part === 'string') { return points(part); }
    if (typeof part === 'number') { return [part]; }
    return [part instanceof PolicyVariable ? variableSymbol(part.key) : symbolOf(part)];
  });
}

// Conditions

function conditions({ conditions: closed, open }: ConditionBlock, effect: Effect): Formula {
  return all(
    closed.map(condition => conditionFormula(condition, effect)),
    open.map(({ choice, alternatives }) => alternatives === undefined
      ? holds(Choice.whether(`${choice.id} in ${effect}`, choice.name))
      : some(alternatives.map((block, which) => all(outcome({ choice, which }), conditions(block, effect))))),
  );
}

/** More ways than this to choose among the open values of one condition are too many to look at one by one. */
const MOST_CASES = 64;

function conditionFormula(condition: Condition, effect: Effect): Formula {
  const { operator, key, values } = condition;
  if (operator.family === 'null') { return some((values as NullValue[]).map(value => nullFormula(key, value))); }
  // What is contested makes an Allow apply and keeps a Deny from applying, through the complement too.
  const contested: Truth = (effect === 'Allow') === operator.negated ? NO : YES;
  if (operator.family !== 'string' && operator.family !== 'arn') { return measuredFormula(condition, effect, contested); }
  const forms = values.flatMap(value => (value as TextValue).pattern.forms);
  const cases = casesOf(forms, key);
  return some(cases.map(({ when, patterns }) => {
    const words = patterns.flatMap(tokens => operator.family === 'arn' ? arnTokens(tokens, contested, key) : [tokens]);
    const set = ValueSet.ofPatterns(new PatternSet(words.map(tokens => new WordPattern(tokens, operator.ignoreCase))));
    return all(when, demand(condition, effect, set));
  }));
}

/** Numbers, dates and the like. A value that stays open matches or does not, whatever the request has there. */
function measuredFormula(condition: Condition, effect: Effect, contested: Truth): Formula {
  const { operator, key, values } = condition;
  const forms = values.flatMap(value => formsOf(value, operator));
  return some(situationsOf(forms.map(({ picks }) => picks), key).map(({ when, picks }) => {
    const made = forms.filter(form => agree(form.picks, picks));
    const set = ValueSet.measured(operator, made.flatMap(({ value }) => value ?? []), contested);
    const base = demand(condition, effect, set);
    const isPresent = literal(KeyLiteral.isMissing(key).negated());
    const matches = made.filter(({ value }) => value === undefined).map(({ text }) => {
      // A set operator compares with all values at once.
      const beside = operator.setOperator === undefined ? '' : JSON.stringify(made.map(one => identityOf(one.text)).sort());
      const name = `\`${operator.name}\` of \`${key}\` with ${String(text)}`;
      return all(isPresent, holds(Choice.whether(`${operator.name} ${key} ${effect} ${identityOf(text)} ${beside}`, name)));
    });
    return all(when, operator.negated ? all(base, ...matches.map(not)) : some(base, ...matches));
  }));
}

interface MeasuredForm { readonly text: Text; readonly picks: Picks; readonly value?: ConditionValue }

/** What a value may be, its choices made; without a value where it stays open. */
function formsOf(value: ConditionValue, operator: Condition['operator']): MeasuredForm[] {
  if (typeof value.source === 'string') { return [{ text: value.source, picks: new Map(), value: value.variableKeys.length === 0 ? value : undefined }]; }
  return expandChoices(value.source).map(({ text, picks }) => {
    const made = typeof text === 'string' ? compileConditionValue(operator, text, expandsVariables(value)) : undefined;
    return { text, picks, value: made?.variableKeys.length === 0 ? made : undefined };
  });
}

interface Situation { readonly when: Formula[]; readonly picks: Picks }

/** Every way in which choices may be made: they exclude each other, and one of them is. */
function situationsOf(forms: Picks[], key: string): Situation[] {
  let situations: Situation[] = [{ when: [], picks: new Map() }];
  for (const value of new Set(forms.flatMap(picks => [...picks.keys()]))) {
    situations = situations.flatMap(({ picks }) => value.choices!.map((_, i) => new Map(picks).set(value, i)).map(made => ({ when: picked(made), picks: made })));
    if (situations.length > MOST_CASES) { throw new BudgetSpent(`condition key \`${key}\``); }
  }
  return situations;
}

function agree(form: Picks, made: Picks): boolean {
  return [...form].every(([value, pick]) => made.get(value) === pick);
}

interface Case { readonly when: Formula[]; readonly patterns: Token[][] }

/** Every way in which the choices and variables of the values may turn out: the cases exclude each other, and one of them holds. */
function casesOf(forms: PatternForm[], key: string): Case[] {
  let situations = situationsOf(forms.map(({ picks }) => picks), key).map(one => ({ ...one, single: new Set<string>(), missing: new Set<string>() }));
  for (const name of new Set(forms.flatMap(({ parts }) => parts.flatMap(part => part instanceof PolicyVariable ? [part.key] : [])))) {
    situations = situations.flatMap(one => [
      { ...one, when: [...one.when, literal(KeyLiteral.isSingle(name))], single: new Set([...one.single, name]) },
      { ...one, when: [...one.when, literal(KeyLiteral.isMissing(name))], missing: new Set([...one.missing, name]) },
      { ...one, when: [...one.when, literal(KeyLiteral.isSingle(name).negated()), literal(KeyLiteral.isMissing(name).negated())] },
    ]);
    if (situations.length > MOST_CASES) { throw new BudgetSpent(`condition key \`${key}\``); }
  }
  return situations.map(({ when, picks, single, missing }) => ({
    when,
    patterns: forms
      .filter(form => agree(form.picks, picks))
      .filter(({ parts }) => parts.every(part => !(part instanceof PolicyVariable) || single.has(part.key) || missing.has(part.key) && part.fallback !== undefined))
      .map(({ parts }) => tokensOf(parts.map(part => part instanceof PolicyVariable && missing.has(part.key) ? part.fallback! : part))),
  }));
}

const ARN_COLONS = 5;

/** Keys whose values hold no colon. */
const WITHOUT_COLON = ['aws:principalaccount', 'aws:resourceaccount', 'aws:sourceaccount', 'aws:username', 'aws:requestedregion'];

function mayHoldColon(symbol: Token): boolean {
  const key = variableKeys([symbol]).get(symbol);
  return key === undefined ? symbolMayHoldColon(symbol) : !WITHOUT_COLON.includes(key);
}

/** In the first five fields of an ARN, a wildcard does not cross a colon. What is no whole ARN is contested. */
function arnTokens(tokens: Token[], contested: Truth, key: string): Token[][] {
  // A value that is an ARN as a whole is compared as a whole.
  if (tokens.length === 1 && isSymbol(tokens[0])) { return [tokens]; }
  const fifth = tokens.map((token, i) => token === COLON ? i : -1).filter(i => i >= 0)[ARN_COLONS - 1] ?? tokens.length;
  if (tokens.slice(0, fifth).some(token => isSymbol(token) && mayHoldColon(token))) { throw new BudgetSpent(`condition key \`${key}\``); }
  if (tokens.filter(token => token === COLON).length < ARN_COLONS) { return contested === YES ? [tokens] : []; }
  let colons = 0;
  return [tokens.map(token => {
    if (token === COLON) { colons++; }
    if (colons >= ARN_COLONS) { return token; }
    return token === ANY ? PATH : token === ANY_RUN ? PATH_RUN : token;
  })];
}

/** What an operator demands of the values of its key, if these are the values that match. */
function demand({ operator, key }: Condition, effect: Effect, set: ValueSet): Formula {
  const { negated, ifExists, setOperator } = operator;
  const value = { set, inside: !negated };
  const many = (quantifier: ValuesDemand['quantifier'], onEmpty: boolean): ValuesDemand => ({ ...value, quantifier, onEmpty });
  switch (setOperator) {
    case 'ForAllValues': return literal(new KeyLiteral(key, true, { ...value, onEmpty: true }, many('every', true)));
    case 'ForAnyValue': return literal(new KeyLiteral(key, ifExists, { ...value, onEmpty: ifExists }, many('some', false)));
    // CONTESTED: a plain operator on several values.
    case undefined: return literal(new KeyLiteral(key, negated || ifExists, value, effect === 'Allow' && { ...value, quantifier: 'some' }));
  }
}

const NO_WORD = ValueSet.ofPatterns(new PatternSet([]));

/** The empty string counts as no value. */
function nullFormula(key: string, { source, whenMissing }: NullValue): Formula {
  const isMissing = literal(new KeyLiteral(key, true, { set: NO_WORD, inside: true, onEmpty: true }, { quantifier: 'every', set: NO_WORD, inside: true, onEmpty: true }));
  if (whenMissing !== undefined) { return whenMissing ? isMissing : not(isMissing); }
  return some(expandChoices(source).map(({ text, picks }) => {
    const folded = foldText(text);
    const isTrue = folded === 'true' ? ALWAYS : folded === 'false' ? NEVER : holds(Choice.whether(`null ${identityOf(text)}`, `\`Null\` of \`${key}\` with ${String(text)}`));
    return all(picked(picks), some(all(isTrue, isMissing), all(not(isTrue), not(isMissing))));
  }));
}
