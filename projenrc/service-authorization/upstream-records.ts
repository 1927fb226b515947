import { Upstream } from './upstream';

/** A record of the packages, before anything is believed about it. */
export interface UpstreamRecord {
  readonly kind: 'action' | 'action resource type' | 'resource type' | 'condition key' | 'managed policy' | 'managed policy version';

  /** How people find it: `s3:GetObject`. */
  readonly where: string;

  readonly fields: unknown;
}

/** Every record of the packages, one after the other. */
export function* upstreamRecords({ iamData, managedPolicies }: Upstream): Generator<UpstreamRecord> {
  for (const service of iamData.services) {
    for (const [name, action] of Object.entries(iamData.actions[service])) {
      yield { kind: 'action', where: `${service}:${name}`, fields: action };
      for (const resourceType of listIn(action?.resourceTypes)) {
        yield { kind: 'action resource type', where: `${service}:${name}`, fields: resourceType };
      }
    }
    for (const [name, resourceType] of Object.entries(iamData.resourceTypes[service])) {
      yield { kind: 'resource type', where: `${service}:${name}`, fields: resourceType };
    }
    for (const [key, conditionKey] of Object.entries(iamData.conditionKeys[service])) {
      yield { kind: 'condition key', where: `${key} of ${service}`, fields: conditionKey };
    }
  }
  for (const [name, policy] of Object.entries(managedPolicies.policies)) {
    yield { kind: 'managed policy', where: name, fields: policy };
    for (const [versionId, version] of Object.entries(policy?.versions ?? {})) {
      yield { kind: 'managed policy version', where: `${name} ${versionId}`, fields: version };
    }
  }
}

function listIn(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
