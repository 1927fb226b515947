import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BadInput, readText } from './input';
import { AcceptedOpacity } from '../cloudformation/accepted-opacity';
import { readStacksOf, ReadingOptions } from '../cloudformation/app-reader';
import { AppReading } from '../cloudformation/app-reading';
import { AssemblyStack, CloudAssembly, readCloudAssembly } from '../cloudformation/cloud-assembly';
import { isObject } from '../cloudformation/json';
import { OrganizationReading, readOrganization } from '../cloudformation/organization';
import { resourcesOf, templateProblems } from '../cloudformation/template';
import { escaped, quoted } from '../engine/policy/policy-problem';
import { Acknowledgement } from '../rules/acknowledgement';
import { waiversIn } from '../rules/waiver';

/** What is said in the shell about the app beside its path. */
export interface AppOptions {
  readonly account?: string;
  readonly region?: string;
  readonly stackName?: string;
  readonly accept?: string[];
  readonly organization?: string;
}

/** Apps and templates that are judged together. */
export interface AppInput {
  readonly reading: AppReading;
  /** What is acknowledged outside of all stacks. */
  readonly acknowledgements: Acknowledgement[];
  /** The texts of the templates, by their files. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Where the CDK keeps what it found, and what it let pass. */
const VALIDATION_REPORT = 'validation-report.json';

/**
 * What a path holds: an assembly, or one template as if it were one. What it is shows in what it holds, never in its name.
 *
 * @throws BadInput when it is neither
 */
export function assemblyAt(path: string, options: AppOptions): CloudAssembly {
  if (!existsSync(path)) { throw new BadInput(`${escaped(path)}: there is no such file or folder`); }
  return statSync(path).isDirectory() ? assemblyIn(path, options) : templateAt(path, options);
}

/** What somebody answers for, as it is written in the shell. */
export function readingOptions({ accept, organization }: AppOptions): ReadingOptions {
  return { accept: accept?.map(acceptance), organization: organization === undefined ? undefined : readOrganization(organization) };
}

/**
 * Reads everything that is to be judged. What is only damaged input, and nothing that an app says, is an error and no finding.
 *
 * @throws BadInput
 */
export function readApps(paths: string[], options: AppOptions, accept: AcceptedOpacity[] = []): AppInput {
  const assemblies = paths.map(path => {
    const assembly = assemblyAt(path, options);
    refuseDamaged(path, assembly);
    const isFolder = statSync(path).isDirectory();
    // Without an assembly around it, a template is known by its path.
    const prefix = isFolder ? (paths.length === 1 ? '' : `${path}/`) : path;
    return { path, isFolder, assembly: prefix === '' ? assembly : renamed(assembly, prefix) };
  });
  const given = readingOptions(options);
  const stacks = assemblies.flatMap(({ assembly }) => assembly.stacks);
  const reading = readStacksOf({
    stacks,
    problems: assemblies.flatMap(({ assembly }) => assembly.problems),
    missingContext: assemblies.flatMap(({ assembly }) => assembly.missingContext),
    templates: stacks.length,
  }, { organization: readableOrganization(given.organization), accept: [...given.accept ?? [], ...accept] });
  const { broken: [broken] } = waiversIn(reading);
  if (broken !== undefined) { throw new BadInput(`the waiver at ${quoted(broken.constructPath)}: ${escaped(broken.message)}`); }
  return {
    reading,
    acknowledgements: assemblies.filter(({ isFolder }) => isFolder).flatMap(({ path, assembly }) =>
      acknowledgedOutside(path, assembly).map(one => ({ ...one, ...paths.length > 1 && { stack: path } }))),
    texts: new Map(stacks.flatMap(({ file, text, nested }) => [{ file, text }, ...nested].map(one => [one.file, one.text]))),
  };
}

function assemblyIn(path: string, options: AppOptions): CloudAssembly {
  const given = (['account', 'region', 'stackName'] as const).find(name => options[name] !== undefined);
  if (given !== undefined) { throw new BadInput(`${FLAGS[given]}: the assembly says where its stacks are deployed; leave the option out`); }
  if (!existsSync(join(path, 'manifest.json'))) {
    throw new BadInput(`${escaped(path)}: is no assembly, for it holds no manifest.json; name the folder that \`cdk synth\` writes, usually cdk.out, or a template`);
  }
  return readCloudAssembly(path);
}

function templateAt(path: string, options: AppOptions): CloudAssembly {
  for (const name of ['account', 'region', 'stackName'] as const) { check(name, options[name]); }
  const { account, region, stackName = '' } = options;
  const stack: AssemblyStack = { id: '', constructPath: '', stackName, account, region, file: '', text: templateIn(path), nested: [], parameters: {} };
  return { stacks: [stack], problems: [], missingContext: [], templates: 1 };
}

function templateIn(path: string): string {
  const text = readText(path);
  if (resourcesOf(text) !== undefined) { return text; }
  const [problem] = templateProblems(text);
  if (problem !== undefined && /["']?Resources["']? *:/.test(text)) { throw new BadInput(`${escaped(path)}: ${problem.path} ${escaped(problem.message)}`); }
  throw new BadInput(`${escaped(path)}: is neither an assembly nor a template; name the folder that \`cdk synth\` writes, usually cdk.out, or a template with \`Resources\` in JSON or YAML`);
}

/** What was cut off, is missing or is no JSON or YAML says nothing about an app. */
function refuseDamaged(path: string, { stacks, problems }: CloudAssembly): void {
  const damaged = [
    ...problems.filter(({ isDamage }) => isDamage).map(({ file, path: place, message }) => `${[path, file].filter(part => part).join('/')}: ${place} ${message}`),
    ...stacks.flatMap(({ file, text, nested }) => [{ file, text }, ...nested]).flatMap(({ file, text }) =>
      templateProblems(text).map(problem => `${[path, file].filter(part => part !== '').join('/')}: ${problem.path} ${problem.message}`)),
  ];
  if (damaged.length > 0) { throw new BadInput(damaged.map(escaped).join('\n')); }
}

/** Apps beside each other may have stacks and files of the same names. */
function renamed({ stacks, problems, ...rest }: CloudAssembly, prefix: string): CloudAssembly {
  return {
    ...rest,
    stacks: stacks.map(stack => ({
      ...stack,
      id: `${prefix}${stack.id}`,
      file: `${prefix}${stack.file}`,
      nested: stack.nested.map(asset => ({ ...asset, file: `${prefix}${asset.file}` })),
    })),
    problems: problems.map(problem => ({ ...problem, ...problem.stack !== undefined && { stack: `${prefix}${problem.stack}` } })),
  };
}

function readableOrganization(organization: OrganizationReading | undefined): OrganizationReading | undefined {
  const [problem] = organization?.unread ?? [];
  if (problem !== undefined) { throw new BadInput(`--organization ${escaped(`${problem.path} ${problem.message}`)}`); }
  return organization;
}

/**
 * What the report of the CDK says to be acknowledged at the app and at Stages: no metadata carries that. One that cannot be read, or is not
 * there, acknowledges nothing.
 */
function acknowledgedOutside(path: string, { stacks }: CloudAssembly): Acknowledgement[] {
  const inStacks = (place: string) => stacks.some(({ constructPath }) => place === constructPath || place.startsWith(`${constructPath}/`));
  try {
    const { pluginReports } = JSON.parse(readFileSync(join(path, VALIDATION_REPORT), 'utf8'));
    return pluginReports.flatMap((report: any) => report.suppressedViolations ?? []).filter(isObject)
      .map(({ acknowledgedId, reason = '', acknowledgedAt = '' }: any) => ({ constructPath: String(acknowledgedAt), id: String(acknowledgedId), reason: String(reason) }))
      .filter(({ constructPath }: Acknowledgement) => !inStacks(constructPath));
  } catch {
    return [];
  }
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
