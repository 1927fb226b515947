import { AssemblyStack, TemplateAsset } from '../../../src/cloudformation/cloud-assembly';
import { StackScope, StackScopes } from '../../../src/cloudformation/private/stack-scope';
import { ACCOUNT, REGION } from '../templates';
import { openNames, spelt, UNKNOWN } from '../values';

function stack(id: string, template: object, more: Partial<AssemblyStack> = {}): AssemblyStack {
  return { id, constructPath: `path/${id}`, stackName: id, account: ACCOUNT, region: REGION, file: `${id}.json`, text: JSON.stringify({ Resources: {}, ...template }), nested: [], parameters: {}, ...more };
}

function asset(name: string, template: object): TemplateAsset {
  return { id: name, destinations: [{ bucketName: 'assets', objectKey: `${name}.json` }], file: `${name}.json`, text: JSON.stringify({ Resources: {}, ...template }) };
}

const url = (name: string) => `https://s3.${REGION}.amazonaws.com/assets/${name}.json`;
const nests = (name: string, Parameters?: unknown, attributes: object = {}) => ({ Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: url(name), Parameters }, ...attributes });
const P = { Parameters: { P: { Type: 'String' } } };

const scopesOf = (...stacks: AssemblyStack[]) => new StackScopes(stacks).all;
const idsOf = (scopes: StackScope[]) => scopes.map(one => one.stack.id);
const unreadOf = (scopes: StackScope[]) => scopes.flatMap(({ stack: { id }, unread }) => unread.map(({ logicalId, path, opaque }) => [id, logicalId, path, opaque]));
const valueIn = (scopes: StackScope[], id: string, value: unknown) => spelt(scopes.find(one => one.stack.id === id)!.intrinsics.resolve(value));

describe('all stacks of an app', () => {
  const leaf = asset('leaf', {});

  test('are found, parents before what is nested in them', () => {
    const middle = asset('middle', { Resources: { L: nests('leaf'), M: nests('leaf') } });
    const scopes = scopesOf(stack('A', { Resources: { N: nests('middle') } }, { nested: [leaf, middle] }), stack('B', {}));

    expect(scopes.map(one => [one.stack, one.madeBy?.resource.logicalId, one.root.id, [...one.nested.keys()]])).toEqual([
      [{ id: 'A', constructPath: 'path/A', file: 'A.json' }, undefined, 'A', ['N']],
      [{ id: 'A/N', constructPath: 'path/A', file: 'middle.json', parent: 'A' }, 'N', 'A', ['L', 'M']],
      [{ id: 'A/N/L', constructPath: 'path/A', file: 'leaf.json', parent: 'A/N' }, 'L', 'A', []],
      [{ id: 'A/N/M', constructPath: 'path/A', file: 'leaf.json', parent: 'A/N' }, 'M', 'A', []],
      [{ id: 'B', constructPath: 'path/B', file: 'B.json' }, undefined, 'B', []],
    ]);
  });

  test('a template that no stack makes stands alone', () => {
    const scopes = scopesOf(stack('A', {}, { nested: [leaf] }));

    expect(scopes.map(one => [one.stack, one.madeBy])).toEqual([
      [{ id: 'A', constructPath: 'path/A', file: 'A.json' }, undefined], [{ id: 'A leaf.json', constructPath: 'path/A', file: 'leaf.json', parent: 'A' }, undefined],
    ]);
  });

  test('what such a template nests is nested in it', () => {
    expect(idsOf(scopesOf(stack('A', {}, { nested: [asset('middle', { Resources: { L: nests('leaf') } }), leaf] })))).toEqual(['A', 'A middle.json', 'A middle.json/L']);
  });

  test('a stack that surely is not made has no scope', () => {
    const never = { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } }, Resources: { N: nests('leaf', undefined, { Condition: 'Never' }) } };
    const [scope] = scopesOf(stack('A', never, { nested: [leaf] }));

    expect([scope.nested.size, scope.unread]).toEqual([0, []]);
  });

  test('what surely is not made is not judged alone either, nor what it nests', () => {
    const never = { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } }, Resources: { N: nests('middle', undefined, { Condition: 'Never' }) } };
    const middle = asset('middle', { Resources: { L: nests('leaf'), X: nests('elsewhere') } });
    const scopes = scopesOf(stack('A', never, { nested: [leaf, middle] }));

    expect([idsOf(scopes), unreadOf(scopes)]).toEqual([['A'], []]);
  });

  test.each<[string, object]>([
    ['of no template of the app', { N: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://elsewhere/x.json' } } }],
    ['that nobody knows', { N: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: { Ref: 'P' } } } }],
    ['that is missing', { N: { Type: 'AWS::CloudFormation::Stack' } }],
    ['of a template of another stack', { N: nests('theirs') }],
  ])('a `TemplateURL` %s is unread and opaque', (_, Resources) => {
    const scopes = scopesOf(stack('A', { ...P, Resources }), stack('B', { Resources: { N: nests('theirs') } }, { nested: [asset('theirs', {})] }));

    expect(unreadOf(scopes)).toEqual([['A', 'N', 'Properties.TemplateURL', true]]);
    expect(idsOf(scopes)).toEqual(['A', 'B', 'B/N']);
  });

  test('a template that cannot be read says so, once for each stack that it makes', () => {
    const scopes = scopesOf(stack('A', { Resources: { N: nests('broken'), M: nests('broken') } }, { nested: [{ ...asset('broken', {}), text: '{' }] }));

    expect(unreadOf(scopes)).toEqual([['A/N', undefined, '$', undefined], ['A/M', undefined, '$', undefined]]);
  });
});

describe('where they are deployed', () => {
  const account = (scopes: StackScope[]) => scopes.map(one => one.pseudo);

  test('stacks of one environment share what nobody knows of it', () => {
    const [A, B, C, D] = account(scopesOf(...['A', 'B'].map(id => stack(id, {}, { account: undefined })), stack('C', {}), stack('D', {}, { account: undefined, region: undefined })));

    expect([A === B, A === C, A === D]).toEqual([true, false, false]);
  });

  test('nested stacks are where their parents are', () => {
    const [A, N] = account(scopesOf(stack('A', { Resources: { N: nests('leaf') } }, { nested: [asset('leaf', {})] })));

    expect(A).toBe(N);
  });

  test('only a stack of the app knows its name', () => {
    const scopes = scopesOf(stack('A', { Resources: { N: nests('leaf') } }, { nested: [asset('leaf', {}), asset('alone', {})], stackName: 'the-name' }), stack('B', {}, { stackName: '' }));

    expect(['A', 'A/N', 'A alone.json', 'B'].map(id => valueIn(scopes, id, { Ref: 'AWS::StackName' }))).toEqual(['the-name', '<AWS::StackName>', '<AWS::StackName>', '<AWS::StackName>']);
  });
});

describe('exports', () => {
  const exporting = (Export: string, more: object = {}) => ({ Outputs: { O: { Value: `value of ${Export}`, Export: { Name: Export }, ...more } } });
  const never = { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } };
  const e = { 'Fn::ImportValue': 'e' };

  test('of a template that no stack makes are for what it nests, and for nobody else', () => {
    const alone = asset('alone', { ...exporting('e'), Resources: { L: nests('leaf') } });
    const scopes = scopesOf(stack('A', exporting('f'), { nested: [alone, asset('leaf', {})] }));

    expect([['A', e], ['A alone.json', e], ['A alone.json/L', e], ['A alone.json', { 'Fn::ImportValue': 'f' }]].map(([id, value]) => valueIn(scopes, id as string, value)))
      .toEqual([UNKNOWN, 'value of e', 'value of e', UNKNOWN]);
  });

  test('of stacks and outputs that surely do not exist are none', () => {
    const leaf = asset('leaf', exporting('e'));
    const absent = stack('B', { ...never, Resources: { N: nests('leaf', undefined, { Condition: 'Never' }) } }, { nested: [leaf] });
    const without = stack('C', { ...never, ...exporting('e', { Condition: 'Never' }) });

    expect([valueIn(scopesOf(absent, without), 'B', e), valueIn(scopesOf(absent, without, stack('A', exporting('e'))), 'B', e)]).toEqual([UNKNOWN, 'value of e']);
  });

  test('whose names are made of imports end', () => {
    const scopes = scopesOf(stack('A', { Outputs: { O: { Value: 'v', Export: { Name: e } }, Q: { Value: 'q', Export: { Name: 'e' } } } }));

    expect(valueIn(scopes, 'A', e)).toBe('q');
  });
});

test('a template that no stack makes reads no stack of the app', () => {
  const anywhere = { account: undefined, region: undefined };
  const made = stack('made', { Outputs: { O: { Value: 'v' } } }, anywhere);
  const scopes = scopesOf(made, stack('A', {}, { ...anywhere, nested: [asset('alone', {})] }));

  expect(['A', 'A alone.json'].map(id => valueIn(scopes, id, { 'Fn::GetStackOutput': { StackName: 'made', OutputName: 'O' } }))).toEqual(['v', UNKNOWN]);
});

describe('what a parent gives', () => {
  const bound = (Parameters: unknown, declared: object = {}, sections: object = {}) => valueIn(scopesOf(stack('A', {
    Parameters: { Free: { Type: 'String' } }, ...sections, Resources: { N: nests('leaf', Parameters), B: { Type: 'AWS::S3::Bucket' } },
  }, { nested: [asset('leaf', { Parameters: { P: { Type: 'String', ...declared } } })] })), 'A/N', { Ref: 'P' });

  test.each<[string, unknown, object, unknown]>([
    ['a text', { P: 'x' }, {}, 'x'],
    ['a number', { P: 5 }, {}, 5],
    ['a computed text', { P: { 'Fn::Join': ['-', ['a', 'b']] } }, {}, 'a-b'],
    ['a reference', { P: { Ref: 'B' } }, {}, '<`B.BucketName`>'],
    ['what it does not know either', { P: { Ref: 'Free' } }, { Default: 'd' }, UNKNOWN],
    ['nothing, and there is a default', {}, { Default: 'd' }, 'd'],
    ['no list at all, and there is a default', undefined, { Default: 'd' }, 'd'],
    ['nothing, and there is none', {}, {}, UNKNOWN],
    ['a default that is a dynamic reference', {}, { Default: '{{resolve:ssm:/x}}' }, UNKNOWN],
    ['a value of the parameter store, by its name', { P: '/x' }, { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/y' }, UNKNOWN],
    ['a list as text', { P: ['a', 'b'] }, {}, 'a,b'],
    ['text as a list', { P: 'a, b' }, { Type: 'CommaDelimitedList' }, ['a', 'b']],
    ['the default of a list', {}, { Type: 'List<Number>', Default: '1,2' }, ['1', '2']],
    ['the default of a number', {}, { Type: 'Number', Default: 5 }, 5],
    ['one of two', { P: { 'Fn::If': ['C', 'a', 'b'] } }, { Default: 'd' }, '<a|b>'],
    ['something that is no list of parameters', 'text', { Default: 'd' }, UNKNOWN],
    ['one that is not declared', { Q: 'x' }, { Default: 'd' }, 'd'],
  ])('%s', (_, Parameters, declared, expected) => {
    expect(bound(Parameters, declared)).toEqual(expected);
  });

  test('a value, or else the default', () => {
    expect(bound({ P: { 'Fn::If': ['C', 'a', { Ref: 'AWS::NoValue' }] } }, { Default: 'd' })).toBe('<a|d>');
  });

  test('one of two lists of parameters is one of their values, or else the default', () => {
    expect(bound({ 'Fn::If': ['C', { P: 'a' }, { P: 'b' }] }, { Default: 'd' })).toBe('<a|b>');
    expect(bound({ 'Fn::If': ['C', { P: 'a' }, { Q: 'b' }] }, { Default: 'd' })).toBe('<a|d>');
    expect(bound({ 'Fn::If': ['C', { P: 'a' }, { Ref: 'AWS::NoValue' }] }, { Default: 'd' })).toBe('<a|d>');
    expect(bound({ 'Fn::If': ['C', { P: 'a' }, { P: { 'Fn::If': ['D', 'b', { Ref: 'AWS::NoValue' }] } }] })).toEqual(`<a|<b|${UNKNOWN}>>`);
    expect(bound({ 'Fn::If': ['C', { P: 'a' }, 'text'] }, { Default: 'd' })).toBe(`<a|${UNKNOWN}>`);
    expect(bound({ 'Fn::Transform': { Name: 'AWS::Include' } }, { Default: 'd' })).toBe(UNKNOWN);
    expect(bound({ 'P': 'a', 'Fn::Transform': { Name: 'AWS::Include' } }, { Default: 'd' })).toBe(UNKNOWN);
  });

  test('the branch that surely holds is given', () => {
    expect(bound({ 'Fn::If': ['C', { P: 'a' }, { P: 'b' }] }, {}, { Conditions: { C: { 'Fn::Equals': ['x', 'x'] } } })).toBe('a');
  });

  test('is one value on both sides', () => {
    const scopes = scopesOf(stack('A', { Resources: { N: nests('leaf', { P: { Ref: 'B' } }), B: { Type: 'AWS::S3::Bucket' } } }, { nested: [asset('leaf', P)] }));

    expect(scopes[1].intrinsics.resolve({ Ref: 'P' })).toEqual(scopes[0].intrinsics.resolve({ Ref: 'B' }));
  });
});

describe('values that are made of themselves', () => {
  const echo = asset('echo', { ...P, Outputs: { O: { Value: { Ref: 'P' } } } });
  const given = (nested: string) => ({ P: { 'Fn::GetAtt': [nested, 'Outputs.O'] } });

  test.each<[string, object]>([
    ['a stack of itself', { N: nests('echo', given('N')) }],
    ['two stacks of each other', { N: nests('echo', given('M')), M: nests('echo', given('N')) }],
    ['three', { N: nests('echo', given('M')), M: nests('echo', given('L')), L: nests('echo', given('N')) }],
  ])('are unknown: %s', (_, Resources) => {
    expect(valueIn(scopesOf(stack('A', { Resources }, { nested: [echo] })), 'A/N', { Ref: 'P' })).toBe(UNKNOWN);
  });

  test('do not harm those beside them', () => {
    const both = asset('both', { Parameters: { P: { Type: 'String' }, Q: { Type: 'String' } }, Outputs: { O: { Value: { Ref: 'P' } } } });

    expect(valueIn(scopesOf(stack('A', { Resources: { N: nests('both', { ...given('N'), Q: 'q' }) } }, { nested: [both] })), 'A/N', { Ref: 'Q' })).toBe('q');
  });

  test('a long chain of values ends; a short one is followed', () => {
    const chain = (length: number) => {
      const links = Array.from({ length }, (_, i) => [`N${i}`, nests('echo', i === 0 ? { P: 'start' } : given(`N${i - 1}`))]);
      return valueIn(scopesOf(stack('A', { Resources: Object.fromEntries(links) }, { nested: [echo] })), `A/N${length - 1}`, { Ref: 'P' });
    };

    expect([chain(2), chain(20), chain(1000)]).toEqual(['start', 'start', UNKNOWN]);
  });

  test('an unknown value that ends a chain is not taken for one of those that are allowed', () => {
    const allowed = asset('allowed', { Parameters: { P: { Type: 'String', AllowedValues: ['a'] } }, Outputs: { O: { Value: { Ref: 'P' } } } });
    const scopes = scopesOf(stack('A', { Resources: { N: nests('allowed', given('N')) } }, { nested: [allowed] }));

    expect(openNames(scopes[1].intrinsics.resolve({ Ref: 'P' }))).not.toEqual([]);
  });
});

describe('what asks too early', () => {
  const asking = asset('asking', {
    ...P, Conditions: { Given: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'P' }, ''] }] } }, Resources: { N: nests('leaf', undefined, { Condition: 'Given' }) },
  });
  const making = asset('making', { Outputs: { O: { Value: 'made', Export: { Name: 'made' } } } });
  const nested = [asking, making, asset('leaf', {})];

  test('gets the output of a stack that stands behind it', () => {
    const scopes = scopesOf(stack('A', { Resources: { X: nests('asking', { P: { 'Fn::GetAtt': ['Y', 'Outputs.O'] } }), Y: nests('making') } }, { nested }));

    expect(valueIn(scopes, 'A/X', { Ref: 'P' })).toBe('made');
  });

  test('hides no export of stacks behind it', () => {
    const scopes = scopesOf(stack('A', { Resources: { X: nests('asking', { P: { 'Fn::ImportValue': 'made' } }) } }, { nested }), stack('B', { Outputs: { O: { Value: 'v', Export: { Name: 'late' } } } }));

    expect(valueIn(scopes, 'A', { 'Fn::ImportValue': 'late' })).toBe('v');
  });
});

test('thousands of parameters, each asked for', () => {
  const names = Array.from({ length: 4_000 }, (_, i) => `P${i}`);
  const leaf = asset('leaf', { Parameters: Object.fromEntries(names.map(name => [name, { Type: 'String' }])) });
  const given = (Parameters: unknown) => valueIn(scopesOf(stack('A', { Resources: { N: nests('leaf', Parameters) } }, { nested: [leaf] })), 'A/N', names.map(Ref => ({ Ref })));
  const values = Object.fromEntries(names.map(name => [name, name.toLowerCase()]));

  expect(given(values)).toEqual(Object.values(values));
  expect(given({ 'Fn::If': ['C', values, values] })).toEqual(Object.values(values).map(value => `<${value}|${value}>`));
}, 20_000);

test.each(['constructor', 'toString', 'hasOwnProperty', 'name', 'valueOf', 'alternatives'])('anything may be named %s', name => {
  const leaf = asset('leaf', { Parameters: { [name]: { Type: 'String', Default: 'd' } }, Outputs: { [name]: { Value: { Ref: name }, Export: { Name: name } } } });
  const scopes = scopesOf(stack('A', { Resources: { [name]: nests('leaf', { [name]: 'given' }), Other: nests('leaf', {}) } }, { nested: [leaf] }));

  expect([`A/${name}`, 'A/Other'].map(id => valueIn(scopes, id, { Ref: name }))).toEqual(['given', 'd']);
  expect([name, 'Other'].map(nested => valueIn(scopes, 'A', { 'Fn::GetAtt': [nested, `Outputs.${name}`] }))).toEqual(['given', 'd']);
  expect(valueIn(scopes, 'A', { 'Fn::GetAtt': [name, 'Outputs.other'] })).toBe(UNKNOWN);
  expect(valueIn(scopes, 'A', { 'Fn::ImportValue': 'nothing' })).toBe(UNKNOWN);
});

test('a template with a key that no template has is unread as a whole', () => {
  expect(unreadOf(scopesOf(stack('A', {}, { text: '{"Resources":{"__proto__":{"Type":"AWS::IAM::User"}}}' })))).toEqual([['A', undefined, expect.stringContaining('__proto__'), undefined]]);
});
