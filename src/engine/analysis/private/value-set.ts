import { asWritten } from './lazy-automaton';
import { PatternSet } from './pattern-set';
import { Token } from './tokens';
import { WordPattern, Words } from './word-pattern';
import { ConditionOperator, OperatorFamily } from '../../policy/condition-operator';
import { BinaryValue, ConditionValue, IpValue, OrderedValue } from '../../policy/condition-value';
import { Decimal } from '../../policy/decimal';
import { addressText, IpBlock } from '../../policy/ip-block';
import { PatternScope } from '../../policy/pattern';
import { Truth, YES } from '../../policy/truth';

/** Families whose sets are told apart by finitely many values. */
export type MeasuredFamily = Exclude<OperatorFamily, 'string' | 'arn' | 'null'>;

/**
 * The request values that one of the values of a condition matches: by patterns, or by measure.
 */
export class ValueSet {
  public static ofPatterns(patterns: PatternSet): ValueSet {
    return new ValueSet(`text:${patterns.key}`, patterns, undefined, word => patterns.matches(word), []);
  }

  public static ofWords(...words: string[]): ValueSet {
    return ValueSet.ofPatterns(new PatternSet(words.map(word => WordPattern.word(word))));
  }

  /** @param contested what a comparison counts as where AWS leaves it open */
  public static measured({ family, comparison }: ConditionOperator, values: ConditionValue[], contested: Truth): ValueSet {
    const scope: PatternScope = { contested, variable: () => [] };
    const sources = [...new Set(values.map(({ source }) => String(source)))].sort();
    return new ValueSet(
      `${family}${comparison ?? ''}${contested}:${JSON.stringify(sources)}`,
      undefined,
      family as MeasuredFamily,
      word => values.some(value => value.matches(word, scope) === YES),
      values,
    );
  }

  private constructor(
    public readonly key: string,
    public readonly patterns: PatternSet | undefined,
    public readonly family: MeasuredFamily | undefined,
    private readonly holds: (word: string) => boolean,
    readonly values: ConditionValue[],
  ) {}

  public matches(word: string): boolean {
    return this.holds(word);
  }

  /** The symbols that must be empty for the empty string to match: one list for each way. */
  public get emptiedBy(): Token[][] {
    return this.patterns?.patterns.filter(pattern => pattern.mayBeEmpty).map(({ symbols }) => symbols.map(asWritten)) ?? [];
  }

  /** The set with words in place of symbols. */
  public bound(words: Words): ValueSet {
    return this.patterns === undefined ? this : ValueSet.ofPatterns(this.patterns.bound(words));
  }
}

/** Easy to read, where any value will do. */
const READABLE: Record<MeasuredFamily, string[]> = {
  numeric: ['10', '1'],
  date: ['2026-01-01T00:00:00Z'],
  bool: ['true', 'false'],
  binary: ['ZXhhbXBsZQ=='],
  ipAddress: ['203.0.113.9', '10.0.0.1', '2001:db8::9'],
};

/** What no operator of the family can read. */
const UNREADABLE = 'unreadable!';

/**
 * Values among which every set of the family, and so every combination of these sets, has a member if it has one at all.
 *
 * @param mayBeUnreadable whether the key may hold what is no value of the family
 */
export function representatives(family: MeasuredFamily, sets: ValueSet[], mayBeUnreadable: boolean): string[] {
  const values = sets.flatMap(set => set.values);
  return [...READABLE[family], ...boundaries(family, values), ...mayBeUnreadable ? [UNREADABLE] : []];
}

function boundaries(family: MeasuredFamily, values: ConditionValue[]): string[] {
  switch (family) {
    case 'bool': return [];
    case 'binary': return values.filter(value => value instanceof BinaryValue).map(({ source }) => String(source));
    case 'ipAddress': return addresses(values.flatMap(value => value instanceof IpValue && value.block !== undefined ? [value.block] : []));
    case 'numeric': case 'date': {
      const bounds = values.flatMap(value => value instanceof OrderedValue && value.value !== undefined ? [value.value] : []);
      return around(bounds).map(family === 'numeric' ? String : instantText);
    }
  }
}

/** Every bound, and a number between each two neighbours, below all and above all. */
function around(bounds: Decimal[]): Decimal[] {
  const sorted = [...bounds].sort((a, b) => a.compare(b));
  if (sorted.length === 0) { return []; }
  const between = sorted.slice(1).map((bound, i) => bound.midpoint(sorted[i]));
  return [...sorted, ...between, sorted[0].plus(-1n), sorted[sorted.length - 1].plus(1n)];
}

/** ISO 8601 where it can be written so, epoch seconds otherwise. */
function instantText(seconds: Decimal): string {
  const [whole, fraction] = String(seconds).split('.');
  const at = Number(whole);
  const isWritable = Number.isSafeInteger(at) && at > -62_000_000_000 && at < 253_000_000_000;
  if (!isWritable || whole.startsWith('-') && fraction !== undefined) { return fraction === undefined ? `${whole}.0` : `${whole}.${fraction}`; }
  const text = new Date(at * 1000).toISOString().slice(0, 'YYYY-MM-DDThh:mm:ss'.length);
  return `${text}${fraction === undefined ? '' : `.${fraction}`}Z`;
}

/** Blocks lie within each other or apart: what is in one and not in those inside begins where it begins, or behind one of them. */
function addresses(blocks: IpBlock[]): string[] {
  const all = blocks.flatMap(block => {
    const most = block.version === 4 ? 0xffffffffn : (1n << 128n) - 1n;
    // CONTESTED blocks of IPv6 without a prefix are as wide as a /32 too.
    const wide = block.version === 6 && !block.hasPrefix ? [block.widen(32)] : [];
    return [block, ...wide].flatMap(({ version, first, last }) =>
      [first, first + 1n, last + 1n].filter(number => number <= most).map(number => addressText(version, number)));
  });
  return [...all, '0.0.0.0', '::', '255.255.255.255'];
}
