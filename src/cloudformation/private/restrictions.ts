import { PolicyType } from '../../engine/policy/policy-type';
import { RestrictionReading } from '../app-reading';
import { OutsideSource, PolicyReading, TemplateReading } from '../template-reading';

/** What restricts somebody and stands in no template, each once, in the order in which it comes. */
export function restrictionsIn(readings: TemplateReading[]): RestrictionReading[] {
  const found = new Map<string, RestrictionReading>();
  const add = (kind: PolicyType, { name, outside }: Restricting) => {
    if (outside === undefined) { return; }
    const restriction = { kind, name, source: outside.source, sha256: outside.sha256 };
    found.set(JSON.stringify(restriction), restriction);
  };
  for (const { principals, organizationPolicies: { serviceControl, resourceControl } } of readings) {
    for (const policy of serviceControl.flatMap(({ policies }) => policies)) { add(PolicyType.SERVICE_CONTROL, policy); }
    for (const policy of resourceControl.flatMap(({ policies }) => policies)) { add(PolicyType.RESOURCE_CONTROL, policy); }
    for (const { boundary, policies } of principals) {
      if (boundary !== undefined) { add(PolicyType.PERMISSIONS_BOUNDARY, boundary); }
      for (const policy of policies) {
        // What is in the app is not asked: most of it is compiled only later.
        if (policy.outside !== undefined && denies(policy)) { add(PolicyType.IDENTITY, policy); }
      }
    }
  }
  return [...found.values()];
}

interface Restricting {
  readonly name: string;
  readonly outside?: OutsideSource;
}

function denies({ document: { statements } }: PolicyReading): boolean {
  return statements.some(({ effect }) => effect === 'Deny');
}
