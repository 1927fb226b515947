// One request, decided: this engine beside iam-simulate, in one process and one run. Prints decisions per CPU second and their ratio.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { runSimulation } from '@cloud-copilot/iam-simulate';

const require = createRequire(import.meta.url);
const { PolicySimulator } = require('../lib/engine');

const ACCOUNT = '123456789012';
const ALLOW_ALL = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

const small = {
  Version: '2012-10-17',
  Statement: [
    { Sid: 'List', Effect: 'Allow', Action: ['s3:ListBucket', 's3:GetBucketLocation'], Resource: 'arn:aws:s3:::amzn-s3-demo-bucket' },
    { Sid: 'Read', Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::amzn-s3-demo-bucket/*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
    { Sid: 'Keep', Effect: 'Deny', Action: 's3:DeleteObject*', Resource: '*' },
  ],
};

/** Statements of a few services, as large roles have them; the last ones decide. */
function large(statements) {
  const services = ['ec2', 'dynamodb', 'sqs', 'lambda', 'logs', 'kms', 'sns', 's3'];
  const list = Array.from({ length: statements }, (_, i) => {
    const service = services[i % services.length];
    return {
      Sid: `S${i}`, Effect: i % 10 === 9 ? 'Deny' : 'Allow',
      Action: [`${service}:Get*`, `${service}:List*`, `${service}:Describe*`],
      Resource: [`arn:aws:${service}:*:${ACCOUNT}:team${i}/*`, `arn:aws:${service}:*:${ACCOUNT}:shared-${i}`],
    };
  });
  list.push({ Sid: 'Last', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::amzn-s3-demo-bucket/*' });
  return { Version: '2012-10-17', Statement: list };
}

const context = { 'aws:SecureTransport': 'true' };
const request = { action: 's3:GetObject', principal: `arn:aws:iam::${ACCOUNT}:user/alice`, resource: 'arn:aws:s3:::amzn-s3-demo-bucket/key' };

function ours({ identity, boundary, levels }) {
  return {
    policyInputList: [identity],
    permissionsBoundaryPolicyInputList: boundary && [boundary],
    serviceControlPolicyInputList: levels?.map(level => [level]),
    actionNames: [request.action],
    resourceArns: [request.resource],
    callerArn: request.principal,
    contextEntries: Object.entries(context).map(([contextKeyName, value]) => ({ contextKeyName, contextKeyValues: [value] })),
  };
}

function theirs({ identity, boundary, levels }) {
  return {
    identityPolicies: [{ name: 'identity', policy: identity }],
    permissionBoundaryPolicies: boundary && [{ name: 'boundary', policy: boundary }],
    serviceControlPolicies: (levels ?? []).map((policy, i) => ({ orgIdentifier: `ou-${i}`, policies: [{ name: `scp${i}`, policy }] })),
    resourceControlPolicies: [],
    request: { ...request, resource: { resource: request.resource, accountId: ACCOUNT }, contextVariables: context },
  };
}

/** Runs a job for at least so many milliseconds of CPU; returns runs per CPU second. */
async function perCpuSecond(job, milliseconds = 1500) {
  await job();
  const start = process.cpuUsage();
  let runs = 0;
  let used = 0;
  while (used < milliseconds * 1000) {
    for (let i = 0; i < 5; i++) { await job(); }
    runs += 5;
    const { user, system } = process.cpuUsage(start);
    used = user + system;
  }
  return runs / (used / 1e6);
}

function perCpuSecondSync(job, milliseconds = 1500) {
  for (let i = 0; i < 50; i++) { job(); }
  const start = process.cpuUsage();
  let runs = 0;
  let used = 0;
  while (used < milliseconds * 1000) {
    for (let i = 0; i < 50; i++) { job(); }
    runs += 50;
    const { user, system } = process.cpuUsage(start);
    used = user + system;
  }
  return runs / (used / 1e6);
}

/** Microseconds of the fastest of so many runs. */
function best(run, times) {
  const samples = Array.from({ length: times }, () => {
    const start = process.hrtime.bigint();
    run();
    return Number(process.hrtime.bigint() - start) / 1e3;
  });
  return Math.min(...samples);
}

const figure = n => Math.round(n).toLocaleString('en-US').padStart(12);

async function compare(title, policies) {
  const own = ours(policies);
  const other = theirs(policies);
  const [result] = PolicySimulator.simulateCustomPolicy(own).evaluationResults;
  const peer = await runSimulation(other, {});
  const peerDecision = peer.resultType === 'error' ? 'error' : peer.overallResult === 'Allowed' || peer.result === 'Allowed' ? 'allowed' : JSON.stringify(peer.overallResult ?? peer.resultType);
  console.log(`\n${title}\n  decisions: ${result.evalDecision} here, ${peerDecision} there`);
  const simulator = new PolicySimulator(own);
  const there = await perCpuSecond(() => runSimulation(other, {}));
  const compiled = perCpuSecondSync(() => simulator.simulate(own));
  const cold = perCpuSecondSync(() => PolicySimulator.simulateCustomPolicy(own));
  console.log(`  iam-simulate runSimulation             ${figure(there)} per CPU second`);
  console.log(`  PolicySimulator.simulate (compiled)    ${figure(compiled)} per CPU second, ${(compiled / there).toFixed(0)} times`);
  console.log(`  PolicySimulator.simulateCustomPolicy   ${figure(cold)} per CPU second, ${(cold / there).toFixed(0)} times (parses every time)`);
}

await compare('one policy of 3 statements', { identity: small });
await compare('200 statements, boundary, 3 SCP levels', {
  identity: large(199), boundary: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['s3:*', 'ec2:*', 'sqs:*'], Resource: '*' }] }, levels: [ALLOW_ALL, ALLOW_ALL, ALLOW_ALL],
});

console.log('\ngrowth, parse and first decision included: best of 15, so without collections of garbage');
let before;
for (const statements of [10, 100, 1000, 10000]) {
  const own = ours({ identity: large(statements - 1) });
  const microseconds = best(() => PolicySimulator.simulateCustomPolicy(own), 15);
  const simulator = new PolicySimulator(own);
  const decision = 1e6 / perCpuSecondSync(() => simulator.simulate(own), 300);
  console.log(`  ${String(statements).padStart(6)} statements ${microseconds.toFixed(1).padStart(10)} us ${before ? `(${(microseconds / before).toFixed(1)} times)` : ''}   decision alone ${decision.toFixed(1)} us`);
  before = microseconds;
}

console.log('\nload and first decision in a fresh process, median of 11');
const script = `
  const start = process.hrtime.bigint();
  const { PolicySimulator } = require('../lib/engine.bundle.js');
  const loaded = process.hrtime.bigint();
  PolicySimulator.simulateCustomPolicy(${JSON.stringify(ours({ identity: small }))});
  const decided = process.hrtime.bigint();
  console.log(Number(loaded - start) / 1e6, Number(decided - loaded) / 1e6);
`;
const samples = Array.from({ length: 11 }, () => execFileSync(process.execPath, ['-e', script], { cwd: import.meta.dirname, encoding: 'utf8' }).trim().split(' ').map(Number));
const median = list => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
console.log(`  require ${median(samples.map(([load]) => load)).toFixed(1)} ms, first decision ${median(samples.map(([, first]) => first)).toFixed(1)} ms, together ${median(samples.map(([a, b]) => a + b)).toFixed(1)} ms`);
