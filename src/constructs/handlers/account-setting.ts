import { GetParameterCommand, ParameterNotFound, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { CustomResource, customResourceHandler, Properties } from './custom-resource';
import { CallOptions } from './in-time';
import { orNothing } from './or-nothing';
import { PATIENT } from './patient';
import { booleanIn, objectIn, textIn } from './properties';


/**
 * A setting that an account has once: how it is read from properties, and how it is read, written and removed in the account.
 */
export interface AccountSetting<State> {
  /** For messages, and the physical id: `password policy`. */
  readonly name: string;
  /** What the properties ask for. Keys are always in the same order. */
  parse(setting: Properties): State;
  /** What the account has, in the same form; undefined where it has none. */
  read(options: CallOptions): Promise<State | undefined>;
  /** Sets everything: nothing of what was there before stays. */
  write(state: State, options: CallOptions): Promise<void>;
  /** Succeeds where there is nothing. */
  remove(state: State, options: CallOptions): Promise<void>;
}

/** What happens to the setting when the resource is deleted. */
type Removal = 'retain' | 'delete' | 'restore';

/** What a parameter holds until something is recorded in it. */
const NOTHING_RECORDED = 'nothing recorded';

/**
 * Makes the handler of an account setting.
 */
export function accountSettingHandler<State>(setting: AccountSetting<State>) {
  return customResourceHandler(new AccountSettingResource(setting));
}

class AccountSettingResource<State> implements CustomResource {
  public readonly physicalResourceId: string;

  constructor(private readonly setting: AccountSetting<State>) {
    this.physicalResourceId = `account-${setting.name.replaceAll(' ', '-')}`;
  }

  public async onCreate(properties: Properties, options: CallOptions): Promise<void> {
    const { wanted, adopt, removal } = this.read(properties);
    const existing = await this.setting.read(options);
    const differs = existing !== undefined && !isSame(existing, wanted);
    if (differs && !adopt) {
      throw new Error(`the account already has another ${this.setting.name}, ${JSON.stringify(existing)}; set \`adopt: true\` to replace it`);
    }
    if (removal === 'restore') { await record(textIn(properties, 'Record'), existing, options); }
    if (existing === undefined || differs) { await this.setting.write(wanted, options); }
  }

  public async onUpdate(properties: Properties, options: CallOptions): Promise<void> {
    const { wanted } = this.read(properties);
    if (!isSame(await this.setting.read(options), wanted)) { await this.setting.write(wanted, options); }
  }

  public async onDelete(properties: Properties, options: CallOptions): Promise<void> {
    const { wanted: ours, removal } = this.read(properties);
    if (removal === 'retain') { return; }
    if (!isSame(await this.setting.read(options), ours)) {
      return console.log(`the ${this.setting.name} is not the one of this resource any more, and stays as it is`);
    }
    if (removal === 'delete') { return this.setting.remove(ours, options); }
    const before = await recorded<State>(textIn(properties, 'Record'), options);
    if (before === undefined) {
      return console.log(`nobody recorded which ${this.setting.name} there was before: it stays as it is`);
    }
    return before.state === undefined ? this.setting.remove(ours, options) : this.setting.write(before.state, options);
  }

  private read(properties: Properties): { wanted: State; adopt: boolean; removal: Removal } {
    return { wanted: this.setting.parse(objectIn(properties, 'Setting')), adopt: booleanIn(properties, 'Adopt'), removal: removalIn(properties) };
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function removalIn(properties: Properties): Removal {
  const removal = textIn(properties, 'Removal');
  if (removal !== 'retain' && removal !== 'delete' && removal !== 'restore') { throw new Error(`\`${removal}\` is no way to remove a setting`); }
  return removal;
}

/** What was there before: nothing, where there is no state. */
interface Recorded<State> {
  readonly state?: State;
}

const ssm = new SSMClient(PATIENT);

/** INVARIANT: what is recorded stays: a request that arrives again finds the new state, which is not what was there before. */
async function record(name: string, state: unknown, options: CallOptions): Promise<void> {
  if (await recorded(name, options) !== undefined) { return; }
  const value: Recorded<unknown> = { state };
  await ssm.send(new PutParameterCommand({ Name: name, Value: JSON.stringify(value), Overwrite: true }), options);
}

async function recorded<State>(name: string, options: CallOptions): Promise<Recorded<State> | undefined> {
  const { Parameter } = await orNothing(ssm.send(new GetParameterCommand({ Name: name }), options), ParameterNotFound) ?? {};
  const value = Parameter?.Value;
  return value === undefined || value === NOTHING_RECORDED ? undefined : JSON.parse(value);
}
