import { App, Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Guardrails, Profile } from 'cdk-iam-guardrails';

// A stack as one finds it: everything in it works, and every part of it grants too much. The gate refuses it.
const app = new App();
Guardrails.enforce(app, { profile: Profile.STRICT });
const stack = new Stack(app, 'Blocked');

// The pipeline deploys from any repository of GitHub, because nobody asked the token who sent it; and it may do everything.
const github = new iam.OidcProviderNative(stack, 'GitHub', {
  url: 'https://token.actions.githubusercontent.com',
  clientIds: ['sts.amazonaws.com'],
});
new iam.Role(stack, 'DeployRole', {
  assumedBy: new iam.WebIdentityPrincipal(github.oidcProviderArn, {
    StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
  }),
  managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')],
});

// The function starts tasks, so somebody gave it every role of the account, and the right to change them.
const starter = new lambda.Function(stack, 'TaskStarter', {
  runtime: lambda.Runtime.NODEJS_LATEST,
  handler: 'index.handler',
  code: lambda.Code.fromInline('exports.handler = async () => {};'),
  timeout: Duration.seconds(10),
});
starter.addToRolePolicy(new iam.PolicyStatement({
  actions: ['ecs:RunTask', 'iam:PassRole', 'iam:PutRolePolicy'],
  resources: ['*'],
}));

// The user holds what it needs by itself, so that it stays when the task is long done.
const user = new iam.User(stack, 'Analyst', { groups: [new iam.Group(stack, 'Analysts')] });
user.addToPolicy(new iam.PolicyStatement({
  actions: ['s3:GetObject', 's3:ListBucket'],
  resources: ['arn:aws:s3:::amzn-s3-demo-bucket', 'arn:aws:s3:::amzn-s3-demo-bucket/*'],
}));
