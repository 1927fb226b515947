import { PolicyDocument, Upstream, UpstreamAction, UpstreamActionResourceType } from './upstream';

/** The lines of the reviewed text sources, each list sorted. */
export interface Records {
  readonly services: ServiceRecord[];
  readonly actions: ActionRecord[];
  readonly resourceTypes: ResourceTypeRecord[];
  readonly conditionKeys: ConditionKeyRecord[];
  readonly managedPolicies: ManagedPolicyRecord[];
}

export interface ServiceRecord {
  readonly prefix: string;
  readonly name: string;
  readonly resourceControlPolicies: boolean;
}

export interface ActionRecord {
  readonly name: string;
  readonly access: string[];

  /** Condition keys by resource type; a required type ends with `*`, as in AWS's tables. */
  readonly resources: Record<string, string[]>;
  readonly keys: string[];
}

export interface ResourceTypeRecord {
  readonly service: string;
  readonly name: string;
  readonly arn: string;
  readonly keys: string[];
}

export interface ConditionKeyRecord {
  readonly service: string;
  readonly key: string;
  readonly type: string;
}

export interface ManagedPolicyRecord {
  readonly arn: string;
  readonly version: string;
  readonly document: PolicyDocument;
}

/** A line of the hand-written list of global condition keys. */
export interface GlobalConditionKeyRecord {
  readonly key: string;
  readonly type: string;
}

/** What the packages say, without what the library does not need. The shapes must have been checked. */
export function recordsOf({ iamData, managedPolicies }: Upstream): Records {
  const inAllServices = <Entry, Line>(entries: Record<string, Record<string, Entry>>, line: (service: string, entry: Entry) => Line): Line[] =>
    iamData.services.flatMap(service => Object.values(entries[service]).map(entry => line(service, entry)));

  return {
    services: sortedBy(service => service.prefix, iamData.services.map(prefix => ({
      prefix,
      name: iamData.serviceNames[prefix],
      resourceControlPolicies: iamData.servicesWithResourceControlPolicies.includes(prefix),
    }))),
    actions: sortedBy(action => action.name, inAllServices(iamData.actions, actionRecord)),
    resourceTypes: sortedBy(type => `${type.service}:${type.name}`, inAllServices(iamData.resourceTypes, (service, type) => ({
      service,
      name: type.key,
      arn: type.arn,
      keys: set(type.conditionKeys ?? []),
    }))),
    conditionKeys: sortedBy(key => `${key.service}:${key.key}`, inAllServices(iamData.conditionKeys, (service, { key, type }) => ({
      service,
      key,
      type,
    }))),
    managedPolicies: sortedBy(policy => policy.arn, Object.values(managedPolicies.policies).map(policy => ({
      arn: policy.arn,
      version: policy.latestVersionId,
      document: policy.versions[policy.latestVersionId]?.document,
    }))),
  };
}

/** The prefix of an action's service. */
export function serviceOf(action: ActionRecord): string {
  return action.name.slice(0, action.name.indexOf(':'));
}

/** The resource types of an action, without the mark of the required ones. */
export function resourceTypesOf(action: ActionRecord): { name: string; required: boolean; keys: string[] }[] {
  return Object.entries(action.resources).map(([type, keys]) => {
    const required = type.endsWith('*');
    return { name: required ? type.slice(0, -1) : type, required, keys };
  });
}

/** A comparison by code units, the same on every machine. */
export function sortedBy<Item>(key: (item: Item) => string, items: Item[]): Item[] {
  return [...items].sort((a, b) => key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}

function actionRecord(service: string, action: UpstreamAction): ActionRecord {
  const resourceTypes = sortedBy(type => type.name, action.resourceTypes);
  return {
    name: `${service}:${action.name}`,
    access: set(action.accessLevel.split(', ')),
    resources: Object.fromEntries(resourceTypes.map(type => [marked(type), set(type.conditionKeys)])),
    keys: set(action.conditionKeys),
  };
}

function marked(type: UpstreamActionResourceType): string {
  return type.required ? `${type.name}*` : type.name;
}

/** AWS's tables repeat a few entries. */
function set(values: string[]): string[] {
  return sortedBy(value => value, [...new Set(values)]);
}
