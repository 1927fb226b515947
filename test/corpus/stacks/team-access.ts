import { App, Stack } from 'aws-cdk-lib';
import { Effect, Group, ManagedPolicy, PolicyStatement, User } from 'aws-cdk-lib/aws-iam';
import { PRODUCTION } from '../environment';

/** People look after their own sign-in, and can do nothing else until they have a second factor. */
export function teamAccess(app: App): void {
  const stack = new Stack(app, 'TeamAccess', { env: PRODUCTION });
  const own = [`arn:aws:iam::${stack.account}:user/\${aws:username}`, `arn:aws:iam::${stack.account}:mfa/*`];
  const analysts = new Group(stack, 'Analysts', {
    managedPolicies: [
      ManagedPolicy.fromAwsManagedPolicyName('job-function/ViewOnlyAccess'),
      new ManagedPolicy(stack, 'OwnSignIn', {
        statements: [
          new PolicyStatement({ actions: ['iam:GetAccountPasswordPolicy', 'iam:ListVirtualMFADevices'], resources: ['*'] }),
          new PolicyStatement({ actions: ['iam:ChangePassword', 'iam:GetUser'], resources: [own[0]] }),
          new PolicyStatement({
            actions: ['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice', 'iam:ListMFADevices', 'iam:ResyncMFADevice'],
            resources: own,
          }),
          new PolicyStatement({
            effect: Effect.DENY,
            notActions: ['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice', 'iam:GetUser', 'iam:ListMFADevices', 'iam:ListVirtualMFADevices', 'iam:ResyncMFADevice', 'sts:GetSessionToken'],
            resources: ['*'],
            conditions: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
          }),
        ],
      }),
    ],
  });
  for (const userName of ['alice', 'bob']) { new User(stack, userName, { userName, groups: [analysts] }); }
}
