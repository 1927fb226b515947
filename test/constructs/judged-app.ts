import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnElement, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { IConstruct } from 'constructs';
import { readApp } from '../../src/cloudformation/app-reader';
import { AppReading } from '../../src/cloudformation/app-reading';
import { AssemblyStack, readCloudAssembly } from '../../src/cloudformation/cloud-assembly';
import { PrincipalReading, TemplateReading } from '../../src/cloudformation/template-reading';
import { Access, CheckAccessResult } from '../../src/engine/analysis/check-types';
import { EffectiveAccess } from '../../src/engine/analysis/effective-access';
import { ApplicablePolicies } from '../../src/engine/evaluation/applicable-policies';
import { authorize } from '../../src/engine/evaluation/authorization';
import { splitAction } from '../../src/engine/evaluation/authorization-request';
import { Caller, parseCaller } from '../../src/engine/evaluation/caller';
import { EvalDecision } from '../../src/engine/evaluation/eval-decision';
import { RequestContext } from '../../src/engine/evaluation/request-context';
import { PolicyDocument } from '../../src/engine/policy/policy-document';
import { PolicyType } from '../../src/engine/policy/policy-type';
import { Text } from '../../src/engine/policy/text';
import { Permissions } from '../../src/rules/permissions';
import { Profile } from '../../src/rules/profile';
import { findingsInApp, RULES } from '../../src/rules/rule-set';

/** Where the stacks of these tests are deployed. */
export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';

/** Context keys that a request has, and their values; others are missing, but for those that follow from the caller. */
export type Context = Record<string, string | string[]>;

/** What was found, by who found it: each as `rule construct`, sorted. */
export interface Findings {
  /** Of every rule of the gate. @default - nothing */
  readonly gate?: string[];
  /** Of the AwsSolutions of cdk-nag. @default - nothing */
  readonly nag?: string[];
  /** Rules that constructs acknowledge themselves: what nobody is told of. @default - nothing */
  readonly acknowledged?: string[];
}

const ALLOW_ALL = PolicyDocument.parse({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }, { type: PolicyType.IDENTITY });

/**
 * A stack that is synthesized once, and judged: by the assertions of the CDK, by the gate, by cdk-nag, and by our own engine.
 *
 * @param build makes the content of the stack; other stacks may stand beside it in the app
 */
export function judge<T>(build: (stack: Stack) => T, context: Record<string, unknown> = {}): JudgedApp<T> {
  const outdir = mkdtempSync(join(tmpdir(), 'constructs-test-'));
  try {
    const app = new App({ outdir, context });
    const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
    const made = build(stack);
    app.synth();
    return new JudgedApp(made, stack, readCloudAssembly(outdir).stacks, readFileSync(join(outdir, stack.templateFile), 'utf8'));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** An app that was synthesized. Constructs of it are named by themselves. */
export class JudgedApp<T> {
  public readonly template: Template;
  private readonly reading: AppReading;
  private readonly texts = new Map<string, AppReading>();

  constructor(public readonly made: T, public readonly stack: Stack, private readonly stacks: AssemblyStack[], template: string) {
    this.template = Template.fromJSON(JSON.parse(template));
    this.reading = readApp(stacks);
  }

  /** Everything that is found. */
  public get findings(): Required<Findings> {
    const app = this.stack.node.root;
    const paths = new Map(app.node.findAll().filter(CfnElement.isCfnElement).map(element => [
      `${element.stack.artifactId} ${element.stack.resolve(element.logicalId)}`, element.node.path,
    ]));
    const { violations } = new AwsSolutionsChecks().validateScope(app);
    return {
      gate: findingsInApp(this.reading, RULES, { profile: Profile.STRICT })
        .map(({ rule, stack, logicalId, message }) => `${rule} ${paths.get(`${stack} ${logicalId}`) ?? `${stack} ${logicalId} ${message}`}`).sort(),
      nag: violations.flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`)).sort(),
      acknowledged: app.node.findAll().flatMap(one => one.node.metadata
        .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
        .flatMap(({ data }) => Object.keys(data).map(rule => `${rule.replace(/^Annotation::/, '')} ${one.node.path}`))).sort(),
    };
  }

  /**
   * Is a request surely allowed to a role, user or group, with everything that is attached to it in the app, and a boundary?
   *
   * @param principal a group is asked as a user who is in it
   * @param resource an ARN, tokens included, or `*`
   */
  public allows(principal: IConstruct, action: string, resource = '*', context: Context = {}): boolean {
    const possible = this.decide(principal, action, resource, context);
    return possible.length === 1 && possible[0] === EvalDecision.ALLOWED;
  }

  /** Is it surely denied? */
  public denies(principal: IConstruct, action: string, resource = '*', context: Context = {}): boolean {
    return !this.decide(principal, action, resource, context).includes(EvalDecision.ALLOWED);
  }

  /** Does any request exist that is one of these accesses and allowed to the principal? `PASS`: there is none. */
  public checkAccessNotGranted(principal: IConstruct, ...accesses: Access[]): CheckAccessResult {
    const { caller, policies } = this.permissionsOf(this.reading, principal);
    return EffectiveAccess._of(caller, policies, ACCOUNT).checkAccessNotGranted(accesses);
  }

  /**
   * Is anything allowed to the principal that this identity policy does not allow? `PASS`: nothing is.
   *
   * @param leftOut conditions of requests that are not asked about
   */
  public checkNoNewAccess(principal: IConstruct, existing: object, leftOut?: object): CheckAccessResult {
    const { caller, policies } = this.permissionsOf(this.reading, principal);
    const [document, denial] = [existing, { Version: '2012-10-17', Statement: leftOut === undefined ? [] : [{ Effect: 'Deny', Action: '*', Resource: '*', Condition: leftOut }] }]
      .map(one => PolicyDocument.parse(one, { type: PolicyType.IDENTITY }));
    expect(document.problems).toEqual([]);
    const identity = leftOut === undefined ? policies.identity : [...policies.identity, denial];
    return EffectiveAccess._of(caller, { ...policies, identity }, ACCOUNT).checkNoNewAccess(EffectiveAccess._of(caller, { identity: [document] }, ACCOUNT));
  }

  /**
   * Does the trust policy of a role surely let somebody in, who may do everything otherwise?
   *
   * @param caller ARN of a principal or an identity provider, or a service principal
   */
  public trusts(role: IConstruct, caller: string, context: Context = {}, action = 'sts:AssumeRole'): boolean {
    return this.trustDecision(role, caller, context, action).join() === EvalDecision.ALLOWED;
  }

  /** Does it surely keep somebody out? */
  public distrusts(role: IConstruct, caller: string, context: Context = {}, action = 'sts:AssumeRole'): boolean {
    return !this.trustDecision(role, caller, context, action).includes(EvalDecision.ALLOWED);
  }

  /**
   * Does the policy of a resource surely let somebody do something, who may do everything otherwise?
   *
   * @param holder the construct that holds the policy: a key, the policy of a bucket
   * @param caller ARN of a principal, or a service principal
   * @param resource an ARN, tokens included
   */
  public admits(holder: IConstruct, caller: string, action: string, resource: string, context: Context = {}): boolean {
    return this.resourceDecision(holder, caller, action, resource, context).join() === EvalDecision.ALLOWED;
  }

  /** Does it surely keep somebody out? */
  public refuses(holder: IConstruct, caller: string, action: string, resource: string, context: Context = {}): boolean {
    return !this.resourceDecision(holder, caller, action, resource, context).includes(EvalDecision.ALLOWED);
  }

  private resourceDecision(holder: IConstruct, caller: string, action: string, resource: string, context: Context): EvalDecision[] {
    const { text, reading } = this.textOf(resource);
    const who = parseCaller(caller);
    const { template, logicalId } = resourceOf(reading, holder);
    const policy = template?.resourcePolicies.find(one => one.policy.resource.logicalId === logicalId)?.policy;
    if (who === undefined || policy === undefined) { throw new Error(`\`${caller}\` is no caller, or \`${holder.node.path}\` has no policy`); }
    return decisions(who, action, text, context, { identity: [ALLOW_ALL], resource: policy.document });
  }

  private decide(principal: IConstruct, action: string, resource: string, context: Context): EvalDecision[] {
    const { text, reading } = this.textOf(resource);
    const { caller, policies } = this.permissionsOf(reading, principal);
    return decisions(caller, action, text, context, policies);
  }

  private trustDecision(role: IConstruct, caller: string, context: Context, action: string): EvalDecision[] {
    const { principal: { arn, trust } } = found(this.reading, role);
    const who = parseCaller(caller);
    if (who === undefined || trust === undefined) { throw new Error(`\`${caller}\` is no caller, or the role has no trust policy`); }
    return decisions(who, action, arn, context, { identity: [ALLOW_ALL], resource: trust.document });
  }

  private permissionsOf(app: AppReading, principal: IConstruct): { caller: Caller; policies: ApplicablePolicies } {
    const { principal: reading, template } = found(app, principal);
    const { caller, policies, boundary } = Permissions.of(reading, template);
    return { caller, policies: { identity: policies.map(({ document }) => document), permissionsBoundary: boundary && [boundary.document] } };
  }

  /** A value of the stack, and the reading in which it is the same as in the policies. */
  private textOf(value: string): { text: Text; reading: AppReading } {
    const resolved = this.stack.resolve(value);
    if (typeof resolved === 'string') { return { text: resolved, reading: this.reading }; }
    const key = JSON.stringify(resolved);
    // The name of a role is read like any text, and found again in the reading.
    const reading = this.texts.get(key) ?? readApp(this.stacks.map(one => one.id !== this.stack.artifactId ? one : { ...one, text: withRole(one.text, resolved) }));
    this.texts.set(key, reading);
    const text = reading.stacks.flatMap(({ principals }) => principals).find(({ resource }) => resource.logicalId === ASKED)!.name;
    return { text, reading };
  }
}

/** The account of one of these tests does with a role what the name of it says. */
const ASKED = 'AskedResource';

function withRole(template: string, RoleName: unknown): string {
  const { Resources, ...rest } = JSON.parse(template);
  return JSON.stringify({ ...rest, Resources: { ...Resources, [ASKED]: { Type: 'AWS::IAM::Role', Properties: { RoleName, AssumeRolePolicyDocument: { Statement: [] } } } } });
}

function resourceOf({ stacks }: AppReading, construct: IConstruct): { template?: TemplateReading; logicalId: string } {
  const resource = (CfnElement.isCfnElement(construct) ? construct : construct.node.defaultChild) as CfnElement | undefined;
  if (resource === undefined || !CfnElement.isCfnElement(resource)) { throw new Error(`\`${construct.node.path}\` stands for no resource`); }
  return { template: stacks.find(({ stack }) => stack.id === resource.stack.artifactId), logicalId: resource.stack.resolve(resource.logicalId) };
}

function found(app: AppReading, construct: IConstruct): { principal: PrincipalReading; template: TemplateReading } {
  const { template, logicalId } = resourceOf(app, construct);
  const principal = template?.principals.find(one => one.resource.logicalId === logicalId);
  if (template === undefined || principal === undefined) { throw new Error(`\`${construct.node.path}\` is no role, user or group of the app`); }
  return { principal, template };
}

function decisions(caller: Caller, action: string, resource: Text, context: Context, policies: ApplicablePolicies): EvalDecision[] {
  const keys = new RequestContext(caller.derivedKeys);
  keys.set('aws:ResourceAccount', [ACCOUNT]);
  for (const [key, values] of Object.entries(context)) { keys.set(key, [values].flat()); }
  return authorize({
    caller,
    actionName: action,
    ...splitAction(action),
    resource,
    resourceAccount: ACCOUNT,
    context: keys,
    callerInManagementAccount: false,
    resourceInManagementAccount: false,
  }, policies).possible;
}

/** All rules of the gate and the AwsSolutions of cdk-nag find nothing, but for what is named. */
export function expectNothingFound({ findings }: JudgedApp<unknown>, named: Findings = {}): void {
  expect(findings).toEqual({ gate: [], nag: [], acknowledged: [], ...named });
}
