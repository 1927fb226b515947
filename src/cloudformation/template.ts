import { readJson } from '../engine/policy/json-text';
import { quoted } from '../engine/policy/policy-problem';

/** Nested deeper than any template that CloudFormation accepts. */
const MOST_LEVELS = 256;

export type Json = unknown;
export type JsonObject = Record<string, Json>;

/** A resource of a template, as it stands there. */
export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  /** The name of a condition of the template: the resource exists only where it holds. */
  readonly condition?: string;
}

export interface TemplateParameter {
  readonly type: string;
  readonly allowedValues?: string[];
}

/** Something that could not be read. */
export interface UnreadPlace {
  /** Undefined when it concerns the whole template. */
  readonly logicalId?: string;
  /** Where in the resource, or in the template: `Properties.Policies[0]`. */
  readonly path: string;
  /** What, and the way out. */
  readonly message: string;
}

/**
 * A CloudFormation template, read from its bytes.
 */
export class Template {
  /** Never throws: what is no template has no resources, and says why in `unread`. */
  public static parse(text: string): Template {
    const template = new Template();
    const { value, problems } = readJson(text, MOST_LEVELS);
    template.unread.push(...problems.map(({ path, message }) => ({ path, message })));
    if (problems.length === 0) { template.read(value); }
    return template;
  }

  public readonly resources = new Map<string, TemplateResource>();
  public readonly parameters = new Map<string, TemplateParameter>();
  public readonly mappings = new Map<string, JsonObject>();
  public readonly unread: UnreadPlace[] = [];

  private constructor() {}

  private read(value: Json): void {
    if (!isObject(value)) {
      this.unread.push({ path: '$', message: 'the template is not a JSON object' });
      return;
    }
    if (value.Transform !== undefined) {
      this.unread.push({
        path: 'Transform',
        message: `macros rewrite the template at deployment (${quoted(JSON.stringify(value.Transform))}); expand them before the gate, or write the resources out`,
      });
    }
    for (const [name, mapping] of this.section(value, 'Mappings')) { this.mappings.set(name, mapping); }
    for (const [name, parameter] of this.section(value, 'Parameters')) {
      const { Type, AllowedValues } = parameter;
      this.parameters.set(name, {
        type: typeof Type === 'string' ? Type : 'String',
        allowedValues: Array.isArray(AllowedValues) ? AllowedValues.map(String) : undefined,
      });
    }
    for (const [logicalId, resource] of this.section(value, 'Resources')) { this.readResource(logicalId, resource); }
  }

  private readResource(logicalId: string, resource: JsonObject): void {
    const { Type, Properties = {}, Condition } = resource;
    if (logicalId.startsWith('Fn::')) {
      this.unread.push({ path: `Resources.${logicalId}`, message: `${quoted(logicalId)} makes resources at deployment; write them out` });
    } else if (typeof Type !== 'string') {
      this.unread.push({ logicalId, path: 'Type', message: 'the resource has no type' });
    } else if (!isObject(Properties)) {
      this.unread.push({ logicalId, path: 'Properties', message: 'the properties are not an object' });
    } else {
      this.resources.set(logicalId, { logicalId, type: Type, properties: Properties, condition: Condition === undefined ? undefined : String(Condition) });
    }
  }

  /** The members of a section that are objects; others are noted. */
  private section(template: JsonObject, name: string): [string, JsonObject][] {
    const section = template[name] ?? {};
    if (!isObject(section)) {
      this.unread.push({ path: name, message: 'the section is not an object' });
      return [];
    }
    return Object.entries(section).filter((entry): entry is [string, JsonObject] => {
      if (isObject(entry[1])) { return true; }
      this.unread.push({ path: `${name}.${entry[0]}`, message: 'is not an object' });
      return false;
    });
  }
}

export function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
