import { Budget, BudgetSpent } from './budget';
import { all, ALWAYS, Formula, literal, NEVER, some } from './formula';
import { KeyLiteral, ValueDemand } from './key-literal';
import { PatternSet } from './pattern-set';
import { Callers, either, GrantFormulas, knownGrants, principalFormulas } from './principal-formula';
import { keyIs } from './statement-formula';
import { classOf, COLON, isRun, Token } from './tokens';
import { ValueSet } from './value-set';
import { points, WordPattern, wordsOf } from './word-pattern';
import { Caller, CallerName, parseCaller } from '../../evaluation/caller';
import { PrincipalElement } from '../../policy/principal-element';
import { Effect } from '../../policy/statement';
import { ANY_RUN, DIGIT, NAME, NAME_RUN, OpenText, OpenValue, PATH_RUN, Shape, splitText, Text } from '../../policy/text';

/** Keys that follow from who the caller is, folded. */
export const CALLER_KEYS = new Set([
  'aws:principalarn', 'aws:principalaccount', 'aws:principaltype', 'aws:username', 'aws:principalisawsservice', 'aws:principalservicename',
]);

const ARN = 'aws:principalarn';

/** What a caller of some kind looks like. */
export interface CallerKindRow {
  readonly kind: 'user' | 'role' | 'root' | 'federatedUser';
  /** What stands before the last name in its ARN, and whether there is a name. */
  readonly service: string;
  readonly type: string;
  readonly named: boolean;
}

const ROLE: CallerKindRow = { kind: 'role', service: 'iam', type: 'role', named: true };

const KINDS: CallerKindRow[] = [
  { kind: 'user', service: 'iam', type: 'user', named: true },
  ROLE,
  { kind: 'root', service: 'iam', type: 'root', named: false },
  { kind: 'federatedUser', service: 'sts', type: 'federated-user', named: true },
];

/** A session that is named. */
const SESSION: CallerKindRow = { ...ROLE };

/** What it takes to make a class of callers. */
const STEPS_OF_CLASS = 10;

/** The name of a session of whose name nobody asks. */
export const SOME_SESSION = 'session';

interface Someone {
  /** ARNs that are somebody else's. */
  readonly named?: ValueSet;
  /** Accounts that are somebody else's. */
  readonly except?: Accounts;
  readonly isStranger?: boolean;
  readonly sessionName?: string;
}

/** What stands in the ARN of everybody of a class. */
const SOME_PARTITION = OpenValue.opaque('the partition of the caller', Shape.wordsAfter('aws'));
const SOME_ACCOUNT = OpenValue.opaque('the account of the caller', Shape.digits(12));
const SOME_PATH = OpenValue.opaque('the path of the caller', Shape.chosenName());
const SOME_NAME = OpenValue.opaque('the name of the caller', Shape.chosenName());

/** An ARN with this account. */
function inField(account: Token[]): Token[] {
  return [...points('arn:'), PATH_RUN, COLON, PATH_RUN, COLON, PATH_RUN, COLON, ...account, COLON, ANY_RUN];
}

/** Accounts, and the ARNs with one of them. */
export class Accounts {
  private known: ValueSet | undefined;

  constructor(public readonly list: string[]) {}

  public get arns(): ValueSet {
    return this.known ??= ValueSet.ofPatterns(new PatternSet(this.list.map(one => new WordPattern(inField(points(one))))));
  }

  /** One that is none of them. */
  public get another(): string {
    return outsideAccount(new Set(this.list));
  }
}

/** Twelve digits, or the account. */
function accountTokens(account: string | undefined): Token[] {
  return account === undefined ? new Array<Token>(12).fill(DIGIT) : points(account);
}

/**
 * Callers that no principal of the policies tells from each other: one of a fixed ARN, or everyone of a kind in an account.
 */
export class CallerClass {
  /** Somebody who is named. */
  public static of(caller: Caller): CallerClass {
    Budget.spend(STEPS_OF_CLASS);
    return new CallerClass(caller, () => caller, derived(caller, () => true), undefined);
  }

  /** Somebody of whom the policies do not ask who it is. */
  public static anybody(caller: Caller): CallerClass {
    return new CallerClass(caller, () => caller, ALWAYS, undefined);
  }

  /**
   * Users, or roles, of an account, without those that are named.
   *
   * @param account undefined: of any account
   */
  public static someone(row: CallerKindRow, account: string | undefined, { named, except, isStranger = false, sessionName }: Someone): CallerClass {
    Budget.spend(STEPS_OF_CLASS);
    const { service, type } = row;
    const start = [...points('arn:aws'), PATH_RUN, ...points(`:${service}::`), ...accountTokens(account), ...points(`:${type}`)];
    const shapes = !row.named ? [start] : [
      [...start, ...points('/'), NAME, NAME_RUN],
      ...row.kind === 'federatedUser' ? [] : [[...start, ...points('/'), PATH_RUN, ...points('/'), NAME, NAME_RUN]],
    ];
    const arns = ValueSet.ofPatterns(new PatternSet(shapes.map(tokens => new WordPattern(tokens))));
    const elsewhere = except === undefined ? ALWAYS : isNone(except.arns);
    const caller = callerOf(row.kind, `arn:aws:${service}::${account ?? except?.another ?? outsideAccount(new Set())}:${type}${row.named ? '/somebody-else' : ''}`, sessionName)!;
    const arn = () => OpenText.of('arn:', SOME_PARTITION, `:${service}::`, account ?? SOME_ACCOUNT, `:${type}`, ...row.named ? ['/', SOME_PATH, SOME_NAME] : []);
    const everybody = () => callerOf(row.kind, arn(), sessionName)!;
    const shape = literal(KeyLiteral.isOneOf(ARN, arns));
    return new CallerClass(caller, everybody, all(shape, isNone(named), elsewhere, derived(caller, key => !OF_ARN.includes(key))), row, isStranger, sessionName);
  }

  /** Of every kind in every account, but for some accounts. */
  public static everyone(except?: Accounts, sessionName = SOME_SESSION): CallerClass[] {
    return KINDS.map(row => CallerClass.someone(row, undefined, { except, sessionName }));
  }

  /** A session whose role may have any path, but for roles that are named. */
  public static session(caller: Caller, named: ValueSet | undefined): CallerClass {
    Budget.spend(STEPS_OF_CLASS);
    const [, partition, , , account, resource] = String(caller.name).split(':');
    const [, roleName] = resource.split('/');
    const start = points(`arn:${partition}:iam::${account}:role/`);
    const arns = [[...start, ...points(roleName)], [...start, PATH_RUN, ...points(`/${roleName}`)]].map(tokens => new WordPattern(tokens));
    const constraints = all(literal(KeyLiteral.isOneOf(ARN, ValueSet.ofPatterns(new PatternSet(arns)))), isNone(named), derived(caller, key => key !== ARN));
    const everybody = () => parseCaller(caller.name, OpenText.of(`arn:${partition}:iam::${account}:role/`, SOME_PATH, roleName))!;
    return new CallerClass(caller, everybody, constraints, SESSION);
  }

  /** Of every kind in one account. */
  public static inAccount(account: string, named: ValueSet | undefined, sessionName: string): CallerClass[] {
    return KINDS.map(row => CallerClass.someone(row, account, { named, sessionName }));
  }

  /** Sessions of this name, of roles that are not named. */
  public static sessionsOf(account: string | undefined, sessionName: string, named: ValueSet | undefined): CallerClass {
    return CallerClass.someone(ROLE, account, { named, sessionName });
  }

  /** Of every kind in an account that no policy names. */
  public static strangers(account: string): CallerClass[] {
    return KINDS.map(row => CallerClass.someone(row, account, { isStranger: true }));
  }

  private made: Callers | undefined;
  private readonly answers: Record<Effect, WeakMap<PrincipalElement, Formula>> = { Allow: new WeakMap(), Deny: new WeakMap() };

  private constructor(
    private readonly representative: Caller,
    private readonly everybody: () => Caller,
    public readonly constraints: Formula,
    private readonly row: CallerKindRow | undefined,
    private readonly isStranger = false,
    private readonly sessionName = SOME_SESSION,
  ) {}

  /** Is it one caller? */
  public get isFixed(): boolean {
    return this.row === undefined;
  }

  /** Whether a statement is for the caller: as the policy says, through whichever of its names. */
  public answersTo(element: PrincipalElement | undefined, effect: Effect): Formula {
    if (element === undefined) { return ALWAYS; }
    let known = this.answers[effect].get(element);
    if (known === undefined) {
      Budget.spend(1);
      const { direct, origin, account } = this.grantsTo(element, effect, false);
      known = either(direct, origin, account);
      this.answers[effect].set(element, known);
    }
    return known;
  }

  /** The same, through each kind of name. */
  public grantsTo(element: PrincipalElement, effect: Effect, hasBoundary: boolean): GrantFormulas {
    return knownGrants(element, this.representative, effect, hasBoundary) ?? principalFormulas(element, this.callers, effect, hasBoundary);
  }

  private get callers(): Callers {
    this.made ??= this.makeCallers();
    return this.made;
  }

  private makeCallers(): Callers {
    const { representative, row } = this;
    const everybody = this.everybody();
    return {
      somebody: representative,
      everybody,
      // That of a stranger is none that a policy names.
      mayBeCanonical: !this.isStranger,
      named: (text, name) => row === undefined ? ALWAYS : arnWhere(text, name, everybody),
    };
  }

  /** A demand on a key that follows from the caller, as what it means for this caller. */
  public rewrite(one: KeyLiteral): Formula {
    if (!CALLER_KEYS.has(one.dimension) || one.dimension === ARN && this.row !== undefined) { return literal(one); }
    if (this.row === SESSION) { return this.constant(one); }
    if (this.row !== undefined && one.dimension === 'aws:principalaccount') { return this.lifted(one, tokens => this.arnInAccount(tokens)); }
    if (this.row?.kind === 'user' && one.dimension === 'aws:username') { return this.lifted(one, tokens => this.arnWithName(tokens)); }
    return this.constant(one);
  }

  private constant(one: KeyLiteral): Formula {
    const values = this.representative.derivedKeys.get(one.dimension);
    if (values === undefined || values.length === 0) { return one.onNone ? ALWAYS : NEVER; }
    // A value that a variable stands for is compared by the solver.
    if (typeof values[0] !== 'string' || one.sets.some(set => set.symbols.length > 0)) { return literal(one); }
    return holdsFor(one.onOne, values[0]) ? ALWAYS : NEVER;
  }

  /** Who it is, once its ARN is known. */
  public callerWith(arn: string | undefined): Caller | undefined {
    if (this.row === undefined || arn === undefined) { return this.representative; }
    return this.row === SESSION ? parseCaller(this.representative.name, arn) : callerOf(this.row.kind, arn, this.sessionName);
  }

  private lifted({ dimension, onOne }: KeyLiteral, lift: (tokens: Token[]) => Token[][]): Formula {
    if (typeof onOne === 'boolean') { return onOne ? ALWAYS : NEVER; }
    const { set, inside } = onOne;
    // Numbers and the like have no form of their own in an ARN.
    if (set.patterns === undefined) { throw new BudgetSpent(`condition key \`${dimension}\``); }
    const patterns = set.patterns.patterns.flatMap(pattern => lift(pattern.tokens).map(tokens => new WordPattern(tokens, pattern.ignoreCase)));
    return literal(new KeyLiteral(ARN, !inside, { set: ValueSet.ofPatterns(new PatternSet(patterns)), inside }, false));
  }

  private arnInAccount(account: Token[]): Token[][] {
    return [inField(account.map(token => token === ANY_RUN ? PATH_RUN : token))];
  }

  private arnWithName(name: Token[]): Token[][] {
    const start = [...points('arn:'), PATH_RUN, ...points(':iam::'), PATH_RUN, ...points(':user/')];
    const inName = name.map(token => token >= 0 ? token : isRun(token) ? NAME_RUN : classOf(token) === DIGIT ? token : NAME);
    return [[...start, ...inName], [...start, PATH_RUN, ...points('/'), ...inName]];
  }
}

/** What the ARN of callers must be like where a name of theirs is an open text. */
function arnWhere(text: Text, { name }: CallerName, everybody: Caller): Formula {
  if (name === derivedValue(everybody, ARN)) { return arnIn(text); }
  const [partition, account, resource] = [1, 4, 5].map(i => splitText(text, ':', 6)[i] ?? '');
  const [type, owner = '', session] = splitText(resource, '/', 3);
  // That of a session is made of that of its role, without the path; that of a federated user of that of the user.
  if (name === everybody.name && type === 'assumed-role' && session !== undefined) {
    const start = OpenText.of('arn:', partition, ':iam::', account, ':role/');
    return arnIn(OpenText.of(start, owner), OpenText.of(start, SOME_PATH, '/', owner));
  }
  const isFederated = everybody.kind === 'federatedUser' && type === 'user' && session === undefined;
  return isFederated ? arnIn(OpenText.of('arn:', partition, ':sts::', account, ':federated-user/', owner)) : ALWAYS;
}

function isNone(arns: ValueSet | undefined): Formula {
  return arns === undefined ? ALWAYS : literal(new KeyLiteral(ARN, true, { set: arns, inside: false }, false));
}

function arnIn(...texts: Text[]): Formula {
  const words = texts.flatMap(text => wordsOf(text)).map(tokens => new WordPattern(tokens));
  return literal(KeyLiteral.isOneOf(ARN, ValueSet.ofPatterns(new PatternSet(words))));
}

/** Keys that follow from the ARN. */
const OF_ARN = [ARN, 'aws:principalaccount', 'aws:username'];

function derived({ derivedKeys }: Caller, concerns: (key: string) => boolean): Formula {
  return all([...derivedKeys].filter(([key]) => concerns(key)).map(([key, values]) =>
    values.length === 0 ? literal(KeyLiteral.isMissing(key)) : some(values.map(value => keyIs(key, value)))));
}

/** Accounts that examples use. */
const OUTSIDE_ACCOUNTS = ['111122223333', '999988887777', '888877776666', '777766665555'];

/** An account that is none of these. */
export function outsideAccount(named: ReadonlySet<string>): string {
  for (let account = 555544443333; ; account++) {
    const [other = String(account)] = OUTSIDE_ACCOUNTS.filter(one => !named.has(one));
    if (!named.has(other)) { return other; }
  }
}

/** A role is asked as one of its sessions. */
function callerOf(kind: CallerKindRow['kind'], arn: Text, sessionName = SOME_SESSION): Caller | undefined {
  return kind === 'role' ? sessionOf(arn, sessionName) : parseCaller(arn);
}

/** Somebody who has assumed a role. */
export function sessionOf(roleArn: Text, sessionName: string): Caller | undefined {
  const [, partition, , , account, resource] = splitText(roleArn, ':', 6);
  const name = resource instanceof OpenText ? SOME_NAME : resource.split('/').pop()!;
  return parseCaller(OpenText.of('arn:', partition, ':sts::', account, ':assumed-role/', name, '/', sessionName), roleArn);
}

export function holdsFor(demand: ValueDemand | boolean, word: string): boolean {
  if (typeof demand === 'boolean') { return demand; }
  return word === '' && demand.onEmpty !== undefined ? demand.onEmpty : demand.set.matches(word) === demand.inside;
}

/** The value of a key that follows from a caller. */
export function derivedValue({ derivedKeys }: Caller, key: string): Text | undefined {
  return derivedKeys.get(key)?.[0];
}
