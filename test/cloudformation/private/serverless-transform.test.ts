import { readTemplate } from '../../../src/cloudformation/app-reader';
import { Template } from '../../../src/cloudformation/template';
import { ACCOUNT, allow, ALLOW_ALL, attachments, decisionsFor, document, NO_VALUE, placesOf, principalOf, read, REGION, Resources, Sections, trustIn, unreadIn } from '../templates';

const SAM = { Transform: 'AWS::Serverless-2016-10-31' };
const FACTS = { account: ACCOUNT, region: REGION };
const ROLE = { 'Fn::GetAtt': ['FRole', 'Arn'] };
const ARN = { 'Fn::GetAtt': ['F', 'Arn'] };

const aws = (name: string) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy/${name}` });
const LOGS = aws('service-role/AWSLambdaBasicExecutionRole');

function parsed(resources: Resources, sections: Sections = {}): Template {
  return Template.parse(JSON.stringify({ ...SAM, ...sections, Resources: resources }));
}

/** What the transform makes: `[type, properties]` by logical id. */
function made(resources: Resources, sections?: Sections): Record<string, [string, object]> {
  const template = parsed(resources, sections);
  expect(template.unread).toEqual([]);
  return Object.fromEntries([...template.resources].map(([logicalId, { type, properties }]) => [logicalId, [type, properties]]));
}

function notRead(resources: Resources, sections?: Sections): string[] {
  return placesOf(parsed(resources, sections).unread);
}

const fn = (properties: object = {}, attributes: object = {}) => ({ Type: 'AWS::Serverless::Function', Properties: properties, ...attributes });
const machine = (properties: object = {}) => ({ Type: 'AWS::Serverless::StateMachine', Properties: properties });
const api = (properties: object = {}) => ({ Type: 'AWS::Serverless::Api', Properties: { StageName: 'v1', ...properties } });
const one = (Type: string, Properties: object = {}) => ({ Events: { E: { Type, Properties } } });

const roleOf = (properties: object) => made({ F: fn(properties) }).FRole[1] as { ManagedPolicyArns: unknown[]; Policies: { PolicyDocument: object }[] };
const documentsOfRole = (properties: object) => roleOf(properties).Policies.map(({ PolicyDocument }) => PolicyDocument);

describe('a function', () => {
  test('without a role gets one that Lambda may assume, which may write logs', () => {
    expect(made({ F: fn({ Handler: 'index.handler' }) })).toEqual({
      F: ['AWS::Lambda::Function', { Handler: 'index.handler', Role: ROLE }],
      FRole: ['AWS::IAM::Role', {
        AssumeRolePolicyDocument: trustIn({ Service: 'lambda.amazonaws.com' }),
        Tags: [{ Key: 'lambda:createdBy', Value: 'SAM' }],
        ManagedPolicyArns: [LOGS],
        Policies: [],
      }],
    });
  });

  test('with a role gets none, and its policies grant nothing', () => {
    expect(made({ F: fn({ Role: 'arn:aws:iam::111122223333:role/mine', Policies: ['AdministratorAccess'], Tracing: 'Active' }) }))
      .toEqual({ F: ['AWS::Lambda::Function', { Role: 'arn:aws:iam::111122223333:role/mine', Tracing: 'Active' }] });
  });

  test('with a role by a condition gets one for the other case', () => {
    const { F, FRole } = made({ F: fn({ Role: { 'Fn::If': ['C', 'arn:aws:iam::111122223333:role/mine', NO_VALUE] } }) });

    expect(F).toEqual(['AWS::Lambda::Function', { Role: { 'Fn::If': ['C', 'arn:aws:iam::111122223333:role/mine', ROLE] } }]);
    expect(FRole[0]).toBe('AWS::IAM::Role');
  });

  test('says who may assume its role, the path, the boundary and the tags', () => {
    const trust = trustIn({ AWS: '111122223333' });

    expect(roleOf({ AssumeRolePolicyDocument: trust, RolePath: '/app/', PermissionsBoundary: 'arn:aws:iam::111122223333:policy/b', Tags: { Team: 'red' } })).toEqual({
      AssumeRolePolicyDocument: trust,
      Path: '/app/',
      PermissionsBoundary: 'arn:aws:iam::111122223333:policy/b',
      Tags: [{ Key: 'lambda:createdBy', Value: 'SAM' }, { Key: 'Team', Value: 'red' }],
      ManagedPolicyArns: [LOGS],
      Policies: [],
    });
  });

  test.each<[string, object, string[]]>([
    ['a network', { VpcConfig: { SubnetIds: ['subnet-1'] } }, ['service-role/AWSLambdaVPCAccessExecutionRole']],
    ['tracing', { Tracing: 'Active' }, ['AWSXrayWriteOnlyAccess', 'AWSXRayDaemonWriteAccess']],
    ['messages', one('SQS', { Queue: 'q' }), ['service-role/AWSLambdaSQSQueueExecutionRole']],
    ['a stream', one('Kinesis', { Stream: 's' }), ['service-role/AWSLambdaKinesisExecutionRole']],
    ['changes of a table', one('DynamoDB', { Stream: 's' }), ['service-role/AWSLambdaDynamoDBExecutionRole']],
    ['a cluster', one('MSK', { Stream: 's' }), ['service-role/AWSLambdaMSKExecutionRole']],
    ['messages of a topic by way of a queue', one('SNS', { Topic: 't', SqsSubscription: true }), ['service-role/AWSLambdaSQSQueueExecutionRole']],
  ])('for %s gets managed policies of AWS', (_, properties, names) => {
    expect(roleOf(properties).ManagedPolicyArns).toEqual([LOGS, ...names.map(aws)]);
  });

  test.each<[string, object, object[]]>([
    ['a dead-letter queue', { DeadLetterQueue: { Type: 'SQS', TargetArn: 'arn:q' } }, [allow('sqs:SendMessage', 'arn:q')]],
    ['a dead-letter topic', { DeadLetterQueue: { Type: 'SNS', TargetArn: 'arn:t' } }, [allow('sns:Publish', 'arn:t')]],
    ['a destination of failures', one('Kinesis', { Stream: 's', DestinationConfig: { OnFailure: { Type: 'SQS', Destination: 'arn:q' } } }), [allow('sqs:SendMessage', 'arn:q')]],
    ['a destination without a type', one('Kinesis', { Stream: 's', DestinationConfig: { OnFailure: { Destination: 'arn:q' } } }), []],
    ['destinations of results', {
      EventInvokeConfig: { DestinationConfig: { OnSuccess: { Type: 'Lambda', Destination: 'arn:f' }, OnFailure: { Type: 'EventBridge', Destination: 'arn:b' } } },
    }, [allow('lambda:InvokeFunction', 'arn:f'), allow('events:PutEvents', 'arn:b')]],
    ['secrets of a broker', one('MQ', { Broker: 'arn:b', Queues: ['q'], SourceAccessConfigurations: [{ Type: 'BASIC_AUTH', URI: 'arn:s' }] }),
      [allow('mq:DescribeBroker', 'arn:b'), allow('secretsmanager:GetSecretValue', 'arn:s')]],
  ])('for %s gets a policy', (_, properties, statements) => {
    expect(documentsOfRole(properties)).toEqual(statements.map(statement => document(statement)));
  });

  test('without destinations of results gets a queue and a topic', () => {
    const all = made({ F: fn({ EventInvokeConfig: { DestinationConfig: { OnSuccess: { Type: 'SQS' }, OnFailure: { Type: 'SNS' } } } }) });

    expect(all.FEventInvokeConfigOnSuccessQueue).toEqual(['AWS::SQS::Queue', {}]);
    expect(all.FEventInvokeConfigOnFailureTopic).toEqual(['AWS::SNS::Topic', {}]);
    expect((all.FRole[1] as { Policies: { PolicyDocument: object }[] }).Policies.map(({ PolicyDocument }) => PolicyDocument)).toEqual([
      document(allow('sqs:SendMessage', { 'Fn::GetAtt': ['FEventInvokeConfigOnSuccessQueue', 'Arn'] })),
      document(allow('sns:Publish', { Ref: 'FEventInvokeConfigOnFailureTopic' })),
    ]);
  });

  test('with a URL for everyone lets everyone in', () => {
    const all = made({ F: fn({ FunctionUrlConfig: { AuthType: 'NONE' } }) });

    expect([all.FUrl, all.FUrlPublicPermissions, all.FURLInvokeAllowPublicAccess]).toEqual([
      ['AWS::Lambda::Url', { AuthType: 'NONE', TargetFunctionArn: ARN }],
      ['AWS::Lambda::Permission', { Action: 'lambda:InvokeFunctionUrl', FunctionName: ARN, Principal: '*', FunctionUrlAuthType: 'NONE' }],
      ['AWS::Lambda::Permission', { Action: 'lambda:InvokeFunction', FunctionName: ARN, Principal: '*', InvokedViaFunctionUrl: true }],
    ]);
  });

  test('with a URL for those whom IAM lets in lets nobody else in', () => {
    expect(Object.keys(made({ F: fn({ FunctionUrlConfig: { AuthType: 'AWS_IAM' } }) }))).toEqual(['F', 'FUrl', 'FRole']);
  });

  test('with an alias is called by it, and is known by it', () => {
    const arn = { 'Fn::Join': [':', [ARN, 'live']] };
    const all = made({ F: fn({ AutoPublishAlias: 'live', ...one('SNS', { Topic: 't' }) }), T: { Type: 'AWS::SNS::Topic', Properties: { Topic: { Ref: 'F.Alias' }, V: [{ Ref: 'F.Version' }] } } });

    expect(all.FEPermission).toEqual(['AWS::Lambda::Permission', { Action: 'lambda:InvokeFunction', FunctionName: arn, Principal: 'sns.amazonaws.com', SourceArn: 't' }]);
    expect(all.FAliaslive).toEqual(['AWS::Lambda::Alias', { FunctionName: { Ref: 'F' }, Name: 'live' }]);
    expect(all.T[1]).toEqual({ Topic: arn, V: [{ Ref: 'FVersion' }] });
  });

  test('that is deployed little by little brings one role for all', () => {
    const gradual = fn({ AutoPublishAlias: 'live', DeploymentPreference: { Type: 'AllAtOnce' } });

    expect(made({ F: gradual, G: gradual }).CodeDeployServiceRole[1]).toEqual({
      AssumeRolePolicyDocument: trustIn({ Service: 'codedeploy.amazonaws.com' }),
      ManagedPolicyArns: [aws('service-role/AWSCodeDeployRoleForLambda'), aws('service-role/AWSCodeDeployRoleForLambdaLimited')],
      Policies: [],
    });
    for (const none of [{ Role: 'arn:r' }, { Enabled: false }]) {
      expect(made({ F: fn({ AutoPublishAlias: 'live', DeploymentPreference: none }) }).CodeDeployServiceRole).toBeUndefined();
    }
  });

  test('gives its condition and metadata to everything that it makes', () => {
    const { resources } = parsed({ F: fn(one('S3', { Bucket: 'b', Events: 'e' }), { Condition: 'C', Metadata: { 'aws:cdk:path': 'App/F' } }) });

    expect([...resources.values()].map(({ logicalId, condition, metadata }) => [logicalId, condition, metadata]))
      .toEqual(['F', 'FEPermission', 'FRole'].map(logicalId => [logicalId, 'C', { 'aws:cdk:path': 'App/F' }]));
  });
});

describe('events of a function are permissions for those who call it', () => {
  const requests = (of: string, rest: string) => ({ 'Fn::Sub': [`arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Api}/*/${rest}`, { Api: { Ref: of } }] });

  test.each<[string, object, string, object]>([
    ['S3', { Bucket: { Ref: 'B' }, Events: 's3:ObjectCreated:*' }, 'FEPermission', { Principal: 's3.amazonaws.com', SourceAccount: { Ref: 'AWS::AccountId' } }],
    ['SNS', { Topic: 'arn:t' }, 'FEPermission', { Principal: 'sns.amazonaws.com', SourceArn: 'arn:t' }],
    ['Schedule', { Schedule: 'rate(1 day)' }, 'FEPermission', { Principal: 'events.amazonaws.com', SourceArn: { 'Fn::GetAtt': ['FE', 'Arn'] } }],
    ['EventBridgeRule', { Pattern: {} }, 'FEPermission', { Principal: 'events.amazonaws.com', SourceArn: { 'Fn::GetAtt': ['FE', 'Arn'] } }],
    ['CloudWatchEvent', { Pattern: {} }, 'FEPermission', { Principal: 'events.amazonaws.com', SourceArn: { 'Fn::GetAtt': ['FE', 'Arn'] } }],
    ['CloudWatchLogs', { LogGroupName: 'g', FilterPattern: '' }, 'FEPermission', {
      Principal: 'logs.amazonaws.com', SourceArn: { 'Fn::Sub': ['arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${LogGroup}:*', { LogGroup: 'g' }] },
    }],
    ['IoTRule', { Sql: 'SELECT *' }, 'FEPermission', { Principal: 'iot.amazonaws.com', SourceArn: { 'Fn::GetAtt': ['FE', 'Arn'] } }],
    ['AlexaSkill', { SkillId: 'skill' }, 'FEPermission', { Principal: 'alexa-appkit.amazon.com', EventSourceToken: 'skill' }],
    ['Cognito', { UserPool: { Ref: 'Pool' }, Trigger: 'PreSignUp' }, 'FEPermission', { Principal: 'cognito-idp.amazonaws.com', SourceArn: { 'Fn::GetAtt': ['Pool', 'Arn'] } }],
    ['Api', { Path: '/pets/{id}', Method: 'get' }, 'FEPermissionProd', { Principal: 'apigateway.amazonaws.com', SourceArn: requests('ServerlessRestApi', 'GET/pets/*') }],
    ['Api', { Path: '/', Method: 'any', RestApiId: { Ref: 'Mine' } }, 'FEPermissionProd', { Principal: 'apigateway.amazonaws.com', SourceArn: requests('Mine', '*/') }],
    ['HttpApi', { Path: '/pets/{all+}', Method: 'POST' }, 'FEPermission', { Principal: 'apigateway.amazonaws.com', SourceArn: requests('ServerlessHttpApi', 'POST/pets/*') }],
    ['HttpApi', { ApiId: { Ref: 'Mine' } }, 'FEPermission', { Principal: 'apigateway.amazonaws.com', SourceArn: requests('Mine', '*/*') }],
  ])('%s %j', (type, properties, logicalId, permission) => {
    expect(made({ F: fn(one(type, properties)) })[logicalId]).toEqual(['AWS::Lambda::Permission', { Action: 'lambda:InvokeFunction', FunctionName: ARN, ...permission }]);
  });

  test('what a rule cannot deliver goes to a queue that it may send to', () => {
    const all = made({ F: fn(one('Schedule', { Schedule: 'rate(1 day)', DeadLetterConfig: { Type: 'SQS' } })) });

    expect([all.FE, all.FEQueue, all.FEQueuePolicy]).toEqual([
      ['AWS::Events::Rule', { ScheduleExpression: 'rate(1 day)' }],
      ['AWS::SQS::Queue', {}],
      ['AWS::SQS::QueuePolicy', {
        Queues: [{ Ref: 'FEQueue' }],
        PolicyDocument: document({
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: { 'Fn::GetAtt': ['FEQueue', 'Arn'] },
          Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['FE', 'Arn'] } } },
        }),
      }],
    ]);
  });

  test('a topic may send to the queue between it and the function', () => {
    const statement = (queue: unknown) => document({ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: queue, Condition: { ArnEquals: { 'aws:SourceArn': 'arn:t' } } });

    expect(made({ F: fn(one('SNS', { Topic: 'arn:t', SqsSubscription: true })) }).FEQueuePolicy[1])
      .toEqual({ Queues: [{ Ref: 'FEQueue' }], PolicyDocument: statement({ 'Fn::GetAtt': ['FEQueue', 'Arn'] }) });
    expect(made({ F: fn(one('SNS', { Topic: 'arn:t', SqsSubscription: { QueueArn: 'arn:q', QueueUrl: 'url' } })) }).FEQueuePolicy[1])
      .toEqual({ Queues: ['url'], PolicyDocument: statement('arn:q') });
  });

  test('EventBridge Scheduler calls with a role, and sends what fails with it', () => {
    const all = made({ F: fn(one('ScheduleV2', { ScheduleExpression: 'rate(1 day)', DeadLetterConfig: { Arn: 'arn:q' }, PermissionsBoundary: 'arn:b' })) });

    expect(all.FERole[1]).toEqual({
      AssumeRolePolicyDocument: trustIn({ Service: 'scheduler.amazonaws.com' }),
      PermissionsBoundary: 'arn:b',
      ManagedPolicyArns: [],
      Policies: [
        { PolicyName: 'FERolePolicy0', PolicyDocument: document(allow('lambda:InvokeFunction', ARN)) },
        { PolicyName: 'FERolePolicy1', PolicyDocument: document(allow('sqs:SendMessage', 'arn:q')) },
      ],
    });
    expect(made({ F: fn(one('ScheduleV2', { ScheduleExpression: 'rate(1 day)', RoleArn: 'arn:r' })) }).FERole).toBeUndefined();
  });
});

describe('policies', () => {
  test.each<[string, unknown, unknown[]]>([
    ['the name of a managed policy', 'AmazonS3ReadOnlyAccess', [aws('AmazonS3ReadOnlyAccess')]],
    ['a name without its path', 'AWSLambdaRole', [aws('service-role/AWSLambdaRole')]],
    ['the same twice', ['AWSLambdaBasicExecutionRole'], []],
    ['an ARN', 'arn:aws:iam::111122223333:policy/mine', ['arn:aws:iam::111122223333:policy/mine']],
    ['a reference', { Ref: 'Mine' }, [{ Ref: 'Mine' }]],
    ['nothing', NO_VALUE, []],
    ['one by a condition', { 'Fn::If': ['C', 'AmazonS3ReadOnlyAccess', NO_VALUE] }, [{ 'Fn::If': ['C', aws('AmazonS3ReadOnlyAccess'), NO_VALUE] }]],
  ])('%s', (_, policies, arns) => {
    expect(roleOf({ Policies: policies }).ManagedPolicyArns).toEqual([LOGS, ...arns]);
  });

  test('documents, alone and in lists, with and without a version', () => {
    expect(documentsOfRole({ Policies: ALLOW_ALL })).toEqual([ALLOW_ALL]);
    expect(documentsOfRole({ Policies: [ALLOW_ALL, { Statement: [allow('s3:*')] }] })).toEqual([ALLOW_ALL, { Statement: [allow('s3:*')] }]);
  });

  test('a document by a condition', () => {
    expect(roleOf({ Policies: [{ 'Fn::If': ['C', NO_VALUE, ALLOW_ALL] }] }).Policies).toEqual([
      { 'Fn::If': ['C', NO_VALUE, { PolicyName: 'FRolePolicy0', PolicyDocument: ALLOW_ALL }] },
    ]);
  });

  test('a policy template is its statements, with the values inside', () => {
    const values = { QueueName: { 'Fn::GetAtt': ['Q', 'QueueName'] } };

    expect(documentsOfRole({ Policies: [{ SQSSendMessagePolicy: values }, { VPCAccessPolicy: {} }] })).toEqual([
      document(allow(['sqs:SendMessage*'], [{ 'Fn::Sub': ['arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${QueueName}', values] }])),
      document(allow(['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DetachNetworkInterface'], ['*'])),
    ]);
  });

  test.each<[unknown, string]>([
    [[{ NoSuchPolicy: {} }], '[0].NoSuchPolicy'],
    [[{ S3ReadPolicy: {} }], '[0].S3ReadPolicy'],
    [[{ S3ReadPolicy: { BucketName: NO_VALUE } }], '[0].S3ReadPolicy'],
    [[{ S3ReadPolicy: { Ref: 'P' } }], '[0].S3ReadPolicy'],
    [{ S3ReadPolicy: 'bucket' }, '.S3ReadPolicy'],
    [[allow('*')], '[0]'],
    [{}, ''],
    [5, ''],
    [null, ''],
    [{ 'Fn::If': ['C', 5, NO_VALUE] }, ''],
  ])('%j cannot be read, and nobody can answer for it', (policies, path) => {
    const { unread } = parsed({ F: fn({ Policies: policies }) });

    expect([placesOf(unread), unread.map(({ opaque }) => opaque)]).toEqual([[`F Properties.Policies${path}`], [undefined]]);
  });

  test('a name that AWS does not publish cannot be read', () => {
    expect(unreadIn(read({ F: fn({ Policies: ['NoSuchPolicy'] }) }, SAM))).toEqual(['FRole Properties.ManagedPolicyArns[1]']);
  });
});

describe('a state machine', () => {
  test('without a role gets one that Step Functions may assume', () => {
    expect(made({ M: machine({ Name: 'm', Definition: {}, Policies: [{ LambdaInvokePolicy: { FunctionName: 'f' } }], Tracing: { Enabled: true } }) })).toEqual({
      M: ['AWS::StepFunctions::StateMachine', { StateMachineName: 'm', Definition: {}, Tracing: { Enabled: true }, RoleArn: { 'Fn::GetAtt': ['MRole', 'Arn'] } }],
      MRole: ['AWS::IAM::Role', {
        AssumeRolePolicyDocument: trustIn({ Service: 'states.amazonaws.com' }),
        Tags: [{ Key: 'stateMachine:createdBy', Value: 'SAM' }],
        ManagedPolicyArns: [aws('AWSXrayWriteOnlyAccess'), aws('AWSXRayDaemonWriteAccess')],
        Policies: [{
          PolicyName: 'MRolePolicy0',
          PolicyDocument: document(allow(['lambda:InvokeFunction'], [
            { 'Fn::Sub': ['arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${FunctionName}*', { FunctionName: 'f' }] },
          ])),
        }],
      }],
    });
  });

  test.each([
    ['Schedule', { Schedule: 'rate(1 day)' }, 'events.amazonaws.com'],
    ['EventBridgeRule', { Pattern: {} }, 'events.amazonaws.com'],
    ['ScheduleV2', { ScheduleExpression: 'rate(1 day)' }, 'scheduler.amazonaws.com'],
    ['Api', { Path: '/', Method: 'post' }, 'apigateway.amazonaws.com'],
  ])('is started by %s with a role', (type, properties, service) => {
    expect(made({ M: machine({ Role: 'arn:r', ...one(type, properties) }) }).MERole).toEqual(['AWS::IAM::Role', {
      AssumeRolePolicyDocument: trustIn({ Service: service }),
      ManagedPolicyArns: [],
      Policies: [{ PolicyName: 'MERolePolicy0', PolicyDocument: document(allow('states:StartExecution', { Ref: 'M' })) }],
    }]);
  });
});

describe('APIs', () => {
  const statements = [{ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' }];

  test('their statements are the policy', () => {
    expect(made({ A: api({ DefinitionBody: { openapi: '3.0.1' }, Auth: { ResourcePolicy: { CustomStatements: statements } } }) })).toEqual({
      A: ['AWS::ApiGateway::RestApi', { Body: { openapi: '3.0.1' }, Policy: document(...statements) }],
      Av1Stage: ['AWS::ApiGateway::Stage', { RestApiId: { Ref: 'A' }, StageName: 'v1' }],
    });
  });

  test('they may call the functions that authorize', () => {
    const authorizers = { Yes: { FunctionArn: 'arn:f' }, Other: { UserPoolArn: 'arn:p' }, No: { FunctionArn: 'arn:g', DisableFunctionDefaultPermissions: true } };
    const permission = (logicalId: string) => ['AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: 'arn:f',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: { 'Fn::Sub': ['arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/authorizers/*', { Api: { Ref: logicalId } }] },
    }];

    const { AYesAuthorizerPermission, ...others } = made({ A: api({ Auth: { Authorizers: authorizers } }) });
    expect([AYesAuthorizerPermission, Object.keys(others)]).toEqual([permission('A'), ['A', 'Av1Stage']]);
    expect(made({ H: { Type: 'AWS::Serverless::HttpApi', Properties: { Auth: { Authorizers: { Yes: { FunctionArn: 'arn:f', EnableFunctionDefaultPermissions: true }, No: { FunctionArn: 'arn:f' } } } } } }))
      .toEqual({ H: ['AWS::ApiGatewayV2::Api', {}], HYesAuthorizerPermission: permission('H') });
  });

  test('one that nobody defines has the policy of all', () => {
    const all = made({ F: fn(one('Api', { Path: '/', Method: 'get' })) }, { Globals: { Api: { Auth: { ResourcePolicy: { CustomStatements: statements } } } } });

    expect(all.ServerlessRestApi).toEqual(['AWS::ApiGateway::RestApi', { Policy: document(...statements) }]);
  });

  test('their definition elsewhere is opaque', () => {
    expect(unreadIn(read({ A: api({ DefinitionUri: 's3://bucket/api.json' }) }, SAM))).toEqual(['A Properties.BodyS3Location']);
  });
});

test('tables and layers are what they are', () => {
  expect(made({ T: { Type: 'AWS::Serverless::SimpleTable', Properties: { TableName: 't' } }, L: { Type: 'AWS::Serverless::LayerVersion', Properties: { LayerName: 'l' } } }))
    .toEqual({ T: ['AWS::DynamoDB::Table', { TableName: 't' }], L: ['AWS::Lambda::LayerVersion', { LayerName: 'l' }] });
});

describe('globals', () => {
  const merged = (globals: object, own: object, attributes?: object) => {
    const { Role: _, ...properties } = made({ F: fn(own, attributes) }, { Globals: { Function: globals } }).F[1] as { Role: unknown };
    return properties;
  };

  test('what a resource says replaces text, joins lists, and merges maps', () => {
    expect(merged(
      { Runtime: 'a', Layers: ['a'], Environment: { Variables: { A: 'a', B: 'a' } }, Timeout: { Ref: 'T' } },
      { Runtime: 'b', Layers: ['b'], Environment: { Variables: { B: 'b' } }, Timeout: 5 },
    )).toEqual({ Runtime: 'b', Layers: ['a', 'b'], Environment: { Variables: { A: 'a', B: 'b' } }, Timeout: 5 });
  });

  test('a resource may ignore them', () => {
    expect(merged({ Runtime: 'a', Timeout: 5 }, {}, { IgnoreGlobals: '*' })).toEqual({});
    expect(merged({ Runtime: 'a', Timeout: 5 }, {}, { IgnoreGlobals: ['Timeout'] })).toEqual({ Runtime: 'a' });
  });

  test('a network for all functions is a policy for all of their roles', () => {
    expect(made({ F: fn() }, { Globals: { Function: { VpcConfig: { SubnetIds: ['subnet-1'] } } } }).FRole[1])
      .toMatchObject({ ManagedPolicyArns: [LOGS, aws('service-role/AWSLambdaVPCAccessExecutionRole')] });
  });

  test.each<[unknown, string]>([['text', 'Globals'], [{ Functions: {} }, 'Globals.Functions'], [{ Function: 5 }, 'Globals.Function'], [{ 'Fn::Transform': {} }, 'Globals.Fn::Transform']])(
    '%j cannot be read', (globals, path) => {
      expect(notRead({ F: fn() }, { Globals: globals })).toEqual([path]);
    });
});

describe('what is not expanded is opaque', () => {
  test.each<[string, object, string]>([
    ['an unknown property', fn({ DurableConfig: {} }), 'Properties.DurableConfig'],
    ['a macro', fn({ Layers: { 'Fn::Transform': { Name: 'M' } } }), 'Properties.Layers'],
    ['an unknown event', fn(one('Unheard')), 'Properties.Events.E'],
    ['an event without a type', fn({ Events: { E: {} } }), 'Properties.Events.E'],
    ['an event by a condition', fn({ Events: { E: { 'Fn::If': ['C', {}, {}] } } }), 'Properties.Events.E'],
    ['open events', fn({ Events: { Ref: 'P' } }), 'Properties.Events'],
    ['an unknown property of an event', fn(one('S3', { Grant: 'all' })), 'Properties.Events.E.Properties.Grant'],
    ['open properties of an event', fn({ Events: { E: { Type: 'S3', Properties: { Ref: 'P' } } } }), 'Properties.Events.E'],
    ['a policy of an API in an event', fn(one('Api', { Auth: { ResourcePolicy: {} } })), 'Properties.Events.E.Properties.Auth.ResourcePolicy'],
    ['an unknown secret', fn(one('MSK', { SourceAccessConfigurations: [{ Type: 'X', URI: 'u' }] })), 'Properties.Events.E.Properties.SourceAccessConfigurations'],
    ['open secrets', fn(one('MSK', { SourceAccessConfigurations: { Ref: 'P' } })), 'Properties.Events.E.Properties.SourceAccessConfigurations'],
    ['an open destination', fn(one('SQS', { DestinationConfig: { Ref: 'P' } })), 'Properties.Events.E.Properties.DestinationConfig'],
    ['an open dead-letter queue', fn({ DeadLetterQueue: { Ref: 'P' } }), 'Properties.DeadLetterQueue'],
    ['a dead-letter queue of another type', fn({ DeadLetterQueue: { Type: 'Lambda', TargetArn: 'a' } }), 'Properties.DeadLetterQueue'],
    ['open destinations', fn({ EventInvokeConfig: { Ref: 'P' } }), 'Properties.EventInvokeConfig'],
    ['a destination of another type', fn({ EventInvokeConfig: { DestinationConfig: { OnSuccess: { Type: 'X' } } } }), 'Properties.EventInvokeConfig.DestinationConfig.OnSuccess'],
    ['a bus that is not named', fn({ EventInvokeConfig: { DestinationConfig: { OnSuccess: { Type: 'EventBridge' } } } }), 'Properties.EventInvokeConfig.DestinationConfig.OnSuccess'],
    ['an open URL', fn({ FunctionUrlConfig: { Ref: 'P' } }), 'Properties.FunctionUrlConfig'],
    ['a policy of an API that is more than statements', api({ Auth: { ResourcePolicy: { IpRangeWhitelist: ['1.2.3.4'] } } }), 'Properties.Auth.ResourcePolicy'],
    ['open authorization', api({ Auth: { Ref: 'P' } }), 'Properties.Auth'],
    ['open authorizers', api({ Auth: { Authorizers: { Ref: 'P' } } }), 'Properties.Auth.Authorizers'],
    ['an event that starts no state machine', machine(one('SQS', { Queue: 'q' })), 'Properties.Events.E'],
    ['connectors', fn({}, { Connectors: { C: {} } }), 'Connectors'],
    ['connectors of an ordinary resource', { Type: 'AWS::S3::Bucket', Connectors: { C: {} } }, 'Connectors'],
    ['an application', { Type: 'AWS::Serverless::Application', Properties: { Location: './app.yaml' } }, 'Properties.Location'],
    ['a connector', { Type: 'AWS::Serverless::Connector', Properties: {} }, 'Type'],
    ['a GraphQL API', { Type: 'AWS::Serverless::GraphQLApi', Properties: {} }, 'Type'],
  ])('%s', (_, resource, path) => {
    const { unread } = read({ X: resource }, { ...SAM, Parameters: { P: { Type: 'String' } } });

    expect(unread.filter(place => place.path === path).map(({ logicalId, opaque }) => [logicalId, opaque])).toEqual([['X', true]]);
  });

  test('who answers for it may accept it by its logical id', () => {
    const template = JSON.stringify({ ...SAM, Resources: { F: fn({ DurableConfig: {} }) } });

    expect(unreadIn(readTemplate(template, {}, { accept: [{ resource: 'F', reason: 'reviewed' }] }))).toEqual([]);
  });

  test('properties that are made at deployment may hold policies, so nobody can answer for them', () => {
    const { unread } = parsed({ F: fn({ 'Fn::Transform': { Name: 'M' } }) });

    expect(unread.map(({ logicalId, path, opaque }) => [logicalId, path, opaque])).toEqual([['F', 'Properties.Fn::Transform', undefined]]);
  });
});

test('what the template holds is never replaced', () => {
  const own = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trustIn({ AWS: '*' }) } };

  for (const resources of [{ F: fn(), FRole: own }, { FRole: own, F: fn() }]) {
    expect(notRead(resources)).toEqual(['F Type']);
    expect(parsed(resources).resources.get('FRole')?.properties).toEqual(own.Properties);
  }
});

test('without the transform nothing is expanded', () => {
  expect([...Template.parse(JSON.stringify({ Resources: { F: fn() } })).resources.values()].map(({ type }) => type)).toEqual(['AWS::Serverless::Function']);
});

describe('what is made is read like everything else', () => {
  const bucket = { B: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'data' } } };

  test('the policy of a template reaches what it names, and nothing else', () => {
    const reading = read({ F: fn({ Policies: [{ S3ReadPolicy: { BucketName: { Ref: 'B' } } }] }), ...bucket }, SAM, FACTS);

    expect(reading.unread).toEqual([]);
    expect(decisionsFor(reading, 'FRole', { action: 's3:GetObject', resource: 'arn:aws:s3:::data/key' })).toEqual(['allowed']);
    expect(decisionsFor(reading, 'FRole', { action: 's3:PutObject', resource: 'arn:aws:s3:::data/key' })).toEqual(['implicitDeny']);
    expect(decisionsFor(reading, 'FRole', { action: 's3:GetObject', resource: 'arn:aws:s3:::others/key' })).toEqual(['implicitDeny']);
  });

  test('the managed policies of AWS are attached', () => {
    const reading = read({ F: fn({ Policies: 'AdministratorAccess' }) }, SAM, FACTS);

    expect(attachments(reading)).toEqual({ FRole: ['FRole ManagedPolicyArns[0]', 'FRole ManagedPolicyArns[1]'] });
    expect(decisionsFor(reading, 'FRole', { action: 'iam:CreateUser', resource: '*' })).toEqual(['allowed']);
  });

  test('policies elsewhere in the template find the role by its name', () => {
    const reading = read({ F: fn(), P: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', PolicyDocument: ALLOW_ALL, Roles: [{ Ref: 'FRole' }] } } }, SAM, FACTS);

    expect(attachments(reading)).toEqual({ FRole: ['P PolicyDocument', 'FRole ManagedPolicyArns[0]'] });
    expect(principalOf(reading, 'FRole').kind).toBe('role');
  });
});
