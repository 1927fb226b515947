import { App, Stack } from 'aws-cdk-lib';
import { CfnApplication } from 'aws-cdk-lib/aws-emrserverless';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** A function starts jobs of EMR Serverless, which run with a role of their own. */
export function sparkJobs(app: App): void {
  const stack = new Stack(app, 'SparkJobs', { env: PRODUCTION });
  const application = new CfnApplication(stack, 'Application', { type: 'SPARK', releaseLabel: 'emr-7.5.0' });
  const input = new Bucket(stack, 'Input', { enforceSSL: true });
  const output = new Bucket(stack, 'Output', { enforceSSL: true });
  const job = new Role(stack, 'Job', {
    assumedBy: new ServicePrincipal('emr-serverless.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
  });
  input.grantRead(job);
  output.grantReadWrite(job);

  const starter = new Function(stack, 'Starter', FUNCTION_CODE);
  starter.addToRolePolicy(new PolicyStatement({ actions: ['emr-serverless:StartJobRun'], resources: [application.attrArn] }));
  starter.addToRolePolicy(new PolicyStatement({
    actions: ['iam:PassRole'],
    resources: [job.roleArn],
    conditions: { StringEquals: { 'iam:PassedToService': 'emr-serverless.amazonaws.com' } },
  }));
}
