import { isObject, Json } from '../json';
import { sha256 } from './sha256';
import { asText, finiteTexts, isText, partsOf } from './template-text';
import { identityOf } from '../../engine/policy/choice';
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
  private readonly identities = new Map<string, string>();
  private readonly underway = new Set<string>();
  private levels = 0;

  /**
   * @param resolve the value of an operand
   * @param own of this template of this stack alone
   * @param root of the stack around it, and of those that are nested there
   */
  constructor(
    private readonly conditions: ReadonlyMap<string, Json>, private readonly resolve: (value: Json) => Json, private readonly own: string, private readonly root: string,
  ) {}

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

  /**
   * The same for conditions that surely hold together: that compare the same values, in whatever template of one stack. Values of another
   * stack may differ where they have one name: its account, its region.
   */
  public identity(name: string): string {
    const known = this.identities.get(name);
    if (known !== undefined) { return known; }
    // INVARIANT: one that the template does not define, or that is made of itself, is like none of another template.
    const alone = `${this.own} condition ${name}`;
    if (!this.conditions.has(name) || this.levels >= MOST_LEVELS) { return alone; }
    this.identities.set(name, alone);
    this.levels++;
    const made = this.identityOf(this.conditions.get(name));
    this.levels--;
    this.identities.set(name, made);
    return made;
  }

  private identityOf(condition: Json): string {
    const [[name, argument], ...more] = isObject(condition) ? Object.entries(condition) : [[]];
    if (name === 'Condition' && typeof argument === 'string' && more.length === 0) { return this.identity(argument); }
    const operands = more.length === 0 && Array.isArray(argument) ? argument : [];
    switch (operands.length > 0 ? name : undefined) {
      case 'Fn::Equals': return this.made('equal', operands.map(one => identityOf(this.resolve(one))));
      case 'Fn::And':
      case 'Fn::Or':
      case 'Fn::Not': return this.made(name!, operands.map(one => this.identityOf(one)));
      default: return `${this.own} ${JSON.stringify(condition)}`;
    }
  }

  private made(name: string, operands: string[]): string {
    return sha256(`${this.root} ${name}(${operands.sort().join()})`);
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
