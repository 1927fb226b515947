import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Folder } from './run';

const folder = new Folder();
afterAll(() => folder.remove());

test.each<[string, string[], string[]]>([
  ['the commands', ['--help'], ['simulate', 'conformance']],
  ['simulate and its exit codes', ['simulate', '--help'], ['--action', '--resource', '--scp', '--unknown', '--json', '0: allowed, 1: not', '2: bad']],
  ['conformance and its exit codes', ['conformance', '--help'], ['<file...>', '0: no', '1: some', '2: bad']],
])('help explains %s', (_name, args, words) => {
  const { code, out, err } = folder.run(...args);

  expect([code, err]).toEqual([0, '']);
  for (const word of words) { expect(out.replace(/\s+/g, ' ')).toContain(word); }
});

test('the package names the command', () => {
  const { bin } = jest.requireActual('../../package.json');
  const main = join(__dirname, '..', '..', bin['cdk-iam-guardrails']);

  expect(statSync(main).isFile()).toBe(true);
});
