import { Budget } from './budget';
import { findWord } from './find-word';
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

/**
 * The words that one of several patterns matches, with an index: most patterns of a policy have nothing to do with each other.
 */
export class PatternSet {
  public static ofWords(...words: string[]): PatternSet {
    return new PatternSet(words.map(word => WordPattern.word(word)));
  }

  private static next = 0;

  /** Of this set, and of no other. */
  public readonly id = PatternSet.next++;
  private readonly literals = new Set<string>();
  private readonly byStart = new Map<string, WordPattern[]>();

  constructor(public readonly patterns: WordPattern[]) {
    for (const pattern of patterns) {
      if (pattern.literal !== undefined) { this.literals.add(pattern.literal); }
      const start = startOf(pattern);
      const list = this.byStart.get(start);
      if (list === undefined) { this.byStart.set(start, [pattern]); } else { list.push(pattern); }
    }
  }

  /** The same for sets of equal patterns. */
  public get key(): string {
    return JSON.stringify([...new Set(this.patterns.map(pattern => pattern.key))].sort());
  }

  /** The set with words in place of symbols. */
  public bound(words: Words): PatternSet {
    const patterns = this.patterns.map(pattern => pattern.bound(words));
    return patterns.every((pattern, i) => pattern === this.patterns[i]) ? this : new PatternSet(patterns);
  }

  public get symbols(): Token[] {
    return this.patterns.flatMap(pattern => pattern.symbols);
  }

  public matches(word: string): boolean {
    return this.literals.has(word) || this.patterns.some(pattern => pattern.matches(word));
  }

  /** Surely includes every word of the pattern: one of its own patterns does. */
  public includes(pattern: WordPattern): boolean {
    if (pattern.literal !== undefined && this.literals.has(pattern.literal)) { return true; }
    return this.near(pattern).some(own => own.includes(pattern));
  }

  /** Its patterns that may share words with this one. */
  public meeting(pattern: WordPattern): WordPattern[] {
    return this.near(pattern).filter(own => !own.excludes(pattern));
  }

  private near(pattern: WordPattern): WordPattern[] {
    const start = startOf(pattern);
    if (start === ANYWHERE) { return this.patterns; }
    const same = this.byStart.get(start) ?? [];
    const anywhere = this.byStart.get(ANYWHERE) ?? [];
    return anywhere.length === 0 ? same : [...same, ...anywhere];
  }
}

const ANYWHERE = '';

/** The literal text before the first colon, if the pattern begins with that. */
function startOf({ start, ignoreCase }: WordPattern): string {
  const colon = start.indexOf(':');
  return colon < 0 || ignoreCase ? ANYWHERE : start.slice(0, colon);
}

/**
 * A text that is in all sets inside and in none outside. Symbols may stand in it.
 *
 * @returns undefined when there is surely none
 */
export function findText(inside: PatternSet[], outside: PatternSet[], domain: TextDomain, budget: Budget): Token[] | string | undefined {
  if (outside.some(set => set.patterns.some(pattern => pattern.isEverything))) { return undefined; }
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
  if (outside.some(set => inside.some(pattern => set.includes(pattern)))) { return undefined; }
  const against = outside.flatMap(set => set.meeting(first)).filter(pattern => !inside.some(other => other.excludes(pattern)));
  const unique = [...new Map(against.map(pattern => [pattern.key, pattern])).values()];
  const word = inside.find(pattern => pattern.literal !== undefined)?.literal;
  if (word !== undefined && !inside.some(pattern => pattern.symbols.length > 0)) {
    const isAccepted = [...word].every(character => domain.accepts(character.codePointAt(0)!));
    return isAccepted && inside.every(pattern => pattern.matches(word)) && !unique.some(pattern => pattern.matches(word)) ? word : undefined;
  }
  const fits = (sample: string) => inside.every(pattern => pattern.matches(sample)) && !unique.some(pattern => pattern.matches(sample));
  if (!inside.some(pattern => pattern.symbols.length > 0)) {
    const sample = domain.samples(inside).find(fits);
    if (sample !== undefined) { return sample; }
  }
  return findWord(inside, unique, domain.accepts, budget);
}

/** Does a text that was found hold symbols? */
export function hasSymbols(found: Token[] | string): found is Token[] {
  return typeof found !== 'string' && found.some(isSymbol);
}
