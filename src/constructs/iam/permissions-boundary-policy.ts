import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { quoted } from '../../engine/policy/policy-problem';
import { acknowledgeActionWildcards, acknowledgeWildcards } from '../private/acknowledged-wildcards';
import { boundaryDenials } from '../private/boundary-denials';
import { firstLoginStatements } from '../private/mfa-policy';
import { iamArn } from '../private/own-arns';

/**
 * What principals may do at most, and whom they manage.
 */
export interface PermissionsBoundaryPolicyProps {
  /**
   * What principals with this boundary may do at most, whatever they are granted; beside what a user needs to sign in for the first time, and to enrol a device of its own.
   */
  readonly statements: iam.PolicyStatement[];

  /**
   * The path of what such principals manage beside each other, as `/apps/`: credentials of users, groups, and policies are changed there only. Whoever is not
   * limited by the boundary has no business there.
   *
   * @default - credentials of others, groups and policies are not changed
   */
  readonly managedPath?: string;

  /**
   * The name of the policy. It says its own name, so that nobody changes it.
   *
   * @default - made from the place of the construct in the app, and the region
   */
  readonly managedPolicyName?: string;
}

/**
 * A permissions boundary that propagates: whoever has it makes and changes only principals that have it too, and neither takes it off nor rewrites it.
 *
 * A boundary limits what its principal does itself. Roles that exist without it, and that the principal may assume, pass to a service or enter by something that runs
 * with them, stay as strong as they are: `docs/permissions-boundary.md` lists these ways.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
 */
export class PermissionsBoundaryPolicy extends iam.ManagedPolicy {
  /**
   * @throws Error when nothing is allowed, or the path is none
   */
  constructor(scope: Construct, id: string, props: PermissionsBoundaryPolicyProps) {
    const { statements, managedPath, managedPolicyName = nameOf(scope, id) } = props;
    if (!statements.some(({ effect }) => effect === iam.Effect.ALLOW)) {
      throw new Error('the boundary allows nothing, and neither would any principal that has it; write in `statements` what they may do at most');
    }
    if (managedPath !== undefined && !Token.isUnresolved(managedPath) && !/^\/([\x21-\x29\x2b-\x3e\x40-\x7e]+\/)+$/.test(managedPath)) {
      throw new Error(`${quoted(managedPath)} is no path of its own; write one such as \`/apps/\``);
    }
    const allowed = [...statements, ...firstLoginStatements(scope)];
    const denied = boundaryDenials(scope, iamArn(scope, 'policy', managedPolicyName), managedPath);
    super(scope, id, { managedPolicyName, statements: [...allowed, ...denied], description: 'What principals may do at most; they make no others than such' });
    for (const acknowledge of [acknowledgeWildcards, acknowledgeActionWildcards]) {
      acknowledge(this.node.defaultChild as iam.CfnManagedPolicy, allowed, 'a boundary grants nothing');
    }
  }

  /**
   * Makes it the boundary of all users and roles in a scope.
   */
  public applyTo(scope: IConstruct): void {
    iam.PermissionsBoundary.of(scope).apply(this);
  }
}

/** Names of IAM are the same in all regions. */
function nameOf(scope: Construct, id: string): string {
  return `${id.replace(/[^\w-]/g, '').slice(0, 60)}-${scope.node.addr.slice(-8)}-${Stack.of(scope).region}`;
}
