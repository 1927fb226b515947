import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AccountAlias, AccountPasswordPolicy, AccountPublicAccessBlock, AccountSettingRemovalPolicy, Guardrails } from 'cdk-iam-guardrails';

// What an account has once, and no type of CloudFormation sets. Each construct brings a small function whose role may do nothing else.
const app = new App();
Guardrails.enforce(app);
Validations.of(app).addPlugins(new AwsSolutionsChecks());
const stack = new Stack(app, 'AccountSettings');

// 14 characters of every class, none of the last 24 passwords. An auditor of CIS 1.2 asks for the expiry; NIST advises against it.
new AccountPasswordPolicy(stack, 'PasswordPolicy', {
  maxPasswordAge: Duration.days(90),
});

// Users sign in at https://example-corp.signin.aws.amazon.com/console. The account had an alias: it is replaced, and comes back with the removal.
new AccountAlias(stack, 'Alias', {
  accountAlias: 'example-corp',
  adopt: true,
  removalPolicy: AccountSettingRemovalPolicy.RESTORE,
});

// No bucket of the account is public, whatever its own settings say.
new AccountPublicAccessBlock(stack, 'PublicAccessBlock');
