// Random questions about globs, answered here and by z3's theory of regular expressions, in one process and one run. Prints how often both
// say the same, and the ratio of the medians. `node z3-globs.mjs 1000 7` asks 1,000 questions of seed 7.
import { createRequire } from 'node:module';
import { init } from 'z3-solver';

const require = createRequire(import.meta.url);
const { Budget, BudgetSpent } = require('../lib/engine/analysis/private/budget.js');
const { findText, PatternSet } = require('../lib/engine/analysis/private/pattern-set.js');
const { WordPattern } = require('../lib/engine/analysis/private/word-pattern.js');

const QUESTIONS = Number(process.argv[2] ?? 400);
const SEED = Number(process.argv[3] ?? 1);
const Z3_MILLISECONDS = 1500;
/** As many as a check of a policy has. */
const MOST_STEPS = 2_000_000;

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
const below = limit => Math.floor(random() * limit);
const oneOf = list => list[below(list.length)];
const times = (most, make) => Array.from({ length: 1 + below(most) }, make);

/** Short ones of few letters, where everything overlaps, and some as policies have them. */
const letters = () => times(6, () => oneOf(['a', 'b', ':', 'a', 'b', '*', '*', '?'])).join('');
const arns = () => ['arn', oneOf(['aws', '*', 'aws*']), oneOf(['s3', 'sqs', '*']), oneOf(['', '*', 'eu-west-1', 'eu-*', '??-west-?']), oneOf(['', '*', '111122223333', '????????????']),
  times(3, () => oneOf(['logs', 'logs-*', '*', 'prod*', '*-data', 'team?', 'a*b*c', '*.json'])).join('/')].join(':');
const infixes = () => `*${times(3, () => oneOf(['a1', 'b1', 'c1', 'd1'])).join('*')}*`;

/** The same with some of it behind wildcards: includes it, or nearly so. */
const loosened = glob => [...glob].map(character => {
  const chance = random();
  return chance < 0.12 ? '*' : chance < 0.18 ? '?' : chance < 0.2 ? oneOf(['a', 'b', '']) : character;
}).join('');

const QUESTION_KINDS = {
  'a word in all of two or three': make => ({ inside: [[make()], [make()], ...random() < 0.5 ? [[make()]] : []], outside: [] }),
  'one within another': make => {
    const inner = make();
    return { inside: [[inner]], outside: [[random() < 0.8 ? loosened(inner) : make()]] };
  },
  'one within a union': make => {
    const inner = make();
    return { inside: [[inner]], outside: [[loosened(inner), ...times(2, () => random() < 0.5 ? loosened(inner) : make())]] };
  },
};

const ANY_TEXT = { shape: WordPattern.glob('*'), accepts: () => true, samples: () => [] };

function ours({ inside, outside }) {
  const sets = unions => unions.map(union => new PatternSet(union.map(glob => WordPattern.glob(glob))));
  try {
    return findText(sets(inside), sets(outside), ANY_TEXT, new Budget(MOST_STEPS)) === undefined ? 'unsat' : 'sat';
  } catch (error) {
    if (error instanceof BudgetSpent) { return 'unknown'; }
    throw error;
  }
}

function expression(glob) {
  const parts = glob.split(/([*?])/).filter(part => part !== '').map(part => part === '*' ? 're.all' : part === '?' ? 're.allchar' : `(str.to_re "${part}")`);
  return parts.length === 0 ? '(str.to_re "")' : parts.length === 1 ? parts[0] : `(re.++ ${parts.join(' ')})`;
}

function script({ inside, outside }) {
  const member = union => `(str.in_re w ${union.length === 1 ? expression(union[0]) : `(re.union ${union.map(expression).join(' ')})`})`;
  return [
    `(set-option :timeout ${Z3_MILLISECONDS})`,
    '(declare-const w String)',
    ...inside.map(union => `(assert ${member(union)})`),
    ...outside.map(union => `(assert (not ${member(union)}))`),
    '(check-sat)',
  ].join('\n');
}

const { Z3 } = await init();

async function theirs(question) {
  const config = Z3.mk_config();
  const context = Z3.mk_context(config);
  try {
    return (await Z3.eval_smtlib2_string(context, script(question))).trim();
  } finally {
    Z3.del_context(context);
    Z3.del_config(config);
  }
}

const microseconds = start => Number(process.hrtime.bigint() - start) / 1e3;
const median = list => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const figure = n => Math.round(n).toLocaleString('en-US').padStart(9);

const questions = Array.from({ length: QUESTIONS }, (_, i) => {
  const kind = Object.keys(QUESTION_KINDS)[i % 3];
  return { kind, ...QUESTION_KINDS[kind](oneOf([letters, letters, arns, infixes])) };
});

// Both run compiled: z3 is so from the start, JavaScript after some thousand calls. Nothing that a question leaves behind helps the next.
for (let i = 0; i < 3000; i++) { ours(QUESTION_KINDS[oneOf(Object.keys(QUESTION_KINDS))](oneOf([letters, letters, arns, infixes]))); }
for (const question of questions.slice(0, 30)) { await theirs(question); }

const timed = questions.map(question => {
  const start = process.hrtime.bigint();
  const own = ours(question);
  return { ...question, own, here: microseconds(start) };
});
const rows = [];
for (const row of timed) {
  const start = process.hrtime.bigint();
  const other = await theirs(row);
  rows.push({ ...row, other, there: microseconds(start) });
}

const isDecided = ({ other }) => other === 'sat' || other === 'unsat';
const isUndecided = ({ own }) => own === 'unknown';
const disagreements = rows.filter(row => isDecided(row) && !isUndecided(row) && row.own !== row.other);

console.log(`${QUESTIONS} questions, seed ${SEED}; z3 has ${Z3_MILLISECONDS} ms for each\n`);
console.log(`${''.padEnd(32)}  questions  decided here  decided by z3  has a word  disagreements   median here  median z3      ratio`);
for (const kind of [...Object.keys(QUESTION_KINDS), undefined]) {
  const own = rows.filter(row => kind === undefined || row.kind === kind);
  const [here, there] = [median(own.map(row => row.here)), median(own.map(row => row.there))];
  console.log([
    (kind ?? 'all').padEnd(32), figure(own.length), `    ${figure(own.filter(row => !isUndecided(row)).length)}`, `     ${figure(own.filter(isDecided).length)}`, `  ${figure(own.filter(row => row.own === 'sat').length)}`,
    `     ${figure(own.filter(row => disagreements.includes(row)).length)}`, `  ${figure(here)} us`, `${figure(there)} us`, ` ${figure(there / here)}`,
  ].join(''));
}
for (const { inside, outside, own, other } of disagreements) { console.log(`disagreement: inside ${JSON.stringify(inside)}, outside ${JSON.stringify(outside)}: ${own} here, ${other} by z3`); }
for (const { inside, outside, other } of rows.filter(isUndecided)) { console.log(`undecided here: inside ${JSON.stringify(inside)}, outside ${JSON.stringify(outside)}: ${other} by z3`); }
console.log(`slowest: ${figure(Math.max(...rows.map(row => row.here))).trim()} us here, ${figure(Math.max(...rows.map(row => row.there))).trim()} us by z3`);
// z3 keeps its threads.
process.exit(disagreements.length > 0 ? 1 : 0);
