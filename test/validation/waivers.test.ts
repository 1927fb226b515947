import { CdkApp } from './synth';

const TODAY = '2027-01-15';

const app = new CdkApp(`
const app = new App();
Guardrails.enforce(app, { today: '${TODAY}' });
const { prints, wide } = require('./state.json');
const terms = { reason: 'seen by the board', owner: 'alice', expires: '2027-06-30' };
const waive = (construct, rule, more) => Guardrails.of(construct).waive({ rule, ...terms, ...more });
const waiveAdmin = (scope, path, more) => waive(scope, 'NoAdminAccess', { fingerprint: prints['NoAdminAccess ' + path], ...more });

const lifted = new Stack(app, 'Lifted');
admin(lifted);
waiveAdmin(lifted, 'Lifted/Role/Resource', { ticket: 'SEC-1' });

const here = new Stack(app, 'Here');
waiveAdmin(admin(here), 'Here/Role/Resource');

const inside = new Stack(new Stage(app, 'Stage'), 'Inside');
waiveAdmin(admin(inside), 'Stage/Inside/Role/Resource');

const outer = new Stack(app, 'Outer');
const nested = new NestedStack(outer, 'Nested');
waiveAdmin(admin(nested), 'Outer/Nested/Role/Resource');

const widened = new Stack(app, 'Widened');
const grows = role(widened);
grows.addToPolicy(new iam.PolicyStatement({ actions: wide ? ['s3:GetObject', 'dynamodb:GetItem'] : ['s3:GetObject'], resources: ['*'] }));
waive(grows, 'NoUnboundedDataAccess', { fingerprint: prints['NoUnboundedDataAccess Widened/Role/DefaultPolicy/Resource'] ?? prints['NoUnboundedDataAccess Widened/Role/Resource'] });

const elsewhere = new Stack(app, 'Elsewhere');
admin(elsewhere);
waiveAdmin(role(elsewhere, 'Harmless'), 'Elsewhere/Role/Resource');

const otherRule = new Stack(app, 'OtherRule');
waive(admin(otherRule), 'NoPrivilegeEscalation', { fingerprint: prints['NoAdminAccess OtherRule/Role/Resource'] });

const lapsed = new Stack(app, 'Lapsed');
waiveAdmin(admin(lapsed), 'Lapsed/Role/Resource', { expires: '2027-01-14' });

const last = new Stack(app, 'LastDay');
waiveAdmin(admin(last), 'LastDay/Role/Resource', { expires: '${TODAY}' });

const soon = new Stack(app, 'Soon');
waiveAdmin(admin(soon), 'Soon/Role/Resource', { expires: '2027-02-14' });

const unbound = new Stack(app, 'Unbound');
waive(admin(unbound), 'NoAdminAccess');

const forged = new Stack(app, 'Forged');
const forger = admin(forged);
forger.node.addMetadata('cdk-iam-guardrails:waiver', { rule: '*', ...terms, fingerprint: prints['NoAdminAccess Forged/Role/Resource'] });
forger.node.addMetadata('cdk-iam-guardrails:waiver', { rule: 'NoAdminAccess', fingerprint: '*', ...terms });
forger.node.addMetadata('cdk-iam-guardrails:waiver', { rule: 'NoAdminAccess', ...terms, fingerprint: prints['NoAdminAccess Forged/Role/Resource'], expires: '2027-02-30' });

const unread = new Stack(app, 'Unread');
const attached = role(unread);
attached.node.defaultChild.addPropertyOverride('ManagedPolicyArns', ['arn:aws:iam::111122223333:policy/elsewhere' + (wide ? '-2' : '')]);
waive(attached, 'NoUnreadablePolicy', { fingerprint: prints['NoUnreadablePolicy Unread/Role/Resource'] });

const strict = new Stack(app, 'NotAsked');
waive(role(strict), 'NoWildcardResource');
`, { 'state.json': { prints: {} } });
afterAll(() => app.remove());

const first = app.synth();
const prints = app.fingerprints();
app.write('state.json', { prints });
const second = app.synth();
app.write('state.json', { prints, wide: true });
const third = app.synth('Widened', 'Unread');

const ofStack = (stack: string, { reported }: typeof second) => reported.filter(one => one.includes(` ${stack}/`) || one.endsWith(` ${stack}`));
const STALE = (path: string) => `error NoStaleWaiver ${path}`;
const ADMIN = (path: string) => `fatal NoAdminAccess ${path}`;

describe('a waiver', () => {
  test('without a fingerprint lifts nothing, and the finding about it says which there are', () => {
    expect(ofStack('Unbound', second)).toEqual([STALE('Unbound/Role'), ADMIN('Unbound/Role/Resource')]);
    expect(second.text).toContain(`set \`fingerprint\` to \`${prints['NoAdminAccess Unbound/Role/Resource']}\``);
    expect(ofStack('Lifted', first)).toEqual([STALE('Lifted'), ADMIN('Lifted/Role/Resource')]);
  });

  test.each(['Lifted', 'Here', 'Stage/Inside', 'Outer', 'LastDay', 'Soon', 'Unread'])('with the fingerprint lifts the finding, a `fatal` too: %s', stack => {
    expect(ofStack(stack, first)).not.toEqual([]);
    expect(ofStack(stack, second)).toEqual([]);
  });

  test('is in the report, with who, why, and until when', () => {
    expect(second.text).toContain('waived: fatal `NoAdminAccess` of `Lifted/Role/Resource`');
    expect(second.text).toMatch(/of `Lifted\/Role\/Resource` \([0-9a-f]{16}\) until 2027-06-30, by `alice` \(`SEC-1`\): `seen by the board`/);
    const { pluginReports } = JSON.parse(app.read('cdk.out/validation-report.json'));
    expect(JSON.parse(pluginReports[0].metadata.waived).map((one: any) => one.finding.constructPath)).toContain('Unread/Role/Resource'.replace('Unread', 'Lifted'));
  });

  test('is warned of when it lapses within 30 days, and not the day of today is printed', () => {
    const warned = second.text.split('\n').filter(line => line.includes('warning: the waiver'));

    expect(warned.map(line => /at `(\w+)\/Role` lapses on (\S+);/.exec(line)!.slice(1))).toEqual([['LastDay', TODAY], ['Soon', '2027-02-14']]);
    expect(second.text.replaceAll(`until ${TODAY}`, '').replaceAll(`lapses on ${TODAY}`, '')).not.toContain(TODAY);
  });

  test('that has lapsed lifts nothing', () => {
    expect(ofStack('Lapsed', second)).toEqual([STALE('Lapsed/Role'), ADMIN('Lapsed/Role/Resource')]);
    expect(second.text).toContain('the waiver of `NoAdminAccess` by `alice` lapsed on 2027-01-14');
  });

  test('is void when the statement says more, and the finding says so, with the new fingerprint', () => {
    expect(ofStack('Widened', second)).toEqual([]);
    expect(ofStack('Widened', third).map(one => one.split(' ').slice(0, 2).join(' '))).toEqual(['error NoStaleWaiver', 'error NoUnboundedDataAccess']);
    expect(third.text).toContain('no finding of `NoUnboundedDataAccess` there has the fingerprint');
    expect(third.text).toMatch(/what it was for has changed.*set `fingerprint` to `[0-9a-f]{16}`/);
  });

  test('of what cannot be read is void when something else stands there', () => {
    expect(ofStack('Unread', third)).toEqual([STALE('Unread/Role'), 'fatal NoUnreadablePolicy Unread/Role/Resource']);
  });

  test('of a rule that is not asked is let be', () => {
    expect(ofStack('NotAsked', second)).toEqual([]);
  });
});

describe('no bypass: a waiver lifts nothing', () => {
  test('that is at another construct', () => {
    expect(ofStack('Elsewhere', second)).toEqual([STALE('Elsewhere/Harmless'), ADMIN('Elsewhere/Role/Resource')]);
  });

  test('that is of another rule', () => {
    expect(ofStack('OtherRule', second)).toEqual([STALE('OtherRule/Role'), ADMIN('OtherRule/Role/Resource')]);
  });

  test('that is metadata with a wildcard, with a fingerprint that is none, with a day that is none', () => {
    expect(ofStack('Forged', second)).toEqual([STALE('Forged/Role'), STALE('Forged/Role'), STALE('Forged/Role'), ADMIN('Forged/Role/Resource')]);
    expect(second.text).toContain('`*` is no rule');
    expect(second.text).toContain('`*` is no fingerprint');
    expect(second.text).toContain('`expires` is `2027-02-30`, which is no day');
  });
});
