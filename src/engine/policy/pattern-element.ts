import { Choice } from './choice';
import { Pattern, PatternScope } from './pattern';
import { foldAscii, OpenText, OpenValue, Text } from './text';
import { NO, not, or, Truth, unanimous, YES } from './truth';

/** A member of an element that is one of several lists of patterns, and nobody knows which. */
export interface PatternChoice {
  readonly name: string;
  /** @default - the choice of that name among as many alternatives */
  readonly choice?: Choice;
  readonly alternatives: Pattern[][];
}

/** As many patterns are asked one by one. */
const FEW = 8;

/**
 * `Action`, `Resource`, or the complement of one: patterns, of which at least one matches.
 */
export class PatternElement {
  private index: PatternIndex | undefined;
  private begun: { readonly words?: string[] } | undefined;
  private open: OpenValue[] | undefined;
  private writtenOut: boolean | undefined;
  private fixed: boolean | undefined;

  constructor(readonly negated: boolean, readonly patterns: Pattern[], readonly choices: PatternChoice[]) {}

  /**
   * @param scope for the element as it stands; a complement asks its patterns in `complement`, where contested answers are turned round
   */
  public matches(text: Text, scope: PatternScope, complement: PatternScope): Truth {
    if (!this.negated) { return this.matchesList(text, scope); }
    return not(this.matchesList(text, complement));
  }

  /** The patterns that may match a text which begins with this word and a colon, those of choices left out. */
  public patternsFor(word: string): Pattern[] {
    this.index ??= indexByWord(this.patterns);
    const { anywhere, byWord } = this.index;
    const own = byWord.get(word) ?? [];
    return anywhere.length === 0 ? own : [...own, ...anywhere];
  }

  /** The words before the first colons of its patterns; undefined when a text may begin otherwise. */
  public get words(): string[] | undefined {
    this.begun ??= { words: this.findWords() };
    return this.begun.words;
  }

  private findWords(): string[] | undefined {
    this.index ??= indexByWord(this.patterns);
    const ofChoices = this.choices.length === 0 ? [] : this.choices.flatMap(({ alternatives }) => alternatives.flat()).map(wordOf);
    const isKnown = (word: string | undefined) => word !== undefined;
    return this.index.anywhere.length > 0 || !ofChoices.every(isKnown) ? undefined : [...new Set([...this.index.byWord.keys(), ...ofChoices.filter(isKnown)])];
  }

  /** What its open values are, for messages. */
  public get openNames(): string[] {
    return [...new Set([...this.allPatterns.flatMap(pattern => pattern.openNames), ...this.choices.map(choice => choice.name)])];
  }

  /** Its open values. */
  public get openValues(): OpenValue[] {
    this.open ??= this.allPatterns.flatMap(({ source }) => source instanceof OpenText ? source.openValues : NO_VALUES);
    return this.open;
  }

  /** Is each of its patterns one text, without wildcards, policy variables and open values? */
  public get isWrittenOut(): boolean {
    this.writtenOut ??= this.allPatterns.every(({ source }) => typeof source === 'string' && !WILD.test(source));
    return this.writtenOut;
  }

  /** Is each of its patterns one text, that may be open: without wildcards, policy variables and what may hold them? */
  public get isFixed(): boolean {
    this.fixed ??= this.allPatterns.every(({ source }) => typeof source === 'string' ? !WILD.test(source) : source.parts.every(part => typeof part === 'string' ? !/[*?$]/.test(part) : part.shape !== undefined));
    return this.fixed;
  }

  /** Every pattern of the element, those of choices too. */
  public get allPatterns(): Pattern[] {
    return this.choices.length === 0 ? this.patterns : [...this.patterns, ...this.choices.flatMap(choice => choice.alternatives.flat())];
  }

  private matchesList(text: Text, scope: PatternScope): Truth {
    const colon = typeof text === 'string' && this.patterns.length > FEW ? text.indexOf(':') : -1;
    const best = matchesAny(colon < 0 ? this.patterns : this.patternsFor((text as string).slice(0, colon)), text, scope);
    if (this.choices.length === 0) { return best; }
    return or(best, ...this.choices.map(choice => unanimous(choice.alternatives.map(patterns => matchesAny(patterns, text, scope)))));
  }
}

const NO_VALUES: OpenValue[] = [];

/** What is a wildcard, or begins a policy variable. */
const WILD = /[*?]|\$\{/;

interface PatternIndex {
  readonly byWord: Map<string, Pattern[]>;
  /** What may match texts of any beginning. */
  readonly anywhere: Pattern[];
}

function indexByWord(patterns: Pattern[]): PatternIndex {
  const byWord = new Map<string, Pattern[]>();
  const anywhere: Pattern[] = [];
  for (const pattern of patterns) {
    const word = wordOf(pattern);
    const list = word === undefined ? anywhere : byWord.get(word);
    if (list === undefined) { byWord.set(word!, [pattern]); } else { list.push(pattern); }
  }
  return { byWord, anywhere };
}

/** The known text before the first colon, without wildcards and variables. */
function wordOf({ source, options }: Pattern): string | undefined {
  const start = typeof source === 'string' ? source : source.parts[0];
  const colon = typeof start === 'string' ? start.indexOf(':') : -1;
  if (colon < 0) { return undefined; }
  const word = (start as string).slice(0, colon);
  if (/[*?$]/.test(word)) { return undefined; }
  return options.ignoreCase ? foldAscii(word) : word;
}

function matchesAny(patterns: Pattern[], text: Text, scope: PatternScope): Truth {
  let best: Truth = NO;
  for (const pattern of patterns) {
    const match = pattern.matches(text, scope);
    if (match > best) {
      best = match;
      if (best === YES) { break; }
    }
  }
  return best;
}
