import { POLICY_QUOTAS, POLICY_TYPES, PolicyType } from '../../../src/engine/policy/policy-type';

test('every policy type has a row', () => {
  expect(Object.keys(POLICY_TYPES).sort()).toEqual(Object.values(PolicyType).sort());
});

test('policies attached to a caller name no principal, those attached to a resource must', () => {
  const unsupported = Object.values(PolicyType).filter(type => POLICY_TYPES[type].principal === 'unsupported');
  expect(unsupported).toEqual([PolicyType.IDENTITY, PolicyType.PERMISSIONS_BOUNDARY, PolicyType.SESSION, PolicyType.SERVICE_CONTROL]);
});

test('only trust policies name no resource, and only the policy of a resource may leave it out', () => {
  expect(Object.values(PolicyType).map(type => POLICY_TYPES[type].resource))
    .toEqual(['required', 'required', 'required', 'unsupported', 'optional', 'required', 'required', 'required']);
});

test('the quotas are those that AWS publishes', () => {
  expect(POLICY_QUOTAS).toEqual({
    managedPolicy: 6_144,
    inlinePoliciesOfUser: 2_048,
    inlinePoliciesOfGroup: 5_120,
    inlinePoliciesOfRole: 10_240,
    trustPolicy: 4_096,
    sessionPolicy: 2_048,
    serviceControlPolicy: 5_120,
    resourceControlPolicy: 5_120,
    vpcEndpointPolicy: 20_480,
  });
});
