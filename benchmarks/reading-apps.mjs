// Templates of apps of any size, as the CDK writes them: roles with policies of their own.

const BUCKETS = 20;
export const STATEMENTS = 5;

const document = (...statements) => ({ Version: '2012-10-17', Statement: statements });
const each = make => Array.from({ length: STATEMENTS }, (_, k) => make(k));
const join = (...parts) => ({ 'Fn::Join': ['', parts] });

/** Roles that may read buckets which many roles may read. */
function granted(i) {
  const arn = k => ({ 'Fn::GetAtt': [`Bucket${(i + k) % BUCKETS}`, 'Arn'] });
  return each(k => ({ Effect: 'Allow', Action: ['s3:GetObject*', 's3:GetBucket*', 's3:List*'], Resource: [arn(k), join(arn(k), '/*')] }));
}

const ACTIONS = [
  ['s3:GetObject*', 's3:GetBucket*', 's3:List*'], ['dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:GetItem', 'dynamodb:Scan'],
  ['sqs:SendMessage', 'sqs:GetQueueUrl'], 'sns:Publish', ['kms:Decrypt', 'kms:DescribeKey'],
];

/** Roles of which each may use what is its own: no statement stands twice. */
function distinct(i) {
  const arn = { 'Fn::GetAtt': [`Table${i}`, 'Arn'] };
  const resources = [
    [arn, join(arn, '/index/*')], join('arn:', { Ref: 'AWS::Partition' }, `:s3:::bucket-${i}/*`), `arn:aws:sqs:us-east-1:111122223333:queue-${i}`,
    `arn:aws:sqs:us-east-1:111122223333:dead-letters-${i}`, `arn:aws:s3:::data-${i}/*`,
  ];
  return each(k => ({
    Action: ACTIONS[(i + k) % ACTIONS.length],
    ...k === 4 ? { Condition: { StringEquals: { 'aws:ResourceTag/team': `team-${i}` } } } : {},
    Effect: 'Allow',
    Resource: resources[k],
  }));
}

function rolesAndPolicies(roles, statementsOf, moreOf) {
  const resources = {};
  for (let i = 0; i < roles; i++) {
    const { resources: own = {}, properties = {} } = moreOf(i);
    Object.assign(resources, own);
    resources[`Role${i}`] = {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: document({ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }),
        ...properties,
      },
      Metadata: { 'aws:cdk:path': `Stack/Role${i}/Resource` },
    };
    resources[`Policy${i}`] = {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyDocument: document(...statementsOf(i)), PolicyName: `Policy${i}`, Roles: [{ Ref: `Role${i}` }] },
      Metadata: { 'aws:cdk:path': `Stack/Role${i}/DefaultPolicy/Resource` },
    };
  }
  return resources;
}

const buckets = Object.fromEntries(Array.from({ length: BUCKETS }, (_, i) => [`Bucket${i}`, { Type: 'AWS::S3::Bucket' }]));

const table = i => ({
  resources: { [`Table${i}`]: { Type: 'AWS::DynamoDB::Table', Properties: { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] }, Metadata: { 'aws:cdk:path': `Stack/Table${i}/Resource` } } },
  properties: { ManagedPolicyArns: [join('arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AWSLambdaBasicExecutionRole')] },
});

/**
 * Roles that may become one another: each may assume one role and pass another to a function that it makes, and by these all of them lead to
 * the first, which may do everything. Two edges for each role, and few steps to the end.
 */
function linked(roles) {
  const arn = i => ({ 'Fn::GetAtt': [`Role${i}`, 'Arn'] });
  const allow = (Action, Resource) => ({ Action, Effect: 'Allow', Resource });
  const statements = i => i === 0 ? [allow('*', '*')] : [
    allow('sts:AssumeRole', arn(Math.floor(i / 2))),
    allow('iam:PassRole', arn(Math.floor(i / 3))),
    allow(['lambda:CreateFunction', 'lambda:InvokeFunction'], `arn:aws:lambda:us-east-1:111122223333:function:of-${i}`),
  ];
  const trusted = [
    { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
    { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { AWS: join('arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root') } },
  ];
  return rolesAndPolicies(roles, statements, () => ({ properties: { AssumeRolePolicyDocument: document(...trusted) } }));
}

/** The text of a template with so many roles that may become one another. */
export const linkedApp = roles => JSON.stringify({ Resources: linked(roles) }, null, 1);

/** By name, the text of a template with so many roles. */
export const APPS = {
  granted: roles => JSON.stringify({ Resources: { ...buckets, ...rolesAndPolicies(roles, granted, () => ({})) } }, null, 1),
  distinct: roles => JSON.stringify({ Resources: rolesAndPolicies(roles, distinct, table) }, null, 1),
};
