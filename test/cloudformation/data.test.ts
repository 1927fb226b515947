import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { readUpstreamTypes, resourceTypeProblems, ResourceTypeRecord, resourceTypeRecords, UpstreamType } from '../../projenrc/cloudformation/resource-types';

const dataFile = (name: string) => readFileSync(path.join(__dirname, '..', '..', 'data', name), 'utf8');
const committedText = dataFile('cloudformation-types.ndjson');
const committed: ResourceTypeRecord[] = committedText.trim().split('\n').map(line => JSON.parse(line));
const policyProperties: { type: string; path: string; kind: string }[] = dataFile('cloudformation-policy-properties.ndjson')
  .trim().split('\n').map(line => JSON.parse(line));
const upstream = readUpstreamTypes();

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
  const types = new Map(upstream.map(one => [one.cloudFormationType, one]));

  test('is sorted, and each property is there once', () => {
    const keys = policyProperties.map(({ type, path: where }) => `${type} ${where}`);

    expect(new Set(keys).size).toBe(keys.length);
    expect(policyProperties.map(({ type }) => type)).toEqual(policyProperties.map(({ type }) => type).sort((a, b) => a < b ? -1 : a > b ? 1 : 0));
  });

  test('has only kinds that are known', () => {
    expect([...new Set(policyProperties.map(({ kind }) => kind))].sort()).toEqual(
      ['boundary', 'decoy', 'grant', 'identity', 'managed-arns', 'resource', 'scp|rcp', 'session', 'template', 'trust', 'vpce']);
  });

  test('names types and properties that AWS publishes', () => {
    const unheard = policyProperties.filter(({ type, path: where }) => {
      const first = where.split(/\W/)[0];
      return type.endsWith('::*') ? ![...types.keys()].some(one => one.startsWith(type.slice(0, -1))) : types.get(type)?.properties[first] === undefined;
    });

    expect(unheard.map(({ type, path: where }) => `${type} ${where}`)).toEqual([]);
  });

  test('knows every property that is called a policy, but for one that is about recovery', () => {
    const listed = new Set(policyProperties.map(({ type, path: where }) => `${type} ${where.split(/\W/)[0]}`));
    const documents = upstream.flatMap(({ cloudFormationType, properties }) =>
      Object.keys(properties).filter(name => /^(Resource|Key|Access|Repository|Bucket|Domain)?Policy(Document|Text)?$/.test(name))
        .map(name => `${cloudFormationType} ${name}`));

    expect(documents.length).toBeGreaterThan(60);
    // How much may be lost, and for how long.
    expect(documents.filter(one => !listed.has(one))).toEqual(['AWS::ResilienceHub::ResiliencyPolicy Policy']);
  });
});
