import { readFileSync } from 'node:fs';
import * as path from 'node:path';

/** A property that holds a policy or grants access: a line of `data/cloudformation-policy-properties.ndjson`. */
export interface PolicyProperty {
  /** `AWS::Serverless::*` stands for all types of a service. */
  readonly type: string;
  /** `Policies[*].PolicyDocument`; `{*}` stands for every member of a map. */
  readonly path: string;
  /** `identity`, `trust`, `resource`, `grant`, ...; `decoy`: looks like a policy and is none. */
  readonly kind: string;
}

const FILE = path.join(__dirname, '..', '..', 'data', 'cloudformation-policy-properties.ndjson');

let byType: Map<string, PolicyProperty[]> | undefined;

/** The properties of a resource type that hold a policy or grant access, decoys included. */
export function policyProperties(type: string): PolicyProperty[] {
  if (byType === undefined) {
    byType = new Map();
    for (const line of readFileSync(FILE, 'utf8').trim().split('\n')) {
      const property: PolicyProperty = JSON.parse(line);
      byType.set(property.type, [...byType.get(property.type) ?? [], property]);
    }
  }
  const family = type.replace(/::[^:]*$/, '::*');
  return [...byType.get(type) ?? [], ...byType.get(family) ?? []];
}
