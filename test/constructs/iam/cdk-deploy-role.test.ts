import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CdkDeployRole, CdkDeployRoleProps, OidcRole } from '../../../src/constructs';
import { CheckResult } from '../../../src/engine/analysis/check-types';
import { ACCOUNT, expectNothingFound, judge, REGION } from '../judged-app';

const assumedBy = new iam.ServicePrincipal('codebuild.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } });

const judged = judge(stack => {
  const github = OidcRole.forGitHub(stack, 'GitHub', { owner: 'octo-org', ownerId: '1', repository: 'octo-repo', repositoryId: '2', environments: ['production'] });
  CdkDeployRole.grantDeploy(github, { qualifier: 'team', regions: ['eu-central-1', 'us-east-1'] });
  return { role: new CdkDeployRole(stack, 'Role', { assumedBy, description: 'Deploys' }), github };
});
const { role, github } = judged.made;

function bootstrapRole(kind: string, { qualifier = 'hnb659fds', account = ACCOUNT, region = REGION } = {}): string {
  return `arn:aws:iam::${account}:role/cdk-${qualifier}-${kind}-${account}-${region}`;
}

// The names that `cdk bootstrap` gives to roles, and that the CLI assumes.
const KINDS = ['deploy-role', 'file-publishing-role', 'image-publishing-role', 'lookup-role'];

test('the role may assume the bootstrap roles of the account in the region', () => {
  for (const kind of KINDS) {
    expect(judged.allows(role, 'sts:AssumeRole', bootstrapRole(kind))).toBe(true);
    for (const region of ['eu-central-1', 'us-east-1']) { expect(judged.allows(github, 'sts:AssumeRole', bootstrapRole(kind, { qualifier: 'team', region }))).toBe(true); }
  }
});

test('no other role, and nothing else', () => {
  for (const other of [
    bootstrapRole('cfn-exec-role'), bootstrapRole('deploy-role', { account: '444455556666' }), bootstrapRole('deploy-role', { region: 'eu-west-1' }),
    bootstrapRole('deploy-role', { qualifier: 'other' }), `arn:aws:iam::${ACCOUNT}:role/Admin`,
  ]) { expect([other, judged.denies(role, 'sts:AssumeRole', other)]).toEqual([other, true]); }
  for (const one of [role, github]) {
    expect(judged.checkNoNewAccess(one, { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }] }).result).toBe(CheckResult.PASS);
  }
});

test('the gate and cdk-nag find nothing', () => {
  expectNothingFound(judged);
});

test('the qualifier is that of the app', () => {
  const stack = new Stack(new App({ context: { '@aws-cdk/core:bootstrapQualifier': 'shop' } }), 'Stack', { env: { account: ACCOUNT, region: REGION } });
  const grant = CdkDeployRole.grantDeploy(new iam.Role(stack, 'Role', { assumedBy }));

  expect(JSON.stringify(stack.resolve(grant.principalStatement!.resources))).toContain(`role/cdk-shop-deploy-role-${ACCOUNT}-${REGION}`);
});

test.each<[string, Partial<CdkDeployRoleProps>, string]>([
  ['any qualifier', { qualifier: '*' }, '`qualifier` is `*`'],
  ['any region', { regions: ['*'] }, '`regions` is `*`'],
  ['no region', { regions: [] }, '`regions` is empty; leave it out, or write the regions that are bootstrapped'],
])('refuses %s', (_name, props, message) => {
  expect(() => new CdkDeployRole(new Stack(), 'Role', { assumedBy, ...props })).toThrow(message);
});
