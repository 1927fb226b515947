import * as cdk from 'aws-cdk-lib';
import { OpenNode } from '../../../src/engine/policy/open-node';
import { Pattern } from '../../../src/engine/policy/pattern';
import { PolicyDocument } from '../../../src/engine/policy/policy-document';
import { PolicyProblemCode as Code } from '../../../src/engine/policy/policy-problem';
import { PolicyType } from '../../../src/engine/policy/policy-type';
import { OpenText, OpenValue, Shape, Text } from '../../../src/engine/policy/text';
import { MAYBE, NO, Truth, YES } from '../../../src/engine/policy/truth';

const policy = (members: object) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...members }] });
const condition = (operator: string, value: unknown) => policy({ Condition: { [operator]: { 'a:b': value } } });
const codes = (value: unknown, options = {}) => PolicyDocument.parse(value, options).problems.map(({ code }) => code);
const scope = (contested: Truth, context: Record<string, Text[]> = {}) => ({ contested, variable: (key: string) => context[key] ?? [] });
const PATTERN = { wildcards: true, variables: true };

describe('somebody else has what no policy writes out', () => {
  const account = OpenText.of(OpenValue.invented('999988887777', Shape.freshDigits()));
  const organization = OpenText.of('o-', OpenValue.invented('exampleorgid', Shape.freshWords()));
  const bucket = OpenText.of('arn:aws:s3:::', OpenValue.invented('amzn-s3-demo-bucket'));

  test.each<[string, Text]>([
    ['*', account], ['?*', account], ['????????????', account], ['9*', account],
    ['o-*', organization], ['o-a*', organization],
    ['arn:aws:s3:::*', bucket], ['arn:aws:s3:::?*', bucket], ['arn:aws:s3:::???*', bucket],
  ])('%s may be %s', (pattern, text) => expect(Pattern.compile(pattern, { wildcards: true }).matches(text)).not.toBe(NO));

  test.each<[string, Text]>([
    ['999988887777', account], ['111122223333', account], ['o-exampleorgid', organization], ['p-*', organization],
    ['arn:aws:s3:::team-*', bucket], ['arn:aws:s3:::amzn-s3-demo-bucket', bucket],
  ])('%s is not %s', (pattern, text) => expect(Pattern.compile(pattern, { wildcards: true }).matches(text)).toBe(NO));

  test('two of them are not the same', () => {
    expect(Pattern.compile(OpenText.of(OpenValue.invented('alice'))).matches(OpenText.of(OpenValue.invented('alice')))).toBe(NO);
  });

  test('one of them is itself, through a policy variable too', () => {
    const alice = OpenText.of(OpenValue.invented('alice'));
    const own = Pattern.compile('arn:aws:iam::111122223333:user/${aws:username}', PATTERN);
    expect(own.matches(OpenText.of('arn:aws:iam::111122223333:user/', alice), scope(YES, { 'aws:username': [alice] }))).toBe(YES);
  });
});

describe('tokens of the CDK that were not resolved', () => {
  test.each<[string, unknown]>([
    ['a lazy value', policy({ Resource: cdk.Lazy.any({ produce: () => 'arn:aws:s3:::b' }) })],
    ['an attribute', policy({ Resource: cdk.Fn.getAtt('X', 'Arn') })],
    ['text', policy({ Resource: cdk.Fn.getAtt('X', 'Arn').toString() })],
    ['a list', policy({ Action: cdk.Token.asList(cdk.Fn.getAtt('X', 'Arn')) })],
    ['a number', condition('NumericEquals', cdk.Token.asNumber(cdk.Fn.getAtt('X', 'Arn')))],
  ])('%s', (_, value) => expect(codes(value)).toContain(Code.UNRESOLVED_TOKEN));
});

describe('what may be left out', () => {
  const resourceOf = (element: object) => PolicyDocument.parse(
    { Statement: { Effect: 'Allow', Principal: '*', Action: '*', ...element } }, { type: PolicyType.RESOURCE }).statements[0].resource!;

  test.each(['Resource', 'NotResource'])('%s, where without it the statement is about everything', element => {
    const resource = resourceOf({ [element]: OpenNode.choice('c', ['arn:aws:s3:::a', undefined]) });
    expect(resource.matches('arn:aws:s3:::a', scope(YES), scope(NO))).not.toBe(NO);
    expect(resource.matches('arn:aws:s3:::b', scope(YES), scope(NO))).not.toBe(NO);
  });
});

describe('an action that is only partly known', () => {
  test.each(['*:', 's3*:', '', 's'])('%s and then anything is asked of every service', start => {
    const document = PolicyDocument.parse(policy({ Action: OpenText.of(start, OpenValue.unknown('parameter')) }));
    expect(document.statementsFor('s3').flat()).toHaveLength(1);
  });
});

describe('policy variables that are torn', () => {
  test.each<[string, Text]>([
    ['an unknown name in a variable', OpenText.of('${aws:', OpenValue.unknown('p'), '}')],
    ['an unknown beginning of a variable', OpenText.of(OpenValue.unknown('p'), 'name}')],
    ['a dollar before an unknown value', OpenText.of('a$', OpenValue.unknown('p'))],
  ])('%s may be anything', (_, pattern) => expect(Pattern.compile(pattern, PATTERN).matches('joe', scope(YES))).toBe(MAYBE));

  test('a variable that ignores case ignores it in open values', () => {
    const value = OpenText.of(OpenValue.opaque('v', Shape.oneOf('True', 'False')));
    expect(Pattern.compile('${a:b}', { variables: true, ignoreCase: true }).matches('true', scope(YES, { 'a:b': [value] }))).toBe(MAYBE);
  });
});

describe('input that is made to harm', () => {
  test('a list with an iterator of its own is read by its members', () => {
    const list = Object.assign(['*'], { [Symbol.iterator]: function* () { yield 's3:GetObject'; } });
    expect(PolicyDocument.parse(policy({ Action: list })).statements[0].action.patterns.map(({ source }) => source)).toEqual(['*']);
  });

  test('an object that borrows the prototype of open text is an object', () => {
    expect(codes(policy({ Action: Object.create(OpenText.of(OpenValue.unknown('p')).constructor.prototype) }))).toEqual([Code.WRONG_TYPE]);
  });

  test('a getter that throws a proxy is unreadable', () => {
    const proxy = new Proxy({}, { getPrototypeOf() { throw new Error('no'); } });
    expect(codes({ get Statement() { throw proxy; } })).toEqual([Code.UNREADABLE]);
  });

  test('eight million characters of base64', () => {
    expect(codes(JSON.stringify(condition('BinaryEquals', 'A'.repeat(8_000_000))))).toEqual([Code.INVALID_CONDITION_VALUE]);
  });

  test('a big integer, and more text than fits into one string, with a quota', () => {
    expect(codes({ Version: 1n, Statement: [] }, { quota: 10 })).toContain(Code.WRONG_TYPE);
    expect(codes({ Id: new Array(600).fill('x'.repeat(1_000_000)), Statement: [] }, { quota: 10 })).toContain(Code.WRONG_TYPE);
  });

  test('a hundred thousand principals', () => {
    const AWS = Array.from({ length: 100_000 }, (_, i) => String(100_000_000_000 + i));
    const [{ principal }] = PolicyDocument.parse({ Statement: { Effect: 'Allow', Action: '*', Principal: { AWS } } }).statements;
    expect(principal!.lists('AWS', AWS[99_999])).toBe(YES);
    expect(principal!.lists('AWS', '999999999999')).toBe(NO);
  });

  test('patterns and values of hundreds of thousands of parts', () => {
    expect(Pattern.compile('${a:b}', PATTERN).matches('x', scope(NO, { 'a:b': ['*'.repeat(200_000)] }))).toBe(NO);
    expect(Pattern.compile('*a'.repeat(200_000), { wildcards: true }).matches('b')).toBe(NO);
  });

  test('more members than any policy has', () => {
    const leaf = new Array(100_000).fill('a');
    expect(codes({ Statement: new Array(3_000).fill(leaf) })).toEqual([Code.NESTED_TOO_DEEPLY]);
    expect(codes(policy({ Action: new Array(2 ** 32 - 1) }))).toEqual([Code.NESTED_TOO_DEEPLY]);
  });

  test('a choice among nothing may be anything', () => {
    expect(Pattern.compile(OpenText.of(OpenValue.choice('c', []))).matches('a')).toBe(MAYBE);
  });

  test('names of open values are escaped', () => {
    expect(PolicyDocument.parse({ Statement: OpenNode.unknown('a\u001b[2J') }).problems[0].message).toContain('a\\u{1b}[2J');
  });

  test('no more than a thousand problems are told', () => {
    expect(codes({ Statement: new Array(5_000).fill({}) })).toHaveLength(1_000);
  });
});

describe('numbers that JSON readers change', () => {
  test.each([Infinity, -Infinity, NaN, 9007199254740993])('%s', value => {
    expect(codes(condition('StringEquals', value))).toEqual([Code.NUMBER_OUT_OF_RANGE]);
  });
});
