import { App, Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer, HttpLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration, HttpStepFunctionsIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { DefinitionBody, Pass, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** An HTTP API with tokens of an identity provider: a function that signs uploads, and an express workflow. */
export function httpApi(app: App): void {
  const stack = new Stack(app, 'HttpApi', { env: PRODUCTION });
  const uploads = new Bucket(stack, 'Uploads', { enforceSSL: true });
  const signer = new Function(stack, 'Signer', { ...FUNCTION_CODE, environment: { BUCKET: uploads.bucketName } });
  uploads.grantPut(signer, 'incoming/*');
  const quote = new StateMachine(stack, 'Quote', { stateMachineType: StateMachineType.EXPRESS, definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Done')) });

  const api = new HttpApi(stack, 'Api', {
    defaultAuthorizer: new HttpJwtAuthorizer('Tokens', 'https://login.example.com', { jwtAudience: ['uploads'] }),
  });
  api.addRoutes({ path: '/uploads', methods: [HttpMethod.POST], integration: new HttpLambdaIntegration('Upload', signer) });
  api.addRoutes({
    path: '/quotes',
    methods: [HttpMethod.POST],
    integration: new HttpStepFunctionsIntegration('StartQuote', { stateMachine: quote }),
    authorizer: new HttpLambdaAuthorizer('ApiKeys', new Function(stack, 'Authorizer', FUNCTION_CODE)),
  });
}
