import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from './acknowledged-wildcards';
import { iamArn, ownUserArns } from './own-arns';
import { Conditions } from '../iam/conditions';
import { MfaRequirement } from '../iam/mfa-requirement';

/** The name of the policy in its group or user. */
const MFA_POLICY = 'RequireMfa';

/** What makes a device one's own. */
const ENROLMENT = ['iam:EnableMFADevice', 'iam:ResyncMFADevice'];

/** What somebody who signs in for the first time does to oneself. */
const FIRST_LOGIN = ['iam:ChangePassword', 'iam:GetUser', 'iam:GetMFADevice', 'iam:ListMFADevices', ...ENROLMENT];

/** The same, on what is nobody's yet, or everybody's. */
const CREATE_DEVICE = 'iam:CreateVirtualMFADevice';
const ACCOUNT_INFORMATION = ['iam:GetAccountPasswordPolicy', 'iam:ListVirtualMFADevices', 'sts:GetSessionToken'];

/**
 * Requires a second factor of a user, or of the members of a group. The policy is part of the resource, so that it is there before anybody is in the group
 * and before anything is granted.
 */
export function requireMfa(principal: iam.CfnGroup | iam.CfnUser, requirement: MfaRequirement): void {
  const known = principal.policies ?? [];
  const policies = Array.isArray(known) ? known : Stack.of(principal).resolve(known) ?? [];
  const statements = mfaStatements(principal, requirement);
  principal.policies = [...policies, { policyName: MFA_POLICY, policyDocument: new iam.PolicyDocument({ statements }) }];
  acknowledgeWildcards(principal, statements, 'what is named is oneself, whatever the path is; devices have any name, and the rest knows no resources');
}

/**
 * What a first login needs is allowed, and everything else is denied to who has shown no second factor: on others than oneself the same actions too.
 */
function mfaStatements(scope: Construct, { allowViaAwsService = false, allowEnrolmentByAccessKey = false }: MfaRequirement): iam.PolicyStatement[] {
  const guard = allowViaAwsService ? Conditions.mfaPresent().or(Conditions.viaAwsService()) : Conditions.mfaPresent();
  const self = ownUserArns(scope);
  return [
    new iam.PolicyStatement({ sid: 'FirstLogin', actions: FIRST_LOGIN, resources: self }),
    new iam.PolicyStatement({ sid: 'NewDevice', actions: [CREATE_DEVICE], resources: [devices(scope)] }),
    new iam.PolicyStatement({ sid: 'AccountInformation', actions: ACCOUNT_INFORMATION, resources: ['*'] }),
    ...guard.denyUnless({ sid: 'NothingElseWithoutMfa', notActions: [...FIRST_LOGIN, CREATE_DEVICE, ...ACCOUNT_INFORMATION], resources: ['*'] }),
    ...guard.denyUnless({ sid: 'NobodyElseWithoutMfa', actions: FIRST_LOGIN, notResources: self }),
    // Requests with long-term keys are the ones that do not say whether there was a second factor.
    ...allowEnrolmentByAccessKey ? [] : [new iam.PolicyStatement({
      sid: 'NoDeviceByAccessKey', effect: iam.Effect.DENY, actions: [CREATE_DEVICE, ...ENROLMENT], resources: ['*'], conditions: { Null: { 'aws:MultiFactorAuthPresent': 'true' } },
    })],
  ];
}

/** People call their devices what they like. */
function devices(scope: Construct): string {
  return iamArn(scope, 'mfa', '*');
}
