import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AccountSettingProps } from '../account-setting';
import { AccountSettingResource } from '../private/account-setting-resource';

/**
 * The alias of an account.
 */
export interface AccountAliasProps extends AccountSettingProps {
  /**
   * 3 to 63 lowercase letters, digits and single hyphens, unique in all of AWS: `https://<alias>.signin.aws.amazon.com/console`. Everybody can see it.
   */
  readonly accountAlias: string;
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccountAlias.html */
const ALIAS = /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * Gives the account an alias for the address at which users sign in.
 *
 * An account has one: a stack that finds another one there is refused, unless it is told to adopt it. When the construct is removed, the alias
 * stays, unless `removalPolicy` says otherwise.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/console_account-alias.html
 */
export class AccountAlias extends Construct {
  /**
   * @throws Error when the alias is none, or options contradict each other
   */
  constructor(scope: Construct, id: string, props: AccountAliasProps) {
    super(scope, id);
    const { accountAlias } = props;
    if (!Token.isUnresolved(accountAlias) && (!ALIAS.test(accountAlias) || /^\d{12}$/.test(accountAlias))) {
      throw new Error(`\`${accountAlias}\` is no alias of an account; write 3 to 63 lowercase letters, digits and single hyphens between them, and no account id`);
    }
    new AccountSettingResource(this, 'Setting', {
      ...props,
      handler: 'account-alias',
      resourceType: 'Custom::AccountAlias',
      actions: ['iam:ListAccountAliases', 'iam:CreateAccountAlias'],
      removalActions: ['iam:DeleteAccountAlias'],
      setting: { AccountAlias: accountAlias },
    });
  }
}
