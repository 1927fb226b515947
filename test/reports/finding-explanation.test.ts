import { everythingOf, FILE, TEMPLATE } from './judgements';
import { findingExplanation, NoSuchFinding } from '../../src/reports/finding-explanation';
import { everyFinding } from '../../src/reports/private/rule-facts';
import { Report } from '../../src/reports/report';
import { controlsOf } from '../../src/rules/compliance-controls';

const report = everythingOf(TEMPLATE);
const all = everyFinding(report.judgement);
const escalation = all.find(({ path = [] }) => path.length > 1)!;
const error = report.judgement.findings.find(({ rule }) => rule === 'NoUnboundedDataAccess')!;

test('says what the rule asks and why, the statement, the witness, the path, the fix, the controls, and how to say that it is meant', () => {
  const lines = findingExplanation(error.fingerprint, report).split('\n');

  expect(lines).toEqual([
    `error NoUnboundedDataAccess (${error.fingerprint}) in \`Prod\`, \`Reader\`, \`${FILE}\``,
    'it blocks',
    '',
    expect.stringMatching(/^NoUnboundedDataAccess asks: May data be read from a resource that nobody has named\? \S/),
    '',
    error.message,
    '  statement: managed policy `Shared`, statement 0, in `Shared` at `Properties.PolicyDocument`',
    `  witness: \`${error.witness!.principal}\` may do \`s3:GetObject\` on \`${error.witness!.resource}\``,
    '',
    `cdk.out/${FILE}, line ${lineOf('"Action": "s3:*"') - 2}:`,
    '  {',
    '    "Effect": "Allow",',
    '    "Action": "s3:*",',
    '    "Resource": "*"',
    '  }',
    '',
    `fix: ${error.fix}`,
    '',
    'evidence for:',
    ...controlsOf('NoUnboundedDataAccess').map(({ framework, id, title }) => `  ${framework} ${id}: ${title}`),
    '',
    'where it is meant:',
    `  Guardrails.of(construct).waive({ rule: 'NoUnboundedDataAccess', fingerprint: '${error.fingerprint}', reason: '...', owner: '...', expires: 'YYYY-MM-DD' })`,
    `  or Validations.of(construct).acknowledge({ id: 'cdk-iam-guardrails::NoUnboundedDataAccess[${error.fingerprint}]', reason: '...' })`,
    '',
  ]);
});

/** From 1. */
function lineOf(text: string): number {
  return JSON.stringify(TEMPLATE, undefined, 2).split('\n').findIndex(line => line.includes(text)) + 1;
}

test('each statement of a path is shown once, with its line', () => {
  const text = findingExplanation(escalation.fingerprint, report);

  expect(text).toContain('  step 1: `Starter` becomes `Deployer`');
  expect(text.match(/^cdk\.out\/Prod\.template\.json, line \d+:$/gm)).toHaveLength(3);
  expect(text).toContain('    "Sid": "Pass",');
});

test('what is waived, acknowledged or in the baseline says by whose word', () => {
  const [{ finding: waived }] = report.judgement.waived;

  expect(findingExplanation(waived.fingerprint, report)).toContain('it does not block: waived by `reviewed by the platform team` (`reviewed by the platform team`) until 2027-03-31');
  expect(findingExplanation(waived.fingerprint, report)).not.toContain('where it is meant');
});

test('only a waiver lifts what is fatal', () => {
  const fatal = report.judgement.findings.find(({ severity }) => severity === 'fatal')!;

  expect(findingExplanation(fatal.fingerprint, report)).toContain(`fingerprint: '${fatal.fingerprint}'`);
  expect(findingExplanation(fatal.fingerprint, report)).not.toContain('acknowledge(');
  expect(findingExplanation(error.fingerprint, report)).toContain(`acknowledge({ id: 'cdk-iam-guardrails::NoUnboundedDataAccess[${error.fingerprint}]'`);
});

test.each([
  ['its beginning', error.fingerprint.slice(0, 8)],
  ['as it is acknowledged', `cdk-iam-guardrails::NoUnboundedDataAccess[${error.fingerprint}]`],
  ['as an address of the HTML report', `#finding-${error.fingerprint}`],
])('a finding is known by %s', (_name, id) => {
  expect(findingExplanation(id, report)).toBe(findingExplanation(error.fingerprint, report));
});

test.each([
  ['none', '0000000000000000'],
  ['what is too short', error.fingerprint.slice(0, 3)],
  ['what is no fingerprint', 'NoAdminAccess'],
])('%s is an error that lists what there is', (_name, id) => {
  expect(() => findingExplanation(id, report)).toThrow(NoSuchFinding);
  expect(() => findingExplanation(id, report)).toThrow(new RegExp(`there is no finding \`${id}\`\n  [0-9a-f]{16} No`));
});

test('without the text of the template, everything else is said', () => {
  const without: Report = { ...report, templateText: () => undefined };

  expect(findingExplanation(error.fingerprint, without)).toContain('  statement: ');
  expect(findingExplanation(error.fingerprint, without)).not.toContain(', line ');
});

test('a statement in YAML is shown as it stands', () => {
  const yaml = 'Resources:\n  Shared:\n    Properties:\n      PolicyDocument:\n        Statement:\n          - Effect: Allow\n            Action: s3:*\n            Resource: "*"\n';

  expect(findingExplanation(error.fingerprint, { ...report, templateText: () => yaml })).toContain(`cdk.out/${FILE}, line 6:\n  Effect: Allow\n  Action: s3:*\n  Resource: "*"\n`);
});
