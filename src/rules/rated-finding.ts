import { createHash } from 'node:crypto';
import { isAbsolute, relative } from 'node:path';
import { Finding, StatementReference } from './finding';
import { ReviewedApp } from './reviewed-app';
import { RULE_TABLE } from './rule-table';
import { Severity } from './severity';
import { statementContent } from './statement-content';
import { PolicyReading, StackReference } from '../cloudformation/template-reading';
import { allConditions, ConditionBlock } from '../engine/policy/condition';
import { openNames } from '../engine/policy/condition-value';
import { Statement } from '../engine/policy/statement';

/** A finding as it is reported. */
export interface RatedFinding extends Finding {
  readonly severity: Severity;
  /** The same at every synth; another when a statement that it is about says something else. 16 hexadecimal digits. */
  readonly fingerprint: string;
  /** The construct that it is about: that of the resource, or else of the stack; empty when it concerns the whole app. */
  readonly constructPath: string;
  /** The line of code that makes the construct: `lib/shop.ts:12:5`. @default - the CDK does not know it */
  readonly source?: string;
  /** The template that it is about, relative to the assembly. @default - it concerns the whole app, or a template that was read alone */
  readonly file?: string;
}

/** Says how grave findings are, and what they are known by. */
export function rated(findings: Finding[], app: ReviewedApp): RatedFinding[] {
  if (findings.length === 0) { return []; }
  const policies = new PolicyIndex(app.policies);
  return findings.map(finding => ({
    ...finding,
    ...finding.statement && { statement: placed(finding.statement, app) },
    ...finding.path && { path: finding.path.map(step => ({ ...step, statements: step.statements.map(one => placed(one, app)) })) },
    severity: severityOf(finding, policies, app),
    fingerprint: fingerprintOf(finding, policies, app),
    ...placeOf(finding, app),
  }));
}

/** With the construct that holds it. */
function placed(statement: StatementReference, app: ReviewedApp): StatementReference {
  const constructPath = constructOf(statement, app);
  return constructPath === undefined ? statement : { ...statement, constructPath };
}

function placeOf(finding: Finding, app: ReviewedApp): Pick<RatedFinding, 'constructPath' | 'source' | 'file'> {
  const file = stackOf(finding, app)?.file ?? '';
  const source = sourceOf(finding, app);
  return { constructPath: finding.constructPath ?? constructPathOf(finding, app), ...source !== undefined && { source }, ...file !== '' && { file } };
}

/** Where in the code it is made: relative, where the code is in the folder that this runs in. */
function sourceOf({ stack, logicalId }: Pick<Finding, 'stack' | 'logicalId'>, { reading: { constructs } }: ReviewedApp): string | undefined {
  const source = stack === undefined || logicalId === undefined ? undefined : constructs?.sourceOf(stack, logicalId);
  const inside = source && relative(process.cwd(), source);
  return inside === undefined || inside.startsWith('..') || isAbsolute(inside) ? source : inside;
}

/** The construct that makes a resource, or else that of the stack; empty when it concerns the whole app. */
export function constructPathOf(at: Pick<Finding, 'stack' | 'logicalId'>, app: ReviewedApp): string {
  return constructOf(at, app) ?? stackOf(at, app)?.constructPath ?? '';
}

/** The path of the construct that makes a resource, where it is known. */
function constructOf({ stack, logicalId }: Pick<Finding, 'stack' | 'logicalId'>, { reading: { constructs } }: ReviewedApp): string | undefined {
  return stack === undefined || logicalId === undefined ? undefined : constructs?.pathOf(stack, logicalId);
}

function stackOf({ stack }: Pick<Finding, 'stack'>, { stacks }: ReviewedApp): StackReference | undefined {
  return stacks.find(one => one.stack.id === stack)?.stack;
}

/** The same of a finding that is about no app. */
export function ratedAlone(finding: Finding): RatedFinding {
  return rated([finding], new ReviewedApp({ stacks: [], unread: [], accepted: [], restrictions: [] }))[0];
}

function severityOf(finding: Finding, policies: PolicyIndex, { options: { severities = {} } }: ReviewedApp): Severity {
  const { severity } = RULE_TABLE[finding.rule];
  if (severities[finding.rule] === Severity.FATAL) { return Severity.FATAL; }
  return severity === Severity.FATAL && restsOnResource(finding, policies) ? Severity.ERROR : severity;
}

/** Does it only exist because nobody knows which resources a statement names? What is open in an action, a principal or a condition is graver. */
function restsOnResource({ rule, dependsOn, statement, path = [] }: Finding, policies: PolicyIndex): boolean {
  if (rule === 'NoUnreadablePolicy' || dependsOn.length === 0) { return false; }
  const statements = [...statement === undefined ? [] : [statement], ...path.flatMap(step => step.statements)].flatMap(reference => policies.statements(reference));
  const inResources = statements.flatMap(one => one.resource?.openNames ?? []);
  const elsewhere = statements.flatMap(one => [
    ...one.action.openNames, ...one.principal?.openNames ?? [], ...one.dependsOn === undefined ? [] : [one.dependsOn], ...namesInConditions(one.condition),
  ]);
  return dependsOn.every(name => inResources.includes(name) && !elsewhere.includes(name));
}

function namesInConditions(block: ConditionBlock): string[] {
  return [...block.open.map(({ name }) => name), ...allConditions(block).flatMap(({ values }) => values.flatMap(({ source }) => openNames(source)))];
}

/** By what a finding is known: the rule, the resource, and what the statements say. Where in a template a policy stands does not count. */
function fingerprintOf({ rule, stack, logicalId, message, constructPath, statement, path, content: meant }: Finding, policies: PolicyIndex, app: ReviewedApp): string {
  const told = (reference: StatementReference) => [place(app, reference.stack), reference.logicalId, policies.statements(reference).map(statementContent)];
  const content = statement === undefined && path === undefined
    ? [message, constructPath, meant]
    : [statement && told(statement), path?.map(({ from, actions, to, statements }) => [from, actions, to, statements.map(told)])];
  return createHash('sha256').update(JSON.stringify([rule, place(app, stack), logicalId, content])).digest('hex').slice(0, 16);
}

/** A stack is known by its construct path: ids of assemblies may change. */
function place(app: ReviewedApp, stack: string | undefined): string {
  return stackOf({ stack }, app)?.constructPath ?? '';
}

/** Finds the statements that findings refer to. */
class PolicyIndex {
  private readonly byPlace = new Map<string, PolicyReading>();

  constructor(policies: PolicyReading[]) {
    for (const policy of policies) { this.byPlace.set(placeKey({ ...policy.resource, path: policy.path }), policy); }
  }

  /** Statements that one open place may become share it. */
  public statements(reference: StatementReference): Statement[] {
    return this.byPlace.get(placeKey(reference))?.document.statements.filter(({ index }) => index === reference.index) ?? [];
  }
}

function placeKey({ stack = '', logicalId, path }: { readonly stack?: string; readonly logicalId: string; readonly path: string }): string {
  return JSON.stringify([stack, logicalId, path]);
}
