import { AspectPriority, Aspects } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { MfaRequirement } from './mfa-requirement';
import { hasPolicy, MFA_POLICY, MFA_POLICY_OF_SCOPE, policiesBut, requireMfa } from '../private/mfa-policy';

/**
 * Requires a second factor of all users and groups of a scope: `RequireMfa.of(scope).apply()`.
 *
 * Until a session has shown one, a user may do what a first login needs, and nothing else, whoever grants it. Every group in the scope gets the policy of a
 * `PermissionGroup`, and every user one that only denies: a user whose groups are all elsewhere needs one there that grants what a first login needs.
 */
export class RequireMfa {
  /** The second factor of the users and groups of a scope. */
  public static of(scope: IConstruct): RequireMfa {
    return new RequireMfa(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /**
   * Requires it of all users and groups in the scope, at synthesis. What is applied closest to a user or group wins; a `PermissionGroup` that requires it keeps its own.
   */
  public apply(requirement: MfaRequirement = {}): void {
    this.visit(principal => { if (!hasPolicy(MFA_POLICY, principal)) { requireMfa(principal, requirement, MFA_POLICY_OF_SCOPE); } });
  }

  /**
   * Takes back what was applied to the users and groups in the scope: to a user that is a machine, and to its groups, for example. What a `PermissionGroup`
   * requires stays.
   */
  public clear(): void {
    this.visit(principal => { principal.policies = policiesBut(MFA_POLICY_OF_SCOPE, principal); });
  }

  private visit(change: (principal: iam.CfnGroup | iam.CfnUser) => void): void {
    Aspects.of(this.scope).add({
      visit: node => {
        if (!iam.CfnGroup.isCfnGroup(node) && !iam.CfnUser.isCfnUser(node)) { return; }
        if (!('policies' in node)) { throw new Error(`\`${(node as IConstruct).node.path}\` is a \`CfnResource\` whose policies cannot be added to; make it a \`CfnGroup\` or \`CfnUser\``); }
        change(node);
      },
    }, { priority: AspectPriority.MUTATING });
  }
}
