import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { policyProperties, PolicyProperty } from '../../src/cloudformation/policy-properties';
import { PolicyAnalyzer } from '../../src/engine/analysis/policy-analyzer';
import { PolicyDocument } from '../../src/engine/policy/policy-document';

const PROPERTIES: PolicyProperty[] = readFileSync(path.join(__dirname, '..', '..', 'data', 'cloudformation-policy-properties.ndjson'), 'utf8')
  .trim().split('\n').map(line => JSON.parse(line));
const DOCUMENTS = PROPERTIES.filter(({ kind }) => ['identity', 'trust', 'resource', 'session', 'vpce', 'scp|rcp'].includes(kind));

const named = ({ type, path: where }: PolicyProperty) => `${type} ${where}`;

/** One property, by the end of its type and of its path. */
function property(type: string, where: string): Partial<PolicyProperty> {
  const { type: _, path: __, ...rest } = policyProperties(`AWS::${type}`).find(one => one.path === where)!;
  return rest;
}

test('a type has its properties, decoys too', () => {
  expect(policyProperties('AWS::IAM::Role')).toEqual([
    { type: 'AWS::IAM::Role', path: 'AssumeRolePolicyDocument', kind: 'trust', policyType: 'trust' },
    { type: 'AWS::IAM::Role', path: 'ManagedPolicyArns', kind: 'managed-arns' },
    { type: 'AWS::IAM::Role', path: 'PermissionsBoundary', kind: 'boundary' },
    { type: 'AWS::IAM::Role', path: 'Policies[*].PolicyDocument', kind: 'identity', policyType: 'identity' },
  ]);
  expect(policyProperties('AWS::S3::BucketPolicy')).toEqual([
    { type: 'AWS::S3::BucketPolicy', path: 'PolicyDocument', kind: 'resource', policyType: 'resource', protects: 'Bucket', checkedAs: 'AWS::S3::Bucket' },
  ]);
  expect(policyProperties('AWS::Cognito::UserPool')).toEqual([{ type: 'AWS::Cognito::UserPool', path: 'Policies', kind: 'decoy' }]);
});

test('a type has the properties of its family too', () => {
  const connectors = { type: 'AWS::Serverless::*', path: 'Connectors{*}.Properties.Permissions', kind: 'identity', form: 'samConnector' };

  expect(policyProperties('AWS::Serverless::StateMachine')).toEqual([
    { type: 'AWS::Serverless::StateMachine', path: 'PermissionsBoundaries', kind: 'boundary' },
    { type: 'AWS::Serverless::StateMachine', path: 'Policies', kind: 'identity', policyType: 'identity', form: 'samPolicies' },
    connectors,
  ]);
  expect(policyProperties('AWS::Serverless::SimpleTable')).toEqual([connectors]);
});

test.each(['AWS::SNS::Subscriptions', 'AWS::EC2::VPC', 'Custom::Thing', 'constructor', '__proto__', '', 'AWS::Serverless'])('%j has none', type => {
  expect(policyProperties(type)).toEqual([]);
});

test('what one caller does to the answer does not reach the next', () => {
  expect(() => (policyProperties('AWS::IAM::Role') as unknown[]).pop()).toThrow(TypeError);
  expect(policyProperties('AWS::IAM::Role')).toHaveLength(4);
});

// What a document is parsed as

test.each<[string, string[]]>([
  ['identity', ['identity']],
  ['trust', ['trust']],
  ['session', ['session']],
  ['resource', ['resource']],
  ['vpce', ['vpcEndpoint']],
])('documents of kind %s are of policy type %j', (kind, types) => {
  const found = DOCUMENTS.filter(one => one.kind === kind && one.policyType !== undefined).map(({ policyType }) => policyType);

  expect([...new Set(found)]).toEqual(types);
});

test('three properties hold no document of one policy type', () => {
  expect(DOCUMENTS.filter(({ policyType }) => policyType === undefined).map(one => [named(one), one.kind, one.form])).toEqual([
    ['AWS::Organizations::Policy Content', 'scp|rcp', undefined],
    ['AWS::RAM::Permission PolicyTemplate', 'resource', 'permission'],
    ['AWS::Serverless::* Connectors{*}.Properties.Permissions', 'identity', 'samConnector'],
  ]);
});

test('a document of each policy type is one', () => {
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole' };
  const documents = {
    identity: { ...statement, Resource: '*' },
    session: { ...statement, Resource: '*' },
    trust: { ...statement, Principal: { Service: 'lambda.amazonaws.com' } },
    resource: { ...statement, Principal: '*', Resource: '*' },
    vpcEndpoint: { ...statement, Principal: '*', Resource: '*' },
  };

  for (const policyType of new Set(DOCUMENTS.flatMap(one => one.policyType ?? []))) {
    const Statement = [documents[policyType as keyof typeof documents]];
    expect([policyType, PolicyDocument.parse({ Version: '2012-10-17', Statement }, { type: policyType }).problems]).toEqual([policyType, []]);
  }
});

test('what is no whole document says its form', () => {
  expect(PROPERTIES.filter(({ form }) => form !== undefined).map(one => `${named(one)}: ${one.form}`)).toEqual([
    'AWS::ApiGateway::RestApi Body: openapi',
    'AWS::Events::EventBusPolicy Statement: statement',
    'AWS::IoT::CACertificate RegistrationConfig.TemplateBody: template',
    'AWS::IoT::ProvisioningTemplate TemplateBody: template',
    'AWS::RAM::Permission PolicyTemplate: permission',
    'AWS::Serverless::* Connectors{*}.Properties.Permissions: samConnector',
    'AWS::Serverless::Api Auth.ResourcePolicy.CustomStatements: statements',
    'AWS::Serverless::Api DefinitionBody: openapi',
    'AWS::Serverless::Function Events{*}.Properties.Auth.ResourcePolicy.CustomStatements: statements',
    'AWS::Serverless::Function Policies: samPolicies',
    'AWS::Serverless::StateMachine Policies: samPolicies',
  ]);
});

// What a document is attached to

test('every resource policy says what it protects, and no other property does', () => {
  const resourcePolicies = PROPERTIES.filter(({ kind, policyType }) => kind === 'resource' && policyType === 'resource');

  expect(PROPERTIES.filter(({ protects }) => protects !== undefined)).toEqual(resourcePolicies);
  expect(PROPERTIES.filter(({ checkedAs, protects }) => checkedAs !== undefined && protects === undefined)).toEqual([]);
});

test('what stands beside its resource names it', () => {
  const selves = PROPERTIES.filter(({ protects }) => protects === '$self').map(named);
  const apart = /::(\w*Policy) /;

  expect(selves.filter(name => apart.test(name))).toEqual([]);
  expect(PROPERTIES.filter(one => one.kind === 'resource' && one.protects?.startsWith('$') === false && !apart.test(named(one))).map(named))
    .toEqual(['AWS::Serverless::Function Events{*}.Properties.Auth.ResourcePolicy.CustomStatements']);
});

test('policies of accounts, registries and organizations name no resource', () => {
  expect(PROPERTIES.filter(({ protects }) => protects === '$account').map(({ type }) => type)).toEqual([
    'AWS::ECR::RegistryPolicy', 'AWS::ECR::RepositoryCreationTemplate', 'AWS::Logs::ResourcePolicy', 'AWS::Organizations::ResourcePolicy', 'AWS::XRay::ResourcePolicy',
  ]);
});

test.each<[string, string, string, string | undefined]>([
  ['SQS::QueuePolicy', 'PolicyDocument', 'Queues[*]', 'AWS::SQS::Queue'],
  ['SNS::TopicPolicy', 'PolicyDocument', 'Topics[*]', 'AWS::SNS::Topic'],
  ['SecretsManager::ResourcePolicy', 'ResourcePolicy', 'SecretId', 'AWS::SecretsManager::Secret'],
  ['Lambda::ResourcePolicy', 'PolicyDocument', 'ResourceArn', 'AWS::Lambda::Function'],
  ['KMS::ReplicaKey', 'KeyPolicy', '$self', 'AWS::KMS::Key'],
  ['S3Express::BucketPolicy', 'PolicyDocument', 'Bucket', 'AWS::S3Express::DirectoryBucket'],
  ['S3Tables::TablePolicy', 'ResourcePolicy', 'TableARN', 'AWS::S3Tables::Table'],
  ['DynamoDB::Table', 'ResourcePolicy.PolicyDocument', '$self', 'AWS::DynamoDB::Table'],
  ['DynamoDB::Table', 'StreamSpecification.ResourcePolicy.PolicyDocument', '$self', 'AWS::DynamoDB::Stream'],
  ['DynamoDB::GlobalTable', 'Replicas[*].ReplicaStreamSpecification.ResourcePolicy.PolicyDocument', '$self', 'AWS::DynamoDB::Stream'],
  ['ECR::Repository', 'RepositoryPolicyText', '$self', undefined],
])('%s.%s protects %s, checked as %s', (type, where, protects, checkedAs) => {
  expect(property(type, where)).toEqual({ kind: 'resource', policyType: 'resource', protects, checkedAs });
});

test('types that are checked for public access are those that AWS checks, and all that a template can make are there', () => {
  const checked = [...new Set(PROPERTIES.flatMap(({ checkedAs }) => checkedAs ?? []))].sort();
  const Statement = { Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' };

  for (const type of checked) {
    expect([type, PolicyAnalyzer.checkNoPublicAccess({ Version: '2012-10-17', Statement }, type).result]).toEqual([type, 'PASS']);
  }
  expect(checked).toEqual([
    'AWS::ApiGateway::RestApi', 'AWS::Backup::BackupVault', 'AWS::CloudTrail::EventDataStore', 'AWS::CodeArtifact::Domain', 'AWS::DynamoDB::Stream', 'AWS::DynamoDB::Table',
    'AWS::EFS::FileSystem', 'AWS::KMS::Key', 'AWS::Kinesis::Stream', 'AWS::Lambda::Function', 'AWS::OpenSearchService::Domain', 'AWS::S3::AccessPoint', 'AWS::S3::Bucket',
    'AWS::S3Express::AccessPoint', 'AWS::S3Express::DirectoryBucket', 'AWS::S3Outposts::AccessPoint', 'AWS::S3Outposts::Bucket', 'AWS::S3Tables::Table',
    'AWS::S3Tables::TableBucket', 'AWS::SNS::Topic', 'AWS::SQS::Queue', 'AWS::SecretsManager::Secret',
  ]);
});

// Nothing gets lost

/** Found later than the list was collected. */
const LATER = [
  'AWS::CleanRooms::IdMappingTable InputReferenceConfig.ManageResourcePolicies',
  'AWS::CleanRooms::IdNamespaceAssociation InputReferenceConfig.ManageResourcePolicies',
  'AWS::Config::ConformancePack TemplateS3Uri',
  'AWS::Config::ConformancePack TemplateSSMDocumentDetails',
  'AWS::Config::OrganizationConformancePack TemplateS3Uri',
  'AWS::DataZone::SubscriptionTarget AuthorizedPrincipals',
  'AWS::Glue::Catalog CreateDatabaseDefaultPermissions',
  'AWS::Glue::Catalog CreateTableDefaultPermissions',
  'AWS::Glue::Database DatabaseInput.CreateTableDefaultPermissions',
  'AWS::LakeFormation::DataLakeSettings ExternalDataFilteringAllowList',
  'AWS::LakeFormation::DataLakeSettings ReadOnlyAdmins',
  'AWS::Logs::Integration ResourceConfig.OpenSearchResourceConfig.DashboardViewerPrincipals',
  'AWS::QuickSight::Dashboard LinkSharingConfiguration.Permissions',
  'AWS::SageMaker::Project ServiceCatalogProvisioningDetails',
  'AWS::SageMaker::Project TemplateProviderDetails[*].CfnTemplateProviderDetail.TemplateURL',
  'AWS::ServiceCatalog::CloudFormationProduct SourceConnection',
  'AWS::ServiceCatalog::CloudFormationProvisionedProduct ProductId',
  'AWS::ServiceCatalog::CloudFormationProvisionedProduct ProductName',
];

describe('the list that was collected is there, row for row', () => {
  const collected = PROPERTIES.filter(one => !LATER.includes(named(one)));
  const count = (...kinds: string[]) => collected.filter(({ kind }) => kinds.includes(kind)).length;

  test('106 documents on 97 types', () => {
    const documents = DOCUMENTS.filter(one => !LATER.includes(named(one)));

    expect([documents.length, new Set(documents.map(({ type }) => type)).size]).toEqual([106, 97]);
    expect([count('identity'), count('trust'), count('session'), count('scp|rcp'), count('resource'), count('vpce')]).toEqual([15, 2, 3, 1, 81, 4]);
  });

  test('118 grants, 17 templates, 32 decoys, 12 lists of managed policies, 7 boundaries', () => {
    expect([count('grant'), count('template'), count('decoy'), count('managed-arns'), count('boundary')]).toEqual([118, 17, 32, 12, 7]);
    expect(collected).toHaveLength(292);
  });

  test('the rows are these, and no others', () => {
    const rows = collected.map(one => `${named(one)} ${one.kind}`).sort().join('\n');

    expect(createHash('sha256').update(rows).digest('hex')).toBe('a24da08185f3571b371e7475b9460bdab3f8d6c2fbeb4a1eafa6b4799f18e952');
  });

  test('what was found later is there too', () => {
    expect(PROPERTIES.map(named).filter(name => LATER.includes(name))).toEqual(LATER);
  });
});
