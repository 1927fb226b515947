import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { AccessKeyRotation, AccessKeyRotationProps } from '../../../src/constructs';
import { CheckResult } from '../../../src/engine/analysis/check-types';
import { hasHandlerOfItsOwn } from '../account-settings';
import { ACCOUNT, expectNothingFound, judge } from '../judged-app';

const KEYS = ['iam:ListAccessKeys', 'iam:CreateAccessKey', 'iam:UpdateAccessKey', 'iam:DeleteAccessKey', 'iam:GetAccessKeyLastUsed'];
const SECRET = ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'TagResource', 'UntagResource'].map(action => `secretsmanager:${action}`);

const judged = judge(stack => {
  const user = new iam.User(stack, 'User', { userName: 'printer', groups: [new iam.Group(stack, 'Printers')] });
  const rotation = new AccessKeyRotation(stack, 'Rotation', { user });
  const reader = new iam.Role(stack, 'Reader', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
  rotation.grantRead(reader);
  return { user, rotation, reader, role: rotation.node.findChild('Handler').node.findChild('Role') };
});
const { user, rotation, reader, role } = judged.made;

function daysOf(props: Partial<AccessKeyRotationProps>): any {
  const { template } = judge(stack => {
    const age = new CfnParameter(stack, 'Age', { type: 'Number', default: 30 });
    return new AccessKeyRotation(stack, 'Rotation', { user: new iam.User(stack, 'User'), staleAfter: Duration.days(age.valueAsNumber), ...props });
  });
  const [{ Properties: { Environment: { Variables: { USER_NAME, SECRET_ARN, ...days } } } }] = Object.values<any>(template.findResources('AWS::Lambda::Function'));
  return days;
}

describe('the template', () => {
  test('has a function with a role and a log of its own, which runs every day and when something changes', () => {
    const variables = { USER_NAME: { Ref: 'User00B015A1' }, ROTATION_INTERVAL: '90', GRACE_PERIOD: '7', DELETION_DELAY: '7', STALE_AFTER: '45' };

    hasHandlerOfItsOwn(judged.template, 'Custom::AccessKeyRotation');
    judged.template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: variables } });
    judged.template.hasResourceProperties('Custom::AccessKeyRotation', variables);
    judged.template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 day)', State: 'ENABLED' });
  });

  test('holds no key, and none that CloudFormation would know', () => {
    judged.template.hasResourceProperties('AWS::SecretsManager::Secret', { SecretString: '{}' });
    judged.template.resourceCountIs('AWS::IAM::AccessKey', 0);
  });

  test('has whatever the options say, also what is known at deployment', () => {
    expect(daysOf({ rotationInterval: Duration.days(30), gracePeriod: Duration.hours(48), deletionDelay: Duration.days(3) })).toEqual({
      ROTATION_INTERVAL: '30', GRACE_PERIOD: '2', DELETION_DELAY: '3', STALE_AFTER: { Ref: 'Age' },
    });
  });
});

describe('the role of the function', () => {
  test('may look after the keys of the user, and its own secret', () => {
    for (const action of KEYS) { expect([action, judged.allows(role, action, user.userArn)]).toEqual([action, true]); }
    for (const action of SECRET) { expect([action, judged.allows(role, action, rotation.secret.secretArn)]).toEqual([action, true]); }
  });

  test('may do nothing else', () => {
    const others = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: [...KEYS, ...SECRET, 'logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' }] };

    expect(judged.checkNoNewAccess(role, others).result).toBe(CheckResult.PASS);
    for (const action of KEYS) { expect(judged.denies(role, action, `arn:aws:iam::${ACCOUNT}:user/admin`)).toBe(true); }
    judged.template.hasResourceProperties('AWS::IAM::Role', {
      Policies: [{ PolicyDocument: { Statement: Match.arrayWith([{ Effect: 'Allow', Action: SECRET, Resource: judged.stack.resolve(rotation.secret.secretArn) }]) } }],
    });
  });

  test('may use the key of the secret', () => {
    const own = judge(stack => {
      const encryptionKey = new kms.Key(stack, 'Key', { enableKeyRotation: true });
      const made = new AccessKeyRotation(stack, 'Rotation', { user: new iam.User(stack, 'User'), encryptionKey });
      return { encryptionKey, role: made.node.findChild('Handler').node.findChild('Role') };
    });

    for (const action of ['kms:Decrypt', 'kms:GenerateDataKey']) { expect(own.allows(own.made.role, action, own.made.encryptionKey.keyArn)).toBe(true); }
    own.template.hasResourceProperties('AWS::SecretsManager::Secret', { KmsKeyId: own.stack.resolve(own.made.encryptionKey.keyArn) });
  });
});

test('who is granted it may read the secret, and not write it', () => {
  expect(judged.allows(reader, 'secretsmanager:GetSecretValue', rotation.secret.secretArn)).toBe(true);
  expect(judged.checkAccessNotGranted(reader, { actions: ['secretsmanager:Put*', 'secretsmanager:Update*', 'iam:*'] }).result).toBe(CheckResult.PASS);
});

test('the gate and cdk-nag find nothing but what is documented', () => {
  expectNothingFound(judged, { acknowledged: ['AwsSolutions-SMG4 Stack/Rotation/Secret'] });
});

test('there is a metric to watch', () => {
  expect(rotation.metricErrors()).toMatchObject({ namespace: 'AWS/Lambda', metricName: 'Errors' });
});

test.each<[string, Partial<AccessKeyRotationProps>, string]>([
  ['an interval too long', { rotationInterval: Duration.days(91) }, '`rotationInterval` is `91`; write a whole number from 3 to 90'],
  ['an interval too short', { rotationInterval: Duration.days(2) }, '`rotationInterval` is `2`; write a whole number from 3 to 90'],
  ['half a day', { gracePeriod: Duration.hours(36) }, '`gracePeriod` is `1.5`; write a whole number from 1 to 90'],
  ['no grace', { gracePeriod: Duration.days(0) }, '`gracePeriod` is `0`; write a whole number from 1 to 90'],
  ['no delay', { deletionDelay: Duration.days(0) }, '`deletionDelay` is `0`; write a whole number from 1 to 90'],
  ['keys that may be stale for ever', { staleAfter: Duration.days(91) }, '`staleAfter` is `91`; write a whole number from 1 to 90'],
  ['a third key before the first is deleted', { rotationInterval: Duration.days(14) }, '`gracePeriod` and `deletionDelay` together are to be shorter than `rotationInterval`'],
])('refuses %s', (_name, props, message) => {
  const stack = new Stack();

  expect(() => new AccessKeyRotation(stack, 'Rotation', { user: new iam.User(stack, 'User'), ...props })).toThrow(message);
});
