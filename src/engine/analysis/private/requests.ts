import { all, Formula, inSet, NEVER, some } from './formula';
import { PatternSet } from './pattern-set';
import { COLON } from './tokens';
import { points, WordPattern } from './word-pattern';
import { OWN_TRUST } from '../../evaluation/special-cases';
import { ANY_RUN, PATH_RUN } from '../../policy/text';

/** Requests for one of these actions, folded; wildcards are accepted. */
export function actionIn(actions: string[]): Formula {
  return actions.length === 0 ? NEVER : inSet('action', new PatternSet(actions.map(action => WordPattern.glob(action))));
}

/** Requests for a resource whose ARN's last field begins like this. */
export function resourceBegins(start: string): Formula {
  return inSet('resource', new PatternSet([new WordPattern([PATH_RUN, ...[0, 1, 2, 3].flatMap(() => [COLON, PATH_RUN]), COLON, ...points(start), ANY_RUN])]));
}

function ownTrust(rows: typeof OWN_TRUST): Formula {
  return some(rows.map(row => all(actionIn(row.actions ?? [`${row.service}:*`]), resourceBegins(row.resource))));
}

/** Requests for resources that nobody reaches without their own policy. */
export const OWN_TRUST_REQUESTS: Formula = ownTrust(OWN_TRUST);

/** Requests to which a statement without `Resource` does not apply. */
export const WITHOUT_RESOURCE_NEVER: Formula = ownTrust(OWN_TRUST.filter(row => row.statementsNeedResource));
