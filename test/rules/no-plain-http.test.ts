import { ACCOUNT, allow, blamed, document, findingsOf, NO_VALUE, replayed, Resources, WITH_CONDITION, WITH_PARAMETER } from './templates';
import { blamedUnder } from './trust-policies';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';

const PLAIN = { Bool: { 'aws:SecureTransport': 'false' } };
const denial = (action: unknown, resource: unknown, condition: object = PLAIN, principal: unknown = '*') => ({ Effect: 'Deny', Principal: principal, Action: action, Resource: resource, Condition: condition });
const BUCKET = { B: { Type: 'AWS::S3::Bucket', Properties: {} } };
const ARN = { 'Fn::GetAtt': ['B', 'Arn'] };
const OBJECTS = { 'Fn::Sub': '${B.Arn}/*' };
const withPolicy = (...statements: object[]): Resources => ({ ...BUCKET, P: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'B' }, PolicyDocument: document(...statements) } } });
const isPlain = (resources: Resources, sections?: Record<string, object>) => blamed('NoPlainHttp', resources, sections).length > 0;

test('the finding names the resource, a request and the way out', () => {
  const [finding, ...more] = findingsOf('NoPlainHttp', { B: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'amzn-s3-demo-bucket' } } });

  expect(more).toEqual([]);
  expect(finding).toMatchObject({
    logicalId: 'B',
    message: 'answers `s3:GetObject` without TLS',
    fix: 'deny everybody every action where `aws:SecureTransport` is `false`, as `enforceSSL: true` of the CDK does',
    witness: { principal: `arn:aws:iam::${ACCOUNT}:role/example`, resource: 'arn:aws:s3:::amzn-s3-demo-bucket/key', when: [{ key: 'aws:SecureTransport', values: ['false'] }] },
    dependsOn: [],
  });
  expect(replayed(finding, { policyInputList: [document(allow('*'))] })).toBe(EvalDecision.ALLOWED);
});

describe('a bucket', () => {
  test.each<[string, object[], boolean]>([
    ['with a Deny of everything', [denial('s3:*', [ARN, OBJECTS])], false],
    ['with a Deny in two statements', [denial('s3:*', ARN), denial('s3:*', OBJECTS)], false],
    ['with a Deny of all but TLS', [denial('s3:*', [ARN, OBJECTS], { Bool: { 'aws:SecureTransport': false } })], false],
    ['with a Deny of what is not TLS', [denial('*', '*', { BoolIfExists: { 'aws:SecureTransport': 'false' } })], false],
    ['with a Deny of an old TLS alone', [denial('s3:*', [ARN, OBJECTS], { NumericLessThan: { 's3:TlsVersion': '1.2' } })], true],
    ['with a Deny of its objects alone', [denial('s3:*', OBJECTS)], true],
    ['with a Deny of itself alone', [denial('s3:*', ARN)], true],
    ['with a Deny of reading alone', [denial('s3:GetObject', [ARN, OBJECTS])], true],
    ['with a Deny of another account', [denial('s3:*', [ARN, OBJECTS], PLAIN, { AWS: '444455556666' })], true],
    ['with a Deny of TLS', [denial('s3:*', [ARN, OBJECTS], { Bool: { 'aws:SecureTransport': 'true' } })], true],
    ['with an Allow of TLS, beside which identity policies allow', [{ ...denial('s3:*', [ARN, OBJECTS], { Bool: { 'aws:SecureTransport': 'true' } }), Effect: 'Allow' }], true],
  ])('%s', (_name, statements, expected) => {
    expect(isPlain(withPolicy(...statements))).toBe(expected);
  });

  test('without a policy, or with that of another bucket', () => {
    expect(isPlain(BUCKET)).toBe(true);
    expect(isPlain({ ...BUCKET, P: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'amzn-s3-demo-bucket', PolicyDocument: document(denial('s3:*', '*')) } } })).toBe(true);
  });

  test.each<[string, object, Record<string, object>, string]>([
    ['a condition that may be left out', { 'Fn::If': ['C', denial('s3:*', '*'), NO_VALUE] }, WITH_CONDITION, 'condition `C`'],
    ['a value that is a parameter', denial('s3:*', '*', { Bool: { 'aws:SecureTransport': { Ref: 'X' } } }), WITH_PARAMETER, 'parameter `X`'],
    ['an action that is a parameter', denial({ Ref: 'X' }, '*'), WITH_PARAMETER, 'parameter `X`'],
  ])('with a Deny that depends on %s', (_name, statement, sections, dependsOn) => {
    expect(findingsOf('NoPlainHttp', withPolicy(statement), sections).map(one => one.dependsOn)).toEqual([[dependsOn]]);
  });

  test('with a resource control policy', () => {
    expect(blamedUnder(denial('*', '*', { BoolIfExists: { 'aws:SecureTransport': 'false' } }), 'NoPlainHttp', BUCKET)).toEqual([]);
    expect(blamedUnder(denial('sqs:*', '*', { BoolIfExists: { 'aws:SecureTransport': 'false' } }), 'NoPlainHttp', BUCKET)).toEqual(['B']);
  });
});

test.each<[string, Resources, boolean]>([
  ['a queue', { Q: { Type: 'AWS::SQS::Queue', Properties: {} } }, true],
  ['a queue with a Deny', { Q: { Type: 'AWS::SQS::Queue', Properties: {} }, P: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: 'Q' }], PolicyDocument: document(denial('sqs:*', { 'Fn::GetAtt': ['Q', 'Arn'] })) } } }, false],
  ['a topic', { T: { Type: 'AWS::SNS::Topic', Properties: {} } }, true],
  ['a topic with a Deny', { T: { Type: 'AWS::SNS::Topic', Properties: {} }, P: { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: [{ Ref: 'T' }], PolicyDocument: document(denial('sns:Publish', { Ref: 'T' })) } } }, false],
  ['a stream, which answers with TLS alone', { S: { Type: 'AWS::Kinesis::Stream', Properties: {} } }, false],
])('%s', (_name, resources, expected) => {
  expect(isPlain(resources)).toBe(expected);
});
