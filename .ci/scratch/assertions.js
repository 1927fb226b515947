// The assertions of the package, without a test runner: those that hold, and one that does not.
const { App, Stack } = require('aws-cdk-lib');
const iam = require('aws-cdk-lib/aws-iam');
const { assertions } = require('cdk-iam-guardrails');

const stack = new Stack(new App(), 'Asserted', { env: { account: '111122223333', region: 'eu-west-1' } });
const user = new iam.User(stack, 'User');
user.addToPolicy(new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: ['arn:aws:sqs:eu-west-1:111122223333:orders'] }));
const asserted = assertions.AccessAssertions.fromStack(stack);
asserted.principal(user).canDo('sqs:SendMessage', 'arn:aws:sqs:eu-west-1:111122223333:orders').cannotDo('iam:*');
asserted.publicAccess().isNone();
try { asserted.principal(user).cannotDo('sqs:*'); } catch ({ message }) { console.log(message); }
