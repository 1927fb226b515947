import { Generated, generate } from '../../../projenrc/service-authorization/generate';
import { Metadata, shrinkProblems } from '../../../projenrc/service-authorization/metadata';
import { Upstream } from '../../../projenrc/service-authorization/upstream';

const licence = 'MIT License';

/** One service, one action, one policy. */
const healthy: Upstream = {
  iamData: {
    package: { name: 'actions', version: '1.0.0', repository: 'https://example.com/actions', licence },
    updatedAt: '2026-01-01T00:00:00.000Z',
    services: ['zoo'],
    serviceNames: { zoo: 'Amazon Zoo' },
    servicesWithResourceControlPolicies: ['zoo'],
    actions: {
      zoo: {
        feedanimal: {
          name: 'FeedAnimal',
          description: 'Grants permission to feed an animal',
          accessLevel: 'Tagging, Write',
          resourceTypes: [{ name: 'animal', required: true, conditionKeys: ['zoo:Food'], dependentActions: [] }],
          conditionKeys: ['zoo:Food'],
          dependentActions: [],
        },
      },
    },
    resourceTypes: { zoo: { animal: { key: 'animal', arn: 'arn:${Partition}:zoo:::${Animal}', conditionKeys: ['zoo:Food'] } } },
    conditionKeys: { zoo: { 'zoo:food': { key: 'zoo:Food', description: 'Filters by food', type: 'String' } } },
  },
  managedPolicies: {
    package: { name: 'policies', version: '1.0.0', repository: 'https://example.com/policies', licence },
    policies: {
      ZooKeeper: {
        arn: 'arn:aws:iam::aws:policy/job-function/ZooKeeper',
        latestVersionId: 'v2',
        versionsCount: 1,
        versions: { v2: { createdDate: '2026-01-01', document: { Version: '2012-10-17', Statement: [] } } },
        createdDate: '2026-01-01',
        lastUpdatedDate: '2026-01-01',
      },
    },
  },
};

const globalConditionKeys = [{ key: 'aws:SourceIp', type: 'IPAddress' }];

/** What a refresh says when something in the packages is not as it was. */
function refreshed(breakIt: (upstream: any) => void, metadata?: Metadata): Generated {
  const upstream = structuredClone(healthy);
  breakIt(upstream);
  return generate(upstream, { globalConditionKeys, metadata });
}

const healthyData = refreshed(() => undefined);
const healthyMetadata: Metadata = JSON.parse(healthyData.texts['sources/metadata.json']);

test('healthy packages become reviewed sources and shipped archives', () => {
  expect(healthyData.problems).toEqual([]);
  expect(healthyData.texts['sources/services.ndjson']).toBe('{"prefix":"zoo","name":"Amazon Zoo","resourceControlPolicies":true}\n');
  expect(healthyData.texts['sources/actions.ndjson'])
    .toBe('{"name":"zoo:FeedAnimal","access":["Tagging","Write"],"resources":{"animal*":["zoo:Food"]},"keys":["zoo:Food"]}\n');
  expect(healthyData.texts['sources/resource-types.ndjson'])
    .toBe('{"service":"zoo","name":"animal","arn":"arn:${Partition}:zoo:::${Animal}","keys":["zoo:Food"]}\n');
  expect(healthyData.texts['sources/condition-keys.ndjson']).toBe('{"service":"zoo","key":"zoo:Food","type":"String"}\n');
  expect(healthyData.texts['sources/managed-policies.ndjson'])
    .toBe('{"arn":"arn:aws:iam::aws:policy/job-function/ZooKeeper","version":"v2","document":{"Version":"2012-10-17","Statement":[]}}\n');
  expect(healthyData.archives).toEqual({
    'service-authorization.ndjson.br':
      '{"version":"1.0.0","updatedAt":"2026-01-01T00:00:00.000Z","globalConditionKeys":[["aws:SourceIp","IPAddress"]],"names":["zoo"]}\n' +
      '{"name":"Amazon Zoo","resourceControlPolicies":true,"conditionKeys":[["zoo:Food","String"]],' +
      '"resourceTypes":[["animal","arn:${Partition}:zoo:::${Animal}",[0]]],"actions":[["FeedAnimal","TW",[[0,1,[0]]],[0]]]}\n',
    'managed-policies.ndjson.br':
      '{"version":"1.0.0","names":["job-function/ZooKeeper"]}\n' +
      '{"versionId":"v2","document":{"Version":"2012-10-17","Statement":[]}}\n',
  });
});

test('the same packages pass the comparison with what is committed', () => {
  expect(refreshed(() => undefined, healthyMetadata)).toEqual(healthyData);
});

test('what AWS\'s tables repeat is there once', () => {
  const { problems, texts } = refreshed(({ iamData: { actions: { zoo: { feedanimal } } } }) => {
    feedanimal.resourceTypes.push(feedanimal.resourceTypes[0]);
    feedanimal.conditionKeys.push('zoo:Food');
  });

  expect(problems).toEqual([]);
  expect(texts['sources/actions.ndjson']).toBe(healthyData.texts['sources/actions.ndjson']);
});

describe('a refresh refuses', () => {
  const action = (upstream: any) => upstream.iamData.actions.zoo.feedanimal;
  const policy = (upstream: any) => upstream.managedPolicies.policies.ZooKeeper;

  test.each<[string, (upstream: any) => void, string]>([
    [
      'an unknown access level',
      upstream => { action(upstream).accessLevel = 'Write, Grooming'; },
      'the action `zoo:FeedAnimal` has an unknown access level `Grooming`',
    ],
    [
      'an action without an access level',
      upstream => { action(upstream).accessLevel = ''; },
      'the action `zoo:FeedAnimal` has an unknown access level ``',
    ],
    [
      'an unknown type of a condition key',
      upstream => { upstream.iamData.conditionKeys.zoo['zoo:food'].type = 'Kibble'; },
      'the condition key `zoo:Food` of zoo has an unknown type `Kibble`',
    ],
    [
      'an unknown field of an action',
      upstream => { action(upstream).isWildcardOnly = true; },
      'the action `zoo:feedanimal` has an unknown field `isWildcardOnly`',
    ],
    [
      'an unknown field of an action\'s resource type',
      upstream => { action(upstream).resourceTypes[0].optional = true; },
      'the action resource type `zoo:feedanimal` has an unknown field `optional`',
    ],
    [
      'an unknown field of a resource type',
      upstream => { upstream.iamData.resourceTypes.zoo.animal.legs = 4; },
      'the resource type `zoo:animal` has an unknown field `legs`',
    ],
    [
      'an unknown field of a condition key',
      upstream => { upstream.iamData.conditionKeys.zoo['zoo:food'].multivalued = true; },
      'the condition key `zoo:food of zoo` has an unknown field `multivalued`',
    ],
    [
      'an unknown field of a managed policy',
      upstream => { policy(upstream).isDeprecated = true; },
      'the managed policy `ZooKeeper` has an unknown field `isDeprecated`',
    ],
    [
      'an unknown field of a version of a managed policy',
      upstream => { policy(upstream).versions.v2.isDefault = true; },
      'the managed policy version `ZooKeeper v2` has an unknown field `isDefault`',
    ],
    [
      'a field that is missing',
      upstream => { delete action(upstream).conditionKeys; },
      'the action `zoo:feedanimal` has no field `conditionKeys`',
    ],
    [
      'a field of another type',
      upstream => { action(upstream).accessLevel = ['Write']; },
      'the action `zoo:feedanimal` has something unexpected in the field `accessLevel`',
    ],
    [
      'a record that is none',
      upstream => { upstream.iamData.actions.zoo.feedanimal = null; },
      'the action `zoo:feedanimal` is not an object',
    ],
    [
      'an action on an unknown resource type',
      upstream => { action(upstream).resourceTypes[0].name = 'plant'; },
      'the action `zoo:FeedAnimal` refers to an unknown resource type `plant`',
    ],
    [
      'an action that contradicts itself',
      upstream => { action(upstream).resourceTypes.push({ ...action(upstream).resourceTypes[0], required: false }); },
      'the action `zoo:FeedAnimal` says two different things about the resource type `animal`',
    ],
    [
      'an action with an unknown condition key',
      upstream => { action(upstream).conditionKeys.push('zoo:Drink'); },
      'the action `zoo:FeedAnimal` refers to an unknown condition key `zoo:Drink`',
    ],
    [
      'a resource type with an unknown condition key',
      upstream => { upstream.iamData.resourceTypes.zoo.animal.conditionKeys.push('zoo:Drink'); },
      'the resource type `zoo:animal` refers to an unknown condition key `zoo:Drink`',
    ],
    [
      'a resource type whose name would read as a mark',
      upstream => { upstream.iamData.resourceTypes.zoo['plant*'] = { key: 'plant*', arn: 'arn:${Partition}:zoo:::${Plant}' }; },
      'the resource type `zoo:plant*` has an unexpected character in its name',
    ],
    [
      'an action under another name',
      upstream => { upstream.iamData.actions.zoo.FeedAnimal = action(upstream); },
      '`FeedAnimal` of zoo is filed under `FeedAnimal`',
    ],
    [
      'a service without a name',
      upstream => { upstream.iamData.serviceNames = {}; },
      'the service `zoo` has no name',
    ],
    [
      'resource control policies for what is no service',
      upstream => { upstream.iamData.servicesWithResourceControlPolicies.push('park'); },
      'resource control policies are said to support `park`, which is no service',
    ],
    [
      'data without a date',
      upstream => { delete upstream.iamData.updatedAt; },
      'the service authorization data has no date: `undefined`',
    ],
    [
      'a managed policy without its latest version',
      upstream => { policy(upstream).latestVersionId = 'v3'; },
      'the managed policy `ZooKeeper` has no version `v3`, which it calls its latest',
    ],
    [
      'a managed policy under another name',
      upstream => { policy(upstream).arn = 'arn:aws:iam::111122223333:policy/ZooKeeper'; },
      'the managed policy `ZooKeeper` has an unexpected ARN `arn:aws:iam::111122223333:policy/ZooKeeper`',
    ],
    [
      'a managed policy without statements',
      upstream => { delete policy(upstream).versions.v2.document.Statement; },
      'the managed policy `ZooKeeper` has no `Statement` in its document',
    ],
  ])('%s', (_, breakIt, problem) => {
    expect(refreshed(breakIt)).toEqual({ problems: [problem], texts: {}, archives: {} });
  });

  test('a global condition key of an unknown type', () => {
    expect(generate(healthy, { globalConditionKeys: [{ key: 'aws:Weather', type: 'Cloud' }] }))
      .toEqual({ problems: ['the global condition key `aws:Weather` has an unknown type `Cloud`'], texts: {}, archives: {} });
  });

  test('a field that says nothing any more', () => {
    expect(refreshed(upstream => { action(upstream).resourceTypes[0].conditionKeys = []; }, healthyMetadata)).toEqual({
      problems: ['the field `action resource type: conditionKeys` said something in 1 records and is empty in all of them now'],
      texts: {},
      archives: {},
    });
  });

  test.each(Object.keys(healthyMetadata.counts).filter(what => healthyMetadata.counts[what] > 0))('a fall of the number of %s', what => {
    const committed = { ...healthyMetadata, counts: { ...healthyMetadata.counts, [what]: 2 } };

    expect(refreshed(() => undefined, committed)).toEqual({ problems: [`the number of ${what} fell from 2 to 1`], texts: {}, archives: {} });
  });

  test('a fall of more than 2 %, but not a smaller one', () => {
    const counting = (actions: number): Metadata => ({ ...healthyMetadata, counts: { ...healthyMetadata.counts, actions } });

    expect(shrinkProblems(counting(98), counting(100))).toEqual([]);
    expect(shrinkProblems(counting(97), counting(100))).toEqual(['the number of actions fell from 100 to 97']);
  });

  test('everything at once, with every reason', () => {
    const { problems } = refreshed(upstream => {
      action(upstream).accessLevel = 'Grooming';
      upstream.iamData.conditionKeys.zoo['zoo:food'].type = 'Kibble';
    }, healthyMetadata);

    expect(problems).toEqual([
      'the action `zoo:FeedAnimal` has an unknown access level `Grooming`',
      'the condition key `zoo:Food` of zoo has an unknown type `Kibble`',
      'the number of actions with access level Write fell from 1 to 0',
      'the number of actions with access level Tagging fell from 1 to 0',
    ]);
  });
});
