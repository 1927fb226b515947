import { PatternScope } from '../policy/pattern';
import { Effect } from '../policy/statement';
import { foldAscii, OpenText, OpenValue, Text } from '../policy/text';
import { NO, Truth, YES } from '../policy/truth';

/** The values of a key: a key declared unknown is missing, or holds anything. */
export type KeyValues = Text[] | 'unknown';

/**
 * The context of a request: condition keys and their values, and which of them were missed.
 */
export class RequestContext {
  /** For the patterns of an Allow, and those of complements in a Deny: what is contested matches. */
  private readonly lenient: PatternScope;
  /** For the patterns of a Deny, and those of complements in an Allow: what is contested does not match. */
  private readonly strict: PatternScope;
  private readonly keys = new Map<string, Text[]>();
  private readonly unknown = new Map<string, Text>();
  private readonly missed = new Map<string, string>();
  private readonly asked = new Set<string>();

  /**
   * @param derived folded keys that are there unless an entry says otherwise
   * @param othersUnknown whether keys that nobody set are unknown, instead of missing
   */
  constructor(private readonly derived: ReadonlyMap<string, Text[]>, private readonly othersUnknown = false) {
    this.lenient = { variable: key => this.variable(key), contested: YES };
    this.strict = { variable: key => this.variable(key), contested: NO };
  }

  /** Later values replace earlier ones; none: the key is missing. */
  public set(key: string, values: Text[]): void {
    this.keys.set(foldAscii(key), values);
    this.unknown.delete(foldAscii(key));
  }

  /** The key may be missing, or hold anything. */
  public setUnknown(key: string): void {
    this.unknown.set(foldAscii(key), OpenText.of(OpenValue.unknown(`context key \`${key}\``)));
  }

  public scope(contested: Truth): PatternScope {
    return contested === YES ? this.lenient : this.strict;
  }

  /** @param key folded */
  public values(key: string, keyName: string): KeyValues {
    if (this.unknown.has(key)) { return 'unknown'; }
    const values = this.keys.get(key) ?? this.derived.get(key);
    if (values === undefined && this.othersUnknown) {
      this.setUnknown(keyName);
      return 'unknown';
    }
    if (values === undefined || values.length === 0) { this.missed.set(key, keyName); } else { this.asked.add(key); }
    return values ?? [];
  }

  /** The value of a key that is declared unknown, if it has one. */
  public unknownValue(key: string): Text {
    return this.unknown.get(key)!;
  }

  /** Keys that policies asked for and the request does not have, as the policies spell them, sorted. */
  public get missingKeys(): string[] {
    return [...this.missed.values()].sort();
  }

  /** Did a policy ask for the values of this key? */
  public wasAsked(key: string): boolean {
    return this.asked.has(foldAscii(key));
  }

  private variable(key: string): Text[] {
    const values = this.values(key, key);
    return values === 'unknown' ? [this.unknownValue(key)] : values;
  }
}

/** INVARIANT: what is contested makes an Allow apply and keeps a Deny from applying. */
export function contestedIn(effect: Effect): Truth {
  return effect === 'Allow' ? YES : NO;
}
