import { Budget } from './budget';
import { findWord } from './find-word';
import { StartIndex } from './start-index';
import { isSymbol, Token } from './tokens';
import { WordPattern, Words } from './word-pattern';

/** What a text may look like. */
export interface TextDomain {
  /** Every word matches it. */
  readonly shape: WordPattern;
  readonly accepts: (point: Token) => boolean;
  /** Words that are easy to read, to be tried first. */
  samples(inside: WordPattern[]): string[];
}

/** As many patterns are looked at one by one. */
const FEW = 8;

/**
 * The words that one of several patterns matches, with an index: most patterns of a policy have nothing to do with each other.
 */
export class PatternSet {
  public static ofWords(...words: (string | string[])[]): PatternSet {
    return new PatternSet(words.flat().map(word => WordPattern.word(word)));
  }

  private static next = 0;

  /** Of this set, and of no other. */
  public readonly id = PatternSet.next++;
  private made: { literals?: ReadonlySet<string>; index?: StartIndex<WordPattern>; wild?: StartIndex<WordPattern>; key?: string; symbols?: Token[]; isEverything?: boolean } = {};

  constructor(public readonly patterns: WordPattern[]) {
    Budget.spend(patterns.length >> 4);
  }

  /** The same for sets of equal patterns. */
  public get key(): string {
    if (this.made.key === undefined) {
      this.made.key = JSON.stringify([...new Set(this.patterns.map(pattern => pattern.key))].sort());
      Budget.spend(this.made.key.length >> 7);
    }
    return this.made.key;
  }

  /** Has it the same patterns? */
  public equals(other: PatternSet): boolean {
    return this === other || this.patterns.length === other.patterns.length && this.patterns.length > 0 && this.key === other.key;
  }

  /** One of its patterns matches every word. */
  public get isEverything(): boolean {
    return this.made.isEverything ??= this.patterns.some(pattern => pattern.isEverything);
  }

  /** The set with words in place of symbols. */
  public bound(words: Words): PatternSet {
    if (this.symbols.length === 0) { return this; }
    const patterns = this.patterns.map(pattern => pattern.bound(words));
    return patterns.every((pattern, i) => pattern === this.patterns[i]) ? this : new PatternSet(patterns);
  }

  public get symbols(): Token[] {
    return this.made.symbols ??= this.patterns.flatMap(pattern => pattern.symbols);
  }

  public matches(word: string): boolean {
    return this.hasWord(word) || this.wild.before(word).some(pattern => pattern.matches(word));
  }

  /** Surely includes every word of the pattern: one of its own patterns does. */
  public includes(pattern: WordPattern): boolean {
    if (pattern.literal !== undefined && this.hasWord(pattern.literal)) { return true; }
    return this.wild.before(pattern.start).some(own => own.includes(pattern));
  }

  /** Its patterns that may share words with this one. */
  public meeting(pattern: WordPattern): WordPattern[] {
    this.made.index ??= new StartIndex(this.patterns, startOf);
    return this.made.index.around(startOf(pattern)).filter(own => !own.excludes(pattern));
  }

  private hasWord(word: string): boolean {
    if (this.patterns.length <= FEW) { return this.patterns.some(({ literal }) => literal === word); }
    this.made.literals ??= new Set(this.patterns.flatMap(({ literal }) => literal ?? []));
    return this.made.literals.has(word);
  }

  /** Those that are no words. */
  private get wild(): StartIndex<WordPattern> {
    return this.made.wild ??= new StartIndex(this.patterns.filter(({ literal }) => literal === undefined), startOf);
  }
}

/** What every word of the pattern begins with, as it is written. */
export function startOf({ start, ignoreCase }: WordPattern): string {
  return ignoreCase ? '' : start;
}

/**
 * A text that is in all sets inside and in none outside. Symbols may stand in it.
 *
 * @returns undefined when there is surely none
 */
export function findText(inside: PatternSet[], outside: PatternSet[], domain: TextDomain, budget: Budget): Token[] | string | undefined {
  // Few patterns are quickly compared one by one.
  if (outside.some(set => set.isEverything || set.patterns.length > FEW && inside.some(other => other.equals(set)))) { return undefined; }
  const bySize = [...inside].sort((a, b) => a.patterns.length - b.patterns.length);
  return choose([], bySize, outside, domain, budget);
}

/** One pattern of every set; sets that the chosen ones are in already say nothing new. */
function choose(chosen: WordPattern[], open: PatternSet[], outside: PatternSet[], domain: TextDomain, budget: Budget): Token[] | string | undefined {
  const at = open.findIndex(set => !chosen.some(pattern => set.includes(pattern)));
  if (at < 0) { return findIn(chosen, outside, domain, budget); }
  const rest = open.slice(at + 1);
  for (const pattern of open[at].patterns) {
    budget.spend(1);
    if (chosen.some(other => other.excludes(pattern))) { continue; }
    const found = choose([...chosen.filter(other => !other.includes(pattern)), pattern], rest, outside, domain, budget);
    if (found !== undefined) { return found; }
  }
  return undefined;
}

function findIn(chosen: WordPattern[], outside: PatternSet[], domain: TextDomain, budget: Budget): Token[] | string | undefined {
  const inside = chosen.some(pattern => domain.shape.includes(pattern)) ? chosen : [...chosen, domain.shape];
  const [first] = inside;
  budget.spend(inside.length + outside.length);
  if (outside.some(set => inside.some(pattern => set.includes(pattern)))) { return undefined; }
  const isOpen = inside.some(pattern => pattern.symbols.length > 0);
  const fits = (sample: string) => {
    budget.spend(1);
    return inside.every(pattern => pattern.matches(sample)) && !outside.some(set => set.matches(sample));
  };
  const word = inside.find(pattern => pattern.literal !== undefined)?.literal;
  if (word !== undefined && !isOpen) {
    const isAccepted = [...word].every(character => domain.accepts(character.codePointAt(0)!));
    return isAccepted && fits(word) ? word : undefined;
  }
  if (!isOpen) {
    const sample = domain.samples(inside).find(fits);
    if (sample !== undefined) { return sample; }
  }
  const against = outside.flatMap(set => set.meeting(first)).filter(pattern => !inside.some(other => other.excludes(pattern)));
  budget.spend(against.length);
  return findWord(inside, against, domain.accepts, budget);
}

/** Does a text that was found hold symbols? */
export function hasSymbols(found: Token[] | string): found is Token[] {
  return typeof found !== 'string' && found.some(isSymbol);
}
