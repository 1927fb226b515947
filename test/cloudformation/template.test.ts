import { fc } from '../properties';
import { document, placesOf, unreadIn, user } from './templates';
import { readTemplate } from '../../src/cloudformation/app-reader';
import { Template } from '../../src/cloudformation/template';

/** The places that could not be read in a template of this text, and what it holds nevertheless. */
function parsed(text: string) {
  const { resources, parameters, mappings, unread } = Template.parse(text);
  return { resources: [...resources.keys()], parameters: [...parameters.keys()], mappings: [...mappings.keys()], unread: placesOf(unread) };
}

function parsedJson(template: unknown) {
  return parsed(JSON.stringify(template));
}

const NOTHING = { resources: [], parameters: [], mappings: [] };
const SECTIONS = ['Resources', 'Parameters', 'Mappings', 'Conditions', 'Outputs'];
const MODEST = { Resources: { U: { Type: 'AWS::IAM::User' } } };

describe('what is no template has no resources, and says so', () => {
  test.each<[string, string, string]>([
    ['nothing', '', '$'],
    ['blanks', ' \n', '$'],
    ['half of a template', '{"Resources": {', '$'],
    ['two templates', '{}{}', '$'],
    ['YAML of something else', '- a list\n', '$'],
    ['YAML with a resource twice', 'Resources:\n  U: { Type: AWS::IAM::User }\n  U: { Type: AWS::IAM::User }\n', '$.Resources.U'],
    ['a comment', '// a template\n{"Resources":{}}', '$'],
    ['a trailing comma', '{"Resources":{},}', '$'],
    ['single quotes', "{'Resources':{}}", '$'],
    ['a byte order mark', '\ufeff{"Resources":{}}', '$'],
    ['a string', '"Resources"', '$'],
    ['a list', '[{"Resources":{}}]', '$'],
    ['null', 'null', '$'],
    ['a number', '5', '$'],
    ['a number out of range', '{"Resources":{"U":{"Type":"AWS::IAM::User","Properties":{"A":1e400}}}}', '$.Resources.U.Properties.A'],
    ['a section twice', '{"Resources":{},"Resources":{"U":{"Type":"AWS::IAM::User"}}}', '$.Resources'],
    ['a resource twice', '{"Resources":{"U":{"Type":"AWS::IAM::User"},"U":{"Type":"AWS::S3::Bucket"}}}', '$.Resources.U'],
    ['a resource twice, escaped', '{"Resources":{"U":{"Type":"AWS::IAM::User"},"\\u0055":{"Type":"AWS::S3::Bucket"}}}', '$.Resources.U'],
    ['a property twice', '{"Resources":{"U":{"Type":"AWS::IAM::User","Properties":{"Policies":[],"Policies":[]}}}}', '$.Resources.U.Properties.Policies'],
    ['__proto__ beside the sections', '{"__proto__":{"Resources":{}},"Resources":{}}', '$.__proto__'],
    ['__proto__ as a resource', '{"Resources":{"__proto__":{"Type":"AWS::IAM::User"}}}', '$.Resources.__proto__'],
    ['__proto__ in properties', '{"Resources":{"U":{"Type":"AWS::IAM::User","Properties":{"__proto__":{"Policies":[]}}}}}', '$.Resources.U.Properties.__proto__'],
    ['__proto__ in a list', '{"Resources":{"U":{"Type":"AWS::IAM::User","Properties":{"Policies":[{"__proto__":1}]}}}}',
      '$.Resources.U.Properties.Policies[0].__proto__'],
    ['100,000 lists inside each other', `{"Resources":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, '$'],
    ['100,000 lists that never end', '['.repeat(100_000), '$'],
    ['100,000 objects inside each other', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, '$'],
    ['100,000 functions inside each other', `{"Resources":{"U":{"Type":"AWS::IAM::User","Properties":{"Policies":${'{"Fn::Select":[0,['.repeat(100_000)}`, '$'],
  ])('%s', (_, text, path) => {
    expect(parsed(text)).toEqual({ ...NOTHING, unread: [path] });
    expect(unreadIn(readTemplate(text))).toEqual([path]);
  });

  test('every key that stands twice is named', () => {
    expect(parsed('{"Resources":{"A":1,"A":2,"B":{"C":1,"C":2}}}').unread).toEqual(['$.Resources.A', '$.Resources.B.C']);
  });
});

describe('sections', () => {
  test('a healthy template is read without a word', () => {
    expect(parsedJson({
      AWSTemplateFormatVersion: '2010-09-09',
      Description: 'healthy',
      Metadata: { any: ['thing'] },
      Parameters: { P: { Type: 'String', AllowedValues: ['a', 1, true] }, Q: { Type: 'Number' }, R: {} },
      Mappings: { M: { a: { b: 'c' } } },
      Conditions: { C: { 'Fn::Equals': ['a', 'b'] } },
      Rules: { BootstrapVersion: { Assertions: [] } },
      Resources: { U: { Type: 'AWS::IAM::User', Properties: { UserName: 'u' }, DependsOn: ['V'] }, V: { Type: 'AWS::IAM::User' } },
      Outputs: { O: { Value: 'v' } },
    })).toEqual({ resources: ['U', 'V'], parameters: ['P', 'Q', 'R'], mappings: ['M'], unread: [] });
  });

  test('a template holds its members as they stand', () => {
    const template = Template.parse(JSON.stringify({
      Parameters: { P: { Type: 'String', AllowedValues: ['a', 1, true] }, Q: { Type: 5 } },
      Mappings: { M: { a: { b: 'c' } } },
      Resources: { U: { Type: 'AWS::IAM::User', Properties: { UserName: 'u' }, Condition: 'C' }, V: { Type: 'AWS::IAM::User' } },
    }));

    expect([...template.resources.values()]).toEqual([
      { logicalId: 'U', type: 'AWS::IAM::User', properties: { UserName: 'u' }, condition: 'C' },
      { logicalId: 'V', type: 'AWS::IAM::User', properties: {}, condition: undefined },
    ]);
    expect([...template.parameters.values()]).toEqual([{ type: 'String', allowedValues: ['a', '1', 'true'] }, { type: 'String', allowedValues: undefined }]);
    expect([...template.mappings.values()]).toEqual([{ a: { b: 'c' } }]);
  });

  test.each(SECTIONS.flatMap(section => [[], 'text', 5, true].map(value => [section, value] as const)))('%s: %j', (section, value) => {
    expect(parsedJson({ ...MODEST, [section]: value }).unread).toEqual([section]);
  });

  test.each(SECTIONS.flatMap(section => [[], 'text', 5, null].map(value => [section, value] as const)))(
    'a member of %s that is %j', (section, value) => {
      expect(parsedJson({ ...MODEST, [section]: { Odd: value } }).unread).toEqual([`${section}.Odd`]);
    });

  test('what is not a member of a section does not hide the others', () => {
    expect(parsedJson({ Resources: { Odd: 5, U: { Type: 'AWS::IAM::User' } }, Parameters: { Odd: 5, P: { Type: 'String' } } }))
      .toEqual({ resources: ['U'], parameters: ['P'], mappings: [], unread: ['Parameters.Odd', 'Resources.Odd'] });
  });
});

describe('what rewrites the template at deployment', () => {
  test.each<[unknown]>([
    [{ Name: 'AWS::Serverless-2016-10-31' }], [['AWS::Serverless-2016-10-31', 'MyMacro']], ['AWS::Include'], ['MyMacro'], [['AWS::LanguageExtensions', 'MyMacro']], [['AWS::LanguageExtensions', 5]],
    [{ Name: 'AWS::Include', Parameters: { Location: 's3://bucket/key' } }], [null], [[]], [{}], [''], [5],
    ['AWS::SecretsManager'], [{ Name: 'AWS::SecretsManager-2024-09-16' }], [['AWS::SecretsManager-2024-09-16', 'MyMacro']],
  ])('Transform %j', transform => {
    expect(parsedJson({ ...MODEST, Transform: transform })).toEqual({ ...NOTHING, resources: ['U'], unread: ['Transform'] });
  });

  test.each<[unknown]>([
    ['AWS::LanguageExtensions'], [['AWS::LanguageExtensions']], ['AWS::Serverless-2016-10-31'], [['AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31']],
    ['AWS::SecretsManager-2020-07-23'], [['AWS::Serverless-2016-10-31', 'AWS::SecretsManager-2024-09-16']],
  ])('not %j: what it makes is read', transform => {
    expect(parsedJson({ ...MODEST, Transform: transform })).toEqual({ ...NOTHING, resources: ['U'], unread: [] });
  });

  test.each<[unknown, string[]]>([
    [undefined, []],
    ['AWS::Serverless-2016-10-31', ['AWS::Serverless-2016-10-31']],
    [['AWS::LanguageExtensions', { Name: 'AWS::Include' }, 5], ['AWS::LanguageExtensions', 'AWS::Include']],
  ])('the names of the transforms %j', (transform, names) => {
    expect(Template.parse(JSON.stringify({ ...MODEST, Transform: transform })).transforms).toEqual(names);
  });

  test('the macros are named', () => {
    const { unread: [{ message }] } = Template.parse(JSON.stringify({ ...MODEST, Transform: ['Mine', 'Yours'] }));

    expect(message).toContain('["Mine","Yours"]');
  });

  test.each<[string, unknown]>([
    ['Fn::ForEach::Users', ['Name', { Ref: 'Names' }, { 'User${Name}': user() }]],
    ['Fn::ForEach::Users', ['Name', ['a', 'a'], { 'User${Name}': user() }]],
    ['Fn::ForEach::Users', {}],
    ['Fn::Transform', { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/key' } }],
    ['Fn::Transform', [{ Name: 'AWS::Include' }]],
    ['Fn::If', ['C', {}, {}]],
  ])('%s among the resources', (name, value) => {
    expect(parsedJson({ Resources: { [name]: value, U: user() } })).toEqual({ ...NOTHING, resources: ['U'], unread: [`Resources.${name}`] });
  });
});

describe('functions that rewrite what stands around them', () => {
  const include = { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/key' } } };

  test.each<[object, string[]]>([
    [include, ['Fn::Transform']],
    [{ Parameters: { ...include, P: { Type: 'String' } } }, ['Parameters.Fn::Transform']],
    [{ Conditions: include }, ['Conditions.Fn::Transform']],
    [{ Outputs: include }, ['Outputs.Fn::Transform']],
    [{ Mappings: { ...include, M: { a: { b: 'c' } } } }, ['Mappings.Fn::Transform']],
    [{ Mappings: { M: { ...include, a: { b: 'c' } } } }, ['Mappings.M']],
    [{ Mappings: { M: { a: { ...include, b: 'c' } } } }, ['Mappings.M']],
    [{ Resources: { R: { ...include, ...user() } } }, ['R Fn::Transform']],
  ])('%j', (sections, places) => {
    expect(parsedJson({ ...MODEST, ...sections }).unread).toEqual(places);
  });
});

describe('loops', () => {
  test('resources, properties, conditions and outputs are written out', () => {
    const template = Template.parse(JSON.stringify({
      Transform: 'AWS::LanguageExtensions',
      Mappings: { M: { names: { all: ['a', 'b'] } } },
      Conditions: { 'Fn::ForEach::C': ['X', ['a'], { 'Is${X}': { 'Fn::Equals': [{ Ref: 'X' }, 'a'] } }] },
      Resources: {
        'Fn::ForEach::R': ['X', { 'Fn::FindInMap': ['M', 'names', 'all'] }, {
          'User${X}': { Type: 'AWS::IAM::User', Condition: 'Is${X}', Properties: { 'Fn::ForEach::P': ['P', ['UserName', 'Path'], { '${P}': '${X}' }] } },
        }],
      },
      Outputs: { 'Fn::ForEach::O': ['X', ['a'], { 'Arn${X}': { Value: { 'Fn::GetAtt': ['User${X}', 'Arn'] }, Export: { Name: '${X}' } } }] },
    }));

    expect(template.unread).toEqual([]);
    expect([...template.conditions]).toEqual([['Isa', { 'Fn::Equals': ['a', 'a'] }]]);
    expect([...template.resources.values()]).toEqual(['a', 'b'].map(name =>
      ({ logicalId: `User${name}`, type: 'AWS::IAM::User', properties: { UserName: name, Path: name }, condition: `Is${name}` })));
    expect([...template.outputs]).toEqual([['Arna', { value: { 'Fn::GetAtt': ['Usera', 'Arn'] }, exportName: 'a' }]]);
  });

  test.each<[object, string[]]>([
    [{ Conditions: { 'Fn::ForEach::L': ['X', { Ref: 'P' }, {}] } }, ['Conditions.Fn::ForEach::L']],
    [{ Outputs: { 'Fn::ForEach::L': ['X', { Ref: 'P' }, {}] } }, ['Outputs.Fn::ForEach::L']],
    [{ Parameters: { 'Fn::ForEach::L': ['X', ['a'], { '${X}': { Type: 'String' } }] } }, ['Parameters.Fn::ForEach::L']],
  ])('one that nobody can write out: %j', (sections, places) => {
    expect(parsedJson({ ...MODEST, ...sections }).unread).toEqual(places);
  });
});

describe('outputs', () => {
  test.each<[object, string[]]>([
    [{ Value: 'v' }, []],
    [{ Value: null, Description: 'd', Export: { Name: 'e' }, Condition: 'C' }, []],
    [{}, ['Outputs.O']],
    [{ Value: 'v', Export: 'e' }, ['Outputs.O.Export']],
    [{ Value: 'v', Export: {} }, ['Outputs.O.Export']],
    [{ Value: 'v', Export: { Name: 'e', Other: 1 } }, ['Outputs.O.Export']],
    [{ Value: 'v', Condition: ['C'] }, ['Outputs.O.Condition']],
  ])('%j', (output, places) => {
    expect(parsedJson({ ...MODEST, Outputs: { O: output } }).unread).toEqual(places);
  });

  test('an output holds its value, its name for others and its condition', () => {
    const { outputs } = Template.parse(JSON.stringify({ ...MODEST, Outputs: { O: { Value: { Ref: 'U' }, Export: { Name: { 'Fn::Sub': 'e' } }, Condition: 'C' } } }));

    expect([...outputs]).toEqual([['O', { value: { Ref: 'U' }, exportName: { 'Fn::Sub': 'e' }, condition: 'C' }]]);
  });
});

describe('the condition and the metadata of a resource', () => {
  test.each<[unknown]>([[['C']], [{ Ref: 'C' }], [null], [5]])('what is no name of a condition is unread: %j', Condition => {
    expect(parsedJson({ Resources: { R: { Type: 'AWS::SNS::Topic', Condition } } }).unread).toEqual(['R Condition']);
  });

  test('metadata is kept as it stands', () => {
    const metadataOf = (Metadata: unknown) => Template.parse(JSON.stringify({ Resources: { R: { Type: 'AWS::SNS::Topic', Metadata } } })).resources.get('R')!.metadata;

    expect([{ 'aws:cdk:path': 'App/Topic' }, ['a'], 'a', undefined].map(metadataOf)).toEqual([{ 'aws:cdk:path': 'App/Topic' }, undefined, undefined, undefined]);
  });
});

describe('resources', () => {
  test.each<[object, string]>([
    [{}, 'R Type'],
    [{ Properties: { Policies: [] } }, 'R Type'],
    [{ Type: null }, 'R Type'],
    [{ Type: 5 }, 'R Type'],
    [{ Type: { Ref: 'Type' } }, 'R Type'],
    [{ Type: ['AWS::IAM::User'] }, 'R Type'],
    [{ type: 'AWS::IAM::User' }, 'R Type'],
    [{ 'Fn::Transform': { Name: 'Macro' } }, 'R Type'],
    [{ Type: 'AWS::IAM::User', Properties: null }, 'R Properties'],
    [{ Type: 'AWS::IAM::User', Properties: [] }, 'R Properties'],
    [{ Type: 'AWS::IAM::User', Properties: 'text' }, 'R Properties'],
    [{ Type: 'AWS::S3::Bucket', Properties: [] }, 'R Properties'],
  ])('%j', (resource, place) => {
    expect(parsedJson({ Resources: { R: resource, U: user() } })).toEqual({ ...NOTHING, resources: ['U'], unread: [place] });
  });
});

describe('large templates', () => {
  test('10 MB in one text', () => {
    const template = JSON.stringify({ Resources: { U: user(), R: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'x'.repeat(10_000_000) } } } });

    expect(parsed(template)).toEqual({ ...NOTHING, resources: ['U', 'R'], unread: [] });
    expect(readTemplate(template).principals).toHaveLength(1);
  });

  test('10 MB of nothing', () => {
    expect(parsed(' '.repeat(10_000_000)).unread).toEqual(['$']);
    expect(parsed('"'.repeat(10_000_000)).unread).toEqual(['$']);
    expect(parsed('\\'.repeat(10_000_000)).unread).toEqual(['$']);
  });

  test('10 MB in one policy are too large for IAM', () => {
    const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${'x'.repeat(10_000_000)}` };
    const reading = readTemplate(JSON.stringify({ Resources: { U: user({ Policies: [{ PolicyName: 'p', PolicyDocument: document(statement) }] }) } }));

    expect(unreadIn(reading)).toEqual(['U Properties.Policies[0].PolicyDocument']);
  });

  test('five thousand users', () => {
    const users = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`U${i}`, user({ UserName: `u${i}` })]));

    expect(readTemplate(JSON.stringify({ Resources: users })).principals).toHaveLength(5_000);
  });
});

// Anything

function expectToBeTold(text: string) {
  const reading = readTemplate(text);
  expect(Array.isArray(reading.unread)).toBe(true);
  expect(reading.unread.filter(({ message }) => message.includes('report this as a defect'))).toEqual([]);
  return reading;
}

test('no text makes it throw, and what is no JSON object is unread', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.json()), text => {
    const reading = expectToBeTold(text);
    expect(reading.principals).toEqual([]);
    if (!text.trimStart().startsWith('{')) { expect(reading.unread.length).toBeGreaterThan(0); }
  }), { numRuns: 1000 });
});

test('no damage to a template makes it throw', () => {
  const healthy = JSON.stringify({
    Parameters: { P: { Type: 'String', AllowedValues: ['a'] } },
    Mappings: { M: { a: { b: 'c' } } },
    Resources: { U: user({ Policies: [{ PolicyName: 'p', PolicyDocument: document({ Effect: 'Allow', Action: 's3:*', Resource: { Ref: 'P' } }) }] }) },
  });
  fc.assert(fc.property(fc.nat(healthy.length - 1), fc.nat(5), fc.string({ maxLength: 3 }), (at, length, other) => {
    expectToBeTold(healthy.slice(0, at) + other + healthy.slice(at + length));
  }), { numRuns: 1000 });
});

test('no JSON in a section makes it throw', () => {
  const types = fc.constantFrom('AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy',
    'AWS::IAM::UserPolicy', 'AWS::IAM::GroupPolicy', 'AWS::IAM::UserToGroupAddition', 'AWS::S3::BucketPolicy', 'AWS::S3::Bucket', 'Custom::X', 'Any');
  const keys = fc.constantFrom('Policies', 'ManagedPolicyArns', 'PermissionsBoundary', 'AssumeRolePolicyDocument', 'Groups', 'Users', 'Roles', 'RoleName',
    'UserName', 'GroupName', 'Path', 'PolicyDocument', 'PolicyName', 'Statement', 'Effect', 'Action', 'Resource', 'Principal', 'Condition', 'AWS', 'Ref',
    'Fn::If', 'Fn::GetAtt', 'Fn::Join', 'Fn::Sub', 'Fn::Select', 'Fn::Split', 'Fn::FindInMap');
  const leaves = fc.oneof(fc.constantFrom<unknown>('A', 'B', 'P', 'Arn', 'Allow', 'Deny', '*', 's3:*', '2012-10-17', 'C', null, 0, true, 'AWS::NoValue',
    'arn:aws:iam::aws:policy/ReadOnlyAccess', '{"Version":"2012-10-17"}'), fc.string({ maxLength: 4 }));
  const { any } = fc.letrec<{ any: unknown }>(tie => ({
    any: fc.oneof({ depthSize: 'medium' }, leaves, fc.array(tie('any'), { maxLength: 3 }), fc.dictionary(keys, tie('any'), { maxKeys: 3 })),
  }));
  const resource = fc.record({ Type: types, Properties: fc.dictionary(keys, any, { maxKeys: 5 }), Condition: any }, { requiredKeys: ['Type'] });
  const template = fc.record({
    Resources: fc.record({ A: resource, B: resource }), Parameters: fc.record({ P: any }), Mappings: fc.record({ M: any }), Transform: any,
  }, { requiredKeys: ['Resources'] });
  fc.assert(fc.property(template, value => { expectToBeTold(JSON.stringify(value)); }), { numRuns: 1500 });
});
