import { CreateAccountAliasCommand, DeleteAccountAliasCommand, IAMClient, ListAccountAliasesCommand, NoSuchEntityException } from '@aws-sdk/client-iam';
import { AccountSetting, accountSettingHandler } from '../../handlers/account-setting';
import { orNothing } from '../../handlers/or-nothing';
import { PATIENT } from '../../handlers/patient';
import { textIn } from '../../handlers/properties';

interface Alias {
  readonly AccountAlias: string;
}

const iam = new IAMClient(PATIENT);

/** An account has one alias: a new one takes the place of the other. */
const accountAlias: AccountSetting<Alias> = {
  name: 'alias',

  parse: setting => ({ AccountAlias: textIn(setting, 'AccountAlias') }),

  async read(options) {
    const { AccountAliases: [AccountAlias] = [] } = await iam.send(new ListAccountAliasesCommand(), options);
    return AccountAlias === undefined ? undefined : { AccountAlias };
  },

  async write(alias, options) {
    await iam.send(new CreateAccountAliasCommand({ ...alias }), options);
  },

  async remove(alias, options) {
    await orNothing(iam.send(new DeleteAccountAliasCommand({ ...alias }), options), NoSuchEntityException);
  },
};

export const handler = accountSettingHandler(accountAlias);
