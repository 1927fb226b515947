import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

/** What a program prints that runs beside the package, and so finds it by its name. */
function run(program: string, ...options: string[]): unknown {
  const { stdout, stderr, status } = spawnSync(process.execPath, [...options, '-e', program], { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) { throw new Error(stderr); }
  return JSON.parse(stdout);
}

test.each([['cdk-iam-guardrails', './lib/index.js'], ['cdk-iam-guardrails/engine', './lib/engine/index.js']])('%s exports as one file what it does as many', (name, file) => {
  const namesOf = (module: string) => run(`
    const told = exported => Object.entries(exported).map(([name, value]) => [name, typeof value, value.name, ['engine', 'assertions'].includes(name) ? told(value) : []]).sort();
    console.log(JSON.stringify(told(require('${module}'))));
  `);

  expect(namesOf(name)).toEqual(namesOf(file));
});

test('modules of ECMAScript import its names', () => {
  const program = `
    import { AccountAlias, engine, Guardrails } from 'cdk-iam-guardrails';
    import { PolicySimulator } from 'cdk-iam-guardrails/engine';
    console.log(JSON.stringify([AccountAlias, Guardrails, engine.PolicySimulator, PolicySimulator].map(({ name }) => name)));
  `;

  expect(run(program, '--input-type=module')).toEqual(['AccountAlias', 'Guardrails', 'PolicySimulator', 'PolicySimulator']);
});

test('the gate loads nothing else of the library', () => {
  const program = "require('cdk-iam-guardrails').Guardrails; console.log(JSON.stringify(Object.keys(require.cache).filter(file => /aws-secretsmanager|bundle/.test(file))))";

  expect(run(program)).toEqual(['index', 'gate'].map(name => join(ROOT, 'lib', `${name}.bundle.js`)));
});

test('what the gate and the rest of the library share is there once', () => {
  const program = `
    const { App, Stack } = require('aws-cdk-lib');
    const { Guardrails, LeastPrivilegeAspect, LeastPrivilegeChecks, LeastPrivilegePlugin } = require('cdk-iam-guardrails');
    const app = new App();
    new LeastPrivilegeAspect().visit(new Stack(app, 'Shop'));
    Guardrails.enforce(app);
    const [plugin] = app._validationPlugins;
    console.log(JSON.stringify([app._validationPlugins.length, plugin instanceof LeastPrivilegePlugin, new LeastPrivilegeChecks(app)._gate === plugin]));
  `;

  expect(run(program)).toEqual([1, true, true]);
});
