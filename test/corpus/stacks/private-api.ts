import { App, Stack } from 'aws-cdk-lib';
import { EndpointType, LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { InterfaceVpcEndpointAwsService, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, ArnPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Function, FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { CfnAuthPolicy, CfnService, CfnServiceNetwork, CfnServiceNetworkServiceAssociation } from 'aws-cdk-lib/aws-vpclattice';
import { ORGANIZATION_ID, PRODUCTION, SHARED_SERVICES_ACCOUNT } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** APIs for the company only: one by its VPC endpoint, one by VPC Lattice, one by a function URL that is signed for. */
export function privateApi(app: App): void {
  const stack = new Stack(app, 'PrivateApi', { env: PRODUCTION });
  const endpoint = new Vpc(stack, 'Vpc', { maxAzs: 2 }).addInterfaceEndpoint('Endpoint', { service: InterfaceVpcEndpointAwsService.APIGATEWAY });
  const handler = new Function(stack, 'Handler', FUNCTION_CODE);
  const api = new RestApi(stack, 'Api', {
    endpointConfiguration: { types: [EndpointType.PRIVATE], vpcEndpoints: [endpoint] },
    policy: new PolicyDocument({
      statements: [
        new PolicyStatement({ principals: [new AnyPrincipal()], actions: ['execute-api:Invoke'], resources: ['execute-api:/*'] }),
        new PolicyStatement({
          effect: Effect.DENY,
          principals: [new AnyPrincipal()],
          actions: ['execute-api:Invoke'],
          resources: ['execute-api:/*'],
          conditions: { StringNotEquals: { 'aws:SourceVpce': endpoint.vpcEndpointId } },
        }),
      ],
    }),
  });
  api.root.addMethod('GET', new LambdaIntegration(handler));

  handler.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM }).grantInvokeUrl(new ArnPrincipal(`arn:aws:iam::${SHARED_SERVICES_ACCOUNT}:role/portal`));

  const network = new CfnServiceNetwork(stack, 'Network', { authType: 'AWS_IAM' });
  const service = new CfnService(stack, 'Service', { authType: 'AWS_IAM' });
  new CfnServiceNetworkServiceAssociation(stack, 'Association', { serviceIdentifier: service.ref, serviceNetworkIdentifier: network.ref });
  new CfnAuthPolicy(stack, 'Policy', {
    resourceIdentifier: network.attrArn,
    policy: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 'vpc-lattice-svcs:Invoke', Resource: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION_ID } } }],
    },
  });
}
