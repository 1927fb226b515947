import { isYaml, readYaml } from '../../../src/cloudformation/private/yaml-text';
import { Template } from '../../../src/cloudformation/template';
import { spelt } from '../values';

const UNKNOWN = '<?>';

function read(text: string): unknown {
  const { value, problems } = readYaml(text, 256);
  expect(problems).toEqual([]);
  return spelt(value);
}

function refused(text: string): string[] {
  const { value, problems } = readYaml(text, 256);
  expect(value).toBeUndefined();
  return problems.map(({ path, message }) => `${path} ${message}`);
}

test('a template, as CloudFormation takes it', () => {
  expect(read(`
    # a comment
    AWSTemplateFormatVersion: 2010-09-09
    Resources:
      Role:
        Type: AWS::IAM::Role
        Properties:
          Policies:
            - PolicyName: "read"
              PolicyDocument:
                Version: 2012-10-17
                Statement: [{Effect: Allow, Action: 's3:*', Resource: !Sub 'arn:aws:s3:::\${Name}/*'}]
          Description: |
            two
            lines
          Folded: >-
            one
            line
  `)).toEqual({
    AWSTemplateFormatVersion: '2010-09-09',
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          Policies: [{
            PolicyName: 'read',
            PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: { 'Fn::Sub': 'arn:aws:s3:::${Name}/*' } }] },
          }],
          Description: 'two\nlines\n',
          Folded: 'one line',
        },
      },
    },
  });
});

test.each<[string, unknown]>([
  ['!Ref Name', { Ref: 'Name' }],
  ['!Ref 5', { Ref: '5' }],
  ['!Condition IsProd', { Condition: 'IsProd' }],
  ['!GetAtt Role.Arn', { 'Fn::GetAtt': 'Role.Arn' }],
  ['!GetAtt [Role, Arn]', { 'Fn::GetAtt': ['Role', 'Arn'] }],
  ['!Sub ["${A}", { A: !Ref B }]', { 'Fn::Sub': ['${A}', { A: { Ref: 'B' } }] }],
  ['!Join ["", [a, !Ref B]]', { 'Fn::Join': ['', ['a', { Ref: 'B' }]] }],
  ['!Select [0, !GetAZs ""]', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }],
  ['!Split [",", !ImportValue x]', { 'Fn::Split': [',', { 'Fn::ImportValue': 'x' }] }],
  ['!FindInMap [M, !Ref "AWS::Region", key]', { 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'key'] }],
  ['!If [C, !Ref "AWS::NoValue", b]', { 'Fn::If': ['C', { Ref: 'AWS::NoValue' }, 'b'] }],
  ['!And [!Condition C, !Not [!Equals [a, b]], !Or [!Condition C, !Condition D]]', {
    'Fn::And': [{ Condition: 'C' }, { 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }, { 'Fn::Or': [{ Condition: 'C' }, { Condition: 'D' }] }],
  }],
  ['!Base64 yes', { 'Fn::Base64': 'yes' }],
  ['!Cidr [10.0.0.0/16, 2, 8]', { 'Fn::Cidr': ['10.0.0.0/16', 2, 8] }],
  ['!Transform { Name: "AWS::Include", Parameters: { Location: x } }', { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 'x' } } }],
  ['{ "Fn::Sub": x }', { 'Fn::Sub': 'x' }],
  ['!!str 5', '5'],
])('%s', (text, value) => {
  expect(read(`A: ${text}`)).toEqual({ A: value });
});

// https://yaml.org/type/ of YAML 1.1, and the core schema of YAML 1.2
test.each<[string, unknown]>([
  ['5', 5], ['-5', -5], ['1.5', 1.5], ['111122223333', 111122223333], ['true', true], ['FALSE', false], ['~', null], ['null', null], ['', null],
  ['"5"', '5'], ["'yes'", 'yes'], ['2012-10-17', '2012-10-17'], ['1.2.3', '1.2.3'], ['s3:Get*', 's3:Get*'], ['12345678901234567890', UNKNOWN],
  ['yes', UNKNOWN], ['No', UNKNOWN], ['on', UNKNOWN], ['y', UNKNOWN], ['012345678901', UNKNOWN], ['0o17', UNKNOWN], ['0x1F', UNKNOWN], ['1_000', UNKNOWN], ['10:30', UNKNOWN],
  ['1e3', UNKNOWN], ['1.50', UNKNOWN], ['+5', UNKNOWN], ['.5', UNKNOWN], ['-.inf', UNKNOWN], ['.NaN', UNKNOWN],
])('a value that all readers take alike is known, and no other: %s', (text, value) => {
  expect(read(`A: ${text}`)).toEqual({ A: value });
});

test.each<[string, string]>([
  ['A: 1\nA: 2', '$.A stands twice'],
  ['A: { "B": 1, B: 2 }', '$.A.B stands twice'],
  ['A: &a [x]\nB: *a', '$.B is an alias'],
  ['A: &a { x: 1 }\nB: { <<: *a }', '$.B has the key `<<`'],
  ['A: !Admin x', '$.A has the tag `!Admin`'],
  ['A: !!binary aGk=', '$.A has the tag `tag:yaml.org,2002:binary`'],
  ['%TAG ! tag:example.com,2000:\n---\nA: !Ref x', '$.A has the tag `tag:example.com,2000:Ref`'],
  ['A: !Join\n  yes: 1', "$.A['Fn::Join'] has the key `yes`"],
  ['0123: 1', '$ has the key `0123`'],
  ['? [a]\n: 1', '$ has a key that is no text'],
  ['__proto__: 1', '$ has the key `__proto__`'],
  ['A: [', '$ is not YAML'],
  ['A: 1\n---\nB: 2', '$ is not YAML'],
  ['A: "x', '$ is not YAML'],
])('%j is refused: %s', (text, problem) => {
  const [first] = refused(text);
  expect(first).toContain(problem);
  expect(first).toMatch(/\(line \d+, column \d+\)$/);
});

// The library would recurse until the process dies
test.each<[string, string]>([
  ['lists', 'A: ' + '['.repeat(100_000)],
  ['objects', 'A: ' + '{a: '.repeat(100_000)],
  ['lists in one line', '- '.repeat(100_000)],
  ['keys that are keys', '? '.repeat(100_000)],
  ['indentation', Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
])('%s without end are refused', (_, text) => {
  expect(refused(text)).toEqual(['$ is nested more than 256 levels deep; nest less']);
});

test('as deep as templates in JSON is read', () => {
  expect(refused('['.repeat(300) + ']'.repeat(300))).toHaveLength(1);
  expect(readYaml('['.repeat(250) + ']'.repeat(250), 256).problems).toEqual([]);
});

test('aliases of aliases are not followed', () => {
  const bomb = Array.from({ length: 40 }, (_, i) => `b${i}: &b${i} [*b${i - 1}, *b${i - 1}]`).join('\n').replace(/\*b-1/g, 'x');
  expect(refused(bomb)[0]).toContain('$.b1[0] is an alias');
});

test('what is larger than CloudFormation takes is refused', () => {
  expect(refused(`A: ${'x'.repeat(1_100_000)}`)).toEqual(['$ is YAML of 1100003 characters; CloudFormation takes no more than 1 MB']);
});

test.each<[string, boolean]>([['Resources: {}', true], ['---\nA: 1', true], ['{}', false], ['\n {"A": 1}', false], ['\ufeffA: 1', false], ['', false], ['[1]', false]])('%j is YAML: %s', (text, expected) => {
  expect(isYaml(text)).toBe(expected);
});

test('a parameter whose allowed values are not sure may be anything', () => {
  const { parameters } = Template.parse('Parameters:\n  P: { Type: String, AllowedValues: [yes, "no"] }\n  Q: { Type: String, AllowedValues: [true, "no"] }\nResources: {}');
  expect([parameters.get('P')!.allowedValues, parameters.get('Q')!.allowedValues]).toEqual([undefined, ['true', 'no']]);
});

test.each(['yes', '-5e-324', 'Resources: yes', 'Resources: { U: on }', 'Resources: { U: { Type: AWS::IAM::User, Properties: no } }', 'Resources: { U: { Type: y } }'])('what may be a text is no part of a template: %s', text => {
  const { unread, resources } = Template.parse(text);
  expect([unread.length, resources.size]).toEqual([1, 0]);
});
