import { Permission, Permissions } from './permissions';
import { TemplateReading } from '../cloudformation/template-reading';
import { OpenText, OpenValue, Text } from '../engine/policy/text';

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
