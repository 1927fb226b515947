import { App, Duration, Stack } from 'aws-cdk-lib';
import { EventBus, EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { CloudWatchLogGroup, EventBus as EventBusTarget, KinesisStream, LambdaFunction, SfnStateMachine, SnsTopic, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { ORGANIZATION_ID, PRODUCTION, SHARED_SERVICES_ACCOUNT } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** A bus that every account of the organization may put events on, and rules with one target of each common kind. */
export function eventBus(app: App): void {
  const stack = new Stack(app, 'EventBus', { env: PRODUCTION });
  const bus = new EventBus(stack, 'Bus', { eventBusName: 'orders' });
  bus.addToResourcePolicy(new PolicyStatement({
    sid: 'OrganizationPutsEvents',
    principals: [new AnyPrincipal()],
    actions: ['events:PutEvents'],
    resources: [bus.eventBusArn],
    conditions: { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION_ID } },
  }));
  bus.archive('Archive', { retention: Duration.days(90), eventPattern: { source: ['orders'] } });

  const undelivered = new Queue(stack, 'Undelivered', { enforceSSL: true });
  const eventPattern: EventPattern = { source: ['orders'] };
  new Rule(stack, 'Placed', {
    eventBus: bus,
    eventPattern,
    targets: [
      new LambdaFunction(new Function(stack, 'Mailer', FUNCTION_CODE), { deadLetterQueue: undelivered }),
      new SfnStateMachine(new StateMachine(stack, 'Fulfil', { definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Done')) })),
      new SqsQueue(new Queue(stack, 'Billing', { enforceSSL: true })),
      new SnsTopic(new Topic(stack, 'Warehouse', { enforceSSL: true })),
    ],
  });
  new Rule(stack, 'Kept', {
    eventBus: bus,
    eventPattern,
    targets: [
      new KinesisStream(new Stream(stack, 'Analytics')),
      new CloudWatchLogGroup(new LogGroup(stack, 'Events')),
      new EventBusTarget(EventBus.fromEventBusArn(stack, 'Central', `arn:aws:events:eu-west-1:${SHARED_SERVICES_ACCOUNT}:event-bus/central`)),
    ],
  });
}
