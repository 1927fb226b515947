import { CheckResult, PrincipalLayers } from '../../../src/engine/analysis/check-types';
import { EffectiveAccess } from '../../../src/engine/analysis/effective-access';
import { PolicyAnalyzer } from '../../../src/engine/analysis/policy-analyzer';

const ACCOUNT = '111122223333';
const ALICE = `arn:aws:iam::${ACCOUNT}:user/alice`;
const ADMIN = `arn:aws:iam::${ACCOUNT}:role/Admin`;
const KEY = 'arn:aws:s3:::amzn-s3-demo-bucket/key';

const document = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements });
const allow = (action: unknown, resource: unknown = '*', condition?: object) => ({ Effect: 'Allow', Action: action, Resource: resource, ...condition && { Condition: condition } });
const deny = (action: unknown, resource: unknown = '*', condition?: object) => ({ ...allow(action, resource, condition), Effect: 'Deny' });
const ALL = document(allow('*'));

const access = (layers: Partial<PrincipalLayers>): EffectiveAccess => PolicyAnalyzer.effectiveAccess({ callerArn: ALICE, policyInputList: [], ...layers });
const may = (of: EffectiveAccess, action: string, resource = '*') => of.checkAccessNotGranted([{ actions: [action], resources: [resource] }]).result === CheckResult.FAIL;

describe('every layer limits', () => {
  const identity = { policyInputList: [document(allow('s3:*')), document(deny('s3:DeleteBucket'))] };

  test.each<[string, Partial<PrincipalLayers>, boolean]>([
    ['identity policies allow', {}, true],
    ['a boundary that allows', { permissionsBoundaryPolicyInputList: [document(allow('s3:Get*'))] }, true],
    ['a boundary that does not', { permissionsBoundaryPolicyInputList: [document(allow('sqs:*'))] }, false],
    ['an empty session', { sessionPolicyInputList: [] }, false],
    ['a session that allows', { sessionPolicyInputList: [document(allow('s3:GetObject', KEY))] }, true],
    ['SCPs of all levels that allow', { serviceControlPolicyInputList: [[ALL], [document(allow('s3:*'))]] }, true],
    ['an SCP level that does not', { serviceControlPolicyInputList: [[ALL], [document(allow('ec2:*'))]] }, false],
    ['an SCP that denies', { serviceControlPolicyInputList: [[ALL, document(deny('s3:GetObject'))]] }, false],
    ['an SCP that denies elsewhere', { serviceControlPolicyInputList: [[ALL, document(deny('s3:GetObject', 'arn:aws:s3:::other/*'))]] }, true],
    ['an RCP that denies', { resourceControlPolicyInputList: [[document({ ...allow('*'), Principal: '*' }, { ...deny('s3:*'), Principal: '*' })]] }, false],
    ['a bucket policy that denies', { resourcePolicy: document({ ...deny('s3:*', KEY), Principal: '*' }) }, false],
    ['an endpoint that does not allow', { vpcEndpointPolicyInputList: [document({ ...allow('sqs:*'), Principal: '*' })] }, false],
  ])('%s', (_name, layers, expected) => {
    expect(may(access({ ...identity, ...layers }), 's3:GetObject', KEY)).toBe(expected);
  });

  test('a Deny of its own', () => {
    expect([may(access(identity), 's3:DeleteBucket'), may(access(identity), 's3:CreateBucket')]).toEqual([false, true]);
  });
});

test.each<[string, Partial<PrincipalLayers>, boolean]>([
  ['a bucket policy that names the user is enough in its account', { resourcePolicy: document({ ...allow('s3:GetObject', KEY), Principal: { AWS: ALICE } }) }, true],
  ['within a boundary too', { resourcePolicy: document({ ...allow('s3:GetObject', KEY), Principal: { AWS: ALICE } }), permissionsBoundaryPolicyInputList: [document(allow('sqs:*'))] }, true],
  ['one that names the account is not', { resourcePolicy: document({ ...allow('s3:GetObject', KEY), Principal: { AWS: ACCOUNT } }) }, false],
  ['nor one that names the user in another account', { resourceOwner: '444455556666', resourcePolicy: document({ ...allow('s3:GetObject', KEY), Principal: { AWS: ALICE } }) }, false],
])('%s', (_name, layers, expected) => {
  expect(may(access(layers), 's3:GetObject', KEY)).toBe(expected);
});

test('keys that follow from the principal are those of the principal', () => {
  const ofAlice = (condition: object) => may(access({ policyInputList: [document(allow('s3:*', '*', condition))] }), 's3:GetObject', KEY);

  expect(ofAlice({ StringEquals: { 'aws:username': 'alice' } })).toBe(true);
  expect(ofAlice({ StringEquals: { 'aws:username': 'bob' } })).toBe(false);
  expect(ofAlice({ ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:user/*` } })).toBe(true);
  expect(ofAlice({ StringNotEquals: { 'aws:ResourceAccount': ACCOUNT } })).toBe(false);
});

test('access is compared with access', () => {
  const bounded = access({ policyInputList: [ALL], permissionsBoundaryPolicyInputList: [document(allow(['s3:*', 'sqs:*']))] });
  const narrow = access({ policyInputList: [document(allow('s3:Get*'))] });

  expect(narrow.checkNoNewAccess(bounded).result).toBe(CheckResult.PASS);
  expect(bounded.checkNoNewAccess(bounded).result).toBe(CheckResult.PASS);
  expect(bounded.checkNoNewAccess(narrow).result).toBe(CheckResult.FAIL);
});

test('access is printed by service and access level', () => {
  expect(access({ policyInputList: [document(allow(['sqs:Send*', 'sqs:GetQueueUrl', 'sqs:Purge*']), deny('sqs:PurgeQueue'))] }).summary()).toEqual([
    { service: 'sqs', accessLevel: 'Read', actions: ['sqs:GetQueueUrl'] },
    { service: 'sqs', accessLevel: 'Write', actions: ['sqs:SendMessage'] },
  ]);
});

test('who can do something is asked of many', () => {
  const found = PolicyAnalyzer.whoCan('s3:GetObject', KEY, [
    { callerArn: ALICE, policyInputList: [document(allow('s3:Get*', 'arn:aws:s3:::amzn-s3-demo-bucket/*'))] },
    { callerArn: `arn:aws:iam::${ACCOUNT}:user/bob`, policyInputList: [document(allow('s3:List*'))] },
    { callerArn: ADMIN, policyInputList: [ALL] },
  ]);

  expect(found.map(({ principal, access: { result, reasons: [{ witness }] } }) => [principal, result, witness.action, witness.resource])).toEqual([
    [ALICE, 'FAIL', 's3:GetObject', KEY],
    [ADMIN, 'FAIL', 's3:GetObject', KEY],
  ]);
});

test('a policy or a principal that cannot be read is an error that names it', () => {
  expect(() => access({ policyInputList: [ALL, { Statement: [] }] })).toThrow(/^policyInputList\[1\] cannot be read: /);
  expect(() => access({ callerArn: 'alice' })).toThrow('`alice` is no principal: write the ARN of a user, role, role session or root user');
});

test('what is too hard is a refusal, never an exception', () => {
  const hard = access({ policyInputList: [document(allow('s3:*', '*', { ArnLike: { 'aws:SourceArn': 'arn:aws:${aws:PrincipalTag/a}:*:*:*:x' } }))] });

  expect(hard.checkNoNewAccess(hard).result).toBe(CheckResult.UNDECIDED);
  expect(hard.checkAccessNotGranted([{ actions: ['*'] }]).result).toBe(CheckResult.UNDECIDED);
  expect(hard.summary()).not.toEqual([]);
});

test('the variables of another principal are not taken for its own', () => {
  const home = document(allow('s3:*', 'arn:aws:s3:::homes/${aws:username}/*'));
  const bob = access({ callerArn: `arn:aws:iam::${ACCOUNT}:user/bob`, policyInputList: [home] });

  expect(access({ policyInputList: [home] }).checkNoNewAccess(bob).result).toBe(CheckResult.UNDECIDED);
});
