import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { PersonRoleOptions } from './person-role-options';
import { acknowledgeManagedPolicy, forJob } from '../private/person-role';

/** AWS keeps it for this job. */
const POLICY = 'SecurityAudit';

/**
 * A role for auditors: it reads how everything is configured and secured (`SecurityAudit`), and no data.
 *
 * Without an external id, a second factor within the last hour is asked for.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/SecurityAudit.html
 */
export class AuditorRole extends iam.Role {
  /**
   * @throws Error when an account is none
   */
  constructor(scope: Construct, id: string, props: PersonRoleOptions = {}) {
    super(scope, id, forJob(scope, props, POLICY));
    acknowledgeManagedPolicy(this, POLICY);
  }
}
