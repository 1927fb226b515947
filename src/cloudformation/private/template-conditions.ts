import { isObject, Json } from '../json';
import { asText, finiteTexts, isText, partsOf } from './template-text';
import { Pattern } from '../../engine/policy/pattern';
import { Text } from '../../engine/policy/text';
import { and, MAYBE, NO, not, or, truth, Truth, unanimous, YES } from '../../engine/policy/truth';

/** Conditions inside conditions: more than in any template. */
const MOST_LEVELS = 200;

/** How many conditions `Fn::And` and `Fn::Or` take. */
const FEWEST = 2;
const MOST = 10;

/**
 * The `Conditions` of a template: whether they hold, as far as that is known before deployment.
 */
export class TemplateConditions {
  private readonly truths = new Map<string, Truth>();
  private readonly underway = new Set<string>();
  private levels = 0;

  /** @param resolve the value of an operand */
  constructor(private readonly conditions: ReadonlyMap<string, Json>, private readonly resolve: (value: Json) => Json) {}

  /** INVARIANT: one that the template does not define, or that is made of itself, may hold. */
  public truth(name: string): Truth {
    const known = this.truths.get(name);
    if (known !== undefined) { return known; }
    if (!this.conditions.has(name) || this.underway.has(name)) { return MAYBE; }
    this.underway.add(name);
    const made = this.evaluate(this.conditions.get(name));
    this.underway.delete(name);
    this.truths.set(name, made);
    return made;
  }

  private evaluate(condition: Json): Truth {
    if (!isObject(condition) || Object.keys(condition).length !== 1 || this.levels >= MOST_LEVELS) { return MAYBE; }
    this.levels++;
    try {
      const [[name, argument]] = Object.entries(condition);
      return this.apply(name, argument);
    } finally {
      this.levels--;
    }
  }

  private apply(name: string, argument: Json): Truth {
    if (name === 'Condition') { return typeof argument === 'string' ? this.truth(argument) : MAYBE; }
    if (!Array.isArray(argument)) { return MAYBE; }
    const isListOfConditions = argument.length >= FEWEST && argument.length <= MOST;
    switch (name) {
      case 'Fn::Equals': return argument.length === 2 ? equal(this.resolve(argument[0]), this.resolve(argument[1])) : MAYBE;
      case 'Fn::And': return isListOfConditions ? and(...argument.map(one => this.evaluate(one))) : MAYBE;
      case 'Fn::Or': return isListOfConditions ? or(...argument.map(one => this.evaluate(one))) : MAYBE;
      case 'Fn::Not': return argument.length === 1 ? not(this.evaluate(argument[0])) : MAYBE;
      default: return MAYBE;
    }
  }
}

function equal(one: Json, other: Json): Truth {
  if (typeof one === 'string' && typeof other === 'string') { return truth(one === other); }
  if (!isComparable(one) || !isComparable(other)) { return MAYBE; }
  const [text, known] = typeof other === 'object' ? [asText(other), one] : [asText(one), other];
  if (typeof known === 'object') { return areSame(text, asText(known)) ? YES : MAYBE; }
  const spelt = String(known);
  const texts = finiteTexts(text);
  // How CloudFormation writes a number, nobody says: `1`, `1.0` and `1e0` may be the same, or may not.
  if (isNumber(spelt)) { return texts?.every(each => Number(each) !== Number(spelt)) ? NO : MAYBE; }
  return texts === undefined ? Pattern.compile(text).matches(spelt) : unanimous(texts.map(each => truth(each === spelt)));
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && !Number.isNaN(Number(text));
}

function isComparable(value: Json): boolean {
  return isText(value) || typeof value === 'boolean' || typeof value === 'number';
}

/** The same open values in the same places. */
function areSame(one: Text, other: Text): boolean {
  const [parts, others] = [partsOf(one), partsOf(other)];
  return parts.length === others.length && parts.every((part, i) => part === others[i]);
}
