import { TemplateReading } from '../cloudformation/template-reading';
import { Caller, parseCaller } from '../engine/evaluation/caller';
import { OpenText, OpenValue, Shape, Text } from '../engine/policy/text';

/** Somebody who has nothing to do with the account, and a way to ask for a role. */
export interface Outsider {
  readonly caller: Caller;
  readonly action: string;
  /** Keys that the outsider cannot choose freely. Others may be anything. */
  readonly context: Record<string, Text[]>;
  /** What ends the trust in such outsiders. */
  readonly fix: string;
}

/** An identity provider that gives tokens to everyone, so that only the token's claims tell who asks. */
interface SharedProvider {
  readonly host: string;
  /** Claims that tell who asks, as an outsider has them: `%` is the outsider, `*` is what the outsider chooses. */
  readonly claims: Record<string, string>;
}

/**
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
const SHARED_PROVIDERS: SharedProvider[] = [
  { host: 'token.actions.githubusercontent.com', claims: { sub: 'repo:%/*' } },
  { host: 'vstoken.actions.githubusercontent.com', claims: { sub: 'repo:%/*' } },
  { host: 'oidc-configuration.audit-log.githubusercontent.com', claims: { sub: '%' } },
  { host: 'gitlab.com', claims: { sub: 'project_path:%/*' } },
  { host: 'app.terraform.io', claims: { sub: 'organization:%:*' } },
  { host: 'agent.buildkite.com', claims: { sub: 'organization:%:*' } },
  { host: 'oidc.codefresh.io', claims: { sub: '%' } },
  { host: 'studio.datachain.ai/api', claims: { sub: '%' } },
  { host: 'scalr.io', claims: { sub: '%' } },
  { host: 'tokens.cloud.shisho.dev', claims: { sub: '%' } },
  { host: 'proidc.upbound.io', claims: { sub: '%' } },
  { host: 'api.pulumi.com/oidc', claims: { aud: '%' } },
  { host: 'sandboxes.cloud', claims: { aud: '%' } },
  { host: 'oidc.vercel.com', claims: { aud: '%' } },
  { host: 'accounts.google.com', claims: { sub: '%', aud: '%' } },
  { host: 'cognito-identity.amazonaws.com', claims: { sub: '*:%', aud: '*:%' } },
  { host: 'graph.facebook.com', claims: { id: '%', app_id: '%' } },
  { host: 'www.amazon.com', claims: { user_id: '%', app_id: '%' } },
];

/**
 * Everybody whom a trust policy of this template should keep out.
 *
 * @param names that conditions of the policy ask for, of users and roles: an outsider may choose them
 */
export function outsiders(reading: TemplateReading, names: string[]): Outsider[] {
  const anyName = OpenText.of(OpenValue.invented('mallory', Shape.chosenName()));
  return [...['mallory', ...names, anyName].flatMap(name => strangers(name, reading)), ...SHARED_PROVIDERS.map(provider => tokenHolder(provider, reading)), someService()];
}

const stranger = (example: string) => OpenValue.invented(example, Shape.freshWords());

/** Where strangers come from: their organization and their network, or none. */
const SURROUNDINGS: Record<string, Text[]>[] = [
  {
    'aws:PrincipalOrgID': [OpenText.of('o-', stranger('exampleorgid'))],
    'aws:PrincipalOrgPaths': [OpenText.of('o-', stranger('exampleorgid'), '/r-', stranger('ab12'), '/')],
    'aws:SourceVpc': [OpenText.of('vpc-', stranger('1234567890abcdef0'))],
    'aws:SourceVpce': [OpenText.of('vpce-', stranger('1234567890abcdef0'))],
    'aws:SourceIp': [],
  },
  ...['11.22.33.44', '198.51.100.77', '203.0.113.213', '2001:db8::77'].map(address => ({
    'aws:PrincipalOrgID': [], 'aws:PrincipalOrgPaths': [], 'aws:SourceVpc': [], 'aws:SourceVpce': [], 'aws:SourceIp': [address],
  })),
];

/** Keys of calls that a service makes for somebody. */
const ON_BEHALF = { 'aws:SourceAccount': [], 'aws:SourceArn': [], 'aws:SourceOrgID': [], 'aws:SourceOrgPaths': [] };

/** Users and roles of an account that no policy names. They choose their own names, and nothing that tells their account. */
function strangers(name: Text, { pseudo: { partition } }: TemplateReading): Outsider[] {
  const account = OpenValue.invented('999988887777', Shape.freshDigits());
  return ['user', 'role'].flatMap(kind => {
    const caller = parseCaller(OpenText.of('arn:', partition, ':iam::', account, `:${kind}/`, name))!;
    return SURROUNDINGS.map(surroundings => ({
      caller,
      action: 'sts:AssumeRole',
      context: { ...surroundings, ...ON_BEHALF },
      fix: 'name the accounts, roles or users in `Principal`, or require your organization with a condition on `aws:PrincipalOrgID`',
    }));
  });
}

function tokenHolder({ host, claims }: SharedProvider, { pseudo: { partition, account } }: TemplateReading): Outsider {
  const provider = OpenText.of('arn:', partition, ':iam::', account, ':oidc-provider/', host);
  const own = stranger('stranger');
  const claim = (template: string) => OpenText.of(...template.split(/([%*])/).map(piece =>
    piece === '%' ? own : piece === '*' ? OpenValue.unknown('a claim that the outsider chooses') : piece));
  const others = SHARED_PROVIDERS.filter(other => other.host !== host).flatMap(other => ['sub', 'aud', ...Object.keys(other.claims)].map(name => `${other.host}:${name}`));
  return {
    caller: {
      kind: 'federated',
      name: provider,
      names: [{ type: 'Federated', name: provider, grant: 'direct' }, { type: 'Federated', name: host, grant: 'direct' }],
      derivedKeys: new Map(),
    },
    action: 'sts:AssumeRoleWithWebIdentity',
    context: {
      ...Object.fromEntries(others.map(key => [key, []])),
      ...Object.fromEntries(Object.entries(claims).map(([name, template]) => [`${host}:${name}`, [claim(template)]])),
    },
    fix: `require your own ${Object.keys(claims).map(name => `\`${host}:${name}\``).join(' and ')} with a condition that every request must meet`,
  };
}

/** Any AWS service, on behalf of anybody. */
function someService(): Outsider {
  const name = OpenText.of(stranger('service'), '.amazonaws.com');
  return {
    caller: { kind: 'service', name, names: [{ type: 'Service', name, grant: 'direct' }], derivedKeys: new Map() },
    action: 'sts:AssumeRole',
    context: {
      ...Object.fromEntries([...Object.keys(SURROUNDINGS[0]), 'aws:PrincipalArn', 'aws:PrincipalAccount', 'aws:PrincipalIsAWSService'].map(key => [key, []])),
      ...ON_BEHALF,
    },
    fix: 'name the service in `Principal`',
  };
}
