import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AccountSettingProps } from '../account-setting';
import { AccountSettingResource } from '../private/account-setting-resource';
import { numberWithin } from '../private/number-within';

/**
 * The password policy of an account.
 */
export interface AccountPasswordPolicyProps extends AccountSettingProps {
  /**
   * The least number of characters, from 6 to 128.
   *
   * @default 14
   */
  readonly minimumPasswordLength?: number;

  /**
   * Passwords have an uppercase letter.
   *
   * @default true
   */
  readonly requireUppercaseCharacters?: boolean;

  /**
   * Passwords have a lowercase letter.
   *
   * @default true
   */
  readonly requireLowercaseCharacters?: boolean;

  /**
   * Passwords have a digit.
   *
   * @default true
   */
  readonly requireNumbers?: boolean;

  /**
   * Passwords have a character that is neither letter nor digit.
   *
   * @default true
   */
  readonly requireSymbols?: boolean;

  /**
   * How many of the last passwords of a user cannot be used again, from 1 to 24.
   *
   * @default 24
   */
  readonly passwordReusePrevention?: number;

  /**
   * Users may use any of their former passwords again.
   *
   * @default false
   */
  readonly allowPasswordReuse?: boolean;

  /**
   * Passwords expire after this time, in whole days from 1 to 1095. The CIS AWS Foundations Benchmark asked for 90 days up to version 1.2;
   * NIST SP 800-63B advises against it.
   *
   * @default - passwords do not expire
   */
  readonly maxPasswordAge?: Duration;

  /**
   * Users whose password has expired cannot choose a new one: an administrator resets it. Only together with `maxPasswordAge`.
   *
   * @default false
   */
  readonly hardExpiry?: boolean;

  /**
   * Users may change their own password.
   *
   * @default true
   */
  readonly allowUsersToChangePassword?: boolean;
}

/**
 * Sets the password policy of the account for its IAM users, as a whole.
 *
 * An account has one: a stack that finds another one there is refused, unless it is told to adopt it. When the construct is removed, the policy
 * stays, unless `removalPolicy` says otherwise.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
 */
export class AccountPasswordPolicy extends Construct {
  /**
   * @throws Error when a number is out of its range, or options contradict each other
   */
  constructor(scope: Construct, id: string, props: AccountPasswordPolicyProps = {}) {
    super(scope, id);
    const { passwordReusePrevention, allowPasswordReuse = false, maxPasswordAge, hardExpiry = false } = props;
    if (allowPasswordReuse && passwordReusePrevention !== undefined) {
      throw new Error('`allowPasswordReuse` and `passwordReusePrevention` contradict each other; write one of them');
    }
    if (hardExpiry && maxPasswordAge === undefined) {
      throw new Error('`hardExpiry` means nothing where passwords do not expire; write `maxPasswordAge` too, or leave it out');
    }
    new AccountSettingResource(this, 'Setting', {
      ...props,
      handler: 'account-password-policy',
      resourceType: 'Custom::AccountPasswordPolicy',
      actions: ['iam:GetAccountPasswordPolicy', 'iam:UpdateAccountPasswordPolicy'],
      removalActions: ['iam:DeleteAccountPasswordPolicy'],
      setting: {
        MinimumPasswordLength: numberWithin('minimumPasswordLength', props.minimumPasswordLength ?? 14, 6, 128),
        RequireUppercaseCharacters: props.requireUppercaseCharacters ?? true,
        RequireLowercaseCharacters: props.requireLowercaseCharacters ?? true,
        RequireNumbers: props.requireNumbers ?? true,
        RequireSymbols: props.requireSymbols ?? true,
        AllowUsersToChangePassword: props.allowUsersToChangePassword ?? true,
        PasswordReusePrevention: allowPasswordReuse ? undefined : numberWithin('passwordReusePrevention', passwordReusePrevention ?? 24, 1, 24),
        MaxPasswordAge: maxPasswordAge && numberWithin('maxPasswordAge', maxPasswordAge.toDays(), 1, 1095),
        HardExpiry: hardExpiry,
      },
    });
  }
}
