import { Pattern } from '../engine/policy/pattern';
import { Text } from '../engine/policy/text';
import { NO } from '../engine/policy/truth';
import { ServiceAction } from '../engine/service-authorization/service-action';
import { ServiceAuthorizationReference } from '../engine/service-authorization/service-authorization-reference';

/** May the resource be of a type that AWS lists for the action? */
export function mayBeDoneOn({ service, resourceTypes }: ServiceAction, resource: Text): boolean {
  return resourceTypes.some(({ name }) => {
    const arnPattern = ServiceAuthorizationReference.resourceType(service, name)?.arnPattern ?? '';
    return Pattern.compile(arnPattern.replace(/\$\{[^}]+\}/g, '*'), { wildcards: true }).matches(resource) !== NO;
  });
}
