import { CdkApp, ofAdmin } from './synth';

describe('acknowledgements', () => {
  const app = new CdkApp(`
const app = new App();
Guardrails.enforce(app);
const acknowledge = (construct, ...rules) => rules.forEach(rule => Validations.of(construct).acknowledge({ id: 'cdk-iam-guardrails::' + rule, reason: 'accepted' }));
const RULES = ['NoAdminAccess', 'NoPrivilegeEscalation', 'NoPublicTrust', 'NoUnreadablePolicy', 'NoUserPolicies', 'NoUnboundedDataAccess', 'NoWildcardResource'];

const half = new Stack(app, 'Half');
acknowledge(reader(half, 'Accepted'), 'NoUnboundedDataAccess');
reader(half, 'Rest');

const lifted = new Stack(app, 'Lifted');
reader(lifted);
acknowledge(lifted, 'NoUnboundedDataAccess');

const wrong = new Stack(app, 'WrongRule');
acknowledge(reader(wrong), 'NoUserPolicies');

const fatal = new Stack(app, 'Fatal');
acknowledge(admin(fatal), ...RULES);
acknowledge(fatal, ...RULES);

const open = new Stack(app, 'Open');
new iam.Role(open, 'Role', { assumedBy: new iam.AnyPrincipal() });
acknowledge(open, ...RULES);

const unreadable = new Stack(app, 'Unreadable');
role(unreadable).node.defaultChild.addPropertyOverride('ManagedPolicyArns', ['arn:aws:iam::111122223333:policy/elsewhere']);
acknowledge(unreadable, ...RULES);
`);
  afterAll(() => app.remove());

  const { code, text, reported } = app.synth();

  test('one `error` that is acknowledged leaves the rest failing', () => {
    expect(code).toBe(1);
    expect(reported.filter(one => one.includes(' Half/'))).toContain('error NoUnboundedDataAccess Half/Rest/Resource');
    expect(text).toContain('Half/Rest/Resource');
    expect(app.select('Half').code).toBe(1);
  });

  test('a stack whose every `error` is acknowledged passes', () => {
    expect(app.select('Lifted').code).toBe(0);
  });

  test('an acknowledgement of another rule lifts nothing', () => {
    expect(reported).toContain('error NoUnboundedDataAccess WrongRule/Role/Resource');
    expect(text).toContain('WrongRule/Role/Resource');
  });

  test.each([
    ['administrators', 'fatal NoAdminAccess Fatal/Role/Resource'],
    ['public trust', 'fatal NoPublicTrust Open/Role/Resource'],
    ['what cannot be read', 'fatal NoUnreadablePolicy Unreadable/Role/Resource'],
  ])('a `fatal` cannot be acknowledged: %s', (_name, expected) => {
    expect(reported).toContain(expected);
    expect(text).toContain(expected.split(' ')[2]);
  });
});

describe('--ignore-errors', () => {
  test('passes with the standard enforcement, and the findings are still shown', () => {
    const app = new CdkApp('const app = new App(); Guardrails.enforce(app); admin(new Stack(app, "One"));');
    const { code, text, reported } = app.synth('--ignore-errors');
    app.remove();

    expect([code, reported]).toEqual([0, ofAdmin('One/Role/Resource')]);
    expect(text).toContain('FATAL allows every action on every resource');
  });

  test('does not pass with the hard enforcement, whatever calls come before and after', () => {
    const app = new CdkApp(`
const app = new App();
Validations.of(app).addPlugins(new LeastPrivilegePlugin());
Guardrails.enforce(app);
Guardrails.enforce(app, { enforcement: Enforcement.HARD });
Guardrails.enforce(app);
admin(new Stack(app, 'One'));
`);
    const { code, reported } = app.synth('--ignore-errors');
    app.remove();

    expect(code).not.toBe(0);
    expect(reported).toEqual(ofAdmin('One/Role/Resource'));
  });
});

describe('the hard enforcement', () => {
  test('fails an app that could not be judged, with --ignore-errors too', () => {
    const app = new CdkApp("const app = new App(); Guardrails.enforce(app, { enforcement: Enforcement.HARD, accessLock: 'nowhere.json' }); role(new Stack(app, 'One'));");
    const { code, reported } = app.synth('--ignore-errors');
    app.remove();

    expect(code).not.toBe(0);
    expect(reported).toEqual(['fatal NoUnreadablePolicy ']);
  });

  test('passes an app whose every finding is lifted', () => {
    const app = new CdkApp(`
const app = new App();
Guardrails.enforce(app, { enforcement: Enforcement.HARD });
Validations.of(reader(new Stack(app, 'One'))).acknowledge({ id: 'cdk-iam-guardrails::NoUnboundedDataAccess', reason: 'meant' });
`);
    const { code, reported, text } = app.synth();
    app.remove();

    expect([code, reported]).toEqual([0, []]);
    expect(text).toContain('acknowledged: error `NoUnboundedDataAccess` of `One/Role/Resource`');
  });

  test('passes an app in which nothing is too much', () => {
    const app = new CdkApp('const app = new App(); Guardrails.enforce(app, { enforcement: Enforcement.HARD }); role(new Stack(app, "One"));');
    const { code, reported } = app.synth();
    app.remove();

    expect([code, reported]).toEqual([0, []]);
  });

  test('fails an app that ends its process by itself', () => {
    const app = new CdkApp('const app = new App(); Guardrails.enforce(app, { enforcement: Enforcement.HARD }); admin(new Stack(app, "One")); app.synth(); process.exit(0);');
    const { code } = app.synth('--ignore-errors');
    app.remove();

    expect(code).not.toBe(0);
  });
});
