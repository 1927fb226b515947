import {
  DeletePublicAccessBlockCommand, GetPublicAccessBlockCommand, NoSuchPublicAccessBlockConfiguration, PublicAccessBlockConfiguration, PutPublicAccessBlockCommand,
  S3ControlClient,
} from '@aws-sdk/client-s3-control';
import { AccountSetting, accountSettingHandler } from '../../handlers/account-setting';
import { orNothing } from '../../handlers/or-nothing';
import { PATIENT } from '../../handlers/patient';
import { booleanIn } from '../../handlers/properties';

type PublicAccessBlock = Readonly<PublicAccessBlockConfiguration>;

const PARTS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;

const s3 = new S3ControlClient(PATIENT);
const { ACCOUNT_ID: AccountId } = process.env;

const publicAccessBlock: AccountSetting<PublicAccessBlock> = {
  name: 'public access block',

  parse: setting => Object.fromEntries(PARTS.map(name => [name, booleanIn(setting, name)])),

  async read(options) {
    const { PublicAccessBlockConfiguration: block } = await orNothing(s3.send(new GetPublicAccessBlockCommand({ AccountId }), options), NoSuchPublicAccessBlockConfiguration) ?? {};
    return block && Object.fromEntries(PARTS.map(name => [name, block[name] ?? false]));
  },

  async write(block, options) {
    await s3.send(new PutPublicAccessBlockCommand({ AccountId, PublicAccessBlockConfiguration: block }), options);
  },

  async remove(_block, options) {
    await orNothing(s3.send(new DeletePublicAccessBlockCommand({ AccountId }), options), NoSuchPublicAccessBlockConfiguration);
  },
};

export const handler = accountSettingHandler(publicAccessBlock);
