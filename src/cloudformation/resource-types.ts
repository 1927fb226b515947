import { readFileSync } from 'node:fs';
import { packageFile } from '../engine/service-authorization/package-file';

/** What is known of a resource type: a line of `data/cloudformation-types.ndjson`. */
export interface ResourceType {
  readonly type: string;
  /** For example `arn:${Partition}:s3:::${BucketName}`. */
  readonly arn?: string;
  /** What `Ref` returns: the parts of the primary identifier. */
  readonly ref: string[];
  /** Parts of the ARN and of the identifier that a template may give a value, as properties. */
  readonly names: string[];
  /** Attributes that hold one fixed value which AWS makes, and never a wildcard. */
  readonly opaque: string[];
}

const FILE = packageFile('data', 'cloudformation-types.ndjson');

let lines: Map<string, string> | undefined;
const parsed = new Map<string, ResourceType>();

/** @returns undefined for types that AWS does not publish: custom resources, modules, third-party types */
export function resourceType(type: string): ResourceType | undefined {
  const known = parsed.get(type);
  if (known !== undefined) { return known; }
  lines ??= new Map(readFileSync(FILE, 'utf8').split('\n').map(line => [line.slice('{"type":"'.length, line.indexOf('"', '{"type":"'.length)), line]));
  const line = lines.get(type);
  if (!line) { return undefined; }
  const facts: ResourceType = JSON.parse(line);
  parsed.set(type, facts);
  return facts;
}
