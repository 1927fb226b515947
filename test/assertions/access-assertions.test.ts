import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AccessAssertions, PrincipalAssertions } from '../../src/assertions';
import { readAssembly } from '../../src/cloudformation/app-reader';
import { presentAccess, writeLock } from '../../src/rules/access-lock';
import { ReviewedApp } from '../../src/rules/reviewed-app';

const ACCOUNT = '111122223333';
const OTHER_ACCOUNT = '444455556666';
const ENV = { account: ACCOUNT, region: 'eu-west-1' };
const LAMBDA = () => new iam.ServicePrincipal('lambda.amazonaws.com');
const allow = (actions: string[], resources: string[], conditions?: object) => new iam.PolicyStatement({ actions, resources, conditions });

/** One app for most tests: two stacks, a nested one, and what they grant. */
class Shop {
  readonly app = new App();
  readonly stack = new Stack(this.app, 'Shop', { env: ENV });
  readonly nested = new NestedStack(this.stack, 'Inner');
  readonly other = new Stack(this.app, 'Other', { env: ENV });
  readonly bucket = new s3.Bucket(this.stack, 'Orders');
  readonly tlsOnly = new s3.Bucket(this.stack, 'TlsOnly', { enforceSSL: true });
  readonly key = new kms.Key(this.stack, 'Key');
  readonly ownKey = new kms.Key(this.stack, 'OwnKey', { policy: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['kms:Describe*'], resources: ['*'], principals: [new iam.AccountRootPrincipal()] })] }) });
  readonly role = new iam.Role(this.stack, 'Reader', { assumedBy: LAMBDA() });
  readonly inner = new iam.Role(this.nested, 'Inner', { assumedBy: LAMBDA() });
  readonly bounded = new iam.Role(this.stack, 'Bounded', { assumedBy: LAMBDA(), permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyArn(this.stack, 'Boundary', `arn:aws:iam::${ACCOUNT}:policy/boundary`) });
  readonly group = new iam.Group(this.stack, 'Developers');
  readonly user = new iam.User(this.stack, 'Alice', { groups: [this.group] });
  readonly deployer = new iam.Role(this.stack, 'Deployer', { assumedBy: new iam.AccountRootPrincipal() });
  readonly elsewhere = new iam.Role(this.other, 'Elsewhere', { assumedBy: LAMBDA() });

  constructor() {
    this.bucket.grantRead(this.role);
    this.bucket.addToResourcePolicy(new iam.PolicyStatement({ effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['s3:GetObject'], resources: [this.bucket.arnForObjects('secret/*')] }));
    this.tlsOnly.grantRead(this.role);
    this.role.addToPolicy(allow(['sqs:SendMessage'], [`arn:aws:sqs:eu-west-1:${ACCOUNT}:mfa`], { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }));
    this.role.addToPolicy(allow(['sqs:ReceiveMessage'], [`arn:aws:sqs:eu-west-1:${OTHER_ACCOUNT}:theirs`, `arn:aws:sqs:eu-west-1:${ACCOUNT}:ours`]));
    this.role.addToPolicy(allow(['s3:ListAllMyBuckets', 'kms:Decrypt'], ['*']));
    this.role.addToPolicy(allow(['sts:AssumeRole'], [`arn:aws:iam::${ACCOUNT}:role/Outside`]));
    this.role.addToPolicy(allow(['sns:Publish'], [Fn.importValue('topic')]));
    this.bucket.grantRead(this.inner);
    this.bucket.grantRead(this.elsewhere);
    this.bounded.addToPolicy(allow(['sqs:SendMessage'], ['*']));
    this.group.addToPolicy(allow(['sts:AssumeRole'], [this.deployer.roleArn]));
  }
}

const shop = new Shop();
const access = AccessAssertions.fromStack(shop.stack);
const reader = access.principal(shop.role);
const READER = shop.stack.getLogicalId(shop.role.node.defaultChild as iam.CfnRole);
const OUTSIDE = `arn:aws:iam::${ACCOUNT}:role/Outside`;
const THEIRS = `arn:aws:sqs:eu-west-1:${OTHER_ACCOUNT}:theirs`;
const OURS = `arn:aws:sqs:eu-west-1:${ACCOUNT}:ours`;
const MFA = `arn:aws:sqs:eu-west-1:${ACCOUNT}:mfa`;

/** The message of what an assertion throws; undefined when it holds. */
function failure(assert: () => unknown): string | undefined {
  try {
    assert();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('canDo', () => {
  test.each<[string, () => PrincipalAssertions]>([
    ['what a grant allows, by a token', () => reader.canDo('s3:GetObject', shop.bucket.arnForObjects('orders/1'))],
    ['an action that knows no resources', () => reader.canDo('s3:ListAllMyBuckets')],
    ['what the key policy of the CDK leaves to identity policies', () => reader.canDo('kms:Decrypt', shop.key.keyArn)],
    ['a condition that is met', () => reader.canDo('sqs:SendMessage', MFA, { context: { 'aws:MultiFactorAuthPresent': ['true'] } })],
    ['what the bucket asks for is so', () => reader.canDo('s3:GetObject', shop.tlsOnly.arnForObjects('x'), { context: { 'aws:SecureTransport': ['true'] } })],
    ['what the group of a user allows', () => access.principal(shop.user).canDo('sts:AssumeRole', shop.deployer.roleArn)],
    ['a member of a group', () => access.principal(shop.group).canDo('sts:AssumeRole', shop.deployer.roleArn)],
    ['a role of a nested stack, a bucket of the stack around it', () => access.principal(shop.inner).canDo('s3:GetObject', shop.bucket.arnForObjects('x'))],
    ['a role of another stack', () => access.principal(shop.elsewhere).canDo('s3:GetObject', shop.bucket.arnForObjects('x'))],
    ['one after the other', () => reader.canDo('s3:GetObject', shop.bucket.arnForObjects('x')).canDo('s3:ListBucket', shop.bucket.bucketArn)],
  ])('%s: holds', (_name, assert) => {
    expect(failure(assert)).toBeUndefined();
  });

  test.each<[string, () => PrincipalAssertions, string[]]>([
    ['what nothing allows', () => reader.canDo('s3:PutObject', shop.bucket.arnForObjects('x')), ['can do `s3:PutObject`', 'nothing allows it, or something denies it']],
    ['what the policy of the bucket denies', () => reader.canDo('s3:GetObject', shop.bucket.arnForObjects('secret/1')), ['something denies it']],
    ['what the bucket asks for is not known', () => reader.canDo('s3:GetObject', shop.tlsOnly.arnForObjects('x')), ['not sure', 'in `context`: `aws:SecureTransport`']],
    ['a condition of which nothing is known', () => reader.canDo('sqs:SendMessage', MFA), ['not sure', 'witness:', 'in `context`: `aws:MultiFactorAuthPresent`', 'allowed by: ']],
    ['a condition that is not met', () => reader.canDo('sqs:SendMessage', MFA, { context: { 'aws:MultiFactorAuthPresent': [] } }), ['nothing allows it']],
    ['a value that only deployment knows', () => reader.canDo('sns:Publish', `arn:aws:sns:eu-west-1:${ACCOUNT}:alarms`), ['not sure', 'depends on: ']],
    ['a boundary that is not in the app', () => access.principal(shop.bounded).canDo('sqs:SendMessage', OURS), ['boundary `arn:aws:iam::111122223333:policy/boundary` is not in the app']],
    ['a queue of another account', () => reader.canDo('sqs:ReceiveMessage', THEIRS), ['not sure', 'depends on: the policy of the resource, which is not in the app']],
    ['a key whose policy does not trust the account', () => reader.canDo('kms:Decrypt', shop.ownKey.keyArn), ['nothing allows it']],
    ['a key that is not in the app', () => reader.canDo('kms:Decrypt', `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`), ['not sure', 'depends on: ']],
    ['a role that is not in the app', () => reader.canDo('sts:AssumeRole', OUTSIDE), ['not sure', 'depends on: ']],
    ['a role that trusts somebody else', () => access.principal(shop.user).canDo('sts:AssumeRole', shop.role.roleArn), ['nothing allows it']],
  ])('%s: fails', (_name, assert, parts) => {
    const message = failure(assert);

    for (const part of parts) { expect(message).toContain(part); }
  });
});

describe('cannotDo', () => {
  test.each<[string, () => PrincipalAssertions]>([
    ['what nothing allows', () => reader.cannotDo('s3:PutObject', shop.bucket.arnForObjects('x'))],
    ['many actions on any resource', () => reader.cannotDo('iam:*')],
    ['what the policy of the bucket denies', () => reader.cannotDo('s3:GetObject', shop.bucket.arnForObjects('secret/1'))],
    ['without the condition', () => reader.cannotDo('sqs:SendMessage', MFA, { context: { 'aws:MultiFactorAuthPresent': ['false'] } })],
    ['many resources', () => reader.cannotDo('s3:Delete*', shop.bucket.arnForObjects('*'))],
    ['a queue of another account', () => reader.cannotDo('sqs:SendMessage', THEIRS)],
    ['a key whose policy does not trust the account', () => reader.cannotDo('kms:Decrypt', shop.ownKey.keyArn)],
    ['a role that trusts somebody else', () => access.principal(shop.user).cannotDo('sts:AssumeRole', shop.role.roleArn)],
    ['by its logical id', () => access.principal(READER).cannotDo('iam:*')],
  ])('%s: holds', (_name, assert) => {
    expect(failure(assert)).toBeUndefined();
  });

  test.each<[string, () => PrincipalAssertions, string[]]>([
    ['what is allowed', () => reader.cannotDo('s3:GetObject', shop.bucket.arnForObjects('x')), ['cannot do `s3:GetObject`', 'witness: `arn:aws:sts::111122223333:assumed-role/', 'may do `s3:GetObject`']],
    ['one of many actions', () => reader.cannotDo('s3:*', shop.bucket.bucketArn), ['witness: ', 'may do `s3:']],
    ['on some resource', () => reader.cannotDo('sqs:*'), ['witness: ', 'may do `sqs:']],
    ['under some condition', () => reader.cannotDo('sqs:SendMessage', MFA), ['when: `aws:MultiFactorAuthPresent` is `true`']],
    ['when a value turns out so', () => reader.cannotDo('sns:Publish', `arn:aws:sns:eu-west-1:${ACCOUNT}:alarms`), ['witness: ', 'depends on: ']],
    ['what the owner of another account may allow', () => reader.cannotDo('sqs:ReceiveMessage', THEIRS), ['witness: ']],
    ['a boundary that is not in the app takes nothing away', () => access.principal(shop.bounded).cannotDo('sqs:SendMessage', OURS), ['witness: ']],
    ['a key that is not in the app', () => reader.cannotDo('kms:Decrypt', `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`), ['witness: ']],
    ['a role that is not in the app', () => reader.cannotDo('sts:AssumeRole', OUTSIDE), ['witness: ']],
    ['the role of a user', () => access.principal(shop.user).cannotDo('sts:AssumeRole'), ['witness: ', 'Deployer']],
  ])('%s: fails', (_name, assert, parts) => {
    const message = failure(assert);

    for (const part of parts) { expect(message).toContain(part); }
  });
});

describe('a question that would hold of anything is refused', () => {
  test.each<[string, () => unknown, string]>([
    ['a misspelt action', () => reader.cannotDo('s3:GetObjet', shop.bucket.arnForObjects('x')), 'AWS lists no action `s3:GetObjet`; is `s3:GetObject` meant'],
    ['a service that is not there', () => reader.cannotDo('s33:*'), 'AWS lists no action `s33:*`'],
    ['an action on what it is never done on', () => reader.cannotDo('s3:GetObject', shop.bucket.bucketArn), 'is never done on'],
    ['a resource for an action that knows none', () => reader.cannotDo('s3:ListAllMyBuckets', shop.bucket.bucketArn), 'leave the resource out: it knows none'],
    ['many actions can be done', () => reader.canDo('s3:*', shop.bucket.bucketArn), '`s3:*` is many actions; ask for one'],
    ['an action can be done on many resources', () => reader.canDo('s3:GetObject', shop.bucket.arnForObjects('*')), 'is many resources; name one'],
    ['an action can be done anywhere', () => reader.canDo('s3:GetObject'), 'is many resources; name one'],
    ['a key that follows from the principal', () => reader.cannotDo('s3:*', '*', { context: { 'AWS:PrincipalArn': ['x'] } }), '`AWS:PrincipalArn` follows from the principal'],
    ['an account that is none', () => reader.cannotDo('s3:*', '*', { resourceAccount: 'prod' }), '`prod` is no account'],
    ['a role from elsewhere', () => access.principal(iam.Role.fromRoleName(new Stack(new App(), 'Elsewhere'), 'Imported', 'imported')), 'is made elsewhere'],
    ['a logical id of nobody', () => access.principal('Nobody'), `there is no role, user or group \`Nobody\`; there are \`${READER}\`, `],
    ['a token without a stack', () => AccessAssertions.fromTemplate(Template.fromStack(shop.other)).principal(shop.elsewhere).canDo('s3:GetObject', shop.bucket.arnForObjects('x')), 'holds a token'],
  ])('%s', (_name, assert, message) => {
    expect(failure(assert)).toContain(message);
  });
});

test('what no role of the app trusts, one outside may', () => {
  const stack = new Stack(new App(), 'Stack', { env: ENV });
  const user = new iam.User(stack, 'User');
  const role = new iam.Role(stack, 'Role', { assumedBy: LAMBDA() });
  const key = new kms.Key(stack, 'Key', { policy: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['kms:*'], resources: ['*'], principals: [new iam.ArnPrincipal(role.roleArn)] })] }) });
  user.addToPolicy(allow(['sts:AssumeRole', 'kms:Decrypt'], ['*']));
  const asserted = AccessAssertions.fromStack(stack).principal(user);

  expect(failure(() => asserted.cannotDo('sts:AssumeRole', role.roleArn))).toBeUndefined();
  expect(failure(() => asserted.cannotDo('kms:Decrypt', key.keyArn))).toBeUndefined();
  for (const everything of ['sts:AssumeRole', 'kms:*']) { expect(failure(() => asserted.cannotDo(everything))).toContain('witness: '); }
  for (const outside of [OUTSIDE, `arn:aws:iam::${ACCOUNT}:role/*`]) { expect(failure(() => asserted.cannotDo('sts:AssumeRole', outside))).toContain('witness: '); }
  expect(failure(() => asserted.cannotDo('sts:AssumeRole', `arn:aws:iam::${OTHER_ACCOUNT}:role/Theirs`))).toContain('witness: ');
});

describe('publicAccess', () => {
  const PUBLIC = new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions: ['s3:GetObject'], resources: ['arn:aws:s3:::amzn-s3-demo-bucket/*'] });

  test('isNone holds of a stack that is open to nobody', () => {
    expect(failure(() => access.publicAccess().isNone())).toBeUndefined();
  });

  test('isNone fails with a request of a stranger, and speaks of its own stack alone', () => {
    const app = new App();
    const open = new Stack(app, 'Open');
    const closed = new Stack(app, 'Closed');
    new iam.Role(closed, 'Role', { assumedBy: LAMBDA() });
    new s3.CfnBucketPolicy(open, 'Policy', { bucket: 'amzn-s3-demo-bucket', policyDocument: new iam.PolicyDocument({ statements: [PUBLIC] }) });

    expect(failure(() => AccessAssertions.fromStack(open).publicAccess().isNone())).toMatch(/expected no public access, and found:\n`Policy` .*\n.*statement.*\n  witness: .* may do `s3:GetObject`/);
    expect(failure(() => AccessAssertions.fromStack(closed).publicAccess().isNone())).toBeUndefined();
  });

  test('a role that anybody may assume is public', () => {
    const stack = new Stack(new App(), 'Open');
    new iam.Role(stack, 'Role', { assumedBy: new iam.AnyPrincipal() });

    expect(failure(() => AccessAssertions.fromStack(stack).publicAccess().isNone())).toContain('sts:AssumeRole');
  });
});

describe('noNewAccessSince', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assertions-'));
  const lock = join(folder, 'iam-access.lock.json');
  afterAll(() => rmSync(folder, { recursive: true }));

  function stackThatAllows(...actions: string[]): Stack {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    new iam.Role(stack, 'Role', { assumedBy: LAMBDA() }).addToPolicy(allow(actions, [OURS]));
    return stack;
  }

  writeLock(lock, presentAccess(new ReviewedApp(readAssembly((stackThatAllows('sqs:SendMessage', 'sqs:ReceiveMessage').node.root as App).synth().directory))));
  const sinceLock = (...actions: string[]) => failure(() => AccessAssertions.fromStack(stackThatAllows(...actions)).noNewAccessSince(lock));

  test.each([
    ['the same', ['sqs:SendMessage', 'sqs:ReceiveMessage']],
    ['less', ['sqs:SendMessage']],
  ])('%s: holds', (_name, actions) => {
    expect(sinceLock(...actions)).toBeUndefined();
  });

  test('more: fails, with a request that shows it', () => {
    expect(sinceLock('sqs:SendMessage', 'sqs:PurgeQueue')).toMatch(/expected no access that `.*iam-access\.lock\.json` does not hold, and found:\n`Role.*\n  witness: .* may do `sqs:PurgeQueue`/);
  });

  test('a lock that cannot be read fails', () => {
    expect(failure(() => access.noNewAccessSince(join(folder, 'nowhere.json')))).toContain('nowhere.json');
  });
});

describe('what could not be read', () => {
  const MACHINE = { Type: 'Custom::Machine', Properties: { ServiceToken: { 'Fn::ImportValue': 'provider' } } };
  const template = { Resources: { Machine: MACHINE, Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] } } } } };

  test('nothing holds, neither way', () => {
    const unread = AccessAssertions.fromTemplate(template);

    for (const assert of [
      () => unread.principal('Role').cannotDo('s3:*'),
      () => unread.principal('Role').canDo('s3:ListAllMyBuckets'),
      () => unread.publicAccess().isNone(),
    ]) { expect(failure(assert)).toMatch(/nothing can be said of an app that could not be read:\n  `Machine` at .*\n  .*`acceptedOpacity`/); }
  });

  test('until somebody answers for it', () => {
    const accepted = AccessAssertions.fromTemplate(template, { acceptedOpacity: [{ resource: 'Custom::Machine', reason: 'makes no policies' }] });

    expect(failure(() => accepted.principal('Role').cannotDo('s3:*'))).toBeUndefined();
    expect(failure(() => accepted.publicAccess().isNone())).toBeUndefined();
  });

  test('an organization that cannot be read fails too', () => {
    expect(failure(() => AccessAssertions.fromTemplate({ Resources: {} }, { organization: 'nowhere.json' }).publicAccess().isNone())).toContain('nowhere.json');
  });
});

describe('a template alone', () => {
  const YAML = [
    'Resources:',
    '  Bucket: { Type: AWS::S3::Bucket }',
    '  Alice:',
    '    Type: AWS::IAM::User',
    '    Properties:',
    '      Policies:',
    '        - PolicyName: read',
    '          PolicyDocument: { Version: 2012-10-17, Statement: [{ Effect: Allow, Action: s3:GetObject, Resource: !Sub "arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:q" }, { Effect: Allow, Action: sqs:SendMessage, Resource: !Sub "arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:q" }] }',
  ].join('\n');
  const queue = (account: string) => `arn:aws:sqs:eu-west-1:${account}:q`;

  test('is read from YAML, deployed where the caller says', () => {
    const alice = AccessAssertions.fromString(YAML, ENV).principal('Alice');

    expect(failure(() => alice.canDo('sqs:SendMessage', queue(ACCOUNT)))).toBeUndefined();
    expect(failure(() => alice.cannotDo('sqs:SendMessage', queue(OTHER_ACCOUNT)))).toBeUndefined();
  });

  test('deployed nobody knows where, depends on where', () => {
    const alice = AccessAssertions.fromString(YAML).principal('Alice');

    expect(failure(() => alice.canDo('sqs:SendMessage', queue(ACCOUNT)))).toContain('not sure');
    expect(failure(() => alice.cannotDo('sqs:SendMessage', queue(ACCOUNT)))).toContain('too hard to decide');
  });
});

test('a stack of a Stage is read with the app around it', () => {
  const app = new App();
  const stack = new Stack(new Stage(app, 'Prod'), 'Stack');
  const role = new iam.Role(stack, 'Role', { assumedBy: LAMBDA() });
  role.addToPolicy(allow(['sqs:SendMessage'], [OURS]));
  const asserted = AccessAssertions.fromStack(stack).principal(role);

  expect(failure(() => asserted.canDo('sqs:SendMessage', OURS, { resourceAccount: ACCOUNT }))).toContain('not sure');
  expect(failure(() => asserted.cannotDo('sqs:ReceiveMessage'))).toBeUndefined();
});
