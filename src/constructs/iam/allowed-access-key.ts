import { Duration } from 'aws-cdk-lib';

/**
 * Why somebody has an access key.
 */
export interface AllowedAccessKey {
  /** What needs the key, and cannot assume a role. */
  readonly reason: string;

  /** Who answers for it: a person or a team. */
  readonly owner: string;

  /** How old a key gets before the next one takes its place, in whole days up to 90. */
  readonly rotationInterval: Duration;
}
