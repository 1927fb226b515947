import { App, Stack } from 'aws-cdk-lib';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { OpenIdConnectProvider, Role, WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { PRODUCTION } from '../environment';

/** Roles for service accounts of a cluster that another team runs. */
export function podRoles(app: App): void {
  const stack = new Stack(app, 'PodRoles', { env: PRODUCTION });
  const issuer = 'oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';
  const provider = OpenIdConnectProvider.fromOpenIdConnectProviderArn(stack, 'Cluster', `arn:aws:iam::${stack.account}:oidc-provider/${issuer}`);
  const roleOf = (serviceAccount: string) => new Role(stack, serviceAccount, {
    assumedBy: new WebIdentityPrincipal(provider.openIdConnectProviderArn, {
      StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com', [`${issuer}:sub`]: `system:serviceaccount:shop:${serviceAccount}` },
    }),
  });
  new Bucket(stack, 'Catalog', { enforceSSL: true }).grantRead(roleOf('catalog'));
  new TableV2(stack, 'Orders', { partitionKey: { name: 'orderId', type: AttributeType.STRING } }).grantReadWriteData(roleOf('orders'));
}
