import { App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke, SqsSendMessage, StepFunctionsStartExecution, Universal } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** What happens every night, by EventBridge Scheduler. */
export function nightlySchedule(app: App): void {
  const stack = new Stack(app, 'NightlySchedule', { env: PRODUCTION });
  const scheduleGroup = new ScheduleGroup(stack, 'Nightly');
  const schedule = ScheduleExpression.cron({ hour: '3', minute: '0', timeZone: TimeZone.EUROPE_BERLIN });
  const deadLetterQueue = new Queue(stack, 'Missed', { enforceSSL: true });

  new Schedule(stack, 'Cleanup', { scheduleGroup, schedule, target: new LambdaInvoke(new Function(stack, 'Cleaner', FUNCTION_CODE), { deadLetterQueue, maxEventAge: Duration.hours(1) }) });
  new Schedule(stack, 'Reminders', { scheduleGroup, schedule, target: new SqsSendMessage(new Queue(stack, 'ReminderQueue', { enforceSSL: true })) });
  new Schedule(stack, 'Reports', {
    scheduleGroup,
    schedule,
    target: new StepFunctionsStartExecution(new StateMachine(stack, 'Reporting', { definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Done')) }), {}),
  });
  new Schedule(stack, 'StopTestDatabase', {
    scheduleGroup,
    schedule,
    target: new Universal({
      service: 'rds',
      action: 'stopDBInstance',
      policyStatements: [new PolicyStatement({ actions: ['rds:StopDBInstance'], resources: [stack.formatArn({ service: 'rds', resource: 'db', resourceName: 'test', arnFormat: undefined })] })],
    }),
  });
}
