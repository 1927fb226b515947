import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { everythingOf, reportOf, TEMPLATE } from './judgements';
import { jsonReport } from '../../src/reports/json-report';

const SCHEMA = JSON.parse(readFileSync(join(__dirname, '..', '..', 'data', 'report.schema.json'), 'utf8'));
const validate = new Ajv({ allErrors: true }).compile(SCHEMA);
const report = everythingOf(TEMPLATE);
const printed = JSON.parse(jsonReport(report));

test.each([
  ['with everything', report],
  ['of an app in which nothing is found', reportOf({ Resources: {} })],
])('a report %s is what its schema says', (_name, one) => {
  validate(JSON.parse(jsonReport(one)));

  expect(validate.errors ?? []).toEqual([]);
});

test.each<[string, (one: any) => void]>([
  ['without a fingerprint', one => { delete one.findings[0].fingerprint; }],
  ['with a field that is not described', one => { one.findings[0].extra = 1; }],
  ['with a severity that is none', one => { one.findings[0].severity = 'info'; }],
])('a report %s is not', (_name, spoil) => {
  const spoilt = JSON.parse(jsonReport(report));
  spoil(spoilt);

  expect(validate(spoilt)).toBe(false);
});

test('everything of the judgement is in it', () => {
  const { findings, waived, acknowledged, baselined, ...rest } = report.judgement;
  const { findings: f, waived: w, acknowledged: a, baselined: b, summary, rules, formatVersion, tool, ...other } = printed;
  const withoutControls = ({ controls, ...finding }: any) => finding;

  expect(f.map(withoutControls)).toEqual(findings);
  expect(w.map(({ finding, ...one }: any) => ({ ...one, finding: withoutControls(finding) }))).toEqual(waived);
  expect(a.map(({ finding, ...one }: any) => ({ ...one, finding: withoutControls(finding) }))).toEqual(acknowledged);
  expect(b.map(withoutControls)).toEqual(baselined);
  expect(other).toEqual(rest);
});

test('each finding is evidence for controls of CIS, FSBP and PCI', () => {
  const admin = printed.waived[0].finding;

  expect(admin.rule).toBe('NoAdminAccess');
  expect(admin.controls).toContainEqual({ framework: 'AWS Security Hub (FSBP and related standards)', id: 'IAM.1', title: 'Customer policies do not allow full admin' });
  expect(admin.controls.map(({ framework }: any) => framework).join()).toMatch(/CIS.*PCI|PCI.*CIS/);
});

test('it counts what blocks and what does not', () => {
  const { fatal, error, ...lifted } = printed.summary;

  expect(fatal + error).toBe(report.judgement.findings.length);
  expect(fatal).toBeGreaterThan(0);
  expect(lifted).toEqual({ waived: 1, acknowledged: 1, baselined: 1 });
});

test('twice the same bytes', () => {
  expect(jsonReport(everythingOf(TEMPLATE))).toBe(jsonReport(report));
});

test('users of the package find the schema in it', () => {
  expect(require.resolve('cdk-iam-guardrails/report.schema.json')).toBe(join(__dirname, '..', '..', 'data', 'report.schema.json'));
});
