import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { RoleOptions } from './role-options';
import { optionalRoleProps } from '../private/optional-role-props';
import { plainName } from '../private/plain-name';

/**
 * What roles for holders of tokens have in common.
 */
export interface OidcRoleOptions extends RoleOptions {
  /**
   * The identity provider.
   *
   * @default - the one of the account for the host
   */
  readonly provider?: iam.IOIDCProviderRef;

  /**
   * For whom the tokens are.
   *
   * @default - what the issuer recommends for AWS
   */
  readonly audience?: string;
}

/**
 * Jobs of GitHub Actions in one repository: those of some branches, tags or environments.
 */
export interface GitHubRoleProps extends OidcRoleOptions {
  /** The user or organization that owns the repository: `octo-org`. */
  readonly owner: string;

  /** The name of the repository, without the owner: `octo-repo`. */
  readonly repository: string;

  /**
   * The id of the owner. Subjects hold it with that of the repository, and no later owner of the name has it.
   *
   * @default - none, and then `allowMutableSubject` has to be `true`
   * @see https://docs.github.com/en/actions/reference/security/oidc
   */
  readonly ownerId?: string;

  /**
   * The id of the repository.
   *
   * @default - none, and then `allowMutableSubject` has to be `true`
   */
  readonly repositoryId?: string;

  /**
   * Subjects without ids are accepted: those of a repository that has not changed to the others. Together with the ids both are accepted, while it changes.
   *
   * @default false
   */
  readonly allowMutableSubject?: boolean;

  /**
   * Branches, of which the end may be open: `main`, `release/*`.
   *
   * @default - none
   */
  readonly branches?: string[];

  /**
   * Tags, of which the end may be open: `v*`.
   *
   * @default - none
   */
  readonly tags?: string[];

  /**
   * Environments. Their own rules say which branches get into them.
   *
   * @default - none
   */
  readonly environments?: string[];

  /**
   * Jobs of pull requests: of code that nobody has reviewed.
   *
   * @default false
   */
  readonly allowPullRequests?: boolean;

  /**
   * The host of the issuer: `token.actions.githubusercontent.com/octo-enterprise` of an enterprise, `github.example.com/_services/token` of a server.
   *
   * @default token.actions.githubusercontent.com
   */
  readonly host?: string;
}

/**
 * Jobs of GitLab CI/CD in one project: those of some branches or tags.
 */
export interface GitLabRoleProps extends OidcRoleOptions {
  /** The group of the project, with all its parents: `my-group/my-subgroup`. */
  readonly group: string;

  /** The project, without its group. */
  readonly project: string;

  /**
   * Branches, of which the end may be open.
   *
   * @default - none
   */
  readonly branches?: string[];

  /**
   * Tags, of which the end may be open.
   *
   * @default - none
   */
  readonly tags?: string[];

  /**
   * The host of GitLab.
   *
   * @default gitlab.com
   */
  readonly host?: string;
}

/**
 * Steps of Bitbucket Pipelines in one repository.
 */
export interface BitbucketRoleProps extends OidcRoleOptions {
  /** The name of the workspace. */
  readonly workspace: string;

  /** The UUID of the workspace, without braces. */
  readonly workspaceUuid: string;

  /** The UUID of the repository, without braces. */
  readonly repositoryUuid: string;

  /**
   * The UUIDs of deployment environments, without braces: steps that deploy to them.
   *
   * @default - none
   */
  readonly environmentUuids?: string[];

  /**
   * Every step of the repository.
   *
   * @default false
   */
  readonly allowEveryStep?: boolean;
}

/**
 * What HCP Terraform does in a run.
 */
export enum TerraformRunPhase {
  /** It plans. */
  PLAN = 'plan',

  /** It applies. */
  APPLY = 'apply',
}

/**
 * Runs of one workspace of HCP Terraform.
 */
export interface TerraformCloudRoleProps extends OidcRoleOptions {
  /** The organization. */
  readonly organization: string;

  /** The project of the workspace. */
  readonly project: string;

  /** The workspace. */
  readonly workspace: string;

  /** In which phases of a run. A plan runs code that nobody has reviewed: it is better off with a role of its own that only reads. */
  readonly runPhases: TerraformRunPhase[];

  /**
   * The host.
   *
   * @default app.terraform.io
   */
  readonly host?: string;
}

/**
 * Pods of one service account of an Amazon EKS cluster (IRSA).
 */
export interface EksRoleProps extends OidcRoleOptions {
  /** The issuer of the cluster, without `https://`: `oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE`. */
  readonly issuer: string;

  /** The namespace of the service account. */
  readonly namespace: string;

  /** The name of the service account. */
  readonly serviceAccount: string;
}

/** Whose tokens are accepted. */
interface Trust {
  readonly host: string;
  readonly audience: string;
  /** Each names the repository, project or service account; only what comes after it may be open. */
  readonly subjects: string[];
}

const NAME = /^[\w.-]+$/;
const DIGITS = /^\d+$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const GROUP = /^[\w.-]+(\/[\w.-]+)*$/;
const HOST = /^[\w.-]+(:\d+)?(\/[\w.-]+)*$/;
const PART = /^[^:]+$/;

/**
 * A role for workloads elsewhere, which hold a token of their platform instead of an access key.
 *
 * The subject is made of parts. None of them but branches and tags can hold a wildcard: a token of another repository, project or service account
 * never gets the role.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
 */
export class OidcRole extends iam.Role {
  /**
   * For jobs of GitHub Actions.
   *
   * @throws Error when a part is none, nothing of the repository is named, or neither ids nor `allowMutableSubject` are
   * @see https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
   */
  public static forGitHub(scope: Construct, id: string, props: GitHubRoleProps): OidcRole {
    const { ownerId, repositoryId, allowMutableSubject = false, branches, tags, environments, allowPullRequests = false } = props;
    if ((ownerId === undefined) !== (repositoryId === undefined)) { throw new Error('`ownerId` and `repositoryId` belong together; write both, or none'); }
    if (ownerId === undefined && !allowMutableSubject) {
      throw new Error('without ids, a later owner of the name gets the role; write `ownerId` and `repositoryId`, or `allowMutableSubject: true` if the tokens of the repository do not hold them');
    }
    const owner = plainName('owner', props.owner, NAME);
    const repository = plainName('repository', props.repository, NAME);
    const repositories = [
      ...ownerId === undefined ? [] : [`repo:${owner}@${plainName('ownerId', ownerId, DIGITS)}/${repository}@${plainName('repositoryId', repositoryId!, DIGITS)}`],
      ...allowMutableSubject ? [`repo:${owner}/${repository}`] : [],
    ];
    const inside = [
      ...references('branches', branches).map(branch => `ref:refs/heads/${branch}`),
      ...references('tags', tags).map(tag => `ref:refs/tags/${tag}`),
      ...(environments ?? []).map(environment => `environment:${plainName('environments', environment, PART)}`),
      ...allowPullRequests ? ['pull_request'] : [],
    ];
    if (inside.length === 0) { throw new Error('nothing of the repository is named; write `branches`, `tags`, `environments` or `allowPullRequests`'); }
    return new OidcRole(scope, id, props, {
      host: props.host ?? 'token.actions.githubusercontent.com',
      audience: 'sts.amazonaws.com',
      subjects: repositories.flatMap(one => inside.map(part => `${one}:${part}`)),
    });
  }

  /**
   * For jobs of GitLab CI/CD.
   *
   * @throws Error when a part is none, or nothing of the project is named
   * @see https://docs.gitlab.com/ci/cloud_services/aws/
   */
  public static forGitLab(scope: Construct, id: string, props: GitLabRoleProps): OidcRole {
    const { host = 'gitlab.com', branches, tags } = props;
    const project = `project_path:${plainName('group', props.group, GROUP)}/${plainName('project', props.project, NAME)}`;
    const inside = [
      ...references('branches', branches).map(branch => `ref_type:branch:ref:${branch}`),
      ...references('tags', tags).map(tag => `ref_type:tag:ref:${tag}`),
    ];
    if (inside.length === 0) { throw new Error('nothing of the project is named; write `branches` or `tags`'); }
    return new OidcRole(scope, id, props, { host, audience: `https://${host}`, subjects: inside.map(part => `${project}:${part}`) });
  }

  /**
   * For steps of Bitbucket Pipelines.
   *
   * @throws Error when a part is none, or nothing of the repository is named
   * @see https://support.atlassian.com/bitbucket-cloud/docs/deploy-on-aws-using-bitbucket-pipelines-openid-connect/
   */
  public static forBitbucket(scope: Construct, id: string, props: BitbucketRoleProps): OidcRole {
    const { environmentUuids = [], allowEveryStep = false } = props;
    const repository = `{${plainName('repositoryUuid', props.repositoryUuid, UUID)}}`;
    if (environmentUuids.length === 0 && !allowEveryStep) { throw new Error('nothing of the repository is named; write `environmentUuids`, or `allowEveryStep: true`'); }
    return new OidcRole(scope, id, props, {
      host: `api.bitbucket.org/2.0/workspaces/${plainName('workspace', props.workspace, NAME)}/pipelines-config/identity/oidc`,
      audience: `ari:cloud:bitbucket::workspace/${plainName('workspaceUuid', props.workspaceUuid, UUID)}`,
      subjects: allowEveryStep ? [`${repository}:*`] : environmentUuids.map(environment => `${repository}:{${plainName('environmentUuids', environment, UUID)}}:*`),
    });
  }

  /**
   * For runs of HCP Terraform, formerly Terraform Cloud, and of Terraform Enterprise.
   *
   * @throws Error when a part is none, or no phase is named
   * @see https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration
   */
  public static forTerraformCloud(scope: Construct, id: string, props: TerraformCloudRoleProps): OidcRole {
    if (props.runPhases.length === 0) { throw new Error('`runPhases` is empty; write `TerraformRunPhase.PLAN`, `TerraformRunPhase.APPLY` or both'); }
    const [organization, project, workspace] = (['organization', 'project', 'workspace'] as const).map(part => plainName(part, props[part], PART));
    return new OidcRole(scope, id, props, {
      host: props.host ?? 'app.terraform.io',
      audience: 'aws.workload.identity',
      subjects: props.runPhases.map(phase => `organization:${organization}:project:${project}:workspace:${workspace}:run_phase:${phase}`),
    });
  }

  /**
   * For pods of a service account of Amazon EKS. For EKS Pod Identity see `ServiceRole.forEksPodIdentity`.
   *
   * @throws Error when a part is none
   * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
   */
  public static forEks(scope: Construct, id: string, props: EksRoleProps): OidcRole {
    return new OidcRole(scope, id, props, {
      host: props.issuer,
      audience: 'sts.amazonaws.com',
      subjects: [`system:serviceaccount:${plainName('namespace', props.namespace, NAME)}:${plainName('serviceAccount', props.serviceAccount, NAME)}`],
    });
  }

  private constructor(scope: Construct, id: string, props: OidcRoleOptions, trust: Trust) {
    const host = writtenHost(trust.host);
    const { provider, audience = trust.audience } = props;
    const arn = provider?.oidcProviderRef.oidcProviderArn ?? Stack.of(scope).formatArn({ service: 'iam', region: '', resource: 'oidc-provider', resourceName: host });
    const isOpen = trust.subjects.some(subject => subject.includes('*'));
    // INVARIANT: where wildcards count, every other part is written out: what CloudFormation puts there might hold one.
    if (isOpen && trust.subjects.some(subject => Token.isUnresolved(subject))) {
      throw new Error('part of the subject is known at deployment only, and might hold a wildcard beside one that is meant; write it out, or leave no end open');
    }
    const about = { [`${host}:sub`]: trust.subjects };
    const meant = { [`${host}:aud`]: plainName('audience', audience) };
    super(scope, id, {
      ...optionalRoleProps(props),
      assumedBy: new iam.WebIdentityPrincipal(arn, isOpen ? { StringEquals: meant, StringLike: about } : { StringEquals: { ...meant, ...about } }),
    });
  }
}

/** Part of the names of condition keys. */
function writtenHost(host: string): string {
  if (Token.isUnresolved(host)) { throw new Error('the issuer is known at deployment only, and CloudFormation resolves no keys of conditions; write it out'); }
  if (!HOST.test(host)) { throw new Error(`\`${host}\` is no issuer; write its host and path, without \`https://\``); }
  return host;
}

/** Names of branches or tags, of which the end may be open, but not the whole. */
function references(option: string, names: string[] = []): string[] {
  return names.map(name => {
    if (Token.isUnresolved(name) || /^[^*?$~^:\\[\s]+\*?$/.test(name)) { return name; }
    throw new Error(`\`${option}\` has \`${name}\`; write a name, of which only the end may be open: \`release/*\``);
  });
}
