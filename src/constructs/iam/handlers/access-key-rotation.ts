import {
  AccessKeyMetadata, CreateAccessKeyCommand, DeleteAccessKeyCommand, GetAccessKeyLastUsedCommand, IAMClient, ListAccessKeysCommand, NoSuchEntityException,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import {
  DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand, ResourceNotFoundException, SecretsManagerClient, TagResourceCommand, UntagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { CustomResource, CustomResourceEvent, customResourceHandler } from '../../handlers/custom-resource';
import { CallOptions, inTime, LambdaContext } from '../../handlers/in-time';
import { orNothing } from '../../handlers/or-nothing';
import { PATIENT } from '../../handlers/patient';
import { numberIn, textIn } from '../../handlers/properties';

/** What the secret holds: nothing at first. */
interface Credentials {
  readonly AccessKeyId?: string;
  readonly SecretAccessKey?: string;
}

interface AccessKey {
  readonly id: string;
  readonly isActive: boolean;
  readonly created: number;
}

const DAY = 24 * 60 * 60 * 1000;
const TIME_TO_MEND = 4_000;
/** AWS lets a user have two access keys. */
const MOST_KEYS = 2;
/** The name of the tag of the secret that says since when a key is inactive: before the id of the key. */
const INACTIVE_SINCE = 'inactive-since:';

const iam = new IAMClient(PATIENT);
const secrets = new SecretsManagerClient(PATIENT);
const UserName = textIn(process.env, 'USER_NAME');
const SecretId = textIn(process.env, 'SECRET_ARN');
const [ROTATION, GRACE, DELETION, STALE] = ['ROTATION_INTERVAL', 'GRACE_PERIOD', 'DELETION_DELAY', 'STALE_AFTER'].map(name => numberIn(process.env, name) * DAY);

/**
 * One look at the keys of the user. Everything is decided by what is there, so that a look that was interrupted, or made twice, does no harm:
 * the key in the secret is the current one, every other was superseded when that was made.
 */
class Rotation {
  private readonly now = Date.now();

  constructor(private readonly options: CallOptions) {}

  public async run(): Promise<void> {
    const currentId = await this.idInSecret();
    const current = (await this.keys()).find(({ id }) => id === currentId);
    if (current === undefined) { return this.create(); }
    await this.retireOthers(current);
    if (!current.isActive) {
      return say(`${current.id} was deactivated: activate it, or delete it to get another one`);
    }
    if (this.now >= await this.lastUse(current) + STALE) {
      await this.deactivate(current);
      return say(`${current.id} is stale, and was deactivated`);
    }
    if (this.now >= current.created + ROTATION) { await this.create(); }
  }

  /** Deletes the keys that the secret ever told anybody. Those of somebody else stay. */
  public async deleteKeys(): Promise<void> {
    for (const stage of ['AWSCURRENT', 'AWSPREVIOUS']) {
      const AccessKeyId = await this.idInSecret(stage);
      if (AccessKeyId !== undefined) { await this.delete(AccessKeyId); }
    }
  }

  private async retireOthers(current: AccessKey): Promise<void> {
    const inactiveSince = await this.inactiveSince();
    for (const key of (await this.keys()).filter(({ id }) => id !== current.id)) {
      const superseded = Math.max(key.created, current.created);
      const since = inactiveSince.get(key.id);
      if (key.isActive) {
        if (this.now >= superseded + GRACE) { await this.deactivate(key); }
      } else if (since === undefined) {
        await this.recordInactive(key);
      } else if (this.now >= since + DELETION) {
        await this.delete(key.id);
        await secrets.send(new UntagResourceCommand({ SecretId, TagKeys: [INACTIVE_SINCE + key.id] }), this.options);
      }
    }
  }

  private async create(): Promise<void> {
    const keys = await this.keys();
    if (keys.length >= MOST_KEYS) {
      throw new Error(`the user already has two access keys, ${keys.map(({ id }) => id).join(' and ')}: there is no room for the next one; delete the one that nobody uses`);
    }
    const { AccessKey: made } = await iam.send(new CreateAccessKeyCommand({ UserName }), this.options);
    const { AccessKeyId, SecretAccessKey } = made!;
    const credentials: Credentials = { AccessKeyId, SecretAccessKey };
    try {
      await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: JSON.stringify(credentials) }), this.options);
    } catch (error) {
      // It may have been done all the same. If not, nobody will ever know the secret of the key.
      const rest = { abortSignal: AbortSignal.timeout(TIME_TO_MEND) };
      if (await idInSecret(rest) !== AccessKeyId) {
        await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }), rest);
        throw error;
      }
    }
    say(`${AccessKeyId} is in the secret now`);
  }

  private async keys(): Promise<AccessKey[]> {
    const { AccessKeyMetadata: keys = [] } = await iam.send(new ListAccessKeysCommand({ UserName }), this.options);
    return keys.map(keyOf);
  }

  private async lastUse({ id, created }: AccessKey): Promise<number> {
    const { AccessKeyLastUsed } = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: id }), this.options);
    return Math.max(created, AccessKeyLastUsed?.LastUsedDate?.getTime() ?? 0);
  }

  private async deactivate(key: AccessKey): Promise<void> {
    await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId: key.id, Status: 'Inactive' }), this.options);
    await this.recordInactive(key);
  }

  private async recordInactive({ id }: AccessKey): Promise<void> {
    say(`${id} is inactive`);
    await secrets.send(new TagResourceCommand({ SecretId, Tags: [{ Key: INACTIVE_SINCE + id, Value: new Date(this.now).toISOString() }] }), this.options);
  }

  private async inactiveSince(): Promise<Map<string, number>> {
    const { Tags = [] } = await secrets.send(new DescribeSecretCommand({ SecretId }), this.options);
    return new Map(Tags
      .map(({ Key = '', Value = '' }): [string, number] => [Key, Date.parse(Value)])
      .filter(([key, since]) => key.startsWith(INACTIVE_SINCE) && !Number.isNaN(since))
      .map(([key, since]) => [key.slice(INACTIVE_SINCE.length), since]));
  }

  private async delete(AccessKeyId: string): Promise<void> {
    await orNothing(iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }), this.options), NoSuchEntityException);
    say(`${AccessKeyId} is deleted`);
  }

  private async idInSecret(stage?: string): Promise<string | undefined> {
    return idInSecret(this.options, stage);
  }
}

/** Undefined as long as there is no key. */
async function idInSecret(options: Partial<CallOptions>, VersionStage?: string): Promise<string | undefined> {
  const value = await orNothing(secrets.send(new GetSecretValueCommand({ SecretId, VersionStage }), options), ResourceNotFoundException);
  return value === undefined ? undefined : credentialsIn(value.SecretString).AccessKeyId;
}

function credentialsIn(text: string | undefined): Credentials {
  try {
    const { AccessKeyId, SecretAccessKey, ...others } = JSON.parse(text ?? '');
    const isNothing = AccessKeyId === undefined && SecretAccessKey === undefined;
    const isKey = typeof AccessKeyId === 'string' && typeof SecretAccessKey === 'string';
    if (text?.startsWith('{') && Object.keys(others).length === 0 && (isNothing || isKey)) { return { AccessKeyId, SecretAccessKey }; }
  } catch {
    // The message of the error would say what is in the secret.
  }
  throw new Error('the secret holds something else than an access key: nothing is done');
}

function keyOf({ AccessKeyId, Status, CreateDate }: AccessKeyMetadata): AccessKey {
  return { id: AccessKeyId!, isActive: Status !== 'Inactive', created: CreateDate!.getTime() };
}

/** INVARIANT: ids of keys are said, never their secrets. */
function say(message: string): void {
  console.log(JSON.stringify({ UserName, message }));
}

/** There is a key when the deployment ends, and none when the construct is gone. */
const deployment: CustomResource = {
  physicalResourceId: `access-key-rotation-${UserName}`,
  onCreate: (_properties, options) => new Rotation(options).run(),
  onUpdate: (_properties, options) => new Rotation(options).run(),
  onDelete: (_properties, options) => new Rotation(options).deleteKeys(),
};

const onDeployment = customResourceHandler(deployment);

export async function handler(event: object, context: LambdaContext): Promise<void> {
  return 'RequestType' in event
    ? onDeployment(event as CustomResourceEvent, context)
    : inTime(context, options => new Rotation(options).run());
}
