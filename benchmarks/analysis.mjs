// Every request at once: `noNewAccess` on AWS's managed policies, beside `JSON.parse` and `PolicyDocument.parse` of the same pair and beside z3,
// in one process and one run. `node analysis.mjs 20000 1 200` checks 20,000 random pairs of seed 1, and 200 by z3; `node analysis.mjs 20000 1 0`
// leaves z3 out.
//
// Warm is the code: 2,000 pairs are checked before anything is timed. Cold are the policies: every check has documents that were parsed for
// it and asked nothing, so all that is remembered by policy, statement and pattern is made anew. Parsing itself is timed apart; what it leaves
// for the first question counts for the check.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { AccessCheckPolicyType, AwsManagedPolicies } = require('../lib/engine');
const { noNewAccess } = require('../lib/engine/analysis/policy-analyzer.js');
const { PolicyDocument } = require('../lib/engine/policy/policy-document.js');
const { PolicyType } = require('../lib/engine/policy/policy-type.js');

const [PAIRS = 20_000, SEED = 1, PEER_PAIRS = 200] = process.argv.slice(2).map(Number);
const WARM_UP = 2_000;
const Z3_MILLISECONDS = 2_000;

/** Mulberry32. */
function generator(seed) {
  let state = seed;
  return () => {
    state = state + 0x6d2b79f5 | 0;
    let mixed = Math.imul(state ^ state >>> 15, 1 | state);
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
  };
}

const random = generator(SEED);
const oneOf = list => list[Math.floor(random() * list.length)];
const microsecondsSince = start => Number(process.hrtime.bigint() - start) / 1e3;
const cpuSince = start => {
  const { user, system } = process.cpuUsage(start);
  return user + system;
};

/** Mean of the CPU time of checks alone, collections of garbage included: documents are parsed by fifties, for the clock is slow to read. */
function cpuMean(pairs) {
  let spent = 0;
  for (let i = 0; i < pairs.length; i += 50) {
    const documents = pairs.slice(i, i + 50).map(pair => pair.map(parsed));
    const start = process.cpuUsage();
    for (const pair of documents) { noNewAccess(...pair, AccessCheckPolicyType.IDENTITY_POLICY); }
    spent += cpuSince(start);
  }
  return spent / pairs.length;
}

const policies = AwsManagedPolicies.arns().map(arn => {
  const { name, document } = AwsManagedPolicies.find(arn);
  return { name, document, text: JSON.stringify(document) };
});
const named = wanted => policies.find(({ name }) => name === wanted);
const textOf = value => ({ name: 'synthetic', text: JSON.stringify(value) });

const parsed = ({ text }) => PolicyDocument.parse(JSON.parse(text), { type: PolicyType.IDENTITY });

/** Both parsed for this one check, which is timed; so is the parsing. Nothing of them is kept: an answer whose reasons may be read holds all that it takes to make them. */
function check(existing, updated, reads = false) {
  const start = process.hrtime.bigint();
  const documents = [parsed(existing), parsed(updated)];
  const parsing = microsecondsSince(start);
  const then = process.hrtime.bigint();
  const answer = noNewAccess(...documents, AccessCheckPolicyType.IDENTITY_POLICY);
  const time = microsecondsSince(then);
  return { existing, updated, result: answer.result, parsing, time, readAll: reads && readAll(answer) };
}

function readAll(answer) {
  const start = process.hrtime.bigint();
  const count = answer.reasons.length;
  return { count, time: microsecondsSince(start) };
}

const sorted = list => list.toSorted((a, b) => a - b);
const quantile = (list, share) => sorted(list)[Math.min(list.length - 1, Math.floor(list.length * share))];
const mean = list => list.reduce((sum, one) => sum + one, 0) / list.length;
const figure = (n, digits = 1) => n.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }).padStart(12);
const percent = (rows, result) => `${(100 * rows.filter(row => row.result === result).length / rows.length).toFixed(1)}% ${result}`;
const verdict = (value, goal) => value < goal ? 'reached' : `missed, ${(value / goal).toFixed(1)} times`;

const byTime = rows => rows.toSorted((a, b) => b.time - a.time);

/** Those that are slow whenever they are asked: of the slowest hundred, each the fastest of 5, for most of them met a collection of garbage. */
function slowest(rows) {
  return byTime(byTime(rows).slice(0, 100).map(({ existing, updated }) => byTime(Array.from({ length: 5 }, () => check(existing, updated)))[4])).slice(0, 5);
}

function print(title, rows, goals) {
  const times = rows.map(({ time }) => time);
  const figures = { median: quantile(times, 0.5), p99: quantile(times, 0.99) };
  const parsing = quantile(rows.map(row => row.parsing), 0.5);
  console.log(`\n${title}: ${rows.length}, ${['FAIL', 'PASS', 'UNDECIDED'].map(result => percent(rows, result)).join(', ')}`);
  console.log(`  check          median ${figure(figures.median)} us   p99 ${figure(figures.p99)} us   mean ${figure(mean(times))} us   most ${figure(Math.max(...times))} us`);
  console.log(`  parsing both   median ${figure(parsing)} us   p99 ${figure(quantile(rows.map(row => row.parsing), 0.99))} us   a check is ${(figures.median / parsing).toFixed(1)} times its parsing at the median`);
  for (const [name, goal] of Object.entries(goals)) { console.log(`  goal: ${name} under ${goal.toLocaleString('en-US')} us: ${verdict(figures[name], goal)}`); }
  for (const { existing, updated, result, time } of slowest(rows)) { console.log(`    slowest ${figure(time)} us  ${updated.name} within ${existing.name}: ${result}`); }
}

for (let i = 0; i < WARM_UP; i++) { check(oneOf(policies), oneOf(policies)); }

const pairs = Array.from({ length: PAIRS }, () => [oneOf(policies), oneOf(policies)]);
const rows = pairs.map(([existing, updated]) => check(existing, updated));
print('random pairs', rows, { median: 100 });
console.log(`  CPU time: ${figure(cpuMean(pairs)).trim()} us each`);
print('every policy within itself', policies.map(policy => check(policy, policy)), { p99: 10_000 });
const readOnly = named('ReadOnlyAccess');
const againstReadOnly = policies.map(policy => check(readOnly, policy, true));
print('every policy within ReadOnlyAccess', againstReadOnly, { median: 1_000 });

const reading = againstReadOnly.filter(({ result }) => result === 'FAIL').map(row => row.readAll);
console.log(`  all reasons of the FAILs, when they are read: median ${figure(quantile(reading.map(({ time }) => time), 0.5)).trim()} us, p99 ${figure(quantile(reading.map(({ time }) => time), 0.99)).trim()} us, ${mean(reading.map(({ count }) => count)).toFixed(1)} reasons each`);

// Growth

const ACCOUNT = '123456789012';
const SHAPES = {
  'a service for each statement': i => ({ service: `service${i}`, actions: [`service${i}:Get*`, `service${i}:List*`] }),
  'one service, other actions': i => ({ service: 'example', actions: [`example:Get${i}x*`, `example:List${i}x*`] }),
  'one action, other resources': () => ({ service: 'example', actions: ['example:Get*', 'example:List*'] }),
};

/** @param change what to do to some statement */
function synthetic(shape, statements, change = one => one) {
  return textOf({
    Version: '2012-10-17',
    Statement: Array.from({ length: statements }, (_, i) => {
      const { service, actions } = SHAPES[shape](i);
      return change({ Effect: 'Allow', Action: actions, Resource: [`arn:aws:${service}:*:${ACCOUNT}:team${i}/*`, `arn:aws:${service}:*:${ACCOUNT}:shared-${i}`] }, i);
    }),
  });
}

const turned = one => ({ ...one, Action: one.Action.toReversed() });
const narrowed = one => ({ ...one, Action: one.Action[0], Resource: one.Resource[0].replace('/*', '/key*') });
const widenedAt = place => (one, i) => i === place ? { ...one, Action: [...one.Action, one.Action[0].replace('Get', 'Put')] } : one;

const QUESTIONS = {
  'within itself': (shape, n) => [synthetic(shape, n), synthetic(shape, n)],
  'within itself, written otherwise': (shape, n) => [synthetic(shape, n), synthetic(shape, n, turned)],
  'within one with more in the middle': (shape, n) => [synthetic(shape, n, widenedAt(n >> 1)), synthetic(shape, n, turned)],
  'each narrower, within it': (shape, n) => [synthetic(shape, n), synthetic(shape, n, narrowed)],
  'with more in the last, within it': (shape, n) => [synthetic(shape, n), synthetic(shape, n, widenedAt(n - 1))],
};

const TOO_LONG = 1e6;

console.log('\ngrowth: microseconds per statement, the fastest of 3 (goal: the same in every column); what took a second is not asked of more statements');
const SIZES = [100, 1_000, 5_000, 20_000];
console.log(`  ${''.padEnd(66)}${SIZES.map(n => `${n.toLocaleString('en-US')}`.padStart(21)).join('')}`);
for (const shape of Object.keys(SHAPES)) {
  for (const [name, question] of Object.entries(QUESTIONS)) {
    const cells = [];
    let time = 0;
    for (const n of SIZES) {
      if (time > TOO_LONG) { break; }
      const [existing, updated] = question(shape, n);
      const samples = [check(existing, updated)];
      while (samples.length < 3 && samples[0].time < TOO_LONG) { samples.push(check(existing, updated)); }
      time = Math.min(...samples.map(sample => sample.time));
      cells.push(`${figure(time / n, 2)} ${samples[0].result.padEnd(8).slice(0, 8)}`);
    }
    console.log(`  ${`${shape}: ${name}`.padEnd(66)}${cells.join('')}`);
  }
}

// Infixes

const TWELVE = [...'abcdefghijkl'];
const allow = (more = {}) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...more });
const deny = more => ({ Effect: 'Deny', Action: '*', Resource: '*', ...more });
const without = ({ Action, Resource, ...one }, element) => element === 'NotAction' ? { ...one, Resource } : element === 'NotResource' ? { ...one, Action } : { ...one, Action, Resource };
const infix = letter => `*${letter}1*`;
const DIMENSIONS = {
  'the action': letter => without(deny({ NotAction: `s3:${infix(letter)}` }), 'NotAction'),
  'the resource': letter => without(deny({ NotResource: `arn:${infix(letter)}` }), 'NotResource'),
  'a condition key': letter => deny({ Condition: { StringNotLike: { 'aws:PrincipalTag/team': infix(letter) } } }),
};
const NOTHING = textOf({ Version: '2012-10-17', Statement: [deny({})] });

console.log('\ntwelve infixes at once, and none of them (goal: under 100 ms)');
for (const [name, demand] of Object.entries(DIMENSIONS)) {
  const all = textOf({ Version: '2012-10-17', Statement: [allow(), ...TWELVE.map(demand)] });
  const { time, result } = check(NOTHING, all);
  const fewer = textOf({ Version: '2012-10-17', Statement: [allow(), ...TWELVE.slice(1).map(demand)] });
  const within = check(fewer, all);
  const beyond = check(all, fewer);
  console.log(`  ${name.padEnd(18)} twelve ${figure(time / 1e3)} ms ${result}   twelve within eleven ${figure(within.time / 1e3)} ms ${within.result}   eleven within twelve ${figure(beyond.time / 1e3)} ms ${beyond.result}`);
}
const chain = `arn:*${TWELVE.join('*')}*`;
const chains = Array.from({ length: 12 }, (_, i) => `arn:*${[...TWELVE.slice(i), ...TWELVE.slice(0, i)].join('*')}*`);
const chained = textOf({ Version: '2012-10-17', Statement: [allow(), ...chains.map(NotResource => without(deny({ NotResource }), 'NotResource'))] });
const oneChain = textOf({ Version: '2012-10-17', Statement: [allow(), without(deny({ NotResource: chain }), 'NotResource')] });
const [chainsFound, chainsWithin] = [check(NOTHING, chained), check(oneChain, chained)];
console.log(`  ${chain} and its eleven rotations ${figure(chainsFound.time / 1e3)} ms ${chainsFound.result}   within the first ${figure(chainsWithin.time / 1e3)} ms ${chainsWithin.result}`);

console.log(`\nmost memory so far: ${figure(process.resourceUsage().maxRSS / 1024, 0).trim()} MB`);
if (PEER_PAIRS === 0) { process.exit(); }

// The peer

const listOf = value => value === undefined ? [] : [value].flat();
const statementsOf = ({ document }) => listOf(document.Statement);
const isPlain = policy => policy.text.length < 3_000 && !policy.text.includes('${') && statementsOf(policy).every(({ Condition }) => Condition === undefined);
const servicesOf = policy => new Set(statementsOf(policy).flatMap(({ Action }) => listOf(Action)).map(action => action.split(':')[0].toLowerCase()));

const quoted = text => `"${text.replace(/"/g, '""')}"`;
const union = list => list.length === 0 ? 're.none' : list.length === 1 ? list[0] : `(re.union ${list.join(' ')})`;
const any = list => list.length === 0 ? 'false' : list.length === 1 ? list[0] : `(or ${list.join(' ')})`;

function expression(glob) {
  const parts = glob.split(/([*?])/).filter(part => part !== '').map(part => part === '*' ? 're.all' : part === '?' ? 're.allchar' : `(str.to_re ${quoted(part)})`);
  return parts.length === 1 ? parts[0] : `(re.++ ${parts.join(' ')})`;
}

function formula({ Action, NotAction, Resource, NotResource }) {
  const member = (name, globs) => `(str.in_re ${name} ${union(globs.map(expression))})`;
  const element = (name, positive, negative) => positive === undefined ? `(not ${member(name, listOf(negative))})` : member(name, listOf(positive));
  const folded = value => value === undefined ? undefined : listOf(value).map(one => one.toLowerCase());
  return `(and ${element('a', folded(Action), folded(NotAction))} ${element('r', Resource, NotResource)})`;
}

function allowed(policy) {
  const of = effect => statementsOf(policy).filter(({ Effect }) => Effect === effect).map(formula);
  return `(and ${any(of('Allow'))} (not ${any(of('Deny'))}))`;
}

const script = (existing, updated) => `
  (set-option :timeout ${Z3_MILLISECONDS})
  (declare-const a String)
  (declare-const r String)
  (define-const letter RegLan (re.union (re.range "a" "z") (re.range "0" "9") (str.to_re "-") (str.to_re ".") (str.to_re "_")))
  (assert (str.in_re a (re.++ (re.+ letter) (str.to_re ":") (re.+ letter))))
  (assert (not (= r "")))
  (assert ${allowed(updated)})
  (assert (not ${allowed(existing)}))
  (check-sat)`;

const { init } = await import('z3-solver');
const { Z3 } = await init();

async function theirs(existing, updated) {
  const config = Z3.mk_config();
  const context = Z3.mk_context(config);
  try {
    const text = script(existing, updated);
    const start = process.hrtime.bigint();
    const answer = (await Z3.eval_smtlib2_string(context, text)).trim();
    return { answer: { sat: 'FAIL', unsat: 'PASS' }[answer] ?? 'UNDECIDED', time: microsecondsSince(start) };
  } finally {
    Z3.del_context(context);
    Z3.del_config(config);
  }
}

const plain = policies.filter(isPlain);
const neighbours = policy => plain.filter(other => [...servicesOf(other)].some(service => servicesOf(policy).has(service)));
const KINDS = { 'any two': () => oneOf(plain), 'two with a service in common': policy => oneOf(neighbours(policy)), 'one within itself': policy => policy };
const peerPairs = Array.from({ length: PEER_PAIRS }, (_, i) => {
  const kind = Object.keys(KINDS)[i % 3];
  const updated = oneOf(plain);
  return { kind, updated, existing: KINDS[kind](updated) };
});
for (const { existing, updated } of peerPairs.slice(0, 10)) { await theirs(existing, updated); }

const compared = [];
for (const { kind, existing, updated } of peerPairs) { compared.push({ kind, ...check(existing, updated), other: await theirs(existing, updated) }); }

console.log(`\nz3 on ${PEER_PAIRS} of the same questions, pairs of ${plain.length} small policies without conditions; it has ${Z3_MILLISECONDS} ms for each, its script is made beforehand`);
for (const kind of [...Object.keys(KINDS), undefined]) {
  const own = compared.filter(row => kind === undefined || row.kind === kind);
  const decided = own.filter(({ other }) => other.answer !== 'UNDECIDED');
  const agreed = decided.filter(({ result, other }) => result === other.answer);
  const [here, there] = [quantile(own.map(({ time }) => time), 0.5), quantile(own.map(({ other }) => other.time), 0.5)];
  console.log(`  ${(kind ?? 'all').padEnd(30)} ${String(own.length).padStart(4)} pairs   z3 decides ${String(decided.length).padStart(4)}, the same in ${String(agreed.length).padStart(4)}   median ${figure(here)} us here ${figure(there)} us by z3   ratio ${figure(there / here, 0)}`);
}
for (const { existing, updated, result, other } of compared.filter(({ result, other }) => other.answer !== 'UNDECIDED' && other.answer !== result)) {
  console.log(`  disagreement: ${updated.name} within ${existing.name}: ${result} here, ${other.answer} by z3`);
}
// z3 keeps its threads.
process.exit();
