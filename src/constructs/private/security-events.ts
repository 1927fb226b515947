/** An event that somebody should hear of: what it is, which controls ask for an alarm, and how it is found. */
export interface SecurityEventRow {
  /** What has happened, as a sentence of the alarm. */
  readonly what: string;
  /** The number in the chapter on monitoring of the CIS AWS Foundations Benchmark: 3.1, 4.1 or 5.1, by its version. */
  readonly cis: number;
  /** Of AWS Foundational Security Best Practices. */
  readonly control?: string;
  /** Of the log group: the fields and calls that the benchmark and the control ask for. */
  readonly filterPattern: string;
  /** Of Amazon EventBridge. */
  readonly eventPattern: { readonly detailType: string[]; readonly source?: string[]; readonly detail: Record<string, unknown> };
  /** Calls that only read are meant too. Amazon EventBridge has to be told. */
  readonly reads?: boolean;
}

const CALL = 'AWS API Call via CloudTrail';
const SIGN_IN = 'AWS Console Sign In via CloudTrail';

interface Calls {
  readonly service: string;
  readonly names: string[];
  /** The pattern of the benchmark names the service. */
  readonly isServiceNamed: boolean;
}

function calls({ service, names, isServiceNamed }: Calls): Pick<SecurityEventRow, 'filterPattern' | 'eventPattern'> {
  const any = names.map(name => `($.eventName=${name})`).join(' || ');
  return {
    filterPattern: isServiceNamed ? `{($.eventSource=${service}) && (${any})}` : `{${any}}`,
    eventPattern: { detailType: [CALL], detail: { eventSource: [service], eventName: names } },
  };
}

/**
 * By concept. The filters name the fields and calls that AWS Security Hub asks for: it accepts no others.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
 */
export const SECURITY_EVENTS = {
  unauthorizedCalls: {
    what: 'a call was refused for lack of permission',
    cis: 1,
    control: 'CloudWatch.2',
    filterPattern: '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
    eventPattern: { detailType: [CALL], detail: { errorCode: [{ suffix: 'UnauthorizedOperation' }, { prefix: 'AccessDenied' }] } },
    reads: true,
  },
  consoleLoginWithoutMfa: {
    what: 'a user signed in to the console without a second factor',
    cis: 2,
    control: 'CloudWatch.3',
    filterPattern: '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
    eventPattern: {
      detailType: [SIGN_IN],
      detail: {
        eventName: ['ConsoleLogin'],
        additionalEventData: { MFAUsed: [{ 'anything-but': ['Yes'] }] },
        userIdentity: { type: ['IAMUser'] },
        responseElements: { ConsoleLogin: ['Success'] },
      },
    },
  },
  rootUse: {
    what: 'the root user did something',
    cis: 3,
    control: 'CloudWatch.1',
    filterPattern: '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}',
    eventPattern: {
      detailType: [CALL, SIGN_IN],
      detail: { userIdentity: { type: ['Root'], invokedBy: [{ exists: false }] }, eventType: [{ 'anything-but': ['AwsServiceEvent'] }] },
    },
    reads: true,
  },
  iamChanges: {
    what: 'a policy of IAM was changed or attached',
    cis: 4,
    control: 'CloudWatch.4',
    ...calls({
      service: 'iam.amazonaws.com',
      names: [
        'DeleteGroupPolicy', 'DeleteRolePolicy', 'DeleteUserPolicy', 'PutGroupPolicy', 'PutRolePolicy', 'PutUserPolicy', 'CreatePolicy', 'DeletePolicy', 'CreatePolicyVersion',
        'DeletePolicyVersion', 'AttachRolePolicy', 'DetachRolePolicy', 'AttachUserPolicy', 'DetachUserPolicy', 'AttachGroupPolicy', 'DetachGroupPolicy',
      ],
      isServiceNamed: true,
    }),
  },
  cloudTrailChanges: {
    what: 'a trail was changed, started or stopped',
    cis: 5,
    control: 'CloudWatch.5',
    ...calls({ service: 'cloudtrail.amazonaws.com', names: ['CreateTrail', 'UpdateTrail', 'DeleteTrail', 'StartLogging', 'StopLogging'], isServiceNamed: false }),
  },
  failedLogins: {
    what: 'somebody failed to sign in to the console',
    cis: 6,
    control: 'CloudWatch.6',
    filterPattern: '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
    eventPattern: { detailType: [SIGN_IN], detail: { eventName: ['ConsoleLogin'], errorMessage: ['Failed authentication'] } },
  },
  keyChanges: {
    what: 'a key was disabled, or is to be deleted',
    cis: 7,
    control: 'CloudWatch.7',
    ...calls({ service: 'kms.amazonaws.com', names: ['DisableKey', 'ScheduleKeyDeletion'], isServiceNamed: true }),
  },
  bucketPolicyChanges: {
    what: 'a policy of a bucket was changed',
    cis: 8,
    control: 'CloudWatch.8',
    ...calls({
      service: 's3.amazonaws.com',
      names: [
        'PutBucketAcl', 'PutBucketPolicy', 'PutBucketCors', 'PutBucketLifecycle', 'PutBucketReplication', 'DeleteBucketPolicy', 'DeleteBucketCors', 'DeleteBucketLifecycle',
        'DeleteBucketReplication',
      ],
      isServiceNamed: true,
    }),
  },
  configChanges: {
    what: 'AWS Config was changed or stopped',
    cis: 9,
    control: 'CloudWatch.9',
    ...calls({
      service: 'config.amazonaws.com', names: ['StopConfigurationRecorder', 'DeleteDeliveryChannel', 'PutDeliveryChannel', 'PutConfigurationRecorder'], isServiceNamed: true,
    }),
  },
  securityGroupChanges: {
    what: 'a security group was changed',
    cis: 10,
    control: 'CloudWatch.10',
    ...calls({
      service: 'ec2.amazonaws.com',
      names: [
        'AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress', 'RevokeSecurityGroupIngress', 'RevokeSecurityGroupEgress', 'CreateSecurityGroup', 'DeleteSecurityGroup',
      ],
      isServiceNamed: false,
    }),
  },
  networkAclChanges: {
    what: 'a network access control list was changed',
    cis: 11,
    control: 'CloudWatch.11',
    ...calls({
      service: 'ec2.amazonaws.com',
      names: ['CreateNetworkAcl', 'CreateNetworkAclEntry', 'DeleteNetworkAcl', 'DeleteNetworkAclEntry', 'ReplaceNetworkAclEntry', 'ReplaceNetworkAclAssociation'],
      isServiceNamed: false,
    }),
  },
  gatewayChanges: {
    what: 'a gateway of a network was changed',
    cis: 12,
    control: 'CloudWatch.12',
    ...calls({
      service: 'ec2.amazonaws.com',
      names: ['CreateCustomerGateway', 'DeleteCustomerGateway', 'AttachInternetGateway', 'CreateInternetGateway', 'DeleteInternetGateway', 'DetachInternetGateway'],
      isServiceNamed: false,
    }),
  },
  routeTableChanges: {
    what: 'a route was changed',
    cis: 13,
    control: 'CloudWatch.13',
    ...calls({
      service: 'ec2.amazonaws.com',
      names: ['CreateRoute', 'CreateRouteTable', 'ReplaceRoute', 'ReplaceRouteTableAssociation', 'DeleteRouteTable', 'DeleteRoute', 'DisassociateRouteTable'],
      isServiceNamed: true,
    }),
  },
  vpcChanges: {
    what: 'a VPC was changed',
    cis: 14,
    control: 'CloudWatch.14',
    ...calls({
      service: 'ec2.amazonaws.com',
      names: [
        'CreateVpc', 'DeleteVpc', 'ModifyVpcAttribute', 'AcceptVpcPeeringConnection', 'CreateVpcPeeringConnection', 'DeleteVpcPeeringConnection', 'RejectVpcPeeringConnection',
        'AttachClassicLinkVpc', 'DetachClassicLinkVpc', 'DisableVpcClassicLink', 'EnableVpcClassicLink',
      ],
      isServiceNamed: false,
    }),
  },
  organizationChanges: {
    what: 'the organization was changed',
    cis: 15,
    ...calls({
      service: 'organizations.amazonaws.com',
      names: [
        'AcceptHandshake', 'AttachPolicy', 'CreateAccount', 'CreateOrganizationalUnit', 'CreatePolicy', 'DeclineHandshake', 'DeleteOrganization', 'DeleteOrganizationalUnit',
        'DeletePolicy', 'DetachPolicy', 'DisablePolicyType', 'EnablePolicyType', 'InviteAccountToOrganization', 'LeaveOrganization', 'MoveAccount',
        'RemoveAccountFromOrganization', 'UpdatePolicy', 'UpdateOrganizationalUnit',
      ],
      isServiceNamed: true,
    }),
  },
} satisfies Record<string, SecurityEventRow>;

/** Version 1.2 has no number 15. */
export function controlsOf({ cis, control }: SecurityEventRow): string {
  return [`CIS 1.4 to 5.0: 4.${cis}`, `CIS 6.0 and 7.0: 5.${cis}`, ...cis === 15 ? [] : [`CIS 1.2: 3.${cis}`], ...control === undefined ? [] : [control]].join(', ');
}
