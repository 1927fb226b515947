import { App, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { EmailIdentity, Identity, ReceiptRuleSet } from 'aws-cdk-lib/aws-ses';
import { Lambda, S3, Sns } from 'aws-cdk-lib/aws-ses-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** Mail to support is kept, announced and answered. */
export function mailIntake(app: App): void {
  const stack = new Stack(app, 'MailIntake', { env: PRODUCTION });
  const zone = HostedZone.fromLookup(stack, 'Zone', { domainName: 'example.com' });
  const identity = new EmailIdentity(stack, 'Identity', { identity: Identity.publicHostedZone(zone) });
  const answer = new Function(stack, 'Answer', FUNCTION_CODE);
  identity.grantSendEmail(answer);
  answer.addToRolePolicy(new PolicyStatement({ actions: ['ses:SendTemplatedEmail'], resources: [identity.emailIdentityArn], conditions: { StringEquals: { 'ses:FromAddress': 'support@example.com' } } }));
  new ReceiptRuleSet(stack, 'Rules', {
    rules: [{
      recipients: ['support@example.com'],
      actions: [
        new S3({ bucket: new Bucket(stack, 'Mail', { enforceSSL: true }), objectKeyPrefix: 'support/' }),
        new Sns({ topic: new Topic(stack, 'Received') }),
        new Lambda({ function: answer }),
      ],
    }],
  });
}
