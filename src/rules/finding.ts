import { RuleName } from './severity';

/** A statement of a policy, as a finding names it. */
export interface StatementReference {
  /** ``inline policy `deploy` ``. */
  readonly policy: string;
  /** The id of the stack of that resource. @default - the template was read alone */
  readonly stack?: string;
  /** The resource that holds or attaches the policy. */
  readonly logicalId: string;
  /** Where in that resource: `Properties.Policies[0].PolicyDocument`. */
  readonly path: string;
  /** Its place in the policy, from 0. */
  readonly index: number;
  readonly sid?: string;
}

/** A request that would be allowed. */
export interface Witness {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** What must hold of the request beside. Empty when nothing must. */
  readonly when: Circumstance[];
}

/** A context key of a request. */
export interface Circumstance {
  readonly key: string;
  /** Undefined: as the conditions of the policies ask. */
  readonly values?: string[];
}

/**
 * One thing that is too much.
 */
export interface Finding {
  readonly rule: RuleName;
  /** The id of the stack; undefined when it concerns the whole app, or a template that was read alone. */
  readonly stack?: string;
  /** The resource it is about; undefined when it concerns the whole template. */
  readonly logicalId?: string;
  /** What is wrong, in one sentence without a full stop. */
  readonly message: string;
  /** The smallest change that ends it. */
  readonly fix: string;
  readonly statement?: StatementReference;
  readonly witness?: Witness;
  /** Values that are only known at deployment, and on which the finding rests. */
  readonly dependsOn: string[];
}
