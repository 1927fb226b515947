import { Profile } from './profile';
import { Severity } from './severity';

const { BASELINE, STRICT } = Profile;
const { ERROR, FATAL } = Severity;

/** The rules: how grave each one's findings are, and from which profile on it is asked. The only place that says so. */
export const RULE_TABLE = {
  NoAccessBeyondLock: { severity: FATAL, profile: BASELINE },
  NoAccessKey: { severity: ERROR, profile: STRICT },
  NoAccessOutsideZoneOfTrust: { severity: ERROR, profile: BASELINE },
  NoAdminAccess: { severity: FATAL, profile: BASELINE },
  NoConfusedDeputyAccess: { severity: ERROR, profile: STRICT },
  NoConfusedDeputyTrust: { severity: ERROR, profile: STRICT },
  NoConsoleLoginWithoutMfa: { severity: ERROR, profile: STRICT },
  NoDeprecatedPolicy: { severity: ERROR, profile: STRICT },
  NoFullServiceAccess: { severity: ERROR, profile: BASELINE },
  NoInvertedAllow: { severity: ERROR, profile: STRICT },
  NoMissingBoundary: { severity: ERROR, profile: BASELINE },
  NoOpenAction: { severity: FATAL, profile: BASELINE },
  NoOpenOidcTrust: { severity: FATAL, profile: BASELINE },
  NoOpenResource: { severity: ERROR, profile: BASELINE },
  NoOversizedPolicy: { severity: ERROR, profile: BASELINE },
  NoPlainHttp: { severity: ERROR, profile: STRICT },
  NoPrivilegeEscalation: { severity: FATAL, profile: BASELINE },
  NoPublicAccess: { severity: FATAL, profile: BASELINE },
  NoPublicSwitches: { severity: ERROR, profile: BASELINE },
  NoPublicTrust: { severity: FATAL, profile: BASELINE },
  NoSamlTrustWithoutAudience: { severity: ERROR, profile: BASELINE },
  NoSensitiveActionWithoutMfa: { severity: ERROR, profile: STRICT },
  NoStaleDeclaration: { severity: ERROR, profile: BASELINE },
  NoStaleWaiver: { severity: ERROR, profile: BASELINE },
  NoUnboundedCredentials: { severity: ERROR, profile: BASELINE },
  NoUnboundedDataAccess: { severity: ERROR, profile: BASELINE },
  NoUnboundedPassRole: { severity: ERROR, profile: BASELINE },
  NoUnboundedPermissionsManagement: { severity: ERROR, profile: BASELINE },
  NoUnconditionalCrossAccountTrust: { severity: ERROR, profile: BASELINE },
  NoUngroupedUser: { severity: ERROR, profile: STRICT },
  NoUnlistedAction: { severity: ERROR, profile: STRICT },
  NoUnreadablePolicy: { severity: FATAL, profile: BASELINE },
  NoUserPolicies: { severity: ERROR, profile: STRICT },
  NoWeakenedOrganizationPolicy: { severity: ERROR, profile: BASELINE },
  NoWildcardResource: { severity: ERROR, profile: STRICT },
} as const;

export type RuleName = keyof typeof RULE_TABLE;
