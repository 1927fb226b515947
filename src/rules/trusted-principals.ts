import { SharedTrust } from './shared-trust';
import { expandChoices } from '../engine/policy/pattern';
import { PolicyDocument } from '../engine/policy/policy-document';
import { PrincipalType } from '../engine/policy/principal-element';
import { Text } from '../engine/policy/text';

/** The principals of a type that the Allow statements of a policy name, each as every text that it may be. */
export function trustedPrincipals({ document: { statements } }: Pick<SharedTrust, 'document'>, type: PrincipalType): Text[] {
  return statements
    .flatMap(({ effect, principal }) => effect === 'Allow' ? principal?.allEntries ?? [] : [])
    .filter(entry => entry.type === type && !entry.everyone)
    .flatMap(({ pattern: { source } }) => typeof source === 'string' ? source : expandChoices(source).map(({ text }) => text));
}

/** The services that a policy names, each once. */
export function trustedServices(document: PolicyDocument): string[] {
  return [...new Set(trustedPrincipals({ document }, 'Service').filter(name => typeof name === 'string'))];
}
