import { Intrinsics } from '../intrinsics';
import { isObject, Json } from '../json';
import { readOpenJson } from './open-json';
import { isUnknown, valuesAt } from './property-path';
import { isYaml } from './yaml-text';
import { OpenNode } from '../../engine/policy/open-node';
import { quoted } from '../../engine/policy/policy-problem';
import { OpenText, OpenValue } from '../../engine/policy/text';
import { MOST_LEVELS, readYamlTemplate, Template, TemplateResource } from '../template';

/** A template in a property of a resource. */
export interface EmbeddedTemplate {
  readonly path: string;
  /** Undefined where it cannot be read. */
  readonly template?: Template;
  /** Why not, and the way out. */
  readonly problem?: string;
  /** What the resource surely gives the parameters of the template. */
  readonly parameters: ReadonlyMap<string, Json>;
}

interface Given { readonly property: string; readonly key: string; readonly overrides?: string }

const OF_STACKS: Given = { property: 'Parameters', key: 'ParameterKey' };
const OF_PACKS: Given = { property: 'ConformancePackInputParameters', key: 'ParameterName' };

/** Types that make a stack of the template in their `TemplateBody`, and how they give values to its parameters. */
const TYPES: Record<string, Given> = {
  'AWS::CloudFormation::ChangeSet': OF_STACKS,
  'AWS::CloudFormation::StackSet': { ...OF_STACKS, overrides: 'StackInstancesGroup[*].ParameterOverrides' },
  'AWS::Config::ConformancePack': OF_PACKS,
  'AWS::Config::OrganizationConformancePack': OF_PACKS,
};

const BODY = 'TemplateBody';

/** Is the property a template that is read with the stacks? */
export function isEmbeddedTemplate(type: string, path: string): boolean {
  return Object.hasOwn(TYPES, type) && path === BODY;
}

/** The templates that a resource holds: several where a choice is open. */
export function embeddedTemplates(intrinsics: Intrinsics, { type, properties }: TemplateResource): EmbeddedTemplate[] {
  if (!Object.hasOwn(TYPES, type) || !Object.hasOwn(properties, BODY)) { return []; }
  const parameters = parametersOf(intrinsics.resolve(properties), TYPES[type]);
  return valuesAt({ [BODY]: intrinsics.resolve(properties[BODY]) }, BODY)
    .flatMap(({ value, path }) => textsOf(value).map(text => ({ path: `Properties.${path}`, ...templateOf(text), parameters })));
}

/** The texts that a text is one of. */
function textsOf(value: Json): Json[] {
  const [only, ...others] = value instanceof OpenText ? value.parts : [];
  return only instanceof OpenValue && only.choices !== undefined && others.length === 0 ? only.choices.flatMap(textsOf) : [value];
}

function templateOf(value: Json): Pick<EmbeddedTemplate, 'template' | 'problem'> {
  if (isUnknown(value)) { return { problem: `depends on ${value.name}: nobody can say what the template is; write it out as JSON text` }; }
  if (!(typeof value === 'string' || value instanceof OpenText)) { return { problem: 'is no text; write the template as JSON text' }; }
  if (typeof value === 'string' && isYaml(value)) { return yamlTemplate(value); }
  const { value: parsed, problem } = readOpenJson(value, MOST_LEVELS);
  return problem === undefined
    ? { template: Template.of(parsed) }
    : { problem: `is a template of its own that cannot be read: it is no JSON text, or has open values in its structure; write ${quoted(BODY)} as JSON text, or as YAML without open values` };
}

function yamlTemplate(text: string): Pick<EmbeddedTemplate, 'template' | 'problem'> {
  const { value, problems: [problem] } = readYamlTemplate(text);
  return problem === undefined ? { template: Template.of(value) } : { problem: `is a template of its own, and ${problem.path} ${problem.message}` };
}

/** INVARIANT: what may be something else is not given: then nobody knows the parameter. */
function parametersOf(properties: Json, { property, key, overrides }: Given): Map<string, Json> {
  const given = new Map<string, Json>();
  const list = isObject(properties) && Object.hasOwn(properties, property) ? properties[property] : [];
  const overridden = overrides === undefined ? [] : valuesAt(properties, `${overrides}[*]`).map(({ value }) => nameIn(value, key));
  if (!Array.isArray(list) || overridden.includes(undefined)) { return given; }
  for (const one of list) {
    const name = nameIn(one, key);
    if (name === undefined || given.has(name)) { return new Map(); }
    if (!overridden.includes(name)) { given.set(name, (one as { ParameterValue?: Json }).ParameterValue); }
  }
  return given;
}

function nameIn(value: Json, key: string): string | undefined {
  if (!isObject(value) || value instanceof OpenNode || value instanceof OpenText) { return undefined; }
  const name = value[key];
  return typeof name === 'string' ? name : undefined;
}
