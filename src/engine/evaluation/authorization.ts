import { ApplicablePolicies, LayerName } from './applicable-policies';
import { AuthorizationRequest } from './authorization-request';
import { EvalDecision } from './eval-decision';
import { evaluateLayer, LayerVerdict } from './layer-evaluation';
import { fixedOutcome, isBeyondResourceControl, isServiceLinkedRole, ownTrust, rootPassesResourcePolicy } from './special-cases';
import { applies, TO_NOBODY } from './statement-evaluation';
import { Pattern } from '../policy/pattern';
import { PolicyDocument } from '../policy/policy-document';
import { and, NO, or, Truth, unanimous, YES } from '../policy/truth';
import { ServiceAuthorizationReference } from '../service-authorization/service-authorization-reference';

/** The answer to one request. */
export interface Authorization {
  /** Every decision that is possible; one, unless the answer depends on open values. */
  readonly possible: EvalDecision[];
  /** What each layer said. Layers that do not apply to this caller are left out. */
  readonly layers: LayerVerdict[];
}

/**
 * Decides a request under all policies that apply. The README of this room holds the rules, in this order.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function authorize(request: AuthorizationRequest, policies: ApplicablePolicies): Authorization {
  const fixed = fixedOutcome(request);
  if (fixed === 'allowed') { return { possible: [EvalDecision.ALLOWED], layers: [] }; }

  const layers = evaluateLayers(request, applicableTo(request, policies));
  const denied = or(...layers.map(layer => layer.deny));
  const allowed = fixed === 'refused' ? NO : and(...limits(layers).map(layer => applies(layer.allow)), granted(request, layers));

  const possible = [];
  if (denied !== YES && allowed !== NO) { possible.push(EvalDecision.ALLOWED); }
  if (denied !== NO) { possible.push(EvalDecision.EXPLICIT_DENY); }
  if (denied !== YES && allowed !== YES) { possible.push(EvalDecision.IMPLICIT_DENY); }
  return { possible, layers };
}

/** The layers that every request must pass, whoever is granted what. */
function limits(layers: LayerVerdict[]): LayerVerdict[] {
  return layers.filter(({ layer }) => layer === 'resourceControl' || layer === 'serviceControl' || layer === 'vpcEndpoint');
}

/** Does a policy of the caller or of the resource grant the request, within the boundary and the session policies? */
function granted(request: AuthorizationRequest, layers: LayerVerdict[]): Truth {
  const { caller } = request;
  const allows = (name: LayerName) => layers.filter(({ layer }) => layer === name).map(layer => layer.allow);
  const [resource = TO_NOBODY] = allows('resource');
  if (caller.account === undefined) { return resource.direct; }

  const limited = and(...[...allows('permissionsBoundary'), ...allows('session')].map(applies));
  const identity = caller.kind === 'root' ? YES : or(...allows('identity').map(applies));
  // A resource policy that nobody gave is taken to delegate to its own account.
  const delegated = ownTrust(request) === undefined || allows('resource').length === 0 ? YES : resource.account;

  const inSameAccount = or(resource.direct, and(limited, or(resource.origin, and(identity, delegated))));
  const inOtherAccount = and(identity, limited, applies(resource));
  switch (inOwnAccount(request)) {
    case YES: return inSameAccount;
    case NO: return inOtherAccount;
    default: return unanimous([inSameAccount, inOtherAccount]);
  }
}

/** Does the resource belong to the caller's account? */
function inOwnAccount({ caller, resourceAccount }: AuthorizationRequest): Truth {
  if (caller.account === resourceAccount) { return YES; }
  return caller.account === undefined ? NO : Pattern.compile(caller.account).matches(resourceAccount);
}

/** The policies without those that do not concern this caller or this resource. */
function applicableTo(request: AuthorizationRequest, policies: ApplicablePolicies): ApplicablePolicies {
  const { caller, service } = request;
  const hasAccount = caller.account !== undefined;
  const hasPolicies = hasAccount && caller.kind !== 'root';
  const organizationLimits = !isServiceLinkedRole(request);
  const sameAccount = inOwnAccount(request) === YES;
  const callerInManagementAccount = request.callerInManagementAccount || sameAccount && request.resourceInManagementAccount;
  const resourceInManagementAccount = request.resourceInManagementAccount || sameAccount && request.callerInManagementAccount;
  const limitsResource = policies.resourceControl !== undefined && !resourceInManagementAccount && !isBeyondResourceControl(request)
    && ServiceAuthorizationReference.supportsResourceControlPolicies(service);
  return {
    identity: hasPolicies ? policies.identity : [],
    permissionsBoundary: hasPolicies ? policies.permissionsBoundary : undefined,
    // A federated user without session policies has no permissions but those that resources grant to it.
    session: hasPolicies ? policies.session ?? (caller.kind === 'federatedUser' ? [] : undefined) : undefined,
    resource: rootPassesResourcePolicy(request) && sameAccount ? undefined : policies.resource,
    serviceControl: hasAccount && organizationLimits && !callerInManagementAccount ? policies.serviceControl : undefined,
    resourceControl: organizationLimits && limitsResource ? policies.resourceControl : undefined,
    vpcEndpoint: policies.vpcEndpoint,
  };
}

function evaluateLayers(request: AuthorizationRequest, policies: ApplicablePolicies): LayerVerdict[] {
  const hasBoundary = policies.permissionsBoundary !== undefined;
  const verdicts: LayerVerdict[] = [];
  const evaluate = (layer: LayerName, documents: PolicyDocument[], level = 0) =>
    verdicts.push(evaluateLayer(layer, level, documents, request, hasBoundary));
  policies.resourceControl?.forEach((documents, level) => evaluate('resourceControl', documents, level));
  policies.serviceControl?.forEach((documents, level) => evaluate('serviceControl', documents, level));
  if (policies.vpcEndpoint) { evaluate('vpcEndpoint', policies.vpcEndpoint); }
  if (policies.permissionsBoundary) { evaluate('permissionsBoundary', policies.permissionsBoundary); }
  if (policies.session) { evaluate('session', policies.session); }
  if (policies.resource) { evaluate('resource', [policies.resource]); }
  evaluate('identity', policies.identity);
  return verdicts;
}
