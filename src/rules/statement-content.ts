import { ConditionBlock } from '../engine/policy/condition';
import { PatternElement } from '../engine/policy/pattern-element';
import { PrincipalElement } from '../engine/policy/principal-element';
import { Statement } from '../engine/policy/statement';

/**
 * What a statement says, as JSON that is the same for statements that say the same: lists are sorted, open values stand by their names.
 */
export function statementContent({ effect, principal, action, resource, condition, dependsOn }: Statement): object {
  return {
    effect,
    ...principal && { [principal.negated ? 'notPrincipals' : 'principals']: principals(principal) },
    [action.negated ? 'notActions' : 'actions']: patterns(action),
    ...resource && { [resource.negated ? 'notResources' : 'resources']: patterns(resource) },
    conditions: conditions(condition),
    ...dependsOn !== undefined && { dependsOn },
  };
}

function patterns({ patterns: listed, choices }: PatternElement): object[] {
  return sorted([
    ...listed.map(({ source }) => String(source)),
    ...choices.map(({ name, alternatives }) => ({ [name]: alternatives.map(list => sorted(list.map(({ source }) => String(source)))) })),
  ]);
}

function principals({ entries, choices }: PrincipalElement): object[] {
  const told = (list: PrincipalElement['entries']) => list.map(({ type, pattern, everyone }) => [type, everyone ? '*' : String(pattern.source)]);
  return sorted([...told(entries), ...choices.map(({ name, alternatives }) => ({ [name]: alternatives.map(list => sorted(told(list))) }))]);
}

function conditions({ conditions: closed, open }: ConditionBlock): object[] {
  return sorted([
    ...closed.map(({ operator, key, values }) => [operator.name, key, sorted(values.map(({ source }) => String(source)))]),
    ...open.map(({ name, alternatives }) => ({ [name]: alternatives?.map(conditions) ?? 'unknown' })),
  ]);
}

function sorted(list: unknown[]): any[] {
  const keyed = list.map(one => [JSON.stringify(one), one] as const);
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, one]) => one);
}
