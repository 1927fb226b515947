import { Budget } from './budget';
import { Accounts, CallerClass, sessionOf, SOME_SESSION } from './caller-class';
import { ValueSet } from './value-set';
import { examplesOf } from './word-pattern';
import { ANONYMOUS, Caller, parseCaller } from '../../evaluation/caller';
import { allConditions } from '../../policy/condition';
import { expandChoices } from '../../policy/pattern';
import { PolicyDocument } from '../../policy/policy-document';
import { PrincipalType } from '../../policy/principal-element';
import { OpenText, splitText, Text } from '../../policy/text';

/** Every kind of caller that the principals of policies tell from others. What is open is asked of each of them. */
export function callerClasses(documents: PolicyDocument[]): CallerClass[] {
  const entries = documents.flatMap(({ statements }) => statements.flatMap(({ principal }) => principal?.allEntries ?? []));
  Budget.spend(entries.length >> 2);
  const texts = (type: PrincipalType) => entries.filter(entry => entry.type === type && !entry.everyone).flatMap(({ pattern }) => formsOf(pattern.source));
  const aws = texts('AWS');
  const arns = [...new Set(aws.filter(text => typeof text === 'string'))].filter(name => name.startsWith('arn:') && !name.endsWith(':root'));
  const roles = arns.filter(isOfRole);
  const sessions = arns.filter(isOfSession).flatMap(arn => parseCaller(arn) ?? []);
  const accounts = [...new Set(aws.flatMap(accountOf))];
  const sessionNames = new Set(aws.flatMap(sessionNameOf));
  const someSession = nameBeside(sessionNames);
  const openSessionNames = new Set(aws.filter(text => typeof text !== 'string').flatMap(sessionNameOf));
  const callers = (list: string[]) => [...new Set(list)].flatMap(name => parseCaller(name) ?? []);
  const named = (type: PrincipalType) => texts(type).flatMap(text => typeof text === 'string' ? [text] : examplesOf(text));
  const setOf = (list: string[]) => list.length === 0 ? undefined : ValueSet.ofWords(list);
  const [namedArns, namedRoles] = [setOf(arns), setOf(roles)];
  const sessionsOf = groupedBy(sessions, session => roleNameOf(String(session.name)));
  const ofRole = (role: string) => [sessionOf(role, someSession), ...(sessionsOf.get(roleNameOf(role)) ?? []).flatMap(session => namedSession(session, role))];
  return [
    ...callers(arns.filter(arn => !isOfRole(arn) && !isOfSession(arn))).map(CallerClass.of),
    ...callers(arns.flatMap(federatedUserOf)).map(CallerClass.of),
    ...roles.flatMap(ofRole).flatMap(caller => caller ?? []).map(CallerClass.of),
    ...sessions.map(session => CallerClass.session(session, namedRoles)),
    ...accounts.flatMap(account => CallerClass.inAccount(account, namedArns, someSession)),
    ...CallerClass.everyone(accounts.length === 0 ? undefined : new Accounts(accounts), someSession),
    ...[...openSessionNames].flatMap(name => [...accounts, undefined].map(account => CallerClass.sessionsOf(account, name, namedArns))),
    CallerClass.of(ANONYMOUS),
    ...callers([...named('Service'), ...documents.flatMap(servicesAsked), UNLISTED_SERVICE, ...named('Federated'), UNLISTED_PROVIDER]).map(CallerClass.of),
  ];
}

function isOfRole(arn: string): boolean {
  return arn.includes(':role/');
}

function isOfSession(arn: string): boolean {
  return arn.includes(':assumed-role/');
}

/** The name of the role in its ARN, or in that of a session. */
function roleNameOf(arn: string): string {
  const parts = arn.split('/');
  return parts[isOfSession(arn) ? 1 : parts.length - 1];
}

function groupedBy<T>(list: T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const group = groups.get(keyOf(one));
    if (group === undefined) { groups.set(keyOf(one), [one]); } else { group.push(one); }
  }
  return groups;
}

const UNLISTED_SERVICE = 'example.amazonaws.com';
const UNLISTED_PROVIDER = 'arn:aws:iam::999988887777:oidc-provider/idp.example.com';

/** A text with its choices made. */
function formsOf(source: Text): Text[] {
  return typeof source === 'string' ? [source] : expandChoices(source).map(({ text }) => text);
}

/** The account that a principal is, or that stands in its ARN. */
function accountOf(text: Text): string[] {
  const account = splitText(text, ':', 6)[4] ?? text;
  return typeof account === 'string' && /^\d{12}$/.test(account) ? [account] : [];
}

function sessionNameOf(text: Text): string[] {
  const [kind, , name] = splitText(splitText(text, ':', 6)[5] ?? '', '/', 3);
  return kind === 'assumed-role' && typeof name === 'string' ? [name] : [];
}

/** The name of a session that none of them is. */
function nameBeside(names: ReadonlySet<string>): string {
  for (let i = 1, name = SOME_SESSION; ; name = `${SOME_SESSION}-${++i}`) {
    if (!names.has(name)) { return name; }
  }
}

/** Services of which conditions ask. */
function servicesAsked({ statements }: PolicyDocument): string[] {
  return statements.flatMap(({ condition }) => allConditions(condition))
    .filter(({ key }) => key === 'aws:principalservicename')
    .flatMap(({ values }) => values.flatMap(({ source }) => source instanceof OpenText ? examplesOf(source) : source));
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
