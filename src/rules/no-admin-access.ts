import { Finding } from './finding';
import { Permission, Permissions } from './permissions';
import { Rule } from './rule';
import { findingsOfSubjects } from './subjects';
import { TemplateReading } from '../cloudformation/template-reading';
import { OpenText, OpenValue, Text } from '../engine/policy/text';

/**
 * Can the principal do everything, or make somebody who can? Whoever may attach any policy to any user and role, and make roles and
 * keys, is an administrator, in however many statements it is written.
 */
export const NoAdminAccess: Rule = {
  name: 'NoAdminAccess',
  question: 'Can the principal do everything, or make somebody who can?',
  check: reading => findingsOfSubjects(reading, ({ logicalId, permissions }): Finding[] => {
    const answer = adminAccess(permissions, reading);
    if (answer === undefined) { return []; }
    const everything = permissions.ask({ action: 'service:AnyAction', resource: '*' }) !== undefined;
    return [{
      rule: 'NoAdminAccess',
      logicalId,
      message: everything ? 'allows every action on every resource' : 'allows the administration of all users and roles, and so everything',
      fix: 'allow the actions that are needed, each on the resources it is needed on',
      statement: answer.statements[0],
      witness: answer.witness,
      dependsOn: answer.dependsOn,
    }];
  }),
};

/** The last of the permissions that together make an administrator, if the subject has them all. */
export function adminAccess(permissions: Permissions, { pseudo: { partition, account } }: TemplateReading): Permission | undefined {
  const iam = (type: string, name: string): Text => OpenText.of('arn:', partition, ':iam::', account, `:${type}/`, OpenValue.invented(name));
  const administrator = { 'iam:PolicyARN': [OpenText.of('arn:', partition, ':iam::aws:policy/AdministratorAccess')], 'iam:PermissionsBoundary': [] };
  const needed = [
    { action: 'iam:CreateRole', resource: iam('role', 'Admin'), context: administrator },
    { action: 'iam:CreateAccessKey', resource: iam('user', 'alice') },
    { action: 'iam:AttachUserPolicy', resource: iam('user', 'alice'), context: administrator },
    { action: 'iam:AttachRolePolicy', resource: iam('role', 'Admin'), context: administrator },
  ];
  let last: Permission | undefined;
  for (const question of needed) {
    last = permissions.ask(question);
    if (last === undefined) { return undefined; }
  }
  return last;
}
