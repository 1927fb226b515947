// One synthesis of a generated app in a process of its own: `node gate-app.mjs APP WITH STACKS ROLES`. Prints milliseconds of CPU as JSON: of the
// whole process up to the end of the synthesis, and what the validation plugin adds to it, loading it and asking it.
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { App, Stack, Validations } = require('aws-cdk-lib');
const iam = require('aws-cdk-lib/aws-iam');
const s3 = require('aws-cdk-lib/aws-s3');
const dynamodb = require('aws-cdk-lib/aws-dynamodb');

const BUCKETS = 20;
const STATEMENTS = 5;
const numbers = Array.from({ length: STATEMENTS }, (_, k) => k);

const ACTIONS = [
  ['s3:GetObject', 's3:PutObject'], ['dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:GetItem', 'dynamodb:Scan'],
  ['sqs:SendMessage', 'sqs:GetQueueUrl'], ['sns:Publish'], ['kms:Decrypt', 'kms:DescribeKey'],
];

/** By name, what makes the statements of the roles of a stack. */
const APPS = {
  // Roles that may read buckets which many roles may read.
  granted: stack => {
    const buckets = Array.from({ length: BUCKETS }, (_, i) => new s3.Bucket(stack, `Bucket${i}`, { enforceSSL: true }));
    return (role, i) => { for (const k of numbers) { buckets[(i + k) % BUCKETS].grantRead(role); } };
  },
  // Roles of which each may use what is its own: no statement stands twice.
  distinct: stack => (role, i) => {
    const table = new dynamodb.CfnTable(stack, `Table${i}`, {
      keySchema: [{ attributeName: 'id', keyType: 'HASH' }], pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    });
    const resources = [
      [table.attrArn, `${table.attrArn}/index/name`], [`arn:${stack.partition}:s3:::bucket-${i}/key`], [`arn:aws:sqs:us-east-1:111122223333:queue-${i}`],
      [`arn:aws:sns:us-east-1:111122223333:topic-${i}`], [`arn:aws:s3:::data-${i}/key`],
    ];
    for (const k of numbers) {
      const conditions = k === 4 ? { StringEquals: { 'aws:ResourceTag/team': `team-${i}` } } : undefined;
      role.addToPolicy(new iam.PolicyStatement({ actions: ACTIONS[(i + k) % ACTIONS.length], resources: resources[k], conditions }));
    }
  },
};

/** By name, what registers the plugin that looks at the app. */
const PLUGINS = {
  nothing: () => {},
  AwsSolutionsChecks: app => {
    const { AwsSolutionsChecks } = require('cdk-nag');
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  },
  Guardrails: app => guardrails(app, {}),
  'Guardrails strict': app => guardrails(app, { profile: 'strict' }),
};

function guardrails(app, options) {
  require('../lib/index.bundle.js').Guardrails.enforce(app, options);
}

function spent(run) {
  const start = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(start);
  return { result, time: (user + system) / 1000 };
}

const [name, look, stacks, roles] = process.argv.slice(2);
const outdir = mkdtempSync(join(tmpdir(), 'gate-'));
const app = new App({ outdir, analyticsReporting: false });
for (let s = 0; s < stacks; s++) {
  const stack = new Stack(app, `Stack${s}`, { env: { account: '111122223333', region: 'us-east-1' } });
  const grant = APPS[name](stack);
  for (let i = 0; i < roles / stacks; i++) {
    grant(new iam.Role(stack, `Role${i}`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }), s * roles / stacks + i);
  }
}
let adds = spent(() => PLUGINS[look](app)).time;
let asked = 0;
for (const plugin of app._validationPlugins) {
  const validate = plugin.validate.bind(plugin);
  plugin.validate = context => {
    const { result, time } = spent(() => validate(context));
    adds += time;
    asked += 1;
    return result;
  };
}
// What AwsSolutionsChecks finds in grants of the CDK stops the synthesis; what that costs is not counted.
try { app.synth(); } catch (error) { if (!String(error).includes('Validation failed')) { throw error; } }
const { user, system } = process.cpuUsage();
if (asked !== (look === 'nothing' ? 0 : 1)) { throw new Error(`asked ${asked} times`); }
rmSync(outdir, { recursive: true });
console.log(JSON.stringify({ all: (user + system) / 1000, adds }));
process.exit(0);
