import { PatternSet } from './pattern-set';
import { ValueSet } from './value-set';
import { Words } from './word-pattern';

/** What a value of a key must be. */
export interface ValueDemand {
  readonly set: ValueSet;
  readonly inside: boolean;
  /** Whether the empty string meets it; undefined: as any other value. */
  readonly onEmpty?: boolean;
}

/** What the values of a key must be, where there are several. */
export interface ValuesDemand extends ValueDemand {
  readonly quantifier: 'some' | 'every';
}

/**
 * A demand on the values of one condition key: by how many there are.
 */
export class KeyLiteral {
  /** The key is there, with one value. */
  public static isSingle(key: string): KeyLiteral {
    return new KeyLiteral(key, false, true, false);
  }

  public static isMissing(key: string): KeyLiteral {
    return new KeyLiteral(key, true, false, false);
  }

  /** The key is there, with one value in the set. */
  public static isOneOf(key: string, set: ValueSet): KeyLiteral {
    return new KeyLiteral(key, false, { set, inside: true }, false);
  }

  public readonly kind = 'key';
  private known: string | undefined;
  private opposite: KeyLiteral | undefined;

  /**
   * @param dimension the key, folded
   * @param onNone whether it holds where the key is missing
   * @param onOne what a single value must be
   * @param onMany what several values must be
   */
  constructor(
    public readonly dimension: string,
    public readonly onNone: boolean,
    public readonly onOne: ValueDemand | boolean,
    public readonly onMany: ValuesDemand | boolean,
  ) {}

  /** The same for equal literals. */
  public get id(): string {
    return this.known ??= `${this.onNone}/${demandId(this.onOne)}/${demandId(this.onMany)}`;
  }

  /** The pattern sets in it. */
  public get sets(): PatternSet[] {
    return [this.onOne, this.onMany].flatMap(demand => typeof demand === 'boolean' ? [] : demand.set.patterns ?? []);
  }

  /** The literal with words in place of symbols; the same when there are none in it. */
  public bound(words: Words): KeyLiteral {
    if (!this.sets.some(set => set.symbols.length > 0)) { return this; }
    const { onOne, onMany } = this;
    return new KeyLiteral(
      this.dimension,
      this.onNone,
      typeof onOne === 'boolean' ? onOne : { ...onOne, set: onOne.set.bound(words) },
      typeof onMany === 'boolean' ? onMany : { ...onMany, set: onMany.set.bound(words) },
    );
  }

  /** Holds where this one does not; the same for each call. */
  public negated(): KeyLiteral {
    if (this.opposite === undefined) {
      const { onOne, onMany } = this;
      this.opposite = new KeyLiteral(
        this.dimension,
        !this.onNone,
        typeof onOne === 'boolean' ? !onOne : opposite(onOne),
        typeof onMany === 'boolean' ? !onMany : { ...opposite(onMany), quantifier: onMany.quantifier === 'some' ? 'every' : 'some' },
      );
      this.opposite.opposite = this;
    }
    return this.opposite;
  }
}

function opposite(demand: ValueDemand): ValueDemand {
  return { ...demand, inside: !demand.inside, onEmpty: demand.onEmpty === undefined ? undefined : !demand.onEmpty };
}

function demandId(demand: ValueDemand | ValuesDemand | boolean): string {
  if (typeof demand === 'boolean') { return String(demand); }
  return `${'quantifier' in demand ? demand.quantifier : ''}${demand.inside}${demand.onEmpty ?? ''}${demand.set.key}`;
}
