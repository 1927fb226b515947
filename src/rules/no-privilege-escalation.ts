import { Finding } from './finding';
import { Permission, Question } from './permissions';
import { Rule } from './rule';
import { EscalationTarget, SELF_ESCALATION_PATHS, SelfEscalationPath } from './self-escalation-paths';
import { about } from './reviewed-app';
import { findingsBelowAdministrators, Subject } from './subjects';
import { TemplateReading } from '../cloudformation/template-reading';
import { OpenText, OpenValue, Shape, Text } from '../engine/policy/text';
import { ServiceAuthorizationReference } from '../engine/service-authorization/service-authorization-reference';

/**
 * Can the principal widen its own permissions? Whoever is an administrator already has nothing to gain; that is found by `NoAdminAccess`.
 */
export const NoPrivilegeEscalation: Rule = {
  name: 'NoPrivilegeEscalation',
  question: 'Can the principal widen its own permissions?',
  why: 'What such a principal is meant to be limited to is no limit: it gives itself the rest.',
  check: app => findingsBelowAdministrators(app, subject => findingsOf(subject, subject.reading)),
};

interface FoundPath { readonly path: SelfEscalationPath; readonly permission: Permission }

/** One finding for each statement that opens a path: the first path is the witness, the others are named. */
function findingsOf(subject: Subject, reading: TemplateReading): Finding[] {
  const byStatement = new Map<string, FoundPath[]>();
  for (const path of SELF_ESCALATION_PATHS) {
    const permission = permissionFor(path, subject, reading);
    if (permission === undefined) { continue; }
    const key = JSON.stringify(permission.statements[0]);
    byStatement.set(key, [...byStatement.get(key) ?? [], { path, permission }]);
  }
  return [...byStatement.values()].map(([{ path, permission }, ...others]) => ({
    rule: 'NoPrivilegeEscalation',
    ...about(subject.resource),
    message: `allows ${actionsOf(path)}, by which it ${path.gain}`
      + (others.length > 0 ? `; the same statement opens ${others.length} other ways: ${others.map(other => actionsOf(other.path)).join(', ')}` : ''),
    fix: 'take the action out, or name in `Resource` what it may be done to, without the principal itself; '
      + 'where principals must be managed, require a boundary with a condition on `iam:PermissionsBoundary`',
    statement: permission.statements[0],
    witness: permission.witness,
    dependsOn: permission.dependsOn,
  }));
}

function actionsOf({ actions }: SelfEscalationPath): string {
  return actions.map(action => `\`${action}\``).join(' with ');
}

/** The permission for the last action of the path, if there is a target and a manner in which all of its actions are allowed. */
function permissionFor({ actions, target }: SelfEscalationPath, subject: Subject, reading: TemplateReading): Permission | undefined {
  for (const resource of targetsOf(target, subject, reading)) {
    for (const manner of mannersOf(actions, target, subject, reading)) {
      const answers = actions.map(action => subject.permissions.ask({ action, resource, context: contextOf(action, manner) }));
      if (answers.every(answer => answer !== undefined)) { return answers[answers.length - 1]; }
    }
  }
  return undefined;
}

/** How the principal goes about it. */
interface Manner {
  /** The managed policy that it attaches. */
  readonly policy?: Text;
  /** The boundary of the target, or the new one; undefined: it has none. */
  readonly boundary?: Text;
}

/** Keys that AWS sends with an action; of those that it does not, none is there. */
function contextOf(action: string, { policy, boundary }: Manner): NonNullable<Question['context']> {
  const { conditionKeys = [], resourceTypes = [] } = ServiceAuthorizationReference.action(action) ?? {};
  const sent = new Set([...conditionKeys, ...resourceTypes.flatMap(type => type.conditionKeys)]);
  const value = (key: string, text: Text | undefined) => sent.has(key) && text !== undefined ? [text] : [];
  return { 'iam:PolicyARN': value('iam:PolicyARN', policy), 'iam:PermissionsBoundary': value('iam:PermissionsBoundary', boundary) };
}

function mannersOf(actions: string[], target: EscalationTarget, { principal }: Subject, { pseudo: { partition, account } }: TemplateReading): Manner[] {
  const published = (name: string) => OpenText.of('arn:', partition, `:iam::aws:policy/${name}`);
  const strong = ['AdministratorAccess', 'IAMFullAccess', 'PowerUserAccess'].map(published);
  const someOther = OpenText.of('arn:', partition, ':iam::', account, ':policy/', OpenValue.invented('everything'));
  const policies = actions.some(action => /^iam:(Attach|Detach)/.test(action)) ? [...strong, someOther] : [undefined];
  const choosesBoundary = target === 'newRole' || actions.some(action => /^iam:Put.*Boundary$/.test(action));
  const boundaries = choosesBoundary ? [undefined, strong[0], someOther] : [principal?.boundaryArn];
  return policies.flatMap(policy => boundaries.map(boundary => ({ policy, boundary })));
}

/** What the actions of a path would be done to; nothing, where the subject is no such principal. */
function targetsOf(target: EscalationTarget, { principal, permissions, groups }: Subject, reading: TemplateReading): Text[] {
  const { partition, account } = reading.pseudo;
  const iam = (type: string, name: OpenValue) => OpenText.of('arn:', partition, ':iam::', account, `:${type}/`, name);
  const isUser = permissions.caller.kind === 'user';
  const own = permissions.caller.derivedKeys.get('aws:principalarn')!;
  const hasBoundary = principal?.boundaryArn !== undefined;
  const hasDeny = permissions.policies.some(({ document }) => document.statements.some(({ effect }) => effect === 'Deny'));
  switch (target) {
    case 'ownUser': return isUser ? own : [];
    case 'ownRole': return isUser ? [] : own;
    case 'ownUserWithBoundary': return isUser && hasBoundary ? own : [];
    case 'ownRoleWithBoundary': return !isUser && hasBoundary ? own : [];
    case 'ownUserWithDeny': return isUser && hasDeny ? own : [];
    case 'ownRoleWithDeny': return !isUser && hasDeny ? own : [];
    case 'ownGroup': return groups;
    case 'otherGroup': return isUser ? [iam('group', OpenValue.invented('admins'))] : [];
    case 'attachedPolicy': return [
      iam('policy', OpenValue.invented('team-policy')),
      ...permissions.policies.flatMap(({ kind, arn }) => kind === 'managed' && arn !== undefined ? [arn] : []),
      ...hasBoundary ? [principal.boundaryArn!] : [],
    ];
    // The principal chooses the name, so that the statement covers it.
    case 'newRole': return [iam('role', OpenValue.invented('Admin', Shape.chosenName()))];
    case 'permissionSet': return [OpenText.of(
      'arn:', partition, ':sso:::permissionSet/', OpenValue.invented('ssoins-1234567890abcdef'), '/', OpenValue.invented('ps-1234567890abcdef'))];
  }
}
