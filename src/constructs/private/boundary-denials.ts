import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { iamArn, ownArns } from './own-arns';

/**
 * Actions that say which boundary a user or role has, or gets.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
const SAY_THE_BOUNDARY = [
  'iam:AttachRolePolicy', 'iam:AttachUserPolicy', 'iam:CreateRole', 'iam:CreateUser', 'iam:DeleteRole', 'iam:DeleteRolePolicy', 'iam:DeleteUserPolicy', 'iam:DetachRolePolicy',
  'iam:DetachUserPolicy', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy', 'iam:PutUserPermissionsBoundary', 'iam:PutUserPolicy', 'iam:UpdateAssumeRolePolicy',
  'iam:UpdateRole', 'iam:UpdateRoleDescription',
];

const REMOVE_THE_BOUNDARY = ['iam:DeleteRolePermissionsBoundary', 'iam:DeleteUserPermissionsBoundary'];

const REWRITE_A_POLICY = ['iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion'];

/** Credentials of others, their groups and their policies: none of it says which boundary they have. */
const CHANGE_SOMEBODY = [
  'iam:AddUserToGroup', 'iam:AttachGroupPolicy', 'iam:DeleteGroupPolicy', 'iam:DetachGroupPolicy', 'iam:PutGroupPolicy', 'iam:RemoveUserFromGroup', 'iam:UpdateGroup',
  'iam:*AccessKey', 'iam:CreateLoginProfile', 'iam:UpdateLoginProfile', 'iam:DeleteLoginProfile', 'iam:*ServiceSpecificCredential',
  'iam:U*SSHPublicKey', 'iam:DeleteSSHPublicKey', 'iam:*SigningCertificate',
  'iam:DeactivateMFADevice', 'iam:EnableMFADevice', 'iam:ResyncMFADevice', 'iam:UpdateUser', 'iam:DeleteUser', 'iam:DeleteGroup', ...REWRITE_A_POLICY,
];

/** Whoever is trusted by an identity provider, and what other services make principals of. */
const MAKE_SOMEBODY_ELSEWHERE = [
  'iam:AddClientID*', 'iam:Create*Provider', 'iam:Update*Provider*', 'iam:AcceptDelegationRequest', 'iam:SendDelegationToken', 'sts:AssumeRoot',
  'sso:Attach*', 'sso:Create*', 'sso:Delete*', 'sso:Detach*', 'sso:Provision*', 'sso:Put*', 'sso:Update*', 'identitystore:Create*', 'identitystore:Update*',
  'codestar:AssociateTeamMember', 'codestar:CreateProject*',
];

/** Of what there are paths: everything that is managed. */
const MANAGED = ['user', 'group', 'policy'];

/**
 * What keeps whoever has a boundary from leaving it: by a principal without it, by the boundary itself, or by somebody else.
 *
 * @param managedPath as `/apps/`
 */
export function boundaryDenials(scope: Construct, boundaryArn: string, managedPath: string | undefined): iam.PolicyStatement[] {
  const deny = (sid: string, actions: string[], more: iam.PolicyStatementProps) => new iam.PolicyStatement({ sid, effect: iam.Effect.DENY, actions, ...more });
  const managed = managedPath === undefined ? [] : MANAGED.map(resource => iamArn(scope, resource, `${managedPath.slice(1)}*`));
  return [
    deny('OnlyWithTheBoundary', SAY_THE_BOUNDARY, { resources: ['*'], conditions: { StringNotEquals: { 'iam:PermissionsBoundary': boundaryArn } } }),
    deny('TheBoundaryStays', REMOVE_THE_BOUNDARY, { resources: ['*'] }),
    deny('TheBoundaryIsWhatItIs', [...REWRITE_A_POLICY, 'iam:DeletePolicy', 'iam:DeletePolicyVersion'], { resources: [boundaryArn] }),
    // Everybody looks after credentials of oneself.
    deny('NobodyElse', CHANGE_SOMEBODY, { notResources: [...ownArns(scope, 'user'), ...managed] }),
    deny('NobodyElsewhere', MAKE_SOMEBODY_ELSEWHERE, { resources: ['*'] }),
  ];
}
