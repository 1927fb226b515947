import { accountOf } from './account';
import { ApplicablePolicies, LayerName } from './applicable-policies';
import { authorize, Authorization } from './authorization';
import { AuthorizationRequest, splitAction } from './authorization-request';
import { ANONYMOUS, Caller, parseCaller, someoneIn } from './caller';
import { dependencies } from './dependencies';
import { EvalDecision } from './eval-decision';
import { LayerVerdict } from './layer-evaluation';
import { requestErrors } from './private/request-errors';
import { RequestContext } from './request-context';
import {
  EvaluationResult, InvalidInput, MatchedStatement, PolicyTypeDecision, ResourceSpecificResult, SimulateCustomPolicyRequest,
  SimulateCustomPolicyResponse, SimulatedPolicies, SimulatedRequest, SimulatedResource,
} from './simulation-types';
import { applies } from './statement-evaluation';
import { PolicyDocument } from '../policy/policy-document';
import { quoted } from '../policy/policy-problem';
import { PolicyType } from '../policy/policy-type';
import { foldAscii } from '../policy/text';
import { not, or, Truth, YES } from '../policy/truth';

const SOME_ACCOUNT = '123456789012';

const LAYER_TYPES: Record<LayerName, PolicyType> = {
  identity: PolicyType.IDENTITY,
  permissionsBoundary: PolicyType.PERMISSIONS_BOUNDARY,
  session: PolicyType.SESSION,
  resource: PolicyType.RESOURCE,
  serviceControl: PolicyType.SERVICE_CONTROL,
  resourceControl: PolicyType.RESOURCE_CONTROL,
  vpcEndpoint: PolicyType.VPC_ENDPOINT,
};

/**
 * Decides requests under policies, as IAM's SimulateCustomPolicy does, offline; and with what that API leaves out: trust policies,
 * organizations, session policies, VPC endpoints, other accounts, federated and anonymous callers, services, unknown values.
 *
 * One simulator compiles its policies once, and answers any number of requests.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html
 */
export class PolicySimulator {
  /**
   * Compiles policies and decides requests in one call.
   *
   * @returns a result per action and resource; or, when a policy or another input cannot be read, the errors, and no result
   */
  public static simulateCustomPolicy(request: SimulateCustomPolicyRequest): SimulateCustomPolicyResponse {
    return new PolicySimulator(request).simulate(request);
  }

  private readonly sources = new Map<PolicyDocument, string>();
  private readonly errors: InvalidInput[] = [];
  /** Most requests to one simulator come from one caller. */
  private lastCaller: { name: string; roleArn?: string; caller?: Caller } | undefined;
  private readonly policies: ApplicablePolicies;

  /** Never throws for what a policy holds: errors are in the response of `simulate`. */
  constructor(policies: SimulatedPolicies) {
    this.policies = {
      identity: this.parseList('policyInputList', policies.policyInputList, PolicyType.IDENTITY) ?? [],
      permissionsBoundary: this.parseList(
        'permissionsBoundaryPolicyInputList', policies.permissionsBoundaryPolicyInputList, PolicyType.PERMISSIONS_BOUNDARY),
      session: this.parseList('sessionPolicyInputList', policies.sessionPolicyInputList, PolicyType.SESSION),
      resource: policies.resourcePolicy === undefined ? undefined : this.parse('resourcePolicy', policies.resourcePolicy, PolicyType.RESOURCE),
      serviceControl: this.parseLevels('serviceControlPolicyInputList', policies.serviceControlPolicyInputList, PolicyType.SERVICE_CONTROL),
      resourceControl: this.parseLevels('resourceControlPolicyInputList', policies.resourceControlPolicyInputList, PolicyType.RESOURCE_CONTROL),
      vpcEndpoint: this.parseList('vpcEndpointPolicyInputList', policies.vpcEndpointPolicyInputList, PolicyType.VPC_ENDPOINT),
    };
  }

  /**
   * Decides every action on every resource.
   *
   * @returns a result per action and resource; or, when a policy or another input cannot be read, the errors, and no result
   */
  public simulate(request: SimulatedRequest): SimulateCustomPolicyResponse {
    const errors = [...this.errors, ...requestErrors(request)];
    if (errors.length > 0) { return { evaluationResults: [], errors }; }
    const calls = callsOf(request);
    const caller = this.callerOf(request, calls.flat(), errors);
    if (errors.length > 0 || caller === undefined) { return { evaluationResults: [], errors }; }
    const results = request.actionNames.flatMap(actionName => calls.map(resources => this.decide(request, caller, actionName, resources)));
    return { evaluationResults: results, errors: [] };
  }

  private decide(request: SimulatedRequest, caller: Caller, actionName: string, resources: SimulatedResource[]): EvaluationResult {
    const answers = resources.map(resource => {
      const authorizationRequest = requestFor(request, caller, actionName, resource);
      return { resource, request: authorizationRequest, answer: authorize(authorizationRequest, this.policies) };
    });
    const possible = worstOf(answers.map(({ answer }) => answer.possible));
    const described = answers.map(({ resource, answer }) => this.describe(resource.resourceArn, answer));
    const decisive = answers.findIndex(({ answer }) => answer.possible.includes(possible[0]));
    return {
      evalActionName: actionName,
      ...described[decisive],
      evalDecision: decisionOf(possible),
      possibleDecisions: possible,
      dependsOn: possible.length > 1 ? [...new Set(answers.flatMap(one => dependencies(one.answer, one.request)))].sort() : [],
      missingContextValues: [...new Set(answers.flatMap(one => one.request.context.missingKeys))].sort(),
      resourceSpecificResults: described,
    };
  }

  private describe(evalResourceName: string, { possible, layers }: Authorization): ResourceSpecificResult {
    const evalDecision = decisionOf(possible);
    const effect = layers.some(layer => layer.deny !== 0) ? 'Deny' : 'Allow';
    return {
      evalResourceName,
      evalDecision,
      matchedStatements: evalDecision === EvalDecision.IMPLICIT_DENY ? [] : layers.flatMap(layer => this.matchedIn(layer, effect)),
      evalDecisionDetails: layers.map((layer): PolicyTypeDecision => ({
        policyType: LAYER_TYPES[layer.layer],
        level: layer.layer === 'serviceControl' || layer.layer === 'resourceControl' ? layer.level : undefined,
        evalDecision: layerDecision(layer),
        matchedStatements: this.matchedIn(layer, layer.deny !== 0 ? 'Deny' : 'Allow'),
      })),
    };
  }

  private matchedIn(layer: LayerVerdict, effect: 'Allow' | 'Deny'): MatchedStatement[] {
    return layer.matches.filter(({ statement }) => statement.effect === effect).map(({ statement, document }) => ({
      sourcePolicyId: this.sources.get(document) ?? '',
      sourcePolicyType: LAYER_TYPES[layer.layer],
      statementIndex: statement.index,
      ...statement.sid === undefined ? {} : { statementId: statement.sid },
    })).sort((a, b) => a.sourcePolicyId === b.sourcePolicyId ? a.statementIndex - b.statementIndex : 0);
  }

  private callerOf({ callerArn, contextEntries }: SimulatedRequest, resources: SimulatedResource[], errors: InvalidInput[]): Caller | undefined {
    if (callerArn === undefined) {
      const [account = SOME_ACCOUNT] = resources.flatMap(({ resourceOwner, resourceArn }) => accountOf(resourceOwner ?? resourceArn) ?? []);
      return someoneIn(account);
    }
    if (callerArn === 'anonymous') { return ANONYMOUS; }
    const [role] = contextEntries?.find(entry => foldAscii(entry.contextKeyName) === 'aws:principalarn')?.contextKeyValues ?? [];
    const roleArn = role?.includes(':role/') ? role : undefined;
    if (this.lastCaller?.name !== callerArn || this.lastCaller.roleArn !== roleArn) {
      this.lastCaller = { name: callerArn, roleArn, caller: parseCaller(callerArn, roleArn) };
    }
    if (this.lastCaller.caller === undefined) {
      errors.push({
        input: 'callerArn',
        message: `${quoted(callerArn)} is neither the ARN of a user, role, session or identity provider, nor a service principal, nor \`anonymous\``,
        problems: [],
      });
    }
    return this.lastCaller.caller;
  }

  private parseLevels(input: string, levels: any[] | undefined, type: PolicyType): PolicyDocument[][] | undefined {
    return this.listOf(input, levels)?.map((level, i) => this.parseList(`${input}[${i}]`, Array.isArray(level) ? level : [level], type)!);
  }

  private parseList(input: string, list: any[] | undefined, type: PolicyType): PolicyDocument[] | undefined {
    return this.listOf(input, list)?.map((policy, i) => this.parse(`${input}[${i}]`, policy, type));
  }

  private listOf(input: string, list: any[] | undefined): any[] | undefined {
    if (list === undefined || list === null || Array.isArray(list)) { return list ?? undefined; }
    this.errors.push({ input, message: 'is no list', problems: [] });
    return undefined;
  }

  private parse(input: string, policy: any, type: PolicyType): PolicyDocument {
    const document = PolicyDocument.parse(policy, { type });
    const [first] = document.problems;
    if (first !== undefined) {
      this.errors.push({ input, message: `the policy cannot be read: \`${first.path}\` ${first.message}`, problems: document.problems });
    }
    this.sources.set(document, input);
    return document;
  }
}

/** The calls of a request: lists of resources. */
function callsOf(request: SimulatedRequest): SimulatedResource[][] {
  const { resourceOwner, resources, resourceArns = ['*'] } = request;
  if (resources !== undefined) { return [resources.map(resource => ({ resourceOwner, ...resource }))]; }
  return resourceArns.map(resourceArn => [{ resourceArn, resourceOwner }]);
}

function requestFor(request: SimulatedRequest, caller: Caller, actionName: string, resource: SimulatedResource): AuthorizationRequest {
  const owner = resource.resourceOwner ?? resource.resourceArn;
  const resourceAccount = accountOf(owner) ?? caller.account ?? SOME_ACCOUNT;
  const context = new RequestContext(caller.derivedKeys);
  context.set('aws:ResourceAccount', [resourceAccount]);
  for (const entries of [request.contextEntries, resource.contextEntries]) {
    for (const { contextKeyName, contextKeyValues, unknown } of entries ?? []) {
      if (unknown) { context.setUnknown(contextKeyName); } else { context.set(contextKeyName, contextKeyValues ?? []); }
    }
  }
  return {
    caller,
    actionName,
    ...splitAction(actionName),
    resource: resource.resourceArn,
    resourceAccount,
    context,
    callerInManagementAccount: request.callerInManagementAccount === true,
    resourceInManagementAccount: request.resourceInManagementAccount === true,
  };
}

/** Worse first: a call on several resources is decided by the worst. */
const WORST_FIRST = [EvalDecision.EXPLICIT_DENY, EvalDecision.IMPLICIT_DENY, EvalDecision.ALLOWED];

/** The decisions that the worst of several undecided answers may be, worst first. */
function worstOf(answers: EvalDecision[][]): EvalDecision[] {
  return WORST_FIRST.filter(decision => {
    const rank = WORST_FIRST.indexOf(decision);
    return answers.some(possible => possible.includes(decision)) && answers.every(possible => possible.some(one => WORST_FIRST.indexOf(one) >= rank));
  });
}

function decisionOf(possible: EvalDecision[]): EvalDecision {
  return possible.length === 1 ? possible[0] : EvalDecision.UNKNOWN;
}

function layerDecision({ deny, allow }: LayerVerdict): EvalDecision {
  if (deny === YES) { return EvalDecision.EXPLICIT_DENY; }
  const allowed: Truth = or(deny, not(applies(allow)));
  if (deny !== 0) { return EvalDecision.UNKNOWN; }
  return allowed === YES ? EvalDecision.IMPLICIT_DENY : allowed === 0 ? EvalDecision.ALLOWED : EvalDecision.UNKNOWN;
}
