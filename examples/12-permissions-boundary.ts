import { App, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Guardrails, PermissionsBoundaryPolicy } from 'cdk-iam-guardrails';

// A team makes the roles of its own functions. Whatever it gives them, they do no more than the boundary says, and so does whatever they make.
const app = new App();
Guardrails.enforce(app);
Validations.of(app).addPlugins(new AwsSolutionsChecks());
const stack = new Stack(app, 'Team');

const boundary = new PermissionsBoundaryPolicy(stack, 'Boundary', {
  managedPolicyName: 'team-boundary',
  managedPath: '/team/',
  statements: [new iam.PolicyStatement({
    actions: ['s3:*', 'sqs:*', 'logs:*', 'lambda:*', 'iam:GetRole', 'iam:CreateRole', 'iam:PutRolePolicy', 'iam:DeleteRolePolicy'],
    resources: ['*'],
  })],
});

const maker = new iam.Role(stack, 'Maker', {
  assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
});
maker.addToPolicy(new iam.PolicyStatement({
  actions: ['iam:GetRole', 'iam:CreateRole', 'iam:PutRolePolicy', 'iam:DeleteRolePolicy'],
  resources: [stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: 'team/orders' })],
}));

// Everybody in the stack has it, and the gate asks for it.
boundary.applyTo(stack);
Guardrails.enforce(app, { requiredPermissionsBoundary: 'arn:*:iam::*:policy/team-boundary' });
