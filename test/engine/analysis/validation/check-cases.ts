import { bucket, condition, identity, rcp, resource, Sample, scp, table, text, trust, withElements } from './policies';

/**
 * For each code: where the nearest policy that it finds is wrong, that policy, and the nearest one that it lets pass.
 * Written from AWS's reference of policy checks.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 */
export type CheckCase = [code: string, path: string, finds: Sample, passes: Sample];

const S = '$.Statement[0]';
const SAML = 'arn:aws:iam::111122223333:saml-provider/adfs';
const GITHUB = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com';
const AUD = { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' };
const SUB = 'token.actions.githubusercontent.com:sub';
const github = (Condition?: unknown) => trust({ Principal: { Federated: GITHUB }, Action: 'sts:AssumeRoleWithWebIdentity', Condition });
const service = (Condition?: unknown, Service: unknown = 'sns.amazonaws.com') => resource({ Principal: { Service }, Condition });
const long = (count: number) => Array.from({ length: count }, (_, i) => `arn:aws:s3:::amzn-s3-demo-bucket-${1_000 + i}`);
const roles = { Action: 'iam:PassRole', Resource: 'arn:aws:iam::111122223333:role/app/*' };
const linked = { Action: 'iam:CreateServiceLinkedRole', Resource: 'arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS' };
const passed = { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } };
const created = { StringEquals: { 'iam:AWSServiceName': 'ecs.amazonaws.com' } };

export const ELEMENT_CASES: CheckCase[] = [
  ['JSON_SYNTAX_ERROR', '$', text(identity({}), '{ "Version": "2012-10-17", }'), text(identity({}), JSON.stringify(identity({}).policy))],
  ['DATA_TYPE_MISMATCH', '$.Version', withElements(identity({}), { Version: 20121017 }), withElements(identity({}), { Version: '2012-10-17' })],
  ['DATA_TYPE_MISMATCH', `${S}.Action[0]`, identity({ Action: [7] }), identity({ Action: ['s3:GetObject'] })],
  ['INVALID_POLICY_ELEMENT', `${S}.Permission`, identity({ Permission: 'read' }), identity({ Sid: 'read' })],
  ['INVALID_POLICY_ELEMENT', '$.version', withElements(identity({}), { version: '2012-10-17' }), withElements(identity({}), { Id: '2012-10-17' })],
  ['MISSING_STATEMENT', '$', withElements(identity({}), { Statement: undefined }), identity({})],
  ['MISSING_STATEMENT', '$.Statement', withElements(identity({}), { Statement: [] }), identity({})],
  ['INVALID_VERSION', '$.Version', withElements(identity({}), { Version: '2012-10-18' }), withElements(identity({}), { Version: '2008-10-17' })],
  ['MISSING_VERSION', '$', withElements(identity({}), { Version: undefined }), identity({})],
  ['MISSING_EFFECT', S, identity({ Effect: undefined }), identity({ Effect: 'Deny' })],
  ['INVALID_EFFECT', `${S}.Effect`, identity({ Effect: 'allow' }), identity({ Effect: 'Allow' })],
  ['MISSING_ACTION', S, identity({ Action: undefined }), identity({ Action: undefined, NotAction: 's3:GetObject' })],
  ['MISSING_RESOURCE', S, identity({ Resource: undefined }), identity({ Resource: undefined, NotResource: 'arn:aws:s3:::amzn-s3-demo-bucket' })],
  ['MISSING_RESOURCE', S, bucket({ Resource: undefined }), trust({})],
  ['MISSING_PRINCIPAL', S, bucket({ Principal: undefined }), identity({})],
  ['MISSING_PRINCIPAL', S, rcp({ Principal: undefined }), rcp({})],
  ['UNSUPPORTED_PRINCIPAL', `${S}.Principal`, identity({ Principal: '*' }), resource({ Principal: '*' })],
  ['UNSUPPORTED_ELEMENT_COMBINATION', S, identity({ NotAction: 's3:PutObject' }), identity({ Action: 's3:GetObject' })],
  ['UNSUPPORTED_ELEMENT_COMBINATION', S, bucket({ NotPrincipal: { AWS: '444455556666' } }), bucket({})],
  ['UNSUPPORTED_SID', `${S}.Sid`, identity({ Sid: 'read objects' }), bucket({ Sid: 'read objects' })],
  ['UNIQUE_SIDS_REQUIRED', '$.Statement[1].Sid', identity({ Sid: 'a' }, { Sid: 'a', Effect: 'Deny' }), identity({ Sid: 'a' }, { Sid: 'b', Effect: 'Deny' })],
  ['UNIQUE_SIDS_RECOMMENDED', '$.Statement[1].Sid', bucket({ Sid: 'a' }, { Sid: 'a', Effect: 'Deny' }), bucket({ Sid: 'a' }, { Sid: 'b', Effect: 'Deny' })],
  ['EMPTY_SID_VALUE', `${S}.Sid`, identity({ Sid: '' }), identity({})],
  ['EMPTY_ARRAY_ACTION', `${S}.Action`, identity({ Action: [] }), identity({ Action: ['s3:GetObject'] })],
  ['EMPTY_ARRAY_RESOURCE', `${S}.Resource`, identity({ Resource: [] }), identity({ Resource: ['*'] })],
  ['EMPTY_ARRAY_PRINCIPAL', `${S}.Principal.AWS`, bucket({ Principal: { AWS: [] } }), bucket({ Principal: { AWS: ['111122223333'] } })],
  ['EMPTY_OBJECT_PRINCIPAL', `${S}.Principal`, bucket({ Principal: {} }), bucket({ Principal: { AWS: '111122223333' } })],
  ['EMPTY_OBJECT_CONDITION', `${S}.Condition`, identity({ Condition: {} }), identity({})],
  ['EMPTY_OBJECT_CONDITION', `${S}.Condition.Bool`, condition({ Bool: {} }), condition({ Bool: { 'aws:SecureTransport': 'true' } })],
  ['POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA', '$', identity({ Resource: long(180) }), identity({ Resource: long(140) })],
  ['POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA', '$', bucket({ Resource: long(600) }), bucket({ Resource: long(500) })],
  ['POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA', '$', trust({ Condition: { StringEquals: { 'sts:ExternalId': 'x'.repeat(2_000) } } }),
    trust({ Condition: { StringEquals: { 'sts:ExternalId': 'x'.repeat(1_700) } } })],
  ['POLICY_SIZE_EXCEEDS_SCP_QUOTA', '$', scp({ Resource: long(140) }), scp({ Resource: long(120) })],
  ['POLICY_SIZE_EXCEEDS_SCP_QUOTA', '$', text(scp({}), JSON.stringify(scp({}).policy) + ' '.repeat(5_120)), text(identity({}), JSON.stringify(identity({}).policy) + ' '.repeat(6_200))],
  ['POLICY_SIZE_EXCEEDS_RCP_QUOTA', '$', rcp({ Resource: long(140) }), rcp({ Resource: long(120) })],
];

export const VARIABLE_CASES: CheckCase[] = [
  ['MISSING_BRACE_IN_VARIABLE', `${S}.Resource`, identity({ Resource: 'arn:aws:s3:::b/${aws:username' }), identity({ Resource: 'arn:aws:s3:::b/${aws:username}' })],
  ['EMPTY_VARIABLE', `${S}.Resource`, identity({ Resource: 'arn:aws:s3:::b/${}' }), identity({ Resource: 'arn:aws:s3:::b/${*}' })],
  ['UNSUPPORTED_SPACE_IN_VARIABLE', `${S}.Resource`, identity({ Resource: 'arn:aws:s3:::b/${aws:user name}' }), identity({ Resource: 'arn:aws:s3:::b/${aws:username, \'a b\'}' })],
  ['MISSING_QUOTE_IN_VARIABLE', `${S}.Resource`, identity({ Resource: 'arn:aws:s3:::b/${aws:PrincipalTag/team, \'company-wide}' }),
    identity({ Resource: 'arn:aws:s3:::b/${aws:PrincipalTag/team, \'company-wide\'}' })],
  ['VARIABLE_UNSUPPORTED_IN_ELEMENT', `${S}.Action`, identity({ Action: 's3:${aws:username}' }), identity({ Resource: 'arn:aws:s3:::${aws:username}' })],
  ['VARIABLE_UNSUPPORTED_IN_VERSION', `${S}.Resource`, withElements(identity({ Resource: 'arn:aws:s3:::b/${aws:username}' }), { Version: '2008-10-17' }),
    identity({ Resource: 'arn:aws:s3:::b/${aws:username}' })],
  ['INVALID_VARIABLE_FOR_OPERATOR', `${S}.Condition.NumericLessThan['s3:max-keys']`, condition({ NumericLessThan: { 's3:max-keys': '${aws:username}' } }, { Action: 's3:ListBucket' }),
    condition({ StringEquals: { 's3:prefix': '${aws:username}' } }, { Action: 's3:ListBucket' })],
];

export const ACTION_CASES: CheckCase[] = [
  ['INVALID_ACTION', `${S}.Action`, identity({ Action: 's3:GetObjet' }), identity({ Action: 's3:getobject' })],
  ['INVALID_ACTION', `${S}.Action`, identity({ Action: 's3:Fetch*' }), identity({ Action: 's3:Get*' })],
  ['INVALID_ACTION', `${S}.Action`, identity({ Action: 'GetObject' }), identity({ Action: '*' })],
  ['INVALID_SERVICE_IN_ACTION', `${S}.Action`, identity({ Action: 's33:GetObject' }), identity({ Action: 'S3:GetObject' })],
  ['WILDCARD_IN_SERVICE_NAME', `${S}.Action`, identity({ Action: 's*:GetObject' }), identity({ Action: 's3:Get*' })],
  ['WILDCARD_IN_SERVICE_NAME', `${S}.Resource`, identity({ Resource: 'arn:aws:*code*:eu-west-1:111122223333:*' }), identity({ Resource: 'arn:aws:codecommit:eu-west-1:111122223333:*' })],
  ['UNSUPPORTED_ACTION_IN_POLICY', `${S}.Action`, bucket({ Action: 'kms:Decrypt' }), resource({ Action: 'kms:Decrypt', Resource: '*' })],
  ['UNSUPPORTED_ACTION_IN_POLICY', `${S}.Action`, bucket({ Action: 's3:ListAllMyBuckets' }), bucket({ Action: 's3:ListBucket' })],
  ['UNSUPPORTED_ACTION_IN_POLICY', `${S}.Action`, trust({ Action: 'iam:PassRole' }), trust({ Action: 'sts:TagSession' })],
];

export const RESOURCE_CASES: CheckCase[] = [
  ['INVALID_ARN_PREFIX', `${S}.Resource`, identity({ Resource: 'aws:s3:::amzn-s3-demo-bucket' }), identity({ Resource: '*' })],
  ['INVALID_ARN_PREFIX', `${S}.Resource`, bucket({ Resource: 'amzn-s3-demo-bucket/*' }), resource({ Action: 'execute-api:Invoke', Resource: 'execute-api:/prod/GET/pets' })],
  ['MISSING_ARN_FIELD', `${S}.Resource`, identity({ Resource: 'arn:aws:s3:amzn-s3-demo-bucket' }), identity({ Resource: 'arn:aws:s3:::amzn-s3-demo-bucket' })],
  ['INVALID_PARTITION', `${S}.Resource`, identity({ Resource: 'arn:amazon:s3:::amzn-s3-demo-bucket' }), identity({ Resource: 'arn:aws-cn:s3:::amzn-s3-demo-bucket' })],
  ['INVALID_SERVICE', `${S}.Resource`, identity({ Resource: 'arn:aws:s33:::amzn-s3-demo-bucket' }), identity({ Resource: 'arn:aws:s3:::amzn-s3-demo-bucket' })],
  ['INVALID_SERVICE', `${S}.Condition.StringEquals['s33:prefix']`, condition({ StringEquals: { 's33:prefix': 'a' } }), condition({ StringEquals: { 'idp.example.com:sub': 'a' } })],
  ['INVALID_ARN_SERVICE_CASE', `${S}.Resource`, identity({ Resource: 'arn:aws:S3:::amzn-s3-demo-bucket' }), identity({ Resource: 'arn:aws:s3:::amzn-s3-demo-bucket' })],
  ['INVALID_ARN_ACCOUNT', `${S}.Resource`, identity({ Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:eu-west-1:11112222333:jobs' }),
    identity({ Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:eu-west-1:1111*:jobs' })],
  ['INVALID_ARN_REGION', `${S}.Resource`, identity({ Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:eu-west-11:111122223333:jobs' }),
    identity({ Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:eu-*:111122223333:jobs' })],
  ['INVALID_ARN_REGION', `${S}.Resource`, identity({ Action: 'sqs:SendMessage', Resource: 'arn:aws-cn:sqs:eu-west-1:111122223333:jobs' }),
    identity({ Action: 'sqs:SendMessage', Resource: 'arn:aws-cn:sqs:cn-north-1:111122223333:jobs' })],
  ['INVALID_ARN_REGION', `${S}.Resource`, identity({ Action: 'health:DescribeEventDetails', Resource: 'arn:aws:health:world::event/*/*' }),
    identity({ Action: 'health:DescribeEventDetails', Resource: 'arn:aws:health:global::event/*/*' })],
  ['INVALID_ARN_RESOURCE', `${S}.Resource`, identity({ Action: 'iam:GetRole', Resource: 'arn:aws:iam::111122223333:roles/app' }),
    identity({ Action: 'iam:GetRole', Resource: 'arn:aws:iam::111122223333:r*' })],
  ['MISSING_ARN_REGION', `${S}.Resource`, identity({ Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs::111122223333:jobs' }),
    identity({ Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:*:111122223333:jobs' })],
  ['MISSING_ARN_ACCOUNT', `${S}.Resource`, identity({ Action: 'iam:GetRole', Resource: 'arn:aws:iam:::role/app' }),
    identity({ Action: 'ssm:GetDocument', Resource: 'arn:aws:ssm:eu-west-1::document/AWS-RunShellScript' })],
  ['ARN_REGION_NOT_ALLOWED', `${S}.Resource`, identity({ Action: 'iam:GetRole', Resource: 'arn:aws:iam:eu-west-1:111122223333:role/app' }),
    identity({ Action: 'iam:GetRole', Resource: 'arn:aws:iam:*:111122223333:role/app' })],
  ['ARN_ACCOUNT_NOT_ALLOWED', `${S}.Resource`, identity({ Resource: 'arn:aws:s3::111122223333:amzn-s3-demo-bucket' }),
    identity({ Resource: 'arn:aws:s3:eu-west-1:111122223333:accesspoint/reports' })],
  ['UNSUPPORTED_RESOURCE_ARN_IN_POLICY', `${S}.Resource`, bucket({ Resource: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab' }),
    bucket({ Resource: 'arn:aws:s3:::*' })],
  ['UNSUPPORTED_RESOURCE_ARN_IN_POLICY', `${S}.Resource`, table({ Resource: 'arn:aws:s3:::amzn-s3-demo-bucket' }), table({})],
];

export const PRINCIPAL_CASES: CheckCase[] = [
  ['INVALID_PRINCIPAL_FORMAT', `${S}.Principal`, bucket({ Principal: '111122223333' }), bucket({ Principal: { AWS: '111122223333' } })],
  ['INVALID_PRINCIPAL_FORMAT', `${S}.Principal.AWS`, bucket({ Principal: { AWS: 'alice' } }), bucket({ Principal: { AWS: 'arn:aws:iam::111122223333:user/alice' } })],
  ['INVALID_PRINCIPAL_KEY', `${S}.Principal.User`, bucket({ Principal: { User: 'arn:aws:iam::111122223333:user/alice' } }),
    bucket({ Principal: { AWS: 'arn:aws:iam::111122223333:user/alice' } })],
  ['UNSUPPORTED_WILDCARD_IN_PRINCIPAL', `${S}.Principal.AWS`, bucket({ Principal: { AWS: 'arn:aws:iam::111122223333:user/*' } }), bucket({ Principal: { AWS: '*' } })],
  ['UNSUPPORTED_WILDCARD_IN_PRINCIPAL', `${S}.Principal.Service`, service(undefined, '*'), resource({ Principal: '*' })],
  ['INVALID_ROLE_REFERENCE', `${S}.Principal.AWS`, bucket({ Principal: { AWS: 'AROADBQP57FF2AEXAMPLE' } }), bucket({ Principal: { AWS: 'arn:aws:iam::111122223333:role/app' } })],
  ['INVALID_USER_REFERENCE', `${S}.Principal.AWS`, bucket({ Principal: { AWS: 'AIDACKCEVSQ6C2EXAMPLE' } }), bucket({ Principal: { AWS: 'arn:aws:iam::111122223333:user/a' } })],
  ['INVALID_SERVICE_PRINCIPAL_FORMAT', `${S}.Principal.Service`, trust({ Principal: { Service: 'ec2' } }), trust({ Principal: { Service: 'ec2.amazonaws.com' } })],
  ['INVALID_SERVICE_PRINCIPAL_FORMAT', `${S}.Condition.StringEquals['kms:ViaService']`,
    condition({ StringEquals: { 'kms:ViaService': 's3.amazonaws.com' } }, { Action: 'kms:Decrypt', Resource: '*' }),
    condition({ StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } }, { Action: 'kms:Decrypt', Resource: '*' })],
  ['INVALID_SERVICE_PRINCIPAL_FORMAT', `${S}.Condition.StringEquals['iam:PassedToService']`,
    identity({ ...roles, Condition: { StringEquals: { 'iam:PassedToService': 'EC2.amazonaws.com' } } }), identity({ ...roles, Condition: passed })],
  ['FEDERATED_PRINCIPAL_NOT_SUPPORTED', `${S}.Principal.Federated`, bucket({ Principal: { Federated: SAML } }),
    resource({ Principal: { Federated: SAML }, Action: 'sts:AssumeRoleWithSAML', Resource: '*' })],
  ['ALLOW_WITH_NOT_PRINCIPAL', `${S}.NotPrincipal`, resource({ Principal: undefined, NotPrincipal: { AWS: '111122223333' } }),
    resource({ Principal: undefined, NotPrincipal: { AWS: '111122223333' }, Effect: 'Deny' })],
  ['RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL', `${S}.Principal.Service`, service(), service({ StringEquals: { 'aws:SourceAccount': '111122223333' } })],
  ['RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL', `${S}.Principal.Service`, service(), trust({ Principal: { Service: 'ec2.amazonaws.com' } })],
  ['RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL', `${S}.Condition.StringEquals['aws:Referer']`, service({ StringEquals: { 'aws:Referer': '111122223333' } }),
    service({ StringEquals: { 'aws:SourceAccount': '111122223333' } })],
  ['UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL', `${S}.Condition.StringEquals['aws:PrincipalOrgID']`,
    service({ StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, 'cloudfront.amazonaws.com'),
    service({ StringEquals: { 'aws:SourceOrgID': 'o-a1b2c3d4e5' } }, 'cloudfront.amazonaws.com')],
];

export const TRUST_POLICY_CASES: CheckCase[] = [
  ['ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL', `${S}.NotPrincipal`, trust({ Principal: undefined, NotPrincipal: { AWS: '111122223333' } }), trust({})],
  ['ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL', `${S}.Principal`, trust({ Principal: '*' }), trust({ Principal: { AWS: '*' } })],
  ['ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE', `${S}.Resource`, trust({ Resource: '*' }), trust({})],
  ['INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY', `${S}.Principal.Federated`, trust({ Principal: { Federated: 'adfs' }, Action: 'sts:AssumeRoleWithSAML' }),
    trust({ Principal: { Federated: SAML }, Action: 'sts:AssumeRoleWithSAML' })],
  ['MISMATCHED_ACTION_FOR_PRINCIPAL', `${S}.Action`, trust({ Principal: { Federated: SAML }, Action: 'sts:AssumeRoleWithWebIdentity' }),
    trust({ Principal: { Federated: SAML }, Action: 'sts:AssumeRoleWithSAML' })],
  ['MISMATCHED_ACTION_FOR_PRINCIPAL', `${S}.Action`, trust({ Action: 'sts:AssumeRoleWithSAML' }), trust({ Action: 'sts:AssumeRole' })],
  ['MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY', `${S}.Principal.Service`, trust({ Principal: { Service: 'rolesanywhere.amazonaws.com' } }),
    trust({ Principal: { Service: 'rolesanywhere.amazonaws.com' }, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'] })],
  ['MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL', `${S}.Principal.Federated`, github(), github({ StringEquals: { ...AUD, [SUB]: 'repo:octo/app:ref:refs/heads/main' } })],
  ['MISSING_GITHUB_REPO_CONDITION_KEY', `${S}.Principal.Federated`, github({ StringEquals: AUD }), github({ StringEquals: { ...AUD, [SUB]: 'repo:octo/app:ref:refs/heads/main' } })],
  ['SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED', `${S}.Condition.StringLike['${SUB}']`, github({ StringLike: { [SUB]: 'repo:octo/app:*' } }),
    github({ StringLike: { [SUB]: 'repo:octo/app:*' }, StringEquals: { 'token.actions.githubusercontent.com:ref': 'refs/heads/main' } })],
  ['REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY', `${S}.Principal.AWS[1]`,
    trust({ Principal: { AWS: ['arn:aws:iam::111122223333:role/team/app', 'arn:aws:sts::111122223333:assumed-role/app/session'] } }),
    trust({ Principal: { AWS: ['arn:aws:iam::111122223333:role/team/app', 'arn:aws:sts::444455556666:assumed-role/app/session'] } })],
  ['FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE', `${S}.Condition['ForAnyValue:StringEquals']['idp.example.com:aud']`,
    trust({ Condition: { 'ForAnyValue:StringEquals': { 'idp.example.com:aud': 'app' } } }), trust({ Condition: { StringEquals: { 'idp.example.com:aud': 'app' } } })],
  ['CONFIRM_AUDIENCE_CLAIM_TYPE', `${S}.Condition['ForAllValues:StringEquals']['idp.example.com:aud']`,
    trust({ Condition: { 'ForAllValues:StringEquals': { 'idp.example.com:aud': 'app' } } }), trust({ Condition: { StringEquals: { 'idp.example.com:aud': 'app' } } })],
];

const perimeter = (Condition: unknown) => rcp({ Condition });
const org = { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' };
const source = { 'aws:SourceOrgID': 'o-a1b2c3d4e5' };
const isService = { 'aws:PrincipalIsAWSService': 'true' };
const isNoService = { 'aws:PrincipalIsAWSService': 'false' };
const hasSource = { 'aws:SourceAccount': 'false' };

export const ORGANIZATION_POLICY_CASES: CheckCase[] = [
  ['SCP_SYNTAX_ERROR_PRINCIPAL', `${S}.Principal`, scp({ Principal: '*' }), scp({})],
  ['RCP_SYNTAX_ERROR_PRINCIPAL', `${S}.Principal`, rcp({ Principal: { AWS: '111122223333' } }), rcp({ Principal: '*' })],
  ['RCP_SYNTAX_ERROR_ALLOW', S, rcp({ Effect: 'Allow', Resource: 'arn:aws:s3:::amzn-s3-demo-bucket' }), rcp({ Effect: 'Allow', Action: '*' })],
  ['RCP_SYNTAX_ERROR_NOTACTION', `${S}.NotAction`, rcp({ Action: undefined, NotAction: 's3:GetObject' }), rcp({ Action: 's3:GetObject' })],
  ['RCP_SYNTAX_ERROR_ACTION', `${S}.Action`, rcp({ Action: 'ec2:*' }), rcp({ Action: 'sqs:*' })],
  ['RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY', `${S}.Condition.StringNotEqualsIfExists['aws:PrincipalOrgID']`, perimeter({ StringNotEqualsIfExists: org }),
    perimeter({ StringNotEqualsIfExists: org, BoolIfExists: isNoService })],
  ['RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY', `${S}.Condition.StringNotEqualsIfExists['aws:SourceOrgID']`,
    perimeter({ StringNotEqualsIfExists: source, Null: hasSource }), perimeter({ StringNotEqualsIfExists: source, Null: hasSource, Bool: isService })],
  ['RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK', `${S}.Condition.StringNotEqualsIfExists['aws:SourceOrgID']`,
    perimeter({ StringNotEqualsIfExists: source, Bool: isService }), perimeter({ StringNotEqualsIfExists: source, Null: hasSource, Bool: isService })],
];

const on = (operator: string, key: string, value: unknown, members = {}) => condition({ [operator]: { [key]: value } }, members);
const at = (operator: string, key: string) => `${S}.Condition${/^\w+$/.test(operator) ? `.${operator}` : `['${operator}']`}['${key}']`;
const decrypt = { Action: 'kms:Decrypt', Resource: '*' };
const list = { Action: 's3:ListBucket', Resource: 'arn:aws:s3:::amzn-s3-demo-bucket' };
const AGE = 'aws:MultiFactorAuthAge';

export const CONDITION_CASES: CheckCase[] = [
  ['INVALID_CONDITION_OPERATOR', `${S}.Condition.StringMatches`, on('StringMatches', 'aws:username', 'a'), on('StringLike', 'aws:username', 'a')],
  ['INVALID_CONDITION_OPERATOR', `${S}.Condition.stringequals`, on('stringequals', 'aws:username', 'a'), on('StringEquals', 'aws:username', 'a')],
  ['NULL_WITH_IF_EXISTS', `${S}.Condition.NullIfExists`, on('NullIfExists', 'aws:username', 'true'), on('Null', 'aws:username', 'true')],
  ['NULL_WITH_QUALIFIER', `${S}.Condition['ForAllValues:Null']`, on('ForAllValues:Null', 'aws:TagKeys', 'true'), on('Null', 'aws:TagKeys', 'true')],
  ['INVALID_CONDITION_KEY_FORMAT', `${S}.Condition.StringEquals.username`, on('StringEquals', 'username', 'a'), on('StringEquals', 'aws:username', 'a')],
  ['DUPLICATE_KEYS_WITH_DIFFERENT_CASE', at('StringEquals', 'aws:Username'), condition({ StringEquals: { 'aws:username': 'a', 'aws:Username': 'b' } }),
    condition({ StringEquals: { 'aws:username': 'a' }, StringNotEquals: { 'aws:Username': 'b' } })],
  ['EMPTY_ARRAY_CONDITION', at('StringEquals', 'aws:username'), on('StringEquals', 'aws:username', []), on('StringEquals', 'aws:username', ['a'])],
  ['EMPTY_ARRAY_CONDITION_FORALLVALUES', at('ForAllValues:StringEquals', 'aws:TagKeys'), on('ForAllValues:StringEquals', 'aws:TagKeys', []),
    on('ForAllValues:StringEquals', 'aws:TagKeys', ['team'])],
  ['EMPTY_ARRAY_CONDITION_FORANYVALUE', at('ForAnyValue:StringEquals', 'aws:TagKeys'), on('ForAnyValue:StringEquals', 'aws:TagKeys', []),
    on('ForAnyValue:StringEquals', 'aws:TagKeys', ['team'])],
  ['EMPTY_ARRAY_CONDITION_IFEXISTS', at('StringEqualsIfExists', 'aws:username'), on('StringEqualsIfExists', 'aws:username', []),
    on('StringEqualsIfExists', 'aws:username', ['a'])],
  ['INVALID_CONDITION_DATA_TYPE', at('NumericLessThan', AGE), on('NumericLessThan', AGE, ['3600', 2700]), on('NumericLessThan', AGE, 3600)],
  ['INVALID_CONDITION_MULTIPLE_BOOLEAN', at('Bool', 'aws:SecureTransport'), on('Bool', 'aws:SecureTransport', [true, false]), on('Bool', 'aws:SecureTransport', [true])],
  ['TYPE_MISMATCH_BOOLEAN', at('Bool', 'aws:SecureTransport'), on('Bool', 'aws:SecureTransport', 'yes'), on('Bool', 'aws:SecureTransport', 'True')],
  ['TYPE_MISMATCH_NUMBER', at('NumericLessThan', AGE), on('NumericLessThan', AGE, 'an hour'), on('NumericLessThan', AGE, '3600')],
  ['TYPE_MISMATCH_DATE', at('DateLessThan', 'aws:CurrentTime'), on('DateLessThan', 'aws:CurrentTime', '31.12.2026'), on('DateLessThan', 'aws:CurrentTime', '2026-12-31')],
  ['TYPE_MISMATCH_IP_RANGE', at('IpAddress', 'aws:SourceIp'), on('IpAddress', 'aws:SourceIp', '203.0.113.*'), on('IpAddress', 'aws:SourceIp', '203.0.113.0/24')],
  ['TYPE_MISMATCH_STRING', at('BinaryEquals', 'idp.example.com:key'), on('BinaryEquals', 'idp.example.com:key', 'not base64!'), on('BinaryEquals', 'idp.example.com:key', 'QmluYXJ5')],
  ['INVALID_DATE_VALUE', at('DateLessThan', 'aws:CurrentTime'), on('DateLessThan', 'aws:CurrentTime', '1798761599'), on('DateLessThan', 'aws:CurrentTime', '2026')],
  ['IMPROVE_IP_RANGE', at('IpAddress', 'aws:SourceIp'), on('IpAddress', 'aws:SourceIp', '203.0.113.5/24'), on('IpAddress', 'aws:SourceIp', '203.0.113.5/32')],
  ['WILDCARD_WITHOUT_LIKE_OPERATOR', at('StringEquals', 'aws:PrincipalTag/job-category'), on('StringEquals', 'aws:PrincipalTag/job-category', 'admin-*'),
    on('StringLike', 'aws:PrincipalTag/job-category', 'admin-*')],
  ['WILDCARD_WITHOUT_LIKE_OPERATOR', at('StringNotEquals', 'aws:username'), on('StringNotEquals', 'aws:username', 'admin?'), on('StringNotEquals', 'aws:username', 'admin${?}')],
  ['REDUNDANT_CONDITION_VALUE_NUM', at('NumericGreaterThan', AGE), on('NumericGreaterThan', AGE, ['2700', '3600']), on('NumericGreaterThan', AGE, ['2700'])],
  ['REDUNDANT_CONDITION_VALUE_NUM', at('NumericLessThan', AGE), on('NumericLessThan', AGE, ['2700', '3600']), on('NumericEquals', AGE, ['2700', '3600'])],
];

const resourceTag = { StringEquals: { 'aws:ResourceTag/team': 'BumbleBee' } };
const describe = { Action: ['ec2:DescribeInstances', 'ec2:StartInstances'], Resource: '*' };
const start = { Action: 'ec2:StartInstances', Resource: '*' };
const others = { Action: undefined, NotAction: 'iam:*', Resource: '*' };

export const CONDITION_KEY_CASES: CheckCase[] = [
  ['INVALID_GLOBAL_CONDITION_KEY', at('StringEquals', 'aws:UserName1'), on('StringEquals', 'aws:UserName1', 'a'), on('StringEquals', 'aws:UserName', 'a')],
  ['INVALID_SERVICE_CONDITION_KEY', at('StringEquals', 's3:prefixes'), on('StringEquals', 's3:prefixes', 'a', list), on('StringEquals', 's3:prefix', 'a', list)],
  ['MISSING_TAG_KEY_IN_CONDITION', at('StringEquals', 'aws:ResourceTag'), on('StringEquals', 'aws:ResourceTag', 'a', start), on('StringEquals', 'aws:ResourceTag/owner', 'a', start)],
  ['DEPRECATED_GLOBAL_CONDITION_KEY', at('ArnLike', 'aws:ARN'), on('ArnLike', 'aws:ARN', 'arn:aws:iam::111122223333:role/app'),
    on('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::111122223333:role/app')],
  ['TYPE_MISMATCH', at('StringEquals', 'aws:MultiFactorAuthPresent'), on('StringEquals', 'aws:MultiFactorAuthPresent', 'true'), on('Bool', 'aws:MultiFactorAuthPresent', 'true')],
  ['TYPE_MISMATCH', at('NumericLessThan', 'aws:CurrentTime'), on('NumericLessThan', 'aws:CurrentTime', '1798761599'), on('NumericLessThan', 'aws:EpochTime', '1798761599')],
  ['STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS', at('StringLike', 'aws:PrincipalArn'), on('StringLike', 'aws:PrincipalArn', 'arn:aws:iam::111122223333:role/app-*'),
    on('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::111122223333:role/app-*')],
  ['STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS', at('StringNotLike', 'aws:PrincipalArn'), on('StringNotLike', 'aws:PrincipalArn', 'arn:aws:iam::111122223333:role/app-*'),
    on('StringNotEquals', 'aws:PrincipalArn', 'arn:aws:iam::111122223333:role/app')],
  ['MISSING_QUALIFIER', at('StringEquals', 'aws:TagKeys'), on('StringEquals', 'aws:TagKeys', 'team'), on('ForAnyValue:StringEquals', 'aws:TagKeys', 'team')],
  ['FORALLVALUES_WITH_SINGLE_VALUED_KEY', at('ForAllValues:StringEquals', 'aws:username'), on('ForAllValues:StringEquals', 'aws:username', 'a'),
    on('ForAllValues:StringEquals', 'aws:TagKeys', 'a')],
  ['UNSUPPORTED_ACTION_FOR_CONDITION_KEY', at('StringEquals', 'kms:EncryptionContext:app'),
    on('StringEquals', 'kms:EncryptionContext:app', 'a', { Action: ['kms:Decrypt', 'kms:DescribeKey'], Resource: '*' }), on('StringEquals', 'kms:EncryptionContext:app', 'a', decrypt)],
  ['MISSING_ACTION_FOR_CONDITION_KEY', at('StringEquals', 'sts:SourceIdentity'), trust({ Condition: { StringEquals: { 'sts:SourceIdentity': 'alice' } } }),
    trust({ Condition: { StringEquals: { 'sts:SourceIdentity': 'alice' } }, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] })],
  ['USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES', at('StringEquals', 'aws:VpceAccount'), on('StringEquals', 'aws:VpceAccount', '111122223333', { Action: 'sqs:*', Resource: '*' }),
    on('StringEquals', 'aws:VpceAccount', '111122223333')],
  ['USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES', at('StringEquals', 'aws:VpceOrgID'), on('StringEquals', 'aws:VpceOrgID', 'o-a1b2c3d4e5', { Action: '*', Resource: '*' }),
    on('StringEquals', 'aws:VpceOrgID', 'o-a1b2c3d4e5', { Action: 'sqs:*', Resource: '*' })],
  ['USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES', at('StringEquals', 'aws:VpceAccount'), on('StringEquals', 'aws:VpceAccount', '111122223333', { Action: undefined, NotAction: 'sqs:*' }),
    on('StringEquals', 'aws:SourceVpce', 'vpce-12345678', { Action: undefined, NotAction: 'sqs:*' })],
  ['UNSUPPORTED_ACTION_FOR_CONDITION_KEY', at('StringEquals', 's3:prefix'), on('StringEquals', 's3:prefix', 'a', { Action: ['s3:ListBucket', 's3:ListBucketMultipartUploads'], Resource: '*' }),
    on('StringEqualsIfExists', 's3:prefix', 'a', { Action: ['s3:ListBucket', 's3:ListBucketMultipartUploads'], Resource: '*' })],
  ['ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE', at('StringEquals', 'aws:ResourceTag/team'), condition(resourceTag, describe), condition(resourceTag, start)],
  ['DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE', at('StringEquals', 'aws:ResourceTag/team'), condition(resourceTag, { ...describe, Effect: 'Deny' }),
    condition(resourceTag, { ...start, Effect: 'Deny' })],
  ['ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE', at('StringEquals', 'aws:ResourceTag/team'), condition(resourceTag, others), condition(resourceTag, start)],
  ['DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE', at('StringEquals', 'aws:ResourceTag/team'), condition(resourceTag, { ...others, Effect: 'Deny' }),
    condition(resourceTag, others)],
  ['IRRELEVANT_CONDITION_KEY_IN_POLICY', at('StringEquals', 's3:ResourceAccount'), bucket({ Condition: { StringEquals: { 's3:ResourceAccount': '111122223333' } } }),
    on('StringEquals', 's3:ResourceAccount', '111122223333')],
];

const sse = 's3:x-amz-server-side-encryption-aws-kms-key-id';
const put = { Action: 's3:PutObject' };
const subject = (sub: string) => github({ StringLike: { [SUB]: sub }, StringEquals: AUD });

export const CONDITION_VALUE_CASES: CheckCase[] = [
  ['INVALID_REGION', at('StringEquals', 'aws:RequestedRegion'), on('StringEquals', 'aws:RequestedRegion', 'eu-west-11'), on('StringEquals', 'aws:RequestedRegion', 'eu-west-1')],
  ['INVALID_REGION', at('StringLike', 'aws:RequestedRegion'), on('StringLike', 'aws:RequestedRegion', 'europe-*'), on('StringLike', 'aws:RequestedRegion', 'eu-*')],
  ['INVALID_VPC_FORMAT', at('StringEquals', 'aws:SourceVpc'), on('StringEquals', 'aws:SourceVpc', 'vpc-123'), on('StringEquals', 'aws:SourceVpc', 'vpc-12345678')],
  ['INVALID_VPCE_FORMAT', at('StringEquals', 'aws:SourceVpce'), on('StringEquals', 'aws:SourceVpce', 'vpc-12345678'), on('StringEquals', 'aws:SourceVpce', 'vpce-11223344556677889')],
  ['INVALID_KMS_KEY_VALUE', at('ArnEquals', sse), on('ArnEquals', sse, '1234abcd-12ab-34cd-56ef-1234567890ab', put),
    on('ArnEquals', sse, 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab', put)],
  ['INVALID_KMS_KEY_VALUE', at('ArnLike', sse), on('ArnLike', sse, 'arn:aws:kms:*:111122223333:alias/*', put), on('ArnLike', sse, 'arn:aws:kms:*:111122223333:key/*', put)],
  ['INVALID_KMS_KEY_VALUE', at('StringLike', sse), on('StringLike', sse, 'arn:aws:s3:::*', put), on('ArnLike', sse, 'arn:aws:kms:*:${aws:PrincipalAccount}:*', put)],
  ['WILDCARD_USAGE_TOO_PERMISSIVE', at('StringLike', 'aws:PrincipalOrgID'), on('StringLike', 'aws:PrincipalOrgID', 'o-a1b2*'), on('StringEquals', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5')],
  ['WILDCARD_USAGE_TOO_PERMISSIVE', at('StringLike', 'aws:userid'), on('StringLike', 'aws:userid', '*'), on('StringLike', 'aws:userid', 'AIDACKCEVSQ6C2EXAMPLE:*')],
  ['WILDCARD_USAGE_TOO_PERMISSIVE', at('StringLike', 'aws:userid'), on('StringLike', 'aws:userid', 'AROA*:*'), on('StringLike', 'aws:userid', '*:*')],
  ['WILDCARD_USAGE_TOO_PERMISSIVE', `${S}.Condition.StringLike['${SUB}']`, subject('repo:*'), subject('repo:octo/*')],
  ['VARIABLE_USAGE_TOO_PERMISSIVE', at('StringLike', 'aws:PrincipalOrgID'), on('StringLike', 'aws:PrincipalOrgID', '${aws:PrincipalTag/org}'),
    on('StringEquals', 'aws:PrincipalOrgID', '${aws:ResourceOrgID}')],
  ['VARIABLE_USAGE_TOO_PERMISSIVE', at('StringLike', 'aws:userid'), on('StringLike', 'aws:userid', '${aws:userid}'), on('StringLike', 'aws:userid', 'AIDACKCEVSQ6C2EXAMPLE:${aws:userid}')],
  ['PRIVATE_IP_ADDRESS', at('IpAddress', 'aws:SourceIp'), on('IpAddress', 'aws:SourceIp', '10.1.0.0/16'), on('IpAddress', 'aws:SourceIp', '203.0.113.0/24')],
  ['PRIVATE_NOT_IP_ADDRESS', at('NotIpAddress', 'aws:SourceIp'), on('NotIpAddress', 'aws:SourceIp', '192.168.0.0/16'), on('NotIpAddress', 'aws:SourceIp', '192.0.0.0/8')],
  ['PRIVATE_IP_ADDRESS_SUBSET', `${at('IpAddress', 'aws:SourceIp')}[1]`, on('IpAddress', 'aws:SourceIp', ['203.0.113.0/24', '172.16.0.1']),
    on('IpAddress', 'aws:SourceIp', ['203.0.113.0/24', '172.15.0.1'])],
  ['PRIVATE_NOT_IP_ADDRESS_SUBSET', `${at('NotIpAddress', 'aws:SourceIp')}[0]`, on('NotIpAddress', 'aws:SourceIp', ['10.0.0.0/8', '203.0.113.0/24']),
    on('NotIpAddress', 'aws:SourceIp', ['0.0.0.0/0', '203.0.113.0/24'])],
];

export const CONDITION_LOGIC_CASES: CheckCase[] = [
  ['EQUIVALENT_TO_NULL_FALSE', at('StringLike', 'aws:username'), on('StringLike', 'aws:username', '*'), on('StringLike', 'aws:username', '?*')],
  ['EQUIVALENT_TO_NULL_TRUE', at('StringNotLike', 'aws:username'), on('StringNotLike', 'aws:username', '*'), on('StringNotLike', 'aws:username', 'a*')],
  ['REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION', at('StringLikeIfExists', 'aws:username'), on('StringLikeIfExists', 'aws:username', ['a', '*']), on('StringLike', 'aws:username', '*')],
  ['REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION', at('ForAllValues:StringLike', 'aws:TagKeys'), on('ForAllValues:StringLike', 'aws:TagKeys', '*'),
    on('ForAnyValue:StringLike', 'aws:TagKeys', '*')],
  ['REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION', at('ForAnyValue:StringNotLike', 'aws:TagKeys'), on('ForAnyValue:StringNotLike', 'aws:TagKeys', '*'),
    on('ForAllValues:StringNotLike', 'aws:TagKeys', '*')],
  ['REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION', at('StringEquals', 'aws:username'),
    condition({ StringEquals: { 'aws:username': ['a', 'ab'] }, StringNotLike: { 'aws:username': 'a*' } }),
    condition({ StringEquals: { 'aws:username': ['a', 'b'] }, StringNotLike: { 'aws:username': 'a*' } })],
  ['REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION', at('StringEquals', 'aws:username'),
    condition({ StringEquals: { 'aws:username': 'a' }, Null: { 'aws:username': 'true' } }), condition({ StringEqualsIfExists: { 'aws:username': 'a' }, Null: { 'aws:username': 'true' } })],
];

const read = { Action: ['dynamodb:GetItem', 'dynamodb:Query'], Resource: 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders' };
const attributes = { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['id'] } };

export const CONDITION_SECURITY_CASES: CheckCase[] = [
  ['UNTRUSTWORTHY_CONDITION_KEY', at('StringLike', 'aws:UserAgent'), on('StringLike', 'aws:UserAgent', 'curl/*'), on('StringLike', 'aws:username', 'curl/*')],
  ['MISSING_PAIRED_CONDITION_KEYS', at('IpAddress', 'aws:VpcSourceIp'), on('IpAddress', 'aws:VpcSourceIp', '10.0.0.0/8'),
    condition({ IpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' }, StringEquals: { 'aws:SourceVpc': 'vpc-12345678' } })],
  ['DYNAMODB_ATTRIBUTES_WITHOUT_SELECT', at('ForAllValues:StringEquals', 'dynamodb:Attributes'), condition(attributes, read),
    condition({ ...attributes, StringEqualsIfExists: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' } }, read)],
  ['S3_PREFIX_IN_NEGATIVE_CONTEXT', at('StringLike', 's3:prefix'), on('StringLike', 's3:prefix', 'private/*', { ...list, Effect: 'Deny' }), on('StringLike', 's3:prefix', 'public/*', list)],
  ['S3_PREFIX_IN_NEGATIVE_CONTEXT', at('StringNotLike', 's3:prefix'), on('StringNotLike', 's3:prefix', 'private/*', list),
    on('StringNotLike', 's3:prefix', 'public/*', { ...list, Effect: 'Deny' })],
];

const notResource = { Resource: undefined, NotResource: 'arn:aws:iam::111122223333:role/admin' };
const iam = { Action: 'iam:*' };
const notActions = { Action: undefined, NotAction: 's3:*' };
const notIam = { Action: undefined, NotAction: 'iam:*' };
const all = { Resource: '*' };

export const ROLE_CASES: CheckCase[] = [
  ['PASS_ROLE_WITH_NOT_RESOURCE', `${S}.Action`, identity({ ...roles, ...notResource }), identity(roles)],
  ['PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE', `${S}.Action`, identity({ ...iam, ...notResource }), identity({ Action: 'iam:Get*', ...notResource })],
  ['PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE', `${S}.NotAction`, identity({ ...notActions, ...notResource }), identity({ ...notIam, ...notResource })],
  ['PASS_ROLE_WITH_STAR_IN_RESOURCE', `${S}.Action`, identity({ ...roles, ...all }), identity({ ...roles, ...all, Condition: passed })],
  ['PASS_ROLE_WITH_STAR_IN_RESOURCE', `${S}.Action`, identity({ ...roles, Resource: 'arn:aws:iam::*:role/*' }), identity({ ...roles, Resource: 'arn:aws:iam::*:role/Service*' })],
  ['PASS_ROLE_WITH_STAR_IN_RESOURCE', `${S}.Action`, identity({ ...roles, ...all, Condition: { StringEqualsIfExists: passed.StringEquals } }),
    identity({ ...roles, ...all, Condition: passed })],
  ['PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE', `${S}.Action`, identity({ Action: '*', ...all }), identity({ Action: '*', ...all, Effect: 'Deny' })],
  ['PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION', `${S}.NotAction`, identity({ ...notActions, ...all }), identity({ ...notIam, ...all })],
  ['CREATE_SLR_WITH_NOT_RESOURCE', `${S}.Action`, identity({ ...linked, ...notResource }), identity(linked)],
  ['CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE', `${S}.Action`, identity({ Action: 'iam:Create*', ...notResource }), identity({ Action: 'iam:Get*', ...notResource })],
  ['CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE', `${S}.NotAction`, identity({ ...notActions, ...notResource }), identity({ ...notIam, ...notResource })],
  ['CREATE_SLR_WITH_STAR_IN_RESOURCE', `${S}.Action`, identity({ ...linked, ...all }), identity({ ...linked, ...all, Condition: created })],
  ['CREATE_SLR_WITH_STAR_IN_RESOURCE', `${S}.Action`, identity({ ...linked, ...all, Condition: { StringLike: { 'iam:AWSServiceName': '*.amazonaws.com' } } }), identity(linked)],
  ['CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE', `${S}.Action`, identity({ ...iam, ...all }), identity({ Action: 'iam:Get*', ...all })],
  ['CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION', `${S}.NotAction`, identity({ ...notActions, ...all }), identity({ ...notIam, ...all })],
];

const jane = ['arn:aws:iam::111122223333:role/jane-admin', 'arn:aws:iam::111122223333:role/jane-s3only'];

export const REDUNDANCY_CASES: CheckCase[] = [
  ['REDUNDANT_ACTION', `${S}.Action[2]`, identity({ Action: ['iam:Get*', 'iam:List*', 'iam:GetCredentialReport'], Resource: '*' }),
    identity({ Action: ['iam:Get*', 'iam:List*', 'iam:*CredentialReport'], Resource: '*' })],
  ['REDUNDANT_ACTION', `${S}.Action[1]`, identity({ Action: ['s3:GetObject', 's3:getobject'] }), identity({ Action: ['s3:GetObject', 's3:GetObjectAcl'] })],
  ['REDUNDANT_RESOURCE', `${S}.Resource[0]`, identity({ Action: 'iam:GetRole', Resource: [...jane, 'arn:aws:iam::111122223333:role/jane*'] }),
    identity({ Action: 'iam:GetRole', Resource: [...jane, 'arn:aws:iam::111122223333:role/Jane*'] })],
  ['REDUNDANT_RESOURCE', `${S}.Resource[1]`, identity({ Resource: ['arn:aws:s3:::b/home/*', 'arn:aws:s3:::b/home/${aws:username}'] }),
    identity({ Resource: ['arn:aws:s3:::b/home/???????????????', 'arn:aws:s3:::b/home/${aws:username}'] })],
  ['REDUNDANT_STATEMENT', '$.Statement[1]', identity({ Sid: 'a' }, { Sid: 'b' }), identity({ Sid: 'a' }, { Sid: 'b', Effect: 'Deny' })],
  ['REDUNDANT_STATEMENT', `${S}`, identity({}, { Action: 's3:*', Resource: '*' }), identity({}, { Action: 's3:*', Resource: 'arn:aws:s3:::other/*' })],
  ['REDUNDANT_STATEMENT', '$.Statement[1]', identity({}, { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
    identity({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } }, { Condition: { Bool: { 'aws:SecureTransport': 'true' } } })],
  ['REDUNDANT_STATEMENT', `${S}`, identity({ NotAction: ['s3:*', 'iam:*'], Action: undefined }, { NotAction: 's3:GetObject', Action: undefined }),
    identity({ NotAction: ['s3:*', 'iam:*'], Action: undefined }, { NotAction: 'ec2:RunInstances', Action: undefined })],
  ['REDUNDANT_STATEMENT', '$.Statement[1]', bucket({ Principal: { AWS: ['111122223333', '444455556666'] } }, {}), bucket({ Principal: { AWS: '444455556666' } }, {})],
];

export const CHECK_CASES: CheckCase[] = [
  ...ELEMENT_CASES, ...VARIABLE_CASES, ...ACTION_CASES, ...RESOURCE_CASES, ...PRINCIPAL_CASES, ...TRUST_POLICY_CASES, ...ORGANIZATION_POLICY_CASES,
  ...CONDITION_CASES, ...CONDITION_KEY_CASES, ...CONDITION_VALUE_CASES, ...CONDITION_LOGIC_CASES, ...CONDITION_SECURITY_CASES, ...ROLE_CASES, ...REDUNDANCY_CASES,
];
