import * as fc from 'fast-check';
import { deployed, Deployment, ifAccepted } from './deployment';
import { ACCOUNT, either, NO_VALUE, REGION } from './templates';
import { Intrinsics } from '../../src/cloudformation/intrinsics';
import { PseudoParameters } from '../../src/cloudformation/pseudo-parameters';
import { Template } from '../../src/cloudformation/template';
import { OpenNode } from '../../src/engine/policy/open-node';
import { Pattern } from '../../src/engine/policy/pattern';
import { OpenText, OpenValue, Text } from '../../src/engine/policy/text';
import { MAYBE, NO, Truth, truth, YES } from '../../src/engine/policy/truth';

/** What a value becomes in a template with these sections. */
function intrinsicsOf(sections: object = {}, pseudo = new PseudoParameters(), stackName?: string): Intrinsics {
  const template = Template.parse(JSON.stringify({ Resources: {}, ...sections }));
  expect(template.unread).toEqual([]);
  return new Intrinsics(template, pseudo, stackName);
}

const UNKNOWN = '<?>';

/**
 * Known text as it is; opaque values as `<name>`, unknown ones as `<?>`, choices as `<one|another>`; structure that is one of several as
 * `{ oneOf: [...] }`.
 */
function spelt(value: unknown): unknown {
  if (value instanceof OpenText) { return value.parts.map(part => typeof part === 'string' ? part : speltOpen(part)).join(''); }
  if (value instanceof OpenNode) { return value.alternatives === undefined ? UNKNOWN : { oneOf: value.alternatives.map(spelt) }; }
  if (Array.isArray(value)) { return value.map(spelt); }
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, spelt(one)])) : value;
}

function speltOpen({ name, shape, choices }: OpenValue): string {
  if (choices !== undefined) { return `<${choices.map(spelt).join('|')}>`; }
  return shape === undefined ? UNKNOWN : `<${name}>`;
}

function resolved(value: unknown, sections?: object): unknown {
  return spelt(intrinsicsOf(sections).resolve(value));
}

function openValues(value: unknown): OpenValue[] {
  return value instanceof OpenText ? value.openValues : [];
}

/** Every text that a text may be, its choices made in all ways; the same choice is made the same way. */
function possibleTexts(text: Text): Text[] {
  const choice = openValues(text).find(({ choices }) => choices !== undefined);
  return choice === undefined ? [text] : choice.choices!.flatMap(picked =>
    possibleTexts(OpenText.of(...(text as OpenText).parts.map(part => part === choice ? picked : part))));
}

/** Does the text, read as a pattern, match? */
function covers(text: Text, requested: Text): Truth {
  return Pattern.compile(text, { wildcards: true }).matches(requested);
}

const parameter = (type: string | undefined, more: object = {}) => ({ Parameters: { P: { Type: type, ...more } } });

describe('values without functions', () => {
  test.each<[unknown]>([
    ['text'],
    [''],
    [7],
    [true],
    [null],
    [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['s3:*'] }] }],
    [['a', ['b'], {}]],
    [{ Ref: 'A', Other: 'key' }],
  ])('%j is itself', value => {
    expect(resolved(value)).toEqual(value);
  });

  test('a member of a list or a map that is AWS::NoValue is left out', () => {
    expect(resolved(['a', NO_VALUE, { b: NO_VALUE, c: 'd' }])).toEqual(['a', { c: 'd' }]);
    expect(resolved(NO_VALUE)).toBe(undefined);
  });

  test.each<[unknown]>([
    [{ 'Fn::ImportValue': 'shared' }],
    [{ 'Fn::Base64': 'text' }],
    [{ 'Fn::GetAZs': '' }],
    [{ 'Fn::Cidr': ['10.0.0.0/16', 2, 8] }],
    [{ 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/key' } } }],
    [{ 'Fn::ToJsonString': { a: 1 } }],
    [{ 'Fn::Length': ['a'] }],
    [{ 'Fn::ForEach::Loop': ['X', ['a'], {}] }],
    [{ 'Fn::NoSuchFunction': 'a' }],
    [{ 'Fn::': 'a' }],
    [{ 'Fn::Transform': { Name: 'Macro' }, 'Effect': 'Deny' }],
    [{ 'Fn::If': ['C', 'a', 'b'], 'Beside': 1 }],
  ])('nobody knows what %j becomes', value => {
    expect(resolved(value)).toBe(UNKNOWN);
    expect(resolved([value])).toEqual([UNKNOWN]);
  });
});

describe('pseudo parameters', () => {
  const here = (name: string) => spelt(intrinsicsOf({}, new PseudoParameters(ACCOUNT, REGION), 'web').resolve({ Ref: name }));

  test('are known where the stack says so', () => {
    expect(['AWS::AccountId', 'AWS::Region', 'AWS::StackName'].map(here)).toEqual([ACCOUNT, REGION, 'web']);
  });

  test.each(['AWS::AccountId', 'AWS::Region', 'AWS::StackName', 'AWS::Partition', 'AWS::URLSuffix'])('%s is opaque where nobody says it', name => {
    expect(resolved({ Ref: name })).toBe(`<${name}>`);
  });

  test('AWS::StackId is an ARN with the name of the stack inside', () => {
    expect(here('AWS::StackId')).toMatch(/^arn:(aws|<AWS::Partition>):cloudformation:us-east-1:111122223333:stack\/web\/<[^<>]+>$/);
    expect(resolved({ Ref: 'AWS::StackId' })).toMatch(
      /^arn:<AWS::Partition>:cloudformation:<AWS::Region>:<AWS::AccountId>:stack\/<AWS::StackName>\/<[^<>]+>$/);
  });

  test.each(['AWS::NotificationARNs', 'AWS::Unheard'])('%s is unknown', name => {
    expect(resolved({ Ref: name })).toBe(UNKNOWN);
  });

  test.each<[string, string, Truth]>([
    ['AWS::AccountId', ACCOUNT, MAYBE],
    ['AWS::AccountId', '*', NO],
    ['AWS::AccountId', 'root', NO],
    ['AWS::Region', REGION, MAYBE],
    ['AWS::Region', 'a/b', NO],
    ['AWS::Partition', 'aws', MAYBE],
    ['AWS::Partition', 'aws-cn', MAYBE],
    ['AWS::Partition', 'aws-us-gov', MAYBE],
    ['AWS::Partition', 'aws-eusc', MAYBE],
    ['AWS::Partition', 'azure', NO],
    ['AWS::URLSuffix', 'amazonaws.com', MAYBE],
    ['AWS::URLSuffix', 'amazonaws.com.cn', MAYBE],
    ['AWS::URLSuffix', 'example.com', NO],
  ])('%s as %s: %i', (name, value, answer) => {
    expect(covers(intrinsicsOf().text({ Ref: name }), value)).toBe(answer);
  });

  test('are the same for all templates that share them', () => {
    const pseudo = new PseudoParameters();
    const [one, other] = [intrinsicsOf({}, pseudo), intrinsicsOf({}, pseudo)];

    for (const name of ['AWS::AccountId', 'AWS::Region', 'AWS::Partition', 'AWS::URLSuffix']) {
      expect(openValues(one.resolve({ Ref: name }))).toEqual(openValues(other.text({ 'Fn::Sub': `\${${name}}` })));
      expect(openValues(one.resolve({ Ref: name }))[0]).toBe(openValues(other.resolve({ Ref: name }))[0]);
    }
    expect([pseudo.account, pseudo.region, pseudo.partition].map(spelt)).toEqual(['<AWS::AccountId>', '<AWS::Region>', '<AWS::Partition>']);
  });
});

describe('parameters', () => {
  test.each([
    'String', undefined, 'CommaDelimitedList', 'List<Number>', 'List<String>', 'List<AWS::EC2::Subnet::Id>',
    'AWS::SSM::Parameter::Name',
    'AWS::SSM::Parameter::Value<String>', 'AWS::SSM::Parameter::Value<List<String>>', 'AWS::SSM::Parameter::Value<CommaDelimitedList>',
    'AWS::SSM::Parameter::Value<List<AWS::EC2::Subnet::Id>>',
  ])('one of type %s may be anything, whatever its default', type => {
    expect(resolved({ Ref: 'P' }, parameter(type, { Default: 'arn:aws:s3:::bucket' }))).toBe(UNKNOWN);
  });

  test.each([
    'Number', 'AWS::EC2::VPC::Id', 'AWS::EC2::Image::Id', 'AWS::EC2::AvailabilityZone::Name', 'AWS::Route53::HostedZone::Id',
    'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
  ])('AWS checks the value of type %s: it is no pattern', type => {
    expect(resolved({ Ref: 'P' }, parameter(type))).toBe('<parameter `P`>');
    expect(covers(intrinsicsOf(parameter(type)).text({ Ref: 'P' }), 'arn:aws:s3:::bucket')).toBe(NO);
  });

  test('allowed values are all that a parameter may be', () => {
    const text = intrinsicsOf(parameter('String', { AllowedValues: ['dev', 'prod', 5] })).text({ Ref: 'P' });

    expect(['dev', 'prod', '5', 'test', '*', ''].map(value => covers(text, value))).toEqual([MAYBE, MAYBE, MAYBE, NO, NO, NO]);
  });

  test('allowed values with wildcards in them are patterns', () => {
    const text = intrinsicsOf(parameter('String', { AllowedValues: ['logs-*', 'd?'] })).text({ Ref: 'P' });

    expect(['logs-1', 'dx', 'other'].map(value => covers(text, value))).toEqual([MAYBE, MAYBE, NO]);
  });

  test('the only allowed value is what it is', () => {
    const text = intrinsicsOf(parameter('String', { AllowedValues: ['*'] })).text({ Ref: 'P' });

    expect(covers(text, 'anything')).toBe(YES);
  });

  test.each([
    'AWS::SSM::Parameter::Value<String>', 'CommaDelimitedList', 'List<Number>',
  ])('allowed values of type %s say nothing about what is put in', type => {
    expect(resolved({ Ref: 'P' }, parameter(type, { AllowedValues: ['/a', '/b'] }))).toBe(UNKNOWN);
  });

  test('allowed values that are no list say nothing', () => {
    expect(resolved({ Ref: 'P' }, parameter('String', { AllowedValues: 'dev' }))).toBe(UNKNOWN);
  });

  test('one that the template does not define is unknown', () => {
    expect(resolved({ Ref: 'Missing' })).toBe(UNKNOWN);
  });

  test('an unknown value equals itself, and may equal another', () => {
    const intrinsics = intrinsicsOf({ Parameters: { P: { Type: 'String' }, Q: { Type: 'String' } } });
    const [one, again, other] = [{ Ref: 'P' }, { 'Fn::Sub': '${P}' }, { Ref: 'Q' }].map(value => intrinsics.text(value));

    expect([Pattern.compile(one).matches(again), Pattern.compile(one).matches(other)]).toEqual([YES, MAYBE]);
  });
});

describe('Ref of a resource', () => {
  const named = (type: string, Properties: object = {}) => resolved({ Ref: 'X' }, { Resources: { X: { Type: type, Properties } } });

  test.each<[string, object, string]>([
    ['AWS::S3::Bucket', { BucketName: 'logs' }, 'logs'],
    ['AWS::IAM::Role', { RoleName: 'deploy', Path: '/ci/' }, 'deploy'],
    ['AWS::IAM::User', { UserName: 'alice' }, 'alice'],
    ['AWS::IAM::Group', { GroupName: 'admins' }, 'admins'],
    ['AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'limits', Path: '/base/' }, 'arn:<AWS::Partition>:iam::<AWS::AccountId>:policy/base/limits'],
    ['AWS::IAM::OIDCProvider', { Url: 'https://token.example.com/id' },
      'arn:<AWS::Partition>:iam::<AWS::AccountId>:oidc-provider/token.example.com/id'],
    ['AWS::IAM::SAMLProvider', { Name: 'okta' }, 'arn:<AWS::Partition>:iam::<AWS::AccountId>:saml-provider/okta'],
    ['AWS::Lambda::Function', { FunctionName: 'fn' }, 'fn'],
    ['AWS::DynamoDB::Table', { TableName: 'orders' }, 'orders'],
    ['AWS::SNS::Topic', { TopicName: 'news.fifo' }, 'arn:<AWS::Partition>:sns:<AWS::Region>:<AWS::AccountId>:news.fifo'],
    ['AWS::StepFunctions::StateMachine', { StateMachineName: 'flow' },
      'arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:stateMachine:flow'],
    ['AWS::Logs::LogGroup', { LogGroupName: '/app/web' }, '/app/web'],
    ['AWS::SSM::Parameter', { Name: '/app/key', Value: '*' }, '/app/key'],
    ['AWS::ECR::Repository', { RepositoryName: 'team/app' }, 'team/app'],
  ])('%s %j', (type, properties, expected) => {
    expect(named(type, properties)).toBe(expected);
  });

  test.each([
    'AWS::S3::Bucket', 'AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group', 'AWS::Lambda::Function', 'AWS::DynamoDB::Table', 'AWS::KMS::Key',
    'AWS::SQS::Queue', 'AWS::SecretsManager::Secret', 'AWS::EC2::VPC', 'AWS::CloudFormation::Stack',
  ])('what AWS generates for %s is one opaque value', type => {
    const intrinsics = intrinsicsOf({ Resources: { X: { Type: type }, Y: { Type: type } } });
    const [one, again, other] = ['X', 'X', 'Y'].map(Ref => intrinsics.text({ Ref }));

    expect(spelt(one)).toMatch(/^<`X\.\w+`>$/);
    expect(Pattern.compile(one).matches(again)).toBe(YES);
    expect(Pattern.compile(one).matches(other)).not.toBe(YES);
    expect(openValues(one)[0]).toBe(openValues(again)[0]);
  });

  test.each(['Custom::Thing', 'Third::Party::Type', 'My::Own::Thing::MODULE', 'AWS::Not::AType'])('of type %s is unknown', type => {
    expect(named(type)).toBe(UNKNOWN);
  });

  test('a name that is computed is inside', () => {
    expect(named('AWS::S3::Bucket', { BucketName: { 'Fn::Sub': 'logs-${AWS::AccountId}' } })).toBe('logs-<AWS::AccountId>');
    expect(named('AWS::S3::Bucket', { BucketName: { 'Fn::ImportValue': 'name' } })).toBe(UNKNOWN);
    expect(named('AWS::S3::Bucket', { BucketName: either('a', 'b') })).toBe('<a|b>');
    expect(named('AWS::S3::Bucket', { BucketName: NO_VALUE })).toBe('<`X.BucketName`>');
    expect(named('AWS::S3::Bucket', { BucketName: { not: 'text' } })).toBe(UNKNOWN);
  });

  test.each<[unknown]>([[5], [null], [[]], [['A']], [{}], [{ Ref: 'A' }], [true]])('Ref of %j is unknown', name => {
    expect(resolved({ Ref: name })).toBe(UNKNOWN);
  });
});

describe('Fn::GetAtt', () => {
  const attribute = (type: string, Properties: object, name: string) =>
    resolved({ 'Fn::GetAtt': ['X', name] }, { Resources: { X: { Type: type, Properties } } });

  test.each<[string, object, string]>([
    ['AWS::S3::Bucket', { BucketName: 'logs' }, 'arn:<AWS::Partition>:s3:::logs'],
    ['AWS::IAM::Role', { RoleName: 'deploy' }, 'arn:<AWS::Partition>:iam::<AWS::AccountId>:role/deploy'],
    ['AWS::IAM::Role', { RoleName: 'deploy', Path: '/ci/cd/' }, 'arn:<AWS::Partition>:iam::<AWS::AccountId>:role/ci/cd/deploy'],
    ['AWS::IAM::Role', { RoleName: 'deploy', Path: '/' }, 'arn:<AWS::Partition>:iam::<AWS::AccountId>:role/deploy'],
    ['AWS::IAM::Role', { RoleName: 'deploy', Path: NO_VALUE }, 'arn:<AWS::Partition>:iam::<AWS::AccountId>:role/deploy'],
    ['AWS::IAM::Role', { RoleName: 'deploy', Path: { 'Fn::ImportValue': 'path' } }, 'arn:<AWS::Partition>:iam::<AWS::AccountId>:role/<?>deploy'],
    ['AWS::IAM::User', { UserName: 'alice', Path: '/staff/' }, 'arn:<AWS::Partition>:iam::<AWS::AccountId>:user/staff/alice'],
    ['AWS::IAM::Group', { GroupName: 'admins', Path: '/staff/' }, 'arn:<AWS::Partition>:iam::<AWS::AccountId>:group/staff/admins'],
    ['AWS::Lambda::Function', { FunctionName: 'fn' }, 'arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:function:fn'],
    ['AWS::DynamoDB::Table', { TableName: 'orders' }, 'arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table/orders'],
    ['AWS::SQS::Queue', { QueueName: 'jobs.fifo' }, 'arn:<AWS::Partition>:sqs:<AWS::Region>:<AWS::AccountId>:jobs.fifo'],
    ['AWS::ECR::Repository', { RepositoryName: 'team/app' }, 'arn:<AWS::Partition>:ecr:<AWS::Region>:<AWS::AccountId>:repository/team/app'],
  ])('Arn of %s %j has the name inside', (type, properties, expected) => {
    expect(attribute(type, properties, 'Arn')).toBe(expected);
  });

  test('the ARN of a log group ends with a wildcard', () => {
    expect(attribute('AWS::Logs::LogGroup', { LogGroupName: '/app' }, 'Arn'))
      .toBe('arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:/app:*');
    expect(attribute('AWS::Logs::LogGroup', {}, 'Arn'))
      .toBe('arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:<`X.LogGroupName`>:*');
  });

  test('a name with a wildcard in it stays a wildcard in the ARN', () => {
    expect(attribute('AWS::S3::Bucket', { BucketName: '*' }, 'Arn')).toBe('arn:<AWS::Partition>:s3:::*');
  });

  test('a generated name is the same value in the ARN as by Ref', () => {
    const intrinsics = intrinsicsOf({ Resources: { R: { Type: 'AWS::IAM::Role', Properties: { Path: '/ci/' } }, K: { Type: 'AWS::KMS::Key' } } });
    const made = [
      { 'Fn::GetAtt': ['R', 'Arn'] },
      { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/ci/${R}' },
      { 'Fn::GetAtt': ['K', 'Arn'] },
      { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':kms:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':key/', { Ref: 'K' }]] },
    ].map(value => intrinsics.text(value));

    expect(spelt(made[0])).toBe('arn:<AWS::Partition>:iam::<AWS::AccountId>:role/ci/<`R.RoleName`>');
    expect([Pattern.compile(made[0]).matches(made[1]), Pattern.compile(made[2]).matches(made[3])]).toEqual([YES, YES]);
    expect(openValues(made[0]).at(-1)).toBe(openValues(made[1]).at(-1));
  });

  test('the list and the dotted form are the same', () => {
    const sections = { Resources: { X: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q' } } } };

    expect(resolved({ 'Fn::GetAtt': 'X.QueueName' }, sections)).toBe('q');
    expect(resolved({ 'Fn::GetAtt': 'X.Arn' }, sections)).toEqual(resolved({ 'Fn::GetAtt': ['X', 'Arn'] }, sections));
    expect(resolved({ 'Fn::Sub': '${X.Arn}' }, sections)).toEqual(resolved({ 'Fn::GetAtt': ['X', 'Arn'] }, sections));
  });

  test('the ARN of a managed policy is its Ref', () => {
    const sections = { Resources: { X: { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: 'm', Path: '/p/' } } } };

    expect(resolved({ 'Fn::GetAtt': ['X', 'PolicyArn'] }, sections)).toBe('arn:<AWS::Partition>:iam::<AWS::AccountId>:policy/p/m');
  });

  test.each<[string, object, string]>([
    ['AWS::SSM::Parameter', { Name: 'n', Value: '*' }, 'Value'],
    ['AWS::SSM::Parameter', { Name: 'n', Value: '*' }, 'Type'],
    ['Custom::Thing', { ServiceToken: 'x' }, 'Arn'],
    ['Custom::Thing', { ServiceToken: 'x' }, 'Name'],
    ['AWS::CloudFormation::CustomResource', { ServiceToken: 'x' }, 'Arn'],
    ['AWS::CloudFormation::Stack', { TemplateURL: 'x' }, 'Outputs.RoleArn'],
    ['AWS::CloudFormation::Stack', { TemplateURL: 'x' }, 'Arn'],
    ['AWS::CloudFormation::WaitCondition', {}, 'Data'],
    ['AWS::ServiceCatalog::CloudFormationProvisionedProduct', {}, 'Outputs.Arn'],
    ['Third::Party::Type', {}, 'Arn'],
    ['AWS::S3::Bucket', {}, 'NoSuchAttribute'],
    ['AWS::S3::Bucket', {}, ''],
    ['AWS::S3::Bucket', {}, 'constructor'],
    ['AWS::IAM::Role', { RoleName: 'deploy' }, 'Description'],
  ])('an attribute that may hold anything: %s %j %s', (type, properties, name) => {
    expect(attribute(type, properties, name)).toBe(UNKNOWN);
  });

  test.each<[unknown]>([
    [''], ['X'], ['Missing.Arn'], [['Missing', 'Arn']], [[]], [['X']], [['X', 5]], [['X', { Ref: 'P' }]], [[{ Ref: 'P' }, 'Arn']], [{}], [5], [null],
  ])('Fn::GetAtt of %j is unknown', argument => {
    expect(resolved({ 'Fn::GetAtt': argument }, { Resources: { X: { Type: 'AWS::S3::Bucket' } } })).toBe(UNKNOWN);
  });
});

describe('names that are made of names', () => {
  const roles = (names: Record<string, unknown>) => ({
    Resources: Object.fromEntries(Object.entries(names).map(([id, RoleName]) => [id, { Type: 'AWS::IAM::Role', Properties: { RoleName } }])),
  });

  test('are followed', () => {
    const sections = roles({ A: { 'Fn::Sub': '${B}-a' }, B: { 'Fn::Join': ['-', [{ Ref: 'D' }, 'b']] }, D: 'd' });

    expect(resolved({ 'Fn::GetAtt': ['A', 'Arn'] }, sections)).toBe('arn:<AWS::Partition>:iam::<AWS::AccountId>:role/d-b-a');
  });

  test('a name that is made of itself is unknown', () => {
    expect(resolved({ Ref: 'A' }, roles({ A: { Ref: 'A' } }))).toBe(UNKNOWN);
    expect(resolved({ Ref: 'A' }, roles({ A: { Ref: 'B' }, B: { Ref: 'A' } }))).toBe(UNKNOWN);
    expect(resolved({ Ref: 'A' }, roles({ A: { 'Fn::GetAtt': ['A', 'Arn'] } }))).toContain(UNKNOWN);
    expect(resolved({ Ref: 'A' }, roles({ A: { 'Fn::Sub': 'x-${B}' }, B: { 'Fn::If': ['C', { Ref: 'A' }, 'b'] } }))).toBe('x-<<?>|b>');
  });

  test('a chain of a hundred names ends', () => {
    const names = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`R${i}`, { Ref: `R${i + 1}` }]));
    const end = resolved({ Ref: 'R0' }, roles({ ...names, R100: 'end' }));

    expect(['end', UNKNOWN]).toContain(end);
  });
});

describe('Fn::Join', () => {
  const sections = { Parameters: { P: { Type: 'String' }, L: { Type: 'CommaDelimitedList' } } };

  test.each<[unknown, unknown]>([
    [['', ['a', 'b', 'c']], 'abc'],
    [[':', ['arn', 'aws', 's3', '', '', 'logs']], 'arn:aws:s3:::logs'],
    [[', ', ['a']], 'a'],
    [[',', []], ''],
    [['-', ['a', 1, true]], 'a-1-true'],
    [['/', ['a', NO_VALUE, 'b']], 'a/b'],
    [['/', { 'Fn::Split': ['-', 'a-b'] }], 'a/b'],
    [['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::logs']], 'arn:<AWS::Partition>:s3:::logs'],
    [['', ['arn:aws:s3:::', { Ref: 'P' }, '/*']], 'arn:aws:s3:::<?>/*'],
    [['', ['a', { Ref: 'L' }, 'b']], 'a<?>b'],
    [['', ['a', { x: 1 }]], 'a<?>'],
    [['', ['a', null]], 'a<?>'],
    [['', [either('a', 'b'), '/c']], '<a|b>/c'],
    [['', { Ref: 'L' }], UNKNOWN],
    [['', either(['a'], ['b'])], UNKNOWN],
    [['', 'a'], UNKNOWN],
    [[{ Ref: 'P' }, ['a', 'b']], UNKNOWN],
    [[5, ['a', 'b']], UNKNOWN],
    [['a'], UNKNOWN],
    [[], UNKNOWN],
    ['a', UNKNOWN],
    [null, UNKNOWN],
    [{}, UNKNOWN],
  ])('%j', (argument, expected) => {
    expect(resolved({ 'Fn::Join': argument }, sections)).toEqual(expected);
  });
});

describe('Fn::Sub', () => {
  const sections = {
    Parameters: { P: { Type: 'String' }, L: { Type: 'CommaDelimitedList' } },
    Resources: { B: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'logs' } }, G: { Type: 'AWS::S3::Bucket' } },
  };

  test.each<[unknown, unknown]>([
    ['plain', 'plain'],
    ['', ''],
    ['arn:${AWS::Partition}:s3:::${B}/*', 'arn:<AWS::Partition>:s3:::logs/*'],
    ['${B.Arn}/*', 'arn:<AWS::Partition>:s3:::logs/*'],
    ['${G}', '<`G.BucketName`>'],
    ['${P}', UNKNOWN],
    ['${B}${B}', 'logslogs'],
    ['home/${!aws:username}/*', 'home/${aws:username}/*'],
    ['${!B}', '${B}'],
    ['$${B}', '$logs'],
    ['a } and $', 'a } and $'],
    ['${Missing}', UNKNOWN],
    ['${B.NoSuchAttribute}', UNKNOWN],
    ['${L}', UNKNOWN],
    [['${X}-${B}', { X: 'x' }], 'x-logs'],
    [['${B}', { B: 'shadow' }], 'shadow'],
    [['${X}', { X: { 'Fn::GetAtt': ['B', 'Arn'] } }], 'arn:<AWS::Partition>:s3:::logs'],
    [['${X}', { X: { 'Fn::Join': ['-', ['a', { Ref: 'B' }]] } }], 'a-logs'],
    [['${X}', { X: either('a', 'b') }], '<a|b>'],
    [['${X}', { X: ['a'] }], UNKNOWN],
    [['${X}', { X: 7 }], '7'],
    [['${toString}', { X: 'x' }], UNKNOWN],
    [['a', {}], 'a'],
    [['a'], UNKNOWN],
    [[{ Ref: 'P' }, {}], UNKNOWN],
    [{ Ref: 'P' }, UNKNOWN],
    [['${X}', { Ref: 'P' }], UNKNOWN],
    [['${X}', ['x']], UNKNOWN],
    [5, UNKNOWN],
    [null, UNKNOWN],
    [[], UNKNOWN],
  ])('%j', (argument, expected) => {
    expect(resolved({ 'Fn::Sub': argument }, sections)).toEqual(expected);
  });
});

describe('Fn::Select and Fn::Split', () => {
  const sections = {
    Parameters: { N: { Type: 'Number' }, P: { Type: 'String' }, L: { Type: 'CommaDelimitedList' } },
    Resources: { Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } }, G: { Type: 'AWS::SQS::Queue' } },
  };
  const select = (...argument: unknown[]) => ({ 'Fn::Select': argument });
  const split = (...argument: unknown[]) => ({ 'Fn::Split': argument });

  test.each<[unknown, unknown]>([
    [select(0, ['a', 'b']), 'a'],
    [select('1', ['a', 'b']), 'b'],
    [select(1, ['a', { Ref: 'P' }, 'c']), UNKNOWN],
    [select(2, ['a', { Ref: 'P' }, 'c']), 'c'],
    [select(1, [either(['a']), 'b', 'c']), UNKNOWN],
    [select(0, ['a', either('b')]), 'a'],
    [select(2, ['a', 'b']), UNKNOWN],
    [select(-1, ['a', 'b']), UNKNOWN],
    [select(0.5, ['a', 'b']), UNKNOWN],
    [select('first', ['a', 'b']), UNKNOWN],
    [select({ Ref: 'N' }, ['a', 'b']), UNKNOWN],
    [select(0, { Ref: 'L' }), UNKNOWN],
    [select(0, either(['a'], ['b'])), UNKNOWN],
    [select(0, 'abc'), UNKNOWN],
    [select(0), UNKNOWN],
    [select(), UNKNOWN],
    [{ 'Fn::Select': 'a' }, UNKNOWN],
    [{ 'Fn::Select': null }, UNKNOWN],
    [split(',', 'a,b,,c'), ['a', 'b', '', 'c']],
    [split(',', ''), ['']],
    [split(', ', 'a, b'), ['a', 'b']],
    [split('x', 'no'), ['no']],
    [split(',', { Ref: 'P' }), UNKNOWN],
    [split('', 'abc'), UNKNOWN],
    [split({ Ref: 'P' }, 'abc'), UNKNOWN],
    [split(',', ['a']), UNKNOWN],
    [split(',', 5), UNKNOWN],
    [split(','), UNKNOWN],
    [split(), UNKNOWN],
    [{ 'Fn::Split': 'a' }, UNKNOWN],
    [split(':', { 'Fn::GetAtt': ['Q', 'Arn'] }), ['arn', '<AWS::Partition>', 'sqs', '<AWS::Region>', '<AWS::AccountId>', 'jobs']],
    [select(5, split(':', { 'Fn::GetAtt': ['Q', 'Arn'] })), 'jobs'],
    [select(5, split(':', { 'Fn::GetAtt': ['G', 'Arn'] })), '<`G.QueueName`>'],
    [select(1, split('/', select(5, split(':', 'arn:aws:iam::1:role/deploy')))), 'deploy'],
    // A region may have a hyphen in it, a generated name a letter.
    [split('-', { Ref: 'AWS::Region' }), UNKNOWN],
    [split('a', { Ref: 'G' }), UNKNOWN],
    [split(',', { 'Fn::Sub': 'a,${P}' }), UNKNOWN],
    [split(',', '{{resolve:ssm:list}}'), UNKNOWN],
  ])('%j', (value, expected) => {
    expect(resolved(value, sections)).toEqual(expected);
  });

  test('a generated name is not taken apart', () => {
    const intrinsics = intrinsicsOf(sections);
    const [, , , , , name] = intrinsics.resolve(split(':', { 'Fn::GetAtt': ['G', 'Arn'] })) as Text[];

    expect(openValues(name)).toEqual(openValues(intrinsics.resolve({ 'Fn::GetAtt': ['G', 'QueueName'] })));
  });
});

describe('Fn::FindInMap', () => {
  const sections = {
    Parameters: { E: { Type: 'String' }, S: { Type: 'String', AllowedValues: ['dev', 'prod'] } },
    Mappings: { M: { dev: { bucket: 'logs-dev', list: ['a', 'b'] }, prod: { bucket: 'logs-*', list: ['c'] } }, One: { a: { b: 'c' } } },
  };

  test.each<[unknown[], unknown]>([
    [['M', 'dev', 'bucket'], 'logs-dev'],
    [['M', 'dev', 'list'], ['a', 'b']],
    [['M', { 'Fn::Join': ['', ['d', 'ev']] }, { 'Fn::Sub': 'bucket' }], 'logs-dev'],
    [['M', { Ref: 'E' }, 'bucket'], '<logs-dev|logs-*>'],
    [['M', { Ref: 'S' }, 'bucket'], '<logs-dev|logs-*>'],
    [['M', { Ref: 'AWS::Region' }, 'list'], { oneOf: [['a', 'b'], ['c']] }],
    [['M', 'dev', { Ref: 'E' }], { oneOf: ['logs-dev', ['a', 'b']] }],
    [['One', { Ref: 'E' }, 'b'], '<c>'],
    [['M', 'test', 'bucket'], UNKNOWN],
    [['M', 'dev', 'missing'], UNKNOWN],
    [['M', { Ref: 'E' }, 'missing'], UNKNOWN],
    [['Missing', 'dev', 'bucket'], UNKNOWN],
    [[{ Ref: 'E' }, 'dev', 'bucket'], UNKNOWN],
    [['M', 'dev', 'bucket', { DefaultValue: 'x' }], UNKNOWN],
    [['M', 'dev'], UNKNOWN],
    [['M', '__proto__', 'bucket'], UNKNOWN],
    [[], UNKNOWN],
  ])('%j', (argument, expected) => {
    expect(resolved({ 'Fn::FindInMap': argument }, sections)).toEqual(expected);
  });

  test.each<[unknown]>([['M'], [null], [{}], [5]])('%j', argument => {
    expect(resolved({ 'Fn::FindInMap': argument }, sections)).toBe(UNKNOWN);
  });

  test('what every key finds is found', () => {
    const text = intrinsicsOf({ ...sections, Mappings: { M: { dev: { a: 'x' }, prod: { a: 'x' } } } }).text({ 'Fn::FindInMap': ['M', { Ref: 'E' }, 'a'] });

    expect(covers(text, 'x')).toBe(YES);
  });
});

describe('Fn::If', () => {
  test.each<[unknown, unknown]>([
    [either('a', 'b'), '<a|b>'],
    [either('a', { 'Fn::If': ['D', 'b', 'c'] }), '<a|<b|c>>'],
    [either('a'), { oneOf: ['a', undefined] }],
    [either(['a'], 'b'), { oneOf: [['a'], 'b'] }],
    [either({ a: 1 }, { b: { Ref: 'AWS::Region' } }), { oneOf: [{ a: 1 }, { b: '<AWS::Region>' }] }],
    [either({ Ref: 'P' }, 'b'), '<<?>|b>'],
    [['a', either('b')], ['a', { oneOf: ['b', undefined] }]],
    [{ 'Fn::If': ['C', 'a'] }, UNKNOWN],
    [{ 'Fn::If': ['C', 'a', 'b', 'c'] }, UNKNOWN],
    [{ 'Fn::If': [{ Condition: 'C' }, 'a', 'b'] }, UNKNOWN],
    [{ 'Fn::If': [] }, UNKNOWN],
    [{ 'Fn::If': 'C' }, UNKNOWN],
    [{ 'Fn::If': null }, UNKNOWN],
    [{ 'Fn::If': {} }, UNKNOWN],
  ])('%j', (value, expected) => {
    expect(resolved(value, parameter('String'))).toEqual(expected);
  });

  test('branches that match alike are one answer', () => {
    const text = intrinsicsOf().text({ 'Fn::Join': ['', ['arn:aws:s3:::', either('logs', 'logs'), '/*']] });

    expect([covers(text, 'arn:aws:s3:::logs/k'), covers(text, 'arn:aws:s3:::other/k')]).toEqual([YES, NO]);
  });

  test('thirty inside each other are thirty-one values', () => {
    const nested = Array.from({ length: 30 }).reduce((inner: unknown, _, i) => ({ 'Fn::If': [`C${i}`, `arn:aws:s3:::b${i}`, inner] }), 'arn:aws:s3:::end');
    const text = intrinsicsOf().text(nested);

    expect(['b0', 'b17', 'b29', 'end', 'other'].map(name => covers(text, `arn:aws:s3:::${name}`))).toEqual([MAYBE, MAYBE, MAYBE, MAYBE, NO]);
  });

  test('more ways than can be gone through may be anything', () => {
    const parallel = { 'Fn::Join': ['', Array.from({ length: 30 }, (_, i) => ({ 'Fn::If': [`C${i}`, 'a', 'b'] }))] };

    expect(covers(intrinsicsOf().text(parallel), 'ab'.repeat(15))).toBe(MAYBE);
  });
});

describe('dynamic references', () => {
  const sections = {
    Resources: { B: { Type: 'AWS::S3::Bucket', Properties: { BucketName: '{{resolve:ssm:/name}}' } } },
  };

  test.each<[unknown, unknown]>([
    ['{{resolve:ssm:/name}}', UNKNOWN],
    ['{{resolve:ssm:/name:3}}', UNKNOWN],
    ['{{resolve:ssm-secure:name:1}}', UNKNOWN],
    ['{{resolve:secretsmanager:arn:aws:secretsmanager:us-east-1:111122223333:secret:s:SecretString:key}}', UNKNOWN],
    ['arn:aws:s3:::{{resolve:ssm:/name}}', 'arn:aws:s3:::<?>'],
    ['arn:aws:s3:::{{resolve:ssm:/name}}/*', 'arn:aws:s3:::<?>/*'],
    ['{{resolve:ssm:a}}-{{resolve:ssm:b}}', '<?>-<?>'],
    ['{{ resolve }}', '{{ resolve }}'],
    [['{{resolve:ssm:a}}', 'b'], [UNKNOWN, 'b']],
    [{ key: '{{resolve:ssm:a}}' }, { key: UNKNOWN }],
    [{ 'Fn::Join': ['/', ['a', '{{resolve:ssm:b}}']] }, 'a/<?>'],
    [{ 'Fn::Sub': 'a/{{resolve:ssm:b}}/${AWS::Region}' }, 'a/<?>/<AWS::Region>'],
    [{ 'Fn::Sub': ['${X}', { X: '{{resolve:ssm:b}}' }] }, UNKNOWN],
    [{ 'Fn::Select': [0, ['{{resolve:ssm:b}}']] }, UNKNOWN],
    [either('{{resolve:ssm:b}}', 'c'), '<<?>|c>'],
    [{ 'Fn::GetAtt': ['B', 'Arn'] }, 'arn:<AWS::Partition>:s3:::<?>'],
    [{ 'Fn::Join': ['', ['{{resolve:ssm:/', { Ref: 'AWS::Region' }, '/name}}']] }, UNKNOWN],
    [{ 'Fn::Join': ['', ['a', { 'Fn::Join': ['', ['{{resolve:ssm:/', 'x']] }, '/name}}', 'b']] }, 'a<?>b'],
    [{ 'Fn::Sub': ['{{resolve:ssm:/${X}', { X: 'name}}' }] }, UNKNOWN],
    [{ 'Fn::Join': [':', ['{{resolve', 'ssm', 'name}}']] }, UNKNOWN],
    [{ 'Fn::Join': ['', [either('{{resolve:ssm:', 'x'), 'name}}']] }, UNKNOWN],
    [{ 'Fn::Join': ['', ['{{resolve:ssm:', { Ref: 'AWS::Region' }]] }, UNKNOWN],
    [either('{{resolve:ssm:name', 'c'), '<<?>|c>'],
    [either(['{{resolve:ssm:name'], 'c'), { oneOf: [[UNKNOWN], 'c'] }],
  ])('%j', (value, expected) => {
    expect(resolved(value, sections)).toEqual(expected);
  });

  test('one that does not end leaves nothing known behind it', () => {
    expect(resolved('arn:aws:s3:::{{resolve:ssm:name')).toMatch(/^(arn:aws:s3:::)?<\?>$/);
  });
});

// Towers of functions around a constant

/** One of them is not in the constant. */
const DELIMITERS = ['|', ',', ';', '\u0001'];

/** Most ways to take the conditions in one tower. */
const MOST_CONDITIONS = 4;

/**
 * Functions around a constant that change nothing about it. Every number chooses; `mayBranch` where an `Fn::If` may stand.
 */
class TowerBuilder {
  public readonly mappings: Record<string, unknown> = {};
  private conditions = 0;
  private at = 0;

  constructor(private readonly numbers: number[]) {}

  public build(constant: string, levels: number, mayBranch: boolean): unknown {
    if (levels === 0) { return constant; }
    const inside = (text: string, branches = mayBranch) => this.build(text, levels - 1, branches);
    switch (this.below(mayBranch && this.conditions < MOST_CONDITIONS ? 7 : 6)) {
      case 0: {
        const cut = this.below(constant.length + 1);
        return { 'Fn::Join': ['', [inside(constant.slice(0, cut)), inside(constant.slice(cut))]] };
      }
      case 1: {
        const delimiter = constant.charAt(this.below(constant.length)) || '-';
        return { 'Fn::Join': [delimiter, constant.split(delimiter).map(piece => this.build(piece, this.below(levels), mayBranch))] };
      }
      case 2: return { 'Fn::Sub': ['${It}', { It: inside(constant) }] };
      case 3: {
        const list = [...this.noise(), inside(constant), ...this.noise()];
        const index = list.indexOf(list.find(member => !String(member).startsWith('noise'))!);
        return { 'Fn::Select': [this.below(2) === 0 ? index : String(index), list] };
      }
      case 4: {
        const delimiter = DELIMITERS.find(one => !constant.includes(one))!;
        const joined = { 'Fn::Join': [delimiter, ['noise', inside(constant, false), 'noise']] };
        return { 'Fn::Select': [1, { 'Fn::Split': [delimiter, joined] }] };
      }
      case 5: {
        const name = `Map${Object.keys(this.mappings).length}`;
        this.mappings[name] = { first: { second: constant, other: 'noise' }, other: { second: 'noise' } };
        return { 'Fn::FindInMap': [name, this.build('first', levels - 1, false), this.build('second', levels - 1, false)] };
      }
      default: {
        this.conditions++;
        return { 'Fn::If': [`C${this.conditions}`, inside(constant), inside(constant)] };
      }
    }
  }

  private noise(): string[] {
    return Array.from({ length: this.below(3) }, (_, i) => `noise${i}`);
  }

  private below(limit: number): number {
    return this.numbers[this.at++ % this.numbers.length] % Math.max(1, limit);
  }
}

test('a constant in any tower of functions stays that constant', () => {
  const constants = fc.oneof(fc.string({ maxLength: 12 }), fc.string({ maxLength: 8, unit: 'binary' }),
    fc.constantFrom('arn:aws:s3:::logs/*', '*', 's3:Get*', '${aws:username}', '', 'a,b|c::d', '$', '{{'));
  let branched = 0;
  const numberLists = fc.array(fc.nat(999), { minLength: 40, maxLength: 40 });
  fc.assert(fc.property(constants, numberLists, fc.integer({ min: 1, max: 6 }), (constant, numbers, levels) => {
    // Braces may become a dynamic reference.
    fc.pre(!constant.includes('noise') && !/\{\{|\}\}/.test(constant) && !DELIMITERS.every(one => constant.includes(one)));
    const builder = new TowerBuilder(numbers);
    const value = builder.build(constant, levels, true);
    const made = intrinsicsOf({ Mappings: builder.mappings }).text(value);
    const possible = possibleTexts(made);
    if (possible.length > 1) { branched++; }
    expect([value, [...new Set(possible)]]).toEqual([value, [constant]]);
    expect(Pattern.compile(made).matches(constant)).toBe(YES);
  }), { numRuns: 2000 });
  expect(branched).toBeGreaterThan(100);
});

// Every deployment

const MAPPINGS = { M: { dev: { k: 'v1', j: 'arn:aws:s3:::b', l: ['a', 'b*'] }, prod: { k: 'v*', j: 'x', l: ['b'] } } };
const PICKED = ['a', 'b*', 'arn:aws:s3:::b'];
const STAGES = ['dev', 'prod'];

const OPEN_TEMPLATE = {
  Parameters: {
    Free: { Type: 'String' },
    Other: { Type: 'String' },
    Pick: { Type: 'String', AllowedValues: PICKED },
    Stage: { Type: 'String', AllowedValues: STAGES },
    Count: { Type: 'Number' },
    List: { Type: 'CommaDelimitedList' },
  },
  Mappings: MAPPINGS,
  Resources: {
    Named: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'b' } },
    Chosen: { Type: 'AWS::S3::Bucket', Properties: { BucketName: either('x', { Ref: 'Stage' }) } },
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'l' } },
    Setting: { Type: 'AWS::SSM::Parameter', Properties: { Value: '*' } },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::Sub': 'q-${AWS::Region}' } } },
    User: { Type: 'AWS::IAM::User', Properties: { Path: '/p/', UserName: { 'Fn::Join': ['-', ['u', { Ref: 'Count' }]] } } },
  },
};

/** What is chosen at deployment, and nobody knows before. */
interface Choices {
  readonly inChina: boolean;
  readonly free: string;
  readonly other: string;
  readonly pick: number;
  readonly stage: number;
  readonly count: number;
  readonly list: string[];
  readonly holds: boolean[];
}

function deploymentOf({ inChina, free, other, pick, stage, count, list, holds }: Choices): Deployment {
  const [partition, region, account] = inChina ? ['aws-cn', 'cn-north-1', '000000000000'] : ['aws', REGION, ACCOUNT];
  const chosen = holds[0] ? 'x' : STAGES[stage];
  return {
    conditions: { C: holds[0], D: holds[1] },
    parameters: { Free: free, Other: other, Pick: PICKED[pick], Stage: STAGES[stage], Count: String(count), List: list },
    references: {
      'AWS::Partition': partition,
      'AWS::Region': region,
      'AWS::AccountId': account,
      'AWS::StackName': 'st',
      'Named': 'b',
      'Chosen': chosen,
      'Logs': 'l',
      'User': `u-${count}`,
    },
    attributes: {
      'Named.Arn': `arn:${partition}:s3:::b`,
      'Chosen.Arn': `arn:${partition}:s3:::${chosen}`,
      'Logs.Arn': `arn:${partition}:logs:${region}:${account}:log-group:l:*`,
      'Setting.Value': '*',
      'Queue.Arn': `arn:${partition}:sqs:${region}:${account}:q-${region}`,
      'Queue.QueueName': `q-${region}`,
      'User.Arn': `arn:${partition}:iam::${account}:user/p/u-${count}`,
    },
    mappings: MAPPINGS,
  };
}

const REFERENCES = Object.keys(deploymentOf({ inChina: false, free: '', other: '', pick: 0, stage: 0, count: 0, list: [], holds: [true] }).references);
const ATTRIBUTES = Object.keys(deploymentOf({ inChina: false, free: '', other: '', pick: 0, stage: 0, count: 0, list: [], holds: [true] }).attributes);

const values = fc.constantFrom('*', 'a', 'arn:aws:s3:::b', 'b/*', '', 'x,y', '?', 'dev', 'b', ':', 'u-1');

const deployments: fc.Arbitrary<Deployment> = fc.record({
  inChina: fc.boolean(),
  free: values,
  other: values,
  pick: fc.nat(2),
  stage: fc.nat(1),
  count: fc.nat(2),
  list: fc.array(values, { minLength: 1, maxLength: 3 }),
  holds: fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }),
}).map(deploymentOf);

/** Expressions of text. @param openLists whether lists of which nobody knows the length may be among them */
function expressions(openLists: boolean): fc.Arbitrary<unknown> {
  const conditions = fc.constantFrom('C', 'D');
  return fc.letrec<{ text: unknown; list: unknown }>(tie => ({
    text: fc.oneof({ depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('a', '', 'b', ':', '/', '*', 'arn:aws:s3:::', 'dev', 'x,y', 'k', 's3:'),
      fc.constantFrom('Free', 'Other', 'Pick', 'Stage', 'Count', ...REFERENCES).map(Ref => ({ Ref })),
      fc.constantFrom(...ATTRIBUTES).map(name => ({ 'Fn::GetAtt': name.split('.') })),
      fc.tuple(fc.constantFrom('', ':', '/', ',', '-'), tie('list')).map(argument => ({ 'Fn::Join': argument })),
      fc.tuple(openLists ? fc.constantFrom<unknown>(0, '1', { Ref: 'Count' }) : fc.constant(0), tie('list')).map(argument => ({ 'Fn::Select': argument })),
      fc.tuple(fc.constantFrom('${V}', 'a${V}:${Stage}', '${V}${!V}', '${Queue.Arn}/${V}', '${Free}${V}'), fc.record({ V: tie('text') }))
        .map(argument => ({ 'Fn::Sub': argument })),
      fc.tuple(conditions, tie('text'), tie('text')).map(argument => ({ 'Fn::If': argument })),
      fc.tuple(fc.constant('M'), fc.oneof(fc.constantFrom<unknown>('dev', { Ref: 'Stage' }), tie('text')), fc.oneof(fc.constantFrom('k', 'j'), tie('text')))
        .map(argument => ({ 'Fn::FindInMap': argument }))),
    list: openLists
      ? fc.oneof({ depthSize: 'small', withCrossShrink: true },
        fc.array(tie('text'), { minLength: 1, maxLength: 3 }),
        fc.constant({ Ref: 'List' }),
        fc.tuple(fc.constantFrom(':', '/', ',', '-', '::', 's3'), tie('text')).map(argument => ({ 'Fn::Split': argument })),
        fc.constantFrom('dev', { Ref: 'Stage' }).map(key => ({ 'Fn::FindInMap': ['M', key, 'l'] })),
        fc.tuple(conditions, tie('list'), tie('list')).map(argument => ({ 'Fn::If': argument })))
      : fc.array(tie('text'), { minLength: 1, maxLength: 3 }),
  })).text;
}

function textAtDeployment(value: unknown, deployment: Deployment): string | undefined {
  const made: unknown = ifAccepted(() => deployed(value, deployment));
  return typeof made === 'string' ? made : undefined;
}

/** What is surely so is so in every deployment, what surely is not so is not so in any. */
function expectToHold(answer: Truth, really: boolean, why: unknown[]) {
  if (answer !== MAYBE) { expect([answer, ...why]).toEqual([truth(really), ...why]); }
}

test('what a text may match and surely matches holds for every deployment', () => {
  let compared = 0;
  fc.assert(fc.property(expressions(true), fc.array(deployments, { minLength: 1, maxLength: 3 }), values, (value, all, requested) => {
    const text = intrinsicsOf(OPEN_TEMPLATE).text(value);
    for (const deployment of all) {
      const real = textAtDeployment(value, deployment);
      if (real === undefined) { continue; }
      for (const request of [requested, real.replace(/\*/g, 'zz').replace(/\?/g, 'q'), 'arn:aws:s3:::b/k']) {
        compared++;
        expectToHold(covers(text, request), covers(real, request) === YES, [value, real, request]);
        expectToHold(covers(request, text), covers(request, real) === YES, [value, request, real]);
      }
    }
  }), { numRuns: 3000 });
  expect(compared).toBeGreaterThan(5000);
});

test('two texts that are surely the same are the same in every deployment', () => {
  let same = 0;
  const expression = expressions(false);
  const pairs = fc.tuple(expression, expression, fc.nat(3)).map(([one, other, kind]): [unknown, unknown] =>
    [one, [other, other, { 'Fn::Join': ['', ['', one]] }, { 'Fn::Sub': ['${V}', { V: one }] }][kind]]);
  fc.assert(fc.property(pairs, fc.array(deployments, { minLength: 1, maxLength: 3 }), ([one, other], all) => {
    const intrinsics = intrinsicsOf(OPEN_TEMPLATE);
    const answer = Pattern.compile(intrinsics.text(one)).matches(intrinsics.text(other));
    if (answer === YES) { same++; }
    for (const deployment of all) {
      const [a, b] = [textAtDeployment(one, deployment), textAtDeployment(other, deployment)];
      if (a !== undefined && b !== undefined) { expectToHold(answer, a === b, [one, other, a, b]); }
    }
  }), { numRuns: 3000 });
  expect(same).toBeGreaterThan(200);
});

test('no value makes it throw', () => {
  const names = fc.constantFrom('Ref', 'Fn::GetAtt', 'Fn::Join', 'Fn::Sub', 'Fn::Select', 'Fn::Split', 'Fn::FindInMap', 'Fn::If', 'Fn::Any', 'x');
  const leaves = fc.oneof(fc.constantFrom<unknown>('M', 'Named', 'Free', 'Arn', 'C', 0, '${Free}', '{{resolve:ssm:x}}'), fc.string(), fc.double(), fc.constantFrom(null, true));
  const { any } = fc.letrec<{ any: unknown }>(tie => ({
    any: fc.oneof({ depthSize: 'medium' }, leaves, fc.array(tie('any'), { maxLength: 4 }), fc.dictionary(names, tie('any'), { maxKeys: 2 })),
  }));
  fc.assert(fc.property(any, value => {
    const intrinsics = intrinsicsOf(OPEN_TEMPLATE);
    intrinsics.resolve(value);
    const text = intrinsics.text(value);
    expect(typeof text === 'string' || text instanceof OpenText).toBe(true);
  }), { numRuns: 1500 });
});
