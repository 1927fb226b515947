import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Construct } from 'constructs';
import { Conditions } from './conditions';
import { RoleOptions } from './role-options';
import { optionalRoleProps } from '../private/optional-role-props';
import { plainName } from '../private/plain-name';

/**
 * A role for people of a SAML identity provider.
 */
export interface SamlRoleProps extends RoleOptions {
  /** The identity provider. */
  readonly provider: iam.ISamlProvider;

  /**
   * For whom the assertions are: where people sign in, such as `https://eu-central-1.signin.aws.amazon.com/saml`.
   *
   * @default - the sign-in endpoint of AWS: `https://signin.aws.amazon.com/saml`, or that of the partition of the region
   */
  readonly audiences?: string[];

  /**
   * Keys of tags that the assertion may set on the session.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
   */
  readonly sessionTagKeys?: string[];

  /**
   * Managed policies of the role.
   *
   * @default - none
   */
  readonly managedPolicies?: iam.IManagedPolicy[];
}

/**
 * A role for people of a SAML identity provider. Only assertions that were made for AWS get it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html
 */
export class SamlRole extends iam.Role {
  /**
   * @throws Error when an audience is open, or there is none
   */
  constructor(scope: Construct, id: string, props: SamlRoleProps) {
    const { provider, sessionTagKeys } = props;
    const { audiences = [RegionInfo.get(Stack.of(scope).region).samlSignOnUrl ?? 'https://signin.aws.amazon.com/saml'] } = props;
    if (audiences.length === 0) { throw new Error('`audiences` is empty; leave it out, or write where people sign in'); }
    const principal = new iam.SamlPrincipal(provider, {
      StringEquals: { 'SAML:aud': audiences.map(audience => plainName('audiences', audience)) },
      ...sessionTagKeys && Conditions.onlyTagKeys(...sessionTagKeys).toConditionJson(),
    });
    super(scope, id, {
      ...optionalRoleProps(props),
      managedPolicies: props.managedPolicies,
      assumedBy: sessionTagKeys === undefined ? principal : principal.withSessionTags(),
    });
  }
}
