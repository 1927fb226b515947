import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ServiceRole } from '../../../src/constructs';
import { CheckResult } from '../../../src/engine/analysis/check-types';
import { ACCOUNT, Context, expectNothingFound, judge, REGION } from '../judged-app';

const ANCHOR = `arn:aws:rolesanywhere:${REGION}:${ACCOUNT}:trust-anchor/4ee9a3f2-6e8d-4f1b-9f0b-2a5f6c7d8e9f`;
const CLUSTER = `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/prod`;
const MODEL = 'amazon.nova-lite-v1:0';

const judged = judge(stack => {
  const log = new logs.LogGroup(stack, 'Log', { logGroupName: '/apps/one' });
  const other = new logs.LogGroup(stack, 'Other', { logGroupName: '/apps/two' });
  const images = new ecr.Repository(stack, 'Images', { repositoryName: 'images', imageScanOnPush: true });
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  return {
    log,
    images,
    key,
    other,
    roles: {
      lambda: ServiceRole.forLambda(stack, 'Lambda', { logGroup: log, tracing: true }),
      ec2: ServiceRole.forEc2(stack, 'Ec2'),
      ec2Logged: ServiceRole.forEc2(stack, 'Ec2Logged', { sessionLogGroup: log, sessionKey: key }),
      ecsTask: ServiceRole.forEcsTask(stack, 'EcsTask', { executeCommand: true }),
      ecsExecution: ServiceRole.forEcsExecution(stack, 'EcsExecution', { logGroups: [log], repositories: [images] }),
      stepFunctions: ServiceRole.forStepFunctions(stack, 'StepFunctions', { stateMachineName: 'orders', tracing: true, allowLogDelivery: true }),
      scheduler: ServiceRole.forScheduler(stack, 'Scheduler'),
      pipes: ServiceRole.forPipes(stack, 'Pipes', { pipeName: 'orders', logGroup: log }),
      apiGatewayLogging: ServiceRole.forApiGatewayLogging(stack, 'ApiGatewayLogging', { accessLogGroups: [log] }),
      glue: ServiceRole.forGlue(stack, 'Glue', { allowMetrics: true }),
      codeBuild: ServiceRole.forCodeBuild(stack, 'CodeBuild', { projectName: 'site', logGroup: log, reports: true }),
      codePipeline: ServiceRole.forCodePipeline(stack, 'CodePipeline'),
      sageMaker: ServiceRole.forSageMaker(stack, 'SageMaker', { repositories: [images], allowMetrics: true }),
      bedrockAgent: ServiceRole.forBedrockAgent(stack, 'BedrockAgent', { foundationModels: [MODEL], agentId: 'AGENT12345' }),
      eksPodIdentity: ServiceRole.forEksPodIdentity(stack, 'EksPodIdentity', { clusterArn: CLUSTER, namespace: 'shop', serviceAccount: 'cart' }),
      rolesAnywhere: ServiceRole.forRolesAnywhere(stack, 'RolesAnywhere', { trustAnchorArn: ANCHOR, commonName: 'printer', organizationalUnit: 'office' }),
    },
  };
});
const { roles, log, images, key } = judged.made;
const STREAM = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group`;
type Name = keyof typeof roles;

/** For whom a service says that it acts, as its page tells. */
function actingFor(source: string, account = ACCOUNT): Context {
  return { 'aws:SourceAccount': account, 'aws:SourceArn': source.replace(':ACCOUNT:', `:${account}:`) };
}

describe('the role of a service that says for whom it acts is for this account alone', () => {
  test.each<[Name, string, string, string]>([
    ['ecsTask', 'ecs-tasks.amazonaws.com', `arn:aws:ecs:${REGION}:ACCOUNT:task/prod/1`, `arn:aws:ecs:eu-west-1:${ACCOUNT}:task/prod/1`],
    ['ecsExecution', 'ecs-tasks.amazonaws.com', `arn:aws:ecs:${REGION}:ACCOUNT:task/prod/1`, `arn:aws:ecs:eu-west-1:${ACCOUNT}:task/prod/1`],
    ['stepFunctions', 'states.amazonaws.com', `arn:aws:states:${REGION}:ACCOUNT:stateMachine:orders`, `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:payments`],
    ['scheduler', 'scheduler.amazonaws.com', `arn:aws:scheduler:${REGION}:ACCOUNT:schedule-group/default`, `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule-group/other`],
    ['pipes', 'pipes.amazonaws.com', `arn:aws:pipes:${REGION}:ACCOUNT:pipe/orders`, `arn:aws:pipes:${REGION}:${ACCOUNT}:pipe/payments`],
    ['codeBuild', 'codebuild.amazonaws.com', `arn:aws:codebuild:${REGION}:ACCOUNT:project/site`, `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/site-2`],
    ['sageMaker', 'sagemaker.amazonaws.com', `arn:aws:sagemaker:${REGION}:ACCOUNT:training-job/one`, `arn:aws:sagemaker:eu-west-1:${ACCOUNT}:training-job/one`],
    ['bedrockAgent', 'bedrock.amazonaws.com', `arn:aws:bedrock:${REGION}:ACCOUNT:agent/AGENT12345`, `arn:aws:bedrock:${REGION}:${ACCOUNT}:agent/AGENT67890`],
  ])('%s', (name, service, source, another) => {
    expect(judged.trusts(roles[name], service, actingFor(source))).toBe(true);
    expect(judged.distrusts(roles[name], service, actingFor(source, '444455556666'))).toBe(true);
    expect(judged.distrusts(roles[name], service, actingFor(another))).toBe(true);
    expect(judged.distrusts(roles[name], service)).toBe(true);
  });
});

test.each<[Name, string]>([
  ['lambda', 'lambda.amazonaws.com'],
  ['ec2', 'ec2.amazonaws.com'],
  ['apiGatewayLogging', 'apigateway.amazonaws.com'],
  ['glue', 'glue.amazonaws.com'],
  ['codePipeline', 'codepipeline.amazonaws.com'],
])('the role of %s, which does not say for whom it acts, is for the service and nobody else', (name, service) => {
  expect(judged.trusts(roles[name], service)).toBe(true);
  expect(judged.distrusts(roles[name], 'ecs.amazonaws.com')).toBe(true);
  expect(judged.distrusts(roles[name], `arn:aws:iam::${ACCOUNT}:role/Admin`)).toBe(true);
});

test('pods have the role by cluster, namespace and service account', () => {
  const tags = { 'aws:RequestTag/eks-cluster-arn': CLUSTER, 'aws:RequestTag/kubernetes-namespace': 'shop', 'aws:RequestTag/kubernetes-service-account': 'cart' };

  for (const action of ['sts:AssumeRole', 'sts:TagSession']) {
    expect(judged.trusts(roles.eksPodIdentity, 'pods.eks.amazonaws.com', tags, action)).toBe(true);
    for (const tag of Object.keys(tags)) {
      expect(judged.distrusts(roles.eksPodIdentity, 'pods.eks.amazonaws.com', { ...tags, [tag]: 'another' }, action)).toBe(true);
    }
  }
});

test('workloads outside AWS have the role by authority and subject', () => {
  const certificate = { ...actingFor(ANCHOR), 'aws:PrincipalTag/x509Subject/CN': 'printer', 'aws:PrincipalTag/x509Subject/OU': 'office' };

  for (const action of ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity']) {
    expect(judged.trusts(roles.rolesAnywhere, 'rolesanywhere.amazonaws.com', certificate, action)).toBe(true);
    for (const [claim, value] of [['aws:SourceArn', `${ANCHOR}0`], ['aws:PrincipalTag/x509Subject/CN', 'scanner'], ['aws:PrincipalTag/x509Subject/OU', 'home']]) {
      expect(judged.distrusts(roles.rolesAnywhere, 'rolesanywhere.amazonaws.com', { ...certificate, [claim]: value }, action)).toBe(true);
    }
  }
});

const CHANNELS = ['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel'].map(action => `ssmmessages:${action}`);
const TRACES = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];
const IMAGES = ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'];
const LINES = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/** What the page of each service asks for, action by action, with a resource. */
const granted: Record<Name, [string[], string, Context?][]> = {
  lambda: [[LINES, `${STREAM}:/apps/one:log-stream:1`], [TRACES, '*']],
  ec2: [[CHANNELS, '*'], [['ssm:UpdateInstanceInformation'], `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-1234567890abcdef0`]],
  ec2Logged: [
    [CHANNELS, '*'], [['ssm:UpdateInstanceInformation'], `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-1234567890abcdef0`],
    [LINES, `${STREAM}:/apps/one:log-stream:1`], [['logs:DescribeLogStreams'], log.logGroupArn], [['logs:DescribeLogGroups'], '*'], [['kms:Decrypt'], key.keyArn],
  ],
  ecsTask: [[CHANNELS, '*']],
  ecsExecution: [[LINES, `${STREAM}:/apps/one:log-stream:1`], [['ecr:GetAuthorizationToken'], '*'], [IMAGES, images.repositoryArn]],
  stepFunctions: [
    [[...TRACES, 'xray:GetSamplingRules', 'xray:GetSamplingTargets'], '*'],
    [['CreateLogDelivery', 'GetLogDelivery', 'UpdateLogDelivery', 'DeleteLogDelivery', 'ListLogDeliveries', 'PutResourcePolicy', 'DescribeResourcePolicies', 'DescribeLogGroups']
      .map(action => `logs:${action}`), '*'],
  ],
  scheduler: [],
  pipes: [[LINES, `${STREAM}:/apps/one:log-stream:1`]],
  apiGatewayLogging: [
    [LINES, `${STREAM}:API-Gateway-Execution-Logs_a1b2c3/prod:log-stream:1`], [['logs:CreateLogGroup', 'logs:DescribeLogStreams'], `${STREAM}:API-Gateway-Execution-Logs_a1b2c3/prod`],
    [LINES, `${STREAM}:/apps/one:log-stream:1`], [['logs:DescribeLogGroups'], '*'],
  ],
  glue: [
    [LINES, `${STREAM}:/aws-glue/jobs/output:log-stream:1`], [['logs:CreateLogGroup', 'logs:DescribeLogStreams'], `${STREAM}:/aws-glue/jobs/output`],
    [['cloudwatch:PutMetricData'], '*', { 'cloudwatch:namespace': 'Glue' }],
  ],
  codeBuild: [
    [LINES, `${STREAM}:/apps/one:log-stream:1`],
    [['CreateReportGroup', 'CreateReport', 'UpdateReport', 'BatchPutTestCases', 'BatchPutCodeCoverages'].map(action => `codebuild:${action}`),
      `arn:aws:codebuild:${REGION}:${ACCOUNT}:report-group/site-unit`],
  ],
  codePipeline: [],
  sageMaker: [
    [LINES, `${STREAM}:/aws/sagemaker/TrainingJobs:log-stream:1`], [['logs:CreateLogGroup', 'logs:DescribeLogStreams'], `${STREAM}:/aws/sagemaker/TrainingJobs`],
    [['cloudwatch:PutMetricData'], '*', { 'cloudwatch:namespace': '/aws/sagemaker/TrainingJobs' }],
    [['ecr:GetAuthorizationToken'], '*'], [IMAGES, images.repositoryArn],
  ],
  bedrockAgent: [[['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'], `arn:aws:bedrock:${REGION}::foundation-model/${MODEL}`]],
  eksPodIdentity: [],
  rolesAnywhere: [],
};

describe('the role may do what the service needs, and nothing else', () => {
  test.each(Object.keys(roles) as Name[])('%s', name => {
    for (const [actions, resource, context] of granted[name]) {
      for (const action of actions) { expect([action, judged.allows(roles[name], action, resource, context)]).toEqual([action, true]); }
    }
    const actions = granted[name].flatMap(([some]) => some);
    const others = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions.length === 0 ? 'none:none' : actions, Resource: '*' }] };
    expect(judged.checkNoNewAccess(roles[name], others).result).toBe(CheckResult.PASS);
  });

  test.each<[Name, string, string, Context?]>([
    ['lambda', 'logs:PutLogEvents', `${STREAM}:/apps/two:log-stream:1`],
    ['pipes', 'logs:PutLogEvents', `${STREAM}:/apps/two:log-stream:1`],
    ['codeBuild', 'logs:CreateLogStream', `${STREAM}:/apps/two:log-stream:1`],
    ['codeBuild', 'codebuild:CreateReport', `arn:aws:codebuild:${REGION}:${ACCOUNT}:report-group/other-unit`],
    ['apiGatewayLogging', 'logs:PutLogEvents', `${STREAM}:/apps/two:log-stream:1`],
    ['glue', 'logs:PutLogEvents', `${STREAM}:/apps/two:log-stream:1`],
    ['glue', 'cloudwatch:PutMetricData', '*', { 'cloudwatch:namespace': 'AWS/EC2' }],
    ['sageMaker', 'logs:CreateLogGroup', `${STREAM}:/apps/two`],
    ['sageMaker', 'cloudwatch:PutMetricData', '*', { 'cloudwatch:namespace': 'Glue' }],
    ['ecsExecution', 'ecr:BatchGetImage', `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/other`],
    ['bedrockAgent', 'bedrock:InvokeModel', `arn:aws:bedrock:${REGION}::foundation-model/amazon.nova-pro-v1:0`],
    ['ec2', 'ssm:UpdateInstanceInformation', `arn:aws:ec2:${REGION}:444455556666:instance/i-1234567890abcdef0`],
  ])('%s not on what belongs to others: %s', (name, action, resource, ...[context]) => {
    expect(judged.denies(roles[name], action, resource, context)).toBe(true);
  });
});

test('the template has an instance profile for the instance, and no managed policy', () => {
  judged.template.hasResourceProperties('AWS::IAM::InstanceProfile', { Roles: [judged.stack.resolve(roles.ec2.roleName)] });
  expect(roles.ec2.instanceProfile.instanceProfileName).toBeDefined();
  expect(() => roles.lambda.instanceProfile).toThrow('`Stack/Lambda` has no instance profile; make the role by `ServiceRole.forEc2`');
  expect(Object.values<any>(judged.template.findResources('AWS::IAM::Role')).filter(({ Properties }) => Properties.ManagedPolicyArns !== undefined)).toEqual([]);
});

test('the gate and cdk-nag find nothing but what is documented', () => {
  const logsOf = (groups: string) => [groups, `${groups}:log-stream:*`].map(group => `arn:<AWS::Partition>:logs:${REGION}:${ACCOUNT}:log-group:${group}`);
  const wildcards: [string, string[]][] = [
    ['ApiGatewayLogging', [...logsOf('API-Gateway-Execution-Logs_*'), '*']],
    ['CodeBuild', [`arn:<AWS::Partition>:codebuild:${REGION}:${ACCOUNT}:report-group/site-*`]],
    ['Ec2', ['*', `arn:<AWS::Partition>:ec2:${REGION}:${ACCOUNT}:instance/*`]],
    ['Ec2Logged', ['*', `arn:<AWS::Partition>:ec2:${REGION}:${ACCOUNT}:instance/*`]],
    ['EcsExecution', ['*']],
    ['EcsTask', ['*']],
    ['Glue', [...logsOf('/aws-glue/jobs/*'), '*']],
    ['Lambda', ['*']],
    ['SageMaker', [...logsOf('/aws/sagemaker/*'), '*']],
    ['StepFunctions', ['*']],
  ];

  expectNothingFound(judged, {
    gate: ['Ec2', 'Ec2Logged', 'Glue', 'SageMaker'].map(role => `NoWildcardResource Stack/${role}/Resource`),
    acknowledged: wildcards.flatMap(([role, resources]) => resources.map(resource => `AwsSolutions-IAM5[Resource::${resource}] Stack/${role}/Resource`)).sort(),
  });
});

test('the code of a function in a VPC cannot use the network interfaces that AWS Lambda makes', () => {
  const inVpc = judge(stack => ServiceRole.forLambda(stack, 'Lambda', { logGroup: new logs.LogGroup(stack, 'Log'), allowNetworkInterfaces: true }));
  const subnet = `arn:aws:ec2:${REGION}:${ACCOUNT}:subnet/subnet-1`;
  const own = { 'lambda:SourceFunctionArn': `arn:aws:lambda:${REGION}:${ACCOUNT}:function:one` };

  expect(inVpc.allows(inVpc.made, 'ec2:CreateNetworkInterface', subnet)).toBe(true);
  expect(inVpc.denies(inVpc.made, 'ec2:CreateNetworkInterface', subnet, own)).toBe(true);
  expect(inVpc.denies(inVpc.made, 'ec2:RunInstances', subnet)).toBe(true);
  expect(inVpc.findings.gate).toEqual(['NoWildcardResource Stack/Lambda/Resource']);
  expect(inVpc.findings.nag).toEqual([]);
});

test('what is granted later is told of', () => {
  const granting = judge(stack => {
    const role = ServiceRole.forEcsTask(stack, 'Task', { executeCommand: true });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:ListAllMyBuckets'], resources: ['*'] }));
    new s3.CfnBucket(stack, 'Bucket');
    return role;
  });

  expect(granting.findings.nag).toContain('AwsSolutions-IAM5[Resource::*] Stack/Task/DefaultPolicy/Resource');
});

test('values that are known at deployment only are accepted, and the options of a role are those of the CDK', () => {
  const { template } = judge(stack => {
    const project = new CfnParameter(stack, 'Project');
    const logGroup = new logs.LogGroup(stack, 'Log');
    const permissionsBoundary = iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'team');
    return ServiceRole.forCodeBuild(stack, 'Role', {
      projectName: project.valueAsString, logGroup, roleName: 'builder', path: '/ci/', description: 'Builds', permissionsBoundary, maxSessionDuration: Duration.hours(2),
    });
  });

  template.hasResourceProperties('AWS::IAM::Role', {
    RoleName: 'builder',
    Path: '/ci/',
    Description: 'Builds',
    PermissionsBoundary: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${ACCOUNT}:policy/team`]] },
    MaxSessionDuration: 7200,
  });
});

test.each<[string, (stack: Stack) => unknown, string]>([
  ['a wildcard in a project', stack => ServiceRole.forCodeBuild(stack, 'R', { projectName: '*', logGroup: new logs.LogGroup(stack, 'L') }),
    '`projectName` is `*`; write one name or id as it is, without wildcards'],
  ['an empty namespace', stack => ServiceRole.forEksPodIdentity(stack, 'R', { clusterArn: CLUSTER, namespace: '', serviceAccount: 'a' }), '`namespace` is ``'],
  ['any service account', stack => ServiceRole.forEksPodIdentity(stack, 'R', { clusterArn: CLUSTER, namespace: 'a', serviceAccount: 'a*' }), '`serviceAccount` is `a*`'],
  ['any pipe', stack => ServiceRole.forPipes(stack, 'R', { pipeName: 'a?' }), '`pipeName` is `a?`'],
  ['a policy variable', stack => ServiceRole.forScheduler(stack, 'R', { scheduleGroupName: '${aws:username}' }), '`scheduleGroupName` is `${aws:username}`'],
  ['no models', stack => ServiceRole.forBedrockAgent(stack, 'R', { foundationModels: [] }), '`foundationModels` is empty; write the ids'],
  ['any model', stack => ServiceRole.forBedrockAgent(stack, 'R', { foundationModels: ['*'] }), '`foundationModels` is `*`'],
  ['what is no trust anchor', stack => ServiceRole.forRolesAnywhere(stack, 'R', { trustAnchorArn: CLUSTER, commonName: 'a' }), '`trustAnchorArn` is `arn:aws:eks'],
  ['logged sessions without Session Manager', stack => ServiceRole.forEc2(stack, 'R', { sessionManager: false, sessionKey: new kms.Key(stack, 'K') }),
    '`sessionLogGroup` and `sessionKey` are of Session Manager; leave `sessionManager` out, or them'],
])('refuses %s', (_name, make, message) => {
  expect(() => make(new Stack())).toThrow(message);
});
