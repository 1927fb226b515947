import { AccessLevel } from './access-level';
import { ActionResourceType } from './action-resource-type';

/**
 * An action of an AWS service.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html#actions_table
 */
export interface ServiceAction {
  /** The full name as AWS spells it: `s3:GetObject`. */
  readonly name: string;

  /** The prefix of its service: `s3`. */
  readonly service: string;

  /** What it does, as a set: sorted, at least one. */
  readonly accessLevels: AccessLevel[];

  /** The resource types that it can be limited to, sorted by name. */
  readonly resourceTypes: ActionResourceType[];

  /** The condition keys that AWS lists for it on any resource, sorted. Global keys work too, mostly without being listed. */
  readonly conditionKeys: string[];

  /** Whether it has no resource types: then only `Resource: "*"` allows it. */
  readonly supportsOnlyWildcardResource: boolean;
}
