import { foreignCallers } from './foreign-callers';
import { Rule } from './rule';
import { findingsOfTrusts, UnwantedRequest } from './trust-findings';
import { Caller } from '../engine/evaluation/caller';

/**
 * Can another account get the role with nothing but its own permission? Accounts of the app and trusted ones may.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export const NoUnconditionalCrossAccountTrust: Rule = {
  name: 'NoUnconditionalCrossAccountTrust',
  question: 'Can another account get the role without an external id, an organization or a second factor?',
  why: 'A third party works for many: without an external id, another customer of it can have it act on your account.',
  check: app => findingsOfTrusts(app, 'NoUnconditionalCrossAccountTrust', trust => {
    const own = [...app.accounts, ...app.options.trustedAccounts ?? []];
    return foreignCallers(trust, own).map(unconditional);
  }),
};

/** What a principal of another account may lack. */
const LACKING = Object.fromEntries(['sts:ExternalId', 'aws:PrincipalOrgID', 'aws:PrincipalOrgPaths', 'aws:MultiFactorAuthPresent', 'aws:MultiFactorAuthAge'].map(key => [key, []]));

function unconditional(caller: Caller): UnwantedRequest {
  return {
    caller,
    action: 'sts:AssumeRole',
    context: LACKING,
    message: `trusts account \`${caller.account}\` without a condition: whoever acts there, for whomever, can assume the role`,
    fix: 'require an external id with `sts:ExternalId` of a third party, `aws:PrincipalOrgID` of your organization, or `aws:MultiFactorAuthPresent` of people; '
      + 'an account of your own belongs to the trusted accounts',
  };
}
