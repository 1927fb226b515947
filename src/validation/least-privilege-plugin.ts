import { readFileSync } from 'node:fs';
import { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport, PolicyViolation, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { readTemplate } from '../cloudformation/template-reader';
import { findingText } from '../reports/finding-text';
import { Finding } from '../rules/finding';
import { Rule } from '../rules/rule';
import { findingsIn, ruleFailed, RULES } from '../rules/rule-set';
import { SEVERITIES } from '../rules/severity';

/** A template that is to be judged, and where it is deployed. */
interface StackTemplate {
  readonly templatePath: string;
  readonly stackConstructPath: string;
  readonly accountId?: string;
  readonly region?: string;
}

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
  public readonly ruleIds?: string[] = Object.keys(SEVERITIES);

  /** Only what is below these constructs is judged; undefined: everything. */
  private scopes: IConstruct[] | undefined;
  private hard = false;

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
   * Makes the process fail when something is found, whatever the CLI makes of the report.
   *
   * @internal
   */
  public _enforceHard(): void {
    this.hard = true;
  }

  /**
   * Judges the templates.
   *
   * @returns a report that succeeds only when there is no finding. Never throws
   */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    return this._validate(context, RULES);
  }

  /** @internal */
  public _validate(context: IPolicyValidationContext, rules: Rule[]): PolicyValidationPluginReport {
    const violations = this.violations(context, rules);
    if (violations.length > 0 && this.hard) { failAtExit(); }
    return { success: violations.length === 0, violations };
  }

  private violations(context: IPolicyValidationContext, rules: Rule[]): PolicyViolation[] {
    try {
      const speaker = speakerOf(context.appConstruct);
      return templatesOf(context)
        .filter(template => this.isInScope(template) && (speaker === undefined || speaker === this || !speaker.isInScope(template)))
        .flatMap(template => judge(template, rules));
    } catch (error) {
      return [violationFor(ruleFailed(this, String(error)), undefined)];
    }
  }

  private isInScope({ stackConstructPath }: StackTemplate): boolean {
    return this.scopes === undefined || this.scopes.some(({ node: { path } }) =>
      isWithin(stackConstructPath, path) || isWithin(path, stackConstructPath));
  }
}

function isWithin(path: string, scope: string): boolean {
  return scope === '' || path === scope || path.startsWith(`${scope}/`);
}

/**
 * The plugin of this kind that is registered at the root of the app, and so is asked about all templates. Others keep silent about what is
 * in its scope, so that nothing is reported twice.
 */
export function speakerOf(app: IConstruct): LeastPrivilegePlugin | undefined {
  const { _validationPlugins: plugins } = app.node.root as Stage & { _validationPlugins?: unknown };
  return Array.isArray(plugins) ? plugins.find(plugin => plugin instanceof LeastPrivilegePlugin) : undefined;
}

/** `--ignore-errors` makes the CLI pass over violations, but not over the exit code of the app. */
function failAtExit(): void {
  process.once('exit', () => { process.exitCode = 1; });
}

function templatesOf({ stackTemplates, templatePaths }: IPolicyValidationContext): StackTemplate[] {
  const described = new Map((stackTemplates ?? []).map(template => [template.templatePath, template]));
  return templatePaths.map(templatePath => described.get(templatePath) ?? { templatePath, stackConstructPath: '' });
}

/** Everything that is found in one template. What fails on the way is a violation. */
function judge(template: StackTemplate, rules: Rule[]): PolicyViolation[] {
  const { templatePath, accountId, region } = template;
  let findings: Finding[];
  try {
    const reading = readTemplate(readFileSync(templatePath, 'utf8'), { account: accountId, region });
    findings = findingsIn(reading, rules);
  } catch (error) {
    findings = [ruleFailed({ name: 'NoUnreadablePolicy' }, String(error))];
  }
  return findings.map(finding => violationFor(finding, template));
}

function violationFor(finding: Finding, template: StackTemplate | undefined): PolicyViolation {
  const { rule, logicalId, fix, statement, witness, dependsOn } = finding;
  const locations = statement === undefined ? [] : [statement.path];
  return {
    ruleName: rule,
    description: findingText(finding),
    fix,
    // Load-bearing: only lower-case `error` and `fatal` keep a report with acknowledged findings from succeeding.
    severity: SEVERITIES[rule],
    violatingResources: [logicalId === undefined
      ? { constructPath: template?.stackConstructPath ?? '', templatePath: template?.templatePath, locations }
      : { resourceLogicalId: logicalId, templatePath: template?.templatePath, locations }],
    ruleMetadata: {
      ...witness === undefined ? {} : { witness: JSON.stringify(witness) },
      ...statement === undefined ? {} : { statement: JSON.stringify(statement) },
      ...dependsOn.length === 0 ? {} : { dependsOn: dependsOn.join(', ') },
    },
  };
}
