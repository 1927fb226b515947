import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { RoleOptions } from './role-options';

/**
 * What those who assume a role have to show.
 */
export interface AssumptionOptions extends RoleOptions {
  /**
   * Who assumes the role knows this, so that a third party which works for many acts for the right one. It is no secret.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
   */
  readonly externalId?: string;

  /**
   * Who assumes the role has shown a second factor, not longer ago than this, up to 36 hours. Only users of IAM have one that another account sees.
   *
   * @default - none is asked for, or within an hour where the role says so
   */
  readonly mfaWithin?: Duration;

  /**
   * Keys of tags that who assumes the role may set on the session.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
   */
  readonly sessionTagKeys?: string[];

  /**
   * Managed policies of the role.
   *
   * @default - none beside its own
   */
  readonly managedPolicies?: iam.IManagedPolicy[];
}
