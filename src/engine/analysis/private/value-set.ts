import { Budget } from './budget';
import { asWritten } from './lazy-automaton';
import { PatternSet } from './pattern-set';
import { Token } from './tokens';
import { WordPattern, Words } from './word-pattern';
import { ConditionOperator, OperatorFamily } from '../../policy/condition-operator';
import { BinaryValue, ConditionValue, IpValue, OrderedValue } from '../../policy/condition-value';
import { Decimal, parseInstant } from '../../policy/decimal';
import { addressText, IpBlock } from '../../policy/ip-block';
import { PatternScope } from '../../policy/pattern';
import { foldAscii } from '../../policy/text';
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

  public static ofWords(...words: (string | string[])[]): ValueSet {
    return ValueSet.ofPatterns(new PatternSet(words.flat().map(word => WordPattern.word(word))));
  }

  /** @param contested what a comparison counts as where AWS leaves it open */
  public static measured({ family, comparison }: ConditionOperator, values: ConditionValue[], contested: Truth): ValueSet {
    const scope: PatternScope = { contested, variable: () => [] };
    const sources = [...new Set(values.map(({ source }) => String(source)))].sort();
    Budget.spend(values.length >> 2);
    let deciding: ((word: string) => ConditionValue[]) | undefined;
    return new ValueSet(
      `${family}${comparison ?? ''}${contested}:${JSON.stringify(sources)}`,
      undefined,
      family as MeasuredFamily,
      word => {
        deciding ??= decidingValues(family as MeasuredFamily, values, contested);
        return deciding(word).some(value => value.matches(word, scope) === YES);
      },
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

/** As many values are asked one by one. */
const FEW = 4;

/** Finds the values among which one matches a word if any does, so that few are asked. */
function decidingValues(family: MeasuredFamily, values: ConditionValue[], contested: Truth): (word: string) => ConditionValue[] {
  if (values.length <= FEW) { return () => values; }
  switch (family) {
    case 'bool': {
      const own = new Map(values.map(value => [foldAscii(String(value.source)), value]));
      return () => [...own.values()];
    }
    case 'binary': {
      const own = new Map(values.flatMap(value => value instanceof BinaryValue && value.bytes !== undefined ? [[value.bytes, value]] : []));
      // What is no base64 is contested, whatever it is compared with.
      return word => [own.get(Buffer.from(word, 'base64').toString('hex')) ?? values[0]];
    }
    case 'ipAddress': return decidingBlocks(values.filter(value => value instanceof IpValue), contested);
    case 'numeric': case 'date': return decidingBounds(values.filter(value => value instanceof OrderedValue), family);
  }
}

/** Blocks lie within each other or apart: the outermost decide. */
function decidingBlocks(values: IpValue[], contested: Truth): (word: string) => ConditionValue[] {
  // CONTESTED blocks of IPv6 without a prefix are as wide as a /32 too.
  const width = ({ block }: IpValue) => contested === YES && block!.version === 6 && !block!.hasPrefix ? block!.widen(32) : block!;
  const outermost = new Map<number, { readonly block: IpBlock; readonly value: IpValue }[]>([[4, []], [6, []]]);
  const all = values.filter(({ block }) => block !== undefined).map(value => ({ value, block: width(value) }));
  for (const one of all.sort((a, b) => a.block.first < b.block.first ? -1 : a.block.first > b.block.first ? 1 : a.block.prefix - b.block.prefix)) {
    const list = outermost.get(one.block.version)!;
    if (list.length === 0 || list[list.length - 1].block.last < one.block.first) { list.push(one); }
  }
  return word => {
    const address = IpBlock.parse(word);
    if (address === undefined) { return values.slice(0, 1); }
    const list = outermost.get(address.version)!;
    const at = lastNotBehind(list, ({ block }) => block.first > address.first);
    return at === undefined ? values.slice(0, 1) : [at.value];
  };
}

/** Of bounds, the widest decides; of numbers, the equal one. */
function decidingBounds(values: OrderedValue[], family: 'numeric' | 'date'): (word: string) => ConditionValue[] {
  const sorted = values.filter(({ value }) => value !== undefined).sort((a, b) => a.value!.compare(b.value!));
  const [{ comparison }] = sorted;
  if (comparison === '<' || comparison === '<=') { return () => sorted.slice(-1); }
  if (comparison === '>' || comparison === '>=') { return () => sorted.slice(0, 1); }
  const parse = family === 'numeric' ? Decimal.parse : parseInstant;
  return word => {
    const number = parse(word);
    return [(number && lastNotBehind(sorted, ({ value }) => value!.compare(number) > 0)) ?? sorted[0]];
  };
}

/** The last of a sorted list that is not behind what is looked for. */
function lastNotBehind<T>(sorted: T[], isBehind: (one: T) => boolean): T | undefined {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBehind(sorted[middle])) { high = middle; } else { low = middle + 1; }
  }
  return sorted[low - 1];
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
