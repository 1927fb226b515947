import { OpenNode } from '../open-node';
import { PolicyProblem, PolicyProblemCode as Code, quoted } from '../policy-problem';
import { PolicyTypeRow } from '../policy-type';
import { foldAscii, OpenText, Text } from '../text';
import { Place } from './place';

export type Fields = Record<string, unknown>;

/** One is enough to decide nothing. */
const MOST_PROBLEMS = 1_000;

/** More combinations of nested choices than this make an element unknown. */
const MOST_LISTS = 64;

/** What only a closer look can pass; nearly all text of policies has none of it. */
const SUSPICIOUS = /[^ -~]|Token\[|<unresolved-/;

/** Control characters and halves of surrogate pairs. */
const NEVER_ACCEPTED = /[\0-\x08\x0b\x0c\x0e-\x1f]|[\ud800-\udfff]/u;

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

  public problem(at: { readonly path: string }, code: Code, message: string): void {
    if (this.problems.length < MOST_PROBLEMS) { this.problems.push({ path: at.path, code, message }); }
  }

  /** The members of an object, and nothing that it inherits. With names given, others are problems. */
  public fields(at: Place, names?: string[]): Fields | undefined {
    const { value } = at;
    const open = asOpen(value);
    if (open !== undefined) {
      this.problem(at, Code.OPEN_ELEMENT, `depends on ${open.name}: nobody can say what it holds; write it out`);
      return undefined;
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.problem(at, Code.WRONG_TYPE, 'is not an object');
      return undefined;
    }
    for (const key of Object.keys(value)) {
      if (names?.includes(key)) { continue; }
      this.checkCharacters(key, at);
      if (names !== undefined) { this.unknownElement(key, at, names); }
    }
    return { __proto__: null, ...value } as Fields;
  }

  /** The members of a list; a value that is no list is its only member. */
  public list(at: Place): Place[] {
    if (!Array.isArray(at.value)) { return [at]; }
    if (at.value.length === 0) { this.problem(at, Code.EMPTY_LIST, 'is an empty list'); }
    const members: Place[] = [];
    for (let i = 0; i < at.value.length; i++) { members.push(at.member(i)); }
    return members;
  }

  /**
   * The lists that an alternative of an open node may be, choices inside it made in every way; undefined when it may be anything.
   */
  public alternativeLists(at: Place): Place[][] | undefined {
    if (at.value === undefined) { return [[]]; }
    let lists: Place[][] = [[]];
    for (const member of this.list(at)) {
      const choices = member.value instanceof OpenNode ? this.nestedLists(member.value, member) : [[member]];
      if (choices === undefined || lists.length * choices.length > MOST_LISTS) { return undefined; }
      lists = lists.flatMap(list => choices.map(choice => [...list, ...choice]));
    }
    return lists;
  }

  /** The lists that an open node may be; undefined when it may be anything. */
  public nestedLists(node: OpenNode, at: Place): Place[][] | undefined {
    const lists = node.alternatives?.map(value => this.alternativeLists(at.alternative(value)));
    return lists === undefined || lists.includes(undefined) ? undefined : (lists as Place[][][]).flat();
  }

  public text(at: Place): Text | undefined {
    const { value } = at;
    if (typeof value === 'string') {
      this.checkCharacters(value, at);
      return value;
    }
    if (value instanceof OpenText) {
      for (let i = 0; i < value.parts.length; i++) {
        const part = value.parts[i];
        if (typeof part === 'string') { this.checkCharacters(part, at); }
      }
      return value;
    }
    this.problem(at, Code.WRONG_TYPE, 'is not a string');
    return undefined;
  }

  /** The text of an element that must be known before deployment. */
  public knownText(at: Place): string | undefined {
    const text = this.text(at);
    if (text instanceof OpenText) {
      this.problem(at, Code.OPEN_ELEMENT, `depends on ${asOpen(text)!.name}; write it out`);
      return undefined;
    }
    return text;
  }

  private checkCharacters(text: string, at: Place): void {
    if (!SUSPICIOUS.test(text)) { return; }
    if (NEVER_ACCEPTED.test(text) || this.row?.storedByIam && !this.fromText && ABOVE_LATIN_1.test(text)) {
      this.problem(at, Code.INVALID_CHARACTER, `${quoted(text)} has a character that IAM does not accept`);
    }
    if (/[$#]\{Token\[|^<unresolved-/.test(text)) {
      this.problem(at, Code.UNRESOLVED_TOKEN, `${quoted(text)} is a CDK token; resolve the policy first, for example with \`stack.resolve()\``);
    }
  }

  private unknownElement(key: string, at: Place, names: string[]): void {
    const close = names.find(name => foldAscii(name) === foldAscii(key));
    if (close === undefined) {
      const list = names.map(name => `\`${name}\``).join(', ');
      this.problem(at.member(key), Code.UNKNOWN_ELEMENT, `${quoted(key)} is no element here; it may be one of ${list}`);
    } else {
      this.problem(at.member(key), Code.WRONG_CASE, `${quoted(key)} is spelt in the wrong case; write \`${close}\``);
    }
  }
}

/** Structure that is only known at deployment: an open node, or open text where structure is expected. */
export function asOpen(value: unknown): OpenNode | undefined {
  if (value instanceof OpenNode) { return value; }
  if (!(value instanceof OpenText)) { return undefined; }
  const [only, ...more] = value.parts;
  if (more.length > 0 || typeof only === 'string') { return OpenNode.unknown(value.toString()); }
  return only.choices ? OpenNode.choice(only.name, only.choices, `value ${only.symbol}`) : OpenNode.unknown(only.name);
}
