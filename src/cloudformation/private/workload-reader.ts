import { readFileSync } from 'node:fs';
import { AppDraft, arnOf, nameOf, propertyValues, referenceTo } from './app-draft';
import { ScopedResource } from './stack-scope';
import { isText } from './template-text';
import { Text } from '../../engine/policy/text';
import { TextKey, textKey } from '../../engine/policy/text-key';
import { packageFile } from '../../engine/service-authorization/package-file';
import { resourceType } from '../resource-types';

/** A resource type that runs with a role: a line of `data/cloudformation-workloads.ndjson`. */
interface WorkloadType {
  readonly type: string;
  /** What policies call it: service and resource type of AWS's reference, for example `lambda:function`. */
  readonly is: string[];
  /** Properties that name roles, by ARN or by name. */
  readonly roles?: string[];
  /** Properties that name instance profiles, by ARN or by name. */
  readonly profiles?: string[];
}

const FILE = packageFile('data', 'cloudformation-workloads.ndjson');
const INSTANCE_PROFILE = 'AWS::IAM::InstanceProfile';

let byType: Map<string, WorkloadType> | undefined;

function workloadTypes(): Map<string, WorkloadType> {
  byType ??= new Map(readFileSync(FILE, 'utf8').split('\n').filter(line => line !== '').map(line => JSON.parse(line)).map((row: WorkloadType) => [row.type, row]));
  return byType;
}

/**
 * Reads what runs with a role: whoever can change what it runs acts as that role.
 */
export class WorkloadReader {
  private readonly profiles = new Map<TextKey, ScopedResource>();

  constructor(private readonly draft: AppDraft) {}

  public read(resources: ScopedResource[]): void {
    for (const profile of resources.filter(({ type }) => type === INSTANCE_PROFILE)) {
      for (const key of [nameOf(profile), arnOf(profile)].map(textKey)) { this.profiles.set(key, profile); }
    }
    for (const resource of resources) {
      const row = workloadTypes().get(resource.type);
      if (row === undefined) { continue; }
      const { is, roles = [], profiles = [] } = row;
      const named = [
        ...roles.flatMap(property => texts(resource, property)),
        ...profiles.flatMap(property => texts(resource, property)).flatMap(profile => this.rolesOf(profile)),
      ];
      if (named.length === 0) { continue; }
      const arn = resourceType(resource.type)?.arn === undefined ? nameOf(resource) : arnOf(resource);
      this.draft.of(resource).workloads.push({ resource: referenceTo(resource), is, arn, roles: named });
    }
  }

  private rolesOf(profile: Text): Text[] {
    const found = this.profiles.get(textKey(profile));
    return found === undefined ? [] : texts(found, 'Roles[*]');
  }
}

function texts(resource: ScopedResource, property: string): Text[] {
  return propertyValues(resource, property).flatMap(({ value }) => isText(value) ? [value] : []);
}
