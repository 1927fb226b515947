import { ConditionKeyType } from './condition-key-type';

/**
 * A condition key that AWS defines.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html#context_keys_table
 */
export interface ConditionKeyDefinition {
  /**
   * The key as AWS spells it, with its placeholders: `s3:prefix`, `aws:ResourceTag/${TagKey}`, `s3:ExistingObjectTag/<key>`.
   */
  readonly key: string;

  /** The type of its value. */
  readonly type: ConditionKeyType;

  /** Whether a request can hold several values of this key at once. */
  readonly multivalued: boolean;
}
