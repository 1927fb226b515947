import { ConditionBlock } from '../condition';
import { CONDITION_OPERATORS, ConditionOperator, parseConditionOperator } from '../condition-operator';
import { compileConditionValue, ConditionValue } from '../condition-value';
import { OpenNode } from '../open-node';
import { memberPath, PolicyProblemCode as Code, quoted } from '../policy-problem';
import { foldAscii } from '../text';
import { ElementReader, Place, place } from './element-reader';

export const NO_CONDITION: ConditionBlock = { conditions: [], open: [] };

/** The value of `Condition`: operators, in each of them keys, in each of them values. */
export function readConditions(reader: ElementReader, at: Place, variables: boolean): ConditionBlock {
  return openOr(at, one => readConditions(reader, one, variables), () => {
    const operators = reader.fields(at) ?? {};
    return joined(Object.keys(operators).map(name => readOperator(reader, name, place(at.path, operators, name), variables)));
  });
}

function readOperator(reader: ElementReader, name: string, at: Place, variables: boolean): ConditionBlock {
  const operator = parseConditionOperator(name);
  if (operator === undefined) {
    const close = [...CONDITION_OPERATORS.keys()].find(one => foldAscii(one) === foldAscii(name));
    reader.problem(at.path, Code.INVALID_OPERATOR, `${quoted(name)} is no condition operator${close === undefined ? '' : `; write \`${close}\``}`);
    return NO_CONDITION;
  }
  return openOr(at, one => readOperator(reader, name, one, variables), () => {
    const keys = reader.fields(at) ?? {};
    const seen = new Set<string>();
    return joined(Object.keys(keys).map(key => {
      const member = place(at.path, keys, key);
      if (!key.includes(':')) {
        reader.problem(member.path, Code.INVALID_CONDITION_KEY, `${quoted(key)} is no condition key; it has no prefix such as \`aws:\``);
      } else if (seen.has(foldAscii(key))) {
        reader.problem(member.path, Code.DUPLICATE_KEY, `${quoted(key)} stands twice, in different case; keep one`);
      }
      seen.add(foldAscii(key));
      return readValues(reader, operator, key, member, variables);
    }));
  });
}

function readValues(reader: ElementReader, operator: ConditionOperator, keyName: string, at: Place, variables: boolean): ConditionBlock {
  return openOr(at, one => readValues(reader, operator, keyName, one, variables), () => {
    const members = reader.list(at);
    const open = members.map(member => member.value).find(value => value instanceof OpenNode);
    // Values that may be left out, or may be lists: nobody knows what is compared.
    if (open !== undefined) { return { conditions: [], open: [{ name: open.name }] }; }
    const values = members.flatMap(member => readValue(reader, operator, member, variables));
    return { conditions: [{ operator, keyName, key: foldAscii(keyName), values }], open: [] };
  });
}

function readValue(reader: ElementReader, operator: ConditionOperator, { value, path }: Place, variables: boolean): ConditionValue[] {
  const scalar = typeof value === 'boolean' || typeof value === 'number' ? String(value) : value;
  const text = reader.text({ value: scalar, path });
  if (text === undefined) { return []; }
  const compiled = compileConditionValue(operator, text, variables);
  if (compiled !== undefined) { return [compiled]; }
  reader.problem(path, Code.INVALID_CONDITION_VALUE, `${quoted(String(text))} is no value for \`${operator.name}\``);
  return [];
}

/** Structure that is only known at deployment: one of several blocks, or anything. */
function openOr({ value, path }: Place, readOne: (one: Place) => ConditionBlock, readKnown: () => ConditionBlock): ConditionBlock {
  if (!(value instanceof OpenNode)) { return readKnown(); }
  const alternatives = value.alternatives?.map(one => one === undefined ? NO_CONDITION : readOne({ value: one, path: memberPath(path, value.name) }));
  return { conditions: [], open: [{ name: value.name, alternatives }] };
}

function joined(blocks: ConditionBlock[]): ConditionBlock {
  return { conditions: blocks.flatMap(block => block.conditions), open: blocks.flatMap(block => block.open) };
}
