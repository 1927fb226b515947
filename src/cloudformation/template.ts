import { isObject, Json, JsonObject } from './json';
import { isLoop, Loops } from './private/loops';
import { expandServerless, SERVERLESS } from './private/serverless-transform';
import { UnreadPlace } from './private/unread-place';
import { isYaml, readYaml, YamlReading } from './private/yaml-text';
import { readJson } from '../engine/policy/json-text';
import { memberPath, quoted } from '../engine/policy/policy-problem';
import { OpenText } from '../engine/policy/text';

export { isObject } from './json';
export type { Json, JsonObject } from './json';
export type { UnreadPlace } from './private/unread-place';

/** Nested deeper than any template that CloudFormation accepts. */
export const MOST_LEVELS = 256;

/**
 * Macros of AWS that make functions of AWS in nested stacks, from `HostedRotationLambda`, whose roles do what those of `rotation-applications` do.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-secretsmanager.html
 */
const ROTATION_TRANSFORMS = ['AWS::SecretsManager-2020-07-23', 'AWS::SecretsManager-2024-09-16'];

/** Transforms that are read: one whose functions are like all others, one whose resources are expanded, and those that make functions of AWS. */
const READ_TRANSFORMS: Json[] = ['AWS::LanguageExtensions', SERVERLESS, ...ROTATION_TRANSFORMS];

/** Sections in which CloudFormation writes out loops. */
const WITH_LOOPS = ['Conditions', 'Resources', 'Outputs'];

const MAKES_MORE = 'rewrites the template at deployment; write out what it makes';

/** A resource of a template, as it stands there. */
export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  /** The name of a condition of the template: the resource exists only where it holds. */
  readonly condition?: string;
  readonly metadata?: JsonObject;
}

/** An output of a template, as it stands there. */
export interface TemplateOutput {
  readonly value: Json;
  /** The name under which other stacks of the account and region import it. */
  readonly exportName?: Json;
  readonly condition?: string;
}

export interface TemplateParameter {
  readonly type: string;
  readonly allowedValues?: string[];
  /** What it is where nobody gives it a value. */
  readonly default?: Json;
}

/** The `Resources` of a text, as far as it can be read at all: where it has some, it is a template. Never throws. */
export function resourcesOf(text: string): Json {
  if (!isYaml(text)) { return sectionOf(parsedLeniently(text)); }
  const { value, problems } = readYaml(text, MOST_LEVELS);
  return problems.length > 0 && /^Resources *:/m.test(text) ? {} : sectionOf(value);
}

/** INVARIANT: nearly every text is YAML; one without resources is no template. */
export function readYamlTemplate(text: string): YamlReading {
  const reading = readYaml(text, MOST_LEVELS);
  const isTemplate = reading.problems.length > 0 || sectionOf(reading.value) !== undefined;
  return isTemplate ? reading : { problems: [{ path: '$', message: 'is no template, for it has no `Resources`; write it as JSON or YAML' }] };
}

/** Why a text cannot be read as JSON or YAML at all, whatever it says. */
export function templateProblems(text: string): UnreadPlace[] {
  return valueOf(text).problems.map(({ path, message }) => ({ path, message }));
}

function valueOf(text: string): YamlReading {
  return isYaml(text) ? readYamlTemplate(text) : readJson(text, MOST_LEVELS);
}

/** What stands in an object, without what all objects inherit. */
function own(object: JsonObject, key: string): Json {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function sectionOf(value: Json): Json {
  return isObject(value) && Object.hasOwn(value, 'Resources') ? value.Resources : undefined;
}

/** A byte order mark is left to the reader of templates. */
function parsedLeniently(text: string): Json {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

/**
 * A CloudFormation template, read from its bytes.
 */
export class Template {
  /** Never throws: what is no template has no resources, and says why in `unread`. */
  public static parse(text: string): Template {
    const { value, problems } = valueOf(text);
    const template = new Template();
    template.unread.push(...problems.map(({ path, message }) => ({ path, message })));
    // A character may be written as an escape.
    if (problems.length === 0) { template.read(value, text.includes('ForEac') || text.includes('\\u')); }
    return template;
  }

  /** A template whose text is read already. Texts in it may hold open values of the stack around it. */
  public static of(value: Json): Template {
    const template = new Template();
    template.read(value, true);
    return template;
  }

  public readonly resources = new Map<string, TemplateResource>();
  public readonly parameters = new Map<string, TemplateParameter>();
  public readonly mappings = new Map<string, JsonObject>();
  public readonly conditions = new Map<string, JsonObject>();
  public readonly outputs = new Map<string, TemplateOutput>();
  /** The names of its transforms. */
  public readonly transforms: string[] = [];
  public readonly unread: UnreadPlace[] = [];

  private readonly types = new Map<string, string>();

  private constructor() {}

  private read(value: Json, mayHoldLoops: boolean): void {
    if (!isPlain(value)) {
      this.unread.push({ path: '$', message: 'the template is not an object' });
      return;
    }
    this.readTransforms(value);
    for (const [name, mapping] of this.section(value, 'Mappings')) { this.readMapping(name, mapping); }
    for (const [name, parameter] of this.section(value, 'Parameters')) {
      const { Type, AllowedValues, Default } = parameter;
      this.parameters.set(name, {
        type: typeof Type === 'string' ? Type : 'String',
        allowedValues: Array.isArray(AllowedValues) && AllowedValues.every(isScalar) ? AllowedValues.map(String) : undefined,
        default: Default,
      });
    }
    const loops = mayHoldLoops ? new Loops(this.mappings) : undefined;
    for (const [name, condition] of this.section(value, 'Conditions', loops)) { this.conditions.set(name, condition); }
    const resources = this.section(value, 'Resources', loops);
    for (const [logicalId, resource] of this.transforms.includes(SERVERLESS) ? this.expanded(resources, value.Globals) : resources) { this.readResource(logicalId, resource); }
    for (const [name, output] of this.section(value, 'Outputs', loops)) { this.readOutput(name, output); }
  }

  private readTransforms(template: JsonObject): void {
    const { Transform } = template;
    const all = Array.isArray(Transform) ? Transform : Transform === undefined ? [] : [Transform];
    this.transforms.push(...all.map(nameOfTransform).filter(name => name !== undefined));
    if (Transform !== undefined && (all.length === 0 || all.some(one => !READ_TRANSFORMS.includes(one)))) {
      this.unread.push({
        path: 'Transform',
        message: `macros rewrite the template at deployment (${quoted(JSON.stringify(Transform))}); expand them before the gate, or write the resources out`,
      });
    }
    for (const key of functionsOf(template)) { this.unread.push({ path: key, message: `${quoted(key)} ${MAKES_MORE}` }); }
  }

  private expanded(given: [string, JsonObject][], globals: Json): [string, JsonObject][] {
    const { resources, unread } = expandServerless(given, globals);
    this.unread.push(...unread);
    return resources;
  }

  private readMapping(name: string, mapping: JsonObject): void {
    const [key] = functionsOf(mapping).concat(Object.values(mapping).flatMap(row => isObject(row) ? functionsOf(row) : []));
    if (key === undefined) {
      this.mappings.set(name, mapping);
    } else {
      this.unread.push({ path: memberPath('Mappings', name), message: `${quoted(key)} ${MAKES_MORE}` });
    }
  }

  private readResource(logicalId: string, resource: JsonObject): void {
    const Type = own(resource, 'Type');
    const given = own(resource, 'Properties');
    const Properties = given === undefined ? {} : given;
    const Metadata = own(resource, 'Metadata');
    if (typeof Type !== 'string') {
      this.unread.push({ logicalId, path: 'Type', message: 'the resource has no type' });
    } else if (!isPlain(Properties)) {
      this.unread.push({ logicalId, path: 'Properties', message: 'the properties are not an object' });
    } else {
      for (const key of functionsOf(resource)) { this.unread.push({ logicalId, path: key, message: MAKES_MORE }); }
      this.resources.set(logicalId, {
        logicalId,
        type: this.sameType(Type),
        properties: Properties,
        condition: this.condition(own(resource, 'Condition'), 'Condition', logicalId),
        metadata: isObject(Metadata) ? Metadata : undefined,
      });
    }
  }

  /** One text for all resources of a type: it is looked up many times. */
  private sameType(type: string): string {
    const known = this.types.get(type) ?? type;
    this.types.set(type, known);
    return known;
  }

  private readOutput(name: string, output: JsonObject): void {
    const [Value, Export] = [own(output, 'Value'), own(output, 'Export')];
    const path = memberPath('Outputs', name);
    if (Value === undefined) { this.unread.push({ path, message: 'the output has no value' }); }
    if (Export !== undefined && !(isObject(Export) && Object.keys(Export).join() === 'Name')) {
      this.unread.push({ path: `${path}.Export`, message: 'is not an object with a `Name`' });
    }
    this.outputs.set(name, { value: Value, exportName: isObject(Export) ? Export.Name : undefined, condition: this.condition(own(output, 'Condition'), `${path}.Condition`) });
  }

  /** INVARIANT: what is no name of a condition never becomes one. */
  private condition(value: Json, path: string, logicalId?: string): string | undefined {
    if (value === undefined || typeof value === 'string') { return value; }
    this.unread.push({ logicalId, path, message: 'is not the name of a condition' });
    return JSON.stringify(value);
  }

  /** The members of a section that are objects; others are noted. */
  private section(template: JsonObject, name: string, loops?: Loops): [string, JsonObject][] {
    const section = template[name] ?? {};
    if (!isPlain(section)) {
      this.unread.push({ path: name, message: 'the section is not an object' });
      return [];
    }
    const members = loops?.expandObject(section) ?? section;
    const found: [string, JsonObject][] = [];
    for (const key of Object.keys(members)) {
      const message = this.problemOf(name, key, members[key]);
      if (message === undefined) { found.push([key, members[key] as JsonObject]); } else { this.unread.push({ path: `${name}.${key}`, message }); }
    }
    return found;
  }

  private problemOf(section: string, name: string, member: Json): string | undefined {
    if (isLoop(name) && WITH_LOOPS.includes(section)) { return 'nobody can say what the loop makes before deployment; write its collection out, or what it makes'; }
    if (name.startsWith('Fn::')) { return MAKES_MORE; }
    return isPlain(member) ? undefined : 'is not an object';
  }
}

const NO_FUNCTIONS: string[] = [];

/** An object, and no open text that may stand where one is expected. */
function isPlain(value: Json): value is JsonObject {
  return isObject(value) && !(value instanceof OpenText);
}

function isScalar(value: Json): boolean {
  return typeof value !== 'object';
}

function functionsOf(value: JsonObject): string[] {
  const keys = Object.keys(value);
  return keys.some(isNameOfFunction) ? keys.filter(isNameOfFunction) : NO_FUNCTIONS;
}

function isNameOfFunction(key: string): boolean {
  return key.startsWith('Fn::');
}

function nameOfTransform(transform: Json): string | undefined {
  if (typeof transform === 'string') { return transform; }
  return isObject(transform) && typeof transform.Name === 'string' ? transform.Name : undefined;
}
