// Installs the packed tarball in a scratch CDK app, and synthesizes with it: an over-permissive stack is refused, a modest one passes.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const dist = resolve('dist/js');
const tarball = join(dist, readdirSync(dist).find(name => name.endsWith('.tgz')));
const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const versions = Object.fromEntries(['aws-cdk', 'aws-cdk-lib', 'cdk-nag', 'constructs'].map(name => [name, devDependencies[name]]));

const folder = mkdtempSync(join(tmpdir(), 'guardrails-scratch-'));
try {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: { ...versions, 'cdk-iam-guardrails': `file:${tarball}` } }));
  writeFileSync(join(folder, 'cdk.json'), JSON.stringify({ notices: false, versionReporting: false, context: { 'cli-telemetry': false } }));
  writeFileSync(join(folder, 'app.js'), `
    const { App, Stack } = require('aws-cdk-lib');
    const iam = require('aws-cdk-lib/aws-iam');
    const { AccountPasswordPolicy, Guardrails } = require('cdk-iam-guardrails');
    const engine = require('cdk-iam-guardrails/engine');
    const app = new App();
    Guardrails.enforce(app);
    const stack = new Stack(app, 'Scratch');
    new AccountPasswordPolicy(stack, 'PasswordPolicy');
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(new iam.PolicyStatement({ actions: [process.env.ACTION], resources: [process.env.RESOURCE] }));
    const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
    const request = { policyInputList: [policy], actionNames: ['s3:GetObject'], resourceArns: ['arn:aws:s3:::amzn-s3-demo-bucket/key'] };
    const [result] = engine.PolicySimulator.simulateCustomPolicy(request).evaluationResults;
    if (result.evalDecision !== engine.EvalDecision.ALLOWED || engine.ServiceAuthorizationReference.action('s3:GetObject') === undefined) { throw new Error('the engine of the package does not decide'); }
  `);
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, stdio: 'inherit' });

  const synth = env => spawnSync('npx', ['cdk', 'synth', '--quiet', '--app', 'node app.js'], { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env } });
  expect('a role that may do everything is refused', synth({ ACTION: '*', RESOURCE: '*' }), 1, 'cdk-iam-guardrails::NoAdminAccess');
  expect('a role that may read one bucket passes', synth({ ACTION: 's3:GetObject', RESOURCE: 'arn:aws:s3:::amzn-s3-demo-bucket/*' }), 0, '');
  const verify = (...args) => spawnSync('npx', ['cdk-iam-guardrails', 'verify', 'cdk.out', ...args], { cwd: folder, encoding: 'utf8' });
  expect('what passed at synth passes in a process of its own', verify(), 0, 'PASS: no findings');
  expect('a bad option is no verdict', verify('--format', 'xml'), 2, 'write text, json');
  const cli = spawnSync('npx', ['cdk-iam-guardrails', 'conformance', resolve('test/engine/evaluation/cases/same-account.json')], { cwd: folder, encoding: 'utf8' });
  expect('the command line of the package runs', cli, 0, ' agreed, 0 disagreed');

  const main = (...args) => spawnSync('npx', ['cdk-iam-guardrails', ...args], { cwd: folder, encoding: 'utf8' });
  synth({ ACTION: '*', RESOURCE: '*' });
  const report = main('verify', 'cdk.out', '--format', 'json');
  expect('verify finds the same in a process of its own', report, 1, '"rule": "NoAdminAccess"');
  const [{ fingerprint }] = JSON.parse(report.stdout).findings;
  for (const [format, text] of [['text', 'FAIL: '], ['sarif', '"version": "2.1.0"'], ['markdown', '### FAIL'], ['html', '<!doctype html>']]) {
    expect(`verify prints ${format}`, main('verify', 'cdk.out', '--format', format), 1, text);
  }
  expect('explain says everything about a finding', main('explain', fingerprint, 'cdk.out'), 0, 'where it is meant:');
  writeFileSync(join(folder, 'assertions.js'), `
    const { App, Stack } = require('aws-cdk-lib');
    const iam = require('aws-cdk-lib/aws-iam');
    const { assertions } = require('cdk-iam-guardrails');
    const stack = new Stack(new App(), 'Asserted', { env: { account: '111122223333', region: 'eu-west-1' } });
    const user = new iam.User(stack, 'User');
    user.addToPolicy(new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: ['arn:aws:sqs:eu-west-1:111122223333:orders'] }));
    const asserted = assertions.AccessAssertions.fromStack(stack);
    asserted.principal(user).canDo('sqs:SendMessage', 'arn:aws:sqs:eu-west-1:111122223333:orders').cannotDo('iam:*');
    asserted.publicAccess().isNone();
    try { asserted.principal(user).cannotDo('sqs:*'); } catch ({ message }) { console.log(message); }
  `);
  expect('assertions hold, and fail with a witness', spawnSync('node', ['assertions.js'], { cwd: folder, encoding: 'utf8' }), 0, 'may do `sqs:SendMessage`');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function expect(what, { status, stdout, stderr }, code, text) {
  if (status !== code || !`${stdout}${stderr}`.includes(text)) {
    throw new Error(`${what}: exit code ${status}, expected ${code} with ${JSON.stringify(text)}\n${stdout}\n${stderr}`);
  }
  console.log(`ok: ${what}`);
}
