import { App, Duration, Stack } from 'aws-cdk-lib';
import { AutoScalingGroup, Signals } from 'aws-cdk-lib/aws-autoscaling';
import { CloudFormationInit, InitFile, InitPackage, InitSource, InstanceClass, InstanceSize, InstanceType, LaunchTemplate, MachineImage, Port, UserData, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { PRODUCTION } from '../environment';

/** Web servers behind a load balancer with access logs; they install themselves, and signal when they are ready. */
export function autoscaledWeb(app: App): void {
  const stack = new Stack(app, 'AutoscaledWeb', { env: PRODUCTION });
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2 });
  const releases = new Bucket(stack, 'Releases', { enforceSSL: true });
  const servers = new AutoScalingGroup(stack, 'Servers', {
    vpc,
    instanceType: InstanceType.of(InstanceClass.T4G, InstanceSize.MEDIUM),
    machineImage: MachineImage.latestAmazonLinux2023({ cachedInContext: false }),
    init: CloudFormationInit.fromElements(
      InitPackage.yum('nginx'),
      InitFile.fromString('/etc/app.json', '{}'),
      InitSource.fromS3Object('/opt/app', releases, 'app.tar.gz'),
    ),
    signals: Signals.waitForAll({ timeout: Duration.minutes(10) }),
    role: new Role(stack, 'ServerRole', {
      assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
      managedPolicies: ['AmazonSSMManagedInstanceCore', 'CloudWatchAgentServerPolicy'].map(name => ManagedPolicy.fromAwsManagedPolicyName(name)),
    }),
    requireImdsv2: true,
  });
  const balancer = new ApplicationLoadBalancer(stack, 'Balancer', { vpc, internetFacing: true });
  balancer.logAccessLogs(new Bucket(stack, 'AccessLogs', { enforceSSL: true }));
  balancer.addListener('Http', { port: 80, open: true }).addTargets('Servers', { port: 80, targets: [servers] });
  servers.connections.allowFrom(balancer, Port.tcp(80));

  new LaunchTemplate(stack, 'Workstation', {
    userData: UserData.forLinux(),
    role: new Role(stack, 'WorkstationRole', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }),
  });
}
