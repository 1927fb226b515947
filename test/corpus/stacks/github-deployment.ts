import { App, Stack } from 'aws-cdk-lib';
import { OidcProviderNative, OpenIdConnectProvider, PolicyStatement, Role, WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import { PRODUCTION } from '../environment';

/** GitHub Actions of one repository deploy the app, by the roles of the bootstrap stack; pull requests may only compare. */
export function githubDeployment(app: App): void {
  const stack = new Stack(app, 'GithubDeployment', { env: PRODUCTION });
  const github = new OidcProviderNative(stack, 'Github', { url: 'https://token.actions.githubusercontent.com', clientIds: ['sts.amazonaws.com'] });
  const bootstrapRole = (use: string) => `arn:aws:iam::${stack.account}:role/cdk-hnb659fds-${use}-role-${stack.account}-${stack.region}`;

  const deploy = new Role(stack, 'Deploy', {
    assumedBy: new WebIdentityPrincipal(github.oidcProviderArn, {
      StringEquals: {
        'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
        'token.actions.githubusercontent.com:sub': 'repo:octo-org/octo-repo:environment:production',
      },
    }),
  });
  deploy.addToPolicy(new PolicyStatement({ actions: ['sts:AssumeRole'], resources: ['deploy', 'file-publishing', 'image-publishing', 'lookup'].map(bootstrapRole) }));

  const compare = new Role(stack, 'Compare', {
    assumedBy: new WebIdentityPrincipal(github.oidcProviderArn, {
      StringEquals: {
        'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
        'token.actions.githubusercontent.com:sub': 'repo:octo-org/octo-repo:pull_request',
      },
    }),
  });
  compare.addToPolicy(new PolicyStatement({ actions: ['sts:AssumeRole'], resources: [bootstrapRole('lookup')] }));

  new OpenIdConnectProvider(stack, 'Gitlab', { url: 'https://gitlab.example.com', clientIds: ['https://gitlab.example.com'] });
}
