/**
 * A resource type on which an action can be allowed or denied.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html#actions_table
 */
export interface ActionResourceType {
  /** The name of the resource type within the action's service, for example `object`. */
  readonly name: string;

  /** Whether every call of the action touches a resource of this type: AWS marks these with an asterisk. */
  readonly required: boolean;

  /** The condition keys that are specific to this action on this resource type, sorted. */
  readonly conditionKeys: string[];
}
