import { ActionRecord, GlobalConditionKeyRecord, Records, ServiceRecord, resourceTypesOf, serviceOf } from './records';
import { Upstream } from './upstream';
import { PackedService, PackedPolicy, PoliciesHeader, ServicesHeader } from '../../src/engine/service-authorization/private/packed';

const POLICY_ARN_PREFIX = 'arn:aws:iam::aws:policy/';

/** The text of the shipped service authorization reference: a header, and a line for each service. */
export function packServices({ iamData }: Upstream, records: Records, globalConditionKeys: GlobalConditionKeyRecord[]): string {
  const header: ServicesHeader = {
    version: iamData.package.version,
    updatedAt: iamData.updatedAt,
    globalConditionKeys: globalConditionKeys.map(({ key, type }) => [key, type]),
    names: records.services.map(({ prefix }) => prefix),
  };
  return toLines([header, ...records.services.map(service => packService(service, records))]);
}

/** The text of the shipped managed policies: a header, and a line for each policy. */
export function packManagedPolicies({ managedPolicies }: Upstream, records: Records): string {
  const header: PoliciesHeader = {
    version: managedPolicies.package.version,
    names: records.managedPolicies.map(({ arn }) => arn.slice(POLICY_ARN_PREFIX.length)),
  };
  return toLines([header, ...records.managedPolicies.map(({ version, document }): PackedPolicy => ({ versionId: version, document }))]);
}

export function toLines(values: unknown[]): string {
  return values.map(value => JSON.stringify(value) + '\n').join('');
}

function packService({ prefix, name: serviceName, resourceControlPolicies }: ServiceRecord, records: Records): PackedService {
  const conditionKeys = records.conditionKeys.filter(key => key.service === prefix);
  const resourceTypes = records.resourceTypes.filter(type => type.service === prefix);
  const actions = records.actions.filter(action => serviceOf(action) === prefix);

  const keyIndex = new Map(conditionKeys.map(({ key }, index) => [key, index]));
  const typeIndex = new Map(resourceTypes.map(({ name }, index) => [name, index]));
  const keysAt = (keys: string[]) => keys.map(key => keyIndex.get(key)!);
  const initials = ({ access }: ActionRecord) => access.map(level => level[0]).join('');
  return {
    name: serviceName,
    resourceControlPolicies,
    conditionKeys: conditionKeys.map(({ key, type }) => [key, type]),
    resourceTypes: resourceTypes.map(({ name, arn, keys }) => [name, arn, keysAt(keys)]),
    actions: actions.map(action => [
      action.name.slice(prefix.length + 1),
      initials(action),
      resourceTypesOf(action).map(({ name, required, keys }) => [typeIndex.get(name)!, required ? 1 : 0, keysAt(keys)]),
      keysAt(action.keys),
    ]),
  };
}
