import { App, Stack } from 'aws-cdk-lib';
import { AccessEntry, AccessPolicy, AccessScopeType, CfnPodIdentityAssociation, Cluster, DefaultCapacityType, KubernetesVersion } from 'aws-cdk-lib/aws-eks-v2';
import { ArnPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { PRODUCTION } from '../environment';

/** A cluster in auto mode: people get in by access entries, pods get roles by pod identity. */
export function kubernetesAccess(app: App): void {
  const stack = new Stack(app, 'KubernetesAccess', { env: PRODUCTION });
  const cluster = new Cluster(stack, 'Cluster', { version: KubernetesVersion.V1_33, defaultCapacityType: DefaultCapacityType.AUTOMODE });
  const operators = new Role(stack, 'Operators', { assumedBy: new ArnPrincipal(`arn:aws:iam::${stack.account}:role/on-call`) });
  cluster.grantAccess('OperatorsView', operators.roleArn, [AccessPolicy.fromAccessPolicyName('AmazonEKSViewPolicy', { accessScopeType: AccessScopeType.CLUSTER })]);
  new AccessEntry(stack, 'Deployers', {
    cluster,
    principal: `arn:aws:iam::${stack.account}:role/deployment`,
    accessPolicies: [AccessPolicy.fromAccessPolicyName('AmazonEKSEditPolicy', { accessScopeType: AccessScopeType.NAMESPACE, namespaces: ['shop'] })],
  });

  const worker = new Role(stack, 'Worker', { assumedBy: new ServicePrincipal('pods.eks.amazonaws.com').withSessionTags() });
  new Queue(stack, 'Jobs', { enforceSSL: true }).grantConsumeMessages(worker);
  new CfnPodIdentityAssociation(stack, 'WorkerIdentity', { clusterName: cluster.clusterName, namespace: 'shop', serviceAccount: 'worker', roleArn: worker.roleArn });
}
