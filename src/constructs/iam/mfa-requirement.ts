/**
 * How a second factor is required.
 */
export interface MfaRequirement {
  /**
   * Calls that a service makes on behalf of somebody need not have shown a second factor: for services that do not pass on that the session has.
   *
   * Nothing is gained by it without a second factor, for the call to that service is denied. Still it is what the policy says, and the gate tells it.
   *
   * @default false
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
   */
  readonly allowViaAwsService?: boolean;

  /**
   * A device may be enrolled with long-term access keys too: for users who have no password. Who finds such a key enrols a device of its own with it, and
   * has a second factor then.
   *
   * @default false - a device is enrolled by who has signed in to the console
   */
  readonly allowEnrolmentByAccessKey?: boolean;
}
