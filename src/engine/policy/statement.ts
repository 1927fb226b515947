import { Outcome } from './choice';
import { ConditionBlock } from './condition';
import { PatternElement } from './pattern-element';
import { PrincipalElement } from './principal-element';

export type Effect = 'Allow' | 'Deny';

/**
 * One statement, compiled.
 */
export interface Statement {
  /** Its place in the document; the statements that one open place may become share it. */
  readonly index: number;
  readonly sid?: string;
  readonly effect: Effect;
  /**
   * Why the statement may be absent from the deployed policy; undefined when it is surely there.
   * INVARIANT: a Deny that may be absent never removes access from the answer.
   */
  readonly dependsOn?: string;
  /** How choices must turn out for it to be there: all of them. */
  readonly outcomes?: Outcome[];
  /** Undefined in policies that have no principals. */
  readonly principal?: PrincipalElement;
  readonly action: PatternElement;
  /** The services that the actions name, folded; undefined when any service may be meant. */
  readonly services?: string[];
  /** Undefined where the policy applies to the resource that carries it. */
  readonly resource?: PatternElement;
  readonly condition: ConditionBlock;
}
