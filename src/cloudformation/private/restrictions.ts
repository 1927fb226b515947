import { RestrictionReading } from '../app-reading';
import { OutsideSource, PolicyReading, TemplateReading } from '../template-reading';
import { PolicyType } from '../../engine/policy/policy-type';

/** What restricts somebody and stands in no template, each once, in the order in which it comes. */
export function restrictionsIn(readings: TemplateReading[]): RestrictionReading[] {
  const found = readings.flatMap(({ principals, organizationPolicies: { serviceControl, resourceControl } }) => [
    ...serviceControl.flatMap(({ policies }) => policies).flatMap(restriction(PolicyType.SERVICE_CONTROL)),
    ...resourceControl.flatMap(({ policies }) => policies).flatMap(restriction(PolicyType.RESOURCE_CONTROL)),
    ...principals.flatMap(({ boundary, policies }) => [
      ...[boundary].flatMap(one => one ?? []).flatMap(restriction(PolicyType.PERMISSIONS_BOUNDARY)),
      ...policies.filter(one => one.outside !== undefined && denies(one)).flatMap(restriction(PolicyType.IDENTITY)),
    ]),
  ]);
  return [...new Map(found.map(one => [JSON.stringify(one), one])).values()];
}

function restriction(kind: PolicyType): (policy: { readonly name: string; readonly outside?: OutsideSource }) => RestrictionReading[] {
  return ({ name, outside }) => outside === undefined ? [] : [{ kind, name, source: outside.source, sha256: outside.sha256 }];
}

function denies({ document: { statements } }: PolicyReading): boolean {
  return statements.some(({ effect }) => effect === 'Deny');
}
