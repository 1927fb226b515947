import { App, CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** A custom resource by the provider framework: it waits until a search index is there. */
export function customResourceProvider(app: App): void {
  const stack = new Stack(app, 'CustomResourceProvider', { env: PRODUCTION });
  const index = stack.formatArn({ service: 'aoss', resource: 'collection', resourceName: 'products' });
  const mayAsk = new PolicyStatement({ actions: ['aoss:APIAccessAll'], resources: [index] });
  const provider = new Provider(stack, 'Provider', {
    onEventHandler: new Function(stack, 'OnEvent', { ...FUNCTION_CODE, initialPolicy: [mayAsk] }),
    isCompleteHandler: new Function(stack, 'IsComplete', { ...FUNCTION_CODE, initialPolicy: [mayAsk] }),
    queryInterval: Duration.seconds(30),
    totalTimeout: Duration.minutes(20),
    logGroup: new LogGroup(stack, 'Log', { retention: RetentionDays.ONE_MONTH }),
  });
  new CustomResource(stack, 'Index', { serviceToken: provider.serviceToken, resourceType: 'Custom::SearchIndex', properties: { Name: 'products' } });
}
