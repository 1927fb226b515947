import {
  ACCOUNT, allow, blamed, deny, document, findingsOf, group, managedPolicy, NO_VALUE, policy, replayed, Resources, role, Sections, user,
  WITH_CONDITION,
} from './templates';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';

const READ = allow('s3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket/*');
const users = (resources: Resources, sections?: Sections) => blamed('NoUserPolicies', resources, sections);

describe('a user that holds permissions of its own is blocked', () => {
  test('with the statement, a witness and the way out', () => {
    expect(findingsOf('NoUserPolicies', { U: user([document(deny('s3:*', 'arn:aws:s3:::secret/*'), { Sid: 'Read', ...READ })]) })).toEqual([{
      rule: 'NoUserPolicies',
      logicalId: 'U',
      message: 'holds permissions of its own, by inline policy `p0`',
      fix: 'attach the policy to a group, and make the user a member of it',
      statement: { policy: 'inline policy `p0`', logicalId: 'U', path: 'Properties.Policies[0].PolicyDocument', index: 1, sid: 'Read' },
      witness: { principal: `arn:aws:iam::${ACCOUNT}:user/U`, action: 's3:GetObject', resource: 'arn:aws:s3:::amzn-s3-demo-bucket/example', when: [] },
      dependsOn: [],
    }]);
  });

  test.each<[string, object]>([
    ['one action on one resource', allow('s3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket/key')],
    ['reading', allow('s3:Get*', 'arn:aws:s3:::amzn-s3-demo-bucket/*')],
    ['everything', allow('*')],
    ['everything on one bucket', allow('*', 'arn:aws:s3:::amzn-s3-demo-bucket')],
    ['all but some actions', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
    ['all but one resource', { Effect: 'Allow', Action: 's3:GetObject', NotResource: 'arn:aws:s3:::secret/*' }],
    ['an action that no list of actions has', allow('example:DoSomething', 'arn:aws:example:us-east-1:111122223333:thing/one')],
    ['wildcards in the middle', allow('sqs:S?ndM*ge', 'arn:aws:sqs:*:*:orders-*')],
    ['another case', allow('S3:getobject', 'arn:aws:s3:::amzn-s3-demo-bucket/key')],
  ])('%s', (_name, statement) => {
    const [finding, ...more] = findingsOf('NoUserPolicies', { U: user([document(statement)]) });

    expect([finding.logicalId, more]).toEqual(['U', []]);
    expect(replayed(finding, { policyInputList: [document(statement)] })).toBe(EvalDecision.ALLOWED);
  });

  test.each<[string, Resources]>([
    ['a policy of its own resource', { U: user(), S: policy(document(READ), { Users: [{ Ref: 'U' }] }) }],
    ['a UserPolicy', { U: user(), S: { Type: 'AWS::IAM::UserPolicy', Properties: { UserName: { Ref: 'U' }, PolicyName: 's', PolicyDocument: document(READ) } } }],
    ['a policy by explicit name', { U: user([], { UserName: 'alice' }), S: policy(document(READ), { Users: ['alice'] }) }],
    ['a managed policy that names it', { U: user(), S: managedPolicy(document(READ), { Users: [{ Ref: 'U' }] }) }],
    ['a managed policy that it names', { U: user([], { ManagedPolicyArns: [{ Ref: 'S' }] }), S: managedPolicy(document(READ)) }],
    ['an AWS managed policy', { U: user([], { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess'] }) }],
    ['JSON text', { U: user([JSON.stringify(document(READ))]) }],
    ['a policy beside its group', { U: user([document(READ)], { Groups: [{ Ref: 'G' }] }), G: group([document(READ)]) }],
  ])('by %s', (_name, resources) => {
    expect(users(resources)).toEqual(['U']);
  });

  test('every policy is one finding, however many statements it has', () => {
    const found = findingsOf('NoUserPolicies', { U: user([document(READ, allow('sqs:SendMessage', 'arn:aws:sqs:*:*:orders')), document(READ)]) });

    expect(found.map(({ statement }) => statement!.path)).toEqual(['Properties.Policies[0].PolicyDocument', 'Properties.Policies[1].PolicyDocument']);
  });

  test('within a condition that it may meet', () => {
    const own = document({ ...READ, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } });
    const [finding] = findingsOf('NoUserPolicies', { U: user([own]) });

    expect(finding.witness!.when).toEqual([{ key: 'aws:MultiFactorAuthPresent', values: ['true'] }]);
    expect(replayed(finding, { policyInputList: [own] })).toBe(EvalDecision.ALLOWED);
  });

  test('a policy that it may have says what that depends on', () => {
    const resources = { U: user([], { ManagedPolicyArns: [{ 'Fn::If': ['C', 'arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess', NO_VALUE] }] }) };

    expect(findingsOf('NoUserPolicies', resources, WITH_CONDITION)).toEqual([expect.objectContaining({ logicalId: 'U', dependsOn: ['condition `C`'] })]);
  });
});

describe('the nearest that passes', () => {
  test.each<[string, Resources]>([
    ['a user without policies', { U: user() }],
    ['a member of a group with policies', { U: user([], { Groups: [{ Ref: 'G' }] }), G: group([document(READ)]) }],
    ['a member by UserToGroupAddition', {
      U: user(), G: group([document(READ)]), A: { Type: 'AWS::IAM::UserToGroupAddition', Properties: { GroupName: { Ref: 'G' }, Users: [{ Ref: 'U' }] } },
    }],
    ['a Deny of its own', { U: user([document(deny('*'))]) }],
    ['an Allow that its own Deny takes back', { U: user([document(READ, deny('s3:*'))]) }],
    ['an Allow that the Deny of its group takes back', { U: user([document(READ)], { Groups: [{ Ref: 'G' }] }), G: group([document(deny('s3:*'))]) }],
    ['an Allow outside its boundary', { U: user([document(READ)], { PermissionsBoundary: { Ref: 'B' } }), B: managedPolicy(document(allow('sqs:*'))) }],
    ['a boundary', { U: user([], { PermissionsBoundary: 'arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess' }) }],
    ['an Allow for roles', { U: user([document({ ...READ, Condition: { StringEquals: { 'aws:PrincipalType': 'AssumedRole' } } })]) }],
    ['a role with policies', { R: role([document(READ)]) }],
    ['a managed policy that nobody has', { M: managedPolicy(document(READ)) }],
  ])('%s', (_name, resources) => {
    expect(users(resources)).toEqual([]);
  });
});
