import { mayBeDoneOn } from './action-resources';
import { concrete } from './concrete-pattern';
import { coveredActions, unlistedActions } from './covered-actions';
import { isSameStatement, Permission, Permissions, referenceTo } from './permissions';
import { PolicyReading } from '../cloudformation/template-reading';
import { Statement } from '../engine/policy/statement';
import { OpenText, OpenValue, Text } from '../engine/policy/text';
import { ServiceAction } from '../engine/service-authorization/service-action';

/** Which requests are sampled. */
export interface SampleQuestion {
  /** Of the actions that AWS lists; undefined: every action, those too that it does not list. */
  readonly isAsked?: (action: ServiceAction) => boolean;
  /** Keys that the request has. @default - any */
  readonly context?: Record<string, Text[]>;
}

/** Something that the statement allows: one of its actions on one of its resources, wildcards filled in. */
export function sampleOf(policy: PolicyReading, statement: Statement, permissions: Permissions, { isAsked, context }: SampleQuestion = {}): Permission | undefined {
  const named = statement.resource === undefined || statement.resource.negated ? [] : statement.resource.allPatterns.map(pattern => concrete(pattern, permissions.caller, () => 'example'));
  const anywhere = [...named, OpenText.of(OpenValue.invented('example'))];
  const actions = coveredActions(statement.action).filter(action => isAsked?.(action) !== false);
  const unlisted = isAsked === undefined ? unlistedActions(statement.action) : [];
  const own = referenceTo(policy, statement);
  // It only makes the witness readable.
  const fitting = actions.flatMap(action => named.filter(resource => mayBeDoneOn(action, resource)).map(resource => ({ action: action.name, resource })));
  const others = [...actions.map(({ name }) => name), ...unlisted].flatMap(action => anywhere.map(resource => ({ action, resource })));
  for (const question of [...fitting, ...others]) {
    const permission = permissions.ask({ ...question, context });
    if (permission?.statements.some(one => isSameStatement(one, own))) { return permission; }
  }
  return undefined;
}
