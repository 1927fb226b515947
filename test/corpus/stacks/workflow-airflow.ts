import { App, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnEnvironment } from 'aws-cdk-lib/aws-mwaa';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { PRODUCTION } from '../environment';

/** Managed Airflow, with the execution role that its documentation asks for. */
export function workflowAirflow(app: App): void {
  const stack = new Stack(app, 'WorkflowAirflow', { env: PRODUCTION });
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 });
  const dags = new Bucket(stack, 'Dags', { versioned: true, enforceSSL: true });
  const key = new Key(stack, 'Key', { enableKeyRotation: true });
  const role = new Role(stack, 'Execution', { assumedBy: new ServicePrincipal('airflow-env.amazonaws.com') });
  role.assumeRolePolicy!.addStatements(new PolicyStatement({ actions: ['sts:AssumeRole'], principals: [new ServicePrincipal('airflow.amazonaws.com')] }));
  dags.grantRead(role);
  key.grantEncryptDecrypt(role);
  role.addToPolicy(new PolicyStatement({ actions: ['airflow:PublishMetrics'], resources: [stack.formatArn({ service: 'airflow', resource: 'environment', resourceName: 'reports' })] }));
  role.addToPolicy(new PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:CreateLogGroup', 'logs:PutLogEvents', 'logs:GetLogEvents', 'logs:GetLogRecord', 'logs:GetLogGroupFields', 'logs:GetQueryResults'],
    resources: [`arn:aws:logs:${stack.region}:${stack.account}:log-group:airflow-reports-*`],
  }));
  role.addToPolicy(new PolicyStatement({ actions: ['logs:DescribeLogGroups', 's3:GetAccountPublicAccessBlock', 'cloudwatch:PutMetricData'], resources: ['*'] }));
  role.addToPolicy(new PolicyStatement({
    actions: ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:ReceiveMessage', 'sqs:SendMessage'],
    resources: [`arn:aws:sqs:${stack.region}:*:airflow-celery-*`],
  }));
  new CfnEnvironment(stack, 'Environment', {
    name: 'reports',
    executionRoleArn: role.roleArn,
    kmsKey: key.keyArn,
    sourceBucketArn: dags.bucketArn,
    dagS3Path: 'dags',
    networkConfiguration: { subnetIds: vpc.privateSubnets.map(({ subnetId }) => subnetId) },
  });
}
