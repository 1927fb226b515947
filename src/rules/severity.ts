/**
 * How grave a finding is. Both block; they differ in who may lift them.
 */
export enum Severity {
  /** The code of the app may acknowledge it. */
  ERROR = 'error',
  /** No acknowledgement lifts it. */
  FATAL = 'fatal',
}
