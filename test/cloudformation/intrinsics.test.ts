import { fc } from '../properties';
import { deployed, Deployment, ifAccepted } from './deployment';
import { ACCOUNT, either, NO_VALUE, REGION } from './templates';
import { intrinsicsOf, openNames, resolved, spelt, UNKNOWN } from './values';
import { PseudoParameters } from '../../src/cloudformation/pseudo-parameters';
import { Pattern } from '../../src/engine/policy/pattern';
import { OpenText, OpenValue, Text } from '../../src/engine/policy/text';
import { MAYBE, NO, Truth, truth, YES } from '../../src/engine/policy/truth';

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
    [{ 'Fn::GetStackOutput': { StackName: 'network', OutputName: 'VpcId' } }],
    [{ 'Fn::GetAZs': '' }],
    [{ 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/key' } } }],
    [{ 'Fn::ForEach::Loop': ['X', { Ref: 'List' }, { '${X}': 'a' }] }],
    [{ 'Fn::Contains': [['a'], 'a'] }],
    [{ 'Fn::EachMemberEquals': [['a'], 'a'] }],
    [{ 'Fn::EachMemberIn': [['a'], ['a']] }],
    [{ 'Fn::RefAll': 'AWS::EC2::VPC::Id' }],
    [{ 'Fn::ValueOf': ['P', 'VpcId'] }],
    [{ 'Fn::ValueOfAll': ['AWS::EC2::Subnet::Id', 'VpcId'] }],
    [{ 'Fn::Equals': ['a', 'a'] }],
    [{ 'Fn::Implicit': 'a' }],
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
    // The names of key pairs and security groups may hold wildcards.
    'AWS::EC2::KeyPair::KeyName', 'AWS::EC2::SecurityGroup::GroupName',
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

  test('a name that a function says is a name', () => {
    const sections = {
      Parameters: { Which: { Type: 'String', AllowedValues: ['A', 'B'] }, Free: { Type: 'String' } },
      Resources: { A: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'a' } }, B: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'b' } } },
    };

    expect(resolved({ Ref: { 'Fn::Sub': 'A' } }, sections)).toBe('a');
    expect(resolved({ Ref: { Ref: 'Which' } }, sections)).toBe('<a|b>');
    expect(resolved({ Ref: { Ref: 'Free' } }, sections)).toBe(UNKNOWN);
    expect(resolved({ 'Fn::GetAtt': [{ Ref: 'Which' }, 'Arn'] }, sections)).toBe('<arn:<AWS::Partition>:s3:::a|arn:<AWS::Partition>:s3:::b>');
    expect(resolved({ 'Fn::GetAtt': ['A', { 'Fn::Join': ['', ['A', 'rn']] }] }, sections)).toBe('arn:<AWS::Partition>:s3:::a');
    expect(resolved({ 'Fn::GetAtt': ['A', { Ref: 'Free' }] }, sections)).toBe(UNKNOWN);
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

describe('the URL of an identity provider stands in its ARN without the scheme', () => {
  const provider = (Url: unknown) => resolved({ Ref: 'X' }, { Parameters: { P: { Type: 'String' } }, Resources: { X: { Type: 'AWS::IAM::OIDCProvider', Properties: { Url } } } });
  const arn = 'arn:<AWS::Partition>:iam::<AWS::AccountId>:oidc-provider/';

  test.each<[unknown, string]>([
    ['https://id.example.com', `${arn}id.example.com`],
    ['id.example.com', `${arn}id.example.com`],
    [{ 'Fn::Sub': 'https://oidc.${AWS::Region}.example.com/id' }, `${arn}oidc.<AWS::Region>.example.com/id`],
    [{ 'Fn::Sub': 'http${P}' }, `${arn}<?>`],
    [{ Ref: 'P' }, `${arn}<?>`],
  ])('%j', (url, expected) => {
    expect(provider(url)).toBe(expected);
  });

  test('one that nobody knows is not the same without it', () => {
    const intrinsics = intrinsicsOf({ Parameters: { P: { Type: 'String' } }, Resources: { X: { Type: 'AWS::IAM::OIDCProvider', Properties: { Url: { Ref: 'P' } } } } });
    const written = { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:oidc-provider/${P}' };

    expect(Pattern.compile(intrinsics.text({ Ref: 'X' })).matches(intrinsics.text(written))).toBe(MAYBE);
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
    [['-', either(['a'], ['b', 'c'])], '<a|b-c>'],
    [['-', either(['a'])], UNKNOWN],
    [['/', ['a', either('b'), 'c']], 'a</b|>/c'],
    [['/', [either('a'), 'b']], '<a/|>b'],
    [['/', [either('a')]], '<a|>'],
    [['', [either('a'), either('b')]], '<a|><b|>'],
    [['/', [either('a'), either('b')]], UNKNOWN],
    [['/', ['a', either('b', { 'Fn::If': ['D', 'c', NO_VALUE] })]], 'a</b|/c|>'],
    [['/', ['a', either('b', 1)]], 'a/<b|1>'],
    [['', 'a'], UNKNOWN],
    [['/', ['a', 'b'], 'c'], UNKNOWN],
    [['', ['a', 1.5]], 'a<?>'],
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
    [['a', {}, {}], UNKNOWN],
    ['${B.Arn.Name}', UNKNOWN],
    ['${AWS::NoValue}', UNKNOWN],
    ['${B', '${B'],
    ['${}', UNKNOWN],
    ['${!}', '${}'],
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
    Parameters: {
      N: { Type: 'Number' },
      P: { Type: 'String' },
      L: { Type: 'CommaDelimitedList' },
      S: { Type: 'List<AWS::EC2::Subnet::Id>' },
      I: { Type: 'Number', AllowedValues: [0, 2] },
    },
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
    [select({ Ref: 'N' }, ['a', 'b']), '<a|b>'],
    [select({ Ref: 'I' }, ['a', 'b', 'c']), '<a|c>'],
    [select({ Ref: 'N' }, ['a', either('b')]), UNKNOWN],
    [select({ Ref: 'N' }, Array.from({ length: 1000 }, () => 'a')), UNKNOWN],
    [select({}, ['a', 'b']), UNKNOWN],
    [select(0, ['a'], 'b'), UNKNOWN],
    [select(1, { Ref: 'S' }), '<member 1 of parameter `S`>'],
    [select(0, { 'Fn::GetAZs': '' }), '<availability zone 0 of "">'],
    [select(0, { Ref: 'L' }), UNKNOWN],
    [select(0, either(['a'], ['b'])), '<a|b>'],
    [select(1, either(['a'], ['b', 'c'])), UNKNOWN],
    [select(0, either(['a'], { Ref: 'L' })), UNKNOWN],
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
    // What stands before the open value is known.
    [select(0, split('/', { 'Fn::Sub': 'arn:aws:s3:::b/${P}/c' })), 'arn:aws:s3:::b'],
    [select(1, split('/', { 'Fn::Sub': 'arn:aws:s3:::b/${P}/c' })), UNKNOWN],
    [select(2, split('/', { 'Fn::Sub': 'arn:aws:s3:::b/${P}/c' })), UNKNOWN],
    [select(0, split('/', { 'Fn::Sub': '${Q.Arn}/x' })), 'arn:<AWS::Partition>:sqs:<AWS::Region>:<AWS::AccountId>:jobs'],
    [split('-', either('a-b', 'c')), { oneOf: [['a', 'b'], ['c']] }],
    [select(0, split('-', either('a-b', 'c'))), '<a|c>'],
    [{ 'Fn::Join': ['/', split('-', either('a-b', 'c'))] }, '<a/b|c>'],
    [split(':', { 'Fn::Join': [':', ['a', either('b', 'c')]] }), ['a', '<b|c>']],
    [split(':', { 'Fn::Join': [':', ['a', either('b:', 'c')]] }), UNKNOWN],
    [split('::', { 'Fn::Sub': 'a:${AWS::Region}:b' }), UNKNOWN],
    [split('::', { 'Fn::Sub': 'a::${AWS::Region}' }), ['a', '<AWS::Region>']],
    [split('1', { Ref: 'AWS::AccountId' }), UNKNOWN],
    // The URL of a queue has slashes in it.
    [split('/', { 'Fn::GetAtt': ['Q', 'QueueUrl'] }), UNKNOWN],
    // A region may have a hyphen in it, a generated name a letter.
    [split('-', { Ref: 'AWS::Region' }), UNKNOWN],
    [split('a', { Ref: 'G' }), UNKNOWN],
    [split(',', { 'Fn::Sub': 'a,${P}' }), UNKNOWN],
    [split(',', '{{resolve:ssm:list}}'), UNKNOWN],
  ])('%j', (value, expected) => {
    expect(resolved(value, sections)).toEqual(expected);
  });

  test('a piece of what holds no wildcard holds none, whichever it is', () => {
    const proxy = { Resources: { D: { Type: 'AWS::RDS::DBProxy' } } };

    expect(resolved(select(6, split(':', { 'Fn::GetAtt': ['D', 'DBProxyArn'] })), proxy)).toBe("<a `Fn::Select` from an open list at `['Fn::Select']`>");
    expect(resolved(select(6, split(':', { 'Fn::Sub': '${D.DBProxyArn}:a' })), proxy)).toBe("<a `Fn::Select` from an open list at `['Fn::Select']`>");
    for (const text of ['${D.DBProxyArn}:*', '${D.DBProxyArn}:?', '${D.DBProxyArn}:${!aws:username}', '${D.DBProxyArn}:${D.Endpoint}']) {
      expect(resolved(select(6, split(':', { 'Fn::Sub': text })), proxy)).toBe(UNKNOWN);
    }
  });

  test('a generated name is not taken apart', () => {
    const intrinsics = intrinsicsOf(sections);
    const [, , , , , name] = intrinsics.resolve(split(':', { 'Fn::GetAtt': ['G', 'Arn'] })) as Text[];

    expect(openValues(name)).toEqual(openValues(intrinsics.resolve({ 'Fn::GetAtt': ['G', 'QueueName'] })));
  });
});

describe('Fn::FindInMap', () => {
  const sections = {
    Parameters: {
      E: { Type: 'String' },
      S: { Type: 'String', AllowedValues: ['dev', 'prod'] },
      T: { Type: 'String', AllowedValues: ['dev', 'test'] },
    },
    Mappings: {
      M: { dev: { bucket: 'logs-dev', list: ['a', 'b'] }, prod: { bucket: 'logs-*', list: ['c'] } },
      One: { a: { b: 'c' } },
      // CloudFormation takes texts and lists of texts, and no functions.
      Odd: { a: { b: { Ref: 'E' }, c: null, d: '{{resolve:ssm:d}}' } },
      Many: Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`r${i}`, { k: 'v' }])),
    },
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
    [[{ Ref: 'E' }, 'dev', 'bucket'], '<logs-dev>'],
    [[{ 'Fn::Sub': 'M' }, 'dev', 'bucket'], 'logs-dev'],
    [['M', { Ref: 'T' }, 'bucket'], '<logs-dev>'],
    [['M', 'dev', 'bucket', { DefaultValue: 'x' }], 'logs-dev'],
    [['M', 'test', 'bucket', { DefaultValue: 'x' }], 'x'],
    [['M', 'dev', 'missing', { DefaultValue: ['x'] }], ['x']],
    [['M', { Ref: 'E' }, 'bucket', { DefaultValue: { Ref: 'AWS::Region' } }], '<logs-dev|logs-*|<AWS::Region>>'],
    [['M', { Ref: 'E' }, 'missing', { DefaultValue: 'x' }], '<x>'],
    [['M', 'dev', 'bucket', { Default: 'x' }], UNKNOWN],
    [['M', 'dev', 'bucket', 'x'], UNKNOWN],
    [['M', 'dev', 'bucket', { DefaultValue: 'x' }, 'y'], UNKNOWN],
    [['M', 'constructor', 'name'], UNKNOWN],
    [['M', 'dev', 'constructor'], UNKNOWN],
    [['Odd', 'a', 'b'], UNKNOWN],
    [['Odd', 'a', 'c'], UNKNOWN],
    [['Odd', 'a', 'd'], UNKNOWN],
    [['Many', { Ref: 'E' }, 'k'], UNKNOWN],
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

describe('Fn::Base64', () => {
  test.each<[unknown, unknown]>([
    ['AWS CloudFormation', 'QVdTIENsb3VkRm9ybWF0aW9u'],
    ['', ''],
    [{ 'Fn::Join': ['', ['a', 'é']] }, 'YcOp'],
    [{ Ref: 'P' }, '<`Fn::Base64` of open text at ``[\'Fn::Base64\']``>'],
  ])('%j', (argument, expected) => {
    expect(String(resolved({ 'Fn::Base64': argument }, parameter('String'))).replace(/at .*>$/, 'at ``[\'Fn::Base64\']``>')).toBe(expected);
  });

  test('whatever it is made of, no wildcard comes out', () => {
    const text = intrinsicsOf(parameter('String')).text({ 'Fn::Base64': { Ref: 'P' } });

    expect(openValues(text).map(({ shape }) => shape !== undefined)).toEqual([true]);
  });
});

describe('Fn::Cidr', () => {
  const sections = parameter('String');

  test.each<[unknown, unknown]>([
    [['192.168.0.0/24', 6, 5], ['192.168.0.0/27', '192.168.0.32/27', '192.168.0.64/27', '192.168.0.96/27', '192.168.0.128/27', '192.168.0.160/27']],
    [['10.0.0.0/16', '2', '8'], ['10.0.0.0/24', '10.0.1.0/24']],
    [[{ 'Fn::Sub': '10.0.0.0/16' }, 1, 8], ['10.0.0.0/24']],
    [[{ Ref: 'P' }, 1, 8], UNKNOWN],
    [['10.0.0.0/16', { Ref: 'P' }, 8], UNKNOWN],
    [['10.0.0.0/16', 2], UNKNOWN],
    [['10.0.0.0/16', 2, 8, 1], UNKNOWN],
    ['10.0.0.0/16', UNKNOWN],
    [null, UNKNOWN],
  ])('%j', (argument, expected) => {
    expect(resolved({ 'Fn::Cidr': argument }, sections)).toEqual(expected);
  });
});

describe('Fn::GetAZs', () => {
  test('nobody knows how many there are', () => {
    expect(resolved({ 'Fn::GetAZs': '' })).toBe(UNKNOWN);
  });

  test('one of them begins with the name of its region', () => {
    const intrinsics = intrinsicsOf({}, new PseudoParameters(ACCOUNT, REGION));
    const zone = (region: unknown) => intrinsics.text({ 'Fn::Select': [0, { 'Fn::GetAZs': region }] });

    for (const region of ['', { Ref: 'AWS::Region' }, REGION]) {
      expect(['us-east-1a', 'us-east-1b', 'us-west-2a', '*'].map(one => covers(zone(region), one))).toEqual([MAYBE, MAYBE, NO, NO]);
    }
    expect(Pattern.compile(zone('')).matches(zone(''))).toBe(YES);
    expect(covers(zone('eu-west-1'), 'us-east-1a')).toBe(NO);
  });
});

describe('Fn::Length', () => {
  const sections = { Parameters: { L: { Type: 'CommaDelimitedList' }, P: { Type: 'String' } } };

  test.each<[unknown, unknown]>([
    [['a', 'b', 'c'], 3],
    [[], 0],
    [{ 'Fn::Split': ['|', 'a|b'] }, 2],
    [['a', NO_VALUE, { Ref: 'P' }], 2],
  ])('%j', (list, expected) => {
    expect(resolved({ 'Fn::Length': list }, sections)).toBe(expected);
  });

  test.each<[unknown]>([[{ Ref: 'L' }], [['a', either('b')]], ['text'], [null]])('of %j is a number that nobody knows', list => {
    const text = intrinsicsOf(sections).text({ 'Fn::Length': list });

    expect([covers(text, '2'), covers(text, '*')]).toEqual([MAYBE, NO]);
  });
});

describe('Fn::ToJsonString', () => {
  const sections = { Parameters: { P: { Type: 'String' }, S: { Type: 'String', AllowedValues: ['dev', 'prod'] } } };

  test.each<[unknown, unknown]>([
    [{ key1: 'value1', key2: { 'Fn::Sub': 'resolvedValue' } }, '{"key1":"value1","key2":"resolvedValue"}'],
    [[{ key1: 'value1' }, { key2: 5, key3: [true, null] }], '[{"key1":"value1"},{"key2":5,"key3":[true,null]}]'],
    [{ a: 'say "hi"\n' }, '{"a":"say \\"hi\\"\\n"}'],
    [{ a: { 'Fn::Join': ['"', ['x', { Ref: 'AWS::AccountId' }]] } }, '{"a":"x\\"<AWS::AccountId>"}'],
    [{ a: { Ref: 'S' }, b: NO_VALUE }, '{"a":"<parameter `S`>"}'],
    [{ a: { Ref: 'P' } }, UNKNOWN],
    [{ a: either(['x'], 'y') }, UNKNOWN],
    [{ a: '{{resolve:ssm:x}}' }, UNKNOWN],
    [{ a: 1.5 }, UNKNOWN],
    ['text', UNKNOWN],
    [5, UNKNOWN],
    [null, UNKNOWN],
  ])('%j', (argument, expected) => {
    expect(resolved({ 'Fn::ToJsonString': argument }, sections)).toBe(expected);
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

  test('a condition that is decided leaves one branch', () => {
    const sections = { Conditions: { Sure: { 'Fn::Equals': ['a', 'a'] }, Never: { 'Fn::Equals': ['a', 'b'] } } };

    expect(resolved({ 'Fn::If': ['Sure', 'then', { Ref: 'Missing' }] }, sections)).toBe('then');
    expect(resolved({ 'Fn::If': ['Never', 'then', NO_VALUE] }, sections)).toBe(undefined);
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

describe('what is unknown says which function, and where', () => {
  const sections = { Parameters: { L: { Type: 'CommaDelimitedList' }, P: { Type: 'String' } }, Resources: { R: { Type: 'AWS::IAM::Role', Properties: { RoleName: { 'Fn::Join': 'a' } } } } };
  const names = (value: unknown) => openNames(intrinsicsOf(sections).resolve(value));

  test.each<[unknown, string]>([
    [{ 'Fn::Join': ['-'] }, "a `Fn::Join` of an open list at `['Fn::Join']`"],
    [{ Statement: [{ Resource: { 'Fn::Join': ['', { Ref: 'L' }] } }] }, "a `Fn::Join` of an open list at `Statement[0].Resource['Fn::Join']`"],
    [[{ 'Fn::Sub': [] }], "a `Fn::Sub` of open text at `[0]['Fn::Sub']`"],
    [{ 'Fn::Sub': ['${X}', { X: { 'Fn::Select': [0] } }] }, "a `Fn::Select` from an open list at `['Fn::Sub'][1].X['Fn::Select']`"],
    [{ 'Fn::Split': ['', 'a'] }, "a `Fn::Split` of open text at `['Fn::Split']`"],
    [{ 'Fn::FindInMap': ['M', 'a', 'b'] }, "a `Fn::FindInMap` that names no mapping at `['Fn::FindInMap']`"],
    [{ 'Fn::If': ['C', 'a'] }, "a `Fn::If` that cannot be read at `['Fn::If']`"],
    [{ 'Fn::Cidr': [] }, "a `Fn::Cidr` of open values at `['Fn::Cidr']`"],
    [{ 'Fn::ToJsonString': 5 }, "a `Fn::ToJsonString` of open values at `['Fn::ToJsonString']`"],
    [{ 'Fn::ImportValue': [] }, "a `Fn::ImportValue` that names nothing at `['Fn::ImportValue']`"],
    [{ 'Fn::GetStackOutput': [] }, "a `Fn::GetStackOutput` that names nothing at `['Fn::GetStackOutput']`"],
    [{ 'Fn::GetAtt': [] }, "a `Fn::GetAtt` that names nothing at `['Fn::GetAtt']`"],
    [{ Ref: [] }, 'a `Ref` that names nothing at `Ref`'],
    [{ a: { 'Fn::Transform': {} } }, "`Fn::Transform` at `a['Fn::Transform']`"],
    [{ a: { 'Fn::Transform': {}, 'b': 1 } }, '`Fn::Transform` beside other keys at `a`'],
    [{ a: { 'Fn::ForEach::X': [], 'b': 1 } }, '`Fn::ForEach::X` beside other keys at `a`'],
    [{ Ref: 'R' }, "a `Fn::Join` of an open list at `R.Properties.RoleName['Fn::Join']`"],
    [{ 'Fn::ImportValue': 'net-Vpc' }, '`Fn::ImportValue` of `net-Vpc`'],
  ])('%j', (value, name) => {
    expect(names(value)).toEqual([name]);
  });
});

describe('what fails is never the same as something else', () => {
  const sections = { Parameters: { L: { Type: 'CommaDelimitedList' }, M: { Type: 'CommaDelimitedList' }, N: { Type: 'Number' } } };
  const answer = (one: unknown, other: unknown) => {
    const intrinsics = intrinsicsOf(sections);
    return Pattern.compile(intrinsics.text(one)).matches(intrinsics.text(other));
  };

  test.each<[unknown, unknown]>([
    [{ 'Fn::Join': ['', { Ref: 'L' }] }, { 'Fn::Join': ['', { Ref: 'M' }] }],
    [{ 'Fn::Select': [0, { Ref: 'L' }] }, { 'Fn::Select': [1, { Ref: 'L' }] }],
    [{ 'Fn::Select': [0, { Ref: 'L' }] }, { 'Fn::Select': [0, { Ref: 'M' }] }],
    [{ 'Fn::Select': [{ Ref: 'N' }, { Ref: 'L' }] }, { 'Fn::Select': [{ Ref: 'N' }, { Ref: 'M' }] }],
    [{ 'Fn::Sub': { Ref: 'L' } }, { 'Fn::Sub': { Ref: 'M' } }],
    [{ 'Fn::Base64': { Ref: 'N' } }, { 'Fn::Base64': { Ref: 'L' } }],
    [{ 'Fn::Length': { Ref: 'L' } }, { 'Fn::Length': { Ref: 'M' } }],
    [{ 'Fn::GetAtt': [] }, { 'Fn::GetAtt': ['A'] }],
  ])('%j and %j', (one, other) => {
    expect(answer(one, other)).toBe(MAYBE);
  });

  test('the same member of the same list is', () => {
    expect(answer({ 'Fn::Select': [0, { Ref: 'L' }] }, { 'Fn::Select': ['0', { Ref: 'L' }] })).toBe(YES);
  });
});

describe('hostile values end in a moment', () => {
  const nested = (levels: number, around: (inner: unknown, i: number) => unknown, end: unknown = 'x') =>
    Array.from({ length: levels }).reduce((inner: unknown, _, i) => around(inner, i), end);
  const roles = (count: number, name: (i: number) => unknown) =>
    ({ Resources: Object.fromEntries(Array.from({ length: count }, (_, i) => [`R${i}`, { Type: 'AWS::IAM::Role', Properties: { RoleName: name(i) } }])) });
  const twice = { Parameters: { P: { Type: 'String', AllowedValues: ['0', '1'] } }, Mappings: { M: { 0: { 0: '0', 1: '1' }, 1: { 0: '1', 1: '0' } } } };

  test.each<[string, unknown, object?]>([
    ['a variable that stands twice, sixty times', nested(60, X => ({ 'Fn::Sub': ['${X}${X}', { X }] }))],
    ['an open one', nested(60, X => ({ 'Fn::Sub': ['${X}${X}', { X }] }), { Ref: 'P' }), twice],
    ['one of several', nested(50, (X, i) => ({ 'Fn::Sub': ['${X}${X}', { X: { 'Fn::If': [`C${i}`, X, 'y'] } }] }))],
    ['names that stand twice in names', { Ref: 'R0' }, roles(200, i => ({ 'Fn::Sub': `\${R${i + 1}}\${R${i + 1}}` }))],
    ['names that are choices of names', { Ref: 'R0' }, roles(200, i => ({ 'Fn::If': ['C', { Ref: `R${i + 1}` }, { 'Fn::Sub': `x\${R${i + 1}}` }] }))],
    ['two names that are made of each other', { Ref: 'R0' }, roles(2, i => ({ 'Fn::Sub': `\${R${1 - i}}\${R${1 - i}}` }))],
    ['deep values in a long chain of names', { Ref: 'R0' }, roles(100, i => nested(80, x => ({ 'Fn::Join': ['', [x]] }), { Ref: `R${i + 1}` }))],
    ['a hundred thousand members', { 'Fn::Join': [',', Array.from({ length: 100_000 }, (_, i) => `m${i}`)] }],
    ['a hundred thousand open members', { 'Fn::Join': [',', Array.from({ length: 100_000 }, () => ({ Ref: 'AWS::Region' }))] }],
    ['ten thousand conditions beside each other', { 'Fn::Join': ['', Array.from({ length: 10_000 }, (_, i) => ({ 'Fn::If': [`C${i}`, 'a', 'b'] }))] }],
    ['an index of two, sixty times', nested(60, x => ({ 'Fn::Select': [{ Ref: 'P' }, [x, 'b']] })), twice],
    ['a key of two, sixty times', nested(60, x => ({ 'Fn::FindInMap': ['M', x, { Ref: 'P' }] }), { Ref: 'P' }), twice],
    ['a text that is split sixty times', nested(60, x => ({ 'Fn::Select': [0, { 'Fn::Split': ['|', x] }] }), either('a|b', 'c'))],
    ['Fn::Base64 two hundred times', nested(200, x => ({ 'Fn::Base64': x }))],
    ['Fn::ToJsonString a hundred times', nested(100, x => ({ 'Fn::ToJsonString': [x] }), '"')],
  ])('%s', (_, value, sections = {}) => {
    const text = intrinsicsOf(sections).text(value);

    expect(typeof text === 'string' || text instanceof OpenText).toBe(true);
  });

  test('what is long is still exact', () => {
    const members = Array.from({ length: 100_000 }, (_, i) => `m${i}`);
    const names = Array.from({ length: 10_000 }, (_, i) => `V${i}`);

    expect(resolved({ 'Fn::Join': [',', members] })).toBe(members.join());
    expect(resolved({ 'Fn::Sub': [names.map(name => `\${${name}}`).join(), Object.fromEntries(names.map(name => [name, name]))] })).toBe(names.join());
  });

  test('no name is taken from the prototype of an object', () => {
    const sections = { Parameters: { P: { Type: 'String' } }, Mappings: { M: { a: { b: 'c' } } }, Resources: { R: { Type: 'AWS::S3::Bucket' } } };
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const values = [{ Ref: name }, { 'Fn::GetAtt': [name, name] }, { 'Fn::GetAtt': ['R', name] }, { 'Fn::FindInMap': [name, 'a', 'b'] }, { 'Fn::FindInMap': ['M', name, name] },
        { 'Fn::FindInMap': ['M', 'a', name] }, { 'Fn::Sub': [`\${${name}}`, {}] }, { 'Fn::ImportValue': name }];

      expect(values.map(value => resolved(value, sections))).toEqual(values.map(() => UNKNOWN));
      expect(resolved({ 'Fn::If': [name, 'a', 'b'] }, sections)).toBe('<a|b>');
    }
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
    fc.pre(!constant.includes('noise') && !/\{.*\{|\}.*\}/s.test(constant) && !DELIMITERS.every(one => constant.includes(one)));
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
        .map(argument => ({ 'Fn::FindInMap': argument })),
      fc.tuple(fc.constant('M'), tie('text'), fc.constantFrom('k', 'j'), fc.record({ DefaultValue: tie('text') })).map(argument => ({ 'Fn::FindInMap': argument })),
      tie('text').map(argument => ({ 'Fn::Base64': argument })),
      tie('list').map(argument => ({ 'Fn::ToJsonString': { a: argument } })),
      ...openLists ? [fc.tuple(fc.constant('-'), fc.array(tie('list').map(argument => ({ 'Fn::Length': argument })), { maxLength: 2 })).map(argument => ({ 'Fn::Join': argument }))] : []),
    list: openLists
      ? fc.oneof({ depthSize: 'small', withCrossShrink: true },
        fc.array(tie('text'), { minLength: 1, maxLength: 3 }),
        fc.array(fc.oneof(tie('text'), fc.tuple(conditions, tie('text'), fc.constant(NO_VALUE)).map(argument => ({ 'Fn::If': argument }))), { minLength: 1, maxLength: 3 }),
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
  const names = fc.constantFrom('Ref', 'Fn::GetAtt', 'Fn::Join', 'Fn::Sub', 'Fn::Select', 'Fn::Split', 'Fn::FindInMap', 'Fn::If', 'Fn::Base64', 'Fn::Cidr',
    'Fn::GetAZs', 'Fn::Length', 'Fn::ToJsonString', 'Fn::ImportValue', 'Fn::GetStackOutput', 'StackName', 'OutputName', 'DefaultValue', 'Fn::Any', 'x');
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
