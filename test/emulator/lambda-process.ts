import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, Interface } from 'node:readline';

const BUNDLES = join(__dirname, '..', '..', 'lib', 'handlers');

/** What an invocation came to. */
export interface Invocation {
  /** `succeeded`, or `failed: ...`: then Lambda would invoke the handler again. */
  readonly outcome: string;
  readonly log: string[];
}

/**
 * A process that runs the bundle of a handler, as the runtime of Lambda does.
 */
export class LambdaProcess {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;
  private readonly output: Interface;
  private errors = '';

  /** @param endpoint where AWS is */
  constructor(handler: string, endpoint: string, environment: Record<string, string> = {}) {
    const bundle = join(BUNDLES, handler, 'index.js');
    if (!existsSync(bundle)) { throw new Error(`the handler \`${handler}\` is not bundled; run \`npx projen bundle:handlers\``); }
    this.child = spawn(process.execPath, [join(__dirname, 'lambda-runtime.js'), bundle], {
      stdio: 'pipe',
      env: {
        PATH: process.env.PATH,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'testing',
        AWS_SECRET_ACCESS_KEY: 'testing',
        AWS_ENDPOINT_URL: endpoint,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        ...environment,
      },
    });
    this.child.stderr!.on('data', part => { this.errors += part; });
    this.output = createInterface({ input: this.child.stdout! });
    this.lines = this.output[Symbol.asyncIterator]();
  }

  /** @param milliseconds until Lambda would end the process */
  public async invoke(event: object, milliseconds = 60_000): Promise<Invocation> {
    this.child.stdin!.write(`${JSON.stringify({ event, milliseconds })}\n`);
    const log: string[] = [];
    for (;;) {
      const { value, done } = await this.lines.next();
      if (done) { throw new Error(`the process of the handler ended:\n${[...log, this.errors].join('\n')}`); }
      if (value.startsWith('outcome: ')) { return { outcome: value.slice('outcome: '.length), log: log.filter(line => line !== '') }; }
      log.push(value);
    }
  }

  public async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) { return; }
    this.child.kill();
    await once(this.child, 'exit');
    this.output.close();
  }
}
