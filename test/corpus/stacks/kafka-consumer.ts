import { App, Fn, Stack } from 'aws-cdk-lib';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Function, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { ManagedKafkaEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { CfnServerlessCluster } from 'aws-cdk-lib/aws-msk';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** One function writes to a topic of Kafka and one reads it, both signed in with IAM. */
export function kafkaConsumer(app: App): void {
  const stack = new Stack(app, 'KafkaConsumer', { env: PRODUCTION });
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 });
  const cluster = new CfnServerlessCluster(stack, 'Cluster', {
    clusterName: 'events',
    clientAuthentication: { sasl: { iam: { enabled: true } } },
    vpcConfigs: [{ subnetIds: vpc.privateSubnets.map(({ subnetId }) => subnetId), securityGroups: [new SecurityGroup(stack, 'Brokers', { vpc }).securityGroupId] }],
  });
  // arn:aws:kafka:eu-west-1:111122223333:cluster/events/01234567-89ab-cdef-0123-456789abcdef-s1
  const uuid = Fn.select(2, Fn.split('/', cluster.attrArn));
  const topic = stack.formatArn({ service: 'kafka', resource: 'topic', resourceName: `events/${uuid}/orders` });

  const consumer = new Function(stack, 'Consumer', { ...FUNCTION_CODE, vpc });
  consumer.addEventSource(new ManagedKafkaEventSource({ clusterArn: cluster.attrArn, topic: 'orders', startingPosition: StartingPosition.LATEST }));
  consumer.addToRolePolicy(new PolicyStatement({ actions: ['kafka-cluster:Connect'], resources: [cluster.attrArn] }));
  consumer.addToRolePolicy(new PolicyStatement({ actions: ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'], resources: [topic] }));

  const producer = new Function(stack, 'Producer', { ...FUNCTION_CODE, vpc });
  producer.addToRolePolicy(new PolicyStatement({ actions: ['kafka-cluster:Connect'], resources: [cluster.attrArn] }));
  producer.addToRolePolicy(new PolicyStatement({ actions: ['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'], resources: [topic] }));
}
