import {
  CreateAccountAliasCommand, GetAccountPasswordPolicyCommand, IAMClient, ListAccountAliasesCommand, UpdateAccountPasswordPolicyCommand,
} from '@aws-sdk/client-iam';
import { GetPublicAccessBlockCommand, PutPublicAccessBlockCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { AccountAlias, AccountPasswordPolicy, AccountPublicAccessBlock, AccountSettingProps, AccountSettingRemovalPolicy } from '../../../src/constructs';
import { judge } from '../../constructs/judged-app';
import { CloudFormation, StackResource } from '../cloudformation';
import { Emulator } from '../emulator';
import { LambdaProcess } from '../lambda-process';

const ACCOUNT_OF_MOTO = '123456789012';
const RECORD = 'record';

/** A kind of setting: what the construct asks for, what else an account may have, and how to look at the account. */
interface Setting {
  readonly handler: string;
  readonly resourceType: string;
  /** In messages. */
  readonly name: string;
  readonly make: (scope: Construct, id: string, props: AccountSettingProps) => Construct;
  /** The same with something changed. */
  readonly makeChanged: (scope: Construct, id: string) => Construct;
  readonly wanted: unknown;
  readonly changed: unknown;
  readonly other: unknown;
  readonly writeOther: (clients: Clients) => Promise<unknown>;
  /** Undefined where the account has none. */
  readonly read: (clients: Clients) => Promise<unknown>;
  readonly actions: { readonly read: string; readonly write: string; readonly remove: string };
}

interface Clients {
  readonly iam: IAMClient;
  readonly s3: S3ControlClient;
  readonly ssm: SSMClient;
}

const POLICY = {
  MinimumPasswordLength: 14,
  RequireSymbols: true,
  RequireNumbers: true,
  RequireUppercaseCharacters: true,
  RequireLowercaseCharacters: true,
  AllowUsersToChangePassword: true,
  PasswordReusePrevention: 24,
  ExpirePasswords: false,
  HardExpiry: false,
  MaxPasswordAge: 0, // moto says 0 where AWS says nothing
};
const BLOCK = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };

const SETTINGS: Setting[] = [
  {
    handler: 'account-password-policy',
    resourceType: 'Custom::AccountPasswordPolicy',
    name: 'password policy',
    make: (scope, id, props) => new AccountPasswordPolicy(scope, id, props),
    makeChanged: (scope, id) => new AccountPasswordPolicy(scope, id, {
      minimumPasswordLength: 20, requireSymbols: false, allowPasswordReuse: true, maxPasswordAge: Duration.days(90), hardExpiry: true,
    }),
    wanted: POLICY,
    changed: { ...POLICY, MinimumPasswordLength: 20, RequireSymbols: false, PasswordReusePrevention: undefined, ExpirePasswords: true, MaxPasswordAge: 90, HardExpiry: true },
    other: {
      MinimumPasswordLength: 8,
      RequireSymbols: false,
      RequireNumbers: false,
      RequireUppercaseCharacters: true,
      RequireLowercaseCharacters: false,
      AllowUsersToChangePassword: false,
      ExpirePasswords: false,
      HardExpiry: false,
      MaxPasswordAge: 0,
      PasswordReusePrevention: undefined,
    },
    writeOther: ({ iam }) => iam.send(new UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 8, RequireUppercaseCharacters: true })),
    read: async ({ iam }) => {
      const answer = await orNothing(iam.send(new GetAccountPasswordPolicyCommand()));
      return answer && { PasswordReusePrevention: undefined, ...answer.PasswordPolicy };
    },
    actions: { read: 'GetAccountPasswordPolicy', write: 'UpdateAccountPasswordPolicy', remove: 'DeleteAccountPasswordPolicy' },
  },
  {
    handler: 'account-alias',
    resourceType: 'Custom::AccountAlias',
    name: 'alias',
    make: (scope, id, props) => new AccountAlias(scope, id, { accountAlias: 'example-corp', ...props }),
    makeChanged: (scope, id) => new AccountAlias(scope, id, { accountAlias: 'example-corp-2' }),
    wanted: ['example-corp'],
    changed: ['example-corp-2'],
    other: ['somebody-else'],
    writeOther: ({ iam }) => iam.send(new CreateAccountAliasCommand({ AccountAlias: 'somebody-else' })),
    read: async ({ iam }) => {
      const { AccountAliases = [] } = await iam.send(new ListAccountAliasesCommand());
      return AccountAliases.length === 0 ? undefined : AccountAliases;
    },
    actions: { read: 'ListAccountAliases', write: 'CreateAccountAlias', remove: 'DeleteAccountAlias' },
  },
  {
    handler: 'account-public-access-block',
    resourceType: 'Custom::AccountPublicAccessBlock',
    name: 'public access block',
    make: (scope, id, props) => new AccountPublicAccessBlock(scope, id, props),
    makeChanged: (scope, id) => new AccountPublicAccessBlock(scope, id, { blockPublicAcls: false }),
    wanted: BLOCK,
    changed: { ...BLOCK, BlockPublicAcls: false },
    other: { ...BLOCK, BlockPublicPolicy: false, RestrictPublicBuckets: false },
    writeOther: ({ s3 }) => s3.send(new PutPublicAccessBlockCommand({
      AccountId: ACCOUNT_OF_MOTO, PublicAccessBlockConfiguration: { ...BLOCK, BlockPublicPolicy: false, RestrictPublicBuckets: false },
    })),
    read: async ({ s3 }) => (await orNothing(s3.send(new GetPublicAccessBlockCommand({ AccountId: ACCOUNT_OF_MOTO }))))?.PublicAccessBlockConfiguration,
    actions: { read: 'GET publicAccessBlock', write: 'PUT publicAccessBlock', remove: 'DELETE publicAccessBlock' },
  },
];

async function orNothing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (['NoSuchEntityException', 'NoSuchPublicAccessBlockConfiguration'].includes((error as Error).name)) { return undefined; }
    throw error;
  }
}

const VARIANTS = {
  Default: {},
  Adopting: { adopt: true },
  Deleting: { removalPolicy: AccountSettingRemovalPolicy.DELETE },
  Restoring: { adopt: true, removalPolicy: AccountSettingRemovalPolicy.RESTORE },
};

/** What the templates say, as CloudFormation would send it. */
const judged = judge(stack => {
  for (const { handler, make, makeChanged } of SETTINGS) {
    const scope = new Construct(stack, handler);
    for (const [id, props] of Object.entries(VARIANTS)) { make(scope, id, props); }
    makeChanged(scope, 'Changed');
  }
  return stack;
});

type Variant = keyof typeof VARIANTS | 'Changed';

function settingOf(handler: string, variant: Variant): Construct {
  return judged.made.node.findChild(handler).node.findChild(variant).node.findChild('Setting') as Construct;
}

function propertiesOf(handler: string, variant: Variant): any {
  const resource = settingOf(handler, variant).node.findChild('Resource').node.defaultChild as CfnResource;
  const { ServiceToken, ServiceTimeout, Record, ...properties } = judged.template.toJSON().Resources[Stack.of(resource).getLogicalId(resource)].Properties;
  return { ...properties, ...Record === undefined ? {} : { Record: RECORD } };
}

function partsOf(handler: string, variant: Variant): { role: Construct; record: string } {
  const { node } = settingOf(handler, variant);
  const record = node.tryFindChild('Record') as StringParameter | undefined;
  return { role: node.findChild('Handler').node.findChild('Role') as Construct, record: record?.parameterArn ?? 'none' };
}

/** What allows a call that is not named after it. */
const IAM_ACTIONS: Record<string, string> = {
  'GetParameter': 'ssm:GetParameter',
  'PutParameter': 'ssm:PutParameter',
  'GET publicAccessBlock': 's3:GetAccountPublicAccessBlock',
  'PUT publicAccessBlock': 's3:PutAccountPublicAccessBlock',
  'DELETE publicAccessBlock': 's3:PutAccountPublicAccessBlock',
};

const INITIAL_RECORD: string = Object.values<any>(judged.template.findResources('AWS::SSM::Parameter'))[0].Properties.Value;

const success = expect.objectContaining({ Status: 'SUCCESS' });

let emulator: Emulator;
let cloudFormation: CloudFormation;
let clients: Clients;

beforeAll(async () => {
  emulator = await Emulator.start();
  cloudFormation = await CloudFormation.start();
  const config = { endpoint: emulator.directEndpoint, region: 'us-east-1', credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' } };
  clients = {
    iam: new IAMClient(config),
    ssm: new SSMClient(config),
    s3: new S3ControlClient({ ...config, endpointProvider: () => ({ url: new URL(emulator.directEndpoint) }) }),
  };
});
afterAll(async () => {
  await cloudFormation?.stop();
  await emulator?.stop();
});
beforeEach(async () => {
  await emulator.reset();
  await clients.ssm.send(new PutParameterCommand({ Name: RECORD, Type: 'String', Value: INITIAL_RECORD }));
});

describe.each(SETTINGS)('$resourceType', ({ handler, resourceType, name, wanted, changed, other, actions, ...setting }) => {
  let lambda: LambdaProcess;
  let resource: StackResource;
  const DEFAULT = propertiesOf(handler, 'Default');
  const ADOPTING = propertiesOf(handler, 'Adopting');
  const DELETING = propertiesOf(handler, 'Deleting');
  const RESTORING = propertiesOf(handler, 'Restoring');
  const CHANGED = propertiesOf(handler, 'Changed');
  const account = () => setting.read(clients);
  const writes = () => emulator.actions.filter(action => action === actions.write || action === actions.remove);

  beforeAll(() => { lambda = new LambdaProcess(handler, emulator.endpoint, { ACCOUNT_ID: ACCOUNT_OF_MOTO }); });
  afterAll(() => lambda.stop());
  beforeEach(() => { resource = cloudFormation.resource(lambda, resourceType); });

  const refusal = expect.objectContaining({ Status: 'FAILED', Reason: expect.stringContaining(`the account already has another ${name}, {`) });

  describe('create', () => {
    test('sets it where there is none', async () => {
      const { response, outcome } = await resource.create(DEFAULT);

      expect([response, outcome]).toEqual([expect.objectContaining({ Status: 'SUCCESS', PhysicalResourceId: `account-${name.replaceAll(' ', '-')}` }), 'succeeded']);
      expect(await account()).toEqual(wanted);
    });

    test('succeeds without writing where the account has the same', async () => {
      await resource.create(DEFAULT);
      emulator.forget();

      expect((await cloudFormation.resource(lambda, resourceType).create(DEFAULT)).response).toEqual(success);
      expect(writes()).toEqual([]);
    });

    test('refuses to replace another, and what CloudFormation deletes then is nothing', async () => {
      await setting.writeOther(clients);

      for (const properties of [DEFAULT, DELETING]) {
        const failed = cloudFormation.resource(lambda, resourceType);
        expect((await failed.create(properties)).response).toEqual(refusal);
        expect((await failed.delete()).response).toEqual(success);
        expect(await account()).toEqual(other);
      }
    });

    test('replaces another where it adopts', async () => {
      await setting.writeOther(clients);

      expect((await resource.create(ADOPTING)).response).toEqual(success);
      expect(await account()).toEqual(wanted);
    });

    test('delivered again it changes nothing', async () => {
      const first = await resource.create(DEFAULT);

      expect((await resource.again()).response).toEqual(first.response);
      expect(await account()).toEqual(wanted);
    });

    test('that failed at the write is not deleted', async () => {
      emulator.fail({ action: actions.write, times: 1, answer: { status: 403, code: 'AccessDenied' } });
      const { response, log } = await resource.create(DELETING);
      await setting.writeOther(clients);

      expect(response).toEqual(expect.objectContaining({ Status: 'FAILED', Reason: expect.stringContaining('AccessDenied') }));
      expect(log.join()).not.toContain('signature=secret');
      expect((await resource.delete()).response).toEqual(success);
      expect(await account()).toEqual(other);
    });

    test.each([
      ['a boolean that is none', { ...ADOPTING, Adopt: 'yes' }, '`Adopt` is `yes`'],
      ['no setting', { ...DEFAULT, Setting: undefined }, '`Setting` is missing'],
      ['an unknown way to remove it', { ...DEFAULT, Removal: 'wipe' }, '`wipe` is no way to remove a setting'],
    ])('refuses %s, and changes nothing', async (_name, properties, reason) => {
      await setting.writeOther(clients);

      expect((await resource.create(properties)).response).toEqual(expect.objectContaining({ Status: 'FAILED', Reason: expect.stringContaining(reason) }));
      expect(await account()).toEqual(other);
    });
  });

  describe('update', () => {
    beforeEach(async () => { await resource.create(DEFAULT); });

    test('sets everything', async () => {
      expect((await resource.update(CHANGED)).response).toEqual(success);
      expect(await account()).toEqual(changed);
    });

    test('rolled back, the old state is there again', async () => {
      await resource.update(CHANGED);

      expect((await resource.update(DEFAULT)).response).toEqual(success);
      expect(await account()).toEqual(wanted);
    });

    test('that is denied fails and can be rolled back', async () => {
      emulator.fail({ action: actions.write, times: 1, answer: { status: 403, code: 'AccessDenied' } });

      expect((await resource.update(CHANGED)).response).toEqual(expect.objectContaining({ Status: 'FAILED', Reason: expect.stringContaining('AccessDenied') }));
      expect((await resource.update(DEFAULT)).response).toEqual(success);
      expect(await account()).toEqual(wanted);
    });

    test('sets it where somebody has changed it', async () => {
      await setting.writeOther(clients);

      expect((await resource.update(DEFAULT)).response).toEqual(success);
      expect(await account()).toEqual(wanted);
    });

    test('delivered again it changes nothing', async () => {
      await resource.update(CHANGED);

      expect((await resource.again()).response).toEqual(success);
      expect(await account()).toEqual(changed);
    });
  });

  describe('delete', () => {
    test('keeps it, unless told otherwise, and asks AWS nothing', async () => {
      await resource.create(DEFAULT);
      emulator.forget();

      expect((await resource.delete()).response).toEqual(success);
      expect(emulator.actions).toEqual([]);
      expect(await account()).toEqual(wanted);
    });

    test('deletes it where told, also when delivered again', async () => {
      await resource.create(DELETING);

      for (const { response } of [await resource.delete(), await resource.again()]) { expect(response).toEqual(success); }
      expect(await account()).toBeUndefined();
    });

    test('succeeds where it is gone between the look and the deletion', async () => {
      await resource.create(DELETING);
      emulator.fail({ action: actions.remove, times: 1, answer: { status: 404, code: name === 'public access block' ? 'NoSuchPublicAccessBlockConfiguration' : 'NoSuchEntity' } });

      expect((await resource.delete()).response).toEqual(success);
    });

    test('restores what was there before, also when delivered again', async () => {
      await setting.writeOther(clients);
      await resource.create(RESTORING);
      await resource.again();
      expect(await account()).toEqual(wanted);

      for (const { response } of [await resource.delete(), await resource.again()]) {
        expect(response).toEqual(success);
        expect(await account()).toEqual(other);
      }
    });

    test('restores that there was none', async () => {
      await resource.create(RESTORING);

      expect((await resource.delete()).response).toEqual(success);
      expect(await account()).toBeUndefined();
    });

    test('keeps it where nobody recorded what was there before', async () => {
      await resource.create(DEFAULT);
      await resource.update(RESTORING);

      expect((await resource.delete()).response).toEqual(success);
      expect(await account()).toEqual(wanted);
    });

    test.each([['delete', DELETING], ['restore', RESTORING]])('keeps what somebody has changed since: %s', async (_name, properties) => {
      await resource.create(properties);
      await setting.writeOther(clients);

      expect((await resource.delete()).response).toEqual(success);
      expect(await account()).toEqual(other);
    });
  });

  test.each(Object.keys(VARIANTS) as (keyof typeof VARIANTS)[])('its role allows every call that it makes: %s', async variant => {
    const { role, record } = partsOf(handler, variant);
    await resource.create(propertiesOf(handler, variant));
    await resource.update({ ...propertiesOf(handler, variant), Setting: CHANGED.Setting });
    await resource.update(propertiesOf(handler, variant));
    await resource.delete();

    expect(writes().length).toBeGreaterThanOrEqual(3);
    for (const action of new Set(emulator.actions)) {
      expect([action, judged.allows(role, IAM_ACTIONS[action] ?? `iam:${action}`, action.endsWith('Parameter') ? record : '*')]).toEqual([action, true]);
    }
  });

  describe('when AWS', () => {
    test('throttles, it tries again', async () => {
      emulator.fail(
        { action: actions.read, times: 1, answer: { status: 400, code: 'Throttling' } },
        { action: actions.write, times: 1, answer: { status: 400, code: 'Throttling' } },
      );

      expect((await resource.create(DEFAULT)).response).toEqual(success);
      expect(emulator.actions).toEqual([actions.read, actions.read, actions.write, actions.write]);
    });

    test('does not say what there is, it changes nothing', async () => {
      emulator.fail({ action: actions.read, times: 1, answer: { status: 403, code: 'AccessDenied' } });

      expect((await resource.create(ADOPTING)).response).toEqual(expect.objectContaining({ Status: 'FAILED' }));
      expect(writes()).toEqual([]);
    });

    test('does not say what there is, what it has all the same is not deleted', async () => {
      await cloudFormation.resource(lambda, resourceType).create(DEFAULT);
      emulator.fail({ action: actions.read, times: 1, answer: { status: 403, code: 'AccessDenied' } });

      expect((await resource.create(DELETING)).response).toEqual(expect.objectContaining({ Status: 'FAILED' }));
      expect((await resource.delete()).response).toEqual(success);
      expect(await account()).toEqual(wanted);
    });

    test('does not answer in time, it says so before Lambda ends it, and gives up', async () => {
      emulator.fail({ action: actions.read, times: 100, answer: 'hang' });
      const started = Date.now();
      const { response, outcome } = await resource.create(DEFAULT, 11_000);

      expect([response, outcome]).toEqual([expect.objectContaining({ Status: 'FAILED', Reason: expect.stringContaining('not finished within 1 s, and given up') }), 'succeeded']);
      expect(Date.now() - started).toBeLessThan(5_000);
      expect(emulator.actions).toEqual([actions.read]);
    });

    test('cannot record what was there, it replaces nothing', async () => {
      await setting.writeOther(clients);
      emulator.fail({ action: 'PutParameter', times: 1, answer: { status: 400, code: 'AccessDeniedException' } });

      expect((await resource.create(RESTORING)).response).toEqual(expect.objectContaining({ Status: 'FAILED', Reason: expect.stringContaining('AccessDenied') }));
      expect(await account()).toEqual(other);
    });
  });
});

describe('the password policy that is sent', () => {
  const { handler, resourceType } = SETTINGS[0];
  const always = ['AllowUsersToChangePassword', 'HardExpiry', 'MinimumPasswordLength', 'RequireLowercaseCharacters', 'RequireNumbers', 'RequireSymbols', 'RequireUppercaseCharacters'];

  // There is no partial update, and AWS takes no 0: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
  test.each<[Variant, string[]]>([['Default', ['PasswordReusePrevention']], ['Changed', ['MaxPasswordAge']]])('has every field but those that limit nothing: %s', async (variant, limits) => {
    const lambda = new LambdaProcess(handler, emulator.endpoint);
    await cloudFormation.resource(lambda, resourceType).create(propertiesOf(handler, variant));
    await lambda.stop();
    const { parameters } = emulator.calls.find(({ action }) => action === 'UpdateAccountPasswordPolicy')!;

    expect(Object.keys(parameters).sort()).toEqual([...always, ...limits].sort());
    expect(parameters).toMatchObject(variant === 'Default' ? { RequireSymbols: 'true', HardExpiry: 'false', PasswordReusePrevention: '24' } : { RequireSymbols: 'false', HardExpiry: 'true', MaxPasswordAge: '90' });
  });
});

describe('an answer', () => {
  const [{ handler, resourceType, writeOther, read, wanted }] = SETTINGS;
  let lambda: LambdaProcess;
  let resource: StackResource;

  beforeAll(() => { lambda = new LambdaProcess(handler, emulator.endpoint); });
  afterAll(() => lambda.stop());
  beforeEach(() => { resource = cloudFormation.resource(lambda, resourceType); });

  test('that is lost is sent again', async () => {
    cloudFormation.lost = 2;

    expect((await resource.create(propertiesOf(handler, 'Default'))).response).toEqual(success);
  });

  test('that never arrives makes Lambda try again; what CloudFormation deletes meanwhile, under an id of its own, is nothing', async () => {
    await writeOther(clients);
    cloudFormation.lost = 100;
    const { outcome, response } = await resource.create({ ...propertiesOf(handler, 'Deleting'), Adopt: true });
    cloudFormation.lost = 0;

    expect([outcome, response]).toEqual(['failed: Error: CloudFormation refuses the answer with status 503', undefined]);
    expect((await resource.delete()).response).toEqual(success);
    expect(await read(clients)).toEqual(wanted);
  });

  test('to something that is no request is a failure', async () => {
    const { response } = await cloudFormation.deliver(lambda, cloudFormation.event({ RequestType: 'Import', ResourceProperties: {} }));

    expect(response).toEqual(expect.objectContaining({ Status: 'FAILED', Reason: expect.stringContaining('`Import` is no request of CloudFormation') }));
  });

  test('says which number is none', async () => {
    const { Setting: { MinimumPasswordLength, ...rest }, ...properties } = propertiesOf(handler, 'Default');

    for (const [Setting, said] of [[rest, 'undefined'], [{ ...rest, MinimumPasswordLength: '-1' }, '-1'], [{ ...rest, MinimumPasswordLength, MaxPasswordAge: '' }, '']]) {
      expect((await resource.create({ ...properties, Setting })).response).toEqual(expect.objectContaining({ Status: 'FAILED', Reason: expect.stringContaining(`is \`${said}\`, and no whole number`) }));
      resource = cloudFormation.resource(lambda, resourceType);
    }
    expect(await read(clients)).toBeUndefined();
  });

  test('is short, however long the reason is', async () => {
    const { response } = await resource.create({ ...propertiesOf(handler, 'Default'), Adopt: '\u00e9'.repeat(5000) });

    expect(response).toEqual(expect.objectContaining({ Status: 'FAILED', Reason: expect.stringContaining('`Adopt` is') }));
  });
});
