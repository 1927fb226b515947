import { anyText } from './arbitraries';
import { parseConditionOperator } from '../../../src/engine/policy/condition-operator';
import { compileConditionValue, NullValue, openNames } from '../../../src/engine/policy/condition-value';
import { PatternScope } from '../../../src/engine/policy/pattern';
import { OpenText, OpenValue, Shape, Text } from '../../../src/engine/policy/text';
import { MAYBE, NO, Truth, YES } from '../../../src/engine/policy/truth';
import { fc } from '../../properties';

const unknown = OpenText.of(OpenValue.unknown('parameter'));

const scope = (contested: Truth, values: Record<string, Text[]> = {}): PatternScope => ({ contested, variable: key => values[key] ?? [] });

const compile = (operator: string, value: Text, variables = true) => compileConditionValue(parseConditionOperator(operator)!, value, variables);

/** The answer where the law has one; `contested` where it leaves it open. */
function answer(operator: string, value: Text, requested: Text, values: Record<string, Text[]> = {}): Truth | 'contested' {
  const compiled = compile(operator, value)!;
  const [lenient, strict] = [compiled.matches(requested, scope(YES, values)), compiled.matches(requested, scope(NO, values))];
  return lenient === strict ? lenient : lenient === YES && strict === NO ? 'contested' : NaN as Truth;
}

type Row = [operator: string, value: Text, requested: Text, expected: Truth | 'contested'];

const titled = (rows: Row[]) => rows.map(row => {
  const [operator, value, requested, expected] = row;
  return [operator, String(value), String(requested), expected === 'contested' ? expected : ['no', 'maybe', 'yes'][expected], row] as const;
});

describe('strings', () => {
  test.each(titled([
    ['StringEquals', 'a', 'a', YES],
    ['StringEquals', 'a', 'A', NO],
    ['StringEquals', 'a', ' a', NO],
    ['StringEquals', '', '', YES],
    ['StringEquals', 'a*', 'ab', NO],
    ['StringEquals', 'a*', 'a*', YES],
    ['StringEquals', '\u00e9', 'e\u0301', NO],
    ['StringEqualsIgnoreCase', 'AbC', 'aBc', YES],
    ['StringEqualsIgnoreCase', 'k', '\u212a', NO],
    ['StringEqualsIgnoreCase', '\u00c9', '\u00e9', NO],
    ['StringEqualsIgnoreCase', 'a*', 'ab', NO],
    ['StringLike', 'a*', 'ab', YES],
    ['StringLike', 'A*', 'ab', NO],
    ['StringLike', 'a?', 'a\u{1f600}', YES],
    ['StringLike', '*', '', YES],
    ['StringLike', 'a:*:b', 'a:x:y:b', YES],
    // The negation is not applied here.
    ['StringNotEquals', 'a', 'a', YES],
    ['StringNotLike', 'a*', 'b', NO],
  ]))('%s %p, %p: %s', (_operator, _value, _requested, _expected, [operator, value, requested, expected]) => {
    expect(answer(operator, value, requested)).toBe(expected);
  });

  test('policy variables are read where the version has them', () => {
    const values = { 'aws:username': ['joe'] };
    expect(compile('StringEquals', '${aws:username}')!.matches('joe', scope(NO, values))).toBe(YES);
    expect(compile('StringEquals', '${aws:username}', false)!.matches('joe', scope(YES, values))).toBe(NO);
    expect(compile('StringEquals', '${aws:username}', false)!.matches('${aws:username}', scope(YES, values))).toBe(YES);
    expect(compile('StringEquals', '${AWS:UserName}-${s3:prefix}')!.variableKeys).toEqual(['aws:username', 's3:prefix']);
  });
});

describe('numbers', () => {
  test.each(titled([
    ['NumericEquals', '10', '10.0', YES],
    ['NumericEquals', '10', '11', NO],
    ['NumericLessThan', '10', '9.999999999999999999999', YES],
    ['NumericLessThan', '10', '10', NO],
    ['NumericLessThanEquals', '10', '10', YES],
    ['NumericLessThanEquals', '10', '10.000000000000000000001', NO],
    ['NumericGreaterThan', '-1', '0', YES],
    ['NumericGreaterThan', '-1', '-1', NO],
    ['NumericGreaterThanEquals', '-1', '-1', YES],
    ['NumericGreaterThanEquals', '-1', '-2', NO],
    ['NumericEquals', '10', 'ten', 'contested'],
    ['NumericEquals', '10', '', 'contested'],
    ['NumericEquals', '10', unknown, MAYBE],
    ['NumericEquals', unknown, '10', MAYBE],
  ]))('%s %p, %p: %s', (_operator, _value, _requested, _expected, [operator, value, requested, expected]) => {
    expect(answer(operator, value, requested)).toBe(expected);
  });

  test('the five comparisons agree with the order of the integers', () => {
    fc.assert(fc.property(fc.integer(), fc.integer(), (value, requested) => {
      const operators = ['NumericEquals', 'NumericLessThan', 'NumericLessThanEquals', 'NumericGreaterThan', 'NumericGreaterThanEquals'];
      expect(operators.map(operator => answer(operator, String(value), String(requested)) === YES))
        .toEqual([requested === value, requested < value, requested <= value, requested > value, requested >= value]);
    }));
  });
});

describe('dates', () => {
  test.each(titled([
    ['DateEquals', '2020-01-01T00:00:00Z', '1577836800', YES],
    ['DateEquals', '1577836800', '2020-01-01T01:00:00+01:00', YES],
    ['DateLessThan', '2020-01-01T00:00:00Z', '2019-12-31T23:59:59.999Z', YES],
    ['DateLessThan', '2020-01-01T00:00:00Z', '2020-01-01', NO],
    ['DateLessThanEquals', '2020-01-01T00:00:00Z', '2020-01-01', YES],
    ['DateGreaterThan', '2020-01-01T00:00:00Z', '1577836801', YES],
    ['DateGreaterThanEquals', '2020-01-01T00:00:00Z', '1577836799', NO],
    ['DateEquals', '2020-01-01', 'yesterday', 'contested'],
    ['DateEquals', '2020-01-01', unknown, MAYBE],
    ['DateEquals', unknown, '2020-01-01', MAYBE],
  ]))('%s %p, %p: %s', (_operator, _value, _requested, _expected, [operator, value, requested, expected]) => {
    expect(answer(operator, value, requested)).toBe(expected);
  });
});

describe('booleans', () => {
  test.each(titled([
    ['Bool', 'true', 'true', YES],
    ['Bool', 'True', 'TRUE', YES],
    ['Bool', 'true', 'false', NO],
    ['Bool', 'false', 'false', YES],
    ['Bool', 'true', 'yes', 'contested'],
    ['Bool', 'true', '', 'contested'],
    ['Bool', 'false', '0', 'contested'],
    ['Bool', 'true', unknown, MAYBE],
    ['Bool', unknown, 'true', MAYBE],
    ['Bool', 'true', OpenText.of(OpenValue.opaque('flag', Shape.oneOf('true', 'false'))), MAYBE],
    ['Bool', unknown, 'yes', 'contested'],
    ['Bool', OpenText.of(OpenValue.choice('c', ['true', 'false'])), 'true', MAYBE],
    ['Bool', OpenText.of(OpenValue.choice('c', ['true', 'TRUE'])), 'true', YES],
    ['Bool', OpenText.of(OpenValue.choice('c', ['true', 'TRUE'])), 'false', NO],
  ]))('%s %p, %p: %s', (_operator, _value, _requested, _expected, [operator, value, requested, expected]) => {
    expect(answer(operator, value, requested)).toBe(expected);
  });

  test('a policy variable in the value is contested where it matches, and no match where it does not', () => {
    expect(answer('Bool', '${aws:SecureTransport}', 'true', { 'aws:securetransport': ['True'] })).toBe('contested');
    expect(answer('Bool', '${aws:SecureTransport}', 'true', { 'aws:securetransport': ['false'] })).toBe(NO);
    expect(answer('Bool', '${aws:SecureTransport}', 'true')).toBe(NO);
  });

  test('without policy variables their text is no boolean', () => {
    expect(compile('Bool', '${aws:SecureTransport}', false)).toBeUndefined();
  });
});

describe('bytes', () => {
  test.each(titled([
    ['BinaryEquals', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', 'QmluYXJ5VmFsdWVJbkJhc2U2NA==', YES],
    ['BinaryEquals', 'QUJD', 'QUJE', NO],
    ['BinaryEquals', 'QUJD', 'qujd', NO],
    ['BinaryEquals', 'QQ==', 'QQ', 'contested'],
    ['BinaryEquals', 'QUI=', 'QUI', 'contested'],
    ['BinaryEquals', '', '', YES],
    ['BinaryEquals', '+/+/', '+/+/', YES],
    ['BinaryEquals', 'QUJD', 'Q', 'contested'],
    ['BinaryEquals', 'QUJD', 'QUJD====', 'contested'],
    ['BinaryEquals', 'QUJD', 'QU=JD', 'contested'],
    ['BinaryEquals', 'QUJD', 'QUJD\n', 'contested'],
    ['BinaryEquals', '+/+/', '-_-_', 'contested'],
    ['BinaryEquals', 'QUJD', unknown, MAYBE],
    ['BinaryEquals', unknown, 'QUJD', MAYBE],
  ]))('%s %p, %p: %s', (_operator, _value, _requested, _expected, [operator, value, requested, expected]) => {
    expect(answer(operator, value, requested)).toBe(expected);
  });

  test('values are equal exactly when their bytes are', () => {
    const bytes = fc.uint8Array({ maxLength: 3 });
    fc.assert(fc.property(bytes, bytes, (a, b) => {
      const equal = Buffer.compare(Buffer.from(a), Buffer.from(b)) === 0;
      expect(answer('BinaryEquals', Buffer.from(a).toString('base64'), Buffer.from(b).toString('base64'))).toBe(equal ? YES : NO);
    }));
  });
});

describe('addresses', () => {
  test.each(titled([
    ['IpAddress', '0.0.0.0/0', '203.0.113.7', YES],
    ['IpAddress', '203.0.113.0/24', '203.0.113.7', YES],
    ['IpAddress', '203.0.113.0/24', '203.0.114.7', NO],
    ['IpAddress', '203.0.113.7', '203.0.113.7', YES],
    ['IpAddress', '203.0.113.7', '203.0.113.8', NO],
    ['IpAddress', '::/0', '203.0.113.7', NO],
    ['IpAddress', '0.0.0.0/0', '2001:db8::1', NO],
    ['IpAddress', '2001:DB8:1234:5678::/64', '2001:db8:1234:5678:ffff::', YES],
    ['IpAddress', '2001:db8::1', '2001:0db8:0:0:0:0:0:1', YES],
    ['IpAddress', '2001:db8::1', '2001:db8::2', 'contested'],
    ['IpAddress', '2001:db8::1', '2001:db9::1', NO],
    ['IpAddress', '2001:db8::1/128', '2001:db8::2', NO],
    ['IpAddress', '203.0.113.0/24', 'localhost', 'contested'],
    // A request comes from an address, not from a block.
    ['IpAddress', '203.0.113.0/24', '203.0.113.0/25', 'contested'],
    ['IpAddress', '203.0.113.7/32', '203.0.113.7/32', 'contested'],
    ['IpAddress', '203.0.113.0/24', '203.0.113.007', 'contested'],
    ['IpAddress', '203.0.113.0/24', unknown, MAYBE],
    ['IpAddress', unknown, '203.0.113.7', MAYBE],
  ]))('%s %p, %p: %s', (_operator, _value, _requested, _expected, [operator, value, requested, expected]) => {
    expect(answer(operator, value, requested)).toBe(expected);
  });
});

describe('ARNs', () => {
  test.each(titled([
    ['ArnEquals', 'arn:aws:sns:*:111122223333:t', 'arn:aws:sns:eu-west-1:111122223333:t', YES],
    ['ArnLike', 'arn:aws:sns:*:t', 'arn:aws:sns:eu-west-1:111122223333:t', 'contested'],
    ['ArnLike', 'arn:aws:s3:::b/*', 'arn:aws:s3:::b/x:y/z', YES],
    ['ArnLike', 'arn:*:*:*:*:*', 'arn:aws:iam::111122223333:role/r', YES],
    ['ArnLike', 'arn:aws:s3*:b', 'arn:aws:s3:::b', 'contested'],
    ['ArnLike', 'arn:aws:s3:::B', 'arn:aws:s3:::b', NO],
    ['ArnLike', 'role', 'arn:aws:s3:::b', NO],
    ['ArnLike', '*', 'arn:aws:s3:::b', 'contested'],
    ['ArnLike', 'arn:*:*:*:*:*', 'b', NO],
  ]))('%s %p, %p: %s', (_operator, _value, _requested, _expected, [operator, value, requested, expected]) => {
    expect(answer(operator, value, requested)).toBe(expected);
  });
});

describe('presence', () => {
  test.each<[Text, Truth, Truth]>([
    ['true', NO, YES],
    ['True', NO, YES],
    ['false', YES, NO],
    ['FALSE', YES, NO],
    [unknown, MAYBE, MAYBE],
  ])('Null %s: present %d, missing %d', (value, present, missing) => {
    const compiled = NullValue.compile(value)!;
    expect([compiled.matches(), compiled.matchesMissing()]).toEqual([present, missing]);
  });
});

describe('what an operator cannot read', () => {
  test.each([
    ['NumericEquals', ['', 'ten', '1e', '${aws:username}']],
    ['DateEquals', ['', 'now', '2020-13-01', '${aws:CurrentTime}']],
    ['Bool', ['', 'yes', '1', 'true ', '\u017fal\u017fe']],
    ['BinaryEquals', ['Q', '====', 'QU JD', 'QUJD=', '-_-_', '\u00e9\u00e9\u00e9\u00e9']],
    ['IpAddress', ['', '*', '10.0.0.0/33', 'localhost', '${aws:SourceIp}']],
    ['Null', ['', 'yes', 'null', '${aws:username}']],
  ])('%s reads none of %p', (operator, values) => {
    expect(values.map(value => compile(operator, value))).toEqual(values.map(() => undefined));
  });

  test('text operators read every text', () => {
    fc.assert(fc.property(anyText(), text => {
      expect(['StringEquals', 'StringEqualsIgnoreCase', 'StringLike', 'ArnLike'].map(operator => compile(operator, text)?.source))
        .toEqual([text, text, text, text]);
    }));
  });
});

test('the open values of a text are named', () => {
  expect([openNames('a'), openNames(OpenText.of('a', OpenValue.unknown('x'), OpenValue.opaque('y', Shape.digits(1))))]).toEqual([[], ['x', 'y']]);
});
