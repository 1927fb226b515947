import { Choice } from './choice';
import { readJson } from './json-text';
import { PolicyProblem, PolicyProblemCode } from './policy-problem';
import { POLICY_TYPES, PolicyType } from './policy-type';
import { DocumentReader } from './private/document-reader';
import { counter, leastSize } from './private/policy-size';
import { snapshot } from './private/snapshot';
import { Statement } from './statement';

/** Levels of nesting that IAM reads. */
const MOST_LEVELS = 32;

export interface PolicyParseOptions {
  /** What the policy is attached to. @default - what only some types require is not checked */
  readonly type?: PolicyType;
  /** The largest size in characters, see `POLICY_QUOTAS`. @default - the size is not checked */
  readonly quota?: number;
}

/**
 * A policy document, compiled. It holds every problem that was found; with one, nothing should be decided by it.
 */
export class PolicyDocument {
  /**
   * Strict and total: never throws, whatever the policy holds.
   *
   * @param policy JSON text, or the value that such text stands for
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
   */
  public static parse(policy: unknown, options: PolicyParseOptions = {}): PolicyDocument {
    const isText = typeof policy === 'string';
    const row = options.type && POLICY_TYPES[options.type];
    const { value, problems } = isText ? readJson(policy, MOST_LEVELS) : copied(policy);
    if (problems.length > 0) { return new PolicyDocument({ statements: [], problems }); }
    const reader = new DocumentReader(row, isText);
    reader.read(value);
    if (isText && row?.storedByIam && /[^\0-\xff]/.test(policy)) {
      reader.problems.push({ path: '$', code: PolicyProblemCode.INVALID_CHARACTER, message: 'has a character above U+00FF, which IAM does not accept; escape it' });
    }
    let size = 0;
    if (options.quota !== undefined && reader.problems.length === 0) {
      const count = counter(row?.whitespaceCounts === true);
      size = isText ? count(policy) : leastSize(value, count);
      if (size > options.quota) {
        reader.problems.push({ path: '$', code: PolicyProblemCode.TOO_LARGE, message: `has ${size} characters; AWS accepts at most ${options.quota}` });
      }
    }
    return new PolicyDocument({ version: reader.version, id: reader.id, statements: reader.statements, problems: reader.problems, leastCharacters: size });
  }

  /** A policy that is compiled when it is first asked for. */
  public static later(compile: () => PolicyContent): PolicyDocument {
    return new PolicyDocument(compile);
  }

  private index: StatementIndex | undefined;

  private constructor(private content: PolicyContent | (() => PolicyContent)) {}

  public get version(): string | undefined {
    return this.read.version;
  }

  public get id(): string | undefined {
    return this.read.id;
  }

  public get statements(): Statement[] {
    return this.read.statements;
  }

  public get problems(): PolicyProblem[] {
    return this.read.problems;
  }

  /** How many characters AWS counts of it, at least: what is open counts as nothing. Only of policies that were parsed with a quota. */
  public get leastCharacters(): number {
    return this.read.leastCharacters ?? 0;
  }

  private get read(): PolicyContent {
    if (typeof this.content === 'function') {
      const { version, id, statements, problems, leastCharacters } = this.content();
      this.content = { version, id, statements, problems, leastCharacters };
    }
    return this.content;
  }

  /** The same policy where it may be absent: its Allow statements count, its Deny statements are not credited. */
  public possible(dependsOn: string): PolicyDocument {
    return new PolicyDocument(typeof this.content === 'function' ? () => this.contentWhere(dependsOn) : this.contentWhere(dependsOn));
  }

  private contentWhere(dependsOn: string): PolicyContent {
    const there = { choice: Choice.ofPolicy(dependsOn), which: 0 };
    const statements = this.statements.map(one => ({ ...one, dependsOn: one.dependsOn ?? dependsOn, outcomes: [...one.outcomes ?? [], there] }));
    return { version: this.version, id: this.id, statements, problems: this.problems, leastCharacters: this.read.leastCharacters };
  }

  /** The same policy, together with others of the same thing. The places of statements are those in their own policies. */
  public joined(others: PolicyDocument[]): PolicyDocument {
    return this.with(others.flatMap(({ statements }) => statements));
  }

  /** The same policy, where what others deny is denied. */
  public limitedBy(others: PolicyDocument[]): PolicyDocument {
    return this.with(others.flatMap(({ statements }) => statements.filter(({ effect }) => effect === 'Deny')));
  }

  /** A policy that allows what one of the statements denies. */
  public allowingWhatIsDenied(by: Statement): PolicyDocument {
    return new PolicyDocument({ version: this.version, id: this.id, statements: [{ ...by, effect: 'Allow' }], problems: this.problems });
  }

  private with(statements: Statement[]): PolicyDocument {
    return statements.length === 0 ? this : new PolicyDocument({ version: this.version, id: this.id, statements: [...this.statements, ...statements], problems: this.problems });
  }

  /** The statements that may apply to an action of this service (folded), in two lists: those for any service, and those for this one. */
  public statementsFor(service: string): [Statement[], Statement[]] {
    this.index ??= indexByService(this.statements);
    return [this.index.any, this.index.byService.get(service) ?? []];
  }
}

/** What a policy holds. */
export interface PolicyContent {
  readonly version?: string;
  readonly id?: string;
  readonly statements: Statement[];
  readonly problems: PolicyProblem[];
  readonly leastCharacters?: number;
}

interface StatementIndex { readonly any: Statement[]; readonly byService: Map<string, Statement[]> }

function indexByService(statements: Statement[]): StatementIndex {
  const any: Statement[] = [];
  const byService = new Map<string, Statement[]>();
  for (const statement of statements) {
    for (const service of statement.services ?? []) {
      const list = byService.get(service);
      if (list === undefined) { byService.set(service, [statement]); } else { list.push(statement); }
    }
    if (statement.services === undefined) { any.push(statement); }
  }
  return { any, byService };
}

function copied(policy: unknown): { value: unknown; problems: PolicyProblem[] } {
  const { copy, problems } = snapshot(policy, MOST_LEVELS);
  return { value: copy, problems };
}
