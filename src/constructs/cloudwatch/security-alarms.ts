import { ArnFormat, Duration, Names, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { numberWithin } from '../private/number-within';
import { controlsOf, SECURITY_EVENTS, SecurityEventRow } from '../private/security-events';

/**
 * What somebody should hear of.
 */
export enum SecurityEvent {
  /** A call was refused for lack of permission. */
  UNAUTHORIZED_CALLS = 'unauthorizedCalls',
  /** A user signed in to the console without a second factor. */
  CONSOLE_LOGIN_WITHOUT_MFA = 'consoleLoginWithoutMfa',
  /** The root user did something. */
  ROOT_USE = 'rootUse',
  /** A policy of IAM was changed or attached. */
  IAM_CHANGES = 'iamChanges',
  /** A trail was changed, started or stopped. */
  CLOUDTRAIL_CHANGES = 'cloudTrailChanges',
  /** Somebody failed to sign in to the console. */
  FAILED_LOGINS = 'failedLogins',
  /** A key was disabled, or is to be deleted. */
  KEY_CHANGES = 'keyChanges',
  /** A policy of a bucket was changed. */
  BUCKET_POLICY_CHANGES = 'bucketPolicyChanges',
  /** AWS Config was changed or stopped. */
  CONFIG_CHANGES = 'configChanges',
  /** A security group was changed. */
  SECURITY_GROUP_CHANGES = 'securityGroupChanges',
  /** A network access control list was changed. */
  NETWORK_ACL_CHANGES = 'networkAclChanges',
  /** A gateway of a network was changed. */
  GATEWAY_CHANGES = 'gatewayChanges',
  /** A route was changed. */
  ROUTE_TABLE_CHANGES = 'routeTableChanges',
  /** A VPC was changed. */
  VPC_CHANGES = 'vpcChanges',
  /** The organization was changed. */
  ORGANIZATION_CHANGES = 'organizationChanges',
}

/**
 * Who is told, and of what.
 */
export interface SecurityAlarmsProps {
  /**
   * The log group of a trail: an alarm for each event, from every region that the trail is of.
   *
   * @default - none: a rule of Amazon EventBridge for each event, in the region of the stack alone
   */
  readonly logGroup?: logs.ILogGroup;

  /**
   * Of what somebody hears.
   *
   * @default - of everything
   */
  readonly events?: SecurityEvent[];

  /**
   * How many events within five minutes make an alarm, by the name of the event. Only with `logGroup`.
   *
   * @default - one
   */
  readonly thresholds?: { [event: string]: number };

  /**
   * Where the messages go. With `logGroup` it has to let Amazon CloudWatch publish; rules have a role for that, which the key of an imported topic has to let in.
   *
   * @default - an encrypted topic
   */
  readonly topic?: sns.ITopic;

  /**
   * Who is told by e-mail. Each has to confirm it once.
   *
   * @default - nobody beside the other subscriptions of the topic
   */
  readonly emailAddresses?: string[];
}

/** The namespace of the metrics. */
const NAMESPACE = 'SecurityAlarms';

/**
 * Tells somebody what the CIS AWS Foundations Benchmark asks to be told: by metric filters and alarms on the log group of a trail, or by rules of
 * Amazon EventBridge. The controls stand in the description of each.
 *
 * Rules see what happens in their region alone, and sign-ins and calls of IAM happen in `us-east-1`: a stack there needs them too.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
 */
export class SecurityAlarms extends Construct {
  /** Where the messages go. */
  public readonly topic: sns.ITopic;

  private readonly logGroup?: logs.ILogGroup;
  private role?: iam.Role;

  /**
   * @throws Error when nothing is selected, or options contradict each other
   */
  constructor(scope: Construct, id: string, props: SecurityAlarmsProps = {}) {
    super(scope, id);
    const { events: selected = Object.values(SecurityEvent), thresholds = {}, emailAddresses = [] } = props;
    if (selected.length === 0) { throw new Error('`events` is empty; leave it out, or write of what somebody shall hear'); }
    this.logGroup = props.logGroup;
    for (const [event, threshold] of Object.entries(thresholds)) {
      if (!selected.includes(event as SecurityEvent)) { throw new Error(`\`thresholds\` has \`${event}\`, of which nobody hears; write a \`SecurityEvent\` that is selected`); }
      if (this.logGroup === undefined) { throw new Error('`thresholds` are of alarms, and rules tell every event; write `logGroup`, or leave them out'); }
      numberWithin(`thresholds.${event}`, threshold, 1, 1_000_000);
    }
    this.topic = props.topic ?? this.encryptedTopic();
    for (const address of new Set(emailAddresses)) { this.topic.addSubscription(new subscriptions.EmailSubscription(address)); }
    for (const event of new Set(selected)) { this.tell(event, SECURITY_EVENTS[event], thresholds[event] ?? 1); }
  }

  /**
   * How often an event has happened.
   *
   * @default - sum over 5 minutes
   * @throws Error when there is no log group
   */
  public metric(event: SecurityEvent, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    if (this.logGroup === undefined) { throw new Error('rules of Amazon EventBridge have no metric of their own; write `logGroup`'); }
    return this.metricNamed(event, props);
  }

  private tell(event: SecurityEvent, row: SecurityEventRow, threshold: number): void {
    const { filterPattern, eventPattern } = row;
    const description = `${row.what} (${controlsOf(row)})`;
    const id = event.charAt(0).toUpperCase() + event.slice(1);
    if (this.logGroup !== undefined) {
      new logs.MetricFilter(this, `${id}Filter`, {
        logGroup: this.logGroup,
        filterPattern: logs.FilterPattern.literal(filterPattern),
        metricNamespace: NAMESPACE,
        metricName: this.metricName(event),
        metricValue: '1',
      });
      new cloudwatch.Alarm(this, id, {
        alarmDescription: description,
        metric: this.metricNamed(event),
        threshold,
        evaluationPeriods: 1,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      }).addAlarmAction(new actions.SnsAction(this.topic));
    } else {
      const rule = new events.Rule(this, id, { description, eventPattern, targets: [{ bind: () => ({ arn: this.topic.topicArn, role: this.publisher() }) }] });
      if (row.reads) { (rule.node.defaultChild as events.CfnRule).state = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'; }
    }
  }

  private metricNamed(event: SecurityEvent, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: NAMESPACE, metricName: this.metricName(event), statistic: 'Sum', period: Duration.minutes(5), ...props });
  }

  /** Metrics of two stacks are not added up. */
  private metricName(event: SecurityEvent): string {
    return `${Names.uniqueResourceName(this, { maxLength: 200, separator: '-' })}-${event}`;
  }

  /**
   * The role of the rules: topics of Amazon SNS are not told for whom a rule acts, roles are.
   *
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
   */
  private publisher(): iam.IRole {
    if (this.role === undefined) {
      this.role = new iam.Role(this, 'Publisher', {
        description: 'Tells of what has happened in the account',
        assumedBy: new iam.ServicePrincipal('events.amazonaws.com', {
          conditions: {
            StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
            ArnLike: { 'aws:SourceArn': Stack.of(this).formatArn({ service: 'events', resource: 'rule', resourceName: '*' }) },
          },
        }),
      });
      this.role.addToPolicy(new iam.PolicyStatement({ actions: ['sns:Publish'], resources: [this.topic.topicArn] }));
      this.topic.masterKey?.grant(this.role, 'kms:Decrypt', 'kms:GenerateDataKey');
    }
    return this.role;
  }

  /** Only alarms of this account publish to it, and whom it grants that. */
  private encryptedTopic(): sns.Topic {
    const cloudWatch = new iam.ServicePrincipal('cloudwatch.amazonaws.com');
    const key = new kms.Key(this, 'Key', { description: 'Encrypts messages about the security of the account', enableKeyRotation: true });
    key.addToResourcePolicy(new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey*'], principals: [cloudWatch], resources: ['*'] }));
    const topic = new sns.Topic(this, 'Topic', { displayName: 'Security of the account', masterKey: key, enforceSSL: true });
    topic.addToResourcePolicy(new iam.PolicyStatement({
      actions: ['sns:Publish'],
      principals: [cloudWatch],
      resources: [topic.topicArn],
      conditions: {
        ArnLike: {
          'aws:SourceArn': Stack.of(this).formatArn({ service: 'cloudwatch', resource: 'alarm', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME }),
        },
      },
    }));
    return topic;
  }
}
