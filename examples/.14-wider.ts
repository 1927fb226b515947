// One options file for the synth and for the pull request, a waiver for what somebody has seen, and a lock on what everybody may do.
//   npx cdk synth --app 'npx ts-node 14-living-with-the-gate.ts' --output cdk.out
//   npx cdk-iam-guardrails verify cdk.out --config 14-guardrails.json
import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Guardrails } from 'cdk-iam-guardrails';

const app = new App();
Guardrails.enforce(app, { config: '14-guardrails.json' });

const stack = new Stack(app, 'Living');

const reports = new s3.Bucket(stack, 'Reports');
const reader = new iam.Role(stack, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
reports.grantReadWrite(reader);

const breakGlass = new iam.Role(stack, 'BreakGlass', { assumedBy: new iam.ServicePrincipal('ssm.amazonaws.com') });
breakGlass.addToPolicy(new iam.PolicyStatement({ actions: ['*'], resources: ['*'] }));
Guardrails.of(breakGlass).waive({
  rule: 'NoAdminAccess',
  fingerprint: '26dadf642a8b2919',
  reason: 'ends incidents that nothing else ends; each use is alarmed on',
  owner: 'platform-team',
  ticket: 'SEC-17',
  expires: '2099-12-31',
});
