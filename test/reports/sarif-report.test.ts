import { readFileSync } from 'node:fs';
import Ajv04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import type { Log, Result } from 'sarif';
import { everythingOf, FILE, reportOf, TEMPLATE } from './judgements';
import { everyFinding } from '../../src/reports/private/rule-facts';
import { sarifReport } from '../../src/reports/sarif-report';

const ajv = new Ajv04({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats(ajv as never);
const validate = ajv.compile(JSON.parse(readFileSync(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8')));

const report = everythingOf(TEMPLATE);
const log: Log = JSON.parse(sarifReport(report));
const [run] = log.runs;
const results = run.results!;
const findings = everyFinding(report.judgement);
const lines = JSON.stringify(TEMPLATE, undefined, 2).split('\n');

/** The text of the line that a result points at. */
function lineOf({ locations }: Pick<Result, 'locations'>): string {
  return lines[locations![0].physicalLocation!.region!.startLine! - 1].trim();
}

test.each([
  ['with everything', report],
  ['of an app in which nothing is found', reportOf({ Resources: {} })],
  ['of a template that was read alone', { ...report, judged: undefined, judgement: { ...report.judgement, templates: report.judgement.templates.map(one => ({ ...one, file: '' })) } }],
  ['with names that are no URI', reportOf(TEMPLATE, { templates: [{ stack: 'Prod', constructPath: 'Prod', file: 'a b%/[c].json', sha256: 'b'.repeat(64) }] })],
])('a report %s is valid by the schema of SARIF', (_name, one) => {
  validate(JSON.parse(sarifReport(one)));

  expect(validate.errors ?? []).toEqual([]);
});

test('the schema refuses what is no SARIF', () => {
  expect(validate({ ...log, version: '2.0.0' })).toBe(false);
});

test('a result is known by its fingerprint, and points at the statement', () => {
  const index = findings.findIndex(({ rule, logicalId }) => rule === 'NoPrivilegeEscalation' && logicalId === 'Starter');
  const result = results[index];

  expect(result.ruleId).toBe('NoPrivilegeEscalation');
  expect(run.tool.driver.rules![result.ruleIndex!].id).toBe('NoPrivilegeEscalation');
  expect(result.level).toBe('error');
  expect(result.partialFingerprints).toEqual({ 'cdkIamGuardrails/v1': findings[index].fingerprint });
  expect(result.locations![0].physicalLocation!.artifactLocation).toEqual({ uri: `cdk.out/${FILE}` });
  expect(result.locations![0].logicalLocations).toEqual([{ fullyQualifiedName: 'Starter', kind: 'resource' }]);
  expect(lineOf(result)).toBe('{');
  expect(lines[result.locations![0].physicalLocation!.region!.startLine!]).toContain('"Sid": "Pass"');
});

test('a line of code that is known comes first, and the template beside it', () => {
  const [first] = report.judgement.findings;
  const traced = { ...report, judgement: { ...report.judgement, findings: [{ ...first, source: 'lib/a shop.ts:12:5' }] } };
  const [result] = (JSON.parse(sarifReport(traced)) as Log).runs[0].results!;

  expect(result.locations![0].physicalLocation).toEqual({ artifactLocation: { uri: 'lib/a%20shop.ts' }, region: { startLine: 12, startColumn: 5 } });
  expect(result.relatedLocations![0].physicalLocation).toEqual(results[0].locations![0].physicalLocation);
  validate(JSON.parse(sarifReport(traced)));
  expect(validate.errors ?? []).toEqual([]);
});

test('every result points at its own resource', () => {
  for (const [i, { logicalId, statement }] of findings.entries()) {
    const named = statement?.logicalId ?? logicalId!;
    const before = lines.slice(0, results[i].locations![0].physicalLocation!.region!.startLine);

    expect(before.reverse().find(line => /^ {4}"[A-Za-z]+": \{/.test(line))).toContain(`"${named}"`);
  }
});

test('the steps of an escalation are a code flow', () => {
  const { path = [] } = findings.find(({ path: steps = [] }) => steps.length > 1)!;
  const flow = results.find(({ codeFlows }) => (codeFlows?.[0].threadFlows[0].locations.length ?? 0) > 1)!.codeFlows![0].threadFlows[0];

  expect(flow.locations.map(({ location }) => location!.message!.text)).toEqual(path.map(({ from }) => expect.stringContaining(`\`${from}\` becomes`)));
});

test('what is waived, acknowledged or in the baseline is suppressed, and nothing else', () => {
  const suppressed = results.filter(({ suppressions }) => suppressions !== undefined);

  expect(suppressed.map(({ suppressions }) => suppressions!.map(({ kind, status, justification, properties }) => [kind, status, justification, properties?.by]))).toEqual([
    [['inSource', 'accepted', 'reviewed by the platform team', 'waiver']],
    [['inSource', 'accepted', 'reviewed by the platform team', 'acknowledgement']],
    [['external', 'accepted', 'was there when the baseline was written', 'baseline']],
  ]);
  expect(results).toHaveLength(report.judgement.findings.length + 3);
});

test('what is accepted, declared, restricted and warned of is told', () => {
  const told = run.invocations![0].toolExecutionNotifications!;

  expect(told.map(({ descriptor }) => descriptor!.id)).toEqual(['warning', 'accepted', 'declaration', 'restriction']);
});

test('templates have their hashes', () => {
  expect(run.artifacts).toEqual([{ location: { uri: `cdk.out/${FILE}` }, roles: ['analysisTarget'], hashes: { 'sha-256': report.judgement.templates[0].sha256 } }]);
});

test('every rule says why it asks, and which controls it looks after', () => {
  const admin = run.tool.driver.rules!.find(({ id }) => id === 'NoAdminAccess')!;

  expect(run.tool.driver.rules!.every(({ shortDescription, fullDescription, help }) => shortDescription!.text && fullDescription!.text && help!.text && help!.markdown)).toBe(true);
  expect(admin.help!.text).toContain('IAM.1: Customer policies do not allow full admin');
});

test('brackets of foreign text are no link', () => {
  const hostile = sarifReport(everythingOf(TEMPLATE, '[click](https://evil.example)'));

  expect(hostile).toContain('\\\\[click\\\\](https://evil.example)');
});

test('twice the same bytes', () => {
  expect(sarifReport(everythingOf(TEMPLATE))).toBe(sarifReport(report));
});
