import { allow, document, findings, findingsOf, group, managedPolicy, NO_VALUE, policy, role, user, WITH_CONDITION, WITH_PARAMETER } from './templates';
import { rulesFor } from '../../src/rules/rule-set';

/** A policy with exactly this many characters, without white space. */
function sized(characters: number): object {
  const make = (length: number) => document(allow('s3:GetObject', `arn:aws:s3:::amzn-s3-demo-bucket/${'x'.repeat(length)}`));
  return make(characters - JSON.stringify(make(0)).length);
}

const blames = (resource: object, more: object = {}, sections = {}) => findingsOf('NoOversizedPolicy', { R: resource, ...more }, sections).map(({ logicalId }) => logicalId);

// The quotas of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: the sum of all inline policies, without white space.
describe.each<[string, (documents: unknown[], properties?: object) => object, number]>([
  ['user', user, 2_048], ['group', group, 5_120], ['role', role, 10_240],
])('a %s', (_kind, make, quota) => {
  const half = quota / 2;

  test('has at most as many characters of inline policies as AWS accepts', () => {
    expect(blames(make([sized(half), sized(half)]))).toEqual([]);
    expect(blames(make([sized(half), sized(half + 1)]))).toEqual(['R']);
  });

  test('has those too that stand beside it, and not those that are managed', () => {
    const attached = { Roles: [{ Ref: 'R' }], Users: [{ Ref: 'R' }], Groups: [{ Ref: 'R' }] };
    const kind = make === role ? 'Roles' : make === user ? 'Users' : 'Groups';
    const only = { [kind]: attached[kind] };

    expect(blames(make([sized(half)]), { P: policy(sized(half + 1), only) })).toEqual(['R']);
    expect(blames(make([sized(half)]), { P: managedPolicy(sized(half + 1), only) })).toEqual([]);
  });
});

test('says how much there is, and what there may be', () => {
  expect(findingsOf('NoOversizedPolicy', { U: user([sized(1_500), sized(1_500)]) })).toEqual([{
    rule: 'NoOversizedPolicy',
    logicalId: 'U',
    message: 'has inline policies of at least 3000 characters together; AWS accepts at most 2048',
    fix: 'move statements into managed policies, or give the user less to do',
    dependsOn: [],
  }]);
});

test('what is open counts as nothing', () => {
  const open = document(allow('s3:GetObject', { 'Fn::Sub': 'arn:aws:s3:::${X}/*' }));

  expect(blames(user([sized(1_900), open]), {}, WITH_PARAMETER)).toEqual([]);
  expect(blames(user([sized(2_000), open]), {}, WITH_PARAMETER)).toEqual(['R']);
});

test('what may be absent is not there', () => {
  const maybe = { PolicyName: 'maybe', PolicyDocument: sized(1_500) };
  const there = { PolicyName: 'there', PolicyDocument: sized(1_500) };

  expect(blames(user([], { Policies: [there, { 'Fn::If': ['C', maybe, NO_VALUE] }] }), {}, WITH_CONDITION)).toEqual([]);
  expect(blames(user([], { Policies: [there, { ...maybe, PolicyName: { 'Fn::If': ['C', 'a', 'b'] } }] }), {}, WITH_CONDITION)).toEqual(['R']);
});

test.each<[string, object, number]>([
  ['bucket', { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'amzn-s3-demo-bucket' } }, 20_480],
  ['secret', { Type: 'AWS::SecretsManager::ResourcePolicy', Properties: { SecretId: 'secret' } }, 20_480],
])('the policy of a %s is read where AWS accepts its size', (_name, holder: any, quota) => {
  const property = holder.Type === 'AWS::S3::BucketPolicy' ? 'PolicyDocument' : 'ResourcePolicy';
  const make = (length: number) => document({ ...allow('s3:GetObject', `arn:aws:s3:::amzn-s3-demo-bucket/${'x'.repeat(length)}`), Principal: { AWS: '111122223333' } });
  const empty = JSON.stringify(make(0)).length;
  const unread = (characters: number) => findings({ P: { ...holder, Properties: { ...holder.Properties, [property]: make(characters - empty) } } }, {}, undefined, rulesFor({}))
    .map(({ rule }) => rule);

  expect([unread(quota), unread(quota + 1)]).toEqual([[], ['NoUnreadablePolicy']]);
});
