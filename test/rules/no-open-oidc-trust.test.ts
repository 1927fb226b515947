import { ACCOUNT, blamed, document, findings, findingsOf, replayed, Resources, role, Sections, WITH_CONDITION, WITH_PARAMETER } from './templates';
import { blamedUnder, claims, distrust, oidc, trust, trusting, web } from './trust-policies';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';

const GITHUB = 'token.actions.githubusercontent.com';
const GITLAB = 'gitlab.com';
const BITBUCKET = 'api.bitbucket.org/2.0/workspaces/example-corp/pipelines-config/identity/oidc';
const TERRAFORM = 'app.terraform.io';
const EKS = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B716D3041E';
const CORPORATE = 'login.example.com/oauth2/default';
const like = (host: string, sub: unknown) => claims(host, 'StringLike', { sub });
const equal = (host: string, sub: unknown) => claims(host, 'StringEquals', { sub });

const isOpen = (...statements: object[]) => blamed('NoOpenOidcTrust', trusting(...statements)).length > 0;

test('the finding names the statement, a token and the way out', () => {
  const statement = web(oidc(GITHUB), { ...like(GITHUB, 'repo:octo-org/*'), ...claims(GITHUB, 'StringEquals', { aud: 'sts.amazonaws.com' }) });
  const [finding, ...more] = findingsOf('NoOpenOidcTrust', trusting(trust({ Service: 'lambda.amazonaws.com' }), statement));

  expect(more).toEqual([]);
  expect(finding).toMatchObject({
    rule: 'NoOpenOidcTrust',
    logicalId: 'R',
    message: `trusts more than one repository at \`${GITHUB}\`: any other one of the owner can assume the role`,
    fix: `name the repository by a condition on \`${GITHUB}:sub\` that every request must meet, for example \`repo:octo-org/octo-repo:*\``,
    statement: { policy: 'trust policy', logicalId: 'R', path: 'Properties.AssumeRolePolicyDocument', index: 1 },
    witness: { principal: oidc(GITHUB), action: 'sts:AssumeRoleWithWebIdentity', resource: `arn:aws:iam::${ACCOUNT}:role/R` },
    dependsOn: [],
  });
});

test('the witness is allowed when it is replayed', () => {
  const statement = web(oidc(EKS), like(EKS, 'system:serviceaccount:shop:*'));
  const [finding] = findingsOf('NoOpenOidcTrust', trusting(statement));

  expect(finding.witness!.when).toEqual([{ key: `${EKS}:sub`, values: ['system:serviceaccount:example:stranger'] }]);
  const replay = { ...finding, witness: { ...finding.witness!, when: [{ key: `${EKS}:sub`, values: ['system:serviceaccount:shop:stranger'] }] } };
  expect(replayed(replay, { policyInputList: [], resourcePolicy: document(statement) })).toBe(EvalDecision.ALLOWED);
});

test('a role of which NoPublicTrust says the same is found once', () => {
  expect(findings(trusting(web(oidc(GITHUB)))).map(({ rule }) => rule)).toEqual(['NoPublicTrust']);
  expect(findings(trusting(web(oidc(GITHUB)), web(oidc(GITHUB), like(GITHUB, 'repo:octo-org/*')))).map(({ rule, statement }) => [rule, statement!.index]))
    .toEqual([['NoPublicTrust', 0], ['NoOpenOidcTrust', 1]]);
});

describe('what is blocked, and the nearest that passes', () => {
  test.each<[string, string, object | undefined, boolean]>([
    ['every repository of an owner', GITHUB, like(GITHUB, 'repo:octo-org/*'), true],
    ['every repository of an owner with an id', GITHUB, like(GITHUB, 'repo:octo-org@123456/*'), true],
    ['repositories whose names begin alike', GITHUB, like(GITHUB, 'repo:octo-org/shop-*:ref:refs/heads/main'), true],
    ['repositories whose names end alike, with ids', GITHUB, like(GITHUB, 'repo:octo-org@123456/*-infra@*:ref:refs/heads/main'), true],
    ['one branch in every repository of an owner', GITHUB, like(GITHUB, 'repo:octo-org/*:ref:refs/heads/main'), true],
    ['one repository with any id, where another may write the rest into what follows', GITHUB, like(GITHUB, 'repo:octo-org@*/octo-repo@*:ref:refs/heads/main'), true],
    ['one repository, or every one of another owner', GITHUB, like(GITHUB, ['repo:octo-org/octo-repo:*', 'repo:octocat/*']), true],
    ['one repository, if there is a subject', GITHUB, claims(GITHUB, 'StringLikeIfExists', { sub: 'repo:octo-org/*' }), true],
    ['all values of the subject, of which there may be none', GITHUB, claims(GITHUB, 'ForAllValues:StringLike', { sub: 'repo:octo-org/*' }), true],
    ['one repository', GITHUB, like(GITHUB, 'repo:octo-org/octo-repo:*'), false],
    ['one repository with its ids', GITHUB, like(GITHUB, 'repo:octo-org@123456/octo-repo@456789:*'), false],
    ['both forms of the subject', GITHUB, like(GITHUB, ['repo:octo-org/octo-repo:*', 'repo:octo-org@123456/octo-repo@456789:*']), false],
    ['one branch', GITHUB, equal(GITHUB, 'repo:octo-org/octo-repo:ref:refs/heads/main'), false],
    ['one environment', GITHUB, equal(GITHUB, 'repo:octo-org/octo-repo:environment:production'), false],
    ['pull requests of one repository', GITHUB, equal(GITHUB, 'repo:octo-org/octo-repo:pull_request'), false],
    ['every repository of an owner, narrowed by another claim', GITHUB, { ...like(GITHUB, 'repo:octo-org/*'), ...claims(GITHUB, 'StringEquals', { repository_id: '456789' }) }, false],
    ['the issuer of an enterprise, without a subject', `${GITHUB}/octo-enterprise`, undefined, true],
    ['the issuer of an enterprise, with every repository of an owner', `${GITHUB}/octo-enterprise`, like(`${GITHUB}/octo-enterprise`, 'repo:octo-org/*'), true],
    ['the issuer of an enterprise, with one repository', `${GITHUB}/octo-enterprise`, like(`${GITHUB}/octo-enterprise`, 'repo:octo-org/octo-repo:*'), false],
    ['every project of a group', GITLAB, like(GITLAB, 'project_path:mygroup/*:ref_type:branch:ref:main'), true],
    ['one project', GITLAB, like(GITLAB, 'project_path:mygroup/sub/myproject:ref_type:branch:ref:*'), false],
    ['every repository of a workspace', BITBUCKET, claims(BITBUCKET, 'StringEquals', { aud: 'ari:cloud:bitbucket::workspace/2a1b' }), true],
    ['one repository of a workspace', BITBUCKET, like(BITBUCKET, '{c7e9f6a2-1b2c-4d3e-8f90-0a1b2c3d4e5f}:*'), false],
    ['every workspace of an organization', TERRAFORM, like(TERRAFORM, 'organization:my-org:project:*:workspace:*:run_phase:apply'), true],
    ['one workspace', TERRAFORM, equal(TERRAFORM, 'organization:my-org:project:my-project:workspace:my-workspace:run_phase:apply'), false],
    ['one project', TERRAFORM, like(TERRAFORM, 'organization:my-org:project:my-project:workspace:*:run_phase:*'), false],
    ['every pipeline', 'agent.buildkite.com', like('agent.buildkite.com', 'organization:my-org:*'), true],
    ['one pipeline', 'agent.buildkite.com', like('agent.buildkite.com', 'organization:my-org:pipeline:deploy:ref:*'), false],
    ['every project of an organization', 'oidc.circleci.com/org/1234', like('oidc.circleci.com/org/1234', 'org/1234/project/*'), true],
    ['one project of an organization', 'oidc.circleci.com/org/1234', like('oidc.circleci.com/org/1234', 'org/1234/project/5678/user/*'), false],
    ['every project of a team', 'oidc.vercel.com/my-team', like('oidc.vercel.com/my-team', 'owner:my-team:*'), true],
    ['one project of a team', 'oidc.vercel.com/my-team', equal('oidc.vercel.com/my-team', 'owner:my-team:project:shop:environment:production'), false],
    ['every service account of the cluster', EKS, undefined, true],
    ['every service account of the cluster, for STS', EKS, claims(EKS, 'StringEquals', { aud: 'sts.amazonaws.com' }), true],
    ['every service account, by a pattern', EKS, like(EKS, 'system:serviceaccount:*'), true],
    ['every service account of a namespace', EKS, like(EKS, 'system:serviceaccount:shop:*'), true],
    ['a service account of any namespace', EKS, like(EKS, 'system:serviceaccount:*:worker'), true],
    ['a literal `*`, which StringEquals does not expand', EKS, equal(EKS, 'system:serviceaccount:shop:*'), false],
    ['one service account', EKS, equal(EKS, 'system:serviceaccount:shop:worker'), false],
    ['two service accounts', EKS, equal(EKS, ['system:serviceaccount:shop:worker', 'system:serviceaccount:shop:web']), false],
    ['an unlisted provider, without a condition', CORPORATE, undefined, true],
    ['an unlisted provider, for any audience', CORPORATE, claims(CORPORATE, 'StringLike', { aud: '*' }), true],
    ['an unlisted provider, if there is an audience', CORPORATE, claims(CORPORATE, 'StringEqualsIfExists', { aud: 'app' }), true],
    ['an unlisted provider, with conditions on another', CORPORATE, claims('login.example.org', 'StringNotEquals', { aud: 'app' }), true],
    ['an unlisted provider, for one audience', CORPORATE, claims(CORPORATE, 'StringEquals', { aud: 'app' }), false],
    ['an unlisted provider, for one person', CORPORATE, claims(CORPORATE, 'StringEquals', { sub: '00u1a2b3c4' }), false],
  ])('%s at %s', (_name, host, condition, expected) => {
    expect(isOpen(web(oidc(host), condition))).toBe(expected);
  });

  test('what is no identity provider of OIDC', () => {
    expect(isOpen(trust({ Service: 'lambda.amazonaws.com' }), trust({ AWS: ACCOUNT }))).toBe(false);
    expect(isOpen(trust({ Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/corp` }, undefined, 'sts:AssumeRoleWithSAML'))).toBe(false);
    expect(isOpen(web(oidc(EKS), undefined), distrust({ Federated: oidc(EKS) }))).toBe(false);
  });
});

describe('saved', () => {
  const open = web(oidc(GITHUB), like(GITHUB, 'repo:octo-org/*'));

  test('by a Deny of all other repositories', () => {
    expect(isOpen(open, distrust('*', claims(GITHUB, 'StringNotLike', { sub: 'repo:octo-org/octo-repo:*' })))).toBe(false);
    expect(isOpen(open, distrust('*', claims(GITHUB, 'StringLike', { sub: 'repo:octo-org/test:*' })))).toBe(true);
  });

  test('by a resource control policy', () => {
    const denial = (sub: string) => ({ Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRoleWithWebIdentity', Resource: '*', Condition: claims(GITHUB, 'StringNotLikeIfExists', { sub }) });

    expect(blamedUnder(denial('repo:octo-org/octo-repo:*'), 'NoOpenOidcTrust', trusting(open))).toEqual([]);
    expect(blamedUnder(denial('repo:octo-org/*'), 'NoOpenOidcTrust', trusting(open))).toEqual(['R']);
  });

  test('by one that denies it to one role only, the other is not', () => {
    const trustingRole = (properties: object) => role([], { AssumeRolePolicyDocument: document(open), ...properties });
    const denial = { Effect: 'Deny', Principal: '*', Action: 'sts:*', Resource: `arn:aws:iam::${ACCOUNT}:role/saved` };

    expect(blamedUnder(denial, 'NoOpenOidcTrust', { R: trustingRole({ RoleName: 'saved' }), Q: trustingRole({ RoleName: 'other' }) })).toEqual(['Q']);
  });
});

describe('open values', () => {
  const found = (statement: object, sections: Sections) => findingsOf('NoOpenOidcTrust', trusting(statement), sections).map(({ dependsOn }) => dependsOn);

  test.each<[string, object, Sections, string]>([
    ['a subject that may be a pattern', like(EKS, { Ref: 'X' }), WITH_PARAMETER, 'parameter `X`'],
    ['a name in a subject', like(GITLAB, { 'Fn::Sub': 'project_path:mygroup/${X}:ref_type:branch:ref:main' }), WITH_PARAMETER, 'parameter `X`'],
    ['a condition that may be left out', { 'Fn::If': ['C', equal(EKS, 'system:serviceaccount:shop:worker'), { Ref: 'AWS::NoValue' }] }, WITH_CONDITION, 'condition `C`'],
  ])('%s is a finding that depends on it', (_name, condition, sections, dependsOn) => {
    const host = JSON.stringify(condition).includes(GITLAB) ? GITLAB : EKS;

    expect(found(web(oidc(host), condition), sections)).toEqual([expect.arrayContaining([dependsOn])]);
  });

  test('a name in a subject that no wildcard is read in passes', () => {
    expect(found(web(oidc(GITHUB), equal(GITHUB, { 'Fn::Sub': 'repo:octo-org/${X}:ref:refs/heads/main' })), WITH_PARAMETER)).toEqual([expect.arrayContaining(['parameter `X`'])]);
    expect(found(web(oidc(EKS), equal(EKS, { 'Fn::Sub': 'system:serviceaccount:shop:${Name}' })), { Parameters: { Name: { Type: 'String', AllowedValues: ['web', 'worker'] } } })).toEqual([]);
  });

  test('a provider whose host is not known', () => {
    const provider = (condition?: object): Resources => ({
      Cluster: { Type: 'AWS::EKS::Cluster', Properties: {} },
      P: { Type: 'AWS::IAM::OIDCProvider', Properties: { Url: { 'Fn::GetAtt': ['Cluster', 'OpenIdConnectIssuerUrl'] } } },
      R: role([], { AssumeRolePolicyDocument: document(web({ 'Fn::GetAtt': ['P', 'Arn'] }, condition)) }),
    });

    expect(findings(provider()).map(({ rule }) => rule)).toEqual(['NoPublicTrust']);
    expect(findings(provider(equal(EKS, 'system:serviceaccount:shop:worker')))).toEqual([]);
  });
});
