import { App, Duration, Stack } from 'aws-cdk-lib';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Choice, Condition, DefinitionBody, IntegrationPattern, JsonPath, LogLevel, Pass, StateMachine, TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import { CallAwsService, DynamoAttributeValue, DynamoPutItem, EventBridgePutEvents, LambdaInvoke, SnsPublish, SqsSendMessage, StepFunctionsStartExecution } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** A workflow that talks to most of what workflows talk to, and waits for another one. */
export function orderWorkflow(app: App): void {
  const stack = new Stack(app, 'OrderWorkflow', { env: PRODUCTION });
  const orders = new TableV2(stack, 'Orders', { partitionKey: { name: 'orderId', type: AttributeType.STRING } });
  const invoices = new Bucket(stack, 'Invoices', { enforceSSL: true });
  const payment = new StateMachine(stack, 'Payment', { definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Pay')) });

  const charge = new StepFunctionsStartExecution(stack, 'Charge', { stateMachine: payment, integrationPattern: IntegrationPattern.RUN_JOB });
  const approved = new SnsPublish(stack, 'TellCustomer', { topic: new Topic(stack, 'Customers'), message: TaskInput.fromText('on its way') })
    .next(new EventBridgePutEvents(stack, 'Announce', {
      entries: [{ eventBus: new EventBus(stack, 'Bus'), source: 'orders', detailType: 'placed', detail: TaskInput.fromObject({}) }],
    }));
  const refused = new SqsSendMessage(stack, 'AskPerson', {
    queue: new Queue(stack, 'Approvals', { enforceSSL: true }),
    messageBody: TaskInput.fromObject({ token: JsonPath.taskToken }),
    integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
  });

  const definition = new LambdaInvoke(stack, 'Check', { lambdaFunction: new Function(stack, 'Checker', FUNCTION_CODE) })
    .next(new DynamoPutItem(stack, 'Keep', { table: orders, item: { orderId: DynamoAttributeValue.fromString(JsonPath.stringAt('$.id')) } }))
    .next(new CallAwsService(stack, 'KeepInvoice', { service: 's3', action: 'putObject', parameters: { Bucket: invoices.bucketName, Key: 'k', Body: 'b' }, iamResources: [invoices.arnForObjects('*')] }))
    .next(charge)
    .next(new Choice(stack, 'Paid?').when(Condition.stringEquals('$.status', 'paid'), approved).otherwise(refused));
  new StateMachine(stack, 'Workflow', {
    definitionBody: DefinitionBody.fromChainable(definition),
    timeout: Duration.days(1),
    tracingEnabled: true,
    logs: { destination: new LogGroup(stack, 'Log', { retention: RetentionDays.THREE_MONTHS }), level: LogLevel.ERROR },
  });
}
