import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AuditorRole, CdkDeployRole, CrossAccountRole, Guardrails, OidcRole, Profile, SupportRole } from 'cdk-iam-guardrails';

// Who works with the account and does not live there: a pipeline, a vendor, auditors, and those who talk to AWS Support.
const app = new App();
Guardrails.enforce(app, { profile: Profile.STRICT, trustedAccounts: ['444455556666'] });
Validations.of(app).addPlugins(new AwsSolutionsChecks());
const stack = new Stack(app, 'Access');

// Jobs of one repository that deploy to `production`. While the repository changes to subjects with ids, both are accepted.
const github = new iam.OidcProviderNative(stack, 'GitHub', { url: 'https://token.actions.githubusercontent.com', clientIds: ['sts.amazonaws.com'] });
const pipeline = OidcRole.forGitHub(stack, 'Pipeline', {
  provider: github,
  owner: 'octo-org',
  ownerId: '123456',
  repository: 'octo-repo',
  repositoryId: '456789',
  allowMutableSubject: true,
  environments: ['production'],
});
CdkDeployRole.grantDeploy(pipeline);

// A vendor that looks at costs says for which customer it does.
const vendor = new CrossAccountRole(stack, 'Vendor', { accounts: ['444455556666'], externalId: 'customer-42', maxSessionDuration: Duration.hours(1) });
vendor.addToPolicy(new iam.PolicyStatement({ actions: ['ce:GetCostForecast'], resources: ['*'] }));
Validations.of(vendor).acknowledge(
  { id: 'AwsSolutions-IAM5[Resource::*]', reason: 'costs are of the account' },
  { id: 'cdk-iam-guardrails::NoWildcardResource', reason: 'costs are of the account' },
);

// People of this account, with a second factor within the last hour.
const auditor = new AuditorRole(stack, 'Auditor');
Validations.of(auditor).acknowledge({ id: 'cdk-iam-guardrails::NoWildcardResource', reason: 'an auditor sees how everything is configured' });
new SupportRole(stack, 'Support');
