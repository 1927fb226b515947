import { PatternScope } from '../engine/policy/pattern';
import { PatternElement } from '../engine/policy/pattern-element';
import { foldAscii, OpenText } from '../engine/policy/text';
import { NO, YES } from '../engine/policy/truth';
import { AccessLevel } from '../engine/service-authorization/access-level';
import { ServiceAction } from '../engine/service-authorization/service-action';
import { ServiceAuthorizationReference } from '../engine/service-authorization/service-authorization-reference';

/** The gravest first. */
const GRAVEST_FIRST = [AccessLevel.PERMISSIONS_MANAGEMENT, AccessLevel.WRITE, AccessLevel.READ, AccessLevel.TAGGING, AccessLevel.LIST];

/** Services that readers know: their actions are the better examples. */
const WELL_KNOWN = ['iam', 'sts', 'kms', 'secretsmanager', 's3', 'dynamodb', 'lambda', 'ec2', 'sqs', 'sns', 'logs'];

/** Every service, the well-known ones first. */
const everyService = () => [...new Set([...WELL_KNOWN, ...ServiceAuthorizationReference.services()])];

/** Whether a pattern may match at all is asked without a request: what is contested matches. */
export const ANY_REQUEST: PatternScope = { contested: YES, variable: () => [] };

const byElement = new WeakMap<PatternElement, ServiceAction[]>();
const byText = new Map<string, ServiceAction[]>();

/** More lists than this are not kept. */
const MOST_LISTS = 1_000;

/** Known actions that an `Action` may cover, the gravest first. Several rules ask, and most statements name the actions of others. */
export function coveredActions(action: PatternElement): ServiceAction[] {
  let actions = byElement.get(action);
  if (actions === undefined) {
    const text = closedText(action);
    actions = (text === undefined ? undefined : byText.get(text)) ?? listCovered(action);
    byElement.set(action, actions);
    if (text !== undefined && byText.size < MOST_LISTS) { byText.set(text, actions); }
  }
  return actions;
}

/** The actions as they are written; undefined where something in them is open. */
function closedText({ negated, patterns, choices }: PatternElement): string | undefined {
  const sources = patterns.map(({ source }) => source);
  return choices.length > 0 || sources.some(source => typeof source !== 'string') ? undefined : JSON.stringify([negated, sources]);
}

function listCovered(action: PatternElement): ServiceAction[] {
  const services = action.negated ? undefined : action.words;
  return (services ?? everyService())
    .flatMap(service => actionsOf(service))
    .filter(({ name }) => action.matches(foldAscii(name), ANY_REQUEST, ANY_REQUEST) !== NO)
    .sort((a, b) => gravity(a) - gravity(b));
}

/** Actions that an `Action` names and the data does not know, wildcards filled in. What is unknown is never taken to be harmless. */
export function unlistedActions(action: PatternElement): string[] {
  if (action.negated) { return []; }
  return action.allPatterns
    .map(({ source }) => (source instanceof OpenText ? source.parts.map(part => typeof part === 'string' ? part : 'Any').join('') : source))
    .map(name => name.replace(/[*?]/g, 'Any'))
    .filter(name => name.includes(':') && ServiceAuthorizationReference.action(name) === undefined);
}

function gravity({ accessLevels }: ServiceAction): number {
  return GRAVEST_FIRST.findIndex(level => accessLevels.includes(level));
}

const known = new Map<string, ServiceAction[]>();

function actionsOf(service: string): ServiceAction[] {
  let actions = known.get(service);
  if (actions === undefined) {
    actions = ServiceAuthorizationReference.actionsOf(service);
    known.set(service, actions);
  }
  return actions;
}
