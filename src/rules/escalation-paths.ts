import { readFileSync } from 'node:fs';
import { packageFile } from '../engine/service-authorization/package-file';
import { ServiceAuthorizationReference } from '../engine/service-authorization/service-authorization-reference';

/** Widening oneself; becoming somebody else; what runs with a role already; making something run with a role. */
export type EscalationCategory = 'self-escalation' | 'principal-access' | 'existing-passrole' | 'new-passrole';

/** One of the permissions of a path. */
export interface PathPermission {
  /** As it is told: `iam:PassRole`, or `iam:Put*` for all of them. */
  readonly action: string;
  /** The actions that are asked: it, or all that it stands for. */
  readonly actions: string[];
  /** What it is done on, one of these: see `data/README.md`. Permissions of a path on the same are done on the same resource. */
  readonly on: string[];
}

/** A set of permissions that together lead to more than they grant. */
export interface EscalationPath {
  readonly id: string;
  readonly category: EscalationCategory;
  readonly permissions: PathPermission[];
  /** The service that must be able to receive the role. */
  readonly passedTo?: string;
  /** What of `on` runs with a role already. */
  readonly runs?: string;
  /** What its owner does with it; `%` is whose permissions are gained. */
  readonly gain: string;
}

let read: EscalationPath[] | undefined;

/** The ways to more permissions that public research lists: `data/privilege-escalation-paths.ndjson`. */
export function escalationPaths(): EscalationPath[] {
  read ??= readFileSync(packageFile('data', 'privilege-escalation-paths.ndjson'), 'utf8')
    .split('\n').filter(line => line !== '').map(line => pathOf(JSON.parse(line)));
  return read;
}

/** The actions that a path is told by, each once. */
export function actionsOf({ permissions }: EscalationPath): string[] {
  return [...new Set(permissions.map(({ action }) => action))];
}

interface PathRow extends Omit<EscalationPath, 'permissions'> {
  readonly permissions: { readonly action: string; readonly on: string | string[] }[];
}

function pathOf({ permissions, ...row }: PathRow): EscalationPath {
  return { ...row, permissions: permissions.map(({ action, on }) => ({ action, actions: meantBy(action), on: Array.isArray(on) ? on : [on] })) };
}

function meantBy(action: string): string[] {
  if (!action.endsWith('*')) { return [action]; }
  const [service] = action.split(':');
  return ServiceAuthorizationReference.actionsOf(service).map(({ name }) => name).filter(name => name.startsWith(action.slice(0, -1)));
}
