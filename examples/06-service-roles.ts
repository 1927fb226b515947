import { App, Stack, Validations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Guardrails, Profile, ServiceRole } from 'cdk-iam-guardrails';

// Every hour a schedule has a function look into a queue. Both roles write and call what is theirs, and nothing else.
const app = new App();
Guardrails.enforce(app, { profile: Profile.STRICT });
Validations.of(app).addPlugins(new AwsSolutionsChecks());
const stack = new Stack(app, 'Worker');

const failed = new sqs.Queue(stack, 'Failed', { enforceSSL: true });
Validations.of(failed).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'what failed lies here, and goes nowhere from here' });
const orders = new sqs.Queue(stack, 'Orders', { enforceSSL: true, deadLetterQueue: { queue: failed, maxReceiveCount: 3 } });

const logGroup = new logs.LogGroup(stack, 'Log', { retention: logs.RetentionDays.ONE_YEAR });
const role = ServiceRole.forLambda(stack, 'FunctionRole', { logGroup });
orders.grantConsumeMessages(role);
const worker = new lambda.Function(stack, 'Function', {
  runtime: lambda.Runtime.NODEJS_LATEST,
  handler: 'index.handler',
  code: lambda.Code.fromInline('exports.handler = async () => {};'),
  role,
  logGroup,
});

// Only schedules of this group can have the service use the role.
const caller = ServiceRole.forScheduler(stack, 'ScheduleRole', { scheduleGroupName: 'orders' });
worker.grantInvoke(caller);
Validations.of(caller).acknowledge({ id: 'AwsSolutions-IAM5[Resource::<Function76856677.Arn>:*]', reason: 'every version of the function' });
