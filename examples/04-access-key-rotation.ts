import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AccessKeyRotation, Guardrails } from 'cdk-iam-guardrails';

// A printer in the office sends scans to a bucket. It can hold an access key and nothing better, so the key lives for a month.
const app = new App();
Guardrails.enforce(app);
Validations.of(app).addPlugins(new AwsSolutionsChecks());
const stack = new Stack(app, 'Printer');

// What the printer may do belongs to its group.
const printers = new iam.Group(stack, 'Printers');
printers.addToPolicy(new iam.PolicyStatement({
  actions: ['s3:PutObject'],
  resources: ['arn:aws:s3:::amzn-s3-demo-bucket/inbox'],
}));
const printer = new iam.User(stack, 'User', { groups: [printers] });

const rotation = new AccessKeyRotation(stack, 'Key', {
  user: printer,
  rotationInterval: Duration.days(30),
  gracePeriod: Duration.days(3),
});

// The function that brings the key to the printer may read the secret, and nothing else.
const courier = new iam.Role(stack, 'Courier', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
rotation.grantRead(courier);

// Somebody hears of it when the rotation fails.
new cloudwatch.Alarm(stack, 'RotationFails', {
  metric: rotation.metricErrors({ period: Duration.days(1) }),
  threshold: 1,
  evaluationPeriods: 1,
  treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
});
