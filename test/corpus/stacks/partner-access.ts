import { App, Duration, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, ArnPrincipal, ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { PARTNER_ACCOUNT, PRODUCTION, SHARED_SERVICES_ACCOUNT } from '../environment';

/** A partner reads a bucket, with an external id; a monitoring vendor sees metadata; a role of another team publishes. */
export function partnerAccess(app: App): void {
  const stack = new Stack(app, 'PartnerAccess', { env: PRODUCTION });
  const partner = new Role(stack, 'Partner', {
    assumedBy: new AccountPrincipal(PARTNER_ACCOUNT),
    externalIds: ['5f1c2a8e-4f0b-4d0e-9a3f-0d7c5b6a1e42'],
    maxSessionDuration: Duration.hours(1),
  });
  new Bucket(stack, 'Reports', { enforceSSL: true }).grantRead(partner, 'partner/*');

  new Role(stack, 'Monitoring', {
    assumedBy: new ArnPrincipal(`arn:aws:iam::${PARTNER_ACCOUNT}:role/monitoring`),
    externalIds: ['9b1d7c55-7e2a-4c4a-8f4e-2f0a6d8b3c11'],
    managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('job-function/ViewOnlyAccess'), ManagedPolicy.fromAwsManagedPolicyName('SecurityAudit')],
  });

  new Topic(stack, 'Releases', { enforceSSL: true }).grantPublish(new ArnPrincipal(`arn:aws:iam::${SHARED_SERVICES_ACCOUNT}:role/release`));
}
