import { Records, sortedBy } from './records';
import { Upstream } from './upstream';
import { upstreamRecords } from './upstream-records';
import { AccessLevel } from '../../src/engine/service-authorization';

/** How much a count may fall from one refresh to the next. AWS retires services, but slowly. */
const TOLERATED_FALL = 0.02;

/** What the data is and how much of it there is: `data/sources/metadata.json`. */
export interface Metadata {
  /** Version by package name. */
  readonly packages: Record<string, string>;

  /** When the package of the service authorization reference took its data from AWS. */
  readonly updatedAt: string;
  readonly counts: Record<string, number>;

  /** In how many upstream records a field says something. */
  readonly filledFields: Record<string, number>;
}

export function metadataOf(upstream: Upstream, records: Records): Metadata {
  const { iamData, managedPolicies } = upstream;
  const actionsWith = (level: string) => records.actions.filter(({ access }) => access.includes(level)).length;
  return {
    packages: Object.fromEntries([iamData.package, managedPolicies.package].map(({ name, version }) => [name, version])),
    updatedAt: iamData.updatedAt,
    counts: {
      'services': records.services.length,
      'services with resource control policies': records.services.filter(service => service.resourceControlPolicies).length,
      'actions': records.actions.length,
      'actions with resource types': records.actions.filter(({ resources }) => Object.keys(resources).length > 0).length,
      ...Object.fromEntries(Object.values(AccessLevel).map(level => [`actions with access level ${level}`, actionsWith(level)])),
      'resource types': records.resourceTypes.length,
      'condition keys': records.conditionKeys.length,
      'managed policies': records.managedPolicies.length,
    },
    filledFields: filledFields(upstream),
  };
}

/** What has shrunk since the committed data, one sentence each. */
export function shrinkProblems(fresh: Metadata, committed: Metadata): string[] {
  return [
    ...Object.entries(committed.counts)
      .filter(([what, count]) => (fresh.counts[what] ?? 0) < count * (1 - TOLERATED_FALL))
      .map(([what, count]) => `the number of ${what} fell from ${count} to ${fresh.counts[what] ?? 0}`),
    ...Object.entries(committed.filledFields)
      .filter(([field]) => !fresh.filledFields[field])
      .map(([field, count]) => `the field \`${field}\` said something in ${count} records and is empty in all of them now`),
  ];
}

function filledFields(upstream: Upstream): Record<string, number> {
  const filled = new Map<string, number>();
  for (const { kind, fields } of upstreamRecords(upstream)) {
    for (const [field, value] of Object.entries(fields as object)) {
      const name = `${kind}: ${field}`;
      if (saysSomething(value)) filled.set(name, (filled.get(name) ?? 0) + 1);
    }
  }
  return Object.fromEntries(sortedBy(([name]) => name, [...filled]));
}

function saysSomething(value: unknown): boolean {
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
}
