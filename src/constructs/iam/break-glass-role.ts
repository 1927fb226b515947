import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { PersonRoleOptions } from './person-role-options';
import { acknowledgeManagedPolicy, assumedByPeople } from '../private/person-role';

/**
 * Who gets in when nothing else works, and who hears of it.
 */
export interface BreakGlassRoleProps extends PersonRoleOptions {
  /** The log group of a trail of every region: the role is used from anywhere, and rules of Amazon EventBridge see one region alone. */
  readonly logGroup: logs.ILogGroup;

  /** Who hears of every use. */
  readonly alarmTopic: sns.ITopic;
}

/** The shortest that AWS has. */
const SESSION = Duration.hours(1);

const POLICY = 'AdministratorAccess';

/** The namespace of the metrics. */
const NAMESPACE = 'BreakGlassRole';

/**
 * A role that may do everything, for when nothing else works: with a second factor within the last 15 minutes, for an hour at most, and nobody uses it, or tries
 * to, without an alarm.
 *
 * It is an administrator: the gate finds `NoAdminAccess`, and somebody answers for it by a waiver.
 *
 * @see https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_permissions_emergency_process.html
 */
export class BreakGlassRole extends iam.Role {
  /** Goes off when somebody assumes the role, tries to, or does something with it. */
  public readonly useAlarm: cloudwatch.Alarm;

  /**
   * @throws Error when an account is none, or a session would be long
   */
  constructor(scope: Construct, id: string, props: BreakGlassRoleProps) {
    const { maxSessionDuration = SESSION, logGroup, alarmTopic } = props;
    if (!maxSessionDuration.isUnresolved() && maxSessionDuration.toSeconds() !== SESSION.toSeconds()) {
      throw new Error(`\`maxSessionDuration\` is \`${maxSessionDuration.toHumanString()}\`; leave it out: a session of an hour is the shortest that AWS has`);
    }
    const managedPolicies = props.managedPolicies ?? [iam.ManagedPolicy.fromAwsManagedPolicyName(POLICY)];
    super(scope, id, assumedByPeople(scope, { ...props, managedPolicies, maxSessionDuration }, Duration.minutes(15)));
    if (props.managedPolicies === undefined) { acknowledgeManagedPolicy(this, POLICY, 'whoever breaks the glass may do everything'); }
    new logs.MetricFilter(this, 'Use', {
      logGroup,
      filterPattern: logs.FilterPattern.literal(
        `{(($.eventName="AssumeRole") && ($.requestParameters.roleArn="${this.roleArn}")) || ($.userIdentity.sessionContext.sessionIssuer.arn="${this.roleArn}")}`),
      metricNamespace: NAMESPACE,
      metricName: this.node.addr,
      metricValue: '1',
    });
    this.useAlarm = new cloudwatch.Alarm(this, 'Alarm', {
      alarmDescription: 'somebody uses the break-glass role, or tries to',
      metric: this.metricUses({ period: Duration.minutes(1) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    this.useAlarm.addAlarmAction(new actions.SnsAction(alarmTopic));
  }

  /**
   * How often the role was assumed, refused or used.
   *
   * @default - sum over 5 minutes
   */
  public metricUses(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: NAMESPACE, metricName: this.node.addr, statistic: 'Sum', ...props });
  }
}
