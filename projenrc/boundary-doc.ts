import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { readTemplate } from '../src/cloudformation/app-reader';
import { PermissionsBoundaryPolicy } from '../src/constructs';
import { EscalationGraph } from '../src/rules/escalation-graph';
import { actionsOf, EscalationPath, escalationPaths } from '../src/rules/escalation-paths';
import { ReviewedApp } from '../src/rules/reviewed-app';

const DEPLOYED = { account: '111122223333', region: 'us-east-1' };
const NAME = 'team-boundary';
const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };

/** The widest boundary: it allows everything that does not leave it. */
export function widestBoundary(managedPath?: string): { Version: string; Statement: any[] } {
  const stack = new Stack(new App(), 'Stack', { env: DEPLOYED });
  const statements = [new iam.PolicyStatement({ actions: ['*'], resources: ['*'] })];
  const boundary = new PermissionsBoundaryPolicy(stack, 'Boundary', { statements, managedPath, managedPolicyName: NAME });
  return stack.resolve((boundary.node.defaultChild as iam.CfnManagedPolicy).policyDocument);
}

/**
 * The paths that a user or a role has who may do everything within a boundary, but for what its own policies deny; beside administrators without the boundary.
 */
export function pathsWithin(boundary: object): EscalationPath[] {
  const has = new Set(['User', 'Role'].flatMap(type => pathsOf(type, boundary)));
  return escalationPaths().filter(({ id }) => has.has(id));
}

function pathsOf(type: string, boundary: object): string[] {
  const trust = (Principal: object) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] });
  const managed = (PolicyDocument: object, more: object = {}) => ({ Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument, ...more } });
  const administrator = { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] };
  const reading = readTemplate(JSON.stringify({
    Resources: {
      Boundary: managed(boundary, { ManagedPolicyName: NAME }),
      Own: managed({ Version: '2012-10-17', Statement: [EVERYTHING, { Effect: 'Deny', Action: 'sdb:*', Resource: '*' }] }),
      Group: { Type: 'AWS::IAM::Group', Properties: {} },
      Bounded: {
        Type: `AWS::IAM::${type}`,
        Properties: {
          ManagedPolicyArns: [{ Ref: 'Own' }],
          PermissionsBoundary: { Ref: 'Boundary' },
          ...type === 'User' ? { Groups: [{ Ref: 'Group' }] } : { AssumeRolePolicyDocument: trust({ Service: 'lambda.amazonaws.com' }) },
        },
      },
      AdminUser: { Type: 'AWS::IAM::User', Properties: administrator },
      AdminRole: { Type: 'AWS::IAM::Role', Properties: { ...administrator, AssumeRolePolicyDocument: trust({ AWS: `arn:aws:iam::${DEPLOYED.account}:root` }) } },
      AdminGroup: { Type: 'AWS::IAM::Group', Properties: administrator },
    },
  }), DEPLOYED);
  const app = new ReviewedApp({ stacks: [reading], unread: [], accepted: [], restrictions: [] });
  const graph = new EscalationGraph(app);
  const bounded = app.subjects.find(({ resource }) => resource.logicalId === 'Bounded')!;
  // Who is an administrator has every way.
  return app.administration(bounded) !== undefined ? escalationPaths().map(({ id }) => id) : graph.openingsOf(bounded).map(({ path }) => path.id);
}

/** Changes the principal itself and nothing else: what it gains is within its boundary. */
export function isWidening({ permissions }: EscalationPath): boolean {
  return permissions.every(({ on }) => on.every(one => /^own(User|Role|Group|Policy)/.test(one)));
}

/** `docs/permissions-boundary.md`: what a boundary closes and what it cannot, as the engine finds it. */
export function boundaryPage(): string {
  const found = pathsWithin(widestBoundary());
  const [widening, entering] = [found.filter(isWidening), found.filter(path => !isWidening(path))];
  const closed = escalationPaths().filter(path => !found.includes(path));
  return [
    '# What a permissions boundary closes, and what it cannot',
    '',
    'Made from the code by `npx projen docs:boundary`. The engine asks for every known way to more permissions whether a user or a role has it who may do',
    'everything, within a `PermissionsBoundaryPolicy` that allows everything. The rest is taken away by the boundary alone.',
    '',
    '## Closed',
    '',
    'Nobody with the boundary makes or changes a principal that does not have it, rewrites the boundary, or takes it off:',
    '',
    ...rowsOf(closed),
    '',
    '## Within the boundary',
    '',
    'These widen the principal itself, up to what the boundary allows, and no further:',
    '',
    ...rowsOf(widening),
    '',
    '## Open',
    '',
    'These act as a role that exists and is stronger: by assuming it, by passing it to a service, or by something that runs with it. A boundary limits what its',
    'principal does; what that role does is limited by the boundary of the role. Give every role of the account the boundary, name the roles in `iam:PassRole` and `sts:AssumeRole`,',
    'and leave out of the boundary the services that nobody needs:',
    '',
    ...rowsOf(entering),
    '',
  ].join('\n');
}

function rowsOf(paths: EscalationPath[]): string[] {
  return ['| by | what is done |', '|---|---|', ...paths.map(path => `| ${actionsOf(path).map(action => `\`${action}\``).join(', ')} | ${path.gain.replace('%', 'somebody stronger')} |`)];
}

if (require.main === module) { writeFileSync(join(__dirname, '..', 'docs', 'permissions-boundary.md'), boundaryPage()); }
