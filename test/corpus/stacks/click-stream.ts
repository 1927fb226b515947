import { App, Duration, Stack } from 'aws-cdk-lib';
import { Stream, StreamEncryption } from 'aws-cdk-lib/aws-kinesis';
import { DeliveryStream, KinesisStreamSource, LambdaFunctionProcessor, S3Bucket } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Function, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** Clicks go by a stream to a function at once, and by Firehose to a bucket. */
export function clickStream(app: App): void {
  const stack = new Stack(app, 'ClickStream', { env: PRODUCTION });
  const key = new Key(stack, 'Key', { enableKeyRotation: true });
  const clicks = new Stream(stack, 'Clicks', { encryption: StreamEncryption.KMS, encryptionKey: key });
  const collector = new Function(stack, 'Collector', FUNCTION_CODE);
  clicks.grantWrite(collector);

  const counter = new Function(stack, 'Counter', FUNCTION_CODE);
  counter.addEventSource(new KinesisEventSource(clicks, {
    startingPosition: StartingPosition.TRIM_HORIZON,
    onFailure: new SqsDlq(new Queue(stack, 'Failed', { enforceSSL: true })),
  }));

  const lake = new Bucket(stack, 'Lake', { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true, enforceSSL: true });
  new DeliveryStream(stack, 'ToLake', {
    source: new KinesisStreamSource(clicks),
    destination: new S3Bucket(lake, {
      encryptionKey: key,
      processors: [new LambdaFunctionProcessor(new Function(stack, 'Transform', { ...FUNCTION_CODE, timeout: Duration.minutes(1) }))],
    }),
  });
}
