/**
 * What a policy is attached to, as far as its language differs.
 */
export enum PolicyType {
  /** An inline or managed policy of a user, group or role. */
  IDENTITY = 'identity',
  /** A managed policy that limits a user or role. */
  PERMISSIONS_BOUNDARY = 'permissionsBoundary',
  /** A policy passed to AssumeRole or GetFederationToken. */
  SESSION = 'session',
  /** The trust policy of a role. */
  TRUST = 'trust',
  /** The policy of a bucket, queue, key or other resource. */
  RESOURCE = 'resource',
  /** A service control policy of AWS Organizations. */
  SERVICE_CONTROL = 'serviceControl',
  /** A resource control policy of AWS Organizations. */
  RESOURCE_CONTROL = 'resourceControl',
  /** The policy of a VPC endpoint. */
  VPC_ENDPOINT = 'vpcEndpoint',
}

/** How the language of a policy type differs. */
export interface PolicyTypeRow {
  readonly principal: 'required' | 'unsupported';
  readonly resource: 'required' | 'optional' | 'unsupported';
  /** IAM stores it: only characters up to U+00FF, `Sid` alphanumeric and unique, resources are `*` or ARNs. */
  readonly storedByIam: boolean;
  /** Whitespace counts towards the quota. */
  readonly whitespaceCounts: boolean;
}

const identity: PolicyTypeRow = { principal: 'unsupported', resource: 'required', storedByIam: true, whitespaceCounts: false };

export const POLICY_TYPES: Readonly<Record<PolicyType, PolicyTypeRow>> = {
  [PolicyType.IDENTITY]: identity,
  [PolicyType.PERMISSIONS_BOUNDARY]: identity,
  [PolicyType.SESSION]: identity,
  [PolicyType.TRUST]: { principal: 'required', resource: 'unsupported', storedByIam: true, whitespaceCounts: false },
  [PolicyType.RESOURCE]: { principal: 'required', resource: 'optional', storedByIam: false, whitespaceCounts: false },
  [PolicyType.SERVICE_CONTROL]: { ...identity, whitespaceCounts: true },
  [PolicyType.RESOURCE_CONTROL]: { principal: 'required', resource: 'required', storedByIam: false, whitespaceCounts: true },
  [PolicyType.VPC_ENDPOINT]: { principal: 'required', resource: 'required', storedByIam: false, whitespaceCounts: false },
};

/**
 * The largest sizes in characters that AWS accepts, with adjustable quotas raised as far as they go.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html
 */
export const POLICY_QUOTAS = {
  managedPolicy: 6_144,
  inlinePoliciesOfUser: 2_048,
  inlinePoliciesOfGroup: 5_120,
  inlinePoliciesOfRole: 10_240,
  trustPolicy: 4_096,
  sessionPolicy: 2_048,
  serviceControlPolicy: 5_120,
  resourceControlPolicy: 5_120,
  vpcEndpointPolicy: 20_480,
} as const;

/**
 * The same of the policies of resources, by the type that holds them; of others AWS says nothing, or the size depends on more than the policy.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */
export const RESOURCE_POLICY_QUOTAS: Readonly<Record<string, number>> = {
  'AWS::KMS::Key': 32_768,
  'AWS::S3::BucketPolicy': 20_480,
  'AWS::SecretsManager::ResourcePolicy': 20_480,
};
