/**
 * What is wrong with a policy document.
 */
export enum PolicyProblemCode {
  /** The text is not JSON. */
  NOT_JSON = 'notJson',
  /** The text begins with a byte order mark. */
  BYTE_ORDER_MARK = 'byteOrderMark',
  /** An object of the JSON text has the same key twice: readers disagree on which one counts. */
  DUPLICATE_KEY = 'duplicateKey',
  /** An object has a key named `__proto__`. */
  PROTOTYPE_KEY = 'prototypeKey',
  /** A number that is too large for JSON readers, such as 1e400. */
  NUMBER_OUT_OF_RANGE = 'numberOutOfRange',
  /** Nested deeper than 32 levels. */
  NESTED_TOO_DEEPLY = 'nestedTooDeeply',
  /** Larger than AWS accepts for this type of policy. */
  TOO_LARGE = 'tooLarge',
  /** The object could not be read: a getter, a proxy or `toJSON` threw. */
  UNREADABLE = 'unreadable',
  /** A part of the policy is only known at deployment. */
  OPEN_ELEMENT = 'openElement',
  /** A CDK token was not resolved before the policy was handed over. */
  UNRESOLVED_TOKEN = 'unresolvedToken',
  /** A character that IAM does not accept. */
  INVALID_CHARACTER = 'invalidCharacter',
  /** A value of another JSON type than the element takes. */
  WRONG_TYPE = 'wrongType',
  /** A key that is no element of the policy language. */
  UNKNOWN_ELEMENT = 'unknownElement',
  /** A key that would be an element if it were spelt in the right case. */
  WRONG_CASE = 'wrongCase',
  /** A list without members. */
  EMPTY_LIST = 'emptyList',
  /** `Statement` is missing. */
  MISSING_STATEMENT = 'missingStatement',
  /** `Version` is neither 2012-10-17 nor 2008-10-17. */
  INVALID_VERSION = 'invalidVersion',
  /** A `Sid` with characters that IAM does not accept. */
  INVALID_SID = 'invalidSid',
  /** Two statements have the same `Sid`. */
  DUPLICATE_SID = 'duplicateSid',
  /** `Effect` is missing. */
  MISSING_EFFECT = 'missingEffect',
  /** `Effect` is neither Allow nor Deny. */
  INVALID_EFFECT = 'invalidEffect',
  /** Neither `Action` nor `NotAction`. */
  MISSING_ACTION = 'missingAction',
  /** Not `*` and not `service:name`. */
  INVALID_ACTION = 'invalidAction',
  /** A wildcard in the service part of an action. */
  WILDCARD_IN_SERVICE = 'wildcardInService',
  /** Neither `Resource` nor `NotResource`, in a policy type that needs one. */
  MISSING_RESOURCE = 'missingResource',
  /** `Resource` or `NotResource` in a policy type that has none. */
  UNSUPPORTED_RESOURCE = 'unsupportedResource',
  /** Not `*` and no ARN. */
  INVALID_RESOURCE = 'invalidResource',
  /** Neither `Principal` nor `NotPrincipal`, in a policy type that needs one. */
  MISSING_PRINCIPAL = 'missingPrincipal',
  /** `Principal` or `NotPrincipal` in a policy type that has none. */
  UNSUPPORTED_PRINCIPAL = 'unsupportedPrincipal',
  /** A principal that is none. */
  INVALID_PRINCIPAL = 'invalidPrincipal',
  /** A wildcard inside the name of a principal. */
  WILDCARD_IN_PRINCIPAL = 'wildcardInPrincipal',
  /** An element together with its complement, such as `Action` and `NotAction`. */
  ELEMENT_AND_COMPLEMENT = 'elementAndComplement',
  /** A condition operator that does not exist. */
  INVALID_OPERATOR = 'invalidOperator',
  /** A condition key without a prefix. */
  INVALID_CONDITION_KEY = 'invalidConditionKey',
  /** A condition value that its operator cannot read. */
  INVALID_CONDITION_VALUE = 'invalidConditionValue',
}

/**
 * One thing that is wrong with a policy document.
 */
export interface PolicyProblem {
  /** Where, as a JSON path: `$.Statement[0].Action[1]`. */
  readonly path: string;
  /** What, for programs. */
  readonly code: PolicyProblemCode;
  /** What, and the way out, for people. */
  readonly message: string;
}

/** The path of a member: `$.Statement`, `$.Condition['aws:SourceIp']`, `$[0]`. */
export function memberPath(path: string, key: string | number): string {
  if (typeof key === 'number') { return `${path}[${key}]`; }
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `${path}.${key}` : `${path}[${quoted(key, "'")}]`;
}

const LONGEST_QUOTE = 120;

/** What could end a quote, a line, or the state of a terminal: controls, marks that reorder or hide text, halves of surrogate pairs. */
const UNPRINTABLE = /[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufff9-\ufffb]/gu;

/** Foreign text in a message, in quotation marks: shortened and escaped. */
export function quoted(text: string, mark = '`'): string {
  const short = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}...` : text;
  return mark + escaped(short.replace(/[\\`']/g, character => character === mark || character === '\\' ? `\\${character}` : character)) + mark;
}

/** Text with everything made visible that is not. */
export function escaped(text: string): string {
  return text.replace(UNPRINTABLE, character => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}
