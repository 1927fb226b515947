import { CheckResult } from '../../../src/engine/analysis';
import { EffectiveAccess } from '../../../src/engine/analysis/effective-access';
import { AccessAnswer, RequestQuestion } from '../../../src/engine/analysis/request-question';
import { parseCaller } from '../../../src/engine/evaluation/caller';
import { PolicyDocument } from '../../../src/engine/policy/policy-document';
import { OpenText, OpenValue, Shape, Text } from '../../../src/engine/policy/text';

const ACCOUNT = OpenText.of(OpenValue.opaque('AWS::AccountId', Shape.digits(12)));
const NAME = OpenValue.opaque('`Role`', Shape.wordsAfter('MyStack-Role-'));
const ROLE = OpenText.of('arn:aws:iam::', ACCOUNT, ':role/', NAME);
const USER_NAME = OpenValue.opaque('`User`', Shape.wordsAfter('MyStack-User-'));
const USER = OpenText.of('arn:aws:iam::', ACCOUNT, ':user/', USER_NAME);
const FRESH = OpenText.of('arn:aws:s3:::', OpenValue.invented('amzn-s3-demo-bucket'));

const session = parseCaller(OpenText.of('arn:aws:sts::', ACCOUNT, ':assumed-role/', NAME, '/session'), ROLE)!;
const user = parseCaller(USER)!;

const statement = (fields: object) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...fields });

function ask(caller: typeof session, statements: object[], { action = 's3:GetObject', resource = FRESH, context = {} }: Partial<RequestQuestion> = {}): AccessAnswer {
  const policies = { identity: [PolicyDocument.parse({ Version: '2012-10-17', Statement: statements })] };
  return EffectiveAccess._of(caller, policies, ACCOUNT)._ask({ action, resource, context });
}

describe('a resource that nobody has named', () => {
  test.each([
    ['every resource', '*', CheckResult.FAIL],
    ['every bucket', 'arn:aws:s3:::*', CheckResult.FAIL],
    ['a bucket by its name', 'arn:aws:s3:::data', CheckResult.PASS],
    ['buckets that begin alike', 'arn:aws:s3:::team-*', CheckResult.PASS],
    ['a parameter, which may be a wildcard', OpenText.of('arn:aws:s3:::', OpenValue.unknown('parameter `Name`')), CheckResult.FAIL],
  ] as [string, Text, CheckResult][])('is covered by %s as it should', (_name, resource, expected) => {
    expect(ask(session, [statement({ Resource: resource })]).result).toBe(expected);
  });

  test('is told as a name that is easy to read', () => {
    expect(ask(session, [statement({})]).witness).toEqual(expect.objectContaining({ action: 's3:GetObject', resource: 'arn:aws:s3:::amzn-s3-demo-bucket' }));
  });
});

describe('a caller whose name is generated', () => {
  test('is denied what is denied to its own name', () => {
    expect(ask(session, [statement({}), statement({ Effect: 'Deny', Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE } } })]).result).toBe(CheckResult.PASS);
  });

  test('is not denied what is denied to another generated name', () => {
    const other = OpenText.of('arn:aws:iam::', ACCOUNT, ':role/', OpenValue.opaque('`Other`', Shape.wordsAfter('MyStack-Other-')));
    expect(ask(session, [statement({}), statement({ Effect: 'Deny', Condition: { ArnEquals: { 'aws:PrincipalArn': other } } })]).result).toBe(CheckResult.FAIL);
  });

  test('may reach itself by a policy variable, and surely nobody else', () => {
    const own = [statement({ Action: 'iam:*', Resource: OpenText.of('arn:aws:iam::', ACCOUNT, ':user/${aws:username}') })];
    const somebody = OpenText.of('arn:aws:iam::', ACCOUNT, ':user/', OpenValue.invented('alice'));

    expect(ask(user, own, { action: 'iam:CreateAccessKey', resource: USER }).result).toBe(CheckResult.FAIL);
    expect(ask(user, own, { action: 'iam:CreateAccessKey', resource: somebody }).result).not.toBe(CheckResult.FAIL);
  });

  test('is of its own account', () => {
    const inOwn = [statement({ Condition: { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } } })];
    const inOther = [statement({ Condition: { StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } } })];

    expect(ask(session, inOwn).result).toBe(CheckResult.FAIL);
    expect(ask(session, inOther).result).toBe(CheckResult.PASS);
  });
});

describe('what the question fixes', () => {
  const withMfa = [statement({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })];

  test('is asked as it is', () => {
    expect(ask(session, withMfa, { context: { 'aws:MultiFactorAuthPresent': [] } }).result).toBe(CheckResult.PASS);
    expect(ask(session, withMfa, { context: { 'aws:MultiFactorAuthPresent': ['true'] } }).result).toBe(CheckResult.FAIL);
  });

  test('may be anything where it is not fixed', () => {
    expect(ask(session, withMfa).witness?.context).toContainEqual({ contextKeyName: 'aws:MultiFactorAuthPresent', contextKeyValues: ['true'] });
  });

  test('conditions that exclude each other leave nothing', () => {
    const apart = [statement({ Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } }), statement({ Effect: 'Deny', Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } })];
    expect(ask(session, apart).result).toBe(CheckResult.PASS);
  });
});
