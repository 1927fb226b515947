import { ACCOUNT, blamed, document, findingsOf, NO_VALUE, replayed, WITH_CONDITION, WITH_PARAMETER } from './templates';
import { blamedUnder, distrust, trust, trusting } from './trust-policies';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';
import { confusedDeputyService } from '../../src/rules/confused-deputy-services';

const STATES = { Service: 'states.amazonaws.com' };
const OWN = { StringEquals: { 'aws:SourceAccount': ACCOUNT } };
const isBlocked = (...statements: object[]) => blamed('NoConfusedDeputyTrust', trusting(...statements)).length > 0;

test('the finding names the service, the statement and the way out', () => {
  const [finding, ...more] = findingsOf('NoConfusedDeputyTrust', trusting(trust(STATES)));

  expect(more).toEqual([]);
  expect(finding).toMatchObject({
    logicalId: 'R',
    message: 'lets `states.amazonaws.com` act as the role for whomever it acts',
    fix: 'require your account with a condition on `aws:SourceAccount`, or the resource that the service acts for with one on `aws:SourceArn`',
    statement: { policy: 'trust policy', logicalId: 'R', path: 'Properties.AssumeRolePolicyDocument', index: 0 },
    witness: { principal: 'states.amazonaws.com', action: 'sts:AssumeRole', resource: `arn:aws:iam::${ACCOUNT}:role/R` },
    dependsOn: [],
  });
  expect(replayed(finding, { policyInputList: [], resourcePolicy: document(trust(STATES)) })).toBe(EvalDecision.ALLOWED);
});

test.each<[string, object, boolean]>([
  ['no condition', trust(STATES), true],
  ['a region of the service', trust({ Service: 'states.us-east-1.amazonaws.com' }), true],
  ['one of several services', trust({ Service: ['lambda.amazonaws.com', 'scheduler.amazonaws.com'] }), true],
  ['resources of any account', trust(STATES, { ArnLike: { 'aws:SourceArn': 'arn:aws:states:*:*:stateMachine:*' } }), true],
  ['any account', trust(STATES, { StringLike: { 'aws:SourceAccount': '*' } }), true],
  ['every account but one', trust(STATES, { StringNotEquals: { 'aws:SourceAccount': '444455556666' } }), true],
  ['rules of Amazon EventBridge', trust({ Service: 'events.amazonaws.com' }), true],
  ['its account', trust(STATES, OWN), false],
  ['its account, if it says so', trust(STATES, { StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT } }), false],
  ['the account that the stack is in', trust(STATES, { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } }), false],
  ['resources of its account', trust(STATES, { ArnLike: { 'aws:SourceArn': `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:*` } }), false],
  ['its organization', trust(STATES, { StringEquals: { 'aws:SourceOrgID': 'o-example' } }), false],
  ['a service that does not say for whom it acts', trust({ Service: 'ec2.amazonaws.com' }), false],
  ['a service that nobody has reviewed', trust({ Service: 'unheard.amazonaws.com' }), false],
  ['an account', trust({ AWS: ACCOUNT }), false],
])('%s', (_name, statement, expected) => {
  expect(isBlocked(statement)).toBe(expected);
});

test('a Deny of other accounts saves, and a resource control policy', () => {
  const others = { StringNotEquals: { 'aws:SourceAccount': ACCOUNT } };

  expect(isBlocked(trust(STATES), distrust(STATES, others))).toBe(false);
  expect(isBlocked(trust(STATES), distrust(STATES, OWN))).toBe(true);
  expect(blamedUnder({ Effect: 'Deny', Principal: '*', Action: 'sts:*', Resource: '*', Condition: others }, 'NoConfusedDeputyTrust', trusting(trust(STATES)))).toEqual([]);
  expect(blamedUnder({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', Condition: others }, 'NoConfusedDeputyTrust', trusting(trust(STATES)))).toEqual(['R']);
});

test('what is open is a finding that depends on it', () => {
  const found = (condition: object, sections: Record<string, object>) => findingsOf('NoConfusedDeputyTrust', trusting(trust(STATES, condition)), sections).map(({ dependsOn }) => dependsOn);

  expect(found({ StringLike: { 'aws:SourceAccount': { Ref: 'X' } } }, WITH_PARAMETER)).toEqual([['parameter `X`']]);
  expect(found({ 'Fn::If': ['C', OWN, NO_VALUE] }, WITH_CONDITION)).toEqual([['condition `C`']]);
});

test.each([
  ['states.amazonaws.com', 'states.amazonaws.com'],
  ['logs.eu-west-1.amazonaws.com', 'logs.amazonaws.com'],
  ['states.cn-north-1.amazonaws.com.cn', 'states.amazonaws.com'],
  ['states.example.com', undefined],
])('%s is the service %s', (principal, service) => {
  expect(confusedDeputyService(principal)?.service).toBe(service);
});
