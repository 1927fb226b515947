import { judgeTwins } from './twins';

const PUBLIC = (place: string) => [`NoPublicAccess ${place}`];
const resource = (type: string, properties: string, id = 'Thing') => `new CfnResource(stack, '${id}', { type: '${type}', properties: ${properties} });`;
const policy = (principal: string, action: string, more = '') => `{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: ${principal}, Action: '${action}', Resource: '*' ${more}}] }`;

/** One policy for everybody, and for one account. */
const open = (type: string, properties: (document: string) => string, action: string, before = '') => ({
  bypass: before + resource(type, properties(policy("'*'", action))),
  found: PUBLIC('Thing'),
  twin: before + resource(type, properties(policy("{ AWS: 'arn:aws:iam::111122223333:root' }", action))),
});
/** A bucket policy with a condition that lets everybody in, and one that does not. */
const conditions = (wide: string, narrow: string) => {
  const bucket = (condition: string) => resource('AWS::S3::BucketPolicy', `{ Bucket: new core.aws_s3.CfnBucket(stack, 'Bucket').ref, PolicyDocument: ${policy("'*'", 's3:GetObject', `, Condition: ${condition}`)} }`);
  return { bypass: bucket(wide), found: PUBLIC('Thing'), twin: bucket(narrow) };
};
/** Two resources of a type with other properties. */
const two = (type: string, wide: string, narrow: string, found = PUBLIC('Thing'), before = '') => ({ bypass: before + resource(type, wide), found, twin: before + resource(type, narrow) });

const BUCKET = "new core.aws_s3.CfnBucket(stack, 'Bucket').ref";

describe('a resource that everybody may use', () => {
  judgeTwins({
    'a bucket': open('AWS::S3::BucketPolicy', document => `{ Bucket: ${BUCKET}, PolicyDocument: ${document} }`, 's3:GetObject'),
    'a bucket, by L2': {
      bypass: "new core.aws_s3.Bucket(stack, 'Bucket', { blockPublicAccess: new core.aws_s3.BlockPublicAccess({ blockPublicPolicy: false, restrictPublicBuckets: false }) }).grantPublicAccess();",
      found: PUBLIC('Bucket/Policy/Resource'),
      twin: "new core.aws_s3.Bucket(stack, 'Bucket', { enforceSSL: true }).grantRead(new iam.AccountPrincipal('111122223333'), 'key');",
    },
    'a queue': open('AWS::SQS::QueuePolicy', document => `{ Queues: [new core.aws_sqs.CfnQueue(stack, 'Queue').ref], PolicyDocument: ${document} }`, 'sqs:SendMessage'),
    'a topic': open('AWS::SNS::TopicPolicy', document => `{ Topics: [new core.aws_sns.CfnTopic(stack, 'Topic').ref], PolicyDocument: ${document} }`, 'sns:Publish'),
    'a key': open('AWS::KMS::Key', document => `{ KeyPolicy: ${document} }`, 'kms:*'),
    'a key, by L2': {
      bypass: "new core.aws_kms.Key(stack, 'Key').addToResourcePolicy(new iam.PolicyStatement({ principals: [new iam.StarPrincipal()], actions: ['kms:Decrypt'], resources: ['*'] }));",
      found: PUBLIC('Key/Resource'),
      twin: "new core.aws_kms.Key(stack, 'Key');",
    },
    'a URL without authorization': two('AWS::Lambda::Url', "{ TargetFunctionArn: 'f', AuthType: 'NONE' }", "{ TargetFunctionArn: 'f', AuthType: 'AWS_IAM' }"),
    'a secret': open('AWS::SecretsManager::ResourcePolicy', document => `{ SecretId: new core.aws_secretsmanager.CfnSecret(stack, 'Secret').ref, ResourcePolicy: ${document} }`, 'secretsmanager:GetSecretValue'),
    'a repository': open('AWS::ECR::Repository', document => `{ RepositoryPolicyText: ${document.replace(", Resource: '*'", '')} }`, 'ecr:BatchGetImage'),
    'a vault': open('AWS::Backup::BackupVault', document => `{ BackupVaultName: 'vault', AccessPolicy: ${document} }`, 'backup:CopyIntoBackupVault'),
    'a file system': open('AWS::EFS::FileSystem', document => `{ FileSystemPolicy: ${document} }`, 'elasticfilesystem:ClientMount'),
    'a table': open('AWS::DynamoDB::Table', document => `{ KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }], ResourcePolicy: { PolicyDocument: ${document} } }`, 'dynamodb:GetItem'),
    'a bus of events': open('AWS::Events::EventBusPolicy', document => `{ StatementId: 's', Statement: ${document}.Statement[0] }`, 'events:PutEvents'),
    'a bus of events, without a document': two('AWS::Events::EventBusPolicy', "{ StatementId: 's', Action: 'events:PutEvents', Principal: '*' }", "{ StatementId: 's', Action: 'events:PutEvents', Principal: '111122223333' }"),
    'a function': two('AWS::Lambda::Permission', "{ FunctionName: 'f', Action: 'lambda:InvokeFunction', Principal: '*' }", "{ FunctionName: 'f', Action: 'lambda:InvokeFunction', Principal: '111122223333' }"),
    'a function, for everybody of an organization': two('AWS::Lambda::Permission', "{ FunctionName: 'f', Action: 'lambda:InvokeFunction', Principal: '*' }", "{ FunctionName: 'f', Action: 'lambda:InvokeFunction', Principal: '*', PrincipalOrgID: 'o-exampleorgid' }"),
    // https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-1
    'a function, for a free principal': two('AWS::Lambda::Permission', "{ FunctionName: 'f', Action: 'lambda:InvokeFunction', Principal: new CfnParameter(stack, 'Free', { default: '111122223333' }).valueAsString }", "{ FunctionName: 'f', Action: 'lambda:InvokeFunction', Principal: Aws.ACCOUNT_ID }"),
    'a function with a URL': {
      bypass: "new CfnResource(stack, 'Allow', { type: 'AWS::Lambda::Permission', properties: { FunctionName: 'f', Action: 'lambda:InvokeFunctionUrl', Principal: '*', FunctionUrlAuthType: 'NONE' } });",
      found: PUBLIC('Allow'),
      twin: "new CfnResource(stack, 'Allow', { type: 'AWS::Lambda::Permission', properties: { FunctionName: 'f', Action: 'lambda:InvokeFunctionUrl', Principal: '111122223333', FunctionUrlAuthType: 'AWS_IAM' } });",
    },
    'a layer': two('AWS::Lambda::LayerVersionPermission', "{ LayerVersionArn: 'arn:aws:lambda:us-east-1:111122223333:layer:l:1', Action: 'lambda:GetLayerVersion', Principal: '*' }", "{ LayerVersionArn: 'arn:aws:lambda:us-east-1:111122223333:layer:l:1', Action: 'lambda:GetLayerVersion', Principal: '111122223333' }"),
    'a bucket by its list of who may read': {
      bypass: resource('AWS::S3::Bucket', "{ AccessControl: 'PublicRead', OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] }, PublicAccessBlockConfiguration: { BlockPublicAcls: false, IgnorePublicAcls: false } }"),
      found: PUBLIC('Thing'),
      twin: resource('AWS::S3::Bucket', "{ AccessControl: 'Private', OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] } }"),
    },
    'Allow of everybody but one': {
      bypass: resource('AWS::SQS::QueuePolicy', `{ Queues: [new core.aws_sqs.CfnQueue(stack, 'Queue').ref], PolicyDocument: ${policy('undefined', 'sqs:SendMessage', ", NotPrincipal: { AWS: 'arn:aws:iam::111122223333:user/alice' }")} }`),
      found: PUBLIC('Thing'),
      twin: resource('AWS::SQS::QueuePolicy', `{ Queues: [new core.aws_sqs.CfnQueue(stack, 'Queue').ref], PolicyDocument: ${policy("{ AWS: 'arn:aws:iam::111122223333:user/alice' }", 'sqs:SendMessage')} }`),
    },
    'a document that is JSON text': {
      bypass: resource('AWS::S3::BucketPolicy', `{ Bucket: ${BUCKET}, PolicyDocument: JSON.stringify(${policy("'*'", 's3:GetObject')}) }`),
      found: PUBLIC('Thing'),
      twin: resource('AWS::S3::BucketPolicy', `{ Bucket: ${BUCKET}, PolicyDocument: JSON.stringify(${policy("{ AWS: '111122223333' }", 's3:GetObject')}) }`),
    },
    'a policy that depends on a condition': {
      bypass: `template(stack, { Parameters: { Stage: { Type: 'String', Default: 'dev' } }, Conditions: { Prod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } }, Resources: {} });
${resource('AWS::S3::BucketPolicy', `{ Bucket: ${BUCKET}, PolicyDocument: ${policy("{ 'Fn::If': ['Prod', '*', { AWS: '111122223333' }] }", 's3:GetObject')} }`)}`,
      found: PUBLIC('Thing'),
      twin: `template(stack, { Parameters: { Stage: { Type: 'String', Default: 'dev' } }, Conditions: { Prod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } }, Resources: {} });
${resource('AWS::S3::BucketPolicy', `{ Bucket: ${BUCKET}, PolicyDocument: ${policy("{ 'Fn::If': ['Prod', { AWS: '444455556666' }, { AWS: '111122223333' }] }", 's3:GetObject')} }`)}`,
    },
    'a policy that an override opens': {
      bypass: "new core.aws_s3.BucketPolicy(stack, 'Policy', { bucket: new core.aws_s3.Bucket(stack, 'Bucket'), document: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ principals: [new iam.AccountPrincipal('111122223333')], actions: ['s3:GetObject'], resources: ['*'] })] }) }).node.defaultChild.addPropertyOverride('PolicyDocument.Statement.0.Principal', '*');",
      found: PUBLIC('Policy/Resource'),
      twin: "new core.aws_s3.BucketPolicy(stack, 'Policy', { bucket: new core.aws_s3.Bucket(stack, 'Bucket'), document: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ principals: [new iam.AccountPrincipal('111122223333')], actions: ['s3:GetObject'], resources: ['*'] })] }) }).node.defaultChild.addPropertyOverride('PolicyDocument.Statement.0.Sid', 'One');",
    },
    'a condition on the address that covers all': conditions("{ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }", "{ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }"),
    'a condition on the address that covers all, in halves': conditions("{ IpAddress: { 'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1'] } }", "{ IpAddress: { 'aws:SourceIp': ['203.0.113.0/25', '203.0.113.128/25'] } }"),
    'a condition that is met where the key is missing': conditions("{ StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exampleorgid' } }", "{ StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } }"),
    'a condition on what the caller chooses': conditions("{ StringEquals: { 'aws:UserAgent': 'secret' } }", "{ StringEquals: { 'aws:SourceVpce': 'vpce-1234567890abcdef0' } }"),
    'a condition with a wildcard': conditions("{ StringLike: { 'aws:PrincipalArn': '*' } }", "{ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*' } }"),
    'a condition with a free value': conditions("{ StringLike: { 'aws:PrincipalAccount': new CfnParameter(stack, 'Free', { default: '111122223333' }).valueAsString } }", "{ StringEquals: { 'aws:PrincipalAccount': Aws.ACCOUNT_ID } }"),
    'a condition that asks for all of none': conditions("{ 'ForAllValues:StringEquals': { 'aws:PrincipalOrgPaths': 'o-exampleorgid/r-ab12/' } }", "{ 'ForAnyValue:StringEquals': { 'aws:PrincipalOrgPaths': 'o-exampleorgid/r-ab12/' } }"),
    'a condition turned round': conditions("{ StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } }", "{ StringEquals: { 'aws:PrincipalOrgID': ['o-exampleorgid'] } }"),
  });
});
