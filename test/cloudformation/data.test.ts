import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { hasProperty, pinnedSpec, policyCandidates, PropertyOfType, Spec, SpecDefinition, SpecProperty } from './policy-candidates';
import { readUpstreamTypes, resourceTypeProblems, ResourceTypeRecord, resourceTypeRecords, UpstreamType } from '../../projenrc/cloudformation/resource-types';

const dataFile = (name: string) => readFileSync(path.join(__dirname, '..', '..', 'data', name), 'utf8');
const committedText = dataFile('cloudformation-types.ndjson');
const committed: ResourceTypeRecord[] = committedText.trim().split('\n').map(line => JSON.parse(line));
const policyProperties: { type: string; path: string; kind: string; protects?: string }[] = dataFile('cloudformation-policy-properties.ndjson')
  .trim().split('\n').map(line => JSON.parse(line));
const reviewed: { type: string; why: string; paths: string[] }[] = dataFile('sources/cloudformation-reviewed-properties.ndjson')
  .trim().split('\n').map(line => JSON.parse(line));
const upstream = readUpstreamTypes();
const spec = pinnedSpec();

test('a refresh from the pinned package changes nothing', () => {
  const fresh = resourceTypeRecords(upstream);
  const lines = fresh.map(record => `${JSON.stringify(record)}\n`);
  const committedLines = new Set(committedText.split('\n').map(line => `${line}\n`));

  expect(resourceTypeProblems(fresh, committed)).toEqual([]);
  expect(lines.filter(line => !committedLines.has(line))).toEqual([]);
  expect(lines.join('') === committedText).toBe(true);
});

test('types are sorted, and each is there once', () => {
  const types = committed.map(({ type }) => type);

  expect(types).toEqual([...new Set(types)].sort((a, b) => a < b ? -1 : 1));
});

test('the parts of ARNs have names', () => {
  const parts = committed.flatMap(({ arn = '' }) => [...arn.matchAll(/\$\{([^}]*)\}/g)].map(([, name]) => name));

  expect(parts.filter(name => !/^[A-Za-z0-9]+$/.test(name))).toEqual([]);
  expect(committed.filter(({ arn }) => arn !== undefined && !/^arn:[^:]+:[a-z0-9-]+:[^:]*:[^:]*:./.test(arn)).map(({ type }) => type)).toEqual([]);
});

// What becomes of one type

const bucket: UpstreamType = {
  cloudFormationType: 'AWS::Zoo::Animal',
  arnTemplate: 'arn:${Partition}:zoo:${Region}:${Account}:animal/${Kind}/${AnimalName}',
  primaryIdentifier: ['AnimalName'],
  attributes: { 'Arn': {}, 'AnimalId': {}, 'Value': {}, 'Description': {}, 'Cage.CageArn': {}, 'Cage.Outputs': {}, 'Named': {} },
  properties: { AnimalName: {}, Kind: {}, Food: {} },
};

test('a type becomes its ARN, its Ref, its names, and the attributes that AWS makes', () => {
  expect(resourceTypeRecords([bucket])).toEqual([{
    type: 'AWS::Zoo::Animal',
    arn: 'arn:${Partition}:zoo:${Region}:${Account}:animal/${Kind}/${AnimalName}',
    ref: ['AnimalName'],
    names: ['AnimalName', 'Kind'],
    opaque: ['AnimalId', 'Arn', 'Cage.CageArn'],
  }]);
});

test('the default security group of a network is made by AWS too', () => {
  expect(committed.find(({ type }) => type === 'AWS::EC2::VPC')!.opaque).toEqual(expect.arrayContaining(['DefaultNetworkAcl', 'DefaultSecurityGroup', 'VpcId']));
});

test('a type without an ARN and an identifier has none', () => {
  expect(resourceTypeRecords([{ cloudFormationType: 'AWS::Zoo::Gate', attributes: {}, properties: { Arn: {} } }]))
    .toEqual([{ type: 'AWS::Zoo::Gate', ref: [], names: [], opaque: [] }]);
});

test.each(['AWS::CloudFormation::CustomResource', 'AWS::CloudFormation::Stack', 'AWS::CloudFormation::Macro'])('no attribute of %s is opaque', type => {
  expect(resourceTypeRecords([{ cloudFormationType: type, attributes: { Arn: {}, StackId: {} }, properties: {} }])[0].opaque).toEqual([]);
});

test('types come out sorted, in whatever order they come in', () => {
  const of = (name: string): UpstreamType => ({ cloudFormationType: name, attributes: {}, properties: {} });

  expect(resourceTypeRecords(['AWS::B::B', 'AWS::A::Z', 'AWS::A::a'].map(of)).map(({ type }) => type)).toEqual(['AWS::A::Z', 'AWS::A::a', 'AWS::B::B']);
});

// The guards

/** A hundred healthy types. */
const healthy: ResourceTypeRecord[] = Array.from({ length: 100 }, (_, i) => ({
  type: `AWS::Zoo::Animal${String(i).padStart(3, '0')}`, arn: 'arn:${Partition}:zoo:::${Name}', ref: ['Name'], names: ['Name'], opaque: ['Arn'],
}));

test('nothing is wrong with what has not changed, or has grown', () => {
  expect(resourceTypeProblems(healthy, healthy)).toEqual([]);
  expect(resourceTypeProblems(healthy, healthy.slice(0, 50))).toEqual([]);
  expect(resourceTypeProblems(healthy, [])).toEqual([]);
});

test('a fall of two in a hundred is no problem', () => {
  expect(resourceTypeProblems(healthy.slice(2), healthy)).toEqual([]);
});

test.each<[string, (records: ResourceTypeRecord[]) => ResourceTypeRecord[], string[]]>([
  ['types are gone', records => records.slice(3), [
    'the number of types fell from 100 to 97',
    'the number of types with an ARN fell from 100 to 97',
    'the number of types with a Ref fell from 100 to 97',
    'the number of opaque attributes fell from 100 to 97',
  ]],
  ['all types are gone', () => [], [
    'the number of types fell from 100 to 0',
    'the number of types with an ARN fell from 100 to 0',
    'the number of types with a Ref fell from 100 to 0',
    'the number of opaque attributes fell from 100 to 0',
  ]],
  ['ARNs are gone', records => records.map(({ arn, ...rest }, i) => i < 3 ? rest : { ...rest, arn }), ['the number of types with an ARN fell from 100 to 97']],
  ['Refs are gone', records => records.map((one, i) => i < 3 ? { ...one, ref: [] } : one), ['the number of types with a Ref fell from 100 to 97']],
  ['attributes are gone', records => records.map(one => ({ ...one, opaque: [] })), ['the number of opaque attributes fell from 100 to 0']],
  ['a type is called strangely', records => [...records, { ...records[0], type: 'AWS::Zoo' }], ['`AWS::Zoo` is no name of a resource type']],
  ['a type has a blank', records => [...records, { ...records[0], type: 'AWS::Zoo::Big Animal' }], ['`AWS::Zoo::Big Animal` is no name of a resource type']],
  ['a type is not of AWS', records => [...records, { ...records[0], type: 'Other::Zoo::Animal' }], ['`Other::Zoo::Animal` is no name of a resource type']],
  ['a type stands twice', records => [records[0], ...records], ['`AWS::Zoo::Animal000` is described twice']],
])('when %s, nothing is written', (_, breakIt, problems) => {
  expect(resourceTypeProblems(breakIt(healthy), healthy)).toEqual(problems);
});

// The list of policy-carrying properties, kept by hand

describe('the list of properties that hold policies', () => {
  test('is sorted, and each property is there once', () => {
    const keys = policyProperties.map(({ type, path: where }) => `${type} ${where}`);

    expect(new Set(keys).size).toBe(keys.length);
    expect(policyProperties.map(({ type }) => type)).toEqual(policyProperties.map(({ type }) => type).sort((a, b) => a < b ? -1 : a > b ? 1 : 0));
  });

  test('has only kinds that are known', () => {
    expect([...new Set(policyProperties.map(({ kind }) => kind))].sort()).toEqual(
      ['boundary', 'decoy', 'grant', 'identity', 'managed-arns', 'resource', 'scp|rcp', 'session', 'template', 'trust', 'vpce']);
  });

  test('names properties that AWS publishes, at any depth, but for one that SAM alone describes', () => {
    const places = policyProperties.filter(({ type }) => !type.endsWith('::*'))
      .flatMap(({ type, path: where, protects = '$self' }) => [where, ...protects.startsWith('$') ? [] : [protects]].map(one => ({ type, path: one })));
    const resources = new Map(spec.resources.map(one => [one.cloudFormationType, one]));
    const unheard = places.filter(({ type, path: where }) => !resources.has(type) || !hasProperty(spec, resources.get(type)!, where));

    // https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-resourcepolicystatement.html
    expect(unheard).toEqual([{ type: 'AWS::Serverless::Api', path: 'Auth.ResourcePolicy.CustomStatements' }]);
  });

  test('names families that AWS publishes', () => {
    const families = policyProperties.filter(({ type }) => type.endsWith('::*')).map(({ type }) => type);

    expect(families).toEqual(['AWS::Serverless::*']);
    expect(upstream.filter(({ cloudFormationType }) => cloudFormationType.startsWith('AWS::Serverless::')).length).toBeGreaterThan(5);
  });
});

// What looks like a policy or a grant is listed, or was reviewed

const candidates = policyCandidates(spec);
const key = ({ type, path: where }: PropertyOfType) => `${type} ${where}`;
const reviewedKeys = reviewed.flatMap(({ type, paths }) => paths.map(where => `${type} ${where}`));

/** It is a property of the list, or what holds one. The whole type: something in it is listed. */
function isListed({ type, path: where }: PropertyOfType): boolean {
  return policyProperties.filter(one => one.type === type).some(one => where === '$type'
    ? one.kind !== 'decoy'
    : one.path === where || one.path.startsWith(where) && '.[{'.includes(one.path[where.length]));
}

function unclassified(found: PropertyOfType[]): string[] {
  const known = new Set(reviewedKeys);
  return found.filter(one => !isListed(one) && !known.has(key(one))).map(key);
}

describe('what looks like a policy or a grant', () => {
  test('is listed, or was reviewed by its name: whoever refreshes the data classifies what is new', () => {
    expect(candidates.length).toBeGreaterThan(800);
    expect(unclassified(candidates)).toEqual([]);
  });

  test('nothing that was reviewed is listed, or gone', () => {
    const listed = new Set(candidates.filter(isListed).map(key));
    const published = new Set(candidates.map(key));

    expect(reviewedKeys.filter(one => listed.has(one) || !published.has(one))).toEqual([]);
  });

  test('what was reviewed is sorted, each is there once, by its whole name, with a reason', () => {
    expect(new Set(reviewedKeys).size).toBe(reviewedKeys.length);
    expect(reviewed.map(({ type, why }) => `${type} ${why}`)).toEqual(reviewed.map(({ type, why }) => `${type} ${why}`).sort());
    expect(reviewed.filter(({ type, why, paths }) => why.length < 10 || paths.length === 0 || /[*]/.test(type) || paths.some(where => !/^(\$type|\w+((\[\*\]|\{\*\})*\.?\w+)*)$/.test(where)))).toEqual([]);
  });
});

describe('what a new version may bring fails until it is classified', () => {
  const text: SpecProperty = { type: { type: 'string' } };
  const json: SpecProperty = { type: { type: 'json' } };
  const definitions: Record<string, SpecDefinition> = {
    cage: { name: 'Cage', properties: { Door: text, KeeperPolicy: json, Next: { type: { type: 'ref', reference: { $ref: 'cage' } } } } },
    access: { name: 'ZooPermission', properties: { Who: text } },
  };
  const ref = (id: string) => ({ type: 'ref', reference: { $ref: id } });
  const zoo = (properties: Record<string, SpecProperty>, type = 'AWS::Zoo::Animal', scrutinizable?: string): Spec => ({
    resources: [{ cloudFormationType: type, properties, scrutinizable }], definition: id => definitions[id],
  });

  test.each<[string, Record<string, SpecProperty>, string[]]>([
    ['a policy', { Policy: json }, ['Policy']],
    ['policies by any name', { SomePolicies: text, AccessPermissions: text, KeeperPrincipal: text, GrantTokens: text, AssumeRoleDoc: text },
      ['SomePolicies', 'AccessPermissions', 'KeeperPrincipal', 'GrantTokens', 'AssumeRoleDoc']],
    ['a policy in a part', { Cage: { type: ref('cage') } }, ['Cage.KeeperPolicy']],
    ['a policy in a list of parts', { Cages: { type: { type: 'array', element: ref('cage') } } }, ['Cages[*].KeeperPolicy']],
    ['a policy in a map of lists', { Cages: { type: { type: 'map', element: { type: 'array', element: ref('cage') } } } }, ['Cages{*}[*].KeeperPolicy']],
    ['a policy in one of several types', { Cage: { type: { type: 'union', types: [{ type: 'string' }, ref('cage')] } } }, ['Cage.KeeperPolicy']],
    ['a policy in a type that it had before', { Cage: { ...json, previousTypes: [ref('cage')] } }, ['Cage.KeeperPolicy']],
    ['a type called like a grant', { Visitor: { type: ref('access') } }, ['Visitor']],
    ['what AWS marks', { Food: { ...text, scrutinizable: 'InlineResourcePolicy' } }, ['Food']],
    ['a document of which nothing is known', { KeeperDocument: json, FoodTemplate: json, Body: json, CageStatement: text }, ['KeeperDocument', 'FoodTemplate', 'Body', 'CageStatement']],
  ])('%s', (_, properties, paths) => {
    expect(unclassified(policyCandidates(zoo(properties)))).toEqual(paths.map(where => `AWS::Zoo::Animal ${where}`));
  });

  test('a type that AWS marks', () => {
    expect(unclassified(policyCandidates(zoo({}, 'AWS::Zoo::Gate', 'ResourcePolicyResource')))).toEqual(['AWS::Zoo::Gate $type']);
  });

  test('a property of a type that has others in the list, or a part of a decoy', () => {
    definitions.decoy = { name: 'Decoy', properties: { PasswordPolicy: text, DoorPolicy: json } };

    expect(unclassified(policyCandidates(zoo({ KeyPolicy: json, SecondKeyPolicy: json }, 'AWS::KMS::Key')))).toEqual(['AWS::KMS::Key SecondKeyPolicy']);
    expect(unclassified(policyCandidates(zoo({ Policies: { type: ref('decoy') } }, 'AWS::Cognito::UserPool')))).toEqual(['AWS::Cognito::UserPool Policies.DoorPolicy']);
  });

  test('everything else may come', () => {
    expect(policyCandidates(zoo({ Name: text, Data: json, Document: text, Tags: { ...json, scrutinizable: 'None' } }, 'AWS::Zoo::Animal', 'None'))).toEqual([]);
  });
});
