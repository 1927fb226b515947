import { deny, document } from './templates';

/** Who is exempt in the examples of AWS: by name, in whatever account. */
const EXEMPT = { ArnNotLike: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/network-admin', 'arn:aws:iam::*:role/security-admin'] } };

const DEPLOYMENT = 'arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Deployment_*';

const TAG_GUARD = deny('*', '*', {
  'StringNotEqualsIfExists': { 'aws:PrincipalTag/team': 'admin' },
  'ForAnyValue:StringLike': { 'aws:TagKeys': ['perimeter:*', 'team'] },
});

/**
 * What AWS shows as good style in its guides.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html
 */
export const GOOD_SERVICE_CONTROL_POLICIES: Record<string, object> = {
  'everything is allowed': document({ Effect: 'Allow', Action: '*', Resource: '*' }),
  'what is allowed, as a list': document({ Effect: 'Allow', Action: ['ec2:*', 'cloudwatch:*', 'organizations:*'], Resource: '*' }),
  'regions, with the global services and two roles left out': document({
    Effect: 'Deny',
    NotAction: ['account:*', 'budgets:*', 'cloudfront:*', 'iam:*', 'kms:*', 'organizations:*', 'route53:*', 's3:ListAllMyBuckets', 'sts:*', 'support:*'],
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'eu-west-1'] }, ...EXEMPT },
  }),
  'roles that nobody may change, but for one': document(deny(
    ['iam:AttachRolePolicy', 'iam:DeleteRole', 'iam:DetachRolePolicy', 'iam:PutRolePolicy', 'iam:UpdateAssumeRolePolicy', 'iam:UpdateRole'],
    'arn:aws:iam::*:role/audit',
    { StringNotLike: { 'aws:PrincipalARN': 'arn:aws:iam::*:role/security-admin' } },
  )),
  'a second factor for what stops instances': document(deny(['ec2:StopInstances', 'ec2:TerminateInstances'], '*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } })),
  'the root user': document(deny('ec2:*', '*', { StringLike: { 'aws:PrincipalArn': ['arn:aws:iam::*:root'] } })),
  'leaving the organization': document(deny('organizations:LeaveOrganization')),
  'logs that nobody stops': document(deny(['cloudtrail:DeleteTrail', 'cloudtrail:StopLogging', 'config:DeleteConfigRule', 'config:StopConfigurationRecorder'])),
  'only one type of instance': document(deny('ec2:RunInstances', 'arn:aws:ec2:*:*:instance/*', { StringNotEquals: { 'ec2:InstanceType': 't3.micro' } })),
  'instances with the second version of the metadata service': document(deny('ec2:RunInstances', 'arn:aws:ec2:*:*:instance/*', { StringNotEquals: { 'ec2:MetadataHttpTokens': 'required' } })),
  'instances that get their role by the first version': document(deny('*', '*', { NumericLessThan: { 'ec2:RoleDelivery': '2.0' } })),
  'sharing with accounts outside': document(deny(['ram:CreateResourceShare', 'ram:UpdateResourceShare'], '*', { Bool: { 'ram:RequestedAllowsExternalPrincipals': 'true' } })),
  'a tag that is asked for': document(deny('secretsmanager:CreateSecret', '*', { Null: { 'aws:RequestTag/Project': 'true' } })),
  'tags that only their owners change': document(
    deny(['ec2:CreateTags', 'ec2:DeleteTags'], '*', {
      StringNotEquals: { 'ec2:ResourceTag/access-project': '${aws:PrincipalTag/access-project}', 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/org-admins/iam-admin' },
      Null: { 'ec2:ResourceTag/access-project': 'false' },
    }),
    deny(['ec2:CreateTags', 'ec2:DeleteTags'], '*', {
      'StringNotEquals': { 'aws:RequestTag/access-project': '${aws:PrincipalTag/access-project}', 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/org-admins/iam-admin' },
      'ForAnyValue:StringEquals': { 'aws:TagKeys': ['access-project'] },
    }),
    deny(['ec2:CreateTags', 'ec2:DeleteTags'], '*', {
      StringNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/org-admins/iam-admin' },
      Null: { 'aws:PrincipalTag/access-project': 'true' },
    }),
  ),
  'buckets without encryption': document(deny('s3:PutObject', '*', { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } })),
  'only the networks of the organization': document(deny('*', '*', {
    NotIpAddressIfExists: { 'aws:SourceIp': ['192.0.2.0/24'] },
    StringNotEqualsIfExists: { 'aws:SourceVpc': ['vpc-0123456789abcdef0'] },
    BoolIfExists: { 'aws:ViaAWSService': 'false' },
    ArnNotLikeIfExists: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/aws:ec2-infrastructure', 'arn:aws:iam::*:role/aws-service-role/*'] },
  })),
  'only resources of the organization, but for what AWS keeps': document({
    Effect: 'Deny', Action: '*', NotResource: ['arn:aws:iam::aws:policy/*', 'arn:aws:ssm:*::document/*'], Condition: { StringNotEqualsIfExists: { 'aws:ResourceOrgID': 'o-exampleorgid' } },
  }),
  'tags that exempt, which nobody but those with another tag sets': document(
    deny('ec2:CreateVpcPeeringConnection', '*', { StringNotEqualsIfExists: { 'aws:PrincipalTag/perimeter:exclude': 'true' } }),
    TAG_GUARD,
  ),
  'a permission set that is exempt: only AWS makes its roles': document(deny('iam:CreateUser', '*', { ArnNotLike: { 'aws:PrincipalArn': DEPLOYMENT } })),
  'roles by a pattern, which only they make': document(
    deny('cloudformation:DeleteStack', '*', { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/stacksets-exec-*' } }),
    deny(['iam:CreateRole', 'iam:UpdateAssumeRolePolicy'], 'arn:aws:iam::*:role/stacksets-exec-*', { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/stacksets-exec-*' } }),
  ),
  'a whole account by the ARNs in it': document(deny('ec2:*', '*', { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*' } })),
};

const toEveryone = (statement: object) => ({ ...statement, Principal: '*' });

/**
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_examples.html
 */
export const GOOD_RESOURCE_CONTROL_POLICIES: Record<string, object> = {
  'only identities of the organization, and services': document(toEveryone(deny(['s3:*', 'sqs:*', 'kms:*', 'secretsmanager:*', 'sts:*'], '*', {
    StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exampleorgid' },
    BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
  }))),
  'services only for the organization': document(toEveryone(deny(['s3:*', 'sqs:*', 'kms:*', 'secretsmanager:*', 'sts:*'], '*', {
    StringNotEqualsIfExists: { 'aws:SourceOrgID': 'o-exampleorgid' },
    Null: { 'aws:SourceAccount': 'false' },
    Bool: { 'aws:PrincipalIsAWSService': 'true' },
  }))),
  'TLS': document(toEveryone(deny(['s3:*', 'sqs:*', 'sts:*'], '*', { BoolIfExists: { 'aws:SecureTransport': 'false' } }))),
  'a version of TLS': document(toEveryone(deny('s3:*', '*', { NumericLessThan: { 's3:TlsVersion': ['1.2'] } }))),
  'tokens of GitHub from one organization': document(toEveryone(deny('sts:AssumeRoleWithWebIdentity', '*', {
    StringNotLikeIfExists: { 'token.actions.githubusercontent.com:sub': 'repo:octo-org/*' },
    Null: { 'token.actions.githubusercontent.com:sub': 'false' },
  }))),
  'accounts of partners': document(toEveryone(deny('s3:*', '*', {
    StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exampleorgid', 'aws:PrincipalAccount': ['444455556666'] },
    BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
  }))),
  'paths of the organization': document(toEveryone(deny('s3:*', '*', {
    'ForAllValues:StringNotLike': { 'aws:PrincipalOrgPaths': 'o-exampleorgid/r-ab12/*' },
    'BoolIfExists': { 'aws:PrincipalIsAWSService': 'false' },
  }))),
};
