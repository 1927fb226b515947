import * as logs from 'aws-cdk-lib/aws-logs';

/**
 * What happens to a setting of the account when the construct leaves the stack, or the stack is deleted. A setting that somebody has changed
 * since stays in any case.
 */
export enum AccountSettingRemovalPolicy {
  /** The setting stays as it is. */
  RETAIN = 'retain',

  /** The setting is deleted: the account has AWS's defaults again. */
  DELETE = 'delete',

  /** What was there before the construct was deployed is there again. It is recorded in a parameter of the stack. */
  RESTORE = 'restore',
}

/**
 * What all settings of an account have in common.
 */
export interface AccountSettingProps {
  /**
   * Replace what the account has, if that is something else. Otherwise the deployment fails and changes nothing.
   *
   * @default false
   */
  readonly adopt?: boolean;

  /**
   * What happens to the setting when the construct is removed.
   *
   * @default AccountSettingRemovalPolicy.RETAIN
   */
  readonly removalPolicy?: AccountSettingRemovalPolicy;

  /**
   * How long the log of the handler is kept.
   *
   * @default - one year
   */
  readonly logRetention?: logs.RetentionDays;
}
