import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';

/** What a function runs: a few lines that stand in the template. */
export const FUNCTION_CODE = { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => {};') };
