/** Texts that AWS's documentation uses for parts of ARN patterns: by the name of the part, as in `${BucketName}`. */
export const ARN_EXAMPLES: Readonly<Record<string, string>> = {
  BucketName: 'amzn-s3-demo-bucket',
  ObjectName: 'key',
  KeyName: 'key',
  RoleNameWithPath: 'Admin',
  UserNameWithPath: 'alice',
  GroupNameWithPath: 'admins',
  PolicyNameWithPath: 'team-policy',
  KeyId: '1234abcd-12ab-34cd-56ef-1234567890ab',
};
