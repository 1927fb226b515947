import { PolicyDocument } from '../policy/policy-document';

/**
 * The policies that apply to a request, compiled. A layer that is absent limits nothing; one without policies allows nothing.
 */
export interface ApplicablePolicies {
  /** Of the caller: its own, its groups', its role's. */
  readonly identity: PolicyDocument[];
  readonly permissionsBoundary?: PolicyDocument[];
  readonly session?: PolicyDocument[];
  /** The resource's own: a bucket or key policy, the trust policy of a role. */
  readonly resource?: PolicyDocument;
  /** Service control policies of the caller's organization, a list for every level: root, organizational units, account. */
  readonly serviceControl?: PolicyDocument[][];
  /** Resource control policies of the resource's organization, a list for every level. */
  readonly resourceControl?: PolicyDocument[][];
  /** Of the VPC endpoint that the request goes through. */
  readonly vpcEndpoint?: PolicyDocument[];
}

export type LayerName = keyof ApplicablePolicies;
