/**
 * A resource type of an AWS service.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html#resources_table
 */
export interface ServiceResourceType {
  /** Its name within the service, for example `object`. */
  readonly name: string;

  /** The shape of its ARNs: `arn:${Partition}:s3:::${BucketName}/${ObjectName}`. */
  readonly arnPattern: string;

  /** The condition keys that a resource of this type carries, sorted. */
  readonly conditionKeys: string[];
}
