import { RegionInfo } from 'aws-cdk-lib/region-info';
import { namesRegion, partitionsOf } from '../../../../src/engine/analysis/validation/regions';
import { SERVICES_WITH_VPCE_ORGANIZATION } from '../../../../src/engine/analysis/validation/vpc-endpoint-services';
import { ServiceAuthorizationReference } from '../../../../src/engine/service-authorization';

test('every Region that the CDK knows is one, in its partition', () => {
  expect(RegionInfo.regions.filter(({ name, partition }) => !namesRegion(name, partition === undefined ? undefined : [partition])).map(({ name }) => name)).toEqual([]);
});

test.each<[string, boolean]>([
  ['eu-west-1', true], ['eu-*', true], ['??-north-1', true], ['*', true], ['', false], ['eu-west-9', false], ['EU-WEST-1', false], ['global', false],
])('%p names a Region: %p', (pattern, expected) => expect(namesRegion(pattern)).toBe(expected));

test('a Region is in one partition', () => {
  expect(namesRegion('cn-north-1', ['aws-cn'])).toBe(true);
  expect(namesRegion('cn-north-1', ['aws'])).toBe(false);
});

test('partitions are named by wildcards too', () => {
  expect(partitionsOf('aws-us-*')).toEqual(['aws-us-gov']);
  expect(partitionsOf('amazon')).toEqual([]);
});

test('the services with keys of VPC endpoints are services', () => {
  expect(SERVICES_WITH_VPCE_ORGANIZATION.filter(service => !ServiceAuthorizationReference.hasService(service))).toEqual([]);
});
