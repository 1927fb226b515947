import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { HandlerFunction } from '../../../src/constructs/private/handler-function';

const ROOT = join(__dirname, '..', '..', '..');
const BUNDLES = join('lib', 'handlers');
const { tasks } = JSON.parse(readFileSync(join(ROOT, '.projen', 'tasks.json'), 'utf8'));
const [{ exec: BUNDLE }] = tasks['bundle:handlers'].steps;

const bundles = (root: string) => Object.fromEntries(readdirSync(join(root, BUNDLES)).sort().map(name => [name, readFileSync(join(root, BUNDLES, name, 'index.js'), 'utf8')]));

test('a handler that is not bundled is an error that says what to run', () => {
  expect(() => new HandlerFunction(new Stack(), 'Function', { handler: 'nobody', description: '', statements: [] }))
    .toThrow('the handler `nobody` is not bundled; run `npx projen bundle:handlers`');
});

test('the bundles are those of the sources, and the same bytes wherever they are made', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-test-'));
  try {
    cpSync(join(ROOT, 'src', 'constructs'), join(folder, 'src', 'constructs'), { recursive: true });
    cpSync(join(ROOT, 'tsconfig.json'), join(folder, 'tsconfig.json'));
    const { status, stderr } = spawnSync('sh', ['-c', BUNDLE], {
      cwd: folder, encoding: 'utf8', env: { ...process.env, PATH: join(ROOT, 'node_modules', '.bin') + delimiter + process.env.PATH },
    });

    expect([status, stderr]).toEqual([0, '']);
    expect(bundles(folder)).toEqual(bundles(ROOT));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('every file in a folder of handlers has a bundle, and needs the SDK of the Lambda runtime and nothing else', () => {
  const services = readdirSync(join(ROOT, 'src', 'constructs'), { withFileTypes: true }).filter(one => one.isDirectory()).map(({ name }) => join(ROOT, 'src', 'constructs', name, 'handlers'));
  const handlers = services.filter(folder => existsSync(folder)).flatMap(folder => readdirSync(folder)).map(file => file.replace('.ts', '')).sort();

  expect(Object.keys(bundles(ROOT))).toEqual(handlers);
  for (const code of Object.values(bundles(ROOT))) {
    expect([...code.matchAll(/require\("([^"]*)"\)/g)].map(([, name]) => name).filter(name => !/^(@aws-sdk\/client-|node:)/.test(name))).toEqual([]);
  }
});
