import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
export const EXAMPLES = join(ROOT, 'examples');
const CLI = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');

export interface Synthesis {
  readonly code: number | null;
  readonly text: string;
  /** A file of the assembly. */
  file(name: string): string;
}

const folders: string[] = [];

/** Runs an example by the CLI, with the settings of `examples/cdk.json`. */
export function synth(app: string): Synthesis {
  const output = mkdtempSync(join(tmpdir(), 'example-test-'));
  folders.push(output);
  const { NODE_ENV, JEST_WORKER_ID, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(
    process.execPath, [CLI, 'synth', '--quiet', '--app', `npx ts-node --transpile-only ${app}`, '--output', output],
    { cwd: EXAMPLES, encoding: 'utf8', timeout: 120_000, env: { ...env, CDK_VALIDATION: 'false', NO_COLOR: '1' } },
  );
  return { code: status, text: stdout + stderr, file: name => readFileSync(join(output, name), 'utf8') };
}

export function removeAll(): void {
  for (const folder of folders.splice(0)) { rmSync(folder, { recursive: true }); }
}
