import { CONDITION_OPERATORS, parseConditionOperator } from '../../../src/engine/policy/condition-operator';

/** AWS's list, the negated operators marked. */
const DOCUMENTED: Record<string, [family: string, negated: boolean]> = {
  StringEquals: ['string', false],
  StringNotEquals: ['string', true],
  StringEqualsIgnoreCase: ['string', false],
  StringNotEqualsIgnoreCase: ['string', true],
  StringLike: ['string', false],
  StringNotLike: ['string', true],
  NumericEquals: ['numeric', false],
  NumericNotEquals: ['numeric', true],
  NumericLessThan: ['numeric', false],
  NumericLessThanEquals: ['numeric', false],
  NumericGreaterThan: ['numeric', false],
  NumericGreaterThanEquals: ['numeric', false],
  DateEquals: ['date', false],
  DateNotEquals: ['date', true],
  DateLessThan: ['date', false],
  DateLessThanEquals: ['date', false],
  DateGreaterThan: ['date', false],
  DateGreaterThanEquals: ['date', false],
  Bool: ['bool', false],
  BinaryEquals: ['binary', false],
  IpAddress: ['ipAddress', false],
  NotIpAddress: ['ipAddress', true],
  ArnEquals: ['arn', false],
  ArnLike: ['arn', false],
  ArnNotEquals: ['arn', true],
  ArnNotLike: ['arn', true],
  Null: ['null', false],
};

const names = Object.keys(DOCUMENTED);
const outline = (name: string) => {
  const operator = parseConditionOperator(name);
  return operator && [operator.name, operator.family, operator.negated, operator.setOperator, operator.ifExists];
};

test('the operators are those that AWS documents, each once', () => {
  expect([...CONDITION_OPERATORS].map(([name, { family, negated }]) => [name, [family, negated]])).toEqual(Object.entries(DOCUMENTED));
});

test.each(names.filter(name => name !== 'Null'))('%s takes both set operators and IfExists, in every combination', name => {
  const [family, negated] = DOCUMENTED[name];
  for (const set of [undefined, 'ForAllValues', 'ForAnyValue']) {
    for (const ifExists of [false, true]) {
      const spelt = `${set === undefined ? '' : `${set}:`}${name}${ifExists ? 'IfExists' : ''}`;
      expect(outline(spelt)).toEqual([spelt, family, negated, set, ifExists]);
      // Asked again, the answer is the same.
      expect(outline(spelt)).toEqual([spelt, family, negated, set, ifExists]);
    }
  }
});

test('Null takes neither a set operator nor IfExists', () => {
  expect(['Null', 'NullIfExists', 'ForAllValues:Null', 'ForAnyValue:Null', 'ForAnyValue:NullIfExists'].map(outline))
    .toEqual([['Null', 'null', false, undefined, false], undefined, undefined, undefined, undefined]);
});

test.each([
  '', 'IfExists', ':', ':StringEquals', 'stringEquals', 'stringequals', 'STRINGEQUALS', 'StringEquals ', ' StringEquals', 'StringEqualsIfexists',
  'StringEqualsIfExistsIfExists',
  'ForAllValues:', 'ForAllValues', 'forallvalues:StringEquals', 'ForAllValues: StringEquals', 'ForAllValues::StringEquals',
  'ForAnyValue:ForAllValues:StringEquals',
  'ForSomeValue:StringEquals', 'StringEquals:ForAllValues', 'BinaryNotEquals', 'NotBool', 'NotNull', 'StringMatches', 'DateEqualsIgnoreCase',
  'IpAddressEquals', 'NumericLike',
  'constructor', '__proto__', 'toString', 'hasOwnProperty',
])('%p is no operator', name => {
  expect(parseConditionOperator(name)).toBeUndefined();
});

test('numbers and dates are compared in five ways', () => {
  const comparisons = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'];
  for (const family of ['Numeric', 'Date']) {
    expect(comparisons.map(comparison => CONDITION_OPERATORS.get(family + comparison)!.comparison)).toEqual(['=', '=', '<', '<=', '>', '>=']);
  }
});

test('wildcards belong to the Like operators and to ARNs, policy variables to text and Bool', () => {
  const having = (property: 'wildcards' | 'ignoreCase' | 'variables') => names.filter(name => CONDITION_OPERATORS.get(name)![property]);
  expect(having('wildcards')).toEqual(['StringLike', 'StringNotLike', 'ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike']);
  expect(having('ignoreCase')).toEqual(['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'Bool']);
  expect(having('variables')).toEqual([
    'StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'StringLike', 'StringNotLike',
    'Bool', 'ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike',
  ]);
});
