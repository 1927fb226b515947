import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AuditTrail, AuditTrailProps, TrailInsight } from '../../../src/constructs';
import { CheckResult } from '../../../src/engine/analysis/check-types';
import { ACCOUNT, Context, expectNothingFound, judge, JudgedApp, REGION } from '../judged-app';

const SERVICE = 'cloudtrail.amazonaws.com';
const [MANAGEMENT, MEMBER, ORGANIZATION] = ['999988887777', '444455556666', 'o-a1b2c3d4e5'];

const judged = judge(stack => {
  const trail = new AuditTrail(stack, 'Audit', { trailName: 'audit' });
  const reader = new iam.Role(stack, 'Reader', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
  trail.grantRead(reader);
  return { trail, reader };
});
const { trail, reader } = judged.made;

const organization = judge(stack => new AuditTrail(stack, 'Audit', { trailName: 'audit', organizationId: ORGANIZATION, managementAccountId: MANAGEMENT }));

function trailArn(account = ACCOUNT, name = 'audit'): string {
  return `arn:aws:cloudtrail:${REGION}:${account}:trail/${name}`;
}

function policyOf(one: AuditTrail): iam.CfnPolicy {
  return one.bucket.node.findChild('Policy') as unknown as iam.CfnPolicy;
}

describe('the trail', () => {
  test('is of every region, validated, encrypted and in the log group', () => {
    judged.template.hasResourceProperties('AWS::CloudTrail::Trail', {
      TrailName: 'audit',
      IsLogging: true,
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      EnableLogFileValidation: true,
      IsOrganizationTrail: false,
      KMSKeyId: judged.stack.resolve(trail.encryptionKey.keyArn),
      CloudWatchLogsLogGroupArn: judged.stack.resolve(trail.logGroup.logGroupArn),
      AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }],
      InsightSelectors: [{ InsightType: 'ApiCallRateInsight' }, { InsightType: 'ApiErrorRateInsight' }],
    });
    judged.template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: '/aws/cloudtrail/audit', RetentionInDays: 365, KmsKeyId: Match.anyValue() });
    judged.template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
  });

  test('is made after what it needs', () => {
    const [{ DependsOn }] = Object.values<any>(judged.template.findResources('AWS::CloudTrail::Trail'));
    const [policy] = Object.keys(judged.template.findResources('AWS::S3::BucketPolicy', { Properties: { Bucket: judged.stack.resolve(trail.bucket.bucketName) } }));

    expect(DependsOn).toEqual(expect.arrayContaining([policy]));
  });

  test('stays with all that it has written', () => {
    for (const type of ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::Logs::LogGroup']) {
      for (const { DeletionPolicy, UpdateReplacePolicy } of Object.values<any>(judged.template.findResources(type))) { expect([type, DeletionPolicy, UpdateReplacePolicy]).toEqual([type, 'Retain', 'Retain']); }
    }
  });

  test('records what is in resources where it is told to, but never itself', () => {
    const { template, stack, made: { bucket } } = judge(one => new AuditTrail(one, 'Audit', {
      dataEvents: [{ resourceType: 'AWS::S3::Object' }, { resourceType: 'AWS::DynamoDB::Table', arnPrefixes: ['arn:aws:dynamodb:us-east-1:111122223333:table/orders'], writeOnly: true }],
      insights: [TrailInsight.API_ERROR_RATE],
    }));

    template.hasResourceProperties('AWS::CloudTrail::Trail', {
      AdvancedEventSelectors: [
        { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
        {
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['Data'] }, { Field: 'resources.type', Equals: ['AWS::S3::Object'] }, { Field: 'resources.ARN', NotStartsWith: [stack.resolve(bucket.arnForObjects(''))] },
          ],
        },
        {
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['Data'] }, { Field: 'resources.type', Equals: ['AWS::DynamoDB::Table'] },
            { Field: 'resources.ARN', StartsWith: ['arn:aws:dynamodb:us-east-1:111122223333:table/orders'] }, { Field: 'readOnly', Equals: ['false'] },
          ],
        },
      ],
      InsightSelectors: [{ InsightType: 'ApiErrorRateInsight' }],
    });
  });
});

describe('the bucket', () => {
  test('is private, versioned, logged and moved to the archive', () => {
    judged.template.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      VersioningConfiguration: { Status: 'Enabled' },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      LoggingConfiguration: { DestinationBucketName: Match.anyValue() },
      MetricsConfigurations: [{ Id: 'EntireBucket' }],
      LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: 3653, Transitions: [{ StorageClass: 'GLACIER_IR', TransitionInDays: 90 }] }] },
    });
    for (const { Properties } of Object.values<any>(judged.template.findResources('AWS::S3::Bucket'))) { expect(Properties.AccessControl).toBeUndefined(); }
    judged.template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Effect: 'Allow',
          Action: 's3:PutObject',
          Principal: { Service: 'logging.s3.amazonaws.com' },
          Condition: { ArnLike: { 'aws:SourceArn': judged.stack.resolve(trail.bucket.bucketArn) }, StringEquals: { 'aws:SourceAccount': ACCOUNT } },
        })]),
      },
    });
  });

  test('has files that nobody deletes, where that is asked for', () => {
    const { template } = judge(stack => new AuditTrail(stack, 'Audit', { objectLock: s3.ObjectLockRetention.compliance(Duration.days(365)), archiveAfter: Duration.days(30), expireAfter: Duration.days(400) }));

    template.hasResourceProperties('AWS::S3::Bucket', {
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 365 } } },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 400, Transitions: [{ TransitionInDays: 30 }] }] },
    });
  });

  function writes(app: JudgedApp<unknown>, one: AuditTrail, account: string, source: string, more: Context = {}): boolean {
    const asked = [policyOf(one), SERVICE, 's3:PutObject', one.bucket.arnForObjects(`AWSLogs/${account}/CloudTrail/us-east-1/file.json.gz`),
      { 'aws:SourceArn': source, 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.2', ...more }] as const;
    const answer = app.admits(...asked);
    expect(app.refuses(...asked)).toBe(!answer);
    return answer;
  }

  test('is written by AWS CloudTrail, for this trail alone, by TLS', () => {
    const [policy, { bucket }] = [policyOf(trail), trail];

    expect(writes(judged, trail, ACCOUNT, trailArn())).toBe(true);
    expect(writes(judged, trail, MEMBER, trailArn())).toBe(false);
    expect(writes(judged, trail, ACCOUNT, trailArn(MEMBER))).toBe(false);
    expect(writes(judged, trail, ACCOUNT, trailArn(ACCOUNT, 'other'))).toBe(false);
    expect(writes(judged, trail, ACCOUNT, trailArn(), { 'aws:SecureTransport': 'false' })).toBe(false);
    expect(writes(judged, trail, ACCOUNT, trailArn(), { 's3:TlsVersion': '1.1' })).toBe(false);
    const tls = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };
    expect(judged.admits(policy, SERVICE, 's3:GetBucketAcl', bucket.bucketArn, { 'aws:SourceArn': trailArn(), ...tls })).toBe(true);
    expect(judged.refuses(policy, SERVICE, 's3:GetBucketAcl', bucket.bucketArn, { 'aws:SourceArn': trailArn(MEMBER), ...tls })).toBe(true);
    expect(judged.refuses(policy, SERVICE, 's3:GetObject', bucket.arnForObjects('AWSLogs/file'), { 'aws:SourceArn': trailArn(), ...tls })).toBe(true);
    expect(judged.refuses(policy, `arn:aws:iam::${MEMBER}:role/Admin`, 's3:GetObject', bucket.arnForObjects('AWSLogs/file'), tls)).toBe(true);
  });

  test('is written for every account of an organization', () => {
    for (const account of [ORGANIZATION, MANAGEMENT]) { expect(writes(organization, organization.made, account, trailArn(MANAGEMENT))).toBe(true); }
    expect(writes(organization, organization.made, ORGANIZATION, trailArn(ACCOUNT))).toBe(false);
    expect(writes(organization, organization.made, 'o-z9y8x7w6v5', trailArn(MANAGEMENT))).toBe(false);
  });
});

describe('the key', () => {
  const key = trail.encryptionKey as kms.Key;
  const encrypts = (one: JudgedApp<unknown>, by: kms.IKey, source: string, context: string) => {
    const asked = [by, SERVICE, 'kms:GenerateDataKey', by.keyArn, { 'aws:SourceArn': source, 'kms:EncryptionContext:aws:cloudtrail:arn': context }] as const;
    const answer = one.admits(...asked);
    expect(one.refuses(...asked)).toBe(!answer);
    return answer;
  };

  test('encrypts files of this trail alone', () => {
    expect(encrypts(judged, key, trailArn(), trailArn())).toBe(true);
    expect(encrypts(judged, key, trailArn(), trailArn(MEMBER))).toBe(false);
    expect(encrypts(judged, key, trailArn(MEMBER), trailArn())).toBe(false);
    expect(judged.admits(key, SERVICE, 'kms:DescribeKey', key.keyArn, { 'aws:SourceArn': trailArn() })).toBe(true);
    expect(judged.refuses(key, SERVICE, 'kms:Decrypt', key.keyArn, { 'aws:SourceArn': trailArn() })).toBe(true);
    expect(encrypts(organization, organization.made.encryptionKey, trailArn(MANAGEMENT), trailArn(MANAGEMENT))).toBe(true);
    expect(encrypts(organization, organization.made.encryptionKey, trailArn(), trailArn())).toBe(false);
  });

  test('encrypts events of this log group alone', () => {
    const [service, group] = [`logs.${REGION}.amazonaws.com`, `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/cloudtrail/audit`];

    for (const action of ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncryptFrom', 'kms:GenerateDataKey', 'kms:DescribeKey']) {
      expect(judged.admits(key, service, action, key.keyArn, { 'kms:EncryptionContext:aws:logs:arn': group })).toBe(true);
      expect(judged.refuses(key, service, action, key.keyArn, { 'kms:EncryptionContext:aws:logs:arn': `${group}-2` })).toBe(true);
    }
  });

  test('is administered by the account, and used by nobody who is not granted it', () => {
    const admin = `arn:aws:iam::${ACCOUNT}:role/Admin`;

    for (const action of ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:EnableKeyRotation', 'kms:DescribeKey']) { expect([action, judged.admits(key, admin, action, key.keyArn)]).toEqual([action, true]); }
    for (const action of ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:CreateGrant', 'kms:ReEncryptFrom']) { expect([action, judged.refuses(key, admin, action, key.keyArn)]).toEqual([action, true]); }
    judged.template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([{
          Effect: 'Allow',
          Action: 'kms:Decrypt',
          Principal: { AWS: judged.stack.resolve(reader.roleArn) },
          Resource: '*',
          Condition: { Null: { 'kms:EncryptionContext:aws:cloudtrail:arn': 'false' } },
        }]),
      },
    });
  });
});

test('the role writes streams of its log group, those of members too, and nothing else', () => {
  const stream = (name: string, group = 'audit') => `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/cloudtrail/${group}:log-stream:${name}`;
  const only = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' }] };
  const [role, ofOrganization] = [trail.node.findChild('LogRole'), organization.made.node.findChild('LogRole')];

  expect(judged.trusts(role, SERVICE)).toBe(true);
  expect(judged.distrusts(role, 'lambda.amazonaws.com')).toBe(true);
  expect(judged.allows(role, 'logs:PutLogEvents', stream(`${ACCOUNT}_CloudTrail_${REGION}`))).toBe(true);
  expect(judged.denies(role, 'logs:PutLogEvents', stream(`${ORGANIZATION}_${MEMBER}_CloudTrail_${REGION}`))).toBe(true);
  expect(judged.denies(role, 'logs:PutLogEvents', stream(`${ACCOUNT}_CloudTrail_${REGION}`, 'other'))).toBe(true);
  expect(judged.checkNoNewAccess(role, only).result).toBe(CheckResult.PASS);
  expect(organization.allows(ofOrganization, 'logs:PutLogEvents', stream(`${MANAGEMENT}_CloudTrail_${REGION}`))).toBe(true);
  expect(organization.allows(ofOrganization, 'logs:CreateLogStream', stream(`${ORGANIZATION}_${MEMBER}_CloudTrail_${REGION}`))).toBe(true);
  expect(organization.denies(ofOrganization, 'logs:CreateLogStream', stream(`o-z9y8x7w6v5_${MEMBER}_CloudTrail_${REGION}`))).toBe(true);
  organization.template.hasResourceProperties('AWS::CloudTrail::Trail', { IsOrganizationTrail: true, TrailName: 'audit' });
});

test('who is granted it reads files and events, and changes nothing', () => {
  expect(judged.allows(reader, 's3:GetObject', trail.bucket.arnForObjects('AWSLogs/file'))).toBe(true);
  expect(judged.allows(reader, 'logs:FilterLogEvents', trail.logGroup.logGroupArn)).toBe(true);
  expect(judged.checkAccessNotGranted(reader, { actions: ['s3:Put*', 's3:Delete*', 'logs:Put*', 'logs:Delete*', 'cloudtrail:*', 'kms:*'] }).result).toBe(CheckResult.PASS);
});

test('alarms go off when nothing arrives', () => {
  const made = judge(stack => new AuditTrail(stack, 'Audit', { trailName: 'audit', alarmTopic: new sns.Topic(stack, 'Topic') }));
  const silence = { Period: 900, EvaluationPeriods: 4, Threshold: 1, Statistic: 'Sum', ComparisonOperator: 'LessThanThreshold', TreatMissingData: 'breaching', AlarmActions: [Match.anyValue()] };

  made.template.hasResourceProperties('AWS::CloudWatch::Alarm', { Namespace: 'AWS/Logs', MetricName: 'IncomingLogEvents', ...silence });
  made.template.hasResourceProperties('AWS::CloudWatch::Alarm', { Namespace: 'AWS/S3', MetricName: 'BytesUploaded', ...silence });
  expect(made.made.deliveryAlarms).toHaveLength(2);
});

test('the gate and cdk-nag find nothing but what is documented', () => {
  const stream = (name: string) => `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:${REGION}:${ACCOUNT}:log-group:/aws/cloudtrail/audit:log-stream:${name}] Stack/Audit/LogRole/Resource`;
  const acknowledged = [stream(`${ACCOUNT}_CloudTrail_${REGION}*`), 'AwsSolutions-S1 Stack/Audit/AccessLogs'];
  const granted = ['Action::s3:GetBucket*', 'Action::s3:GetObject*', 'Action::s3:List*', `Resource::<${judged.stack.resolve((trail.bucket.node.defaultChild as s3.CfnBucket).logicalId)}.Arn>/*`];

  expectNothingFound(judged, { acknowledged, nag: granted.map(finding => `AwsSolutions-IAM5[${finding}] Stack/Reader/DefaultPolicy/Resource`) }); // of what the test grants
  expectNothingFound(organization, { acknowledged: [acknowledged[0], stream(`${MANAGEMENT}_CloudTrail_${REGION}*`), stream(`${ORGANIZATION}_*`), acknowledged[1]] });
});

test('values that are known at deployment only are accepted', () => {
  const { template } = judge(stack => new AuditTrail(stack, 'Audit', { trailName: new CfnParameter(stack, 'Name').valueAsString, logRetention: logs.RetentionDays.TWO_YEARS }));

  template.hasResourceProperties('AWS::CloudTrail::Trail', { TrailName: { Ref: 'Name' } });
  template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 731 });
});

test.each<[string, AuditTrailProps, string]>([
  ['a name that is none', { trailName: 'audit trail' }, '`trailName` is `audit trail`'],
  ['any organization', { organizationId: 'o-*' }, '`organizationId` is `o-*`; write one name or id as it is'],
  ['an account that is none', { organizationId: ORGANIZATION, managementAccountId: '1' }, '`managementAccountId` is `1`'],
  ['a management account without its organization', { managementAccountId: MANAGEMENT }, '`managementAccountId` is of an organization; write `organizationId` too, or leave it out'],
  ['half a day', { archiveAfter: Duration.hours(36) }, '`archiveAfter` is `1.5`; write a whole number from 1 to 36500'],
  ['files that are deleted before they are archived', { expireAfter: Duration.days(30) }, '`archiveAfter` is to be shorter than `expireAfter`'],
  ['a type that is none', { dataEvents: [{ resourceType: 'S3' }] }, '`resourceType` is `S3`'],
  ['no resources', { dataEvents: [{ resourceType: 'AWS::S3::Object', arnPrefixes: [] }] }, '`arnPrefixes` is empty; leave it out'],
])('refuses %s', (_name, props, message) => {
  expect(() => new AuditTrail(new Stack(), 'Audit', props)).toThrow(message);
});
