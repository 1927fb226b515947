import { ArchiveHeader } from './line-archive';

// The shipped form of the data: tuples, and numbers that point into the lists of the same service.

/** The header of `data/service-authorization.ndjson.br`; its names are the service prefixes. */
export interface ServicesHeader extends ArchiveHeader {
  readonly version: string;
  readonly updatedAt: string;
  readonly globalConditionKeys: PackedConditionKey[];
}

/** A line of `data/service-authorization.ndjson.br`; every list is sorted. */
export interface PackedService {
  readonly name: string;
  readonly resourceControlPolicies: boolean;
  readonly conditionKeys: PackedConditionKey[];
  readonly resourceTypes: PackedResourceType[];
  readonly actions: PackedAction[];
}

export type PackedConditionKey = [key: string, type: string];

export type PackedResourceType = [name: string, arnPattern: string, conditionKeys: number[]];

/** The access levels are their initials: `PW` is `Permissions management` and `Write`. */
export type PackedAction = [name: string, accessLevels: string, resourceTypes: PackedActionResourceType[], conditionKeys: number[]];

export type PackedActionResourceType = [resourceType: number, required: 0 | 1, conditionKeys: number[]];

/** The header of `data/managed-policies.ndjson.br`; its names are what follows `policy/` in the ARNs. */
export interface PoliciesHeader extends ArchiveHeader {
  readonly version: string;
}

/** A line of `data/managed-policies.ndjson.br`. */
export interface PackedPolicy {
  readonly versionId: string;
  readonly document: { [element: string]: any };
}
