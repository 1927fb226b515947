import {
  AcceptedPlaceJson, AppReadingJson, LimitLevelJson, LimitReadingJson, LooseReadingJson, PolicyReadingJson, PrincipalReadingJson, ResourcePolicyReadingJson,
  RestrictionReadingJson, TemplateReadingJson, UnreadPlaceJson,
} from '../cloudformation/reading-json';
import { OpenValueJson, TextJson } from '../cloudformation/text-json';
import { escaped, quoted } from '../engine/policy/policy-problem';
import { counted } from '../rules/counted';

/**
 * A reading as people read it in a terminal, line by line: whether everything was read; then stack by stack who and what is there; then
 * what is only known at deployment, what was not read, and what may stay so.
 */
export function readingText(reading: AppReadingJson): string[] {
  const unread = unreadLines(reading);
  const lines = [
    unread.length === 0 ? `everything was read, in ${counted(reading.stacks.length, 'template')}` : `not everything was read: ${counted(unread.length, 'place')} unread`,
    ...reading.stacks.flatMap(templateLines),
    ...section('open values: known at deployment', openValueLines(reading)),
    ...section('restrictions from outside the templates', reading.restrictions.map(restrictionLine)),
    ...section('unread: each may allow anything', unread),
    ...section('accepted: unread, and somebody answers for it', reading.accepted.map(acceptedLine)),
  ];
  return lines.map(escaped);
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...indented(lines)];
}

function indented(lines: string[]): string[] {
  return lines.map(line => `  ${line}`);
}

// Stacks

function templateLines({ stack, pseudo, principals, loose, resourcePolicies, limits, organizationPolicies }: TemplateReadingJson): string[] {
  const facts = [
    stack.file === '' ? undefined : `template: ${stack.file}`,
    stack.parent === undefined ? undefined : `nested in: ${stack.parent}`,
    `account ${textOf(pseudo.account)}, region ${textOf(pseudo.region)}`,
  ].filter(line => line !== undefined);
  const found = [
    ...principals.flatMap(principalLines),
    ...loose.flatMap(looseLines),
    ...resourcePolicies.flatMap(resourcePolicyLines),
    ...limits.flatMap(limitLines),
    ...organizationPolicies.serviceControl.flatMap(levelLines('limits principals of the account')),
    ...organizationPolicies.resourceControl.flatMap(levelLines('limits who uses resources of the account')),
  ];
  return ['', stackTitle(stack), ...indented([...facts, ...found.length === 0 ? ['no principals and no policies'] : found])];
}

function stackTitle({ id, constructPath }: TemplateReadingJson['stack']): string {
  if (id === '') { return 'template'; }
  return constructPath === id ? `stack ${quoted(id)}` : `stack ${quoted(id)}, construct ${quoted(constructPath)}`;
}

// Principals

function principalLines(principal: PrincipalReadingJson): string[] {
  const { kind, resource, name, arn, trust, policies, boundary, boundaryArn, groups } = principal;
  const isHere = inStackOf(resource.stack);
  return [
    `${kind} ${quoted(resource.logicalId)} (${resource.type})`,
    ...indented([
      `name: ${textOf(name)}`,
      `arn: ${textOf(arn)}`,
      ...trust === undefined ? [] : isHere(trust),
      ...policies.flatMap(isHere),
      ...boundaryArn === undefined ? [] : [`boundary${boundary === undefined ? ' that cannot be resolved, and limits nothing' : ''}: ${textOf(boundaryArn)}`],
      ...boundary === undefined ? [] : indented(isHere(boundary)),
      ...groups.flatMap(group => [`member of the group ${placeOf(group.resource, resource.stack)}: ${textOf(group.name)}`, ...indented(group.policies.flatMap(isHere))]),
    ]),
  ];
}

function looseLines({ policy, target }: LooseReadingJson): string[] {
  const attached = target === undefined ? 'attached to nobody in the app' : `attached outside the app, where other policies are not known, to ${target.kind}: ${textOf(target.name)}`;
  return [...policyLines(policy, policy.resource.stack), `  judged alone, ${attached}`];
}

function resourcePolicyLines({ policy, protects, checkedAs }: ResourcePolicyReadingJson): string[] {
  return [
    ...policyLines(policy, policy.resource.stack),
    ...indented(protects.length === 0 ? ['protects: what the template does not name'] : protects.map(one => `protects: ${textOf(one)}`)),
    ...checkedAs === undefined ? [] : [`  checked for public access as: ${checkedAs}`],
  ];
}

function limitLines({ policy, targets }: LimitReadingJson): string[] {
  return [...policyLines(policy, policy.resource.stack), ...targets.map(one => `  limits: ${textOf(one)}`)];
}

function levelLines(what: string): (level: LimitLevelJson) => string[] {
  return ({ target, policies }) => [`${what}, attached to ${target}:`, ...policies.map(({ name, resource }) => `  ${name}${resource === undefined ? '' : `, ${placeOf(resource, '')}`}`)];
}

// Policies

function inStackOf(stack: string): (policy: PolicyReadingJson) => string[] {
  return policy => policyLines(policy, stack);
}

/** @param around the id of the stack under which it is printed */
function policyLines({ kind, name, resource, path, document }: PolicyReadingJson, around: string): string[] {
  const depends = new Set(document.statements.flatMap(({ dependsOn }) => dependsOn ?? []));
  const open = openNamesIn(document);
  return [
    `${name} (${kind}, ${counted(document.statements.length, 'statement')}), ${placeOf(resource, around)} at ${path}`,
    ...[...depends].map(one => `  depends on: ${one}`),
    ...open.size === 0 ? [] : [`  holds open values: ${[...open].join(', ')}`],
    ...document.problems.map(problem => `  cannot be read: ${problem.path} ${problem.message}`),
  ];
}

function placeOf({ stack, logicalId }: PolicyReadingJson['resource'], around: string): string {
  return stack === around ? `in ${quoted(logicalId)}` : `in ${quoted(logicalId)} of stack ${quoted(stack)}`;
}

// Open values

/** The names of what is open in a value, in the order in which they come. */
function openNamesIn(value: unknown, names = new Set<string>()): Set<string> {
  if (typeof value === 'object' && value !== null) {
    if ('open' in value) { names.add(String(value.open)); }
    for (const member of Object.values(value)) { openNamesIn(member, names); }
  }
  return names;
}

function openValueLines({ openValues }: AppReadingJson): string[] {
  return [...new Set(openValues.map(value => {
    const words = wordsOf(value);
    return `${value.kind}: ${value.open}${words === undefined ? '' : `, one of ${words.join(', ')}`}`;
  }))];
}

/** The texts that an open value may be, where they are few. */
function wordsOf({ shape, choices }: OpenValueJson): string[] | undefined {
  const words = shape?.map(pieces => pieces.map(piece => typeof piece === 'string' ? piece : undefined));
  return choices?.map(textOf) ?? (words?.every(pieces => !pieces.includes(undefined)) ? words.map(pieces => pieces.join('')) : undefined);
}

function textOf(text: TextJson): string {
  if (typeof text === 'string') { return text; }
  return 'parts' in text ? text.parts.map(textOf).join('') : `<${text.open}>`;
}

// Places

function restrictionLine({ kind, name, source, sha256 }: RestrictionReadingJson): string {
  return `${name} (${kind}), ${source}, sha256 ${sha256}`;
}

/** A place that several files name is listed once. */
function unreadLines({ unread, stacks }: AppReadingJson): string[] {
  return [...new Set([...unread.map(place => unreadLine(place)), ...stacks.flatMap(({ stack, unread: places }) => places.map(place => unreadLine(place, stack.id)))])];
}

function unreadLine({ logicalId, path, message, opaque }: UnreadPlaceJson, stack = ''): string {
  const place = [stack === '' ? [] : quoted(stack), logicalId === undefined ? [] : quoted(logicalId), path].flat().join(' ');
  const acceptable = opaque && logicalId !== undefined ? `; or answer for it: --accept ${quoted(`${logicalId}=REASON`)}` : '';
  return `${place}: ${message}${acceptable}`;
}

function acceptedLine({ reason, stack, ...place }: AcceptedPlaceJson): string {
  return `${unreadLine({ ...place, opaque: undefined }, stack)}; accepted: ${quoted(reason)}`;
}
