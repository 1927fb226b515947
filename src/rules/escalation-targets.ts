import { concrete } from './concrete-pattern';
import { ANY_REQUEST } from './covered-actions';
import { anyResource, ANYWHERE, freshResource, Place } from './fresh-resource';
import { Subject } from './subjects';
import { PolicyReading, TemplateReading } from '../cloudformation/template-reading';
import { Pattern } from '../engine/policy/pattern';
import { Statement } from '../engine/policy/statement';
import { OpenText, OpenValue, Shape, splitText, Text } from '../engine/policy/text';
import { TextKey, textKey } from '../engine/policy/text-key';
import { NO } from '../engine/policy/truth';
import { ServiceAuthorizationReference } from '../engine/service-authorization/service-authorization-reference';

/** What an action of a path may be done on. */
export interface EscalationTarget {
  readonly arn: Text;
  /** The account that owns it. @default - that of who takes the path */
  readonly account?: Text;
  /** The ARN of its boundary, of a user or role. */
  readonly boundary?: Text;
  /** Who may assume it, of a role of the app. */
  readonly trust?: PolicyReading;
  /** Keys of a request for it. @default - any */
  readonly context?: Record<string, Text[]>;
}

/** What somebody becomes: its permissions are gained. */
export const PRINCIPAL_TARGETS = ['role', 'user', 'group'] as const;
export type PrincipalTarget = typeof PRINCIPAL_TARGETS[number];

export function isPrincipalTarget(on: string): on is PrincipalTarget {
  return (PRINCIPAL_TARGETS as readonly string[]).includes(on);
}

/** The form of ARNs of what is meant by an entry of `on`. */
const IAM_FORMS: Record<string, string> = {
  ...formsOf('iam:role', 'role', 'newRole', 'widenedRole', 'roleWithPolicy', 'roleWithBoundary'),
  ...formsOf('iam:user', 'user', 'widenedUser'),
  ...formsOf('iam:group', 'group'),
  ...formsOf('iam:policy', 'ownPolicy', 'policyOfRole'),
};

function formsOf(type: string, ...entries: string[]): Record<string, string> {
  return Object.fromEntries(entries.map(on => [on, type]));
}

function formOf(on: string): string {
  if (on.startsWith('arn:')) { return on; }
  const [service, type] = (IAM_FORMS[on] ?? on).split(':');
  const form = ServiceAuthorizationReference.resourceType(service, type)?.arnPattern;
  if (form === undefined) { throw new Error(`AWS lists no resource type ${on}`); }
  return form;
}

const made = new WeakMap<TemplateReading['pseudo'], Map<string, EscalationTarget[]>>();

/** One that nobody has named: only what covers all of them covers it. First where the reading is, then in any other region. */
export function freshTargets(on: string, { pseudo }: TemplateReading): EscalationTarget[] {
  const known = made.get(pseudo) ?? new Map<string, EscalationTarget[]>();
  made.set(pseudo, known);
  const form = formOf(on);
  const places = form.includes('${Region}') ? [pseudo, inAnyRegion(pseudo)] : [pseudo];
  const targets = known.get(on) ?? places.map(place => ({ arn: freshResource(form, pseudo, place) }));
  known.set(on, targets);
  return targets;
}

function inAnyRegion({ account }: Place): Place {
  return { account, region: ANYWHERE.region };
}

/**
 * What the statements may mean by such a resource: any, where they cover one that nobody has named, and what they name. It need not be in
 * the app: the path leads on whatever its own permissions are.
 */
export function namedTargets(on: string, statements: Statement[], { permissions: { caller }, reading }: Subject): EscalationTarget[] {
  const fresh = freshTargets(on, reading);
  const some = anyResource(formOf(on), reading.pseudo, inAnyRegion(reading.pseudo));
  const named = new Map<TextKey, EscalationTarget>();
  for (const { resource } of statements) {
    const covered = resource === undefined ? fresh[0] : fresh.find(({ arn }) => resource.matches(arn, ANY_REQUEST, ANY_REQUEST) !== NO);
    if (resource === undefined || covered !== undefined) {
      named.set(textKey(covered!.arn), covered!);
      continue;
    }
    for (const pattern of resource.negated ? [] : resource.allPatterns) {
      // The value of a policy variable is told by the caller: whether it fits is asked there.
      if (pattern.variableKeys.length === 0 && pattern.matches(some) === NO) { continue; }
      const arn = concrete(atHome(pattern, reading), caller, () => OpenValue.invented('example', Shape.ANY_TEXT));
      named.set(textKey(arn), { arn });
    }
  }
  return [...named.values()];
}

/** The same pattern, where any partition, region and account are those of the reading. */
function atHome(pattern: Pattern, { pseudo: { partition, region, account } }: TemplateReading): Pattern {
  const fields = splitText(pattern.source, ':', 6);
  if (fields.length < 6) { return pattern; }
  const home = [undefined, partition, undefined, region, account];
  return Pattern.compile(OpenText.of(...fields.flatMap((field, i) => [i === 0 ? '' : ':', field === '*' ? home[i] ?? field : field])), pattern.options);
}

/** Begins what must not be named: what is named does only what it is made for. */
const UNNAMED = 'unnamed ';

/** What does not depend on what the statements name: what is the subject's own, or may be; nothing, where it is no such principal. Undefined where `on` is none of these. */
export function ownTargets(on: string, { principal, permissions, groups, reading }: Subject): EscalationTarget[] | undefined {
  const isUser = permissions.caller.kind === 'user';
  const boundary = principal?.boundaryArn;
  const own = (is: boolean) => is ? permissions.caller.derivedKeys.get('aws:principalarn')!.map(arn => ({ arn, boundary })) : [];
  const hasDeny = permissions.policies.some(({ document }) => document.statements.some(({ effect }) => effect === 'Deny'));
  switch (on) {
    case 'ownUser': return own(isUser);
    case 'ownRole': return own(!isUser);
    case 'ownUserWithBoundary': return own(isUser && boundary !== undefined);
    case 'ownRoleWithBoundary': return own(!isUser && boundary !== undefined);
    case 'ownUserWithDeny': return own(isUser && hasDeny);
    case 'ownRoleWithDeny': return own(!isUser && hasDeny);
    case 'ownGroup': return groups.map(arn => ({ arn }));
    case 'ownPolicy': return [...freshTargets('ownPolicy', reading), ...managedPolicies(permissions.policies), ...boundary === undefined ? [] : [{ arn: boundary }]];
    case '*': return [{ arn: '*' }];
    default: return on.startsWith(UNNAMED) ? freshTargets(on.slice(UNNAMED.length), reading) : undefined;
  }
}

/** The policies of a principal that have ARNs. */
export function managedPolicies(policies: PolicyReading[]): EscalationTarget[] {
  return policies.flatMap(({ kind, arn }) => kind === 'managed' && arn !== undefined ? [{ arn }] : []);
}

/** How the principal goes about it. */
export interface Manner {
  /** The managed policy that it attaches. */
  readonly policy?: Text;
  /** The boundary of the target, or the new one; undefined: it has none. */
  readonly boundary?: Text;
}

const ATTACHES = /^iam:(Attach|Detach)/;
const CHOOSES_BOUNDARY = /^iam:(CreateRole$|Put.*Boundary$)/;

/** The manners in which the actions may be done on a target. */
export function mannersOf(actions: string[], target: EscalationTarget, { pseudo: { partition, account } }: TemplateReading): Manner[] {
  const attaches = actions.some(action => ATTACHES.test(action));
  const chooses = actions.some(action => CHOOSES_BOUNDARY.test(action));
  if (!attaches && !chooses) { return [{ boundary: target.boundary }]; }
  const strong = ['AdministratorAccess', 'IAMFullAccess', 'PowerUserAccess'].map(name => OpenText.of('arn:', partition, `:iam::aws:policy/${name}`));
  const someOther = OpenText.of('arn:', partition, ':iam::', account, ':policy/', OpenValue.invented('everything'));
  const policies = attaches ? [...strong, someOther] : [undefined];
  const boundaries = chooses ? [undefined, strong[0], someOther] : [target.boundary];
  return policies.flatMap(policy => boundaries.map(boundary => ({ policy, boundary })));
}

/** Keys that AWS sends with an action; of those that it does not, none is there. */
export function contextOf(action: string, { policy, boundary }: Manner, passedTo: string | undefined): Record<string, Text[]> {
  const { conditionKeys = [], resourceTypes = [] } = ServiceAuthorizationReference.action(action) ?? {};
  const sent = (key: string) => conditionKeys.includes(key) || resourceTypes.some(type => type.conditionKeys.includes(key));
  const value = (key: string, text: Text | undefined) => text !== undefined && sent(key) ? [text] : [];
  return {
    'iam:PolicyARN': value('iam:PolicyARN', policy),
    'iam:PermissionsBoundary': value('iam:PermissionsBoundary', boundary),
    'iam:PassedToService': value('iam:PassedToService', passedTo),
  };
}
