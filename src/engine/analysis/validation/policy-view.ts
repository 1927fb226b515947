import { ConditionOperator, parseConditionOperator } from '../../policy/condition-operator';
import { readJson } from '../../policy/json-text';
import { OpenNode } from '../../policy/open-node';
import { PolicyDocument } from '../../policy/policy-document';
import { PolicyProblem, quoted } from '../../policy/policy-problem';
import { PolicyType } from '../../policy/policy-type';
import { Place } from '../../policy/private/place';
import { snapshot } from '../../policy/private/snapshot';
import { foldAscii, OpenText } from '../../policy/text';
import { ValidatePolicyType } from '../validation-types';

export const TRUST_POLICY = 'AWS::IAM::AssumeRolePolicyDocument';

const VERSION_WITH_VARIABLES = '2012-10-17';

/** Levels of nesting that IAM reads. */
const MOST_LEVELS = 32;

/** Far more characters than AWS accepts anywhere; of a longer policy only the size is told. */
const MOST_CHARACTERS = 200_000;

const PARSER_TYPES: Readonly<Record<ValidatePolicyType, PolicyType>> = {
  [ValidatePolicyType.IDENTITY_POLICY]: PolicyType.IDENTITY,
  [ValidatePolicyType.RESOURCE_POLICY]: PolicyType.RESOURCE,
  [ValidatePolicyType.SERVICE_CONTROL_POLICY]: PolicyType.SERVICE_CONTROL,
  [ValidatePolicyType.RESOURCE_CONTROL_POLICY]: PolicyType.RESOURCE_CONTROL,
};

/**
 * A policy as the checks see it: its parts as far as they have the right form, each with its place. What has another form is only
 * among the problems of the parser; what is open (known at deployment only) has no text, and says nothing.
 */
export class PolicyView {
  /** What the policy is, in the parser's words. */
  public readonly kind: PolicyType;
  /** Why nothing of the policy could be read; then all else is empty. */
  public readonly unreadable: PolicyProblem[];
  /** What breaks the language. */
  public readonly problems: PolicyProblem[];
  public readonly root: Place;
  /** Its characters, and those of them that are no white space. */
  public readonly size: Size;
  public readonly version: unknown;
  public readonly statements: StatementView[];

  constructor(policy: unknown, public readonly type: ValidatePolicyType, public readonly resourceType: string | undefined) {
    if (!Object.hasOwn(PARSER_TYPES, type)) { throw new RangeError(`${quoted(String(type))} is no type of policy; pass a member of \`ValidatePolicyType\``); }
    this.kind = type === ValidatePolicyType.RESOURCE_POLICY && resourceType === TRUST_POLICY ? PolicyType.TRUST : PARSER_TYPES[type];
    const { value, problems } = read(policy);
    this.unreadable = problems;
    this.size = typeof policy === 'string' ? sizeOfText(policy) : sizeOf(value);
    this.root = new Place(this.isTooLarge ? undefined : value);
    this.problems = this.isRead ? PolicyDocument.parse(typeof policy === 'string' ? policy : value, { type: this.kind }).problems : [];
    const document = isObject(this.root.value) ? this.root.value : {};
    this.version = document.Version;
    this.statements = document.Statement === undefined ? [] : listOf(this.root.member('Statement'))
      .filter(at => isObject(at.value)).map(at => new StatementView(this, at));
  }

  public get isRead(): boolean {
    return this.unreadable.length === 0 && !this.isTooLarge;
  }

  public get isTooLarge(): boolean {
    return this.size.all > MOST_CHARACTERS;
  }

  /** `${...}` is a policy variable. */
  public get hasVariables(): boolean {
    return this.version === VERSION_WITH_VARIABLES;
  }

  public get actions(): MemberView[] {
    return this.statements.flatMap(({ action }) => action?.members ?? []);
  }

  public get resources(): MemberView[] {
    return this.statements.flatMap(({ resource }) => resource?.members ?? []);
  }

  public get principals(): PrincipalMemberView[] {
    return this.statements.flatMap(({ principal }) => principal?.members ?? []);
  }

  public get conditions(): ConditionView[] {
    return this.statements.flatMap(({ conditions }) => conditions);
  }

  public get conditionValues(): ConditionValueView[] {
    return this.conditions.flatMap(({ values }) => values);
  }
}

export class StatementView {
  public readonly fields: Fields;
  public readonly effect: unknown;
  public readonly action: ElementView | undefined;
  public readonly resource: ElementView | undefined;
  public readonly principal: PrincipalView | undefined;
  public readonly conditions: ConditionView[];
  private readonly conditionsByKey = new Map<string, ConditionView[]>();

  constructor(public readonly policy: PolicyView, public readonly at: Place) {
    this.fields = at.value as Fields;
    this.effect = this.fields.Effect;
    this.action = this.element('Action');
    this.resource = this.element('Resource');
    this.principal = this.readPrincipal();
    this.conditions = this.readConditions();
    for (const one of this.conditions) { this.conditionsByKey.set(one.key, [...this.conditionsByKey.get(one.key) ?? [], one]); }
  }

  public get allows(): boolean {
    return this.effect === 'Allow';
  }

  public get denies(): boolean {
    return this.effect === 'Deny';
  }

  /** The conditions on a key, given in lower case. */
  public conditionsOn(...keys: string[]): ConditionView[] {
    return keys.flatMap(key => this.conditionsByKey.get(key) ?? []);
  }

  private element(name: string): ElementView | undefined {
    const at = this.elementOrComplement(name);
    if (at === undefined) { return undefined; }
    const list = listOf(at);
    const element: ElementView = { at, negated: isComplement(at), isKnown: list.every(isText), members: [] };
    element.members.push(...list.filter(isText).map(one => ({ at: one, text: one.value as string, element, statement: this })));
    return element;
  }

  private readPrincipal(): PrincipalView | undefined {
    const at = this.elementOrComplement('Principal');
    if (at === undefined) { return undefined; }
    const lists = isObject(at.value) ? Object.keys(at.value).map(key => ({ key, members: listOf(at.member(key)) })) : [];
    return {
      at,
      negated: isComplement(at),
      isKnown: at.value === '*' || isObject(at.value) && lists.every(({ members }) => members.every(isText)),
      members: lists.flatMap(({ key, members }) =>
        members.filter(isText).map(one => ({ at: one, key, text: one.value as string, statement: this }))),
    };
  }

  private readConditions(): ConditionView[] {
    if (!isObject(this.fields.Condition)) { return []; }
    const at = this.at.member('Condition');
    return Object.keys(this.fields.Condition).flatMap(name => {
      const operatorAt = at.member(name);
      if (!isObject(operatorAt.value)) { return []; }
      const operator = parseConditionOperator(name);
      return Object.keys(operatorAt.value).map(keyName => new ConditionView(this, operatorAt, name, operator, keyName));
    });
  }

  private elementOrComplement(name: string): Place | undefined {
    const present = [name, `Not${name}`].find(one => this.fields[one] !== undefined);
    return present === undefined ? undefined : this.at.member(present);
  }
}

/** `Action`, `Resource`, or the complement of one. */
export interface ElementView {
  readonly at: Place;
  readonly negated: boolean;
  /** Every member is known text. */
  readonly isKnown: boolean;
  readonly members: MemberView[];
}

export interface MemberView {
  readonly at: Place;
  readonly text: string;
  readonly element: ElementView;
  readonly statement: StatementView;
}

export interface PrincipalView {
  readonly at: Place;
  readonly negated: boolean;
  /** It is `*`, or every member is known text. */
  readonly isKnown: boolean;
  readonly members: PrincipalMemberView[];
}

export interface PrincipalMemberView {
  readonly at: Place;
  /** `AWS`, `Service`, `Federated`, `CanonicalUser`; or a key that does not exist. */
  readonly key: string;
  readonly text: string;
  readonly statement: StatementView;
}

/** One operator and one key, with the values. */
export class ConditionView {
  public readonly at: Place;
  /** With ASCII letters in lower case. */
  public readonly key: string;
  public readonly values: ConditionValueView[];
  /** Every value is known. */
  public readonly isKnown: boolean;

  constructor(
    public readonly statement: StatementView,
    public readonly operatorAt: Place,
    public readonly operatorName: string,
    /** Undefined when there is no such operator. */
    public readonly operator: ConditionOperator | undefined,
    public readonly keyName: string,
  ) {
    this.at = operatorAt.member(keyName);
    this.key = foldAscii(keyName);
    const list = listOf(this.at);
    this.isKnown = list.every(({ value }) => textOf(value) !== undefined);
    this.values = list.flatMap(at => {
      const text = textOf(at.value);
      return text === undefined ? [] : [{ at, text, condition: this }];
    });
  }

  /** Holds only for requests that carry the key, with a value of these. */
  public get requiresValue(): boolean {
    const { operator } = this;
    return operator !== undefined && operator.family !== 'null' && !operator.negated && !operator.ifExists && operator.setOperator !== 'ForAllValues';
  }
}

export interface ConditionValueView {
  readonly at: Place;
  readonly text: string;
  readonly condition: ConditionView;
}

export interface Size {
  readonly all: number;
  readonly withoutSpace: number;
}

type Fields = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof OpenNode) && !(value instanceof OpenText);
}

/** The members of a list; a value that is no list is its only member. */
export function listOf(at: Place): Place[] {
  return Array.isArray(at.value) ? at.value.map((_, i) => at.member(i)) : [at];
}

function isText({ value }: Place): boolean {
  return typeof value === 'string';
}

function isComplement(at: Place): boolean {
  return /\.Not[A-Z][a-z]+$/.test(at.path);
}

/** Numbers and booleans are compared as texts. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function read(policy: unknown): { value?: unknown; problems: PolicyProblem[] } {
  if (typeof policy === 'string') { return readJson(policy, MOST_LEVELS); }
  const { copy, problems } = snapshot(policy, MOST_LEVELS);
  return { value: copy, problems };
}

function sizeOfText(text: string): Size {
  return { all: text.length, withoutSpace: text.length > MOST_CHARACTERS ? text.length : text.replace(/\s/g, '').length };
}

/** The size of the shortest JSON text of a value; what is open counts as nothing. */
function sizeOf(value: unknown): Size {
  const size = { all: 0, withoutSpace: 0 };
  const add = (one: unknown): void => {
    if (size.all > MOST_CHARACTERS || one instanceof OpenNode) { return; }
    if (Array.isArray(one)) {
      addMarks(one.length + 1);
      one.forEach(add);
    } else if (isObject(one)) {
      const keys = Object.keys(one);
      addMarks(2 * keys.length + 1);
      keys.forEach(key => {
        add(key);
        add(one[key]);
      });
    } else {
      const text = one instanceof OpenText ? one.parts.filter(part => typeof part === 'string').join('') : String(one);
      const { all, withoutSpace } = sizeOfText(typeof one === 'string' && text.length <= MOST_CHARACTERS ? JSON.stringify(text) : text);
      size.all += all;
      size.withoutSpace += withoutSpace;
    }
  };
  const addMarks = (count: number): void => {
    size.all += count;
    size.withoutSpace += count;
  };
  add(value);
  return size;
}
