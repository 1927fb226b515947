import { SharedTrust } from './shared-trust';
import { trustedPrincipals } from './trusted-principals';
import { Caller, parseCaller } from '../engine/evaluation/caller';
import { allConditions } from '../engine/policy/condition';
import { OpenText, OpenValue, Shape, splitText, Text } from '../engine/policy/text';

/** Everybody of whom the policy names the account, but for those of some accounts. An account of which nobody knows which it is may be any. */
export function foreignCallers(trust: SharedTrust, except: string[]): Caller[] {
  const { partition } = trust.reading.pseudo;
  const named = trustedPrincipals(trust, 'AWS');
  const anybody = (account: Text) => ['role', 'user'].flatMap(kind =>
    parseCaller(OpenText.of('arn:', partition, ':iam::', account, `:${kind}/`, OpenValue.invented('example', Shape.chosenName()))) ?? []);
  const conditions = trust.allows.flatMap(({ condition }) => allConditions(condition)).filter(({ key }) => ['aws:principalaccount', 'aws:principalarn'].includes(key));
  const accounts = [...named, ...conditions.flatMap(({ values }) => values.map(({ source }) => source))].flatMap(accountsIn);
  return [
    ...[...named.flatMap(text => parseCaller(text) ?? []), ...[...new Set(accounts)].flatMap(anybody)].filter(({ account }) => typeof account === 'string' && !except.includes(account)),
    ...named.map(accountOf).filter(isAnyAccount).flatMap(anybody),
  ];
}

/** Some account, and none of those that stacks are deployed to. */
function isAnyAccount(account: Text): boolean {
  return account instanceof OpenText && account.openValues.every(({ shape, name }) => shape !== undefined && shape.words === undefined && !name.startsWith('AWS::'));
}

/** The account that a text is, or that stands in an ARN. */
function accountsIn(text: Text): string[] {
  const account = accountOf(text);
  if (typeof account === 'string') { return /^\d{12}$/.test(account) ? [account] : []; }
  const [only, ...others] = account.parts;
  return others.length === 0 && typeof only !== 'string' ? only.shape?.words?.flatMap(accountsIn) ?? [] : [];
}

/** The field of an ARN, or the text that stands for it. */
function accountOf(text: Text): Text {
  return splitText(text, ':', 6)[4] ?? text;
}
