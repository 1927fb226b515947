import { App, Stack } from 'aws-cdk-lib';
import { Effect, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { CfnDocument, CfnMaintenanceWindow, CfnMaintenanceWindowTask, CfnMaintenanceWindowTarget } from 'aws-cdk-lib/aws-ssm';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** Instances of a tag are patched every Sunday, and stopped at night. */
export function instanceOperations(app: App): void {
  const stack = new Stack(app, 'InstanceOperations', { env: PRODUCTION });
  const window = new CfnMaintenanceWindow(stack, 'Sunday', { name: 'sunday', schedule: 'cron(0 4 ? * SUN *)', duration: 2, cutoff: 1, allowUnassociatedTargets: false });
  const target = new CfnMaintenanceWindowTarget(stack, 'Servers', { windowId: window.ref, resourceType: 'INSTANCE', targets: [{ key: 'tag:patch', values: ['sunday'] }] });
  const role = new Role(stack, 'Patching', {
    assumedBy: new ServicePrincipal('ssm.amazonaws.com'),
    managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonSSMMaintenanceWindowRole')],
  });
  new CfnMaintenanceWindowTask(stack, 'Patch', {
    windowId: window.ref,
    taskType: 'RUN_COMMAND',
    taskArn: 'AWS-RunPatchBaseline',
    serviceRoleArn: role.roleArn,
    priority: 1,
    maxConcurrency: '10%',
    maxErrors: '1',
    targets: [{ key: 'WindowTargetIds', values: [target.ref] }],
  });

  const stopper = new Function(stack, 'Stopper', FUNCTION_CODE);
  stopper.addToRolePolicy(new PolicyStatement({ actions: ['ec2:DescribeInstances'], resources: ['*'] }));
  stopper.addToRolePolicy(new PolicyStatement({
    effect: Effect.ALLOW,
    actions: ['ec2:StopInstances', 'ec2:StartInstances'],
    resources: [stack.formatArn({ service: 'ec2', resource: 'instance', resourceName: '*' })],
    conditions: { StringEquals: { 'aws:ResourceTag/schedule': 'office-hours' } },
  }));
  new CfnDocument(stack, 'Restart', {
    documentType: 'Command',
    content: { schemaVersion: '2.2', mainSteps: [{ action: 'aws:runShellScript', name: 'restart', inputs: { runCommand: ['systemctl restart app'] } }] },
  });
}
