import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { S3EventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Bucket, BucketEncryption, EventType } from 'aws-cdk-lib/aws-s3';
import { LambdaDestination, SnsDestination, SqsDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** Uploads are announced to a function, a queue, a topic and the event bus. */
export function uploadNotifications(app: App): void {
  const stack = new Stack(app, 'UploadNotifications', { env: PRODUCTION });
  const uploads = new Bucket(stack, 'Uploads', {
    encryption: BucketEncryption.KMS,
    enforceSSL: true,
    eventBridgeEnabled: true,
    removalPolicy: RemovalPolicy.DESTROY,
    autoDeleteObjects: true,
  });
  const thumbnails = new Function(stack, 'Thumbnails', FUNCTION_CODE);
  uploads.grantRead(thumbnails);
  uploads.grantPut(thumbnails, 'thumbnails/*');
  uploads.addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(thumbnails), { prefix: 'images/' });
  uploads.addEventNotification(EventType.OBJECT_CREATED, new SqsDestination(new Queue(stack, 'Scans', { enforceSSL: true })), { prefix: 'documents/' });
  uploads.addObjectRemovedNotification(new SnsDestination(new Topic(stack, 'Removed')));

  const imported = Bucket.fromBucketName(stack, 'Legacy', 'amzn-s3-demo-bucket');
  imported.addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(thumbnails));
  thumbnails.addEventSource(new S3EventSource(new Bucket(stack, 'Scanned', { enforceSSL: true }), { events: [EventType.OBJECT_TAGGING_PUT] }));
}
