import { CallerClass } from './caller-class';
import { all, ALWAYS, Formula, inSet, NEVER, not, some } from './formula';
import { PatternSet } from './pattern-set';
import { either, GrantFormulas } from './principal-formula';
import { actionIn, ownTrust, resourceBegins } from './requests';
import { formulaOf } from './statement-formula';
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

  constructor(private readonly caller: Caller, policies: ApplicablePolicies, private readonly inOwnAccount: boolean) {
    this.cls = CallerClass.of(caller);
    this.policies = concerning(caller, policies);
  }

  /** The whole. Keys that follow from the caller are not yet taken out. */
  public get formula(): Formula {
    const { serviceControl = [], resourceControl = [], vpcEndpoint } = this.policies;
    const fixed = FIXED_OUTCOMES.filter(row => row.allowed.includes(this.caller.kind)).map(row => row.action);
    const refused = FIXED_OUTCOMES.filter(row => row.refused.includes(this.caller.kind)).map(row => row.action);
    const limited = all(
      not(actionIn(refused)),
      not(this.denied),
      ...serviceControl.map(level => this.allowedBy(level)),
      ...resourceControl.map(level => some(not(withinResourceControl()), this.allowedBy(level))),
      vpcEndpoint === undefined ? ALWAYS : this.allowedBy(vpcEndpoint),
      this.granted,
    );
    return some(actionIn(fixed), limited);
  }

  /** Patterns of actions that somebody may be granted, the fixed ones left out: every request that is allowed is for one of them. */
  public get actionPatterns(): (WordPattern | undefined)[] {
    const sources = [...this.caller.kind === 'root' ? [] : this.policies.identity, ...this.policies.resource === undefined ? [] : [this.policies.resource]];
    const statements = sources.flatMap(document => document.statements).filter(({ effect }) => effect === 'Allow').map(formulaOf);
    if (this.caller.kind === 'root' || statements.some(({ actionSet }) => actionSet === undefined)) { return [undefined]; }
    return [...new Map(statements.flatMap(({ actionSet }) => actionSet!.patterns).map(pattern => [pattern.key, pattern])).values()];
  }

  /** All policies that concern the caller. */
  public get documents(): PolicyDocument[] {
    const { identity, permissionsBoundary = [], session = [], resource, serviceControl = [], resourceControl = [], vpcEndpoint = [] } = this.policies;
    return [...identity, ...permissionsBoundary, ...session, ...resource === undefined ? [] : [resource], ...serviceControl.flat(), ...resourceControl.flat(), ...vpcEndpoint];
  }

  private get denied(): Formula {
    const { identity, permissionsBoundary = [], session = [], resource, serviceControl = [], resourceControl = [], vpcEndpoint = [] } = this.policies;
    const own = [...identity, ...permissionsBoundary, ...session, ...serviceControl.flat(), ...vpcEndpoint];
    const passes = this.caller.kind === 'root' && this.inOwnAccount ? actionIn(ROOT_PASSES_RESOURCE_POLICY.actions) : NEVER;
    const hasBoundary = this.policies.permissionsBoundary !== undefined;
    const of = (documents: PolicyDocument[]) => some(...documents.flatMap(document => this.statements(document, 'Deny', GRANTS, hasBoundary)));
    return some(of(own), resource === undefined ? NEVER : all(not(passes), of([resource])), all(withinResourceControl(), of(resourceControl.flat())));
  }

  private get granted(): Formula {
    const { identity, permissionsBoundary, session, resource } = this.policies;
    const by = (grant: Grant) => resource === undefined ? NEVER : some(...this.statements(resource, 'Allow', [grant], permissionsBoundary !== undefined));
    if (this.caller.account === undefined) { return by('direct'); }
    const within = all(...[permissionsBoundary, session].flatMap(layer => layer === undefined ? [] : [this.allowedBy(layer)]));
    const own = this.caller.kind === 'root' ? ALWAYS : this.allowedBy(identity);
    if (!this.inOwnAccount) { return all(own, within, some(...GRANTS.map(by))); }
    const delegated = resource === undefined ? ALWAYS : some(not(ownTrust()), by('account'));
    return some(by('direct'), all(within, some(by('origin'), all(own, delegated))));
  }

  private allowedBy(documents: PolicyDocument[]): Formula {
    return some(...documents.flatMap(document => this.statements(document, 'Allow', GRANTS, false)));
  }

  private statements(document: PolicyDocument, effect: Effect, grants: Grant[], hasBoundary: boolean): Formula[] {
    return document.statements.filter(statement => statement.effect === effect).flatMap(statement => {
      const granted = this.grantsOf(statement, hasBoundary);
      const who = either(...grants.map(grant => granted[grant]));
      if (who === NEVER) { return []; }
      const { action, rest } = formulaOf(statement);
      return [all(action, rest, who)];
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

let supporting: PatternSet | undefined;

/** Requests that resource control policies reach. */
function withinResourceControl(): Formula {
  supporting ??= new PatternSet(ServiceAuthorizationReference.services()
    .filter(service => ServiceAuthorizationReference.supportsResourceControlPolicies(service))
    .map(service => WordPattern.glob(`${foldAscii(service)}:*`)));
  const beyond = BEYOND_RESOURCE_CONTROL.map(({ actions, resource }) => all(actionIn(actions), resource === undefined ? ALWAYS : resourceBegins(resource)));
  return all(inSet('action', supporting), not(some(...beyond)));
}
