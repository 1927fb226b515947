import { App, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { FargateTaskDefinition, ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { FileSystem, LifecyclePolicy } from 'aws-cdk-lib/aws-efs';
import { FileSystem as LambdaFileSystem, Function } from 'aws-cdk-lib/aws-lambda';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** A file system that is mounted by a function and by containers, and by nobody without TLS. */
export function sharedFiles(app: App): void {
  const stack = new Stack(app, 'SharedFiles', { env: PRODUCTION });
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 });
  const files = new FileSystem(stack, 'Files', { vpc, encrypted: true, lifecyclePolicy: LifecyclePolicy.AFTER_30_DAYS, allowAnonymousAccess: false });
  const accessPoint = files.addAccessPoint('Models', { path: '/models', createAcl: { ownerUid: '1000', ownerGid: '1000', permissions: '750' }, posixUser: { uid: '1000', gid: '1000' } });
  new Function(stack, 'Classify', { ...FUNCTION_CODE, vpc, filesystem: LambdaFileSystem.fromEfsAccessPoint(accessPoint, '/mnt/models') });

  const training = new FargateTaskDefinition(stack, 'Training', {
    volumes: [{ name: 'models', efsVolumeConfiguration: { fileSystemId: files.fileSystemId, transitEncryption: 'ENABLED', authorizationConfig: { accessPointId: accessPoint.accessPointId, iam: 'ENABLED' } } }],
  });
  training.addContainer('Main', { image: ContainerImage.fromRegistry('public.ecr.aws/docker/library/busybox:stable') }).addMountPoints({ sourceVolume: 'models', containerPath: '/models', readOnly: false });
  files.grantReadWrite(training.taskRole);
}
