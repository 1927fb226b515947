import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AuditTrail, Guardrails, Profile } from 'cdk-iam-guardrails';

// The trail of an organization, in the account of its delegated administrator. For a year nobody deletes a file of it.
const app = new App();
Guardrails.enforce(app, { profile: Profile.STRICT });
Validations.of(app).addPlugins(new AwsSolutionsChecks());
const stack = new Stack(app, 'Trail');

new AuditTrail(stack, 'Audit', {
  trailName: 'organization-audit',
  organizationId: 'o-a1b2c3d4e5',
  managementAccountId: '999988887777',
  objectLock: s3.ObjectLockRetention.compliance(Duration.days(365)),
  dataEvents: [{ resourceType: 'AWS::Lambda::Function' }],
});
