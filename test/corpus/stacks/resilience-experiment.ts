import { App, Stack } from 'aws-cdk-lib';
import { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-dlm';
import { CfnExperimentTemplate } from 'aws-cdk-lib/aws-fis';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { PRODUCTION } from '../environment';

/** Instances of the test environment are stopped to see what happens; volumes are kept as snapshots. */
export function resilienceExperiment(app: App): void {
  const stack = new Stack(app, 'ResilienceExperiment', { env: PRODUCTION });
  const role = new Role(stack, 'Experiment', { assumedBy: new ServicePrincipal('fis.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }) });
  role.addToPolicy(new PolicyStatement({
    actions: ['ec2:StopInstances', 'ec2:StartInstances'],
    resources: [stack.formatArn({ service: 'ec2', resource: 'instance', resourceName: '*' })],
    conditions: { StringEquals: { 'aws:ResourceTag/environment': 'test' } },
  }));
  role.addToPolicy(new PolicyStatement({ actions: ['ec2:DescribeInstances'], resources: ['*'] }));
  new CfnExperimentTemplate(stack, 'StopOne', {
    description: 'stops one instance',
    roleArn: role.roleArn,
    stopConditions: [{ source: 'none' }],
    tags: { Name: 'stop-one' },
    targets: { one: { resourceType: 'aws:ec2:instance', resourceTags: { environment: 'test' }, selectionMode: 'COUNT(1)' } },
    actions: { stop: { actionId: 'aws:ec2:stop-instances', targets: { Instances: 'one' } } },
  });

  new CfnLifecyclePolicy(stack, 'Snapshots', {
    description: 'daily snapshots',
    state: 'ENABLED',
    executionRoleArn: new Role(stack, 'SnapshotRole', {
      assumedBy: new ServicePrincipal('dlm.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSDataLifecycleManagerServiceRole')],
    }).roleArn,
    policyDetails: {
      resourceTypes: ['VOLUME'],
      targetTags: [{ key: 'snapshot', value: 'daily' }],
      schedules: [{ name: 'daily', createRule: { interval: 24, intervalUnit: 'HOURS' }, retainRule: { count: 7 } }],
    },
  });
}
