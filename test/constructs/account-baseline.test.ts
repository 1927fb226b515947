import { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { acknowledgedOf, settingIn } from './account-settings';
import { ACCOUNT, expectNothingFound, judge, REGION } from './judged-app';
import { AccountBaseline, AccountBaselineProps, SecurityEvent } from '../../src/constructs';

const judged = judge(stack => new AccountBaseline(stack, 'Baseline'));
const { made: baseline, template } = judged;

test('one line makes all of it', () => {
  expect(settingIn(template, 'Custom::AccountPasswordPolicy')).toMatchObject([{ Setting: { MinimumPasswordLength: 14, PasswordReusePrevention: 24 } }]);
  expect(settingIn(template, 'Custom::AccountPublicAccessBlock')).toMatchObject([{ Setting: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true } }]);
  template.hasResourceProperties('AWS::CloudTrail::Trail', { IsMultiRegionTrail: true, EnableLogFileValidation: true });
  template.hasResourceProperties('AWS::AccessAnalyzer::Analyzer', { Type: 'ACCOUNT' });
  template.resourceCountIs('AWS::Logs::MetricFilter', 16);
  template.resourcePropertiesCountIs('AWS::Logs::MetricFilter', { LogGroupName: judged.stack.resolve(baseline.trail!.logGroup.logGroupName) }, 16);
  expect(judged.allows(baseline.breakGlassRole!, 'iam:CreateUser', `arn:aws:iam::${ACCOUNT}:user/new`)).toBe(true);
});

test('every alarm has one topic: those of the events, of the delivery and of the break-glass role', () => {
  const actions = Object.values<any>(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties.AlarmActions);

  expect(actions).toEqual(Array.from({ length: 15 + 2 + 1 }, () => [judged.stack.resolve(baseline.topic.topicArn)]));
});

test('the gate finds an administrator, and nothing else; cdk-nag finds nothing', () => {
  const settings = ['PasswordPolicy', 'PublicAccessBlock'].map(id => acknowledgedOf(baseline.node.findChild(id) as any));
  const stream = `arn:<AWS::Partition>:logs:${REGION}:${ACCOUNT}:log-group:/aws/cloudtrail/${baseline.trail!.trailName}:log-stream:${ACCOUNT}_CloudTrail_${REGION}*`;

  expectNothingFound(judged, {
    gate: ['NoAdminAccess Stack/Baseline/BreakGlassRole/Resource'],
    acknowledged: [
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AdministratorAccess] Stack/Baseline/BreakGlassRole/Resource',
      ...settings,
      `AwsSolutions-IAM5[Resource::${stream}] Stack/Baseline/Trail/LogRole/Resource`,
      'AwsSolutions-S1 Stack/Baseline/Trail/AccessLogs',
    ].sort(),
  });
});

test('what differs is said', () => {
  const other = judge(stack => new AccountBaseline(stack, 'Baseline', {
    trailLogGroup: logs.LogGroup.fromLogGroupName(stack, 'Log', '/aws/cloudtrail/organization'),
    emailAddresses: ['security@example.com'],
    passwordPolicy: { adopt: true },
    securityEvents: [SecurityEvent.ROOT_USE],
    thresholds: { rootUse: 2 },
    allowNoBreakGlassRole: true,
  }));

  other.template.resourceCountIs('AWS::CloudTrail::Trail', 0);
  other.template.hasResourceProperties('AWS::Logs::MetricFilter', { LogGroupName: '/aws/cloudtrail/organization' });
  other.template.hasResourceProperties('AWS::CloudWatch::Alarm', { Threshold: 2 });
  other.template.hasResourceProperties('AWS::SNS::Subscription', { Endpoint: 'security@example.com' });
  expect(settingIn(other.template, 'Custom::AccountPasswordPolicy')).toMatchObject([{ Adopt: true }]);
  other.template.resourcePropertiesCountIs('AWS::IAM::Role', { ManagedPolicyArns: Match.anyValue() }, 0);
  expect(other.findings.gate).toEqual([]);
});

test.each<[string, (stack: Stack) => AccountBaselineProps, string]>([
  ['two trails', stack => ({ trail: {}, trailLogGroup: new logs.LogGroup(stack, 'Log') }), '`trail` and `trailLogGroup` contradict each other; write one of them'],
  ['a role and none', () => ({ breakGlassRole: {}, allowNoBreakGlassRole: true }), '`breakGlassRole` and `allowNoBreakGlassRole` contradict each other'],
])('refuses %s', (_name, props, message) => {
  const stack = new Stack();

  expect(() => new AccountBaseline(stack, 'Baseline', props(stack))).toThrow(message);
});
