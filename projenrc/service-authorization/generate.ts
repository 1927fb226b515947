import { contentProblems } from './content';
import { Metadata, metadataOf, shrinkProblems } from './metadata';
import { notice } from './notice';
import { packManagedPolicies, packServices, toLines } from './pack';
import { GlobalConditionKeyRecord, recordsOf } from './records';
import { shapeProblems } from './shapes';
import { Upstream } from './upstream';

/** What people keep by hand, or have reviewed. */
export interface Reviewed {
  readonly globalConditionKeys: GlobalConditionKeyRecord[];

  /** What was committed at the last refresh; nothing to compare with at the first. */
  readonly metadata?: Metadata;
}

/** The content of `data/`, by path in it. With a problem there is none. */
export interface Generated {
  readonly problems: string[];

  /** Written as they are. */
  readonly texts: Record<string, string>;

  /** Written compressed. */
  readonly archives: Record<string, string>;
}

/** Everything that a refresh writes, or why it must not. */
export function generate(upstream: Upstream, { globalConditionKeys, metadata: committed }: Reviewed): Generated {
  const misshapen = shapeProblems(upstream);
  if (misshapen.length > 0) return refused(misshapen);

  const records = recordsOf(upstream);
  const metadata = metadataOf(upstream, records);
  const problems = [
    ...contentProblems(upstream, globalConditionKeys),
    ...committed ? shrinkProblems(metadata, committed) : [],
  ];
  if (problems.length > 0) return refused(problems);

  return {
    problems: [],
    texts: {
      'NOTICE': notice(upstream),
      'sources/metadata.json': JSON.stringify(metadata, undefined, 2) + '\n',
      'sources/services.ndjson': toLines(records.services),
      'sources/actions.ndjson': toLines(records.actions),
      'sources/resource-types.ndjson': toLines(records.resourceTypes),
      'sources/condition-keys.ndjson': toLines(records.conditionKeys),
      'sources/managed-policies.ndjson': toLines(records.managedPolicies),
    },
    archives: {
      'service-authorization.ndjson.br': packServices(upstream, records, globalConditionKeys),
      'managed-policies.ndjson.br': packManagedPolicies(upstream, records),
    },
  };
}

function refused(problems: string[]): Generated {
  return { problems, texts: {}, archives: {} };
}
