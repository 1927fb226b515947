/**
 * What an action does to the resource, in the words of the AWS service authorization reference. An action can have two levels.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
 */
export enum AccessLevel {
  /** Lists resources, without showing what is in them. */
  LIST = 'List',

  /** Reads the content and the attributes of resources, and changes nothing. */
  READ = 'Read',

  /** Creates, changes or deletes resources. */
  WRITE = 'Write',

  /** Grants or changes permissions. */
  PERMISSIONS_MANAGEMENT = 'Permissions management',

  /** Changes the tags of resources. */
  TAGGING = 'Tagging',
}
