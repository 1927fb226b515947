import { Budget } from './budget';
import { greedyMatch, isGreedy } from './greedy-match';
import { asWritten, inAnyCase, LazyAutomaton, symbolMayBeEmpty } from './lazy-automaton';
import { folded, isLetter, isPlain, isRun, isSymbol, normalized, Token } from './tokens';
import { ANY, ANY_RUN, codePoints, DIGIT, FRESH, FRESH_RUN, OpenText, OpenValue, Text, TEXT_RUN, WORD, WORD_RUN } from '../../policy/text';

/** What symbols are taken for: words, or tokens for several of them. */
export type Words = ReadonlyMap<Token, string | Token[]>;

/**
 * One pattern as a sequence of tokens: code points, wildcards, and symbols for values that are not known.
 */
export class WordPattern {
  /** A pattern with `*` and `?`. */
  public static glob(source: string, ignoreCase = false): WordPattern {
    const wildcard = source.search(/[*?]/);
    if (wildcard < 0 && !ignoreCase) { return WordPattern.word(source); }
    if (wildcard === source.length - 1 && source.endsWith('*') && !ignoreCase) { return WordPattern.beginning(source.slice(0, -1)); }
    return new WordPattern(codePoints(source).map(point => point === 0x2a ? ANY_RUN : point === 0x3f ? ANY : point), ignoreCase);
  }

  /** Exactly this word. */
  public static word(word: string): WordPattern {
    return new WordPattern(word);
  }

  /** Every word that begins so: most patterns of policies are such. */
  public static beginning(start: string): WordPattern {
    const pattern = new WordPattern([ANY_RUN]);
    pattern.knownTokens = undefined;
    pattern.knownStart = start;
    return pattern;
  }

  /** The word, where the pattern is one. */
  public readonly literal: string | undefined;
  private knownTokens: Token[] | undefined;
  private knownStart: string | undefined;
  private knownKey: string | undefined;
  private knownSymbols: Token[] | undefined;
  private knownBeginning: boolean | undefined;
  private knownGreedy: boolean | undefined;
  private madeAutomaton: LazyAutomaton | undefined;

  /** @param source tokens, or the word that it is */
  constructor(source: Token[] | string, public readonly ignoreCase = false) {
    if (typeof source === 'string' && !ignoreCase) {
      this.literal = source;
    } else {
      const tokens = typeof source === 'string' ? codePoints(source) : source;
      this.knownTokens = normalized(ignoreCase ? tokens.map(token => isSymbol(token) ? inAnyCase(token) : folded(token)) : tokens);
      this.literal = !ignoreCase && tokens.every(isPlain) ? text(tokens) : undefined;
    }
  }

  public get tokens(): Token[] {
    this.knownTokens ??= this.literal !== undefined ? codePoints(this.literal) : [...codePoints(this.knownStart!), ANY_RUN];
    return this.knownTokens;
  }

  /** The same for equal patterns. */
  public get key(): string {
    return this.knownKey ??= this.literal !== undefined ? `"${this.literal}` : this.isBeginning ? `^${this.start}` : (this.ignoreCase ? 'i' : '') + this.tokens.join(',');
  }

  /** Symbols in it. */
  public get symbols(): Token[] {
    return this.knownSymbols ??= this.literal !== undefined || this.isBeginning ? NO_SYMBOLS : this.tokens.filter(isSymbol);
  }

  /** What every word of it begins with. */
  public get start(): string {
    return this.knownStart ??= this.literal ?? text(this.tokens.slice(0, this.prefixLength));
  }

  private get prefixLength(): number {
    const end = this.tokens.findIndex(token => !isPlain(token));
    return end < 0 ? this.tokens.length : end;
  }

  private get suffixLength(): number {
    let start = this.tokens.length;
    while (start > 0 && isPlain(this.tokens[start - 1])) { start--; }
    return this.tokens.length - start;
  }

  /** Every word matches it. */
  public get isEverything(): boolean {
    return this.literal === undefined && (this.knownTokens === undefined ? this.knownStart === '' : this.knownTokens.length === 1 && this.knownTokens[0] === ANY_RUN);
  }

  /** Every word that begins with its start matches it. */
  private get isBeginning(): boolean {
    return this.knownBeginning ??= !this.ignoreCase && this.literal === undefined
      && (this.knownTokens === undefined || this.knownTokens[this.knownTokens.length - 1] === ANY_RUN && this.prefixLength === this.knownTokens.length - 1);
  }

  private get isGreedy(): boolean {
    return this.knownGreedy ??= isGreedy(this.tokens);
  }

  public get automaton(): LazyAutomaton {
    return this.madeAutomaton ??= new LazyAutomaton(this.tokens, this.ignoreCase);
  }

  /** The automaton to which symbols in the text may be any of their words. */
  public reading(): LazyAutomaton {
    return new LazyAutomaton(this.tokens, this.ignoreCase, true);
  }

  public matches(word: string): boolean {
    if (this.literal !== undefined) { return this.literal === word; }
    if (!this.ignoreCase && !word.startsWith(this.start)) { return false; }
    return this.isBeginning || this.takes(codePoints(word));
  }

  /** Does it match a word of code points? */
  public takes(word: Token[]): boolean {
    Budget.spend(word.length >> 7);
    return this.isGreedy ? greedyMatch(this, { tokens: word, ignoreCase: false }) : this.automaton.accepts(word);
  }

  /** Surely includes every word of the other: quick, sound, and complete for most single patterns. */
  public includes(other: WordPattern): boolean {
    if (this === other || this.isEverything) { return true; }
    if (other.literal !== undefined) { return this.matches(other.literal); }
    if (this.literal !== undefined || !this.ignoreCase && !other.ignoreCase && !other.start.startsWith(this.start)) { return false; }
    if (this.isBeginning && !other.ignoreCase) { return true; }
    Budget.spend(1 + (other.tokens.length >> 7));
    return this.isGreedy ? greedyMatch(this, other) : this.automaton.absorbs(other.tokens, other.ignoreCase);
  }

  /** Surely shares no word with the other: quick and sound. */
  public excludes(other: WordPattern): boolean {
    const ignoreCase = this.ignoreCase || other.ignoreCase;
    const same = (a: Token, b: Token) => a === b || ignoreCase && isLetter(a) && folded(a) === folded(b);
    if (this.literal !== undefined && other.literal !== undefined) { return this.literal !== other.literal; }
    if (this.literal !== undefined && other.symbols.length === 0) { return !other.matches(this.literal); }
    if (other.literal !== undefined && this.symbols.length === 0) { return !this.matches(other.literal); }
    if (!ignoreCase && !this.start.startsWith(other.start) && !other.start.startsWith(this.start)) { return true; }
    if (!ignoreCase && (this.isBeginning || other.isBeginning)) { return false; }
    const [a, b] = [this.tokens, other.tokens];
    Budget.spend((a.length + b.length) >> 6);
    for (let i = ignoreCase ? Math.min(this.prefixLength, other.prefixLength) - 1 : -1; i >= 0; i--) {
      if (!same(a[i], b[i])) { return true; }
    }
    for (let i = Math.min(this.suffixLength, other.suffixLength); i > 0; i--) {
      if (!same(a[a.length - i], b[b.length - i])) { return true; }
    }
    return false;
  }

  /** Nothing is left of it where symbols turn out to be empty. */
  public get mayBeEmpty(): boolean {
    return this.tokens.every(token => isRun(token) || isSymbol(token) && symbolMayBeEmpty(token));
  }

  /** The pattern where symbols may be any text. */
  public relaxed(anyRun: Token): WordPattern {
    return this.symbols.length === 0 ? this : new WordPattern(this.tokens.map(token => this.symbols.includes(token) ? anyRun : token), this.ignoreCase);
  }

  /** The pattern with words in place of symbols. */
  public bound(words: Words): WordPattern {
    if (!this.symbols.some(symbol => words.has(asWritten(symbol)))) { return this; }
    const tokensFor = (token: Token): Token[] => {
      const word = isSymbol(token) ? words.get(asWritten(token)) : undefined;
      return typeof word === 'string' ? codePoints(word) : word ?? [token];
    };
    return new WordPattern(this.tokens.flatMap(tokensFor), this.ignoreCase);
  }

  /** A word of it that is easy to read, symbols by name; wildcards become this text. */
  public sample(wildcard: string): string {
    return this.tokens.map(token => isRun(token) ? wildcard : isPlain(token) ? String.fromCodePoint(token) : token === DIGIT ? '1' : 'x').join('');
  }
}

const NO_SYMBOLS: Token[] = [];

export { codePoints as points };

export function text(tokens: Token[]): string {
  let word = '';
  for (const token of tokens) { word += String.fromCodePoint(token); }
  return word;
}

/** More words than this that a text may be are any text. */
const MOST_WORDS = 64;

/** Everything that a text may be. */
export function wordsOf(value: Text): Token[][] {
  let words: Token[][] = [[]];
  for (const part of value instanceof OpenText ? value.parts : [value]) {
    const next = typeof part === 'string' ? [codePoints(part)] : shapesOf(part);
    if (words.length * next.length > MOST_WORDS) { return [[ANY_RUN]]; }
    words = words.flatMap(begun => next.map(more => [...begun, ...more]));
  }
  return words;
}

/** Texts that a text may be, one for each way in which its values look. */
export function examplesOf(value: Text): string[] {
  return wordsOf(value).map(exampleOf);
}

/** A text that is easy to read, for what an open value may be. */
export function exampleOf(word: Token[]): string {
  return word.map(token => isPlain(token) ? String.fromCodePoint(token) : isRun(token) ? 'example' : '1').join('');
}

/** What an open value may be. Parts of a fresh word may be written anywhere. */
export function shapesOf({ shape }: OpenValue): Token[][] {
  return shape?.alternatives.map(word => word.map(token => WRITTEN.get(token) ?? token)) ?? [[ANY_RUN]];
}

const WRITTEN = new Map<Token, Token>([[FRESH, WORD], [FRESH_RUN, WORD_RUN], [TEXT_RUN, ANY_RUN]]);
