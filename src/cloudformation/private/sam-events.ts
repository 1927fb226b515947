import { isObject, Json, JsonObject } from '../json';
import { arnOfMade, isWritten, mayBeAbsent, referenceIn, SamDraft, SamResource, SamRole, trustOf } from './sam-draft';
import { memberPath, quoted } from '../../engine/policy/policy-problem';

/** What the events of a resource of SAM are for. */
interface Target {
  readonly resource: SamResource;
  readonly draft: SamDraft;
  /** The role that SAM makes for it. */
  readonly role?: SamRole;
}

/** A function, as events call it. */
export interface SamFunction extends Target {
  /** Its ARN, or that of its alias. */
  readonly arn: Json;
}

interface SamEvent {
  /** What stands before the names of the resources that it makes. */
  readonly id: string;
  readonly properties: JsonObject;
  readonly path: string;
}

/** A type of events: the properties that are known, and what becomes of them. */
interface EventType<T extends Target> {
  readonly known: readonly string[];
  readonly read: (event: SamEvent, target: T) => void;
}

const RULE = ['DeadLetterConfig', 'Enabled', 'Input', 'RetryPolicy', 'RoleArn', 'State'];
const SCHEDULE = [...RULE, 'Description', 'Name', 'Schedule'];
const PATTERN = [...RULE, 'EventBusName', 'InputPath', 'InputTransformer', 'Pattern', 'RuleName', 'Target'];
const SCHEDULE_V2 = [
  'DeadLetterConfig', 'Description', 'EndDate', 'FlexibleTimeWindow', 'GroupName', 'Input', 'KmsKeyArn', 'Name', 'OmitName', 'PermissionsBoundary',
  'RetryPolicy', 'RoleArn', 'ScheduleExpression', 'ScheduleExpressionTimezone', 'StartDate', 'State',
];
const API = ['Auth', 'Method', 'Path', 'RequestModel', 'RequestParameters', 'ResponseTransferMode', 'RestApiId', 'TimeoutInMillis', 'UnescapeMappingTemplate'];
const API_AUTH = ['ApiKeyRequired', 'AuthorizationScopes', 'Authorizer', 'InvokeRole', 'OverrideApiAuth'];
const POLLED = [
  'BatchSize', 'BisectBatchOnFunctionError', 'DestinationConfig', 'Enabled', 'FilterCriteria', 'FunctionResponseTypes', 'KmsKeyArn', 'MaximumBatchingWindowInSeconds',
  'MaximumRecordAgeInSeconds', 'MaximumRetryAttempts', 'MetricsConfig', 'ParallelizationFactor', 'ProvisionedPollerConfig', 'ScalingConfig', 'StartingPosition',
  'SecretsManagerKmsKeyId', 'SourceAccessConfigurations', 'StartingPositionTimestamp', 'TumblingWindowInSeconds',
];

const OF_SECRETS = ['BASIC_AUTH', 'CLIENT_CERTIFICATE_TLS_AUTH', 'SASL_SCRAM_256_AUTH', 'SASL_SCRAM_512_AUTH', 'SERVER_ROOT_CA_CERTIFICATE'];
const OF_NETWORKS = ['VIRTUAL_HOST', 'VPC_SECURITY_GROUP', 'VPC_SUBNET'];
const USE_NETWORK = [
  'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs',
];

/** What the poller of a function needs is granted to the role that SAM makes. */
function polled(properties: string[], grant: (role: SamRole, properties: JsonObject) => void): EventType<SamFunction> {
  return {
    known: [...POLLED, ...properties],
    read: (event, fn) => {
      if (fn.role === undefined) { return; }
      grant(fn.role, event.properties);
      allowFailures(event, fn, fn.role);
      allowSources(event, fn, fn.role);
    },
  };
}

/** @param policy its name, in the path of policies for services */
function polledBy(policy: string, ...properties: string[]): EventType<SamFunction> {
  return polled(properties, role => role.attachAws(`service-role/${policy}`));
}

function allowFailures({ properties: { DestinationConfig: config }, path }: SamEvent, { resource, draft }: Target, role: SamRole): void {
  if (config === undefined) { return; }
  const { Type, Destination }: JsonObject = isWritten(config) && isWritten(config.OnFailure) ? config.OnFailure : { Type: null };
  if (Type !== undefined && !allowDestination(role, Type, Destination)) {
    draft.opaque(resource, memberPath(path, 'DestinationConfig'), 'nobody can say which destination the role may use; write out its `Type` and `Destination`');
  }
}

/** How the poller identifies itself: with secrets, and the key that they are encrypted with. */
function allowSources({ properties, path }: SamEvent, { resource, draft }: Target, role: SamRole): void {
  const { SourceAccessConfigurations: sources = [], SecretsManagerKmsKeyId: key } = properties;
  for (const source of Array.isArray(sources) ? sources : [sources]) {
    const { Type, URI }: JsonObject = isWritten(source) ? source : {};
    if (OF_SECRETS.includes(Type as string)) {
      role.allow('secretsmanager:GetSecretValue', URI);
    } else if (!OF_NETWORKS.includes(Type as string)) {
      draft.opaque(resource, memberPath(path, 'SourceAccessConfigurations'), 'nobody can say which secrets the role may read; write out each `Type` and `URI`');
    }
  }
  if (key !== undefined) { role.allow('kms:Decrypt', { 'Fn::Sub': ['arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${Key}', { Key: key }] }); }
}

/**
 * What a role may do with a destination. False for types that are not known.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventinvokedestinationconfiguration.html
 */
export function allowDestination(role: SamRole | undefined, type: Json, destination: Json): boolean {
  switch (type) {
    case 'SQS': role?.allow('sqs:SendMessage', destination); return true;
    case 'SNS': role?.allow('sns:Publish', destination); return true;
    case 'Lambda': role?.allow('lambda:InvokeFunction', destination); return true;
    case 'EventBridge': role?.allow('events:PutEvents', destination); return true;
    default: return false;
  }
}

/** Lets a service call the function. */
function permit({ resource, draft, arn }: SamFunction, { id }: { readonly id: string }, statement: JsonObject, suffix = 'Permission'): void {
  draft.make(resource, `${id}${suffix}`, 'AWS::Lambda::Permission', { Action: 'lambda:InvokeFunction', FunctionName: arn, ...statement });
}

/** The rule of an event, its queue for what fails, and who may call for it. */
function byRule(make: (properties: JsonObject) => JsonObject, known: string[]): EventType<SamFunction> {
  return {
    known,
    read: (event, fn) => {
      makeRule(event, fn, make(event.properties));
      permit(fn, event, { Principal: 'events.amazonaws.com', SourceArn: arnOfMade(event.id) });
    },
  };
}

const scheduled = ({ Schedule, Name }: JsonObject): JsonObject => ({ ScheduleExpression: Schedule, Name });
const matching = ({ Pattern, EventBusName, RuleName }: JsonObject): JsonObject => ({ EventPattern: Pattern, EventBusName, Name: RuleName });

function makeRule(event: SamEvent, target: Target, properties: JsonObject): void {
  target.draft.make(target.resource, event.id, 'AWS::Events::Rule', properties);
  const queue = deadLetterQueue(event, target);
  if (queue?.logicalId === undefined) { return; }
  target.draft.make(target.resource, `${event.id}QueuePolicy`, 'AWS::SQS::QueuePolicy', {
    Queues: [{ Ref: queue.logicalId }],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [{
        Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: queue.arn, Condition: { ArnEquals: { 'aws:SourceArn': arnOfMade(event.id) } },
      }],
    },
  });
}

/** A queue that is given, or one that is made: then with its logical id. */
interface Queue { readonly arn: Json; readonly logicalId?: string }

/** The queue for what fails. */
function deadLetterQueue({ id, properties: { DeadLetterConfig: config }, path }: SamEvent, { resource, draft }: Target): Queue | undefined {
  if (config === undefined) { return undefined; }
  if (!isWritten(config)) {
    draft.opaque(resource, memberPath(path, 'DeadLetterConfig'), 'nobody can say which queue it is; write it out');
    return undefined;
  }
  if (config.Arn !== undefined) { return { arn: config.Arn }; }
  const logicalId = typeof config.QueueLogicalId === 'string' ? config.QueueLogicalId : `${id}Queue`;
  draft.make(resource, logicalId, 'AWS::SQS::Queue', {});
  return { arn: arnOfMade(logicalId), logicalId };
}

/** The role with which a service calls the target, unless one is given. `sendsTo` is a queue that it may send to. */
function makeRole({ id, properties: { RoleArn, PermissionsBoundary } }: SamEvent, { resource, draft }: Target, service: string, action: string, arn: Json, sendsTo?: Json): void {
  if (!mayBeAbsent(RoleArn)) { return; }
  const role = new SamRole(`${id}Role`);
  role.allow(action, arn);
  if (sendsTo !== undefined) { role.allow('sqs:SendMessage', sendsTo); }
  draft.make(resource, `${id}Role`, 'AWS::IAM::Role', { AssumeRolePolicyDocument: trustOf(service), PermissionsBoundary, ...role.properties });
}

/** EventBridge Scheduler sends what fails with the same role. */
function byScheduler<T extends Target>(action: string, arnOf: (target: T) => Json): EventType<T> {
  return { known: SCHEDULE_V2, read: (event, target) => makeRole(event, target, 'scheduler.amazonaws.com', action, arnOf(target), deadLetterQueue(event, target)?.arn) };
}

/** The API of an event: given, or the implicit one. What narrows access to it is not read. */
function apiOf({ properties, path }: SamEvent, { resource, draft }: Target, property: string, implicit: string): Json {
  const { Auth } = properties;
  if (isWritten(Auth)) {
    if (Auth.ResourcePolicy !== undefined) {
      draft.opaque(resource, `${path}.Auth.ResourcePolicy`, 'becomes a part of the policy of the API; write the whole policy into `Auth.ResourcePolicy.CustomStatements` of the API');
    }
    draft.expectOnly(resource, Auth, memberPath(path, 'Auth'), [...API_AUTH, 'ResourcePolicy']);
  } else if (Auth !== undefined) {
    draft.opaque(resource, memberPath(path, 'Auth'), 'nobody can say what it grants; write it out');
  }
  if (properties[property] !== undefined) { return properties[property]; }
  draft.used.add(implicit);
  return { Ref: implicit };
}

/** Every stage, the method and the path; `*` for what the path leaves open. */
function requestsOf(api: Json, { Method, Path }: JsonObject): Json {
  const method = typeof Method === 'string' && !/^(any|\*)$/i.test(Method) ? Method.toUpperCase() : '*';
  const path = typeof Path === 'string' && Path.startsWith('/') ? Path.replace(/\{[^}]*\}/g, '*') : '/*';
  return { 'Fn::Sub': [`arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Api}/*/${method}${path.includes('$') ? '/*' : path}`, { Api: api }] };
}

function subscribed({ id, properties: { Topic, SqsSubscription }, path }: SamEvent, fn: SamFunction): void {
  const { resource, draft, role } = fn;
  if (SqsSubscription === undefined || SqsSubscription === false) { return permit(fn, { id }, { Principal: 'sns.amazonaws.com', SourceArn: Topic }); }
  role?.attachAws('service-role/AWSLambdaSQSQueueExecutionRole');
  const given: JsonObject = isWritten(SqsSubscription) ? SqsSubscription : {};
  if (SqsSubscription !== true && given !== SqsSubscription) { return draft.opaque(resource, memberPath(path, 'SqsSubscription'), 'nobody can say which queue it makes; write it out'); }
  draft.expectOnly(resource, given, memberPath(path, 'SqsSubscription'), ['BatchSize', 'Enabled', 'QueueArn', 'QueuePolicyLogicalId', 'QueueUrl']);
  const isGiven = given.QueueArn !== undefined;
  if (!isGiven) { draft.make(resource, `${id}Queue`, 'AWS::SQS::Queue', {}); }
  const policy = typeof given.QueuePolicyLogicalId === 'string' ? given.QueuePolicyLogicalId : `${id}QueuePolicy`;
  draft.make(resource, policy, 'AWS::SQS::QueuePolicy', {
    Queues: [isGiven ? given.QueueUrl : { Ref: `${id}Queue` }],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [{
        Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: isGiven ? given.QueueArn : arnOfMade(`${id}Queue`), Condition: { ArnEquals: { 'aws:SourceArn': Topic } },
      }],
    },
  });
}

/** @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html */
const OF_FUNCTIONS: Record<string, EventType<SamFunction>> = {
  AlexaSkill: { known: ['SkillId'], read: (event, fn) => permit(fn, event, { Principal: 'alexa-appkit.amazon.com', EventSourceToken: event.properties.SkillId }) },
  Api: {
    known: API,
    read: (event, fn) => {
      const api = apiOf(event, fn, 'RestApiId', 'ServerlessRestApi');
      permit(fn, event, { Principal: 'apigateway.amazonaws.com', SourceArn: requestsOf(api, event.properties) }, 'PermissionProd');
    },
  },
  CloudWatchEvent: byRule(matching, PATTERN),
  CloudWatchLogs: {
    known: ['FilterPattern', 'LogGroupName'],
    read: (event, fn) => permit(fn, event, {
      Principal: 'logs.amazonaws.com',
      SourceArn: { 'Fn::Sub': ['arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${LogGroup}:*', { LogGroup: event.properties.LogGroupName }] },
    }),
  },
  Cognito: {
    known: ['Trigger', 'UserPool'],
    read: (event, fn) => {
      const { UserPool } = event.properties;
      const pool = referenceIn(UserPool);
      permit(fn, event, { Principal: 'cognito-idp.amazonaws.com', SourceArn: pool === undefined ? undefined : arnOfMade(pool) });
    },
  },
  DocumentDB: polled(['Cluster', 'CollectionName', 'DatabaseName', 'FullDocument'], (role, { Cluster }) => {
    role.allow('rds:DescribeDBClusters', Cluster);
    role.allow('rds:DescribeDBClusterParameters', { 'Fn::Sub': 'arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}:cluster-pg:*' });
    role.allow('rds:DescribeDBSubnetGroups', { 'Fn::Sub': 'arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}:subgrp:*' });
    role.allow(USE_NETWORK, '*');
  }),
  DynamoDB: polledBy('AWSLambdaDynamoDBExecutionRole', 'Stream'),
  EventBridgeRule: byRule(matching, PATTERN),
  HttpApi: {
    known: ['ApiId', 'Auth', 'Method', 'Path', 'PayloadFormatVersion', 'RouteSettings', 'TimeoutInMillis'],
    read: (event, fn) => {
      const api = apiOf(event, fn, 'ApiId', 'ServerlessHttpApi');
      permit(fn, event, { Principal: 'apigateway.amazonaws.com', SourceArn: requestsOf(api, event.properties) });
    },
  },
  IoTRule: {
    known: ['AwsIotSqlVersion', 'Sql'],
    read: (event, fn) => {
      fn.draft.make(fn.resource, event.id, 'AWS::IoT::TopicRule', {});
      permit(fn, event, { Principal: 'iot.amazonaws.com', SourceArn: arnOfMade(event.id) });
    },
  },
  Kinesis: polledBy('AWSLambdaKinesisExecutionRole', 'Stream'),
  MQ: polled(['Broker', 'DynamicPolicyName', 'Queues'], (role, { Broker }) => role.allow('mq:DescribeBroker', Broker)),
  MSK: polledBy('AWSLambdaMSKExecutionRole', 'ConsumerGroupId', 'Stream', 'Topics'),
  S3: { known: ['Bucket', 'Events', 'Filter'], read: (event, fn) => permit(fn, event, { Principal: 's3.amazonaws.com', SourceAccount: { Ref: 'AWS::AccountId' } }) },
  SelfManagedKafka: polled(['ConsumerGroupId', 'KafkaBootstrapServers', 'Topics'], role => role.allow(USE_NETWORK, '*')),
  SNS: { known: ['FilterPolicy', 'FilterPolicyScope', 'RedrivePolicy', 'Region', 'SqsSubscription', 'Topic'], read: subscribed },
  SQS: polledBy('AWSLambdaSQSQueueExecutionRole', 'Queue'),
  Schedule: byRule(scheduled, SCHEDULE),
  ScheduleV2: byScheduler('lambda:InvokeFunction', ({ arn }) => arn),
};

/** A rule calls a state machine with a role. */
function startedByRule(make: (properties: JsonObject) => JsonObject, known: string[]): EventType<Target> {
  return {
    known,
    read: (event, target) => {
      makeRule(event, target, make(event.properties));
      makeRole(event, target, 'events.amazonaws.com', 'states:StartExecution', { Ref: target.resource.logicalId });
    },
  };
}

/** @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-statemachine-statemachineeventsource.html */
const OF_STATE_MACHINES: Record<string, EventType<Target>> = {
  Api: {
    known: API,
    read: (event, target) => {
      apiOf(event, target, 'RestApiId', 'ServerlessRestApi');
      makeRole(event, target, 'apigateway.amazonaws.com', 'states:StartExecution', { Ref: target.resource.logicalId });
    },
  },
  CloudWatchEvent: startedByRule(matching, PATTERN),
  EventBridgeRule: startedByRule(matching, PATTERN),
  Schedule: startedByRule(scheduled, SCHEDULE),
  ScheduleV2: byScheduler('states:StartExecution', ({ resource }) => ({ Ref: resource.logicalId })),
};

export function readFunctionEvents(fn: SamFunction): void {
  readEvents(fn, OF_FUNCTIONS);
}

export function readStateMachineEvents(target: Target): void {
  readEvents(target, OF_STATE_MACHINES);
}

function readEvents<T extends Target>(target: T, types: Record<string, EventType<T>>): void {
  const { resource, draft } = target;
  const { Events = {} } = resource.properties;
  if (!isWritten(Events)) { return draft.opaque(resource, 'Properties.Events', 'nobody can say what the events grant; write them out'); }
  for (const [name, event] of Object.entries(Events)) {
    const path = memberPath('Properties.Events', name);
    const { Type, Properties = {} } = isObject(event) ? event : {};
    const type = typeof Type === 'string' && Object.hasOwn(types, Type) ? types[Type] : undefined;
    if (type === undefined || !isWritten(Properties)) {
      draft.opaque(resource, path, `nobody can say here what an event of type ${quoted(String(Type))} grants; write out the resources that it makes`);
      continue;
    }
    const inner = memberPath(path, 'Properties');
    draft.expectOnly(resource, Properties, inner, type.known);
    type.read({ id: `${resource.logicalId}${name}`, properties: Properties, path: inner }, target);
  }
}
