import { isObject, Json, JsonObject } from '../json';
import { arnOfMade, IMPLICIT_APIS, isNoValue, isWritten, mayBeAbsent, orElse, referenceIn, SamDraft, SamResource, SamRole, trustOf } from './sam-draft';
import { allowDestination, readFunctionEvents, readStateMachineEvents } from './sam-events';
import { SamGlobals } from './sam-globals';
import { SamPolicies } from './sam-policies';
import { UnreadPlace } from './unread-place';
import { memberPath } from '../../engine/policy/policy-problem';

/** The transform that makes plain resources of those of SAM. */
export const SERVERLESS = 'AWS::Serverless-2016-10-31';

const FAMILY = 'AWS::Serverless::';

/** The attributes that go to everything that a resource makes. */
const INHERITED = ['Condition', 'Metadata'];

const FUNCTION = [
  'Architectures', 'AssumeRolePolicyDocument', 'AutoPublishAlias', 'AutoPublishAliasAllProperties', 'AutoPublishCodeSha256', 'CodeSigningConfigArn', 'CodeUri', 'DeadLetterQueue',
  'DeploymentPreference', 'Description', 'Environment', 'EphemeralStorage', 'EventInvokeConfig', 'Events', 'FileSystemConfigs', 'FunctionName', 'FunctionScalingConfig',
  'FunctionUrlConfig', 'Handler', 'ImageConfig', 'ImageUri', 'InlineCode', 'KmsKeyArn', 'Layers', 'LoggingConfig', 'MemorySize', 'PackageType', 'PermissionsBoundary', 'Policies',
  'PropagateTags', 'ProvisionedConcurrencyConfig', 'PublishToLatestPublished', 'RecursiveLoop', 'ReservedConcurrentExecutions', 'Role', 'RolePath', 'Runtime', 'RuntimeManagementConfig',
  'SnapStart', 'SourceKMSKeyArn', 'Tags', 'TenancyConfig', 'Timeout', 'Tracing', 'VersionDeletionPolicy', 'VersionDescription', 'VpcConfig',
];
const STATE_MACHINE = [
  'AutoPublishAlias', 'Definition', 'DefinitionSubstitutions', 'DefinitionUri', 'DeploymentPreference', 'Events', 'Logging', 'Name', 'PermissionsBoundary', 'Policies', 'PropagateTags',
  'Role', 'RolePath', 'Tags', 'Tracing', 'Type', 'UseAliasAsEventTarget',
];
const API = [
  'AccessLogSetting', 'AlwaysDeploy', 'ApiKeySourceType', 'Auth', 'BinaryMediaTypes', 'CacheClusterEnabled', 'CacheClusterSize', 'CanarySetting', 'Cors', 'DefinitionBody', 'DefinitionUri',
  'Description', 'DisableExecuteApiEndpoint', 'Domain', 'EndpointAccessMode', 'EndpointConfiguration', 'FailOnWarnings', 'GatewayResponses', 'MergeDefinitions', 'MethodSettings',
  'MinimumCompressionSize', 'Mode', 'Models', 'Name', 'OpenApiVersion', 'Policy', 'PropagateTags', 'SecurityPolicy', 'StageName', 'Tags', 'TracingEnabled', 'Variables',
];
const HTTP_API = [
  'AccessLogSettings', 'Auth', 'CorsConfiguration', 'DefaultRouteSettings', 'DefinitionBody', 'DefinitionUri', 'Description', 'DisableExecuteApiEndpoint', 'Domain', 'FailOnWarnings',
  'Name', 'PropagateTags', 'RouteSettings', 'StageName', 'StageVariables', 'Tags',
];
const AUTH = [
  'AddApiKeyRequiredToCorsPreflight', 'AddDefaultAuthorizerToCorsPreflight', 'ApiKeyRequired', 'Authorizers', 'DefaultAuthorizer', 'EnableIamAuthorizer', 'InvokeRole', 'ResourcePolicy',
  'UsagePlan',
];
const SIMPLE_TABLE = ['PointInTimeRecoverySpecification', 'PrimaryKey', 'ProvisionedThroughput', 'SSESpecification', 'TableName', 'Tags'];
const LAYER_VERSION = ['CompatibleArchitectures', 'CompatibleRuntimes', 'ContentUri', 'Description', 'LayerName', 'LicenseInfo', 'PublishLambdaVersion', 'RetentionPolicy'];

/** What becomes other resources, and no part of the function. */
const NOT_IN_FUNCTION = [
  'AssumeRolePolicyDocument', 'AutoPublishAlias', 'DeadLetterQueue', 'DeploymentPreference', 'EventInvokeConfig', 'Events', 'FunctionUrlConfig', 'PermissionsBoundary', 'Policies',
  'RolePath', 'Tags',
];
const NOT_IN_STATE_MACHINE = ['Events', 'Name', 'PermissionsBoundary', 'Policies', 'Role', 'RolePath', 'Tags'];

/** What the transform makes of the resources of a template. */
export interface ServerlessExpansion {
  readonly resources: [string, JsonObject][];
  readonly unread: UnreadPlace[];
}

/**
 * Makes of the resources of SAM those that matter to IAM, as the transform does at deployment. What is not expanded is unread.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
 */
export function expandServerless(resources: [string, JsonObject][], globals: Json): ServerlessExpansion {
  const draft = new SamDraft(new Set(resources.map(([logicalId]) => logicalId)));
  const merging = new SamGlobals(globals);
  for (const [logicalId, resource] of resources) { expand(logicalId, resource, draft, merging); }
  for (const [logicalId, type] of Object.entries(IMPLICIT_APIS)) {
    if (draft.used.has(logicalId) && !draft.resources.has(logicalId)) { expand(logicalId, { Type: type, Properties: { StageName: 'Prod' } }, draft, merging); }
  }
  return {
    resources: [...draft.resources].map(([logicalId, resource]) => [logicalId, withReferences(resource, draft.references) as JsonObject]),
    unread: [...merging.unread, ...draft.unread],
  };
}

function expand(logicalId: string, resource: JsonObject, draft: SamDraft, globals: SamGlobals): void {
  const { Type, Properties = {}, Connectors, IgnoreGlobals } = resource;
  if (Connectors !== undefined) {
    draft.unread.push({ logicalId, path: 'Connectors', message: 'connectors make policies that are not in the template; write them out', opaque: true });
  }
  const expansion = typeof Type === 'string' && Object.hasOwn(EXPANSIONS, Type) && isObject(Properties) ? EXPANSIONS[Type] : undefined;
  if (expansion === undefined) {
    draft.resources.set(logicalId, resource);
    return;
  }
  const merged = globals.mergedInto(Type as string, Properties as JsonObject, IgnoreGlobals);
  const properties = Object.fromEntries(Object.entries(merged).filter(([, value]) => !isNoValue(value)));
  const attributes = Object.fromEntries(Object.entries(resource).filter(([name]) => INHERITED.includes(name) || name.startsWith('Fn::')));
  draft.expectOnly({ logicalId, properties, attributes }, properties, 'Properties', expansion.known);
  expansion.make({ logicalId, properties, attributes }, draft);
}

interface Expansion {
  /** Its properties that are known here. */
  readonly known: readonly string[];
  readonly make: (resource: SamResource, draft: SamDraft) => void;
}

const EXPANSIONS: Record<string, Expansion> = {
  [`${FAMILY}Api`]: { known: API, make: makeApi },
  [`${FAMILY}Function`]: { known: FUNCTION, make: makeFunction },
  [`${FAMILY}HttpApi`]: { known: HTTP_API, make: makeHttpApi },
  [`${FAMILY}LayerVersion`]: { known: LAYER_VERSION, make: (layer, draft) => draft.make(layer, layer.logicalId, 'AWS::Lambda::LayerVersion', layer.properties) },
  [`${FAMILY}SimpleTable`]: { known: SIMPLE_TABLE, make: (table, draft) => draft.make(table, table.logicalId, 'AWS::DynamoDB::Table', { TableName: table.properties.TableName }) },
  [`${FAMILY}StateMachine`]: { known: STATE_MACHINE, make: makeStateMachine },
};

// Functions

function makeFunction(fn: SamResource, draft: SamDraft): void {
  const { logicalId, properties } = fn;
  const roleId = `${logicalId}Role`;
  const role = mayBeAbsent(properties.Role) ? new SamRole(roleId) : undefined;
  draft.make(fn, logicalId, 'AWS::Lambda::Function', { ...without(properties, NOT_IN_FUNCTION), Role: orElse(properties.Role, arnOfMade(roleId)) });
  const alias = makeAlias(fn, draft);
  makeUrl(fn, draft, alias);
  makeDeployment(fn, draft);
  if (role !== undefined) { grantFunction(fn, draft, role); }
  readInvocations(fn, draft, role);
  readFunctionEvents({ resource: fn, draft, role, arn: alias });
  if (role === undefined) { return; }
  const { AssumeRolePolicyDocument = trustOf('lambda.amazonaws.com'), PermissionsBoundary, RolePath, Tags } = properties;
  draft.make(fn, roleId, 'AWS::IAM::Role', { AssumeRolePolicyDocument, PermissionsBoundary, Path: RolePath, Tags: tagsOf(Tags, 'lambda:createdBy'), ...role.properties });
}

/** What the role of a function may do: its policies, and what its other properties need. */
function grantFunction(fn: SamResource, draft: SamDraft, role: SamRole): void {
  const { Policies, Tracing, VpcConfig, DeadLetterQueue } = fn.properties;
  role.attachAws('service-role/AWSLambdaBasicExecutionRole');
  if (Tracing !== undefined) { attachXRay(role); }
  if (VpcConfig !== undefined) { role.attachAws('service-role/AWSLambdaVPCAccessExecutionRole'); }
  new SamPolicies(draft, fn, role).read(Policies);
  if (DeadLetterQueue === undefined) { return; }
  const { Type, TargetArn } = isObject(DeadLetterQueue) ? DeadLetterQueue : {};
  if (!['SQS', 'SNS'].includes(Type as string) || !allowDestination(role, Type, TargetArn)) {
    draft.opaque(fn, 'Properties.DeadLetterQueue', 'nobody can say what the role may do with it; write out its `Type` and `TargetArn`');
  }
}

/** Which of the two, the partition says. */
function attachXRay(role: SamRole): void {
  role.attachAws('AWSXrayWriteOnlyAccess');
  role.attachAws('AWSXRayDaemonWriteAccess');
}

/** @returns the ARN by which everything calls the function: that of its alias, where it has one */
function makeAlias(fn: SamResource, draft: SamDraft): Json {
  const { logicalId, properties: { AutoPublishAlias: alias } } = fn;
  if (alias === undefined) { return arnOfMade(logicalId); }
  const arn = { 'Fn::Join': [':', [arnOfMade(logicalId), alias]] };
  draft.make(fn, `${logicalId}Version`, 'AWS::Lambda::Version', { FunctionName: { Ref: logicalId } });
  if (typeof alias === 'string') { draft.make(fn, `${logicalId}Alias${alias}`, 'AWS::Lambda::Alias', { FunctionName: { Ref: logicalId }, Name: alias }); }
  draft.references.set(`${logicalId}.Version`, { Ref: `${logicalId}Version` });
  draft.references.set(`${logicalId}.Alias`, arn);
  return arn;
}

/** @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-functionurlconfig.html */
function makeUrl(fn: SamResource, draft: SamDraft, arn: Json): void {
  const { logicalId, properties: { FunctionUrlConfig: config } } = fn;
  if (config === undefined) { return; }
  if (!isWritten(config)) { return draft.opaque(fn, 'Properties.FunctionUrlConfig', 'nobody can say who may call the URL; write it out'); }
  const { AuthType } = config;
  draft.expectOnly(fn, config, 'Properties.FunctionUrlConfig', ['AuthType', 'Cors', 'InvokeMode']);
  draft.make(fn, `${logicalId}Url`, 'AWS::Lambda::Url', { AuthType, TargetFunctionArn: arn });
  if (AuthType === 'AWS_IAM') { return; }
  draft.make(fn, `${logicalId}UrlPublicPermissions`, 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunctionUrl', FunctionName: arn, Principal: '*', FunctionUrlAuthType: AuthType,
  });
  draft.make(fn, `${logicalId}URLInvokeAllowPublicAccess`, 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction', FunctionName: arn, Principal: '*', InvokedViaFunctionUrl: true,
  });
}

/** Deployments are made with one role for all functions that give none. */
function makeDeployment({ properties: { DeploymentPreference: preference } }: SamResource, draft: SamDraft): void {
  if (preference === undefined || isObject(preference) && (preference.Enabled === false || !mayBeAbsent(preference.Role))) { return; }
  const role = new SamRole('CodeDeployServiceRole');
  role.attachAws('service-role/AWSCodeDeployRoleForLambda');
  role.attachAws('service-role/AWSCodeDeployRoleForLambdaLimited');
  draft.makeOnce('CodeDeployServiceRole', 'AWS::IAM::Role', { AssumeRolePolicyDocument: trustOf('codedeploy.amazonaws.com'), ...role.properties });
}

/** Destinations of what was called and has an end: those that are not given are made. */
function readInvocations(fn: SamResource, draft: SamDraft, role: SamRole | undefined): void {
  const { logicalId, properties: { EventInvokeConfig: config } } = fn;
  if (config === undefined) { return; }
  const path = 'Properties.EventInvokeConfig';
  const { DestinationConfig: destinations = {} } = isObject(config) ? config : {};
  if (!isWritten(config) || !isWritten(destinations)) {
    return draft.opaque(fn, path, 'nobody can say which destinations the role may use; write them out');
  }
  draft.expectOnly(fn, config, path, ['DestinationConfig', 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts']);
  draft.expectOnly(fn, destinations, memberPath(path, 'DestinationConfig'), ['OnFailure', 'OnSuccess']);
  for (const [name, destination] of Object.entries(destinations)) {
    const { Type, Destination } = isObject(destination) ? destination : {};
    const madeAs = { SQS: { id: `${logicalId}EventInvokeConfig${name}Queue`, type: 'AWS::SQS::Queue' }, SNS: { id: `${logicalId}EventInvokeConfig${name}Topic`, type: 'AWS::SNS::Topic' } };
    const made = Type === 'SQS' || Type === 'SNS' ? madeAs[Type] : undefined;
    if (made !== undefined && mayBeAbsent(Destination)) { draft.make(fn, made.id, made.type, {}); }
    // The `Ref` of a topic is its ARN.
    const fallback = made === undefined ? undefined : Type === 'SQS' ? arnOfMade(made.id) : { Ref: made.id };
    if (!allowDestination(role, Type, orElse(Destination, fallback)) || mayBeAbsent(Destination) && made === undefined) {
      draft.opaque(fn, memberPath(memberPath(path, 'DestinationConfig'), name), 'nobody can say what the role may do with the destination; write out its `Type` and `Destination`');
    }
  }
}

// State machines

function makeStateMachine(machine: SamResource, draft: SamDraft): void {
  const { logicalId, properties } = machine;
  const { Role, Policies, Tracing, Name, PermissionsBoundary, RolePath, Tags } = properties;
  const roleId = `${logicalId}Role`;
  draft.make(machine, logicalId, 'AWS::StepFunctions::StateMachine', {
    ...without(properties, NOT_IN_STATE_MACHINE), StateMachineName: Name, RoleArn: orElse(Role, arnOfMade(roleId)),
  });
  readStateMachineEvents({ resource: machine, draft });
  if (!mayBeAbsent(Role)) { return; }
  const role = new SamRole(roleId);
  new SamPolicies(draft, machine, role).read(Policies);
  if (Tracing !== undefined) { attachXRay(role); }
  draft.make(machine, roleId, 'AWS::IAM::Role', {
    AssumeRolePolicyDocument: trustOf('states.amazonaws.com'), PermissionsBoundary, Path: RolePath, Tags: tagsOf(Tags, 'stateMachine:createdBy'), ...role.properties,
  });
}

// APIs

function makeApi(api: SamResource, draft: SamDraft): void {
  const { logicalId, properties } = api;
  const { DefinitionBody, DefinitionUri, DisableExecuteApiEndpoint, EndpointConfiguration, Name, Policy, StageName } = properties;
  draft.make(api, logicalId, 'AWS::ApiGateway::RestApi', {
    Body: DefinitionBody, BodyS3Location: DefinitionUri, DisableExecuteApiEndpoint, EndpointConfiguration, Name, Policy: apiPolicy(api, draft) ?? Policy,
  });
  if (typeof StageName === 'string') { draft.make(api, `${logicalId}${StageName.replace(/\W/g, '')}Stage`, 'AWS::ApiGateway::Stage', { RestApiId: { Ref: logicalId }, StageName }); }
  permitAuthorizers(api, draft, ({ DisableFunctionDefaultPermissions: disabled }) => disabled === true);
}

/** @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-resourcepolicystatement.html */
function apiPolicy(api: SamResource, draft: SamDraft): Json {
  const { Auth, Policy } = api.properties;
  const policy = isObject(Auth) ? Auth.ResourcePolicy : undefined;
  if (policy === undefined) { return undefined; }
  const { CustomStatements: statements, ...others }: JsonObject = isWritten(policy) ? policy : {};
  if (statements === undefined || Object.keys(others).length > 0 || Policy !== undefined) {
    draft.opaque(api, 'Properties.Auth.ResourcePolicy', 'becomes the policy of the API in ways that are not read here; write the statements into `CustomStatements`, and nothing else');
  }
  return statements === undefined ? undefined : { Version: '2012-10-17', Statement: statements };
}

function makeHttpApi(api: SamResource, draft: SamDraft): void {
  const { logicalId, properties: { DefinitionBody, Name } } = api;
  draft.make(api, logicalId, 'AWS::ApiGatewayV2::Api', { Body: DefinitionBody, Name });
  permitAuthorizers(api, draft, ({ EnableFunctionDefaultPermissions: enabled }) => enabled === undefined || enabled === false);
}

/** Functions that decide who may call an API may be called by it. */
function permitAuthorizers(api: SamResource, draft: SamDraft, isWithout: (authorizer: JsonObject) => boolean): void {
  const { logicalId, properties: { Auth = {} } } = api;
  if (!isWritten(Auth)) { return draft.opaque(api, 'Properties.Auth', 'nobody can say what it grants; write it out'); }
  draft.expectOnly(api, Auth, 'Properties.Auth', AUTH);
  const { Authorizers = {} } = Auth;
  const path = 'Properties.Auth.Authorizers';
  if (!isWritten(Authorizers)) { return draft.opaque(api, path, 'nobody can say which functions the API may call; write them out'); }
  for (const [name, authorizer] of Object.entries(Authorizers)) {
    if (!isWritten(authorizer)) {
      draft.opaque(api, memberPath(path, name), 'nobody can say which function the API may call; write it out');
    } else if (authorizer.FunctionArn !== undefined && !isWithout(authorizer)) {
      draft.make(api, `${logicalId}${name}AuthorizerPermission`, 'AWS::Lambda::Permission', {
        Action: 'lambda:InvokeFunction',
        FunctionName: authorizer.FunctionArn,
        Principal: 'apigateway.amazonaws.com',
        SourceArn: { 'Fn::Sub': ['arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/authorizers/*', { Api: { Ref: logicalId } }] },
      });
    }
  }
}

// Values

function without(properties: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}

/** A map of tags as a list, with the tag that SAM sets. */
function tagsOf(tags: Json, createdBy: string): Json {
  const given = isWritten(tags) ? Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) : [];
  return [{ Key: createdBy, Value: 'SAM' }, ...given];
}

/** What `Ref` means with names that only SAM knows. */
function withReferences(value: Json, references: ReadonlyMap<string, Json>): Json {
  if (references.size === 0) { return value; }
  if (Array.isArray(value)) { return value.map(member => withReferences(member, references)); }
  if (!isObject(value)) { return value; }
  const known = referenceIn(value);
  return (known === undefined ? undefined : references.get(known)) ?? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withReferences(member, references)]));
}
