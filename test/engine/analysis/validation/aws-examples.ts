import { Sample } from './policies';
import { ValidatePolicyType as Type } from '../../../../src/engine/analysis/validation-types';

const policy = (...Statement: any[]) => ({ Version: '2012-10-17', Statement });
const TRUST = 'AWS::IAM::AssumeRolePolicyDocument';

/** Policies that AWS shows as good ones, with the page. */
export const AWS_EXAMPLES: [page: string, sample: Sample][] = [
  ['IAM/latest/UserGuide/reference_policies_examples_aws-dates.html', {
    type: Type.IDENTITY_POLICY,
    policy: policy({
      Effect: 'Allow',
      Action: 'dynamodb:GetItem',
      Resource: '*',
      Condition: { DateGreaterThan: { 'aws:CurrentTime': '2020-04-01T00:00:00Z' }, DateLessThan: { 'aws:CurrentTime': '2020-06-30T23:59:59Z' } },
    }),
  }],
  ['IAM/latest/UserGuide/reference_policies_examples_aws_deny-ip.html', {
    type: Type.IDENTITY_POLICY,
    policy: policy({
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { NotIpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '203.0.113.0/24'] } },
    }),
  }],
  ['IAM/latest/UserGuide/reference_policies_examples_aws_deny-requested-region.html', {
    type: Type.IDENTITY_POLICY,
    policy: policy({
      Sid: 'DenyAllOutsideRequestedRegions',
      Effect: 'Deny',
      NotAction: ['cloudfront:*', 'iam:*', 'organizations:*', 'route53:*', 'support:*'],
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'eu-west-1', 'eu-west-2', 'eu-west-3'] } },
    }),
  }],
  ['IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html', {
    type: Type.IDENTITY_POLICY,
    policy: policy(
      { Sid: 'AllowViewAccountInfo', Effect: 'Allow', Action: ['iam:GetAccountPasswordPolicy', 'iam:ListVirtualMFADevices'], Resource: '*' },
      { Sid: 'AllowManageOwnPasswords', Effect: 'Allow', Action: ['iam:ChangePassword', 'iam:GetUser'], Resource: 'arn:aws:iam::*:user/${aws:username}' },
      { Sid: 'AllowManageOwnVirtualMFADevice', Effect: 'Allow', Action: 'iam:CreateVirtualMFADevice', Resource: 'arn:aws:iam::*:mfa/*' },
      {
        Sid: 'DenyAllExceptListedIfNoMFA',
        Effect: 'Deny',
        NotAction: ['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice', 'iam:ListMFADevices', 'sts:GetSessionToken'],
        Resource: '*',
        Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
      },
    ),
  }],
  ['IAM/latest/UserGuide/reference_policies_examples_ec2-start-stop-tags.html', {
    type: Type.IDENTITY_POLICY,
    policy: policy(
      {
        Effect: 'Allow',
        Action: ['ec2:StartInstances', 'ec2:StopInstances'],
        Resource: 'arn:aws:ec2:*:*:instance/*',
        Condition: { StringEquals: { 'aws:ResourceTag/Owner': '${aws:username}' } },
      },
      { Effect: 'Allow', Action: 'ec2:DescribeInstances', Resource: '*' },
    ),
  }],
  ['IAM/latest/UserGuide/reference_policies_examples_s3_home-directory-console.html', {
    type: Type.IDENTITY_POLICY,
    policy: policy(
      { Sid: 'S3ConsoleAccess', Effect: 'Allow', Action: ['s3:GetAccountPublicAccessBlock', 's3:GetBucketAcl', 's3:GetBucketLocation', 's3:ListAccessPoints', 's3:ListAllMyBuckets'], Resource: '*' },
      {
        Sid: 'ListObjectsInBucket',
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: 'arn:aws:s3:::amzn-s3-demo-bucket',
        Condition: { StringLike: { 's3:prefix': ['', 'home/', 'home/${aws:username}/*'] } },
      },
      { Effect: 'Allow', Action: 's3:*', Resource: ['arn:aws:s3:::amzn-s3-demo-bucket/home/${aws:username}', 'arn:aws:s3:::amzn-s3-demo-bucket/home/${aws:username}/*'] },
    ),
  }],
  ['IAM/latest/UserGuide/reference_policies_examples_dynamodb_items.html', {
    type: Type.IDENTITY_POLICY,
    policy: policy({
      Sid: 'AllAPIActionsOnBooks',
      Effect: 'Allow',
      Resource: 'arn:aws:dynamodb:us-west-2:123456789012:table/Thesis',
      Action: ['dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['${www.amazon.com:user_id}'] } },
    }),
  }],
  ['IAM/latest/UserGuide/id_roles_use_passrole.html', {
    type: Type.IDENTITY_POLICY,
    policy: policy({
      Effect: 'Allow', Action: ['iam:GetRole', 'iam:PassRole'], Resource: 'arn:aws:iam::111122223333:role/EC2-roles-for-XYZ-*',
    }),
  }],
  ['IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html', {
    type: Type.IDENTITY_POLICY,
    policy: policy(
      { Sid: 'DenyDeleteSupported', Effect: 'Deny', Action: ['appmesh:DeleteMesh', 'backup:DeleteBackupPlan'], Resource: '*', Condition: { StringEquals: { 'aws:ResourceTag/status': 'Confidential' } } },
      { Sid: 'DenyDeleteUnsupported', Effect: 'Deny', Action: 'lambda:DeleteFunction', Resource: 'arn:aws:lambda:*:123456789012:function:status-Confidential*' },
    ),
  }],
  ['lambda/latest/dg/lambda-intro-execution-role.html', {
    type: Type.IDENTITY_POLICY,
    policy: policy(
      { Effect: 'Allow', Action: 'logs:CreateLogGroup', Resource: 'arn:aws:logs:us-east-1:123456789012:*' },
      { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: ['arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/myFunction:*'] },
    ),
  }],
  ['AmazonS3/latest/userguide/example-bucket-policies-vpc-endpoint.html', {
    type: Type.RESOURCE_POLICY,
    resourceType: 'AWS::S3::Bucket',
    policy: policy({
      Sid: 'Access-to-specific-VPCE-only',
      Principal: '*',
      Action: 's3:*',
      Effect: 'Deny',
      Resource: ['arn:aws:s3:::amzn-s3-demo-bucket', 'arn:aws:s3:::amzn-s3-demo-bucket/*'],
      Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } },
    }),
  }],
  ['IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid', {
    type: Type.RESOURCE_POLICY,
    resourceType: 'AWS::S3::Bucket',
    policy: policy({
      Sid: 'AllowPutObject', Effect: 'Allow', Principal: '*', Action: 's3:PutObject', Resource: 'arn:aws:s3:::amzn-s3-demo-bucket/*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-xxxxxxxxxxx' } },
    }),
  }],
  ['IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpceorgpaths', {
    type: Type.RESOURCE_POLICY,
    resourceType: 'AWS::S3::Bucket',
    policy: policy({
      Sid: 'AllowAccessFromSpecificOrgPaths',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111122223333:role/RoleName' },
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::amzn-s3-demo-bucket1/*',
      Condition: { 'ForAnyValue:StringLike': { 'aws:VpceOrgPaths': ['o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/*'] } },
    }),
  }],
  ['AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html', {
    type: Type.RESOURCE_POLICY,
    policy: policy({
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: 'SNS:Publish',
      Resource: 'arn:aws:sns:us-west-2:111122223333:topic',
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:*:*:amzn-s3-demo-bucket' }, StringEquals: { 'aws:SourceAccount': '111122223333' } },
    }),
  }],
  ['kms/latest/developerguide/key-policy-default.html', {
    type: Type.RESOURCE_POLICY,
    policy: policy(
      { Sid: 'Enable IAM User Permissions', Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*' },
      {
        Sid: 'Allow attachment of persistent resources',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:user/CMKUser' },
        Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
        Resource: '*',
        Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      },
    ),
  }],
  ['IAM/latest/UserGuide/id_roles_create_for-user_externalid.html', {
    type: Type.RESOURCE_POLICY,
    resourceType: TRUST,
    policy: policy({
      Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole', Condition: { StringEquals: { 'sts:ExternalId': 'Unique ID Assigned by Example Corp' } },
    }),
  }],
  ['IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html#idp_oidc_Create_GitHub', {
    type: Type.RESOURCE_POLICY,
    resourceType: TRUST,
    policy: policy({
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::012345678910:oidc-provider/token.actions.githubusercontent.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com', 'token.actions.githubusercontent.com:sub': 'repo:GitHubOrg/GitHubRepo:ref:refs/heads/GitHubBranch',
        },
      },
    }),
  }],
  ['IAM/latest/UserGuide/id_roles_create_for-idp_saml.html', {
    type: Type.RESOURCE_POLICY,
    resourceType: TRUST,
    policy: policy({
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:saml-provider/PROVIDER-NAME' },
      Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
      Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
    }),
  }],
  ['rolesanywhere/latest/userguide/trust-model.html', {
    type: Type.RESOURCE_POLICY,
    resourceType: TRUST,
    policy: policy({
      Effect: 'Allow',
      Principal: { Service: 'rolesanywhere.amazonaws.com' },
      Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
      Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:rolesanywhere:eu-west-1:111122223333:trust-anchor/12345678-1234-1234-1234-123456789012' } },
    }),
  }],
  ['organizations/latest/userguide/orgs_manage_policies_scps_examples.html', {
    type: Type.SERVICE_CONTROL_POLICY,
    policy: policy(
      {
        Sid: 'DenyAllOutsideEU',
        Effect: 'Deny',
        NotAction: ['a4b:*', 'budgets:*', 'ce:*', 'iam:*', 'sts:*'],
        Resource: '*',
        Condition: {
          StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'eu-west-1'] }, ArnNotLike: { 'aws:PrincipalARN': ['arn:aws:iam::*:role/Role1AllowedToBypassThisSCP'] },
        },
      },
      { Effect: 'Deny', Action: 'ec2:RunInstances', Resource: 'arn:aws:ec2:*:*:instance/*', Condition: { StringNotEquals: { 'ec2:InstanceType': 't2.micro' } } },
    ),
  }],
  ['blogs/security/unlock-new-possibilities-aws-organizations-service-control-policy-now-supports-full-iam-language', {
    type: Type.SERVICE_CONTROL_POLICY,
    policy: policy(
      { Effect: 'Allow', NotAction: 'organizations:LeaveOrganization', NotResource: 'arn:aws:s3:::amzn-s3-demo-bucket/*', Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } },
      { Effect: 'Deny', Action: 'iam:*User*', Resource: '*' },
    ),
  }],
  ['IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpceorgid', {
    type: Type.RESOURCE_CONTROL_POLICY,
    policy: policy({
      Sid: 'EnforceNetworkPerimeterVpceOrgID',
      Effect: 'Deny',
      Principal: '*',
      Action: ['s3:*', 'kms:*'],
      Resource: '*',
      Condition: {
        BoolIfExists: { 'aws:PrincipalIsAWSService': 'false', 'aws:ViaAWSService': 'false' },
        StringNotEqualsIfExists: { 'aws:VpceOrgID': 'o-abcdef0123', 'aws:PrincipalTag/network-perimeter-exception': 'true' },
      },
    }),
  }],
  ['organizations/latest/userguide/orgs_manage_policies_rcps_examples.html', {
    type: Type.RESOURCE_CONTROL_POLICY,
    policy: policy({
      Sid: 'EnforceConfusedDeputyProtection',
      Effect: 'Deny',
      Principal: '*',
      Action: ['s3:*', 'sqs:*', 'kms:*', 'secretsmanager:*', 'sts:*'],
      Resource: '*',
      Condition: {
        StringNotEqualsIfExists: { 'aws:SourceOrgID': 'my-org-id' }, Null: { 'aws:SourceAccount': 'false' }, Bool: { 'aws:PrincipalIsAWSService': 'true' },
      },
    }),
  }],
  ['organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html', {
    type: Type.RESOURCE_CONTROL_POLICY,
    policy: policy({
      Effect: 'Allow', Principal: '*', Action: '*', Resource: '*',
    }),
  }],
];
