import { parseConditionOperator } from './condition-operator';
import { compileConditionValue } from './condition-value';
import { PolicyDocument, PolicySize } from './policy-document';
import { PolicyTypeRow } from './policy-type';
import { PRINCIPAL_TYPES, PrincipalType } from './principal-element';
import { ACTION, DocumentReader, SID, VERSION_WITH_VARIABLES, VERSIONS } from './private/document-reader';
import { KnownElements } from './private/known-elements';
import { problemOfPrincipal } from './private/principal-reader';
import { foldAscii } from './text';

/** May the text stand here? */
type Accepts = (text: string) => boolean;

/** The objects that stand for text. */
export interface TextObjects {
  /**
   * How many characters are written out in the text that an object stands for, in quotation marks.
   *
   * @returns not a number where it is not surely text in which all that is written out is plain, and that is open or accepted
   */
  sizeOf(object: object, accepts: Accepts): number;

  /**
   * The value of JSON with the text in place of the objects in it.
   *
   * @param trail the keys that lead to it in the policy
   */
  valueOf(written: unknown, trail: (string | number)[]): unknown;
}

/** Text that JSON writes as it is, and that nobody looks at twice. */
const PLAIN = /^[ !#-;=-Z^-~]*$/;

export function isPlain(text: string): boolean {
  return PLAIN.test(text);
}

/** Not a number is never within a quota. */
const UNSURE = NaN;

/** What stands around a member: quotation marks, a colon, a comma. */
const AROUND = 4;

/** A key of conditions, in one way of writing. */
const CONDITION_KEY = /^[A-Za-z0-9./-]+:[A-Za-z0-9/._-]+$/;

/**
 * Tells of most policies, at little cost, that they have no problem.
 *
 * INVARIANT: what is not surely so is not said. The grammar is that of `PolicyDocument.parse`, and this knows less of it.
 */
export class PlainPolicies {
  /** Actions that were met. */
  private readonly actions = new Set<string>();
  /** Of the policy that is looked at. */
  private readonly sids = new Set<string>();
  private readonly known: KnownElements;

  constructor(private readonly row: PolicyTypeRow, private readonly objects: TextObjects) {
    this.known = new KnownElements((written, trail) => objects.valueOf(written, trail));
  }

  /**
   * The policy, compiled when somebody asks.
   *
   * @param policy one that surely has no problem
   */
  public compiled(policy: unknown, size?: PolicySize): PolicyDocument {
    return PolicyDocument.later(() => {
      const reader = new DocumentReader(this.row, false, this.known);
      reader.read(policy);
      return reader;
    }, size);
  }

  /**
   * @param policy JSON, in which objects may stand for text
   * @returns no fewer characters than the policy has; not a number unless it is surely without problems
   */
  public sizeOf(policy: unknown): number {
    let size = 2;
    const { Version, Statement } = fieldsOf(policy);
    if (!VERSIONS.includes(Version as string) || Statement === undefined) { return UNSURE; }
    const hasVariables = Version === VERSION_WITH_VARIABLES;
    for (const key in policy as object) {
      if (key !== 'Version' && key !== 'Statement') { return UNSURE; }
      size += key.length + AROUND;
    }
    size += (Version as string).length + 2;
    this.sids.clear();
    if (!Array.isArray(Statement)) { return size + this.sizeOfStatement(Statement, hasVariables); }
    if (Statement.length === 0) { return UNSURE; }
    for (const statement of Statement) { size += this.sizeOfStatement(statement, hasVariables) + 1; }
    return size + 2;
  }

  private sizeOfStatement(statement: unknown, hasVariables: boolean): number {
    if (!isObject(statement)) { return UNSURE; }
    const { row } = this;
    let size = 2;
    let effects = 0;
    let principals = 0;
    let actions = 0;
    let resources = 0;
    for (const key in statement) {
      const value = statement[key];
      size += key.length + AROUND;
      switch (key) {
        case 'Sid':
          if (typeof value !== 'string' || value === '' || !SID.test(value) || this.sids.has(value)) { return UNSURE; }
          this.sids.add(value);
          size += value.length + 2;
          break;
        case 'Effect':
          if (value !== 'Allow' && value !== 'Deny') { return UNSURE; }
          effects++;
          size += value.length + 2;
          break;
        case 'Principal': case 'NotPrincipal':
          principals++;
          size += this.sizeOfPrincipals(value);
          break;
        case 'Action': case 'NotAction':
          actions++;
          size += this.sizeOfTexts(value, this.isAction);
          break;
        case 'Resource': case 'NotResource':
          resources++;
          size += this.sizeOfTexts(value, this.isResource);
          break;
        case 'Condition':
          size += this.sizeOfConditions(value, hasVariables);
          break;
        default: return UNSURE;
      }
    }
    const isWhole = effects === 1 && actions === 1 && principals === (row.principal === 'required' ? 1 : 0)
      && (row.resource === 'optional' ? resources <= 1 : resources === (row.resource === 'required' ? 1 : 0));
    return isWhole ? size : UNSURE;
  }

  private sizeOfPrincipals(value: unknown): number {
    if (value === '*') { return 3; }
    if (!isObject(value)) { return UNSURE; }
    let size = 2;
    let types = 0;
    for (const key in value) {
      if (!PRINCIPAL_TYPES.includes(key as PrincipalType)) { return UNSURE; }
      types++;
      size += key.length + AROUND + this.sizeOfTexts(value[key], text => text === '*' || problemOfPrincipal(key as PrincipalType, text) === undefined);
    }
    return types > 0 ? size : UNSURE;
  }

  private sizeOfConditions(value: unknown, hasVariables: boolean): number {
    if (!isObject(value)) { return UNSURE; }
    let size = 2;
    for (const name in value) {
      const operator = parseConditionOperator(name);
      const keys = value[name];
      if (operator === undefined || !isObject(keys)) { return UNSURE; }
      size += name.length + AROUND + 2;
      const seen: string[] = [];
      for (const key in keys) {
        if (!CONDITION_KEY.test(key) || seen.includes(foldAscii(key))) { return UNSURE; }
        seen.push(foldAscii(key));
        size += key.length + AROUND + this.sizeOfTexts(keys[key], text => compileConditionValue(operator, text, hasVariables) !== undefined);
      }
    }
    return size;
  }

  private sizeOfTexts(value: unknown, accepts: Accepts): number {
    if (!Array.isArray(value)) { return this.sizeOfText(value, accepts); }
    let size = value.length === 0 ? UNSURE : 2;
    for (const member of value) { size += this.sizeOfText(member, accepts) + 1; }
    return size;
  }

  private sizeOfText(value: unknown, accepts: Accepts): number {
    if (typeof value === 'string') { return PLAIN.test(value) && accepts(value) ? value.length + 2 : UNSURE; }
    return isObject(value) ? this.objects.sizeOf(value, accepts) : UNSURE;
  }

  private readonly isAction = (text: string): boolean => {
    if (this.actions.has(text)) { return true; }
    const isAction = text === '*' || ACTION.test(text);
    if (isAction) { this.actions.add(text); }
    return isAction;
  };

  private readonly isResource = (text: string): boolean => !this.row.storedByIam || text === '*' || text.startsWith('arn:');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}
