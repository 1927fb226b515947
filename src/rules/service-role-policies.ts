import { readFileSync } from 'node:fs';
import { serviceNamed } from './service-principal';
import { Subject } from './subjects';
import { PolicyReading } from '../cloudformation/template-reading';
import { Statement } from '../engine/policy/statement';
import { packageFile } from '../engine/service-authorization/package-file';

/** An AWS managed policy that AWS made for the roles of a service: a line of `data/service-role-policies.ndjson`. */
export interface ServiceRolePolicy {
  /** Its name with its path: `service-role/AWSGlueServiceRole`. */
  readonly policy: string;
  /** `glue.amazonaws.com`. */
  readonly services: string[];
  /** The AWS page that says so. */
  readonly see: string;
}

const FILE = packageFile('data', 'service-role-policies.ndjson');

let rows: ServiceRolePolicy[] | undefined;

export function serviceRolePolicies(): ServiceRolePolicy[] {
  return rows ??= readFileSync(FILE, 'utf8').trim().split('\n').map(line => JSON.parse(line));
}

/**
 * Is it an AWS managed policy made for the roles of a service, on a role that nobody but this service can assume? What such a service needs,
 * AWS says and reviews; whoever else holds it is judged as everybody.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html#aws-managed-policies
 */
export function isMadeForServices({ kind, arn }: PolicyReading, subject: Subject): boolean {
  if (kind !== 'awsManaged') { return false; }
  const [, name] = /:policy\/(.*)$/.exec(String(arn)) ?? [];
  return name !== undefined && isAssumedOnlyBy(serviceRolePolicies().find(({ policy }) => policy === name)?.services ?? [], subject);
}

/**
 * Services that do work of their own with a role: nothing that a customer writes runs with it, and whoever holds it can do no more than what
 * the service is made for.
 *
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/iam-service-roles.html
 * @see https://docs.aws.amazon.com/batch/latest/userguide/security-iam-awsmanpol.html
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/getting-started-create-service-role.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cluster-iam-role.html
 * @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-role.html
 */
const SELF_CONTAINED = ['backup', 'batch', 'codedeploy', 'eks', 'elasticmapreduce'].map(name => `${name}.amazonaws.com`);

/** Can nobody but such services assume it? */
export function isSelfContained(subject: Subject): boolean {
  return isAssumedOnlyBy(SELF_CONTAINED, subject);
}

/** INVARIANT: where nobody knows who assumes the role, it is not only those. */
function isAssumedOnlyBy(services: string[], { principal }: Subject): boolean {
  const statements = principal?.trust?.document.statements.filter(({ effect }) => effect === 'Allow') ?? [];
  return statements.length > 0 && statements.every(statement => trustsOnly(services, statement));
}

function trustsOnly(services: string[], { principal }: Statement): boolean {
  return principal !== undefined && !principal.negated && principal.choices.length === 0 && principal.entries.every(({ type, everyone, pattern }) =>
    type === 'Service' && !everyone && services.includes(serviceNamed(pattern.source) ?? ''));
}
