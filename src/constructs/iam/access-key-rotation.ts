import { CustomResource, Duration, RemovalPolicy, SecretValue, Token, Tokenization, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { HandlerFunction } from '../private/handler-function';
import { numberWithin } from '../private/number-within';

/**
 * How the access key of a user is rotated.
 */
export interface AccessKeyRotationProps {
  /**
   * Whose access key it is. All keys of the user belong to the rotation: one that was made by hand is retired like one that was superseded.
   */
  readonly user: iam.IUser;

  /**
   * How old a key gets before the next one takes its place, in whole days up to 90.
   *
   * @default Duration.days(90)
   */
  readonly rotationInterval?: Duration;

  /**
   * How long a key still works once the next one is in the secret, in whole days: until then everybody reads the secret again.
   *
   * @default Duration.days(7)
   */
  readonly gracePeriod?: Duration;

  /**
   * How long a key stays deactivated before it is deleted, in whole days: until then it can be activated again.
   *
   * @default Duration.days(7)
   */
  readonly deletionDelay?: Duration;

  /**
   * A key that nobody has used for this time is deactivated, in whole days up to 90.
   *
   * @default Duration.days(45)
   */
  readonly staleAfter?: Duration;

  /**
   * Encrypts the secret.
   *
   * @default - the key of the account for AWS Secrets Manager
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * How long the log of the handler is kept.
   *
   * @default - one year
   */
  readonly logRetention?: logs.RetentionDays;
}

/**
 * An access key that has to exist, rotated into a secret: JSON with `AccessKeyId` and `SecretAccessKey`. Prefer a role wherever one can be assumed.
 *
 * The secret holds a key as soon as the construct is deployed. Every day a function looks after the keys of the user: it makes the next key,
 * deactivates the one before after the grace period, deletes it later, and deactivates a key that nobody uses. Like an `AWS::IAM::AccessKey`,
 * the keys are deleted with the construct.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html
 */
export class AccessKeyRotation extends Construct {
  /** Holds the current key. */
  public readonly secret: secretsmanager.ISecret;

  private readonly function: lambda.IFunction;

  /**
   * @throws Error when a duration is out of its range, or the next key would be due before the last one is deleted
   */
  constructor(scope: Construct, id: string, props: AccessKeyRotationProps) {
    super(scope, id);
    const { user, encryptionKey, logRetention } = props;
    const days = {
      ROTATION_INTERVAL: daysOf('rotationInterval', props.rotationInterval ?? Duration.days(90), 3),
      GRACE_PERIOD: daysOf('gracePeriod', props.gracePeriod ?? Duration.days(7), 1),
      DELETION_DELAY: daysOf('deletionDelay', props.deletionDelay ?? Duration.days(7), 1),
      STALE_AFTER: daysOf('staleAfter', props.staleAfter ?? Duration.days(45), 1),
    };
    const isKnown = !Token.isUnresolved(days.GRACE_PERIOD) && !Token.isUnresolved(days.DELETION_DELAY) && !Token.isUnresolved(days.ROTATION_INTERVAL);
    if (isKnown && days.GRACE_PERIOD + days.DELETION_DELAY >= days.ROTATION_INTERVAL) {
      throw new Error('a user has at most two access keys: `gracePeriod` and `deletionDelay` together are to be shorter than `rotationInterval`');
    }
    this.secret = new secretsmanager.Secret(this, 'Secret', {
      description: 'An access key; the current one',
      encryptionKey,
      secretStringValue: SecretValue.unsafePlainText('{}'), // the function puts the key there
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this.secret).acknowledge({ id: 'AwsSolutions-SMG4', reason: 'the function beside it rotates the secret' });
    const environment = {
      USER_NAME: user.userName,
      SECRET_ARN: this.secret.secretArn,
      ...Object.fromEntries(Object.entries(days).map(([name, value]) => [name, Tokenization.stringifyNumber(value)])),
    };
    const handler = new HandlerFunction(this, 'Handler', {
      handler: 'access-key-rotation',
      description: 'Rotates the access key of a user',
      environment,
      logRetention,
      statements: [
        new iam.PolicyStatement({
          actions: ['iam:ListAccessKeys', 'iam:CreateAccessKey', 'iam:UpdateAccessKey', 'iam:DeleteAccessKey', 'iam:GetAccessKeyLastUsed'],
          resources: [user.userArn],
        }),
        new iam.PolicyStatement({
          actions: [
            'secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue', 'secretsmanager:TagResource', 'secretsmanager:UntagResource',
          ],
          resources: [this.secret.secretArn],
        }),
      ],
    });
    encryptionKey?.grantEncryptDecrypt(handler.role);
    this.function = handler.function;
    const deployment = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::AccessKeyRotation',
      serviceToken: this.function.functionArn,
      serviceTimeout: Duration.minutes(5),
      properties: environment, // a change of them is a reason to look at once
    });
    deployment.node.addDependency(handler);
    new events.Rule(this, 'Schedule', {
      description: 'Looks after the access keys of a user every day',
      schedule: events.Schedule.rate(Duration.days(1)),
      targets: [new targets.LambdaFunction(this.function)],
    });
  }

  /**
   * Lets somebody read the current key.
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.secret.grantRead(grantee);
  }

  /**
   * How often the function failed. Whoever watches one metric of a rotation watches this one.
   *
   * @default - sum over 5 minutes
   */
  public metricErrors(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.function.metricErrors(props);
  }
}

const MOST_DAYS = 90;

function daysOf(name: string, duration: Duration, least: number): number {
  return numberWithin(name, duration.toDays({ integral: false }), least, MOST_DAYS);
}
