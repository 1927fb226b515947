import { App, Duration, Stack } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaDeploymentConfig, LambdaDeploymentGroup, ServerApplication, ServerDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Alias, Function, Tracing } from 'aws-cdk-lib/aws-lambda';
import { Canary, Code, Runtime, Schedule, Test } from 'aws-cdk-lib/aws-synthetics';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** New versions get a tenth of the traffic first; a canary looks at the site all the time. */
export function canaryDeployment(app: App): void {
  const stack = new Stack(app, 'CanaryDeployment', { env: PRODUCTION });
  const api = new Function(stack, 'Api', { ...FUNCTION_CODE, tracing: Tracing.ACTIVE });
  const alias = new Alias(stack, 'Live', { aliasName: 'live', version: api.currentVersion });
  new LambdaDeploymentGroup(stack, 'Deployment', {
    alias,
    deploymentConfig: LambdaDeploymentConfig.CANARY_10PERCENT_5MINUTES,
    alarms: [new Alarm(stack, 'Errors', { metric: alias.metricErrors(), threshold: 1, evaluationPeriods: 1 })],
    preHook: new Function(stack, 'SmokeTest', FUNCTION_CODE),
  });
  new ServerDeploymentGroup(stack, 'Servers', { application: new ServerApplication(stack, 'ServerApplication') });

  new Canary(stack, 'Canary', {
    schedule: Schedule.rate(Duration.minutes(5)),
    runtime: Runtime.SYNTHETICS_NODEJS_PUPPETEER_9_1,
    test: Test.custom({ code: Code.fromInline('exports.handler = async () => {};'), handler: 'index.handler' }),
  });
}
