import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { OidcRole, TerraformRunPhase } from '../../../src/constructs';
import { ACCOUNT, expectNothingFound, judge } from '../judged-app';

const ISSUER = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
const WORKSPACE = '11111111-1111-4111-8111-111111111111';
const REPOSITORY = '22222222-2222-4222-8222-222222222222';
const ENVIRONMENT = '33333333-3333-4333-8333-333333333333';
const GITHUB = { owner: 'octo-org', repository: 'octo-repo', branches: ['main'] };
const IDS = { ownerId: '123456', repositoryId: '456789' };
const TERRAFORM = { organization: 'my-org', project: 'my project', workspace: 'network', runPhases: [TerraformRunPhase.APPLY] };

const judged = judge(stack => ({
  github: OidcRole.forGitHub(stack, 'GitHub', { ...GITHUB, ...IDS, branches: ['main', 'release/*'], tags: ['v*'], environments: ['production'] }),
  migrating: OidcRole.forGitHub(stack, 'Migrating', { ...GITHUB, ...IDS, allowMutableSubject: true }),
  former: OidcRole.forGitHub(stack, 'Former', { ...GITHUB, allowMutableSubject: true, allowPullRequests: true }),
  server: OidcRole.forGitHub(stack, 'Server', { ...GITHUB, allowMutableSubject: true, host: 'github.example.com/_services/token', audience: 'aws' }),
  gitlab: OidcRole.forGitLab(stack, 'GitLab', { group: 'my-group/infra', project: 'site', branches: ['main'], tags: ['v*'] }),
  bitbucket: OidcRole.forBitbucket(stack, 'Bitbucket', { workspace: 'my-team', workspaceUuid: WORKSPACE, repositoryUuid: REPOSITORY, environmentUuids: [ENVIRONMENT] }),
  everyStep: OidcRole.forBitbucket(stack, 'EveryStep', { workspace: 'my-team', workspaceUuid: WORKSPACE, repositoryUuid: REPOSITORY, allowEveryStep: true }),
  terraform: OidcRole.forTerraformCloud(stack, 'Terraform', TERRAFORM),
  eks: OidcRole.forEks(stack, 'Eks', { issuer: ISSUER, namespace: 'shop', serviceAccount: 'cart' }),
}));
type Name = keyof typeof judged.made;

function asked(role: Name, host: string, sub: string, aud: string, ofHost = host): boolean {
  const [caller, claims, action] = [`arn:aws:iam::${ACCOUNT}:oidc-provider/${host}`, { [`${ofHost}:sub`]: sub, [`${ofHost}:aud`]: aud }, 'sts:AssumeRoleWithWebIdentity'];
  const answer = judged.trusts(judged.made[role], caller, claims, action);
  expect(judged.distrusts(judged.made[role], caller, claims, action)).toBe(!answer);
  return answer;
}

// Subjects and audiences as the page of each platform gives them.
describe.each<[Name, string, string, string[], string[]]>([
  ['github', 'token.actions.githubusercontent.com', 'sts.amazonaws.com', [
    'repo:octo-org@123456/octo-repo@456789:ref:refs/heads/main',
    'repo:octo-org@123456/octo-repo@456789:ref:refs/heads/release/1.0',
    'repo:octo-org@123456/octo-repo@456789:ref:refs/tags/v1',
    'repo:octo-org@123456/octo-repo@456789:environment:production',
  ], [
    'repo:octo-org/octo-repo:ref:refs/heads/main',
    'repo:octo-org@654321/octo-repo@456789:ref:refs/heads/main',
    'repo:octo-org@123456/octo-repo@987654:ref:refs/heads/main',
    'repo:octo-org@123456/octo-repo-2@456789:ref:refs/heads/main',
    'repo:octo-org@123456/octo-repo@456789:ref:refs/heads/main-2',
    'repo:octo-org@123456/octo-repo@456789:ref:refs/heads/feature',
    'repo:octo-org@123456/octo-repo@456789:pull_request',
    'repo:octo-org@123456/octo-repo@456789:environment:staging',
  ]],
  ['migrating', 'token.actions.githubusercontent.com', 'sts.amazonaws.com', [
    'repo:octo-org/octo-repo:ref:refs/heads/main',
    'repo:octo-org@123456/octo-repo@456789:ref:refs/heads/main',
  ], [
    'repo:octo-org@654321/octo-repo@987654:ref:refs/heads/main',
    'repo:octo-org/other:ref:refs/heads/main',
  ]],
  ['former', 'token.actions.githubusercontent.com', 'sts.amazonaws.com', [
    'repo:octo-org/octo-repo:ref:refs/heads/main',
    'repo:octo-org/octo-repo:pull_request',
  ], [
    'repo:octo-org@123456/octo-repo@456789:ref:refs/heads/main',
    'repo:octo-org/octo-repo2:pull_request',
  ]],
  ['server', 'github.example.com/_services/token', 'aws', ['repo:octo-org/octo-repo:ref:refs/heads/main'], ['repo:octo-org/other:ref:refs/heads/main']],
  ['gitlab', 'gitlab.com', 'https://gitlab.com', [
    'project_path:my-group/infra/site:ref_type:branch:ref:main',
    'project_path:my-group/infra/site:ref_type:tag:ref:v1',
  ], [
    'project_path:my-group/infra/other:ref_type:branch:ref:main',
    'project_path:my-group/site:ref_type:branch:ref:main',
    'project_path:my-group/infra/site:ref_type:branch:ref:v1',
  ]],
  ['bitbucket', 'api.bitbucket.org/2.0/workspaces/my-team/pipelines-config/identity/oidc', `ari:cloud:bitbucket::workspace/${WORKSPACE}`, [
    `{${REPOSITORY}}:{${ENVIRONMENT}}:{44444444-4444-4444-8444-444444444444}`,
  ], [
    `{${REPOSITORY}}:{44444444-4444-4444-8444-444444444444}`,
    `{${WORKSPACE}}:{${ENVIRONMENT}}:{44444444-4444-4444-8444-444444444444}`,
  ]],
  ['everyStep', 'api.bitbucket.org/2.0/workspaces/my-team/pipelines-config/identity/oidc', `ari:cloud:bitbucket::workspace/${WORKSPACE}`, [
    `{${REPOSITORY}}:{44444444-4444-4444-8444-444444444444}`,
  ], [
    `{${ENVIRONMENT}}:{44444444-4444-4444-8444-444444444444}`,
  ]],
  ['terraform', 'app.terraform.io', 'aws.workload.identity', [
    'organization:my-org:project:my project:workspace:network:run_phase:apply',
  ], [
    'organization:my-org:project:my project:workspace:network:run_phase:plan',
    'organization:my-org:project:my project:workspace:other:run_phase:apply',
    'organization:my-org:project:other:workspace:network:run_phase:apply',
    'organization:other:project:my project:workspace:network:run_phase:apply',
  ]],
  ['eks', ISSUER, 'sts.amazonaws.com', ['system:serviceaccount:shop:cart'], ['system:serviceaccount:shop:other', 'system:serviceaccount:other:cart']],
])('%s', (role, host, audience, subjects, strangers) => {
  test('lets in who is named', () => {
    for (const subject of subjects) { expect([subject, asked(role, host, subject, audience)]).toEqual([subject, true]); }
  });

  test('keeps out everybody else', () => {
    for (const subject of strangers) { expect([subject, asked(role, host, subject, audience)]).toEqual([subject, false]); }
  });

  test('keeps out tokens for somebody else, and of somebody else', () => {
    expect(asked(role, host, subjects[0], 'https://example.com')).toBe(false);
    expect(asked(role, 'issuer.example.com', subjects[0], audience)).toBe(false);
  });
});

test('the gate and cdk-nag find nothing', () => {
  expectNothingFound(judged);
});

test('the provider may be one of the app, and the options of a role are those of the CDK', () => {
  const { template } = judge(stack => {
    const provider = new iam.OidcProviderNative(stack, 'Provider', { url: 'https://token.actions.githubusercontent.com', clientIds: ['sts.amazonaws.com'] });
    return OidcRole.forGitHub(stack, 'Role', { ...GITHUB, ...IDS, provider, roleName: 'deployer', maxSessionDuration: Duration.hours(2) });
  });

  template.hasResourceProperties('AWS::IAM::Role', {
    RoleName: 'deployer',
    MaxSessionDuration: 7200,
    AssumeRolePolicyDocument: {
      Statement: [{
        Effect: 'Allow',
        Action: 'sts:AssumeRoleWithWebIdentity',
        Principal: { Federated: { Ref: Object.keys(template.findResources('AWS::IAM::OIDCProvider'))[0] } },
        Condition: {
          StringEquals: {
            'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
            'token.actions.githubusercontent.com:sub': ['repo:octo-org@123456/octo-repo@456789:ref:refs/heads/main'],
          },
        },
      }],
    },
  });
});

test('parts that are known at deployment only are accepted', () => {
  const { template } = judge(stack => OidcRole.forGitHub(stack, 'Role', { ...GITHUB, allowMutableSubject: true, owner: new CfnParameter(stack, 'Owner').valueAsString }));

  expect(JSON.stringify(template.findResources('AWS::IAM::Role'))).toContain('["",["repo:",{"Ref":"Owner"},"/octo-repo:ref:refs/heads/main"]]');
});

const PLAIN = 'write one name or id as it is, without wildcards';
test.each<[string, (stack: Stack) => unknown, string]>([
  ['any owner', stack => OidcRole.forGitHub(stack, 'R', { ...GITHUB, ...IDS, owner: '*' }), `\`owner\` is \`*\`; ${PLAIN}`],
  ['some owners', stack => OidcRole.forGitHub(stack, 'R', { ...GITHUB, ...IDS, owner: 'octo-*' }), `\`owner\` is \`octo-*\`; ${PLAIN}`],
  ['any repository', stack => OidcRole.forGitHub(stack, 'R', { ...GITHUB, ...IDS, repository: '*' }), `\`repository\` is \`*\`; ${PLAIN}`],
  ['a repository with its owner', stack => OidcRole.forGitHub(stack, 'R', { ...GITHUB, ...IDS, repository: 'octo-org/octo-repo' }), `\`repository\` is \`octo-org/octo-repo\`; ${PLAIN}`],
  ['a repository that ends the subject', stack => OidcRole.forGitHub(stack, 'R', { ...GITHUB, ...IDS, repository: 'octo-repo:ref' }), `\`repository\` is \`octo-repo:ref\`; ${PLAIN}`],
  ['an id that is none', stack => OidcRole.forGitHub(stack, 'R', { ...GITHUB, ownerId: '*', repositoryId: '1' }), `\`ownerId\` is \`*\`; ${PLAIN}`],
  ['one id', stack => OidcRole.forGitHub(stack, 'R', { ...GITHUB, ownerId: '1' }), '`ownerId` and `repositoryId` belong together; write both, or none'],
  ['no ids', stack => OidcRole.forGitHub(stack, 'R', GITHUB), 'without ids, a later owner of the name gets the role; write `ownerId` and `repositoryId`, or `allowMutableSubject: true`'],
  ['nothing of the repository', stack => OidcRole.forGitHub(stack, 'R', { ...GITHUB, ...IDS, branches: [] }), 'nothing of the repository is named; write `branches`'],
  ['every branch', stack => OidcRole.forGitHub(stack, 'R', { ...GITHUB, ...IDS, branches: ['*'] }), '`branches` has `*`; write a name, of which only the end may be open'],
  ['an open middle', stack => OidcRole.forGitHub(stack, 'R', { ...GITHUB, ...IDS, tags: ['v*-final'] }), '`tags` has `v*-final`; write a name'],
  ['any environment', stack => OidcRole.forGitHub(stack, 'R', { ...GITHUB, ...IDS, environments: ['prod*'] }), `\`environments\` is \`prod*\`; ${PLAIN}`],
  ['any host', stack => OidcRole.forGitHub(stack, 'R', { ...GITHUB, ...IDS, host: '*' }), '`*` is no issuer; write its host and path, without `https://`'],
  ['a URL', stack => OidcRole.forEks(stack, 'R', { issuer: `https://${ISSUER}`, namespace: 'a', serviceAccount: 'a' }), 'is no issuer; write its host and path, without `https://`'],
  ['an issuer that is known at deployment', stack => OidcRole.forEks(stack, 'R', { issuer: new CfnParameter(stack, 'I').valueAsString, namespace: 'a', serviceAccount: 'a' }),
    'the issuer is known at deployment only, and CloudFormation resolves no keys of conditions; write it out'],
  ['an owner that is known at deployment beside an open branch', stack => OidcRole.forGitHub(stack, 'R', { ...GITHUB, ...IDS, owner: new CfnParameter(stack, 'O').valueAsString, branches: ['v/*'] }),
    'part of the subject is known at deployment only, and might hold a wildcard beside one that is meant; write it out, or leave no end open'],
  ['any namespace', stack => OidcRole.forEks(stack, 'R', { issuer: ISSUER, namespace: '*', serviceAccount: 'a' }), `\`namespace\` is \`*\`; ${PLAIN}`],
  ['any audience', stack => OidcRole.forEks(stack, 'R', { issuer: ISSUER, namespace: 'a', serviceAccount: 'a', audience: '*' }), `\`audience\` is \`*\`; ${PLAIN}`],
  ['any group', stack => OidcRole.forGitLab(stack, 'R', { group: 'my-group/*', project: 'a', branches: ['main'] }), `\`group\` is \`my-group/*\`; ${PLAIN}`],
  ['nothing of the project', stack => OidcRole.forGitLab(stack, 'R', { group: 'a', project: 'a' }), 'nothing of the project is named; write `branches` or `tags`'],
  ['braces', stack => OidcRole.forBitbucket(stack, 'R', { workspace: 'a', workspaceUuid: WORKSPACE, repositoryUuid: `{${REPOSITORY}}`, allowEveryStep: true }), '`repositoryUuid` is'],
  ['nothing of the repository in Bitbucket', stack => OidcRole.forBitbucket(stack, 'R', { workspace: 'a', workspaceUuid: WORKSPACE, repositoryUuid: REPOSITORY }), 'write `environmentUuids`, or `allowEveryStep: true`'],
  ['a workspace that brings a phase', stack => OidcRole.forTerraformCloud(stack, 'R', { ...TERRAFORM, workspace: 'a:run_phase:plan' }), '`workspace` is `a:run_phase:plan`'],
  ['any workspace', stack => OidcRole.forTerraformCloud(stack, 'R', { ...TERRAFORM, workspace: 'a*' }), '`workspace` is `a*`'],
  ['no phase', stack => OidcRole.forTerraformCloud(stack, 'R', { ...TERRAFORM, runPhases: [] }), '`runPhases` is empty; write `TerraformRunPhase.PLAN`'],
])('refuses %s', (_name, make, message) => {
  expect(() => make(new Stack())).toThrow(message);
});
