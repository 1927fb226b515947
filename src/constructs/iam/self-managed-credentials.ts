import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { Conditions } from './conditions';
import { acknowledgeWildcards } from '../private/acknowledged-wildcards';
import { firstLoginStatements } from '../private/mfa-policy';
import { ownArns } from '../private/own-arns';

/**
 * Who looks after its own credentials, and after which.
 */
export interface SelfManagedCredentialsProps {
  /**
   * Whose members look after their own credentials.
   *
   * @default - those to which the policy is attached elsewhere
   */
  readonly groups?: iam.IGroup[];

  /**
   * Members may make access keys for themselves, and activate them. Without it they may only see and delete those that they have.
   *
   * @default false
   */
  readonly allowAccessKeys?: boolean;

  /**
   * The name of the policy.
   *
   * @default - CloudFormation makes one
   */
  readonly managedPolicyName?: string;
}

const DEVICES_AND_PASSWORD = ['iam:DeactivateMFADevice', 'iam:GetLoginProfile'];
const ACCESS_KEYS = ['iam:ListAccessKeys', 'iam:GetAccessKeyLastUsed', 'iam:DeleteAccessKey'];
const NEW_ACCESS_KEYS = ['iam:CreateAccessKey', 'iam:UpdateAccessKey'];
const SSH_KEYS = ['iam:ListSSHPublicKeys', 'iam:GetSSHPublicKey', 'iam:UploadSSHPublicKey', 'iam:UpdateSSHPublicKey', 'iam:DeleteSSHPublicKey'];

/**
 * Lets the members of groups look after their own password, MFA devices, SSH keys and access keys: of oneself only, whatever the path of the user is.
 *
 * The password is changed, and a device is enrolled, without a second factor; the rest needs one. A virtual device has any name, and is deleted by oneself when
 * that is the name of the user.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
 */
export class SelfManagedCredentials extends iam.ManagedPolicy {
  constructor(scope: Construct, id: string, props: SelfManagedCredentialsProps = {}) {
    const { groups, allowAccessKeys = false, managedPolicyName } = props;
    const withMfa = Conditions.mfaPresent();
    const statements = [
      ...firstLoginStatements(scope),
      ...withMfa.allow({
        sid: 'OwnCredentials',
        actions: [...DEVICES_AND_PASSWORD, ...SSH_KEYS, ...ACCESS_KEYS, ...allowAccessKeys ? NEW_ACCESS_KEYS : []],
        resources: ownArns(scope, 'user'),
      }),
      ...withMfa.allow({ sid: 'OwnDevices', actions: ['iam:DeleteVirtualMFADevice'], resources: ownArns(scope, 'mfa') }),
    ];
    super(scope, id, { groups, managedPolicyName, statements, description: 'Lets people look after their own credentials' });
    acknowledgeWildcards(this.node.defaultChild as iam.CfnManagedPolicy, statements, 'what is named is oneself, whatever the path is; devices have any name, and the rest knows no resources');
  }
}
