import { AwsManagedPolicy } from './aws-managed-policy';
import { LineArchive } from './private/line-archive';
import { PackedPolicy, PoliciesHeader } from './private/packed';

const ARN_PREFIX = 'arn:aws:iam::aws:policy/';
const ARN_PREFIX_OF_ANY_PARTITION = /^arn:aws[a-z-]*:iam::aws:policy\//;

const archive = new LineArchive<PoliciesHeader, PackedPolicy>('managed-policies.ndjson.br');

/**
 * The documents of all AWS managed policies.
 *
 * The data is part of the package; the first question reads it, in a few milliseconds. A policy that is not here may exist:
 * AWS adds and changes managed policies every week.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export class AwsManagedPolicies {
  /** The version of the package that the data was taken from. */
  public static dataVersion(): string {
    return archive.header.version;
  }

  /** The ARNs of all managed policies in the `aws` partition, sorted. */
  public static arns(): string[] {
    return archive.header.names.map(name => ARN_PREFIX + name);
  }

  /**
   * A managed policy, `undefined` when there is none. The document is the one of the `aws` partition, whatever partition is asked for;
   * it is the caller's own copy.
   *
   * @param arnOrName its ARN in any partition, or its name with its path (`service-role/AWSLambdaBasicExecutionRole`), or its name
   * alone when no other policy has that name
   */
  public static find(arnOrName: string): AwsManagedPolicy | undefined {
    const nameWithPath = nameWithPathOf(arnOrName);
    const packed = archive.line(nameWithPath);
    if (!packed) return undefined;

    const nameStart = nameWithPath.lastIndexOf('/') + 1;
    return {
      arn: ARN_PREFIX + nameWithPath,
      name: nameWithPath.slice(nameStart),
      path: '/' + nameWithPath.slice(0, nameStart),
      versionId: packed.versionId,
      document: packed.document,
    };
  }

  private constructor() {}
}

function nameWithPathOf(arnOrName: string): string {
  if (ARN_PREFIX_OF_ANY_PARTITION.test(arnOrName)) return arnOrName.replace(ARN_PREFIX_OF_ANY_PARTITION, '');
  if (archive.has(arnOrName)) return arnOrName;
  const [onlyOne, ...others] = namesWithPath(arnOrName);
  return onlyOne && others.length === 0 ? onlyOne : arnOrName;
}

/** All policies that have this name, in whatever path. */
function namesWithPath(name: string): string[] {
  const end = `/${name}`;
  return archive.header.names.filter(nameWithPath => nameWithPath.endsWith(end));
}
