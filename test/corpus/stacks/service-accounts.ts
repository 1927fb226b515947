import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Cluster, EndpointAccess, IdentityType, KubernetesVersion } from 'aws-cdk-lib/aws-eks-v2';
import { Code, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { PRODUCTION } from '../environment';

/** Service accounts with roles, one by pod identity and one by the tokens of the cluster. */
export function serviceAccounts(app: App): void {
  const stack = new Stack(app, 'ServiceAccounts', { env: PRODUCTION });
  const cluster = new Cluster(stack, 'Cluster', {
    version: KubernetesVersion.V1_33,
    endpointAccess: EndpointAccess.PRIVATE,
    kubectlProviderOptions: { kubectlLayer: new LayerVersion(stack, 'Kubectl', { code: Code.fromAsset(join(__dirname, '..', 'assets', 'function')) }) },
  });
  new Queue(stack, 'Jobs', { enforceSSL: true }).grantConsumeMessages(cluster.addServiceAccount('Worker', { namespace: 'shop', identityType: IdentityType.POD_IDENTITY }));
  new Bucket(stack, 'Catalog', { enforceSSL: true }).grantRead(cluster.addServiceAccount('Reader', { namespace: 'shop' }));
}
