import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Distribution, experimental, LambdaEdgeEventType } from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { PRODUCTION } from '../environment';

/** A function at the edge, which the CDK puts in us-east-1. */
export function edgeFunction(app: App): void {
  const stack = new Stack(app, 'EdgeFunction', { env: PRODUCTION });
  const rewrite = new experimental.EdgeFunction(stack, 'Rewrite', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromAsset(join(__dirname, '..', 'assets', 'function')),
  });
  new Distribution(stack, 'Distribution', {
    defaultBehavior: {
      origin: S3BucketOrigin.withOriginAccessControl(new Bucket(stack, 'Site', { enforceSSL: true })),
      edgeLambdas: [{ eventType: LambdaEdgeEventType.VIEWER_REQUEST, functionVersion: rewrite.currentVersion }],
    },
  });
}
