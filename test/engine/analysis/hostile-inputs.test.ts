import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { HOSTILE_INPUTS, HOSTILE_RESOURCE_POLICIES, HostileInput, twinOf } from './hostile-inputs';
import { AccessCheckPolicyType, CheckAccessResult, CheckResult, PolicyAnalyzer, ValidatePolicyType } from '../../../src/engine/analysis';

const { IDENTITY_POLICY, RESOURCE_POLICY } = AccessCheckPolicyType;

/** Of the counts in the table: all inputs in this process with few, some in a process of their own with all, and more. */
const SHARE = 1 / 8;

/** No question takes a second on an idle machine. */
const MOST_CPU_SECONDS = 10;

const ALICE = 'arn:aws:iam::111122223333:user/alice';
const document = (statements: object[]) => ({ Version: '2012-10-17', Statement: statements });
const forEverybody = (statements: object[]) => statements.map(one => 'Principal' in one || 'NotPrincipal' in one ? one : { ...one, Principal: '*' });
const DENY_ALL = { Effect: 'Deny', Action: '*', Resource: '*' };
const ACCESSES = [{ actions: ['s3:PutObjectAcl'], resources: ['arn:aws:s3:::secret/*'] }, { actions: ['iam:*'] }];

/** The answers to a question, each with all that can be read of it. */
type Question = () => CheckAccessResult[];

const cpuSeconds = () => process.cpuUsage().user / 1e6;

/** What is wrong with the answers. */
function objections(name: string, ask: Question): string[] {
  const start = cpuSeconds();
  const answers = ask().map(({ result, reasons, undecided, message }) => ({ result, count: reasons.length, undecided, message }));
  const seconds = cpuSeconds() - start;
  return [
    ...answers.filter(({ result }) => !Object.values(CheckResult).includes(result)).map(({ result }) => `${name}: ${result} is no answer`),
    ...answers.filter(({ result, count }) => (result === CheckResult.FAIL) !== count > 0).map(({ result, count }) => `${name}: ${result} with ${count} reasons`),
    ...answers.filter(({ result, undecided }) => (result === CheckResult.UNDECIDED) !== undecided.length > 0).map(({ result }) => `${name}: ${result} does not name what was too hard`),
    ...seconds > MOST_CPU_SECONDS ? [`${name}: ${seconds.toFixed(1)} s`] : [],
  ];
}

function identityQuestions(statements: object[]): Record<string, Question> {
  const [policy, twin] = [document(statements), document(twinOf(statements))];
  const layers = { callerArn: ALICE, policyInputList: [policy], permissionsBoundaryPolicyInputList: [twin], serviceControlPolicyInputList: [[policy], [twin]] };
  return {
    'within its twin': () => [PolicyAnalyzer.checkNoNewAccess(twin, policy, IDENTITY_POLICY)],
    'its twin within it': () => [PolicyAnalyzer.checkNoNewAccess(policy, twin, IDENTITY_POLICY)],
    'within nothing': () => [PolicyAnalyzer.checkNoNewAccess(document([DENY_ALL]), policy, IDENTITY_POLICY)],
    'access not granted': () => [PolicyAnalyzer.checkAccessNotGranted(policy, ACCESSES, IDENTITY_POLICY)],
    'public access': () => [PolicyAnalyzer.checkNoPublicAccess(document(forEverybody(statements)), 'AWS::S3::Bucket')],
    'effective access': () => [PolicyAnalyzer.effectiveAccess(layers).checkAccessNotGranted(ACCESSES)],
    'effective access beyond another': () => [PolicyAnalyzer.effectiveAccess({ callerArn: ALICE, policyInputList: [policy] }).checkNoNewAccess(PolicyAnalyzer.effectiveAccess(layers))],
    'who can': () => PolicyAnalyzer.whoCan('s3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket/key', [layers, { callerArn: ALICE, policyInputList: [twin] }]).map(({ access }) => access),
    'validation': () => {
      PolicyAnalyzer.validatePolicy(policy, ValidatePolicyType.IDENTITY_POLICY);
      return [];
    },
  };
}

function resourceQuestions(statements: object[]): Record<string, Question> {
  const [policy, twin] = [document(statements), document(twinOf(statements))];
  const nothing = document([{ ...DENY_ALL, Principal: '*' }]);
  const principals = [ALICE, 'arn:aws:iam::100000000007:role/path/team-1'].map(callerArn => ({ callerArn, policyInputList: [], resourcePolicy: policy }));
  return {
    'within its twin': () => [PolicyAnalyzer.checkNoNewAccess(twin, policy, RESOURCE_POLICY)],
    'its twin within it': () => [PolicyAnalyzer.checkNoNewAccess(policy, twin, RESOURCE_POLICY)],
    'within nothing': () => [PolicyAnalyzer.checkNoNewAccess(nothing, policy, RESOURCE_POLICY)],
    'access not granted': () => [PolicyAnalyzer.checkAccessNotGranted(policy, ACCESSES, RESOURCE_POLICY)],
    'public access': () => [PolicyAnalyzer.checkNoPublicAccess(policy, 'AWS::S3::Bucket')],
    'who can': () => PolicyAnalyzer.whoCan('s3:*', '*', principals).map(({ access }) => access),
    'validation': () => {
      PolicyAnalyzer.validatePolicy(policy, ValidatePolicyType.RESOURCE_POLICY, 'AWS::S3::Bucket');
      return [];
    },
  };
}

const few = ({ count, statements }: HostileInput) => statements(Math.ceil(count * SHARE));
const named = (inputs: HostileInput[]) => inputs.map(one => [one.name, one] as const);

describe('nothing in an identity policy hangs or throws', () => {
  test.each(named(HOSTILE_INPUTS))('%s', (_name, input) => {
    expect(Object.entries(identityQuestions(few(input))).flatMap(([name, ask]) => objections(name, ask))).toEqual([]);
  });
});

describe('nothing in a resource policy hangs or throws', () => {
  test.each(named(HOSTILE_RESOURCE_POLICIES))('%s', (_name, input) => {
    expect(Object.entries(resourceQuestions(few(input))).flatMap(([name, ask]) => objections(name, ask))).toEqual([]);
  });
});

test('all that a principal may do is printed, whatever its policies hold', () => {
  const [{ statements, count }] = HOSTILE_INPUTS.filter(({ name }) => name === 'Deny statements');
  const policy = document(statements(count));
  const start = cpuSeconds();
  const actions = PolicyAnalyzer.effectiveAccess({ callerArn: ALICE, policyInputList: [policy] }).summary().flatMap(row => row.actions);

  expect(actions).toEqual(expect.arrayContaining(['s3:GetObject', 'ec2:RunInstances']));
  expect(cpuSeconds() - start).toBeLessThan(MOST_CPU_SECONDS);
});

describe('too hard is said, and what was', () => {
  const policyOf = (wanted: string) => {
    const { statements, count } = HOSTILE_INPUTS.find(({ name }) => name === wanted)!;
    return document(statements(count));
  };

  test.each([
    ['variables with defaults', 'policy variables in the resource'],
    ['variables in a condition', 'condition key `aws:resourcetag/path`'],
  ])('%s: %s', (name, dimension) => {
    const { result, undecided, message } = PolicyAnalyzer.checkNoNewAccess(document([DENY_ALL]), policyOf(name), IDENTITY_POLICY);

    expect([result, undecided, message]).toEqual([CheckResult.UNDECIDED, [dimension], `not decided: too hard was ${dimension}`]);
  });
});

describe('what is known to be large is decided', () => {
  const decided = (wanted: string, share = 1) => {
    const { statements, count } = HOSTILE_INPUTS.find(({ name }) => name === wanted)!;
    const made = statements(Math.ceil(count * share));
    const [policy, twin] = [document(made), document(twinOf(made))];
    return [PolicyAnalyzer.checkNoNewAccess(twin, policy, IDENTITY_POLICY).result, PolicyAnalyzer.checkNoNewAccess(policy, twin, IDENTITY_POLICY).result];
  };

  test.each([
    'actions', 'actions with wildcards inside others', 'resources', 'blocks of addresses', 'blocks that are excluded', 'numbers', 'values of a text key', 'keys', 'binary values',
  ])('%s', name => {
    expect(decided(name)).toEqual([CheckResult.PASS, CheckResult.FAIL]);
  });

  test.each(['statements of services of their own', 'statements of one service, with actions of their own'])('%s', name => {
    expect(decided(name, 1 / 2)).toEqual([CheckResult.PASS, CheckResult.FAIL]);
  });
});

/** What takes more than the steps that there are for each statement is not decided. */
describe('thousands of statements are decided one by one', () => {
  const SHAPES: Record<string, (i: number) => { service: string; actions: string[] }> = {
    'services of their own': i => ({ service: `service${i}`, actions: [`service${i}:Get*`, `service${i}:List*`] }),
    'one service, with actions of their own': i => ({ service: 'example', actions: [`example:Get${i}x*`, `example:List${i}x*`] }),
    'one action, on resources of their own': () => ({ service: 'example', actions: ['example:Get*', 'example:List*'] }),
  };
  interface Plain { readonly Effect: string; readonly Action: string[]; readonly Resource: string[] }
  const many = (shape: string, count: number, change: (one: Plain) => object) => document(Array.from({ length: count }, (_, i) => {
    const { service, actions } = SHAPES[shape](i);
    return change({ Effect: 'Allow', Action: actions, Resource: [`arn:aws:${service}:*:123456789012:team${i}/*`, `arn:aws:${service}:*:123456789012:shared-${i}`] });
  }));
  const CHANGES: [string, (one: Plain) => object][] = [
    ['in another order', one => ({ ...one, Action: [...one.Action].reverse(), Resource: [...one.Resource].reverse() })],
    ['narrower', one => ({ ...one, Action: one.Action[0], Resource: one.Resource[0].replace('/*', '/key*') })],
    ['under a condition', one => ({ ...one, Condition: { StringEquals: { 'aws:PrincipalTag/team': 'red' } } })],
  ];

  describe.each(Object.keys(SHAPES))('of %s', shape => {
    test.each(CHANGES)('each %s', (_, change) => {
      const existing = many(shape, 3_000, one => one);
      const wider = many(shape, 3_000, one => ({ ...change(one), ...one.Resource[0].includes('team1500/') ? { Action: [one.Action[0], 'sqs:SendMessage'] } : {} }));

      expect(PolicyAnalyzer.checkNoNewAccess(existing, many(shape, 3_000, change), IDENTITY_POLICY).result).toBe(CheckResult.PASS);
      expect(PolicyAnalyzer.checkNoNewAccess(existing, wider, IDENTITY_POLICY).result).toBe(CheckResult.FAIL);
    });
  });

  test('20,000 of services of their own', () => {
    const [, , [, change]] = CHANGES;
    const [existing, updated] = [many('services of their own', 20_000, one => one), many('services of their own', 20_000, change)];

    expect(PolicyAnalyzer.checkNoNewAccess(existing, updated, IDENTITY_POLICY).result).toBe(CheckResult.PASS);
  });
});

/** Policies that are far larger than any that AWS takes, asked in a process of its own that has little memory. */
test('no policy takes 512 MB', () => {
  const large: Record<string, number> = { 'statements of services of their own': 13, 'actions': 5, 'blocks of addresses': 2, 'keys': 2, 'statements of one action, on resources of their own': 2 };
  const policies = HOSTILE_INPUTS.filter(({ name }) => name in large).map(({ name, count, statements }) => {
    const made = statements(count * large[name]);
    return { name, policy: document(made), twin: document(twinOf(made)), forEverybody: document(forEverybody(made)) };
  });
  const script = `
    const { PolicyAnalyzer } = require(${JSON.stringify(path.join(__dirname, '../../../lib/engine'))});
    const policies = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
    const rows = policies.map(({ name, policy, twin, forEverybody }) => [
      name,
      PolicyAnalyzer.checkNoNewAccess(twin, policy, 'IDENTITY_POLICY').result,
      PolicyAnalyzer.checkNoNewAccess(policy, twin, 'IDENTITY_POLICY').result,
      PolicyAnalyzer.checkNoPublicAccess(forEverybody, 'AWS::S3::Bucket').result,
      PolicyAnalyzer.effectiveAccess({ callerArn: '${ALICE}', policyInputList: [policy] }).checkAccessNotGranted([{ actions: ['iam:*'] }]).result,
    ]);
    console.log(JSON.stringify({ rows, megabytes: process.resourceUsage().maxRSS / 1024 }));`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--max-old-space-size=300', '-e', script], { input: JSON.stringify(policies), encoding: 'utf8', maxBuffer: 1e8 });

  expect([status, stderr]).toEqual([0, '']);
  const { rows, megabytes } = JSON.parse(stdout) as { rows: string[][]; megabytes: number };
  expect(rows).toEqual([
    ['statements of services of their own', 'PASS', 'FAIL', 'FAIL', 'PASS'],
    ['statements of one action, on resources of their own', 'PASS', 'FAIL', 'FAIL', 'PASS'],
    ['actions', 'PASS', 'FAIL', 'FAIL', 'PASS'],
    ['blocks of addresses', 'PASS', 'FAIL', 'PASS', 'PASS'],
    ['keys', 'PASS', 'FAIL', 'FAIL', 'PASS'],
  ]);
  expect(megabytes).toBeLessThan(512);
}, 300_000);
