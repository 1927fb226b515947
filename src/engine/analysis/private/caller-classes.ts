import { CallerClass } from './caller-class';
import { ANONYMOUS, Caller, parseCaller } from '../../evaluation/caller';
import { PolicyDocument } from '../../policy/policy-document';
import { PrincipalEntry } from '../../policy/principal-element';

/** Every kind of caller that the principals of policies tell from others. */
export function callerClasses(documents: PolicyDocument[]): CallerClass[] {
  const entries = documents.flatMap(({ statements }) => statements.flatMap(({ principal }) =>
    principal === undefined ? [] : [...principal.entries, ...principal.choices.flatMap(({ alternatives }) => alternatives.flat())]));
  const names = (type: PrincipalEntry['type']) => [...new Set(entries.filter(entry => entry.type === type && !entry.everyone).map(({ pattern }) => String(pattern.source)))];
  const aws = names('AWS');
  const arns = aws.filter(name => name.startsWith('arn:') && !name.endsWith(':root'));
  const roles = arns.filter(arn => arn.includes(':role/'));
  const sessions = arns.flatMap(arn => arn.includes(':assumed-role/') ? parseCaller(arn) ?? [] : []);
  const accounts = [...new Set(aws.flatMap(name => /^(?:arn:[^:]*:[^:]*:[^:]*:)?(\d{12})(?::|$)/.exec(name)?.slice(1) ?? []))];
  const callers = (list: string[]) => list.flatMap(name => parseCaller(name) ?? []);
  return [
    ...callers(arns.filter(arn => !roles.includes(arn) && !arn.includes(':assumed-role/'))).map(CallerClass.of),
    ...callers(arns.flatMap(federatedUserOf)).map(CallerClass.of),
    ...roles.flatMap(role => [sessionOf(role, 'session'), ...sessions.flatMap(session => namedSession(session, role))]).flatMap(caller => caller ?? []).map(CallerClass.of),
    ...sessions.map(session => CallerClass.session(session, roles)),
    ...accounts.flatMap(account => CallerClass.inAccount(account, arns)),
    ...CallerClass.everyone(accounts),
    CallerClass.of(ANONYMOUS),
    ...callers([...names('Service'), UNLISTED_SERVICE, ...names('Federated'), UNLISTED_PROVIDER]).map(CallerClass.of),
  ];
}

const UNLISTED_SERVICE = 'example.amazonaws.com';
const UNLISTED_PROVIDER = 'arn:aws:iam::999988887777:oidc-provider/idp.example.com';

function sessionOf(roleArn: string, name: string): Caller | undefined {
  const [, partition, , , account, resource] = roleArn.split(':');
  return parseCaller(`arn:${partition}:sts::${account}:assumed-role/${resource.split('/').pop()}/${name}`, roleArn);
}

/** The session as one of the role, if it may be. */
function namedSession(session: Caller, roleArn: string): Caller | undefined {
  const other = sessionOf(roleArn, String(session.name).split('/').pop()!);
  return other?.name === session.name ? other : undefined;
}

/** What a user becomes with GetFederationToken. */
function federatedUserOf(arn: string): string[] {
  const [, partition, , , account, resource] = arn.split(':');
  return resource.startsWith('user/') ? [`arn:${partition}:sts::${account}:federated-user/${resource.slice('user/'.length)}`] : [];
}
