import { Condition, ConditionBlock } from '../../../src/engine/policy/condition';
import { Pattern } from '../../../src/engine/policy/pattern';
import { PatternElement } from '../../../src/engine/policy/pattern-element';
import { PolicyDocument } from '../../../src/engine/policy/policy-document';
import { PrincipalElement, PrincipalEntry } from '../../../src/engine/policy/principal-element';

/** What a compiled document says, as plain values; what is absent or empty is left out. */
export function outlineOf(document: PolicyDocument): unknown[] {
  return document.statements.map(({ index, sid, effect, dependsOn, principal, action, services, resource, condition }) => told({
    index,
    sid,
    effect,
    dependsOn,
    principal: principal && outlineOfPrincipal(principal),
    action: outlineOfElement(action),
    services,
    resource: resource && outlineOfElement(resource),
    ...outlineOfConditions(condition),
  }));
}

export function outlineOfElement({ negated, patterns, choices }: PatternElement): unknown {
  const sources = (list: Pattern[]) => list.map(({ source }) => String(source));
  return told({
    negated: negated || undefined,
    patterns: sources(patterns),
    variables: filled(patterns.flatMap(({ variableKeys }) => variableKeys)),
    choices: filled(choices.map(({ name, alternatives }) => [name, ...alternatives.map(sources)])),
  });
}

export function outlineOfPrincipal({ negated, entries, choices }: PrincipalElement): unknown {
  const names = (list: PrincipalEntry[]) => list.map(({ type, everyone, pattern }) => `${type} ${everyone ? 'everyone' : String(pattern.source)}`);
  return told({
    negated: negated || undefined,
    entries: names(entries),
    choices: filled(choices.map(({ name, alternatives }) => [name, ...alternatives.map(names)])),
  });
}

export function outlineOfConditions({ conditions, open }: ConditionBlock): Record<string, unknown> {
  const spelt = ({ operator, keyName, key, values }: Condition) => [operator.name, keyName, key, ...values.map(({ source }) => String(source))];
  return told({
    conditions: filled(conditions.map(spelt)),
    open: filled(open.map(({ name, alternatives }) => [name, ...alternatives?.map(outlineOfConditions) ?? ['anything']])),
  });
}

const filled = <T>(list: T[]): T[] | undefined => list.length === 0 ? undefined : list;

function told(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== undefined));
}
