/**
 * What people of a group do. Where AWS keeps a managed policy for it, that is what they get: AWS adds to it what is new.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html
 */
export enum JobFunction {
  /** Does everything: `AdministratorAccess`. */
  ADMINISTRATOR = 'administrator',

  /** Does everything but managing users, groups, roles and organizations: `PowerUserAccess`. */
  POWER_USER = 'powerUser',

  /**
   * Sees what there is, without contents of buckets and tables (`job-function/ViewOnlyAccess`), reads metrics, traces and the state of stacks, and deploys
   * by the roles that `cdk bootstrap` has made.
   */
  DEVELOPER = 'developer',

  /** Sees what there is, without contents of buckets and tables: `job-function/ViewOnlyAccess`. */
  READ_ONLY_AUDITOR = 'readOnlyAuditor',

  /** Reads how everything is configured and secured: `SecurityAudit`. */
  SECURITY_AUDITOR = 'securityAuditor',

  /** Manages what is paid and how: `job-function/Billing`. */
  BILLING = 'billing',

  /** Sets up and runs databases: `job-function/DatabaseAdministrator`. */
  DATABASE_ADMINISTRATOR = 'databaseAdministrator',

  /** Sets up and runs networks: `job-function/NetworkAdministrator`. */
  NETWORK_ADMINISTRATOR = 'networkAdministrator',

  /** Opens and follows cases of AWS Support: `AWSSupportAccess`. */
  SUPPORT = 'support',
}
