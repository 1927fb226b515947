import { CfnResource, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { assumedByAccounts } from './assumed-by-accounts';
import { PersonRoleOptions } from '../iam/person-role-options';

/**
 * A role for people of this account, if no other is named.
 *
 * @param mfaWithin what is asked for without an external id
 */
export function assumedByPeople(scope: Construct, options: PersonRoleOptions, mfaWithin: Duration): iam.RoleProps {
  return assumedByAccounts(options.accounts ?? [Stack.of(scope).account], {
    ...options,
    mfaWithin: options.mfaWithin ?? (options.externalId === undefined ? mfaWithin : undefined),
  });
}

/**
 * The same for a job that AWS keeps a managed policy for, with a second factor within the last hour.
 *
 * @param policy `SecurityAudit`
 */
export function forJob(scope: Construct, options: PersonRoleOptions, policy: string): iam.RoleProps {
  return assumedByPeople(scope, { ...options, managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(policy), ...options.managedPolicies ?? []] }, Duration.hours(1));
}

/** Acknowledges the AWS managed policy that a role is for, and no other. */
export function acknowledgeManagedPolicy(role: iam.Role, policy: string, reason = 'AWS keeps the policy for this job, and adds to it what is new'): void {
  Validations.of(role.node.defaultChild as CfnResource).acknowledge({ id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${policy}]`, reason });
}
