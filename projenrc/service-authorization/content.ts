import { GlobalConditionKeyRecord } from './records';
import { Upstream, UpstreamAction, UpstreamManagedPolicy } from './upstream';
import { AccessLevel, ConditionKeyType } from '../../src/engine/service-authorization';

const ACCESS_LEVELS: string[] = Object.values(AccessLevel);
const CONDITION_KEY_TYPES: string[] = Object.values(ConditionKeyType);

/** The marks `*` and `:` have a meaning in the text sources. */
const RESOURCE_TYPE_NAME = /^[\w /-]+$/;
const MANAGED_POLICY_ARN = /^arn:aws:iam::aws:policy\/([\w+=,.@-]+\/)*(?<name>[\w+=,.@-]+)$/;

/** What is well shaped but not understood, or contradicts itself, one sentence each. */
export function contentProblems(upstream: Upstream, globalConditionKeys: GlobalConditionKeyRecord[]): string[] {
  const { services, updatedAt } = upstream.iamData;
  return [
    ...Number.isNaN(Date.parse(updatedAt)) ? [`the service authorization data has no date: \`${updatedAt}\``] : [],
    ...services.flatMap(service => serviceProblems(service, upstream)),
    ...upstream.iamData.servicesWithResourceControlPolicies
      .filter(service => !services.includes(service))
      .map(service => `resource control policies are said to support \`${service}\`, which is no service`),
    ...Object.entries(upstream.managedPolicies.policies).flatMap(([name, policy]) => managedPolicyProblems(name, policy)),
    ...globalConditionKeys
      .filter(({ type }) => !CONDITION_KEY_TYPES.includes(type))
      .map(({ key, type }) => `the global condition key \`${key}\` has an unknown type \`${type}\``),
  ];
}

function serviceProblems(service: string, { iamData }: Upstream): string[] {
  const resourceTypes = Object.values(iamData.resourceTypes[service]).map(({ key }) => key);
  const conditionKeys = Object.values(iamData.conditionKeys[service]);
  const knownKeys = new Set(conditionKeys.map(({ key }) => key));
  const unknownKeys = (who: string, keys: string[]) => keys
    .filter(key => !knownKeys.has(key))
    .map(key => `${who} refers to an unknown condition key \`${key}\``);
  return [
    ...Object.hasOwn(iamData.serviceNames, service) ? [] : [`the service \`${service}\` has no name`],
    ...misfiled(service, 'name', iamData.actions[service]),
    ...misfiled(service, 'key', iamData.resourceTypes[service]),
    ...misfiled(service, 'key', iamData.conditionKeys[service]),
    ...Object.values(iamData.actions[service]).flatMap(action => {
      const who = `the action \`${service}:${action.name}\``;
      return [
        ...actionProblems(who, action, resourceTypes),
        ...unknownKeys(who, [...action.conditionKeys, ...action.resourceTypes.flatMap(type => type.conditionKeys)]),
      ];
    }),
    ...Object.values(iamData.resourceTypes[service]).flatMap(type => [
      ...RESOURCE_TYPE_NAME.test(type.key) ? [] : [`the resource type \`${service}:${type.key}\` has an unexpected character in its name`],
      ...unknownKeys(`the resource type \`${service}:${type.key}\``, type.conditionKeys ?? []),
    ]),
    ...conditionKeys
      .filter(({ type }) => !CONDITION_KEY_TYPES.includes(type))
      .map(({ key, type }) => `the condition key \`${key}\` of ${service} has an unknown type \`${type}\``),
  ];
}

function actionProblems(who: string, { accessLevel, resourceTypes }: UpstreamAction, knownTypes: string[]): string[] {
  const asText = new Map(resourceTypes.map(type => [type.name, JSON.stringify(type)]));
  return [
    ...accessLevel.split(', ')
      .filter(level => !ACCESS_LEVELS.includes(level))
      .map(level => `${who} has an unknown access level \`${level}\``),
    ...resourceTypes
      .filter(({ name }) => !knownTypes.includes(name))
      .map(({ name }) => `${who} refers to an unknown resource type \`${name}\``),
    ...resourceTypes
      .filter(type => JSON.stringify(type) !== asText.get(type.name))
      .map(({ name }) => `${who} says two different things about the resource type \`${name}\``),
  ];
}

/** Records are found by lower-case name, so two of them must not share one. */
function misfiled<Field extends string>(service: string, field: Field, records: Record<string, Record<Field, string>>): string[] {
  return Object.entries(records)
    .filter(([key, record]) => key !== record[field].toLowerCase())
    .map(([key, record]) => `\`${record[field]}\` of ${service} is filed under \`${key}\``);
}

function managedPolicyProblems(name: string, { arn, latestVersionId, versions }: UpstreamManagedPolicy): string[] {
  const who = `the managed policy \`${name}\``;
  const document = Object.hasOwn(versions, latestVersionId) ? versions[latestVersionId].document : undefined;
  return [
    ...MANAGED_POLICY_ARN.exec(arn)?.groups?.name === name ? [] : [`${who} has an unexpected ARN \`${arn}\``],
    ...document ? [] : [`${who} has no version \`${latestVersionId}\`, which it calls its latest`],
    ...['Version', 'Statement']
      .filter(element => document && !Object.hasOwn(document, element))
      .map(element => `${who} has no \`${element}\` in its document`),
  ];
}
