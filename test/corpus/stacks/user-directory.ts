import { App, Stack } from 'aws-cdk-lib';
import { Mfa, OAuthScope, UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { IdentityPool, UserPoolAuthenticationProvider } from 'aws-cdk-lib/aws-cognito-identitypool';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { PRODUCTION } from '../environment';
import { FUNCTION_CODE } from '../function-code';

/** Users sign in with a second factor; each of them reaches their own folder of a bucket. */
export function userDirectory(app: App): void {
  const stack = new Stack(app, 'UserDirectory', { env: PRODUCTION });
  const welcome = new Function(stack, 'Welcome', FUNCTION_CODE);
  new Secret(stack, 'MailKey').grantRead(welcome);
  const users = new UserPool(stack, 'Users', {
    mfa: Mfa.REQUIRED,
    mfaSecondFactor: { otp: true, sms: true },
    lambdaTriggers: { postConfirmation: welcome, preTokenGeneration: new Function(stack, 'Claims', FUNCTION_CODE) },
  });
  const client = new UserPoolClient(stack, 'WebApp', { userPool: users, oAuth: { callbackUrls: ['https://app.example.com'], scopes: [OAuthScope.OPENID] } });

  const pool = new IdentityPool(stack, 'Identities', {
    allowUnauthenticatedIdentities: false,
    authenticationProviders: { userPools: [new UserPoolAuthenticationProvider({ userPool: users, userPoolClient: client })] },
  });
  const files = new Bucket(stack, 'Files', { enforceSSL: true });
  pool.authenticatedRole.addToPrincipalPolicy(new PolicyStatement({
    actions: ['s3:GetObject', 's3:PutObject'],
    resources: [files.arnForObjects('${cognito-identity.amazonaws.com:sub}/*')],
  }));
}
