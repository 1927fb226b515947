import { TextJson, TextPrinter } from './text-json';
import { Condition, ConditionBlock } from '../engine/policy/condition';
import { Pattern } from '../engine/policy/pattern';
import { PatternElement } from '../engine/policy/pattern-element';
import { PolicyDocument } from '../engine/policy/policy-document';
import { PolicyProblem } from '../engine/policy/policy-problem';
import { PrincipalElement, PrincipalEntry, PrincipalType } from '../engine/policy/principal-element';
import { Effect, Statement } from '../engine/policy/statement';

/** One of several lists of members, and nobody knows which before deployment. */
export interface ChoiceJson<T> {
  /** What decides, for people. */
  readonly open: string;
  readonly kind: 'choice';
  readonly alternatives: T[][];
}

/** A member of a `Principal`; the name `*` is everyone of the type. */
export interface PrincipalJson {
  readonly type: PrincipalType;
  readonly name: TextJson;
}

/** One operator and one key, with the values that the key is compared with. */
export interface ConditionJson {
  /** With set operator and `IfExists`: `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: TextJson[];
}

/** Conditions of which nobody knows anything before deployment. */
export interface UnknownConditionsJson {
  readonly open: string;
  readonly kind: 'unknown';
}

export type ConditionMemberJson = ConditionJson | ChoiceJson<ConditionMemberJson> | UnknownConditionsJson;

/** A statement. Of an element and its complement there is one at most. */
export interface StatementJson {
  /** Its place in the document; statements that one open place may become share it. */
  readonly index: number;
  readonly sid?: string;
  readonly effect: Effect;
  /** Why it may be absent from the deployed policy; left out when it is surely there. */
  readonly dependsOn?: string;
  readonly principals?: (PrincipalJson | ChoiceJson<PrincipalJson>)[];
  readonly notPrincipals?: (PrincipalJson | ChoiceJson<PrincipalJson>)[];
  readonly actions?: (TextJson | ChoiceJson<TextJson>)[];
  readonly notActions?: (TextJson | ChoiceJson<TextJson>)[];
  /** Left out where the policy applies to the resource that carries it. */
  readonly resources?: (TextJson | ChoiceJson<TextJson>)[];
  readonly notResources?: (TextJson | ChoiceJson<TextJson>)[];
  /** All of them must hold. */
  readonly conditions: ConditionMemberJson[];
}

/** A policy document, statement by statement. */
export interface PolicyDocumentJson {
  readonly version?: string;
  readonly id?: string;
  readonly statements: StatementJson[];
  /** With one of these, nothing can be decided by it. */
  readonly problems: PolicyProblem[];
}

export function documentJson({ version, id, statements, problems }: PolicyDocument, texts: TextPrinter): PolicyDocumentJson {
  return {
    version,
    id,
    statements: statements.map(one => statementJson(one, texts)),
    problems: problems.map(({ path, code, message }) => ({ path, code, message })),
  };
}

function statementJson({ index, sid, effect, dependsOn, principal, action, resource, condition }: Statement, texts: TextPrinter): StatementJson {
  const principals = principal && principalsJson(principal, texts);
  const actions = patternsJson(action, texts);
  const resources = resource && patternsJson(resource, texts);
  return {
    index,
    sid,
    effect,
    dependsOn,
    [principal?.negated ? 'notPrincipals' : 'principals']: principals,
    [action.negated ? 'notActions' : 'actions']: actions,
    [resource?.negated ? 'notResources' : 'resources']: resources,
    conditions: conditionsJson(condition, texts),
  };
}

function principalsJson({ entries, choices }: PrincipalElement, texts: TextPrinter): (PrincipalJson | ChoiceJson<PrincipalJson>)[] {
  const entryJson = ({ type, pattern }: PrincipalEntry): PrincipalJson => ({ type, name: texts.text(pattern.source) });
  return [...entries.map(entryJson), ...choices.map(({ name, alternatives }) => choiceJson(name, alternatives.map(list => list.map(entryJson))))];
}

function patternsJson({ patterns, choices }: PatternElement, texts: TextPrinter): (TextJson | ChoiceJson<TextJson>)[] {
  const patternJson = ({ source }: Pattern) => texts.text(source);
  return [...patterns.map(patternJson), ...choices.map(({ name, alternatives }) => choiceJson(name, alternatives.map(list => list.map(patternJson))))];
}

function conditionsJson({ conditions, open }: ConditionBlock, texts: TextPrinter): ConditionMemberJson[] {
  const conditionJson = ({ operator, keyName, values }: Condition): ConditionJson => ({
    operator: operator.name, key: keyName, values: values.map(({ source }) => texts.text(source)),
  });
  return [...conditions.map(conditionJson), ...open.map(({ name, alternatives }): ConditionMemberJson => alternatives === undefined
    ? { open: name, kind: 'unknown' }
    : choiceJson(name, alternatives.map(block => conditionsJson(block, texts))))];
}

function choiceJson<T>(open: string, alternatives: T[][]): ChoiceJson<T> {
  return { open, kind: 'choice', alternatives };
}
