import { App, Duration, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { AuroraPostgresEngineVersion, ClusterInstance, Credentials, DatabaseCluster, DatabaseClusterEngine } from 'aws-cdk-lib/aws-rds';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** A database with monitoring, imports and exports, behind a proxy that functions sign in to with IAM. */
export function relationalDatabase(app: App): void {
  const stack = new Stack(app, 'RelationalDatabase', { env: PRODUCTION });
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 });
  const cluster = new DatabaseCluster(stack, 'Cluster', {
    engine: DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_16_6 }),
    vpc,
    writer: ClusterInstance.serverlessV2('Writer'),
    credentials: Credentials.fromGeneratedSecret('postgres'),
    iamAuthentication: true,
    storageEncrypted: true,
    monitoringInterval: Duration.minutes(1),
    cloudwatchLogsExports: ['postgresql'],
    s3ImportBuckets: [new Bucket(stack, 'Imports', { enforceSSL: true })],
    s3ExportBuckets: [new Bucket(stack, 'Exports', { enforceSSL: true })],
  });
  const proxy = cluster.addProxy('Proxy', { vpc, secrets: [cluster.secret!], iamAuth: true, requireTLS: true });
  const api = new Function(stack, 'Api', { ...FUNCTION_CODE, vpc, environment: { HOST: proxy.endpoint } });
  proxy.grantConnect(api, 'app');
  cluster.grantConnect(new Function(stack, 'Migrations', { ...FUNCTION_CODE, vpc }), 'migrations');
}
