import { Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Enforcement } from './enforcement';
import { LeastPrivilegePlugin, speakerOf } from './least-privilege-plugin';
import { AcceptedOpacity } from '../cloudformation/accepted-opacity';
import { quoted } from '../engine/policy/policy-problem';

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

  /**
   * What nobody can read, and somebody answers for: types from elsewhere, macros, templates and custom resources that make what is not in
   * the app. A policy that cannot be read is never accepted.
   *
   * @default - nothing: what cannot be read blocks
   */
  readonly acceptedOpacity?: AcceptedOpacity[];
}

/**
 * The gate: works out at synth what every principal could do, and stops an app that grants too much.
 */
export class Guardrails {
  /**
   * Judges every stack of an app, at every synth. One call for an app; a second one only changes the options.
   *
   * @param app the app, or any construct in it: the whole app is judged
   * @throws Error when something is accepted without a reason
   */
  public static enforce(app: IConstruct, options: GuardrailsOptions = {}): void {
    for (const { resource, reason } of options.acceptedOpacity ?? []) {
      if (reason.trim() === '') { throw new Error(`${quoted(resource)} is accepted without a reason; say why it needs not be read`); }
    }
    let plugin = speakerOf(app);
    if (plugin === undefined) {
      plugin = new LeastPrivilegePlugin();
      Validations.of(app.node.root).addPlugins(plugin);
    }
    plugin._judgeAll();
    plugin._accept(options.acceptedOpacity ?? []);
    if (options.enforcement === Enforcement.HARD) { plugin._enforceHard(); }
  }

  private constructor() {}
}
