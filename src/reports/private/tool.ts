import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What reports say that they are made by. */
export interface Tool {
  readonly name: string;
  readonly version: string;
}

let known: Tool | undefined;

export function tool(): Tool {
  if (known === undefined) {
    const { name, version } = JSON.parse(readFileSync(join(__dirname, '..', '..', '..', 'package.json'), 'utf8'));
    known = { name, version };
  }
  return known;
}
