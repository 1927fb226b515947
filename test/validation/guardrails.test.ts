import { App } from 'aws-cdk-lib';
import { CdkApp, ofAdmin } from './synth';
import { Guardrails } from '../../src/validation';

const TRUST = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }] };

describe('Guardrails.enforce on an app', () => {
  const app = new CdkApp(`
const app = new App();
Guardrails.enforce(app);

admin(new Stack(app, 'Plain'));
role(new Stack(app, 'Harmless'));

const late = new Stack(app, 'LateAspect');
role(late);
Aspects.of(late).add({ visit: node => { if (node instanceof iam.CfnRole) { node.managedPolicyArns = ['arn:aws:iam::aws:policy/AdministratorAccess']; } } }, { priority: 100_000 });

role(new Stack(app, 'Override')).node.defaultChild.addPropertyOverride('AssumeRolePolicyDocument.Statement.0.Principal', { AWS: '*' });

new CfnResource(new Stack(app, 'OverriddenType'), 'Policy', { type: 'AWS::SQS::Queue', properties: { PolicyDocument: { Version: '2012-10-17', Statement: [everything().toJSON()] } } })
  .addOverride('Type', 'AWS::IAM::ManagedPolicy');

const bounded = id => {
  const stack = new Stack(app, id);
  const limit = new iam.ManagedPolicy(stack, 'Limit', { statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::amzn-s3-demo-bucket/*'] })] });
  const made = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), permissionsBoundary: limit });
  made.addToPolicy(everything());
  return made;
};
bounded('Bounded');
bounded('DeletedBoundary').node.defaultChild.addPropertyDeletionOverride('PermissionsBoundary');

class Raw extends CfnElement {
  _toCloudFormation() { return { Resources: { Anything: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: ${JSON.stringify(TRUST)} } } } }; }
}
new Raw(new Stack(app, 'RawElement'), 'Raw');

new CfnInclude(new Stack(app, 'Included'), 'Include', { templateFile: 'included.json' });

const hatch = new Stack(app, 'EscapeHatch');
const hatched = role(hatch);
hatch.node.addValidation({ validate: () => { hatched.node.defaultChild.addPropertyOverride('ManagedPolicyArns', ['arn:aws:iam::aws:policy/AdministratorAccess']); return []; } });

admin(new NestedStack(new Stack(app, 'Parent'), 'Nested'));

const outer = new Stage(app, 'Stage');
admin(new Stack(outer, 'Inside'));
admin(new Stack(new Stage(outer, 'Inner'), 'Deeper'));
`, { 'included.json': { Resources: { Open: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TRUST } } } } });
  afterAll(() => app.remove());

  const { code, text, reported } = app.synth();

  test('fails the synthesis', () => {
    expect(code).toBe(1);
    expect(text).toContain('Synthesis finished with errors');
  });

  test.each<[string, string, string[]]>([
    ['an ordinary grant', 'Plain', ofAdmin('Plain/Role/Resource')],
    ['what a later aspect adds', 'LateAspect', ofAdmin('LateAspect/Role/Resource')],
    ['a property override', 'Override', ['fatal NoPublicTrust Override/Role/Resource']],
    ['an overridden type', 'OverriddenType', ofAdmin('OverriddenType/Policy')],
    ['a boundary that an override deletes', 'DeletedBoundary', ofAdmin('DeletedBoundary/Role/Resource')],
    ['an included template', 'Included', ['fatal NoPublicTrust Included/Include/Open']],
    ['a policy that a validation callback adds', 'EscapeHatch', ofAdmin('EscapeHatch/Role/Resource')],
    ['a nested stack', 'Parent', ofAdmin('Parent/Nested/Role/Resource')],
    ['a stack of a Stage', 'Stage/Inside', ofAdmin('Stage/Inside/Role/Resource')],
    ['a stack of a Stage in a Stage', 'Stage/Inner', ofAdmin('Stage/Inner/Deeper/Role/Resource')],
    ['a role without permissions: nothing', 'Harmless', []],
    ['a role within a boundary: nothing', 'Bounded', []],
  ])('judges the final template: %s', (_name, stack, expected) => {
    expect(reported.filter(one => one.split(' ')[2].startsWith(`${stack}/`))).toEqual(expected);
  });

  test('a resource that no construct stands for is reported, without a construct', () => {
    expect(reported.filter(one => one.endsWith(' undefined') || one.split(' ')[2] === '')).toEqual([expect.stringMatching(/^fatal NoPublicTrust /)]);
    expect(text).toContain('RawElement.template.json');
    expect(text).toContain('Anything');
  });

  test('nothing is reported twice', () => {
    expect(reported).toEqual([...new Set(reported)]);
    expect(reported).toHaveLength(8 + 2 + 1);
  });

  test('the terminal shows construct, statement, witness and fix', () => {
    expect(text).toMatch(/FATAL allows every action on every resource\n/);
    expect(text).toMatch(/ {2}statement: inline policy `RoleDefaultPolicy\w+`, statement 0, in `RoleDefaultPolicy\w+` at `Properties.PolicyDocument`\n/);
    expect(text).toMatch(/ {2}witness: `arn:aws:sts::111122223333:assumed-role\/\w+\/session` may do `iam:AttachRolePolicy` on `arn:aws:iam::111122223333:role\/Admin`/);
    expect(text).toMatch(/ {3}Plain\/Role\/Resource \(\w+\)/);
    expect(text).toContain('Suggested fix: allow the actions that are needed, each on the resources it is needed on');
    expect(text).toContain('Rule cdk-iam-guardrails::NoAdminAccess');
  });

  test('of stacks that are not selected, only what belongs to no construct is shown', () => {
    const selected = app.select('Harmless', 'Bounded');
    const shown = selected.text;

    expect([selected.code, shown.includes('Anything'), shown.includes('Plain/Role')]).toEqual([1, true, false]);
  });
});

describe('Guardrails.enforce', () => {
  test('on an app in which nothing is too much, synthesis succeeds and says nothing', () => {
    const app = new CdkApp(`
const app = new App();
Guardrails.enforce(app);
const made = role(new Stack(app, 'Harmless'));
made.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::amzn-s3-demo-bucket/*'] }));
role(new Stack(new Stage(app, 'Stage'), 'Inside'));
`);
    const { code, text, reported } = app.synth();
    app.remove();

    expect([code, reported, text.match(/cdk-iam-guardrails|FATAL|ERROR/)]).toEqual([0, [], null]);
  });

  test('what somebody answers for may stay unread; a policy may not', () => {
    const app = new CdkApp(`
const app = new App();
Guardrails.enforce(app, { acceptedOpacity: [{ resource: 'Initech::Gadget::Thing', reason: 'makes no policies' }, { resource: 'AWS::IAM::ManagedPolicy', reason: 'trust me' }] });
new CfnResource(new Stack(app, 'Accepted'), 'Gadget', { type: 'Initech::Gadget::Thing' });
new CfnResource(new Stack(app, 'Other'), 'Widget', { type: 'Initech::Widget::Thing' });
new CfnResource(new Stack(app, 'Policy'), 'Managed', { type: 'AWS::IAM::ManagedPolicy', properties: { PolicyDocument: { Ref: 'AWS::NoValue' } } });
`);
    const { code, reported } = app.synth();
    app.remove();

    expect([code, reported]).toEqual([1, ['fatal NoUnreadablePolicy Other/Widget', 'fatal NoUnreadablePolicy Policy/Managed']]);
  });

  test('nothing is accepted without a reason', () => {
    expect(() => Guardrails.enforce(new App(), { acceptedOpacity: [{ resource: 'Initech::Gadget::Thing', reason: ' ' }] }))
      .toThrow('`Initech::Gadget::Thing` is accepted without a reason');
  });

  test('a template that cannot be read when it is judged fails the synthesis', () => {
    const app = new CdkApp(`
const fs = require('node:fs');
const app = new App();
Guardrails.enforce(app);
/** Does something to the template after it is written. */
const spoiled = (id, spoil) => {
  const stack = new Stack(app, id);
  const { synthesize } = stack.synthesizer;
  stack.synthesizer.synthesize = session => { synthesize.call(stack.synthesizer, session); spoil(session.outdir + '/' + stack.templateFile); };
  admin(stack);
};
spoiled('Truncated', file => fs.truncateSync(file, 200));
spoiled('Emptied', file => fs.truncateSync(file, 0));
spoiled('Missing', file => fs.unlinkSync(file));
spoiled('Folder', file => { fs.unlinkSync(file); fs.mkdirSync(file); });
role(new Stack(app, 'Harmless'));
`);
    const { code, reported } = app.synth();
    app.remove();

    expect(code).not.toBe(0);
    // What the manifest says of templates that are not there belongs to no construct.
    expect([...new Set(reported)]).toEqual(['', 'Emptied', 'Folder', 'Missing', 'Truncated'].map(id => `fatal NoUnreadablePolicy ${id}`));
  });
});
