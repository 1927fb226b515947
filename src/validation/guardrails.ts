import { Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Enforcement } from './enforcement';
import { LeastPrivilegePlugin, speakerOf } from './least-privilege-plugin';

/**
 * How the gate is set up.
 */
export interface GuardrailsOptions {
  /**
   * What happens when something is found.
   *
   * @default Enforcement.STANDARD
   */
  readonly enforcement?: Enforcement;
}

/**
 * The gate: works out at synth what every principal could do, and stops an app that grants too much.
 */
export class Guardrails {
  /**
   * Judges every stack of an app, at every synth. One call for an app; a second one only changes the options.
   *
   * @param app the app, or any construct in it: the whole app is judged
   */
  public static enforce(app: IConstruct, options: GuardrailsOptions = {}): void {
    let plugin = speakerOf(app);
    if (plugin === undefined) {
      plugin = new LeastPrivilegePlugin();
      Validations.of(app.node.root).addPlugins(plugin);
    }
    plugin._judgeAll();
    if (options.enforcement === Enforcement.HARD) { plugin._enforceHard(); }
  }

  private constructor() {}
}
