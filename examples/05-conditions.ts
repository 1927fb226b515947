import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Conditions, Guardrails, PermissionGroup } from 'cdk-iam-guardrails';

// Who works on contracts does so from the office or through the VPC, and shows the second factor again before anything is deleted.
const app = new App();
Guardrails.enforce(app);
Validations.of(app).addPlugins(new AwsSolutionsChecks());
const stack = new Stack(app, 'Contracts');

const contracts = s3.Bucket.fromBucketName(stack, 'Bucket', 'amzn-s3-demo-bucket');
const lawyers = new PermissionGroup(stack, 'Lawyers', {
  statements: [new iam.PolicyStatement({
    actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
    resources: [contracts.arnForObjects('open/contract')],
  })],
});

// Requests through a VPC endpoint carry no public address, and calls of services come from elsewhere: both are said.
const atWork = Conditions.sourceIp('203.0.113.0/24').or(Conditions.sourceVpc('vpc-0123456789abcdef0'), Conditions.viaAwsService());
const lately = Conditions.mfaWithin(Duration.minutes(15));

for (const statement of [
  ...atWork.denyUnless({ actions: ['s3:*'], resources: ['*'] }),
  ...lately.denyUnless({ actions: ['s3:Delete*'], resources: ['*'] }),
]) { lawyers.addToPolicy(statement); }
