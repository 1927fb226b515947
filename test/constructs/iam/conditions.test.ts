import { CfnParameter, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Conditions } from '../../../src/constructs';
import { both } from '../../../src/constructs/private/condition-block';
import { engine } from '../../../src/index';

type Context = Record<string, string[]>;

const BUCKET = 'arn:aws:s3:::amzn-s3-demo-bucket/key';
const READ = { actions: ['s3:GetObject'], resources: ['*'] };
const noon = new Date('2026-06-01T12:00:00Z');
const evening = new Date('2026-06-01T20:00:00Z');

function decide(statements: iam.PolicyStatement[], context: Context, action = 's3:GetObject', resource = BUCKET): engine.EvalDecision {
  const { evaluationResults: [result], errors } = engine.PolicySimulator.simulateCustomPolicy({
    policyInputList: [{ Version: '2012-10-17', Statement: statements.map(one => one.toStatementJson()) }],
    actionNames: [action],
    resourceArns: [resource],
    callerArn: 'arn:aws:iam::111122223333:user/alice',
    contextEntries: Object.entries(context).map(([contextKeyName, contextKeyValues]) => ({ contextKeyName, contextKeyValues })),
  });
  expect(errors).toEqual([]);
  return result.evalDecision;
}

const allows = (guard: Conditions, context: Context, action?: string) =>
  decide(guard.allow({ ...READ, actions: [action ?? 's3:GetObject'] }), context, action) === engine.EvalDecision.ALLOWED;
const denies = (guard: Conditions, context: Context, action?: string) => {
  const props = { ...READ, actions: [action ?? 's3:GetObject'] };
  return decide([new iam.PolicyStatement(props), ...guard.denyUnless(props)], context, action) === engine.EvalDecision.EXPLICIT_DENY;
};

/** Each with requests that meet it, and requests that do not; as AWS documents the keys. */
const GUARDS: [string, Conditions, Context[], Context[]][] = [
  ['mfaPresent', Conditions.mfaPresent(), [{ 'aws:MultiFactorAuthPresent': ['true'] }], [{ 'aws:MultiFactorAuthPresent': ['false'] }, {}]],
  ['mfaWithin', Conditions.mfaWithin(Duration.hours(1)), [{ 'aws:MultiFactorAuthAge': ['3600'] }, { 'aws:MultiFactorAuthAge': ['0'] }], [{ 'aws:MultiFactorAuthAge': ['3601'] }, {}]],
  ['sourceIp', Conditions.sourceIp('203.0.113.0/24', '2001:db8::/32'),
    [{ 'aws:SourceIp': ['203.0.113.255'] }, { 'aws:SourceIp': ['2001:db8::1'] }],
    [{ 'aws:SourceIp': ['203.0.114.0'] }, { 'aws:SourceVpc': ['vpc-0123456789abcdef0'], 'aws:VpcSourceIp': ['203.0.113.1'] }, {}]],
  ['vpcSourceIp', Conditions.vpcSourceIp('10.0.0.0/8'), [{ 'aws:VpcSourceIp': ['10.1.2.3'] }], [{ 'aws:SourceIp': ['10.1.2.3'] }, { 'aws:VpcSourceIp': ['11.0.0.0'] }, {}]],
  ['sourceVpc', Conditions.sourceVpc('vpc-0123456789abcdef0'), [{ 'aws:SourceVpc': ['vpc-0123456789abcdef0'] }], [{ 'aws:SourceVpc': ['vpc-11111111'] }, {}]],
  ['sourceVpcEndpoint', Conditions.sourceVpcEndpoint('vpce-11111111', 'vpce-22222222'), [{ 'aws:SourceVpce': ['vpce-22222222'] }], [{ 'aws:SourceVpce': ['vpce-33333333'] }, {}]],
  ['secureTransport', Conditions.secureTransport(), [{ 'aws:SecureTransport': ['true'] }], [{ 'aws:SecureTransport': ['false'] }]],
  ['requestedRegion', Conditions.requestedRegion('eu-central-1', 'us-gov-west-1'), [{ 'aws:RequestedRegion': ['us-gov-west-1'] }], [{ 'aws:RequestedRegion': ['eu-central-2'] }, {}]],
  ['notBefore', Conditions.notBefore(noon), [{ 'aws:CurrentTime': ['2026-06-01T12:00:00Z'] }], [{ 'aws:CurrentTime': ['2026-06-01T11:59:59Z'] }, {}]],
  ['before', Conditions.before(noon), [{ 'aws:CurrentTime': ['2026-06-01T11:59:59Z'] }], [{ 'aws:CurrentTime': ['2026-06-01T12:00:00Z'] }, {}]],
  ['between', Conditions.between(noon, evening),
    [{ 'aws:CurrentTime': ['2026-06-01T12:00:00Z'] }, { 'aws:CurrentTime': ['2026-06-01T19:59:59Z'] }],
    [{ 'aws:CurrentTime': ['2026-06-01T11:59:59Z'] }, { 'aws:CurrentTime': ['2026-06-01T20:00:00Z'] }]],
  ['principalOrganization', Conditions.principalOrganization('o-a1b2c3d4e5'), [{ 'aws:PrincipalOrgID': ['o-a1b2c3d4e5'] }], [{ 'aws:PrincipalOrgID': ['o-aaaaaaaaaa'] }, {}]],
  ['resourceOrganization', Conditions.resourceOrganization('o-a1b2c3d4e5'), [{ 'aws:ResourceOrgID': ['o-a1b2c3d4e5'] }], [{ 'aws:ResourceOrgID': ['o-aaaaaaaaaa'] }, {}]],
  ['principalTag', Conditions.principalTag('team', 'blue', 'red'), [{ 'aws:PrincipalTag/team': ['red'] }], [{ 'aws:PrincipalTag/team': ['green'] }, { 'aws:PrincipalTag/other': ['red'] }, {}]],
  ['resourceTag', Conditions.resourceTag('team', '${aws:PrincipalTag/team}'),
    [{ 'aws:PrincipalTag/team': ['red'], 'aws:ResourceTag/team': ['red'] }],
    [{ 'aws:PrincipalTag/team': ['red'], 'aws:ResourceTag/team': ['blue'] }, { 'aws:ResourceTag/team': ['red'] }, { 'aws:PrincipalTag/team': ['red'] }]],
  ['requestTag', Conditions.requestTag('team', 'blue'), [{ 'aws:RequestTag/team': ['blue'] }], [{ 'aws:RequestTag/team': ['red'] }, {}]],
  ['onlyTagKeys', Conditions.onlyTagKeys('team', 'cost'), [{ 'aws:TagKeys': ['team', 'cost'] }, { 'aws:TagKeys': ['cost'] }, {}], [{ 'aws:TagKeys': ['team', 'owner'] }, { 'aws:TagKeys': ['owner'] }]],
  ['externalId', Conditions.externalId('customer-42'), [{ 'sts:ExternalId': ['customer-42'] }], [{ 'sts:ExternalId': ['customer-43'] }, {}]],
  ['sourceAccount', Conditions.sourceAccount('111122223333'), [{ 'aws:SourceAccount': ['111122223333'] }], [{ 'aws:SourceAccount': ['444455556666'] }, {}]],
  ['sourceArn', Conditions.sourceArn('arn:aws:s3:::amzn-s3-demo-*'), [{ 'aws:SourceArn': ['arn:aws:s3:::amzn-s3-demo-bucket'] }], [{ 'aws:SourceArn': ['arn:aws:s3:::other'] }, {}]],
  ['viaAwsService', Conditions.viaAwsService(), [{ 'aws:ViaAWSService': ['true'] }], [{ 'aws:ViaAWSService': ['false'] }, {}]],
  ['calledViaLast', Conditions.calledViaLast('cloudformation.amazonaws.com'), [{ 'aws:CalledViaLast': ['cloudformation.amazonaws.com'] }], [{ 'aws:CalledViaLast': ['athena.amazonaws.com'] }, {}]],
  ['awsService', Conditions.awsService(), [{ 'aws:PrincipalIsAWSService': ['true'] }], [{ 'aws:PrincipalIsAWSService': ['false'] }]],
];

describe('what meets a condition is allowed by it, and not denied; what does not is not allowed, and denied', () => {
  test.each(GUARDS)('%s', (_name, guard, meeting, others) => {
    for (const context of meeting) { expect([context, allows(guard, context), denies(guard, context)]).toEqual([context, true, false]); }
    for (const context of others) { expect([context, allows(guard, context), denies(guard, context)]).toEqual([context, false, true]); }
  });

  test('passedToService, of `iam:PassRole` alone', () => {
    const guard = Conditions.passedToService('ecs-tasks.amazonaws.com');
    const to = (service?: string): Context => service === undefined ? {} : { 'iam:PassedToService': [service] };

    expect([to('ecs-tasks.amazonaws.com'), to('ec2.amazonaws.com'), to()].map(context => [allows(guard, context, 'iam:PassRole'), denies(guard, context, 'iam:PassRole')]))
      .toEqual([[true, false], [false, true], [false, true]]);
    for (const actions of [['iam:PassRole', 'ecs:RunTask'], ['iam:*']]) {
      expect(() => guard.allow({ actions, resources: ['*'] })).toThrow('only `iam:PassRole` says `iam:PassedToService`');
    }
    expect(() => guard.denyUnless({ notActions: ['iam:PassRole'], resources: ['*'] })).toThrow('give `all but iam:PassRole` a statement without it');
    expect(() => guard.applyTo(new iam.PolicyStatement({ actions: ['ecs:RunTask'] }))).toThrow('only `iam:PassRole` says');
    expect(guard.allow({ actions: ['IAM:passrole'], resources: ['*'] })).toHaveLength(1);
  });
});

describe('composed', () => {
  const pairs = GUARDS.flatMap((one, i) => GUARDS.slice(i).map(other => [`${one[0]}, ${other[0]}`, one, other] as const));
  /** One context after the other; undefined where they contradict each other. */
  const together = (a: Context, b: Context): Context | undefined => Object.keys(a).some(key => key in b && a[key].join() !== b[key].join()) ? undefined : { ...a, ...b };

  test.each(pairs)('both are asked for, or one of them: %s', (_name, [, a, [inA], [notInA]], [, b, [inB], [notInB]]) => {
    const contexts = [inA, notInA].flatMap(one => [inB, notInB].map(other => together(one, other))).filter(one => one !== undefined);
    for (const context of contexts) {
      const [meetsA, meetsB] = [allows(a, context), allows(b, context)];
      expect([context, allows(a.and(b), context), denies(a.and(b), context)]).toEqual([context, meetsA && meetsB, !(meetsA && meetsB)]);
      expect([context, allows(a.or(b), context), denies(a.or(b), context)]).toEqual([context, meetsA || meetsB, !(meetsA || meetsB)]);
    }
  });

  test('alternatives of conditions that have several parts', () => {
    const guard = Conditions.mfaPresent().and(Conditions.sourceIp('203.0.113.0/24')).or(Conditions.viaAwsService());
    const mfa = { 'aws:MultiFactorAuthPresent': ['true'] };
    const home = { 'aws:SourceIp': ['203.0.113.7'] };

    expect(guard.denyUnless(READ).map(one => one.toStatementJson())).toEqual([
      { Effect: 'Deny', Action: 's3:GetObject', Resource: '*', Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': ['false'], 'aws:ViaAWSService': ['false'] } } },
      { Effect: 'Deny', Action: 's3:GetObject', Resource: '*', Condition: { NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] }, BoolIfExists: { 'aws:ViaAWSService': ['false'] } } },
    ]);
    const cases: [Context, boolean][] = [[{ ...mfa, ...home }, true], [mfa, false], [home, false], [{ 'aws:ViaAWSService': ['true'] }, true], [{}, false]];
    for (const [context, isMet] of cases) {
      expect([context, allows(guard, context), denies(guard, context)]).toEqual([context, isMet, !isMet]);
    }
  });

  test('one statement says what all of the same operator and key ask for', () => {
    const json = (guard: Conditions) => guard.toConditionJson();

    expect(json(Conditions.sourceIp('203.0.113.0/24', '198.51.100.7').and(Conditions.sourceIp('203.0.113.128/25')))).toEqual({ IpAddress: { 'aws:SourceIp': ['203.0.113.128/25'] } });
    expect(json(Conditions.sourceVpc('vpc-11111111', 'vpc-22222222').and(Conditions.sourceVpc('vpc-22222222', 'vpc-33333333')))).toEqual({ StringEquals: { 'aws:SourceVpc': ['vpc-22222222'] } });
    expect(json(Conditions.mfaWithin(Duration.hours(10)).and(Conditions.mfaWithin(Duration.hours(2))))).toEqual({ NumericLessThanEquals: { 'aws:MultiFactorAuthAge': ['7200'] } });
    expect(json(Conditions.between(noon, evening).and(Conditions.notBefore(new Date('2026-06-01T13:00:00Z'))))).toEqual({
      DateGreaterThanEquals: { 'aws:CurrentTime': ['2026-06-01T13:00:00Z'] }, DateLessThan: { 'aws:CurrentTime': ['2026-06-01T20:00:00Z'] },
    });
    expect(json(Conditions.resourceTag('team', 'blue').and(Conditions.resourceTag('stage', 'test')))).toEqual({ StringEquals: { 'aws:ResourceTag/team': ['blue'], 'aws:ResourceTag/stage': ['test'] } });
    expect(Conditions.mfaPresent().and(Conditions.mfaPresent()).denyUnless(READ)).toHaveLength(1);
  });

  test.each<[string, () => Conditions, string]>([
    ['apart networks', () => Conditions.sourceIp('203.0.113.0/24').and(Conditions.sourceIp('198.51.100.0/24')),
      'no request meets both conditions `IpAddress` of `aws:SourceIp`: `203.0.113.0/24` and `198.51.100.0/24`; take one of them out'],
    ['apart VPCs', () => Conditions.sourceVpc('vpc-11111111').and(Conditions.sourceVpc('vpc-22222222')), 'no request meets both conditions `StringEquals` of `aws:SourceVpc`'],
    ['tags whose keys differ in case', () => Conditions.principalTag('team', 'blue').and(Conditions.principalTag('Team', 'red')), 'no request meets both conditions `StringEquals` of `aws:PrincipalTag/Team`'],
    ['patterns that overlap', () => Conditions.sourceArn('arn:aws:s3:::a*').and(Conditions.sourceArn('arn:aws:s3:::*b')), '`ArnLike` of `aws:SourceArn` is asked for twice, in ways that one condition cannot say'],
    ['a policy variable', () => Conditions.resourceTag('team', '${aws:PrincipalTag/team}').and(Conditions.resourceTag('team', 'blue')), 'in ways that one condition cannot say'],
    ['what is known at deployment', () => Conditions.sourceVpc(Lazy.string({ produce: () => 'vpc-11111111' })).and(Conditions.sourceVpc('vpc-11111111')), 'in ways that one condition cannot say'],
  ])('an error, where a statement would lose one: %s', (_name, make, message) => {
    expect(make).toThrow(message);
  });

  test('what is impossible in one alternative is left to the other', () => {
    const [a, b] = [Conditions.sourceIp('203.0.113.0/24'), Conditions.sourceIp('198.51.100.0/24')].map(one => one.or(Conditions.viaAwsService()));

    expect(a.and(b).allow(READ).map(({ conditions }) => conditions)).toEqual(expect.arrayContaining([{ Bool: { 'aws:ViaAWSService': ['true'] } }]));
    expect(allows(a.and(b), { 'aws:SourceIp': ['203.0.113.1'] })).toBe(false);
    expect(allows(a.and(b), { 'aws:SourceIp': ['203.0.113.1'], 'aws:ViaAWSService': ['true'] })).toBe(true);
  });
});

describe('conditions of statements of all kinds meet', () => {
  test.each<[string, object, object, object]>([
    ['negated: none of all', { StringNotLike: { k: 'a*' } }, { StringNotLike: { k: ['b'] } }, { StringNotLike: { k: ['a*', 'b'] } }],
    ['of every value', { 'ForAllValues:StringEquals': { k: ['a', 'b'] } }, { 'ForAllValues:StringEquals': { k: ['b', 'c'] } }, { 'ForAllValues:StringEquals': { k: ['b'] } }],
    ['keys in another case', { Bool: { 'aws:MultiFactorAuthPresent': true } }, { Bool: { 'AWS:multifactorauthpresent': 'true' } }, { Bool: { 'aws:MultiFactorAuthPresent': ['true'] } }],
    ['the same operator on other keys', { StringEquals: { a: '1' } }, { StringEquals: { b: '2' } }, { StringEquals: { a: '1', b: '2' } }],
    ['the same in another family', { StringEquals: { a: 'x' } }, { StringLike: { a: 'x*' } }, { StringEquals: { a: 'x' }, StringLike: { a: 'x*' } }],
    ['dates', { DateGreaterThan: { k: '2026-01-01T00:00:00Z' } }, { DateGreaterThan: { k: '2026-01-01T00:00:00.5Z' } }, { DateGreaterThan: { k: ['2026-01-01T00:00:00.5Z'] } }],
    ['what is the same, whatever it is', { 'ForAnyValue:StringLike': { k: ['a*'] } }, { 'ForAnyValue:StringLike': { k: ['a*'] } }, { 'ForAnyValue:StringLike': { k: ['a*'] } }],
  ])('%s', (_name, a, b, expected) => {
    expect(both(a as any, b as any)).toEqual(expected);
  });

  test.each<[string, object, object]>([
    ['some value, and some value', { 'ForAnyValue:StringEquals': { k: ['a', 'b'] } }, { 'ForAnyValue:StringEquals': { k: ['b'] } }],
    ['none in common, and none at all meets both', { 'ForAllValues:StringEquals': { k: ['a'] } }, { 'ForAllValues:StringEquals': { k: ['b'] } }],
    ['none in common, and a missing key meets both', { StringEqualsIfExists: { k: 'a' } }, { StringEqualsIfExists: { k: 'b' } }],
    ['letters in any case', { StringEqualsIgnoreCase: { k: 'a' } }, { StringEqualsIgnoreCase: { k: 'b' } }],
    ['patterns', { StringLike: { k: 'a*' } }, { StringLike: { k: 'ab' } }],
    ['several bounds', { NumericLessThan: { k: ['1', '2'] } }, { NumericLessThan: { k: '3' } }],
    ['equal numbers', { NumericEquals: { k: '1' } }, { NumericEquals: { k: '1.0' } }],
    ['dates without a zone', { DateLessThan: { k: '2026-01-01T00:00:00' } }, { DateLessThan: { k: '2026-01-02T00:00:00Z' } }],
    ['no addresses', { IpAddress: { k: 'here' } }, { IpAddress: { k: '203.0.113.0/24' } }],
    ['bytes', { BinaryEquals: { k: 'QQ==' } }, { BinaryEquals: { k: 'Qg==' } }],
    ['what nobody knows', { StringResembles: { k: 'a' } }, { StringResembles: { k: 'b' } }],
  ])('an error: %s', (_name, a, b) => {
    expect(() => both(a as any, b as any)).toThrow('in ways that one condition cannot say; write the values that meet both, or a statement for each');
  });
});

describe('statements and grants', () => {
  const guard = Conditions.mfaPresent();

  test('own conditions of a statement stay', () => {
    const conditions = { Bool: { 'aws:SecureTransport': 'true' }, StringEquals: { 'aws:SourceVpc': ['vpc-11111111', 'vpc-22222222'] } };
    const expected = { Bool: { 'aws:SecureTransport': 'true', 'aws:MultiFactorAuthPresent': ['true'] }, StringEquals: { 'aws:SourceVpc': ['vpc-22222222'] } };
    const more = guard.and(Conditions.sourceVpc('vpc-22222222'));
    const statement = new iam.PolicyStatement({ ...READ, conditions });
    more.applyTo(statement);

    expect(statement.conditions).toEqual(expected);
    expect(more.allow({ ...READ, conditions })[0].conditions).toEqual(expected);
  });

  test('statements keep what else they have, and ids of their own', () => {
    const made = guard.and(Conditions.secureTransport()).denyUnless({ sid: 'Guarded', actions: ['sqs:*'], resources: ['*'], principals: [new iam.AnyPrincipal()] });

    expect(made.map(one => one.toStatementJson())).toEqual([
      { Sid: 'Guarded', Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sqs:*', Resource: '*', Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': ['false'] } } },
      { Sid: 'Guarded2', Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sqs:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': ['false'] } } },
    ]);
  });

  test('what is granted is granted under the condition, and nothing else is', () => {
    const stack = new Stack();
    const bucket = new s3.Bucket(stack, 'Bucket');
    const group = new iam.Group(stack, 'Group');
    guard.applyToGrant(bucket.grantRead(group, 'plans/*'));
    bucket.grantRead(group, 'news/*');

    const [{ Properties: { PolicyDocument: { Statement } } }] = Object.values<any>(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(Statement.map(({ Condition }: any) => Condition)).toEqual([{ Bool: { 'aws:MultiFactorAuthPresent': ['true'] } }, undefined]);
  });

  test('a policy of the resource is conditioned too', () => {
    const stack = new Stack(undefined, 'Stack', { env: { account: '111122223333', region: 'us-east-1' } });
    const bucket = new s3.Bucket(stack, 'Bucket');
    Conditions.principalOrganization('o-a1b2c3d4e5').applyToGrant(bucket.grantRead(new iam.AccountPrincipal('444455556666')));

    Template.fromStack(stack).hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: { Statement: [Match.objectLike({ Condition: { StringEquals: { 'aws:PrincipalOrgID': ['o-a1b2c3d4e5'] } } })] },
    });
  });

  test('what is known at deployment is accepted where CloudFormation can resolve it', () => {
    const stack = new Stack();
    const parameter = new CfnParameter(stack, 'Vpc');
    const age = new CfnParameter(stack, 'Age', { type: 'Number' });
    const made = Conditions.sourceVpc(parameter.valueAsString).and(Conditions.mfaWithin(Duration.seconds(age.valueAsNumber))).toConditionJson();

    expect(stack.resolve(made)).toEqual({ StringEquals: { 'aws:SourceVpc': [{ Ref: 'Vpc' }] }, NumericLessThanEquals: { 'aws:MultiFactorAuthAge': [{ Ref: 'Age' }] } });
    expect(() => Conditions.principalTag(parameter.valueAsString, 'blue')).toThrow('CloudFormation resolves no keys of conditions; write it out');
  });

  test.each<[string, () => unknown, string]>([
    ['a condition on a statement that denies', () => guard.applyTo(new iam.PolicyStatement({ effect: iam.Effect.DENY, ...READ })), 'write the statements with `denyUnless`'],
    ['a Deny by `allow`', () => guard.allow({ ...READ, effect: iam.Effect.DENY }), 'write `denyUnless`'],
    ['an Allow by `denyUnless`', () => guard.denyUnless({ ...READ, effect: iam.Effect.ALLOW }), 'write `allow`'],
    ['alternatives in one statement', () => guard.or(Conditions.viaAwsService()).toConditionJson(), 'write the statements with `allow`, or a grant for each alternative'],
    ['a grant that came to nothing', () => guard.applyToGrant(iam.Grant.drop(new iam.Group(new Stack(), 'Group'), 'test')), 'nothing was granted that a condition could limit'],
    ['conditions that contradict those of the statement', () => Conditions.sourceVpc('vpc-11111111').allow({ ...READ, conditions: { StringEquals: { 'aws:sourcevpc': 'vpc-22222222' } } }), 'no request meets both'],
    ['private addresses', () => Conditions.sourceIp('10.1.0.0/16'), '`10.1.0.0/16` is private, and `aws:SourceIp` holds public addresses; write `Conditions.vpcSourceIp`'],
    ['a private address of IPv6', () => Conditions.sourceIp('fd00::1'), 'is private'],
    ['all addresses', () => Conditions.sourceIp('0.0.0.0/0'), '`0.0.0.0/0` is every address, and limits nothing'],
    ['no address', () => Conditions.vpcSourceIp('office'), '`office` is no address; write one such as `203.0.113.7`'],
    ['nothing', () => Conditions.sourceVpc(), 'no id of a VPC is named, and nothing would meet the condition; write one, such as `vpc-0123456789abcdef0`'],
    ['no VPC', () => Conditions.sourceVpc('vpce-0123456789abcdef0'), '`vpce-0123456789abcdef0` is no id of a VPC; write one such as'],
    ['no endpoint', () => Conditions.sourceVpcEndpoint('vpc-0123456789abcdef0'), 'is no id of a VPC endpoint'],
    ['no region', () => Conditions.requestedRegion('eu-*'), '`eu-*` is no region; write one such as `eu-central-1`'],
    ['no organization', () => Conditions.principalOrganization('111122223333'), 'is no id of an organization'],
    ['no service', () => Conditions.passedToService('lambda'), '`lambda` is no service principal; write one such as `ecs-tasks.amazonaws.com`'],
    ['every service', () => Conditions.passedToService('*'), 'is no service principal'],
    ['no account', () => Conditions.sourceAccount('11112222333'), 'is no id of an account'],
    ['an ARN that is everything', () => Conditions.sourceArn('*'), '`*` is no ARN'],
    ['no external id', () => Conditions.externalId('*'), 'is no external id'],
    ['a tag key with a wildcard', () => Conditions.onlyTagKeys('team*'), 'is no key of a tag'],
    ['a tag value with a wildcard', () => Conditions.resourceTag('team', 'blue*'), 'is no value of a tag'],
    ['no time', () => Conditions.before(new Date('soon')), 'the time is none'],
    ['a time window that is none', () => Conditions.between(evening, noon), 'nothing is between `2026-06-01T20:00:00Z` and `2026-06-01T12:00:00Z`; write the earlier time first'],
    ['a second factor of half a second ago', () => Conditions.mfaWithin(Duration.millis(500)), 'write a whole number from 1 to 129600'],
    ['a second factor of two days ago', () => Conditions.mfaWithin(Duration.days(2)), 'write a whole number from 1 to 129600'],
  ])('refuses %s', (_name, make, message) => {
    expect(make).toThrow(message);
  });
});
