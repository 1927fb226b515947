import { isLoop, Loops } from '../../../src/cloudformation/private/loops';

const MAPPINGS = new Map([['M', { prod: { names: ['a', 'b'], one: 'a' } }]]);
const expand = (value: unknown) => new Loops(MAPPINGS).expand(value);
const loop = (...argument: unknown[]) => ({ 'Fn::ForEach::Loop': argument });

test('Fn::ForEach with a name is a loop', () => {
  expect(['Fn::ForEach::Topics', 'Fn::ForEach', 'Fn::Sub', 'Topics'].map(isLoop)).toEqual([true, false, false, false]);
});

describe('what a loop makes', () => {
  test('one member for each of its collection', () => {
    const topics = loop('TopicName', ['Success', 'Failure'], {
      'SnsTopic${TopicName}': { Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::Join': ['.', [{ Ref: 'TopicName' }, 'fifo']] }, FifoTopic: true } },
    });
    const topic = (name: string) => ({ Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::Join': ['.', [name, 'fifo']] }, FifoTopic: true } });

    expect(expand({ ...topics, Other: 1 })).toEqual({ SnsTopicSuccess: topic('Success'), SnsTopicFailure: topic('Failure'), Other: 1 });
  });

  test('the name stands in texts, in keys, and as a Ref', () => {
    const body = { '${X}': [{ Ref: 'X' }, 'in ${X} and ${X}', { 'Fn::Sub': '${X}-${Y}' }, { 'Fn::GetAtt': ['B${X}', 'Arn'] }, { Ref: 'XY' }, '${!X}', '$X', { Ref: 'X', b: 1 }] };

    expect(expand(loop('X', ['v'], body))).toEqual({
      v: ['v', 'in v and v', { 'Fn::Sub': 'v-${Y}' }, { 'Fn::GetAtt': ['Bv', 'Arn'] }, { Ref: 'XY' }, '${!X}', '$X', { Ref: 'X', b: 1 }],
    });
  });

  test('&{} leaves out what no logical id has', () => {
    expect(expand(loop('Ip', ['10.0.2.1', 'a-b'], { 'Rule&{Ip}': '${Ip} &{Ip}' }))).toEqual({ Rule10021: '10.0.2.1 10021', Ruleab: 'a-b ab' });
  });

  test('loops inside loops', () => {
    const inner = { 'Fn::ForEach::Inner': ['Y', [{ Ref: 'X' }, 'c'], { '${X}${Y}': '${X}.${Y}' }] };

    expect(expand({ deep: [loop('X', ['a', 'b'], inner)] })).toEqual({ deep: [{ aa: 'a.a', ac: 'a.c', bb: 'b.b', bc: 'b.c' }] });
  });

  test('the collection of a mapping', () => {
    expect(expand(loop('X', { 'Fn::FindInMap': ['M', 'prod', 'names'] }, { '${X}': 1 }))).toEqual({ a: 1, b: 1 });
  });

  test('nothing of an empty collection', () => {
    expect(expand({ ...loop('X', [], { '${X}': 1 }), other: 1 })).toEqual({ other: 1 });
    expect(expand(loop('X', [], {}))).toEqual({});
  });

  test('numbers and booleans are text', () => {
    expect(expand(loop('X', [1, true], { 'k${X}': { Ref: 'X' } }))).toEqual({ k1: '1', ktrue: 'true' });
  });
});

describe('what stays as it is', () => {
  test.each<[unknown]>([
    [loop('X', { Ref: 'List' }, { '${X}': 1 })],
    [loop('X', ['a', { Ref: 'P' }], { '${X}': 1 })],
    [loop('X', { 'Fn::FindInMap': ['M', 'prod', 'one'] }, { '${X}': 1 })],
    [loop('X', { 'Fn::FindInMap': ['M', 'constructor', 'name'] }, { '${X}': 1 })],
    [loop('X', { 'Fn::FindInMap': ['__proto__', 'a', 'b'] }, { '${X}': 1 })],
    [loop('X', { 'Fn::FindInMap': ['M', { Ref: 'P' }, 'names'] }, { '${X}': 1 })],
    [loop('X', 'a,b', { '${X}': 1 })],
    [loop('X', ['a'], ['${X}'])],
    [loop('X', ['a'])],
    [loop('X', ['a'], {}, {})],
    [loop({ Ref: 'X' }, ['a'], { '${X}': 1 })],
    [{ 'Fn::ForEach::Loop': {} }],
    [{ 'Fn::ForEach::Loop': null }],
    // What stands twice, CloudFormation refuses.
    [loop('X', ['a', 'a'], { '${X}': 1 })],
    [{ ...loop('X', ['a'], { '${X}': 1 }), a: 2 }],
    [loop('X', ['proto'], { '__${X}__': 1 })],
    [{ a: ['b', { c: null }], d: 5 }],
    ['text'],
    [null],
  ])('%j', value => {
    expect(expand(value)).toBe(value);
  });

  test('a loop that nobody can write out keeps the others', () => {
    const open = { 'Fn::ForEach::Open': ['Y', { Ref: 'List' }, { 'k${Y}': '${X}' }] };

    expect(expand(loop('X', ['a'], { '${X}': { ...open, b: 1 } }))).toEqual({ a: { 'Fn::ForEach::Open': ['Y', { Ref: 'List' }, { 'k${Y}': 'a' }], 'b': 1 } });
  });
});

describe('more than CloudFormation accepts is not written out', () => {
  const names = (count: number) => Array.from({ length: count }, (_, i) => `n${i}`);

  test('a thousand times a thousand', () => {
    const value = loop('X', names(1000), { 'Fn::ForEach::Inner': ['Y', names(1000), { '${X}${Y}': '${X}' }] });

    expect(expand(value)).toBe(value);
  });

  test('two to the thirtieth', () => {
    const key = names(30).map(name => `\${${name}}`).join('');
    const value = names(30).reduce((body: object, name) => ({ [`Fn::ForEach::${name}`]: [name, ['a', 'b'], body] }), { [key]: 1 });

    expect(expand(value)).toBe(value);
  });

  test('long texts in many places', () => {
    const value = loop('X', ['x'.repeat(1_000_000)], { k: '${X}'.repeat(10_000) });

    expect(expand(value)).toBe(value);
  });

  test('as many as CloudFormation accepts are', () => {
    expect(Object.keys(expand(loop('X', names(25), { 'Fn::ForEach::Inner': ['Y', names(20), { '${X}${Y}': { Type: 'AWS::SNS::Topic' } }] })) as object)).toHaveLength(500);
  });
});
