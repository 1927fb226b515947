import { App, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption, InventoryFormat, InventoryFrequency } from 'aws-cdk-lib/aws-s3';
import { PRODUCTION } from '../environment';

/** A bucket that is copied to another one, with inventory and access logs. */
export function replicatedBucket(app: App): void {
  const stack = new Stack(app, 'ReplicatedBucket', { env: PRODUCTION });
  const reports = new Bucket(stack, 'Reports', { enforceSSL: true });
  const copy = new Bucket(stack, 'Copy', { versioned: true, enforceSSL: true, encryption: BucketEncryption.KMS, encryptionKey: new Key(stack, 'CopyKey', { enableKeyRotation: true }) });
  new Bucket(stack, 'Documents', {
    versioned: true,
    enforceSSL: true,
    encryption: BucketEncryption.KMS,
    encryptionKey: new Key(stack, 'DocumentsKey', { enableKeyRotation: true }),
    serverAccessLogsBucket: new Bucket(stack, 'AccessLogs', { enforceSSL: true }),
    serverAccessLogsPrefix: 'documents/',
    replicationRules: [{ destination: copy, kmsKey: copy.encryptionKey, sseKmsEncryptedObjects: true, priority: 1 }],
    inventories: [{ destination: { bucket: reports, prefix: 'inventory' }, format: InventoryFormat.PARQUET, frequency: InventoryFrequency.WEEKLY }],
  });
}
