import { ElementView } from './policy-view';
import { globOf } from './text-pattern';
import { foldAscii } from '../../policy/text';
import { ServiceAction } from '../../service-authorization/service-action';
import { ServiceAuthorizationReference as Reference } from '../../service-authorization/service-authorization-reference';
import { WordPattern } from '../private/word-pattern';

/** The prefix of an action, in lower case; undefined for text that is none, such as `*`. */
export function serviceOf(action: string): string | undefined {
  const colon = action.indexOf(':');
  return colon <= 0 ? undefined : foldAscii(action.slice(0, colon));
}

export function hasWildcard(text: string): boolean {
  return /[*?]/.test(text);
}

const actionsByService = new Map<string, ReadonlyMap<string, ServiceAction>>();

/** The actions of a service by their names in lower case; read once. */
function actionsOf(service: string): ReadonlyMap<string, ServiceAction> | undefined {
  if (!actionsByService.has(service) && Reference.hasService(service)) {
    actionsByService.set(service, new Map(Reference.actionsOf(service).map(action => [foldAscii(action.name), action])));
  }
  return actionsByService.get(service);
}

/** The actions that AWS lists, of those that the text names; none for `*` and where the service has wildcards. */
export function listedActions(text: string): ServiceAction[] {
  const actions = actionsOf(serviceOf(text) ?? '');
  if (actions === undefined) { return []; }
  if (!hasWildcard(text)) {
    const action = actions.get(foldAscii(text));
    return action === undefined ? [] : [action];
  }
  const pattern = actionPattern(text);
  return [...actions].filter(([name]) => pattern.matches(name)).map(([, action]) => action);
}

/** A pattern for actions in lower case. */
export function actionPattern(text: string): WordPattern {
  return globOf(foldAscii(text));
}

/** How an element covers an action: by its name, by a wildcard, or because the complement does not name it. */
export type Cover = 'name' | 'wildcard' | 'complement';

/** @param action in lower case */
export function coverOf(element: ElementView | undefined, action: string): Cover | undefined {
  if (element === undefined || !element.isKnown) { return undefined; }
  const matching = element.members.filter(({ text }) => actionPattern(text).matches(action));
  if (element.negated) { return matching.length === 0 ? 'complement' : undefined; }
  if (matching.length === 0) { return undefined; }
  return matching.some(({ text }) => foldAscii(text) === action) ? 'name' : 'wildcard';
}
