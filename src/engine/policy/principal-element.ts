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
  constructor(readonly negated: boolean, readonly entries: PrincipalEntry[], readonly choices: PrincipalChoice[]) {}

  /** Is one of the entries this name? The complement is not applied. */
  public lists(type: PrincipalType, name: Text): Truth {
    return this.some(entry => entry.type === type && !entry.everyone ? entry.pattern.matches(name) : NO);
  }

  /** Is everyone of this type among the entries? An unknown value may be `*`. The complement is not applied. */
  public listsEveryone(type: PrincipalType): Truth {
    return this.some(entry => {
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

  private some(match: (entry: PrincipalEntry) => Truth): Truth {
    const any = (entries: PrincipalEntry[]) => entries.reduce<Truth>((best, entry) => best === YES ? best : or(best, match(entry)), NO);
    return or(any(this.entries), ...this.choices.map(choice => unanimous(choice.alternatives.map(any))));
  }
}
