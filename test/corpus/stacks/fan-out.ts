import { App, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, OrganizationPrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, LambdaSubscription, SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { ORGANIZATION_ID, PRODUCTION, SHARED_SERVICES_ACCOUNT } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** One topic, many listeners, some of them in other accounts. */
export function fanOut(app: App): void {
  const stack = new Stack(app, 'FanOut', { env: PRODUCTION });
  const topic = new Topic(stack, 'Orders', { enforceSSL: true, masterKey: new Key(stack, 'Key', { enableKeyRotation: true }) });
  topic.grantPublish(new OrganizationPrincipal(ORGANIZATION_ID));
  topic.grantSubscribe(new AccountPrincipal(SHARED_SERVICES_ACCOUNT));
  const billing = new Queue(stack, 'Billing', { encryption: QueueEncryption.KMS, enforceSSL: true });
  topic.addSubscription(new SqsSubscription(billing, { deadLetterQueue: new Queue(stack, 'Undelivered', { enforceSSL: true }) }));
  topic.addSubscription(new LambdaSubscription(new Function(stack, 'Mailer', FUNCTION_CODE)));
  topic.addSubscription(new EmailSubscription('orders@example.com'));
  billing.grantConsumeMessages(new AccountPrincipal(SHARED_SERVICES_ACCOUNT));
  new Function(stack, 'Bill', { ...FUNCTION_CODE, deadLetterTopic: new Topic(stack, 'Alerts') }).addEventSource(new SqsEventSource(billing));
}
