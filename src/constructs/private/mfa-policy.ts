import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from './acknowledged-wildcards';
import { iamArn, ownArns } from './own-arns';
import { Conditions } from '../iam/conditions';
import { MfaRequirement } from '../iam/mfa-requirement';

/** The names of the policies in their groups and users: what a group says of itself, and what is said of all in a scope. */
export const MFA_POLICY = 'RequireMfa';
export const MFA_POLICY_OF_SCOPE = 'RequireMfaInScope';

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
 *
 * A policy of a user only denies: what a first login needs is granted by its groups.
 */
export function requireMfa(principal: iam.CfnGroup | iam.CfnUser, requirement: MfaRequirement, policyName: string): void {
  const statements = [...iam.CfnGroup.isCfnGroup(principal) ? firstLoginStatements(principal) : [], ...denials(principal, requirement)];
  principal.policies = [...policiesBut(policyName, principal), { policyName, policyDocument: new iam.PolicyDocument({ statements }) }];
  acknowledgeWildcards(principal, statements, 'what is named is oneself, whatever the path is; devices have any name, and the rest knows no resources');
}

/** An inline policy of a group or user. */
export interface InlinePolicy {
  readonly policyName: string;
  readonly policyDocument: unknown;
}

export function hasPolicy(name: string, principal: iam.CfnGroup | iam.CfnUser): boolean {
  return inlinePolicies(principal).some(({ policyName }) => policyName === name);
}

/** The inline policies of a user or group without one of them. */
export function policiesBut(name: string, principal: iam.CfnGroup | iam.CfnUser): InlinePolicy[] {
  return inlinePolicies(principal).filter(({ policyName }) => policyName !== name);
}

function inlinePolicies(principal: iam.CfnGroup | iam.CfnUser): InlinePolicy[] {
  const { policies = [] } = principal;
  const isPlain = Array.isArray(policies) && policies.every(one => !Token.isUnresolved(one));
  return isPlain ? policies as InlinePolicy[] : Stack.of(principal).resolve(policies) ?? [];
}

/** What a first login needs, which is no harm without a second factor. */
export function firstLoginStatements(scope: Construct): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({ sid: 'FirstLogin', actions: FIRST_LOGIN, resources: ownArns(scope, 'user') }),
    // People call their devices what they like.
    new iam.PolicyStatement({ sid: 'NewDevice', actions: [CREATE_DEVICE], resources: [iamArn(scope, 'mfa', '*')] }),
    new iam.PolicyStatement({ sid: 'AccountInformation', actions: ACCOUNT_INFORMATION, resources: ['*'] }),
  ];
}

/** Everything else is denied to who has shown no second factor; so are the same actions on others than oneself. */
function denials(scope: Construct, { allowViaAwsService = false, allowEnrolmentByAccessKey = false }: MfaRequirement): iam.PolicyStatement[] {
  const guard = allowViaAwsService ? Conditions.mfaPresent().or(Conditions.viaAwsService()) : Conditions.mfaPresent();
  return [
    ...guard.denyUnless({ sid: 'NothingElseWithoutMfa', notActions: [...FIRST_LOGIN, CREATE_DEVICE, ...ACCOUNT_INFORMATION], resources: ['*'] }),
    ...guard.denyUnless({ sid: 'NobodyElseWithoutMfa', actions: FIRST_LOGIN, notResources: ownArns(scope, 'user') }),
    // Requests with long-term keys are the ones that do not say whether there was a second factor.
    ...allowEnrolmentByAccessKey ? [] : [new iam.PolicyStatement({
      sid: 'NoDeviceByAccessKey', effect: iam.Effect.DENY, actions: [CREATE_DEVICE, ...ENROLMENT], resources: ['*'], conditions: { Null: { 'aws:MultiFactorAuthPresent': 'true' } },
    })],
  ];
}
