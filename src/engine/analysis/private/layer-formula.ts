import { Budget } from './budget';
import { CallerClass } from './caller-class';
import { all, ALWAYS, Formula, NEVER, not, some } from './formula';
import { either, GrantFormulas } from './principal-formula';
import { actionIn, OWN_TRUST_REQUESTS, resourceBegins } from './requests';
import { actionPattern, actionPatternsOf } from './statement-formula';
import { near } from './statement-index';
import { WordPattern } from './word-pattern';
import { ApplicablePolicies } from '../../evaluation/applicable-policies';
import { AuthorizationRequest } from '../../evaluation/authorization-request';
import { Caller, Grant } from '../../evaluation/caller';
import { BEYOND_RESOURCE_CONTROL, FIXED_OUTCOMES, isServiceLinkedRole, ROOT_PASSES_RESOURCE_POLICY } from '../../evaluation/special-cases';
import { PolicyDocument } from '../../policy/policy-document';
import { Effect, Statement } from '../../policy/statement';
import { foldAscii } from '../../policy/text';
import { ServiceAuthorizationReference } from '../../service-authorization/service-authorization-reference';

const GRANTS: Grant[] = ['direct', 'origin', 'account'];
const TO_ITSELF: GrantFormulas = { direct: ALWAYS, origin: NEVER, account: NEVER };

/**
 * What all layers of policies together allow one caller, as a question about requests. The rules are those of `engine/evaluation`; every
 * answer is replayed there.
 */
export class LayerFormula {
  private readonly cls: CallerClass;

  private readonly policies: ApplicablePolicies;
  private readonly fixed: Formula;
  private readonly refused: Formula;

  constructor(private readonly caller: Caller, policies: ApplicablePolicies, private readonly inOwnAccount: boolean) {
    this.cls = CallerClass.of(caller);
    this.policies = concerning(caller, policies);
    this.fixed = actionIn(FIXED_OUTCOMES.filter(row => row.allowed.includes(caller.kind)).map(row => row.action));
    this.refused = actionIn(FIXED_OUTCOMES.filter(row => row.refused.includes(caller.kind)).map(row => row.action));
  }

  /**
   * The whole, for requests to actions of a pattern. Keys that follow from the caller are not yet taken out.
   *
   * @param action undefined: any
   */
  public formulaFor(action: WordPattern | undefined): Formula {
    const { serviceControl = [], resourceControl = [], vpcEndpoint } = this.policies;
    const limited = all(
      not(this.refused),
      not(this.denied(action)),
      ...serviceControl.map(level => this.allowedBy(level, action)),
      ...resourceControl.map(level => some(not(withinResourceControl()), this.allowedBy(level, action))),
      vpcEndpoint === undefined ? ALWAYS : this.allowedBy(vpcEndpoint, action),
      this.granted(action),
    );
    return some(this.fixed, limited);
  }

  /** Patterns of actions that somebody may be granted, the fixed ones left out: every request that is allowed is for one of them. */
  public get actionPatterns(): (WordPattern | undefined)[] {
    const sources = [...this.caller.kind === 'root' ? [] : this.policies.identity, ...this.policies.resource === undefined ? [] : [this.policies.resource]];
    const lists = sources.flatMap(document => document.statements).filter(({ effect }) => effect === 'Allow').map(actionPatternsOf);
    if (this.caller.kind === 'root' || lists.includes(undefined)) { return [undefined]; }
    const patterns = lists.flatMap(list => list!.map(actionPattern));
    Budget.spend(patterns.length >> 2);
    return [...new Map(patterns.map(pattern => [pattern.key, pattern])).values()];
  }

  /** All policies that concern the caller. */
  public get documents(): PolicyDocument[] {
    const { identity, permissionsBoundary = [], session = [], resource, serviceControl = [], resourceControl = [], vpcEndpoint = [] } = this.policies;
    return [...identity, ...permissionsBoundary, ...session, ...resource === undefined ? [] : [resource], ...serviceControl.flat(), ...resourceControl.flat(), ...vpcEndpoint];
  }

  private denied(action: WordPattern | undefined): Formula {
    const { identity, permissionsBoundary = [], session = [], resource, serviceControl = [], resourceControl, vpcEndpoint = [] } = this.policies;
    const own = [...identity, ...permissionsBoundary, ...session, ...serviceControl.flat(), ...vpcEndpoint];
    const passes = this.caller.kind === 'root' && this.inOwnAccount ? actionIn(ROOT_PASSES_RESOURCE_POLICY.actions) : NEVER;
    const hasBoundary = this.policies.permissionsBoundary !== undefined;
    const of = (documents: PolicyDocument[]) => some(documents.flatMap(document => this.statements(document, 'Deny', action, GRANTS, hasBoundary)));
    const byResource = resource === undefined ? NEVER : all(not(passes), of([resource]));
    return some(of(own), byResource, resourceControl === undefined ? NEVER : all(withinResourceControl(), of(resourceControl.flat())));
  }

  private granted(action: WordPattern | undefined): Formula {
    const { identity, permissionsBoundary, session, resource } = this.policies;
    const by = (grant: Grant) => resource === undefined ? NEVER : some(this.statements(resource, 'Allow', action, [grant], permissionsBoundary !== undefined));
    if (this.caller.account === undefined) { return by('direct'); }
    const within = all([permissionsBoundary, session].flatMap(layer => layer === undefined ? [] : [this.allowedBy(layer, action)]));
    const own = this.caller.kind === 'root' ? ALWAYS : this.allowedBy(identity, action);
    if (!this.inOwnAccount) { return all(own, within, some(GRANTS.map(by))); }
    const delegated = resource === undefined ? ALWAYS : some(not(OWN_TRUST_REQUESTS), by('account'));
    return some(by('direct'), all(within, some(by('origin'), all(own, delegated))));
  }

  private allowedBy(documents: PolicyDocument[], action: WordPattern | undefined): Formula {
    return some(documents.flatMap(document => this.statements(document, 'Allow', action, GRANTS, false)));
  }

  private statements(document: PolicyDocument, effect: Effect, pattern: WordPattern | undefined, grants: Grant[], hasBoundary: boolean): Formula[] {
    return near(document, effect, pattern).flatMap(({ statement, action, rest }) => {
      Budget.spend(1);
      const granted = this.grantsOf(statement, hasBoundary);
      const who = either(grants.map(grant => granted[grant]));
      return who === NEVER ? [] : [all(action, rest, who)];
    });
  }

  private grantsOf({ principal, effect }: Statement, hasBoundary: boolean): GrantFormulas {
    return principal === undefined ? TO_ITSELF : this.cls.grantsTo(principal, effect, hasBoundary);
  }
}

/** The policies without those that do not concern this caller. */
function concerning(caller: Caller, policies: ApplicablePolicies): ApplicablePolicies {
  const { identity, permissionsBoundary, session, serviceControl, resourceControl } = policies;
  const hasAccount = caller.account !== undefined;
  const hasPolicies = hasAccount && caller.kind !== 'root';
  const isLimited = !isServiceLinkedRole({ caller } as AuthorizationRequest);
  return {
    ...policies,
    identity: hasPolicies ? identity : [],
    permissionsBoundary: hasPolicies ? permissionsBoundary : undefined,
    session: hasPolicies ? session ?? (caller.kind === 'federatedUser' ? [] : undefined) : undefined,
    serviceControl: hasAccount && isLimited ? serviceControl : undefined,
    resourceControl: isLimited ? resourceControl : undefined,
  };
}

let reached: Formula | undefined;

/** Requests that resource control policies reach. */
function withinResourceControl(): Formula {
  if (reached === undefined) {
    const supporting = ServiceAuthorizationReference.services().filter(service => ServiceAuthorizationReference.supportsResourceControlPolicies(service));
    const beyond = BEYOND_RESOURCE_CONTROL.map(({ actions, resource }) => all(actionIn(actions), resource === undefined ? ALWAYS : resourceBegins(resource)));
    reached = all(actionIn(supporting.map(service => `${foldAscii(service)}:*`)), not(some(beyond)));
  }
  return reached;
}
