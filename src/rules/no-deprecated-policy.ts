import { readFileSync } from 'node:fs';
import { Finding } from './finding';
import { about } from './reviewed-app';
import { Rule } from './rule';
import { PolicyReading } from '../cloudformation/template-reading';
import { packageFile } from '../engine/service-authorization/package-file';

/** An AWS managed policy that AWS replaces: a line of `data/deprecated-policies.ndjson`. */
interface DeprecatedPolicy {
  /** Its name with its path. */
  readonly policy: string;
  /** The policy that takes its place. */
  readonly instead: string;
  /** The AWS page that says so. */
  readonly see: string;
}

const FILE = packageFile('data', 'deprecated-policies.ndjson');

let rows: DeprecatedPolicy[] | undefined;

export function deprecatedPolicies(): DeprecatedPolicy[] {
  return rows ??= readFileSync(FILE, 'utf8').trim().split('\n').map(line => JSON.parse(line));
}

/**
 * Is an AWS managed policy attached that AWS replaces? One that AWS does not have any more cannot be read.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-deprecated.html
 */
export const NoDeprecatedPolicy: Rule = {
  name: 'NoDeprecatedPolicy',
  question: 'Is an AWS managed policy attached that AWS replaces?',
  why: 'AWS replaces policies that allow too much, and one day a deprecated policy can no longer be attached.',
  check: ({ policies }) => [...new Set(policies)].flatMap(policy => findingOf(policy) ?? []),
};

function findingOf({ kind, arn, name, resource }: PolicyReading): Finding | undefined {
  const [, attached] = /:policy\/(.*)$/.exec(String(arn)) ?? [];
  const row = kind === 'awsManaged' ? deprecatedPolicies().find(({ policy }) => policy === attached) : undefined;
  return row && {
    rule: 'NoDeprecatedPolicy',
    ...about(resource),
    message: `has the ${name}, which AWS replaces`,
    fix: `attach \`${row.instead}\`, or a policy of your own that names the resources`,
    dependsOn: [],
  };
}
