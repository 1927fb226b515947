import {
  CreateGroupCommand, GetAccountPasswordPolicyCommand, GetRoleCommand, IAMClient, ListAccessKeysCommand, ListAccountAliasesCommand, ListRolePoliciesCommand,
  ListRolesCommand,
} from '@aws-sdk/client-iam';
import { GetPublicAccessBlockCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { removeAll, synth } from '../../examples/synth';
import { CloudFormation } from '../cloudformation';
import { Emulator } from '../emulator';
import { LambdaProcess } from '../lambda-process';

const ACCOUNT_OF_MOTO = '123456789012';
const REGION = 'us-east-1';
const ASSETS = `cdk-hnb659fds-assets-${ACCOUNT_OF_MOTO}-${REGION}`;
const STACKS = ['Account', 'People', 'Access', 'Work'];

/** What moto does not make of a template. It passes over it, and goes on. Nor does it put users into groups. */
const NOT_IN_MOTO = [
  'AWS::AccessAnalyzer::Analyzer', 'AWS::CloudTrail::Trail', 'AWS::CloudWatch::Alarm', 'AWS::Logs::MetricFilter', 'AWS::S3::BucketPolicy', 'AWS::SNS::Subscription', 'AWS::SNS::TopicPolicy',
];

/** It makes these neither, and cannot go on without them: they are made before. Each is named by what `Ref` gives, and has an ARN. */
const MADE_BEFORE: Record<string, (id: string) => Promise<{ ref: string; arn: string }>> = {
  'AWS::IAM::Group': async GroupName => {
    const { Group } = await clients.iam.send(new CreateGroupCommand({ GroupName }));
    return { ref: GroupName, arn: Group!.Arn! };
  },
  'AWS::SecretsManager::Secret': async Name => {
    const { ARN } = await clients.secrets.send(new CreateSecretCommand({ Name, SecretString: '{}' }));
    return { ref: ARN!, arn: ARN! };
  },
};

const { code, file } = synth('13-whole-account.ts');
const templates = new Map<string, any>(STACKS.map(stack => [stack, JSON.parse(file(`${stack}.template.json`))]));
const physicalIds = new Map<string, Map<string, string>>();
let emulator: Emulator;
let waiting: CloudFormation;
let clients: { iam: IAMClient; s3: S3ControlClient; secrets: SecretsManagerClient };

/** A call of the query protocol, by which moto finds the service in the credentials. */
async function cloudFormation(Action: string, parameters: Record<string, string>): Promise<string> {
  const answer = await fetch(emulator.directEndpoint, { method: 'POST', headers: signedFor('cloudformation'), body: new URLSearchParams({ Action, Version: '2010-05-15', ...parameters }) });
  const text = await answer.text();
  expect([Action, answer.status, answer.ok ? '' : text]).toEqual([Action, 200, '']);
  return text;
}

function signedFor(service: string): Record<string, string> {
  return { authorization: `AWS4-HMAC-SHA256 Credential=testing/20260101/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=testing` };
}

function valuesOf(xml: string, element: string): string[] {
  return [...xml.matchAll(new RegExp(`<${element}>(.*?)</${element}>`, 'gs'))].map(([, value]) => value);
}

async function statusOf(stack: string): Promise<string> {
  return valuesOf(await cloudFormation('DescribeStacks', { StackName: stack }), 'StackStatus')[0];
}

/** Answers the request that moto has for a custom resource, as its function would. */
async function provide(stack: string, logicalId: string): Promise<string> {
  const { Resources } = templates.get(stack);
  const { Type, Properties: { ServiceToken, ServiceTimeout, ...properties } } = Resources[logicalId];
  const variables = Resources[ServiceToken['Fn::GetAtt'][0]].Properties.Environment?.Variables ?? {};
  const handler = Type.replace('Custom::', '').replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
  const lambda = new LambdaProcess(handler, emulator.endpoint, resolved(stack, variables));
  const [StackId] = valuesOf(await cloudFormation('DescribeStacks', { StackName: stack }), 'StackId');
  try {
    const { response } = await waiting.deliver(lambda, waiting.event({
      RequestType: 'Create', StackId, LogicalResourceId: logicalId, ResourceType: Type, ResourceProperties: resolved(stack, properties),
    }));
    await fetch(`${emulator.directEndpoint}/cloudformation_${REGION}/cfnresponse?stack=${StackId}`, { method: 'PUT', body: JSON.stringify(response) });
    return response?.Status ?? 'no answer';
  } finally {
    await lambda.stop();
  }
}

/** Makes what has to be made before, and names it where the template refers to it. */
async function withoutMadeBefore(stack: string): Promise<object> {
  const { Resources, ...rest } = templates.get(stack);
  const made = new Map<string, { ref: string; arn: string }>();
  for (const id of resourcesOf(stack, ...Object.keys(MADE_BEFORE))) { made.set(id, await MADE_BEFORE[Resources[id].Type](`${stack}-${id}`)); }
  physicalIds.set(stack, new Map([...made].map(([id, { ref }]) => [id, ref])));
  const named = (value: any): any => {
    if (Array.isArray(value)) { return value.map(named); }
    if (typeof value !== 'object' || value === null) { return value; }
    const known = made.get(value.Ref)?.ref ?? made.get(value['Fn::GetAtt']?.[0])?.arn;
    return known ?? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, named(one)]));
  };
  const kept = Object.entries<any>(Resources).filter(([id]) => !made.has(id));
  const independent = kept.map(([id, { DependsOn = [], ...resource }]) => [id, { ...resource, DependsOn: [DependsOn].flat().filter(one => !made.has(one)) }]);
  return { ...rest, Resources: named(Object.fromEntries(independent)) };
}

/** Values as CloudFormation gives them to a function: text. */
function resolved(stack: string, value: any): any {
  if (Array.isArray(value)) { return value.map(one => resolved(stack, one)); }
  if (typeof value !== 'object') { return String(value); }
  if (value.Ref === 'AWS::AccountId') { return ACCOUNT_OF_MOTO; }
  if (value.Ref !== undefined) { return physicalIds.get(stack)!.get(value.Ref)!; }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resolved(stack, one)]));
}

function resourcesOf(stack: string, ...types: string[]): string[] {
  const isAsked = (Type: string) => types.some(type => Type === type || type.endsWith('::') && Type.startsWith(type));
  return Object.entries<any>(templates.get(stack).Resources).filter(([, { Type }]) => isAsked(Type)).map(([id]) => id);
}

beforeAll(async () => {
  expect(code).toBe(0);
  emulator = await Emulator.start();
  waiting = await CloudFormation.start();
  const options = { endpoint: emulator.directEndpoint, region: REGION, credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' } };
  clients = {
    iam: new IAMClient(options),
    s3: new S3ControlClient({ ...options, endpointProvider: () => ({ url: new URL(emulator.directEndpoint) }) }),
    secrets: new SecretsManagerClient(options),
  };
  // What `cdk bootstrap` has made.
  await new SSMClient(options).send(new PutParameterCommand({ Name: '/cdk-bootstrap/hnb659fds/version', Value: '30', Type: 'String' }));
  await fetch(`${emulator.directEndpoint}/${ASSETS}`, { method: 'PUT', headers: signedFor('s3') });
  for (const stack of STACKS) {
    for (const { destinations } of Object.values<any>(JSON.parse(file(`${stack}.assets.json`)).files)) {
      for (const { objectKey } of Object.values<any>(destinations)) { await fetch(`${emulator.directEndpoint}/${ASSETS}/${objectKey}`, { method: 'PUT', headers: signedFor('s3'), body: 'code' }); }
    }
    await cloudFormation('CreateStack', { 'StackName': stack, 'TemplateBody': JSON.stringify(await withoutMadeBefore(stack)), 'Capabilities.member.1': 'CAPABILITY_NAMED_IAM' });
    const listed = await cloudFormation('ListStackResources', { StackName: stack });
    const [ids, physical] = ['LogicalResourceId', 'PhysicalResourceId'].map(element => valuesOf(listed, element));
    ids.forEach((id, i) => physicalIds.get(stack)!.set(id, physical[i]));
  }
}, 120_000);

afterAll(async () => {
  removeAll();
  await waiting.stop();
  await emulator.stop();
});

test('every resource is made, but for those of types that moto does not know', () => {
  for (const stack of STACKS) {
    const { Resources } = templates.get(stack);
    const absent = Object.keys(Resources).filter(id => !physicalIds.get(stack)!.has(id)).map(id => Resources[id].Type);

    expect([stack, absent.filter(type => !NOT_IN_MOTO.includes(type))]).toEqual([stack, []]);
  }
  expect([...new Set(STACKS.flatMap(stack => Object.values<any>(templates.get(stack).Resources).map(({ Type }) => Type)))]).toEqual(expect.arrayContaining(NOT_IN_MOTO));
});

test('a stack is complete when the handlers have answered, and the account is as they were asked', async () => {
  for (const stack of STACKS) {
    const custom = resourcesOf(stack, 'Custom::');
    expect([stack, await statusOf(stack)]).toEqual([stack, custom.length === 0 ? 'CREATE_COMPLETE' : 'CREATE_IN_PROGRESS']);
    for (const id of custom) { expect([id, await provide(stack, id)]).toEqual([id, 'SUCCESS']); }
    expect([stack, await statusOf(stack)]).toEqual([stack, 'CREATE_COMPLETE']);
  }

  const { PasswordPolicy } = await clients.iam.send(new GetAccountPasswordPolicyCommand({}));
  expect(PasswordPolicy).toMatchObject({ MinimumPasswordLength: 14, PasswordReusePrevention: 24, RequireSymbols: true });
  expect((await clients.iam.send(new ListAccountAliasesCommand({}))).AccountAliases).toEqual(['example-corp']);
  const { PublicAccessBlockConfiguration } = await clients.s3.send(new GetPublicAccessBlockCommand({ AccountId: ACCOUNT_OF_MOTO }));
  expect(PublicAccessBlockConfiguration).toEqual({ BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true });
});

test('every role is in the account, with its trust and its policies', async () => {
  const { Roles = [] } = await clients.iam.send(new ListRolesCommand({ MaxItems: 1000 }));
  const ids = STACKS.flatMap(stack => resourcesOf(stack, 'AWS::IAM::Role').map(id => [stack, id]));
  expect(Roles.map(({ RoleName }) => RoleName).sort()).toEqual(ids.map(([stack, id]) => physicalIds.get(stack)!.get(id)).sort());

  for (const [stack, id] of ids) {
    const { Properties } = templates.get(stack).Resources[id];
    const RoleName = physicalIds.get(stack)!.get(id)!;
    const { Role } = await clients.iam.send(new GetRoleCommand({ RoleName }));
    const trust = JSON.parse(decodeURIComponent(Role!.AssumeRolePolicyDocument!));
    expect([id, trust.Statement.map(({ Action }: any) => Action)]).toEqual([id, Properties.AssumeRolePolicyDocument.Statement.map(({ Action }: any) => Action)]);
    expect([id, Role!.MaxSessionDuration ?? 3600]).toEqual([id, Properties.MaxSessionDuration ?? 3600]);

    const { PolicyNames = [] } = await clients.iam.send(new ListRolePoliciesCommand({ RoleName }));
    expect([id, PolicyNames]).toEqual([id, expect.arrayContaining((Properties.Policies ?? []).map(({ PolicyName }: any) => PolicyName))]);
  }
});

test('what CloudFormation resolves is what was meant', async () => {
  const [role] = resourcesOf('Access', 'AWS::IAM::Role').filter(id => id.startsWith('GitHub'));
  const { Role } = await clients.iam.send(new GetRoleCommand({ RoleName: physicalIds.get('Access')!.get(role)! }));

  expect(JSON.parse(decodeURIComponent(Role!.AssumeRolePolicyDocument!)).Statement).toEqual([{
    Effect: 'Allow',
    Action: 'sts:AssumeRoleWithWebIdentity',
    Principal: { Federated: `arn:aws:iam::${ACCOUNT_OF_MOTO}:oidc-provider/token.actions.githubusercontent.com` },
    Condition: {
      StringEquals: {
        'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
        'token.actions.githubusercontent.com:sub': ['repo:octo-org@123456/octo-repo@456789:environment:production'],
      },
    },
  }]);
});

test('the key of the machine is in its secret', async () => {
  const [user, secret] = ['AWS::IAM::User', 'AWS::SecretsManager::Secret'].map(type => physicalIds.get('People')!.get(resourcesOf('People', type).find(id => id.startsWith('Press'))!)!);
  const { SecretString } = await clients.secrets.send(new GetSecretValueCommand({ SecretId: secret }));
  const { AccessKeyMetadata = [] } = await clients.iam.send(new ListAccessKeysCommand({ UserName: user }));

  expect(AccessKeyMetadata.map(({ AccessKeyId, Status }) => [AccessKeyId, Status])).toEqual([[JSON.parse(SecretString!).AccessKeyId, 'Active']]);
});
