import { AccessWitness, CheckResult } from './check-types';
import { Caller } from '../evaluation/caller';
import { Text } from '../policy/text';

/** A question about requests of one kind. */
export interface RequestQuestion {
  readonly action: string;
  /** Open values in it are the same as in the policies. */
  readonly resource: Text;
  /** `*` and `?` in the action and the resource are wildcards. @default false */
  readonly wildcards?: boolean;
  /** Key to its values; none: the key is missing. Keys that are not named may be anything. */
  readonly context: Readonly<Record<string, Text[]>>;
}

/** The answer to it. */
export interface AccessAnswer {
  /** PASS: no such request is allowed. */
  readonly result: CheckResult;
  /** On FAIL. */
  readonly witness?: AccessWitness;
  /** Values that are only known at deployment, and how they must turn out. */
  readonly dependsOn?: string[];
}

/** Who asks, and with which keys; none: the key is missing. Keys that are not named may be anything. */
export interface Asking {
  readonly caller: Caller;
  readonly context: Readonly<Record<string, Text[]>>;
}
