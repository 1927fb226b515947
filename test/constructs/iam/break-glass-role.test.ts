import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { BreakGlassRole, BreakGlassRoleProps } from '../../../src/constructs';
import { matchesFilter } from '../cloudwatch/filter-pattern';
import { ACCOUNT, Context, expectNothingFound, judge } from '../judged-app';

function around(stack: Stack): BreakGlassRoleProps {
  return {
    logGroup: logs.LogGroup.fromLogGroupName(stack, 'Log', '/aws/cloudtrail/audit'),
    alarmTopic: sns.Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:us-east-1:${ACCOUNT}:security`),
  };
}

const judged = judge(stack => new BreakGlassRole(stack, 'Role', { ...around(stack), roleName: 'break-glass' }));
const ARN = `arn:aws:iam::${ACCOUNT}:role/break-glass`;

function asked(caller: string, context: Context): boolean {
  const answer = judged.trusts(judged.made, caller, context);
  expect(judged.distrusts(judged.made, caller, context)).toBe(!answer);
  return answer;
}

test('people of the account break the glass with a second factor of the last 15 minutes', () => {
  const alice = `arn:aws:iam::${ACCOUNT}:user/alice`;
  const mfa = (age: string) => ({ 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': age });

  expect(asked(alice, mfa('900'))).toBe(true);
  expect(asked(alice, mfa('901'))).toBe(false);
  expect(asked(alice, {})).toBe(false);
  expect(asked(alice, { 'aws:MultiFactorAuthPresent': 'false', 'aws:MultiFactorAuthAge': '1' })).toBe(false);
  expect(asked('arn:aws:iam::444455556666:user/alice', mfa('1'))).toBe(false);
});

test('who has it may do everything, for an hour', () => {
  expect(judged.allows(judged.made, 'iam:CreateRole', `arn:aws:iam::${ACCOUNT}:role/new`)).toBe(true);
  judged.template.hasResourceProperties('AWS::IAM::Role', { MaxSessionDuration: 3600 });
});

describe('nobody uses it unheard', () => {
  const [{ Properties: { FilterPattern, MetricTransformations: [metric] } }] = Object.values<any>(judged.template.findResources('AWS::Logs::MetricFilter'));
  const pattern = FilterPattern['Fn::Join'][1].map((part: any) => typeof part === 'string' ? part : ARN).join('');
  const assume = { eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole', requestParameters: { roleArn: ARN } };

  test('who assumes it, who tries to, and who does something with it is found', () => {
    for (const record of [
      assume, { ...assume, errorCode: 'AccessDenied' },
      { eventSource: 's3.amazonaws.com', eventName: 'DeleteBucket', userIdentity: { type: 'AssumedRole', sessionContext: { sessionIssuer: { arn: ARN } } } },
    ]) { expect(matchesFilter(pattern, record)).toBe(true); }
  });

  test('nothing else is found', () => {
    for (const record of [
      { ...assume, requestParameters: { roleArn: `${ARN}-2` } }, { ...assume, eventName: 'GetRole' },
      { eventName: 'DeleteBucket', userIdentity: { type: 'AssumedRole', sessionContext: { sessionIssuer: { arn: `arn:aws:iam::${ACCOUNT}:role/other` } } } },
    ]) { expect(matchesFilter(pattern, record)).toBe(false); }
  });

  test('the alarm goes off at the first', () => {
    judged.template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: metric.MetricNamespace,
      MetricName: metric.MetricName,
      Statistic: 'Sum',
      Period: 60,
      Threshold: 1,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      AlarmActions: [`arn:aws:sns:us-east-1:${ACCOUNT}:security`],
    });
  });
});

test('the gate finds an administrator, and nothing else; cdk-nag finds nothing', () => {
  expectNothingFound(judged, { gate: ['NoAdminAccess Stack/Role/Resource'], acknowledged: ['AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AdministratorAccess] Stack/Role/Resource'] });
});

test('it may do less, for others', () => {
  const less = judge(stack => new BreakGlassRole(stack, 'Role', { ...around(stack), accounts: ['444455556666'], externalId: 'emergency', managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AWSSupportAccess')] }));

  expect(less.trusts(less.made, 'arn:aws:iam::444455556666:user/alice', { 'sts:ExternalId': 'emergency' })).toBe(true);
  expect(less.denies(less.made, 'iam:CreateRole', `arn:aws:iam::${ACCOUNT}:role/new`)).toBe(true);
});

test('refuses a long session', () => {
  const stack = new Stack();

  expect(() => new BreakGlassRole(stack, 'Role', { ...around(stack), maxSessionDuration: Duration.hours(4) })).toThrow('`maxSessionDuration` is `4 hours`; leave it out');
});
