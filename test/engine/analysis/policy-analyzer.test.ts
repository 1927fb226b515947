import { AccessCheckPolicyType, CheckResult } from '../../../src/engine/analysis/check-types';
import { PolicyAnalyzer } from '../../../src/engine/analysis/policy-analyzer';

const { IDENTITY_POLICY } = AccessCheckPolicyType;
const statement = (more: object = {}) => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...more });
const document = (version: string, ...statements: object[]) => ({ Version: version, Statement: statements });
const policy = (...statements: object[]) => document('2012-10-17', ...statements);
const NOTHING = policy(statement({ Effect: 'Deny', Action: '*' }));
const result = (existing: object, updated: object) => PolicyAnalyzer.checkNoNewAccess(existing, updated, IDENTITY_POLICY).result;

test.each([
  'arn:aws:iam::111122223333:user/alice@example.com',
  'arn:aws:iam::111122223333:role/team=red,b+c',
  'arn:aws-iso-b:iam::111122223333:user/alice',
])('`%s` may be a caller', arn => {
  expect(result(NOTHING, policy(statement({ Condition: { ArnEquals: { 'aws:PrincipalArn': arn } } })))).toBe(CheckResult.FAIL);
});

test('a user name with a sign is one', () => {
  expect(result(NOTHING, policy(statement({ Condition: { StringLike: { 'aws:username': '*@example.com' } } })))).toBe(CheckResult.FAIL);
});

test('an escape is none in an old version of the language', () => {
  const one = statement({ Condition: { StringEquals: { 'aws:PrincipalTag/team': '${$}' } } });

  expect(result(document('2012-10-17', one), document('2008-10-17', one))).toBe(CheckResult.FAIL);
  expect(result(document('2008-10-17', one), document('2012-10-17', one))).toBe(CheckResult.FAIL);
});

test('a variable that must be equal to two things is one of them', () => {
  const one = statement({
    Condition: {
      StringEquals: { 'aws:PrincipalTag/a': 'red', 'aws:ResourceTag/a': '${aws:PrincipalTag/a}' },
      StringLike: { 'aws:PrincipalTag/a': '${aws:PrincipalTag/b}' },
    },
  });

  expect(result(NOTHING, policy(one))).toBe(CheckResult.FAIL);
});

test('one of several values may be empty', () => {
  const one = statement({ Condition: { StringEquals: { 'app:Labels': '' }, StringLike: { 'app:Labels': 'red' } } });

  expect(result(NOTHING, policy(one))).toBe(CheckResult.FAIL);
});

test('the other reasons are the same whoever reads them, and whenever', () => {
  const { reasons, ...rest } = PolicyAnalyzer.checkNoNewAccess(NOTHING, policy(statement({ Sid: 'A' }), statement({ Sid: 'B', Action: 's3:PutObject' })), IDENTITY_POLICY);

  expect(reasons.map(({ statementId, witness: { action } }) => [statementId, action])).toEqual([['A', 's3:GetObject'], ['B', 's3:PutObject']]);
  expect(rest).toEqual({ result: CheckResult.FAIL, message: 'the new policy allows requests that the existing policy does not allow', undecided: [] });
});

test.each<[string, object[], string]>([
  ['none', [], 'accesses is empty'],
  ['one that names nothing', [{}], 'accesses[0] names neither actions nor resources'],
  ['an empty list', [{ actions: ['s3:*'] }, { actions: [] }], 'accesses[1] holds an empty list'],
  ['an action without a service', [{ actions: ['GetObject'] }], 'accesses[0]: `GetObject` is no action'],
])('accesses that no request matches are an error, not a PASS: %s', (_name, accesses, message) => {
  expect(() => PolicyAnalyzer.checkAccessNotGranted(policy(statement()), accesses, IDENTITY_POLICY)).toThrow(message);
});
