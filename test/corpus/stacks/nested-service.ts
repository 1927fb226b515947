import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** A large stack in parts, whose functions use what other parts and other stacks own. */
export function nestedService(app: App): void {
  const shared = new Stack(app, 'SharedTopics', { env: PRODUCTION });
  const topic = new Topic(shared, 'Events');

  const stack = new Stack(app, 'NestedService', { env: PRODUCTION });
  const storage = new NestedStack(stack, 'Storage');
  const table = new TableV2(storage, 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  const files = new Bucket(storage, 'Files', { enforceSSL: true });

  const compute = new NestedStack(stack, 'Compute');
  const worker = new Function(compute, 'Worker', FUNCTION_CODE);
  table.grantReadWriteData(worker);
  files.grantRead(worker);
  topic.grantPublish(worker);
  worker.grantInvoke(new Function(stack, 'Starter', FUNCTION_CODE));
}
