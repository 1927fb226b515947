import { exampleOf } from './example';
import { Permissions } from './permissions';
import { about, ReviewedApp } from './reviewed-app';
import { RuleOptions } from './rule-options';
import { AppReading } from '../cloudformation/app-reading';
import { PrincipalKind } from '../cloudformation/template-reading';
import { AccessLevel } from '../engine/service-authorization/access-level';
import { ServiceAuthorizationReference } from '../engine/service-authorization/service-authorization-reference';

/** What a principal may do in one service on one access level. */
export interface ServiceAccessSummary {
  /** The prefix of the service. */
  readonly service: string;
  readonly accessLevel: AccessLevel;
  /** As AWS spells them, sorted, without the prefix. Empty where it is all of them. */
  readonly actions: string[];
  readonly count: number;
  /** How many actions of that level the service has. */
  readonly of: number;
}

/** What a principal of the app may do on some resource, with all its policies together. */
export interface PrincipalAccessSummary {
  readonly kind: PrincipalKind;
  /** The name, as it may look once it is deployed. */
  readonly name: string;
  readonly arn: string;
  /** The id of its stack. @default - the template was read alone */
  readonly stack?: string;
  readonly logicalId: string;
  /** Empty where nobody knows. */
  readonly constructPath: string;
  /** The ARN of its permissions boundary. @default - it has none */
  readonly boundary?: string;
  /** It surely may do everything, or make somebody who may. */
  readonly isAdministrator: boolean;
  /** Sorted by service. What could not be decided is in it. */
  readonly access: ServiceAccessSummary[];
}

/** Who may do what: every role, user and group of an app. */
export function accessSummary(reading: AppReading, options: RuleOptions = {}): PrincipalAccessSummary[] {
  const app = new ReviewedApp(reading, options);
  return app.subjects.flatMap(subject => {
    const { principal, resource, permissions } = subject;
    if (principal === undefined) { return []; }
    const { kind, name, arn, boundaryArn } = principal;
    return [{
      kind,
      name: exampleOf(name),
      arn: exampleOf(arn),
      ...about(resource),
      constructPath: reading.constructs?.pathOf(resource.stack, resource.logicalId) ?? '',
      ...boundaryArn !== undefined && { boundary: exampleOf(boundaryArn) },
      isAdministrator: app.administration(subject)?.dependsOn.length === 0,
      access: accessOf(permissions),
    }];
  });
}

function accessOf(permissions: Permissions): ServiceAccessSummary[] {
  return permissions.effectiveAccess().summary().map(({ service, accessLevel, actions }) => {
    const of = ServiceAuthorizationReference.actionsOf(service).filter(({ accessLevels }) => accessLevels.includes(accessLevel)).length;
    const names = actions.map(name => name.slice(name.indexOf(':') + 1));
    return { service, accessLevel, actions: names.length === of ? [] : names, count: names.length, of };
  });
}
