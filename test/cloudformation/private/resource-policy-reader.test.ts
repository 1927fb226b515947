import { TemplateReading } from '../../../src/cloudformation/template-reading';
import { ACCOUNT, allow, ALLOW_ALL, deny, document, either, NO_VALUE, read, REGION, role, Sections, spelt, unreadIn } from '../templates';

const FACTS = { account: ACCOUNT, region: REGION };
const ANYONE = { ...allow('*'), Principal: '*' };
const PUBLIC = document(ANYONE);
const sections = { Parameters: { Free: { Type: 'String' } } };

const reading = (resources: object, more: Sections = sections) => read(resources, more, FACTS);
const protectedIn = ({ resourcePolicies }: TemplateReading) => resourcePolicies.map(({ policy, protects }) => [spelt(policy), protects.map(String)]);
const of = (type: string, properties: object) => ({ X: { Type: type, Properties: properties } });

describe('what a resource policy protects', () => {
  const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'data' } };
  const bucketPolicy = (name: unknown) => ({ Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: name, PolicyDocument: PUBLIC } });

  test.each<[string, object, string[][]]>([
    ['the resource itself', { X: { Type: 'AWS::OpenSearchService::Domain', Properties: { DomainName: 'd', AccessPolicies: PUBLIC } } }, [[`arn:aws:es:${REGION}:${ACCOUNT}:domain/d`]]],
    ['what is named by Ref', { B: { Type: 'AWS::S3::Bucket' }, X: bucketPolicy({ Ref: 'B' }) }, [['arn:aws:s3:::<`B.BucketName`>']]],
    ['what is named by Ref of a name that is written out', { B: bucket, X: bucketPolicy({ Ref: 'B' }) }, [['arn:aws:s3:::data']]],
    ['what is named by its name', { B: bucket, X: bucketPolicy('data') }, [['arn:aws:s3:::data']]],
    ['what is named by its ARN', {
      T: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 't' } }, X: { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: [`arn:aws:sns:${REGION}:${ACCOUNT}:t`], PolicyDocument: PUBLIC } },
    }, [[`arn:aws:sns:${REGION}:${ACCOUNT}:t`]]],
    ['what is named by its URL', {
      Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q' } }, X: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: 'Q' }], PolicyDocument: PUBLIC } },
    }, [[`arn:aws:sqs:${REGION}:${ACCOUNT}:q`]]],
    ['everything in a list', {
      S: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 's' } },
      T: { Type: 'AWS::SNS::Topic' },
      X: { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: [{ Ref: 'S' }, { Ref: 'T' }, 'arn:aws:sns:eu-west-1:444455556666:elsewhere'], PolicyDocument: PUBLIC } },
    }, [[`arn:aws:sns:${REGION}:${ACCOUNT}:s`, `arn:aws:sns:${REGION}:${ACCOUNT}:<\`T.TopicName\`>`, 'arn:aws:sns:eu-west-1:444455556666:elsewhere']]],
    ['nothing, where it is of the account', { X: { Type: 'AWS::Logs::ResourcePolicy', Properties: { PolicyName: 'p', PolicyDocument: JSON.stringify(PUBLIC) } } }, [[]]],
    ['nothing, where nothing is named', { X: { Type: 'AWS::S3::BucketPolicy', Properties: { PolicyDocument: PUBLIC } } }, [[]]],
    ['what is named in another case', { B: bucket, X: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: either({ Ref: 'B' }, NO_VALUE), PolicyDocument: PUBLIC } } }, [['arn:aws:s3:::data']]],
  ])('%s', (_, resources, expected) => {
    const found = reading(resources);

    expect([found.resourcePolicies.map(({ protects }) => protects.map(String)), unreadIn(found)]).toEqual([expected, []]);
  });

  const namesakes = {
    a: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'data' } },
    b: role({ RoleName: 'data' }),
    c: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'data' } },
    d: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'data' } },
    e: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: 'data' } },
  };

  test.each(Object.entries(namesakes))('is of the type that the policy is for, whatever has the same name: %s', (_, namesake) => {
    for (const resources of [{ B: bucket, N: namesake, X: bucketPolicy('data') }, { N: namesake, B: bucket, X: bucketPolicy({ Ref: 'B' }) }, { B: bucket, X: bucketPolicy({ Ref: 'B' }), N: namesake }]) {
      expect(reading(resources).resourcePolicies.map(({ protects }) => protects.map(String))).toEqual([['arn:aws:s3:::data']]);
    }
  });

  test('is an ARN, or is not said', () => {
    for (const name of ['outside', { 'Fn::Sub': 'outside-${AWS::AccountId}' }, either('data', 'outside')]) {
      const { protects } = reading({ B: bucket, X: bucketPolicy(name) }).resourcePolicies[0];
      expect(protects.map(String).filter(one => !one.startsWith('arn:'))).toEqual([]);
    }
  });

  test('outside the app is a bucket by its name, and everything else by its ARN', () => {
    const protects = (type: string, properties: object) => reading(of(type, { ...properties, PolicyDocument: PUBLIC })).resourcePolicies.map(one => one.protects.map(String));

    expect(protects('AWS::S3::BucketPolicy', { Bucket: 'outside' })).toEqual([['arn:aws:s3:::outside']]);
    expect(protects('AWS::SQS::QueueInlinePolicy', { Queue: 'outside' })).toEqual([[]]);
    expect(protects('AWS::SQS::QueuePolicy', { Queues: [{ Ref: 'Free' }, 'arn:aws:sqs:us-east-1:444455556666:q'] })).toEqual([['arn:aws:sqs:us-east-1:444455556666:q']]);
  });

  test('says what AWS checks it as', () => {
    const checked = (resources: object) => reading(resources).resourcePolicies.map(({ checkedAs }) => checkedAs);

    expect([checked({ X: bucketPolicy('data') }), checked(of('AWS::Logs::ResourcePolicy', { PolicyDocument: PUBLIC }))]).toEqual([['AWS::S3::Bucket'], [undefined]]);
  });
});

describe('a policy that may not be attached denies nothing', () => {
  const DENY = document({ ...deny('*'), Principal: '*' });
  const bucket = (attributes: object = {}) => ({ Type: 'AWS::S3::Bucket', ...attributes });
  const policyOf = (Bucket: unknown, attributes: object = {}) => ({ Type: 'AWS::S3::BucketPolicy', Properties: { Bucket, PolicyDocument: DENY }, ...attributes });
  const isSure = (resources: object) => reading(resources, { ...sections, Conditions: { C: { 'Fn::Equals': [{ Ref: 'Free' }, 'x'] } } }).resourcePolicies.map(({ policy }) => !spelt(policy).endsWith('?'));

  test.each<[string, object, boolean]>([
    ['with its bucket', { B: bucket(), X: policyOf({ Ref: 'B' }) }, true],
    ['with its bucket, under one condition', { B: bucket({ Condition: 'C' }), X: policyOf({ Ref: 'B' }, { Condition: 'C' }) }, true],
    ['perhaps, where its bucket surely is', { B: bucket(), X: policyOf({ Ref: 'B' }, { Condition: 'C' }) }, false],
    ['of a bucket outside the app', { X: policyOf('outside') }, true],
    ['perhaps, of a bucket outside the app', { X: policyOf('outside', { Condition: 'C' }) }, false],
    ['of one bucket, or another', { B: bucket(), X: policyOf(either({ Ref: 'B' }, NO_VALUE)) }, false],
  ])('%s', (_, resources, expected) => {
    expect(isSure(resources)).toEqual([expected]);
  });
});

test('text where an object is expected around a policy is unread', () => {
  for (const ResourcePolicy of [{ Ref: 'Free' }, '{{resolve:ssm:/x}}', JSON.stringify({ PolicyDocument: PUBLIC }), JSON.stringify(PUBLIC)]) {
    expect(unreadIn(reading(of('AWS::DynamoDB::Table', { ResourcePolicy })))).toEqual(['X Properties.ResourcePolicy']);
  }
});

test('the trust policy of a role that SAM makes is unread', () => {
  expect(unreadIn(reading(of('AWS::Serverless::Function', { AssumeRolePolicyDocument: document({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: '*' }) }))))
    .toContain('X Properties.AssumeRolePolicyDocument');
});

describe('forms of documents', () => {
  test('a statement without a document', () => {
    const found = reading(of('AWS::Events::EventBusPolicy', { StatementId: 's', Statement: ANYONE }));

    expect([protectedIn(found), unreadIn(found)]).toEqual([[['X Statement', []]], []]);
  });

  test.each<[unknown]>([[{ ...ANYONE, Effect: 'Permit' }], [{ Ref: 'Free' }], ['{'], [5], [null]])('a statement that cannot be read is unread: %j', Statement => {
    expect(unreadIn(reading(of('AWS::Events::EventBusPolicy', { StatementId: 's', Statement }))).filter(place => place.startsWith('X Properties.Statement'))).not.toEqual([]);
  });

  test('an event bus policy may be older than statements: it grants to its principal', () => {
    const found = reading(of('AWS::Events::EventBusPolicy', { StatementId: 's', Action: 'events:PutEvents', Principal: '444455556666' }));

    expect([found.resourcePolicies.map(({ policy: { kind } }) => kind), unreadIn(found)]).toEqual([['grant'], []]);
  });

  const definition = { 'openapi': '3.0.1', 'paths': {}, 'x-amazon-apigateway-policy': PUBLIC };

  test.each<[string, unknown, string[]]>([
    ['an object', definition, ['X Body.x-amazon-apigateway-policy']],
    ['text', JSON.stringify(definition), ['X Body.x-amazon-apigateway-policy']],
    ['an object with the policy as text', { ...definition, 'x-amazon-apigateway-policy': JSON.stringify(PUBLIC) }, ['X Body.x-amazon-apigateway-policy']],
    ['one without a policy', { openapi: '3.0.1' }, []],
    ['one that may be there', either(definition), ['X Body.x-amazon-apigateway-policy?']],
    ['one with a policy that may be there', { ...definition, 'x-amazon-apigateway-policy': either(PUBLIC) }, ['X Body.x-amazon-apigateway-policy?']],
  ])('the policy of an OpenAPI definition: %s', (_, Body, expected) => {
    const found = reading(of('AWS::ApiGateway::RestApi', { Name: 'a', Body }));

    expect([found.resourcePolicies.map(({ policy }) => spelt(policy).replace("['x-amazon-apigateway-policy']", '.x-amazon-apigateway-policy')), unreadIn(found)]).toEqual([expected, []]);
  });

  test.each<[unknown]>([['openapi: 3.0.1'], [{ 'Fn::Transform': { Name: 'AWS::Include' } }], [{ Ref: 'Free' }], [{ ...definition, 'x-amazon-apigateway-policy': 'text' }], [{ ...definition, 'Fn::Transform': {} }]])(
    'an OpenAPI definition that cannot be read is unread: %j', Body => {
      expect(unreadIn(reading(of('AWS::ApiGateway::RestApi', { Body }))).filter(place => place.startsWith('X Properties.Body'))).not.toEqual([]);
    });

  const provisioning = (Resources: unknown) => JSON.stringify({ Parameters: {}, Resources });
  const iotPolicy = { Type: 'AWS::IoT::Policy', Properties: { PolicyDocument: JSON.stringify(ALLOW_ALL) } };

  test.each<[string, unknown, string[]]>([
    ['its policies', provisioning({ P: iotPolicy, T: { Type: 'AWS::IoT::Thing', Properties: {} } }), ['X TemplateBody.Resources.P.Properties.PolicyDocument']],
    ['two', provisioning({ P: iotPolicy, Q: iotPolicy }), ['P', 'Q'].map(id => `X TemplateBody.Resources.${id}.Properties.PolicyDocument`)],
    ['none', provisioning({ P: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: 'of the account' } } }), []],
    ['no resources', '{}', []],
  ])('a provisioning template of AWS IoT: %s', (_, TemplateBody, expected) => {
    const found = reading(of('AWS::IoT::ProvisioningTemplate', { TemplateBody, ProvisioningRoleArn: 'arn:aws:iam::111122223333:role/r' }));

    expect([found.loose.map(({ policy }) => spelt(policy)), unreadIn(found)]).toEqual([expected, []]);
  });

  test('a provisioning template with open values in it is read', () => {
    const TemplateBody = { 'Fn::Sub': JSON.stringify({ Resources: { P: { Type: 'AWS::IoT::Policy', Properties: { PolicyDocument: document(allow('*', 'arn:aws:iot:*:ACCOUNT:*')) } } } }).replace('ACCOUNT', '${AWS::AccountId}') };

    expect(read(of('AWS::IoT::ProvisioningTemplate', { TemplateBody })).loose.map(({ policy }) => spelt(policy))).toEqual(['X TemplateBody.Resources.P.Properties.PolicyDocument']);
  });

  test.each<[unknown]>([['text'], [{ Ref: 'Free' }], [provisioning({ P: { ...iotPolicy, Properties: { PolicyDocument: 'text' } } })]])('a provisioning template that cannot be read is unread: %j', TemplateBody => {
    expect(unreadIn(reading(of('AWS::IoT::ProvisioningTemplate', { TemplateBody }))).filter(place => place.startsWith('X Properties.TemplateBody'))).not.toEqual([]);
  });
});

describe('policies that limit grant nothing', () => {
  const limits = (found: TemplateReading) => found.limits.map(({ policy, targets }) => [policy.kind, spelt(policy), targets.map(String)]);
  const scp = (properties: object) => of('AWS::Organizations::Policy', { Name: 'n', Type: 'SERVICE_CONTROL_POLICY', Content: document(deny('iam:*')), ...properties });
  const rcp = { Type: 'RESOURCE_CONTROL_POLICY', Content: document({ ...deny('s3:*'), Principal: '*' }) };

  test.each<[string, object, unknown[]]>([
    ['a service control policy', scp({ TargetIds: ['r-1', 'ou-1'] }), [['serviceControl', 'X Content', ['r-1', 'ou-1']]]],
    ['one as text', scp({ Content: JSON.stringify(document(deny('iam:*'))) }), [['serviceControl', 'X Content', []]]],
    ['a resource control policy', scp({ ...rcp, TargetIds: ['111122223333'] }), [['resourceControl', 'X Content', ['111122223333']]]],
    ['a policy about tags', scp({ Type: 'TAG_POLICY', Content: { tags: {} } }), []],
    ['the policy of a VPC endpoint', of('AWS::EC2::VPCEndpoint', { PolicyDocument: PUBLIC, VpcId: 'v', ServiceName: 's' }), [['vpcEndpoint', 'X PolicyDocument', []]]],
    ['a session policy', of('AWS::Transfer::User', { Policy: JSON.stringify(ALLOW_ALL), UserName: 'u', ServerId: 's', Role: 'arn:aws:iam::111122223333:role/r' }), [['session', 'X Policy', []]]],
  ])('%s', (_, resources, expected) => {
    const found = reading(resources);

    expect([limits(found), found.loose, found.resourcePolicies, unreadIn(found)]).toEqual([expected, [], [], []]);
  });

  test.each<[unknown]>([[undefined], [{ Ref: 'Free' }], [5], [either('SERVICE_CONTROL_POLICY', 'TAG_POLICY')]])('of which nobody knows the type are unread: %j', Type => {
    expect(unreadIn(reading(scp({ Type })))).toEqual(['X Properties.Type']);
  });

  test.each<[unknown]>([['text'], [{ Ref: 'Free' }], [PUBLIC]])('that cannot be read are unread: %j', Content => {
    expect(unreadIn(reading(scp({ Content }))).filter(place => place.startsWith('X Properties.Content'))).not.toEqual([]);
  });

  test.each(['constructor', '__proto', 'toString'])('a type of the organization named %s is none', Type => {
    expect(limits(reading(scp({ Type })))).toEqual([]);
  });
});

describe('grants without a document', () => {
  const permission = (properties: object) => of('AWS::Lambda::Permission', { FunctionName: 'f', Action: 'lambda:InvokeFunction', Principal: '*', ...properties });

  test('are statements, with what they are about', () => {
    const found = reading({ ...permission({ FunctionName: { 'Fn::GetAtt': ['F', 'Arn'] } }), F: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'f' } } });
    const [{ policy, protects }] = found.resourcePolicies;

    expect([policy.kind, policy.resource.logicalId, policy.path, policy.document.statements.map(({ effect }) => effect), protects.map(String)])
      .toEqual(['grant', 'X', 'Properties.Principal', ['Allow'], [`arn:aws:lambda:${REGION}:${ACCOUNT}:function:f`]]);
    expect([policy.document.problems, unreadIn(found)]).toEqual([[], []]);
  });

  test('that nobody can say are unread and opaque', () => {
    const { resourcePolicies, unread } = reading(permission({ Principal: { not: 'text' } }));

    expect([resourcePolicies, unread.map(({ logicalId, path, opaque }) => [logicalId, path.split('.')[0], opaque])]).toEqual([[], [['X', 'Properties', true]]]);
  });

  test('by a principal that may be anybody are read as such', () => {
    const found = reading(permission({ Principal: { Ref: 'Free' } }));

    expect([found.resourcePolicies.map(({ policy }) => policy.kind), unreadIn(found)]).toEqual([['grant'], []]);
  });

  test('beside a policy of the same resource are both read', () => {
    const found = reading(of('AWS::S3::Bucket', { BucketName: 'b', AccessControl: 'PublicRead' }));

    expect(found.resourcePolicies.map(({ policy: { kind } }) => kind)).toContain('grant');
  });

  test('are nothing where nothing is granted', () => {
    expect(reading(of('AWS::S3::Bucket', { AccessControl: 'Private' })).resourcePolicies).toEqual([]);
  });
});

test('policies of devices are judged alone', () => {
  expect(reading(of('AWS::IoT::Policy', { PolicyDocument: ALLOW_ALL })).loose.map(({ policy }) => spelt(policy))).toEqual(['X PolicyDocument']);
});

test('what RAM and SAM make of their properties is unread and opaque', () => {
  const { unread } = reading(of('AWS::RAM::Permission', { Name: 'n', ResourceType: 'r', PolicyTemplate: { Effect: 'Allow', Action: ['*'] } }));

  expect(unread.map(({ path, opaque }) => [path, opaque])).toEqual([['Properties.PolicyTemplate', true]]);
});
