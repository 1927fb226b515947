import { App, Stack, Stage } from 'aws-cdk-lib';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { CodePipeline, CodePipelineSource, ManualApprovalStep, ShellStep } from 'aws-cdk-lib/pipelines';
import { PRODUCTION, SHARED_SERVICES_ACCOUNT } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** An app that deploys itself: the pipeline in the account of the tools, the app in another one. */
export function cdkPipeline(app: App): void {
  const tools = new Stack(app, 'CdkPipeline', { env: { account: SHARED_SERVICES_ACCOUNT, region: 'eu-west-1' } });
  const pipeline = new CodePipeline(tools, 'Pipeline', {
    crossAccountKeys: true,
    synth: new ShellStep('Synth', {
      input: CodePipelineSource.connection('octo-org/octo-repo', 'main', {
        connectionArn: `arn:aws:codeconnections:eu-west-1:${SHARED_SERVICES_ACCOUNT}:connection/01234567-89ab-cdef-0123-456789abcdef`,
      }),
      commands: ['npm ci', 'npx cdk synth'],
    }),
  });

  const production = new Stage(app, 'Production', { env: PRODUCTION });
  new Function(new Stack(production, 'Service'), 'Function', FUNCTION_CODE);
  pipeline.addStage(production, { pre: [new ManualApprovalStep('Approve')], post: [new ShellStep('SmokeTest', { commands: ['curl -Ssf https://app.example.com'] })] });
}
