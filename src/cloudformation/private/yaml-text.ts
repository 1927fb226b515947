import type * as Yaml from 'yaml';
import { Json, JsonObject } from '../json';
import { UnreadPlace } from './unread-place';
import { memberPath, quoted } from '../../engine/policy/policy-problem';
import { OpenText, OpenValue } from '../../engine/policy/text';

/** What was read of a YAML text: the value, or problems. There is a value exactly when there are no problems. */
export interface YamlReading {
  readonly value?: Json;
  readonly problems: UnreadPlace[];
}

/** More than the 1 MB that CloudFormation takes. */
const MOST_CHARACTERS = 1_100_000;

const MOST_PROBLEMS = 100;

/** Functions whose short form is a tag: `!Sub`. */
const FUNCTIONS = [
  'And', 'Base64', 'Cidr', 'Equals', 'FindInMap', 'GetAZs', 'GetAtt', 'GetStackOutput', 'If', 'ImportValue', 'Join', 'Length', 'Not', 'Or', 'Select', 'Split', 'Sub',
  'ToJsonString', 'Transform',
];

const SHORT_FORMS = new Map([['!Ref', 'Ref'], ['!Condition', 'Condition'], ...FUNCTIONS.map(name => [`!${name}`, `Fn::${name}`] as const)]);

const TEXT_TAG = 'tag:yaml.org,2002:str';

/** Is it YAML? A text that begins as JSON does is read as JSON. */
export function isYaml(text: string): boolean {
  return !/^(?:\ufeff|\s*(?:[{["]|$))/.test(text);
}

/**
 * Reads a template in YAML, with the short forms of functions, as strictly as JSON: what CloudFormation does not take is a problem; a value
 * that readers understand in several ways is open. Never throws, whatever the text.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
 */
export function readYaml(text: string, mostLevels: number): YamlReading {
  const refused = (message: string): YamlReading => ({ problems: [{ path: '$', message }] });
  if (text.length > MOST_CHARACTERS) { return refused(`is YAML of ${text.length} characters; CloudFormation takes no more than 1 MB`); }
  try {
    // Only who reads YAML loads its library.
    const yaml: typeof Yaml = require('yaml'); // eslint-disable-line @typescript-eslint/no-require-imports
    return isDeeper(text, mostLevels, yaml) ? refused(`is nested more than ${mostLevels} levels deep; nest less`) : new YamlReader(yaml).read(text);
  } catch (error) {
    return refused(`is YAML that cannot be read: ${quoted(String(error))}; write it as JSON`);
  }
}

/** INVARIANT: the library is given nothing that it would recurse into too deeply. */
function isDeeper(text: string, mostLevels: number, { Lexer, Parser }: typeof Yaml): boolean {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme)) { /* the token is on the stack until it ends */ }
    // The document is there as well, and the scalar.
    if (parser.stack.length > mostLevels + 2) { return true; }
  }
  return false;
}

class YamlReader {
  private readonly problems: UnreadPlace[] = [];
  private readonly trail: (string | number)[] = [];
  private readonly lines: Yaml.LineCounter;

  constructor(private readonly yaml: typeof Yaml) {
    this.lines = new yaml.LineCounter();
  }

  public read(text: string): YamlReading {
    const { contents, errors } = this.yaml.parseDocument(text, { schema: 'failsafe', lineCounter: this.lines, prettyErrors: false, uniqueKeys: false });
    for (const { message, pos: [start] } of errors.slice(0, MOST_PROBLEMS)) {
      this.problems.push({ path: '$', message: `is not YAML: ${quoted(message)} (${this.place(start)})` });
    }
    const value = errors.length === 0 ? this.value(contents) : undefined;
    return this.problems.length > 0 ? { problems: this.problems } : { value, problems: [] };
  }

  private value(node: Yaml.ParsedNode | null): Json {
    const { isAlias, isScalar } = this.yaml;
    if (node === null) { return null; }
    if (isAlias(node)) { return this.refuse(node, 'is an alias, which CloudFormation does not take; write it out'); }
    const { tag } = node;
    if (tag === undefined || tag === TEXT_TAG && isScalar(node)) { return this.untagged(node); }
    const name = SHORT_FORMS.get(tag);
    if (name === undefined) { return this.refuse(node, `has the tag ${quoted(tag)}, which is no function of CloudFormation; write the value out`); }
    return { [name]: this.inside(name, () => isScalar(node) ? String(node.value) : this.untagged(node)) };
  }

  private untagged(node: Exclude<Yaml.ParsedNode, Yaml.Alias.Parsed>): Json {
    const { isScalar, isMap } = this.yaml;
    if (isScalar(node)) { return isPlain(node) ? plainValue(String(node.value)) : String(node.value); }
    return isMap(node) ? this.map(node) : node.items.map((item, i) => this.inside(i, () => this.value(item as Yaml.ParsedNode)));
  }

  private map({ items }: Yaml.YAMLMap.Parsed): JsonObject {
    const members = new Map<string, Json>();
    for (const { key, value } of items) {
      const name = this.key(key);
      if (name === undefined) { continue; }
      this.inside(name, () => {
        if (members.has(name)) { this.refuse(key, 'stands twice in the same object; keep one'); }
        members.set(name, this.value(value));
      });
    }
    return Object.fromEntries(members);
  }

  /** INVARIANT: what readers may take for another key is none. */
  private key(node: Yaml.ParsedNode): string | undefined {
    if (!this.yaml.isScalar(node) || node.tag !== undefined && node.tag !== TEXT_TAG) { return this.refuse(node, 'has a key that is no text; write the key out'); }
    const name = String(node.value);
    const isText = !isPlain(node) || ['string', 'number'].includes(typeof plainValue(name));
    if (!isText || name === '__proto__' || name === '<<') { return this.refuse(node, `has the key ${quoted(name)}, which is no text or is not taken by CloudFormation; write it in quotes, or remove it`); }
    return name;
  }

  private inside<T>(key: string | number, read: () => T): T {
    this.trail.push(key);
    const made = read();
    this.trail.pop();
    return made;
  }

  private refuse({ range: [start] }: { readonly range: Yaml.Range }, message: string): undefined {
    if (this.problems.length < MOST_PROBLEMS) {
      this.problems.push({ path: this.trail.reduce<string>(memberPath, '$'), message: `${message} (${this.place(start)})` });
    }
    return undefined;
  }

  private place(offset: number): string {
    const { line, col } = this.lines.linePos(offset);
    return `line ${line}, column ${col}`;
  }
}

function isPlain({ type, tag }: Yaml.Scalar.Parsed): boolean {
  return type === 'PLAIN' && tag === undefined;
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** What versions and readers of YAML take for a truth. */
const AMBIGUOUS_TRUTH = /^(?:y|n|yes|no|on|off)$/i;

/** What they take for numbers: signs, octal and hexadecimal digits, base 60, exponents, separators, infinity. */
const AMBIGUOUS_NUMBER = /^[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?|\.[0-9_]+(?:e[-+]?[0-9]+)?|0[xob][0-9a-f_]+|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|\.(?:inf|nan))$/i;

/** A text without quotation marks; a date stays a text, as CloudFormation takes it. */
function plainValue(text: string): Json {
  if (/^(?:~|null|Null|NULL)?$/.test(text)) { return null; }
  if (/^(?:true|True|TRUE)$/.test(text)) { return true; }
  if (/^(?:false|False|FALSE)$/.test(text)) { return false; }
  if (NUMBER.test(text) && String(Number(text)) === text) { return Number(text); }
  if (!AMBIGUOUS_TRUTH.test(text) && !AMBIGUOUS_NUMBER.test(text)) { return text; }
  return OpenText.of(OpenValue.unknown(`${quoted(text)}, which is a text to some readers of YAML and none to others: write it in quotes`));
}
