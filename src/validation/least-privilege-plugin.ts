import { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport, PolicyViolation, Stack, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { SynthesizedApp } from './synthesized-app';
import { readOrganization } from '../cloudformation/organization';
import { quoted } from '../engine/policy/policy-problem';
import { withoutInheritedWriters } from '../engine/policy/without-inherited-writers';
import { findingText } from '../reports/finding-text';
import { liftedLines } from '../reports/lifted-lines';
import { Acknowledgement, acknowledgements } from '../rules/acknowledgement';
import { writeBaseline } from '../rules/baseline';
import { Finding } from '../rules/finding';
import { BadConfiguration, GateOptions } from '../rules/gate-options';
import { failedJudgement, Judgement, judgementOf } from '../rules/judgement';
import { baselineFileOf, isFirstReport, judgementOptions } from '../rules/judgement-options';
import { isWaivable } from '../rules/lifted-findings';
import { RatedFinding, ratedAlone } from '../rules/rated-finding';
import { Rule } from '../rules/rule';
import { ruleFailed, rulesFor } from '../rules/rule-set';
import { RULE_TABLE } from '../rules/rule-table';

/** Of several, the first counts. */
const STRICTEST = ['hard', 'standard', 'report'] as const;

/**
 * Works out what every principal of the synthesized templates could do, and blocks what is too much. Registered by `Guardrails.enforce`.
 *
 * The templates are judged as they are on disk, after every aspect and override. What cannot be read is a violation; so is a failure of
 * the plugin itself.
 */
export class LeastPrivilegePlugin implements IPolicyValidationPlugin {
  /**
   * A plugin that judges only the stacks of one construct.
   *
   * @internal
   */
  public static _for(scope: IConstruct): LeastPrivilegePlugin {
    const plugin = new LeastPrivilegePlugin();
    plugin.scopes = [scope];
    return plugin;
  }

  /** The name under which findings are reported and acknowledged: `cdk-iam-guardrails::NoWildcardResource`. */
  public readonly name = 'cdk-iam-guardrails';

  /** The names of the rules. */
  public readonly ruleIds?: string[] = Object.keys(RULE_TABLE);

  /** Only what is below these constructs is judged; undefined: everything. */
  private scopes: IConstruct[] | undefined;
  private options: GateOptions = {};
  private hasIds = false;

  /**
   * The plugin that judges: this one.
   *
   * @internal
   */
  public get _gate(): LeastPrivilegePlugin {
    return this;
  }

  /**
   * Judges the stacks of this construct too.
   *
   * @internal
   */
  public _include(scope: IConstruct): void {
    if (this.scopes?.some(known => isWithin(scope.node.path, known.node.path)) === false) { this.scopes.push(scope); }
  }

  /**
   * Judges all stacks, whatever it was limited to.
   *
   * @internal
   */
  public _judgeAll(): void {
    this.scopes = undefined;
  }

  /**
   * Tells the gate what it needs to know. What is not given stays as it was; of several enforcements the strictest counts, and what was accepted stays accepted.
   *
   * @internal
   */
  public _configure({ acceptedOpacity = [], enforcement, ...options }: GateOptions): void {
    const { acceptedOpacity: before = [], enforcement: known = enforcement } = this.options;
    const strictest = STRICTEST.find(one => one === enforcement || one === known);
    this.options = { ...this.options, ...options, acceptedOpacity: [...before, ...acceptedOpacity], ...strictest && { enforcement: strictest } };
  }

  /**
   * Names each finding by itself, as packs of cdk-nag do.
   *
   * @internal
   */
  public _findingsHaveIds(): void {
    this.hasIds = true;
  }

  /**
   * Judges the templates.
   *
   * @returns a report that succeeds only when there is no finding. Never throws
   */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    return this._validate(context);
  }

  /** @internal */
  public _validate(context: IPolicyValidationContext, rules: Rule[] = rulesFor(this.options)): PolicyValidationPluginReport {
    let app: SynthesizedApp | undefined;
    try {
      return withoutInheritedWriters(() => {
        const { acceptedOpacity: accept, organization } = this.options;
        app = new SynthesizedApp(context, { accept, organization: organization === undefined ? undefined : readOrganization(organization) });
        const judgement = this.judgementOf(app, rules);
        return this.reportOf(isFirstReport(this.options) && !app.isPreliminary ? this.reportedOn(judgement) : judgement, app);
      });
    } catch (error) {
      return this.reportOf(failedJudgement(ratedAlone(failure(this, error)), this.options), app, []);
    }
  }

  /** What the CDK is told. What cannot be told is a failure. */
  private reportOf(judgement: Judgement, app: SynthesizedApp | undefined, lines = liftedLines(judgement)): PolicyValidationPluginReport {
    const { findings, acknowledged } = judgement;
    const violations = [
      ...findings.map(finding => violationFor(finding, this.hasIds ? `${finding.rule}[${finding.fingerprint}]` : finding.rule, app)),
      // The CDK lifts and lists them by itself.
      ...acknowledged.flatMap(({ finding, id }) => id.startsWith(`${this.name}::`) ? [violationFor(finding, id.slice(this.name.length + 2), app)] : []),
    ];
    const report = { success: violations.length === 0, violations, ...metadataOf(judgement) };
    // While context is missing, the CLI looks it up and runs the app again, unless the app fails: only the last run may end so.
    if (app?.isPreliminary !== true) {
      if (findings.length > 0 && this.options.enforcement === 'hard') { failAtExit(); }
      lines.forEach(line => process.stderr.write(`cdk-iam-guardrails: ${line}\n`));
    }
    return report;
  }

  /** The first time, everything that is found is written into the baseline. What cannot be in one blocks from the next time on. */
  private reportedOn(judgement: Judgement): Judgement {
    const file = baselineFileOf(this.options)!;
    writeBaseline(file, judgement.findings);
    const others = judgement.findings.filter(finding => !isWaivable(finding)).length;
    const left = others === 0 ? [] : [`${others} of the findings cannot be in a baseline, and will block`];
    return {
      ...judgement,
      findings: [],
      baselined: [...judgement.baselined, ...judgement.findings],
      warnings: [...judgement.warnings, `the baseline ${quoted(file)} was written: commit it; from now on only what is beyond it blocks`, ...left],
    };
  }

  /** Everything that is to be said of the templates that this plugin speaks for. */
  private judgementOf(app: SynthesizedApp, rules: Rule[]): Judgement {
    const speaker = speakerOf(app.construct);
    const isJudged = (path: string) => this.isInScope(path) && (speaker === undefined || speaker === this || !speaker.isInScope(path));
    const { unread, stacks, templates = [], ...rest } = app.reading;
    const judged = stacks.filter(({ stack }) => isJudged(app.constructPathOf(stack)));
    const reading = {
      ...rest,
      stacks: judged,
      unread: speaker === undefined || speaker === this ? unread : [],
      templates: templates.filter(template => judged.some(({ stack }) => stack.id === template.stack)),
    };
    const missing = app.missing.filter(({ constructPath }) => isJudged(constructPath))
      .map(({ reason, constructPath }) => ratedAlone({ ...ruleFailed({ name: 'NoUnreadablePolicy' }, reason), constructPath }));
    const judgement = judgementOf(reading, { ...judgementOptions(this.options), acknowledgements: acknowledgedOutside(app.construct) }, rules);
    return { ...judgement, findings: [...missing, ...judgement.findings] };
  }

  private isInScope(stackConstructPath: string): boolean {
    return this.scopes === undefined || this.scopes.some(({ node: { path } }) =>
      isWithin(stackConstructPath, path) || isWithin(path, stackConstructPath));
  }
}

function isWithin(path: string, scope: string): boolean {
  return scope === '' || path === scope || path.startsWith(`${scope}/`);
}

/**
 * The gate of the plugin that is registered at the root of the app, and so is asked about all templates. Others keep silent about what is
 * in its scope, so that nothing is reported twice.
 */
export function speakerOf(app: IConstruct): LeastPrivilegePlugin | undefined {
  return speakingPlugin(app)?._gate;
}

/** That plugin itself: the gate, or a pack around it. */
export function speakingPlugin(app: IConstruct): { readonly _gate: LeastPrivilegePlugin } | undefined {
  const { _validationPlugins: plugins } = app.node.root as { readonly _validationPlugins?: unknown } & IConstruct;
  return Array.isArray(plugins) ? plugins.find(plugin => plugin?._gate instanceof LeastPrivilegePlugin) : undefined;
}

/** What went wrong is either the file that somebody named, or a defect. */
function failure(plugin: LeastPrivilegePlugin, error: unknown): Finding {
  return error instanceof BadConfiguration
    ? { rule: 'NoUnreadablePolicy', message: error.message, fix: 'mend the file; until it is read, nothing is known to be within it', dependsOn: [] }
    : ruleFailed(plugin, String(error));
}

/** `--ignore-errors` makes the CLI pass over violations, but not over the exit code of the app. */
function failAtExit(): void {
  process.once('exit', () => { process.exitCode = 1; });
}

/** What is acknowledged outside of all stacks, at the app and at Stages: no template carries that. */
function acknowledgedOutside(app: IConstruct): Acknowledgement[] {
  if (Stack.isStack(app)) { return []; }
  const own = app.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
  return [...own.flatMap(({ data }) => acknowledgements(app.node.path, data)), ...app.node.children.flatMap(acknowledgedOutside)];
}

/** What is lifted belongs to the report as well. */
function metadataOf({ waived, acknowledged, warnings, restrictions }: Judgement): Pick<PolicyValidationPluginReport, 'metadata'> {
  const told = { waived, acknowledged, warnings, restrictions };
  const metadata = Object.fromEntries(Object.entries(told).filter(([, list]) => list.length > 0).map(([name, list]) => [name, JSON.stringify(list)]));
  return Object.keys(metadata).length === 0 ? {} : { metadata };
}

/** @param ruleName the rule, or the id by which the finding is acknowledged */
function violationFor(finding: RatedFinding, ruleName: string, app: SynthesizedApp | undefined): PolicyViolation {
  const { severity, fingerprint, constructPath, logicalId, fix, statement, witness, dependsOn } = finding;
  const templatePath = app?.templatePathOf(finding);
  const locations = statement === undefined ? [] : [statement.path];
  return {
    ruleName,
    description: findingText(finding),
    fix,
    // Load-bearing: only lower-case `error` and `fatal` keep a report with acknowledged findings from succeeding.
    severity,
    violatingResources: [logicalId === undefined
      ? { constructPath, templatePath, locations }
      : { resourceLogicalId: logicalId, templatePath, locations }],
    ruleMetadata: {
      fingerprint,
      ...witness === undefined ? {} : { witness: JSON.stringify(witness) },
      ...statement === undefined ? {} : { statement: JSON.stringify(statement) },
      ...dependsOn.length === 0 ? {} : { dependsOn: dependsOn.join(', ') },
    },
  };
}
