import { App, Stack } from 'aws-cdk-lib';
import { CfnRemediationConfiguration, ManagedRule, ManagedRuleIdentifiers } from 'aws-cdk-lib/aws-config';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { PRODUCTION } from '../environment';

/** Buckets without a block of public access get one, by Systems Manager Automation. */
export function configRemediation(app: App): void {
  const stack = new Stack(app, 'ConfigRemediation', { env: PRODUCTION });
  const rule = new ManagedRule(stack, 'Private', { identifier: ManagedRuleIdentifiers.S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED });
  const role = new Role(stack, 'Automation', { assumedBy: new ServicePrincipal('ssm.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }) });
  role.addToPolicy(new PolicyStatement({ actions: ['s3:GetBucketPublicAccessBlock', 's3:PutBucketPublicAccessBlock'], resources: ['arn:aws:s3:::*'] }));
  new CfnRemediationConfiguration(stack, 'Remediation', {
    configRuleName: rule.configRuleName,
    targetType: 'SSM_DOCUMENT',
    targetId: 'AWSConfigRemediation-ConfigureS3BucketPublicAccessBlock',
    automatic: true,
    maximumAutomaticAttempts: 3,
    retryAttemptSeconds: 60,
    parameters: { AutomationAssumeRole: { StaticValue: { Values: [role.roleArn] } }, BucketName: { ResourceValue: { Value: 'RESOURCE_ID' } } },
  });
}
