import * as fc from 'fast-check';
import { PlainTexts } from '../../../src/cloudformation/private/plain-texts';
import { isPlain } from '../../../src/engine/policy/plain-policy';
import { OpenText } from '../../../src/engine/policy/text';
import { intrinsicsOf } from '../values';

const sections = {
  Parameters: { Free: { Type: 'String' }, One: { Type: 'String', AllowedValues: ['a', 'b'] }, List: { Type: 'CommaDelimitedList' } },
  Conditions: { Maybe: { 'Fn::Equals': [{ Ref: 'Free' }, 'x'] } },
  Mappings: { Map: { a: { b: 'arn:mapped', c: ['x'] } } },
  Resources: {
    Bucket: { Type: 'AWS::S3::Bucket' },
    Named: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'named' } },
    Odd: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::Join': ['', ['\u00e9\u0001', { Ref: 'Free' }]] } } },
    Table: { Type: 'AWS::DynamoDB::Table' },
    Thing: { Type: 'Custom::Thing' },
  },
};

const textsOf = () => new PlainTexts(intrinsicsOf(sections));
const isArn = (text: string) => text.startsWith('arn:');
const sizes = (...functions: object[]) => {
  const texts = textsOf();
  return functions.map(one => texts.sizeOf(one, isArn));
};

const { value: someFunction } = fc.letrec<{ value: object }>(tie => {
  const member = fc.oneof<fc.Arbitrary<unknown>[]>(
    fc.constantFrom<unknown>('arn:', ':s3:::', '/*', '', '\u0001', '"', '${x}', '{{resolve:ssm:x}}', '{{resolve:', '}}', 7, true, null, [], {}), tie('value'), tie('value'));
  return {
    value: fc.oneof({ maxDepth: 3 },
      fc.constantFrom<object>({ Ref: 'AWS::Partition' }, { Ref: 'AWS::Region' }, { Ref: 'AWS::NoValue' }, { Ref: 'Free' }, { Ref: 'One' }, { Ref: 'List' }, { Ref: 'Bucket' }, { Ref: 'Odd' }, { Ref: 'Nobody' }, { Ref: 5 }),
      fc.tuple(fc.constantFrom('Bucket', 'Named', 'Odd', 'Table', 'Thing', 'Nobody'), fc.constantFrom<unknown>('Arn', 'Value', { Ref: 'Free' })).map(path => ({ 'Fn::GetAtt': path })),
      fc.constantFrom<object>({}, { Ref: 'Bucket', more: 1 }, { 'Fn::GetAtt': 'Bucket.Arn' }, { 'Fn::Sub': 'arn:${Bucket}' }, { 'Fn::FindInMap': ['Map', 'a', 'b'] }, { 'Fn::FindInMap': ['Map', 'a', 'c'] },
        { 'Fn::If': ['Maybe', 'arn:a', 'arn:b'] }, { 'Fn::If': ['Maybe', ['arn:a'], { Ref: 'AWS::NoValue' }] }, { 'Fn::ImportValue': 'x' }, { AWS: 'x' }),
      fc.tuple(fc.constantFrom<unknown>('', '', '', ':', { Ref: 'Free' }), fc.oneof(fc.array(member, { maxLength: 4 }), fc.constant({ Ref: 'List' }))).map(argument => ({ 'Fn::Join': argument })),
    ),
  };
});

test('what has a size is text that is open or accepted, and all that is written out of it is plain and no longer', () => {
  let sized = 0;
  const [texts, intrinsics] = [textsOf(), intrinsicsOf(sections)];
  fc.assert(fc.property(someFunction, one => {
    const size = texts.sizeOf(one, isArn);
    if (Number.isNaN(size)) { return; }
    sized++;
    const text = intrinsics.resolve(one);
    const literals = text instanceof OpenText ? text.parts.filter(part => typeof part === 'string') : [String(text)];
    expect({ one, isText: text instanceof OpenText || typeof text === 'string' && isArn(text), isPlain: literals.every(isPlain), isWithin: literals.join('').length + 2 <= size })
      .toEqual({ one, isText: true, isPlain: true, isWithin: true });
  }), { numRuns: 5_000 });
  expect(sized).toBeGreaterThan(1_000);
});

test('attributes and references, and what joins them to text', () => {
  expect(sizes(
    { 'Fn::GetAtt': ['Table', 'Arn'] }, { Ref: 'Bucket' }, { Ref: 'Free' }, { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::', { Ref: 'Bucket' }, '/*']] },
    { 'Fn::GetAtt': ['Named', 'Arn'] }, { 'Fn::Sub': 'arn:${Free}' },
  ).every(size => size >= 2)).toBe(true);
});

test('none has what is no text, or is known and not accepted, or has something written out in it that is not plain', () => {
  const none = [{ Ref: 'AWS::NoValue' }, { Ref: 'List' }, { Ref: 'Named' }, { Ref: 'Odd' }, { 'Fn::Join': ['', ['\u0001', { Ref: 'Free' }]] }, { 'Fn::If': ['Maybe', ['a'], 'b'] }, { AWS: 'x' }, {}];
  expect(sizes(...none)).toEqual(none.map(() => NaN));
});
