/** The families of condition operators. */
export type OperatorFamily = 'string' | 'numeric' | 'date' | 'bool' | 'binary' | 'ipAddress' | 'arn' | 'null';

/** How a numeric or date operator compares the request's value with the policy's. */
export type Comparison = '=' | '<' | '<=' | '>' | '>=';

/**
 * What a condition operator does, without set operator and `IfExists`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export interface OperatorRow {
  readonly family: OperatorFamily;
  /** Holds when the request's value matches none of the policy's. */
  readonly negated: boolean;
  readonly comparison?: Comparison;
  readonly wildcards?: boolean;
  readonly ignoreCase?: boolean;
  /** Policy variables are read in the values. */
  readonly variables?: boolean;
}

const row = (family: OperatorFamily, negated: boolean, more: Partial<OperatorRow> = {}): OperatorRow => ({ family, negated, ...more });

const text = { variables: true };
const like = { variables: true, wildcards: true };
const ignoreCase = { variables: true, ignoreCase: true };

/** By name, in AWS's spelling. */
export const CONDITION_OPERATORS: ReadonlyMap<string, OperatorRow> = new Map([
  ['StringEquals', row('string', false, text)],
  ['StringNotEquals', row('string', true, text)],
  ['StringEqualsIgnoreCase', row('string', false, ignoreCase)],
  ['StringNotEqualsIgnoreCase', row('string', true, ignoreCase)],
  ['StringLike', row('string', false, like)],
  ['StringNotLike', row('string', true, like)],
  ['NumericEquals', row('numeric', false, { comparison: '=' })],
  ['NumericNotEquals', row('numeric', true, { comparison: '=' })],
  ['NumericLessThan', row('numeric', false, { comparison: '<' })],
  ['NumericLessThanEquals', row('numeric', false, { comparison: '<=' })],
  ['NumericGreaterThan', row('numeric', false, { comparison: '>' })],
  ['NumericGreaterThanEquals', row('numeric', false, { comparison: '>=' })],
  ['DateEquals', row('date', false, { comparison: '=' })],
  ['DateNotEquals', row('date', true, { comparison: '=' })],
  ['DateLessThan', row('date', false, { comparison: '<' })],
  ['DateLessThanEquals', row('date', false, { comparison: '<=' })],
  ['DateGreaterThan', row('date', false, { comparison: '>' })],
  ['DateGreaterThanEquals', row('date', false, { comparison: '>=' })],
  ['Bool', row('bool', false, ignoreCase)],
  ['BinaryEquals', row('binary', false)],
  ['IpAddress', row('ipAddress', false)],
  ['NotIpAddress', row('ipAddress', true)],
  ['ArnEquals', row('arn', false, like)],
  ['ArnLike', row('arn', false, like)],
  ['ArnNotEquals', row('arn', true, like)],
  ['ArnNotLike', row('arn', true, like)],
  ['Null', row('null', false)],
]);

export type SetOperator = 'ForAllValues' | 'ForAnyValue';

/** A condition operator as it stands in a policy: `ForAnyValue:StringLikeIfExists`. */
export interface ConditionOperator extends OperatorRow {
  readonly name: string;
  readonly setOperator?: SetOperator;
  readonly ifExists: boolean;
}

/** @returns undefined when there is no such operator; `Null` takes neither set operator nor `IfExists` */
export function parseConditionOperator(name: string): ConditionOperator | undefined {
  const known = PARSED.get(name);
  if (known !== undefined) { return known; }
  const colon = name.indexOf(':');
  const set = colon < 0 ? undefined : name.slice(0, colon);
  const rest = name.slice(colon + 1);
  const ifExists = rest.endsWith('IfExists');
  const found = CONDITION_OPERATORS.get(ifExists ? rest.slice(0, -'IfExists'.length) : rest);
  if (found === undefined || (set !== undefined && set !== 'ForAllValues' && set !== 'ForAnyValue')) { return undefined; }
  if (found.family === 'null' && (ifExists || set !== undefined)) { return undefined; }
  const operator: ConditionOperator = { ...found, name, setOperator: set, ifExists };
  PARSED.set(name, operator);
  return operator;
}

/** The operators that were met: no more than there are. */
const PARSED = new Map<string, ConditionOperator>();
