import { App, Duration, Stack } from 'aws-cdk-lib';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** Orders come by a queue and are kept in a table; what fails three times is set aside. */
export function queueWorker(app: App): void {
  const stack = new Stack(app, 'QueueWorker', { env: PRODUCTION });
  const failed = new Queue(stack, 'FailedOrders', { enforceSSL: true, retentionPeriod: Duration.days(14) });
  const orders = new Queue(stack, 'Orders', {
    enforceSSL: true,
    visibilityTimeout: Duration.minutes(2),
    deadLetterQueue: { queue: failed, maxReceiveCount: 3 },
  });
  const table = new TableV2(stack, 'Table', { partitionKey: { name: 'orderId', type: AttributeType.STRING }, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true } });
  const worker = new Function(stack, 'Worker', { ...FUNCTION_CODE, timeout: Duration.seconds(20), environment: { TABLE: table.tableName } });
  worker.addEventSource(new SqsEventSource(orders, { reportBatchItemFailures: true }));
  table.grantReadWriteData(worker);
}
