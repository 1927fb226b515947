import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { PersonRoleOptions } from './person-role-options';
import { acknowledgeManagedPolicy, forJob } from '../private/person-role';

/** AWS keeps it for this job. */
const POLICY = 'AWSSupportAccess';

/**
 * A role for those who open and follow cases of AWS Support (`AWSSupportAccess`). The CIS AWS Foundations Benchmark asks for one.
 *
 * Without an external id, a second factor within the last hour is asked for.
 *
 * @see https://docs.aws.amazon.com/awssupport/latest/user/accessing-support.html
 */
export class SupportRole extends iam.Role {
  /**
   * @throws Error when an account is none
   */
  constructor(scope: Construct, id: string, props: PersonRoleOptions = {}) {
    super(scope, id, forJob(scope, props, POLICY));
    acknowledgeManagedPolicy(this, POLICY);
  }
}
