import { isObject, Json, JsonObject } from '../json';
import { isWritten } from './sam-draft';
import { UnreadPlace } from './unread-place';
import { quoted } from '../../engine/policy/policy-problem';

const FAMILY = 'AWS::Serverless::';

/** Sections that SAM takes. */
const SECTIONS = ['Api', 'CapacityProvider', 'Function', 'HttpApi', 'LayerVersion', 'SimpleTable', 'StateMachine', 'WebSocketApi'];

/**
 * The `Globals` of a template: properties that all resources of a type have.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
 */
export class SamGlobals {
  public readonly unread: UnreadPlace[] = [];
  private readonly sections: JsonObject;

  constructor(globals: Json = {}) {
    this.sections = isObject(globals) ? globals : {};
    if (!isObject(globals)) { this.unread.push({ path: 'Globals', message: 'the section is not an object' }); }
    for (const [name, section] of Object.entries(this.sections)) {
      if (!SECTIONS.includes(name) || !isWritten(section)) {
        this.unread.push({ path: `Globals.${name}`, message: `nobody can say here what ${quoted(name)} means for the resources; write the properties into them` });
      }
    }
  }

  /** The properties of a resource, with what all of its type have; `ignored` are the names of those that it does not take, or `*`. */
  public mergedInto(type: string, properties: JsonObject, ignored: Json): JsonObject {
    const section = this.sections[type.slice(FAMILY.length)];
    if (!isWritten(section) || ignored === '*') { return properties; }
    const left = Array.isArray(ignored) ? ignored : [];
    return merged(Object.fromEntries(Object.entries(section).filter(([name]) => !left.includes(name))), properties) as JsonObject;
  }
}

/** Maps are merged, lists are joined, everything else is replaced. */
function merged(global: Json, own: Json): Json {
  if (Array.isArray(global) && Array.isArray(own)) { return [...global, ...own]; }
  if (!isWritten(global) || !isWritten(own)) { return own; }
  const members = Object.entries(own).map(([name, value]) => [name, Object.hasOwn(global, name) ? merged(global[name], value) : value]);
  return { ...global, ...Object.fromEntries(members) };
}
