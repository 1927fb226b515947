import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { ResourceType, resourceType } from '../../src/cloudformation/resource-types';

const committed: ResourceType[] = readFileSync(path.join(__dirname, '..', '..', 'data', 'cloudformation-types.ndjson'), 'utf8')
  .trim().split('\n').map(line => JSON.parse(line));

test('every type of the list is found, as it stands there', () => {
  expect(committed.length).toBeGreaterThan(1_800);
  expect(committed.filter(one => JSON.stringify(resourceType(one.type)) !== JSON.stringify(one))).toEqual([]);
});

test('a type is read once', () => {
  expect(resourceType('AWS::IAM::Role')).toBe(resourceType('AWS::IAM::Role'));
});

test.each<[string, Partial<ResourceType>]>([
  ['AWS::IAM::Role', { arn: 'arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}', ref: ['RoleName'], names: ['RoleName'] }],
  ['AWS::IAM::User', { arn: 'arn:${Partition}:iam::${Account}:user/${UserNameWithPath}', ref: ['UserName'], names: ['UserName'] }],
  ['AWS::IAM::Group', { arn: 'arn:${Partition}:iam::${Account}:group/${GroupNameWithPath}', ref: ['GroupName'], names: ['GroupName'] }],
  ['AWS::IAM::ManagedPolicy', { arn: 'arn:${Partition}:iam::${Account}:policy/${PolicyNameWithPath}', ref: ['PolicyArn'] }],
  ['AWS::S3::Bucket', { arn: 'arn:${Partition}:s3:::${BucketName}', ref: ['BucketName'], names: ['BucketName'] }],
  ['AWS::KMS::Key', { arn: 'arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}', ref: ['KeyId'], names: [] }],
  ['AWS::SNS::Topic', { arn: 'arn:${Partition}:sns:${Region}:${Account}:${TopicName}', ref: ['TopicArn'] }],
  ['AWS::SQS::Queue', { arn: 'arn:${Partition}:sqs:${Region}:${Account}:${QueueName}', ref: ['QueueUrl'] }],
  ['AWS::Lambda::Function', { arn: 'arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}', ref: ['FunctionName'] }],
])('%s', (type, facts) => {
  expect(resourceType(type)).toEqual(expect.objectContaining(facts));
});

test.each(['AWS::IAM::Role', 'AWS::S3::Bucket', 'AWS::Logs::LogGroup', 'AWS::SQS::Queue', 'AWS::KMS::Key', 'AWS::Lambda::Function'])(
  'the ARN of %s is reviewed', type => {
    expect(resourceType(type)!.opaque).toContain('Arn');
  });

test.each([
  '', ' ', 'AWS::IAM', 'AWS::IAM::role', 'AWS::IAM::Role ', 'AWS::IAM::Roles', 'Custom::Thing', 'Third::Party::Type', 'My::Own::Thing::MODULE',
  'constructor', '__proto__', 'toString', '{"type":"AWS::IAM::Role"', '\n', '"',
])('%j is no type that AWS publishes', type => {
  expect(resourceType(type)).toBe(undefined);
});

test.each(['AWS::CloudFormation::Stack', 'AWS::CloudFormation::CustomResource', 'AWS::CloudFormation::Macro'])(
  'attributes of %s may hold anything', type => {
    expect(resourceType(type)!.opaque).toEqual([]);
  });

test('no attribute that repeats what somebody wrote is reviewed by its name', () => {
  const authored = /(^|\.)(Value|Values|Outputs?|Data|Body|Content|Text|Json|Policy|PolicyDocument|Url|Endpoint)$/;

  expect(committed.flatMap(({ type, opaque }) => opaque.filter(name => authored.test(name)).map(name => `${type}.${name}`))).toEqual([]);
});
