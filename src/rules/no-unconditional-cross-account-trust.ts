import { Rule } from './rule';
import { SharedTrust } from './shared-trust';
import { findingsOfTrusts, UnwantedRequest } from './trust-findings';
import { trustedPrincipals } from './trusted-principals';
import { Caller, parseCaller } from '../engine/evaluation/caller';
import { allConditions } from '../engine/policy/condition';
import { OpenText, OpenValue, Shape, splitText, Text } from '../engine/policy/text';

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
    const own = new Set([...app.accounts, ...app.options.trustedAccounts ?? []]);
    return foreignCallers(trust).filter(({ account }) => !own.has(String(account))).map(unconditional);
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

/** Everybody of whom the policy names the account. */
function foreignCallers(trust: SharedTrust): Caller[] {
  const { partition } = trust.reading.pseudo;
  const named = trustedPrincipals(trust, 'AWS');
  const anybody = (account: string) => ['role', 'user'].flatMap(kind =>
    parseCaller(OpenText.of('arn:', partition, ':iam::', account, `:${kind}/`, OpenValue.invented('example', Shape.chosenName()))) ?? []);
  const conditions = trust.allows.flatMap(({ condition }) => allConditions(condition)).filter(({ key }) => ['aws:principalaccount', 'aws:principalarn'].includes(key));
  const accounts = [...named, ...conditions.flatMap(({ values }) => values.map(({ source }) => source))].flatMap(accountsIn);
  return [...named.flatMap(text => parseCaller(text) ?? []), ...[...new Set(accounts)].flatMap(anybody)].filter(({ account }) => typeof account === 'string');
}

/** The account that a text is, or that stands in an ARN. */
function accountsIn(text: Text): string[] {
  const account = splitText(text, ':', 6)[4] ?? text;
  if (typeof account === 'string') { return /^\d{12}$/.test(account) ? [account] : []; }
  const [only, ...others] = account.parts;
  return others.length === 0 && typeof only !== 'string' ? only.shape?.words?.flatMap(accountsIn) ?? [] : [];
}
