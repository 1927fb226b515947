import { AcceptedOpacity } from '../cloudformation/accepted-opacity';

/**
 * What the templates do not say themselves.
 */
export interface AccessAssertionOptions {
  /**
   * What nobody can read, and somebody answers for. Anything else that cannot be read fails every assertion: nobody knows what it allows.
   *
   * @default - nothing
   */
  readonly acceptedOpacity?: AcceptedOpacity[];

  /**
   * The file that describes the organization of the accounts, with the policies that limit them.
   *
   * @default - only what the app itself attaches to its accounts limits them
   */
  readonly organization?: string;
}

/**
 * Where a template is deployed, and what it does not say itself.
 */
export interface TemplateAssertionOptions extends AccessAssertionOptions {
  /**
   * The account, 12 digits.
   *
   * @default - any
   */
  readonly account?: string;

  /**
   * The region, for example `eu-west-1`.
   *
   * @default - any
   */
  readonly region?: string;

  /**
   * The name of the stack that the template makes.
   *
   * @default - any
   */
  readonly stackName?: string;
}

/**
 * What is known of the requests that are asked about.
 */
export interface RequestOptions {
  /**
   * The values of condition keys, for example `{ 'aws:SecureTransport': ['true'] }`. A key with an empty list is missing from the requests.
   * Keys that follow from the principal are known already.
   *
   * @default - keys that are not named may be anything, or be missing
   */
  readonly context?: { [key: string]: string[] };

  /**
   * The account that owns the resource, 12 digits.
   *
   * @default - that in the ARN of the resource, or else that of the principal
   */
  readonly resourceAccount?: string;
}
