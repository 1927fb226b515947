import { SharedTrust } from './shared-trust';
import { expandChoices } from '../engine/policy/pattern';
import { PrincipalType } from '../engine/policy/principal-element';
import { Text } from '../engine/policy/text';

/** The principals of a type that the Allow statements of a trust policy name, each as every text that it may be. */
export function trustedPrincipals({ allows }: SharedTrust, type: PrincipalType): Text[] {
  return allows
    .flatMap(({ principal }) => principal?.allEntries ?? [])
    .filter(entry => entry.type === type && !entry.everyone)
    .flatMap(({ pattern: { source } }) => typeof source === 'string' ? source : expandChoices(source).map(({ text }) => text));
}
