import { Permission, Permissions, Question } from './permissions';
import { remembered } from './remembered';
import { PseudoParameters } from '../cloudformation/pseudo-parameters';
import { TemplateReading } from '../cloudformation/template-reading';
import { OpenText, OpenValue, Text } from '../engine/policy/text';

/** The last of the permissions that together make an administrator, if the subject has them all. */
export function adminAccess(permissions: Permissions, { pseudo }: TemplateReading): Permission | undefined {
  let last: Permission | undefined;
  for (const question of remembered(asked, pseudo, () => questions(pseudo))) {
    last = permissions.ask(question);
    if (last === undefined) { return undefined; }
  }
  return last;
}

const asked = new WeakMap<PseudoParameters, Question[]>();

function questions({ partition, account }: PseudoParameters): Question[] {
  const iam = (type: string, name: string): Text => OpenText.of('arn:', partition, ':iam::', account, `:${type}/`, OpenValue.invented(name));
  const administrator = { 'iam:PolicyARN': [OpenText.of('arn:', partition, ':iam::aws:policy/AdministratorAccess')], 'iam:PermissionsBoundary': [] };
  return [
    { action: 'iam:CreateRole', resource: iam('role', 'Admin'), context: administrator },
    { action: 'iam:CreateAccessKey', resource: iam('user', 'alice') },
    { action: 'iam:AttachUserPolicy', resource: iam('user', 'alice'), context: administrator },
    { action: 'iam:AttachRolePolicy', resource: iam('role', 'Admin'), context: administrator },
  ];
}
