// Reads the templates of generated apps, side by side with a bare JSON.parse of the same bytes, in one process and one run. Prints the
// ratio, and the time and memory for each role as the app grows. `node reading.mjs 400 1000 5000` reads apps of so many roles.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { readTemplate } = require('../lib/cloudformation/app-reader.js');

const SIZES = process.argv.slice(2).map(Number);
const ROLES = SIZES.length > 0 ? SIZES : [400, 1000, 2000, 5000];
const BUCKETS = 20;
const STATEMENTS = 5;
const REPETITIONS = 9;

const document = (...statements) => ({ Version: '2012-10-17', Statement: statements });
const arn = i => ({ 'Fn::GetAtt': [`Bucket${i % BUCKETS}`, 'Arn'] });

/** As the CDK writes roles that were granted access to buckets: a role, and a policy of its own that names it. */
function template(roles) {
  const resources = {};
  for (let i = 0; i < BUCKETS; i++) { resources[`Bucket${i}`] = { Type: 'AWS::S3::Bucket' }; }
  for (let i = 0; i < roles; i++) {
    resources[`Role${i}`] = {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: document({ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }) },
      Metadata: { 'aws:cdk:path': `Stack/Role${i}/Resource` },
    };
    resources[`Policy${i}`] = {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: `Policy${i}`,
        Roles: [{ Ref: `Role${i}` }],
        PolicyDocument: document(...Array.from({ length: STATEMENTS }, (_, k) => ({
          Effect: 'Allow', Action: ['s3:GetObject*', 's3:GetBucket*', 's3:List*'], Resource: [arn(i + k), { 'Fn::Join': ['', [arn(i + k), '/*']] }],
        }))),
      },
      Metadata: { 'aws:cdk:path': `Stack/Role${i}/DefaultPolicy/Resource` },
    };
  }
  return JSON.stringify({ Resources: resources }, null, 1);
}

const median = list => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

function timed(run) {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const deployed = { account: '111122223333', region: 'us-east-1' };
const warm = template(200);
for (let i = 0; i < 20; i++) { readTemplate(warm, deployed); }

console.log(`${STATEMENTS} statements a role; milliseconds of CPU, medians of ${REPETITIONS}\n`);
console.log('   roles       MB   JSON.parse       read    ratio   us a role   MB of heap');
for (const roles of ROLES) {
  const text = template(roles);
  const runs = Array.from({ length: REPETITIONS }, () => {
    const parsed = timed(() => JSON.parse(text));
    const before = process.memoryUsage().heapUsed;
    let reading;
    const read = timed(() => { reading = readTemplate(text, deployed); });
    if (reading.unread.length > 0 || reading.principals.length !== roles) { throw new Error('the template was not read'); }
    return { parsed, read, heap: Math.max(0, process.memoryUsage().heapUsed - before) / 1e6 };
  });
  const [parsed, read, heap] = ['parsed', 'read', 'heap'].map(name => median(runs.map(run => run[name])));
  console.log([
    String(roles).padStart(8), (text.length / 1e6).toFixed(2).padStart(9), parsed.toFixed(1).padStart(13), read.toFixed(1).padStart(11), (read / parsed).toFixed(1).padStart(9),
    (1000 * read / roles).toFixed(0).padStart(12), heap.toFixed(0).padStart(13),
  ].join(''));
}
