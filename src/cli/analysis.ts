import { existsSync, statSync } from 'node:fs';
import { AppOptions, readApps } from './app-input';
import { BadInput, readText } from './input';
import { LayerOptions, readLayers } from './layers';
import { resourcesOf } from '../cloudformation/template';
import { Access, AccessCheckPolicyType, CheckAccessResult, CheckResult, PrincipalAccess, PrincipalLayers, ReasonSummary } from '../engine/analysis/check-types';
import { PolicyAnalyzer } from '../engine/analysis/policy-analyzer';
import { FindingType, ValidatePolicyType } from '../engine/analysis/validation-types';
import { escaped } from '../engine/policy/policy-problem';
import { counted } from '../rules/counted';
import { exampleOf } from '../rules/example';
import { resourcePolicyFor } from '../rules/known-resource-policy';
import { ReviewedApp } from '../rules/reviewed-app';

type Print = (line: string) => void;

export interface CheckOptions {
  readonly type: string;
  readonly json?: boolean;
}

export interface AccessOptions extends CheckOptions {
  readonly action?: string[];
  readonly resource?: string[];
}

export interface PrincipalOptions extends LayerOptions {
  readonly caller: string;
  readonly resourceOwner?: string;
  readonly action?: string[];
  readonly resource?: string[];
  readonly json?: boolean;
}

/** @returns the exit code: 0 PASS, 1 FAIL, 2 UNDECIDED */
export function checkNoNewAccess(existing: string, updated: string, { type, json }: CheckOptions, print: Print): number {
  return report(readable(() => PolicyAnalyzer.checkNoNewAccess(readText(existing), readText(updated), policyType(type))), json, print);
}

/** @returns the exit code: 0 PASS, 1 FAIL, 2 UNDECIDED */
export function checkAccessNotGranted(policy: string, options: AccessOptions, print: Print): number {
  return report(readable(() => PolicyAnalyzer.checkAccessNotGranted(readText(policy), [accessOf(options)], policyType(options.type))), options.json, print);
}

/** @returns the exit code: 0 PASS, 1 FAIL, 2 UNDECIDED */
export function checkNoPublicAccess(policy: string, resourceType: string, json: boolean | undefined, print: Print): number {
  return report(readable(() => PolicyAnalyzer.checkNoPublicAccess(readText(policy), resourceType)), json, print);
}

/**
 * What a principal may do under all its layers: of what is asked for, or all of it.
 *
 * @returns the exit code: 0 nothing, 1 something, 2 UNDECIDED
 */
export function effectiveAccess(options: PrincipalOptions, print: Print): number {
  const { policies } = readLayers(options);
  const access = readable(() => PolicyAnalyzer.effectiveAccess({ ...policies, callerArn: options.caller, resourceOwner: options.resourceOwner }));
  const isAsked = options.action !== undefined || options.resource !== undefined;
  const answer = readable(() => access.checkAccessNotGranted([isAsked ? accessOf(options) : { actions: ['*'] }]));
  if (isAsked || answer.result === CheckResult.UNDECIDED) { return report(answer, options.json, print); }
  const summary = access.summary();
  if (options.json) {
    print(JSON.stringify({ ...answer, summary }, undefined, 2));
  } else {
    print(answer.result);
    for (const { service, accessLevel, actions } of summary) { print(`${service}  ${accessLevel}: ${actions.join(', ')}`); }
  }
  return exitCode(answer);
}

/** The options of `who-can`, as they are written in the shell. */
export interface WhoCanOptions extends AppOptions {
  readonly json?: boolean;
}

/**
 * Who may do an action on a resource: of the principals of an assembly or a template, or of those in a file?
 *
 * @returns the exit code: 0 nobody, 1 somebody, 2 UNDECIDED
 */
export function whoCan(action: string, resource: string, path: string, options: WhoCanOptions, print: Print): number {
  const { found, undecided } = isApp(path)
    ? whoCanInApp(action, resource, path, options)
    : { found: readable(() => PolicyAnalyzer.whoCan(action, resource, principalsIn(path))), undecided: [] };
  const results = found.map(({ access }) => access.result);
  const isOpen = results.includes(CheckResult.UNDECIDED) || undecided.length > 0;
  const result = results.includes(CheckResult.FAIL) ? CheckResult.FAIL : isOpen ? CheckResult.UNDECIDED : CheckResult.PASS;
  if (options.json) {
    print(JSON.stringify({ result, principals: found, ...undecided.length > 0 && { undecided } }, undefined, 2));
  } else {
    print(result);
    for (const { principal, access } of found) {
      print(escaped(`${principal}: ${access.message}`));
      access.reasons.forEach(reason => print(escaped(witnessText(reason))));
    }
    undecided.forEach(one => print(escaped(one)));
  }
  return EXIT_CODES[result];
}

function isApp(path: string): boolean {
  return existsSync(path) && (statSync(path).isDirectory() || resourcesOf(readText(path)) !== undefined);
}

function whoCanInApp(action: string, resource: string, path: string, options: AppOptions): { readonly found: PrincipalAccess[]; readonly undecided: string[] } {
  const { reading } = readApps([path], options);
  const [, , , , account = ''] = resource.split(':');
  const where = /^\d{12}$/.test(account) ? { resourceAccount: account } : {};
  const unread = [reading, ...reading.stacks].flatMap(one => one.unread).length;
  const { policy, isSure } = resourcePolicyFor(resource, action.split(':')[0].toLowerCase(), reading.stacks, /[*?]/.test(resource));
  // INVARIANT: where no policy of the app surely is of the resource, it may have none as well.
  const policies = isSure || policy === undefined ? [policy] : [policy, undefined];
  return {
    found: new ReviewedApp(reading).subjects.filter(({ kind }) => kind !== 'group').flatMap(({ permissions, resource: { stack, logicalId } }) => {
      const answers = policies.map(resourcePolicy => readable(() =>
        permissions.effectiveAccess({ ...where, resourcePolicy }).checkAccessNotGranted([{ actions: [action], resources: [resource] }])));
      const access = answers.find(({ result }) => result !== CheckResult.PASS);
      const place = reading.constructs?.pathOf(stack, logicalId) ?? logicalId;
      return access === undefined ? [] : [{ principal: `${exampleOf(permissions.caller.name)} (${place})`, access }];
    }),
    undecided: unread === 0 ? [] : [`not everything was read: ${counted(unread, 'place')} may allow anything; \`cdk-iam-guardrails read\` lists them`],
  };
}

/** @returns the exit code: 0 PASS, 1 FAIL: an error or a security warning */
export function validatePolicy(policy: string, { type, json }: CheckOptions, resourceType: string | undefined, print: Print): number {
  const known = Object.values(ValidatePolicyType).find(one => one === type || one === `${type.toUpperCase().replace(/-/g, '_')}_POLICY`);
  if (known === undefined) { throw new BadInput(`--type ${type}: write identity, resource, service-control or resource-control`); }
  const findings = PolicyAnalyzer.validatePolicy(readText(policy), known, resourceType);
  const isGrave = findings.some(({ findingType }) => findingType === FindingType.ERROR || findingType === FindingType.SECURITY_WARNING);
  const result = isGrave ? CheckResult.FAIL : CheckResult.PASS;
  if (json) {
    print(JSON.stringify({ result, findings }, undefined, 2));
  } else {
    print(result);
    for (const { findingType, issueCode, findingDetails, locations } of findings) {
      print(escaped(`${findingType} ${issueCode} at ${locations.map(({ path }) => path).join(', ')}: ${findingDetails}`));
    }
  }
  return EXIT_CODES[result];
}

const EXIT_CODES: Record<CheckResult, number> = { [CheckResult.PASS]: 0, [CheckResult.FAIL]: 1, [CheckResult.UNDECIDED]: 2 };

function exitCode({ result }: CheckAccessResult): number {
  return EXIT_CODES[result];
}

function report(answer: CheckAccessResult, json: boolean | undefined, print: Print): number {
  if (json) {
    print(JSON.stringify(answer, undefined, 2));
    return exitCode(answer);
  }
  print(answer.result);
  print(escaped(answer.message));
  for (const reason of answer.reasons) {
    const sid = reason.statementId === undefined ? '' : ` (${reason.statementId})`;
    print(escaped(reason.statementIndex === undefined ? reason.description : `statement ${reason.statementIndex}${sid} ${reason.description}`));
    print(escaped(witnessText(reason)));
    if (reason.dependsOn.length > 0) { print(escaped(`  depends on: ${reason.dependsOn.join(', ')}`)); }
  }
  return exitCode(answer);
}

function witnessText({ witness: { principal, action, resource, context, unlisted } }: ReasonSummary): string {
  const when = context.map(({ contextKeyName, contextKeyValues }) => `${contextKeyName} is ${contextKeyValues.join(', ')}`);
  return `  witness: ${principal} may do ${action} on ${resource}${when.length > 0 ? ` when ${when.join(' and ')}` : ''}${unlisted ? ' (AWS does not list this action on such a resource)' : ''}`;
}

function accessOf({ action, resource }: { readonly action?: string[]; readonly resource?: string[] }): Access {
  return { actions: action, resources: resource };
}

function policyType(type: string): AccessCheckPolicyType {
  const known = Object.values(AccessCheckPolicyType).find(one => one === type || one === `${type.toUpperCase()}_POLICY`);
  if (known === undefined) { throw new BadInput(`--type ${type}: write identity or resource`); }
  return known;
}

/** A file of principals: a list of `{ "callerArn": ..., "policyInputList": [...] }`, as `PolicyAnalyzer.whoCan` takes it. */
function principalsIn(file: string): PrincipalLayers[] {
  const text = readText(file);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadInput(`${file}: ${(error as Error).message}`);
  }
  const isPrincipal = (one: any) => typeof one?.callerArn === 'string' && Array.isArray(one.policyInputList);
  if (!Array.isArray(value) || !value.every(isPrincipal)) { throw new BadInput(`${file}: is no list of principals with \`callerArn\` and \`policyInputList\``); }
  return value;
}

/** What the analyzer cannot read is the input's fault. */
function readable<T>(answer: () => T): T {
  try {
    return answer();
  } catch (error) {
    throw error instanceof BadInput || !(error instanceof Error) ? error : new BadInput(error.message);
  }
}
