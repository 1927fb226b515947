import { App, Aws, Stack } from 'aws-cdk-lib';
import { CfnCrawler, CfnDatabase, CfnJob, CfnSecurityConfiguration } from 'aws-cdk-lib/aws-glue';
import { Effect, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { PRODUCTION } from '../environment';

/** Glue crawls raw data and makes clean data of it. */
export function dataPreparation(app: App): void {
  const stack = new Stack(app, 'DataPreparation', { env: PRODUCTION });
  const encryptionKey = new Key(stack, 'Key', { enableKeyRotation: true });
  const [raw, clean, scripts] = ['Raw', 'Clean', 'Scripts'].map(id => new Bucket(stack, id, { encryption: BucketEncryption.KMS, encryptionKey, enforceSSL: true }));
  const database = new CfnDatabase(stack, 'Database', { catalogId: Aws.ACCOUNT_ID, databaseInput: { name: 'sales' } });

  const crawler = new Role(stack, 'CrawlerRole', {
    assumedBy: new ServicePrincipal('glue.amazonaws.com'),
    managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSGlueServiceRole')],
  });
  raw.grantRead(crawler);
  new CfnCrawler(stack, 'Crawler', { role: crawler.roleArn, databaseName: database.ref, targets: { s3Targets: [{ path: raw.s3UrlForObject('sales') }] } });

  const catalog = ['catalog', 'database/sales', 'table/sales/*'].map(name => `arn:aws:glue:${stack.region}:${stack.account}:${name}`);
  const cleaner = new Role(stack, 'CleanerRole', { assumedBy: new ServicePrincipal('glue.amazonaws.com') });
  raw.grantRead(cleaner);
  clean.grantReadWrite(cleaner);
  scripts.grantRead(cleaner);
  cleaner.addToPolicy(new PolicyStatement({ actions: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions', 'glue:BatchCreatePartition'], resources: catalog }));
  cleaner.addToPolicy(new PolicyStatement({ actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], resources: [`arn:aws:logs:${stack.region}:${stack.account}:log-group:/aws-glue/*`] }));
  cleaner.addToPolicy(new PolicyStatement({
    effect: Effect.ALLOW,
    actions: ['cloudwatch:PutMetricData'],
    resources: ['*'],
    conditions: { StringEquals: { 'cloudwatch:namespace': 'Glue' } },
  }));
  new CfnJob(stack, 'Cleaner', {
    role: cleaner.roleArn,
    glueVersion: '5.0',
    command: { name: 'glueetl', scriptLocation: scripts.s3UrlForObject('clean.py') },
    securityConfiguration: new CfnSecurityConfiguration(stack, 'Security', { name: 'sales', encryptionConfiguration: { s3Encryptions: [{ s3EncryptionMode: 'SSE-KMS', kmsKeyArn: encryptionKey.keyArn }] } }).name,
  });
}
