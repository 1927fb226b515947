import { App, Duration, Stack } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, Effect, ManagedPolicy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ORGANIZATION_ID, PRODUCTION } from '../environment';

/** Backups that nobody deletes, in a vault that takes copies of the organization. */
export function backupPlan(app: App): void {
  const stack = new Stack(app, 'BackupPlan', { env: PRODUCTION });
  const vault = new BackupVault(stack, 'Vault', {
    encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }),
    notificationTopic: new Topic(stack, 'Events'),
    accessPolicy: new PolicyDocument({
      statements: [
        new PolicyStatement({
          effect: Effect.DENY,
          principals: [new AnyPrincipal()],
          actions: ['backup:DeleteRecoveryPoint', 'backup:UpdateRecoveryPointLifecycle'],
          resources: ['*'],
        }),
        new PolicyStatement({
          principals: [new AnyPrincipal()],
          actions: ['backup:CopyIntoBackupVault'],
          resources: ['*'],
          conditions: { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION_ID } },
        }),
      ],
    }),
    lockConfiguration: { minRetention: Duration.days(7) },
  });
  const plan = new BackupPlan(stack, 'Plan', { backupVault: vault, backupPlanRules: [BackupPlanRule.daily(), BackupPlanRule.monthly1Year()] });
  plan.addSelection('Tables', { resources: [BackupResource.fromDynamoDbTable(new TableV2(stack, 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING } }))], allowRestores: true });
  plan.addSelection('Tagged', {
    resources: [BackupResource.fromTag('backup', 'daily')],
    role: new Role(stack, 'Backup', {
      assumedBy: new ServicePrincipal('backup.amazonaws.com'),
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSBackupServiceRolePolicyForBackup')],
    }),
  });
}
