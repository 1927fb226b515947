import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { GroupUser, Guardrails, JobFunction, PermissionGroup, RequireMfa, SelfManagedCredentials } from 'cdk-iam-guardrails';

// A small company: what somebody may do belongs to groups, everybody shows a second factor, and one person administers the account.
const app = new App();
Guardrails.enforce(app);
Validations.of(app).addPlugins(new AwsSolutionsChecks());
const stack = new Stack(app, 'People');

const plans = s3.Bucket.fromBucketName(stack, 'Plans', 'amzn-s3-demo-bucket');
const planners = new PermissionGroup(stack, 'Planners', {
  statements: [new iam.PolicyStatement({ actions: ['s3:GetObject', 's3:PutObject'], resources: [plans.arnForObjects('plans/current')] })],
});
new SelfManagedCredentials(stack, 'OwnCredentials', { groups: [planners] });

// Everybody signs in with a password from a secret, and changes it at once.
new GroupUser(stack, 'Alice', { groups: [planners], userName: 'alice' });

// The press knows no roles: somebody answers for its key, which lives for a month.
new GroupUser(stack, 'Press', {
  groups: [new PermissionGroup(stack, 'Presses', {
    statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [plans.arnForObjects('plans/approved')] })],
    allowWithoutMfa: true,
  })],
  consoleAccess: false,
  allowAccessKey: { reason: 'the firmware of the press knows access keys only', owner: 'alice', rotationInterval: Duration.days(30) },
});

// Administrators are found by the gate, for that is what they are. Somebody has seen it, until a day.
const administrators = new PermissionGroup(stack, 'Administrators', { jobFunctions: [JobFunction.ADMINISTRATOR] });
new GroupUser(stack, 'Bob', { groups: [administrators], userName: 'bob' });
Guardrails.of(administrators).waive({
  rule: 'NoAdminAccess',
  reason: 'somebody has to set up the account, and shows a second factor for it',
  owner: 'bob',
  expires: '2099-12-31', // so that the example lasts: a date of yours is nearer
  fingerprint: '62031b69112a4b8b', // as the finding prints it
});
Validations.of(administrators).acknowledge({
  id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AdministratorAccess]',
  reason: 'AWS keeps it up to date',
});

// Groups and users that are added later are covered as well, whatever they are made with. The press is a machine.
RequireMfa.of(stack).apply();
RequireMfa.of(stack.node.findChild('Presses')).clear();
RequireMfa.of(stack.node.findChild('Press')).clear();
