import { CfnResource, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { assumedByAccounts } from './assumed-by-accounts';
import { PersonRoleOptions } from '../iam/person-role-options';

/**
 * What a role for people takes: without an external id, a second factor within the last hour is asked for.
 *
 * @param policy the AWS managed policy that the role is for: `SecurityAudit`
 */
export function forPeople(scope: Construct, options: PersonRoleOptions, policy: string): iam.RoleProps {
  return assumedByAccounts(options.accounts ?? [Stack.of(scope).account], {
    ...options,
    mfaWithin: options.mfaWithin ?? (options.externalId === undefined ? Duration.hours(1) : undefined),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(policy), ...options.managedPolicies ?? []],
  });
}

/** Acknowledges the AWS managed policy that a role is for, and no other. */
export function acknowledgeManagedPolicy(role: iam.Role, policy: string): void {
  Validations.of(role.node.defaultChild as CfnResource).acknowledge({
    id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${policy}]`,
    reason: 'AWS keeps the policy for this job, and adds to it what is new',
  });
}
