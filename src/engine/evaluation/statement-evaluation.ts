import { AuthorizationRequest } from './authorization-request';
import { Grant } from './caller';
import { evaluateConditions } from './condition-evaluation';
import { contestedIn } from './request-context';
import { appliesWithoutResource } from './special-cases';
import { PrincipalElement } from '../policy/principal-element';
import { Effect, Statement } from '../policy/statement';
import { and, MAYBE, NO, not, or, Truth, YES } from '../policy/truth';

/** To whom a statement applies: as the caller itself, as what it comes from (role, federating user), as its account. */
export type Grants = Readonly<Record<Grant, Truth>>;

export const TO_NOBODY: Grants = { direct: NO, origin: NO, account: NO };
const TO_ITSELF: Grants = { direct: YES, origin: NO, account: NO };

/**
 * Does a statement apply to a request, and through which name of the caller?
 *
 * @param hasBoundary whether the caller has a permissions boundary
 */
export function evaluateStatement(statement: Statement, request: AuthorizationRequest, hasBoundary: boolean): Grants {
  const { context } = request;
  const contested = contestedIn(statement.effect);
  const scope = context.scope(contested);
  const complement = context.scope(not(contested));

  const action = statement.action.matches(request.action, scope, complement);
  if (action === NO) { return TO_NOBODY; }
  const resource = statement.resource?.matches(request.resource, scope, complement) ?? appliesWithoutResource(request);
  if (resource === NO) { return TO_NOBODY; }
  const grants = statement.principal ? evaluatePrincipal(statement.principal, request, statement.effect, hasBoundary) : TO_ITSELF;
  if (applies(grants) === NO) { return TO_NOBODY; }
  const conditions = evaluateConditions(statement.condition, context, statement.effect);
  const present = statement.dependsOn === undefined ? YES : MAYBE;
  const rest = and(action, resource, conditions, present);
  return rest === YES ? grants : {
    direct: and(grants.direct, rest),
    origin: and(grants.origin, rest),
    account: and(grants.account, rest),
  };
}

export function applies(grants: Grants): Truth {
  return or(grants.direct, grants.origin, grants.account);
}

export function evaluatePrincipal(element: PrincipalElement, { caller }: AuthorizationRequest, effect: Effect, hasBoundary: boolean): Grants {
  const listed: Record<Grant, Truth> = { direct: NO, origin: NO, account: NO };
  let everyone = element.listsEveryone('AWS');
  for (const { type, name, grant } of caller.names) {
    listed[grant] = or(listed[grant], element.lists(type, name));
    if (type !== 'AWS') { everyone = or(everyone, element.listsEveryone(type)); }
  }
  if (!element.negated) { return { ...listed, direct: or(listed.direct, everyone) }; }
  if (effect === 'Deny' && hasBoundary) { return TO_ITSELF; }
  // CONTESTED: whether a caller is excepted of whose names some are listed. A Deny excepts it; an Allow only if it is listed itself.
  return { direct: not(or(everyone, effect === 'Deny' ? applies(listed) : listed.direct)), origin: NO, account: NO };
}
