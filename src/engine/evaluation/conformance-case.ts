import { PolicySimulator } from './policy-simulator';
import { ContextEntry, SimulatedRequest, SimulatedResource } from './simulation-types';
import { quoted } from '../policy/policy-problem';

/** The decisions that a case may expect; `error`: a policy cannot be parsed. */
const EXPECTED = ['allowed', 'explicitDeny', 'implicitDeny', 'unknown', 'error'];
const CONFIDENCES = ['documented', 'inferred', 'contested'];

/**
 * One case of the conformance suite, in its JSON form. The format is described in `test/engine/evaluation/cases/README.md`.
 */
export interface ConformanceCase {
  readonly id: string;
  readonly description: string;
  readonly source: string;
  readonly confidence: string;
  readonly request: any;
  readonly policies: any;
  readonly settings?: any;
  readonly expected: string;
}

/**
 * Reads a file of cases.
 *
 * @throws Error when the text is not a list of cases; the message names the case and the field
 */
export function readConformanceCases(text: string): ConformanceCase[] {
  const cases: unknown = JSON.parse(text);
  if (!Array.isArray(cases)) { throw new Error('is not a list of cases'); }
  if (cases.length === 0) { throw new Error('holds no cases'); }
  cases.forEach((one, i) => {
    const name = typeof one?.id === 'string' ? `case ${quoted(one.id)}` : `case ${i}`;
    const problem = caseProblem(one);
    if (problem !== undefined) { throw new Error(`${name}: ${problem}`); }
  });
  return cases;
}

const isObject = (value: unknown): value is Record<string, any> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is wrong with the form of a case. */
function caseProblem(one: unknown): string | undefined {
  if (!isObject(one)) { return 'is no object'; }
  const { confidence, expected, request, policies, settings = {} } = one;
  const textless = ['id', 'description', 'source', 'confidence', 'expected'].find(field => typeof one[field] !== 'string');
  if (textless !== undefined) { return `has no text in \`${textless}\``; }
  if (!CONFIDENCES.includes(confidence)) { return `\`confidence\` is none of ${CONFIDENCES.join(', ')}`; }
  if (!EXPECTED.includes(expected)) { return `\`expected\` is none of ${EXPECTED.join(', ')}`; }
  if (!isObject(request) || typeof request.action !== 'string') { return 'has no `request.action`'; }
  const { resources = [request] } = request;
  if (!Array.isArray(resources) || resources.length === 0 || !resources.every(resource => isObject(resource) && typeof resource.resource === 'string')) {
    return 'has no `request.resource`, and no list of them in `request.resources`';
  }
  if (![request, ...resources].every(({ context = {} }) => isObject(context))) { return '`context` is no object'; }
  if (!isObject(policies)) { return 'has no `policies`'; }
  if (!isObject(settings) || !Array.isArray(settings.unknownContextKeys ?? [])) { return '`settings` cannot be read'; }
  return undefined;
}

/**
 * What the engine decides for a case: a decision, or `error`.
 *
 * @throws Error when the request itself cannot be read
 */
export function replayConformanceCase({ request, policies, settings = {} }: ConformanceCase): string {
  const { evaluationResults, errors } = PolicySimulator.simulateCustomPolicy({
    policyInputList: policies.identity ?? [],
    permissionsBoundaryPolicyInputList: policies.permissionsBoundary,
    sessionPolicyInputList: asList(policies.session),
    resourcePolicy: policies.resource,
    serviceControlPolicyInputList: policies.serviceControl,
    resourceControlPolicyInputList: policies.resourceControl,
    vpcEndpointPolicyInputList: policies.vpcEndpoint,
    actionNames: [request.action],
    ...requestedOf(request, settings),
  });
  const badRequest = errors.find(error => error.problems.length === 0);
  if (badRequest !== undefined) { throw new Error(`\`${badRequest.input}\`: ${badRequest.message}`); }
  return errors.length > 0 ? 'error' : evaluationResults[0].evalDecision;
}

function requestedOf(request: any, settings: any): Omit<SimulatedRequest, 'actionNames'> {
  const resources = (request.resources ?? [request]).map((one: any): SimulatedResource => ({
    resourceArn: one.resource,
    resourceOwner: one.resourceAccount ?? request.resourceAccount,
    contextEntries: one === request ? [] : contextEntries(one.context),
  }));
  return {
    resources,
    callerArn: request.principal?.type === 'Anonymous' ? 'anonymous' : request.principal,
    contextEntries: [
      ...contextEntries(request.context),
      ...(settings.unknownContextKeys ?? []).map((key: string): ContextEntry => ({ contextKeyName: key, unknown: true })),
    ],
    callerInManagementAccount: settings.managementAccount,
    resourceInManagementAccount: settings.resourceInManagementAccount,
  };
}

function contextEntries(context: any = {}): ContextEntry[] {
  return Object.keys(context).map(key => ({ contextKeyName: key, contextKeyValues: asList(context[key]) }));
}

function asList(value: any): any[] | undefined {
  return value === undefined || Array.isArray(value) ? value : [value];
}
