import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { CustomResource, customResourceHandler, Properties } from './custom-resource';
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
  read(): Promise<State | undefined>;
  /** Sets everything: nothing of what was there before stays. */
  write(state: State): Promise<void>;
  /** Succeeds where there is nothing. */
  remove(state: State): Promise<void>;
}

/** What happens to the setting when the resource is deleted. */
type Removal = 'retain' | 'delete' | 'restore';

/** What a parameter holds until something is recorded in it. */
export const NOTHING_RECORDED = 'nothing recorded';

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

  public async onCreate(properties: Properties): Promise<void> {
    const wanted = this.setting.parse(objectIn(properties, 'Setting'));
    const existing = await this.setting.read();
    const differs = existing !== undefined && !isSame(existing, wanted);
    if (differs && !booleanIn(properties, 'Adopt')) {
      throw new Error(`the account already has another ${this.setting.name}, ${JSON.stringify(existing)}; set \`adopt: true\` to replace it`);
    }
    if (removalOf(properties) === 'restore') { await record(textIn(properties, 'Record'), existing); }
    if (existing === undefined || differs) { await this.setting.write(wanted); }
  }

  public async onUpdate(properties: Properties): Promise<void> {
    await this.setting.write(this.setting.parse(objectIn(properties, 'Setting')));
  }

  public async onDelete(properties: Properties): Promise<void> {
    const removal = removalOf(properties);
    if (removal === 'retain') { return; }
    const ours = this.setting.parse(objectIn(properties, 'Setting'));
    const existing = await this.setting.read();
    if (existing === undefined || !isSame(existing, ours)) {
      return console.log(`the ${this.setting.name} is no longer the one of this resource, and stays as it is`);
    }
    if (removal === 'delete') { return this.setting.remove(ours); }
    const before = await recorded<State>(textIn(properties, 'Record'));
    if (before === undefined) {
      return console.log(`nobody recorded which ${this.setting.name} there was before: it stays as it is`);
    }
    return before.state === undefined ? this.setting.remove(ours) : this.setting.write(before.state);
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function removalOf(properties: Properties): Removal {
  const removal = textIn(properties, 'Removal');
  if (removal !== 'retain' && removal !== 'delete' && removal !== 'restore') { throw new Error(`\`${removal}\` is no way to remove a setting`); }
  return removal;
}

/** What was there before: nothing, where there is no state. */
interface Recorded<State> {
  readonly state?: State;
}

const ssm = () => new SSMClient({ maxAttempts: 8 });

/** INVARIANT: what is recorded stays: a request that arrives again finds the new state, which is not what was there before. */
async function record(name: string, state: unknown): Promise<void> {
  if (await recorded(name) !== undefined) { return; }
  const value: Recorded<unknown> = { state };
  await ssm().send(new PutParameterCommand({ Name: name, Value: JSON.stringify(value), Overwrite: true }));
}

async function recorded<State>(name: string): Promise<Recorded<State> | undefined> {
  const { Parameter } = await ssm().send(new GetParameterCommand({ Name: name }));
  const value = Parameter?.Value;
  return value === undefined || value === NOTHING_RECORDED ? undefined : JSON.parse(value);
}
