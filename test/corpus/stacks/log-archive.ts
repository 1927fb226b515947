import { App, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { CrossAccountDestination, FilterPattern, LogGroup, ResourcePolicy, SubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { KinesisDestination, LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { LOG_ARCHIVE_ACCOUNT, ORGANIZATION_ID, PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** Accounts of the organization send their logs to a stream of the archive; an app sends its own to a stream and a function. */
export function logArchive(app: App): void {
  const archive = new Stack(app, 'LogArchive', { env: { account: LOG_ARCHIVE_ACCOUNT, region: 'eu-west-1' } });
  const stream = new Stream(archive, 'Logs');
  const writer = new Role(archive, 'Writer', {
    assumedBy: new ServicePrincipal('logs.amazonaws.com', { conditions: { StringLike: { 'aws:SourceArn': `arn:aws:logs:eu-west-1:${archive.account}:*` } } }),
  });
  stream.grantWrite(writer);
  const destination = new CrossAccountDestination(archive, 'Destination', { destinationName: 'archive', role: writer, targetArn: stream.streamArn });
  destination.addToPolicy(new PolicyStatement({
    principals: [new AnyPrincipal()],
    actions: ['logs:PutSubscriptionFilter'],
    resources: [archive.formatArn({ service: 'logs', resource: 'destination:archive' })],
    conditions: { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION_ID } },
  }));

  const stack = new Stack(app, 'LogSender', { env: PRODUCTION });
  const logGroup = new LogGroup(stack, 'Log');
  const filterPattern = FilterPattern.allTerms('ERROR');
  new SubscriptionFilter(stack, 'ToStream', { logGroup, filterPattern, destination: new KinesisDestination(new Stream(stack, 'Errors')) });
  new SubscriptionFilter(stack, 'ToFunction', { logGroup, filterPattern, destination: new LambdaDestination(new Function(stack, 'Alert', FUNCTION_CODE)) });
  new ResourcePolicy(stack, 'Dns', {
    policyStatements: [new PolicyStatement({
      principals: [new ServicePrincipal('route53.amazonaws.com')],
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [`arn:aws:logs:us-east-1:${stack.account}:log-group:/aws/route53/*`],
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    })],
  });
}
