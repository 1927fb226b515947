import { Decimal } from '../../policy/decimal';
import { quoted } from '../../policy/policy-problem';
import { foldAscii } from '../../policy/text';
import { WordPattern } from '../private/word-pattern';
import { FindingType } from '../validation-types';
import { Check, checksOf, Found, Rule } from './check';
import { ConditionView, ElementView, isObject, MemberView, PolicyView, StatementView } from './policy-view';
import { textPattern } from './text-pattern';

const { SUGGESTION } = FindingType;

/** Steps that one check may take: beyond them it says nothing more. */
const MOST_STEPS = 5_000_000;

/** What comparing two patterns takes, next to comparing how they begin. */
const STEPS_OF_COMPARISON = 100;

class Steps {
  private left = MOST_STEPS;

  /** Surely includes every word of the other, as far as there was time to look. */
  public includes(wide: Compared, narrow: Compared): boolean {
    return this.take(1) && narrow.start.startsWith(wide.start) && this.take(STEPS_OF_COMPARISON) && wide.pattern.includes(narrow.pattern);
  }

  public take(count: number): boolean {
    this.left -= count;
    return this.left > 0;
  }
}

/** A member of an element as a pattern. */
interface Compared {
  readonly member: MemberView;
  readonly pattern: WordPattern;
  /** What every word of it begins with. */
  readonly start: string;
}

/** Actions ignore case, resources do not. */
function comparedOf(element: ElementView): Compared[] {
  const isAction = element.at.path.endsWith('Action');
  return element.members.flatMap(member => {
    const pattern = textPattern(isAction ? foldAscii(member.text) : member.text, member.statement.policy);
    return pattern === undefined ? [] : [{ member, pattern, start: pattern.start }];
  });
}

/** Members that say nothing more than others. Of two that say the same, it is the later one. */
function redundantIn(element: ElementView): { member: MemberView; other: MemberView }[] {
  const first = new Map<string, Compared>();
  const compared = comparedOf(element);
  for (const one of compared) { if (!first.has(one.pattern.key)) { first.set(one.pattern.key, one); } }
  const wide = [...first.values()].filter(({ pattern }) => pattern.literal === undefined);
  const steps = new Steps();
  const isWithin = (one: Compared, other: Compared) => one !== other && steps.includes(other, one) && !steps.includes(one, other);
  return compared.flatMap(one => {
    const earlier = first.get(one.pattern.key)!;
    const other = earlier !== one ? earlier : steps.take(1) ? wide.find(candidate => isWithin(one, candidate)) : undefined;
    return other === undefined ? [] : [{ member: one.member, other: other.member }];
  });
}

function onElement(code: string, elementOf: (statement: StatementView) => ElementView | undefined): Rule<StatementView> {
  return {
    code,
    type: SUGGESTION,
    find(statement) {
      const element = elementOf(statement);
      const redundant = element === undefined ? [] : redundantIn(element);
      if (redundant.length === 0) { return undefined; }
      const [{ member, other }] = redundant;
      const more = redundant.length === 1 ? '' : `, and ${redundant.length - 1} more in others`;
      return { details: `${quoted(member.text)} is in ${quoted(other.text)} already${more}; remove it`, places: redundant.map(one => one.member.at) };
    },
  };
}

const BOUNDS: Readonly<Record<string, { keep: 'greatest' | 'least'; sign: number }>> = {
  '<': { keep: 'greatest', sign: 1 }, '<=': { keep: 'greatest', sign: 1 }, '>': { keep: 'least', sign: -1 }, '>=': { keep: 'least', sign: -1 },
};

const elementChecks = [
  ...checksOf<StatementView>(policy => policy.statements, [
    onElement('REDUNDANT_ACTION', ({ action }) => action),
    onElement('REDUNDANT_RESOURCE', ({ resource }) => resource),
  ]),
  ...checksOf<ConditionView>(policy => policy.conditions, [{
    code: 'REDUNDANT_CONDITION_VALUE_NUM',
    type: SUGGESTION,
    find({ keyName, operator, values, isKnown }) {
      const bound = operator?.family === 'numeric' ? BOUNDS[operator.comparison!] : undefined;
      const numbers = values.map(({ text }) => Decimal.parse(text)).filter(number => number !== undefined);
      if (bound === undefined || !isKnown || numbers.length < 2 || numbers.length < values.length) { return undefined; }
      const best = numbers.reduce((one, other) => other.compare(one) * bound.sign > 0 ? other : one);
      return `${quoted(keyName)} is compared with several numbers, of which \`${operator!.name}\` needs the ${bound.keep} only; write \`${best.toString()}\``;
    },
  }]),
];

/** A statement without words of its own: what it is about, as patterns, and what it asks for. */
interface Box {
  readonly statement: StatementView;
  readonly action: Compared[];
  readonly resource: Compared[] | undefined;
  /** Texts that are the same for the same principals or conditions. */
  readonly principals: Set<string> | undefined;
  readonly conditions: Set<string>;
}

const COMPLEMENTS = ['Action', 'Resource', 'Principal'];
const ELEMENTS = ['Sid', 'Effect', 'Condition', ...COMPLEMENTS, ...COMPLEMENTS.map(name => `Not${name}`)];

/** @returns undefined when a part of the statement has another form, or is open, so that nobody can say what it covers */
function boxOf(statement: StatementView): Box | undefined {
  const { action, resource, principal, conditions, fields } = statement;
  const areElements = Object.keys(fields).every(name => ELEMENTS.includes(name)) && COMPLEMENTS.every(name => fields[name] === undefined || fields[`Not${name}`] === undefined);
  const areKnown = [action, resource, principal].every(one => one === undefined || one.isKnown && !isNothing(one.at.value));
  const conditionIsKnown = fields.Condition === undefined || isObject(fields.Condition) && Object.values(fields.Condition).every(isObject);
  const conditionsAreKnown = conditionIsKnown && conditions.every(({ operator, isKnown, values }) => operator !== undefined && isKnown && values.length > 0);
  if (action === undefined || !areElements || !areKnown || !conditionsAreKnown) { return undefined; }
  const compared = [action, resource].map(one => one && comparedOf(one));
  if (compared.some((list, i) => list?.length !== [action, resource][i]?.members.length)) { return undefined; }
  return {
    statement,
    action: compared[0]!,
    resource: compared[1],
    principals: principal && new Set(principal.at.value === '*' ? ['*'] : principal.members.map(({ key, text }) => JSON.stringify([key, text]))),
    conditions: new Set(conditions.map(({ operatorName, key, values }) => JSON.stringify([operatorName, key, values.map(({ text }) => text).sort()]))),
  };
}

function isNothing(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0 || isObject(value) && Object.keys(value).length === 0;
}

/** Surely covers every request that the other statement covers. */
function covers(wide: Box, narrow: Box, steps: Steps): boolean {
  const [a, b] = [wide.statement, narrow.statement];
  const within = (one: Compared, others: Compared[]) => others.some(other => steps.includes(other, one));
  const includes = (own: Compared[] | undefined, other: Compared[] | undefined, negated: [boolean?, boolean?]) => {
    if (own === undefined || other === undefined || negated[0] !== negated[1]) { return own === other; }
    return negated[0] ? own.every(one => within(one, other)) : other.every(one => within(one, own));
  };
  const contains = (outer: Set<string> | undefined, inner: Set<string> | undefined) =>
    outer === undefined || inner === undefined ? outer === inner : [...inner].every(one => outer.has(one));
  const negation = a.principal?.negated;
  return a.effect === b.effect && negation === b.principal?.negated
    && contains(narrow.conditions, wide.conditions)
    && (negation ? contains(narrow.principals, wide.principals) : contains(wide.principals, narrow.principals))
    && includes(wide.resource, narrow.resource, [a.resource?.negated, b.resource?.negated])
    && includes(wide.action, narrow.action, [a.action?.negated, b.action?.negated]);
}

const statementCheck: Check = {
  code: 'REDUNDANT_STATEMENT',
  type: SUGGESTION,
  find({ statements }: PolicyView): Found[] {
    const boxes = statements.filter(({ allows, denies }) => allows || denies).map(boxOf).filter(box => box !== undefined);
    const steps = new Steps();
    // Of two that cover each other, the later one is redundant.
    const isRedundant = (box: Box, i: number) => boxes.find((other, j) => other !== box && steps.take(1) && covers(other, box, steps) && (j < i || !covers(box, other, steps)));
    return boxes.flatMap((box, i) => {
      const other = isRedundant(box, i);
      return other === undefined ? [] : [{ details: `covers nothing that the statement at ${quoted(other.statement.at.path)} does not; remove it`, places: [box.statement.at] }];
    });
  },
};

/** What can be removed without a change. */
export const REDUNDANCY_CHECKS: Check[] = [...elementChecks, statementCheck];

