import { App, Duration, Stack } from 'aws-cdk-lib';
import { FederatedPrincipal, ManagedPolicy, Role, SamlConsolePrincipal, SamlMetadataDocument, SamlProvider } from 'aws-cdk-lib/aws-iam';
import { CfnAssignment, CfnPermissionSet } from 'aws-cdk-lib/aws-sso';
import { PRODUCTION } from '../environment';

/** People sign in by SAML or by Identity Center, and look at things. */
export function singleSignOn(app: App): void {
  const stack = new Stack(app, 'SingleSignOn', { env: PRODUCTION });
  const provider = new SamlProvider(stack, 'Provider', { metadataDocument: SamlMetadataDocument.fromXml('<EntityDescriptor>' + ' '.repeat(1000) + '</EntityDescriptor>') });
  new Role(stack, 'Support', {
    assumedBy: new SamlConsolePrincipal(provider),
    maxSessionDuration: Duration.hours(4),
    managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('job-function/SupportUser')],
  });
  new Role(stack, 'Auditors', {
    assumedBy: new FederatedPrincipal(provider.samlProviderArn, { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } }, 'sts:AssumeRoleWithSAML'),
    managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('SecurityAudit')],
  });

  const readers = new CfnPermissionSet(stack, 'Readers', {
    name: 'readers',
    instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef',
    managedPolicies: ['arn:aws:iam::aws:policy/job-function/ViewOnlyAccess'],
    inlinePolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'logs:StartQuery', Resource: `arn:aws:logs:eu-west-1:${stack.account}:log-group:/app/*` }] },
    sessionDuration: 'PT4H',
  });
  new CfnAssignment(stack, 'ReadersInProduction', {
    instanceArn: readers.instanceArn,
    permissionSetArn: readers.attrPermissionSetArn,
    principalType: 'GROUP',
    principalId: '01234567-89ab-cdef-0123-456789abcdef',
    targetType: 'AWS_ACCOUNT',
    targetId: stack.account,
  });
}
