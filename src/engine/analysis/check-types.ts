import { SimulatedPolicies } from '../evaluation/simulation-types';

/** What a check found. */
export enum CheckResult {
  /** No request shows what was asked. */
  PASS = 'PASS',
  /** Some request does: the reasons name it. */
  FAIL = 'FAIL',
  /** The question took too many steps, or rests on what the analysis cannot tell apart. Treat it as a failure. */
  UNDECIDED = 'UNDECIDED',
}

/** What a policy of a check is attached to. */
export enum AccessCheckPolicyType {
  /** A policy of a user, group or role, or a service control policy. */
  IDENTITY_POLICY = 'IDENTITY_POLICY',
  /** The policy of a bucket, queue or key, or the trust policy of a role. */
  RESOURCE_POLICY = 'RESOURCE_POLICY',
}

/** A context key of a witness and its values. */
export interface WitnessContextEntry {
  /** For example `aws:SourceIp`. */
  readonly contextKeyName: string;
  readonly contextKeyValues: string[];
}

/** A request that shows what a check found. It was replayed by the evaluation before it was returned. */
export interface AccessWitness {
  /** ARN of who asks, a service principal, or `anonymous`. */
  readonly principal: string;
  /** For example `s3:GetObject`. */
  readonly action: string;
  /** ARN of the resource, or other text where the policy asks for that. */
  readonly resource: string;
  /** Keys that are there; others are missing. Keys that follow from the principal are left out. */
  readonly context: WitnessContextEntry[];
  /** AWS does not list the action, or not on such a resource: the policy allows the request all the same. */
  readonly unlisted: boolean;
}

/** One statement, or one request, that shows what a check found. */
export interface ReasonSummary {
  readonly description: string;
  /** Its place in the policy, from 0. @default - no statement alone grants it */
  readonly statementIndex?: number;
  /** Its `Sid`. @default - it has none */
  readonly statementId?: string;
  readonly witness: AccessWitness;
  /** Values that are only known at deployment, and how they must turn out. Empty when nothing is open. */
  readonly dependsOn: string[];
}

/** The answer of a check. */
export interface CheckAccessResult {
  readonly result: CheckResult;
  readonly message: string;
  /** One for each statement that shows it; empty on PASS. */
  readonly reasons: ReasonSummary[];
  /** On UNDECIDED: what was too hard. Otherwise empty. */
  readonly undecided: string[];
}

/** Actions, resources, or both, that a policy should not grant. */
export interface Access {
  /** For example `s3:DeleteBucket`; wildcards are accepted. @default - any action */
  readonly actions?: string[];
  /** ARNs; wildcards are accepted. @default - any resource */
  readonly resources?: string[];
}

/** A principal with all layers of policies that apply to it. */
export interface PrincipalLayers extends SimulatedPolicies {
  /** ARN of a user, role, role session or root user. */
  readonly callerArn: string;
  /** The account of the resources: 12 digits. @default - that of the principal */
  readonly resourceOwner?: string;
}

/** What one of several principals may do. */
export interface PrincipalAccess {
  readonly principal: string;
  /** FAIL, with a witness: it may. UNDECIDED: treat it as if it may. */
  readonly access: CheckAccessResult;
}
