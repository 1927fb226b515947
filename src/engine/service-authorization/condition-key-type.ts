/**
 * The type of a condition key's value; it tells which family of condition operators compares it.
 * The types that begin with `ArrayOf` hold several values at once, and are compared with `ForAllValues:` and `ForAnyValue:`.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html#context_keys_table
 */
export enum ConditionKeyType {
  /** Text. */
  STRING = 'String',

  /** Several texts. */
  ARRAY_OF_STRING = 'ArrayOfString',

  /** An Amazon Resource Name. */
  ARN = 'ARN',

  /** Several Amazon Resource Names. */
  ARRAY_OF_ARN = 'ArrayOfARN',

  /** `true` or `false`. */
  BOOL = 'Bool',

  /** Several of `true` and `false`. */
  ARRAY_OF_BOOL = 'ArrayOfBool',

  /** A number. */
  NUMERIC = 'Numeric',

  /** A date and time. */
  DATE = 'Date',

  /** An IPv4 or IPv6 address. */
  IP_ADDRESS = 'IPAddress',
}
