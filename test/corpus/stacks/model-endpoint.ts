import { App, Stack } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnEndpoint, CfnEndpointConfig, CfnModel } from 'aws-cdk-lib/aws-sagemaker';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** A model of SageMaker behind an endpoint that one function may ask. */
export function modelEndpoint(app: App): void {
  const stack = new Stack(app, 'ModelEndpoint', { env: PRODUCTION });
  const artifacts = new Bucket(stack, 'Artifacts', { enforceSSL: true });
  const repository = new Repository(stack, 'Repository');
  const execution = new Role(stack, 'Execution', { assumedBy: new ServicePrincipal('sagemaker.amazonaws.com') });
  artifacts.grantRead(execution, 'models/*');
  repository.grantPull(execution);
  execution.addToPolicy(new PolicyStatement({
    actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
    resources: [`arn:aws:logs:${stack.region}:${stack.account}:log-group:/aws/sagemaker/Endpoints/*`],
  }));
  execution.addToPolicy(new PolicyStatement({ actions: ['cloudwatch:PutMetricData'], resources: ['*'] }));

  const model = new CfnModel(stack, 'Model', {
    executionRoleArn: execution.roleArn,
    primaryContainer: { image: repository.repositoryUriForTag('v1'), modelDataUrl: artifacts.s3UrlForObject('models/churn.tar.gz') },
  });
  const config = new CfnEndpointConfig(stack, 'Config', {
    productionVariants: [{ variantName: 'main', modelName: model.attrModelName, instanceType: 'ml.m5.large', initialInstanceCount: 1, initialVariantWeight: 1 }],
  });
  const endpoint = new CfnEndpoint(stack, 'Endpoint', { endpointConfigName: config.attrEndpointConfigName });
  new Function(stack, 'Ask', FUNCTION_CODE).addToRolePolicy(new PolicyStatement({ actions: ['sagemaker:InvokeEndpoint'], resources: [endpoint.ref] }));
}
