import { allow, document, findings, findingsOf, group, policy, Resources, role, Sections, TRUST_OF_LAMBDA, user, WITH_PARAMETER } from './templates';
import { readTemplate } from '../../src/cloudformation/app-reader';
import { findingsIn } from '../../src/rules/rule-set';

const unreadable = (resources: Resources, sections?: Sections) => findingsOf('NoUnreadablePolicy', resources, sections);
const READ = document(allow('s3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket/key'));

describe('what cannot be read is blocked', () => {
  test('with the place, the reason and the way out', () => {
    expect(unreadable({ R: role([{ ...document(allow('*')), Statment: [] }]) })).toEqual([{
      rule: 'NoUnreadablePolicy',
      logicalId: 'R',
      message: 'cannot be read at `Properties.Policies[0].PolicyDocument.Statment`: `Statment` is no element here; it may be one of `Version`, `Id`, `Statement` (unknownElement)',
      fix: 'write it so that it is known before deployment; what nobody can read is taken to allow everything',
      dependsOn: [],
      content: expect.stringMatching(/^[0-9a-f]{64}$/),
    }]);
  });

  test.each<[string, unknown, string]>([
    ['an effect in another case', document({ ...allow('*'), Effect: 'allow' }), 'Properties.Policies[0].PolicyDocument.Statement[0].Effect'],
    ['an action without a service', document(allow('GetObject')), 'Properties.Policies[0].PolicyDocument.Statement[0].Action'],
    ['a wildcard in the service', document(allow('ia*:*')), 'Properties.Policies[0].PolicyDocument.Statement[0].Action'],
    ['both Action and NotAction', document({ ...allow('s3:*'), NotAction: 'iam:*' }), 'Properties.Policies[0].PolicyDocument.Statement[0]'],
    ['an operator that does not exist', document(allow('s3:*', '*', { StringIs: { 'aws:username': 'alice' } })), 'Properties.Policies[0].PolicyDocument.Statement[0].Condition.StringIs'],
    ['no statement', { Version: '2012-10-17' }, 'Properties.Policies[0].PolicyDocument'],
    ['no resource', document({ Effect: 'Allow', Action: '*' }), 'Properties.Policies[0].PolicyDocument.Statement[0]'],
    ['a principal', document({ ...allow('*'), Principal: '*' }), 'Properties.Policies[0].PolicyDocument.Statement[0].Principal'],
    ['text that is no JSON', '{"Version":', 'Properties.Policies[0].PolicyDocument'],
    ['a list', [allow('*')], 'Properties.Policies[0].PolicyDocument'],
  ])('%s', (_name, one, path) => {
    const found = unreadable({ R: role([one]) });

    expect(found.map(({ logicalId }) => logicalId)).toEqual(found.map(() => 'R'));
    expect(found[0].message).toContain(`cannot be read at \`${path}\`: `);
  });

  test.each<[string, Resources, Sections?]>([
    ['a document that is a parameter', { R: role(), S: policy({ Ref: 'X' }, { Roles: [{ Ref: 'R' }] }) }, WITH_PARAMETER],
    ['a statement that is a parameter', { R: role(), S: policy(document({ Ref: 'X' }), { Roles: [{ Ref: 'R' }] }) }, WITH_PARAMETER],
    ['a statement made by a macro', { R: role(), S: policy(document({ 'Fn::Transform': { Name: 'Make' } }), { Roles: [{ Ref: 'R' }] }) }],
    ['a list of policies that is a parameter', { R: role([], { ManagedPolicyArns: { Ref: 'X' } }) }, { Parameters: { X: { Type: 'CommaDelimitedList' } } }],
    ['a managed policy that is a parameter', { R: role([], { ManagedPolicyArns: [{ Ref: 'X' }] }) }, WITH_PARAMETER],
    ['a managed policy of another stack', { R: role([], { ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/elsewhere'] }) }],
    ['a managed policy that AWS does not publish', { R: role([], { ManagedPolicyArns: ['arn:aws:iam::aws:policy/DoesNotExist'] }) }],
    ['no trust policy', { R: { Type: 'AWS::IAM::Role', Properties: {} } }],
    ['a nested stack', { R: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://example.com/template.json' } } }],
    ['a type that is not known', { R: { Type: 'Example::Cloud::Thing', Properties: {} } }],
    ['a module', { R: { Type: 'AWS::IAM::Example::MODULE', Properties: {} } }],
    ['a policy of a resource', { R: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'b', PolicyDocument: { Ref: 'X' } } } }],
    ['a resource without a type', { R: { Properties: {} } }],
    ['a macro for the template', { R: role() }, { Transform: ['Mine'] }],
  ])('%s', (_name, resources, sections = {}) => {
    expect(unreadable(resources, sections)).not.toEqual([]);
    expect(unreadable(resources, sections).filter(({ message, fix }) => message === '' || fix === '')).toEqual([]);
  });

  test.each<[string, string]>([
    ['nothing', ''],
    ['no JSON', 'Resources:\n  R:\n    Type: AWS::IAM::Role\n'],
    ['truncated JSON', JSON.stringify({ Resources: { R: role([document(allow('*'))]) } }).slice(0, -20)],
    ['a list', '[]'],
    ['`null`', 'null'],
    ['resources that are a list', '{"Resources":[]}'],
    ['a resource that is a list', '{"Resources":{"R":[]}}'],
    ['the same resource twice', '{"Resources":{"R":{"Type":"AWS::SQS::Queue"},"R":{"Type":"AWS::SQS::Queue"}}}'],
    ['a byte order mark', '\ufeff{"Resources":{"Q":{"Type":"AWS::SQS::Queue"}}}'],
  ])('a template that is %s', (_name, text) => {
    const found = findingsIn(readTemplate(text));

    expect(found.map(({ rule }) => rule)).toContain('NoUnreadablePolicy');
  });

  test('quoted text cannot end the quote, the line or the state of the terminal', () => {
    const [{ message }] = unreadable({ R: role([document({ ...allow('*'), Effect: 'a`\u001b[2J\n' })]) });

    expect(message).toBe('cannot be read at `Properties.Policies[0].PolicyDocument.Statement[0].Effect`: `a\\`\\u{1b}[2J\\u{a}` has a character that IAM does not accept (invalidCharacter)');
  });
});

describe('the nearest that passes', () => {
  test('a template in which everything is known', () => {
    expect(findings({ R: role([READ]), S: policy(READ, { Roles: [{ Ref: 'R' }] }), U: user([], { Groups: [{ Ref: 'G' }] }), G: group(), T: { Type: 'AWS::DynamoDB::Table', Properties: {} } })).toEqual([]);
  });

  test('a document whose elements are open: it is judged, not refused', () => {
    const open = document(allow('sqs:SendMessage', { 'Fn::Sub': 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:orders' }));

    expect(unreadable({ R: role(), S: policy(open, { Roles: [{ Ref: 'R' }] }) })).toEqual([]);
  });

  test('a document that is JSON text', () => {
    expect(unreadable({ R: role([JSON.stringify(READ)], { AssumeRolePolicyDocument: JSON.stringify(TRUST_OF_LAMBDA) }) })).toEqual([]);
  });
});
