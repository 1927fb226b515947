import { PolicyVariable, splitVariables } from './policy-variable';
import { ArnGlob, openArnMatch } from './private/arn-match';
import { Glob } from './private/glob';
import { openMatch } from './private/open-match';
import { ClosedParts, isClosed, mergeLiterals, OpenParts, wildcardParts } from './private/parts';
import { foldAscii, foldText, OpenText, OpenValue, Text } from './text';
import { NO, truth, Truth, unanimous, YES } from './truth';

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
const EMPTY_SCOPE: PatternScope = { variable: () => [], contested: YES };

type Part = string | number | PolicyVariable | OpenValue;

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

  private constructor(public readonly source: Text, private readonly options: PatternOptions) {}

  /** The names of the open values in the pattern. */
  public get openNames(): string[] {
    return this.source instanceof OpenText ? this.source.openValues.map(value => value.name) : [];
  }

  /** The keys of the policy variables in the pattern, folded. */
  public get variableKeys(): string[] {
    return this.compile().alternatives.flat().filter(part => part instanceof PolicyVariable).map(part => part.key);
  }

  /**
   * Several alternatives are a choice that is made elsewhere: the upper set is their union, the lower set their intersection.
   */
  public matches(text: Text, scope: PatternScope = EMPTY_SCOPE): Truth {
    const { alternatives, glob, arnGlob } = this.compile();
    if (typeof text === 'string') {
      if (glob !== undefined) { return truth(glob.matches(text)); }
      if (arnGlob !== undefined) { return arnGlob.matches(text, scope.contested); }
    }
    return unanimous(alternatives.map(parts => this.matchParts(parts, text, scope)));
  }

  /** Most patterns of a policy are never asked, so each is compiled at its first question. */
  private compile(): Compiled {
    this.compiled ??= compilePattern(this.source, this.options);
    return this.compiled;
  }

  private get hasWildcards(): boolean {
    return Boolean(this.options.wildcards || this.options.arn);
  }

  private matchParts(parts: Part[], text: Text, scope: PatternScope): Truth {
    const literal = this.bind(parts, scope, value => [value]);
    const wild = this.bind(parts, scope, this.hasWildcards ? wildcardParts : value => [value]);
    if (literal === undefined || wild === undefined) { return NO; }
    const answer = this.compare(literal, text, scope);
    // CONTESTED: whether a wildcard inside the value of a variable is one.
    const differs = wild.length !== literal.length || wild.some((part, i) => part !== literal[i]);
    return differs && this.compare(wild, text, scope) !== answer ? scope.contested : answer;
  }

  /** The parts with the values of the variables in them; undefined when one has no value: then nothing matches. */
  private bind(parts: Part[], scope: PatternScope, read: (value: string) => ClosedParts): OpenParts | undefined {
    const bound: OpenParts = [];
    for (const part of parts) {
      if (part instanceof PolicyVariable) {
        const [value = part.fallback, ...more] = scope.variable(part.key);
        if (value === undefined || more.length > 0) { return undefined; }
        for (const piece of value instanceof OpenText ? value.parts : [value]) {
          bound.push(...(piece instanceof OpenValue ? [piece] : read(this.options.ignoreCase ? foldAscii(piece) : piece)));
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
    return unanimous(expandChoices(text).map(one => this.options.arn
      ? openArnMatch(pattern, one, scope.contested)
      : openMatch(pattern, one instanceof OpenText ? one.parts : [one])));
  }
}

interface Compiled {
  readonly alternatives: Part[][];
  /** For a pattern without variables and open values. */
  readonly glob?: Glob;
  readonly arnGlob?: ArnGlob;
}

function compilePattern(text: Text, options: PatternOptions): Compiled {
  const folded = options.ignoreCase ? foldText(text) : text;
  if (typeof folded === 'string' && !(options.variables && folded.includes('${'))) {
    return closedPattern(options.wildcards || options.arn ? wildcardParts(folded) : folded === '' ? [] : [folded], options);
  }
  const alternatives = expandChoices(folded).map(choice => compileParts(choice, options));
  const [closed] = alternatives;
  if (alternatives.length > 1 || !closed.every(isClosed)) { return { alternatives }; }
  return closedPattern(closed, options);
}

function closedPattern(parts: ClosedParts, options: PatternOptions): Compiled {
  return options.arn ? { alternatives: [parts], arnGlob: new ArnGlob(parts) } : { alternatives: [parts], glob: new Glob(parts) };
}

function compileParts(text: Text, options: PatternOptions): Part[] {
  const parts = text instanceof OpenText ? text.parts : [text];
  // An open value may stand inside `${...}`: then nobody knows which variable it is.
  if (options.variables && parts.some((part, i) => typeof part === 'string' && i < parts.length - 1 && hasOpenVariable(part))) {
    return [OpenValue.unknown(text.toString())];
  }
  const read = (literal: string) => options.wildcards || options.arn ? wildcardParts(literal) : [literal];
  const compiled = parts.flatMap((part): Part[] => {
    if (part instanceof OpenValue) { return [part]; }
    return options.variables ? splitVariables(part).flatMap((piece): Part[] => {
      if (typeof piece === 'string') { return read(piece); }
      return piece instanceof PolicyVariable ? [piece] : [piece.literal];
    }) : read(part);
  });
  return compiled.every(isClosed) ? mergeLiterals(compiled) : compiled;
}

function hasOpenVariable(text: string): boolean {
  return text.lastIndexOf('${') > text.lastIndexOf('}') || text.endsWith('$');
}

/**
 * The texts that a text with choices in it may be, each without choices; the same choice is made the same way throughout one text.
 */
export function expandChoices(text: Text): Text[] {
  let texts = [text];
  for (let choice = firstChoice(texts); choice !== undefined; choice = firstChoice(texts)) {
    const made = choice;
    texts = texts.flatMap(one => one instanceof OpenText && one.parts.includes(made)
      ? made.choices!.map(picked => OpenText.of(...one.parts.map(part => part === made ? picked : part)))
      : [one]);
    if (texts.length > MOST_CHOICES) { return [OpenText.of(OpenValue.unknown(text.toString()))]; }
  }
  return texts;
}

function firstChoice(texts: Text[]): OpenValue | undefined {
  return texts.flatMap(text => text instanceof OpenText ? text.openValues : []).find(value => value.choices !== undefined);
}
