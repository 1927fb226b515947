import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const MAIN = join(__dirname, '..', '..', 'lib', 'cli', 'main.js');

export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A folder of input files that the commands of a test run in. */
export class Folder {
  private readonly path = mkdtempSync(join(tmpdir(), 'cdk-iam-guardrails-cli-'));

  /** Text as it is, anything else as JSON. */
  write(name: string, content: unknown): string {
    writeFileSync(join(this.path, name), typeof content === 'string' ? content : JSON.stringify(content));
    return name;
  }

  /** Runs the command in a process of its own. */
  run(...args: string[]): Run {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { cwd: this.path, encoding: 'utf8', timeout: 30_000 });
    return { code: status, out: stdout, err: stderr };
  }

  /** Runs the command where a terminal is attached, its output going into a file. @returns what the terminal shows */
  show(output: string, ...args: string[]): { code: number | null; shown: string } {
    const command = [process.execPath, MAIN, ...args].map(word => `'${word}'`).join(' ');
    const { status, stdout, error } = spawnSync('script', ['--quiet', '--return', '--command', `${command} > '${output}'`, '/dev/null'], {
      cwd: this.path, encoding: 'utf8', timeout: 30_000, stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (error !== undefined) { throw new Error(`a terminal needs \`script\` of util-linux: ${error.message}`); }
    return { code: status, shown: stdout };
  }

  /** A file that the command left. */
  read(name: string): string {
    return readFileSync(join(this.path, name), 'utf8');
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
