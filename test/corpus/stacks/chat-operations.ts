import { App, Stack } from 'aws-cdk-lib';
import { Application, ConfigurationContent, DeploymentStrategy, Environment as AppConfigEnvironment, HostedConfiguration, Monitor, RolloutStrategy } from 'aws-cdk-lib/aws-appconfig';
import { LoggingLevel, SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { PRODUCTION } from '../environment';

/** Alarms come into a channel where people may look but not touch; flags roll back when an alarm goes off. */
export function chatOperations(app: App): void {
  const stack = new Stack(app, 'ChatOperations', { env: PRODUCTION });
  new SlackChannelConfiguration(stack, 'Channel', {
    slackChannelConfigurationName: 'operations',
    slackWorkspaceId: 'T0123456789',
    slackChannelId: 'C0123456789',
    notificationTopics: [new Topic(stack, 'Alarms')],
    guardrailPolicies: [ManagedPolicy.fromAwsManagedPolicyName('CloudWatchReadOnlyAccess')],
    loggingLevel: LoggingLevel.ERROR,
  });

  const errors = new Alarm(stack, 'Errors', { metric: new Metric({ namespace: 'App', metricName: 'Errors' }), threshold: 1, evaluationPeriods: 1 });
  const application = new Application(stack, 'Flags');
  new HostedConfiguration(stack, 'Values', {
    application,
    content: ConfigurationContent.fromInlineJson('{}'),
    deployTo: [new AppConfigEnvironment(stack, 'Production', { application, monitors: [Monitor.fromCloudWatchAlarm(errors)] })],
    deploymentStrategy: new DeploymentStrategy(stack, 'Slowly', { rolloutStrategy: RolloutStrategy.CANARY_10_PERCENT_20_MINUTES }),
  });
}
