import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { ACCOUNT, decisions } from './templates';
import { Grant, GrantRow, grantRows, grantsOf } from '../../src/cloudformation/grants';
import { Intrinsics } from '../../src/cloudformation/intrinsics';
import { PseudoParameters } from '../../src/cloudformation/pseudo-parameters';
import { Template } from '../../src/cloudformation/template';
import { ANONYMOUS, Caller, parseCaller } from '../../src/engine/evaluation/caller';
import { OpenNode } from '../../src/engine/policy/open-node';
import { PolicyDocument } from '../../src/engine/policy/policy-document';
import { PolicyType } from '../../src/engine/policy/policy-type';
import { OpenText, OpenValue, Shape, Text } from '../../src/engine/policy/text';
import { ServiceAuthorizationReference } from '../../src/engine/service-authorization/service-authorization-reference';

const REGION = 'eu-central-1';
const FACTS = { account: ACCOUNT, region: REGION, partition: 'aws' };
const PARTNER = '222222222222';
const STRANGER = '333333333333';
const ROLE = `arn:aws:iam::${PARTNER}:role/Partner`;
const OTHER_ROLE = `arn:aws:iam::${PARTNER}:role/Other`;
const STRANGERS_ROLE = `arn:aws:iam::${STRANGER}:role/Stranger`;
const OWN_ARN = `arn:aws:example:${REGION}:${ACCOUNT}:own/arn`;
const ORGANIZATION = 'o-a1b2c3d4e5';

const inRegion = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

function rows(): GrantRow[] {
  return lines('cloudformation-grants.ndjson');
}

function lines(file: string): any[] {
  return readFileSync(path.join(__dirname, '../../data', file), 'utf8').trim().split('\n').map(line => JSON.parse(line));
}

function lift(type: string, properties: Record<string, unknown>, arn: Text = OWN_ARN) {
  return grantsOf(type, properties, arn, FACTS);
}

function documentOf(grants: Grant[]): PolicyDocument {
  return PolicyDocument.parse({ Version: '2012-10-17', Statement: grants.map(one => one.statement) }, { type: PolicyType.RESOURCE });
}

// Requests

interface Ask {
  readonly who: string;
  readonly action: string;
  readonly resource: string;
  readonly context?: Record<string, string[]>;
}

const EVERYTHING = PolicyDocument.parse({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] });

/** Callers of other accounts have every identity policy: only the grant decides. */
function answer({ who, action, resource, context }: Ask, grants: Grant[]): string[] {
  const caller: Caller = who === 'anonymous' ? ANONYMOUS : parseCaller(who)!;
  return decisions({ caller, action, resource, context }, { identity: [EVERYTHING], resource: documentOf(grants) });
}

interface Case {
  readonly type: string;
  readonly arn?: string;
  readonly properties: Record<string, unknown>;
  readonly allowed: Ask;
  /** What makes the request one that is not allowed, one thing at a time. */
  readonly refused: Partial<Ask>[];
}

const account = (ask: Omit<Ask, 'who'>) => ({ who: ROLE, ...ask });
const quickSight = (type: string, resource: string): Case => ({
  type: `AWS::QuickSight::${type}`,
  arn: inRegion('quicksight', resource),
  properties: {
    TopicId: 'one',
    Permissions: [
      { Principal: `arn:aws:quicksight:${REGION}:${PARTNER}:user/default/partner`, Actions: ['quicksight:DescribeDashboard'] },
      { Principal: `arn:aws:quicksight:${REGION}:${STRANGER}:group/default/strangers`, Actions: ['quicksight:ListTagsForResource'] },
    ],
  },
  allowed: account({ action: 'quicksight:DescribeDashboard', resource: inRegion('quicksight', resource) }),
  refused: [{ who: STRANGERS_ROLE }, { action: 'quicksight:ListTagsForResource' }, { resource: inRegion('quicksight', 'theme/another') }],
});

const FUNCTION = inRegion('lambda', 'function:report');
const BUCKET = 'arn:aws:s3:::reports';
const DATABASE = inRegion('glue', 'database/sales');
const TABLE = inRegion('glue', 'table/sales/orders');
const CA = inRegion('acm-pca', 'certificate-authority/1');

const CASES: Case[] = [
  {
    type: 'AWS::ACMPCA::Permission',
    properties: { Principal: 'acm.amazonaws.com', Actions: ['IssueCertificate', 'GetCertificate'], CertificateAuthorityArn: CA, SourceAccount: ACCOUNT },
    allowed: { who: 'acm.amazonaws.com', action: 'acm-pca:IssueCertificate', resource: CA, context: { 'aws:SourceAccount': [ACCOUNT] } },
    refused: [{ who: 'sns.amazonaws.com' }, { action: 'acm-pca:ListPermissions' }, { resource: inRegion('acm-pca', 'certificate-authority/2') }, { context: { 'aws:SourceAccount': [STRANGER] } }],
  },
  {
    type: 'AWS::CodeGuruProfiler::ProfilingGroup',
    arn: inRegion('codeguru-profiler', 'profilingGroup/web'),
    properties: { ProfilingGroupName: 'web', AgentPermissions: { Principals: [ROLE] } },
    allowed: { who: ROLE, action: 'codeguru-profiler:PostAgentProfile', resource: inRegion('codeguru-profiler', 'profilingGroup/web') },
    refused: [{ who: OTHER_ROLE }, { action: 'codeguru-profiler:GetProfile' }],
  },
  {
    type: 'AWS::Cognito::IdentityPool',
    arn: inRegion('cognito-identity', 'identitypool/1'),
    properties: { AllowUnauthenticatedIdentities: true },
    allowed: { who: 'anonymous', action: 'cognito-identity:GetCredentialsForIdentity', resource: '*', context: { 'cognito-identity-unauth:IdentityPoolArn': [inRegion('cognito-identity', 'identitypool/1')] } },
    refused: [{ action: 'cognito-identity:DescribeIdentity' }, { context: { 'cognito-identity-unauth:IdentityPoolArn': [inRegion('cognito-identity', 'identitypool/2')] } }],
  },
  {
    type: 'AWS::Config::AggregationAuthorization',
    properties: { AuthorizedAccountId: PARTNER, AuthorizedAwsRegion: REGION },
    allowed: account({ action: 'config:GetAggregateResourceConfig', resource: inRegion('config', `aggregation-authorization/${PARTNER}/${REGION}`) }),
    refused: [{ who: STRANGERS_ROLE }, { action: 'config:PutConfigRule' }],
  },
  {
    type: 'AWS::EC2::NetworkInterfacePermission',
    properties: { AwsAccountId: PARTNER, NetworkInterfaceId: 'eni-1', Permission: 'INSTANCE-ATTACH' },
    allowed: account({ action: 'ec2:AttachNetworkInterface', resource: inRegion('ec2', 'network-interface/eni-1') }),
    refused: [{ who: STRANGERS_ROLE }, { action: 'ec2:AssociateAddress' }, { resource: inRegion('ec2', 'network-interface/eni-2') }],
  },
  {
    type: 'AWS::EC2::VPCEndpointServicePermissions',
    properties: { ServiceId: 'vpce-svc-1', AllowedPrincipals: [`arn:aws:iam::${PARTNER}:root`] },
    allowed: account({ action: 'ec2:CreateVpcEndpoint', resource: inRegion('ec2', 'vpc-endpoint-service/vpce-svc-1') }),
    refused: [{ who: STRANGERS_ROLE }, { action: 'ec2:DeleteVpcEndpoints' }, { resource: inRegion('ec2', 'vpc-endpoint-service/vpce-svc-2') }],
  },
  {
    type: 'AWS::EKS::AccessEntry',
    properties: { ClusterName: 'shop', PrincipalArn: ROLE, KubernetesGroups: ['viewers'] },
    allowed: { who: ROLE, action: 'eks:AccessKubernetesApi', resource: inRegion('eks', 'cluster/shop') },
    refused: [{ who: OTHER_ROLE }, { action: 'eks:DescribeCluster' }, { resource: inRegion('eks', 'cluster/bank') }],
  },
  {
    type: 'AWS::EntityResolution::PolicyStatement',
    properties: {
      Arn: inRegion('entityresolution', 'idnamespace/people'),
      StatementId: 'partner',
      Effect: 'Allow',
      Principal: [PARTNER],
      Action: ['entityresolution:GetIdNamespace'],
      Condition: JSON.stringify({ StringEquals: { 'aws:PrincipalTag/team': 'people' } }),
    },
    allowed: account({ action: 'entityresolution:GetIdNamespace', resource: inRegion('entityresolution', 'idnamespace/people'), context: { 'aws:PrincipalTag/team': ['people'] } }),
    refused: [{ who: STRANGERS_ROLE }, { action: 'entityresolution:DeleteIdNamespace' }, { context: {} }],
  },
  {
    type: 'AWS::Events::EventBusPolicy',
    properties: {
      StatementId: 'organization',
      EventBusName: 'orders',
      Principal: '*',
      Action: 'events:PutEvents',
      Condition: { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: ORGANIZATION },
    },
    allowed: account({ action: 'events:PutEvents', resource: inRegion('events', 'event-bus/orders'), context: { 'aws:PrincipalOrgID': [ORGANIZATION] } }),
    refused: [{ context: { 'aws:PrincipalOrgID': ['o-zzzzzzzzzz'] } }, { action: 'events:PutRule' }, { resource: inRegion('events', 'event-bus/default') }],
  },
  {
    type: 'AWS::GlobalAccelerator::CrossAccountAttachment',
    properties: { Name: 'shared', Principals: [`arn:aws:globalaccelerator::${PARTNER}:accelerator/1`], Resources: [] },
    allowed: account({ action: 'globalaccelerator:AddEndpoints', resource: OWN_ARN }),
    refused: [{ who: STRANGERS_ROLE }, { action: 'globalaccelerator:DeleteCrossAccountAttachment' }],
  },
  {
    type: 'AWS::ImageBuilder::DistributionConfiguration',
    properties: { Distributions: [{ Region: REGION, AmiDistributionConfiguration: { LaunchPermissionConfiguration: { UserGroups: ['all'] } } }] },
    allowed: account({ action: 'ec2:RunInstances', resource: `arn:aws:ec2:${REGION}::image/ami-1` }),
    refused: [{ action: 'ec2:DeregisterImage' }, { resource: 'arn:aws:ec2:us-east-1::image/ami-1' }],
  },
  {
    type: 'AWS::Glue::Catalog',
    properties: { Name: 'sales', CreateTableDefaultPermissions: [{ Principal: { DataLakePrincipalIdentifier: ROLE }, Permissions: ['DESCRIBE'] }] },
    allowed: { who: ROLE, action: 'glue:GetTable', resource: TABLE },
    refused: [{ who: OTHER_ROLE }, { action: 'glue:UpdateTable' }],
  },
  {
    type: 'AWS::Glue::Database',
    properties: {
      CatalogId: ACCOUNT,
      DatabaseInput: { Name: 'sales', CreateTableDefaultPermissions: [{ Principal: { DataLakePrincipalIdentifier: ROLE }, Permissions: ['ALTER'] }] },
    },
    allowed: { who: ROLE, action: 'glue:UpdateTable', resource: TABLE },
    refused: [{ who: OTHER_ROLE }, { action: 'glue:DeleteTable' }, { resource: inRegion('glue', 'table/hr/people') }],
  },
  {
    type: 'AWS::Logs::Integration',
    properties: { IntegrationType: 'OPENSEARCH', ResourceConfig: { OpenSearchResourceConfig: { DashboardViewerPrincipals: [ROLE] } } },
    allowed: { who: ROLE, action: 'aoss:DashboardsAccessAll', resource: inRegion('aoss', 'dashboards/default') },
    refused: [{ who: OTHER_ROLE }, { action: 'aoss:DeleteCollection', resource: inRegion('aoss', 'collection/1') }],
  },
  {
    type: 'AWS::LakeFormation::DataLakeSettings',
    properties: { Admins: [{ DataLakePrincipalIdentifier: ROLE }] },
    allowed: { who: ROLE, action: 'lakeformation:GrantPermissions', resource: '*' },
    refused: [{ who: OTHER_ROLE }, { action: 'lakeformation:PutDataLakeSettings' }],
  },
  {
    type: 'AWS::LakeFormation::Permissions',
    properties: {
      DataLakePrincipal: { DataLakePrincipalIdentifier: ROLE },
      Resource: { DatabaseResource: { Name: 'sales' } },
      Permissions: ['CREATE_TABLE'],
      PermissionsWithGrantOption: [],
    },
    allowed: { who: ROLE, action: 'glue:CreateTable', resource: DATABASE },
    refused: [{ who: OTHER_ROLE }, { action: 'glue:DeleteDatabase' }, { resource: inRegion('glue', 'database/hr') }, { action: 'lakeformation:GrantPermissions' }],
  },
  {
    type: 'AWS::LakeFormation::PrincipalPermissions',
    properties: {
      Principal: { DataLakePrincipalIdentifier: PARTNER },
      Resource: { Table: { CatalogId: ACCOUNT, DatabaseName: 'sales', Name: 'orders' } },
      Permissions: ['SELECT'],
      PermissionsWithGrantOption: [],
    },
    allowed: account({ action: 'glue:GetTable', resource: TABLE }),
    refused: [{ who: STRANGERS_ROLE }, { action: 'glue:DeleteTable' }, { resource: inRegion('glue', 'table/sales/refunds') }, { action: 'lakeformation:GrantPermissions' }],
  },
  {
    type: 'AWS::Lambda::LayerVersionPermission',
    properties: { Action: 'lambda:GetLayerVersion', LayerVersionArn: inRegion('lambda', 'layer:tools:1'), Principal: '*', OrganizationId: ORGANIZATION },
    allowed: account({ action: 'lambda:GetLayerVersion', resource: inRegion('lambda', 'layer:tools:1'), context: { 'aws:PrincipalOrgID': [ORGANIZATION] } }),
    refused: [{ context: { 'aws:PrincipalOrgID': ['o-zzzzzzzzzz'] } }, { context: {} }, { resource: inRegion('lambda', 'layer:tools:2') }],
  },
  {
    type: 'AWS::Lambda::Permission',
    properties: {
      FunctionName: 'report',
      Action: 'lambda:InvokeFunction',
      Principal: 's3.amazonaws.com',
      SourceArn: BUCKET,
      SourceAccount: ACCOUNT,
    },
    allowed: { who: 's3.amazonaws.com', action: 'lambda:InvokeFunction', resource: FUNCTION, context: { 'aws:SourceArn': [BUCKET], 'aws:SourceAccount': [ACCOUNT] } },
    refused: [
      { who: 'sns.amazonaws.com' }, { action: 'lambda:GetFunction' }, { resource: inRegion('lambda', 'function:reports') },
      { context: { 'aws:SourceArn': ['arn:aws:s3:::report'], 'aws:SourceAccount': [ACCOUNT] } }, { context: { 'aws:SourceArn': [BUCKET], 'aws:SourceAccount': [STRANGER] } },
    ],
  },
  {
    type: 'AWS::Lambda::Url',
    properties: { TargetFunctionArn: FUNCTION, AuthType: 'NONE' },
    allowed: { who: 'anonymous', action: 'lambda:InvokeFunctionUrl', resource: FUNCTION, context: { 'lambda:FunctionUrlAuthType': ['NONE'] } },
    refused: [{ context: { 'lambda:FunctionUrlAuthType': ['AWS_IAM'] } }, { action: 'lambda:InvokeFunction' }, { resource: inRegion('lambda', 'function:other') }],
  },
  {
    type: 'AWS::LicenseManager::Grant',
    properties: {
      LicenseArn: `arn:aws:license-manager::${ACCOUNT}:license:l-1`,
      Principals: [`arn:aws:organizations::${ACCOUNT}:ou/${ORGANIZATION}/ou-ab12-33333333`],
      AllowedOperations: ['CheckoutLicense', 'ExtendConsumptionLicense'],
    },
    allowed: account({
      action: 'license-manager:ExtendLicenseConsumption',
      resource: `arn:aws:license-manager::${ACCOUNT}:license:l-1`,
      context: { 'aws:PrincipalOrgPaths': [`${ORGANIZATION}/r-ab12/ou-ab12-11111111/ou-ab12-33333333/`] },
    }),
    refused: [
      { context: { 'aws:PrincipalOrgPaths': [`${ORGANIZATION}/r-ab12/ou-ab12-11111111/`] } }, { context: {} }, { action: 'license-manager:CreateGrant' },
      { resource: `arn:aws:license-manager::${ACCOUNT}:license:l-2` },
    ],
  },
  {
    type: 'AWS::OpenSearchServerless::AccessPolicy',
    properties: {
      Name: 'logs',
      Type: 'data',
      Policy: JSON.stringify([{ Rules: [{ ResourceType: 'index', Resource: ['index/logs/*'], Permission: ['aoss:ReadDocument'] }], Principal: [ROLE] }]),
    },
    allowed: { who: ROLE, action: 'aoss:APIAccessAll', resource: inRegion('aoss', 'collection/1'), context: { 'aoss:collection': ['logs'] } },
    refused: [{ who: OTHER_ROLE }, { action: 'aoss:DeleteCollection' }, { context: { 'aoss:collection': ['payroll'] } }],
  },
  {
    type: 'AWS::QBusiness::DataAccessor',
    properties: { ApplicationId: 'app', Principal: ROLE, ActionConfigurations: [{ Action: 'qbusiness:SearchRelevantContent' }] },
    allowed: { who: ROLE, action: 'qbusiness:SearchRelevantContent', resource: inRegion('qbusiness', 'application/app') },
    refused: [{ who: OTHER_ROLE }, { action: 'qbusiness:ChatSync' }, { resource: inRegion('qbusiness', 'application/another') }],
  },
  {
    type: 'AWS::QBusiness::Permission',
    properties: { ApplicationId: 'app', StatementId: 'vendor', Principal: ROLE, Actions: ['qbusiness:SearchRelevantContent'] },
    allowed: { who: ROLE, action: 'qbusiness:SearchRelevantContent', resource: inRegion('qbusiness', 'application/app') },
    refused: [{ who: OTHER_ROLE }, { action: 'qbusiness:ChatSync' }, { resource: inRegion('qbusiness', 'application/another') }],
  },
  ...['ActionConnector', 'Analysis', 'Dashboard', 'DataSet', 'DataSource', 'Flow', 'Folder', 'KnowledgeBase', 'Space', 'Template', 'Theme'].map(type => quickSight(type, `thing/${type}`)),
  quickSight('TopicV2', 'topic/one'),
  {
    type: 'AWS::Redshift::EndpointAuthorization',
    properties: { Account: PARTNER, ClusterIdentifier: 'sales' },
    allowed: account({ action: 'redshift:CreateEndpointAccess', resource: inRegion('redshift', 'cluster:sales') }),
    refused: [{ who: STRANGERS_ROLE }, { action: 'redshift:DeleteCluster' }, { resource: inRegion('redshift', 'cluster:hr') }],
  },
  {
    type: 'AWS::S3::AccessGrant',
    properties: { AccessGrantsLocationId: 'default', Grantee: { GranteeType: 'IAM', GranteeIdentifier: ROLE }, Permission: 'READ' },
    allowed: { who: ROLE, action: 's3:GetDataAccess', resource: inRegion('s3', 'access-grants/default') },
    refused: [{ who: OTHER_ROLE }, { action: 's3:DeleteAccessGrant' }, { action: 's3:PutObject' }],
  },
  {
    type: 'AWS::S3::Bucket',
    arn: BUCKET,
    properties: { AccessControl: 'PublicRead' },
    allowed: { who: 'anonymous', action: 's3:ListBucket', resource: BUCKET },
    refused: [{ action: 's3:PutObject', resource: `${BUCKET}/a` }, { action: 's3:GetObject', resource: `${BUCKET}/a` }, { resource: 'arn:aws:s3:::reports-2' }],
  },
  {
    type: 'AWS::SecurityLake::Subscriber',
    properties: { AccessTypes: ['S3'], SubscriberIdentity: { Principal: PARTNER, ExternalId: 'secret' } },
    allowed: account({ action: 'sts:AssumeRole', resource: `arn:aws:iam::${ACCOUNT}:role/AmazonSecurityLake-1`, context: { 'sts:ExternalId': ['secret'] } }),
    refused: [{ who: STRANGERS_ROLE }, { context: { 'sts:ExternalId': ['guess'] } }, { action: 'glue:GetTable', resource: inRegion('glue', 'table/amazon_security_lake_glue_db_eu/t') }],
  },
  {
    type: 'AWS::Serverless::Function',
    arn: FUNCTION,
    properties: { FunctionUrlConfig: { AuthType: 'NONE' } },
    allowed: { who: 'anonymous', action: 'lambda:InvokeFunction', resource: FUNCTION, context: { 'lambda:InvokedViaFunctionUrl': ['true'] } },
    refused: [{ context: {} }, { action: 'lambda:GetFunction' }],
  },
  {
    type: 'AWS::ServiceCatalog::PortfolioPrincipalAssociation',
    properties: { PortfolioId: 'port-1', PrincipalARN: 'arn:aws:iam:::role/Dev*', PrincipalType: 'IAM_PATTERN' },
    allowed: { who: `arn:aws:iam::${PARTNER}:role/Developer`, action: 'servicecatalog:ProvisionProduct', resource: inRegion('catalog', 'product/prod-1') },
    refused: [{ who: ROLE }, { action: 'servicecatalog:DeletePortfolio' }, { resource: inRegion('catalog', 'portfolio/port-1') }],
  },
  {
    type: 'AWS::ServiceCatalog::PortfolioShare',
    properties: { PortfolioId: 'port-1', AccountId: PARTNER },
    allowed: account({ action: 'servicecatalog:AcceptPortfolioShare', resource: inRegion('catalog', 'portfolio/port-1') }),
    refused: [{ who: STRANGERS_ROLE }, { action: 'servicecatalog:DeletePortfolio' }, { resource: inRegion('catalog', 'portfolio/port-2') }],
  },
  {
    type: 'AWS::Signer::ProfilePermission',
    properties: { ProfileName: 'code', ProfileVersion: 'v1', StatementId: 'partner', Action: 'signer:StartSigningJob', Principal: PARTNER },
    allowed: account({ action: 'signer:StartSigningJob', resource: inRegion('signer', '/signing-profiles/code'), context: { 'signer:ProfileVersion': ['v1'] } }),
    refused: [{ who: STRANGERS_ROLE }, { action: 'signer:GetSigningProfile' }, { context: { 'signer:ProfileVersion': ['v2'] } }],
  },
  {
    type: 'AWS::VpcLattice::Service',
    arn: inRegion('vpc-lattice', 'service/svc-1'),
    properties: { AuthType: 'NONE' },
    allowed: { who: 'anonymous', action: 'vpc-lattice-svcs:Invoke', resource: inRegion('vpc-lattice', 'service/svc-1/orders') },
    refused: [{ action: 'vpc-lattice:DeleteService' }, { resource: inRegion('vpc-lattice', 'service/svc-2/orders') }],
  },
  {
    type: 'AWS::VpcLattice::ServiceNetwork',
    arn: inRegion('vpc-lattice', 'servicenetwork/sn-1'),
    properties: {},
    allowed: {
      who: 'anonymous',
      action: 'vpc-lattice-svcs:Invoke',
      resource: inRegion('vpc-lattice', 'service/svc-1/orders'),
      context: { 'vpc-lattice-svcs:ServiceNetworkArn': [inRegion('vpc-lattice', 'servicenetwork/sn-1')] },
    },
    refused: [{ action: 'vpc-lattice:DeleteService' }, { context: { 'vpc-lattice-svcs:ServiceNetworkArn': [inRegion('vpc-lattice', 'servicenetwork/sn-2')] } }],
  },
];

/** What it opens is written outside of the template. */
const OPEN: Case = {
  type: 'AWS::RAM::ResourceShare',
  properties: { Name: 'network', ResourceArns: [inRegion('ec2', 'subnet/subnet-1')], Principals: [PARTNER] },
  allowed: account({ action: 'ec2:RunInstances', resource: inRegion('ec2', 'subnet/subnet-1') }),
  refused: [{ who: STRANGERS_ROLE }, { resource: inRegion('ec2', 'subnet/subnet-2') }],
};

describe('the rows', () => {
  test('every property that grants without a document is in exactly one of them, and nothing else is', () => {
    const grants = lines('cloudformation-policy-properties.ndjson').filter(one => one.kind === 'grant').map(one => `${one.type} ${one.path}`);

    expect(rows().flatMap(row => row.paths.map(one => `${row.type} ${one}`)).sort()).toEqual(grants.sort());
  });

  test('they are sorted by type', () => {
    const types = rows().map(row => row.type);

    expect(types).toEqual([...types].sort());
  });

  test.each(rows().map(row => [row.type, row] as const))('%s: a treatment, a reason, and a page of AWS', (_, row) => {
    expect(['statement', 'attachment', 'membership', 'opaque', 'none']).toContain(row.treatment);
    expect(row.reason).toMatch(/^[^A-Z].*[^.]$/);
    expect(row.see).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/\S+\.html$/);
    expect(row.statements !== undefined).toBe(row.treatment === 'statement');
    expect(row.when !== undefined).toBe(row.treatment === 'opaque');
  });

  test('every action that they write out is one that AWS lists', () => {
    const actions = rows().flatMap(row => row.statements ?? []).flatMap(one => wordsOf(one.Action)).filter(word => /^[a-z0-9-]+:[A-Za-z]+$/.test(word));

    expect(actions.length).toBeGreaterThan(100);
    expect(actions.filter(one => ServiceAuthorizationReference.action(one)?.name !== one)).toEqual([]);
  });

  test('every condition key that they write out is one that AWS lists', () => {
    const keys = rows().flatMap(row => row.statements ?? []).flatMap(one => Object.values(one.Condition ?? {}).flatMap(keysOf)).filter(key => !/[${]/.test(key));
    const unlisted = (key: string) => ['lambda', 'vpc-lattice-svcs', 'cognito-identity', 'signer', 'aoss', 'sts'].every(service => ServiceAuthorizationReference.conditionKey(service, key) === undefined);

    expect(keys.length).toBeGreaterThan(10);
    expect(keys.filter(unlisted)).toEqual([]);
  });

  test('every type that is lifted has a request below that it allows', () => {
    const lifted = rows().filter(row => row.treatment === 'statement').map(row => row.type);

    expect([...CASES, OPEN].map(one => one.type).sort()).toEqual(lifted.sort());
  });
});

function keysOf(block: unknown): string[] {
  return typeof block === 'object' && block !== null ? Object.keys(block) : [];
}

function wordsOf(value: unknown): string[] {
  if (typeof value === 'string') { return [value]; }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(wordsOf) : [];
}

describe('a lifted grant', () => {
  test.each(CASES.map(one => [one.type, one] as const))('%s allows what it grants, and nothing near it', (type, { arn, properties, allowed, refused }) => {
    const { grants, opaque } = lift(type, properties, arn);

    expect(opaque).toEqual([]);
    expect(documentOf(grants).problems).toEqual([]);
    expect(answer(allowed, grants)).toEqual(['allowed']);
    for (const change of refused) { expect([change, answer({ ...allowed, ...change }, grants)]).toEqual([change, ['implicitDeny']]); }
  });

  test('what a resource share opens is not in the template: it may be any action on its resources', () => {
    const { grants } = lift(OPEN.type, OPEN.properties);

    expect(answer(OPEN.allowed, grants)).toEqual(['allowed', 'implicitDeny']);
    for (const change of OPEN.refused) { expect(answer({ ...OPEN.allowed, ...change }, grants)).toEqual(['implicitDeny']); }
  });

  test('says where it is, and what AWS says about it', () => {
    expect(lift('AWS::EC2::VPCEndpointServicePermissions', { ServiceId: 'vpce-svc-1', AllowedPrincipals: ['*', PARTNER] }).grants).toEqual([
      {
        path: 'Properties.AllowedPrincipals[0]',
        see: 'https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html',
        statement: { Effect: 'Allow', Principal: '*', Action: 'ec2:CreateVpcEndpoint', Resource: inRegion('ec2', 'vpc-endpoint-service/vpce-svc-1') },
      },
      {
        path: 'Properties.AllowedPrincipals[1]',
        see: 'https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html',
        statement: { Effect: 'Allow', Principal: { AWS: PARTNER }, Action: 'ec2:CreateVpcEndpoint', Resource: inRegion('ec2', 'vpc-endpoint-service/vpce-svc-1') },
      },
    ]);
  });

  test('in a list stands at its member', () => {
    const Distributions = [{ Region: REGION }, { AmiDistributionConfiguration: { LaunchPermissionConfiguration: { UserIds: [PARTNER] } } }];

    expect(lift('AWS::ImageBuilder::DistributionConfiguration', { Distributions }).grants.map(({ path: at, statement }) => [at, statement])).toEqual([[
      'Properties.Distributions[1].AmiDistributionConfiguration.LaunchPermissionConfiguration.UserIds[0]',
      { Effect: 'Allow', Principal: { AWS: PARTNER }, Action: 'ec2:RunInstances', Resource: 'arn:aws:ec2:*::image/*' },
    ]]);
  });

  test('is none for types and properties that grant nothing', () => {
    const nothing = { grants: [], opaque: [] };

    expect(lift('AWS::EC2::VPC', { Principal: '*' })).toEqual(nothing);
    expect(lift('constructor', {})).toEqual(nothing);
    expect(lift('AWS::S3::Bucket', {})).toEqual(nothing);
    expect(lift('AWS::S3::Bucket', { AccessControl: 'Private' })).toEqual(nothing);
    expect(lift('AWS::Lambda::Url', { TargetFunctionArn: FUNCTION, AuthType: 'AWS_IAM' })).toEqual(nothing);
    expect(lift('AWS::Cognito::IdentityPool', { AllowUnauthenticatedIdentities: false })).toEqual(nothing);
    expect(lift('AWS::VpcLattice::Service', { AuthType: 'AWS_IAM' })).toEqual(nothing);
    expect(lift('AWS::RAM::ResourceShare', { Name: 'empty', Principals: [PARTNER] })).toEqual(nothing);
    expect(lift('AWS::EC2::SecurityGroup', { SecurityGroupIngress: [{ CidrIp: '0.0.0.0/0' }] })).toEqual(nothing);
    expect(lift('AWS::IAM::User', { Groups: ['admins'] })).toEqual(nothing);
    expect(lift('AWS::Events::EventBusPolicy', { StatementId: 'document', Statement: { Effect: 'Allow' } })).toEqual(nothing);
  });
});

describe('Lake Formation', () => {
  const Resource = { Table: { CatalogId: ACCOUNT, DatabaseName: 'sales', Name: 'orders' } };
  const granted = { Principal: { DataLakePrincipalIdentifier: ROLE }, Resource, Permissions: ['DESCRIBE'], PermissionsWithGrantOption: [] as string[] };
  const type = 'AWS::LakeFormation::PrincipalPermissions';
  const ask = (action: string, resource: string, properties: Record<string, unknown>, of = type) => answer({ who: ROLE, action, resource }, lift(of, properties).grants);

  test('reading data takes another permission than describing it', () => {
    expect(ask('lakeformation:GetDataAccess', '*', granted)).toEqual(['implicitDeny']);
    expect(ask('lakeformation:GetDataAccess', '*', { ...granted, Permissions: ['SELECT'] })).toEqual(['allowed']);
  });

  test('a grant option grants', () => {
    expect(ask('lakeformation:GrantPermissions', '*', granted)).toEqual(['implicitDeny']);
    expect(ask('lakeformation:GrantPermissions', '*', { ...granted, PermissionsWithGrantOption: ['DESCRIBE'] })).toEqual(['allowed']);
  });

  test('all tables of a database', () => {
    expect(ask('glue:GetTable', TABLE, { ...granted, Resource: { Table: { CatalogId: ACCOUNT, DatabaseName: 'sales', TableWildcard: {} } } })).toEqual(['allowed']);
    expect(ask('glue:GetTable', TABLE, { ...granted, Resource: { Table: { CatalogId: ACCOUNT, DatabaseName: 'hr', TableWildcard: {} } } })).toEqual(['implicitDeny']);
  });

  test('resources by tag are every resource', () => {
    expect(ask('glue:GetTable', TABLE, { ...granted, Resource: { LFTagPolicy: { CatalogId: ACCOUNT, ResourceType: 'TABLE', Expression: [] } } })).toEqual(['allowed']);
  });

  test('a resource that may be one by tag may be every resource', () => {
    const either = OpenNode.choice('condition `C`', [{ Database: { CatalogId: ACCOUNT, Name: 'hr' } }, { LFTagPolicy: {} }]);

    expect(ask('glue:GetTable', TABLE, { ...granted, Resource: either })).toEqual(['allowed', 'implicitDeny']);
  });

  test('administrators that only read grant nothing', () => {
    const settings = { ReadOnlyAdmins: [{ DataLakePrincipalIdentifier: ROLE }] };

    expect(ask('lakeformation:ListPermissions', '*', settings, 'AWS::LakeFormation::DataLakeSettings')).toEqual(['allowed']);
    expect(ask('lakeformation:GrantPermissions', '*', settings, 'AWS::LakeFormation::DataLakeSettings')).toEqual(['implicitDeny']);
  });

  test.each([[true, 'allowed'], [false, 'implicitDeny'], [undefined, 'implicitDeny']])('engines of listed accounts get credentials where external filtering is %s', (AllowExternalDataFiltering, decision) => {
    const settings = { AllowExternalDataFiltering, ExternalDataFilteringAllowList: [{ DataLakePrincipalIdentifier: PARTNER }] };

    expect(ask('lakeformation:GetTemporaryGlueTableCredentials', '*', settings, 'AWS::LakeFormation::DataLakeSettings')).toEqual([decision]);
  });
});

describe('more of a type', () => {
  test('images for an organization', () => {
    const LaunchPermissionConfiguration = { OrganizationArns: [`arn:aws:organizations::${ACCOUNT}:organization/${ORGANIZATION}`] };
    const { grants } = lift('AWS::ImageBuilder::DistributionConfiguration', { Distributions: [{ Region: REGION, AmiDistributionConfiguration: { LaunchPermissionConfiguration } }] });
    const ask = { who: ROLE, action: 'ec2:RunInstances', resource: `arn:aws:ec2:${REGION}::image/ami-1` };

    expect(answer({ ...ask, context: { 'aws:PrincipalOrgID': [ORGANIZATION] } }, grants)).toEqual(['allowed']);
    expect(answer(ask, grants)).toEqual(['implicitDeny']);
  });

  test('a dashboard that is shared by link', () => {
    const Permissions = [{ Principal: `arn:aws:quicksight:${REGION}:${PARTNER}:namespace/default`, Actions: ['quicksight:QueryDashboard'] }];
    const { grants } = lift('AWS::QuickSight::Dashboard', { LinkSharingConfiguration: { Permissions } });

    expect(grants.map(one => one.path)).toEqual(['Properties.LinkSharingConfiguration.Permissions[0].Principal']);
    expect(answer({ who: ROLE, action: 'quicksight:QueryDashboard', resource: OWN_ARN }, grants)).toEqual(['allowed']);
  });

  test('a statement in parts that denies', () => {
    const statement = { Arn: 'arn:aws:entityresolution:::x', Effect: 'Deny', Principal: [PARTNER], Action: ['entityresolution:GetIdNamespace'] };

    expect(answer({ who: ROLE, action: 'entityresolution:GetIdNamespace', resource: 'arn:aws:entityresolution:::x' }, lift('AWS::EntityResolution::PolicyStatement', statement).grants)).toEqual(['explicitDeny']);
  });

  test('both permissions to attach and to associate', () => {
    const lifted = (Permission: string) => lift('AWS::EC2::NetworkInterfacePermission', { AwsAccountId: PARTNER, NetworkInterfaceId: 'eni-1', Permission }).grants.map(one => (one.statement as any).Action);

    expect([lifted('INSTANCE-ATTACH'), lifted('EIP-ASSOCIATE')]).toEqual([['ec2:AttachNetworkInterface'], ['ec2:AssociateAddress']]);
  });

  test('query access to Security Lake', () => {
    const { grants } = lift('AWS::SecurityLake::Subscriber', { AccessTypes: ['LAKEFORMATION'], SubscriberIdentity: { Principal: PARTNER, ExternalId: 'secret' } });

    expect(answer({ who: ROLE, action: 'glue:GetTable', resource: inRegion('glue', 'table/amazon_security_lake_glue_db_eu/t') }, grants)).toEqual(['allowed']);
    expect(answer({ who: ROLE, action: 'sts:AssumeRole', resource: `arn:aws:iam::${ACCOUNT}:role/AmazonSecurityLake-1`, context: { 'sts:ExternalId': ['secret'] } }, grants)).toEqual(['implicitDeny']);
  });

  test('writing through an access grant: where is not in the template', () => {
    const { grants } = lift('AWS::S3::AccessGrant', { Grantee: { GranteeType: 'IAM', GranteeIdentifier: ROLE }, Permission: 'WRITE' });

    expect(answer({ who: ROLE, action: 's3:PutObject', resource: `${BUCKET}/a` }, grants)).toEqual(['allowed', 'implicitDeny']);
    expect(answer({ who: ROLE, action: 's3:GetObject', resource: `${BUCKET}/a` }, grants)).toEqual(['implicitDeny']);
  });

  test('a public bucket that is written to', () => {
    const { grants } = lift('AWS::S3::Bucket', { AccessControl: 'PublicReadWrite' }, BUCKET);

    expect(answer({ who: 'anonymous', action: 's3:PutObject', resource: `${BUCKET}/a` }, grants)).toEqual(['allowed']);
    expect(answer({ who: 'anonymous', action: 's3:ListBucket', resource: BUCKET }, grants)).toEqual(['allowed']);
  });
});

describe('principals', () => {
  const principal = (Principal: unknown, more = {}) =>
    lift('AWS::Lambda::Permission', { FunctionName: 'report', Action: 'lambda:InvokeFunction', Principal, ...more }).grants.map(one => (one.statement as any).Principal);

  test.each([
    ['everyone', '*', '*'],
    ['an account', PARTNER, { AWS: PARTNER }],
    ['the root user of an account', `arn:aws:iam::${PARTNER}:root`, { AWS: `arn:aws:iam::${PARTNER}:root` }],
    ['a role', ROLE, { AWS: ROLE }],
    ['a session', `arn:aws:sts::${PARTNER}:assumed-role/Partner/me`, { AWS: `arn:aws:sts::${PARTNER}:assumed-role/Partner/me` }],
    ['a service', 'sns.amazonaws.com', { Service: 'sns.amazonaws.com' }],
    ['a service outside of AWS', 'alexa-appkit.amazon.com', { Service: 'alexa-appkit.amazon.com' }],
    ['a deleted role', 'AROAABCDEFGHIJKLMNOPQ', { AWS: 'AROAABCDEFGHIJKLMNOPQ' }],
    ['a group stands as its account', `arn:aws:iam::${PARTNER}:group/Developers`, { AWS: PARTNER }],
    ['roles by pattern', `arn:aws:iam::${PARTNER}:role/Dev*`, { AWS: PARTNER }],
    ['an account of an organization', `arn:aws:organizations::${ACCOUNT}:account/${ORGANIZATION}/${PARTNER}`, { AWS: PARTNER }],
  ])('%s', (_, written, read) => {
    expect(principal(written)).toEqual([read]);
  });

  test.each([
    [`arn:aws:organizations::${ACCOUNT}:organization/${ORGANIZATION}`, { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } }],
    [`arn:aws:organizations::${ACCOUNT}:ou/${ORGANIZATION}/ou-ab12-33333333`, { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': `${ORGANIZATION}/*/ou-ab12-33333333/*` } }],
  ])('%s is everyone in it', (written, condition) => {
    expect(lift('AWS::RAM::ResourceShare', { ResourceArns: ['arn:aws:ec2:::x'], Principals: [written] }).grants.map(one => one.statement)).toMatchObject([
      { Effect: 'Allow', Principal: '*', Resource: 'arn:aws:ec2:::x', Condition: condition },
    ]);
  });

  test('an organization joins the other conditions', () => {
    const grants = lift('AWS::Lambda::Permission', {
      FunctionName: 'report', Action: 'lambda:InvokeFunction', SourceAccount: ACCOUNT, Principal: `arn:aws:organizations::${ACCOUNT}:organization/${ORGANIZATION}`,
    }).grants;

    expect((grants[0].statement as any).Condition).toEqual({ StringEquals: { 'aws:SourceAccount': ACCOUNT, 'aws:PrincipalOrgID': ORGANIZATION } });
  });

  test('everyone whom IAM allows in the catalog is the account', () => {
    const { grants } = lift('AWS::LakeFormation::PrincipalPermissions', {
      Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Resource: { Database: { CatalogId: ACCOUNT, Name: 'sales' } }, Permissions: ['DESCRIBE'], PermissionsWithGrantOption: [],
    });

    expect(grants.map(one => (one.statement as any).Principal)).toEqual([{ AWS: ACCOUNT }]);
  });

  test('everyone with an AWS account is not everyone', () => {
    const { grants } = lift('AWS::S3::Bucket', { AccessControl: 'AuthenticatedRead' }, BUCKET);

    expect(answer({ who: STRANGERS_ROLE, action: 's3:ListBucket', resource: BUCKET }, grants)).toEqual(['allowed']);
    expect(answer({ who: 'anonymous', action: 's3:ListBucket', resource: BUCKET }, grants)).toEqual(['implicitDeny']);
  });

  test('log delivery writes into the bucket', () => {
    const { grants } = lift('AWS::S3::Bucket', { AccessControl: 'LogDeliveryWrite' }, BUCKET);

    expect(answer({ who: 'logging.s3.amazonaws.com', action: 's3:PutObject', resource: `${BUCKET}/log` }, grants)).toEqual(['allowed']);
    expect(answer({ who: 'anonymous', action: 's3:PutObject', resource: `${BUCKET}/log` }, grants)).toEqual(['implicitDeny']);
  });
});

describe('names and ARNs', () => {
  const resource = (type: string, properties: Record<string, unknown>) => lift(type, properties).grants.map(one => (one.statement as any).Resource);

  test.each([
    ['report', FUNCTION],
    ['report:live', `${FUNCTION}:live`],
    [FUNCTION, FUNCTION],
    [`${ACCOUNT}:function:report`, FUNCTION],
  ])('a function is %s', (FunctionName, arn) => {
    expect(resource('AWS::Lambda::Permission', { FunctionName, Action: 'lambda:InvokeFunction', Principal: PARTNER })).toEqual([arn]);
  });

  test.each([
    [undefined, inRegion('events', 'event-bus/default')],
    ['orders', inRegion('events', 'event-bus/orders')],
    [inRegion('events', 'event-bus/orders'), inRegion('events', 'event-bus/orders')],
  ])('an event bus is %s', (EventBusName, arn) => {
    expect(resource('AWS::Events::EventBusPolicy', { EventBusName, StatementId: 'one', Action: 'events:PutEvents', Principal: PARTNER })).toEqual([arn]);
  });
});

describe('Block Public Access', () => {
  const publicRead = (configuration: unknown) => lift('AWS::S3::Bucket', { AccessControl: 'PublicRead', PublicAccessBlockConfiguration: configuration }, BUCKET).grants;

  test.each(['IgnorePublicAcls', 'BlockPublicAcls'])('%s switches public lists off', name => {
    expect(publicRead({ [name]: true })).toEqual([]);
    expect(publicRead({ [name]: 'true' })).toEqual([]);
    expect(publicRead({ [name]: false })).toHaveLength(1);
  });

  test('policies are another matter', () => {
    expect(publicRead({ BlockPublicPolicy: true, RestrictPublicBuckets: true })).toHaveLength(1);
  });

  test('a switch that is not known closes nothing', () => {
    const grants = publicRead({ IgnorePublicAcls: OpenText.of(OpenValue.unknown('parameter `Closed`')) });

    expect(answer({ who: 'anonymous', action: 's3:ListBucket', resource: BUCKET }, grants)).toEqual(['allowed', 'implicitDeny']);
  });
});

describe('open values', () => {
  const template = Template.parse(JSON.stringify({
    Parameters: { Anything: { Type: 'String' }, Auth: { Type: 'String', AllowedValues: ['NONE', 'AWS_IAM'] }, List: { Type: 'CommaDelimitedList' }, Number: { Type: 'Number' } },
    Resources: { Fn: { Type: 'AWS::Lambda::Function' }, Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'Caller' } } },
  }));
  const pseudo = new PseudoParameters();
  const intrinsics = new Intrinsics(template, pseudo);
  const ref = (name: string) => ({ Ref: name });
  const liftOpen = (type: string, properties: Record<string, unknown>, facts = FACTS) => grantsOf(type, intrinsics.resolve(properties) as any, OWN_ARN, facts);
  const permission = { FunctionName: 'report', Action: 'lambda:InvokeFunction', Principal: 's3.amazonaws.com' };
  const asked: Ask = { who: 's3.amazonaws.com', action: 'lambda:InvokeFunction', resource: FUNCTION };

  test('a parameter as the switch: it may be granted', () => {
    const { grants, opaque } = liftOpen('AWS::Lambda::Url', { TargetFunctionArn: FUNCTION, AuthType: ref('Auth') });

    expect(opaque).toEqual([]);
    expect(answer({ who: 'anonymous', action: 'lambda:InvokeFunctionUrl', resource: FUNCTION, context: { 'lambda:FunctionUrlAuthType': ['NONE'] } }, grants)).toEqual(['allowed', 'implicitDeny']);
    expect(documentOf(grants).statements.map(one => one.dependsOn)).toEqual(['`AuthType`', '`AuthType`']);
  });

  test('a parameter as the access control list: it may be each of them', () => {
    const { grants, opaque } = grantsOf('AWS::S3::Bucket', { AccessControl: intrinsics.resolve(ref('Anything')) }, BUCKET, FACTS);

    expect(opaque).toEqual([]);
    expect(answer({ who: 'anonymous', action: 's3:PutObject', resource: `${BUCKET}/a` }, grants)).toEqual(['allowed', 'implicitDeny']);
    expect(answer({ who: 'anonymous', action: 's3:DeleteBucket', resource: BUCKET }, grants)).toEqual(['implicitDeny']);
  });

  test('a parameter as the principal: it may be anybody', () => {
    const { grants } = liftOpen('AWS::Lambda::Permission', { ...permission, Principal: ref('Anything') });

    for (const who of ['anonymous', STRANGERS_ROLE, 'sns.amazonaws.com']) { expect(answer({ ...asked, who }, grants)).toEqual(['allowed', 'implicitDeny']); }
  });

  test('an open list of principals: it may be anybody', () => {
    const { grants } = liftOpen('AWS::EC2::VPCEndpointServicePermissions', { ServiceId: 'vpce-svc-1', AllowedPrincipals: ref('List') });

    expect(answer({ who: STRANGERS_ROLE, action: 'ec2:CreateVpcEndpoint', resource: inRegion('ec2', 'vpc-endpoint-service/vpce-svc-1') }, grants)).toEqual(['allowed', 'implicitDeny']);
  });

  test('a parameter of type number as the principal: an account or a service, nobody without a name', () => {
    const { grants } = liftOpen('AWS::Lambda::Permission', { ...permission, Principal: ref('Number') });

    expect(answer({ ...asked, who: STRANGERS_ROLE }, grants)).toEqual(['allowed', 'implicitDeny']);
    expect(answer({ ...asked, who: 'anonymous' }, grants)).toEqual(['implicitDeny']);
  });

  test('an account that is only known at deployment is an account', () => {
    const { grants } = liftOpen('AWS::Lambda::Permission', { ...permission, Principal: ref('AWS::AccountId') });

    expect(grants.map(one => (one.statement as any).Principal)).toEqual([{ AWS: pseudo.account }]);
  });

  test('a service of the region is a service', () => {
    const { grants } = liftOpen('AWS::Lambda::Permission', { ...permission, Principal: { 'Fn::Sub': 'logs.${AWS::Region}.amazonaws.com' } });

    expect(grants.map(one => Object.keys((one.statement as any).Principal))).toEqual([['Service']]);
  });

  test('the ARN of a role of the template is that role', () => {
    const { grants } = liftOpen('AWS::EKS::AccessEntry', { ClusterName: 'shop', PrincipalArn: { 'Fn::GetAtt': ['Role', 'Arn'] } });

    expect(grants.map(one => String((one.statement as any).Principal.AWS))).toEqual(['arn:<AWS::Partition>:iam::<AWS::AccountId>:role/Caller']);
  });

  test('a function of the template is named by its reference and by its ARN', () => {
    const resourceOf = (FunctionName: unknown) => String((liftOpen('AWS::Lambda::Permission', { ...permission, FunctionName }, pseudo as any).grants[0].statement as any).Resource);

    expect(resourceOf(ref('Fn'))).toBe('arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:function:<`Fn.FunctionName`>');
    expect(resourceOf({ 'Fn::GetAtt': ['Fn', 'Arn'] })).toBe('arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:function:<`Fn.FunctionName`>');
  });

  test('a name that may be an ARN is both', () => {
    const { grants } = liftOpen('AWS::Lambda::Permission', { ...permission, FunctionName: ref('Anything') });

    expect(answer(asked, grants)).toEqual(['allowed', 'implicitDeny']);
    expect(answer({ ...asked, resource: 'arn:aws:lambda:us-east-1:444444444444:function:elsewhere' }, grants)).toEqual(['allowed', 'implicitDeny']);
  });

  test.each([
    ['a parameter', ref('Anything'), [BUCKET]],
    ['a list', ref('List'), []],
    ['a choice with nothing', { 'Fn::If': ['Narrow', BUCKET, ref('AWS::NoValue')] }, []],
  ])('%s as what narrows narrows nothing for sure', (_, SourceArn, source) => {
    const { grants } = liftOpen('AWS::Lambda::Permission', { ...permission, SourceArn });

    expect(answer({ ...asked, context: { 'aws:SourceArn': source } }, grants)).toEqual(['allowed', 'implicitDeny']);
  });

  test('an absent condition leaves the grant as wide as it is', () => {
    expect(liftOpen('AWS::Lambda::Permission', { ...permission, SourceArn: ref('AWS::NoValue') }).grants.map(one => one.statement)).toEqual([
      { Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'lambda:InvokeFunction', Resource: FUNCTION },
    ]);
  });

  test('a default is possible where the property may be absent', () => {
    const { grants } = liftOpen('AWS::Events::EventBusPolicy', { EventBusName: { 'Fn::If': ['Own', 'orders', ref('AWS::NoValue')] }, StatementId: 'one', Action: 'events:PutEvents', Principal: PARTNER });

    for (const bus of ['orders', 'default']) {
      expect(answer({ who: ROLE, action: 'events:PutEvents', resource: inRegion('events', `event-bus/${bus}`) }, grants)).toEqual(['allowed', 'implicitDeny']);
    }
  });

  test('a principal that may be absent is a possible grant', () => {
    const { grants } = liftOpen('AWS::Lambda::Permission', { ...permission, Principal: { 'Fn::If': ['Partner', PARTNER, STRANGER] } });

    expect(documentOf(grants).statements.map(one => one.dependsOn)).toEqual(['condition `Partner`', 'condition `Partner`']);
    expect(answer({ ...asked, who: ROLE }, grants)).toEqual(['allowed', 'implicitDeny']);
    expect(answer({ ...asked, who: 'arn:aws:iam::444444444444:role/Other' }, grants)).toEqual(['implicitDeny']);
  });

  test('an open effect may deny, and denies nothing for sure', () => {
    const { grants } = liftOpen('AWS::EntityResolution::PolicyStatement', { Effect: ref('Anything'), Principal: [PARTNER], Action: ['entityresolution:GetIdNamespace'], Arn: inRegion('entityresolution', 'idnamespace/a') });

    expect(answer({ who: ROLE, action: 'entityresolution:GetIdNamespace', resource: inRegion('entityresolution', 'idnamespace/a') }, grants)).toEqual(['allowed', 'explicitDeny', 'implicitDeny']);
  });

  test('JSON text may hold what AWS makes, and nothing that could end it', () => {
    const policy = (value: unknown) => ({ 'Fn::Join': ['', ['[{"Rules":[{"ResourceType":"index","Resource":["index/logs/*"],"Permission":["aoss:*"]}],"Principal":["', value, '"]}]']] });
    const read = (value: unknown) => liftOpen('AWS::OpenSearchServerless::AccessPolicy', { Name: 'logs', Type: 'data', Policy: policy(value) });

    expect(read({ 'Fn::GetAtt': ['Role', 'Arn'] }).grants.map(one => [one.path, String((one.statement as any).Principal.AWS)])).toEqual([
      ['Properties.Policy[0].Principal[0]', 'arn:<AWS::Partition>:iam::<AWS::AccountId>:role/Caller'],
    ]);
    expect(read(ref('Anything'))).toEqual({ grants: [], opaque: [{ path: 'Properties.Policy', reason: expect.stringContaining('parameter `Anything`') }] });
  });

  test('an action that may be left out is no other action', () => {
    const { grants } = liftOpen('AWS::Lambda::Permission', { ...permission, Action: { 'Fn::If': ['C', 'lambda:InvokeFunction', ref('AWS::NoValue')] } });

    expect(answer(asked, grants)).toEqual(['allowed', 'implicitDeny']);
    expect(answer({ ...asked, action: 'lambda:DeleteFunction' }, grants)).toEqual(['implicitDeny']);
  });

  test('what is made of an open value and is no name may be anybody', () => {
    const Principal = { DataLakePrincipalIdentifier: OpenText.of(OpenValue.opaque('parameter `Account`', Shape.digits(12)), ':IAMPrincipals') };
    const { grants } = grantsOf('AWS::LakeFormation::PrincipalPermissions', { Principal, Resource: {}, Permissions: ['DESCRIBE'], PermissionsWithGrantOption: [] }, OWN_ARN, FACTS);

    expect(answer({ who: ROLE, action: 'glue:GetTable', resource: TABLE }, grants)).toEqual(['allowed', 'implicitDeny']);
  });

  test.each([
    ['condition', OpenNode.unknown('parameter `Condition`')],
    ['key of a condition', { Type: 'StringEquals', Key: OpenText.of(OpenValue.unknown('parameter `Key`')), Value: 'x' }],
  ])('an open %s beside that of an organization: a possible grant to the organization', (_, Condition) => {
    const { grants } = grantsOf('AWS::Events::EventBusPolicy', {
      StatementId: 'one', Action: 'events:PutEvents', Principal: `arn:aws:organizations::${ACCOUNT}:organization/${ORGANIZATION}`, Condition,
    }, OWN_ARN, FACTS);
    const ask = { who: ROLE, action: 'events:PutEvents', resource: inRegion('events', 'event-bus/default') };

    expect(answer({ ...ask, context: { 'aws:PrincipalOrgID': [ORGANIZATION] } }, grants)).toEqual(['allowed', 'implicitDeny']);
    expect(answer(ask, grants)).toEqual(['implicitDeny']);
  });

  test('several properties of one open structure', () => {
    const { grants, opaque } = grantsOf('AWS::QuickSight::Theme', { Permissions: OpenNode.unknown('`Fn::Transform`') }, OWN_ARN, FACTS);

    expect(opaque).toEqual([]);
    expect(answer({ who: STRANGERS_ROLE, action: 'quicksight:DescribeTheme', resource: OWN_ARN }, grants)).toEqual(['allowed', 'implicitDeny']);
  });

  test('an identity of an account of which nobody knows the kind is itself, or stands as its account', () => {
    const Principal = OpenText.of(`arn:aws:iam::${PARTNER}:`, OpenValue.opaque('the rest', Shape.ANY_TEXT));
    const { grants } = grantsOf('AWS::Lambda::Permission', { ...permission, Principal }, OWN_ARN, FACTS);

    expect(grants.map(one => (one.statement as any).Principal)).toEqual([{ AWS: [Principal, PARTNER] }]);
  });

  test('an ARN of a service that nobody knows may be of anybody', () => {
    const Principal = OpenText.of('arn:aws:', OpenValue.opaque('the rest', Shape.ANY_TEXT));
    const { grants } = grantsOf('AWS::Lambda::Permission', { ...permission, Principal }, OWN_ARN, FACTS);

    expect(answer({ ...asked, who: STRANGERS_ROLE }, grants)).toEqual(['allowed', 'implicitDeny']);
  });
});

describe('what cannot be lifted is opaque', () => {
  const permission = { FunctionName: 'report', Action: 'lambda:InvokeFunction', Principal: PARTNER };
  const places = (type: string, properties: Record<string, unknown>) => {
    const { grants, opaque } = lift(type, properties);
    return { grants: grants.length, opaque: opaque.map(one => `${one.path} ${one.reason}`) };
  };

  test.each([
    ['a number as the principal', { ...permission, Principal: 222222222222 }, 'Properties.Action `Principal` is a number, and text is expected; write it as text'],
    ['structure as the action', { ...permission, Action: { Name: 'x' } }, 'Properties.Action `Action` is structure, and text is expected; write it as text'],
    ['null as the action', { ...permission, Action: null }, 'Properties.Action `Action` is null, and text is expected; write it as text'],
    ['a number in a condition', { ...permission, SourceAccount: 111111111111 }, 'Properties.Action `SourceAccount` is a number, and text is expected; write it as text'],
    ['no principal', { ...permission, Principal: 'somebody' }, 'Properties.Principal `somebody` is no principal; name an account, a role, a service, or `*`'],
    ['no action', { ...permission, Action: 'InvokeFunction' },
      'Properties.Principal does not make a statement: $.Action `InvokeFunction` is no action; write `service:name`, or `*` alone'],
  ])('%s', (_, properties, reason) => {
    expect(places('AWS::Lambda::Permission', properties)).toEqual({ grants: 0, opaque: [reason] });
  });

  test('one member that is malformed leaves the others', () => {
    expect(places('AWS::RAM::ResourceShare', { ResourceArns: ['arn:aws:ec2:::x'], Principals: [PARTNER, 'nobody'] })).toEqual({
      grants: 1,
      opaque: ['Properties.Principals[1] `nobody` is no principal; name an account, a role, a service, or `*`'],
    });
  });

  test('a word that nobody knows', () => {
    expect(places('AWS::EC2::NetworkInterfacePermission', { AwsAccountId: PARTNER, NetworkInterfaceId: 'eni-1', Permission: 'ALL' })).toEqual({
      grants: 0, opaque: ['Properties.AwsAccountId `ALL` is none of `INSTANCE-ATTACH`, `EIP-ASSOCIATE`'],
    });
    expect(places('AWS::S3::Bucket', { AccessControl: 'PublicEverything' }).opaque).toHaveLength(1);
  });

  test('text where structure is expected', () => {
    expect(places('AWS::QuickSight::Theme', { Permissions: ['everyone'] })).toEqual({
      grants: 0, opaque: ['Properties.Permissions[0] `.Actions` is read in something that is no object'],
    });
    expect(places('AWS::Cognito::IdentityPool', { AllowUnauthenticatedIdentities: {} })).toEqual({
      grants: 0, opaque: ['Properties.AllowUnauthenticatedIdentities `AllowUnauthenticatedIdentities` is structure, and text is expected; write it as text'],
    });
  });

  test('text that is no JSON', () => {
    expect(places('AWS::OpenSearchServerless::AccessPolicy', { Policy: '[' })).toEqual({ grants: 0, opaque: [expect.stringMatching(/^Properties\.Policy .*is not JSON/)] });
  });

  test('a grantee that IAM does not know', () => {
    expect(places('AWS::S3::AccessGrant', { Grantee: { GranteeType: 'DIRECTORY_GROUP', GranteeIdentifier: 'a-b' }, Permission: 'READ' })).toEqual({
      grants: 0, opaque: [expect.stringContaining('Properties.Grantee the grantee is a user or group of a directory')],
    });
    expect(places('AWS::LakeFormation::DataLakeSettings', { Admins: [{ DataLakePrincipalIdentifier: 'arn:aws:identitystore:::user/1' }] })).toEqual({
      grants: 0, opaque: ['Properties.Admins[0].DataLakePrincipalIdentifier `arn:aws:identitystore:::user/1` is of no account, so no policy can name it'],
    });
  });

  test.each([
    ['AWS::ApplicationInsights::Application', { AttachMissingPermission: true }],
    ['AWS::CleanRooms::IdMappingTable', { InputReferenceConfig: { ManageResourcePolicies: true } }],
    ['AWS::CleanRooms::IdNamespaceAssociation', { InputReferenceConfig: { ManageResourcePolicies: true } }],
    ['AWS::DataZone::PolicyGrant', { PolicyType: 'CREATE_PROJECT' }],
    ['AWS::IoTSiteWise::AccessPolicy', { AccessPolicyIdentity: { User: { id: '1' } } }],
    ['AWS::SecurityHub::DelegatedAdmin', { AdminAccountId: PARTNER }],
  ])('%s, by its row', (type, properties) => {
    const [{ reason }] = grantRows(type);

    expect(lift(type, properties)).toEqual({ grants: [], opaque: [{ path: expect.stringMatching(/^Properties\./), reason }] });
    expect(lift(type, {})).toEqual({ grants: [], opaque: [] });
  });

  test('what a row only may say counts', () => {
    expect(lift('AWS::ApplicationInsights::Application', { AttachMissingPermission: OpenText.of(OpenValue.unknown('parameter `Attach`')) }).opaque).toHaveLength(1);
  });
});

describe('in every place of every type', () => {
  /** The same properties with another value in one place, for every place. */
  function changed(value: unknown, change: (value: unknown) => unknown): unknown[] {
    const here = change(value);
    if (typeof value !== 'object' || value === null) { return [here]; }
    const inside = Object.keys(value).flatMap(key => changed((value as any)[key], change).map(one => {
      const copy: any = Array.isArray(value) ? [...value] : { ...value };
      copy[key] = one;
      return copy;
    }));
    return [here, ...inside];
  }

  const properties = (one: Case, change: (value: unknown) => unknown) =>
    Object.keys(one.properties).flatMap(name => changed(one.properties[name], change).map(value => ({ ...one.properties, [name]: value })));
  const problemsOf = (grants: Grant[]) => grants.length === 0 ? [] : documentOf(grants).problems;
  const all = [...CASES, OPEN].map(one => [one.type, one] as const);

  test.each(all)('%s: an open value never takes the grant away', (type, one) => {
    const opens = [
      () => OpenText.of(OpenValue.unknown('parameter `P`')),
      () => OpenNode.unknown('parameter `P`'),
      (value: unknown) => OpenNode.choice('condition `C`', [value, undefined]),
      (value: unknown) => OpenNode.choice('condition `C`', ['other', value]),
    ];
    const taken = opens.flatMap(open => properties(one, open)).filter(some => {
      const { grants, opaque } = lift(type, some, one.arn);
      return opaque.length === 0 && !answer(one.allowed, grants).includes('allowed');
    });

    expect(taken).toEqual([]);
  });

  /** JSON text that is open may hold anything; a grantee of an open kind may be one that IAM does not know. */
  const mayBeOpaque = ['AWS::EntityResolution::PolicyStatement', 'AWS::OpenSearchServerless::AccessPolicy', 'AWS::S3::AccessGrant'];

  test.each(all.filter(([type]) => !mayBeOpaque.includes(type)))('%s: an open value makes no grant opaque', (type, one) => {
    const some = [() => OpenText.of(OpenValue.unknown('parameter `P`')), () => OpenNode.unknown('parameter `P`')].flatMap(open => properties(one, open));

    expect(some.filter(each => lift(type, each, one.arn).opaque.length > 0)).toEqual([]);
  });

  test.each(all)('%s: what is malformed never throws, and makes no statement with problems', (type, one) => {
    const malformed = [7, null, {}, [], '', 'x', '*', '${x}', [[]], [null], true].flatMap(wrong => properties(one, () => wrong));

    expect(malformed.filter(some => problemsOf(lift(type, some, one.arn).grants).length > 0)).toEqual([]);
  });

  const templatesOf = (type: string) => JSON.stringify(rows().filter(row => row.type === type).map(row => row.statements));
  const texts = CASES.flatMap(one => Object.keys(one.properties)
    .filter(name => typeof one.properties[name] === 'string' && templatesOf(one.type).includes(`\${${name}}`))
    .map(name => [one.type, name, one] as const));

  test.each(texts)('%s.%s: a number is opaque', (type, name, { arn, properties: given }) => {
    expect(lift(type, { ...given, [name]: 7 }, arn).opaque).toContainEqual({ path: expect.stringMatching(/^Properties\./), reason: `\`${name}\` is a number, and text is expected; write it as text` });
  });
});

test('what one caller does to the rows does not reach the next', () => {
  expect(() => (grantRows('AWS::S3::Bucket') as unknown[]).pop()).toThrow(TypeError);
  expect(grantRows('AWS::S3::Bucket')).toHaveLength(2);
});
