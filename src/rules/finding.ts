import { RuleName } from './rule-table';

/** A statement of a policy, as a finding names it. */
export interface StatementReference {
  /** ``inline policy `deploy` ``. */
  readonly policy: string;
  /** The id of the stack of that resource. @default - the template was read alone */
  readonly stack?: string;
  /** The resource that holds or attaches the policy. */
  readonly logicalId: string;
  /** The construct that makes that resource. @default - nobody knows */
  readonly constructPath?: string;
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
  /** Empty: it is missing. Undefined: as the conditions of the policies ask. */
  readonly values?: string[];
}

/** One step of an escalation: who does what, and who it is afterwards. */
export interface EscalationStep {
  /** Who takes the step: the construct path, or else the logical id, of a principal of the app. */
  readonly from: string;
  /** The actions that it takes, all of them. */
  readonly actions: string[];
  /** Whose permissions it has afterwards: the same, or ``any role``. */
  readonly to: string;
  /** The statements that allow it. */
  readonly statements: StatementReference[];
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
  /** The construct it is about. @default - the one that makes the resource, or else the stack */
  readonly constructPath?: string;
  /** What it is about says this, where no statement is named. @default - the message says it all */
  readonly content?: string;
  /** What is wrong, in one sentence without a full stop. */
  readonly message: string;
  /** The smallest change that ends it. */
  readonly fix: string;
  readonly statement?: StatementReference;
  readonly witness?: Witness;
  /** How a principal gets further and further, step by step. */
  readonly path?: EscalationStep[];
  /** Values that are only known at deployment, and on which the finding rests. */
  readonly dependsOn: string[];
}
