import { blamed, findingsOf, NO_VALUE, Resources, WITH_CONDITION, WITH_PARAMETER } from './templates';
import { readTemplate } from '../../src/cloudformation/app-reader';
import { resourceType } from '../../src/cloudformation/resource-types';
import { NoPublicSwitches } from '../../src/rules/no-public-switches';
import { Profile } from '../../src/rules/profile';
import { publicSwitches } from '../../src/rules/public-switches';
import { findingsIn } from '../../src/rules/rule-set';

const of = (Type: string, Properties: object = {}): Resources => ({ R: { Type, Properties } });
const isOpen = (resources: Resources, sections?: Record<string, object>) => blamed('NoPublicSwitches', resources, sections).length > 0;

test('the finding names the resource and the way out', () => {
  expect(findingsOf('NoPublicSwitches', of('AWS::RDS::DBInstance', { PubliclyAccessible: true }))).toEqual([{
    rule: 'NoPublicSwitches',
    logicalId: 'R',
    message: 'gives the database an address on the internet',
    fix: 'write `PubliclyAccessible: false`, and reach it from inside the network',
    dependsOn: [],
  }]);
});

describe('every row', () => {
  const propertiesOf = (positions: { path: string }[], value: (path: string) => unknown): object => {
    const properties: any = {};
    for (const { path } of positions.filter(one => value(one.path) !== undefined)) {
      const keys = path.replace('[*]', '').split('.');
      const last = keys.pop()!;
      keys.reduce((object, key) => object[key] ??= {}, properties)[last] = path.endsWith('[*]') ? ['192.0.2.0/24', value(path)] : value(path);
    }
    return properties;
  };

  test.each(publicSwitches().map(row => [`${row.type} ${row.when.map(({ path }) => path).join()}`, row] as const))('%s opens, and another value does not', (_name, row) => {
    const found = (properties: object) => {
      const reading = readTemplate(JSON.stringify({ Resources: of(row.type, properties) }));
      return findingsIn(reading, [NoPublicSwitches], { profile: Profile.STRICT }).map(({ message }) => message);
    };

    expect(resourceType(row.type)).toBeDefined();
    const [first, ...others] = row.when;
    for (const word of first === undefined || first.is.length === 0 ? [undefined] : first.is) {
      expect(found(propertiesOf(row.when, path => path === first.path ? word : others.find(one => one.path === path)!.is[0]))).toContain(row.means);
    }
    if (row.when.length > 0) { expect(found(propertiesOf(row.when, () => 'other'))).not.toContain(row.means); }
    expect(found({}).includes(row.means)).toBe(row.when.every(({ absent }) => absent === true));
    expect(row.see).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  });
});

describe('values', () => {
  const database = (PubliclyAccessible: unknown) => of('AWS::RDS::DBInstance', { PubliclyAccessible });
  const replication = (PubliclyAccessible: unknown) => of('AWS::DMS::ReplicationInstance', { PubliclyAccessible });

  test.each<[string, Resources, boolean]>([
    ['text', database('true'), true],
    ['false', database(false), false],
    ['text that says no', database('False'), false],
    ['nothing, of an instance in the default network', of('AWS::RDS::DBInstance'), true],
    ['nothing, of an instance in a network of its own', of('AWS::RDS::DBInstance', { DBSubnetGroupName: 'private' }), false],
    ['nothing, of an instance of a cluster', { ...of('AWS::RDS::DBInstance', { DBClusterIdentifier: { Ref: 'Cluster' } }), Cluster: { Type: 'AWS::RDS::DBCluster', Properties: { Engine: 'aurora-mysql' } } }, false],
    ['nothing, of a read replica', of('AWS::RDS::DBInstance', { SourceDBInstanceIdentifier: 'primary' }), false],
    ['nothing, of a Multi-AZ DB cluster in the default network', of('AWS::RDS::DBCluster', { Engine: 'postgres' }), true],
    ['nothing, of a Multi-AZ DB cluster in the default group', of('AWS::RDS::DBCluster', { Engine: 'mysql', DBSubnetGroupName: 'default' }), true],
    ['nothing, of a Multi-AZ DB cluster in a network of its own', of('AWS::RDS::DBCluster', { Engine: 'mysql', DBSubnetGroupName: 'private' }), false],
    ['nothing, of a cluster of Amazon Aurora, which does not have it', of('AWS::RDS::DBCluster', { Engine: 'aurora-postgresql' }), false],
    ['false, of an instance in the default network', of('AWS::RDS::DBInstance', { PubliclyAccessible: false }), false],
    ['nothing, of what is private then', of('AWS::AmazonMQ::Broker'), false],
    ['nothing, of what is public then', of('AWS::DMS::ReplicationInstance'), true],
    ['no value, of what is public then', replication(NO_VALUE), true],
    ['another type with the same property', of('AWS::RDS::DBProxy', { PubliclyAccessible: true }), false],
  ])('%s', (_name, resources, expected) => {
    expect(isOpen(resources)).toBe(expected);
  });

  test.each<[string, Resources, Record<string, object>, string[]]>([
    ['a parameter', database({ Ref: 'X' }), WITH_PARAMETER, ['parameter `X`']],
    ['a parameter whose default is safe', database({ Ref: 'X' }), { Parameters: { X: { Type: 'String', Default: 'false' } } }, ['parameter `X`']],
    ['a parameter that may be either', database({ Ref: 'X' }), { Parameters: { X: { Type: 'String', AllowedValues: ['true', 'false'] } } }, ['parameter `X`']],
    ['a branch of Fn::If', database({ 'Fn::If': ['C', true, false] }), WITH_CONDITION, ['condition `C`']],
    ['a branch that leaves it out, of what is public then', replication({ 'Fn::If': ['C', false, NO_VALUE] }), WITH_CONDITION, ['condition `C`']],
    ['a whole property that nobody knows', of('AWS::MSK::Cluster', { BrokerNodeGroupInfo: { 'Fn::ImportValue': 'nodes' } }), {}, ['`Fn::ImportValue` of `nodes`']],
  ])('%s is a finding that depends on it', (_name, resources, sections, dependsOn) => {
    const [finding] = findingsOf('NoPublicSwitches', resources, sections);

    expect(finding.message).toContain(', as it may turn out');
    expect(finding.dependsOn).toEqual(dependsOn);
  });

  test('a parameter whose allowed values are safe passes', () => {
    expect(isOpen(database({ Ref: 'X' }), { Parameters: { X: { Type: 'String', AllowedValues: ['false'] } } })).toBe(false);
  });
});

test('the endpoint of a cluster is asked about in the strict profile, and passes with addresses of one\'s own', () => {
  const found = (network: object, profile: Profile) => findingsIn(
    readTemplate(JSON.stringify({ Resources: of('AWS::EKS::Cluster', { ResourcesVpcConfig: network }) })), [NoPublicSwitches], { profile },
  ).map(({ message }) => message);
  const everybody = ['lets every address on the internet reach the Kubernetes API'];

  expect(found({}, Profile.BASELINE)).toEqual([]);
  expect(found({}, Profile.STRICT)).toEqual(everybody);
  expect(found({ EndpointPublicAccess: true, PublicAccessCidrs: ['192.0.2.0/24', '0.0.0.0/0'] }, Profile.STRICT)).toEqual(everybody);
  expect(found({ EndpointPublicAccess: true, PublicAccessCidrs: ['192.0.2.0/24'] }, Profile.STRICT)).toEqual([]);
  expect(found({ EndpointPublicAccess: false }, Profile.STRICT)).toEqual([]);
});
