import { PrincipalType } from '../policy/principal-element';
import { foldAscii, OpenText, OpenValue, splitText, Text } from '../policy/text';

/** What a caller is. */
export type CallerKind = 'user' | 'roleSession' | 'federatedUser' | 'root' | 'service' | 'federated' | 'anonymous';

/** How a resource policy that names a caller by one of its names grants: to itself, to what it comes from, or to its account. */
export type Grant = 'direct' | 'origin' | 'account';

/** One name that a caller answers to in a `Principal` element. */
export interface CallerName {
  readonly type: PrincipalType;
  readonly name: Text;
  readonly grant: Grant;
}

/**
 * Who makes a request.
 */
export interface Caller {
  readonly kind: CallerKind;
  /** As the request names it. */
  readonly name: Text;
  readonly names: CallerName[];
  /** Undefined for callers without an account: services, federated and anonymous ones. */
  readonly account?: Text;
  /** Context keys that follow from who the caller is: folded key to its value. */
  readonly derivedKeys: ReadonlyMap<string, Text[]>;
}

/** @param keys to its value; undefined: the key is surely missing */
function derivedKeys(keys: Record<string, Text | undefined>): ReadonlyMap<string, Text[]> {
  return new Map(Object.entries(keys).map(([key, value]) => [foldAscii(key), value === undefined ? [] : [value]]));
}

/** Providers of web identities that are named by host instead of ARN. */
const WEB_IDENTITY_HOSTS = ['accounts.google.com', 'cognito-identity.amazonaws.com', 'graph.facebook.com', 'www.amazon.com'];

export const ANONYMOUS: Caller = {
  kind: 'anonymous',
  name: 'anonymous',
  names: [],
  derivedKeys: derivedKeys({ 'aws:PrincipalType': 'Anonymous', 'aws:PrincipalAccount': 'anonymous' }),
};

/** Somebody in an account, of whom nothing else is known. */
export function someoneIn(account: Text): Caller {
  return { kind: 'user', name: 'someone', names: [], account, derivedKeys: derivedKeys({ 'aws:PrincipalAccount': account }) };
}

/**
 * Reads a caller from what names it: the ARN of a user, role, role session, federated user, root user or identity provider, or a service principal.
 *
 * @param roleArn of the role of a session, when its path is not `/`. A session's ARN does not tell it
 * @returns undefined when it is none of these
 */
export function parseCaller(name: Text, roleArn?: Text): Caller | undefined {
  return typeof name === 'string' && !name.startsWith('arn:') ? parseHost(name) : parseArn(name, roleArn);
}

function parseHost(name: string): Caller | undefined {
  if (WEB_IDENTITY_HOSTS.includes(name)) {
    const service: CallerName[] = name.endsWith('.amazonaws.com') ? [{ type: 'Service', name, grant: 'direct' }] : [];
    return { kind: 'federated', name, names: [{ type: 'Federated', name, grant: 'direct' }, ...service], derivedKeys: derivedKeys({}) };
  }
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*\.(amazonaws\.com|amazonaws\.com\.cn|amazon\.com|aws\.internal)$/.test(name)) { return undefined; }
  return {
    kind: 'service',
    name,
    names: [{ type: 'Service', name, grant: 'direct' }],
    derivedKeys: derivedKeys({ 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': name }),
  };
}

function parseArn(arn: Text, roleArn: Text | undefined): Caller | undefined {
  const fields = splitArn(arn);
  if (fields === undefined) { return undefined; }
  const { partition, service, account, resource } = fields;
  const [kind, ...path] = splitPath(resource);
  const inAccount = (kind_: CallerKind, type: string, own: CallerName[], keys: Record<string, Text | undefined>): Caller => ({
    kind: kind_,
    name: arn,
    account,
    names: [
      ...own,
      { type: 'AWS', name: account, grant: kind_ === 'root' ? 'direct' : 'account' },
      { type: 'AWS', name: OpenText.of('arn:', partition, ':iam::', account, ':root'), grant: kind_ === 'root' ? 'direct' : 'account' },
      // Nobody but AWS knows which account has which canonical user id.
      { type: 'CanonicalUser', name: OpenText.of(OpenValue.unknown(`the canonical user id of account \`${account}\``)), grant: 'account' },
    ],
    derivedKeys: derivedKeys({
      'aws:username': undefined,
      'aws:PrincipalArn': arn,
      'aws:PrincipalAccount': account,
      'aws:PrincipalType': type,
      'aws:PrincipalIsAWSService': 'false',
      ...keys,
    }),
  });
  const named = (name: Text, grant: Grant): CallerName => ({ type: 'AWS', name, grant });

  switch (`${service}:${kind}`) {
    case 'iam:root': return inAccount('root', 'Account', [], {});
    case 'iam:user': return inAccount('user', 'User', [named(arn, 'direct')], { 'aws:username': path[path.length - 1] });
    case 'iam:role': return inAccount('roleSession', 'AssumedRole', [named(arn, 'origin')], {});
    case 'sts:assumed-role': {
      const role = roleArn ?? OpenText.of('arn:', partition, ':iam::', account, ':role/', path[0]);
      return inAccount('roleSession', 'AssumedRole', [named(arn, 'direct'), named(role, 'origin')], { 'aws:PrincipalArn': role });
    }
    case 'sts:federated-user': {
      const user = OpenText.of('arn:', partition, ':iam::', account, ':user/', path[0]);
      return inAccount('federatedUser', 'FederatedUser', [named(arn, 'direct'), named(user, 'origin')], {});
    }
    case 'iam:oidc-provider': case 'iam:saml-provider':
      return { kind: 'federated', name: arn, names: [{ type: 'Federated', name: arn, grant: 'direct' }], derivedKeys: derivedKeys({}) };
    default: return undefined;
  }
}

interface ArnFields { readonly partition: Text; readonly service: Text; readonly account: Text; readonly resource: Text }

/** The fields of an ARN of IAM or STS, which has no region. Open values may stand in any of them. */
function splitArn(arn: Text): ArnFields | undefined {
  const fields = splitText(arn, ':', 6);
  return fields.length === 6 && fields[0] === 'arn' ? { partition: fields[1], service: fields[2], account: fields[4], resource: fields[5] } : undefined;
}

function splitPath(resource: Text): Text[] {
  return splitText(resource, '/', Infinity);
}
