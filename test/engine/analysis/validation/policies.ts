import { ValidatePolicyType } from '../../../../src/engine/analysis/validation-types';

/** A policy, and what it is attached to. */
export interface Sample {
  readonly policy: any;
  readonly type: ValidatePolicyType;
  readonly resourceType?: string;
}

type Members = Record<string, unknown>;

const document = (statements: Members[], members: Members = {}) => ({ Version: '2012-10-17', Statement: statements, ...members });

/** The same policy with other elements: an element that is `undefined` is left out. */
export const withElements = (sample: Sample, members: Members): Sample => ({ ...sample, policy: { ...sample.policy, ...members } });

export const text = (sample: Sample, policy: string): Sample => ({ ...sample, policy });

const maker = (type: ValidatePolicyType, base: Members, resourceType?: string) =>
  (...statements: Members[]): Sample => ({ policy: document(statements.map(one => ({ ...base, ...one }))), type, resourceType });

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::amzn-s3-demo-bucket/*' };
const PARTNER = { AWS: '111122223333' };

/** Policies of these types, with one statement that is right for each list of members that differ from it. */
export const identity = maker(ValidatePolicyType.IDENTITY_POLICY, READ);
export const resource = maker(ValidatePolicyType.RESOURCE_POLICY, { ...READ, Principal: PARTNER });
export const bucket = maker(ValidatePolicyType.RESOURCE_POLICY, { ...READ, Principal: PARTNER }, 'AWS::S3::Bucket');
export const table = maker(ValidatePolicyType.RESOURCE_POLICY,
  { Effect: 'Allow', Principal: PARTNER, Action: 'dynamodb:GetItem', Resource: 'arn:aws:dynamodb:eu-west-1:444455556666:table/orders' }, 'AWS::DynamoDB::Table');
export const trust = maker(ValidatePolicyType.RESOURCE_POLICY, { Effect: 'Allow', Principal: PARTNER, Action: 'sts:AssumeRole' }, 'AWS::IAM::AssumeRolePolicyDocument');
export const scp = maker(ValidatePolicyType.SERVICE_CONTROL_POLICY, { Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' });
export const rcp = maker(ValidatePolicyType.RESOURCE_CONTROL_POLICY, { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' });

/** An identity policy with this condition. */
export const condition = (Condition: Members, members: Members = {}) => identity({ ...members, Condition });
