import { spawnSync } from 'node:child_process';
import * as os from 'node:os';
import * as path from 'node:path';

const EXAMPLES = path.join(__dirname, '..', 'examples');
const CDK = path.join(__dirname, '..', 'node_modules', 'aws-cdk', 'bin', 'cdk');

/** Synthesizes an example through the CDK CLI, as its users do, and shows what it prints. */
function synth(example: string): boolean {
  console.log(`\n$ cdk synth --app "npx ts-node ${example}"\n`);
  const { status } = spawnSync(process.execPath, [
    CDK, 'synth', '--quiet', '--app', `npx ts-node --transpile-only ${example}`, '--output', path.join(os.tmpdir(), `guardrails-demo-${process.pid}`, example),
  ], { cwd: EXAMPLES, stdio: 'inherit', env: { ...process.env, CDK_VALIDATION: 'false' } });
  console.log(`\nexit code ${status}`);
  return status === 0;
}

const blocked = !synth('01-blocked-stack.ts');
const passed = synth('02-least-privilege-stack.ts');
console.log(`\nThe blocked stack was ${blocked ? 'refused' : 'NOT refused'}; its least-privilege twin was ${passed ? 'synthesized' : 'NOT synthesized'}.`);
process.exitCode = blocked && passed ? 0 : 1;
