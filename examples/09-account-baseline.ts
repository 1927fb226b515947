import { App, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AccountBaseline, Guardrails, Profile, SecurityAlarms, SecurityEvent } from 'cdk-iam-guardrails';

// What a new account gets. Alarms see all regions by the trail; in another region, rules tell at once what happens there.
const app = new App();
Guardrails.enforce(app, { profile: Profile.STRICT });
Validations.of(app).addPlugins(new AwsSolutionsChecks());
const stack = new Stack(app, 'Account', { env: { account: '111122223333', region: 'us-east-1' } });

const baseline = new AccountBaseline(stack, 'Baseline', {
  emailAddresses: ['security@example.com'],
  thresholds: { [SecurityEvent.UNAUTHORIZED_CALLS]: 10 },
});

// It is an administrator, and somebody answers for it.
Guardrails.of(baseline.breakGlassRole!).waive({
  rule: 'NoAdminAccess',
  fingerprint: 'ea0736c8e213fcf6', // as the finding prints it
  reason: 'for when nothing else works',
  owner: 'security@example.com',
  expires: '2099-12-31',
});

const frankfurt = new Stack(app, 'Frankfurt', { env: { account: '111122223333', region: 'eu-central-1' } });
new SecurityAlarms(frankfurt, 'Alarms', { events: [SecurityEvent.KEY_CHANGES, SecurityEvent.SECURITY_GROUP_CHANGES] });
