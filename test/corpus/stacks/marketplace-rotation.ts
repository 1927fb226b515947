import { App, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { AuroraMysqlEngineVersion, ClusterInstance, DatabaseCluster, DatabaseClusterEngine } from 'aws-cdk-lib/aws-rds';
import { PRODUCTION } from '../environment';

/** The password of a database is rotated by an application of AWS in the Serverless Application Repository. */
export function marketplaceRotation(app: App): void {
  const stack = new Stack(app, 'MarketplaceRotation', { env: PRODUCTION });
  const cluster = new DatabaseCluster(stack, 'Cluster', {
    engine: DatabaseClusterEngine.auroraMysql({ version: AuroraMysqlEngineVersion.VER_3_08_0 }),
    vpc: new Vpc(stack, 'Vpc', { maxAzs: 2 }),
    writer: ClusterInstance.serverlessV2('Writer'),
    storageEncrypted: true,
  });
  cluster.addRotationSingleUser();
}
