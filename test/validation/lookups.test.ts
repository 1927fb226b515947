import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CdkApp } from './synth';
import { folderOf, findingsOf, twinApp } from './twins';
import { readAssembly } from '../../src/cloudformation/app-reader';
import { judgementOf } from '../../src/rules/judgement';

const HARMLESS = 'arn:aws:s3:::amzn-s3-demo-bucket/key';
const WIDE = ['NoUnboundedDataAccess Role/Resource'];

/** A provider of context that needs neither a network nor credentials: its answer is what the question says. */
const PLUGIN = `module.exports = { version: '1', init: host => host.registerContextProviderAlpha('arns', { getValue: async ({ answer }) => {
  if (answer === 'fail') { throw new Error('no answer'); }
  return answer;
} }) };`;

/** A role that may read what is looked up. */
const lookup = (dummy: string, answer: string) => `
const found = core.ContextProvider.getValue(stack, { provider: 'plugin', props: { pluginName: 'arns', answer: '${answer}' }, dummyValue: '${dummy}' }).value;
role(stack).addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [found] }));`;

const STACK = "const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'us-east-1' } });";
const HARD = 'Guardrails.enforce(app, { enforcement: Enforcement.HARD });';

let app: CdkApp;
afterEach(() => app.remove());

function lookingUp(code: string): CdkApp {
  app = twinApp(STACK + code);
  writeFileSync(join(folderOf(app), 'plugin.js'), PLUGIN);
  return app;
}

const outcome = (...args: string[]) => {
  const { code } = app.synth(`--plugin=${join(folderOf(app), 'plugin.js')}`, ...args);
  return [code, findingsOf(app).get('Stack') ?? []];
};

describe('an app that looks something up is judged when it is found', () => {
  test('a wildcard for a dummy, and something harmless at last: passes, with hard enforcement too', () => {
    lookingUp(lookup('*', HARMLESS) + HARD);
    expect(outcome()).toEqual([0, []]);
  });

  test('with hard enforcement, a wildcard at last is blocked, though errors are ignored', () => {
    lookingUp(lookup(HARMLESS, '*') + HARD);
    expect(outcome('--ignore-errors')).toEqual([1, WIDE]);
  });

  test('the last value counts, not the dummy', () => {
    lookingUp(`
const ask = (scope, answer, dummyValue) => core.ContextProvider.getValue(scope, { provider: 'plugin', props: { pluginName: 'arns', answer }, dummyValue }).value;
const lookingUp = (id, resourceOf) => {
  const scope = new Stack(app, id, { env: { account: '111122223333', region: 'us-east-1' } });
  role(scope).addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [resourceOf(scope)] }));
  return scope;
};
lookingUp('Harmless', scope => ask(scope, '${HARMLESS}', '*'));
lookingUp('Wide', scope => ask(scope, '*', '${HARMLESS}'));
lookingUp('Twice', scope => ask(scope, 'next', 'none') === 'next' ? ask(scope, '*', '${HARMLESS}') : '${HARMLESS}');
Aspects.of(lookingUp('Aspect', scope => ask(scope, '${HARMLESS}2', '${HARMLESS}'))).add({ visit: node => {
  if (node instanceof iam.CfnPolicy && ask(node, '${HARMLESS}2', 'none') !== 'none') { node.addPropertyOverride('PolicyDocument.Statement.0.Resource', '*'); }
} });`);

    expect([outcome()[0], Object.fromEntries(findingsOf(app))]).toEqual([1, { Wide: WIDE, Twice: WIDE, Aspect: WIDE }]);
  });

  test('without lookups: not waved through', () => {
    lookingUp(lookup(HARMLESS, HARMLESS));
    expect(outcome('--lookups=false')[0]).toBe(1);
  });

  test('a lookup that fails: not waved through', () => {
    lookingUp(lookup(HARMLESS, 'fail'));
    expect(outcome()[0]).toBe(1);
  });

  test('with hard enforcement, a lookup that fails is no reason to let errors be ignored', () => {
    lookingUp(lookup('*', 'fail') + HARD);
    expect(outcome('--ignore-errors')[0]).toBe(1);
  });

  test('an app that runs without the CLI, its context missing: its report fails, and nothing of it is taken by the CLI', () => {
    lookingUp(lookup(HARMLESS, HARMLESS));
    const { NODE_ENV, JEST_WORKER_ID, ...env } = process.env;
    spawnSync(process.execPath, ['app.js'], { cwd: folderOf(app), env: { ...env, CDK_OUTDIR: join(folderOf(app), 'cdk.out') } });
    const found = Object.fromEntries(findingsOf(app));
    const { code } = app.select('Stack');

    expect([Object.values(found).flat(), code]).toEqual([['NoUnreadablePolicy <undefined>'], 1]);
  });
});

describe('what stays on disk', () => {
  const reread = () => [...new Set(judgementOf(readAssembly(join(folderOf(app), 'cdk.out'))).findings.map(({ rule }) => rule))];

  test('errors that are ignored stay in the report, and in the templates', () => {
    app = twinApp(`${STACK} reader(stack);`);
    const { code } = app.synth('--ignore-errors');

    expect([code, findingsOf(app).get('Stack'), reread()]).toEqual([0, WIDE, ['NoUnboundedDataAccess']]);
  });

  test('a blocked assembly is blocked again, until somebody deletes its report; who reads the templates finds it still', () => {
    app = twinApp(`${STACK} reader(stack);`);
    const codes = [app.synth().code, app.select('Stack').code];
    rmSync(join(folderOf(app), 'cdk.out', 'validation-report.json'));
    codes.push(app.select('Stack').code);

    expect([codes, reread()]).toEqual([[1, 1, 0], ['NoUnboundedDataAccess']]);
  });

  test('an assembly that was blocked is not taken for the one that comes after it', () => {
    app = twinApp(`${STACK} if (!fs.existsSync('second')) { fs.writeFileSync('second', ''); reader(stack); } else { role(stack); }`);

    expect([app.synth().code, app.synth().code, findingsOf(app).get('Stack'), reread()]).toEqual([1, 0, undefined, []]);
  });
});
