import { RoleRequest, SharedTrust } from './shared-trust';
import { claimsOf, stranger, tokenHolder } from './token-holder';
import { Claims, TOKEN_ISSUERS, TokenIssuer } from './token-issuers';
import { TemplateReading } from '../cloudformation/template-reading';
import { parseCaller } from '../engine/evaluation/caller';
import { allConditions } from '../engine/policy/condition';
import { PolicyDocument } from '../engine/policy/policy-document';
import { PrincipalElement } from '../engine/policy/principal-element';
import { OpenText, OpenValue, Shape, Text } from '../engine/policy/text';

/** Somebody who has nothing to do with the account, and a way to ask for a role. */
export interface Outsider extends RoleRequest {
  /** What ends the trust in such outsiders. */
  readonly fix: string;
}

/**
 * Everybody whom a trust policy should keep out, and who may get through it.
 *
 * INVARIANT: one of another account is named by no ARN and no account that is written out; a token comes from a provider that is named.
 */
export function outsiders({ reading, document, allows }: SharedTrust): Outsider[] {
  const principals = allows.map(({ principal }) => principal);
  const isWrittenOut = (principal: PrincipalElement | undefined) => principal !== undefined && !principal.negated && principal.choices.length === 0
    && principal.entries.every(({ type, everyone, pattern }) => type !== 'CanonicalUser' && !everyone && typeof pattern.source === 'string');
  const isNamed = principals.every(isWrittenOut);
  const hasProviders = !isNamed || principals.some(principal => principal!.entries.some(({ type }) => type === 'Federated'));
  return [
    ...isNamed ? [] : ['mallory', ...namesIn(document), ANY_NAME].flatMap(name => strangers(name, reading)),
    ...hasProviders ? TOKEN_ISSUERS.flatMap(issuer => tokenHolders(issuer, reading, document)) : [],
    ...isNamed ? [] : [someService()],
  ];
}

const ANY_NAME = OpenText.of(OpenValue.invented('mallory', Shape.chosenName()));

/** Names of users and roles that conditions ask for, wildcards filled in: an outsider may choose them. */
function namesIn({ statements }: PolicyDocument): string[] {
  const values = statements.flatMap(({ condition }) => allConditions(condition).filter(({ key }) => key === 'aws:principalarn').flatMap(one => one.values));
  const arns = values.flatMap(({ source }) => typeof source === 'string' ? [source] : []);
  return [...new Set(arns.flatMap(arn => /:(?:user|role)\/(.+)$/.exec(arn)?.slice(1) ?? []).map(name => name.replace(/[*?]/g, 'm')))];
}

/** Where strangers come from: their organization and their network, or none. */
const SURROUNDINGS: Record<string, Text[]>[] = [
  {
    'aws:PrincipalOrgID': [OpenText.of('o-', stranger('exampleorgid'))],
    'aws:PrincipalOrgPaths': [OpenText.of('o-', stranger('exampleorgid'), '/r-', stranger('ab12'), '/')],
    'aws:SourceVpc': [OpenText.of('vpc-', stranger('1234567890abcdef0'))],
    'aws:SourceVpce': [OpenText.of('vpce-', stranger('1234567890abcdef0'))],
    'aws:SourceIp': [],
  },
  ...['11.22.33.44', '198.51.100.77', '203.0.113.213', '2001:db8::77'].map(address => ({
    'aws:PrincipalOrgID': [], 'aws:PrincipalOrgPaths': [], 'aws:SourceVpc': [], 'aws:SourceVpce': [], 'aws:SourceIp': [address],
  })),
];

/** Keys of calls that a service makes for somebody. */
const ON_BEHALF = { 'aws:SourceAccount': [], 'aws:SourceArn': [], 'aws:SourceOrgID': [], 'aws:SourceOrgPaths': [] };

/** Users and roles of an account that no policy names. They choose their own names, and nothing that tells their account. */
function strangers(name: Text, { pseudo: { partition } }: TemplateReading): Outsider[] {
  const account = OpenValue.invented('999988887777', Shape.freshDigits());
  return ['user', 'role'].flatMap(kind => {
    const caller = parseCaller(OpenText.of('arn:', partition, ':iam::', account, `:${kind}/`, name))!;
    return SURROUNDINGS.map(surroundings => ({
      caller,
      action: 'sts:AssumeRole',
      context: { ...surroundings, ...ON_BEHALF },
      fix: 'name the accounts, roles or users in `Principal`, or require your organization with a condition on `aws:PrincipalOrgID`',
    }));
  });
}

/** Holders of tokens that the issuer gives to everyone. */
function tokenHolders({ host, strangers: claims = [] }: TokenIssuer, { pseudo: { partition, account } }: TemplateReading, document: PolicyDocument): Outsider[] {
  const provider = { names: [OpenText.of('arn:', partition, ':iam::', account, ':oidc-provider/', host), host], host };
  return claims.map(one => ({
    ...tokenHolder(provider, claimsOf(host, one), document),
    fix: `require your own ${identifying(claims[0]).map(name => `\`${host}:${name}\``).join(' and ')} with a condition that every request must meet`,
  }));
}

/** The subject, where it alone tells who asks. */
function identifying(claims: Claims): string[] {
  const names = Object.keys(claims);
  return names.includes('sub') && !names.includes('aud') ? ['sub'] : names;
}

/** Any AWS service, on behalf of anybody. */
function someService(): Outsider {
  const name = OpenText.of(stranger('service'), '.amazonaws.com');
  return {
    caller: { kind: 'service', name, names: [{ type: 'Service', name, grant: 'direct' }], derivedKeys: new Map() },
    action: 'sts:AssumeRole',
    context: {
      ...Object.fromEntries([...Object.keys(SURROUNDINGS[0]), 'aws:PrincipalArn', 'aws:PrincipalAccount', 'aws:PrincipalIsAWSService'].map(key => [key, []])),
      ...ON_BEHALF,
    },
    fix: 'name the service in `Principal`',
  };
}
