import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { SamlRole } from '../../../src/constructs';
import { ACCOUNT, Context, expectNothingFound, judge } from '../judged-app';

const PROVIDER = `arn:aws:iam::${ACCOUNT}:saml-provider/corp`;
const SIGN_IN = 'https://signin.aws.amazon.com/saml';

const judged = judge(stack => {
  const provider = iam.SamlProvider.fromSamlProviderArn(stack, 'Provider', PROVIDER);
  return {
    role: new SamlRole(stack, 'Role', { provider, roleName: 'people' }),
    regional: new SamlRole(stack, 'Regional', { provider, audiences: ['https://eu-central-1.signin.aws.amazon.com/saml'], sessionTagKeys: ['team'] }),
  };
});
const { role, regional } = judged.made;

function asked(one: SamlRole, context: Context, action = 'sts:AssumeRoleWithSAML', provider = PROVIDER): boolean {
  const answer = judged.trusts(one, provider, context, action);
  expect(judged.distrusts(one, provider, context, action)).toBe(!answer);
  return answer;
}

test('people of the provider sign in to AWS, and nowhere else', () => {
  expect(asked(role, { 'SAML:aud': SIGN_IN })).toBe(true);
  expect(asked(role, { 'SAML:aud': 'https://other.example.com/saml' })).toBe(false);
  expect(asked(role, {})).toBe(false);
  expect(asked(role, { 'SAML:aud': SIGN_IN }, undefined, `arn:aws:iam::${ACCOUNT}:saml-provider/other`)).toBe(false);
  expect(asked(regional, { 'SAML:aud': SIGN_IN })).toBe(false);
});

test('tags of the session are those that are named', () => {
  const aud = { 'SAML:aud': 'https://eu-central-1.signin.aws.amazon.com/saml' };

  expect(asked(regional, { ...aud, 'aws:TagKeys': ['team'] }, 'sts:TagSession')).toBe(true);
  expect(asked(regional, { ...aud, 'aws:TagKeys': ['admin'] }, 'sts:TagSession')).toBe(false);
  expect(asked(regional, { ...aud, 'aws:TagKeys': ['admin'] })).toBe(false);
  expect(asked(role, { 'SAML:aud': SIGN_IN }, 'sts:TagSession')).toBe(false);
});

test('the gate and cdk-nag find nothing', () => {
  expectNothingFound(judged);
});

test('the audience is that of the partition', () => {
  const stack = new Stack(undefined, 'Stack', { env: { region: 'cn-north-1', account: ACCOUNT } });
  const { assumeRolePolicy } = new SamlRole(stack, 'Role', { provider: iam.SamlProvider.fromSamlProviderArn(stack, 'Provider', PROVIDER) });

  expect(stack.resolve(assumeRolePolicy).Statement[0].Condition).toEqual({ StringEquals: { 'SAML:aud': ['https://signin.amazonaws.cn/saml'] } });
});

test.each<[string, Partial<ConstructorParameters<typeof SamlRole>[2]>, string]>([
  ['any audience', { audiences: ['https://*'] }, '`audiences` is `https://*`'],
  ['no audience', { audiences: [] }, '`audiences` is empty; leave it out, or write where people sign in'],
  ['no tags', { sessionTagKeys: [] }, 'no key of a tag is named'],
])('refuses %s', (_name, props, message) => {
  const stack = new Stack();

  expect(() => new SamlRole(stack, 'Role', { provider: iam.SamlProvider.fromSamlProviderArn(stack, 'Provider', PROVIDER), ...props })).toThrow(message);
});
