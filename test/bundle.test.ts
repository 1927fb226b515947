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
  const namesOf = (module: string) => run(`console.log(JSON.stringify(Object.entries(require('${module}')).map(([name, value]) => name + ' ' + typeof value).sort()))`);

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

test('the gate does not load the constructs', () => {
  const program = "require('cdk-iam-guardrails').Guardrails; console.log(JSON.stringify(Object.keys(require.cache).filter(file => file.includes('aws-secretsmanager'))))";

  expect(run(program)).toEqual([]);
});
