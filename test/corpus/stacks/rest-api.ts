import { App, Stack } from 'aws-cdk-lib';
import { AccessLogFormat, AuthorizationType, AwsIntegration, LambdaIntegration, LogGroupLogDestination, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** A REST API: reads go to a function, orders straight into a queue. */
export function restApi(app: App): void {
  const stack = new Stack(app, 'RestApi', { env: PRODUCTION });
  const table = new Table(stack, 'Products', {
    partitionKey: { name: 'productId', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.CUSTOMER_MANAGED,
  });
  const reader = new Function(stack, 'Reader', { ...FUNCTION_CODE, environment: { TABLE: table.tableName } });
  table.grantReadData(reader);

  const orders = new Queue(stack, 'Orders', { enforceSSL: true });
  const sender = new Role(stack, 'Sender', { assumedBy: new ServicePrincipal('apigateway.amazonaws.com') });
  orders.grantSendMessages(sender);

  const api = new RestApi(stack, 'Api', {
    cloudWatchRole: true,
    defaultMethodOptions: { authorizationType: AuthorizationType.IAM },
    deployOptions: {
      accessLogDestination: new LogGroupLogDestination(new LogGroup(stack, 'AccessLogs', { retention: RetentionDays.ONE_YEAR })),
      accessLogFormat: AccessLogFormat.jsonWithStandardFields(),
      tracingEnabled: true,
    },
  });
  api.root.addResource('products').addMethod('GET', new LambdaIntegration(reader));
  api.root.addResource('orders').addMethod('POST', new AwsIntegration({
    service: 'sqs',
    path: `${stack.account}/${orders.queueName}`,
    options: { credentialsRole: sender, requestParameters: { 'integration.request.header.Content-Type': "'application/x-www-form-urlencoded'" } },
  }));
}
