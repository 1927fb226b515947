import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { JobFunction } from './job-function';
import { MfaRequirement } from './mfa-requirement';
import { policiesAttachedTo } from '../private/attached-policies';
import { managedPolicyOf, statementsOf } from '../private/job-function-policies';
import { MFA_POLICY, requireMfa } from '../private/mfa-policy';

/**
 * A group that carries permissions.
 */
export interface PermissionGroupProps extends MfaRequirement {
  /**
   * What the people of the group do.
   *
   * @default - nothing that has a name
   */
  readonly jobFunctions?: JobFunction[];

  /**
   * Policies of the group.
   *
   * @default - none
   */
  readonly managedPolicies?: iam.IManagedPolicy[];

  /**
   * Permissions of the group.
   *
   * @default - none
   */
  readonly statements?: iam.PolicyStatement[];

  /**
   * What the members may do, they may do without a second factor.
   *
   * @default false
   */
  readonly allowWithoutMfa?: boolean;

  /**
   * The name of the group.
   *
   * @default - CloudFormation makes one
   */
  readonly groupName?: string;

  /**
   * The path of the group.
   *
   * @default /
   */
  readonly path?: string;
}

/**
 * A group that carries permissions: those of job functions, policies, statements, and what is granted to it.
 *
 * Its members show a second factor. Until the session has shown one, they may change their own password, enrol a device of their own, and get a session
 * by `sts:GetSessionToken`; everything else is denied, whatever else they are granted elsewhere. A device is enrolled by who has signed in to the console:
 * with a long-term access key alone nobody enrols one.
 *
 * Calls that a service makes on behalf of a member are denied like its own where the session has shown no second factor. Services pass the session on, so
 * that it counts there too.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
 */
export class PermissionGroup extends iam.Group {
  /**
   * @throws Error when options contradict each other; at synthesis, when the group has no permissions
   */
  constructor(scope: Construct, id: string, props: PermissionGroupProps = {}) {
    const { jobFunctions = [], managedPolicies = [], statements = [], allowWithoutMfa = false, allowViaAwsService, allowEnrolmentByAccessKey, groupName, path } = props;
    const exceptions = Object.entries({ allowViaAwsService, allowEnrolmentByAccessKey }).filter(([, isAllowed]) => isAllowed === true);
    if (allowWithoutMfa && exceptions.length > 0) {
      throw new Error(`\`allowWithoutMfa\` requires no second factor, and \`${exceptions[0][0]}\` is an exception from it; write one of them`);
    }
    super(scope, id, { groupName, path });
    for (const policy of uniquePolicies(this, [...jobFunctions.map(managedPolicyOf), ...managedPolicies])) { this.addManagedPolicy(policy); }
    for (const statement of [...new Set(jobFunctions)].flatMap(one => statementsOf(one, this)).concat(statements)) { this.addToPolicy(statement); }
    if (!allowWithoutMfa) { requireMfa(this.node.defaultChild as iam.CfnGroup, { allowViaAwsService, allowEnrolmentByAccessKey }, MFA_POLICY); }
    this.node.addValidation({
      validate: () => this.hasPermissions() ? []
        : ['the group has no permissions; give it `jobFunctions`, `managedPolicies` or `statements`, grant it something, or leave it out'],
    });
  }

  private hasPermissions(): boolean {
    const { managedPolicyArns = [] } = this.node.defaultChild as iam.CfnGroup;
    return this.stack.resolve(managedPolicyArns)?.length > 0 || policiesAttachedTo(this, 'groups').length > 0;
  }
}

function uniquePolicies(scope: iam.Group, policies: iam.IManagedPolicy[]): iam.IManagedPolicy[] {
  return [...new Map(policies.map(policy => [JSON.stringify(scope.stack.resolve(policy.managedPolicyArn)), policy])).values()];
}
