import { ArnFormat, CfnResource, Duration, Names, RemovalPolicy, Stack, Token, Validations } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from '../private/acknowledged-wildcards';
import { numberWithin } from '../private/number-within';
import { plainName } from '../private/plain-name';

/**
 * What AWS CloudTrail looks for that is unusual.
 */
export enum TrailInsight {
  /** How often writing calls are made. */
  API_CALL_RATE = 'ApiCallRateInsight',

  /** How often calls fail. */
  API_ERROR_RATE = 'ApiErrorRateInsight',
}

/**
 * Calls that read or change what is in resources, of one type.
 */
export interface DataEvents {
  /**
   * The type: `AWS::S3::Object`, `AWS::DynamoDB::Table`, `AWS::Lambda::Function`.
   *
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
   */
  readonly resourceType: string;

  /**
   * With what the ARNs of the resources begin: `bucket.arnForObjects('')`.
   *
   * @default - every resource of the type, but for the objects of the trail itself
   */
  readonly arnPrefixes?: string[];

  /**
   * Only calls that change something.
   *
   * @default false
   */
  readonly writeOnly?: boolean;
}

/**
 * How a trail is kept.
 */
export interface AuditTrailProps {
  /**
   * The name of the trail, which its policies hold.
   *
   * @default - a name made of the path of the construct
   */
  readonly trailName?: string;

  /**
   * The trail is of all accounts of this organization: `o-a1b2c3d4e5`. The stack is in the management account, or in that of a delegated
   * administrator; AWS Organizations trusts AWS CloudTrail there.
   *
   * @default - of this account alone
   * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html
   */
  readonly organizationId?: string;

  /**
   * The management account of the organization, which owns the trail, if the stack is in that of a delegated administrator.
   *
   * @default - the account of the stack
   */
  readonly managementAccountId?: string;

  /**
   * Calls that read or change what is in resources. Each costs.
   *
   * @default - none: only calls that manage resources
   */
  readonly dataEvents?: DataEvents[];

  /**
   * What AWS CloudTrail looks for that is unusual. Each costs.
   *
   * @default - both
   */
  readonly insights?: TrailInsight[];

  /**
   * How long the log group keeps events.
   *
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: logs.RetentionDays;

  /**
   * When files are moved to Amazon S3 Glacier Instant Retrieval, in whole days.
   *
   * @default Duration.days(90)
   */
  readonly archiveAfter?: Duration;

  /**
   * When files are deleted, in whole days.
   *
   * @default - after ten years: Duration.days(3653)
   */
  readonly expireAfter?: Duration;

  /**
   * For how long nobody deletes or changes files: `s3.ObjectLockRetention.compliance(Duration.days(365))`. It cannot be taken back.
   *
   * @default - versions are kept, and who may delete versions can delete them
   */
  readonly objectLock?: s3.ObjectLockRetention;

  /**
   * Who hears of it when events do not arrive.
   *
   * @default - nobody: the alarms are in Amazon CloudWatch
   */
  readonly alarmTopic?: sns.ITopic;
}

/** What one hour without a single event means: something has stopped. */
const SILENCE = { period: Duration.minutes(15), evaluationPeriods: 4 };

/** Administration of a key without its use. */
const ADMINISTER_KEY = [
  'CreateAlias', 'Describe*', 'Enable*', 'List*', 'Put*', 'Update*', 'Revoke*', 'Disable*', 'Get*', 'Delete*', 'TagResource', 'UntagResource', 'ScheduleKeyDeletion', 'CancelKeyDeletion', 'RotateKeyOnDemand',
].map(action => `kms:${action}`);

/**
 * Records who did what in the account, or in all accounts of an organization, in every region, so that nobody changes it afterwards.
 *
 * The files are encrypted, validated by digests, and kept in a bucket that only AWS CloudTrail writes to, and only for this trail; the events are in a log group
 * as well, for alarms. Bucket, key and log group stay when the construct is removed.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
 */
export class AuditTrail extends Construct {
  /** The name of the trail. */
  public readonly trailName: string;

  /** The ARN of the trail. */
  public readonly trailArn: string;

  /** Holds the files. */
  public readonly bucket: s3.IBucket;

  /** Holds the events. */
  public readonly logGroup: logs.ILogGroup;

  /** Encrypts files and events. */
  public readonly encryptionKey: kms.IKey;

  /** They go off when nothing arrives in the log group, or in the bucket, for an hour. */
  public readonly deliveryAlarms: cloudwatch.Alarm[];

  private readonly key: kms.Key;

  /**
   * @throws Error when a value is none, or options contradict each other
   */
  constructor(scope: Construct, id: string, props: AuditTrailProps = {}) {
    super(scope, id);
    this.node.setContext('@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy', true); // else access logs are let in by an access control list
    const { organizationId, managementAccountId, insights = [TrailInsight.API_CALL_RATE, TrailInsight.API_ERROR_RATE] } = props;
    if (organizationId === undefined && managementAccountId !== undefined) { throw new Error('`managementAccountId` is of an organization; write `organizationId` too, or leave it out'); }
    if (organizationId !== undefined) { plainName('organizationId', organizationId, /^o-[a-z0-9]{10,32}$/); }
    if (managementAccountId !== undefined) { plainName('managementAccountId', managementAccountId, /^\d{12}$/); }
    const stack = Stack.of(this);
    this.trailName = plainName('trailName', props.trailName ?? Names.uniqueResourceName(this, { maxLength: 100, separator: '-' }), /^[A-Za-z0-9](?:[._-]?[A-Za-z0-9])+$/);
    this.trailArn = stack.formatArn({ service: 'cloudtrail', account: managementAccountId, resource: 'trail', resourceName: this.trailName });

    const logGroupName = `/aws/cloudtrail/${this.trailName}`;
    this.key = this.keyFor(stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME }), managementAccountId);
    this.encryptionKey = this.key;
    const bucket = this.bucketFor(props);
    this.bucket = bucket;
    const logGroup = new logs.LogGroup(this, 'Log', {
      logGroupName,
      retention: props.logRetention ?? logs.RetentionDays.ONE_YEAR,
      encryptionKey: this.key,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.logGroup = logGroup;

    const trail = new cloudtrail.CfnTrail(this, 'Trail', {
      trailName: this.trailName,
      isLogging: true,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      isOrganizationTrail: organizationId !== undefined,
      s3BucketName: bucket.bucketName,
      kmsKeyId: this.key.keyArn,
      cloudWatchLogsLogGroupArn: logGroup.logGroupArn,
      cloudWatchLogsRoleArn: this.logRoleFor(logGroupName, props).roleArn,
      advancedEventSelectors: [
        { name: 'Management events', fieldSelectors: [{ field: 'eventCategory', equalTo: ['Management'] }] },
        ...(props.dataEvents ?? []).map(events => this.selectorOf(events)),
      ],
      insightSelectors: insights.length === 0 ? undefined : insights.map(insightType => ({ insightType })),
    });
    trail.node.addDependency(bucket.policy!, this.key);

    this.deliveryAlarms = [
      this.alarm('LogSilence', 'no event of the trail has arrived in its log group for an hour', this.metricIncomingLogEvents(SILENCE)),
      this.alarm('BucketSilence', 'no file of the trail has arrived in its bucket for an hour', this.metricBytesUploaded(SILENCE)),
    ];
    const { alarmTopic } = props;
    if (alarmTopic !== undefined) { for (const alarm of this.deliveryAlarms) { alarm.addAlarmAction(new actions.SnsAction(alarmTopic)); } }
  }

  /**
   * Lets somebody read the files and the events.
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    this.key.addToResourcePolicy(new iam.PolicyStatement({
      actions: ['kms:Decrypt'],
      principals: [grantee.grantPrincipal],
      resources: ['*'],
      conditions: { Null: { 'kms:EncryptionContext:aws:cloudtrail:arn': 'false' } },
    }));
    return this.bucket.grantRead(grantee).combine(iam.Grant.addToPrincipal({
      grantee, actions: ['logs:FilterLogEvents', 'logs:StartQuery', 'logs:GetLogEvents'], resourceArns: [this.logGroup.logGroupArn],
    }));
  }

  /**
   * How many events have arrived in the log group.
   *
   * @default - sum over 5 minutes
   */
  public metricIncomingLogEvents(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: 'AWS/Logs', metricName: 'IncomingLogEvents', dimensionsMap: { LogGroupName: this.logGroup.logGroupName }, statistic: 'Sum', ...props });
  }

  /**
   * How many bytes have arrived in the bucket.
   *
   * @default - sum over 5 minutes
   */
  public metricBytesUploaded(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    const dimensionsMap = { BucketName: this.bucket.bucketName, FilterId: EVERYTHING };
    return new cloudwatch.Metric({ namespace: 'AWS/S3', metricName: 'BytesUploaded', dimensionsMap, statistic: 'Sum', ...props });
  }

  /** Only the trail and its log group use it; the account administers it, and lets nobody use it. */
  private keyFor(logGroupArn: string, managementAccountId?: string): kms.Key {
    const { account, region } = Stack.of(this);
    const ofTrail = { StringEquals: { 'aws:SourceArn': this.trailArn } };
    const trails = `arn:${Stack.of(this).partition}:cloudtrail:*:${managementAccountId ?? account}:trail/${this.trailName}`;
    return new kms.Key(this, 'Key', {
      description: `Encrypts the trail ${this.trailName}`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
      policy: new iam.PolicyDocument({
        statements: [
          new iam.PolicyStatement({ sid: 'Administer', actions: ADMINISTER_KEY, principals: [new iam.AccountRootPrincipal()], resources: ['*'] }),
          new iam.PolicyStatement({
            sid: 'EncryptFiles',
            actions: ['kms:GenerateDataKey*'],
            principals: [new iam.ServicePrincipal('cloudtrail.amazonaws.com')],
            resources: ['*'],
            conditions: { ...ofTrail, StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': trails } },
          }),
          new iam.PolicyStatement({ sid: 'DescribeKey', actions: ['kms:DescribeKey'], principals: [new iam.ServicePrincipal('cloudtrail.amazonaws.com')], resources: ['*'], conditions: ofTrail }),
          new iam.PolicyStatement({
            sid: 'EncryptEvents',
            actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
            principals: [new iam.ServicePrincipal(`logs.${region}.amazonaws.com`)],
            resources: ['*'],
            conditions: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': logGroupArn } },
          }),
        ],
      }),
    });
  }

  private bucketFor({ organizationId, managementAccountId, archiveAfter, expireAfter, objectLock }: AuditTrailProps): s3.Bucket {
    const archived = daysOf('archiveAfter', archiveAfter ?? Duration.days(90), 1);
    const expired = daysOf('expireAfter', expireAfter ?? Duration.days(3653), 2);
    if (!Token.isUnresolved(archived) && !Token.isUnresolved(expired) && archived >= expired) { throw new Error('`archiveAfter` is to be shorter than `expireAfter`'); }
    const secure = {
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN,
    };
    const accessLogs = new s3.Bucket(this, 'AccessLogs', {
      ...secure,
      encryption: s3.BucketEncryption.S3_MANAGED,
      versioned: true,
      lifecycleRules: [{ expiration: Duration.days(expired), noncurrentVersionExpiration: Duration.days(90) }],
    });
    Validations.of(accessLogs).acknowledge({ id: 'AwsSolutions-S1', reason: 'it holds the access logs: its own would never end' });
    const bucket = new s3.Bucket(this, 'Bucket', {
      ...secure,
      encryption: s3.BucketEncryption.S3_MANAGED, // of digests; files are encrypted with the key
      versioned: true,
      objectLockDefaultRetention: objectLock,
      objectLockEnabled: objectLock === undefined ? undefined : true,
      serverAccessLogsBucket: accessLogs,
      metrics: [{ id: EVERYTHING }],
      lifecycleRules: [{
        transitions: [{ storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter: Duration.days(archived) }],
        expiration: Duration.days(expired),
        noncurrentVersionExpiration: Duration.days(90),
        abortIncompleteMultipartUploadAfter: Duration.days(7),
      }],
    });
    const service = new iam.ServicePrincipal('cloudtrail.amazonaws.com');
    const accounts = [managementAccountId ?? Stack.of(this).account, ...organizationId === undefined ? [] : [organizationId]];
    bucket.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'FindBucket', actions: ['s3:GetBucketAcl'], principals: [service], resources: [bucket.bucketArn], conditions: { StringEquals: { 'aws:SourceArn': this.trailArn } },
    }));
    bucket.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'WriteFiles',
      actions: ['s3:PutObject'],
      principals: [service],
      resources: accounts.map(account => bucket.arnForObjects(`AWSLogs/${account}/*`)),
      conditions: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceArn': this.trailArn } },
    }));
    return bucket;
  }

  private logRoleFor(logGroupName: string, { organizationId, managementAccountId }: AuditTrailProps): iam.IRole {
    const stack = Stack.of(this);
    const accounts = [...new Set([stack.account, managementAccountId ?? stack.account])];
    const streams = [...accounts.map(account => `${account}_CloudTrail_${stack.region}*`), ...organizationId === undefined ? [] : [`${organizationId}_*`]];
    const statements = [new iam.PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: streams.map(stream => stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: `${logGroupName}:log-stream:${stream}`, arnFormat: ArnFormat.COLON_RESOURCE_NAME })),
    })];
    const role = new iam.Role(this, 'LogRole', {
      assumedBy: new iam.ServicePrincipal('cloudtrail.amazonaws.com'),
      inlinePolicies: { WriteEvents: new iam.PolicyDocument({ statements }) },
    });
    acknowledgeWildcards(role.node.defaultChild as CfnResource, statements, 'AWS CloudTrail makes the names of its log streams');
    return role;
  }

  private selectorOf({ resourceType, arnPrefixes, writeOnly = false }: DataEvents): cloudtrail.CfnTrail.AdvancedEventSelectorProperty {
    plainName('resourceType', resourceType, /^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$/);
    if (arnPrefixes?.length === 0) { throw new Error('`arnPrefixes` is empty; leave it out, or write with what the ARNs begin'); }
    const own = resourceType === 'AWS::S3::Object' ? [{ field: 'resources.ARN', notStartsWith: [this.bucket.arnForObjects('')] }] : [];
    return {
      name: `Data events of ${resourceType}`,
      fieldSelectors: [
        { field: 'eventCategory', equalTo: ['Data'] },
        { field: 'resources.type', equalTo: [resourceType] },
        ...arnPrefixes === undefined ? own : [{ field: 'resources.ARN', startsWith: arnPrefixes }],
        ...writeOnly ? [{ field: 'readOnly', equalTo: ['false'] }] : [],
      ],
    };
  }

  private alarm(id: string, alarmDescription: string, metric: cloudwatch.IMetric): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, id, {
      alarmDescription,
      metric,
      evaluationPeriods: SILENCE.evaluationPeriods,
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
  }
}

/** The id of the metrics of the whole bucket. */
const EVERYTHING = 'EntireBucket';

function daysOf(name: string, duration: Duration, least: number): number {
  return numberWithin(name, duration.toDays({ integral: false }), least, 36_500);
}
