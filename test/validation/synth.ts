import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAIN, Run } from '../cli/run';

const ROOT = join(__dirname, '..', '..');
const CLI = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');

/** No network: neither notices nor telemetry. */
const CDK_JSON = { notices: false, versionReporting: false, context: { 'cli-telemetry': false } };

/** What every app of these tests begins with. The library is the compiled one. */
const PREAMBLE = `
const root = ${JSON.stringify(ROOT)};
const lib = name => require(root + '/node_modules/aws-cdk-lib' + name);
const { App, Aspects, CfnElement, CfnResource, NestedStack, Stack, Stage, Validations } = lib('');
const iam = lib('/aws-iam');
const { CfnInclude } = lib('/cloudformation-include');
const { Enforcement, Guardrails, LeastPrivilegeAspect, LeastPrivilegePlugin } = require(root);
const everything = () => new iam.PolicyStatement({ actions: ['*'], resources: ['*'] });
const anyObject = () => new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] });
/** A role that may do nothing. */
const role = (scope, id = 'Role') => new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
/** A role that may do everything: one fatal finding. */
const admin = (scope, id = 'Role') => { const made = role(scope, id); made.addToPolicy(everything()); return made; };
/** A role that may read every object: one error. */
const reader = (scope, id = 'Role') => { const made = role(scope, id); made.addToPolicy(anyObject()); return made; };
`;

/** A finding as the report of the CDK holds it: rule, severity, construct. */
export type Reported = `${string} ${string} ${string}`;

export interface Synthesis {
  readonly code: number | null;
  /** What the terminal shows. */
  readonly text: string;
  /** What the report holds, of all stacks; acknowledged findings are left out. */
  readonly reported: Reported[];
}

/** An app, and what `cdk synth` makes of it. */
export class CdkApp {
  private readonly folder = mkdtempSync(join(tmpdir(), 'synth-test-'));

  constructor(app: string, files: Record<string, unknown> = {}) {
    writeFileSync(join(this.folder, 'cdk.json'), JSON.stringify(CDK_JSON));
    writeFileSync(join(this.folder, 'app.js'), PREAMBLE + app);
    for (const [name, content] of Object.entries(files)) { this.write(name, content); }
  }

  /** Puts a file beside the app. */
  write(name: string, content: unknown): void {
    writeFileSync(join(this.folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }

  /** A file that the app left. */
  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  /** Of what the last report holds, by rule and construct: `NoAdminAccess One/Role/Resource`. */
  fingerprints(): Record<string, string> {
    return Object.fromEntries(this.violations().flatMap(({ ruleName, ruleMetadata, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }: any) => [`${ruleName} ${constructPath}`, ruleMetadata.fingerprint])));
  }

  /** Runs the app by the CLI, in a process of its own. All stacks, those of Stages too, unless some are named. */
  synth(...args: string[]): Synthesis {
    return this.cli('node app.js', args);
  }

  /** Selects stacks of what the last run left on disk, without running the app again. */
  select(...stacks: string[]): Synthesis {
    return this.cli('cdk.out', stacks);
  }

  /** Runs our own command in a process of its own, beside the app. */
  guardrails(...args: string[]): Run {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { cwd: this.folder, encoding: 'utf8', timeout: 60_000 });
    return { code: status, out: stdout, err: stderr };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private cli(app: string, args: string[]): Synthesis {
    const selection = args.some(arg => !arg.startsWith('-')) ? [] : ['**'];
    const { NODE_ENV, JEST_WORKER_ID, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'synth', '--quiet', '--app', app, ...selection, ...args], {
      cwd: this.folder, encoding: 'utf8', timeout: 60_000, env: { ...env, CDK_VALIDATION: 'false', NO_COLOR: '1' },
    });
    return { code: status, text: stdout + stderr, reported: this.report() };
  }

  private violations(): any[] {
    const file = join(this.folder, 'cdk.out', 'validation-report.json');
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).pluginReports.flatMap((one: any) => one.violations) : [];
  }

  private report(): Reported[] {
    return this.violations()
      .flatMap((one: any) => one.violatingConstructs.map(({ constructPath }: any) => `${one.severity} ${one.ruleName} ${constructPath}`))
      .sort();
  }
}

/** What is reported about a role that may do everything. */
export function ofAdmin(path: string): Reported[] {
  return [`fatal NoAdminAccess ${path}`];
}
