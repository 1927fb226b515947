import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { AwsSolutionsChecks } from 'cdk-nag';
import {
  AccountAlias, AccountBaseline, AuditorRole, CdkDeployRole, Conditions, CrossAccountRole, GroupUser, Guardrails, JobFunction, OidcRole, PermissionGroup,
  PermissionsBoundaryPolicy, Profile, RequireMfa, SamlRole, SecurityAlarms, SecurityEvent, SelfManagedCredentials, ServiceRole, SupportRole, TerraformRunPhase,
} from 'cdk-iam-guardrails';

// A whole account, with every construct of the library: what it has once, who gets in from elsewhere, and what its services may do.
const app = new App();
Guardrails.enforce(app, { profile: Profile.STRICT, trustedAccounts: ['444455556666'] });
Validations.of(app).addPlugins(new AwsSolutionsChecks());

const account = new Stack(app, 'Account');
const baseline = new AccountBaseline(account, 'Baseline', { emailAddresses: ['security@example.com'], trail: { trailName: 'audit' } });
new AccountAlias(account, 'Alias', { accountAlias: 'example-corp' });
new SecurityAlarms(account, 'AtOnce', { events: [SecurityEvent.ROOT_USE], topic: baseline.topic });
Guardrails.of(baseline.breakGlassRole!).waive({
  rule: 'NoAdminAccess',
  fingerprint: 'ea0736c8e213fcf6', // as the finding prints it
  reason: 'for when nothing else works',
  owner: 'security@example.com',
  expires: '2099-12-31', // so that the example lasts: a date of yours is nearer
});

const people = new Stack(app, 'People');
const readPlans = new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::amzn-s3-demo-bucket/plans'] });
Conditions.mfaWithin(Duration.hours(1)).and(Conditions.sourceIp('203.0.113.0/24')).applyTo(readPlans);
const planners = new PermissionGroup(people, 'Planners', { statements: [readPlans] });
const supporters = new PermissionGroup(people, 'Supporters', { jobFunctions: [JobFunction.SUPPORT] });
Validations.of(supporters).acknowledge({ id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AWSSupportAccess]', reason: 'AWS keeps it up to date' });
new SelfManagedCredentials(people, 'OwnCredentials', { groups: [planners, supporters] });
new GroupUser(people, 'Alice', { groups: [planners], userName: 'alice' });
const presses = new PermissionGroup(people, 'Presses', {
  statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::amzn-s3-demo-bucket/plans'] })],
  allowWithoutMfa: true,
});
const press = new GroupUser(people, 'Press', {
  groups: [presses],
  consoleAccess: false,
  allowAccessKey: { reason: 'the firmware of the press knows access keys only', owner: 'alice', rotationInterval: Duration.days(30) },
});
RequireMfa.of(people).apply();
for (const machine of [presses, press]) { RequireMfa.of(machine).clear(); }

const access = new Stack(app, 'Access');
CdkDeployRole.grantDeploy(OidcRole.forGitHub(access, 'GitHub', {
  owner: 'octo-org', ownerId: '123456', repository: 'octo-repo', repositoryId: '456789', environments: ['production'],
}));
OidcRole.forGitLab(access, 'GitLab', { group: 'my-group', project: 'site', branches: ['main'] });
OidcRole.forBitbucket(access, 'Bitbucket', {
  workspace: 'my-team',
  workspaceUuid: '11111111-1111-4111-8111-111111111111',
  repositoryUuid: '22222222-2222-4222-8222-222222222222',
  environmentUuids: ['33333333-3333-4333-8333-333333333333'],
});
OidcRole.forTerraformCloud(access, 'Terraform', { organization: 'example-corp', project: 'shared', workspace: 'network', runPhases: [TerraformRunPhase.APPLY] });
OidcRole.forEks(access, 'Pod', { issuer: 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE', namespace: 'shop', serviceAccount: 'cart' });
new SamlRole(access, 'Employees', { provider: iam.SamlProvider.fromSamlProviderArn(access, 'Corp', access.formatArn({ service: 'iam', region: '', resource: 'saml-provider', resourceName: 'corp' })) });
new CrossAccountRole(access, 'Vendor', { accounts: ['444455556666'], externalId: 'customer-42', maxSessionDuration: Duration.hours(1) });
new CdkDeployRole(access, 'Deployer', { assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': access.account } } }) });
new SupportRole(access, 'Support');
const auditor = new AuditorRole(access, 'Auditor');
Validations.of(auditor).acknowledge({ id: 'cdk-iam-guardrails::NoWildcardResource', reason: 'an auditor sees how everything is configured' });

const work = new Stack(app, 'Work');
const logGroup = new logs.LogGroup(work, 'Log', { retention: logs.RetentionDays.ONE_YEAR });
const boundary = new PermissionsBoundaryPolicy(work, 'Boundary', {
  statements: [new iam.PolicyStatement({ actions: ['logs:*', 's3:GetObject'], resources: ['*'] })],
});
const role = ServiceRole.forLambda(work, 'FunctionRole', { logGroup, permissionsBoundary: boundary });
role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::amzn-s3-demo-bucket/orders'] }));
new lambda.Function(work, 'Function', {
  runtime: lambda.Runtime.NODEJS_LATEST, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};'), role, logGroup,
});
const instance = ServiceRole.forEc2(work, 'Instance');
Validations.of(instance).acknowledge({ id: 'cdk-iam-guardrails::NoWildcardResource', reason: 'an instance learns its id when it starts' });
ServiceRole.forEcsTask(work, 'Task');
ServiceRole.forEcsExecution(work, 'TaskExecution', { logGroups: [logGroup] });
ServiceRole.forStepFunctions(work, 'StateMachine', { stateMachineName: 'orders' });
ServiceRole.forScheduler(work, 'Schedule');
ServiceRole.forPipes(work, 'Pipe', { pipeName: 'orders', logGroup });
ServiceRole.forApiGatewayLogging(work, 'ApiLogs');
ServiceRole.forGlue(work, 'Job');
ServiceRole.forCodeBuild(work, 'Build', { projectName: 'site', logGroup });
ServiceRole.forCodePipeline(work, 'Pipeline');
ServiceRole.forSageMaker(work, 'Training');
ServiceRole.forBedrockAgent(work, 'Agent', { foundationModels: ['amazon.nova-lite-v1:0'] });
ServiceRole.forEksPodIdentity(work, 'PodIdentity', {
  clusterArn: work.formatArn({ service: 'eks', resource: 'cluster', resourceName: 'prod' }), namespace: 'shop', serviceAccount: 'cart',
});
ServiceRole.forRolesAnywhere(work, 'Printer', {
  trustAnchorArn: work.formatArn({ service: 'rolesanywhere', resource: 'trust-anchor', resourceName: '4ee9a3f2-6e8d-4f1b-9f0b-2a5f6c7d8e9f' }), commonName: 'printer',
});
