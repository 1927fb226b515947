import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, IncomingMessage, request, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const MOTO = join(__dirname, '.venv', 'bin', 'moto_server');
const LONGEST_START = 30_000;

/** A call of AWS that was made. */
export interface Call {
  readonly action: string;
  /** Of an action of the query protocol. */
  readonly parameters: Record<string, string>;
}

/** What AWS answers to calls of an action instead; `hang`: nothing. */
export interface Fault {
  readonly action: string;
  /** How many calls. */
  readonly times: number;
  readonly answer: { readonly status: number; readonly code: string } | 'hang';
}

/**
 * AWS on loopback: the server of moto, and in front of it a proxy that remembers the calls and answers some of them with errors, which moto
 * cannot do.
 */
export class Emulator {
  public static async start(): Promise<Emulator> {
    if (!existsSync(MOTO)) { throw new Error('the emulator is not installed; run `npx projen test:emulator`'); }
    const port = await freePort();
    const moto = spawn(MOTO, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
    process.once('exit', () => moto.kill());
    const emulator = new Emulator(moto, port);
    await emulator.started();
    emulator.server.listen(0, '127.0.0.1');
    await once(emulator.server, 'listening');
    return emulator;
  }

  public readonly calls: Call[] = [];
  private readonly server: Server;
  private faults: { fault: Fault; left: number }[] = [];
  private readonly alterations = new Map<string, (body: string) => string>();

  private constructor(private readonly moto: ChildProcess, private readonly port: number) {
    this.server = createServer((asked, answer) => void this.pass(asked, answer));
  }

  /** Of the handlers: through the proxy. */
  public get endpoint(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  /** Of the tests: calls are not remembered. */
  public get directEndpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** An empty account, without faults. */
  public async reset(): Promise<void> {
    this.faults = [];
    this.alterations.clear();
    await fetch(`http://127.0.0.1:${this.port}/moto-api/reset`, { method: 'POST' });
    this.forget();
  }

  /** Forgets the calls. */
  public forget(): void {
    this.calls.splice(0);
  }

  public get actions(): string[] {
    return this.calls.map(({ action }) => action);
  }

  public fail(...faults: Fault[]): void {
    this.faults.push(...faults.map(fault => ({ fault, left: fault.times })));
  }

  /** Changes what is answered to calls of an action: what moto cannot be told, such as the age of a key. */
  public alter(action: string, alteration: (body: string) => string): void {
    this.alterations.set(action, alteration);
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    if (this.moto.exitCode !== null || this.moto.signalCode !== null) { return; }
    this.moto.kill();
    await once(this.moto, 'exit');
  }

  private async started(): Promise<void> {
    for (const end = Date.now() + LONGEST_START; Date.now() < end; await pause(50)) {
      if (this.moto.exitCode !== null) { throw new Error(`moto ended with code ${this.moto.exitCode}`); }
      if (await fetch(`http://127.0.0.1:${this.port}/moto-api/`).then(({ ok }) => ok, () => false)) { return; }
    }
    this.moto.kill();
    throw new Error(`moto did not start within ${LONGEST_START} ms`);
  }

  private async pass(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await bodyOf(asked);
    const call = callOf(asked, body);
    this.calls.push(call);
    const due = this.faults.find(({ fault, left }) => fault.action === call.action && left > 0);
    if (due !== undefined) {
      due.left--;
      return answerWith(due.fault, asked, answer);
    }
    const { headers, method, url } = asked;
    const passed = request({ host: '127.0.0.1', port: this.port, method, path: url, headers }, reply => void bodyOf(reply).then(content => {
      const altered = this.alterations.get(call.action)?.(content.toString()) ?? content;
      const { 'transfer-encoding': _, ...kept } = reply.headers;
      answer.writeHead(reply.statusCode!, { ...kept, 'content-length': Buffer.byteLength(altered) }).end(altered);
    }));
    passed.on('error', () => answer.destroy());
    passed.end(body);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) { parts.push(part); }
  return Buffer.concat(parts);
}

/** The three protocols that the handlers use: query, JSON, and REST, where the action is method and path. */
function callOf({ headers, method, url = '' }: IncomingMessage, body: Buffer): Call {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') { return { action: target.split('.').pop()!, parameters: {} }; }
  const { Action, Version, ...parameters } = Object.fromEntries(new URLSearchParams(body.toString()));
  return Action === undefined ? { action: `${method} ${url.split('/').pop()}`, parameters: {} } : { action: Action, parameters };
}

function answerWith({ answer: fault }: Fault, { headers }: IncomingMessage, answer: ServerResponse): void {
  if (fault === 'hang') { return; }
  const { status, code } = fault;
  if ('x-amz-target' in headers) {
    answer.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify({ __type: code, message: 'as the test asks' }));
  } else {
    const error = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>as the test asks</Message></Error><RequestId>1</RequestId></ErrorResponse>`;
    answer.writeHead(status, { 'content-type': 'text/xml' }).end(error);
  }
}
