import { App, Stack } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { PRODUCTION } from '../environment';

/** What CloudFormation has no resource for is done by calls of the SDK. */
export function sdkCallResource(app: App): void {
  const stack = new Stack(app, 'SdkCallResource', { env: PRODUCTION });
  const parameter = new StringParameter(stack, 'Version', { stringValue: '1' });
  const label = {
    service: 'SSM',
    action: 'labelParameterVersion',
    parameters: { Name: parameter.parameterName, Labels: ['live'] },
    physicalResourceId: PhysicalResourceId.of('live'),
  };
  new AwsCustomResource(stack, 'Label', {
    onCreate: label,
    onUpdate: label,
    policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: [parameter.parameterArn] }),
    logRetention: RetentionDays.ONE_MONTH,
  });
  const account = new AwsCustomResource(stack, 'BlockPublicSnapshots', {
    onUpdate: { service: 'EC2', action: 'enableSnapshotBlockPublicAccess', parameters: { State: 'block-all-sharing' }, physicalResourceId: PhysicalResourceId.of('snapshots') },
    policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: AwsCustomResourcePolicy.ANY_RESOURCE }),
    installLatestAwsSdk: false,
  });
  account.node.addDependency(parameter);
}
