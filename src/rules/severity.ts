/**
 * How grave a finding is. Both block; they differ in who may lift them.
 */
export enum Severity {
  /** The code of the app may acknowledge it. */
  ERROR = 'error',
  /** No acknowledgement lifts it. */
  FATAL = 'fatal',
}

/** The names of the rules, and how grave each one's findings are. The only place that says so. */
export const SEVERITIES = {
  NoAdminAccess: Severity.FATAL,
  NoPrivilegeEscalation: Severity.FATAL,
  NoPublicAccess: Severity.FATAL,
  NoPublicTrust: Severity.FATAL,
  NoUnreadablePolicy: Severity.FATAL,
  NoWildcardResource: Severity.ERROR,
  NoUserPolicies: Severity.ERROR,
} as const;

export type RuleName = keyof typeof SEVERITIES;
