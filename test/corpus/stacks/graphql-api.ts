import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { AppsyncFunction, AuthorizationType, Code, FieldLogLevel, FunctionRuntime, GraphqlApi, MappingTemplate, PrimaryKey, Resolver, SchemaFile, Values } from 'aws-cdk-lib/aws-appsync';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** A GraphQL API over a table, a function and an event bus. */
export function graphqlApi(app: App): void {
  const stack = new Stack(app, 'GraphqlApi', { env: PRODUCTION });
  const api = new GraphqlApi(stack, 'Api', {
    name: 'notes',
    definition: { schema: SchemaFile.fromAsset(join(__dirname, '..', 'assets', 'notes.graphql')) },
    authorizationConfig: {
      defaultAuthorization: { authorizationType: AuthorizationType.USER_POOL, userPoolConfig: { userPool: new UserPool(stack, 'Users') } },
    },
    logConfig: { fieldLogLevel: FieldLogLevel.ERROR },
    xrayEnabled: true,
  });
  const table = new TableV2(stack, 'Notes', { partitionKey: { name: 'id', type: AttributeType.STRING } });
  const notes = api.addDynamoDbDataSource('NotesSource', table);
  notes.createResolver('GetNote', {
    typeName: 'Query',
    fieldName: 'note',
    requestMappingTemplate: MappingTemplate.dynamoDbGetItem('id', 'id'),
    responseMappingTemplate: MappingTemplate.dynamoDbResultItem(),
  });
  notes.createResolver('AddNote', {
    typeName: 'Mutation',
    fieldName: 'addNote',
    requestMappingTemplate: MappingTemplate.dynamoDbPutItem(PrimaryKey.partition('id').auto(), Values.projecting('input')),
    responseMappingTemplate: MappingTemplate.dynamoDbResultItem(),
  });
  api.addLambdaDataSource('SearchSource', new Function(stack, 'Search', FUNCTION_CODE)).createResolver('FindNotes', { typeName: 'Query', fieldName: 'find' });

  const announce = new AppsyncFunction(stack, 'Announce', {
    api,
    name: 'announce',
    dataSource: api.addEventBridgeDataSource('BusSource', new EventBus(stack, 'Bus')),
    runtime: FunctionRuntime.JS_1_0_0,
    code: Code.fromInline('export const request = () => ({}); export const response = () => null;'),
  });
  new Resolver(stack, 'AnnounceNote', {
    api,
    typeName: 'Mutation',
    fieldName: 'announce',
    pipelineConfig: [announce],
    runtime: FunctionRuntime.JS_1_0_0,
    code: Code.fromInline('export const request = () => ({}); export const response = () => null;'),
  });
}
