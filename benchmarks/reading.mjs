// Reads the templates of generated apps, side by side with a bare JSON.parse of the same bytes, in one process and one run. Prints the
// ratio, for reading alone and for reading and looking at every statement (policies are parsed when somebody asks for them or their problems),
// and the time and memory for each role as the app grows. `node reading.mjs 400 1000 5000` reads apps of so many roles.
import { createRequire } from 'node:module';
import { APPS, STATEMENTS } from './reading-apps.mjs';

const require = createRequire(import.meta.url);
const { readTemplate } = require('../lib/cloudformation/app-reader.js');

const SIZES = process.argv.slice(2).map(Number);
const ROLES = SIZES.length > 0 ? SIZES : [400, 1000, 2000, 5000];
const REPETITIONS = 25;

/** What else the machine does only adds. */
const least = list => Math.min(...list);

function timed(run) {
  const start = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(start);
  return { result, time: (user + system) / 1000 };
}

const policiesOf = ({ principals }) => principals.flatMap(({ trust, policies }) => [trust, ...policies]);

/** Looks at every statement of every policy. */
function statementsIn(reading) {
  return policiesOf(reading).reduce((sum, { document, kind }) => sum + (kind === 'awsManaged' ? 0 : document.statements.length), 0);
}

const deployed = { account: '111122223333', region: 'us-east-1' };

console.log(`${STATEMENTS} statements a role; milliseconds of CPU, the least of ${REPETITIONS}`);
for (const [name, app] of Object.entries(APPS)) {
  const warm = app(200);
  for (let i = 0; i < 20; i++) { statementsIn(readTemplate(warm, deployed)); }
  console.log(`\n${name}`);
  console.log('   roles       MB   JSON.parse     read    ratio   with statements    ratio   us a role   MB of heap');
  for (const roles of ROLES) {
    const text = app(roles);
    const runs = Array.from({ length: REPETITIONS }, () => {
      // What was parsed is kept until it is all there, as what is read is.
      const parsed = timed(() => JSON.parse(text));
      const before = process.memoryUsage().heapUsed;
      const read = timed(() => readTemplate(text, deployed));
      const heap = Math.max(0, process.memoryUsage().heapUsed - before) / 1e6;
      const looked = timed(() => statementsIn(read.result));
      if (read.result.unread.length > 0 || read.result.principals.length !== roles) { throw new Error('the template was not read'); }
      if (looked.result !== roles * (STATEMENTS + 1)) { throw new Error('statements are missing'); }
      return { parsed: parsed.time, read: read.time, all: read.time + looked.time, heap };
    });
    const [parsed, read, all] = ['parsed', 'read', 'all'].map(field => least(runs.map(run => run[field])));
    // A collection in between makes it less.
    const heap = Math.max(...runs.map(run => run.heap));
    console.log([
      String(roles).padStart(8), (text.length / 1e6).toFixed(2).padStart(9), parsed.toFixed(1).padStart(13), read.toFixed(1).padStart(9), (read / parsed).toFixed(1).padStart(9),
      all.toFixed(1).padStart(18), (all / parsed).toFixed(1).padStart(9), (1000 * read / roles).toFixed(0).padStart(12), heap.toFixed(0).padStart(13),
    ].join(''));
  }
}
