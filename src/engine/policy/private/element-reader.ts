import { OpenNode } from '../open-node';
import { memberPath, PolicyProblem, PolicyProblemCode as Code, quoted } from '../policy-problem';
import { PolicyTypeRow } from '../policy-type';
import { foldAscii, OpenText, Text } from '../text';

export interface Place { readonly value: unknown; readonly path: string }

export type Fields = Record<string, unknown>;

/** More combinations of nested choices than this make an element unknown. */
const MOST_LISTS = 64;

/** Control characters and halves of surrogate pairs. */
const NEVER_ACCEPTED = /[\0-\x08\x0b\x0c\x0e-\x1f]|\p{Surrogate}/u;

const ABOVE_LATIN_1 = /[^\0-\xff]/;

/**
 * Reads what all elements of a policy are made of, and notes problems.
 */
export class ElementReader {
  public readonly problems: PolicyProblem[] = [];

  /**
   * @param row the policy type's row; undefined when the type is not known
   * @param fromText whether the value comes from JSON text, where IAM sees the escapes and not the characters they stand for
   */
  constructor(readonly row: PolicyTypeRow | undefined, private readonly fromText: boolean) {}

  public problem(path: string, code: Code, message: string): void {
    this.problems.push({ path, code, message });
  }

  /** The members of an object. With names given, others are problems. */
  public fields({ value, path }: Place, names?: string[]): Fields | undefined {
    const open = asOpen(value);
    if (open !== undefined) {
      this.problem(path, Code.OPEN_ELEMENT, `depends on ${open.name}: nobody can say what it holds; write it out`);
      return undefined;
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.problem(path, Code.WRONG_TYPE, 'is not an object');
      return undefined;
    }
    for (const key of Object.keys(value)) {
      this.checkCharacters(key, path);
      if (names !== undefined && !names.includes(key)) { this.unknownElement(key, path, names); }
    }
    return value as Fields;
  }

  /** The members of a list; a value that is no list is its only member. */
  public list({ value, path }: Place): Place[] {
    if (!Array.isArray(value)) { return [{ value, path }]; }
    if (value.length === 0) { this.problem(path, Code.EMPTY_LIST, 'is an empty list'); }
    return value.map((member, i) => ({ value: member, path: memberPath(path, i) }));
  }

  /**
   * The lists that an alternative of an open node may be, choices inside it made in every way; undefined when it may be anything.
   */
  public alternativeLists({ value, path }: Place): Place[][] | undefined {
    if (value === undefined) { return [[]]; }
    let lists: Place[][] = [[]];
    for (const member of this.list({ value, path })) {
      const choices = member.value instanceof OpenNode ? this.nestedLists(member.value, member.path) : [[member]];
      if (choices === undefined || lists.length * choices.length > MOST_LISTS) { return undefined; }
      lists = lists.flatMap(list => choices.map(choice => [...list, ...choice]));
    }
    return lists;
  }

  /** The lists that an open node may be; undefined when it may be anything. */
  public nestedLists(node: OpenNode, path: string): Place[][] | undefined {
    const lists = node.alternatives?.map(value => this.alternativeLists({ value, path }));
    return lists === undefined || lists.includes(undefined) ? undefined : (lists as Place[][][]).flat();
  }

  public text({ value, path }: Place): Text | undefined {
    if (value instanceof OpenText) {
      for (const part of value.parts) {
        if (typeof part === 'string') { this.checkCharacters(part, path); }
      }
      return value;
    }
    if (typeof value !== 'string') {
      this.problem(path, Code.WRONG_TYPE, 'is not a string');
      return undefined;
    }
    this.checkCharacters(value, path);
    return value;
  }

  /** The text of an element that must be known before deployment. */
  public knownText(at: Place): string | undefined {
    const text = this.text(at);
    if (text instanceof OpenText) {
      this.problem(at.path, Code.OPEN_ELEMENT, `depends on ${asOpen(text)!.name}; write it out`);
      return undefined;
    }
    return text;
  }

  private checkCharacters(text: string, path: string): void {
    if (NEVER_ACCEPTED.test(text) || this.row?.storedByIam && !this.fromText && ABOVE_LATIN_1.test(text)) {
      this.problem(path, Code.INVALID_CHARACTER, `${quoted(text)} has a character that IAM does not accept`);
    }
    if (text.includes('${Token[') || text.includes('#{Token[')) {
      this.problem(path, Code.UNRESOLVED_TOKEN, `${quoted(text)} is a CDK token; resolve the policy first, for example with \`stack.resolve()\``);
    }
  }

  private unknownElement(key: string, path: string, names: string[]): void {
    const close = names.find(name => foldAscii(name) === foldAscii(key));
    if (close === undefined) {
      const list = names.map(name => `\`${name}\``).join(', ');
      this.problem(memberPath(path, key), Code.UNKNOWN_ELEMENT, `${quoted(key)} is no element here; it may be one of ${list}`);
    } else {
      this.problem(memberPath(path, key), Code.WRONG_CASE, `${quoted(key)} is spelt in the wrong case; write \`${close}\``);
    }
  }
}

export function place(path: string, fields: Fields, key: string): Place {
  return { value: fields[key], path: memberPath(path, key) };
}

/** Structure that is only known at deployment: an open node, or open text where structure is expected. */
export function asOpen(value: unknown): OpenNode | undefined {
  if (value instanceof OpenNode) { return value; }
  if (!(value instanceof OpenText)) { return undefined; }
  const [only, ...more] = value.parts;
  if (more.length > 0 || typeof only === 'string') { return OpenNode.unknown(value.toString()); }
  return only.choices ? OpenNode.choice(only.name, only.choices) : OpenNode.unknown(only.name);
}
