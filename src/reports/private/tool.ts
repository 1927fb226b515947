import { readFileSync } from 'node:fs';
import { packageFile } from '../../engine/service-authorization/package-file';

/** What reports say that they are made by. */
export interface Tool {
  readonly name: string;
  readonly version: string;
}

let known: Tool | undefined;

export function tool(): Tool {
  if (known === undefined) {
    const { name, version } = JSON.parse(readFileSync(packageFile('package.json'), 'utf8'));
    known = { name, version };
  }
  return known;
}
