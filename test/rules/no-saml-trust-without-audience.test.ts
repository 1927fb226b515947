import { ACCOUNT, blamed, document, findingsOf, NO_VALUE, replayed, WITH_CONDITION, WITH_PARAMETER } from './templates';
import { blamedUnder, distrust, trust, trusting } from './trust-policies';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';

const PROVIDER = `arn:aws:iam::${ACCOUNT}:saml-provider/corp`;
const SIGN_IN = 'https://signin.aws.amazon.com/saml';
const saml = (condition?: object, provider: unknown = PROVIDER) => trust({ Federated: provider }, condition, ['sts:AssumeRoleWithSAML', 'sts:TagSession']);
const isBlocked = (...statements: object[]) => blamed('NoSamlTrustWithoutAudience', trusting(...statements)).length > 0;

test('the finding names the statement, an assertion and the way out', () => {
  const [finding, ...more] = findingsOf('NoSamlTrustWithoutAudience', trusting(saml()));

  expect(more).toEqual([]);
  expect(finding).toMatchObject({
    logicalId: 'R',
    message: 'trusts SAML assertions for any audience: one that was made for another service can assume the role',
    fix: 'require `https://signin.aws.amazon.com/saml`, or the sign-in endpoint that you use, with a condition on `SAML:aud` that every request must meet',
    statement: { policy: 'trust policy', logicalId: 'R', path: 'Properties.AssumeRolePolicyDocument', index: 0 },
    witness: { principal: PROVIDER, action: 'sts:AssumeRoleWithSAML', resource: `arn:aws:iam::${ACCOUNT}:role/R` },
    dependsOn: [],
  });
  expect(replayed(finding, { policyInputList: [], resourcePolicy: document(saml()) })).toBe(EvalDecision.ALLOWED);
});

test.each<[string, object | undefined]>([
  ['another claim alone', { StringEquals: { 'SAML:iss': 'https://idp.example.com' } }],
  ['any audience', { StringLike: { 'SAML:aud': '*' } }],
  ['any audience that uses TLS', { StringLike: { 'SAML:aud': 'https://*' } }],
  ['an audience, if there is one', { StringEqualsIfExists: { 'SAML:aud': SIGN_IN } }],
  ['all audiences, of which there may be none', { 'ForAllValues:StringEquals': { 'SAML:aud': SIGN_IN } }],
  ['another audience than one', { StringNotEquals: { 'SAML:aud': 'https://shop.example.com' } }],
  ['an audience that must be there', { Null: { 'SAML:aud': 'false' } }],
])('%s is blocked', (_name, condition) => {
  expect(isBlocked(saml(condition))).toBe(true);
});

test.each<[string, object]>([
  ['the sign-in page', { StringEquals: { 'SAML:aud': SIGN_IN } }],
  ['the key in another case', { StringEquals: { 'saml:AUD': SIGN_IN } }],
  ['the sign-in pages of regions', { StringLike: { 'SAML:aud': ['https://*.signin.aws.amazon.com/saml', SIGN_IN] } }],
  ['an audience, and another claim', { StringEquals: { 'SAML:aud': SIGN_IN, 'SAML:iss': 'https://idp.example.com' } }],
])('%s passes', (_name, condition) => {
  expect(isBlocked(saml(condition))).toBe(false);
});

test('a Deny of all other audiences saves it, one of some does not', () => {
  expect(isBlocked(saml(), distrust({ Federated: PROVIDER }, { StringNotEquals: { 'SAML:aud': SIGN_IN } }))).toBe(false);
  expect(isBlocked(saml(), distrust({ Federated: PROVIDER }, { StringEquals: { 'SAML:aud': 'https://shop.example.com' } }))).toBe(true);
});

test('a resource control policy saves', () => {
  const denial = { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRoleWithSAML', Resource: '*' };

  expect(blamedUnder({ ...denial, Condition: { StringNotEquals: { 'SAML:aud': SIGN_IN } } }, 'NoSamlTrustWithoutAudience', trusting(saml()))).toEqual([]);
  expect(blamedUnder({ ...denial, Condition: { StringEquals: { 'SAML:aud': SIGN_IN } } }, 'NoSamlTrustWithoutAudience', trusting(saml()))).toEqual(['R']);
});

test('what is open is a finding that depends on it', () => {
  const found = (condition: object, sections: Record<string, object>) => findingsOf('NoSamlTrustWithoutAudience', trusting(saml(condition)), sections).map(({ dependsOn }) => dependsOn);

  expect(found({ StringLike: { 'SAML:aud': { Ref: 'X' } } }, WITH_PARAMETER)).toEqual([['parameter `X`']]);
  expect(found({ 'Fn::If': ['C', { StringEquals: { 'SAML:aud': SIGN_IN } }, NO_VALUE] }, WITH_CONDITION)).toEqual([['condition `C`']]);
});

test('every provider counts, and nothing that is none', () => {
  expect(isBlocked(saml(undefined, { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:saml-provider/corp' }))).toBe(true);
  expect(isBlocked(trust({ Federated: [PROVIDER, `arn:aws:iam::${ACCOUNT}:saml-provider/other`] }, undefined, 'sts:*'))).toBe(true);
  expect(isBlocked(trust({ Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/idp.example.com` }, undefined, 'sts:AssumeRoleWithWebIdentity'))).toBe(false);
  expect(isBlocked(trust({ Service: 'lambda.amazonaws.com' }), trust({ AWS: ACCOUNT }))).toBe(false);
});
