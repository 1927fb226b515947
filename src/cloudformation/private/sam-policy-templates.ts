import { readFileSync } from 'node:fs';
import { packageFile } from '../../engine/service-authorization/package-file';
import { Json, JsonObject } from '../json';

/** A policy template of SAM: a line of `data/sam-policy-templates.ndjson`. */
export interface SamPolicyTemplate {
  readonly name: string;
  /** What has to be given, each by its name. */
  readonly parameters: string[];
  /** All of them allow. `${Parameter}` stands in their resources and conditions. */
  readonly statements: { readonly actions: string[]; readonly resources: string[]; readonly condition?: Json }[];
}

const FILE = packageFile('data', 'sam-policy-templates.ndjson');

let byName: Map<string, SamPolicyTemplate> | undefined;

/** @returns undefined for one that is not known here: AWS adds some now and then */
export function samPolicyTemplate(name: string): SamPolicyTemplate | undefined {
  byName ??= new Map(readFileSync(FILE, 'utf8').trim().split('\n').map((line): [string, SamPolicyTemplate] => {
    const template: SamPolicyTemplate = JSON.parse(line);
    return [template.name, template];
  }));
  return byName.get(name);
}

/** The policy that a template makes of the values of its parameters. */
export function documentOfTemplate({ parameters, statements }: SamPolicyTemplate, values: JsonObject): JsonObject {
  const given = Object.fromEntries(parameters.map(name => [name, values[name]]));
  return {
    Version: '2012-10-17',
    Statement: statements.map(({ actions, resources, condition }) => ({
      Effect: 'Allow',
      Action: actions,
      Resource: resources.map(resource => substituted(resource, given)),
      ...condition === undefined ? {} : { Condition: inside(condition, given) },
    })),
  };
}

function inside(value: Json, given: JsonObject): Json {
  if (typeof value === 'string') { return substituted(value, given); }
  return Object.fromEntries(Object.entries(value as JsonObject).map(([key, member]) => [key, inside(member, given)]));
}

function substituted(text: string, given: JsonObject): Json {
  return text.includes('${') ? { 'Fn::Sub': [text, given] } : text;
}
