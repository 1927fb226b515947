import { App, Stack } from 'aws-cdk-lib';
import { BuildSpec, Cache, LinuxBuildImage, PipelineProject } from 'aws-cdk-lib/aws-codebuild';
import { Artifact, Pipeline, PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import { CodeBuildAction, CodeStarConnectionsSourceAction, ManualApprovalAction, S3DeployAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { PRODUCTION } from '../environment';

/** From GitHub by a connection to an image and a website, with a person between. */
export function codePipeline(app: App): void {
  const stack = new Stack(app, 'CodePipeline', { env: PRODUCTION });
  const source = new Artifact('Source');
  const site = new Artifact('Site');
  const project = new PipelineProject(stack, 'Build', {
    environment: { buildImage: LinuxBuildImage.STANDARD_7_0, privileged: true },
    buildSpec: BuildSpec.fromObject({ version: '0.2', phases: { build: { commands: ['make'] } }, artifacts: { files: ['site/**/*'] } }),
    cache: Cache.bucket(new Bucket(stack, 'Cache', { enforceSSL: true })),
  });
  new Repository(stack, 'Repository').grantPullPush(project);
  StringParameter.fromStringParameterName(stack, 'ApiUrl', '/app/api-url').grantRead(project);

  new Pipeline(stack, 'Pipeline', {
    pipelineType: PipelineType.V2,
    crossAccountKeys: true,
    enableKeyRotation: true,
    stages: [
      {
        stageName: 'Source',
        actions: [new CodeStarConnectionsSourceAction({
          actionName: 'GitHub',
          owner: 'octo-org',
          repo: 'octo-repo',
          connectionArn: `arn:aws:codeconnections:eu-west-1:${stack.account}:connection/01234567-89ab-cdef-0123-456789abcdef`,
          output: source,
        })],
      },
      { stageName: 'Build', actions: [new CodeBuildAction({ actionName: 'Build', project, input: source, outputs: [site] })] },
      { stageName: 'Approve', actions: [new ManualApprovalAction({ actionName: 'Approve' })] },
      { stageName: 'Deploy', actions: [new S3DeployAction({ actionName: 'Deploy', bucket: new Bucket(stack, 'Site', { enforceSSL: true }), input: site })] },
    ],
  });
}
