import { Rule } from './rule';
import { SharedTrust } from './shared-trust';
import { stranger } from './token-holder';
import { findingsOfTrusts, UnwantedRequest } from './trust-findings';
import { trustedPrincipals } from './trusted-principals';
import { OpenText, OpenValue, splitText, Text } from '../engine/policy/text';

/**
 * Can a SAML assertion get the role that was made for another service?
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_saml.html
 */
export const NoSamlTrustWithoutAudience: Rule = {
  name: 'NoSamlTrustWithoutAudience',
  question: 'Can a SAML assertion get the role that was made for another service?',
  why: 'Whoever runs another application of the identity provider can hand on what its users present there.',
  check: app => findingsOfTrusts(app, 'NoSamlTrustWithoutAudience', trust => providersOf(trust).flatMap(assertions)),
};

/** Those that are named, and one that is not. */
function providersOf(trust: SharedTrust): Text[] {
  const { partition, account } = trust.reading.pseudo;
  const other = OpenText.of('arn:', partition, ':iam::', account, ':saml-provider/', stranger('corp'));
  const isOidc = (name: Text) => splitText(splitText(name, ':', 6)[5] ?? '', '/', 2)[0] === 'oidc-provider';
  return [...trustedPrincipals(trust, 'Federated').filter(name => !isOidc(name)), other];
}

/** For another service, and for none. */
function assertions(provider: Text): UnwantedRequest[] {
  return [[OpenText.of('https://', OpenValue.invented('another.example.com/saml'))], []].map(audience => ({
    caller: { kind: 'federated', name: provider, names: [{ type: 'Federated', name: provider, grant: 'direct' }], derivedKeys: new Map() },
    action: 'sts:AssumeRoleWithSAML',
    context: { 'SAML:aud': audience },
    message: 'trusts SAML assertions for any audience: one that was made for another service can assume the role',
    fix: 'require `https://signin.aws.amazon.com/saml`, or the sign-in endpoint that you use, with a condition on `SAML:aud` that every request must meet',
  }));
}
