import { Budget } from './budget';
import { CallerClass, derivedValue, holdsFor } from './caller-class';
import { asWritten, valueOf } from './lazy-automaton';
import { findText, PatternSet } from './pattern-set';
import { Demands, FoundText, Model, Solver, TextDemands } from './solver';
import { variableKeys } from './statement-formula';
import { isPlain, Token } from './tokens';
import { exampleOf, points, shapesOf, text, WordPattern, Words } from './word-pattern';
import { AWS_WORLD, WELL_KNOWN } from './world';
import { Caller } from '../../evaluation/caller';
import { DIGIT, foldAscii, OpenText, OpenValue, PATH, PATH_RUN } from '../../policy/text';
import { ARN_EXAMPLES } from '../../service-authorization/arn-examples';
import { ServiceAction } from '../../service-authorization/service-action';
import { ServiceAuthorizationReference } from '../../service-authorization/service-authorization-reference';

/** A request in plain text. */
export interface ConcreteRequest {
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  readonly keys: Map<string, string[]>;
  readonly unlisted: boolean;
  /** What is only known at deployment, and how it must turn out. */
  readonly dependsOn: string[];
  /** Whether it depends on anything, told or not. */
  readonly isOpen: boolean;
}

/** Of a request without context, of which nothing is only known at deployment. */
export const NO_CONTEXT = { keys: new Map<string, string[]>(), unlisted: false, dependsOn: [], isOpen: false };

/** What open values look like in a witness. */
const EXAMPLES: Record<string, string> = { 'AWS::AccountId': '111122223333', 'AWS::Partition': 'aws', 'AWS::Region': 'us-east-1', 'AWS::URLSuffix': 'amazonaws.com' };

/** Words that a condition key may hold, where a variable asks for one and nothing else says which. */
const NAMES = ['alice', 'example'];

/** More than this many values of a variable are not tried. */
const MOST_TRIES = 40;

/**
 * A request in plain text out of what the solver found.
 *
 * @returns undefined when no value that was tried for the policy variables makes it one; `refuted` when no other values are possible
 */
export function concreteRequest(model: Model, cls: CallerClass, solver: Solver<unknown>, budget: Budget): ConcreteRequest | 'refuted' | undefined {
  const { demands } = model;
  budget.spend(sizeOf(demands) >> 1);
  const symbols = openSymbols(demands);
  const variables = [...variableKeys(symbolsOf(demands))];
  for (const open of openWords(symbols, model, solver, budget)) {
    for (const caller of callersFor(model, cls, variables.length > 0)) {
      for (const values of valuesOf(variables, caller, model, open)) {
        const request = boundRequest(model, caller, wordsOf(open, variables, values), variables.map(([, key], i) => [key, values[i]]), solver, budget);
        if (request !== undefined) { return request; }
      }
    }
    const other = variables.length === 0 ? undefined : callerAfter(model, cls, variables, open, solver);
    for (const values of other === undefined ? [] : valuesOf(variables, other, model, open)) {
      const request = boundRequest(model, other!, wordsOf(open, variables, values), variables.map(([, key], i) => [key, values[i]]), solver, budget);
      if (request !== undefined) { return request; }
    }
  }
  // INVARIANT: only where every value was tried, for every caller that there is.
  const oneCaller = cls.isFixed || !(demands.keys.get(PRINCIPAL) ?? []).some(one => one.sets.some(set => set.symbols.length > 0));
  const fewTries = variables.reduce((count, [, key]) => count * Math.max(1, fewValues(key, demands)?.length ?? 1), 1) <= MOST_TRIES;
  return oneCaller && fewTries && variables.length > 0 && symbols.length === 0 && variables.every(([, key]) => isPinned(key, demands, cls)) ? 'refuted' : undefined;
}

type Variables = [Token, string][];

function wordsOf(open: Map<Token, string>, variables: Variables, values: (string | undefined)[]): Map<Token, string> {
  return new Map([...open, ...variables.flatMap(([symbol], i) => values[i] === undefined ? [] : [[symbol, values[i]] as const])]);
}

/** A caller that meets the demands once the variables are what they are for another caller. */
function callerAfter(model: Model, cls: CallerClass, variables: Variables, open: Map<Token, string>, solver: Solver<unknown>): Caller | undefined {
  const first = cls.callerWith(plain(model.keys.get(PRINCIPAL)?.[0]));
  const literals = model.demands.keys.get(PRINCIPAL);
  if (first === undefined || literals === undefined) { return undefined; }
  const words = wordsOf(open, variables, variables.map(([, key]) => derivedWord(first, key, open)));
  const arn = plain(solver.keyValues(PRINCIPAL, literals.map(one => one.bound(words)))?.[0]);
  return arn === undefined ? undefined : cls.callerWith(arn);
}

/** Callers of the class that meet the demands: one, or several names where a variable may need another. */
function callersFor(model: Model, cls: CallerClass, several: boolean): Caller[] {
  const arn = plain(model.keys.get(PRINCIPAL)?.[0]);
  const demanded = model.demands.keys.get(PRINCIPAL) ?? [];
  const names = several && arn !== undefined ? [...namesOf(model.demands) ?? [], ...NAMES, ...segmentsOf(model.demands).slice(0, MOST_TRIES)] : [];
  const arns = names.map(name => arn!.slice(0, arn!.lastIndexOf('/') + 1) + name).filter(other => demanded.every(({ onOne }) => holdsFor(onOne, other)));
  return [...new Set([arn, ...arns])].flatMap(one => cls.callerWith(one) ?? []);
}

/** Are the values that were tried all that the key may have? */
function isPinned(key: string, demands: Demands, cls: CallerClass): boolean {
  if (derivedValue(cls.callerWith(undefined)!, key) === undefined) { return fewValues(key, demands) !== undefined; }
  return cls.isFixed || key === 'aws:principaltype' || key === 'aws:username' && namesOf(demands) !== undefined;
}

/** The only values that a key may have, where they are few. */
function fewValues(key: string, demands: Demands): string[] | undefined {
  return fewPatterns(key, demands, ({ literal }) => literal)?.filter(value => (demands.keys.get(key) ?? [])
    .filter(one => one.sets.every(set => set.symbols.length === 0))
    .every(({ onOne }) => holdsFor(onOne, value)));
}

/** The only names that a user may have, where they are few. */
function namesOf(demands: Demands): string[] | undefined {
  return fewPatterns(PRINCIPAL, demands, ({ tokens }) => {
    const name = tokens.slice(tokens.lastIndexOf(SLASH) + 1);
    return tokens.includes(SLASH) && name.every(isPlain) ? text(name) : undefined;
  });
}

function fewPatterns(key: string, demands: Demands, read: (pattern: WordPattern) => string | undefined): string[] | undefined {
  const literals = demands.keys.get(key) ?? [];
  const isSingle = !AWS_WORLD.key(key).isMultivalued || literals.some(({ onMany }) => onMany === false);
  for (const { onNone, onOne } of isSingle ? literals : []) {
    if (onNone || typeof onOne === 'boolean' || !onOne.inside || onOne.set.patterns === undefined) { continue; }
    const words = onOne.set.patterns.patterns.map(read);
    if (words.length <= MOST_TRIES && words.every(one => one !== undefined)) { return [...new Set(words)]; }
  }
  return undefined;
}

const PRINCIPAL = 'aws:principalarn';
const SLASH = 0x2f;

function boundRequest(
  model: Model, caller: Caller, words: Map<Token, string>, fixed: (readonly [string, string | undefined])[], solver: Solver<unknown>, budget: Budget,
): ConcreteRequest | undefined {
  const { demands, choices, keys: found } = model;
  const texts = { action: boundText(demands.texts.action, words), resource: boundText(demands.texts.resource, words) };
  const pair = readablePair(texts.action, texts.resource, words.size === 0 ? model : undefined, budget);
  if (pair === undefined) { return undefined; }
  const keys = new Map<string, string[]>();
  for (const [key, literals] of demands.keys) {
    const wanted = fixed.find(([name]) => name === key)?.[1];
    const bound = literals.map(one => one.bound(words));
    const derived = derivedWord(caller, key, words);
    if (derived !== undefined) {
      if (!bound.every(({ onOne }) => holdsFor(onOne, derived))) { return undefined; }
      continue;
    }
    const values = wanted !== undefined
      ? bound.every(({ onOne }) => holdsFor(onOne, wanted)) ? [wanted] : undefined
      : bound.some((one, i) => one !== literals[i]) ? solver.keyValues(key, bound) : found.get(key) ?? [];
    if (values === undefined) { return undefined; }
    if (values.length > 0) { keys.set(key, values.map(value => plain(value) ?? String(value))); }
  }
  for (const [key, value] of fixed) {
    if (value !== undefined && !keys.has(key) && derivedValue(caller, key) === undefined) { keys.set(key, [value]); }
  }
  const values = [...words.keys()].map(symbol => valueOf(symbol).name).filter(name => !name.startsWith('context key '));
  const open = [...new Set([...choices.map(({ choice, which }) => choice.told(which)), ...values])];
  // The account stands in the ARN already.
  if (accountIn(pair.resource) !== undefined) { keys.delete('aws:resourceaccount'); }
  return {
    caller,
    ...pair,
    keys,
    dependsOn: open.filter(name => !name.startsWith('AWS::')),
    isOpen: open.length > 0,
  };
}

/** Values for the variables of a request, the likeliest first. A key that follows from the caller has its value already. */
function* valuesOf(variables: [Token, string][], caller: Caller, model: Model, open: Map<Token, string>): Generator<(string | undefined)[]> {
  const candidates = variables.map(([, key]) => {
    const derived = derivedWord(caller, key, open);
    if (derived !== undefined) { return [derived]; }
    const few = fewValues(key, model.demands);
    if (few !== undefined) { return few; }
    const solved = plain(model.keys.get(key)?.[0]);
    const demanded = (model.demands.keys.get(key) ?? []).some(({ onNone }) => !onNone);
    if (!demanded) { return [undefined]; }
    const account = typeof caller.account === 'string' ? [caller.account] : [];
    return [...new Set([...solved === undefined ? [] : [solved], ...account, ...NAMES, ...segmentsOf(model.demands)])].slice(0, MOST_TRIES);
  });
  let tries = 0;
  function* product(at: number, chosen: (string | undefined)[]): Generator<(string | undefined)[]> {
    if (at === candidates.length) { yield chosen; return; }
    for (const value of candidates[at]) {
      if (tries++ > MOST_TRIES * 4) { return; }
      yield* product(at + 1, [...chosen, value]);
    }
  }
  yield* product(0, []);
}

/** Pieces of the texts that policies write out: a variable may have to be one of them. */
function segmentsOf({ texts, keys }: Demands): string[] {
  const sets = [...texts.resource.inside, ...texts.resource.outside, ...[...keys.values()].flatMap(literals => literals.flatMap(one => one.sets))];
  return sets.flatMap(set => set.patterns.flatMap(pattern => pattern.literal ?? pattern.sample(''))).flatMap(one => one.split(/[/:]/)).filter(piece => piece !== '');
}

/** The account in an ARN. */
export function accountIn(resource: string): string | undefined {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/s.exec(resource)?.[1];
}

// Readable requests

/** Actions of this many are looked at for one whose resource fits: with examples, and with a search. */
const MOST_ACTIONS = 400;
const MOST_SEARCHES = 20;

interface ActionAndResource { readonly action: string; readonly resource: string; readonly unlisted: boolean }

/** An action that AWS lists with a resource of a type that it is done on, if there is one; anything else is labelled. */
function readablePair(action: TextDemands, resource: TextDemands, found: Model | undefined, budget: Budget): ActionAndResource | undefined {
  const anyAction = word(found?.action ?? findText(action.inside, action.outside, AWS_WORLD.action, budget));
  const anyResource = word(found?.resource ?? findText(resource.inside, resource.outside, AWS_WORLD.resource, budget));
  if (anyAction === undefined || anyResource === undefined) { return undefined; }
  const listed: ServiceAction[] = [];
  const samples = resource.inside.flatMap(set => set.patterns).slice(0, 50).flatMap(pattern => [pattern.sample('example'), pattern.sample('1'), pattern.sample('')]);
  for (const candidate of listedActions(action, anyAction)) {
    listed.push(candidate);
    const example = resourceFor(candidate, samples, arn => isIn(arn, resource));
    if (example !== undefined) { return { action: candidate.name, resource: example, unlisted: false }; }
  }
  const tried = new Set<WordPattern>();
  for (const candidate of listed) {
    for (const { example, shape } of typesOf(candidate)) {
      if (tried.has(shape) || tried.size > MOST_SEARCHES) { continue; }
      tried.add(shape);
      // What is demanded of the resource stands in the text that was found, and often may stand at the end of a usual one as well.
      const longer = example + anyResource.slice(anyResource.indexOf(':') + 1);
      if (isOf(shape, longer) && isIn(longer, resource)) { return { action: candidate.name, resource: longer, unlisted: false }; }
      const { inside, outside } = resource;
      const arn = word(budget.part(FEW_STEPS, few => findText([new PatternSet([shape]), ...inside], outside, AWS_WORLD.resource, few)));
      if (arn !== undefined) { return { action: candidate.name, resource: arn, unlisted: false }; }
    }
  }
  return { action: listed[0]?.name ?? anyAction, resource: anyResource, unlisted: true };
}

function* listedActions(demands: TextDemands, first: string): Generator<ServiceAction> {
  const known = ServiceAuthorizationReference.action(first);
  if (known !== undefined) { yield known; }
  const starts = demands.inside.flatMap(set => set.patterns.map(({ start }) => start));
  const services = starts.some(start => start.includes(':')) ? [first.split(':')[0]] : ['s3', 'iam', 'ec2', ...ServiceAuthorizationReference.services()];
  let looked = 0;
  for (const name of new Set(services)) {
    for (const action of listedIn(name)) {
      if (looked++ > MOST_ACTIONS) { return; }
      Budget.spend(1);
      if (isIn(foldAscii(action.name), demands)) { yield action; }
    }
  }
}

const actions = new Map<string, ServiceAction[]>();

/** The actions of a service, the well-known ones first. */
export function listedIn(service: string): ServiceAction[] {
  let list = actions.get(service);
  if (list === undefined) {
    const rank = ({ name }: ServiceAction) => Number(!WELL_KNOWN.includes(foldAscii(name)));
    list = ServiceAuthorizationReference.actionsOf(service).sort((a, b) => rank(a) - rank(b));
    // What AWS does not list is not remembered: there is no end of it.
    if (list.length > 0) { actions.set(service, list); }
  }
  return list;
}

const PARTS: Record<string, string> = { ...ARN_EXAMPLES, Partition: 'aws', Region: 'us-east-1', Account: '111122223333' };

interface ResourceShape { readonly example: string; readonly shape: WordPattern }

const shapes = new Map<string, ResourceShape>();

/** The forms of the resources that an action is done on, the simplest first. */
function typesOf({ service, resourceTypes }: ServiceAction): ResourceShape[] {
  return resourceTypes
    .flatMap(({ name }) => ServiceAuthorizationReference.resourceType(service, name)?.arnPattern ?? [])
    .sort((a, b) => a.split('$').length - b.split('$').length)
    .map(shapeOf);
}

function shapeOf(arnPattern: string): ResourceShape {
  let known = shapes.get(arnPattern);
  if (known === undefined) {
    const pieces = arnPattern.split(/\$\{([^}]+)\}/);
    known = {
      example: pieces.map((piece, i) => i % 2 === 0 ? piece : PARTS[piece] ?? 'example').join(''),
      shape: new WordPattern(pieces.flatMap((piece, i) => i % 2 === 0 ? points(piece) : piece === 'Account' ? new Array<Token>(12).fill(DIGIT) : [PATH, PATH_RUN])),
    };
    shapes.set(arnPattern, known);
  }
  return known;
}

/**
 * A resource of a type that an action is done on.
 *
 * @param samples the patterns of the policy with examples in place of wildcards
 */
export function resourceFor(action: ServiceAction, samples: string[], accepts: (arn: string) => boolean): string | undefined {
  if (action.supportsOnlyWildcardResource) { return accepts('*') ? '*' : undefined; }
  const all = samples.flatMap(sample => [inUsualPlace(sample), sample]);
  for (const { example, shape } of typesOf(action)) {
    const found = accepts(example) ? example : all.find(sample => isOf(shape, sample) && accepts(sample));
    if (found !== undefined) { return found; }
  }
  return undefined;
}

/** Is an action done on a resource, as it is? */
export function isDoneOn(action: ServiceAction, arn: string): boolean {
  return typesOf(action).some(({ shape }) => isOf(shape, arn));
}

/** What AWS itself owns, such as public documents of Systems Manager, has no account in its ARN, or `aws`. */
function isOf(shape: WordPattern, arn: string): boolean {
  if (shape.matches(arn)) { return true; }
  const owned = inPlace(arn, { '': PARTS.Account, 'aws': PARTS.Account });
  return owned !== arn && shape.matches(owned);
}

/** An ARN with a partition, Region and account that readers know, where it has examples in their place. */
export function inUsualPlace(arn: string, account = PARTS.Account): string {
  return inPlace(arn, { example: account }, { example: PARTS.Region }, { example: PARTS.Partition });
}

/** An ARN with other fields in place of some. */
function inPlace(arn: string, accounts: Record<string, string>, regions: Record<string, string> = {}, partitions: Record<string, string> = {}): string {
  const [start, partition, service, region, account, ...rest] = arn.split(':');
  const field = (other: Record<string, string>, given: string) => Object.hasOwn(other, given) ? other[given] : given;
  return rest.length === 0 ? arn : [start, field(partitions, partition), service, field(regions, region), field(accounts, account), ...rest].join(':');
}

/** A search that only makes a witness readable may take few steps. */
const FEW_STEPS = 3_000;

function isIn(one: string, { inside, outside }: TextDemands): boolean {
  return inside.every(set => set.matches(one)) && !outside.some(set => set.matches(one));
}

// Symbols

function sizeOf({ texts: { action, resource }, keys }: Demands): number {
  return [action, resource].reduce((sum, { inside, outside }) => sum + inside.length + outside.length, 0) + [...keys.values()].reduce((sum, literals) => sum + literals.length, 0);
}

function symbolsOf({ texts, keys }: Demands): Token[] {
  const sets = [texts.action, texts.resource].flatMap(({ inside, outside }) => [...inside, ...outside]);
  const ofKeys = [...keys.values()].flatMap(literals => literals.flatMap(one => one.sets));
  return [...new Set([...sets, ...ofKeys].flatMap(set => set.symbols.map(asWritten)))];
}

function openSymbols(demands: Demands): Token[] {
  const symbols = symbolsOf(demands);
  const variables = variableKeys(symbols);
  return symbols.filter(symbol => !variables.has(symbol));
}

/** Words for the open values: the one that is easiest to read, then those that the texts which are demanded leave for them. */
function* openWords(symbols: Token[], model: Model, solver: Solver<unknown>, budget: Budget): Generator<Map<Token, string>> {
  const examples = new Map(symbols.map(symbol => [symbol, exampleFor(valueOf(symbol))]));
  yield examples;
  if (symbols.length === 0) { return; }
  const demanded = symbols.map(symbol => [...new Set([...demandedWords(symbol, examples, model, solver, budget), ...shapesOf(valueOf(symbol)).map(exampleOf)])]);
  let tries = 0;
  function* product(at: number, words: [Token, string][]): Generator<Map<Token, string>> {
    if (at === symbols.length) { yield new Map(words); return; }
    for (const one of demanded[at]) {
      if (tries++ > MOST_TRIES) { return; }
      yield* product(at + 1, [...words, [symbols[at], one]]);
    }
  }
  yield* product(0, []);
}

function exampleFor(value: OpenValue): string {
  return EXAMPLES[value.name] ?? (value.isInvented ? value.name : exampleOf(shapesOf(value)[0]) || 'example');
}

/** What is left for an open value in texts that meet all demands, wherever it stands. */
function demandedWords(symbol: Token, examples: Map<Token, string>, { demands }: Model, solver: Solver<unknown>, budget: Budget): string[] {
  const value = valueOf(symbol);
  // No text that is written out is a fresh word.
  return value.shape?.isFresh ? [exampleFor(value)] : shapesOf(value).flatMap(shape => {
    const words = new Map<Token, string | Token[]>(examples).set(symbol, shape);
    const bound = { action: boundText(demands.texts.action, words), resource: boundText(demands.texts.resource, words) };
    const found = [
      ...(['action', 'resource'] as const).map(dimension => ({
        sets: demands.texts[dimension].inside,
        texts: () => [findText(bound[dimension].inside, bound[dimension].outside, AWS_WORLD[dimension], budget)],
      })),
      ...[...demands.keys].map(([key, literals]) => ({
        sets: literals.flatMap(one => one.sets),
        texts: () => solver.keyValues(key, literals.map(one => one.bound(words))) ?? [],
      })),
    ];
    return found.flatMap(({ sets, texts }) => {
      const patterns = sets.flatMap(set => set.patterns).filter(pattern => pattern.symbols.some(one => asWritten(one) === symbol));
      return patterns.length === 0 ? [] : texts().flatMap(one => patterns.flatMap(pattern => wordIn(one, pattern, symbol) ?? []));
    });
  });
}

/** What stands in a text where a pattern has a symbol: between what is written out on both sides of it. */
function wordIn(found: FoundText | undefined, { tokens }: WordPattern, symbol: Token): string | undefined {
  const whole = plain(found);
  const at = tokens.findIndex(token => asWritten(token) === symbol);
  const before = tokens.slice(0, at);
  const behind = tokens.slice(at + 1);
  const start = text(before.slice(before.map(isPlain).lastIndexOf(false) + 1));
  const end = text(behind.slice(0, [...behind.map(isPlain), false].indexOf(false)));
  const from = before.every(isPlain) ? 0 : whole?.indexOf(start) ?? -1;
  if (whole === undefined || from < 0 || !whole.startsWith(start, from)) { return undefined; }
  const to = behind.every(isPlain) ? whole.length - end.length : end === '' ? whole.length : whole.indexOf(end, from + start.length);
  return to < from + start.length ? undefined : whole.slice(from + start.length, to);
}

/** What follows from the caller, with words in place of symbols. */
function derivedWord(caller: Caller, key: string, words: ReadonlyMap<Token, string>): string | undefined {
  const value = derivedValue(caller, key);
  if (!(value instanceof OpenText)) { return value; }
  const wordFor = (open: OpenValue): string => {
    const known = words.get(open.symbol);
    if (known !== undefined) { return known; }
    return open.choices === undefined ? exampleFor(open) : String(open.choices[0]);
  };
  return value.parts.map(part => typeof part === 'string' ? part : wordFor(part)).join('');
}

function boundText({ inside, outside }: TextDemands, words: Words): TextDemands {
  return { inside: inside.map(set => set.bound(words)), outside: outside.map(set => set.bound(words)) };
}

/** A text that was found, where no symbol is left in it. */
function plain(found: FoundText | undefined): string | undefined {
  return found === undefined ? undefined : word(found);
}

function word(found: FoundText | undefined): string | undefined {
  if (found === undefined || typeof found === 'string') { return found; }
  return found.every(isPlain) ? text(found) : undefined;
}
