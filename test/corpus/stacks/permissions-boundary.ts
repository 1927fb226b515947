import { App, PermissionsBoundary, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, ArnPrincipal, Effect, ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** A team makes roles for its app itself, always within a boundary that it cannot touch; so are the roles of its app. */
export function permissionsBoundary(app: App): void {
  const stack = new Stack(app, 'PermissionsBoundary', { env: PRODUCTION });
  const boundary = new ManagedPolicy(stack, 'Boundary', {
    managedPolicyName: 'team-boundary',
    statements: [
      new PolicyStatement({ actions: ['s3:*', 'dynamodb:*', 'sqs:*', 'sns:*', 'lambda:*', 'logs:*', 'cloudwatch:*'], resources: ['*'] }),
      new PolicyStatement({ effect: Effect.DENY, actions: ['s3:PutBucketPolicy', 's3:PutBucketPublicAccessBlock', 'lambda:AddPermission'], resources: ['*'] }),
    ],
  });
  const teamRoles = `arn:aws:iam::${stack.account}:role/team/*`;
  const developer = new Role(stack, 'Developer', {
    roleName: 'developer',
    assumedBy: new AccountPrincipal(stack.account).withConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
  });
  developer.addToPolicy(new PolicyStatement({
    sid: 'MakeRolesWithinTheBoundary',
    actions: ['iam:CreateRole', 'iam:PutRolePolicy', 'iam:DeleteRolePolicy', 'iam:AttachRolePolicy', 'iam:DetachRolePolicy', 'iam:PutRolePermissionsBoundary'],
    resources: [teamRoles],
    conditions: { StringEquals: { 'iam:PermissionsBoundary': boundary.managedPolicyArn } },
  }));
  developer.addToPolicy(new PolicyStatement({ sid: 'LookAfterRoles', actions: ['iam:DeleteRole', 'iam:GetRole', 'iam:TagRole', 'iam:UpdateRoleDescription'], resources: [teamRoles] }));
  developer.addToPolicy(new PolicyStatement({
    sid: 'GiveRolesToFunctions',
    actions: ['iam:PassRole'],
    resources: [teamRoles],
    conditions: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
  }));

  const service = new Stack(app, 'BoundedService', {
    env: PRODUCTION,
    permissionsBoundary: PermissionsBoundary.fromName('team-boundary'),
  });
  new Bucket(service, 'Files', { enforceSSL: true }).grantReadWrite(new Function(service, 'Function', FUNCTION_CODE));
  const operator = new Role(service, 'Operator', { assumedBy: new ArnPrincipal(`arn:aws:iam::${stack.account}:role/on-call`) });
  operator.addToPolicy(new PolicyStatement({ actions: ['lambda:GetFunction', 'lambda:ListFunctions', 'logs:StartQuery', 'logs:GetQueryResults'], resources: ['*'] }));
}
