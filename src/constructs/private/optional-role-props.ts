import * as iam from 'aws-cdk-lib/aws-iam';
import { RoleOptions } from '../iam/role-options';

/** What a role of the CDK takes of the options, and nothing that stands beside them. */
export function optionalRoleProps({ roleName, path, description, permissionsBoundary, maxSessionDuration }: RoleOptions): Omit<iam.RoleProps, 'assumedBy'> {
  return { roleName, path, description, permissionsBoundary, maxSessionDuration };
}
