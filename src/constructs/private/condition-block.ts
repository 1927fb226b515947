import { Token } from 'aws-cdk-lib';
import { ConditionOperator, parseConditionOperator } from '../../engine/policy/condition-operator';
import { IpBlock } from '../../engine/policy/ip-block';
import { quoted } from '../../engine/policy/policy-problem';
import { foldAscii } from '../../engine/policy/text';

/** The `Condition` of a statement: operator to key to values. */
export type ConditionBlock = Record<string, Record<string, unknown>>;

/** The values that meet two conditions with the same operator and key; undefined where nothing does. */
type Meet = (a: string[], b: string[]) => string[] | undefined;

/** Thrown where two conditions can surely not be met together. */
export class ContradictionError extends Error {}

/**
 * What holds when both do. Nothing of either is lost: where they ask for the same key by the same operator, one condition asks for both.
 *
 * @throws ContradictionError when no request meets both
 * @throws Error when one condition cannot say both
 */
export function both(a: ConditionBlock, b: ConditionBlock): ConditionBlock {
  const block: ConditionBlock = Object.fromEntries(Object.entries(a).map(([operator, keys]) => [operator, { ...keys }]));
  for (const [operator, keys] of Object.entries(b)) {
    const known = block[operator] ??= {};
    for (const [key, values] of Object.entries(keys)) {
      // AWS compares the names of keys without case.
      const same = Object.keys(known).find(one => foldAscii(one) === foldAscii(key));
      known[same ?? key] = same === undefined ? values : met(operator, key, known[same], values);
    }
  }
  return block;
}

function met(operator: string, key: string, a: unknown, b: unknown): unknown {
  if (JSON.stringify(a) === JSON.stringify(b)) { return a; }
  const [left, right] = [listOf(a), listOf(b)];
  const parsed = parseConditionOperator(operator);
  const meet = left && right && parsed && meetOf(parsed, left, right);
  const values = meet?.(left!, right!);
  if (values !== undefined) { return values; }
  // A request without the key would still meet both.
  if (meet === undefined || parsed!.ifExists || parsed!.setOperator !== undefined) {
    throw new Error(`\`${operator}\` of \`${key}\` is asked for twice, in ways that one condition cannot say; write the values that meet both, or a statement for each`);
  }
  throw new ContradictionError(`no request meets both conditions \`${operator}\` of \`${key}\`: ${quoted(left!.join(', '))} and ${quoted(right!.join(', '))}; take one of them out`);
}

/** Undefined where something is known at deployment only. */
function listOf(values: unknown): string[] | undefined {
  const list = [values].flat();
  const isKnown = list.every(one => ['string', 'number', 'boolean'].includes(typeof one) && !Token.isUnresolved(one));
  return isKnown ? list.map(String) : undefined;
}

/** How the values of an operator meet. Undefined where nobody can say. */
function meetOf(operator: ConditionOperator, a: string[], b: string[]): Meet | undefined {
  const are = (test: (value: string) => boolean) => a.every(test) && b.every(test);
  // Of some value it is said there, and each time it may be another.
  if (operator.setOperator === 'ForAnyValue') { return undefined; }
  if (operator.negated) { return union; }
  switch (operator.family) {
    case 'bool': case 'null': return are(value => /^(true|false)$/.test(value)) ? intersection : undefined;
    case 'ipAddress': return are(value => IpBlock.parse(value) !== undefined) ? commonAddresses : undefined;
    case 'numeric': return a.length === 1 && b.length === 1 && are(value => /^-?\d+$/.test(value)) ? narrowest(operator, Number) : undefined;
    case 'date': return a.length === 1 && b.length === 1 && are(value => INSTANT.test(value)) ? narrowest(operator, Date.parse) : undefined;
    case 'string': case 'arn': return are(value => isPlain(operator, value)) ? intersection : undefined;
    case 'binary': return undefined;
  }
}

/** Other spellings mean what they mean in the zone of somebody. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

const union: Meet = (a, b) => [...new Set([...a, ...b])];

const intersection: Meet = (a, b) => orNothing(a.filter(value => b.includes(value)));

/** Two blocks are apart, or one holds the other. */
const commonAddresses: Meet = (a, b) => orNothing([...new Set(a.flatMap(one => b.flatMap(other => {
  const [left, right] = [IpBlock.parse(one)!, IpBlock.parse(other)!];
  if (right.contains(left)) { return [one]; }
  return left.contains(right) ? [other] : [];
})))]);

function orNothing(values: string[]): string[] | undefined {
  return values.length === 0 ? undefined : values;
}

/** A policy variable may be anything, wildcards too. */
function isPlain({ wildcards, ignoreCase }: ConditionOperator, value: string): boolean {
  return ignoreCase !== true && !value.includes('${') && !(wildcards === true && /[*?]/.test(value));
}

function narrowest({ comparison }: ConditionOperator, number: (value: string) => number): Meet | undefined {
  switch (comparison) {
    case '<': case '<=': return ([a], [b]) => [number(a) <= number(b) ? a : b];
    case '>': case '>=': return ([a], [b]) => [number(a) >= number(b) ? a : b];
    default: return undefined;
  }
}
