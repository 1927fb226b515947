// What the gate adds to a synthesis, side by side with cdk-nag's AwsSolutionsChecks, each in a process of its own, in turns, in one run: loading
// it and asking it. In milliseconds of CPU, the least of several; CDK_VALIDATION is false: with the CDK's own validation, everything takes seconds more.
// Then a small app, whole processes with and without the gate, and apps of thousands of roles that may become one another.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { linkedApp } from './reading-apps.mjs';

const require = createRequire(import.meta.url);
const { readApp } = require('../lib/cloudformation/app-reader.js');
const { findingsInApp, rulesFor } = require('../lib/rules/rule-set.js');

const REPETITIONS = Number(process.argv[2] ?? 5);

/** The least that processes with each plugin spend, by the name of the plugin. */
function measured(app, plugins, stacks, roles) {
  const least = {};
  for (let i = 0; i < REPETITIONS; i++) {
    for (const plugin of plugins) {
      const { stdout, status, stderr } = spawnSync(process.execPath, [fileURLToPath(new URL('gate-app.mjs', import.meta.url)), app, plugin, stacks, roles].map(String), {
        encoding: 'utf8', env: { ...process.env, CDK_VALIDATION: 'false' },
      });
      if (status !== 0) { throw new Error(stderr); }
      const { all, adds } = JSON.parse(stdout.trim().split('\n').at(-1));
      const known = least[plugin] ?? { all: Infinity, adds: Infinity };
      least[plugin] = { all: Math.min(known.all, all), adds: Math.min(known.adds, adds) };
    }
  }
  return least;
}

const GATES = ['Guardrails', 'Guardrails strict'];
const row = (...cells) => console.log(cells.map((cell, i) => i === 0 ? String(cell).padEnd(20) : String(cell).padStart(22)).join(''));
const ms = time => `${time.toFixed(0)} ms`;

console.log(`400 roles with 5 statements in 4 stacks: what a validation plugin adds (least of ${REPETITIONS}), and the ratio to AwsSolutionsChecks\n`);
row('', 'AwsSolutionsChecks', ...GATES);
for (const app of ['granted', 'distinct']) {
  const least = measured(app, ['AwsSolutionsChecks', ...GATES], 4, 400);
  const peer = least.AwsSolutionsChecks.adds;
  row(app, ms(peer), ...GATES.map(gate => `${ms(least[gate].adds)} (${(least[gate].adds / peer).toFixed(2)})`));
}

console.log('\n3 roles in 1 stack: the whole process\n');
row('', 'nothing', 'Guardrails', 'more');
for (const app of ['granted', 'distinct']) {
  const least = measured(app, ['nothing', 'Guardrails'], 1, 3);
  row(app, ms(least.nothing.all), ms(least.Guardrails.all), ms(least.Guardrails.all - least.nothing.all));
}

console.log('\nRoles that may become one another, two edges each: reading and judging\n');
row('roles', 'all', 'us a role', 'MB of heap', 'findings');
for (const roles of [1000, 2000, 5000]) {
  const text = linkedApp(roles);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const start = process.cpuUsage();
  const reading = readApp([{ id: 'App', constructPath: 'App', stackName: 'App', account: '111122223333', region: 'us-east-1', file: '', nested: [], parameters: {}, text }]);
  const findings = findingsInApp(reading, rulesFor({}));
  const { user, system } = process.cpuUsage(start);
  const all = (user + system) / 1000;
  row(roles, ms(all), (1000 * all / roles).toFixed(0), ((process.memoryUsage().heapUsed - before) / 1e6).toFixed(0), findings.length);
}
