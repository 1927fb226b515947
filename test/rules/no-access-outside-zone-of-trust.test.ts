import { RegionInfo } from 'aws-cdk-lib/region-info';
import { ACCOUNT, document, findingsOf, REGION, Resources } from './templates';
import { distrust, OTHER_ACCOUNT, trust, trusting } from './trust-policies';
import { readTemplate } from '../../src/cloudformation/app-reader';
import { logDeliveryAccounts } from '../../src/rules/log-delivery-accounts';
import { NoAccessOutsideZoneOfTrust } from '../../src/rules/no-access-outside-zone-of-trust';
import { RuleOptions } from '../../src/rules/rule-options';
import { findingsIn } from '../../src/rules/rule-set';

const TRUSTED: RuleOptions = { trustedAccounts: ['777788889999'], trustedOrganizations: ['o-example'] };
const grant = (principal: unknown, condition?: object) => ({ Effect: 'Allow', Principal: principal, Action: 's3:GetObject', Resource: 'arn:aws:s3:::amzn-s3-demo-bucket/*', ...condition && { Condition: condition } });
const bucket = (...statements: object[]): Resources => ({ P: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'amzn-s3-demo-bucket', PolicyDocument: document(...statements) } } });
const found = (resources: Resources, options: RuleOptions = TRUSTED, account: string | undefined = ACCOUNT) =>
  findingsIn(readTemplate(JSON.stringify({ Resources: resources }), { account, region: REGION }), [NoAccessOutsideZoneOfTrust], options);

test('nothing is asked where nobody says who is trusted', () => {
  expect(findingsOf('NoAccessOutsideZoneOfTrust', { ...bucket(grant({ AWS: OTHER_ACCOUNT })), ...trusting(trust({ AWS: OTHER_ACCOUNT })) })).toEqual([]);
});

test('the finding names who is outside, the statement and the way out', () => {
  expect(found({ ...bucket(grant({ AWS: OTHER_ACCOUNT })), ...trusting(trust({ AWS: OTHER_ACCOUNT })) })).toMatchObject([
    { logicalId: 'P', message: expect.stringContaining('which is outside the zone of trust'), statement: { path: 'Properties.PolicyDocument', index: 0 }, witness: { action: 's3:GetObject' } },
    { logicalId: 'R', message: `lets account \`${OTHER_ACCOUNT}\` assume the role, which is outside the zone of trust`, statement: { index: 0 }, witness: { action: 'sts:AssumeRole' } },
  ]);
});

const CASES: [string, (make: (principal: unknown, condition?: object) => object) => object, boolean][] = [
  ['another account', make => make({ AWS: OTHER_ACCOUNT }), true],
  ['a role of another account', make => make({ AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/Reader` }), true],
  ['another account of any organization', make => make({ AWS: OTHER_ACCOUNT }, { StringLike: { 'aws:PrincipalOrgID': 'o-*' } }), true],
  ['another organization', make => make('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-other' } }), true],
  ['units of another organization', make => make('*', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-other/r-ab12/*' } }), true],
  ['everyone of another account', make => make('*', { StringEquals: { 'aws:PrincipalAccount': OTHER_ACCOUNT } }), true],
  ['the own account', make => make({ AWS: ACCOUNT }), false],
  ['a trusted account', make => make({ AWS: '777788889999' }), false],
  ['a role of a trusted account', make => make({ AWS: 'arn:aws:iam::777788889999:role/Reader' }), false],
  ['another account in the organization', make => make({ AWS: OTHER_ACCOUNT }, { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } }), false],
  ['the organization', make => make('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-example' } }), false],
  ['units of the organization', make => make('*', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-example/r-ab12/*' } }), false],
  ['a service', make => make({ Service: 'logs.amazonaws.com' }), false],
];

test.each(CASES)('a resource for %s', (_name, statement, expected) => {
  expect(found(bucket(statement(grant))).length > 0).toBe(expected);
});

test.each(CASES)('a role for %s', (_name, statement, expected) => {
  expect(found(trusting(statement((principal, condition) => trust(principal, condition)))).length > 0).toBe(expected);
});

test.each<[string, Resources, boolean]>([
  ['everybody, which `NoPublicAccess` says', bucket(grant('*')), false],
  ['whoever comes from its VPC', bucket(grant('*', { StringEquals: { 'aws:SourceVpce': 'vpce-1234567890abcdef0' } })), false],
  ['another account, of whom all others are denied', bucket(grant({ AWS: OTHER_ACCOUNT }), { ...grant('*', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-example' } }), Effect: 'Deny', Action: 's3:*' }), false],
  ['a role for another account, of whom all others are denied', trusting(trust({ AWS: OTHER_ACCOUNT }), distrust('*', { StringNotEquals: { 'aws:PrincipalOrgID': 'o-example' } })), false],
  ['a role for another account, of whom some are denied', trusting(trust({ AWS: OTHER_ACCOUNT }), distrust({ AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/Reader` })), true],
])('%s', (_name, resources, expected) => {
  expect(found(resources).length > 0).toBe(expected);
});

test('the account that the stack is in, whichever it is', () => {
  const own = { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' };
  const reading = readTemplate(JSON.stringify({ Resources: { ...bucket(grant({ AWS: own })), ...trusting(trust({ AWS: own })) } }));

  expect(findingsIn(reading, [NoAccessOutsideZoneOfTrust], TRUSTED)).toEqual([]);
});

describe('accounts of AWS that write the logs of load balancers', () => {
  const ELB = 'arn:aws:iam::127311923021:root';
  const write = (principal: unknown, action: unknown = 's3:PutObject') => ({ Effect: 'Allow', Principal: principal, Action: action, Resource: 'arn:aws:s3:::amzn-s3-demo-bucket/AWSLogs/*' });

  test('may do so', () => {
    expect(found(bucket(write({ AWS: ELB })))).toEqual([]);
    expect(found(bucket(write({ AWS: ['127311923021', ACCOUNT] })))).toEqual([]);
  });

  test.each<[string, object]>([
    ['do something else', write({ AWS: ELB }, ['s3:PutObject', 's3:GetObject'])],
    ['do everything', write({ AWS: ELB }, 's3:*')],
    ['do what AWS does not list', write({ AWS: ELB }, ['s3:PutObject', 's3:PutObjekt'])],
    ['be with somebody else', write({ AWS: [ELB, OTHER_ACCOUNT] })],
  ])('may not %s', (_name, statement) => {
    expect(found(bucket(statement))).toHaveLength(1);
  });

  test('assume no role', () => {
    expect(found(trusting(trust({ AWS: ELB })))).toHaveLength(1);
  });

  test('are those that the CDK knows', () => {
    const known = RegionInfo.regions.flatMap(({ name, elbv2Account }) => elbv2Account === undefined || name.startsWith('us-iso') ? [] : [[name, elbv2Account]]);

    expect(logDeliveryAccounts().map(({ region, account }) => [region, account]).sort()).toEqual(known.sort());
  });
});
