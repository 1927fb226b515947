import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { readUpstreamTypes, resourceTypeProblems, ResourceTypeRecord, resourceTypeRecords } from './cloudformation/resource-types';

const file = path.join(__dirname, '..', 'data', 'cloudformation-types.ndjson');
const committed: ResourceTypeRecord[] = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(line => JSON.parse(line)) : [];
const fresh = resourceTypeRecords(readUpstreamTypes());
const problems = resourceTypeProblems(fresh, committed);
for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  console.error('nothing was written: see data/README.md');
  process.exitCode = 1;
} else {
  writeFileSync(file, fresh.map(record => `${JSON.stringify(record)}\n`).join(''));
  console.log(`${path.basename(file)}: ${fresh.length} types`);
}
