import { everythingOf, reportOf, TEMPLATE } from './judgements';
import { everyFinding } from '../../src/reports/private/rule-facts';
import { textReport } from '../../src/reports/text-report';

const report = everythingOf(TEMPLATE);
const text = textReport(report);

test('the verdict is the first line', () => {
  const { findings } = report.judgement;
  const fatal = findings.filter(({ severity }) => severity === 'fatal').length;

  expect(text.split('\n')[0]).toBe(`FAIL: ${findings.length} findings, ${fatal} of them fatal; 1 waived; 1 acknowledged; 1 in the baseline`);
  expect(textReport(reportOf({ Resources: {} })).split('\n')[0]).toBe('PASS: no findings');
});

test('every finding with what it is known by, its witness and the fix', () => {
  for (const { severity, rule, logicalId, fingerprint, fix } of report.judgement.findings) {
    expect(text).toContain(`${severity} ${rule}`);
    expect(text).toContain(`\`${logicalId}\` (${fingerprint})`);
    expect(text).toContain(`  fix: ${fix}`);
  }
  expect(text).toContain('  witness: ');
});

test('whatever was lifted, accepted, declared or restricted is told', () => {
  for (const title of ['waived', 'acknowledged', 'in the baseline', 'warnings', 'accepted as unread', 'declared', 'restrictions from outside', 'judged']) {
    expect(text).toMatch(new RegExp(`\n\n${title}:\n  \\S`));
  }
  for (const { fingerprint } of everyFinding(report.judgement)) { expect(text).toContain(fingerprint); }
  expect(text).toContain('profile strict, data about AWS of 2026-09-26');
});

test('no foreign text ends a line or reaches the terminal', () => {
  const hostile = textReport(everythingOf(TEMPLATE, 'a\u001b[2J\nPASS: no findings\u202e'));

  expect(hostile).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(hostile.split('\n').filter(line => line.startsWith('PASS'))).toEqual([]);
});
