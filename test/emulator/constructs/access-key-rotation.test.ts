import {
  AccessKeyMetadata, CreateAccessKeyCommand, CreateUserCommand, DeleteAccessKeyCommand, DeleteUserCommand, IAMClient, ListAccessKeysCommand, UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { CreateSecretCommand, DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient, TagResourceCommand } from '@aws-sdk/client-secrets-manager';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AccessKeyRotation } from '../../../src/constructs';
import { judge } from '../../constructs/judged-app';
import { CloudFormation, StackResource } from '../cloudformation';
import { Emulator } from '../emulator';
import { Invocation, LambdaProcess } from '../lambda-process';

const DAY = 24 * 60 * 60 * 1000;
const USER = 'printer';
/** A name is an id of a secret too. */
const SECRET = 'key';
const SCHEDULED = { 'source': 'aws.events', 'detail-type': 'Scheduled Event', 'detail': {} };

/** What the template says. */
const judged = judge(stack => {
  const user = new iam.User(stack, 'User');
  return { user, rotation: new AccessKeyRotation(stack, 'Rotation', { user }) };
});
const [{ Properties: { Environment: { Variables: ENVIRONMENT } } }] = Object.values<any>(judged.template.findResources('AWS::Lambda::Function'));
const [{ Properties: { SecretString: INITIAL } }] = Object.values<any>(judged.template.findResources('AWS::SecretsManager::Secret'));
const ROLE = judged.made.rotation.node.findChild('Handler').node.findChild('Role') as iam.Role;

let emulator: Emulator;
let cloudFormation: CloudFormation;
let lambda: LambdaProcess;
let clients: { iam: IAMClient; secrets: SecretsManagerClient };
let resource: StackResource;
/** How old keys are, and when they were used, in days before now. What is not named is as moto has it. */
let ages: Map<string, number>;
let lastUses: Map<string, number>;
let log: string[];

/** And a minute: the handler looks at its clock before it asks. */
const daysAgo = (days: number) => new Date(Date.now() - days * DAY - 60_000).toISOString();
const success = expect.objectContaining({ Status: 'SUCCESS', PhysicalResourceId: `access-key-rotation-${USER}` });
const failure = (reason: string) => expect.objectContaining({ Status: 'FAILED', Reason: expect.stringContaining(reason) });

beforeAll(async () => {
  emulator = await Emulator.start();
  cloudFormation = await CloudFormation.start();
  lambda = new LambdaProcess('access-key-rotation', emulator.endpoint, { ...ENVIRONMENT, USER_NAME: USER, SECRET_ARN: SECRET });
  const config = { endpoint: emulator.directEndpoint, region: 'us-east-1', credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' } };
  clients = { iam: new IAMClient(config), secrets: new SecretsManagerClient(config) };
});
afterAll(async () => {
  await lambda?.stop();
  await cloudFormation?.stop();
  await emulator?.stop();
});
beforeEach(async () => {
  await emulator.reset();
  await clients.iam.send(new CreateUserCommand({ UserName: USER }));
  await clients.secrets.send(new CreateSecretCommand({ Name: SECRET, SecretString: INITIAL }));
  resource = cloudFormation.resource(lambda, 'Custom::AccessKeyRotation');
  ages = new Map();
  lastUses = new Map();
  log = [];
  emulator.alter('ListAccessKeys', body => body.replace(/<member>.*?<\/member>/gs, member => {
    const age = ages.get(/<AccessKeyId>(.*?)</.exec(member)![1]);
    return age === undefined ? member : member.replace(/<CreateDate>.*?</, `<CreateDate>${daysAgo(age)}<`);
  }));
  emulator.alter('GetAccessKeyLastUsed', body => {
    const [, id] = /^AccessKeyId=(.*)$/m.exec(emulator.calls.map(({ parameters }) => `AccessKeyId=${parameters.AccessKeyId}`).pop()!)!;
    const days = lastUses.get(id);
    return days === undefined ? body : body.replace(/<AccessKeyLastUsed>.*<\/AccessKeyLastUsed>/s, `<AccessKeyLastUsed><LastUsedDate>${daysAgo(days)}</LastUsedDate><ServiceName>s3</ServiceName><Region>us-east-1</Region></AccessKeyLastUsed>`);
  });
});
afterEach(async () => {
  // INVARIANT: ids of keys are in the log, never their secrets.
  expect(log.join('\n')).not.toContain((await inSecret()).SecretAccessKey ?? 'no key');
});

const keys = async () => ((await clients.iam.send(new ListAccessKeysCommand({ UserName: USER }))).AccessKeyMetadata ?? []) as Required<AccessKeyMetadata>[];
const status = async () => Object.fromEntries((await keys()).map(({ AccessKeyId, Status }) => [AccessKeyId, Status]));
const inSecret = async () => JSON.parse((await clients.secrets.send(new GetSecretValueCommand({ SecretId: SECRET }))).SecretString!);
const makeByHand = async () => (await clients.iam.send(new CreateAccessKeyCommand({ UserName: USER }))).AccessKey!.AccessKeyId!;
const setStatus = (AccessKeyId: string, Status: 'Active' | 'Inactive') => clients.iam.send(new UpdateAccessKeyCommand({ UserName: USER, AccessKeyId, Status }));
const since = (id: string) => `inactive-since:${id}`;
const tags = async () => Object.fromEntries(((await clients.secrets.send(new DescribeSecretCommand({ SecretId: SECRET }))).Tags ?? []).map(({ Key, Value }) => [Key, Value]));
const inactiveFor = (id: string, days: number) => clients.secrets.send(new TagResourceCommand({ SecretId: SECRET, Tags: [{ Key: since(id), Value: daysAgo(days) }] }));

async function daily(milliseconds?: number): Promise<Invocation> {
  const invocation = await lambda.invoke(SCHEDULED, milliseconds);
  log.push(...invocation.log);
  return invocation;
}

/** The key that the deployment made, of some age, and used today. */
async function deployed(age = 0): Promise<string> {
  expect((await resource.create({})).response).toEqual(success);
  const { AccessKeyId } = await inSecret();
  is(AccessKeyId, age);
  emulator.forget();
  return AccessKeyId;
}

function is(id: string, age: number): void {
  ages.set(id, age);
  lastUses.set(id, 0);
}

/** A key and the one that took its place some days ago. */
async function rotated(days: number): Promise<[string, string]> {
  const first = await deployed(90);
  await daily();
  const { AccessKeyId: second } = await inSecret();
  expect(second).not.toBe(first);
  is(first, 90 + days);
  is(second, days);
  return [first, second];
}

describe('a deployment', () => {
  test('ends with a key in the secret', async () => {
    const { response, log: lines } = await resource.create({});
    const { AccessKeyId, SecretAccessKey } = await inSecret();

    expect(response).toEqual(success);
    expect(await status()).toEqual({ [AccessKeyId]: 'Active' });
    expect(SecretAccessKey).toMatch(/^\S{40}$/);
    expect(lines.join()).toContain(AccessKeyId);
    expect(lines.join()).not.toContain(SecretAccessKey);
  });

  test('delivered again makes no other key', async () => {
    const id = await deployed();
    await resource.again();

    expect(await status()).toEqual({ [id]: 'Active' });
  });

  test('that changes something looks after the keys at once', async () => {
    const first = await deployed(90);

    expect((await resource.update({ ROTATION_INTERVAL: '30' })).response).toEqual(success);
    expect(await status()).toEqual({ [first]: 'Active', [(await inSecret()).AccessKeyId]: 'Active' });
  });

  test('rolled back changes nothing more', async () => {
    const id = await deployed();
    await resource.update({ ROTATION_INTERVAL: '30' });

    expect((await resource.update({})).response).toEqual(success);
    expect(await status()).toEqual({ [id]: 'Active' });
  });

  test('cannot pass the keys on to another user', async () => {
    await deployed();
    const other = new LambdaProcess('access-key-rotation', emulator.endpoint, { ...ENVIRONMENT, USER_NAME: 'other', SECRET_ARN: SECRET });
    const event = cloudFormation.event({ RequestType: 'Update', PhysicalResourceId: `access-key-rotation-${USER}`, ResourceProperties: {} });
    const { response } = await cloudFormation.deliver(other, event);
    await other.stop();

    expect(response).toEqual(failure(`what is deployed is \`access-key-rotation-${USER}\`, and cannot become \`access-key-rotation-other\`; give the construct another id`));
  });

  test('fails where the user has two keys that are not in the secret', async () => {
    const ids = [await makeByHand(), await makeByHand()];

    expect((await resource.create({})).response).toEqual(failure('the user already has two access keys'));
    expect((await resource.delete()).response).toEqual(expect.objectContaining({ Status: 'SUCCESS' }));
    expect(Object.keys(await status()).sort()).toEqual(ids.sort());
  });

  test('makes a key beside one that somebody made by hand', async () => {
    const byHand = await makeByHand();

    expect((await resource.create({})).response).toEqual(success);
    expect(await status()).toEqual({ [byHand]: 'Active', [(await inSecret()).AccessKeyId]: 'Active' });
  });

  test.each([
    ['denied', { status: 400, code: 'AccessDeniedException' }],
    ['not there', { status: 400, code: 'ResourceNotFoundException' }],
  ])('that cannot put the key into the secret leaves no key: %s', async (_name, answer) => {
    emulator.fail({ action: 'PutSecretValue', times: 100, answer });

    expect((await resource.create({})).response).toEqual(failure(answer.code));
    expect(await status()).toEqual({});
  });

  test('that may make no key fails', async () => {
    emulator.fail({ action: 'CreateAccessKey', times: 1, answer: { status: 403, code: 'AccessDenied' } });

    expect((await resource.create({})).response).toEqual(failure('AccessDenied'));
    expect([await status(), await inSecret()]).toEqual([{}, {}]);
  });

  test('that takes too long gives up, and leaves no key', async () => {
    emulator.fail({ action: 'PutSecretValue', times: 100, answer: 'hang' });

    expect((await resource.create({}, 11_000)).response).toEqual(failure('not finished within 1 s, and given up'));
    expect(await status()).toEqual({});
  });

  test('that is throttled tries again', async () => {
    emulator.fail(...['ListAccessKeys', 'CreateAccessKey'].map(action => ({ action, times: 1, answer: { status: 400, code: 'Throttling' } })));
    emulator.fail({ action: 'PutSecretValue', times: 1, answer: { status: 400, code: 'ThrottlingException' } });

    expect((await resource.create({})).response).toEqual(success);
    expect(Object.keys(await status())).toEqual([(await inSecret()).AccessKeyId]);
  });

  test('that ends the construct ends its keys, also when delivered again: then CloudFormation can delete the user', async () => {
    await rotated(3);

    for (const { response } of [await resource.delete(), await resource.again()]) { expect(response).toEqual(success); }
    expect(await status()).toEqual({});
    await clients.iam.send(new DeleteUserCommand({ UserName: USER }));
    expect((await resource.again()).response).toEqual(success);
  });

  test('that ends the construct keeps a key that somebody made by hand', async () => {
    const byHand = await makeByHand();
    await deployed();
    await resource.delete();

    expect(await status()).toEqual({ [byHand]: 'Active' });
  });

  test('that failed is not the end of keys that were there', async () => {
    const id = await deployed();
    const failed = cloudFormation.resource(lambda, 'Custom::AccessKeyRotation');
    emulator.fail({ action: 'ListAccessKeys', times: 1, answer: { status: 403, code: 'AccessDenied' } });

    expect((await failed.create({})).response).toEqual(failure('AccessDenied'));
    await failed.delete();
    expect(await status()).toEqual({ [id]: 'Active' });
  });
});

describe('every day', () => {
  test.each([0, 89])('nothing changes while the key is %d days old', async age => {
    const id = await deployed(age);

    expect((await daily()).outcome).toBe('succeeded');
    expect([await status(), (await inSecret()).AccessKeyId]).toEqual([{ [id]: 'Active' }, id]);
  });

  test('the next key is made when the key is 90 days old, and the other still works', async () => {
    const [first, second] = await rotated(0);

    expect(await status()).toEqual({ [first]: 'Active', [second]: 'Active' });
    await daily();
    expect(await status()).toEqual({ [first]: 'Active', [second]: 'Active' });
  });

  test('a key that was superseded is deactivated after the grace period', async () => {
    const [first, second] = await rotated(6);
    await daily();
    expect(await status()).toEqual({ [first]: 'Active', [second]: 'Active' });

    is(second, 7);
    await daily();
    expect(await status()).toEqual({ [first]: 'Inactive', [second]: 'Active' });
    expect(Date.now() - Date.parse((await tags())[since(first)]!)).toBeLessThan(DAY);
  });

  test('it is deleted once it was inactive long enough', async () => {
    const [first, second] = await rotated(30);
    await daily();
    await inactiveFor(first, 6.9);
    await daily();
    expect(await status()).toEqual({ [first]: 'Inactive', [second]: 'Active' });

    await inactiveFor(first, 7);
    await daily();
    expect([await status(), await tags()]).toEqual([{ [second]: 'Active' }, {}]);
  });

  test('a key that somebody activates again is deactivated again', async () => {
    const [first, second] = await rotated(30);
    await daily();
    await inactiveFor(first, 30);
    await setStatus(first, 'Active');
    await daily();

    expect(await status()).toEqual({ [first]: 'Inactive', [second]: 'Active' });
    expect(Date.now() - Date.parse((await tags())[since(first)]!)).toBeLessThan(DAY);
  });

  test('a key that somebody deactivated is deleted after the delay from when that was seen', async () => {
    const [first, second] = await rotated(2);
    await setStatus(first, 'Inactive');
    await daily();
    expect(await status()).toEqual({ [first]: 'Inactive', [second]: 'Active' });

    await inactiveFor(first, 7);
    await daily();
    expect(await status()).toEqual({ [second]: 'Active' });
  });

  test('a key that somebody made by hand has its own grace period', async () => {
    const id = await deployed(60);
    const byHand = await makeByHand();
    is(byHand, 6);
    await daily();
    expect(await status()).toEqual({ [id]: 'Active', [byHand]: 'Active' });

    is(byHand, 7);
    await daily();
    expect(await status()).toEqual({ [id]: 'Active', [byHand]: 'Inactive' });
  });

  test('a rotation that is due and finds no room fails, and changes nothing', async () => {
    const id = await deployed(90);
    const byHand = await makeByHand();

    expect((await daily()).outcome).toContain('failed: Error: the user already has two access keys');
    expect([await status(), (await inSecret()).AccessKeyId]).toEqual([{ [id]: 'Active', [byHand]: 'Active' }, id]);
  });

  test('a whole year: every key works until after the grace period of the next, and there are never more than two', async () => {
    await deployed();
    const made = new Map([[(await inSecret()).AccessKeyId, 0]]);
    const inactive = new Map<string, number>();
    for (let day = 1; day <= 365; day += 6) {
      const known = [...made.keys()];
      for (const id of known) { is(id, day - made.get(id)!); }
      for (const [id, from] of inactive) { if (await tags().then(all => since(id) in all)) { await inactiveFor(id, day - from); } }
      expect((await daily()).outcome).toBe('succeeded');
      const { AccessKeyId: current } = await inSecret();
      if (!made.has(current)) { made.set(current, day); }
      const found = await status();
      expect(found[current]).toBe('Active');
      expect(Object.keys(found).length).toBeLessThanOrEqual(2);
      for (const [id, is_] of Object.entries(found)) {
        if (is_ === 'Inactive' && !inactive.has(id)) { inactive.set(id, day); }
        if (day < made.get(current)! + 7) { expect(is_).toBe('Active'); }
      }
    }
    // The first looks that are 90 days later.
    expect([...made.values()]).toEqual([0, 91, 181, 271, 361]);
  });

  test('a key that nobody has used for 45 days is deactivated, and no other is made', async () => {
    const id = await deployed(80);
    lastUses.set(id, 44);
    await daily();
    expect(await status()).toEqual({ [id]: 'Active' });

    lastUses.set(id, 45);
    await daily();
    await daily();
    expect(await status()).toEqual({ [id]: 'Inactive' });
  });

  test('a key that was never used is stale 45 days after it was made', async () => {
    const id = await deployed();
    lastUses.delete(id);
    ages.set(id, 44);
    await daily();
    expect(await status()).toEqual({ [id]: 'Active' });

    ages.set(id, 45);
    await daily();
    expect(await status()).toEqual({ [id]: 'Inactive' });
  });

  test('a current key that somebody deactivated stays so, however old it gets; once it is deleted there is another', async () => {
    const id = await deployed(120);
    await setStatus(id, 'Inactive');
    await daily();
    expect(await status()).toEqual({ [id]: 'Inactive' });

    await clients.iam.send(new DeleteAccessKeyCommand({ UserName: USER, AccessKeyId: id }));
    await daily();
    expect(await status()).toEqual({ [(await inSecret()).AccessKeyId]: 'Active' });
  });

  test('a secret with something else in it stops everything, and is not repeated', async () => {
    const id = await deployed(90);
    for (const SecretString of ['wJalrXUtnFEMI', '[]', '{"AccessKeyId":7}', 'null', '{"AccessKeyId":"AKIAIOSFODNN7EXAMPLE"}', '{"password":"wJalrXUtnFEMI"}']) {
      await clients.secrets.send(new PutSecretValueCommand({ SecretId: SECRET, SecretString }));
      const { outcome, log: lines } = await lambda.invoke(SCHEDULED);

      expect([outcome, lines]).toEqual(['failed: Error: the secret holds something else than an access key: nothing is done', []]);
      expect(await status()).toEqual({ [id]: 'Active' });
    }
    await clients.secrets.send(new PutSecretValueCommand({ SecretId: SECRET, SecretString: INITIAL }));
  });

  test('an answer of AWS that does not come ends in an error', async () => {
    await deployed(90);
    emulator.fail({ action: 'ListAccessKeys', times: 100, answer: 'hang' });

    expect((await daily(11_000)).outcome).toBe('failed: Error: not finished within 1 s, and given up');
  });

  test('delivered twice at a time makes one current key', async () => {
    const first = await deployed(90);
    const other = new LambdaProcess('access-key-rotation', emulator.endpoint, { ...ENVIRONMENT, USER_NAME: USER, SECRET_ARN: SECRET });
    await Promise.all([daily(), other.invoke(SCHEDULED)]);
    await other.stop();

    expect(await status()).toEqual({ [first]: 'Active', [(await inSecret()).AccessKeyId]: 'Active' });
  });
});

test('the role allows every call that is made', async () => {
  const actions = new Set<string>();
  const collect = () => { for (const action of emulator.actions) { actions.add(action); } };
  await resource.create({});
  collect();
  const [first] = await rotated(30);
  await daily();
  await inactiveFor(first, 30);
  await daily();
  await resource.delete();
  collect();

  expect([...actions].sort()).toEqual([
    'CreateAccessKey', 'DeleteAccessKey', 'DescribeSecret', 'GetAccessKeyLastUsed', 'GetSecretValue', 'ListAccessKeys', 'PutSecretValue', 'TagResource', 'UntagResource', 'UpdateAccessKey',
  ]);
  for (const action of actions) {
    const [service, on] = action.includes('AccessKey') ? ['iam', judged.made.user.userArn] : ['secretsmanager', judged.made.rotation.secret.secretArn];
    expect([action, judged.allows(ROLE, `${service}:${action}`, on)]).toEqual([action, true]);
  }
});
