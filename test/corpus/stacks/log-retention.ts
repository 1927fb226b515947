import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { LogRetention, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** Logs of functions are kept for a month, in the way that older apps say it. */
export function logRetention(app: App): void {
  const stack = new Stack(app, 'LogRetention', { env: PRODUCTION });
  new Function(stack, 'Function', { ...FUNCTION_CODE, logRetention: RetentionDays.ONE_MONTH });
  new LogRetention(stack, 'BuildLogs', { logGroupName: '/aws/codebuild/app', retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
}
