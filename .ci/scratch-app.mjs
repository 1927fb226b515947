// Installs the packed tarball in a scratch CDK app, and runs every face of the package from there.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const dist = resolve('dist/js');
const tarball = join(dist, readdirSync(dist).find(name => name.endsWith('.tgz')));
const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const versions = Object.fromEntries(['aws-cdk', 'aws-cdk-lib', 'cdk-nag', 'constructs'].map(name => [name, devDependencies[name]]));

const EVERYTHING = { action: '*', resource: '*' };
const ONE_BUCKET = { action: 's3:GetObject', resource: 'arn:aws:s3:::amzn-s3-demo-bucket/*' };
const ANOTHER_BUCKET = { action: 's3:GetObject', resource: 'arn:aws:s3:::amzn-s3-demo-bucket2/*' };
const EVERY_BUCKET = { action: 's3:GetObject', resource: '*' };

const folder = mkdtempSync(join(tmpdir(), 'guardrails-scratch-'));
try {
  cpSync('.ci/scratch', folder, { recursive: true });
  write('package.json', { private: true, dependencies: { ...versions, 'cdk-iam-guardrails': `file:${tarball}` } });
  write('cdk.json', { notices: false, versionReporting: false, context: { 'cli-telemetry': false } });
  write('guardrails.json', { accessLock: 'access.lock.json' });
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, stdio: 'inherit' });

  withoutApp();
  const fingerprint = enforced();
  reports(fingerprint);
  waiver(fingerprint);
  otherGates(fingerprint);
  lockAndConfiguration();
  baseline();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function withoutApp() {
  expect('the engine decides', run('node', 'engine.js'), 0);
  expect('assertions hold, and fail with a witness', run('node', 'assertions.js'), 0, 'may do `sqs:SendMessage`');
  expect('the command line runs', guardrails('conformance', resolve('test/engine/evaluation/cases/same-account.json')), 0, ' agreed, 0 disagreed');
}

/** @returns the fingerprint that the synthesis of `refused` prints for the finding at `Role` */
function enforced() {
  const refused = synth('refused', 'enforce', { Role: EVERYTHING });
  expect('a role that may do everything is refused', refused, 1, 'cdk-iam-guardrails::NoAdminAccess');
  expect('a role that may read one bucket passes', synth('modest', 'enforce', { Reader: ONE_BUCKET }), 0);
  return /fingerprint\W+([0-9a-f]{16})\b/i.exec(output(refused))[1];
}

function reports(fingerprint) {
  expect('what passed at synth passes in a process of its own', guardrails('verify', 'modest'), 0, 'PASS: no findings');
  expect('a bad option is no verdict', guardrails('verify', 'modest', '--format', 'xml'), 2, 'write text, json');
  const beginnings = { text: 'FAIL: ', json: '"rule": "NoAdminAccess"', sarif: '"version": "2.1.0"', markdown: '### FAIL', html: '<!doctype html>' };
  for (const [format, beginning] of Object.entries(beginnings)) {
    expect(`verify finds the same, and prints ${format}`, guardrails('verify', 'refused', '--format', format), 1, beginning, fingerprint);
  }
  expect('explain says everything about a finding', guardrails('explain', fingerprint, 'refused'), 0, 'where it is meant:');
  const whoCan = key => guardrails('who-can', 's3:GetObject', `arn:aws:s3:::${key}`, 'modest');
  expect('who-can names who may', whoCan('amzn-s3-demo-bucket/key'), 1, 'FAIL\n', 'Reader');
  expect('who-can says that nobody may', whoCan('amzn-s3-demo-bucket2/key'), 0, 'PASS\n');
}

function waiver(fingerprint) {
  const terms = { rule: 'NoAdminAccess', fingerprint, reason: 'ends incidents', owner: 'platform-team', expires: '2099-12-31' };
  const listed = `(${fingerprint}) until 2099-12-31, by \`platform-team\``;
  expect('what is waived by its fingerprint passes', synth('waived', 'enforce', { Role: { ...EVERYTHING, waiver: terms } }), 0, listed);
  expect('verify lists what is waived', guardrails('verify', 'waived'), 0, 'PASS: no findings; 1 waived', listed);
}

function otherGates(fingerprint) {
  expect('the pack refuses, each finding with an id', synth('pack', 'pack', { Role: EVERYTHING }), 1, `cdk-iam-guardrails::NoAdminAccess[${fingerprint}]`);
  expect('the aspect refuses', synth('aspect', 'aspect', { Role: EVERYTHING }), 1, 'cdk-iam-guardrails::NoAdminAccess');
}

function lockAndConfiguration() {
  const configured = ['--config', 'guardrails.json'];
  expect('lock writes what everybody may do', guardrails('lock', 'modest', '--lock', 'access.lock.json'), 0, '`access.lock.json`: 2 principals');
  expect('what is in the lock of the configuration passes', guardrails('verify', 'modest', ...configured), 0, 'PASS: no findings');
  expect('what is beyond it is refused', synth('widened', 'enforce', { Reader: ANOTHER_BUCKET }, { config: 'guardrails.json' }), 1, 'NoAccessBeyondLock');
  expect('verify finds it by the configuration', guardrails('verify', 'widened', ...configured), 1, 'NoAccessBeyondLock');
  expect('verify finds it by nothing else', guardrails('verify', 'widened'), 0, 'PASS: no findings');
}

function baseline() {
  const report = { enforcement: 'report' };
  expect('the first report passes, and writes the baseline', synth('first', 'enforce', { Role: EVERYTHING }, report), 0, 'the baseline `iam-baseline.json` was written');
  expect('what is beyond it is refused', synth('beyond', 'enforce', { Role: EVERYTHING, Reader: EVERY_BUCKET }, report), 1, 'cdk-iam-guardrails::NoUnboundedDataAccess');
  expect('verify finds only what is beyond it', guardrails('verify', 'beyond', '--baseline', 'iam-baseline.json'), 1, 'FAIL: 1 finding', 'NoUnboundedDataAccess');
  expect('the command writes it again', guardrails('baseline', 'beyond'), 0, '`iam-baseline.json`: 2 found');
  expect('what is in it passes', guardrails('verify', 'beyond', '--baseline', 'iam-baseline.json'), 0, 'PASS: no findings; 2 in the baseline');
}

/** Synthesizes the scratch app into the folder `name`. */
function synth(name, gate, roles, options = {}) {
  return run(installed('cdk'), 'synth', '--quiet', '--app', 'node app.js', '--output', name, { SCRATCH: JSON.stringify({ gate, options, roles }) });
}

function guardrails(...args) {
  return run(installed('cdk-iam-guardrails'), ...args);
}

function installed(command) {
  return join(folder, 'node_modules', '.bin', command);
}

/** Runs a command in the scratch app; the last argument may be an object of environment variables. */
function run(command, ...args) {
  const env = typeof args.at(-1) === 'object' ? args.pop() : {};
  return spawnSync(command, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env } });
}

function write(name, content) {
  writeFileSync(join(folder, name), JSON.stringify(content));
}

function output({ stdout, stderr }) {
  return `${stdout}${stderr}`;
}

function expect(what, ran, code, ...texts) {
  if (ran.status !== code || !texts.every(text => output(ran).includes(text))) {
    throw new Error(`${what}: exit code ${ran.status}, expected ${code} with ${JSON.stringify(texts)}\n${output(ran)}`);
  }
  console.log(`ok: ${what}`);
}
