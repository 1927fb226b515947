import { isObject, Json, JsonObject } from '../json';

/** `Fn::ForEach::Name` */
const LOOP = 'Fn::ForEach::';

/** What all loops of a template may make: members and characters. Many times what CloudFormation accepts. */
const BUDGET = 1_500_000;

type Entry = [string, Json];

export function isLoop(key: string): boolean {
  return key.startsWith(LOOP);
}

/**
 * Writes out the loops of a template whose collections it says. The others stay where they are.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
 */
export class Loops {
  private left = BUDGET;

  constructor(private readonly mappings: ReadonlyMap<string, JsonObject>) {}

  /** The value with its loops written out; the same value where there are none. */
  public expand(value: Json): Json {
    if (Array.isArray(value)) {
      const members = value.map(member => this.expand(member));
      return members.every((member, i) => member === value[i]) ? value : members;
    }
    return isObject(value) ? this.expandObject(value) : value;
  }

  public expandObject(value: JsonObject): JsonObject {
    const entries = Object.entries(value);
    const written = entries.map(([key, member]): Entry[] => isLoop(key) ? this.writtenOut(member) ?? [[key, member]] : [[key, this.expand(member)]]);
    const all = written.flat();
    if (all.length === entries.length && all.every(([key, member], i) => key === entries[i][0] && member === entries[i][1])) { return value; }
    // What stands twice, CloudFormation refuses: no loop is taken for written out.
    const keys = new Set(all.map(([key]) => key));
    return keys.size === all.length && !keys.has('__proto__') ? Object.fromEntries(all) : value;
  }

  /** What a loop makes; undefined where nobody can say. */
  private writtenOut(loop: Json): Entry[] | undefined {
    const [name, collection, body, ...more] = Array.isArray(loop) ? loop : [];
    const members = this.collection(collection);
    if (typeof name !== 'string' || members === undefined || !isObject(body) || more.length > 0) { return undefined; }
    const made: Entry[] = [];
    for (const member of members) {
      const one = this.expandObject(this.substitute(body, name, member) as JsonObject);
      if (this.left <= 0) { return undefined; }
      for (const entry of Object.entries(one)) { made.push(entry); }
    }
    return made;
  }

  /** A list of texts, or one that a mapping holds under known keys. */
  private collection(value: Json): string[] | undefined {
    if (Array.isArray(value)) { return value.every(isScalar) ? value.map(String) : undefined; }
    const keys = isObject(value) && Object.keys(value).length === 1 ? value['Fn::FindInMap'] : undefined;
    if (!Array.isArray(keys) || keys.length !== 3 || !keys.every(isScalar)) { return undefined; }
    const [name, first, second] = keys.map(String);
    const found = memberOf(memberOf(this.mappings.get(name), first), second);
    return Array.isArray(found) ? this.collection(found) : undefined;
  }

  /** The value with a member of the collection in the place of its name. */
  private substitute(value: Json, name: string, text: string): Json {
    if (this.left <= 0) { return value; }
    this.left--;
    if (typeof value === 'string') { return this.substituteText(value, name, text); }
    if (Array.isArray(value)) { return value.map(one => this.substitute(one, name, text)); }
    if (!isObject(value)) { return value; }
    const entries = Object.entries(value);
    if (entries.length === 1 && entries[0][0] === 'Ref' && entries[0][1] === name) { return text; }
    return Object.fromEntries(entries.map(([key, one]): Entry => [this.substituteText(key, name, text), this.substitute(one, name, text)]));
  }

  private substituteText(value: string, name: string, text: string): string {
    this.left -= value.length;
    if (!value.includes(`{${name}}`)) { return value; }
    const pieces = value.split(/([$&]\{[^{}]*\})/);
    const places = pieces.filter(piece => piece === `\${${name}}` || piece === `&{${name}}`).length;
    this.left -= places * text.length;
    if (this.left <= 0) { return value; }
    return pieces.map(piece => piece === `\${${name}}` ? text : piece === `&{${name}}` ? text.replace(/[^A-Za-z0-9]/g, '') : piece).join('');
  }
}

function isScalar(value: Json): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isSafeInteger(value);
}

function memberOf(value: Json, key: string): Json {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
