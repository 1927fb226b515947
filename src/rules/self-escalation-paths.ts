/** What an action of a path is done to. */
export type EscalationTarget =
  | 'ownUser' | 'ownRole' | 'ownGroup' | 'otherGroup' | 'attachedPolicy' | 'newRole' | 'permissionSet'
  | 'ownUserWithBoundary' | 'ownRoleWithBoundary' | 'ownUserWithDeny' | 'ownRoleWithDeny';

/** A way to more permissions with one's own: all of its actions on the same target. */
export interface SelfEscalationPath {
  readonly id: string;
  readonly actions: string[];
  readonly target: EscalationTarget;
  /** What the principal gains, in a few words. */
  readonly gain: string;
}

/**
 * The ways in which a principal widens its own permissions, as public research lists them.
 *
 * @see https://github.com/DataDog/pathfinding.cloud
 * @see https://github.com/RhinoSecurityLabs/AWS-IAM-Privilege-Escalation
 */
export const SELF_ESCALATION_PATHS: SelfEscalationPath[] = [
  { id: 'iam-create-policy-version', actions: ['iam:CreatePolicyVersion'], target: 'attachedPolicy', gain: 'rewrites a policy that it has' },
  { id: 'iam-set-default-policy-version', actions: ['iam:SetDefaultPolicyVersion'], target: 'attachedPolicy', gain: 'brings back an older, wider version of a policy' },
  { id: 'iam-attach-user-policy', actions: ['iam:AttachUserPolicy'], target: 'ownUser', gain: 'attaches any policy to itself' },
  { id: 'iam-attach-group-policy', actions: ['iam:AttachGroupPolicy'], target: 'ownGroup', gain: 'attaches any policy to its group' },
  { id: 'iam-attach-role-policy', actions: ['iam:AttachRolePolicy'], target: 'ownRole', gain: 'attaches any policy to itself' },
  { id: 'iam-put-user-policy', actions: ['iam:PutUserPolicy'], target: 'ownUser', gain: 'writes a policy for itself' },
  { id: 'iam-put-group-policy', actions: ['iam:PutGroupPolicy'], target: 'ownGroup', gain: 'writes a policy for its group' },
  { id: 'iam-put-role-policy', actions: ['iam:PutRolePolicy'], target: 'ownRole', gain: 'writes a policy for itself' },
  { id: 'iam-add-user-to-group', actions: ['iam:AddUserToGroup'], target: 'otherGroup', gain: 'joins a stronger group' },
  { id: 'iam-delete-user-permissions-boundary', actions: ['iam:DeleteUserPermissionsBoundary'], target: 'ownUserWithBoundary', gain: 'removes its own boundary' },
  { id: 'iam-put-user-permissions-boundary', actions: ['iam:PutUserPermissionsBoundary'], target: 'ownUserWithBoundary', gain: 'loosens its own boundary' },
  { id: 'iam-delete-role-permissions-boundary', actions: ['iam:DeleteRolePermissionsBoundary'], target: 'ownRoleWithBoundary', gain: 'removes its own boundary' },
  { id: 'iam-put-role-permissions-boundary', actions: ['iam:PutRolePermissionsBoundary'], target: 'ownRoleWithBoundary', gain: 'loosens its own boundary' },
  { id: 'iam-detach-user-policy', actions: ['iam:DetachUserPolicy'], target: 'ownUserWithDeny', gain: 'detaches the policy that denies it something' },
  { id: 'iam-delete-user-policy', actions: ['iam:DeleteUserPolicy'], target: 'ownUserWithDeny', gain: 'deletes the policy that denies it something' },
  { id: 'iam-detach-role-policy', actions: ['iam:DetachRolePolicy'], target: 'ownRoleWithDeny', gain: 'detaches the policy that denies it something' },
  { id: 'iam-delete-role-policy', actions: ['iam:DeleteRolePolicy'], target: 'ownRoleWithDeny', gain: 'deletes the policy that denies it something' },
  { id: 'iam-create-role-attach', actions: ['iam:CreateRole', 'iam:AttachRolePolicy'], target: 'newRole', gain: 'makes a role with any policy, and assumes it' },
  { id: 'iam-create-role-put', actions: ['iam:CreateRole', 'iam:PutRolePolicy'], target: 'newRole', gain: 'makes a role with a policy of its own, and assumes it' },
  { id: 'sso-attach-managed-policy', actions: ['sso:AttachManagedPolicyToPermissionSet'], target: 'permissionSet', gain: 'attaches any policy to its permission set' },
  { id: 'sso-put-inline-policy', actions: ['sso:PutInlinePolicyToPermissionSet'], target: 'permissionSet', gain: 'writes a policy for its permission set' },
];
