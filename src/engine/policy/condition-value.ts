import { ConditionOperator, Comparison } from './condition-operator';
import { Decimal, parseInstant } from './decimal';
import { IpBlock } from './ip-block';
import { Pattern, PatternScope } from './pattern';
import { foldAscii, foldText, OpenText, Text } from './text';
import { MAYBE, NO, truth, Truth, unanimous, YES } from './truth';

/**
 * One value of a condition, ready to be compared with a value of the request.
 */
export interface ConditionValue {
  readonly source: Text;
  /** The keys of the policy variables in it, folded. */
  readonly variableKeys: string[];
  /** Does the request's value match? The negation of an operator is not applied here. */
  matches(requested: Text, scope: PatternScope): Truth;
}

/**
 * @param variables whether the policy's version has policy variables
 * @returns undefined when the operator cannot read the value
 */
export function compileConditionValue(operator: ConditionOperator, source: Text, variables: boolean): ConditionValue | undefined {
  switch (operator.family) {
    case 'string': case 'arn': return new TextValue(source, compilePattern(operator, source, variables), operator.ignoreCase === true);
    case 'bool': return BoolValue.compile(source, compilePattern(operator, source, variables));
    case 'numeric': return OrderedValue.compile(source, operator.comparison!, Decimal.parse);
    case 'date': return OrderedValue.compile(source, operator.comparison!, parseInstant);
    case 'binary': return BinaryValue.compile(source);
    case 'ipAddress': return IpValue.compile(source);
    case 'null': return NullValue.compile(source);
  }
}

function compilePattern(operator: ConditionOperator, source: Text, variables: boolean): Pattern {
  return Pattern.compile(source, {
    wildcards: operator.wildcards,
    ignoreCase: operator.ignoreCase,
    variables: variables && operator.variables,
    arn: operator.family === 'arn',
  });
}

/** String and Arn: a pattern. */
export class TextValue implements ConditionValue {
  constructor(readonly source: Text, readonly pattern: Pattern, private readonly ignoreCase: boolean) {}

  public get variableKeys(): string[] {
    return this.pattern.variableKeys;
  }

  public matches(requested: Text, scope: PatternScope): Truth {
    return this.pattern.matches(this.ignoreCase ? foldText(requested) : requested, scope);
  }
}

const BOOLEANS = ['true', 'false'];

export class BoolValue extends TextValue {
  public static compile(source: Text, pattern: Pattern): BoolValue | undefined {
    const fixed = typeof source === 'string' && pattern.variableKeys.length === 0;
    return fixed && !BOOLEANS.includes(foldAscii(source)) ? undefined : new BoolValue(source, pattern, true);
  }

  private readonly hasVariables = this.variableKeys.length > 0;

  public matches(requested: Text, scope: PatternScope): Truth {
    const answer = super.matches(requested, scope);
    // What is open may be something that is no boolean.
    if (typeof requested !== 'string') { return unanimous([answer, scope.contested]); }
    if (!BOOLEANS.includes(foldAscii(requested))) { return scope.contested; }
    // CONTESTED: one page permits policy variables here, another forbids them.
    return answer === YES && this.hasVariables ? scope.contested : answer;
  }
}

/** Values that have no policy variables. What is open, here or in the request, may match. */
abstract class FixedValue implements ConditionValue {
  public readonly variableKeys: string[] = [];

  constructor(readonly source: Text) {}

  public matches(requested: Text, scope: PatternScope): Truth {
    return typeof requested === 'string' && typeof this.source === 'string' ? this.matchesKnown(requested, scope.contested) : MAYBE;
  }

  protected abstract matchesKnown(requested: string, contested: Truth): Truth;
}

/** Numeric and Date. */
export class OrderedValue extends FixedValue {
  public static compile(source: Text, comparison: Comparison, parse: (text: string) => Decimal | undefined): OrderedValue | undefined {
    const value = typeof source === 'string' ? parse(source) : undefined;
    return value !== undefined || source instanceof OpenText ? new OrderedValue(source, comparison, parse, value) : undefined;
  }

  private constructor(source: Text, readonly comparison: Comparison, private readonly parse: (text: string) => Decimal | undefined,
    readonly value: Decimal | undefined) {
    super(source);
  }

  protected matchesKnown(requested: string, contested: Truth): Truth {
    const left = this.parse(requested);
    if (left === undefined) { return contested; }
    const order = left.compare(this.value!);
    switch (this.comparison) {
      case '=': return truth(order === 0);
      case '<': return truth(order < 0);
      case '<=': return truth(order <= 0);
      case '>': return truth(order > 0);
      case '>=': return truth(order >= 0);
    }
  }
}

export class BinaryValue extends FixedValue {
  public static compile(source: Text): BinaryValue | undefined {
    const bytes = typeof source === 'string' ? decodeBase64(source) : undefined;
    return bytes !== undefined || source instanceof OpenText ? new BinaryValue(source, bytes) : undefined;
  }

  private constructor(source: Text, readonly bytes: string | undefined) {
    super(source);
  }

  protected matchesKnown(requested: string, contested: Truth): Truth {
    const bytes = decodeBase64(requested);
    return bytes === undefined ? contested : truth(bytes === this.bytes);
  }
}

/** More than any policy holds. */
const LONGEST_BINARY = 1_000_000;

/** The bytes as hexadecimal text; undefined when the text is not base64. Without its padding it is not: who reads it so is contested. */
function decodeBase64(text: string): string | undefined {
  const valid = text.length <= LONGEST_BINARY && /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
  return valid ? Buffer.from(text, 'base64').toString('hex') : undefined;
}

export class IpValue extends FixedValue {
  public static compile(source: Text): IpValue | undefined {
    const block = typeof source === 'string' ? IpBlock.parse(source) : undefined;
    return block !== undefined || source instanceof OpenText ? new IpValue(source, block) : undefined;
  }

  private constructor(source: Text, readonly block: IpBlock | undefined) {
    super(source);
  }

  protected matchesKnown(requested: string, contested: Truth): Truth {
    const address = IpBlock.parse(requested);
    if (address === undefined || address.hasPrefix) { return contested; }
    if (this.block!.contains(address)) { return YES; }
    // CONTESTED: AWS's page gives /32 as the default prefix and does not say that IPv6 has another.
    const withoutPrefix = this.block!.version === 6 && !this.block!.hasPrefix;
    return withoutPrefix && this.block!.widen(32).contains(address) ? contested : NO;
  }
}

/** `"true"`: the key is missing; `"false"`: it is there. Asked of the key, not of its values. */
export class NullValue implements ConditionValue {
  public static compile(source: Text): NullValue | undefined {
    if (source instanceof OpenText) { return new NullValue(source, undefined); }
    const folded = foldAscii(source);
    return folded === 'true' || folded === 'false' ? new NullValue(source, folded === 'true') : undefined;
  }

  public readonly variableKeys: string[] = [];

  private constructor(readonly source: Text, readonly whenMissing: boolean | undefined) {}

  public matches(): Truth {
    return this.whenMissing === undefined ? MAYBE : truth(!this.whenMissing);
  }

  public matchesMissing(): Truth {
    return this.whenMissing === undefined ? MAYBE : truth(this.whenMissing);
  }
}

/** The names of the open values in a text, without those that a question invented. */
export function openNames(source: Text): string[] {
  return source instanceof OpenText ? source.openValues.filter(value => !value.isInvented).map(value => value.name) : [];
}
