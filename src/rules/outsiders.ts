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

/** Identity providers that give tokens to everyone, so that only the token's claims tell who asks. */
interface SharedProvider {
  readonly host: string;
  /** `sub` of an outsider's token: `*` is what the outsider chooses, `%` is who the outsider is. */
  readonly subject: string;
  /** Whether outsiders choose the audience; otherwise it is that of their own app. */
  readonly choosesAudience: boolean;
}

/**
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */
const SHARED_PROVIDERS: SharedProvider[] = [
  { host: 'token.actions.githubusercontent.com', subject: 'repo:%/*', choosesAudience: true },
  { host: 'gitlab.com', subject: 'project_path:%/*', choosesAudience: true },
  { host: 'app.terraform.io', subject: 'organization:%:*', choosesAudience: true },
  { host: 'agent.buildkite.com', subject: 'organization:%:*', choosesAudience: true },
  { host: 'accounts.google.com', subject: '%', choosesAudience: false },
  { host: 'cognito-identity.amazonaws.com', subject: '%', choosesAudience: false },
  { host: 'graph.facebook.com', subject: '%', choosesAudience: false },
  { host: 'www.amazon.com', subject: '%', choosesAudience: false },
];

/** Everybody whom a trust policy of this template should keep out. */
export function outsiders(reading: TemplateReading): Outsider[] {
  return [...strangers(reading), ...SHARED_PROVIDERS.map(provider => tokenHolder(provider, reading))];
}

/** A user and a role of an account that no policy names. They choose their own names, and nothing that tells their account. */
function strangers({ pseudo: { partition } }: TemplateReading): Outsider[] {
  const account = OpenValue.fresh('999988887777', Shape.freshDigits());
  const theirs = (prefix: string, example: string) => [OpenText.of(prefix, OpenValue.fresh(example, Shape.freshWords()))];
  const chosen = (name: string) => OpenValue.unknown(`the name of the ${name}`);
  const context: Outsider['context'] = {
    'aws:PrincipalAccount': [OpenText.of(account)],
    'aws:PrincipalOrgID': theirs('o-', 'exampleorgid'),
    'aws:PrincipalOrgPaths': [OpenText.of(...theirs('o-', 'exampleorgid'), '/r-', OpenValue.fresh('ab12', Shape.freshWords()), '/')],
    'aws:SourceAccount': [],
    'aws:SourceArn': [],
    'aws:SourceOrgID': [],
    'aws:SourceOrgPaths': [],
    'aws:SourceVpc': theirs('vpc-', '1234567890abcdef0'),
    'aws:SourceVpce': theirs('vpce-', '1234567890abcdef0'),
    'aws:SourceIp': ['203.0.113.213'],
    'aws:PrincipalIsAWSService': ['false'],
  };
  return ['user', 'role'].map(kind => {
    const arn = OpenText.of('arn:', partition, ':iam::', account, `:${kind}/`, chosen(kind));
    return {
      caller: parseCaller(arn)!,
      action: 'sts:AssumeRole',
      context,
      fix: 'name the accounts, roles or users in `Principal`, or require your organization with a condition on `aws:PrincipalOrgID`',
    };
  });
}

function tokenHolder({ host, subject, choosesAudience }: SharedProvider, { pseudo: { partition, account } }: TemplateReading): Outsider {
  const stranger = OpenValue.fresh('stranger', Shape.freshWords());
  const choice = OpenValue.unknown('a claim that the outsider chooses');
  const provider = OpenText.of('arn:', partition, ':iam::', account, ':oidc-provider/', host);
  const parts = subject.split(/([%*])/).map(piece => piece === '%' ? stranger : piece === '*' ? choice : piece);
  return {
    caller: {
      kind: 'federated',
      name: host,
      names: [{ type: 'Federated', name: provider, grant: 'direct' }, { type: 'Federated', name: host, grant: 'direct' }],
      derivedKeys: new Map(),
    },
    action: 'sts:AssumeRoleWithWebIdentity',
    context: {
      [`${host}:sub`]: [OpenText.of(...parts)],
      ...choosesAudience ? {} : { [`${host}:aud`]: [OpenText.of(stranger)] },
    },
    fix: `require your own \`${host}:sub\` with a \`StringEquals\` or \`StringLike\` condition that names your organization`
      + (choosesAudience ? '' : `, and your own \`${host}:aud\``),
  };
}
