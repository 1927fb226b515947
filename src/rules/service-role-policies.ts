import { Subject } from './subjects';
import { PolicyReading } from '../cloudformation/template-reading';
import { Statement } from '../engine/policy/statement';

/** AWS managed policies without the path `service-role/` that AWS made for the roles of its services all the same. */
const FOR_SERVICES = ['AmazonSSMManagedInstanceCore', 'EC2InstanceProfileForImageBuilder', 'AWS_ConfigRole', 'AWSConfigServiceRolePolicy'];

/**
 * Is it an AWS managed policy made for the roles of services, on a role that nobody but AWS services can assume? What such a service needs,
 * AWS says and reviews; whoever else holds it is judged as everybody.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html#aws-managed-policies
 */
export function isMadeForServices({ kind, arn }: PolicyReading, { principal }: Subject): boolean {
  const [, name = ''] = /:policy\/(.*)$/.exec(String(arn)) ?? [];
  const isMade = name.startsWith('service-role/') || FOR_SERVICES.includes(name);
  return kind === 'awsManaged' && isMade && principal?.trust?.document.statements.every(trustsOnlyServices) === true;
}

/**
 * Services that do work of their own with a role: nothing that a customer writes runs with it, and whoever holds it can do no more than what
 * the service is made for.
 *
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/iam-service-roles.html
 * @see https://docs.aws.amazon.com/batch/latest/userguide/service_IAM_role.html
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/getting-started-create-service-role.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cluster-iam-role.html
 * @see https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-iam-role.html
 */
const SELF_CONTAINED = ['backup', 'batch', 'codedeploy', 'eks', 'elasticmapreduce'].flatMap(name => [`${name}.amazonaws.com`, `${name}.amazonaws.com.cn`]);

/** Can nobody but such services assume it? */
export function isSelfContained({ principal }: Subject): boolean {
  const statements = principal?.trust?.document.statements.filter(({ effect }) => effect === 'Allow') ?? [];
  return statements.length > 0 && statements.every(statement => trustsOnlyServices(statement)
    && statement.principal!.entries.every(({ pattern }) => SELF_CONTAINED.includes(String(pattern.source))));
}

function trustsOnlyServices({ effect, principal }: Statement): boolean {
  return effect === 'Deny' || principal !== undefined && !principal.negated && principal.choices.length === 0
    && principal.entries.every(({ type, everyone, pattern }) => type === 'Service' && !everyone && typeof pattern.source === 'string');
}
