import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AllowedAccessKey, GroupUser, GroupUserProps, PermissionGroup, RequireMfa } from '../../../src/constructs';
import { CheckResult } from '../../../src/engine/analysis/check-types';
import { expectNothingFound, judge } from '../judged-app';

const KEY = ['s3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket/key'] as const;
const READ = new iam.PolicyStatement({ actions: [KEY[0]], resources: [KEY[1]] });
const WITH_MFA = { 'aws:MultiFactorAuthPresent': 'true' };
const FOR_SCANS: AllowedAccessKey = { reason: 'the scanner knows no roles', owner: 'office@example.com', rotationInterval: Duration.days(30) };

const judged = judge(stack => {
  const group = new PermissionGroup(stack, 'Readers', { statements: [READ] });
  return {
    group,
    alice: new GroupUser(stack, 'Alice', { groups: [group], userName: 'alice', path: '/people/' }),
    scanner: new GroupUser(stack, 'Scanner', { groups: [group], consoleAccess: false, allowAccessKey: FOR_SCANS }),
    bounded: new GroupUser(stack, 'Bounded', {
      groups: [group],
      permissionsBoundary: new iam.ManagedPolicy(stack, 'Boundary', { statements: [new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: ['arn:aws:sqs:us-east-1:111122223333:orders'] })] }),
    }),
  };
});
const { group, alice, scanner, bounded } = judged.made;

describe('the template', () => {
  test('has a user in its groups, with a first password that is changed at the first login', () => {
    const { stack } = judged;

    judged.template.hasResourceProperties('AWS::IAM::User', {
      UserName: 'alice',
      Path: '/people/',
      Groups: [stack.resolve(group.groupName)],
      LoginProfile: {
        Password: { 'Fn::Join': ['', ['{{resolve:secretsmanager:', stack.resolve(alice.password!.secretArn), ':SecretString:::}}']] },
        PasswordResetRequired: true,
      },
      Policies: Match.absent(),
      ManagedPolicyArns: Match.absent(),
    });
  });

  test('makes a password that the password policy of an account accepts', () => {
    const [{ Properties: { GenerateSecretString: made } }] = Object.values<any>(judged.template.findResources('AWS::SecretsManager::Secret')).filter(({ Properties }) => Properties.GenerateSecretString);
    // @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html#password-characters: what is generated; and what IAM counts as symbols.
    const generated = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
    const symbols = '!@#$%^&*()_+-=[]{}|\'';

    expect(made).toMatchObject({ PasswordLength: 32, RequireEachIncludedType: true });
    expect([...generated].filter(character => !made.ExcludeCharacters.includes(character)).sort()).toEqual([...symbols].filter(character => generated.includes(character)).sort());
  });

  test('has no MFA device, no access key and no secret of others', () => {
    judged.template.resourceCountIs('AWS::IAM::VirtualMFADevice', 0);
    judged.template.resourceCountIs('AWS::IAM::AccessKey', 0);
    expect([scanner.password, alice.accessKey, bounded.accessKey]).toEqual([undefined, undefined, undefined]);
  });

  test('has an access key where there is a reason, an owner and a rotation', () => {
    judged.template.resourceCountIs('Custom::AccessKeyRotation', 1);
    judged.template.hasResourceProperties('Custom::AccessKeyRotation', { USER_NAME: judged.stack.resolve(scanner.userName), ROTATION_INTERVAL: '30' });
    judged.template.hasResource('AWS::IAM::User', { Metadata: { AccessKey: { Reason: FOR_SCANS.reason, Owner: FOR_SCANS.owner } }, Properties: { LoginProfile: Match.absent() } });
  });
});

describe('the user', () => {
  test('may do what its groups may do, with a second factor', () => {
    expect([{}, { 'aws:MultiFactorAuthPresent': 'false' }, WITH_MFA].map(context => judged.allows(alice, ...KEY, context))).toEqual([false, false, true]);
    expect(judged.checkAccessNotGranted(alice, { actions: ['s3:Put*', 'iam:Create*Key', 'iam:Put*', 'iam:Attach*', 'secretsmanager:*'] }).result).toBe(CheckResult.PASS);
  });

  test('may do what its boundary allows at most', () => {
    expect(judged.denies(bounded, ...KEY, WITH_MFA)).toBe(true);
  });
});

test('the gate and cdk-nag find nothing but what is documented', () => {
  const { gate, nag, acknowledged } = judged.findings;

  expect([gate, nag]).toEqual([[], []]);
  expect(acknowledged.filter(one => !one.endsWith('Stack/Readers/Resource'))).toEqual(
    ['Alice/Password', 'Bounded/Password', 'Scanner/AccessKey/Secret'].map(path => `AwsSolutions-SMG4 Stack/${path}`),
  );
  expect(() => expectNothingFound(judged)).toThrow();
});

describe('a policy of its own is an error at synthesis', () => {
  const synth = (give: (user: GroupUser, stack: Stack) => void) => () => {
    const stack = new Stack(new App(), 'Stack');
    give(new GroupUser(stack, 'Alice', { groups: [new iam.Group(stack, 'Group')], userName: 'alice' }), stack);
    Template.fromStack(stack);
  };

  test.each<[string, (user: GroupUser, stack: Stack) => void, string]>([
    ['what is granted to it', (user, stack) => s3.Bucket.fromBucketName(stack, 'Bucket', 'amzn-s3-demo-bucket').grantRead(user), 'Stack/Alice/DefaultPolicy/Resource'],
    ['a statement', user => user.addToPolicy(READ), 'Stack/Alice/DefaultPolicy/Resource'],
    ['a managed policy', user => user.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('SecurityAudit')), 'Stack/Alice/Resource.ManagedPolicyArns'],
    ['an inline policy', (user, stack) => user.attachInlinePolicy(new iam.Policy(stack, 'Policy', { statements: [READ] })), 'Stack/Policy/Resource'],
    ['an inline policy of the resource', user => { (user.node.defaultChild as iam.CfnUser).policies = [{ policyName: 'own', policyDocument: { Statement: [] } }]; }, 'Stack/Alice/Resource.Policies[own]'],
    ['a policy that attaches itself', (user, stack) => new iam.ManagedPolicy(stack, 'Policy', { users: [user], statements: [READ] }), 'Stack/Policy/Resource'],
    ['one of another stack', (user, stack) => new iam.ManagedPolicy(new Stack(stack.node.root as App, 'Other'), 'Policy', { users: [user], statements: [READ] }), 'Other/Policy/Resource'],
    ['one that names it', (_user, stack) => new iam.CfnPolicy(stack, 'Policy', { policyName: 'p', users: ['alice'], policyDocument: { Statement: [] } }), 'Stack/Policy'],
  ])('%s', (_name, give, policy) => {
    expect(synth(give)).toThrow(`[Stack/Alice] a \`GroupUser\` has no policies of its own, and \`${policy}\` is one; attach it to a group of the user, or grant it to the group`);
  });

  test.each<[string, (user: GroupUser, stack: Stack) => void]>([
    ['of its group', user => new iam.Policy(user, 'Policy', { groups: [user.stack.node.findChild('Group') as iam.Group], statements: [READ] })],
    ['of another user with the same id elsewhere', (_user, stack) => {
      const other = new Stack(stack.node.root as App, 'Other');
      new iam.Policy(other, 'Policy', { users: [new iam.User(other, 'Alice')], statements: [READ] });
    }],
    ['that requires a second factor', (_user, stack) => RequireMfa.of(stack).apply()],
  ])('but not a policy %s', (_name, give) => {
    expect(synth(give)).not.toThrow();
  });
});

test.each<[string, Partial<GroupUserProps>, string]>([
  ['a user in no group', { groups: [] }, 'the user is in no group; make a `PermissionGroup` for what the person does, and write it in `groups`'],
  ['an access key without a reason', { allowAccessKey: { ...FOR_SCANS, reason: ' ' } }, 'the access key has no `reason`; write why there has to be one and who answers for it, or leave `allowAccessKey` out'],
  ['an access key without an owner', { allowAccessKey: { ...FOR_SCANS, owner: '' } }, 'the access key has no `owner`'],
  ['an access key that lives for a year', { allowAccessKey: { ...FOR_SCANS, rotationInterval: Duration.days(365) } }, '`rotationInterval` is `365`; write a whole number from 3 to 90'],
])('refuses %s', (_name, props, message) => {
  const stack = new Stack();

  expect(() => new GroupUser(stack, 'Alice', { groups: [new iam.Group(stack, 'Group')], ...props })).toThrow(message);
});
