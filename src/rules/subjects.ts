import { Permission, Permissions } from './permissions';
import { PolicyReading, PrincipalReading, TemplateReading } from '../cloudformation/template-reading';

/** Somebody whose permissions are judged. */
export interface Subject {
  /** The resource that a finding is about. */
  readonly logicalId: string;
  /** Undefined for a policy that nobody in the template has: it is judged as if it were attached. */
  readonly principal?: PrincipalReading;
  readonly permissions: Permissions;
  /** Policies of the subject itself, without those of its groups. */
  readonly ownPolicies: PolicyReading[];
  /** Does the permission need a policy of the subject itself? What a group alone grants is found at the group. */
  isOwn(permission: Permission): boolean;
}

/** Everybody in a template: roles, users, groups, and policies that are attached to none of them. */
export function subjectsOf(reading: TemplateReading): Subject[] {
  return [
    ...reading.principals.map((principal): Subject => ({
      logicalId: principal.resource.logicalId,
      principal,
      permissions: Permissions.of(principal, reading),
      ownPolicies: principal.policies,
      isOwn: permission => !principal.groups.some(group => permission.policies.every(policy => group.policies.includes(policy))),
    })),
    ...reading.loose.flatMap(({ policy }) => (['user', 'role'] as const).map((kind): Subject => ({
      logicalId: policy.resource.logicalId,
      permissions: Permissions.ofLoose(policy, reading, kind),
      ownPolicies: [policy],
      isOwn: () => true,
    }))),
  ];
}
