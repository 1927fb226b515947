import { Choice, identityOf } from '../choice';
import { ConditionBlock, OpenCondition } from '../condition';
import { CONDITION_OPERATORS, ConditionOperator, parseConditionOperator } from '../condition-operator';
import { compileConditionValue, ConditionValue } from '../condition-value';
import { OpenNode } from '../open-node';
import { PolicyProblemCode as Code, quoted } from '../policy-problem';
import { foldAscii } from '../text';
import { ElementReader } from './element-reader';
import { Place } from './place';

export const NO_CONDITION: ConditionBlock = { conditions: [], open: [] };

/** The value of `Condition`: operators, in each of them keys, in each of them values. */
export function readConditions(reader: ElementReader, at: Place, variables: boolean): ConditionBlock {
  return openOr(at, '', one => readConditions(reader, one, variables), () => {
    const operators = reader.fields(at) ?? {};
    return joined(Object.keys(operators).map(name => readOperator(reader, name, at.member(name), variables)));
  });
}

function readOperator(reader: ElementReader, name: string, at: Place, variables: boolean): ConditionBlock {
  const operator = parseConditionOperator(name);
  if (operator === undefined) {
    const close = [...CONDITION_OPERATORS.keys()].find(one => foldAscii(one) === foldAscii(name));
    reader.problem(at, Code.INVALID_OPERATOR, `${quoted(name)} is no condition operator${close === undefined ? '' : `; write \`${close}\``}`);
    return NO_CONDITION;
  }
  return openOr(at, name, one => readOperator(reader, name, one, variables), () => {
    const keys = reader.fields(at) ?? {};
    const seen = new Set<string>();
    return joined(Object.keys(keys).map(key => {
      const member = at.member(key);
      if (!key.includes(':')) {
        reader.problem(member, Code.INVALID_CONDITION_KEY, `${quoted(key)} is no condition key; it has no prefix such as \`aws:\``);
      } else if (seen.has(foldAscii(key))) {
        reader.problem(member, Code.DUPLICATE_KEY, `${quoted(key)} stands twice, in different case; keep one`);
      }
      seen.add(foldAscii(key));
      return readValues(reader, operator, key, member, variables);
    }));
  });
}

function readValues(reader: ElementReader, operator: ConditionOperator, keyName: string, at: Place, variables: boolean): ConditionBlock {
  const key = foldAscii(keyName);
  const compared = `${operator.name} ${key}`;
  return openOr(at, compared, one => readValues(reader, operator, keyName, one, variables), () => {
    const known = new Map<Place, ConditionValue[]>();
    const valuesOf = (member: Place) => {
      if (!known.has(member)) { known.set(member, readValue(reader, operator, member, variables)); }
      return known.get(member)!;
    };
    // A member that is one of several lists makes it one of several conditions.
    const blockOf = (members: Place[]): ConditionBlock => {
      const i = members.findIndex(({ value }) => value instanceof OpenNode);
      if (i < 0) { return { conditions: [{ operator, keyName, key, values: members.flatMap(valuesOf) }], open: [] }; }
      const node = members[i].value as OpenNode;
      const alternatives = node.alternatives!.map(value => {
        const list = value === undefined ? [] : reader.list(members[i].alternative(value));
        const others = [...members.slice(0, i), ...list, ...members.slice(i + 1)];
        // Nobody knows what AWS makes of a list without values.
        return others.length > 0 ? blockOf(others) : { conditions: [], open: [unknownCondition(node, `${compared} of nothing`)] };
      });
      return { conditions: [], open: [{ name: node.name, choice: Choice.ofNode(node), alternatives }] };
    };
    const members = reader.list(at);
    const node = members.map(({ value }) => value).find(value => value instanceof OpenNode);
    const isKnown = node === undefined || waysOf(members.map(({ value }) => value)) <= MOST_WAYS;
    return isKnown ? blockOf(members) : { conditions: [], open: [unknownCondition(node, `${compared} ${identityOf(at.value)}`)] };
  });
}

/** More combinations of choices among the values of a condition than this make it unknown. */
const MOST_WAYS = 64;

/** In how many ways the choices in a list are made; without end where something may be anything. */
function waysOf(value: unknown): number {
  if (Array.isArray(value)) { return value.reduce<number>((ways, member) => ways * waysOf(member), 1); }
  if (!(value instanceof OpenNode)) { return 1; }
  return value.alternatives?.reduce<number>((ways, one) => ways + waysOf(one), 0) ?? Infinity;
}

/** CDK tokens that stand for numbers are beyond this. */
const LARGEST_NUMBER = 1e200;

function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

function readValue(reader: ElementReader, operator: ConditionOperator, at: Place, variables: boolean): ConditionValue[] {
  const { value } = at;
  if (typeof value === 'number' && !isExact(value)) {
    const isToken = Number.isFinite(value) && Math.abs(value) > LARGEST_NUMBER;
    reader.problem(at, isToken ? Code.UNRESOLVED_TOKEN : Code.NUMBER_OUT_OF_RANGE,
      isToken ? 'is a CDK token; resolve the policy first, for example with `stack.resolve()`' : 'is a number that JSON readers round; write it as a string');
    return [];
  }
  const text = reader.text(typeof value === 'boolean' || typeof value === 'number' ? at.alternative(String(value)) : at);
  if (text === undefined) { return []; }
  const compiled = compileConditionValue(operator, text, variables);
  if (compiled !== undefined) { return [compiled]; }
  reader.problem(at, Code.INVALID_CONDITION_VALUE, `${quoted(String(text))} is no value for \`${operator.name}\``);
  return [];
}

/**
 * Structure that is only known at deployment: one of several blocks, or anything.
 *
 * @param compared what is compared there, as far as it is known
 */
function openOr(at: Place, compared: string, readOne: (one: Place) => ConditionBlock, readKnown: () => ConditionBlock): ConditionBlock {
  const { value } = at;
  if (!(value instanceof OpenNode)) { return readKnown(); }
  if (value.alternatives === undefined) { return { conditions: [], open: [unknownCondition(value, `${compared} ${identityOf(value)}`)] }; }
  const alternatives = value.alternatives.map(one => one === undefined ? NO_CONDITION : readOne(at.alternative(one)));
  return { conditions: [], open: [{ name: value.name, choice: Choice.ofNode(value), alternatives }] };
}

/** @param id the same for conditions that surely hold or fail together */
function unknownCondition({ name }: OpenNode, id: string): OpenCondition {
  return { name, choice: Choice.whether(`conditions ${id}`, `${name} (its conditions hold)`) };
}

function joined(blocks: ConditionBlock[]): ConditionBlock {
  return { conditions: blocks.flatMap(block => block.conditions), open: blocks.flatMap(block => block.open) };
}
