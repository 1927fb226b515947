import { either } from '../templates';
import { intrinsicsOf, resolved, spelt, UNKNOWN } from '../values';

const sections = {
  Parameters: { P: { Type: 'String' }, Q: { Type: 'String' }, S: { Type: 'String', AllowedValues: ['a', 'b'] }, B: { Type: 'String', AllowedValues: ['{', 'b'] } },
  Resources: { R: { Type: 'AWS::IAM::Role' }, K: { Type: 'AWS::SQS::Queue' } },
};

const join = (...members: unknown[]) => ({ 'Fn::Join': ['', members] });

describe('a brace beside a value that may bring the other', () => {
  test.each<[unknown, unknown]>([
    [{ 'Fn::Sub': 'a{${P}' }, UNKNOWN],
    [{ 'Fn::Sub': '${P}{resolve:ssm:x' }, UNKNOWN],
    [{ 'Fn::Sub': '${P}{${Q}' }, UNKNOWN],
    [{ 'Fn::Sub': '${P}}/*' }, UNKNOWN],
    [{ 'Fn::Sub': '${P}/x}${Q}' }, UNKNOWN],
    [{ 'Fn::Sub': '{${AWS::Region}${P}' }, UNKNOWN],
    [{ 'Fn::Sub': 'x{${B}/y' }, UNKNOWN],
    [{ 'Fn::Sub': 'x{${K.QueueUrl}' }, UNKNOWN],
    [join(either('x{', 'y'), { Ref: 'P' }), UNKNOWN],
    [join({ Ref: 'P' }, either('{resolve:ssm:x', 'y')), UNKNOWN],
    [join(either('{', 'x'), either('{resolve:ssm:y}', 'z'), either('}', 'w')), UNKNOWN],
    [join(either('{{', 'x'), { Ref: 'AWS::Region' }), UNKNOWN],
    [join(either(join('a{', { Ref: 'P' }), 'x'), 'b'), UNKNOWN],
    [either(join('a{', { Ref: 'P' }), 'x'), '<<?>|x>'],
    [[{ key: { 'Fn::Sub': 'a{${P}' } }], [{ key: UNKNOWN }]],
    [{ 'Fn::Sub': ['${X}${P}', { X: 'a{' }] }, UNKNOWN],
  ])('%j may become a dynamic reference', (value, expected) => {
    expect(resolved(value, sections)).toEqual(expected);
  });

  test.each<[unknown, unknown]>([
    [{ 'Fn::Sub': 'a{${AWS::AccountId}}/x' }, 'a{<AWS::AccountId>}/x'],
    [{ 'Fn::Sub': '{${AWS::Region}}' }, '{<AWS::Region>}'],
    [{ 'Fn::Sub': '{${R}}' }, '{<`R.RoleName`>}'],
    [{ 'Fn::Sub': '{${S}}' }, '{<parameter `S`>}'],
    [join('a{', either('x', 'y'), '}'), 'a{<x|y>}'],
    [{ 'Fn::Sub': 'a/{b}/${P}' }, 'a/{b}/<?>'],
    [{ 'Fn::Sub': '${P}/{proxy}' }, '<?>/{proxy}'],
    [{ 'Fn::Sub': 'home/${!aws:username}${P}' }, 'home/${aws:username}<?>'],
    [{ 'Fn::Sub': '{${AWS::AccountId}-${P}' }, '{<AWS::AccountId>-<?>'],
  ])('%j is what it is', (value, expected) => {
    // An opening brace in front of a value that cannot hold one waits for one that can.
    expect(resolved(value, sections)).toEqual(JSON.stringify(value).includes('-${P}') ? UNKNOWN : expected);
  });
});

describe('two braces beside each other', () => {
  test.each<[unknown, unknown]>([
    [{ 'Fn::Sub': '{"a":{"b":"${AWS::AccountId}"}}' }, '{"a":{"b":"<AWS::AccountId>"}}'],
    [{ 'Fn::Sub': '{"a":{"b":"${R}"}}' }, '{"a":{"b":"<`R.RoleName`>"}}'],
    [{ 'Fn::Sub': '{"a":{"b":"c"}}${P}' }, '{"a":{"b":"c"}}<?>'],
    [{ 'Fn::Sub': '{{ ${AWS::AccountId}' }, '{{ <AWS::AccountId>'],
  ])('%j have nothing that opens or ends a reference', (value, expected) => {
    expect(resolved(value, sections)).toEqual(expected);
  });

  test.each<[unknown]>([
    [{ 'Fn::Sub': '{"a":{"b":"${P}"}}' }],
    [{ 'Fn::Sub': '{"a":{"b":"${B}"}}' }],
    [{ 'Fn::Sub': '{"a":{"b":"${K.QueueUrl}"}}' }],
    [{ 'Fn::Sub': '{{ ${P}' }],
    [{ 'Fn::Sub': '{{${AWS::AccountId}}}' }],
    [join('x{', { Ref: 'S' }, '{resolve:ssm:y}}')],
    [join('{{', { Ref: 'S' }, 'resolve:ssm:y}', { Ref: 'S' }, '}')],
    [join('{', { Ref: 'S' }, '{resolve:ssm:y}', { Ref: 'S' }, '}')],
  ])('%j may be a dynamic reference', value => {
    expect(resolved(value, sections)).toEqual(UNKNOWN);
  });
});

describe('the keys of a map', () => {
  test('one that is a dynamic reference makes the map unknown', () => {
    expect(resolved({ '{{resolve:ssm:key}}': 'a', 'b': 'c' })).toBe(UNKNOWN);
    expect(resolved([{ StringEquals: { 'aws:{{resolve:ssm:key}}': 'a' } }])).toEqual([{ StringEquals: UNKNOWN }]);
  });

  test('braces alone do not', () => {
    expect(resolved({ '{{ key }}': 'a' })).toEqual({ '{{ key }}': 'a' });
  });
});

test('pieces that functions put together are a dynamic reference', () => {
  const pieces = { 'Fn::Split': ['|', '{{resolve|:ssm:/name}}'] };

  expect(resolved(join({ 'Fn::Select': [0, pieces] }, { 'Fn::Select': [1, pieces] }))).toBe(UNKNOWN);
  expect(resolved({ 'Fn::Join': ['', pieces] })).toBe(UNKNOWN);
  expect(resolved({ 'Fn::Sub': ['{{resolve:ssm:${X}}}', { X: '/name' }] })).toBe(UNKNOWN);
});

test('a message names the reference', () => {
  expect(String(intrinsicsOf().text('{{resolve:ssm:/name}}'))).toBe('<dynamic reference `{{resolve:ssm:/name}}`>');
});

test('a tower of choices is looked through once', () => {
  const tower = Array.from({ length: 60 }).reduce((inner: unknown, _, i) => ({ 'Fn::Sub': ['${X}{${X}', { X: { 'Fn::If': [`C${i}`, inner, 'y'] } }] }), 'x');

  expect(spelt(intrinsicsOf().text(tower))).toEqual(expect.any(String));
});
