import { App, Stack } from 'aws-cdk-lib';
import { CfnConfigurationRecorder, CfnDeliveryChannel, CustomRule, ManagedRule, ManagedRuleIdentifiers, RuleScope, ResourceType } from 'aws-cdk-lib/aws-config';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { CfnDetector } from 'aws-cdk-lib/aws-guardduty';
import { Effect, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnHub } from 'aws-cdk-lib/aws-securityhub';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** GuardDuty, Security Hub and Config; grave findings go to people. */
export function securityMonitoring(app: App): void {
  const stack = new Stack(app, 'SecurityMonitoring', { env: PRODUCTION });
  new CfnDetector(stack, 'Detector', { enable: true });
  new CfnHub(stack, 'Hub');
  const alerts = new Topic(stack, 'Alerts', { enforceSSL: true });
  new Rule(stack, 'GraveFindings', {
    eventPattern: { source: ['aws.guardduty'], detail: { severity: [{ numeric: ['>=', 7] }] } },
    targets: [new SnsTopic(alerts)],
  });

  const history = new Bucket(stack, 'History', { enforceSSL: true });
  const config = new ServicePrincipal('config.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } });
  history.addToResourcePolicy(new PolicyStatement({ effect: Effect.ALLOW, principals: [config], actions: ['s3:GetBucketAcl', 's3:ListBucket'], resources: [history.bucketArn] }));
  history.addToResourcePolicy(new PolicyStatement({ effect: Effect.ALLOW, principals: [config], actions: ['s3:PutObject'], resources: [history.arnForObjects(`AWSLogs/${stack.account}/Config/*`)] }));
  const recorder = new Role(stack, 'Recorder', {
    assumedBy: new ServicePrincipal('config.amazonaws.com'),
    managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('service-role/AWS_ConfigRole')],
  });
  new CfnConfigurationRecorder(stack, 'ConfigurationRecorder', { roleArn: recorder.roleArn, recordingGroup: { allSupported: true, includeGlobalResourceTypes: true } });
  new CfnDeliveryChannel(stack, 'Channel', { s3BucketName: history.bucketName });
  new ManagedRule(stack, 'RootHasMfa', { identifier: ManagedRuleIdentifiers.ROOT_ACCOUNT_MFA_ENABLED });
  new CustomRule(stack, 'Owners', {
    lambdaFunction: new Function(stack, 'HasOwner', FUNCTION_CODE),
    configurationChanges: true,
    ruleScope: RuleScope.fromResources([ResourceType.S3_BUCKET]),
  });
}
