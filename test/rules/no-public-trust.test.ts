import { ACCOUNT, allow, blamed, deny, document, findingsOf, replayed, Resources, role, Sections, WITH_CONDITION, WITH_PARAMETER } from './templates';
import { claims, oidc, OTHER_ACCOUNT, trust, trusting, web } from './trust-policies';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';

const ALLOW_ALL = document(allow('*'));

const publicRoles = (resources: Resources, sections?: Sections) => blamed('NoPublicTrust', resources, sections);
const isPublic = (...statements: object[]) => publicRoles(trusting(...statements)).length > 0;

describe('a role that everyone may assume is blocked', () => {
  test('with the statement, a witness and the way out', () => {
    const [finding, ...more] = findingsOf('NoPublicTrust', trusting(trust({ Service: 'lambda.amazonaws.com' }), { Sid: 'Open', ...trust({ AWS: '*' }) }));

    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      rule: 'NoPublicTrust',
      logicalId: 'R',
      message: 'trusts everyone: somebody outside the account can assume the role',
      fix: 'name the accounts, roles or users in `Principal`, or require your organization with a condition on `aws:PrincipalOrgID`',
      statement: { policy: 'trust policy', logicalId: 'R', path: 'Properties.AssumeRolePolicyDocument', index: 1, sid: 'Open' },
      witness: { action: 'sts:AssumeRole', resource: `arn:aws:iam::${ACCOUNT}:role/R`, when: [] },
      dependsOn: [],
    });
  });

  test.each<[string, object]>([
    ['`*`', trust('*')],
    ['{ "AWS": "*" }', trust({ AWS: '*' })],
    ['`*` among others', trust({ AWS: [ACCOUNT, '*'] })],
    ['everyone but one', { Effect: 'Allow', NotPrincipal: { AWS: `arn:aws:iam::${ACCOUNT}:user/alice` }, Action: 'sts:AssumeRole' }],
    ['every action of STS', trust('*', undefined, 'sts:*')],
    ['a wildcard in the action', trust('*', undefined, ['sts:TagSession', 'sts:Assume*'])],
    ['NotAction', { Effect: 'Allow', Principal: '*', NotAction: 'sts:TagSession' }],
    ['another case', trust('*', undefined, 'STS:ASSUMEROLE')],
  ])('%s', (_name, statement) => {
    const [finding] = findingsOf('NoPublicTrust', trusting(statement));

    expect(replayed(finding, { policyInputList: [ALLOW_ALL], resourcePolicy: document(statement) })).toBe(EvalDecision.ALLOWED);
  });

  test.each<[string, object]>([
    ['an external id, which the outsider may know', { StringEquals: { 'sts:ExternalId': 'example' } }],
    ['a tag, which the outsider chooses', { StringEquals: { 'aws:PrincipalTag/team': 'shop' } }],
    ['the name of a session', { StringLike: { 'sts:RoleSessionName': 'deploy-*' } }],
    ['a second factor', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }],
    ['TLS', { Bool: { 'aws:SecureTransport': 'true' } }],
    ['any organization', { StringLike: { 'aws:PrincipalOrgID': '*' } }],
    ['any account', { StringLike: { 'aws:PrincipalAccount': '*' } }],
    ['another organization than one', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-example' } }],
    ['another account than one', { StringNotEquals: { 'aws:PrincipalAccount': ACCOUNT } }],
    ['a role of any account', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } }],
    ['a role of that name in any account', { ArnLike: { 'aws:PrincipalArn': 'arn:*:iam::*:role/Deploy' } }],
    ['a role of any account, compared as text', { StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Deploy*' } }],
    ['a user of any account', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/*' } }],
    ['somebody who is no service', { Bool: { 'aws:PrincipalIsAWSService': 'false' } }],
    ['every address', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }],
    ['either half of all addresses', { IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } }],
    ['one organization or any', { StringLike: { 'aws:PrincipalOrgID': ['o-example', '*'] } }],
  ])('`*` with a condition that lets everyone in: %s', (_name, condition) => {
    expect(isPublic(trust('*', condition))).toBe(true);
    expect(isPublic(trust({ AWS: '*' }, condition))).toBe(true);
  });

  test('a Deny of some outsiders does not keep the others out', () => {
    expect(isPublic(trust('*'), { ...trust({ AWS: OTHER_ACCOUNT }), Effect: 'Deny' })).toBe(true);
    expect(isPublic(trust('*'), { ...trust('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-other' } }), Effect: 'Deny' })).toBe(true);
    expect(isPublic(trust('*'), { ...trust('*', { Bool: { 'aws:SecureTransport': 'false' } }), Effect: 'Deny' })).toBe(true);
  });

  test('each role is one finding', () => {
    expect(publicRoles({ ...trusting(trust('*'), trust({ AWS: '*' }), trust({ Federated: '*' }, undefined, 'sts:*')), Q: role() })).toEqual(['R']);
  });

  test('a trust policy that is JSON text', () => {
    expect(publicRoles({ R: role([], { AssumeRolePolicyDocument: JSON.stringify(document(trust('*'))) }) })).toEqual(['R']);
  });

  test.each<[string, unknown, Sections, string]>([
    ['a parameter', { AWS: { Ref: 'X' } }, WITH_PARAMETER, 'parameter `X`'],
    ['a parameter whose default is an account', { AWS: { Ref: 'X' } }, { Parameters: { X: { Type: 'String', Default: ACCOUNT } } }, 'parameter `X`'],
    ['an allowed value', { AWS: { Ref: 'X' } }, { Parameters: { X: { Type: 'String', AllowedValues: [ACCOUNT, '*'] } } }, 'parameter `X`'],
    ['a branch of Fn::If', { AWS: { 'Fn::If': ['C', ACCOUNT, '*'] } }, WITH_CONDITION, 'condition `C`'],
    ['a branch of Fn::If around it all', { 'Fn::If': ['C', { Service: 'lambda.amazonaws.com' }, '*'] }, WITH_CONDITION, 'condition `C`'],
    ['a value of another stack', { AWS: { 'Fn::ImportValue': 'principal' } }, {}, '`Fn::ImportValue` of `principal`'],
  ])('a principal that may be everyone, by %s, says what it depends on', (_name, principal, sections, dependsOn) => {
    expect(findingsOf('NoPublicTrust', trusting(trust(principal)), sections)).toEqual([expect.objectContaining({ logicalId: 'R', dependsOn: expect.arrayContaining([dependsOn]) })]);
  });

  test.each<[string, object, Sections, string]>([
    ['an organization', { StringEquals: { 'aws:PrincipalOrgID': { Ref: 'X' } } }, WITH_PARAMETER, 'parameter `X`'],
    ['a pattern of an organization', { StringLike: { 'aws:PrincipalOrgID': { Ref: 'X' } } }, WITH_PARAMETER, 'parameter `X`'],
    ['a condition that may be left out', { 'Fn::If': ['C', { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } }, { Ref: 'AWS::NoValue' }] }, WITH_CONDITION, 'condition `C`'],
    ['a choice of organizations', { StringLike: { 'aws:PrincipalOrgID': { 'Fn::If': ['C', 'o-example', '*'] } } }, WITH_CONDITION, 'condition `C`'],
  ])('a condition that may let everyone in, by %s, says what it depends on', (_name, condition, sections, dependsOn) => {
    expect(findingsOf('NoPublicTrust', trusting(trust('*', condition)), sections)).toEqual([expect.objectContaining({ logicalId: 'R', dependsOn: expect.arrayContaining([dependsOn]) })]);
  });
});

describe('the nearest that passes', () => {
  test.each<[string, object]>([
    ['a service', trust({ Service: 'ec2.amazonaws.com' })],
    ['several services', trust({ Service: ['ec2.amazonaws.com', 'lambda.amazonaws.com'] })],
    ['its own account', trust({ AWS: ACCOUNT })],
    ['its own account, whatever it is', trust({ AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } })],
    ['another account', trust({ AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` }, { StringEquals: { 'sts:ExternalId': 'example' } })],
    ['a role', trust({ AWS: `arn:aws:iam::${ACCOUNT}:role/Deploy` })],
    ['a user', trust({ AWS: `arn:aws:iam::${ACCOUNT}:user/alice` })],
    ['a SAML provider', trust({ Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/corp` }, { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } }, 'sts:AssumeRoleWithSAML')],
    ['a provider of its own', trust({ Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE` }, undefined, 'sts:AssumeRoleWithWebIdentity')],
    ['everyone, for another action', trust('*', undefined, ['sts:TagSession', 'sts:SetSourceIdentity'])],
    ['nobody', { ...trust('*'), Effect: 'Deny' }],
  ])('%s', (_name, statement) => {
    expect(isPublic(statement)).toBe(false);
  });

  test.each<[string, object]>([
    ['its organization', { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } }],
    ['its organization, as a pattern without wildcards', { StringLike: { 'aws:PrincipalOrgID': 'o-example' } }],
    ['one of two organizations', { StringEquals: { 'aws:PrincipalOrgID': ['o-example', 'o-sister'] } }],
    ['a unit of its organization', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-example/r-ab12/ou-ab12-11111111/*' } }],
    ['its account', { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } }],
    ['a role of its account', { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/*` } }],
    ['a role of its account, as text', { StringLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/deploy-*` } }],
    ['one role', { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/Deploy` } }],
    ['its organization, and an external id', { StringEquals: { 'aws:PrincipalOrgID': 'o-example', 'sts:ExternalId': 'example' } }],
    ['an AWS service', { Bool: { 'aws:PrincipalIsAWSService': 'true' } }],
    ['its private network', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }],
    ['its VPC', { StringEquals: { 'aws:SourceVpc': 'vpc-1234567890abcdef0' } }],
    ['a key that must be there and is its own', { StringEquals: { 'aws:PrincipalOrgID': 'o-example' }, Null: { 'aws:PrincipalOrgID': 'false' } }],
  ])('`*` with a condition that keeps outsiders out: %s', (_name, condition) => {
    expect(isPublic(trust('*', condition))).toBe(false);
    expect(isPublic(trust({ AWS: '*' }, condition))).toBe(false);
  });

  test.each<[string, object]>([
    ['other organizations', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-example' } }],
    ['other accounts', { StringNotEquals: { 'aws:PrincipalAccount': [ACCOUNT, OTHER_ACCOUNT] } }],
  ])('a Deny of %s', (_name, condition) => {
    expect(isPublic(trust('*'), { Effect: 'Deny', Principal: '*', Action: 'sts:*', Condition: condition })).toBe(false);
    expect(isPublic(trust('*'), { Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sts:AssumeRole', Condition: condition })).toBe(false);
  });

  test('what the identity policies of the role allow is no trust', () => {
    expect(publicRoles({ R: role([document(allow('*')), document(deny('s3:*'))]) })).toEqual([]);
  });
});

describe('identity providers that give tokens to everyone', () => {
  const GITHUB = 'token.actions.githubusercontent.com';
  const GITLAB = 'gitlab.com';

  test('the way out names the claim', () => {
    expect(findingsOf('NoPublicTrust', trusting(web(oidc(GITHUB)))).map(({ fix, witness }) => [fix, witness!.action])).toEqual([[
      `require your own \`${GITHUB}:sub\` with a condition that every request must meet`, 'sts:AssumeRoleWithWebIdentity',
    ]]);
    expect(findingsOf('NoPublicTrust', trusting(web('accounts.google.com')))[0].fix).toContain('`accounts.google.com:aud`');
  });

  test.each<[string, object | undefined]>([
    ['without a condition', undefined],
    ['with the audience alone', claims(GITHUB, 'StringEquals', { aud: 'sts.amazonaws.com' })],
    ['with any subject', claims(GITHUB, 'StringLike', { sub: '*' })],
    ['with any repository', claims(GITHUB, 'StringLike', { sub: 'repo:*' })],
    ['with any owner', claims(GITHUB, 'StringLike', { sub: 'repo:*/shop:ref:refs/heads/main', aud: 'sts.amazonaws.com' })],
    ['with a branch of any repository', claims(GITHUB, 'StringLike', { sub: '*:ref:refs/heads/main' })],
    ['with an environment of any repository', claims(GITHUB, 'StringLike', { sub: 'repo:*:environment:production' })],
    ['with its repository or any', claims(GITHUB, 'StringLike', { sub: ['repo:example-corp/shop:*', '*'] })],
    ['with another subject than one', claims(GITHUB, 'StringNotEquals', { sub: 'repo:example-corp/shop:ref:refs/heads/main' })],
    ['with a subject that anybody can make, without the repository', claims(GITHUB, 'StringEquals', { sub: 'environment:production' })],
    ['with an owner of any id', claims(GITHUB, 'StringLike', { sub: 'repo:*@*/shop@*:ref:refs/heads/main' })],
    ['with a claim that the outsider chooses', claims(GITHUB, 'StringEquals', { job_workflow_ref: 'deploy.yml' })],
    ['with a subject that must be there', { Null: { [`${GITHUB}:sub`]: 'false' } }],
  ])('GitHub %s is blocked', (_name, condition) => {
    expect(isPublic(web(oidc(GITHUB), condition))).toBe(true);
  });

  test.each<[string, object]>([
    ['one branch of its repository', claims(GITHUB, 'StringEquals', { sub: 'repo:example-corp/shop:ref:refs/heads/main', aud: 'sts.amazonaws.com' })],
    ['its repository', claims(GITHUB, 'StringLike', { sub: 'repo:example-corp/shop:*' })],
    ['its repository, by its ids', claims(GITHUB, 'StringEquals', { sub: 'repo:example-corp@123456/shop@456789:ref:refs/heads/main' })],
    ['its repository, by another claim', claims(GITHUB, 'StringEquals', { repository_id: '456789' })],
    ['its organization', claims(GITHUB, 'StringLike', { sub: 'repo:example-corp/*' })],
    ['a literal `*`, which StringEquals does not expand', claims(GITHUB, 'StringEquals', { sub: '*' })],
    ['the claim in another case', { StringEquals: { 'Token.Actions.GitHubUserContent.com:SUB': 'repo:example-corp/shop:ref:refs/heads/main' } }],
  ])('GitHub with %s passes', (_name, condition) => {
    expect(isPublic(web(oidc(GITHUB), condition))).toBe(false);
  });

  test('a Deny of other subjects keeps them out', () => {
    const denial = { ...web('*', claims(GITHUB, 'StringNotLike', { sub: 'repo:example-corp/*' })), Effect: 'Deny' };

    expect(isPublic(web(oidc(GITHUB)), denial)).toBe(false);
  });

  test('the provider may be made in the same template', () => {
    const resources = (condition?: object): Resources => ({
      P: { Type: 'AWS::IAM::OIDCProvider', Properties: { Url: `https://${GITHUB}`, ClientIdList: ['sts.amazonaws.com'] } },
      ...trusting(web({ 'Fn::GetAtt': ['P', 'Arn'] }, condition)),
    });

    expect(publicRoles(resources())).toEqual(['R']);
    expect(publicRoles(resources(claims(GITHUB, 'StringLike', { sub: 'repo:example-corp/*' })))).toEqual([]);
  });

  test('the provider may be anyone: by a parameter, or `*`', () => {
    expect(publicRoles(trusting(web({ Ref: 'X' })), WITH_PARAMETER)).toEqual(['R']);
    expect(isPublic(web('*'))).toBe(true);
    expect(isPublic(trust('*', undefined, 'sts:AssumeRoleWithWebIdentity'))).toBe(true);
  });

  test('the subject may be anything, by a parameter', () => {
    const found = findingsOf('NoPublicTrust', trusting(web(oidc(GITHUB), claims(GITHUB, 'StringLike', { sub: { Ref: 'X' } }))), WITH_PARAMETER);

    expect(found).toEqual([expect.objectContaining({ logicalId: 'R', dependsOn: expect.arrayContaining(['parameter `X`']) })]);
  });

  test.each<[string, string, boolean, object | undefined]>([
    ['GitLab without a subject', oidc(GITLAB), true, claims(GITLAB, 'StringEquals', { aud: 'https://gitlab.com' })],
    ['GitLab with any project', oidc(GITLAB), true, claims(GITLAB, 'StringLike', { sub: 'project_path:*:ref_type:branch:ref:main' })],
    ['GitLab with its project', oidc(GITLAB), false, claims(GITLAB, 'StringLike', { sub: 'project_path:example-corp/shop:ref_type:branch:ref:*' })],
    ['HCP Terraform without a subject', oidc('app.terraform.io'), true, claims('app.terraform.io', 'StringEquals', { aud: 'aws.workload.identity' })],
    ['HCP Terraform with its organization', oidc('app.terraform.io'), false, claims('app.terraform.io', 'StringLike', { sub: 'organization:example-corp:project:*:workspace:*:run_phase:*' })],
    ['Buildkite without a subject', oidc('agent.buildkite.com'), true, undefined],
    ['Buildkite with its organization', oidc('agent.buildkite.com'), false, claims('agent.buildkite.com', 'StringLike', { sub: 'organization:example-corp:pipeline:*' })],
    ['Google without a claim', 'accounts.google.com', true, undefined],
    ['Google with any audience', 'accounts.google.com', true, claims('accounts.google.com', 'StringLike', { aud: '*' })],
    ['Google with its application', 'accounts.google.com', false, claims('accounts.google.com', 'StringEquals', { aud: '66677788899900pro0' })],
    ['Google with one person', 'accounts.google.com', false, claims('accounts.google.com', 'StringEquals', { sub: '117426385529283712345' })],
    ['Cognito without a claim', 'cognito-identity.amazonaws.com', true, undefined],
    ['Cognito with the sign-in alone', 'cognito-identity.amazonaws.com', true, claims('cognito-identity.amazonaws.com', 'ForAnyValue:StringLike', { amr: 'authenticated' })],
    ['Cognito with any pool', 'cognito-identity.amazonaws.com', true, claims('cognito-identity.amazonaws.com', 'StringLike', { aud: '*' })],
    ['Cognito with its pool', 'cognito-identity.amazonaws.com', false, {
      ...claims('cognito-identity.amazonaws.com', 'StringEquals', { aud: 'us-east-1:12345678-abcd-abcd-abcd-123456790ab' }),
      ...claims('cognito-identity.amazonaws.com', 'ForAnyValue:StringLike', { amr: 'authenticated' }),
    }],
    ['Facebook without a claim', 'graph.facebook.com', true, undefined],
    ['Amazon without a claim', 'www.amazon.com', true, undefined],
  ])('%s', (_name, provider, expected, condition) => {
    expect(isPublic(web(provider, condition))).toBe(expected);
  });

  test('a condition on the claims of one provider does not keep the tokens of another out', () => {
    expect(isPublic(web([oidc(GITHUB), oidc(GITLAB)], claims(GITHUB, 'StringNotLike', { sub: 'repo:example-corp/*' })))).toBe(true);
  });
});
