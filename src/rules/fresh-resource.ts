import { TemplateReading } from '../cloudformation/template-reading';
import { OpenText, OpenValue, Text } from '../engine/policy/text';

/** Names that AWS's documentation uses for such parts of an ARN. */
const EXAMPLES: Record<string, string> = {
  BucketName: 'amzn-s3-demo-bucket',
  ObjectName: 'key',
  KeyName: 'key',
  Region: 'us-east-1',
  RoleNameWithPath: 'Admin',
  UserNameWithPath: 'alice',
  GroupNameWithPath: 'admins',
  PolicyNameWithPath: 'team-policy',
  KeyId: '1234abcd-12ab-34cd-56ef-1234567890ab',
};

/**
 * A resource that nobody has named, of a type with this ARN pattern: `arn:${Partition}:s3:::${BucketName}`. Only a wildcard covers it.
 */
export function freshResource(arnPattern: string, { pseudo: { partition, account, region } }: TemplateReading): Text {
  return OpenText.of(...arnPattern.split(/\$\{([^}]+)\}/).map((piece, i) => {
    if (i % 2 === 0) { return piece; }
    switch (piece) {
      case 'Partition': return partition;
      case 'Account': return account;
      case 'Region': return region;
      default: return OpenValue.fresh(EXAMPLES[piece] ?? 'example');
    }
  }));
}
