import { policyProperties } from '../../src/cloudformation/policy-properties';

test('a type has its properties, decoys too', () => {
  expect(policyProperties('AWS::IAM::Role')).toEqual([
    { type: 'AWS::IAM::Role', path: 'AssumeRolePolicyDocument', kind: 'trust' },
    { type: 'AWS::IAM::Role', path: 'ManagedPolicyArns', kind: 'managed-arns' },
    { type: 'AWS::IAM::Role', path: 'PermissionsBoundary', kind: 'boundary' },
    { type: 'AWS::IAM::Role', path: 'Policies[*].PolicyDocument', kind: 'identity' },
  ]);
  expect(policyProperties('AWS::S3::BucketPolicy')).toEqual([{ type: 'AWS::S3::BucketPolicy', path: 'PolicyDocument', kind: 'resource' }]);
  expect(policyProperties('AWS::Cognito::UserPool')).toEqual([{ type: 'AWS::Cognito::UserPool', path: 'Policies', kind: 'decoy' }]);
});

test('a type has the properties of its family too', () => {
  const connectors = { type: 'AWS::Serverless::*', path: 'Connectors{*}.Properties.Permissions', kind: 'identity' };

  expect(policyProperties('AWS::Serverless::StateMachine')).toEqual([
    { type: 'AWS::Serverless::StateMachine', path: 'PermissionsBoundaries', kind: 'boundary' },
    { type: 'AWS::Serverless::StateMachine', path: 'Policies', kind: 'identity' },
    connectors,
  ]);
  expect(policyProperties('AWS::Serverless::SimpleTable')).toEqual([connectors]);
});

test.each(['AWS::SNS::Subscriptions', 'AWS::EC2::VPC', 'Custom::Thing', 'constructor', '__proto__', '', 'AWS::Serverless'])('%j has none', type => {
  expect(policyProperties(type)).toEqual([]);
});

test('what one caller does to the answer does not reach the next', () => {
  policyProperties('AWS::IAM::Role').pop();

  expect(policyProperties('AWS::IAM::Role')).toHaveLength(4);
});
