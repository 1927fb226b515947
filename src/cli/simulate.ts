import { BadInput } from './input';
import { LayerOptions, readLayers } from './layers';
import { EvalDecision } from '../engine/evaluation/eval-decision';
import { PolicySimulator } from '../engine/evaluation/policy-simulator';
import { ContextEntry, EvaluationResult, MatchedStatement, PolicyTypeDecision } from '../engine/evaluation/simulation-types';
import { escaped } from '../engine/policy/policy-problem';
import { PolicyType } from '../engine/policy/policy-type';

/** The options of the command, as they are written in the shell. */
export interface SimulateOptions extends LayerOptions {
  readonly action: string;
  readonly resource: string[];
  readonly caller?: string;
  readonly resourceOwner?: string;
  readonly context?: string[];
  readonly unknown?: string[];
  readonly callerInManagementAccount?: boolean;
  readonly resourceInManagementAccount?: boolean;
  readonly json?: boolean;
}

const LAYER_NAMES: Record<PolicyType, string> = {
  [PolicyType.RESOURCE_CONTROL]: 'resource control policies',
  [PolicyType.SERVICE_CONTROL]: 'service control policies',
  [PolicyType.VPC_ENDPOINT]: 'VPC endpoint policy',
  [PolicyType.PERMISSIONS_BOUNDARY]: 'permissions boundary',
  [PolicyType.SESSION]: 'session policies',
  [PolicyType.RESOURCE]: 'resource policy',
  [PolicyType.TRUST]: 'trust policy',
  [PolicyType.IDENTITY]: 'identity policies',
};

/**
 * Decides one request, and explains the decision layer by layer.
 *
 * @returns the exit code: 0 when it is allowed, 1 when it is not or may not be
 */
export function simulate(options: SimulateOptions, print: (line: string) => void): number {
  const { policies, files } = readLayers(options);
  const { evaluationResults: [result], errors } = PolicySimulator.simulateCustomPolicy({
    ...policies,
    actionNames: [options.action],
    resources: options.resource.map(resourceArn => ({ resourceArn })),
    callerArn: options.caller,
    resourceOwner: options.resourceOwner,
    contextEntries: [...options.context ?? [], ...(options.unknown ?? [])].map((text, i) => contextEntry(text, i >= (options.context ?? []).length)),
    callerInManagementAccount: options.callerInManagementAccount,
    resourceInManagementAccount: options.resourceInManagementAccount,
  });
  if (errors.length > 0) {
    throw new BadInput(errors.flatMap(({ input, message, problems }) => problems.length === 0
      ? [`${input}: ${message}`]
      : problems.map(problem => `${files[input] ?? input}: ${problem.path} ${problem.message}`)).join('\n'));
  }
  if (options.json) {
    print(JSON.stringify(result, undefined, 2));
  } else {
    explain(result, files).map(escaped).forEach(print);
  }
  return result.evalDecision === EvalDecision.ALLOWED ? 0 : 1;
}

function explain(result: EvaluationResult, files: Record<string, string>): string[] {
  const lines = [`${result.evalDecision}: ${result.evalActionName} on ${result.resourceSpecificResults.map(one => one.evalResourceName).join(', ')}`];
  if (result.resourceSpecificResults.length > 1) {
    lines.push(...result.resourceSpecificResults.map(one => `  ${one.evalDecision}: ${one.evalResourceName}`), `decided by ${result.evalResourceName}:`);
  }
  const width = Math.max(...result.evalDecisionDetails.map(detail => layerName(detail).length), 0);
  for (const detail of result.evalDecisionDetails) {
    const by = detail.matchedStatements.map(statement => statementName(statement, files));
    lines.push(`  ${layerName(detail).padEnd(width)}  ${detail.evalDecision}${by.length > 0 ? `: ${by.join('; ')}` : ''}`);
  }
  if (result.evalDecisionDetails.length === 0) { lines.push('  no policy is asked: AWS always decides this request so'); }
  if (result.dependsOn.length > 0) { lines.push(`depends on: ${result.dependsOn.join(', ')}; possible: ${result.possibleDecisions.join(', ')}`); }
  if (result.missingContextValues.length > 0) { lines.push(`context keys that policies ask for and the request does not have: ${result.missingContextValues.join(', ')}`); }
  return lines;
}

function layerName({ policyType, level }: PolicyTypeDecision): string {
  return level === undefined ? LAYER_NAMES[policyType] : `${LAYER_NAMES[policyType]}, level ${level}`;
}

function statementName({ sourcePolicyId, statementIndex, statementId }: MatchedStatement, files: Record<string, string>): string {
  return `${files[sourcePolicyId] ?? sourcePolicyId} statement ${statementIndex}${statementId ? ` (${statementId})` : ''}`;
}

/** `aws:SourceIp=203.0.113.9`, or with several values `aws:TagKeys=a,b`; a key alone is unknown. */
function contextEntry(text: string, unknown: boolean): ContextEntry {
  if (unknown) { return { contextKeyName: text, unknown }; }
  const equals = text.indexOf('=');
  if (equals < 1) { throw new BadInput(`--context ${text}: write it as key=value`); }
  const value = text.slice(equals + 1);
  return { contextKeyName: text.slice(0, equals), contextKeyValues: value === '' ? [] : value.split(',') };
}
