import { ACCOUNT, blamed, document, findingsOf, NO_VALUE, replayed, Resources, WITH_CONDITION } from './templates';
import { blamedUnder } from './trust-policies';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';

const S3 = { Service: 's3.amazonaws.com' };
const OWN = { StringEquals: { 'aws:SourceAccount': ACCOUNT } };
const grant = (principal: object, condition?: object, action: unknown = 'sqs:SendMessage') => ({ Effect: 'Allow', Principal: principal, Action: action, Resource: '*', ...condition && { Condition: condition } });
const queue = (...statements: object[]): Resources => ({ P: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: ['q'], PolicyDocument: document(...statements) } } });
const topic = (...statements: object[]): Resources => ({ P: { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: ['t'], PolicyDocument: document(...statements) } } });
const key = (...statements: object[]): Resources => ({ K: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: document(...statements) } } });
const permission = (more: object = {}): Resources => ({ L: { Type: 'AWS::Lambda::Permission', Properties: { FunctionName: 'f', Principal: 's3.amazonaws.com', Action: 'lambda:InvokeFunction', ...more } } });
const isBlocked = (resources: Resources) => blamed('NoConfusedDeputyAccess', resources).length > 0;

test('the finding names the service, the statement and the way out', () => {
  const [finding, ...more] = findingsOf('NoConfusedDeputyAccess', queue(grant(S3)));

  expect(more).toEqual([]);
  expect(finding).toMatchObject({
    logicalId: 'P',
    fix: 'require your account with a condition on `aws:SourceAccount`, or the resource that the service acts for with one on `aws:SourceArn`',
    statement: { policy: '`PolicyDocument`', logicalId: 'P', path: 'Properties.PolicyDocument', index: 0 },
    witness: { principal: 's3.amazonaws.com', action: 'sqs:SendMessage' },
    dependsOn: [],
  });
  expect(finding.message).toContain('for whomever it acts');
  expect(replayed(finding, { policyInputList: [], resourcePolicy: document(grant(S3)) })).toBe(EvalDecision.ALLOWED);
});

test.each<[string, Resources, boolean]>([
  ['no condition', queue(grant(S3)), true],
  ['every bucket', queue(grant(S3, { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } })), true],
  ['every account but one', queue(grant(S3, { StringNotEquals: { 'aws:SourceAccount': '444455556666' } })), true],
  ['its account', queue(grant(S3, OWN)), false],
  ['its account, if it says so', queue(grant(S3, { StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT } })), false],
  ['its bucket', queue(grant(S3, { ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::amzn-s3-demo-bucket' } })), false],
  ['its organization', queue(grant(S3, { StringEquals: { 'aws:SourceOrgID': 'o-example' } })), false],
  ['a Deny of other accounts', queue(grant(S3), { ...grant(S3, { StringNotEquals: { 'aws:SourceAccount': ACCOUNT } }), Effect: 'Deny' }), false],
  ['a Deny of its own account', queue(grant(S3), { ...grant(S3, OWN), Effect: 'Deny' }), true],
  ['a service that does not say for whom it acts', queue(grant({ Service: 'ec2.amazonaws.com' })), false],
  ['a queue that rules of Amazon EventBridge write to', queue(grant({ Service: 'events.amazonaws.com' })), true],
  ['a topic, which is not told for whom a rule acts', topic(grant({ Service: 'events.amazonaws.com' }, undefined, 'sns:Publish')), false],
  ['a topic of budgets', topic(grant({ Service: 'budgets.amazonaws.com' }, undefined, 'sns:Publish')), true],
  ['a key, where the service does not say for whom it acts', key(grant(S3, undefined, ['kms:Decrypt', 'kms:GenerateDataKey'])), false],
  ['a key, where AWS CloudTrail says so', key(grant({ Service: 'cloudtrail.amazonaws.com' }, undefined, 'kms:GenerateDataKey')), true],
  ['a function', permission(), true],
  ['a function, for a bucket', permission({ SourceArn: 'arn:aws:s3:::amzn-s3-demo-bucket' }), false],
  ['a function, for an account', permission({ SourceAccount: { Ref: 'AWS::AccountId' } }), false],
])('%s', (_name, resources, expected) => {
  expect(isBlocked(resources)).toBe(expected);
});

test('the account that the stack is in, whichever it is', () => {
  expect(blamed('NoConfusedDeputyAccess', queue(grant(S3, { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } })), {}, {})).toEqual([]);
  expect(blamed('NoConfusedDeputyAccess', queue(grant(S3)), {}, {})).toEqual(['P']);
});

test('a resource control policy saves', () => {
  const control = (Condition: object) => ({ Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: '*', Condition });

  expect(blamedUnder(control({ StringNotEqualsIfExists: { 'aws:SourceAccount': ACCOUNT } }), 'NoConfusedDeputyAccess', queue(grant(S3)))).toEqual([]);
  expect(blamedUnder(control(OWN), 'NoConfusedDeputyAccess', queue(grant(S3)))).toEqual(['P']);
});

test('what is open is a finding that depends on it', () => {
  const [finding] = findingsOf('NoConfusedDeputyAccess', queue(grant(S3, { 'Fn::If': ['C', OWN, NO_VALUE] })), WITH_CONDITION);

  expect(finding.dependsOn.join()).toContain('condition `C`');
});
