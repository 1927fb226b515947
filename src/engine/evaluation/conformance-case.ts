import { PolicySimulator } from './policy-simulator';
import { ContextEntry, SimulatedRequest, SimulatedResource } from './simulation-types';

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
  cases.forEach((one, i) => {
    const name = typeof one?.id === 'string' ? `case \`${one.id}\`` : `case ${i}`;
    for (const field of ['id', 'description', 'source', 'confidence', 'expected']) {
      if (typeof one?.[field] !== 'string') { throw new Error(`${name} has no text in \`${field}\``); }
    }
    if (!CONFIDENCES.includes(one.confidence)) { throw new Error(`${name}: \`confidence\` is none of ${CONFIDENCES.join(', ')}`); }
    if (!EXPECTED.includes(one.expected)) { throw new Error(`${name}: \`expected\` is none of ${EXPECTED.join(', ')}`); }
    if (typeof one.request?.action !== 'string') { throw new Error(`${name} has no \`request.action\``); }
    if (typeof one.policies !== 'object' || one.policies === null) { throw new Error(`${name} has no \`policies\``); }
  });
  return cases;
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
