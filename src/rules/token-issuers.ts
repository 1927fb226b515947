/**
 * Claims of a token by their names. In the values, `<new>` is a word that is written in no policy, `<word>` a word and `<path>` text without `:`
 * that a policy may write, and `<any>` anything that the holder chooses.
 */
export type Claims = Record<string, string>;

/** An identity provider that gives tokens to workloads or people. */
export interface TokenIssuer {
  /** As the ARN of the provider names it, without `https://`; `*` is what differs between its customers. */
  readonly host: string;
  /** Tokens of strangers: those who have nothing to do with the account. Without any, only one customer gets tokens of the issuer. */
  readonly strangers?: Claims[];
  /** Tokens of neighbours: of another unit of the same customer. Without any, the issuer knows no units. */
  readonly neighbours?: Claims[];
  /** What permissions are given to: ``repository``. */
  readonly unit?: string;
  /** What the units belong to: ``owner``. */
  readonly around?: string;
  /** A subject that leaves only the rest open, after the unit. */
  readonly example?: string;
}

/**
 * The default subject names the repository, since 2026 with ids that no later repository of that name has; an owner may leave the repository
 * out of it. Subjects of a reusable workflow are left out: whoever calls it runs what it says.
 *
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
const GITHUB = {
  neighbours: [
    { sub: 'repo:<word>/<new>:<any>', repository: '<word>/<new>', repository_id: '<new>' },
    { sub: 'repo:<word>@<word>/<new>@<new>:<any>', repository: '<word>/<new>', repository_id: '<new>' },
  ],
  unit: 'repository',
  around: 'owner',
  example: 'repo:octo-org/octo-repo:*',
};
const GITHUB_STRANGER = { repository: '<new>/<any>', repository_id: '<new>', repository_owner: '<new>', repository_owner_id: '<new>', enterprise: '<new>', enterprise_id: '<new>', actor: '<new>', actor_id: '<new>' };

/**
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 * @see https://docs.gitlab.com/ci/cloud_services/
 * @see https://support.atlassian.com/bitbucket-cloud/docs/deploy-on-aws-using-bitbucket-pipelines-openid-connect/
 * @see https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration
 * @see https://buildkite.com/docs/pipelines/security/oidc
 * @see https://circleci.com/docs/guides/permissions-authentication/openid-connect-tokens/
 * @see https://vercel.com/docs/oidc/aws
 */
export const TOKEN_ISSUERS: TokenIssuer[] = [
  {
    host: 'token.actions.githubusercontent.com',
    strangers: ['repo:<new>/<any>', 'repo:<new>@<new>/<any>', 'environment:<any>', 'ref:<any>', 'workflow:<any>'].map(sub => ({ sub, ...GITHUB_STRANGER })),
    ...GITHUB,
  },
  // Of one enterprise, and of a server of one's own.
  { host: 'token.actions.githubusercontent.com/*', ...GITHUB },
  { host: '*/_services/token', ...GITHUB },
  { host: 'vstoken.actions.githubusercontent.com', strangers: [{ sub: 'repo:<new>/<any>' }], ...GITHUB },
  { host: 'oidc-configuration.audit-log.githubusercontent.com', strangers: [{ sub: '<new>' }] },
  {
    host: 'gitlab.com',
    strangers: [{ sub: 'project_path:<new>/<any>' }],
    neighbours: [{ sub: 'project_path:<path>/<new>:<any>' }],
    unit: 'project',
    around: 'group',
    example: 'project_path:my-group/my-project:*',
  },
  {
    host: 'api.bitbucket.org/2.0/workspaces/*',
    neighbours: [{ sub: '{<new>}:<any>' }],
    unit: 'repository',
    around: 'workspace',
    example: '{c7e9f6a2-1b2c-4d3e-8f90-0a1b2c3d4e5f}:*',
  },
  {
    host: 'app.terraform.io',
    strangers: [{ sub: 'organization:<new>:<any>' }],
    neighbours: [{ sub: 'organization:<path>:project:<new>:workspace:<new>:<any>' }],
    unit: 'project and workspace',
    around: 'organization',
    example: 'organization:my-org:project:my-project:workspace:my-workspace:run_phase:*',
  },
  {
    host: 'agent.buildkite.com',
    strangers: [{ sub: 'organization:<new>:<any>' }],
    neighbours: [{ sub: 'organization:<word>:pipeline:<new>:<any>' }],
    unit: 'pipeline',
    around: 'organization',
    example: 'organization:my-org:pipeline:my-pipeline:*',
  },
  { host: 'oidc.circleci.com/org/*', neighbours: [{ sub: 'org/<word>/project/<new>/<any>' }], unit: 'project', around: 'organization', example: 'org/ORGANIZATION_ID/project/PROJECT_ID/user/*' },
  {
    host: 'oidc.vercel.com/*',
    neighbours: [{ sub: 'owner:<word>:project:<new>:<any>' }],
    unit: 'project',
    around: 'team',
    example: 'owner:my-team:project:my-project:environment:*',
  },
  {
    host: 'oidc.eks.*/id/*',
    neighbours: [{ sub: 'system:serviceaccount:<word>:<new>' }, { sub: 'system:serviceaccount:<new>:<word>' }],
    unit: 'service account',
    around: 'cluster',
    example: 'system:serviceaccount:my-namespace:my-service-account',
  },
  { host: 'oidc.codefresh.io', strangers: [{ sub: '<new>' }] },
  { host: 'studio.datachain.ai/api', strangers: [{ sub: '<new>' }] },
  { host: 'scalr.io', strangers: [{ sub: '<new>' }] },
  { host: 'tokens.cloud.shisho.dev', strangers: [{ sub: '<new>' }] },
  { host: 'proidc.upbound.io', strangers: [{ sub: '<new>' }] },
  { host: 'api.pulumi.com/oidc', strangers: [{ aud: '<new>' }] },
  { host: 'sandboxes.cloud', strangers: [{ aud: '<new>' }] },
  { host: 'oidc.vercel.com', strangers: [{ aud: '<new>' }] },
  { host: 'accounts.google.com', strangers: [{ sub: '<new>', aud: '<new>' }] },
  { host: 'cognito-identity.amazonaws.com', strangers: [{ sub: '<any>:<new>', aud: '<any>:<new>' }] },
  { host: 'graph.facebook.com', strangers: [{ id: '<new>', app_id: '<new>' }] },
  { host: 'www.amazon.com', strangers: [{ user_id: '<new>', app_id: '<new>' }] },
];
