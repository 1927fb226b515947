import { Choice, Outcome } from '../choice';
import { OpenNode } from '../open-node';
import { Pattern, PatternOptions } from '../pattern';
import { PatternChoice, PatternElement } from '../pattern-element';
import { PolicyProblemCode as Code, quoted } from '../policy-problem';
import { PolicyTypeRow } from '../policy-type';
import { PrincipalElement } from '../principal-element';
import { Effect, Statement } from '../statement';
import { OpenText } from '../text';
import { NO_CONDITION, readConditions } from './condition-reader';
import { asOpen, ElementReader, Fields } from './element-reader';
import { KnownElements } from './known-elements';
import { Place } from './place';
import { Count, counter } from './policy-size';
import { readPrincipals } from './principal-reader';

const DOCUMENT_ELEMENTS = ['Version', 'Id', 'Statement'];
const STATEMENT_ELEMENTS = ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];
const TEXT_ELEMENTS = ['Version', 'Id', 'Sid', 'Effect'];
const VERSION_WITH_VARIABLES = '2012-10-17';
const VERSIONS = [VERSION_WITH_VARIABLES, '2008-10-17'];

/** An action, but for `*` alone. */
const ACTION = /^[A-Za-z0-9-]+:[A-Za-z0-9*?._-]+$/;

/** The `Sid` of a statement that IAM stores. */
const SID = /^[A-Za-z0-9]*$/;

const EFFECTS: Effect[] = ['Allow', 'Deny'];

interface PossibleEffect { readonly effect: Effect; readonly made: Outcome[] }

const SURE_EFFECTS = new Map<unknown, PossibleEffect[]>(EFFECTS.map(effect => [effect, [{ effect, made: [] }]]));

type Accepts = (text: string, at: Place) => boolean;

interface Complementable { readonly at: Place; readonly negated: boolean }

/**
 * Compiles the value of a policy document, and notes every problem on the way. Total: no content makes it throw.
 */
export class DocumentReader extends ElementReader {
  public readonly statements: Statement[] = [];
  public version: string | undefined;
  public id: string | undefined;
  /** How many characters AWS counts of the policy, at least; only where elements of others are known, and there is no problem. */
  public leastCharacters = 0;
  private readonly count: Count;
  private readonly sids = new Set<string>();

  /** @param known elements of other policies; what is read then stands in the document as it is written */
  constructor(row: PolicyTypeRow | undefined, fromText: boolean, private readonly known?: KnownElements) {
    super(row, fromText);
    this.count = counter(row?.whitespaceCounts === true);
  }

  public read(document: unknown): void {
    const root = new Place(document);
    const fields = this.fields(root, DOCUMENT_ELEMENTS);
    if (fields === undefined) { return; }
    this.version = fields.Version === undefined ? undefined : this.knownText(root.member('Version'));
    if (this.version !== undefined && !VERSIONS.includes(this.version)) {
      this.problem(root.member('Version'), Code.INVALID_VERSION, `${quoted(this.version)} is no version of the policy language; write \`${VERSION_WITH_VARIABLES}\``);
    }
    this.id = fields.Id === undefined ? undefined : this.knownText(root.member('Id'));
    if (fields.Statement === undefined) {
      this.problem(root, Code.MISSING_STATEMENT, 'has no `Statement`');
    } else {
      const statements = this.list(root.member('Statement'));
      statements.forEach((one, index) => this.readStatement(one, index, []));
      this.addFrame(fields, Array.isArray(fields.Statement) ? statements.length + 1 : 0);
    }
  }

  /** A statement that is only known at deployment is each of its alternatives, none of them certain. */
  private readStatement(at: Place, index: number, outcomes: Outcome[]): void {
    const open = asOpen(at.value);
    if (open === undefined) {
      this.readKnownStatement(at, index, outcomes);
    } else if (open.alternatives === undefined) {
      this.problem(at, Code.OPEN_ELEMENT, `depends on ${open.name}: nobody can say what it allows; write the statement out`);
    } else {
      const choice = Choice.ofNode(open);
      open.alternatives.forEach((alternative, which) => {
        const list = alternative === undefined ? [] : this.list(at.alternative(alternative));
        for (const one of list) { this.readStatement(one, index, [...outcomes, { choice, which }]); }
      });
    }
  }

  private readKnownStatement(at: Place, index: number, outcomes: Outcome[]): void {
    const fields = this.fields(at, STATEMENT_ELEMENTS);
    if (fields === undefined) { return; }
    const sid = this.readSid(at, fields, outcomes.length > 0);
    const effects = this.readEffects(at, fields);
    const principal = this.readPrincipal(at, fields);
    const action = this.readAction(at, fields);
    const resource = this.readResource(at, fields);
    const condition = fields.Condition === undefined ? NO_CONDITION : this.element('Condition', at.member('Condition'), one => readConditions(this, one, this.hasVariables));
    this.addFrame(fields);
    if (action === undefined) { return; }
    const services = action.negated ? undefined : action.words;
    for (let i = 0; i < effects.length; i++) {
      const { effect, made } = effects[i];
      const statement: Statement = { index, sid, effect, principal, action, services, resource, condition };
      const isSure = outcomes.length + made.length === 0;
      this.statements.push(isSure ? statement : { ...statement, dependsOn: (made[0] ?? outcomes[0]).choice.name, outcomes: [...outcomes, ...made] });
    }
  }

  private readSid(at: Place, fields: Fields, mayRepeat: boolean): string | undefined {
    if (fields.Sid === undefined) { return undefined; }
    const sid = this.knownText(at.member('Sid'));
    if (!sid || !this.row?.storedByIam) { return sid; }
    if (!SID.test(sid)) {
      this.problem(at.member('Sid'), Code.INVALID_SID, `${quoted(sid)} has other characters than letters and digits; IAM refuses it`);
    }
    if (this.sids.has(sid) && !mayRepeat) {
      this.problem(at.member('Sid'), Code.DUPLICATE_SID, `${quoted(sid)} names another statement already; IAM refuses it`);
    }
    this.sids.add(sid);
    return sid;
  }

  private readEffects(at: Place, fields: Fields): PossibleEffect[] {
    if (fields.Effect === undefined) {
      this.problem(at, Code.MISSING_EFFECT, 'has no `Effect`; write `Allow` or `Deny`');
      return [];
    }
    return SURE_EFFECTS.get(fields.Effect) ?? this.readEffect(at.member('Effect'), []);
  }

  /** An effect that is only known at deployment may be either. */
  private readEffect(at: Place, made: Outcome[]): PossibleEffect[] {
    const { value } = at;
    const open = asOpen(value);
    if (open !== undefined && open.alternatives === undefined) {
      const choice = Choice.ofEffect(value as OpenNode | OpenText, open.name);
      return EFFECTS.map((effect, which) => ({ effect, made: [...made, { choice, which }] }));
    }
    if (open !== undefined) {
      const choice = value instanceof OpenText ? Choice.ofValue(value.openValues[0]) : Choice.ofNode(open);
      // IAM refuses a policy without an effect.
      return open.alternatives!.flatMap((one, which) => one === undefined ? [] : this.readEffect(at.alternative(one), [...made, { choice, which }]));
    }
    const effect = EFFECTS.find(one => one === value);
    if (effect !== undefined) { return [{ effect, made }]; }
    const text = this.knownText(at);
    if (text !== undefined) { this.problem(at, Code.INVALID_EFFECT, `${quoted(text)} is no effect; write \`Allow\` or \`Deny\``); }
    return [];
  }

  private readPrincipal(at: Place, fields: Fields): PrincipalElement | undefined {
    const found = this.elementOrComplement(at, fields, 'Principal', 'NotPrincipal');
    if (found === undefined) {
      if (this.row?.principal === 'required') { this.problem(at, Code.MISSING_PRINCIPAL, 'has no `Principal`, and its policy needs one'); }
      return undefined;
    }
    if (this.row?.principal === 'unsupported') {
      this.problem(found.at, Code.UNSUPPORTED_PRINCIPAL, 'does not belong here: the policy applies to those it is attached to');
      return undefined;
    }
    const { negated } = found;
    return this.element(negated ? 'NotPrincipal' : 'Principal', found.at, one => {
      const { entries, choices } = readPrincipals(this, one);
      return new PrincipalElement(negated, entries, choices);
    });
  }

  private readAction(at: Place, fields: Fields): PatternElement | undefined {
    const found = this.elementOrComplement(at, fields, 'Action', 'NotAction');
    if (found === undefined) {
      this.problem(at, Code.MISSING_ACTION, 'has neither `Action` nor `NotAction`');
      return undefined;
    }
    const { negated } = found;
    return this.element(negated ? 'NotAction' : 'Action', found.at, one => this.readPatterns({ at: one, negated }, ACTION_PATTERNS, this.isAction));
  }

  private isAction(text: string, at: Place): boolean {
    if (text === '*' || ACTION.test(text)) { return true; }
    if (WILDCARD_SERVICE.test(text)) {
      this.problem(at, Code.WILDCARD_IN_SERVICE, `${quoted(text)} has a wildcard in its service; write the service out, or \`*\` alone`);
    } else {
      this.problem(at, Code.INVALID_ACTION, `${quoted(text)} is no action; write \`service:name\`, or \`*\` alone`);
    }
    return false;
  }

  private readResource(at: Place, fields: Fields): PatternElement | undefined {
    const found = this.elementOrComplement(at, fields, 'Resource', 'NotResource');
    if (found === undefined) {
      if (this.row?.resource === 'required') { this.problem(at, Code.MISSING_RESOURCE, 'has neither `Resource` nor `NotResource`'); }
      return undefined;
    }
    if (this.row?.resource === 'unsupported') {
      this.problem(found.at, Code.UNSUPPORTED_RESOURCE, 'does not belong here: the policy applies to the role that carries it');
      return undefined;
    }
    const { negated } = found;
    const options = this.hasVariables ? RESOURCE_PATTERNS : RESOURCE_PATTERNS_OF_2008;
    return this.element(negated ? 'NotResource' : 'Resource', found.at, one => this.readPatterns({ at: one, negated }, options, this.isResource));
  }

  private isResource(text: string, at: Place): boolean {
    if (!this.row?.storedByIam || text === '*' || text.startsWith('arn:')) { return true; }
    this.problem(at, Code.INVALID_RESOURCE, `${quoted(text)} is neither an ARN nor \`*\`; IAM refuses it`);
    return false;
  }

  private readPatterns(found: Complementable, options: PatternOptions, accepts: Accepts): PatternElement {
    const patterns: Pattern[] = [];
    const choices: PatternChoice[] = [];
    const members = this.list(found.at);
    for (let i = 0; i < members.length; i++) {
      const member = members[i];
      if (member.value instanceof OpenNode) {
        const choice = this.readChoice(member, member.value, found, options, accepts);
        if (choice === undefined) { patterns.push(Pattern.compile(OpenText.of(member.value.asText()), options)); } else { choices.push(choice); }
      } else {
        const pattern = this.readPattern(member, options, accepts);
        if (pattern !== undefined) { patterns.push(pattern); }
      }
    }
    return new PatternElement(found.negated, patterns, choices);
  }

  private readPattern(at: Place, options: PatternOptions, accepts: Accepts): Pattern | undefined {
    const text = this.text(at);
    return text === undefined || typeof text === 'string' && !accepts.call(this, text, at) ? undefined : Pattern.compile(text, options);
  }

  /** Undefined where it may be anything. */
  private readChoice(member: Place, node: OpenNode, { at, negated }: Complementable, options: PatternOptions, accepts: Accepts): PatternChoice | undefined {
    const lists = this.nestedLists(node, member);
    if (lists === undefined) { return undefined; }
    // Without the element, the statement is about everything; so is the complement of nothing.
    const isAll = (list: Place[]) => member === at && list.length === 0 && !negated;
    const alternatives = lists.map(list => isAll(list) ? [EVERYTHING] : list.flatMap(one => this.readPattern(one, options, accepts) ?? []));
    return { name: node.name, choice: Choice.ofLists(node, lists.length), alternatives };
  }

  private element<Element>(as: string, at: Place, read: (at: Place) => Element): Element {
    if (this.known === undefined) { return read(at); }
    const { element, size } = this.known.read(this.hasVariables ? as : `${as} of 2008`, at, this, this.count, read);
    this.leastCharacters += size;
    return element;
  }

  /** What stands around elements: braces, the names of members with what is around them, text that is no element. */
  private addFrame(fields: Fields, brackets = 0): void {
    if (this.known === undefined) { return; }
    let size = 1 + brackets;
    for (const name in fields) {
      const value = fields[name];
      size += name.length + 4 + (typeof value === 'string' && TEXT_ELEMENTS.includes(name) ? this.count(JSON.stringify(value)) : 0);
    }
    this.leastCharacters += size;
  }

  private get hasVariables(): boolean {
    return this.version === VERSION_WITH_VARIABLES;
  }

  private elementOrComplement(at: Place, fields: Fields, name: string, complement: string): Complementable | undefined {
    if (fields[name] !== undefined && fields[complement] !== undefined) {
      this.problem(at, Code.ELEMENT_AND_COMPLEMENT, `has both \`${name}\` and \`${complement}\`; keep one`);
    }
    if (fields[name] !== undefined) { return { at: at.member(name), negated: false }; }
    return fields[complement] !== undefined ? { at: at.member(complement), negated: true } : undefined;
  }
}

const ACTION_PATTERNS: PatternOptions = { wildcards: true, ignoreCase: true };
const RESOURCE_PATTERNS: PatternOptions = { wildcards: true, variables: true };
const RESOURCE_PATTERNS_OF_2008: PatternOptions = { wildcards: true, variables: false };

const EVERYTHING = Pattern.compile('*', { wildcards: true });

const WILDCARD_SERVICE = /^[A-Za-z0-9-]*[*?][A-Za-z0-9*?-]*:/;
