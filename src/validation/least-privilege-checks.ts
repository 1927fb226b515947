import { CfnResource, IPolicyValidationContext, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { NagPack, NagPackProps } from 'cdk-nag';
import { IConstruct } from 'constructs';
import { GuardrailsOptions, optionsOf } from './guardrails';
import { LeastPrivilegePlugin, speakerOf, speakingPlugin } from './least-privilege-plugin';

/**
 * How the pack is set up.
 */
export interface LeastPrivilegeChecksProps extends NagPackProps, GuardrailsOptions {}

/**
 * The gate as a pack of cdk-nag: `Validations.of(app).addPlugins(new LeastPrivilegeChecks(app))`. The same rules by the same names, from the same
 * templates. Every finding has an id of its own, `NoWildcardResource[fingerprint]`: it, or the rule, can be acknowledged where it is meant, but for what is
 * `fatal`.
 *
 * Beside `Guardrails.enforce` there is one report all the same, by the options of both.
 */
export class LeastPrivilegeChecks extends NagPack {
  /** The name under which findings are reported and acknowledged. */
  public readonly name = 'cdk-iam-guardrails';

  /** The names of the rules. */
  public readonly ruleIds?: string[];

  private readonly gate: LeastPrivilegePlugin;

  /**
   * @param scope the app, or any construct in it: the whole app is judged
   * @throws Error when an option is not what it must be
   */
  constructor(scope?: IConstruct, props: LeastPrivilegeChecksProps = {}) {
    const { verbose, writeSuppressionsToCloudFormation, ...options } = props;
    super(scope, { verbose, writeSuppressionsToCloudFormation });
    this.packName = this.name;
    this.gate = (scope && speakerOf(scope)) ?? new LeastPrivilegePlugin();
    this.ruleIds = this.gate.ruleIds;
    this.gate._configure(optionsOf(options));
    this.gate._findingsHaveIds();
  }

  /**
   * The plugin that judges.
   *
   * @internal
   */
  public get _gate(): LeastPrivilegePlugin {
    return this.gate;
  }

  /**
   * Judges the templates.
   *
   * @returns a report that succeeds only when there is no finding. Never throws
   */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    // Where the gate is registered as well, it speaks.
    const speaker = speaking(context);
    return speaker === this || speaker?._gate !== this.gate ? this.gate.validate(context) : { success: true, violations: [] };
  }

  /** Not asked: constructs may say something else than the templates. */
  protected checkResource(_node: CfnResource): void {}
}

function speaking(context: IPolicyValidationContext): ReturnType<typeof speakingPlugin> {
  try {
    return speakingPlugin(context.appConstruct);
  } catch {
    return undefined;
  }
}
