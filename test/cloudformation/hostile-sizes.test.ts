import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allow, deny, document, inline, managedPolicy, role, user } from './templates';

const MAIN = join(__dirname, '..', '..', 'lib', 'cli', 'main.js');
const MOST_MEGABYTES = 512;
const MOST_SECONDS = 60;

const folder = mkdtempSync(join(tmpdir(), 'cdk-iam-guardrails-sizes-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Reading {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** In a process of its own, with little memory. */
function read(name: string, template: unknown): Reading {
  const file = join(folder, name);
  writeFileSync(file, typeof template === 'string' ? template : JSON.stringify(template));
  const { status, stdout, stderr } = spawnSync(process.execPath, [`--max-old-space-size=${MOST_MEGABYTES}`, MAIN, 'read', file, '--json'], {
    encoding: 'utf8', timeout: MOST_SECONDS * 1000, maxBuffer: 2 ** 30,
  });
  return { code: status, out: stdout, err: stderr };
}

function unreadIn({ out }: Reading): string[] {
  const { unread, stacks } = JSON.parse(out) as { unread: { path: string }[]; stacks: { unread: { path: string }[] }[] };
  return [...unread, ...stacks.flatMap(one => one.unread)].map(({ path }) => path);
}

const statements = (count: number) => Array.from({ length: count }, (_, i) => allow('s3:GetObject', `arn:aws:s3:::b${i}/*`));
const nested = (levels: number, around: (inner: unknown, i: number) => unknown, end: unknown) => Array.from({ length: levels }).reduce((inner, _, i) => around(inner, i), end);
const conditions = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`C${i}`, { 'Fn::Equals': [{ Ref: `P${i}` }, 'x'] }]));
const parameters = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`P${i}`, { Type: 'String' }]));
const ifs = (end: unknown, other: (i: number) => unknown) => nested(30, (inner, i) => ({ 'Fn::If': [`C${i}`, other(i), inner] }), end);
const thirty = (resources: object) => ({ Parameters: parameters(30), Conditions: conditions(30), Resources: resources });
const roles = (megabytes: number) => {
  const one = role(inline(document(...statements(5), deny('iam:*'))));
  return { Resources: Object.fromEntries(Array.from({ length: Math.ceil(megabytes * 1e6 / JSON.stringify(one).length) }, (_, i) => [`R${i}`, one])) };
};

describe('what is large is answered in bounded time and memory: read, or a place that blocks', () => {
  test.each<[string, unknown, string[]]>([
    ['20,000 statements in a policy of a topic, which has no quota here', {
      Resources: { P: { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: ['t'], PolicyDocument: document(...statements(20_000).map(one => ({ ...one, Principal: { AWS: '111122223333' } }))) } } },
    }, []],
    ['20,000 statements in a managed policy, more than AWS accepts', { Resources: { P: managedPolicy(document(...statements(20_000))) } }, ['Properties.PolicyDocument']],
    ['6,000 stars in a pattern', { Resources: { U: user(inline(document(allow('s3:GetObject', `arn:aws:s3:::${'a*'.repeat(6_000)}`)))) } }, ['Properties.Policies[0].PolicyDocument']],
    ['6,000 stars in a pattern of a bucket', {
      Resources: { P: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'b', PolicyDocument: document({ ...allow('s3:GetObject', `arn:aws:s3:::${'a*'.repeat(6_000)}`), Principal: { AWS: '111122223333' } }) } } },
    }, []],
    ['30 Fn::If inside each other, as a resource', thirty({ U: user(inline(document(allow('s3:GetObject', ifs('arn:aws:s3:::end', i => `arn:aws:s3:::b${i}`))))) }), []],
    ['30 Fn::If inside each other, as statements, deeper than policies are read', thirty({ U: user(inline(document(ifs(allow('s3:GetObject'), i => allow('s3:PutObject', `arn:aws:s3:::b${i}`))))) }), [
      'Properties.Policies[0].PolicyDocument.Statement[0]',
    ]],
    ['30 Fn::If beside each other, in one list of statements', thirty({
      U: user(inline(document(...Array.from({ length: 30 }, (_, i) => ({ 'Fn::If': [`C${i}`, allow('s3:GetObject', `arn:aws:s3:::b${i}`), { Ref: 'AWS::NoValue' }] }))))),
    }), []],
    ['30 Fn::If inside each other, as policies', thirty({ U: user({ Policies: ifs([], i => [{ PolicyName: `p${i}`, PolicyDocument: document(allow('s3:GetObject')) }]) }) }), []],
    ['100,000 lists inside each other', `{"Resources":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, ['$']],
    ['100,000 objects inside each other, in the text of a policy', {
      Resources: { P: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'b', PolicyDocument: `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}` } } },
    }, ['Properties.PolicyDocument']],
    ['100,000 lists inside each other, in YAML', `Resources: ${'['.repeat(100_000)}`, ['$']],
    ['10 MB of roles', roles(10), []],
    ['10 MB in one text', { Resources: { U: user({ UserName: 'x'.repeat(10_000_000) }) } }, []],
    ['10 MB of YAML', `Resources:\n  U: { Type: AWS::IAM::User }\n#${'x'.repeat(10_000_000)}`, ['$']],
  ])('%s', (name, template, unread) => {
    const reading = read(`${name.replace(/\W+/g, '-')}.json`, template);

    expect([reading.err, reading.code]).toEqual(['', unread.length === 0 ? 0 : 1]);
    expect(unreadIn(reading)).toEqual(unread);
  }, MOST_SECONDS * 1000);
});

test('two readings of what is large give the same bytes', () => {
  const [one, other] = [1, 2].map(() => createHash('sha256').update(read('twice.json', roles(1)).out).digest('hex'));
  expect(one).toBe(other);
}, 2 * MOST_SECONDS * 1000);
