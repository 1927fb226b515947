import { Json } from '../cloudformation/json';

/** A statement as IAM writes it, with open values in brackets; or what it says where nobody knows what it becomes. */
export type LockedStatement = { readonly [element: string]: Json };

/** What limits or grants: a list of statements. */
export type LockedLayer = LockedStatement[];

/** What one principal may do: what it is granted, and what limits that. */
export interface LockedAccess {
  readonly kind: string;
  readonly identity: LockedLayer;
  readonly permissionsBoundary?: LockedLayer;
  /** A list for every level of the organization. */
  readonly serviceControl?: LockedLayer[];
  readonly resourceControl?: LockedLayer[];
  /** What is known of the open values in it, by their names: the texts that one is of, or its kind. */
  readonly open?: Readonly<Record<string, Json>>;
}

/** The access that each principal may have, by construct path. */
export interface AccessLock {
  readonly principals: Readonly<Record<string, LockedAccess>>;
}
