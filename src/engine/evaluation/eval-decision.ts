/**
 * The decision on a request, as IAM's SimulateCustomPolicy names it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html
 */
export enum EvalDecision {
  /** A policy allows it, none denies it, and every limiting layer lets it through. */
  ALLOWED = 'allowed',
  /** A Deny statement applies. */
  EXPLICIT_DENY = 'explicitDeny',
  /** No policy allows it, or a limiting layer does not let it through. */
  IMPLICIT_DENY = 'implicitDeny',
  /** It depends on values that are not known. */
  UNKNOWN = 'unknown',
}
