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

describe('a statement that stands in both policies', () => {
  const team = { StringEquals: { 'aws:PrincipalTag/team': ['red', 'blue'], 'aws:PrincipalTag/site': 'x' }, Bool: { 'aws:SecureTransport': 'true' } };
  const one = statement({ Action: ['s3:GetObject', 's3:Put*'], Resource: ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*'], Condition: team });
  const turned = statement({
    Condition: { Bool: team.Bool, StringEquals: { 'aws:PrincipalTag/site': ['x'], 'aws:PrincipalTag/team': ['blue', 'red'] } },
    Resource: ['arn:aws:s3:::b/*', 'arn:aws:s3:::a/*'],
    Action: ['s3:Put*', 's3:GetObject'],
  });
  const denied = statement({ Effect: 'Deny', Action: ['s3:PutObject', 's3:PutObjectAcl'], Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
  const deniedInTurn = { ...denied, Action: ['s3:PutObjectAcl', 's3:PutObject'] };

  test('allows nothing new, in whatever order it is written', () => {
    expect([result(policy(one), policy(turned)), result(policy(turned, denied), policy(deniedInTurn, one))]).toEqual([CheckResult.PASS, CheckResult.PASS]);
  });

  test('allows what the existing policy denies, and the new one does not', () => {
    const other = statement({ Action: 's3:Put*' });

    expect([result(policy(other, denied), policy(other)), result(policy(other), policy(other, denied))]).toEqual([CheckResult.FAIL, CheckResult.PASS]);
  });

  test.each<[string, object]>([
    ['another value', { Condition: { ...team, StringEquals: { ...team.StringEquals, 'aws:PrincipalTag/team': ['red', 'green'] } } }],
    ['one condition less', { Condition: { StringEquals: team.StringEquals } }],
    ['another operator', { Condition: { StringEquals: team.StringEquals, BoolIfExists: team.Bool } }],
    ['another resource', { Resource: ['arn:aws:s3:::a/*', 'arn:aws:s3:::c/*'] }],
    ['another action of the same length', { Action: ['s3:GetBucket', 's3:Put*'] }],
  ])('is not one with %s', (_, more) => {
    expect(result(policy(one), policy({ ...one, ...more }))).toBe(CheckResult.FAIL);
  });

  test('is not one of all other actions', () => {
    const { Action, ...rest } = one as typeof one & { Action: string[] };

    expect(result(policy(one), policy({ ...rest, NotAction: Action }))).toBe(CheckResult.FAIL);
  });

  test('is one with the same principals in another order, and no other', () => {
    const { RESOURCE_POLICY } = AccessCheckPolicyType;
    const to = (Principal: object) => policy({ ...one, Principal });
    const check = (existing: object, updated: object) => PolicyAnalyzer.checkNoNewAccess(existing, updated, RESOURCE_POLICY).result;
    const both = to({ AWS: ['111122223333', '444455556666'], Service: 'sns.amazonaws.com' });

    expect(check(both, to({ Service: 'sns.amazonaws.com', AWS: ['444455556666', '111122223333'] }))).toBe(CheckResult.PASS);
    expect(check(both, to({ AWS: ['444455556666', '777788889999'], Service: 'sns.amazonaws.com' }))).toBe(CheckResult.FAIL);
  });
});

test('only what does not stand in the existing policy is a reason', () => {
  const statements = Array.from({ length: 40 }, (_, i) => statement({ Sid: `S${i}`, Action: `s3:Get${i}*`, Resource: `arn:aws:s3:::team-${i}/*` }));

  expect(result(policy(...statements), policy(...statements.slice(1)))).toBe(CheckResult.PASS);
  const { reasons } = PolicyAnalyzer.checkNoNewAccess(policy(...statements.slice(0, -2)), policy(...statements), IDENTITY_POLICY);
  expect(reasons.map(({ statementId }) => statementId)).toEqual(['S38', 'S39']);
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
