import { ACCOUNT, allow, blamed, document, findings, findingsOf, NO_VALUE, replayed, WITH_CONDITION, WITH_PARAMETER } from './templates';
import { blamedUnder, distrust, OTHER_ACCOUNT, trust, trusting } from './trust-policies';
import { readTemplate } from '../../src/cloudformation/app-reader';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';
import { NoUnconditionalCrossAccountTrust } from '../../src/rules/no-unconditional-cross-account-trust';
import { findingsIn } from '../../src/rules/rule-set';

const ROOT = `arn:aws:iam::${OTHER_ACCOUNT}:root`;
const isBlocked = (...statements: object[]) => blamed('NoUnconditionalCrossAccountTrust', trusting(...statements)).length > 0;

test('the finding names the account, the statement, a caller and the way out', () => {
  const [finding, ...more] = findingsOf('NoUnconditionalCrossAccountTrust', trusting(trust({ AWS: ROOT })));

  expect(more).toEqual([]);
  expect(finding).toMatchObject({
    logicalId: 'R',
    message: `trusts account \`${OTHER_ACCOUNT}\` without a condition: whoever acts there, for whomever, can assume the role`,
    statement: { policy: 'trust policy', logicalId: 'R', path: 'Properties.AssumeRolePolicyDocument', index: 0 },
    witness: { principal: `arn:aws:iam::${OTHER_ACCOUNT}:role/example`, action: 'sts:AssumeRole', resource: `arn:aws:iam::${ACCOUNT}:role/R` },
    dependsOn: [],
  });
  expect(replayed(finding, { policyInputList: [document(allow('*'))], resourcePolicy: document(trust({ AWS: ROOT })) })).toBe(EvalDecision.ALLOWED);
});

test.each<[string, object]>([
  ['an account', trust({ AWS: OTHER_ACCOUNT })],
  ['one of several accounts', trust({ AWS: [ACCOUNT, OTHER_ACCOUNT] })],
  ['a role', trust({ AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/Deploy` })],
  ['a user', trust({ AWS: `arn:aws:iam::${OTHER_ACCOUNT}:user/alice` })],
  ['a session', trust({ AWS: `arn:aws:sts::${OTHER_ACCOUNT}:assumed-role/Deploy/session` })],
  ['everyone of an account', trust('*', { StringEquals: { 'aws:PrincipalAccount': OTHER_ACCOUNT } })],
  ['everyone with a name', trust('*', { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${OTHER_ACCOUNT}:role/Deploy*` } })],
  ['an account, if there is an organization', trust({ AWS: ROOT }, { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-example' } })],
  ['an account, if there is an external id', trust({ AWS: ROOT }, { 'ForAllValues:StringEquals': { 'sts:ExternalId': 'example' } })],
  ['an account, if a second factor is known', trust({ AWS: ROOT }, { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } })],
  ['an account, with TLS', trust({ AWS: ROOT }, { Bool: { 'aws:SecureTransport': 'true' } })],
  ['an account, with a name of the session', trust({ AWS: ROOT }, { StringLike: { 'sts:RoleSessionName': 'deploy-*' } })],
])('%s is blocked', (_name, statement) => {
  expect(isBlocked(statement)).toBe(true);
});

test.each<[string, object]>([
  ['an external id', trust({ AWS: ROOT }, { StringEquals: { 'sts:ExternalId': 'example' } })],
  ['an organization', trust({ AWS: ROOT }, { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } })],
  ['a unit of an organization', trust({ AWS: ROOT }, { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-example/r-ab12/*' } })],
  ['a second factor', trust({ AWS: ROOT }, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } })],
  ['a fresh second factor', trust({ AWS: ROOT }, { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } })],
  ['the own account', trust({ AWS: ACCOUNT })],
  ['a role of the own account', trust({ AWS: `arn:aws:iam::${ACCOUNT}:role/Deploy` })],
  ['the account that the stack is in', trust({ AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } })],
  ['a service', trust({ Service: 'ec2.amazonaws.com' })],
  ['nobody', distrust({ AWS: ROOT })],
])('%s passes', (_name, statement) => {
  expect(isBlocked(statement)).toBe(false);
});

test('a Deny of those who lack it saves, whether a key is there or not', () => {
  expect(isBlocked(trust({ AWS: ROOT }), distrust('*', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-example' } }))).toBe(false);
  expect(isBlocked(trust({ AWS: ROOT }), distrust('*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }))).toBe(false);
  expect(isBlocked(trust({ AWS: ROOT }), distrust('*', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }))).toBe(true);
  expect(isBlocked(trust({ AWS: ROOT }), distrust({ AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/Deploy` }))).toBe(true);
});

test('a resource control policy for the organization saves', () => {
  const denial = (operator: string) => ({ Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole', Resource: '*', Condition: { [operator]: { 'aws:PrincipalOrgID': 'o-example' } } });

  expect(blamedUnder(denial('StringNotEquals'), 'NoUnconditionalCrossAccountTrust', trusting(trust({ AWS: ROOT })))).toEqual([]);
  expect(blamedUnder(denial('ForAnyValue:StringNotEquals'), 'NoUnconditionalCrossAccountTrust', trusting(trust({ AWS: ROOT })))).toEqual(['R']);
});

test('accounts of the app and trusted ones are no others', () => {
  const reading = readTemplate(JSON.stringify({ Resources: trusting(trust({ AWS: ROOT })) }), { account: ACCOUNT, region: 'us-east-1' });
  const found = (trustedAccounts: string[]) => findingsIn(reading, [NoUnconditionalCrossAccountTrust], { trustedAccounts });

  expect(found([OTHER_ACCOUNT])).toEqual([]);
  expect(found(['777788889999'])).toHaveLength(1);
});

test('what is open is a finding that depends on it', () => {
  const found = (statement: object, sections: Record<string, object>) => findingsOf('NoUnconditionalCrossAccountTrust', trusting(statement), sections).map(({ dependsOn }) => dependsOn);
  const choice = { Parameters: { Account: { Type: 'String', AllowedValues: [ACCOUNT, OTHER_ACCOUNT] } } };

  expect(found(trust({ AWS: { Ref: 'Account' } }), choice)).toEqual([['parameter `Account`']]);
  expect(found(trust({ AWS: ROOT }, { 'Fn::If': ['C', { StringEquals: { 'sts:ExternalId': 'example' } }, NO_VALUE] }), WITH_CONDITION)).toEqual([['condition `C`']]);
  expect(found(trust({ AWS: ROOT }, { StringEquals: { 'sts:ExternalId': { Ref: 'X' } } }), WITH_PARAMETER)).toEqual([]);
});

test('an account that is a number of which nobody knows which may be any', () => {
  const sections = { Parameters: { Account: { Type: 'Number' } } };
  const found = (statement: object) => blamed('NoUnconditionalCrossAccountTrust', trusting(statement), sections);

  expect(found(trust({ AWS: { Ref: 'Account' } }))).toEqual(['R']);
  expect(found(trust({ AWS: { 'Fn::Sub': 'arn:aws:iam::${Account}:role/deploy' } }))).toEqual(['R']);
  expect(found(trust({ AWS: { Ref: 'Account' } }, { StringEquals: { 'sts:ExternalId': 'example' } }))).toEqual([]);
});

test('a role that trusts everyone is found once', () => {
  expect(findings(trusting(trust({ AWS: ['*', ROOT] }))).map(({ rule }) => rule)).toEqual(['NoPublicTrust']);
});
