import { CfnParameter, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { matchesEvent } from './event-pattern';
import { matchesFilter } from './filter-pattern';
import { SecurityAlarms, SecurityAlarmsProps, SecurityEvent } from '../../../src/constructs';
import { controlsOf, SECURITY_EVENTS } from '../../../src/constructs/private/security-events';
import { ServiceAuthorizationReference } from '../../../src/engine/service-authorization/service-authorization-reference';
import { ACCOUNT, expectNothingFound, judge, REGION } from '../judged-app';

const judged = judge(stack => new SecurityAlarms(stack, 'Alarms', { logGroup: logs.LogGroup.fromLogGroupName(stack, 'Log', '/aws/cloudtrail/audit'), emailAddresses: ['security@example.com'] }));
const rules = judge(stack => new SecurityAlarms(stack, 'Alarms'));

/** Filters by the event that they are for. */
const filters = new Map(Object.values<any>(judged.template.findResources('AWS::Logs::MetricFilter')).map(({ Properties }) => [
  Properties.MetricTransformations[0].MetricName.split('-').pop(), Properties.FilterPattern,
]));
const patterns = new Map(Object.values<any>(rules.template.findResources('AWS::Events::Rule')).map(({ Properties }) => [
  Object.entries(SECURITY_EVENTS).find(([, row]) => Properties.Description.startsWith(row.what))![0], Properties.EventPattern,
]));

const USER = { type: 'IAMUser', arn: `arn:aws:iam::${ACCOUNT}:user/alice` };
const ROOT = { type: 'Root', arn: `arn:aws:iam::${ACCOUNT}:root` };

/** A record of AWS CloudTrail. */
function call(eventSource: string, eventName: string, more: object = {}): object {
  return { eventType: 'AwsApiCall', eventSource: `${eventSource}.amazonaws.com`, eventName, userIdentity: USER, ...more };
}

function signIn(more: object): object {
  const success = { additionalEventData: { MFAUsed: 'Yes' }, responseElements: { ConsoleLogin: 'Success' } };
  return { eventType: 'AwsConsoleSignIn', eventSource: 'signin.amazonaws.com', eventName: 'ConsoleLogin', userIdentity: USER, ...success, ...more };
}

/** Records that one should hear of, and the nearest that one should not. */
const SAMPLES: Record<SecurityEvent, { heard: object[]; unheard: object[] }> = {
  unauthorizedCalls: {
    heard: [
      call('s3', 'GetObject', { errorCode: 'AccessDenied' }), call('iam', 'GetUser', { errorCode: 'AccessDeniedException' }),
      call('ec2', 'RunInstances', { errorCode: 'Client.UnauthorizedOperation' }),
    ],
    unheard: [call('s3', 'GetObject'), call('s3', 'GetObject', { errorCode: 'NoSuchKey' }), call('ec2', 'RunInstances', { errorCode: 'Client.UnauthorizedOperationX' })],
  },
  consoleLoginWithoutMfa: {
    heard: [signIn({ additionalEventData: { MFAUsed: 'No' } })],
    unheard: [
      signIn({}), signIn({ additionalEventData: { MFAUsed: 'No' }, responseElements: { ConsoleLogin: 'Failure' } }),
      signIn({ additionalEventData: { MFAUsed: 'No' }, userIdentity: { type: 'AssumedRole' } }),
    ],
  },
  rootUse: {
    heard: [call('s3', 'ListBuckets', { userIdentity: ROOT }), signIn({ userIdentity: ROOT })],
    unheard: [
      call('s3', 'ListBuckets'), call('s3', 'ListBuckets', { userIdentity: { ...ROOT, invokedBy: 'support.amazonaws.com' } }),
      call('kms', 'RotateKey', { userIdentity: ROOT, eventType: 'AwsServiceEvent' }),
    ],
  },
  iamChanges: {
    heard: [call('iam', 'PutRolePolicy'), call('iam', 'AttachUserPolicy'), call('iam', 'CreatePolicyVersion')],
    unheard: [call('iam', 'GetRolePolicy'), call('organizations', 'CreatePolicy')],
  },
  cloudTrailChanges: { heard: [call('cloudtrail', 'StopLogging'), call('cloudtrail', 'DeleteTrail')], unheard: [call('cloudtrail', 'GetTrailStatus')] },
  failedLogins: {
    heard: [signIn({ errorMessage: 'Failed authentication', responseElements: { ConsoleLogin: 'Failure' } })],
    unheard: [signIn({}), call('sts', 'AssumeRole', { errorMessage: 'Failed authentication' })],
  },
  keyChanges: { heard: [call('kms', 'DisableKey'), call('kms', 'ScheduleKeyDeletion')], unheard: [call('kms', 'EnableKey')] },
  bucketPolicyChanges: { heard: [call('s3', 'PutBucketPolicy'), call('s3', 'DeleteBucketPolicy'), call('s3', 'PutBucketAcl')], unheard: [call('s3', 'GetBucketPolicy'), call('s3', 'PutObject')] },
  configChanges: { heard: [call('config', 'StopConfigurationRecorder')], unheard: [call('config', 'StartConfigurationRecorder')] },
  securityGroupChanges: { heard: [call('ec2', 'AuthorizeSecurityGroupIngress'), call('ec2', 'DeleteSecurityGroup')], unheard: [call('ec2', 'DescribeSecurityGroups')] },
  networkAclChanges: { heard: [call('ec2', 'ReplaceNetworkAclEntry')], unheard: [call('ec2', 'DescribeNetworkAcls')] },
  gatewayChanges: { heard: [call('ec2', 'AttachInternetGateway')], unheard: [call('ec2', 'DescribeInternetGateways')] },
  routeTableChanges: { heard: [call('ec2', 'CreateRoute'), call('ec2', 'ReplaceRoute')], unheard: [call('ec2', 'DescribeRouteTables'), call('appmesh', 'CreateRoute')] },
  vpcChanges: { heard: [call('ec2', 'CreateVpcPeeringConnection'), call('ec2', 'DeleteVpc')], unheard: [call('ec2', 'DescribeVpcs')] },
  organizationChanges: { heard: [call('organizations', 'LeaveOrganization'), call('organizations', 'AttachPolicy')], unheard: [call('organizations', 'ListAccounts'), call('iam', 'CreatePolicy')] },
};
const EVENTS = Object.values(SecurityEvent);

describe.each(EVENTS)('%s', event => {
  const { heard, unheard } = SAMPLES[event];
  const delivered = (detail: any) => ({ 'detail-type': detail.eventType === 'AwsConsoleSignIn' ? 'AWS Console Sign In via CloudTrail' : 'AWS API Call via CloudTrail', detail });

  test('is found in the log group, and nothing else is', () => {
    expect(heard.map(record => matchesFilter(filters.get(event), record))).toEqual(heard.map(() => true));
    expect(unheard.map(record => matchesFilter(filters.get(event), record))).toEqual(unheard.map(() => false));
  });

  test('is found by its rule, and nothing else is', () => {
    expect(heard.map(record => matchesEvent(patterns.get(event)!, delivered(record)))).toEqual(heard.map(() => true));
    expect(unheard.map(record => matchesEvent(patterns.get(event)!, delivered(record)))).toEqual(unheard.map(() => false));
  });
});

test('every call that is named is one of its service', () => {
  // IAM calls these otherwise than AWS CloudTrail does.
  const others = ['PutBucketLifecycle', 'PutBucketReplication', 'DeleteBucketCors', 'DeleteBucketLifecycle', 'DeleteBucketReplication'];
  const names = Object.values(SECURITY_EVENTS).flatMap(({ eventPattern: { detail } }) => 'eventSource' in detail
    ? (detail.eventName as string[]).map(name => `${String((detail.eventSource as string[])[0]).split('.')[0]}:${name}`) : []);

  expect(names.filter(name => ServiceAuthorizationReference.action(name) === undefined).map(name => name.split(':')[1]).sort()).toEqual([...others].sort());
});

// As https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html has them.
test('the filters are what AWS Security Hub asks for, to the letter', () => {
  expect(Object.fromEntries(filters)).toMatchObject({
    unauthorizedCalls: '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
    consoleLoginWithoutMfa: '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
    rootUse: '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}',
    iamChanges: '{($.eventSource=iam.amazonaws.com) && (($.eventName=DeleteGroupPolicy) || ($.eventName=DeleteRolePolicy) || ($.eventName=DeleteUserPolicy) || ($.eventName=PutGroupPolicy) || ($.eventName=PutRolePolicy) || ($.eventName=PutUserPolicy) || ($.eventName=CreatePolicy) || ($.eventName=DeletePolicy) || ($.eventName=CreatePolicyVersion) || ($.eventName=DeletePolicyVersion) || ($.eventName=AttachRolePolicy) || ($.eventName=DetachRolePolicy) || ($.eventName=AttachUserPolicy) || ($.eventName=DetachUserPolicy) || ($.eventName=AttachGroupPolicy) || ($.eventName=DetachGroupPolicy))}',
    cloudTrailChanges: '{($.eventName=CreateTrail) || ($.eventName=UpdateTrail) || ($.eventName=DeleteTrail) || ($.eventName=StartLogging) || ($.eventName=StopLogging)}',
    failedLogins: '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
    keyChanges: '{($.eventSource=kms.amazonaws.com) && (($.eventName=DisableKey) || ($.eventName=ScheduleKeyDeletion))}',
    bucketPolicyChanges: '{($.eventSource=s3.amazonaws.com) && (($.eventName=PutBucketAcl) || ($.eventName=PutBucketPolicy) || ($.eventName=PutBucketCors) || ($.eventName=PutBucketLifecycle) || ($.eventName=PutBucketReplication) || ($.eventName=DeleteBucketPolicy) || ($.eventName=DeleteBucketCors) || ($.eventName=DeleteBucketLifecycle) || ($.eventName=DeleteBucketReplication))}',
    configChanges: '{($.eventSource=config.amazonaws.com) && (($.eventName=StopConfigurationRecorder) || ($.eventName=DeleteDeliveryChannel) || ($.eventName=PutDeliveryChannel) || ($.eventName=PutConfigurationRecorder))}',
    securityGroupChanges: '{($.eventName=AuthorizeSecurityGroupIngress) || ($.eventName=AuthorizeSecurityGroupEgress) || ($.eventName=RevokeSecurityGroupIngress) || ($.eventName=RevokeSecurityGroupEgress) || ($.eventName=CreateSecurityGroup) || ($.eventName=DeleteSecurityGroup)}',
    networkAclChanges: '{($.eventName=CreateNetworkAcl) || ($.eventName=CreateNetworkAclEntry) || ($.eventName=DeleteNetworkAcl) || ($.eventName=DeleteNetworkAclEntry) || ($.eventName=ReplaceNetworkAclEntry) || ($.eventName=ReplaceNetworkAclAssociation)}',
    gatewayChanges: '{($.eventName=CreateCustomerGateway) || ($.eventName=DeleteCustomerGateway) || ($.eventName=AttachInternetGateway) || ($.eventName=CreateInternetGateway) || ($.eventName=DeleteInternetGateway) || ($.eventName=DetachInternetGateway)}',
    routeTableChanges: '{($.eventSource=ec2.amazonaws.com) && (($.eventName=CreateRoute) || ($.eventName=CreateRouteTable) || ($.eventName=ReplaceRoute) || ($.eventName=ReplaceRouteTableAssociation) || ($.eventName=DeleteRouteTable) || ($.eventName=DeleteRoute) || ($.eventName=DisassociateRouteTable))}',
    vpcChanges: '{($.eventName=CreateVpc) || ($.eventName=DeleteVpc) || ($.eventName=ModifyVpcAttribute) || ($.eventName=AcceptVpcPeeringConnection) || ($.eventName=CreateVpcPeeringConnection) || ($.eventName=DeleteVpcPeeringConnection) || ($.eventName=RejectVpcPeeringConnection) || ($.eventName=AttachClassicLinkVpc) || ($.eventName=DetachClassicLinkVpc) || ($.eventName=DisableVpcClassicLink) || ($.eventName=EnableVpcClassicLink)}',
  });
});

test('each alarm says what has happened, and which controls ask for it', () => {
  judged.template.resourceCountIs('AWS::CloudWatch::Alarm', 15);
  judged.template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmDescription: 'the root user did something (CIS 1.4 to 5.0: 4.3, CIS 6.0 and 7.0: 5.3, CIS 1.2: 3.3, CloudWatch.1)',
    Statistic: 'Sum',
    Period: 300,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: [judged.stack.resolve(judged.made.topic.topicArn)],
  });
  expect(controlsOf(SECURITY_EVENTS.organizationChanges)).toBe('CIS 1.4 to 5.0: 4.15, CIS 6.0 and 7.0: 5.15');
  judged.template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'security@example.com' });
});

test('every alarm is on the metric of its filter', () => {
  const metrics = Object.values<any>(judged.template.findResources('AWS::Logs::MetricFilter')).map(({ Properties: { MetricTransformations: [{ MetricName, MetricNamespace, MetricValue }] } }) => [MetricNamespace, MetricName, MetricValue]);

  expect(Object.values<any>(judged.template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties: { Namespace, MetricName } }) => [Namespace, MetricName, '1']).sort()).toEqual(metrics.sort());
  expect(judged.made.metric(SecurityEvent.ROOT_USE)).toMatchObject({ namespace: 'SecurityAlarms', metricName: expect.stringMatching(/-rootUse$/), statistic: 'Sum' });
  expect(() => rules.made.metric(SecurityEvent.ROOT_USE)).toThrow('rules of Amazon EventBridge have no metric of their own; write `logGroup`');
});

test('rules hear of calls that only read where those are meant', () => {
  const states = Object.values<any>(rules.template.findResources('AWS::Events::Rule')).filter(({ Properties }) => Properties.State !== 'ENABLED');

  expect(states.map(({ Properties: { State, Description } }) => [State, Description.split(' (')[0]]).sort()).toEqual([
    ['ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS', 'a call was refused for lack of permission'],
    ['ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS', 'the root user did something'],
  ]);
  rules.template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
  rules.template.resourceCountIs('AWS::Events::Rule', 15);
});

test('alarms of the account publish to the topic, and nobody else', () => {
  const topic = judged.made.topic;
  const [policy] = judged.stack.node.findAll().filter(one => (one as any).cfnResourceType === 'AWS::SNS::TopicPolicy');
  const tls = { 'aws:SecureTransport': 'true' };
  const alarm = (account: string) => ({ ...tls, 'aws:SourceArn': `arn:aws:cloudwatch:${REGION}:${account}:alarm:root` });

  expect(judged.admits(policy, 'cloudwatch.amazonaws.com', 'sns:Publish', topic.topicArn, alarm(ACCOUNT))).toBe(true);
  expect(judged.refuses(policy, 'cloudwatch.amazonaws.com', 'sns:Publish', topic.topicArn, alarm('444455556666'))).toBe(true);
  expect(judged.refuses(policy, 'cloudwatch.amazonaws.com', 'sns:Publish', topic.topicArn, { ...alarm(ACCOUNT), 'aws:SecureTransport': 'false' })).toBe(true);
  expect(judged.refuses(policy, 'budgets.amazonaws.com', 'sns:Publish', topic.topicArn, alarm(ACCOUNT))).toBe(true);
  judged.template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
  judged.template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  const key = judged.made.node.findChild('Key');
  expect(judged.admits(key, 'cloudwatch.amazonaws.com', 'kms:GenerateDataKey', (key as any).keyArn)).toBe(true);
  judged.template.resourceCountIs('AWS::IAM::Role', 0);
});

// As https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html says: no condition of a topic is met by a rule.
test('rules of the account publish with a role of their own, and no others have it', () => {
  const { made: { topic, node }, stack, template } = rules;
  const [role, key] = [node.findChild('Publisher'), node.findChild('Key')];
  const rule = (account: string) => ({ 'aws:SourceAccount': account, 'aws:SourceArn': `arn:aws:events:${REGION}:${account}:rule/root` });

  expect(Object.values<any>(template.findResources('AWS::Events::Rule')).map(({ Properties: { Targets: [{ Arn, RoleArn }] } }) => [Arn, RoleArn])).toEqual(EVENTS.map(() => stack.resolve([topic.topicArn, (role as any).roleArn])));
  expect(rules.trusts(role, 'events.amazonaws.com', rule(ACCOUNT))).toBe(true);
  expect(rules.distrusts(role, 'events.amazonaws.com', rule('444455556666'))).toBe(true);
  expect(rules.allows(role, 'sns:Publish', topic.topicArn)).toBe(true);
  for (const action of ['kms:GenerateDataKey', 'kms:Decrypt']) { expect(rules.allows(role, action, (key as any).keyArn)).toBe(true); }
  for (const action of ['sns:Subscribe', 'sns:SetTopicAttributes']) { expect(rules.denies(role, action, topic.topicArn)).toBe(true); }
  const [policy] = stack.node.findAll().filter(one => (one as any).cfnResourceType === 'AWS::SNS::TopicPolicy');
  expect(rules.refuses(policy, 'events.amazonaws.com', 'sns:Publish', topic.topicArn, { ...rule(ACCOUNT), 'aws:SecureTransport': 'true' })).toBe(true);
});

test('the gate and cdk-nag find nothing', () => {
  expectNothingFound(judged);
  expectNothingFound(rules);
});

test('what is heard of is what is selected, as often as is said, where it is said', () => {
  const { template } = judge(stack => new SecurityAlarms(stack, 'Alarms', {
    logGroup: new logs.LogGroup(stack, 'Log'),
    events: [SecurityEvent.FAILED_LOGINS, SecurityEvent.ROOT_USE, SecurityEvent.ROOT_USE],
    thresholds: { failedLogins: new CfnParameter(stack, 'Failures', { type: 'Number' }).valueAsNumber },
    topic: sns.Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${REGION}:${ACCOUNT}:security`),
  }));

  expect(Object.values<any>(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties: { Threshold, AlarmActions } }) => [Threshold, AlarmActions])).toEqual([
    [{ Ref: 'Failures' }, [`arn:aws:sns:${REGION}:${ACCOUNT}:security`]], [1, [`arn:aws:sns:${REGION}:${ACCOUNT}:security`]],
  ]);
  template.resourceCountIs('AWS::SNS::Topic', 0);
});

test.each<[string, (stack: Stack) => SecurityAlarmsProps, string]>([
  ['nothing', () => ({ events: [] }), '`events` is empty; leave it out, or write of what somebody shall hear'],
  ['a threshold of what nobody hears of', () => ({ events: [SecurityEvent.ROOT_USE], thresholds: { failedLogins: 3 } }), '`thresholds` has `failedLogins`, of which nobody hears'],
  ['a threshold of rules', () => ({ thresholds: { failedLogins: 3 } }), '`thresholds` are of alarms, and rules tell every event; write `logGroup`'],
  ['no threshold', stack => ({ logGroup: new logs.LogGroup(stack, 'Log'), thresholds: { failedLogins: 0 } }), '`thresholds.failedLogins` is `0`; write a whole number from 1 to 1000000'],
])('refuses %s', (_name, props, message) => {
  const stack = new Stack();

  expect(() => new SecurityAlarms(stack, 'Alarms', props(stack))).toThrow(message);
});
