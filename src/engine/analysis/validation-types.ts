/**
 * What a policy is attached to, in the words of IAM Access Analyzer.
 *
 * @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicy.html
 */
export enum ValidatePolicyType {
  /** A policy of a user, group or role. */
  IDENTITY_POLICY = 'IDENTITY_POLICY',

  /** A policy of a resource: of a bucket, a queue, a key; the trust policy of a role. */
  RESOURCE_POLICY = 'RESOURCE_POLICY',

  /** A service control policy (SCP) of AWS Organizations. */
  SERVICE_CONTROL_POLICY = 'SERVICE_CONTROL_POLICY',

  /** A resource control policy (RCP) of AWS Organizations. */
  RESOURCE_CONTROL_POLICY = 'RESOURCE_CONTROL_POLICY',
}

/**
 * How grave a finding is, in the words of IAM Access Analyzer.
 */
export enum FindingType {
  /** A part of the policy does not work. */
  ERROR = 'ERROR',

  /** The policy allows more than it should. */
  SECURITY_WARNING = 'SECURITY_WARNING',

  /** The policy does not follow AWS's best practices, or may not do what it looks like. */
  WARNING = 'WARNING',

  /** A better style, which changes no access. */
  SUGGESTION = 'SUGGESTION',
}

/**
 * A place in a policy.
 */
export interface ValidatePolicyLocation {
  /** A JSON path: `$.Statement[0].Action[1]`. */
  readonly path: string;
}

/**
 * One thing that IAM Access Analyzer would say about a policy.
 *
 * @see https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicyFinding.html
 */
export interface ValidatePolicyFinding {
  /** How grave it is. */
  readonly findingType: FindingType;

  /** What it is, in AWS's code: `INVALID_ACTION`. */
  readonly issueCode: string;

  /** What is wrong, and the way out. The words are this project's own. */
  readonly findingDetails: string;

  /** AWS's page about it. */
  readonly learnMoreLink: string;

  /** Where it is; at least one place. */
  readonly locations: ValidatePolicyLocation[];
}
