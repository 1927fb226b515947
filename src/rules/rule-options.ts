import { AccessLock } from './locked-access';
import { Profile } from './profile';
import { RuleName } from './rule-table';
import { Severity } from './severity';

/** What the rules need to know beside the app. */
export interface RuleOptions {
  /** @default Profile.BASELINE */
  readonly profile?: Profile;
  /** Rules that are asked whatever the profile is. @default - none */
  readonly alsoAsk?: RuleName[];
  /** Only upward: nothing makes a finding less grave than the table says. @default - the table's */
  readonly severities?: Partial<Record<RuleName, Severity>>;
  /** Accounts of 12 digits that are trusted beside those that the app is deployed to. @default - none */
  readonly trustedAccounts?: string[];
  /** Organizations (`o-...`) that are trusted. @default - none */
  readonly trustedOrganizations?: string[];
  /** ARN of the boundary that every user and role must have; wildcards are accepted. @default - none is required */
  readonly requiredPermissionsBoundary?: string;
  /** The access that each principal may have. @default - any that the other rules let pass */
  readonly accessLock?: AccessLock;
}
