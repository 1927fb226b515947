import { replaceVariables } from './variables';
import { ServiceAuthorizationReference as Reference } from '../../service-authorization/service-authorization-reference';
import { WordPattern } from '../private/word-pattern';

/** The six parts of an ARN; policy variables in them are wildcards. */
export interface ResourceArn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** @returns undefined for text that has no six parts, or does not begin with `arn:` */
export function readArn(text: string): ResourceArn | undefined {
  const [prefix, partition, service, region, account, ...rest] = replaceVariables(text, '*', '').split(':');
  return prefix !== 'arn' || rest.length === 0 ? undefined : { partition, service, region, account, resource: rest.join(':') };
}

/** Whether a field of an ARN holds text. */
export type FieldUse = 'never' | 'always' | 'perhaps';

/** The shape of the ARNs of a resource type. */
export interface ArnForm {
  readonly region: FieldUse;
  readonly account: FieldUse;
  /** With wildcards in place of the placeholders. */
  readonly resource: WordPattern;
}

/** Shapes that AWS documents elsewhere: mostly of resources of its own. */
const OTHER_SHAPES: [arnPattern: string, account: FieldUse][] = [
  ['arn:${Partition}:ssm:${Region}:${Account}:document/${Name}', 'perhaps'],
  ['arn:${Partition}:ssm:${Region}:${Account}:automation-definition/${Name}', 'perhaps'],
  ['arn:${Partition}:ssm:${Region}:${Account}:parameter/${Name}', 'perhaps'],
  ['arn:${Partition}:resource-explorer-2:${Region}:${Account}:view/${Name}', 'perhaps'],
  ['arn:${Partition}:cloudformation:${Region}:${Account}:transform/${Name}', 'always'],
  ['arn:${Partition}:apigateway:${Region}::/${Path}', 'never'],
];

const formsByService = new Map<string, ArnForm[]>();
let allForms: Map<string, ArnForm[]> | undefined;

/** The shapes that a service documents for its own ARNs. */
export function ownForms(service: string): ArnForm[] {
  let forms = formsByService.get(service);
  if (forms === undefined && Reference.hasService(service)) {
    forms = Reference.resourceTypesOf(service).map(({ arnPattern }) => split(arnPattern)).filter(one => one.service === service).map(({ form }) => form);
    formsByService.set(service, forms);
  }
  return forms ?? [];
}

/** The shapes that any service documents for the ARNs of this one: all services are read, once. */
export function documentedForms(service: string): ArnForm[] | undefined {
  if (allForms === undefined) {
    allForms = new Map();
    for (const { arnPattern } of Reference.services().flatMap(Reference.resourceTypesOf)) {
      const one = split(arnPattern);
      allForms.set(one.service, [...allForms.get(one.service) ?? [], one.form]);
    }
    for (const [arnPattern, account] of OTHER_SHAPES) {
      const other = split(arnPattern);
      allForms.get(other.service)?.push({ ...other.form, account });
    }
  }
  return allForms.get(service);
}

function split(arnPattern: string): { service: string; form: ArnForm } {
  const [, , service, region, account, ...rest] = arnPattern.split(':');
  return { service, form: { region: useOf(region), account: useOf(account), resource: WordPattern.glob(rest.join(':').replace(/\$\{[^}]*\}/g, '*')) } };
}

/** AWS writes a wildcard where some ARNs have text and others have none. */
function useOf(field: string): FieldUse {
  return field === '' ? 'never' : field === '*' ? 'perhaps' : 'always';
}
