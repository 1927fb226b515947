import { PolicyProblem, PolicyProblemCode as Code } from '../../policy/policy-problem';
import { POLICY_TYPES, PolicyType } from '../../policy/policy-type';
import { FindingType } from '../validation-types';
import { Check, Found } from './check';
import { PolicyView } from './policy-view';

/** Which problems of the parser a check of AWS is about. */
interface GrammarRow {
  readonly code: string;
  readonly type?: FindingType;
  readonly problems: Code[];
  /** Only where the path is like this. */
  readonly path?: RegExp;
  /** Only in these policies. */
  readonly of?: (policy: PolicyView) => boolean;
  /** Where the parser does not tell it. */
  readonly wayOut?: string;
}

const PRINCIPAL_MEMBER = /\.(Not)?Principal[.[]/;

const isServiceControl = ({ kind }: PolicyView) => kind === PolicyType.SERVICE_CONTROL;
const isTrust = ({ kind }: PolicyView) => kind === PolicyType.TRUST;

/** The first row that fits a problem is its check: with the rows of `TOLD_ELSEWHERE`, every problem of the parser has one. */
const GRAMMAR: GrammarRow[] = [
  { code: 'INVALID_PRINCIPAL_KEY', problems: [Code.UNKNOWN_ELEMENT, Code.WRONG_CASE], path: PRINCIPAL_MEMBER },
  { code: 'INVALID_POLICY_ELEMENT', problems: [Code.UNKNOWN_ELEMENT, Code.WRONG_CASE] },
  { code: 'MISSING_STATEMENT', problems: [Code.MISSING_STATEMENT], wayOut: 'add one' },
  { code: 'MISSING_STATEMENT', problems: [Code.EMPTY_LIST], path: /^\$\.Statement$/, wayOut: 'add a statement' },
  { code: 'INVALID_VERSION', problems: [Code.INVALID_VERSION] },
  { code: 'MISSING_EFFECT', problems: [Code.MISSING_EFFECT] },
  { code: 'INVALID_EFFECT', problems: [Code.INVALID_EFFECT] },
  { code: 'MISSING_ACTION', problems: [Code.MISSING_ACTION], wayOut: 'name the actions' },
  { code: 'MISSING_RESOURCE', problems: [Code.MISSING_RESOURCE], wayOut: 'name the resources' },
  { code: 'MISSING_PRINCIPAL', problems: [Code.MISSING_PRINCIPAL], wayOut: 'name who it is about' },
  { code: 'SCP_SYNTAX_ERROR_PRINCIPAL', problems: [Code.UNSUPPORTED_PRINCIPAL], of: isServiceControl },
  { code: 'UNSUPPORTED_PRINCIPAL', problems: [Code.UNSUPPORTED_PRINCIPAL] },
  { code: 'ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE', problems: [Code.UNSUPPORTED_RESOURCE], of: isTrust },
  { code: 'UNSUPPORTED_ELEMENT_COMBINATION', problems: [Code.ELEMENT_AND_COMPLEMENT] },
  { code: 'UNSUPPORTED_SID', problems: [Code.INVALID_SID] },
  { code: 'UNIQUE_SIDS_REQUIRED', problems: [Code.DUPLICATE_SID] },
  { code: 'INVALID_ACTION', problems: [Code.INVALID_ACTION] },
  { code: 'WILDCARD_IN_SERVICE_NAME', type: FindingType.SUGGESTION, problems: [Code.WILDCARD_IN_SERVICE] },
  { code: 'INVALID_PRINCIPAL_FORMAT', problems: [Code.INVALID_PRINCIPAL] },
  { code: 'UNSUPPORTED_WILDCARD_IN_PRINCIPAL', problems: [Code.WILDCARD_IN_PRINCIPAL] },
  { code: 'DUPLICATE_KEYS_WITH_DIFFERENT_CASE', problems: [Code.DUPLICATE_KEY] },
  { code: 'INVALID_CONDITION_KEY_FORMAT', problems: [Code.INVALID_CONDITION_KEY] },
  { code: 'JSON_SYNTAX_ERROR', problems: [Code.INVALID_CHARACTER] },
  { code: 'DATA_TYPE_MISMATCH', problems: [Code.WRONG_TYPE, Code.NUMBER_OUT_OF_RANGE, Code.UNRESOLVED_TOKEN, Code.OPEN_ELEMENT], wayOut: 'write what the element takes' },
];

/** Problems that other checks tell, with a code that depends on more than the problem. */
export const TOLD_ELSEWHERE = [Code.EMPTY_LIST, Code.INVALID_OPERATOR, Code.INVALID_CONDITION_VALUE, Code.INVALID_RESOURCE];

/** Problems that leave nothing to read. */
const UNREADABLE: Check = {
  code: 'JSON_SYNTAX_ERROR',
  type: FindingType.ERROR,
  find: ({ unreadable }) => unreadable.map(problem => found(problem)),
};

/** What breaks the language, as the parser finds it: what it refuses never validates clean. */
export const GRAMMAR_CHECKS: Check[] = [UNREADABLE, ...GRAMMAR.map((row): Check => ({
  code: row.code,
  type: row.type ?? FindingType.ERROR,
  find: policy => policy.problems.filter(problem => rowOf(problem, policy) === row).map(problem => found(problem, row.wayOut)),
}))];

/** Sids and resources as IAM wants them, where IAM stores the policy. */
export function isStoredByIam({ kind }: PolicyView): boolean {
  return POLICY_TYPES[kind].storedByIam;
}

function rowOf(problem: PolicyProblem, policy: PolicyView): GrammarRow | undefined {
  return GRAMMAR.find(({ problems, path, of }) => problems.includes(problem.code) && (path?.test(problem.path) ?? true) && (of?.(policy) ?? true));
}

function found({ path, message }: PolicyProblem, wayOut?: string): Found {
  return { details: wayOut === undefined || message.includes(';') ? message : `${message}; ${wayOut}`, places: [{ path }] };
}
