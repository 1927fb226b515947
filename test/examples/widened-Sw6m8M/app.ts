import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Guardrails } from 'cdk-iam-guardrails';

// The twin of the blocked stack: it does the same, with nothing to spare. The gate lets it pass.
const app = new App();
Guardrails.enforce(app);
const stack = new Stack(app, 'LeastPrivilege');

// The pipeline deploys from one branch of one repository, and may do one thing: assume the roles that the bootstrap made for it.
const github = new iam.OidcProviderNative(stack, 'GitHub', {
  url: 'https://token.actions.githubusercontent.com',
  clientIds: ['sts.amazonaws.com'],
});
const deployRole = new iam.Role(stack, 'DeployRole', {
  assumedBy: new iam.WebIdentityPrincipal(github.oidcProviderArn, {
    StringEquals: {
      'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
      'token.actions.githubusercontent.com:sub': 'repo:example-corp/shop:ref:refs/heads/main',
    },
  }),
});
deployRole.addToPolicy(new iam.PolicyStatement({
  actions: ['sts:AssumeRole'],
  resources: [stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: 'cdk-hnb659fds-*' })],
}));

// The function starts one task, passes the role of that task to one service, and writes its own log.
const taskRole = new iam.Role(stack, 'TaskRole', {
  assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
});
const logGroup = new logs.LogGroup(stack, 'TaskStarterLog', {
  retention: logs.RetentionDays.ONE_YEAR,
  removalPolicy: RemovalPolicy.RETAIN,
});
const starterRole = new iam.Role(stack, 'TaskStarterRole', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
new lambda.Function(stack, 'TaskStarter', {
  runtime: lambda.Runtime.NODEJS_LATEST,
  handler: 'index.handler',
  code: lambda.Code.fromInline('exports.handler = async () => {};'),
  timeout: Duration.seconds(10),
  role: starterRole,
  logGroup,
});
logGroup.grantWrite(starterRole);
starterRole.addToPolicy(new iam.PolicyStatement({
  actions: ['ecs:RunTask'],
  resources: [stack.formatArn({ service: 'ecs', resource: 'task-definition', resourceName: 'shop:*' })],
}));
starterRole.addToPolicy(new iam.PolicyStatement({
  actions: ['iam:PassRole'],
  resources: [taskRole.roleArn],
  conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
}));

// Permissions belong to the group, so that they end with the membership.
const analysts = new iam.Group(stack, 'Analysts');
analysts.addToPolicy(new iam.PolicyStatement({
  actions: ['s3:GetObject', 's3:ListBucket'],
  resources: ['*'],
}));
new iam.User(stack, 'Analyst', { groups: [analysts] });
