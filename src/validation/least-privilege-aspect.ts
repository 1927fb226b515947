import { IAspect, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { LeastPrivilegePlugin, speakerOf } from './least-privilege-plugin';

/**
 * Judges the stacks below the construct that it is added to: `Aspects.of(stack).add(new LeastPrivilegeAspect())`.
 *
 * An aspect runs before the templates are final, so it judges nothing itself: it registers the plugin at the root of the app, once,
 * limited to its scope. Prefer `Guardrails.enforce`.
 */
export class LeastPrivilegeAspect implements IAspect {
  /** Sees to it that the plugin judges this construct. */
  public visit(node: IConstruct): void {
    const speaker = speakerOf(node);
    if (speaker !== undefined) {
      speaker._include(node);
    } else {
      Validations.of(node.node.root).addPlugins(LeastPrivilegePlugin._for(node));
    }
  }
}
