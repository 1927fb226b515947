import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { AuthenticationMode, Cluster, EndpointAccess, KubernetesVersion } from 'aws-cdk-lib/aws-eks';
import { Code, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { PRODUCTION } from '../environment';

/** A cluster whose charts and manifests come with the stack; jobs run on Fargate. */
export function kubernetesCluster(app: App): void {
  const stack = new Stack(app, 'KubernetesCluster', { env: PRODUCTION });
  const cluster = new Cluster(stack, 'Cluster', {
    version: KubernetesVersion.V1_31,
    endpointAccess: EndpointAccess.PRIVATE,
    authenticationMode: AuthenticationMode.API,
    kubectlLayer: new LayerVersion(stack, 'Kubectl', { code: Code.fromAsset(join(__dirname, '..', 'assets', 'function')) }),
  });
  cluster.addHelmChart('Metrics', { chart: 'metrics-server', repository: 'https://charts.example.com' });
  cluster.addManifest('Namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  cluster.addFargateProfile('Jobs', { selectors: [{ namespace: 'jobs' }] });
}
