import { App, Stack } from 'aws-cdk-lib';
import { Schedule } from 'aws-cdk-lib/aws-applicationautoscaling';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { QueueProcessingFargateService, ScheduledFargateTask } from 'aws-cdk-lib/aws-ecs-patterns';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { PRODUCTION } from '../environment';

/** Containers that run by the clock, and by the length of a queue. */
export function scheduledTask(app: App): void {
  const stack = new Stack(app, 'ScheduledTask', { env: PRODUCTION });
  const cluster = new Cluster(stack, 'Cluster', { vpc: new Vpc(stack, 'Vpc', { maxAzs: 2 }) });
  const image = ContainerImage.fromRegistry('public.ecr.aws/docker/library/busybox:stable');

  const report = new ScheduledFargateTask(stack, 'Report', { cluster, schedule: Schedule.cron({ hour: '4', minute: '30' }), scheduledFargateTaskImageOptions: { image } });
  new TableV2(stack, 'Sales', { partitionKey: { name: 'day', type: AttributeType.STRING } }).grantReadData(report.taskDefinition.taskRole);

  const resize = new QueueProcessingFargateService(stack, 'Resize', { cluster, image });
  new Topic(stack, 'Resized').grantPublish(resize.taskDefinition.taskRole);
}
