import { App, CfnCapabilities, Stack } from 'aws-cdk-lib';
import { BuildSpec, LinuxBuildImage, PipelineProject } from 'aws-cdk-lib/aws-codebuild';
import { Artifact, Pipeline, PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import { CloudFormationCreateUpdateStackAction, CodeBuildAction, LambdaInvokeAction, S3SourceAction, S3Trigger } from 'aws-cdk-lib/aws-codepipeline-actions';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** A pipeline that deploys a template: its CloudFormation may make queues and topics of one app, and nothing else. */
export function stackDeployment(app: App): void {
  const stack = new Stack(app, 'StackDeployment', { env: PRODUCTION });
  const source = new Artifact('Source');
  const template = new Artifact('Template');
  const deploy = new CloudFormationCreateUpdateStackAction({
    actionName: 'Deploy',
    stackName: 'messages',
    templatePath: template.atPath('template.yaml'),
    adminPermissions: false,
    cfnCapabilities: [CfnCapabilities.NONE],
  });
  new Pipeline(stack, 'Pipeline', {
    pipelineType: PipelineType.V2,
    stages: [
      { stageName: 'Source', actions: [new S3SourceAction({ actionName: 'Source', bucket: new Bucket(stack, 'Sources', { versioned: true, enforceSSL: true }), bucketKey: 'app.zip', output: source, trigger: S3Trigger.EVENTS })] },
      {
        stageName: 'Build',
        actions: [new CodeBuildAction({
          actionName: 'Build',
          project: new PipelineProject(stack, 'Build', { environment: { buildImage: LinuxBuildImage.STANDARD_7_0 }, buildSpec: BuildSpec.fromSourceFilename('buildspec.yml') }),
          input: source,
          outputs: [template],
        })],
      },
      { stageName: 'Deploy', actions: [deploy] },
      { stageName: 'Check', actions: [new LambdaInvokeAction({ actionName: 'Check', lambda: new Function(stack, 'Check', FUNCTION_CODE) })] },
    ],
  });
  deploy.addToDeploymentRolePolicy(new PolicyStatement({
    actions: ['sqs:CreateQueue', 'sqs:DeleteQueue', 'sqs:GetQueueAttributes', 'sqs:SetQueueAttributes'],
    resources: [stack.formatArn({ service: 'sqs', resource: 'messages-*' })],
  }));
  deploy.addToDeploymentRolePolicy(new PolicyStatement({
    actions: ['sns:CreateTopic', 'sns:DeleteTopic', 'sns:GetTopicAttributes', 'sns:SetTopicAttributes'],
    resources: [stack.formatArn({ service: 'sns', resource: 'messages-*' })],
  }));
}
