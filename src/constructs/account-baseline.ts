import * as accessanalyzer from 'aws-cdk-lib/aws-accessanalyzer';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AuditTrail, AuditTrailProps } from './cloudtrail/audit-trail';
import { SecurityAlarms, SecurityEvent } from './cloudwatch/security-alarms';
import { AccountPasswordPolicy, AccountPasswordPolicyProps } from './iam/account-password-policy';
import { BreakGlassRole } from './iam/break-glass-role';
import { PersonRoleOptions } from './iam/person-role-options';
import { AccountPublicAccessBlock, AccountPublicAccessBlockProps } from './s3/account-public-access-block';

/**
 * What differs from the baseline.
 */
export interface AccountBaselineProps {
  /**
   * Who is told by e-mail of what `SecurityAlarms` and the break-glass role tell. Each has to confirm it once.
   *
   * @default - nobody beside the subscriptions of the topic
   */
  readonly emailAddresses?: string[];

  /**
   * The password policy.
   *
   * @default - that of `AccountPasswordPolicy`
   */
  readonly passwordPolicy?: AccountPasswordPolicyProps;

  /**
   * What of Amazon S3 is blocked.
   *
   * @default - all public access
   */
  readonly publicAccessBlock?: AccountPublicAccessBlockProps;

  /**
   * The trail.
   *
   * @default - that of `AuditTrail`
   */
  readonly trail?: AuditTrailProps;

  /**
   * The log group of a trail of every region that the account has already, of its organization for example: no other is made.
   *
   * @default - a trail is made
   */
  readonly trailLogGroup?: logs.ILogGroup;

  /**
   * Of what somebody hears.
   *
   * @default - of everything
   */
  readonly securityEvents?: SecurityEvent[];

  /**
   * How many events within five minutes make an alarm, by the name of the event.
   *
   * @default - one
   */
  readonly thresholds?: { [event: string]: number };

  /**
   * Who breaks the glass.
   *
   * @default - users of this account, with a second factor within the last 15 minutes
   */
  readonly breakGlassRole?: PersonRoleOptions;

  /**
   * There is no break-glass role.
   *
   * @default false
   */
  readonly allowNoBreakGlassRole?: boolean;
}

/**
 * What every account has: a password policy, no public access to Amazon S3, a trail, alarms, an analyzer of AWS IAM Access Analyzer, and a role for when nothing
 * else works.
 */
export class AccountBaseline extends Construct {
  /** The trail, if the account had none. */
  public readonly trail?: AuditTrail;

  /** The alarms. */
  public readonly alarms: SecurityAlarms;

  /** Where their messages go. */
  public readonly topic: sns.ITopic;

  /** The role for when nothing else works, if there is one. */
  public readonly breakGlassRole?: BreakGlassRole;

  /**
   * @throws Error when options contradict each other
   */
  constructor(scope: Construct, id: string, props: AccountBaselineProps = {}) {
    super(scope, id);
    const { trailLogGroup, allowNoBreakGlassRole = false } = props;
    if (trailLogGroup !== undefined && props.trail !== undefined) { throw new Error('`trail` and `trailLogGroup` contradict each other; write one of them'); }
    if (allowNoBreakGlassRole && props.breakGlassRole !== undefined) { throw new Error('`breakGlassRole` and `allowNoBreakGlassRole` contradict each other; write one of them'); }
    new AccountPasswordPolicy(this, 'PasswordPolicy', props.passwordPolicy);
    new AccountPublicAccessBlock(this, 'PublicAccessBlock', props.publicAccessBlock);
    this.trail = trailLogGroup === undefined ? new AuditTrail(this, 'Trail', props.trail) : undefined;
    const logGroup = trailLogGroup ?? this.trail!.logGroup;
    this.alarms = new SecurityAlarms(this, 'Alarms', { logGroup, events: props.securityEvents, thresholds: props.thresholds, emailAddresses: props.emailAddresses });
    this.topic = this.alarms.topic;
    for (const alarm of this.trail?.deliveryAlarms ?? []) { alarm.addAlarmAction(new actions.SnsAction(this.topic)); }
    new accessanalyzer.CfnAnalyzer(this, 'AccessAnalyzer', { type: 'ACCOUNT' });
    this.breakGlassRole = allowNoBreakGlassRole ? undefined : new BreakGlassRole(this, 'BreakGlassRole', { ...props.breakGlassRole, logGroup, alarmTopic: this.topic });
  }
}
