import { readFileSync } from 'node:fs';
import * as path from 'node:path';

/** Actions that read what is kept, that hand out credentials, and that open a resource to others. */
export type Sensitivity = 'dataAccess' | 'credentialExposure' | 'resourceExposure';

let lists: Record<Sensitivity, ReadonlySet<string>> | undefined;

/** The actions of a kind, as AWS spells them: `data/sensitive-actions.json`. */
export function sensitiveActions(kind: Sensitivity): ReadonlySet<string> {
  lists ??= read();
  return lists[kind];
}

function read(): Record<Sensitivity, ReadonlySet<string>> {
  const { dataAccess, credentialExposure, resourceExposure } = JSON.parse(readFileSync(path.join(__dirname, '..', '..', 'data', 'sensitive-actions.json'), 'utf8'));
  return { dataAccess: new Set(dataAccess), credentialExposure: new Set(credentialExposure), resourceExposure: new Set(resourceExposure) };
}
