import { Finding } from './finding';
import { adminAccess } from './no-admin-access';
import { Permission, Question } from './permissions';
import { Rule } from './rule';
import { EscalationTarget, SELF_ESCALATION_PATHS, SelfEscalationPath } from './self-escalation-paths';
import { Subject, subjectsOf } from './subjects';
import { TemplateReading } from '../cloudformation/template-reading';
import { OpenText, OpenValue, Text } from '../engine/policy/text';

/**
 * Can the principal widen its own permissions? Whoever is an administrator already has nothing to gain; that is found by `NoAdminAccess`.
 */
export const NoPrivilegeEscalation: Rule = {
  name: 'NoPrivilegeEscalation',
  question: 'Can the principal widen its own permissions?',
  check: reading => subjectsOf(reading)
    .filter(({ permissions }) => adminAccess(permissions, reading) === undefined)
    .flatMap(subject => findingsOf(subject, reading)),
};

interface FoundPath { readonly path: SelfEscalationPath; readonly permission: Permission }

/** One finding for each statement that opens a path: the first path is the witness, the others are named. */
function findingsOf(subject: Subject, reading: TemplateReading): Finding[] {
  const found = SELF_ESCALATION_PATHS.flatMap((path): FoundPath[] => {
    const permission = targetsOf(path.target, subject, reading).map(target => allowedOn(path, target, subject)).find(one => one !== undefined);
    return permission !== undefined && subject.isOwn(permission) ? [{ path, permission }] : [];
  });
  const byStatement = new Map<string, FoundPath[]>();
  for (const one of found) {
    const [statement] = one.permission.statements;
    const key = JSON.stringify(statement);
    byStatement.set(key, [...byStatement.get(key) ?? [], one]);
  }
  return [...byStatement.values()].map(paths => {
    const [{ path, permission }] = paths;
    const others = paths.slice(1).map(one => one.path.actions.map(action => `\`${action}\``).join(' with '));
    return {
      rule: 'NoPrivilegeEscalation',
      logicalId: subject.logicalId,
      message: `allows ${path.actions.map(action => `\`${action}\``).join(' with ')}, by which it ${path.gain}`
        + (others.length > 0 ? `; the same statement opens ${others.length} other ways: ${others.join(', ')}` : ''),
      fix: 'take the action out, or name in `Resource` what it may be done to, without the principal itself; '
        + 'where principals must be managed, require a boundary with a condition on `iam:PermissionsBoundary`',
      statement: permission.statements[0],
      witness: permission.witness,
      dependsOn: permission.dependsOn,
    };
  });
}

interface Target { readonly resource: Text; readonly context: Question['context'] }

/** The permission for the last action of the path, if all of them are allowed on the target. */
function allowedOn({ actions }: SelfEscalationPath, { resource, context }: Target, { permissions }: Subject): Permission | undefined {
  const answers = actions.map(action => permissions.ask({ action, resource, context }));
  return answers.every(answer => answer !== undefined) ? answers[answers.length - 1] : undefined;
}

/** What the actions of a path would be done to; nothing, where the subject is no such principal. */
function targetsOf(target: EscalationTarget, { principal, permissions, ownPolicies }: Subject, reading: TemplateReading): Target[] {
  const { partition, account } = reading.pseudo;
  const iam = (type: string, example: string) => OpenText.of('arn:', partition, ':iam::', account, `:${type}/`, OpenValue.fresh(example));
  const { boundary } = permissions;
  const context = {
    'iam:PolicyARN': [OpenText.of('arn:', partition, ':iam::aws:policy/AdministratorAccess')],
    'iam:PermissionsBoundary': boundary?.arn === undefined ? [] : [boundary.arn],
  };
  const on = (...resources: Text[]): Target[] => resources.map(resource => ({ resource, context }));
  const isUser = permissions.caller.kind === 'user';
  const self = permissions.caller.derivedKeys.get('aws:principalarn')!;
  const hasDeny = permissions.policies.some(({ document }) => document.statements.some(({ effect }) => effect === 'Deny'));
  switch (target) {
    case 'ownUser': return isUser ? on(...self) : [];
    case 'ownRole': return isUser ? [] : on(...self);
    case 'ownUserWithBoundary': return isUser && boundary !== undefined ? on(...self) : [];
    case 'ownRoleWithBoundary': return !isUser && boundary !== undefined ? on(...self) : [];
    case 'ownUserWithDeny': return isUser && hasDeny ? on(...self) : [];
    case 'ownGroup': return on(...(principal?.kind === 'group' ? [principal] : principal?.groups ?? []).map(group => group.arn));
    case 'otherGroup': return isUser ? on(iam('group', 'admins')) : [];
    case 'attachedPolicy': return on(iam('policy', 'team-policy'), ...ownPolicies.flatMap(({ kind, arn }) => kind === 'managed' && arn ? [arn] : []));
    case 'newRole': return [{ resource: iam('role', 'Admin'), context: { ...context, 'iam:PermissionsBoundary': [] } }];
    case 'permissionSet': return on(OpenText.of('arn:', partition, ':sso:::permissionSet/', OpenValue.fresh('ssoins-1234567890abcdef'), '/', OpenValue.fresh('ps-1234567890abcdef')));
  }
}
