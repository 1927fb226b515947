import { Choice } from './choice';
import { Pattern } from './pattern';
import { Text } from './text';
import { and, MAYBE, NO, or, Truth, unanimous, YES } from './truth';

/** The keys of a `Principal` map. */
export type PrincipalType = 'AWS' | 'Service' | 'Federated' | 'CanonicalUser';

export const PRINCIPAL_TYPES: PrincipalType[] = ['AWS', 'Service', 'Federated', 'CanonicalUser'];

/** One principal of the element: exact text, or everyone of its type. */
export interface PrincipalEntry {
  readonly type: PrincipalType;
  /** `*`: under `AWS`, or alone, it is everyone, anonymous callers too. */
  readonly everyone: boolean;
  readonly pattern: Pattern;
}

/** A member that is one of several lists of principals, and nobody knows which. */
export interface PrincipalChoice {
  readonly name: string;
  /** @default - the choice of that name among as many alternatives */
  readonly choice?: Choice;
  readonly alternatives: PrincipalEntry[][];
}

/**
 * `Principal` or `NotPrincipal`. What a caller answers to is not known here: the evaluation asks for each of its names.
 */
export class PrincipalElement {
  private byType: Map<PrincipalType, EntriesOfType> | undefined;

  constructor(readonly negated: boolean, readonly entries: PrincipalEntry[], readonly choices: PrincipalChoice[]) {}

  /** Is one of the entries this name? The complement is not applied. */
  public lists(type: PrincipalType, name: Text): Truth {
    const { words, open } = this.ofType(type);
    if (typeof name === 'string' && words.has(name)) { return YES; }
    const entries = typeof name === 'string' ? open : this.entries;
    return this.some(entries, entry => entry.type === type && !entry.everyone ? entry.pattern.matches(name) : NO);
  }

  /** Is everyone of this type among the entries? An unknown value may be `*`. The complement is not applied. */
  public listsEveryone(type: PrincipalType): Truth {
    const { hasEveryone, open } = this.ofType(type);
    if (hasEveryone) { return YES; }
    return this.some(open, entry => {
      if (entry.type !== type) { return NO; }
      return entry.everyone ? YES : and(MAYBE, entry.pattern.matches('*'));
    });
  }

  /** Every principal of the element, those of choices too. */
  public get allEntries(): PrincipalEntry[] {
    return [...this.entries, ...this.choices.flatMap(choice => choice.alternatives.flat())];
  }

  /** What its open values are, for messages. */
  public get openNames(): string[] {
    return [...new Set([...this.allEntries.flatMap(entry => entry.pattern.openNames), ...this.choices.map(choice => choice.name)])];
  }

  private some(entries: PrincipalEntry[], match: (entry: PrincipalEntry) => Truth): Truth {
    const any = (list: PrincipalEntry[]) => list.reduce<Truth>((best, entry) => best === YES ? best : or(best, match(entry)), NO);
    return or(any(entries), ...this.choices.map(choice => unanimous(choice.alternatives.map(any))));
  }

  private ofType(type: PrincipalType): EntriesOfType {
    if (this.byType === undefined) {
      this.byType = new Map(PRINCIPAL_TYPES.map(one => [one, { words: new Set(), open: [], hasEveryone: false }]));
      for (const entry of this.entries) {
        const own = this.byType.get(entry.type)!;
        const { source } = entry.pattern;
        if (entry.everyone) { own.hasEveryone = true; } else if (typeof source === 'string') { own.words.add(source); } else { own.open.push(entry); }
      }
    }
    return this.byType.get(type)!;
  }
}

/** Entries of one type. INVARIANT: known principals are exact texts, without wildcards and variables. */
interface EntriesOfType {
  readonly words: Set<string>;
  readonly open: PrincipalEntry[];
  hasEveryone: boolean;
}
