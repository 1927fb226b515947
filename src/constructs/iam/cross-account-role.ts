import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { AssumptionOptions } from './assumption-options';
import { Conditions } from './conditions';
import { assumedByAccounts } from '../private/assumed-by-accounts';

/**
 * A role for other accounts.
 */
export interface CrossAccountRoleProps extends AssumptionOptions {
  /**
   * The accounts: 12 digits each.
   *
   * @default - every account of the organization
   */
  readonly accounts?: string[];

  /**
   * The organization that the accounts belong to: `o-a1b2c3d4e5`.
   *
   * @default - they may belong to any
   */
  readonly organizationId?: string;

  /**
   * That the accounts belong to the organization is enough: neither an external id nor a second factor is asked for.
   *
   * @default false
   */
  readonly allowOrganizationAlone?: boolean;
}

/**
 * A role for other accounts, or for the accounts of an organization: with an external id for a third party, or a second factor for people.
 *
 * The other account says who of it may assume the role.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user.html
 */
export class CrossAccountRole extends iam.Role {
  /**
   * @throws Error when nobody is named, nothing is asked for, or a value is none
   */
  constructor(scope: Construct, id: string, props: CrossAccountRoleProps) {
    const { organizationId, externalId, mfaWithin, allowOrganizationAlone = false } = props;
    if (props.accounts === undefined && organizationId === undefined) { throw new Error('nobody is named; write `accounts` or `organizationId`'); }
    if (allowOrganizationAlone && organizationId === undefined) { throw new Error('`allowOrganizationAlone` needs `organizationId`; write it, or leave the other out'); }
    if (externalId === undefined && mfaWithin === undefined && !allowOrganizationAlone) {
      throw new Error('nothing is asked for; write `externalId` for a third party, `mfaWithin` for people'
        + `${organizationId === undefined ? '' : ', or `allowOrganizationAlone: true` if it is enough to belong to the organization'}`);
    }
    super(scope, id, assumedByAccounts(props.accounts ?? 'any', props, organizationId === undefined ? [] : [Conditions.principalOrganization(organizationId)]));
  }
}
