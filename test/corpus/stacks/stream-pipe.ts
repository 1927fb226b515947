import { App, Stack } from 'aws-cdk-lib';
import { AttributeType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** Changes of a table become events, by a pipe that enriches them. */
export function streamPipe(app: App): void {
  const stack = new Stack(app, 'StreamPipe', { env: PRODUCTION });
  const table = new Table(stack, 'Customers', { partitionKey: { name: 'customerId', type: AttributeType.STRING }, stream: StreamViewType.NEW_AND_OLD_IMAGES });
  const enrich = new Function(stack, 'Enrich', FUNCTION_CODE);
  const bus = new EventBus(stack, 'Bus');
  const failed = new Queue(stack, 'Failed', { enforceSSL: true });

  const role = new Role(stack, 'Role', {
    assumedBy: new ServicePrincipal('pipes.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
  });
  table.grantStreamRead(role);
  enrich.grantInvoke(role);
  bus.grantPutEventsTo(role);
  failed.grantSendMessages(role);

  new CfnPipe(stack, 'Pipe', {
    roleArn: role.roleArn,
    source: table.tableStreamArn!,
    sourceParameters: { dynamoDbStreamParameters: { startingPosition: 'LATEST', deadLetterConfig: { arn: failed.queueArn } } },
    enrichment: enrich.functionArn,
    target: bus.eventBusArn,
  });
}
