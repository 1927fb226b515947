import { OuterValues } from '../../../src/cloudformation/private/outer-values';
import { Pattern } from '../../../src/engine/policy/pattern';
import { OpenText, OpenValue, Shape, Text } from '../../../src/engine/policy/text';
import { MAYBE, NO, YES } from '../../../src/engine/policy/truth';
import { either } from '../templates';
import { intrinsicsOf, spelt, UNKNOWN } from '../values';

const OPAQUE = OpenText.of(OpenValue.opaque('parent `Name`', Shape.wordsAfter('')));
const ANYTHING = OpenText.of(OpenValue.unknown('parent `P`'));

const given = (outer: OuterValues, value: unknown, sections: object = {}) => intrinsicsOf(sections, undefined, undefined, outer).resolve(value);

describe('what the parent of a nested stack binds a parameter to', () => {
  const bound = (value: unknown, declared: object, expression: unknown = { Ref: 'P' }) =>
    spelt(given({ parameter: name => name === 'P' ? value : undefined }, expression, { Parameters: { P: declared, Q: { Type: 'String' } } }));

  test.each<[unknown, object, unknown]>([
    ['logs', { Type: 'String' }, 'logs'],
    ['logs', { Type: 'String', Default: 'other', AllowedValues: ['dev'] }, 'logs'],
    [OPAQUE, { Type: 'String' }, '<parent `Name`>'],
    [OPAQUE, { Type: 'AWS::EC2::VPC::Id' }, '<parent `Name`>'],
    [ANYTHING, { Type: 'Number' }, UNKNOWN],
    [5, { Type: 'Number' }, 5],
    ['a, b,c ', { Type: 'CommaDelimitedList' }, ['a', 'b', 'c']],
    ['1,2', { Type: 'List<Number>' }, ['1', '2']],
    [5, { Type: 'List<Number>' }, ['5']],
    [OpenText.of('a, ', OPAQUE, ' ,c'), { Type: 'CommaDelimitedList' }, ['a', '<parent `Name`>', 'c']],
    [ANYTHING, { Type: 'CommaDelimitedList' }, UNKNOWN],
    [['a', 'b'], { Type: 'CommaDelimitedList' }, ['a', 'b']],
    [['a', OPAQUE], { Type: 'String' }, 'a,<parent `Name`>'],
    [{ not: 'text' }, { Type: 'CommaDelimitedList' }, UNKNOWN],
    // It is the name of a parameter of the parameter store, not its value.
    ['/ami', { Type: 'AWS::SSM::Parameter::Value<String>' }, UNKNOWN],
    ['/amis', { Type: 'AWS::SSM::Parameter::Value<List<String>>' }, UNKNOWN],
    [undefined, { Type: 'String', AllowedValues: ['dev', 'prod'] }, '<parameter `P`>'],
    [undefined, { Type: 'String' }, UNKNOWN],
  ])('%j as %j', (value, declared, expected) => {
    expect(bound(value, declared)).toEqual(expected);
  });

  test('stands wherever the parameter does', () => {
    expect(bound('logs', { Type: 'String' }, { 'Fn::Sub': 'arn:aws:s3:::${P}/*' })).toBe('arn:aws:s3:::logs/*');
    expect(bound('a,b', { Type: 'CommaDelimitedList' }, { 'Fn::Select': [1, { Ref: 'P' }] })).toBe('b');
    expect(bound('logs', { Type: 'String' }, { Ref: 'Q' })).toBe(UNKNOWN);
  });

  test('decides conditions', () => {
    const Parameters = { P: { Type: 'String' } };
    const Conditions = { C: { 'Fn::Equals': [{ Ref: 'P' }, 'prod'] } };
    const holds = (value: Text) => intrinsicsOf({ Parameters, Conditions }, undefined, undefined, { parameter: () => value }).exists({ condition: 'C' });

    expect(['prod', 'dev', ANYTHING].map(holds)).toEqual([YES, NO, MAYBE]);
  });
});

describe('Fn::GetAtt of an output of a nested stack', () => {
  const sections = { Resources: { Nested: { Type: 'AWS::CloudFormation::Stack', Properties: {} }, Bucket: { Type: 'AWS::S3::Bucket' } } };
  const outer: OuterValues = { nestedOutput: (logicalId, output) => logicalId === 'Nested' && output === 'RoleArn' ? 'arn:aws:iam::111122223333:role/r' : undefined };

  test.each<[unknown, unknown]>([
    [{ 'Fn::GetAtt': ['Nested', 'Outputs.RoleArn'] }, 'arn:aws:iam::111122223333:role/r'],
    [{ 'Fn::GetAtt': 'Nested.Outputs.RoleArn' }, 'arn:aws:iam::111122223333:role/r'],
    [{ 'Fn::Sub': '${Nested.Outputs.RoleArn}/*' }, 'arn:aws:iam::111122223333:role/r/*'],
    [{ 'Fn::GetAtt': ['Nested', 'Outputs.Other'] }, UNKNOWN],
    [{ 'Fn::GetAtt': ['Nested', 'RoleArn'] }, UNKNOWN],
    [{ 'Fn::GetAtt': ['Bucket', 'Outputs.RoleArn'] }, UNKNOWN],
    [{ 'Fn::GetAtt': ['Missing', 'Outputs.RoleArn'] }, UNKNOWN],
  ])('%j', (value, expected) => {
    expect(spelt(given(outer, value, sections))).toBe(expected);
  });
});

describe('Fn::ImportValue', () => {
  const sections = { Parameters: { P: { Type: 'String' } } };
  const outer: OuterValues = { exported: name => name === 'net-Vpc' ? 'vpc-1' : undefined };

  test.each<[unknown, unknown]>([
    ['net-Vpc', 'vpc-1'],
    [{ 'Fn::Join': ['-', ['net', 'Vpc']] }, 'vpc-1'],
    ['other', UNKNOWN],
    [{ Ref: 'P' }, UNKNOWN],
    [['net-Vpc'], UNKNOWN],
    [either('net-Vpc', 'other'), UNKNOWN],
    [null, UNKNOWN],
  ])('%j', (name, expected) => {
    expect(spelt(given(outer, { 'Fn::ImportValue': name }, sections))).toBe(expected);
  });

  test('one name is one value, another may be another', () => {
    const intrinsics = intrinsicsOf(sections);
    const long = 'x'.repeat(500);
    const matches = (one: unknown, other: unknown) => Pattern.compile(intrinsics.text({ 'Fn::ImportValue': one })).matches(intrinsics.text({ 'Fn::ImportValue': other }));

    expect([matches('a', 'a'), matches('a', 'b'), matches(`${long}a`, `${long}b`), matches({ Ref: 'P' }, { Ref: 'P' })]).toEqual([YES, MAYBE, MAYBE, MAYBE]);
  });
});

describe('Fn::GetStackOutput', () => {
  const asked: unknown[][] = [];
  const outer: OuterValues = {
    stackOutput: (...argument) => {
      asked.push(argument);
      return argument[1] === 'VpcId' ? 'vpc-1' : undefined;
    },
  };
  const output = (argument: unknown) => spelt(given(outer, { 'Fn::GetStackOutput': argument }, { Parameters: { P: { Type: 'String' } } }));

  beforeEach(() => { asked.length = 0; });

  test('asks for the output of a stack', () => {
    expect(output({ StackName: 'network', OutputName: 'VpcId' })).toBe('vpc-1');
    expect(output({ StackName: { 'Fn::Sub': 'network' }, OutputName: 'VpcId', Region: 'eu-west-1', RoleArn: 'arn:aws:iam::1:role/r' })).toBe('vpc-1');
    expect(output({ StackName: 'network', OutputName: 'Other' })).toBe(UNKNOWN);
    expect(asked).toEqual([['network', 'VpcId', undefined, undefined], ['network', 'VpcId', 'eu-west-1', 'arn:aws:iam::1:role/r'], ['network', 'Other', undefined, undefined]]);
  });

  test.each<[unknown]>([
    [{ StackName: 'network' }],
    [{ OutputName: 'VpcId' }],
    [{ StackName: 'network', OutputName: ['VpcId'] }],
    [{ StackName: 'network', OutputName: { Ref: 'P' } }],
    [{ StackName: 'network', OutputName: 'VpcId', Region: ['a'] }],
    [{ StackName: 'network', OutputName: 'VpcId', Account: '1' }],
    [['network', 'VpcId']],
    ['network.VpcId'],
    [null],
  ])('asks nobody for %j', argument => {
    expect(output(argument)).toBe(UNKNOWN);
    expect(asked).toEqual([]);
  });
});

test('one reader may ask another, and that one the first', () => {
  const outer: OuterValues = { exported: () => intrinsics.resolve({ Ref: 'B' }) };
  const intrinsics = intrinsicsOf({ Resources: { B: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::ImportValue': 'own' } } } } }, undefined, undefined, outer);

  expect(spelt(intrinsics.resolve({ Ref: 'B' }))).toBe(UNKNOWN);
});
