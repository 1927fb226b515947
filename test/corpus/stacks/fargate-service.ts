import { App, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Cluster, ContainerImage, LogDrivers, Secret } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret as SecretsManagerSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { PRODUCTION } from '../environment';

/** A web service on Fargate: its image, its secrets, its bucket, and a shell for those who may have one. */
export function fargateService(app: App): void {
  const stack = new Stack(app, 'FargateService', { env: PRODUCTION });
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, restrictDefaultSecurityGroup: true });
  const accessLogs = new Bucket(stack, 'AccessLogs', { enforceSSL: true });
  const documents = new Bucket(stack, 'Documents', { enforceSSL: true });
  const service = new ApplicationLoadBalancedFargateService(stack, 'Service', {
    cluster: new Cluster(stack, 'Cluster', { vpc, enableFargateCapacityProviders: true }),
    desiredCount: 2,
    minHealthyPercent: 100,
    enableExecuteCommand: true,
    circuitBreaker: { rollback: true },
    taskImageOptions: {
      image: ContainerImage.fromEcrRepository(new Repository(stack, 'Repository'), 'v1'),
      logDriver: LogDrivers.awsLogs({ streamPrefix: 'service' }),
      environment: { BUCKET: documents.bucketName },
      secrets: {
        DATABASE_URL: Secret.fromSecretsManager(new SecretsManagerSecret(stack, 'DatabaseUrl')),
        FEATURE_FLAGS: Secret.fromSsmParameter(StringParameter.fromSecureStringParameterAttributes(stack, 'Flags', { parameterName: '/service/flags' })),
      },
    },
  });
  documents.grantReadWrite(service.taskDefinition.taskRole);
  service.loadBalancer.logAccessLogs(accessLogs, 'service');
  service.service.autoScaleTaskCount({ maxCapacity: 10 }).scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60 });
}
