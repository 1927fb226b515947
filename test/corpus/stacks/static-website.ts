import { join } from 'node:path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Distribution, ViewerProtocolPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { PRODUCTION } from '../environment';

/** A website in a private bucket, behind CloudFront with origin access control; the files come with the stack. */
export function staticWebsite(app: App): void {
  const stack = new Stack(app, 'StaticWebsite', { env: PRODUCTION });
  const site = new Bucket(stack, 'Site', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    removalPolicy: RemovalPolicy.DESTROY,
    autoDeleteObjects: true,
  });
  const logs = new Bucket(stack, 'Logs', { blockPublicAccess: BlockPublicAccess.BLOCK_ALL, enforceSSL: true, objectOwnership: ObjectOwnership.OBJECT_WRITER });
  const distribution = new Distribution(stack, 'Distribution', {
    defaultBehavior: { origin: S3BucketOrigin.withOriginAccessControl(site), viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS },
    defaultRootObject: 'index.html',
    logBucket: logs,
  });
  new BucketDeployment(stack, 'Deployment', {
    sources: [Source.asset(join(__dirname, '..', 'assets', 'site'))],
    destinationBucket: site,
    distribution,
    distributionPaths: ['/*'],
  });
}
