import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, SecretValue, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { GroupUser, JobFunction, PermissionGroup, PermissionGroupProps } from '../../../src/constructs';
import { CheckResult } from '../../../src/engine/analysis/check-types';
import { engine } from '../../../src/index';
import { ACCOUNT, Context, expectNothingFound, judge } from '../judged-app';

const READ = new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::amzn-s3-demo-bucket/key'] });
const KEY = ['s3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket/key'] as const;

const judged = judge(stack => {
  const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'amzn-s3-demo-bucket');
  const readers = new PermissionGroup(stack, 'Readers');
  bucket.grantRead(readers, 'plans/*');
  const admins = new PermissionGroup(stack, 'Admins', { jobFunctions: [JobFunction.ADMINISTRATOR] });
  const analysts = new PermissionGroup(stack, 'Analysts', { statements: [READ], allowViaAwsService: true });
  const robots = new PermissionGroup(stack, 'Robots', { statements: [READ], allowEnrolmentByAccessKey: true });
  const lenient = new PermissionGroup(stack, 'Lenient', { statements: [READ], allowWithoutMfa: true });
  return {
    bucket,
    readers,
    admins,
    analysts,
    robots,
    lenient,
    alice: new iam.User(stack, 'Alice', { userName: 'alice', groups: [admins] }),
    bob: new iam.User(stack, 'Bob', { userName: 'bob', path: '/engineering/tools/', groups: [admins] }),
    // One group that requires a second factor is enough.
    carol: new iam.User(stack, 'Carol', { userName: 'carol', groups: [lenient, readers] }),
    dave: new iam.User(stack, 'Dave', { userName: 'dave', groups: [robots] }),
  };
});
const { bucket, readers, admins, analysts, robots, lenient, alice, bob, carol, dave } = judged.made;

const arnOf = (name: string) => `arn:aws:iam::${ACCOUNT}:user/${name}`;
const ALICE = arnOf('alice');
const BOB = arnOf('engineering/tools/bob');

/** The keys of a request, by what signs it. AWS sends no `aws:MultiFactorAuthPresent` with long-term keys, and `false` for who signs in with a password alone. */
const SESSION: Context = { 'aws:MultiFactorAuthPresent': 'false' };
const LONG_TERM_KEYS: Context = {};
const WITH_MFA: Context = { 'aws:MultiFactorAuthPresent': 'true' };

const PASSWORD = ['iam:ChangePassword', 'iam:GetUser', 'iam:GetMFADevice', 'iam:ListMFADevices'];
const ENROLMENT = ['iam:EnableMFADevice', 'iam:ResyncMFADevice'];
const INFORMATION = ['iam:GetAccountPasswordPolicy', 'iam:ListVirtualMFADevices', 'sts:GetSessionToken'];

describe('a first login', () => {
  test.each<[string, typeof alice, string, string]>([
    ['of a user', alice, ALICE, arnOf('bob')],
    ['of a user with a path', bob, BOB, ALICE],
    ['of a user who is in another group too', carol, arnOf('carol'), ALICE],
  ])('works: %s', (_name, user, self, other) => {
    // 1. The password that was given is changed.
    for (const action of ['iam:ChangePassword', 'iam:GetUser']) { expect([action, judged.allows(user, action, self, SESSION)]).toEqual([action, true]); }
    expect(judged.allows(user, 'iam:GetAccountPasswordPolicy', '*', SESSION)).toBe(true);
    // 2. A device is enrolled, whatever its name is; a security key needs no device to be made.
    for (const device of ['phone', self.split('/').pop()!]) { expect(judged.allows(user, 'iam:CreateVirtualMFADevice', `arn:aws:iam::${ACCOUNT}:mfa/${device}`, SESSION)).toBe(true); }
    for (const action of [...ENROLMENT, 'iam:ListMFADevices', 'iam:GetMFADevice']) { expect([action, judged.allows(user, action, self, SESSION)]).toEqual([action, true]); }
    // 3. It shows the factor, and may do its work.
    expect(judged.allows(user, 'sts:GetSessionToken', '*', SESSION)).toBe(true);
    const [action, resource] = user === carol ? KEY : ['iam:CreateUser', arnOf('dave')];
    expect([SESSION, LONG_TERM_KEYS, WITH_MFA].map(context => judged.allows(user, action, resource, context))).toEqual([false, false, true]);
    // Nobody does any of it to somebody else.
    for (const one of [...PASSWORD, ...ENROLMENT]) { expect([one, judged.denies(user, one, other, SESSION)]).toEqual([one, true]); }
  });

  test('names that hold the name of another are others', () => {
    for (const other of ['malice', 'alice2', 'alice/dave', 'bob/engineering']) {
      for (const action of [...PASSWORD, ...ENROLMENT]) { expect([action, other, judged.denies(alice, action, arnOf(other), SESSION)]).toEqual([action, other, true]); }
    }
  });

  test('a device is not enrolled with long-term keys alone, unless that is allowed', () => {
    const may = (user: iam.IUser, context: Context) => [
      judged.allows(user, 'iam:CreateVirtualMFADevice', `arn:aws:iam::${ACCOUNT}:mfa/phone`, context),
      ...ENROLMENT.map(action => judged.allows(user, action, user.userArn, context)),
    ];

    expect([SESSION, LONG_TERM_KEYS, WITH_MFA].map(context => may(carol, context))).toEqual([[true, true, true], [false, false, false], [true, true, true]]);
    expect([SESSION, LONG_TERM_KEYS, WITH_MFA].map(context => may(dave, context))).toEqual([[true, true, true], [true, true, true], [true, true, true]]);
  });
});

describe('without a second factor nothing else is allowed, whatever the request is', () => {
  const self = ['${aws:username}', '*/${aws:username}'].map(name => `arn:*:iam::${ACCOUNT}:user/${name}`);
  const allow = (Action: string[], Resource: string | string[], Condition?: object) => ({ Effect: 'Allow', Action, Resource, ...Condition && { Condition } });
  const signedIn = { Null: { 'aws:MultiFactorAuthPresent': 'false' } };
  const firstLogin = (condition?: object) => ({
    Version: '2012-10-17',
    Statement: [allow(PASSWORD, self), allow(INFORMATION, '*'), allow(ENROLMENT, self, condition), allow(['iam:CreateVirtualMFADevice'], '*', condition)],
  });
  const withMfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };

  test.each<[string, iam.IGroup | iam.IUser]>([['a group', readers], ['an administrator group', admins], ['a user', alice], ['a user with a path', bob], ['a user in two groups', carol]])('%s', (_name, principal) => {
    const asked = judged.checkNoNewAccess(principal, firstLogin(signedIn), withMfa);

    expect([asked.result, asked.reasons.map(({ witness }) => witness)]).toEqual([CheckResult.PASS, []]);
    expect(judged.checkNoNewAccess(principal, firstLogin(signedIn)).result).toBe(CheckResult.FAIL);
  });

  test('each exception is that, and no more', () => {
    expect(judged.checkNoNewAccess(robots, firstLogin(signedIn), withMfa).result).toBe(CheckResult.FAIL);
    expect(judged.checkNoNewAccess(robots, firstLogin(), withMfa).result).toBe(CheckResult.PASS);
    expect(judged.checkNoNewAccess(analysts, firstLogin(signedIn), withMfa).reasons[0].witness.context).toContainEqual({ contextKeyName: 'aws:ViaAWSService', contextKeyValues: ['true'] });
    expect([SESSION, LONG_TERM_KEYS].map(context => judged.allows(lenient, ...KEY, context))).toEqual([true, true]);
  });

  test('`Bool` in the place of `BoolIfExists` would let long-term keys through', () => {
    const [{ Properties: { Policies: [{ PolicyDocument }] } }] = Object.values<any>(judged.template.findResources('AWS::IAM::Group'));
    const decide = (document: string, contextKeyValues: string[]) => engine.PolicySimulator.simulateCustomPolicy({
      policyInputList: [JSON.parse(document), { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }],
      actionNames: ['s3:GetObject'],
      callerArn: ALICE,
      contextEntries: [{ contextKeyName: 'aws:MultiFactorAuthPresent', contextKeyValues }],
    }).evaluationResults[0].evalDecision;
    const text = JSON.stringify(PolicyDocument).replace(/\{"Fn::Join":\["",\["arn:",\{"Ref":"AWS::Partition"\},"([^"]*)"\]\]\}/g, '"arn:aws$1"');

    expect(text).toContain('"BoolIfExists"');
    expect([[], ['false'], ['true']].map(values => decide(text, values))).toEqual([engine.EvalDecision.EXPLICIT_DENY, engine.EvalDecision.EXPLICIT_DENY, engine.EvalDecision.ALLOWED]);
    expect([[], ['false'], ['true']].map(values => decide(text.replaceAll('BoolIfExists', 'Bool'), values)))
      .toEqual([engine.EvalDecision.ALLOWED, engine.EvalDecision.EXPLICIT_DENY, engine.EvalDecision.ALLOWED]);
  });
});

describe('calls that a service makes on behalf of a member', () => {
  const via = (context: Context) => ({ ...context, 'aws:ViaAWSService': 'true', 'aws:CalledViaLast': 'athena.amazonaws.com' });

  test('count like its own: the session says whether there was a second factor', () => {
    expect([via(SESSION), via(LONG_TERM_KEYS), via(WITH_MFA)].map(context => judged.allows(carol, ...KEY, context))).toEqual([false, false, true]);
  });

  test('need none where that is allowed, and the call to the service still does', () => {
    expect([via(SESSION), via(LONG_TERM_KEYS), via(WITH_MFA)].map(context => judged.allows(analysts, ...KEY, context))).toEqual([true, true, true]);
    expect([SESSION, LONG_TERM_KEYS, WITH_MFA].map(context => judged.allows(analysts, ...KEY, { ...context, 'aws:ViaAWSService': 'false' }))).toEqual([false, false, true]);
    expect([SESSION, LONG_TERM_KEYS, WITH_MFA].map(context => judged.allows(analysts, ...KEY, context))).toEqual([false, false, true]);
  });
});

describe('the template', () => {
  test('requires the second factor in the group itself, so that it is there before any grant', () => {
    const groups = Object.entries<any>(judged.template.findResources('AWS::IAM::Group'));
    const required = groups.filter(([, { Properties }]) => Properties?.Policies?.some(({ PolicyName }: any) => PolicyName === 'RequireMfa')).map(([id]) => id.replace(/[0-9A-F]{8}$/, ''));

    expect(required.sort()).toEqual(['Admins', 'Analysts', 'Readers', 'Robots']);
    // Inline policies of a group have room for 5,120 characters.
    for (const [, { Properties }] of groups) { expect(JSON.stringify(Properties?.Policies ?? []).length).toBeLessThan(4000); }
  });

  test('holds what is granted', () => {
    expect(judged.allows(readers, 's3:GetObject', bucket.arnForObjects('plans/1'), WITH_MFA)).toBe(true);
    expect(judged.denies(readers, 's3:GetObject', bucket.arnForObjects('other/1'), WITH_MFA)).toBe(true);
    expect(judged.denies(readers, 's3:PutObject', bucket.arnForObjects('plans/1'), WITH_MFA)).toBe(true);
  });

  test('names the group and its policies, each once', () => {
    const stack = new Stack();
    const own = new iam.ManagedPolicy(stack, 'Own', { statements: [READ] });
    new PermissionGroup(stack, 'Group', { groupName: 'auditors', path: '/people/', jobFunctions: [JobFunction.SECURITY_AUDITOR, JobFunction.SECURITY_AUDITOR, JobFunction.BILLING], managedPolicies: [own, own] });

    const managed = (name: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::aws:policy/${name}`]] });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Group', {
      GroupName: 'auditors',
      Path: '/people/',
      ManagedPolicyArns: [managed('SecurityAudit'), managed('job-function/Billing'), stack.resolve(own.managedPolicyArn)],
    });
  });
});

describe('a group without permissions', () => {
  const synth = (build: (stack: Stack) => void) => () => {
    const stack = new Stack(new App(), 'Stack');
    build(stack);
    Template.fromStack(stack);
  };

  test('is refused at synthesis', () => {
    expect(synth(stack => new PermissionGroup(stack, 'Group'))).toThrow('[Stack/Group] the group has no permissions; give it `jobFunctions`, `managedPolicies` or `statements`, grant it something, or leave it out');
  });

  test.each<[string, (group: PermissionGroup, stack: Stack) => void]>([
    ['a grant', (group, stack) => s3.Bucket.fromBucketName(stack, 'Bucket', 'amzn-s3-demo-bucket').grantRead(group)],
    ['a policy that is added', group => group.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('SecurityAudit'))],
    ['a policy that attaches itself', (group, stack) => new iam.ManagedPolicy(stack, 'Policy', { groups: [group], statements: [READ] })],
    ['one of another stack', (group, stack) => new iam.Policy(new Stack(stack.node.root as App, 'Other'), 'Policy', { groups: [group], statements: [READ] })],
    ['one that names it', (_group, stack) => new iam.CfnManagedPolicy(stack, 'Policy', { groups: ['readers'], policyDocument: { Statement: [READ.toStatementJson()] } })],
  ])('has some by %s', (_name, give) => {
    expect(synth(stack => give(new PermissionGroup(stack, 'Group', { groupName: 'readers' }), stack))).not.toThrow();
  });

  test('has none by a policy of another group', () => {
    expect(synth(stack => {
      new PermissionGroup(stack, 'Group');
      new iam.Policy(stack, 'Policy', { groups: [new iam.Group(stack, 'Other')], statements: [READ] });
    })).toThrow('the group has no permissions');
  });
});

test.each<[string, PermissionGroupProps, string]>([
  ['an exception from what is not required', { allowWithoutMfa: true, allowViaAwsService: true }, '`allowWithoutMfa` requires no second factor, and `allowViaAwsService` is an exception from it; write one of them'],
  ['another', { allowWithoutMfa: true, allowEnrolmentByAccessKey: true }, '`allowEnrolmentByAccessKey` is an exception from it'],
])('refuses %s', (_name, props, message) => {
  expect(() => new PermissionGroup(new Stack(), 'Group', { statements: [READ], ...props })).toThrow(message);
});

test('the gate and cdk-nag find nothing on what is granted in groups that require a second factor', () => {
  const own = judge(stack => {
    const group = new PermissionGroup(stack, 'Readers', { statements: [READ] });
    new iam.User(stack, 'Alice', { groups: [group], password: SecretValue.secretsManager('alice'), passwordResetRequired: true });
    return new PermissionGroup(stack, 'Robots', { statements: [READ], allowEnrolmentByAccessKey: true });
  });
  const mine = ['*', `arn:<AWS::Partition>:iam::${ACCOUNT}:mfa/*`, `arn:<AWS::Partition>:iam::${ACCOUNT}:user/*/<aws:username>`];

  expectNothingFound(own, { acknowledged: mine.flatMap(resource => ['Readers', 'Robots'].map(group => `AwsSolutions-IAM5[Resource::${resource}] Stack/${group}/Resource`)).sort() });
});

test('what weakens a group is found on the people in it', () => {
  const found = (props: PermissionGroupProps) => judge(stack => new GroupUser(stack, 'Alice', { groups: [new PermissionGroup(stack, 'Group', { statements: [READ], ...props })] })).findings.gate;

  expect([{}, { allowEnrolmentByAccessKey: true }, { allowViaAwsService: true }, { allowWithoutMfa: true }].map(found)).toEqual([
    [], [], ['NoConsoleLoginWithoutMfa Stack/Alice/Resource'], ['NoConsoleLoginWithoutMfa Stack/Alice/Resource'],
  ]);
});

describe('job functions', () => {
  const own = judge(stack => Object.fromEntries(Object.values(JobFunction).map(one => [one, new PermissionGroup(stack, one, { jobFunctions: [one] })])));
  const { gate, nag } = own.findings;
  const [, table] = /\n\| job function \|[^\n]*\n\|---[^\n]*\n((?:\|[^\n]*\n)*)/.exec(readFileSync(join(__dirname, '..', '..', '..', 'README.md'), 'utf8'))!;
  const documented = table.trim().split('\n').map(row => row.split('|').slice(1, -1).map(cell => [...cell.matchAll(/`([^`]*)`/g)].map(([, name]) => name)));
  const foundOn = (one: JobFunction, findings: string[]) => [...new Set(findings.filter(finding => finding.includes(` Stack/${one}/`)).map(finding => finding.split(' ')[0]))];
  const DEPLOY = ['deploy', 'file-publishing', 'image-publishing', 'lookup'];

  test.each(Object.entries(JobFunction))('what the gate finds on %s is what the README says, and cdk-nag finds the policy of AWS', (name, one) => {
    const [, [managedPolicy], rules] = documented.find(([[job]]) => job === name)!;

    expect(foundOn(one, gate)).toEqual(rules);
    expect(foundOn(one, nag)).toEqual([
      `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${managedPolicy}]`,
      ...one !== JobFunction.DEVELOPER ? [] : ['*', ...DEPLOY.map(role => `arn:<AWS::Partition>:iam::${ACCOUNT}:role/cdk-hnb659fds-${role}-role-${ACCOUNT}-*`)].map(resource => `AwsSolutions-IAM5[Resource::${resource}]`),
    ]);
  });

  test('the README knows no others', () => {
    expect(documented.map(([[job]]) => job)).toEqual(Object.keys(JobFunction));
  });

  test.each<[JobFunction, string, string | undefined]>([
    [JobFunction.ADMINISTRATOR, 'iam:CreateUser', undefined],
    [JobFunction.POWER_USER, 'ec2:RunInstances', 'iam:CreateUser'],
    [JobFunction.DEVELOPER, 'cloudwatch:GetMetricData', 's3:GetObject'],
    [JobFunction.READ_ONLY_AUDITOR, 's3:ListAllMyBuckets', 's3:GetObject'],
    [JobFunction.SECURITY_AUDITOR, 'iam:GetAccountAuthorizationDetails', 's3:GetObject'],
    [JobFunction.BILLING, 'budgets:ViewBudget', 'ec2:DescribeInstances'],
    [JobFunction.DATABASE_ADMINISTRATOR, 'rds:CreateDBInstance', 'iam:CreateUser'],
    [JobFunction.NETWORK_ADMINISTRATOR, 'ec2:CreateVpc', 'ec2:RunInstances'],
    [JobFunction.SUPPORT, 'support:CreateCase', 'ec2:DescribeInstances'],
  ])('%s may `%s` with a second factor, and not `%s`', (one, may, mayNot) => {
    expect([SESSION, LONG_TERM_KEYS, WITH_MFA].map(context => own.allows(own.made[one], may, '*', context))).toEqual([false, false, true]);
    if (mayNot !== undefined) { expect(own.denies(own.made[one], mayNot, '*', WITH_MFA)).toBe(true); }
  });

  test('a developer deploys by the roles of the bootstrap, but for the one that CloudFormation acts as', () => {
    const roleOf = (role: string, account = ACCOUNT) => `arn:aws:iam::${account}:role/cdk-hnb659fds-${role}-role-${ACCOUNT}-eu-central-1`;

    for (const role of DEPLOY) { expect([role, own.allows(own.made[JobFunction.DEVELOPER], 'sts:AssumeRole', roleOf(role), WITH_MFA)]).toEqual([role, true]); }
    for (const arn of [roleOf('cfn-exec'), roleOf('deploy', '444455556666'), `arn:aws:iam::${ACCOUNT}:role/Admin`]) { expect(own.denies(own.made[JobFunction.DEVELOPER], 'sts:AssumeRole', arn, WITH_MFA)).toBe(true); }
    judge(stack => new PermissionGroup(stack, 'Group', { jobFunctions: [JobFunction.DEVELOPER] }), { '@aws-cdk/core:bootstrapQualifier': 'blue' })
      .template.hasResourceProperties('AWS::IAM::Policy', {
        PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'sts:AssumeRole', Resource: Match.arrayWith([{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${ACCOUNT}:role/cdk-blue-deploy-role-${ACCOUNT}-*`]] }]) })]) },
      });
  });
});
