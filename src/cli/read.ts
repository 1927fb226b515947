import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BadInput, readText } from './input';
import { readingText } from './reading-text';
import { AcceptedOpacity } from '../cloudformation/accepted-opacity';
import { readApp, readAssembly, ReadingOptions } from '../cloudformation/app-reader';
import { AppReading } from '../cloudformation/app-reading';
import { readOrganization } from '../cloudformation/organization';
import { readingJson } from '../cloudformation/reading-json';
import { resourcesOf } from '../cloudformation/template';
import { escaped } from '../engine/policy/policy-problem';

/** The options of the command, as they are written in the shell. */
export interface ReadOptions {
  readonly account?: string;
  readonly region?: string;
  readonly stackName?: string;
  readonly accept?: string[];
  readonly organization?: string;
  readonly json?: boolean;
}

/**
 * Prints who may do what by an assembly or by one template.
 *
 * @returns the exit code: 0 when everything was read, 1 when something is unread
 */
export function read(path: string, options: ReadOptions, print: (line: string) => void): number {
  const reading = readPath(path, options);
  const printed = readingJson(reading);
  if (options.json) {
    print(JSON.stringify(printed, undefined, 2));
  } else {
    readingText(printed).forEach(print);
  }
  return [reading, ...reading.stacks].every(({ unread }) => unread.length === 0) ? 0 : 1;
}

function readPath(path: string, options: ReadOptions): AppReading {
  const accepted: ReadingOptions = {
    accept: options.accept?.map(acceptance),
    organization: options.organization === undefined ? undefined : readOrganization(options.organization),
  };
  if (!existsSync(path)) { throw new BadInput(`${escaped(path)}: there is no such file or folder`); }
  return statSync(path).isDirectory() ? readFolder(path, options, accepted) : readTemplateFile(path, options, accepted);
}

function readFolder(path: string, options: ReadOptions, accepted: ReadingOptions): AppReading {
  const given = (['account', 'region', 'stackName'] as const).find(name => options[name] !== undefined);
  if (given !== undefined) { throw new BadInput(`${FLAGS[given]}: the assembly says where its stacks are deployed; leave the option out`); }
  if (!existsSync(join(path, 'manifest.json'))) {
    throw new BadInput(`${escaped(path)}: is no assembly, for it holds no manifest.json; name the folder that \`cdk synth\` writes, usually cdk.out, or a template`);
  }
  return readAssembly(path, accepted);
}

function readTemplateFile(path: string, options: ReadOptions, accepted: ReadingOptions): AppReading {
  for (const name of ['account', 'region', 'stackName'] as const) { check(name, options[name]); }
  const { account, region, stackName = '' } = options;
  return readApp([{ id: '', constructPath: '', stackName, account, region, file: '', text: templateIn(path), nested: [], parameters: {} }], accepted);
}

/** The text of a template. What it is shows in what it holds, never in its name. */
function templateIn(path: string): string {
  const text = readText(path);
  if (resourcesOf(text) !== undefined) { return text; }
  throw new BadInput(`${escaped(path)}: is neither an assembly nor a template; name the folder that \`cdk synth\` writes, usually cdk.out, or a template with \`Resources\` in JSON or YAML`);
}

const FLAGS = { account: '--account', region: '--region', stackName: '--stack-name' };

const FORMS = {
  account: { form: /^\d{12}$/, wayOut: 'write its 12 digits' },
  region: { form: /^[a-z]{2}[a-z0-9-]*$/, wayOut: 'write its code, for example eu-west-1' },
  stackName: { form: /^[A-Za-z][A-Za-z0-9-]{0,127}$/, wayOut: 'write letters, digits and hyphens, a letter first' },
};

function check(name: keyof typeof FORMS, value: string | undefined): void {
  const { form, wayOut } = FORMS[name];
  if (value !== undefined && !form.test(value)) { throw new BadInput(`${FLAGS[name]} ${escaped(value)}: ${wayOut}`); }
}

/** `AWS::CloudFormation::CustomResource=reviewed by the platform team` */
function acceptance(text: string): AcceptedOpacity {
  const [, resource, reason] = /^([^=]+)=(.*\S.*)$/s.exec(text) ?? [];
  if (resource === undefined) { throw new BadInput(`--accept ${escaped(text)}: write it as TYPE_OR_LOGICAL_ID=REASON`); }
  return { resource, reason };
}
