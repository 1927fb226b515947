import { outsiders } from './outsiders';
import { SharedTrust, TrustAnswer } from './shared-trust';

/** How an outsider gets a role, and what ends it. */
export interface PublicTrust extends TrustAnswer {
  readonly fix: string;
}

/** The first outsider who gets through; undefined when all are kept out. */
export function publicTrust(trust: SharedTrust): PublicTrust | undefined {
  for (const outsider of outsiders(trust)) {
    const answer = trust.ask(outsider);
    if (answer !== undefined) { return { ...answer, fix: outsider.fix }; }
  }
  return undefined;
}
