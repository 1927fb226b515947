import { Choice } from '../choice';
import { OpenNode } from '../open-node';
import { Pattern } from '../pattern';
import { PolicyProblem, PolicyProblemCode as Code, quoted } from '../policy-problem';
import { PRINCIPAL_TYPES, PrincipalChoice, PrincipalEntry, PrincipalType } from '../principal-element';
import { OpenText, Text } from '../text';
import { asOpen, ElementReader } from './element-reader';
import { Place } from './place';

interface Principals { readonly entries: PrincipalEntry[]; readonly choices: PrincipalChoice[] }

/** An account, a user, role or session of one, a CloudFront origin access identity, or the unique id of a deleted principal. */
const AWS_PRINCIPAL = /^(\d{12}|arn:aws[a-z-]*:(iam|sts)::(\d{12}|cloudfront):(root|(user|role|assumed-role|federated-user)\/.+)|A[A-Z0-9]{15,})$/;

/** The most characters of the ARN of a user, role or session. */
const LONGEST_ARN = 2_048;

/** The value of `Principal` or `NotPrincipal`: `*`, or a map of lists. */
export function readPrincipals(reader: ElementReader, at: Place): Principals {
  const { value } = at;
  if (value === '*') { return { entries: [everyone('AWS')], choices: [] }; }
  const open = asOpen(value);
  if (open !== undefined) { return readOpenPrincipals(reader, open, at); }
  if (typeof value === 'string') {
    reader.problem(at, Code.INVALID_PRINCIPAL, `${quoted(value)} is no principal; write \`{ "AWS": ... }\`, or \`*\` for everyone`);
    return { entries: [], choices: [] };
  }
  const fields = reader.fields(at, PRINCIPAL_TYPES);
  if (fields === undefined) { return { entries: [], choices: [] }; }
  const types = PRINCIPAL_TYPES.filter(type => fields[type] !== undefined);
  if (types.length === 0) { reader.problem(at, Code.EMPTY_LIST, 'names no principal'); }
  const read = types.flatMap(type => reader.list(at.member(type)).map(member => readMember(reader, type, member)));
  return { entries: read.flatMap(one => one.entries), choices: read.flatMap(one => one.choices) };
}

/** A whole `Principal` that is only known at deployment. */
function readOpenPrincipals(reader: ElementReader, open: OpenNode, at: Place): Principals {
  const alternatives = open.alternatives?.map(value => value === undefined ? { entries: [], choices: [] } : readPrincipals(reader, at.alternative(value)));
  const lists = alternatives?.flatMap(waysOf);
  if (lists === undefined || lists.length > MOST_LISTS) { return { entries: PRINCIPAL_TYPES.map(type => unknown(type, open)), choices: [] }; }
  return { entries: [], choices: [{ name: open.name, choice: Choice.ofLists(open, lists.length), alternatives: lists }] };
}

/** More ways to make choices inside choices than this, and it may be anyone. */
const MOST_LISTS = 64;

/** The lists that principals may be, their choices made in every way, and one more than is looked at. */
function waysOf({ entries, choices }: Principals): PrincipalEntry[][] {
  return choices.reduce<PrincipalEntry[][]>((lists, { alternatives }) =>
    lists.slice(0, MOST_LISTS + 1).flatMap(list => alternatives.map(one => [...list, ...one])), [entries]);
}

function readMember(reader: ElementReader, type: PrincipalType, at: Place): Principals {
  const { value } = at;
  if (!(value instanceof OpenNode)) { return { entries: readEntry(reader, type, at), choices: [] }; }
  const lists = reader.nestedLists(value, at);
  if (lists === undefined) { return { entries: [unknown(type, value)], choices: [] }; }
  const alternatives = lists.map(list => list.flatMap(member => readEntry(reader, type, member)));
  return { entries: [], choices: [{ name: value.name, choice: Choice.ofLists(value, lists.length), alternatives }] };
}

function readEntry(reader: ElementReader, type: PrincipalType, at: Place): PrincipalEntry[] {
  const text = reader.text(at);
  if (text === '*') { return [everyone(type)]; }
  return text !== undefined && isPrincipal(reader, type, text, at) ? [{ type, everyone: false, pattern: Pattern.compile(text) }] : [];
}

function isPrincipal(reader: ElementReader, type: PrincipalType, text: Text, at: Place): boolean {
  const problem = typeof text === 'string' ? problemOfPrincipal(type, text) : undefined;
  if (problem !== undefined) { reader.problem(at, problem.code, problem.message); }
  return problem === undefined;
}

/** Why known text is no principal; undefined where it is one. */
function problemOfPrincipal(type: PrincipalType, text: string): Pick<PolicyProblem, 'code' | 'message'> | undefined {
  if (text.length > LONGEST_ARN) {
    return { code: Code.INVALID_PRINCIPAL, message: `is no principal: its ${text.length} characters are more than the ${LONGEST_ARN} of an ARN` };
  }
  if (/[*?]/.test(text)) {
    return {
      code: Code.WILDCARD_IN_PRINCIPAL,
      message: `${quoted(text)} has a wildcard, which no principal has; name the principal, or limit \`*\` by a condition on \`aws:PrincipalArn\``,
    };
  }
  if (type === 'AWS' && !AWS_PRINCIPAL.test(text)) {
    return { code: Code.INVALID_PRINCIPAL, message: `${quoted(text)} is neither an account id nor the ARN of an account, user, role or session` };
  }
  const isEmpty = text === '' || type !== 'AWS' && /\s/.test(text);
  return isEmpty ? { code: Code.INVALID_PRINCIPAL, message: `${quoted(text)} is no principal` } : undefined;
}

function everyone(type: PrincipalType): PrincipalEntry {
  return { type, everyone: true, pattern: Pattern.compile('*') };
}

function unknown(type: PrincipalType, node: OpenNode): PrincipalEntry {
  return { type, everyone: false, pattern: Pattern.compile(OpenText.of(node.asText())) };
}
