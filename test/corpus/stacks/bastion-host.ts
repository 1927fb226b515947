import { App, Stack } from 'aws-cdk-lib';
import { BastionHostLinux, FlowLogDestination, FlowLogTrafficType, GatewayVpcEndpointAwsService, Instance, InstanceClass, InstanceSize, InstanceType, InterfaceVpcEndpointAwsService, MachineImage, UserData, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { PRODUCTION } from '../environment';

/** Instances that are reached by Session Manager alone, in a network with flow logs and endpoints. */
export function bastionHost(app: App): void {
  const stack = new Stack(app, 'BastionHost', { env: PRODUCTION });
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, restrictDefaultSecurityGroup: true });
  vpc.addFlowLog('Rejected', { destination: FlowLogDestination.toCloudWatchLogs(), trafficType: FlowLogTrafficType.REJECT });
  vpc.addFlowLog('All', { destination: FlowLogDestination.toS3(new Bucket(stack, 'FlowLogs', { enforceSSL: true })) });
  vpc.addInterfaceEndpoint('SessionManager', { service: InterfaceVpcEndpointAwsService.SSM_MESSAGES });
  vpc.addGatewayEndpoint('Objects', { service: GatewayVpcEndpointAwsService.S3 }).addToPolicy(new PolicyStatement({
    principals: [new AnyPrincipal()],
    actions: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:ResourceAccount': stack.account } },
  }));
  new BastionHostLinux(stack, 'Bastion', { vpc, requireImdsv2: true });

  const packages = new Bucket(stack, 'Packages', { enforceSSL: true });
  const worker = new Instance(stack, 'Worker', {
    vpc,
    instanceType: InstanceType.of(InstanceClass.T4G, InstanceSize.SMALL),
    machineImage: MachineImage.genericLinux({ 'eu-west-1': 'ami-0123456789abcdef0' }),
    userData: UserData.forLinux(),
    ssmSessionPermissions: true,
    requireImdsv2: true,
  });
  packages.grantRead(worker);
}
