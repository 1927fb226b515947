import { readFileSync } from 'node:fs';
import { packageFile } from '../engine/service-authorization/package-file';

/**
 * Actions that read what is kept, and that hand out credentials; and those that AWS lists as permissions management although they only read.
 */
export type Sensitivity = 'dataAccess' | 'credentialExposure' | 'permissionsReading';

let lists: Map<string, ReadonlySet<string>> | undefined;

/** The actions of a kind, as AWS spells them: `data/sensitive-actions.json`. */
export function sensitiveActions(kind: Sensitivity): ReadonlySet<string> {
  lists ??= new Map(Object.entries<string[]>(JSON.parse(readFileSync(packageFile('data', 'sensitive-actions.json'), 'utf8')))
    .map(([name, actions]) => [name, new Set(actions)]));
  return lists.get(kind)!;
}
