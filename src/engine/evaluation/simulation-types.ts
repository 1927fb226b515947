import { EvalDecision } from './eval-decision';
import { PolicyProblem } from '../policy/policy-problem';
import { PolicyType } from '../policy/policy-type';

/**
 * The policies that apply to simulated requests. Each is JSON text, or the object that such text stands for.
 * A list that is left out is a layer that does not exist and limits nothing; an empty list is a layer that allows nothing.
 */
export interface SimulatedPolicies {
  /** The identity-based policies of the caller: its own, its groups', its role's. */
  readonly policyInputList: any[];
  /** @default - no permissions boundary */
  readonly permissionsBoundaryPolicyInputList?: any[];
  /** Session policies, as passed to AssumeRole or GetFederationToken. @default - no session policies */
  readonly sessionPolicyInputList?: any[];
  /** The policy of the resource: a bucket, queue or key policy, the trust policy of a role. @default - none is known */
  readonly resourcePolicy?: any;
  /**
   * Service control policies of the caller's organization: a list of levels (root, every organizational unit, account), each a list of policies.
   * @default - no organization
   */
  readonly serviceControlPolicyInputList?: any[];
  /** Resource control policies of the resource's organization: a list of levels, each a list of policies. @default - no organization */
  readonly resourceControlPolicyInputList?: any[];
  /** Policies of the VPC endpoint that the request goes through. @default - no VPC endpoint */
  readonly vpcEndpointPolicyInputList?: any[];
}

/** A condition key of a request and its values. */
export interface ContextEntry {
  /** For example `aws:SourceIp`. */
  readonly contextKeyName: string;
  /** None: the key is missing. @default - none */
  readonly contextKeyValues?: string[];
  /** The key may be missing, or hold anything. @default false */
  readonly unknown?: boolean;
}

/** One resource of a call on several. */
export interface SimulatedResource {
  /** Its ARN, or `*`. */
  readonly resourceArn: string;
  /** Its account: 12 digits, or an ARN of that account. @default - as for the whole request */
  readonly resourceOwner?: string;
  /** Context keys that only this resource has; they replace those of the request. @default - none */
  readonly contextEntries?: ContextEntry[];
}

/** Requests to simulate: every action on every resource. */
export interface SimulatedRequest {
  /** For example `s3:GetObject`. */
  readonly actionNames: string[];
  /** ARNs, or `*`. Each is a request of its own. @default - `*` */
  readonly resourceArns?: string[];
  /** Resources of one call: every action is one request on all of them, allowed when it is allowed on each. @default - see `resourceArns` */
  readonly resources?: SimulatedResource[];
  /**
   * Who calls: the ARN of a user, role, role session, federated user, root user, OIDC or SAML provider; a service principal such as
   * `cloudtrail.amazonaws.com`; or `anonymous`. For a role with a path, give the session's ARN, and the role's as `aws:PrincipalArn`.
   * @default - somebody in the account that owns the resource
   */
  readonly callerArn?: string;
  /** The account that owns the resources: 12 digits, or an ARN of that account. @default - the account in the ARN of the resource, or else that of the caller */
  readonly resourceOwner?: string;
  /** Keys that follow from the caller and the resource are present by themselves. @default - none */
  readonly contextEntries?: ContextEntry[];
  /** SCPs do not limit principals of the management account. @default false */
  readonly callerInManagementAccount?: boolean;
  /** RCPs do not limit resources of the management account. @default false */
  readonly resourceInManagementAccount?: boolean;
}

/** Policies and requests in one. */
export interface SimulateCustomPolicyRequest extends SimulatedPolicies, SimulatedRequest {}

/** A statement that decided. */
export interface MatchedStatement {
  /** Which policy: `policyInputList[0]`, `serviceControlPolicyInputList[1][0]`. */
  readonly sourcePolicyId: string;
  readonly sourcePolicyType: PolicyType;
  /** Its place in the policy, from 0. */
  readonly statementIndex: number;
  /** Its `Sid`. @default - it has none */
  readonly statementId?: string;
}

/** What one layer of policies said. */
export interface PolicyTypeDecision {
  readonly policyType: PolicyType;
  /** The level of an organization, from the root, which is 0. @default - not an organization's policy */
  readonly level?: number;
  readonly evalDecision: EvalDecision;
  readonly matchedStatements: MatchedStatement[];
}

/** The answer for one resource. */
export interface ResourceSpecificResult {
  readonly evalResourceName: string;
  readonly evalDecision: EvalDecision;
  /** The statements that decided: those that deny, or else those that allow. */
  readonly matchedStatements: MatchedStatement[];
  /** Detail per policy type. Layers that do not concern the caller are left out. */
  readonly evalDecisionDetails: PolicyTypeDecision[];
}

/** The answer for one action: on one resource, or on all resources of one call. */
export interface EvaluationResult {
  readonly evalActionName: string;
  /** The resource; of a call on several, the first that decided. */
  readonly evalResourceName: string;
  readonly evalDecision: EvalDecision;
  /** The decisions that are possible; more than one only where `evalDecision` is unknown. */
  readonly possibleDecisions: EvalDecision[];
  /** What an unknown decision depends on: context keys and open values. Otherwise empty. */
  readonly dependsOn: string[];
  readonly matchedStatements: MatchedStatement[];
  /** Context keys that the policies asked for and the request does not have. */
  readonly missingContextValues: string[];
  /** Detail per policy type, of the resource named above. */
  readonly evalDecisionDetails: PolicyTypeDecision[];
  readonly resourceSpecificResults: ResourceSpecificResult[];
}

/** Input that could not be read. Nothing was decided. */
export interface InvalidInput {
  /** Which: `policyInputList[0]`, `callerArn`. */
  readonly input: string;
  readonly message: string;
  /** What is wrong with it, if it is a policy. */
  readonly problems: PolicyProblem[];
}

/** Results, or what was wrong with the input. */
export interface SimulateCustomPolicyResponse {
  /** Empty when there are errors. */
  readonly evaluationResults: EvaluationResult[];
  readonly errors: InvalidInput[];
}
