import { DeleteAccountPasswordPolicyCommand, GetAccountPasswordPolicyCommand, IAMClient, NoSuchEntityException, UpdateAccountPasswordPolicyCommand } from '@aws-sdk/client-iam';
import { AccountSetting, accountSettingHandler } from '../../handlers/account-setting';
import { Properties } from '../../handlers/custom-resource';
import { booleanIn, numberIn } from '../../handlers/properties';

/** Age and reuse are left out where they are not limited: 0 is refused. */
interface PasswordPolicy {
  readonly MinimumPasswordLength: number;
  readonly RequireUppercaseCharacters: boolean;
  readonly RequireLowercaseCharacters: boolean;
  readonly RequireNumbers: boolean;
  readonly RequireSymbols: boolean;
  readonly AllowUsersToChangePassword: boolean;
  readonly PasswordReusePrevention?: number;
  readonly MaxPasswordAge?: number;
  readonly HardExpiry: boolean;
}

const iam = new IAMClient({ maxAttempts: 8 });

const passwordPolicy: AccountSetting<PasswordPolicy> = {
  name: 'password policy',

  parse: setting => policyOf({
    ...booleans(setting),
    MinimumPasswordLength: numberIn(setting, 'MinimumPasswordLength'),
    PasswordReusePrevention: numberIn(setting, 'PasswordReusePrevention'),
    MaxPasswordAge: numberIn(setting, 'MaxPasswordAge'),
  }),

  async read() {
    const { PasswordPolicy } = await orNothing(iam.send(new GetAccountPasswordPolicyCommand())) ?? {};
    return PasswordPolicy && policyOf(PasswordPolicy);
  },

  async write(policy) {
    await iam.send(new UpdateAccountPasswordPolicyCommand({ ...policy }));
  },

  async remove() {
    await orNothing(iam.send(new DeleteAccountPasswordPolicyCommand()));
  },
};

const BOOLEANS = ['RequireUppercaseCharacters', 'RequireLowercaseCharacters', 'RequireNumbers', 'RequireSymbols', 'AllowUsersToChangePassword', 'HardExpiry'] as const;

function booleans(setting: Properties): Partial<PasswordPolicy> {
  return Object.fromEntries(BOOLEANS.map(name => [name, booleanIn(setting, name)]));
}

/** A policy in the one form in which policies are compared. */
function policyOf(policy: Partial<PasswordPolicy>): PasswordPolicy {
  const { MinimumPasswordLength = 6, PasswordReusePrevention, MaxPasswordAge } = policy;
  return {
    MinimumPasswordLength,
    ...Object.fromEntries(BOOLEANS.map(name => [name, policy[name] ?? false])) as Record<typeof BOOLEANS[number], boolean>,
    ...PasswordReusePrevention ? { PasswordReusePrevention } : {},
    ...MaxPasswordAge ? { MaxPasswordAge } : {},
  };
}

async function orNothing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof NoSuchEntityException) { return undefined; }
    throw error;
  }
}

export const handler = accountSettingHandler(passwordPolicy);
