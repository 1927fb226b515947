import { App, Stack } from 'aws-cdk-lib';
import { ReadWriteType, Trail } from 'aws-cdk-lib/aws-cloudtrail';
import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { FilterPattern, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { PRODUCTION } from '../environment';

/** A trail of all regions, encrypted, with an alarm when root signs in. */
export function auditTrail(app: App): void {
  const stack = new Stack(app, 'AuditTrail', { env: PRODUCTION });
  const key = new Key(stack, 'Key', { enableKeyRotation: true });
  key.addToResourcePolicy(new PolicyStatement({
    principals: [new ServicePrincipal('cloudtrail.amazonaws.com')],
    actions: ['kms:GenerateDataKey*', 'kms:DescribeKey'],
    resources: ['*'],
    conditions: {
      StringEquals: { 'aws:SourceArn': `arn:aws:cloudtrail:${stack.region}:${stack.account}:trail/audit` },
      StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:*:${stack.account}:trail/*` },
    },
  }));
  const trail = new Trail(stack, 'Trail', {
    trailName: 'audit',
    bucket: new Bucket(stack, 'Events', { encryption: BucketEncryption.S3_MANAGED, enforceSSL: true, versioned: true }),
    encryptionKey: key,
    sendToCloudWatchLogs: true,
    cloudWatchLogsRetention: RetentionDays.ONE_YEAR,
    managementEvents: ReadWriteType.ALL,
    snsTopic: new Topic(stack, 'Delivered'),
  });
  trail.logAllS3DataEvents();
  trail.logGroup!.addMetricFilter('RootSignsIn', {
    filterPattern: FilterPattern.literal('{ $.userIdentity.type = "Root" }'),
    metricNamespace: 'Audit',
    metricName: 'RootSignsIn',
  }).metric().createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1, comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD })
    .addAlarmAction(new SnsAction(new Topic(stack, 'Alerts')));
}
