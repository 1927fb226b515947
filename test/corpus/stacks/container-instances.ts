import { App, Stack } from 'aws-cdk-lib';
import { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import { InstanceType, LaunchTemplate, UserData, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AsgCapacityProvider, Cluster, ContainerImage, ContainerInsights, Ec2Service, Ec2TaskDefinition, EcsOptimizedImage } from 'aws-cdk-lib/aws-ecs';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { PRODUCTION } from '../environment';

/** Containers on instances that come and go; tasks are moved away before an instance stops. */
export function containerInstances(app: App): void {
  const stack = new Stack(app, 'ContainerInstances', { env: PRODUCTION });
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 });
  const cluster = new Cluster(stack, 'Cluster', { vpc, containerInsightsV2: ContainerInsights.ENABLED });
  const instances = new AutoScalingGroup(stack, 'Instances', {
    vpc,
    launchTemplate: new LaunchTemplate(stack, 'Template', {
      instanceType: new InstanceType('m7g.large'),
      machineImage: EcsOptimizedImage.amazonLinux2023(),
      userData: UserData.forLinux(),
      requireImdsv2: true,
      role: new Role(stack, 'InstanceRole', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }),
    }),
  });
  const capacityProvider = new AsgCapacityProvider(stack, 'Capacity', { autoScalingGroup: instances, enableManagedTerminationProtection: false });
  cluster.addAsgCapacityProvider(capacityProvider);
  const taskDefinition = new Ec2TaskDefinition(stack, 'Task');
  taskDefinition.addContainer('App', { image: ContainerImage.fromRegistry('public.ecr.aws/docker/library/busybox:stable'), memoryLimitMiB: 512 });
  StringParameter.fromStringParameterName(stack, 'Setting', '/app/setting').grantRead(taskDefinition.taskRole);
  new Ec2Service(stack, 'Service', { cluster, taskDefinition, minHealthyPercent: 100, capacityProviderStrategies: [{ capacityProvider: capacityProvider.capacityProviderName, weight: 1 }] });
}
