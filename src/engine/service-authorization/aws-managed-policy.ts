/**
 * A policy that AWS writes and maintains.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html
 */
export interface AwsManagedPolicy {
  /** Its ARN in the `aws` partition: `arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole`. */
  readonly arn: string;

  /** Its name without the path: `AWSLambdaBasicExecutionRole`. */
  readonly name: string;

  /** Its path, `/` when it has none: `/service-role/`. */
  readonly path: string;

  /** The version that `document` is: `v1`. It is the newest one in the data. */
  readonly versionId: string;

  /** The policy document. It is the caller's own copy. */
  readonly document: { [element: string]: any };
}
