import { App, Size, Stack } from 'aws-cdk-lib';
import { EcsFargateContainerDefinition, EcsJobDefinition, FargateComputeEnvironment, JobQueue, ManagedEc2EcsComputeEnvironment } from 'aws-cdk-lib/aws-batch';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { BatchJob } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** Jobs of AWS Batch that a function and a schedule submit. */
export function batchJobs(app: App): void {
  const stack = new Stack(app, 'BatchJobs', { env: PRODUCTION });
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 });
  const queue = new JobQueue(stack, 'Queue', {
    computeEnvironments: [
      { computeEnvironment: new FargateComputeEnvironment(stack, 'Fargate', { vpc, spot: true }), order: 1 },
      { computeEnvironment: new ManagedEc2EcsComputeEnvironment(stack, 'Instances', { vpc }), order: 2 },
    ],
  });
  const jobRole = new Role(stack, 'JobRole', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
  new Bucket(stack, 'Scenes', { enforceSSL: true }).grantReadWrite(jobRole);
  const job = new EcsJobDefinition(stack, 'Render', {
    container: new EcsFargateContainerDefinition(stack, 'Container', {
      image: ContainerImage.fromRegistry('public.ecr.aws/docker/library/busybox:stable'),
      cpu: 1,
      memory: Size.gibibytes(2),
      jobRole,
    }),
  });
  job.grantSubmitJob(new Function(stack, 'Submitter', FUNCTION_CODE), queue);
  new Rule(stack, 'Nightly', { schedule: Schedule.cron({ hour: '2', minute: '0' }), targets: [new BatchJob(queue.jobQueueArn, queue, job.jobDefinitionArn, job)] });
}
