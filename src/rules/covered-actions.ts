import { PatternScope } from '../engine/policy/pattern';
import { Statement } from '../engine/policy/statement';
import { foldAscii } from '../engine/policy/text';
import { NO, YES } from '../engine/policy/truth';
import { AccessLevel } from '../engine/service-authorization/access-level';
import { ServiceAction } from '../engine/service-authorization/service-action';
import { ServiceAuthorizationReference } from '../engine/service-authorization/service-authorization-reference';

/** Asked of statements that name no service: if they allow anything, they allow something here. */
const COMMON_SERVICES = ['iam', 'sts', 's3', 'secretsmanager', 'kms', 'dynamodb', 'lambda', 'ec2', 'sqs', 'sns', 'logs'];

/** The gravest first. */
const GRAVEST_FIRST = [AccessLevel.PERMISSIONS_MANAGEMENT, AccessLevel.WRITE, AccessLevel.READ, AccessLevel.TAGGING, AccessLevel.LIST];

/** Whether a pattern may match at all is asked without a request: what is contested matches. */
export const ANY_REQUEST: PatternScope = { contested: YES, variable: () => [] };

/** Known actions that the statement may cover, the gravest first. Of statements that name no service, those of common services. */
export function coveredActions({ action, services = COMMON_SERVICES }: Statement): ServiceAction[] {
  return services
    .flatMap(service => actionsOf(service))
    .filter(({ name }) => action.matches(foldAscii(name), ANY_REQUEST, ANY_REQUEST) !== NO)
    .sort((a, b) => gravity(a) - gravity(b));
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
