import { DeleteAccountPasswordPolicyCommand, GetAccountPasswordPolicyCommand, IAMClient, NoSuchEntityException, UpdateAccountPasswordPolicyCommand } from '@aws-sdk/client-iam';
import { AccountSetting, accountSettingHandler } from '../../handlers/account-setting';
import { orNothing } from '../../handlers/or-nothing';
import { PATIENT } from '../../handlers/patient';
import { booleanIn, numberIn, optionalNumberIn } from '../../handlers/properties';

interface PasswordPolicy {
  readonly MinimumPasswordLength?: number;
  readonly RequireUppercaseCharacters?: boolean;
  readonly RequireLowercaseCharacters?: boolean;
  readonly RequireNumbers?: boolean;
  readonly RequireSymbols?: boolean;
  readonly AllowUsersToChangePassword?: boolean;
  readonly HardExpiry?: boolean;
  readonly PasswordReusePrevention?: number;
  readonly MaxPasswordAge?: number;
}

const BOOLEANS = ['RequireUppercaseCharacters', 'RequireLowercaseCharacters', 'RequireNumbers', 'RequireSymbols', 'AllowUsersToChangePassword', 'HardExpiry'] as const;

const iam = new IAMClient(PATIENT);

const passwordPolicy: AccountSetting<PasswordPolicy> = {
  name: 'password policy',

  parse: setting => wholePolicy({
    ...Object.fromEntries(BOOLEANS.map(name => [name, booleanIn(setting, name)])),
    MinimumPasswordLength: numberIn(setting, 'MinimumPasswordLength'),
    PasswordReusePrevention: optionalNumberIn(setting, 'PasswordReusePrevention'),
    MaxPasswordAge: optionalNumberIn(setting, 'MaxPasswordAge'),
  }),

  async read(options) {
    const { PasswordPolicy: policy } = await orNothing(iam.send(new GetAccountPasswordPolicyCommand(), options), NoSuchEntityException) ?? {};
    return policy && wholePolicy(policy);
  },

  async write(policy, options) {
    await iam.send(new UpdateAccountPasswordPolicyCommand({ ...policy }), options);
  },

  async remove(_policy, options) {
    await orNothing(iam.send(new DeleteAccountPasswordPolicyCommand(), options), NoSuchEntityException);
  },
};

/**
 * Every field, for an update replaces the whole policy. Reuse and age are left out where they are not limited: AWS takes no 0.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
 */
function wholePolicy(policy: PasswordPolicy): PasswordPolicy {
  const { MinimumPasswordLength, PasswordReusePrevention, MaxPasswordAge } = policy;
  return {
    MinimumPasswordLength,
    ...Object.fromEntries(BOOLEANS.map(name => [name, policy[name] ?? false])),
    ...PasswordReusePrevention ? { PasswordReusePrevention } : {},
    ...MaxPasswordAge ? { MaxPasswordAge } : {},
  };
}

export const handler = accountSettingHandler(passwordPolicy);
