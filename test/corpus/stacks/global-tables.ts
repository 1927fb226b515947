import { App, Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, StreamViewType, Table, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { AccountPrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Function, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { PRODUCTION, SHARED_SERVICES_ACCOUNT } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** Tables in two regions, in the new way and in the old one; who follows their changes, and another account that reads. */
export function globalTables(app: App): void {
  const stack = new Stack(app, 'GlobalTables', { env: PRODUCTION });
  const customers = new TableV2(stack, 'Customers', {
    partitionKey: { name: 'customerId', type: AttributeType.STRING },
    dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
    encryption: TableEncryptionV2.awsManagedKey(),
    kinesisStream: new Stream(stack, 'Changes'),
    replicas: [{ region: 'eu-central-1' }],
    globalSecondaryIndexes: [{ indexName: 'byCountry', partitionKey: { name: 'country', type: AttributeType.STRING } }],
  });
  const follower = new Function(stack, 'Follower', FUNCTION_CODE);
  follower.addEventSource(new DynamoEventSource(customers, { startingPosition: StartingPosition.LATEST }));
  customers.grantReadData(new AccountPrincipal(SHARED_SERVICES_ACCOUNT));

  const sessions = new Table(stack, 'Sessions', {
    partitionKey: { name: 'sessionId', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    replicationRegions: ['eu-central-1'],
    timeToLiveAttribute: 'expires',
  });
  sessions.grantReadWriteData(follower);
}
