import { AwsManagedPolicies } from '../../../src/engine/service-authorization';

const administratorAccess = {
  arn: 'arn:aws:iam::aws:policy/AdministratorAccess',
  name: 'AdministratorAccess',
  path: '/',
  versionId: 'v1',
  document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
};

const lambdaBasicExecutionRole = {
  arn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
  name: 'AWSLambdaBasicExecutionRole',
  path: '/service-role/',
  versionId: 'v1',
  document: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' }],
  },
};

test('there are 1,594 policies, sorted by ARN, and every one has a document', () => {
  const arns = AwsManagedPolicies.arns();
  const policies = arns.map(AwsManagedPolicies.find);

  expect(arns).toHaveLength(1_594);
  expect(arns).toEqual([...arns].sort());
  expect(policies.map(policy => policy!.arn)).toEqual(arns);
  expect(policies.filter(policy => !policy!.document.Version || !policy!.document.Statement)).toEqual([]);
});

test('the data says where it is from', () => {
  expect(AwsManagedPolicies.dataVersion()).toBe('0.0.656');
});

test('a policy is found by its ARN', () => {
  expect(AwsManagedPolicies.find('arn:aws:iam::aws:policy/AdministratorAccess')).toEqual(administratorAccess);
  expect(AwsManagedPolicies.find('arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole')).toEqual(lambdaBasicExecutionRole);
});

test('a policy is found by its ARN in any partition, as the one of the `aws` partition', () => {
  for (const partition of ['aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-eusc']) {
    expect(AwsManagedPolicies.find(`arn:${partition}:iam::aws:policy/AdministratorAccess`)).toEqual(administratorAccess);
  }
});

test('a policy is found by its name with its path', () => {
  expect(AwsManagedPolicies.find('service-role/AWSLambdaBasicExecutionRole')).toEqual(lambdaBasicExecutionRole);
  expect(AwsManagedPolicies.find('AdministratorAccess')).toEqual(administratorAccess);
  expect(AwsManagedPolicies.find('job-function/ViewOnlyAccess')!.path).toBe('/job-function/');
});

test('a policy is found by its name alone when no other has it', () => {
  expect(AwsManagedPolicies.find('AWSLambdaBasicExecutionRole')).toEqual(lambdaBasicExecutionRole);
});

test('an ARN names its path', () => {
  expect(AwsManagedPolicies.find('arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole')).toBeUndefined();
});

test.each([
  ['a customer managed policy', 'arn:aws:iam::111122223333:policy/AdministratorAccess'],
  ['another kind of ARN', 'arn:aws:iam::aws:role/AdministratorAccess'],
  ['a partition that is none', 'arn:evil:iam::aws:policy/AdministratorAccess'],
  ['another path', 'job-function/AdministratorAccess'],
  ['another case', 'administratoraccess'],
  ['the end of a name', 'Access'],
  ['a path', 'service-role/'],
  ['a wildcard', '*'],
  ['nothing', ''],
  ['a member of every object', 'toString'],
  ['the prototype', '__proto__'],
  ['a very long name', 'service-role/'.repeat(100_000)],
])('%s is no managed policy', (_, name) => {
  expect(AwsManagedPolicies.find(name)).toBeUndefined();
});

test('a caller cannot change what the next one gets', () => {
  const policy: any = AwsManagedPolicies.find('AdministratorAccess');
  policy.document.Statement[0].Effect = 'Deny';
  policy.document.Statement.length = 0;
  AwsManagedPolicies.arns().length = 0;

  expect(AwsManagedPolicies.find('AdministratorAccess')).toEqual(administratorAccess);
  expect(AwsManagedPolicies.arns()).toHaveLength(1_594);
});
