import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CdkApp } from './synth';
import { folderOf } from './twins';

const REPORTING = `
const app = new App();
Guardrails.enforce(app, { enforcement: Enforcement.REPORT });
const stack = new Stack(app, 'One');
admin(stack);
`;

const hasBaseline = (app: CdkApp) => existsSync(join(folderOf(app), 'iam-baseline.json'));

describe('an enforcement that only reports', () => {
  const app = new CdkApp(REPORTING + "if (require('./state.json').more) { reader(stack, 'More'); }", { 'state.json': {} });
  afterAll(() => app.remove());
  const first = app.synth();
  const baseline = app.read('iam-baseline.json');

  test('passes whatever is found, the first time, and writes it into a baseline', () => {
    expect([first.code, first.reported]).toEqual([0, []]);
    expect(JSON.parse(baseline)).toEqual({
      formatVersion: 1,
      findings: [{ rule: 'NoAdminAccess', constructPath: 'One/Role/Resource', fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/), message: 'allows every action on every resource' }],
    });
    expect(first.text).toContain('the baseline `iam-baseline.json` was written: commit it');
    expect(first.text).toContain('in the baseline: fatal `NoAdminAccess` of `One/Role/Resource`');
  });

  test('from then on lets pass what is in the baseline, and fails by what is beyond it; the baseline stays as it is', () => {
    const second = app.synth();
    app.write('state.json', { more: true });
    const third = app.synth();

    expect([second.code, second.reported]).toEqual([0, []]);
    expect([third.code, third.reported]).toEqual([1, ['error NoUnboundedDataAccess One/More/Resource']]);
    expect(app.read('iam-baseline.json')).toBe(baseline);
  });

  test.each<[string, string]>([
    ['that is cut off', baseline.slice(0, 40)],
    ['with a wildcard', baseline.replace(/"fingerprint": "[0-9a-f]{16}"/, '"fingerprint": "*"')],
    ['that is something else', '{"Resources":{}}'],
  ])('fails by a baseline %s, and leaves it alone', (_name, text) => {
    app.write('iam-baseline.json', text);
    const { code, reported } = app.synth();

    expect([code, reported]).toEqual([1, ['fatal NoUnreadablePolicy ']]);
    expect(app.read('iam-baseline.json')).toBe(text);
  });
});

describe('a report that cannot be made', () => {
  test('writes no baseline, and blocks: nothing is known to be within one', () => {
    const app = new CdkApp(`${REPORTING} Guardrails.enforce(app, { enforcement: Enforcement.REPORT, accessLock: 'nowhere.json' });`);
    const { code, reported } = app.synth();
    const written = hasBaseline(app);
    app.remove();

    expect([code, reported, written]).toEqual([1, ['fatal NoUnreadablePolicy '], false]);
  });
});

describe('of several enforcements the strictest counts', () => {
  test('a later one that only reports weakens nothing', () => {
    const app = new CdkApp(`${REPORTING.replace('REPORT', 'STANDARD')} Guardrails.enforce(app, { enforcement: Enforcement.REPORT });`);
    const { code } = app.synth();
    const written = hasBaseline(app);
    app.remove();

    expect([code, written]).toEqual([1, false]);
  });
});

describe('one file of options', () => {
  test('is the one that the command reads: profile, severities, whom one trusts, what somebody answers for', () => {
    const app = new CdkApp(`
const app = new App();
Guardrails.enforce(app, { config: 'guardrails.json' });
reader(new Stack(app, 'One'));
`, { 'guardrails.json': { $schema: './config.schema.json', profile: 'strict', severities: { NoUnboundedDataAccess: 'fatal' } } });
    const { code, reported } = app.synth();
    const verified = app.guardrails('verify', 'cdk.out', '--config', 'guardrails.json', '--format', 'json');
    app.remove();

    expect([code, reported]).toEqual([1, expect.arrayContaining(['error NoWildcardResource One/Role/Resource', 'fatal NoUnboundedDataAccess One/Role/Resource'])]);
    expect(JSON.parse(verified.out).findings.map(({ severity, rule, constructPath }: any) => `${severity} ${rule} ${constructPath}`).sort()).toEqual(reported);
  });

  test('with an option that is not known is an error', () => {
    const app = new CdkApp("const app = new App(); Guardrails.enforce(app, { config: 'guardrails.json' });", { 'guardrails.json': { profil: 'strict' } });
    const { code, text } = app.synth();
    app.remove();

    expect(code).toBe(1);
    expect(text).toContain('`profil` is no option; the options are');
  });
});

describe('the pack for cdk-nag', () => {
  const app = new CdkApp(`
const { LeastPrivilegeChecks } = require(root);
const app = new App();
const { prints } = require('./state.json');
Validations.of(app).addPlugins(new LeastPrivilegeChecks(app));
Guardrails.enforce(app);
Validations.of(app).addPlugins(new LeastPrivilegeChecks(app));
const one = new Stack(app, 'One');
Aspects.of(one).add(new LeastPrivilegeAspect());
admin(one, 'Admin');
reader(one, 'Reader');
const lifted = new Stack(app, 'Lifted');
const by = (id, ack) => Validations.of(reader(lifted, id)).acknowledge({ id: ack, reason: 'meant' });
by('ByRule', 'cdk-iam-guardrails::NoUnboundedDataAccess');
by('Plain', 'NoUnboundedDataAccess');
by('ByFinding', 'cdk-iam-guardrails::NoUnboundedDataAccess[' + (prints['Lifted/ByFinding/Resource'] ?? '0000000000000000') + ']');
by('Other', 'cdk-iam-guardrails::NoUnboundedDataAccess[' + (prints['Lifted/ByFinding/Resource'] ?? '0000000000000000') + ']');
Validations.of(admin(lifted, 'Fatal')).acknowledge({ id: 'cdk-iam-guardrails::NoAdminAccess', reason: 'no way' });
`, { 'state.json': { prints: {} } });
  afterAll(() => app.remove());
  app.synth();
  const prints = Object.fromEntries(Object.entries(app.fingerprints()).map(([name, print]) => [name.split(' ')[1], print]));
  app.write('state.json', { prints });
  const { code, text, reported } = app.synth();

  test('has the rules by their names, each finding with its own id, once, and one report beside the gate', () => {
    expect(code).toBe(1);
    expect(reported).toEqual([
      'error NoUnboundedDataAccess[FP] Lifted/Other/Resource',
      'error NoUnboundedDataAccess[FP] One/Reader/Resource',
      'fatal NoAdminAccess[FP] Lifted/Fatal/Resource',
      'fatal NoAdminAccess[FP] One/Admin/Resource',
    ].map(one => one.replace('FP', prints[one.split(' ')[2]])).sort());
    expect(JSON.parse(app.read('cdk.out/validation-report.json')).pluginReports).toHaveLength(1);
  });

  test('lets an `error` be acknowledged, by the rule or by the finding, with or without the name in front, and records it', () => {
    for (const id of ['ByRule', 'Plain', 'ByFinding']) { expect(text).toContain(`acknowledged: error \`NoUnboundedDataAccess\` of \`Lifted/${id}/Resource\``); }
    const [{ metadata, suppressedViolations }] = JSON.parse(app.read('cdk.out/validation-report.json')).pluginReports;
    expect(JSON.parse(metadata.acknowledged)).toHaveLength(3);
    expect(suppressedViolations.map(({ acknowledgedAt }: any) => acknowledgedAt).sort()).toEqual(['Lifted/ByFinding', 'Lifted/ByRule']);
  });
});
