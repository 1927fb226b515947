import { RequestOptions } from './access-assertion-options';
import { AssertedApp, AssertedPrincipal } from './private/asserted-app';
import { AssertedRequest, assertedRequest, singleRequest } from './private/asserted-request';
import { AssertionFailure } from './private/assertion-failure';
import { PolicyReading } from '../cloudformation/template-reading';
import { CheckResult } from '../engine/analysis/check-types';
import { ownTrust } from '../engine/evaluation/special-cases';
import { quoted } from '../engine/policy/policy-problem';
import { foldAscii } from '../engine/policy/text';
import { statementText, witnessLines } from '../reports/finding-text';
import { ALLOW_ALL } from '../rules/allow-all';
import { exampleOf } from '../rules/example';
import { resourcePolicyFor } from '../rules/known-resource-policy';
import { Permissions } from '../rules/permissions';

/**
 * Assertions about what a principal may do with all its policies together, made by `AccessAssertions.principal`.
 */
export class PrincipalAssertions {
  /** @internal */
  public static _of(app: AssertedApp, asserted: AssertedPrincipal): PrincipalAssertions {
    return new PrincipalAssertions(app, asserted);
  }

  private readonly permissions: Permissions;

  private constructor(private readonly app: AssertedApp, private readonly asserted: AssertedPrincipal) {
    this.permissions = Permissions.of(asserted.principal, asserted.reading);
  }

  /**
   * The principal may surely do this, by its own policies, its groups, its boundary, and what the app says about the resource and the account.
   *
   * @param action one action, for example `s3:GetObject`
   * @param resource the ARN of one resource; tokens of the CDK are fine. Left out for actions that know no resources
   * @throws Error when it may not, or when that depends on something that is not known
   */
  public canDo(action: string, resource = '*', options: RequestOptions = {}): PrincipalAssertions {
    this.app.mustBeRead();
    const request = singleRequest(action, this.app.text(resource), options, this.permissions);
    const { principal } = this.asserted;
    if (principal.boundary === undefined && principal.boundaryArn !== undefined) {
      throw new AssertionFailure(`${this.told(request, 'can do')} cannot be said: its permissions boundary ${quoted(String(principal.boundaryArn))} is not in the app`);
    }
    const { context, resourceAccount } = request;
    // A key or a role says itself whom it trusts: elsewhere, nobody knows.
    const trusts = ownTrust({ action: foldAscii(action), service: request.service, resource: request.resource }) === undefined ? undefined : this.unknownPolicy;
    const permission = this.permissions.ask({ action, resource: request.resource, context, resourceAccount, resourcePolicy: this.resourcePolicies(request)[0] ?? trusts });
    if (permission === undefined) {
      throw new AssertionFailure(`expected that ${this.told(request, 'can do')}: nothing allows it, or something denies it`);
    }
    if (!permission.isCertain) {
      const keys = permission.witness.when.map(({ key }) => key).filter(key => !Object.hasOwn(context, key));
      throw new AssertionFailure(
        `expected that ${this.told(request, 'can do')}: that is not sure`,
        ...witnessLines(permission.witness),
        ...permission.statements.map(statement => `  allowed by: ${statementText(statement)}`),
        ...permission.dependsOn.length === 0 ? [] : [`  depends on: ${permission.dependsOn.join(', ')}`],
        ...keys.length === 0 ? [] : [`  say what is known of the request in \`context\`: ${keys.map(key => quoted(key)).join(', ')}`],
      );
    }
    return this;
  }

  /**
   * The principal surely may not do this, whatever only deployment knows and whatever else is true of a request.
   *
   * @param action an action; with wildcards: all that they match
   * @param resource ARN of a resource; with wildcards: all that they match. Tokens of the CDK are fine. Left out: any resource
   * @throws Error with a request that may be allowed
   */
  public cannotDo(action: string, resource = '*', options: RequestOptions = {}): PrincipalAssertions {
    this.app.mustBeRead();
    const request = assertedRequest(action, this.app.text(resource), options, this.permissions);
    const { context, wildcards } = request;
    // In the own account the own policies are enough: where nobody knows which that is, it may be this one.
    const resourceAccount = typeof this.asserted.reading.pseudo.account === 'string' ? request.resourceAccount : undefined;
    const policies = this.resourcePolicies(request);
    const question = { action, resource: request.resource, wildcards, context };
    const answers = policies.map(resourcePolicy => this.permissions.effectiveAccess({ resourceAccount, resourcePolicy })._ask(question));
    const { result, witness, dependsOn = [] } = answers.find(one => one.result !== CheckResult.PASS) ?? answers[0];
    if (result === CheckResult.PASS) { return this; }
    if (witness === undefined) {
      throw new AssertionFailure(`expected that ${this.told(request, 'cannot do')}: that was too hard to decide; ask for fewer actions, for one resource, or of a stack with an account and a region`);
    }
    const isDenied = wildcards && policies.some(policy => policy?.document.statements.some(({ effect }) => effect === 'Deny'));
    const when = witness.context.map(({ contextKeyName, contextKeyValues }) => ({ key: contextKeyName, values: contextKeyValues }));
    throw new AssertionFailure(
      `expected that ${this.told(request, 'cannot do')}`,
      ...witnessLines({ ...witness, principal: exampleOf(this.permissions.caller.name), when }),
      ...dependsOn.length === 0 ? [] : [`  depends on: ${dependsOn.join(', ')}`],
      ...isDenied ? ['  what a resource denies by its own policy was not asked, because many resources are asked for; ask for that one'] : [],
    );
  }

  /**
   * What may say who may use the resource: at least one. INVARIANT: where no policy of the app surely is of the resource, one of those is that nobody
   * knows, and in another account perhaps everybody is allowed.
   */
  private resourcePolicies({ resource, service, wildcards, resourceAccount }: AssertedRequest): (PolicyReading | undefined)[] {
    const { policy, isSure } = resourcePolicyFor(resource, service, this.app.reading.stacks, wildcards);
    if (isSure) { return [policy]; }
    const home = this.asserted.reading.pseudo.account;
    const isElsewhere = typeof resourceAccount === 'string' && typeof home === 'string' && resourceAccount !== home;
    return [...policy === undefined ? [] : [policy], isElsewhere ? this.unknownPolicy : undefined];
  }

  private get unknownPolicy(): PolicyReading {
    return { ...NOBODY_KNOWS, resource: this.asserted.principal.resource };
  }

  private told({ action, resource }: AssertedRequest, what: string): string {
    return `${quoted(exampleOf(this.asserted.principal.arn))} ${what} ${quoted(action)} on ${quoted(exampleOf(resource))}`;
  }
}

/** The policy of a resource that is not in the app. */
const NOBODY_KNOWS: Omit<PolicyReading, 'resource'> = { kind: 'resource', path: '', name: 'the policy of the resource', document: ALLOW_ALL.possible('the policy of the resource, which is not in the app') };
