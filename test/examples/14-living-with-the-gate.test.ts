import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXAMPLES, removeAll, synth } from './synth';
import { MAIN } from '../cli/run';

const APP = '14-living-with-the-gate.ts';
const folder = mkdtempSync(join(tmpdir(), 'living-test-'));
const wider = join(EXAMPLES, '.14-wider.ts');
afterAll(() => {
  removeAll();
  rmSync(folder, { recursive: true });
  rmSync(wider, { force: true });
});

const { code, text, file } = synth(APP);
const readme = readFileSync(join(EXAMPLES, '..', 'README.md'), 'utf8');
const template = join(folder, 'Living.template.json');
writeFileSync(template, file('Living.template.json'));
const guardrails = (...args: string[]) => spawnSync(process.execPath, [MAIN, ...args], { cwd: EXAMPLES, encoding: 'utf8' });

test('the waiver lifts what somebody saw, and says so, as the README shows it', () => {
  expect(code).toBe(0);
  const [waived] = text.split('\n').filter(line => line.startsWith('cdk-iam-guardrails: waived'));
  expect(readme).toContain(waived);
});

test('the lock is what the app may do', () => {
  const { status } = guardrails('lock', template, '--lock', join(folder, 'access.lock.json'));
  const locked = (name: string) => Object.values<any>(JSON.parse(readFileSync(name, 'utf8')).principals).map(({ identity }) => identity);

  expect(status).toBe(0);
  expect(locked(join(folder, 'access.lock.json'))).toEqual(locked(join(EXAMPLES, '14-access.lock.json')));
});

test('more than the lock holds is refused, with a request that shows it', () => {
  writeFileSync(wider, readFileSync(join(EXAMPLES, APP), 'utf8').replace('reports.grantRead(reader)', 'reports.grantReadWrite(reader)'));
  const widened = synth('.14-wider.ts');

  expect(widened.code).toBe(1);
  expect(widened.text).toContain('FATAL may do `s3:AbortMultipartUpload` on `arn:aws:s3:::example1example`, which the access lock does not hold');
});
