import { Rule } from './rule';
import { SharedTrust } from './shared-trust';
import { claimKeys, claimsOf, isClaimOf, stranger, tokenHolder, TokenProvider } from './token-holder';
import { TOKEN_ISSUERS } from './token-issuers';
import { findingsOfTrusts, UnwantedRequest } from './trust-findings';
import { trustedPrincipals } from './trusted-principals';
import { Pattern } from '../engine/policy/pattern';
import { OpenText, splitText, Text } from '../engine/policy/text';

/**
 * Can a workload or a person get the role that is not the one which is meant? The line is the unit that permissions are given to: a
 * repository, a project, a service account. Branches and environments of one repository are its own business. Of an identity provider
 * whose subjects are not known, some claim must be fixed.
 */
export const NoOpenOidcTrust: Rule = {
  name: 'NoOpenOidcTrust',
  question: 'Can a token get the role that was given to another repository, project or service account than the one that is meant?',
  why: 'Whoever may write to any repository of the owner, or start a pod in the cluster, is the role then.',
  check: app => findingsOfTrusts(app, 'NoOpenOidcTrust', trust => trustedPrincipals(trust, 'Federated').flatMap(principal => unwanted(principal, trust))),
};

function unwanted(principal: Text, trust: SharedTrust): UnwantedRequest[] {
  const provider = providerOf(principal);
  if (provider === undefined) { return []; }
  const { host } = provider;
  const issuer = host === undefined ? undefined : TOKEN_ISSUERS.find(one => Pattern.compile(one.host, { wildcards: true }).matches(host));
  if (issuer === undefined) { return unlisted(provider, trust); }
  const { neighbours = [], unit, around, example } = issuer;
  return neighbours.map(claims => ({
    ...tokenHolder(provider, claimsOf(host!, claims), trust.document),
    message: `trusts more than one ${unit} at \`${host}\`: any other one of the ${around} can assume the role`,
    fix: `name the ${unit} by a condition on \`${host}:sub\` that every request must meet, for example \`${example}\``,
  }));
}

/** One whose claims nobody has named, and one who has none of those that are asked for. */
function unlisted(provider: TokenProvider, { document }: SharedTrust): UnwantedRequest[] {
  const { host } = provider;
  const asked = claimKeys(document).filter(key => host === undefined || isClaimOf(host, key));
  return [[OpenText.of(stranger())], []].map(values => ({
    ...tokenHolder(provider, Object.fromEntries(asked.map(key => [key, values])), document),
    message: `trusts everybody who has a token of ${host === undefined ? 'the identity provider' : `\`${host}\``}`,
    fix: `fix the audience or the subject by a condition${host === undefined ? '' : ` on \`${host}:aud\` or \`${host}:sub\``} that every request must meet`,
  }));
}

/** @returns undefined for providers of SAML */
function providerOf(principal: Text): TokenProvider | undefined {
  const [, , , , , resource] = splitText(principal, ':', 6);
  if (resource === undefined) { return { names: [principal], ...typeof principal === 'string' && { host: principal } }; }
  const [kind, ...path] = splitText(resource, '/', Infinity);
  if (kind === 'saml-provider') { return undefined; }
  const host = OpenText.of(...path.flatMap((part, i) => i === 0 ? [part] : ['/', part]));
  return { names: [principal], ...kind === 'oidc-provider' && typeof host === 'string' && { host } };
}
