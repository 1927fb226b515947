import { all, ALWAYS, choice, Formula, literal, NEVER } from './formula';
import { KeyLiteral, ValueDemand } from './key-literal';
import { PatternSet } from './pattern-set';
import { classOf, COLON, isRun, Token } from './tokens';
import { ValueSet } from './value-set';
import { points, WordPattern } from './word-pattern';
import { ANONYMOUS, Caller, parseCaller } from '../../evaluation/caller';
import { evaluatePrincipal } from '../../evaluation/statement-evaluation';
import { PrincipalElement } from '../../policy/principal-element';
import { Effect } from '../../policy/statement';
import { ANY_RUN, DIGIT, PATH_RUN, Text, WORD, WORD_RUN } from '../../policy/text';
import { MAYBE, or, YES } from '../../policy/truth';
import { AuthorizationRequest } from '../../evaluation/authorization-request';

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

const KINDS: CallerKindRow[] = [
  { kind: 'user', service: 'iam', type: 'user', named: true },
  { kind: 'role', service: 'iam', type: 'role', named: true },
  { kind: 'root', service: 'iam', type: 'root', named: false },
  { kind: 'federatedUser', service: 'sts', type: 'federated-user', named: true },
];

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
    return new CallerClass(caller, ALWAYS, undefined);
  }

  public static readonly ANONYMOUS = CallerClass.of(ANONYMOUS);

  /**
   * Users, or roles, of an account, without those that are named.
   *
   * @param account undefined: of any account
   * @param representative somebody of the class, as principals see it
   */
  public static someone(row: CallerKindRow, account: string | undefined, named: string[], isStranger = false): CallerClass {
    const { service, type } = row;
    const start = [...points('arn:'), PATH_RUN, ...points(`:${service}::`), ...accountTokens(account), ...points(`:${type}`)];
    const shapes = !row.named ? [start] : [
      [...start, ...points('/'), WORD, WORD_RUN],
      ...row.kind === 'federatedUser' ? [] : [[...start, ...points('/'), PATH_RUN, ...points('/'), WORD, WORD_RUN]],
    ];
    const arns = ValueSet.ofPatterns(new PatternSet(shapes.map(tokens => new WordPattern(tokens))));
    const others = named.length === 0 ? ALWAYS : literal(new KeyLiteral(ARN, true, { set: ValueSet.ofWords(...named), inside: false }, false));
    const partitions = ValueSet.ofPatterns(new PatternSet(['aws', 'aws-cn', 'aws-us-gov'].map(partition => WordPattern.glob(`arn:${partition}:*`))));
    const caller = callerOf(row.kind, `arn:aws:${service}::${account ?? SOME_ACCOUNT}:${type}${row.named ? '/somebody-else' : ''}`)!;
    return new CallerClass(caller, all(literal(KeyLiteral.isOneOf(ARN, partitions)), literal(KeyLiteral.isOneOf(ARN, arns)), others), row, isStranger);
  }

  /** Of every kind in every account. */
  public static everyone(): CallerClass[] {
    return KINDS.map(row => CallerClass.someone(row, undefined, []));
  }

  /** Of every kind in one account. */
  public static inAccount(account: string, named: string[]): CallerClass[] {
    return KINDS.map(row => CallerClass.someone(row, account, named));
  }

  /** Of every kind in an account that no policy names. */
  public static strangers(account: string): CallerClass[] {
    return KINDS.map(row => CallerClass.someone(row, account, [], true));
  }

  private constructor(private readonly representative: Caller, public readonly constraints: Formula, private readonly row: CallerKindRow | undefined, private readonly isStranger = false) {}

  /** Is it one caller? */
  public get isFixed(): boolean {
    return this.row === undefined;
  }

  /** Whether a statement is for the caller: as the policy says, through whichever of its names. */
  public answersTo(element: PrincipalElement | undefined, effect: Effect): Formula {
    if (element === undefined) { return ALWAYS; }
    const { direct, origin, account } = evaluatePrincipal(element, { caller: this.representative } as AuthorizationRequest, effect, false);
    const answer = or(direct, origin, account);
    // The canonical user id of a stranger is none that a policy names.
    if (answer === MAYBE && this.isStranger && element.openNames.length === 0) { return NEVER; }
    if (answer === MAYBE) { return choice(element.openNames.join(', ') || 'the canonical user id of the account', 1); }
    return answer === YES ? ALWAYS : NEVER;
  }

  /** A demand on a key that follows from the caller, as what it means for this caller. */
  public rewrite(one: KeyLiteral): Formula {
    if (!CALLER_KEYS.has(one.dimension) || one.dimension === ARN && this.row !== undefined) { return literal(one); }
    const values = this.representative.derivedKeys.get(one.dimension);
    if (this.row !== undefined && one.dimension === 'aws:principalaccount') { return this.lifted(one, tokens => this.arnInAccount(tokens)); }
    if (this.row?.kind === 'user' && one.dimension === 'aws:username') { return this.lifted(one, tokens => this.arnWithName(tokens)); }
    if (values === undefined || values.length === 0) { return one.onNone ? ALWAYS : NEVER; }
    return holdsFor(one.onOne, String(values[0])) ? ALWAYS : NEVER;
  }

  /** Who it is, once its ARN is known. */
  public callerWith(arn: string | undefined): Caller | undefined {
    return this.row === undefined || arn === undefined ? this.representative : callerOf(this.row.kind, arn);
  }

  private lifted({ onOne }: KeyLiteral, lift: (tokens: Token[]) => Token[][]): Formula {
    if (typeof onOne === 'boolean') { return onOne ? ALWAYS : NEVER; }
    const { set, inside } = onOne;
    if (set.patterns === undefined) { return ALWAYS; }
    const patterns = set.patterns.patterns.flatMap(pattern => lift(pattern.tokens).map(tokens => new WordPattern(tokens, pattern.ignoreCase)));
    return literal(new KeyLiteral(ARN, !inside, { set: ValueSet.ofPatterns(new PatternSet(patterns)), inside }, false));
  }

  private arnInAccount(account: Token[]): Token[][] {
    const inField = account.map(token => token === ANY_RUN ? PATH_RUN : token);
    return [[...points('arn:'), PATH_RUN, COLON, PATH_RUN, COLON, PATH_RUN, COLON, ...inField, COLON, ANY_RUN]];
  }

  private arnWithName(name: Token[]): Token[][] {
    const start = [...points('arn:'), PATH_RUN, ...points(':iam::'), PATH_RUN, ...points(':user/')];
    const inName = name.map(token => token >= 0 ? token : isRun(token) ? WORD_RUN : classOf(token) === DIGIT ? token : WORD);
    return [[...start, ...inName], [...start, PATH_RUN, ...points('/'), ...inName]];
  }
}

const SOME_ACCOUNT = '111122223333';

/** A role is asked as one of its sessions. */
function callerOf(kind: CallerKindRow['kind'], arn: string): Caller | undefined {
  if (kind !== 'role') { return parseCaller(arn); }
  const [, partition, , , account, resource] = arn.split(':');
  return parseCaller(`arn:${partition}:sts::${account}:assumed-role/${resource.split('/').pop()}/session`, arn);
}

export function holdsFor(demand: ValueDemand | boolean, word: string): boolean {
  if (typeof demand === 'boolean') { return demand; }
  return word === '' && demand.onEmpty !== undefined ? demand.onEmpty : demand.set.matches(word) === demand.inside;
}

/** The value of a key that follows from a caller. */
export function derivedValue({ derivedKeys }: Caller, key: string): Text | undefined {
  return derivedKeys.get(key)?.[0];
}
