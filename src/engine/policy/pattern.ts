import { PolicyVariable, splitVariables } from './policy-variable';
import { ArnGlob, openArnMatch } from './private/arn-match';
import { Glob } from './private/glob';
import { openMatch } from './private/open-match';
import { ClosedParts, isClosed, mergeLiterals, OpenParts, wildcardParts } from './private/parts';
import { ANY, ANY_RUN, codePoints, foldText, OpenText, OpenValue, Text, TEXT_RUN } from './text';
import { and, NO, or, truth, Truth, unanimous, YES } from './truth';

export interface PatternOptions {
  /** `*` and `?` are wildcards. @default false */
  readonly wildcards?: boolean;
  /** `${...}` is a policy variable. @default false */
  readonly variables?: boolean;
  /** ASCII letters match in either case; the text to match must come folded. @default false */
  readonly ignoreCase?: boolean;
  /** Field by field, as the ARN condition operators compare. @default false */
  readonly arn?: boolean;
}

/** What a request says to a pattern. */
export interface PatternScope {
  /** What a comparison counts as where AWS leaves it open. */
  readonly contested: Truth;
  /** The values of a key that a policy variable names: none when it is missing. A key declared unknown has one open value. */
  variable(key: string): Text[];
}

/** A request without context, judged for an Allow. */
export const EMPTY_SCOPE: PatternScope = { variable: () => [], contested: YES };

/** A piece of a pattern: literal text, a wildcard (`ANY`, `ANY_RUN`), a policy variable or an open value. */
export type PatternPart = string | number | PolicyVariable | OpenValue;

/** What a pattern may be, with the choices that make it so. */
export interface PatternForm {
  readonly parts: PatternPart[];
  readonly picks: Picks;
}

const NO_KEYS: string[] = [];

/** More ways than this to choose among finite values make the text unknown as a whole. */
const MOST_CHOICES = 64;

/**
 * A pattern of a policy, compiled at most once: literals, wildcards, policy variables and open values. No pattern becomes a RegExp.
 */
export class Pattern {
  public static compile(text: Text, options: PatternOptions = {}): Pattern {
    return new Pattern(text, options);
  }

  private compiled: Compiled | undefined;

  private constructor(public readonly source: Text, public readonly options: PatternOptions) {}

  /** The names of the open values in the pattern. */
  public get openNames(): string[] {
    return this.source instanceof OpenText ? this.source.openValues.map(value => value.name) : [];
  }

  /** Its pieces, in every way in which its choices may be made. */
  public get forms(): PatternForm[] {
    return this.compile().alternatives;
  }

  /** The keys of the policy variables in the pattern, folded. */
  public get variableKeys(): string[] {
    if (this.options.variables !== true || typeof this.source === 'string' && !this.source.includes('${')) { return NO_KEYS; }
    return this.compile().alternatives.flatMap(({ parts }) => parts).filter(part => part instanceof PolicyVariable).map(part => part.key);
  }

  /**
   * Several alternatives are a choice that is made elsewhere: the upper set is their union, the lower set their intersection.
   * A choice that stands in the pattern and in the text is made once.
   */
  public matches(text: Text, scope: PatternScope = EMPTY_SCOPE): Truth {
    const { alternatives, glob, arnGlob } = this.compile();
    if (typeof text === 'string') {
      if (glob !== undefined) { return truth(glob.matches(text)); }
      if (arnGlob !== undefined) { return arnGlob.matches(text, scope.contested); }
    }
    const texts = expandChoices(text);
    return unanimous(alternatives.flatMap(({ parts, picks }) => texts
      .filter(one => agree(picks, one.picks))
      .map(one => this.matchParts(parts, one.text, scope))));
  }

  /** Most patterns of a policy are never asked, so each is compiled at its first question. */
  private compile(): Compiled {
    this.compiled ??= compilePattern(this.source, this.options);
    return this.compiled;
  }

  private get hasWildcards(): boolean {
    return Boolean(this.options.wildcards || this.options.arn);
  }

  private matchParts(parts: PatternPart[], text: Text, scope: PatternScope): Truth {
    const literal = this.bind(parts, scope, piece => [piece]);
    const wild = this.bind(parts, scope, this.hasWildcards ? asWildcards : piece => [piece]);
    if (literal === undefined || wild === undefined) { return NO; }
    const answer = this.compare(literal, text, scope);
    if (wild.length === literal.length && wild.every((part, i) => part === literal[i])) { return answer; }
    // CONTESTED: whether a wildcard inside the value of a variable is one.
    const other = this.compare(wild, text, scope);
    return scope.contested === YES ? or(answer, other) : and(answer, other);
  }

  /** The parts with the values of the variables in them; undefined when one has no value: then nothing matches. */
  private bind(parts: PatternPart[], scope: PatternScope, read: (piece: string | OpenValue) => OpenParts): OpenParts | undefined {
    const bound: OpenParts = [];
    for (const part of parts) {
      if (part instanceof PolicyVariable) {
        const [value = part.fallback, ...more] = scope.variable(part.key);
        if (value === undefined || more.length > 0) { return undefined; }
        const folded = this.options.ignoreCase ? foldText(value) : value;
        for (const piece of folded instanceof OpenText ? folded.parts : [folded]) {
          for (const one of read(piece)) { bound.push(one); }
        }
      } else {
        bound.push(part);
      }
    }
    return bound;
  }

  private compare(pattern: OpenParts, text: Text, scope: PatternScope): Truth {
    if (typeof text === 'string' && pattern.every(isClosed)) {
      const parts = mergeLiterals(pattern);
      return this.options.arn ? new ArnGlob(parts).matches(text, scope.contested) : truth(new Glob(parts).matches(text));
    }
    return this.options.arn ? openArnMatch(pattern, text, scope.contested) : openMatch(pattern, text instanceof OpenText ? text.parts : [text]);
  }
}

/** The value of a variable, read as a pattern. */
function asWildcards(piece: string | OpenValue): OpenParts {
  if (typeof piece === 'string') { return wildcardParts(piece); }
  const mayHoldWildcard = piece.shape?.alternatives.some(word => word.some(token => WILDCARD_TOKENS.has(token)));
  return [mayHoldWildcard ? ANY_RUN : piece];
}

/** What stands for, or may stand for, a wildcard character. */
const WILDCARD_TOKENS = new Set([ANY, ANY_RUN, TEXT_RUN, ...codePoints('*?')]);

interface Compiled {
  readonly alternatives: PatternForm[];
  /** For a pattern without variables and open values. */
  readonly glob?: Glob;
  readonly arnGlob?: ArnGlob;
}

function compilePattern(text: Text, options: PatternOptions): Compiled {
  const folded = options.ignoreCase ? foldText(text) : text;
  if (typeof folded === 'string' && !(options.variables && folded.includes('${'))) {
    return closedPattern(options.wildcards || options.arn ? wildcardParts(folded) : folded === '' ? [] : [folded], options);
  }
  const alternatives = expandChoices(folded).map(one => ({ parts: compileParts(one.text, options), picks: one.picks }));
  const [{ parts }] = alternatives;
  return alternatives.length === 1 && parts.every(isClosed) ? closedPattern(parts, options) : { alternatives };
}

function closedPattern(parts: ClosedParts, options: PatternOptions): Compiled {
  const alternatives = [{ parts, picks: NO_PICKS }];
  return options.arn ? { alternatives, arnGlob: new ArnGlob(parts) } : { alternatives, glob: new Glob(parts) };
}

function compileParts(text: Text, options: PatternOptions): PatternPart[] {
  const parts = text instanceof OpenText ? text.parts : [text];
  // An open value may stand inside `${...}`, or begin one: then nobody knows which variable it is.
  const isTorn = (part: string | OpenValue, i: number) => typeof part === 'string'
    && (i < parts.length - 1 && beginsVariable(part) || i > 0 && isUnknown(parts[i - 1]) && endsVariable(part));
  if (options.variables && parts.some(isTorn)) { return [OpenValue.unknown(text.toString())]; }
  const read = (literal: string) => options.wildcards || options.arn ? wildcardParts(literal) : [literal];
  const compiled = parts.flatMap((part): PatternPart[] => {
    // Without wildcards and variables, an unknown value is one text that nobody knows.
    if (part instanceof OpenValue) { return [options.wildcards || options.arn || options.variables ? part : part.literal()]; }
    return options.variables ? splitVariables(part).flatMap((piece): PatternPart[] => {
      if (typeof piece === 'string') { return read(piece); }
      return piece instanceof PolicyVariable ? [piece] : [piece.literal];
    }) : read(part);
  });
  return compiled.every(isClosed) ? mergeLiterals(compiled) : compiled;
}

function beginsVariable(text: string): boolean {
  return text.lastIndexOf('${') > text.lastIndexOf('}') || text.endsWith('$');
}

function endsVariable(text: string): boolean {
  const end = text.indexOf('}');
  return end >= 0 && !text.slice(0, end).includes('${');
}

function isUnknown(part: string | OpenValue): boolean {
  return typeof part !== 'string' && part.shape === undefined && part.choices === undefined;
}

/** How choices were made: which of the texts of each. */
export type Picks = ReadonlyMap<OpenValue, number>;

const NO_PICKS: Picks = new Map();

function agree(a: Picks, b: Picks): boolean {
  for (const [choice, pick] of a) {
    if ((b.get(choice) ?? pick) !== pick) { return false; }
  }
  return true;
}

/**
 * The texts that a text with choices in it may be, each without choices; the same choice is made the same way throughout one text.
 */
export function expandChoices(text: Text): { readonly text: Text; readonly picks: Picks }[] {
  let texts: { text: Text; picks: Picks }[] = [{ text, picks: NO_PICKS }];
  for (let choice = firstChoice(texts); choice !== undefined; choice = firstChoice(texts)) {
    const made = choice;
    texts = texts.flatMap(one => one.text instanceof OpenText && one.text.parts.includes(made) ? pickEach(made, one.text, one.picks) : [one]);
    if (texts.length > MOST_CHOICES) { return [{ text: OpenText.of(OpenValue.unknown(text.toString())), picks: NO_PICKS }]; }
  }
  return texts;
}

function pickEach(choice: OpenValue, text: OpenText, picks: Picks): { text: Text; picks: Picks }[] {
  return choice.choices!.map((picked, i) => ({
    text: OpenText.of(...text.parts.map(part => part === choice ? picked : part)),
    picks: new Map(picks).set(choice, i),
  }));
}

function firstChoice(texts: { text: Text }[]): OpenValue | undefined {
  for (const { text } of texts) {
    const found = text instanceof OpenText ? text.parts.find(part => typeof part !== 'string' && part.choices !== undefined) : undefined;
    if (found !== undefined) { return found as OpenValue; }
  }
  return undefined;
}
