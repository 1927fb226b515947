import { PseudoParameters } from '../../../src/cloudformation/pseudo-parameters';
import { MAYBE, NO, Truth, YES } from '../../../src/engine/policy/truth';
import { ACCOUNT, REGION } from '../templates';
import { intrinsicsOf, resolved, spelt } from '../values';

const equals = (...operands: unknown[]) => ({ 'Fn::Equals': operands });
const SURE = equals('a', 'a');
const NEVER = equals('a', 'b');
const OPEN = equals({ Ref: 'Free' }, 'a');

const SECTIONS = {
  Parameters: {
    Free: { Type: 'String', Default: 'a' },
    Stage: { Type: 'String', AllowedValues: ['dev', 'prod'], Default: 'prod' },
    Only: { Type: 'String', AllowedValues: ['prod'] },
    Wild: { Type: 'String', AllowedValues: ['d*', 'prod'] },
    Size: { Type: 'Number', AllowedValues: [1, 20] },
    Count: { Type: 'Number' },
    List: { Type: 'CommaDelimitedList' },
  },
  Mappings: { M: { 'us-east-1': { isHome: 'true' }, 'eu-west-1': { isHome: 'false' } } },
};

/** Does the condition hold, in a stack whose region is known or not? */
function holds(condition: unknown, region?: string, conditions: object = {}): Truth {
  const intrinsics = intrinsicsOf({ ...SECTIONS, Conditions: { ...conditions, C: condition } }, new PseudoParameters(ACCOUNT, region), 'web');
  return intrinsics.exists({ condition: 'C' });
}

describe('Fn::Equals', () => {
  test.each<[unknown, Truth]>([
    [SURE, YES],
    [NEVER, NO],
    [equals('a', 'A'), NO],
    [equals('', ''), YES],
    [equals('1', '1.0'), NO],
    [equals('true', true), YES],
    [equals(false, 'true'), NO],
    [equals({ 'Fn::Join': ['-', ['a', 'b']] }, 'a-b'), YES],
    [equals({ 'Fn::Sub': '${AWS::AccountId}' }, ACCOUNT), YES],
    [equals({ Ref: 'AWS::AccountId' }, '000000000000'), NO],
    [equals({ Ref: 'AWS::StackName' }, 'web'), YES],
    // A default is only a default.
    [equals({ Ref: 'Free' }, 'a'), MAYBE],
    [equals({ Ref: 'Free' }, ''), MAYBE],
    [equals({ Ref: 'Stage' }, 'prod'), MAYBE],
    [equals({ Ref: 'Stage' }, 'test'), NO],
    [equals('test', { Ref: 'Stage' }), NO],
    [equals({ 'Fn::Sub': 'x-${Stage}' }, 'x-test'), NO],
    [equals({ Ref: 'Only' }, 'prod'), YES],
    // A wildcard is no wildcard here.
    [equals({ Ref: 'Wild' }, 'dev'), NO],
    [equals({ Ref: 'Wild' }, 'd*'), MAYBE],
    [equals({ Ref: 'Free' }, { Ref: 'Free' }), YES],
    [equals({ Ref: 'Free' }, { 'Fn::Sub': '${Free}' }), YES],
    [equals({ Ref: 'Free' }, { Ref: 'Stage' }), MAYBE],
    [equals({ Ref: 'Stage' }, { Ref: 'Only' }), MAYBE],
    // How a number is written, nobody says.
    [equals({ Ref: 'Size' }, '1.0'), MAYBE],
    [equals({ Ref: 'Size' }, '1'), MAYBE],
    [equals({ Ref: 'Size' }, '3'), NO],
    [equals({ Ref: 'Count' }, '+5'), MAYBE],
    [equals({ Ref: 'Count' }, 'many'), MAYBE],
    [equals({ Ref: 'Count' }, 'a/b'), NO],
    [equals(1, '1'), MAYBE],
    [equals(1, 2), NO],
    [equals(1, 'a'), NO],
    [equals('{{resolve:ssm:x}}', '{{resolve:ssm:x}}'), MAYBE],
    [equals('{{resolve:ssm:x}}', 'a'), MAYBE],
    [equals({ Ref: 'List' }, 'a'), MAYBE],
    [equals(['a'], ['a']), MAYBE],
    [equals(null, null), MAYBE],
    [equals({ Ref: 'AWS::NoValue' }, ''), MAYBE],
    [equals('a'), MAYBE],
    [equals('a', 'b', 'c'), MAYBE],
    [{ 'Fn::Equals': 'a' }, MAYBE],
  ])('%j', (condition, expected) => {
    expect(holds(condition)).toBe(expected);
  });

  test('the region is known where the stack says it', () => {
    const isHome = equals({ Ref: 'AWS::Region' }, REGION);
    const byMap = equals({ 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'isHome'] }, 'true');

    expect([undefined, REGION, 'eu-west-1'].map(region => holds(isHome, region))).toEqual([MAYBE, YES, NO]);
    expect([undefined, REGION, 'eu-west-1'].map(region => holds(byMap, region))).toEqual([MAYBE, YES, NO]);
  });
});

describe('Fn::And, Fn::Or, Fn::Not and Condition', () => {
  test.each<[unknown, Truth]>([
    [{ 'Fn::And': [SURE, SURE] }, YES],
    [{ 'Fn::And': [SURE, OPEN] }, MAYBE],
    [{ 'Fn::And': [NEVER, OPEN] }, NO],
    [{ 'Fn::Or': [NEVER, NEVER] }, NO],
    [{ 'Fn::Or': [NEVER, OPEN] }, MAYBE],
    [{ 'Fn::Or': [SURE, OPEN] }, YES],
    [{ 'Fn::Not': [SURE] }, NO],
    [{ 'Fn::Not': [NEVER] }, YES],
    [{ 'Fn::Not': [OPEN] }, MAYBE],
    [{ Condition: 'Sure' }, YES],
    [{ 'Fn::Not': [{ Condition: 'Sure' }] }, NO],
    [{ 'Fn::And': [{ Condition: 'Sure' }, { Condition: 'Open' }] }, MAYBE],
    [{ Condition: 'Missing' }, MAYBE],
    [{ 'Fn::Not': [{ Condition: 'Missing' }] }, MAYBE],
    [{ 'Fn::And': [SURE] }, MAYBE],
    [{ 'Fn::And': Array.from({ length: 11 }, () => SURE) }, MAYBE],
    [{ 'Fn::Or': [] }, MAYBE],
    [{ 'Fn::Not': [SURE, SURE] }, MAYBE],
    [{ 'Fn::Not': SURE }, MAYBE],
    [{ 'Fn::And': [SURE, 'Sure'] }, MAYBE],
    [{ Condition: ['Sure'] }, MAYBE],
    [{ ...SURE, Condition: 'Sure' }, MAYBE],
    [{ 'Fn::If': ['Sure', 'true', 'false'] }, MAYBE],
    [{ 'Fn::Transform': { Name: 'Macro' } }, MAYBE],
    [{}, MAYBE],
  ])('%j', (condition, expected) => {
    expect(holds(condition, undefined, { Sure: SURE, Open: OPEN })).toBe(expected);
  });

  test('a condition that is made of itself may hold', () => {
    expect(holds({ 'Fn::Not': [{ Condition: 'C' }] })).toBe(MAYBE);
    expect(holds({ Condition: 'D' }, undefined, { D: { 'Fn::And': [{ Condition: 'C' }, { Condition: 'C' }] } })).toBe(MAYBE);
    expect(holds(equals({ 'Fn::If': ['C', 'a', 'b'] }, 'a'))).toBe(MAYBE);
  });

  test('a chain of thousands ends', () => {
    const chain = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`C${i}`, { 'Fn::And': Array.from({ length: 10 }, () => ({ Condition: `C${i + 1}` })) }]));

    expect(holds({ Condition: 'C0' }, undefined, chain)).toBe(MAYBE);
  });
});

describe('what depends on a condition', () => {
  const either = (condition: unknown) => resolved({ 'Fn::If': ['C', ['then'], { otherwise: 1 }] }, { ...SECTIONS, Conditions: { C: condition } });

  test('Fn::If is the branch that is surely taken', () => {
    expect([SURE, NEVER, OPEN].map(either)).toEqual([['then'], { otherwise: 1 }, { oneOf: [['then'], { otherwise: 1 }] }]);
  });

  test('a member that is surely left out does not move the others', () => {
    const value = { 'Fn::Select': [0, [{ 'Fn::If': ['C', 'a', { Ref: 'AWS::NoValue' }] }, 'b']] };

    expect(resolved(value, { Conditions: { C: NEVER } })).toBe('b');
  });

  test('a resource exists where its condition holds', () => {
    const resource = (Condition?: string) => ({ Type: 'AWS::S3::Bucket', Condition });
    const sections = {
      ...SECTIONS,
      Conditions: { Sure: SURE, Never: NEVER, Open: OPEN },
      Resources: { A: resource(), B: resource('Sure'), D: resource('Never'), E: resource('Open'), F: resource('Missing') },
    };
    const intrinsics = intrinsicsOf(sections);

    expect([undefined, 'Sure', 'Never', 'Open', 'Missing', '__proto__', 'constructor'].map(condition => intrinsics.exists({ condition })))
      .toEqual([YES, YES, NO, MAYBE, MAYBE, MAYBE, MAYBE]);
    expect(spelt(intrinsics.resolve({ Ref: 'D' }))).toBe('<`D.BucketName`>');
  });
});
