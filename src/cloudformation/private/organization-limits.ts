import { FULL_AWS_ACCESS, Organization, OrganizationNode, pathTo, RCP_FULL_AWS_ACCESS } from '../organization';
import { existenceOf } from './app-draft';
import { possible } from './policy-reader';
import { Located } from './property-path';
import { ScopedResource, StackScope } from './stack-scope';
import { Pattern } from '../../engine/policy/pattern';
import { LimitLevel, OrganizationPolicies, OrganizationPolicyReading, PolicyReading } from '../template-reading';
import { isText } from './template-text';
import { MAYBE, NO, or, Truth, YES } from '../../engine/policy/truth';

const ORGANIZATION = 'AWS::Organizations::Organization';

/** A policy of an organization that is in the app. */
interface Attached {
  readonly policy: PolicyReading;
  readonly targets: Located[];
  readonly owner: ScopedResource;
}

type Kind = keyof OrganizationPolicies;

/**
 * What the policies of the organization surely limit: those that the app attaches, and those that are given from outside.
 */
export class OrganizationLimits {
  private readonly attached: Attached[] = [];
  /** Accounts that surely make an organization, and those that may. */
  private readonly management: Set<string>;
  private readonly mayBeManagement: Set<string>;
  private readonly known = new Map<string, OrganizationPolicies>();

  constructor(resources: ScopedResource[], private readonly organization: Organization | undefined) {
    const made = resources.filter(({ type }) => type === ORGANIZATION);
    this.mayBeManagement = new Set(made.flatMap(accountOf));
    this.management = new Set(made.filter(one => existenceOf(one) === undefined).flatMap(accountOf));
  }

  /** INVARIANT: a policy with a problem limits nothing. */
  public add(policy: PolicyReading, targets: Located[], owner: ScopedResource): void {
    if (policy.document.problems.length === 0) { this.attached.push({ policy, targets, owner }); }
  }

  /** What limits the account that a stack is deployed to, where that is known. */
  public of(scope: StackScope): OrganizationPolicies {
    const [account] = accountOf({ scope });
    if (account === undefined) { return { serviceControl: [], resourceControl: [] }; }
    const known = this.known.get(account) ?? this.ofAccount(account);
    this.known.set(account, known);
    return known;
  }

  /** INVARIANT: the management account is not limited, and an account of which nobody knows whether it is that one. */
  private ofAccount(account: string): OrganizationPolicies {
    const isManagement = account === this.organization?.managementAccountId || this.mayBeManagement.has(account);
    const path = isManagement ? [] : this.organization && pathTo(this.organization, account);
    const nodes = path ?? [{ id: account, children: [] }];
    // The account that made the organization attaches only to its own accounts, of which this one is another.
    const attached = path === undefined ? this.attached.filter(({ owner }) => accountOf(owner).some(one => this.management.has(one))) : this.attached;
    const levels = (kind: Kind) => nodes.flatMap(node => levelOf(node, kind, attached.filter(({ policy }) => policy.kind === kind)));
    return { serviceControl: levels('serviceControl'), resourceControl: levels('resourceControl') };
  }
}

function accountOf({ scope: { root: { account } } }: { readonly scope: StackScope }): string[] {
  return account === undefined ? [] : [account];
}

/** Where nobody says all that is attached, everything may be allowed: only what denies counts. */
function levelOf(node: OrganizationNode, kind: Kind, attached: Attached[]): LimitLevel[] {
  const given = kind === 'serviceControl' ? node.serviceControlPolicies : node.resourceControlPolicies;
  const own = attached.map(one => ({ policy: one.policy, certain: isAttachedTo(one.targets, node.id) })).filter(({ certain }) => certain !== NO);
  if (given === undefined && !own.some(({ certain }) => certain === YES)) { return []; }
  return [{
    target: node.id,
    policies: [
      ...given ?? [kind === 'serviceControl' ? FULL_AWS_ACCESS : RCP_FULL_AWS_ACCESS],
      ...own.map(({ policy, certain }) => readingOf(certain === YES ? policy : possible(policy, `the target of ${policy.name}`))),
    ],
  }];
}

function isAttachedTo(targets: Located[], id: string): Truth {
  return or(...targets.map(({ value, dependsOn }): Truth => {
    const is = isText(value) ? Pattern.compile(value).matches(id) : MAYBE;
    return is === YES && dependsOn !== undefined ? MAYBE : is;
  }));
}

function readingOf({ name, document, resource }: PolicyReading): OrganizationPolicyReading {
  return { name, document, resource };
}
