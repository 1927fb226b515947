// Where the time of the gate goes: reading a generated app, and each rule by itself on a reading of its own, in one run. `node rules.mjs 400`.
import { createRequire } from 'node:module';
import { APPS, STATEMENTS } from './reading-apps.mjs';

const require = createRequire(import.meta.url);
const { readApp } = require('../lib/cloudformation/app-reader.js');
const { findingsInApp, RULES } = require('../lib/rules/rule-set.js');

const ROLES = Number(process.argv[2] ?? 400);
const deployed = { id: 'App', constructPath: 'App', stackName: 'App', account: '111122223333', region: 'us-east-1', file: '', nested: [], parameters: {} };

function timed(run) {
  const start = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(start);
  return { result, time: (user + system) / 1000 };
}

const print = (name, { time }, findings = '') => console.log(`${name.padEnd(28)}${time.toFixed(0).padStart(8)}${String(findings).padStart(12)}`);

console.log(`${ROLES} roles with ${STATEMENTS} statements; milliseconds of CPU, cold`);
for (const [name, app] of Object.entries(APPS)) {
  const text = app(ROLES);
  const read = () => readApp([{ ...deployed, text }]);
  console.log(`\n${name.padEnd(28)}${'ms'.padStart(8)}${'findings'.padStart(12)}`);
  const reading = timed(read);
  print('reading', reading);
  const gate = timed(() => findingsInApp(reading.result, RULES));
  print('all rules', gate, gate.result.length);
  for (const rule of RULES) {
    const { result } = timed(read);
    const one = timed(() => findingsInApp(result, [rule]));
    print(`  ${rule.name}`, one, one.result.length);
  }
}
