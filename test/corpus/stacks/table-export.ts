import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Alias, Function, FunctionUrlAuthType, LayerVersion, Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LambdaDestination, SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Trigger } from 'aws-cdk-lib/triggers';
import { ORGANIZATION_ID, PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** A function exports a table, tells where it went, and runs once after each deployment; its library is for the whole organization. */
export function tableExport(app: App): void {
  const stack = new Stack(app, 'TableExport', { env: PRODUCTION });
  const library = new LayerVersion(stack, 'Library', { code: Code.fromAsset(join(__dirname, '..', 'assets', 'function')), compatibleRuntimes: [Runtime.NODEJS_22_X] });
  library.addPermission('Organization', { accountId: '*', organizationId: ORGANIZATION_ID });

  const table = new TableV2(stack, 'Orders', { partitionKey: { name: 'orderId', type: AttributeType.STRING }, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true } });
  const exports = new Bucket(stack, 'Exports', { enforceSSL: true });
  const exporter = new Function(stack, 'Exporter', {
    ...FUNCTION_CODE,
    layers: [library],
    timeout: Duration.minutes(1),
    reservedConcurrentExecutions: 1,
    onSuccess: new LambdaDestination(new Function(stack, 'Tell', FUNCTION_CODE)),
    onFailure: new SqsDestination(new Queue(stack, 'Failed', { enforceSSL: true })),
  });
  exporter.addToRolePolicy(new PolicyStatement({ actions: ['dynamodb:ExportTableToPointInTime'], resources: [table.tableArn] }));
  exports.grantPut(exporter, 'orders/*');
  new Alias(stack, 'Live', { aliasName: 'live', version: exporter.currentVersion }).addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });
  new Trigger(stack, 'AfterDeployment', { handler: exporter });
}
