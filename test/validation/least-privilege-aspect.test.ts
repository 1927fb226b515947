import { App, Aspects, CfnResource, Stack, Stage } from 'aws-cdk-lib';
import { CdkApp, ofAdmin } from './synth';
import { LeastPrivilegeAspect, LeastPrivilegePlugin } from '../../src/validation';
import { speakerOf } from '../../src/validation/least-privilege-plugin';

/** Stacks that grant too much, two of them in a Stage, and these lines. */
function judged(lines: string) {
  const app = new CdkApp(`
const app = new App();
const [one, two, three] = ['One', 'Two', 'Three'].map(id => new Stack(app, id));
const stage = new Stage(app, 'Stage');
const [inside, beside] = ['Inside', 'Beside'].map(id => new Stack(stage, id));
[one, two, three, inside, beside].forEach(stack => admin(stack));
${lines}
`);
  try {
    return app.synth();
  } finally {
    app.remove();
  }
}

const ONE = ofAdmin('One/Role/Resource');
const TWO = ofAdmin('Two/Role/Resource');
const THREE = ofAdmin('Three/Role/Resource');
const INSIDE = ofAdmin('Stage/Inside/Role/Resource');
const BESIDE = ofAdmin('Stage/Beside/Role/Resource');

describe('the aspect judges what is below the construct that it is added to', () => {
  test.each<[string, string, string[]]>([
    ['an app: everything, its Stages too', 'Aspects.of(app).add(new LeastPrivilegeAspect());', [...ONE, ...TWO, ...THREE, ...INSIDE, ...BESIDE]],
    ['one stack of several: only that one', 'Aspects.of(one).add(new LeastPrivilegeAspect());', ONE],
    ['a Stage: only its stacks', 'Aspects.of(stage).add(new LeastPrivilegeAspect());', [...INSIDE, ...BESIDE]],
    ['the same object on a stack, on a construct of another stack, and on a stack of a Stage: all three',
      'const aspect = new LeastPrivilegeAspect(); [one, three.node.findChild("Role"), beside].forEach(scope => Aspects.of(scope).add(aspect));',
      [...ONE, ...THREE, ...BESIDE]],
  ])('%s', (_name, lines, expected) => {
    const { code, reported } = judged(lines);

    expect([code, reported]).toEqual([1, [...expected].sort()]);
  });
});

describe('registration', () => {
  test('one plugin for the app, at its root, however often and wherever it is added', () => {
    const app = new App();
    const stack = new Stack(new Stage(app, 'Stage'), 'Stack');
    for (const scope of [stack, app, stack]) { Aspects.of(scope).add(new LeastPrivilegeAspect()); }
    new CfnResource(stack, 'Queue', { type: 'AWS::SQS::Queue' });
    app.synth();

    expect(speakerOf(stack)).toBeInstanceOf(LeastPrivilegePlugin);
    expect((app as any)._validationPlugins.filter((plugin: unknown) => plugin instanceof LeastPrivilegePlugin)).toEqual([speakerOf(stack)]);
  });

  test('none, where it is not added', () => {
    const app = new App();

    expect(speakerOf(new Stack(app, 'Stack'))).toBeUndefined();
  });
});
