import * as iam from 'aws-cdk-lib/aws-iam';
import { optionalRoleProps } from './optional-role-props';
import { plainName } from './plain-name';
import { AssumptionOptions } from '../iam/assumption-options';
import { Conditions } from '../iam/conditions';

const ACCOUNT = /^\d{12}$/;

/**
 * A role that principals of accounts assume, with what is asked of them.
 *
 * @param accounts `any`: the conditions say which
 * @throws Error when an account is none, or nothing is asked for
 */
export function assumedByAccounts(accounts: string[] | 'any', options: AssumptionOptions, conditions: Conditions[] = []): iam.RoleProps {
  const { externalId, mfaWithin, sessionTagKeys } = options;
  if (accounts.length === 0) { throw new Error('`accounts` is empty; write the ids of the accounts'); }
  const [first, ...others] = [
    ...conditions,
    ...externalId === undefined ? [] : [Conditions.externalId(externalId)],
    ...mfaWithin === undefined ? [] : [Conditions.mfaPresent(), Conditions.mfaWithin(mfaWithin)],
    ...sessionTagKeys === undefined ? [] : [Conditions.onlyTagKeys(...sessionTagKeys)],
  ];
  const asked = first.and(...others).toConditionJson();
  const named = accounts === 'any' ? [new iam.AnyPrincipal()] : accounts.map(account => new iam.AccountPrincipal(plainName('accounts', account, ACCOUNT)));
  const principals = named.map(principal => sessionTagKeys === undefined ? principal.withConditions(asked) : principal.withConditions(asked).withSessionTags());
  return {
    ...optionalRoleProps(options),
    managedPolicies: options.managedPolicies,
    assumedBy: principals.length === 1 ? principals[0] : new iam.CompositePrincipal(...principals),
  };
}
