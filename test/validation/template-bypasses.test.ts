import { everythingOf, judgeTwins } from './twins';

const OBJECT = 'arn:aws:s3:::amzn-s3-demo-bucket/key';
const QUEUE = 'arn:aws:sqs:us-east-1:111122223333:orders';
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const NOTHING = { Ref: 'AWS::NoValue' };

const statement = (more: object = {}) => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: OBJECT, ...more });
const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
/** Narrow enough for a limit to be judged quickly. */
const ANY_OBJECT = { ...ALL, Action: 's3:GetObject' };
const documentOf = (...statements: unknown[]) => ({ Version: '2012-10-17', Statement: statements });
const TRUST = documentOf({ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' });
const role = (properties: object = {}) => ({ Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TRUST, ...properties } });
const having = (document: unknown) => role({ Policies: [{ PolicyName: 'inline', PolicyDocument: document }] });
const trusting = (one: object) => role({ AssumeRolePolicyDocument: documentOf({ Effect: 'Allow', Action: 'sts:AssumeRole', ...one }) });

/** Two parameters that nobody knows, and conditions on them. */
const OPEN = {
  Parameters: {
    Free: { Type: 'String', Default: OBJECT },
    Chosen: { Type: 'String', Default: OBJECT, AllowedValues: [OBJECT, 'arn:aws:s3:::amzn-s3-demo-bucket/*'] },
    ChosenWide: { Type: 'String', Default: OBJECT, AllowedValues: [OBJECT, '*'] },
    Organization: { Type: 'String', AllowedValues: ['o-exampleorgid', 'o-exampleorgi2'] },
    Key: { Type: 'Number', Default: 1 },
    Stage: { Type: 'String', Default: 'dev' },
    FreeList: { Type: 'CommaDelimitedList', Default: OBJECT },
    Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/arn' },
    Name: { Type: 'AWS::EC2::KeyPair::KeyName', Default: 'key' },
    Vpc: { Type: 'AWS::EC2::VPC::Id', Default: 'vpc-1' },
  },
  Conditions: {
    IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
    IsNotProd: { 'Fn::Not': [{ Condition: 'IsProd' }] },
    Always: { 'Fn::Equals': ['a', 'a'] },
    Never: { 'Fn::Equals': ['a', 'b'] },
  },
};
const either = (one: unknown, other: unknown, condition = 'IsProd') => ({ 'Fn::If': [condition, one, other] });
const open = (Resources: Record<string, unknown>) => ({ ...OPEN, Resources });
const openRole = (document: unknown) => open({ Role: having(document) });
const openStatement = (more: object = {}) => openRole(documentOf(statement(more)));

const WIDE = ['NoUnboundedDataAccess Role'];
const OPEN_RESOURCE = ['NoOpenResource Role'];
const UNREAD = ['NoUnreadablePolicy Role'];
const FULL = everythingOf('Role');

describe('Fn::If', () => {
  judgeTwins({
    'in Effect': {
      bypass: openRole(documentOf({ ...ALL, Effect: either('Allow', 'Deny') })),
      found: FULL,
      twin: openRole(documentOf({ ...ALL, Effect: either('Deny', 'Allow', 'Always') })),
    },
    'in Effect, of a Deny that is to limit': {
      bypass: openRole(documentOf(ANY_OBJECT, { ...ANY_OBJECT, Effect: either('Deny', 'Allow') })),
      found: WIDE,
      twin: openRole(documentOf(ANY_OBJECT, { ...ANY_OBJECT, Effect: either('Deny', 'Allow', 'Always') })),
    },
    'in Action': {
      bypass: openRole(documentOf({ ...ALL, Action: either('*', 's3:ListAllMyBuckets') })),
      found: FULL,
      twin: openRole(documentOf({ ...ALL, Action: either('ec2:DescribeInstances', 's3:ListAllMyBuckets') })),
    },
    'among Actions': {
      bypass: openRole(documentOf({ ...ALL, Action: ['s3:ListAllMyBuckets', either('*', NOTHING)] })),
      found: FULL,
      twin: openRole(documentOf({ ...ALL, Action: ['s3:ListAllMyBuckets', either('ec2:DescribeInstances', NOTHING)] })),
    },
    'in NotAction': {
      bypass: openRole(documentOf({ Effect: 'Allow', NotAction: either('*', 's3:GetObject'), Resource: '*' })),
      found: FULL,
      twin: openRole(documentOf({ Effect: 'Allow', NotAction: either('*', ['*']), Resource: '*' })),
    },
    'in Resource': { bypass: openStatement({ Resource: either('*', OBJECT) }), found: WIDE, twin: openStatement({ Resource: either(OBJECT, 'arn:aws:s3:::amzn-s3-demo-bucket/other') }) },
    'among Resources': { bypass: openStatement({ Resource: [OBJECT, either('*', NOTHING)] }), found: WIDE, twin: openStatement({ Resource: [OBJECT, either(OBJECT, NOTHING)] }) },
    'in Fn::If in Resource': {
      bypass: openStatement({ Resource: either(OBJECT, either('*', OBJECT, 'IsNotProd')) }),
      found: WIDE,
      twin: openStatement({ Resource: either(OBJECT, either('*', OBJECT, 'Never')) }),
    },
    'inside Fn::Join': {
      bypass: openStatement({ Resource: { 'Fn::Join': ['', ['arn:aws:s3:::', either('*', 'amzn-s3-demo-bucket/key')]] } }),
      found: WIDE,
      twin: openStatement({ Resource: { 'Fn::Join': ['', ['arn:aws:s3:::', either('amzn-s3-demo-bucket/other', 'amzn-s3-demo-bucket/key')]] } }),
    },
    'in NotResource': {
      bypass: openStatement({ Resource: undefined, NotResource: either('*', 'arn:aws:s3:::amzn-s3-demo-bucket/key') }),
      found: WIDE,
      twin: openStatement({ Resource: undefined, NotResource: either('*', ['*']) }),
    },
    'in Principal': {
      bypass: open({ Role: trusting({ Principal: either('*', { Service: 'lambda.amazonaws.com' }) }) }),
      found: ['NoPublicTrust Role'],
      twin: open({ Role: trusting({ Principal: either({ Service: 'ec2.amazonaws.com' }, { Service: 'lambda.amazonaws.com' }) }) }),
    },
    'in a list of Principal': {
      bypass: open({ Role: trusting({ Principal: { AWS: [{ Ref: 'AWS::AccountId' }, either('*', NOTHING)] } }) }),
      found: ['NoPublicTrust Role'],
      twin: open({ Role: trusting({ Principal: { AWS: [{ Ref: 'AWS::AccountId' }, either({ 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/app' }, NOTHING)] } }) }),
    },
    'in NotPrincipal of a Deny that is to limit the trust': {
      bypass: open({
        Role: role({
          AssumeRolePolicyDocument: documentOf(
            { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' },
            { Effect: either('Deny', 'Allow'), NotPrincipal: { AWS: [{ 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/app' }, { Ref: 'AWS::AccountId' }] }, Action: 'sts:AssumeRole' }),
        }),
      }),
      found: ['NoPublicTrust Role'],
      twin: open({ Role: trusting({ Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/app' } } }) }),
    },
    'as a statement': {
      bypass: openRole(documentOf(statement(), either(ALL, NOTHING))),
      found: FULL,
      twin: openRole(documentOf(statement(), either(statement({ Action: 's3:PutObject' }), NOTHING))),
    },
    'as all statements': {
      bypass: openRole({ Version: '2012-10-17', Statement: either([ALL], [statement()]) }),
      found: FULL,
      twin: openRole({ Version: '2012-10-17', Statement: either([statement()], [statement({ Action: 's3:PutObject' })]) }),
    },
    'as a whole document': { bypass: openRole(either(documentOf(ALL), documentOf(statement()))), found: FULL, twin: openRole(either(documentOf(statement()), documentOf(statement()))) },
    'as a whole trust policy': {
      bypass: open({ Role: role({ AssumeRolePolicyDocument: either(documentOf({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }), TRUST) }) }),
      found: UNREAD,
      twin: open({ Role: role({ AssumeRolePolicyDocument: either(TRUST, TRUST, 'Always') }) }),
    },
    'as an inline policy': {
      bypass: open({ Role: role({ Policies: [either({ PolicyName: 'inline', PolicyDocument: documentOf(ALL) }, NOTHING)] }) }),
      found: FULL,
      twin: open({ Role: role({ Policies: [either({ PolicyName: 'inline', PolicyDocument: documentOf(statement()) }, NOTHING)] }) }),
    },
    'as all inline policies': {
      bypass: open({ Role: role({ Policies: either([{ PolicyName: 'inline', PolicyDocument: documentOf(ALL) }], NOTHING) }) }),
      found: FULL,
      twin: open({ Role: role({ Policies: either([{ PolicyName: 'inline', PolicyDocument: documentOf(statement()) }], NOTHING) }) }),
    },
    'as a Condition block that is absent where the condition is false': {
      bypass: openStatement({ Resource: '*', Condition: either({ StringEquals: { 's3:ResourceAccount': 'nobody', 'aws:username': 'nobody' } }, NOTHING) }),
      found: WIDE,
      twin: openStatement({ Condition: either({ StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } }, NOTHING) }),
    },
    'in an operator of a trust policy': {
      bypass: open({ Role: trusting({ Principal: '*', Condition: { StringEquals: either({ 'aws:PrincipalOrgID': 'o-exampleorgid' }, NOTHING) } }) }),
      found: ['NoPublicTrust Role'],
      twin: open({ Role: trusting({ Principal: '*', Condition: { StringEquals: either({ 'aws:PrincipalOrgID': 'o-exampleorgid' }, { 'aws:PrincipalOrgID': 'o-exampleorgi2' }) } }) }),
    },
    'in a value of a Condition of a trust policy': {
      bypass: open({ Role: trusting({ Principal: '*', Condition: { StringLike: { 'aws:PrincipalOrgID': either('o-exampleorgid', '*') } } }) }),
      found: ['NoPublicTrust Role'],
      twin: open({ Role: trusting({ Principal: '*', Condition: { StringLike: { 'aws:PrincipalOrgID': either('o-exampleorgid', 'o-exampleorgi2') } } }) }),
    },
    'among ManagedPolicyArns': {
      bypass: open({ Role: role({ ManagedPolicyArns: [either(ADMINISTRATOR, NOTHING)] }) }),
      found: FULL,
      twin: open({ Role: role({ ManagedPolicyArns: [either(ADMINISTRATOR, NOTHING, 'Never')] }) }),
    },
    'as ManagedPolicyArns': {
      bypass: open({ Role: role({ ManagedPolicyArns: either([ADMINISTRATOR], []) }) }),
      found: FULL,
      twin: open({ Role: role({ ManagedPolicyArns: either([ADMINISTRATOR], [], 'Never') }) }),
    },
    'as a boundary': {
      bypass: open({
        Limit: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: documentOf(statement()) } },
        Role: role({ Policies: [{ PolicyName: 'inline', PolicyDocument: documentOf(ANY_OBJECT) }], PermissionsBoundary: either({ Ref: 'Limit' }, NOTHING) }),
      }),
      found: WIDE,
      twin: open({
        Limit: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: documentOf(statement()) } },
        Role: role({ Policies: [{ PolicyName: 'inline', PolicyDocument: documentOf(ANY_OBJECT) }], PermissionsBoundary: either({ Ref: 'Limit' }, NOTHING, 'Always') }),
      }),
    },
    'as a boundary that is one of two': {
      bypass: open({
        Limit: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: documentOf(statement()) } },
        Role: role({ Policies: [{ PolicyName: 'inline', PolicyDocument: documentOf(ANY_OBJECT) }], PermissionsBoundary: either({ Ref: 'Limit' }, ADMINISTRATOR) }),
      }),
      found: WIDE,
      twin: open({
        Limit: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: documentOf(statement()) } },
        Role: role({ Policies: [{ PolicyName: 'inline', PolicyDocument: documentOf(ANY_OBJECT) }], PermissionsBoundary: either({ Ref: 'Limit' }, ADMINISTRATOR, 'Always') }),
      }),
    },
    'in the name of what a policy is attached to': {
      bypass: open({
        Role: role(),
        Bystander: role(),
        Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', PolicyDocument: documentOf(ALL), Roles: [either({ Ref: 'Role' }, { Ref: 'Bystander' })] } },
      }),
      found: [...everythingOf('Role'), ...everythingOf('Bystander')],
      twin: open({
        Role: role(),
        Bystander: role(),
        Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', PolicyDocument: documentOf(statement()), Roles: [either({ Ref: 'Role' }, { Ref: 'Bystander' })] } },
      }),
    },
    'in the name of what a Deny is attached to': {
      bypass: open({
        Role: having(documentOf(ANY_OBJECT)),
        Bystander: role(),
        Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', PolicyDocument: documentOf({ ...ANY_OBJECT, Effect: 'Deny' }), Roles: [either({ Ref: 'Role' }, { Ref: 'Bystander' })] } },
      }),
      found: WIDE,
      twin: open({
        Role: having(documentOf(ANY_OBJECT)),
        Bystander: role(),
        Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', PolicyDocument: documentOf({ ...ANY_OBJECT, Effect: 'Deny' }), Roles: [either({ Ref: 'Role' }, { Ref: 'Bystander' }, 'Always')] } },
      }),
    },
    'of a condition that the template does not define': {
      bypass: openStatement({ Resource: either('*', OBJECT, 'Undefined') }),
      found: WIDE,
      twin: openStatement({ Resource: either(OBJECT, OBJECT, 'Undefined') }),
    },
    'with a branch missing': {
      bypass: openStatement({ Resource: { 'Fn::If': ['IsProd', OBJECT] } }),
      found: OPEN_RESOURCE,
      twin: openStatement({ Resource: { 'Fn::If': ['IsProd', OBJECT, OBJECT] } }),
    },
  });
});

describe('what may be absent, and limits that do not limit', () => {
  const denied = (condition?: string) => open({
    Role: having(documentOf(ANY_OBJECT)),
    Deny: { Type: 'AWS::IAM::RolePolicy', ...condition !== undefined && { Condition: condition }, Properties: { PolicyName: 'p', RoleName: { Ref: 'Role' }, PolicyDocument: documentOf({ ...ANY_OBJECT, Effect: 'Deny' }) } },
  });
  const limited = (deny: object) => openRole(documentOf({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE }, ANY_OBJECT, { Effect: 'Deny', Action: '*', Resource: '*', ...deny }));
  // With `Ref`, nothing would be deployed without the policy; by its ARN, one that is there from elsewhere would do.
  const bounded = (condition: string) => open({
    Limit: { Type: 'AWS::IAM::ManagedPolicy', Condition: condition, Properties: { ManagedPolicyName: 'limit', PolicyDocument: documentOf(statement()) } },
    Role: role({ Policies: [{ PolicyName: 'inline', PolicyDocument: documentOf(ANY_OBJECT) }], PermissionsBoundary: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/limit' } }),
  });
  judgeTwins({
    'a role': { bypass: open({ Role: { ...having(documentOf(ALL)), Condition: 'IsProd' } }), found: FULL, twin: open({ Role: { ...having(documentOf(ALL)), Condition: 'Never' } }) },
    'a role whose condition always holds': { bypass: open({ Role: { ...having(documentOf(ALL)), Condition: 'Always' } }), found: FULL, twin: open({ Role: { ...having(documentOf(statement())), Condition: 'Always' } }) },
    'a role whose condition the default makes false': {
      bypass: open({ Role: { ...having(documentOf(ALL)), Condition: 'IsProd' } }),
      found: FULL,
      twin: { ...OPEN, Parameters: { Stage: { Type: 'String', Default: 'dev', AllowedValues: ['dev', 'test'] } }, Resources: { Role: { ...having(documentOf(ALL)), Condition: 'IsProd' } } },
    },
    'a policy': {
      bypass: open({ Role: role(), Policy: { Type: 'AWS::IAM::RolePolicy', Condition: 'IsProd', Properties: { PolicyName: 'p', RoleName: { Ref: 'Role' }, PolicyDocument: documentOf(ALL) } } }),
      found: FULL,
      twin: open({ Role: role(), Policy: { Type: 'AWS::IAM::RolePolicy', Condition: 'Never', Properties: { PolicyName: 'p', RoleName: { Ref: 'Role' }, PolicyDocument: documentOf(ALL) } } }),
    },
    'a Deny that may be absent': { bypass: denied('IsProd'), found: WIDE, twin: denied() },
    'a Deny that is surely absent': { bypass: denied('Never'), found: WIDE, twin: denied('Always') },
    'a boundary that may be absent': { bypass: bounded('IsProd'), found: WIDE, twin: bounded('Always') },
    'a Deny with a condition': { bypass: limited({ Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } } }), found: WIDE, twin: limited({}) },
    'a Deny without MFA only': { bypass: limited({ Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } }), found: WIDE, twin: limited({ Sid: 'Mfa' }) },
    'a Deny of other actions': { bypass: limited({ Action: 's3:Put*' }), found: WIDE, twin: limited({ Action: ['*'] }) },
    'a Deny of a free resource': { bypass: limited({ Resource: { Ref: 'Free' } }), found: WIDE, twin: limited({ Resource: ['*', { Ref: 'Free' }] }) },
    'a Deny of everything but a free resource': {
      bypass: limited({ Resource: undefined, NotResource: { Ref: 'Free' } }),
      found: WIDE,
      twin: openRole(documentOf(statement(), { Effect: 'Deny', Action: '*', NotResource: { Ref: 'Free' } })),
    },
    'an Allow of everything but a free action': {
      bypass: openRole(documentOf({ Effect: 'Allow', NotAction: { Ref: 'Free' }, Resource: '*' })),
      found: FULL,
      twin: openRole(documentOf({ Effect: 'Allow', NotAction: ['*', { Ref: 'Free' }], Resource: '*' })),
    },
    'a condition that is made of itself': {
      bypass: { ...OPEN, Conditions: { Loop: { 'Fn::Not': [{ Condition: 'Loop' }] } }, Resources: { Role: { ...having(documentOf(ALL)), Condition: 'Loop' } } },
      found: FULL,
      twin: { ...OPEN, Conditions: { Loop: { 'Fn::Not': [{ Condition: 'Loop' }] } }, Resources: { Role: { ...having(documentOf(statement())), Condition: 'Loop' } } },
    },
  });
});

describe('a value that is known only at deployment', () => {
  const ssm = (name: string) => ({ 'Fn::GetAtt': [name, 'Value'] });
  const parameter = { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: 'x' } };
  judgeTwins({
    'a parameter with a harmless default': { bypass: openStatement({ Resource: { Ref: 'Free' } }), found: OPEN_RESOURCE, twin: openStatement({ Resource: OBJECT }) },
    'a parameter inside a text': {
      bypass: openStatement({ Resource: { 'Fn::Sub': 'arn:aws:s3:::${Free}' } }),
      found: OPEN_RESOURCE,
      twin: openStatement({ Resource: { 'Fn::Sub': 'arn:aws:s3:::amzn-s3-demo-bucket/${Vpc}' } }),
    },
    'a parameter as Action': {
      bypass: openRole(documentOf({ ...ALL, Action: { Ref: 'Free' } })),
      found: FULL,
      twin: openRole(documentOf({ ...ALL, Action: 'ec2:DescribeInstances' })),
    },
    'a parameter as Effect': { bypass: openRole(documentOf({ ...ALL, Effect: { Ref: 'Free' } })), found: FULL, twin: openRole(documentOf({ ...ANY_OBJECT, Effect: 'Deny' })) },
    'a parameter as a document': { bypass: openRole({ Ref: 'Free' }), found: UNREAD, twin: openRole(JSON.stringify(documentOf(statement()))) },
    'a parameter as a principal': {
      bypass: open({ Role: trusting({ Principal: { AWS: { Ref: 'Free' } } }) }),
      found: ['NoPublicTrust Role'],
      twin: open({ Role: trusting({ Principal: { AWS: { Ref: 'AWS::AccountId' } } }) }),
    },
    'a parameter as a managed policy': { bypass: open({ Role: role({ ManagedPolicyArns: [{ Ref: 'Free' }] }) }), found: UNREAD, twin: open({ Role: role({ ManagedPolicyArns: [] }) }) },
    'a parameter as an organization': {
      bypass: open({ Role: trusting({ Principal: '*', Condition: { StringLike: { 'aws:PrincipalOrgID': { Ref: 'Free' } } } }) }),
      found: ['NoPublicTrust Role'],
      twin: open({ Role: trusting({ Principal: '*', Condition: { StringLike: { 'aws:PrincipalOrgID': { Ref: 'Organization' } } } }) }),
    },
    'a parameter as a key of a Condition': {
      bypass: open({ Role: trusting({ Principal: '*', Condition: { StringEquals: { 'aws:RequestTag/x': { Ref: 'Free' } } } }) }),
      found: ['NoPublicTrust Role'],
      twin: open({ Role: trusting({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } } }) }),
    },
    'a list': { bypass: openStatement({ Resource: { Ref: 'FreeList' } }), found: OPEN_RESOURCE, twin: openStatement({ Resource: [OBJECT] }) },
    'a member of a list': {
      bypass: openStatement({ Resource: { 'Fn::Select': [0, { Ref: 'FreeList' }] } }),
      found: OPEN_RESOURCE,
      twin: openStatement({ Resource: { 'Fn::Select': [0, [OBJECT, '*']] } }),
    },
    'allowed values of which one is a wildcard': { bypass: openStatement({ Resource: { Ref: 'ChosenWide' } }), found: WIDE, twin: openStatement({ Resource: { Ref: 'Chosen' } }) },
    'a type that AWS does not check': {
      bypass: openStatement({ Resource: { 'Fn::Sub': 'arn:aws:s3:::${Name}' } }),
      found: OPEN_RESOURCE,
      twin: openStatement({ Resource: { 'Fn::Sub': 'arn:aws:s3:::amzn-s3-demo-bucket/${Key}' } }),
    },
    'a parameter of the parameter store': { bypass: openStatement({ Resource: { Ref: 'Stored' } }), found: OPEN_RESOURCE, twin: openStatement({ Resource: OBJECT }) },
    'a dynamic reference': { bypass: openStatement({ Resource: '{{resolve:ssm:/arn}}' }), found: OPEN_RESOURCE, twin: openStatement({ Resource: 'arn:aws:s3:::amzn-s3-demo-bucket/resolve:ssm:/arn' }) },
    'a dynamic reference inside a text': {
      bypass: openStatement({ Resource: 'arn:aws:s3:::{{resolve:ssm:/bucket:1}}/key' }),
      found: OPEN_RESOURCE,
      twin: openStatement({ Resource: 'arn:aws:s3:::amzn-s3-demo-bucket/key' }),
    },
    'a dynamic reference to a secret, as Action': {
      bypass: openRole(documentOf({ ...ALL, Action: '{{resolve:secretsmanager:actions:SecretString:x}}' })),
      found: FULL,
      twin: openRole(documentOf({ ...ALL, Action: 'ec2:DescribeInstances' })),
    },
    'a dynamic reference that Fn::Join writes': {
      bypass: openStatement({ Resource: { 'Fn::Join': ['', ['{{resolve:', 'ssm:/arn}}']] } }),
      found: OPEN_RESOURCE,
      twin: openStatement({ Resource: { 'Fn::Join': ['', ['arn:aws:s3:::', 'amzn-s3-demo-bucket/key']] } }),
    },
    'the value of a parameter resource': {
      bypass: open({ Value: { ...parameter, Properties: { Type: 'String', Value: '*' } }, Role: having(documentOf(statement({ Resource: ssm('Value') }))) }),
      found: OPEN_RESOURCE,
      twin: open({ Queue: { Type: 'AWS::SQS::Queue' }, Role: having(documentOf(statement({ Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] } }))) }),
    },
    'an import from elsewhere': {
      bypass: openStatement({ Resource: { 'Fn::ImportValue': 'arn-of-somebody' } }),
      found: OPEN_RESOURCE,
      twin: open({ Queue: { Type: 'AWS::SQS::Queue' }, Role: having(documentOf(statement({ Action: 'sqs:SendMessage', Resource: { 'Fn::Sub': '${Queue.Arn}' } }))) }),
    },
    'a map of which the key is free': {
      bypass: { ...openStatement({ Resource: { 'Fn::FindInMap': ['Arns', { Ref: 'Free' }, 'arn'] } }), Mappings: { Arns: { a: { arn: OBJECT }, b: { arn: '*' } } } },
      found: WIDE,
      twin: { ...openStatement({ Resource: { 'Fn::FindInMap': ['Arns', { Ref: 'Free' }, 'arn'] } }), Mappings: { Arns: { a: { arn: OBJECT }, b: { arn: `${OBJECT}2` } } } },
    },
    'a logical id that is a pseudo parameter with another case': {
      bypass: openStatement({ Resource: { Ref: 'aws::AccountId' } }),
      found: OPEN_RESOURCE,
      twin: openStatement({ Resource: { 'Fn::Sub': 'arn:aws:s3:::${AWS::AccountId}-logs/key' } }),
    },
    'a reference to nothing': { bypass: openStatement({ Resource: { Ref: 'Nobody' } }), found: OPEN_RESOURCE, twin: openStatement({ Resource: { 'Fn::Sub': ['${Own}', { Own: OBJECT }] } }) },
    'a wildcard that is decoded': {
      bypass: openStatement({ Resource: { 'Fn::Select': [0, { 'Fn::Split': ['|', '*|x'] }] } }),
      found: WIDE,
      twin: openStatement({ Resource: { 'Fn::Select': [1, { 'Fn::Split': ['|', `*|${OBJECT}`] }] } }),
    },
    'Fn::Base64 as a document': {
      bypass: openRole({ 'Fn::Base64': 'x' }),
      found: UNREAD,
      twin: openRole({ 'Fn::Join': ['', [JSON.stringify(documentOf(statement()))]] }),
    },
  });
});

describe('spelling', () => {
  const action = (name: string) => openRole(documentOf({ ...ALL, Action: name }));
  judgeTwins({
    'the case of an action': { bypass: action('S3:getOBJECT'), found: WIDE, twin: action('S3:LISTallmybuckets') },
    'wildcards in the service': { bypass: action('i?m:*'), found: UNREAD, twin: action('ec2:DescribeInst?nces') },
    'a wildcard for everything, twice': { bypass: action('**'), found: UNREAD, twin: openRole(documentOf({ ...ALL, Effect: 'Deny', Action: '*' })) },
    'a question mark for every letter': { bypass: action('s3:Get??????'), found: WIDE, twin: action('ec2:Describe?????????') },
    'question marks for the service': { bypass: action('???:*'), found: UNREAD, twin: action('ec2:DescribeInstances') },
    'a full-width letter in an action': { bypass: action('iam:\uff21*'), found: UNREAD, twin: action('ec2:DescribeInstances') },
    'the Kelvin sign in a service': { bypass: action('\u212ams:Decrypt'), found: UNREAD, twin: action('ec2:DescribeInstances') },
    'a long s in a service': { bypass: action('\u017f3:GetObject'), found: UNREAD, twin: action('ec2:DescribeInstances') },
    'a zero-width space in an action': { bypass: action('s3:Get\u200bObject'), found: UNREAD, twin: action('ec2:DescribeInstances') },
    'a space around an action': { bypass: action(' * '), found: UNREAD, twin: action('ec2:DescribeInstances') },
    'an action without a service': { bypass: action('GetObject'), found: UNREAD, twin: action('ec2:DescribeInstances') },
    'a full-width asterisk, which policies may not hold': { bypass: openStatement({ Resource: 'arn:aws:s3:::amzn-s3-demo-bucket/\uff0a' }), found: UNREAD, twin: openStatement() },
    'Effect in lower case': { bypass: openRole(documentOf({ ...ALL, Effect: 'allow' })), found: UNREAD, twin: openRole(documentOf({ ...ANY_OBJECT, Effect: 'Deny' })) },
    'Effect with a zero-width space': { bypass: openRole(documentOf({ ...ALL, Effect: 'Deny\u200b' })), found: UNREAD, twin: openRole(documentOf({ ...ANY_OBJECT, Effect: 'Deny' })) },
    'elements in lower case': {
      bypass: openRole({ version: '2012-10-17', statement: [{ effect: 'Allow', action: '*', resource: '*' }] }),
      found: UNREAD,
      twin: openRole({ Version: '2012-10-17', Statement: statement() }),
    },
    'an element that does not exist': { bypass: openStatement({ Actions: '*' }), found: UNREAD, twin: openStatement({ Sid: 'Actions' }) },
    'a condition operator that does not exist': {
      bypass: open({ Role: trusting({ Principal: '*', Condition: { StringEqual: { 'aws:PrincipalOrgID': 'o-exampleorgid' } } }) }),
      found: ['NoPublicTrust Role', ...UNREAD],
      twin: open({ Role: trusting({ Principal: '*', Condition: { StringEquals: { 'AWS:principalorgid': 'o-exampleorgid' } } }) }),
    },
    'a condition key that does not exist': {
      bypass: open({ Role: trusting({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrglD': 'o-exampleorgid' } } }) }),
      found: ['NoPublicTrust Role'],
      twin: open({ Role: trusting({ Principal: '*', Condition: { StringEquals: { 'aws:PRINCIPALORGID': 'o-exampleorgid' } } }) }),
    },
    'a condition that every request meets': {
      bypass: open({ Role: trusting({ Principal: '*', Condition: { StringLikeIfExists: { 'aws:PrincipalOrgID': 'o-exampleorgid' } } }) }),
      found: ['NoPublicTrust Role'],
      twin: open({ Role: trusting({ Principal: '*', Condition: { StringLike: { 'aws:PrincipalOrgID': 'o-exampleorgid' } } }) }),
    },
    'a principal in the form of an ARN with a wildcard': {
      bypass: open({ Role: trusting({ Principal: { AWS: 'arn:aws:iam::*:root' } }) }),
      found: UNREAD,
      twin: open({ Role: trusting({ Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } } }) }),
    },
    'everybody as one of several principals': {
      bypass: open({ Role: trusting({ Principal: { Service: 'lambda.amazonaws.com', AWS: ['111122223333', '*'] } }) }),
      found: ['NoPublicTrust Role'],
      twin: open({ Role: trusting({ Principal: { Service: 'lambda.amazonaws.com', AWS: [{ Ref: 'AWS::AccountId' }] } }) }),
    },
    'a shared provider of identities': {
      bypass: open({ Role: trusting({ Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' } }) }),
      found: ['NoPublicTrust Role'],
      twin: open({
        Role: trusting({
          Action: 'sts:AssumeRoleWithWebIdentity',
          Principal: { Federated: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:oidc-provider/token.actions.githubusercontent.com' } },
          Condition: { StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com', 'token.actions.githubusercontent.com:sub': 'repo:amzn-demo/app:ref:refs/heads/main' } },
        }),
      }),
    },
    'the type of the resource in another case': {
      bypass: open({ Role: { ...having(documentOf(ALL)), Type: 'AWS::Iam::Role' } }),
      found: ['NoUnreadablePolicy Role', ...everythingOf('Role')],
      twin: open({ Role: { ...having(documentOf(statement())), Type: 'AWS::IAM::Role' } }),
    },
    'the name of an AWS managed policy in another case': {
      bypass: open({ Role: role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/administratoraccess'] }) }), found: UNREAD, twin: open({ Role: role() }),
    },
    'another partition': { bypass: open({ Role: role({ ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess' }] }) }), found: FULL, twin: open({ Role: role({ ManagedPolicyArns: [] }) }) },
  });
});

describe('a document that is empty or malformed', () => {
  const text = (one: unknown) => JSON.stringify(documentOf(one));
  judgeTwins({
    'without a statement': { bypass: openRole({ Version: '2012-10-17' }), found: UNREAD, twin: openRole(documentOf(statement())) },
    'with an empty list of statements': { bypass: openRole({ Version: '2012-10-17', Statement: [] }), found: UNREAD, twin: openRole({ Version: '2012-10-17', Statement: [statement()] }) },
    'with an empty statement': { bypass: openRole({ Version: '2012-10-17', Statement: [{ Effect: '' }] }), found: UNREAD, twin: openRole({ Version: '2012-10-17', Statement: statement() }) },
    'without Resource': { bypass: openStatement({ Resource: undefined }), found: [...UNREAD, ...WIDE], twin: openStatement({}) },
    'with Action and NotAction': { bypass: openStatement({ NotAction: 's3:GetObject' }), found: UNREAD, twin: openStatement({}) },
    'with a number as Resource': { bypass: openStatement({ Resource: 1 }), found: UNREAD, twin: openStatement({ Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': 3600 } } }) },
    'with a list in a list': { bypass: openStatement({ Resource: [[OBJECT]] }), found: UNREAD, twin: openStatement({ Resource: [OBJECT] }) },
    'with another version': { bypass: openRole({ ...documentOf(statement()), Version: '2020-01-01' }), found: UNREAD, twin: openRole({ ...documentOf(statement()), Version: '2008-10-17' }) },
    'with a principal': { bypass: openStatement({ Principal: '*' }), found: UNREAD, twin: openStatement() },
    'that is absent': { bypass: openRole(NOTHING), found: UNREAD, twin: open({ Role: role({ Policies: NOTHING }) }) },
    'as JSON text': { bypass: openRole(text(ALL)), found: FULL, twin: openRole(text(statement())) },
    'as JSON text with an element twice': {
      bypass: openRole('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Effect":"Deny","Action":"*","Resource":"*"}]}'),
      found: UNREAD,
      twin: openRole('{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}'),
    },
    'as JSON text with escaped letters': {
      bypass: openRole('{"Version":"2012-10-17","Statement":[{"Effect":"\\u0041llow","\\u0041ction":"\\u002a","Resource":"*"}]}'),
      found: FULL,
      twin: openRole('{"Version":"2012-10-17","Statement":[{"Effect":"\\u0044eny","\\u0041ction":"\\u002a","Resource":"*"}]}'),
    },
    'as JSON text with a comment': { bypass: openRole(`/* */${text(statement())}`), found: UNREAD, twin: openRole(` \n${text(statement())}\n`) },
    'as YAML text': { bypass: openRole('Version: "2012-10-17"\nStatement: []'), found: UNREAD, twin: openRole(text(statement())) },
    'as JSON text in JSON text': { bypass: openRole(JSON.stringify(text(ALL))), found: UNREAD, twin: openRole(text(statement())) },
    'as JSON text with a free value in it': {
      bypass: openRole({ 'Fn::Sub': text(statement({ Resource: '${Free}' })) }),
      found: UNREAD,
      twin: openRole({ 'Fn::Sub': text(statement({ Resource: 'arn:aws:s3:::${AWS::AccountId}-logs/key' })) }),
    },
    'as JSON text with a choice in it': {
      bypass: openRole({ 'Fn::Join': ['', [text(statement({ Resource: '%' })).split('%')[0], either('*', OBJECT), text(statement({ Resource: '%' })).split('%')[1]]] }),
      found: WIDE,
      twin: openRole({ 'Fn::Join': ['', [text(statement({ Resource: '%' })).split('%')[0], either(OBJECT, OBJECT), text(statement({ Resource: '%' })).split('%')[1]]] }),
    },
    'as JSON text with a prototype': {
      bypass: openRole('{"Version":"2012-10-17","__proto__":{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}}'),
      found: UNREAD,
      twin: openRole(text(statement())),
    },
    'with an inherited limit': {
      bypass: openRole('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","__proto__":{"Condition":{"StringEquals":{"aws:username":"x"}}}}]}'),
      found: UNREAD,
      twin: openRole(text(statement())),
    },
  });
});
