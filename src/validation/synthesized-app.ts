import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { IPolicyValidationContext, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ReadingOptions, readStacksOf } from '../cloudformation/app-reader';
import { AppReading } from '../cloudformation/app-reading';
import { AssemblyStack, CloudAssembly, readCloudAssembly } from '../cloudformation/cloud-assembly';
import { StackReference } from '../cloudformation/template-reading';
import { RatedFinding } from '../rules/rated-finding';

/** A template that could not be read. */
export interface MissingTemplate {
  readonly constructPath: string;
  readonly templatePath: string;
  readonly reason: string;
}

/** A template that the CDK asks about. */
interface AskedTemplate {
  readonly templatePath: string;
  readonly stackConstructPath: string;
  readonly accountId?: string;
  readonly region?: string;
}

const NO_ASSEMBLY: CloudAssembly = { stacks: [], problems: [], missingContext: [], templates: 0 };

/**
 * What the CDK asks a plugin about: the templates on disk, and the assembly that they are in.
 */
export class SynthesizedApp {
  public readonly construct: IConstruct;
  public readonly reading: AppReading;
  public readonly missing: MissingTemplate[] = [];
  /** The context is still to be looked up: the app will run again. */
  public readonly isPreliminary: boolean;

  private readonly directory: string;
  private readonly asked: Map<string, AskedTemplate>;
  private readonly stacks: Map<string, StackReference>;

  constructor({ appConstruct, templatePaths, stackTemplates }: IPolicyValidationContext, options: ReadingOptions) {
    const described = new Map((stackTemplates ?? []).map(template => [template.templatePath, template]));
    this.construct = appConstruct;
    this.directory = directoryOf(appConstruct, templatePaths);
    this.asked = new Map(templatePaths.map(one => [path.resolve(one), described.get(one) ?? { templatePath: one, stackConstructPath: '' }]));
    // The CDK writes a manifest. Without one, templates are read alone, and nested ones are not found.
    const assembly = existsSync(path.join(this.directory, 'manifest.json')) ? readCloudAssembly(this.directory) : NO_ASSEMBLY;
    const reading = readStacksOf({ ...assembly, stacks: [...assembly.stacks, ...this.beside(assembly)] }, options);
    // What the CLI looked up in vain is in the context too, as an error: it will not run the app again for that.
    this.isPreliminary = assembly.missingContext.some(key => appConstruct.node.root.node.tryGetContext(key) === undefined);
    this.stacks = new Map(reading.stacks.map(({ stack }) => [stack.id, stack]));
    this.reading = { ...reading, stacks: reading.stacks.filter(({ stack }) => this.asked.has(this.fileOf(this.rootOf(stack)))) };
  }

  /** Of the stack, or of the one that it is nested in. */
  public constructPathOf(stack: StackReference): string {
    return this.asked.get(this.fileOf(this.rootOf(stack)))!.stackConstructPath;
  }

  /** The template that a finding is about, on disk. */
  public templatePathOf({ stack: id, constructPath }: RatedFinding): string | undefined {
    const stack = id === undefined ? undefined : this.stacks.get(id);
    return stack === undefined ? this.missing.find(one => one.constructPath === constructPath)?.templatePath : this.fileOf(stack);
  }

  /** Templates that are asked about, and that the assembly does not name. */
  private beside({ stacks }: CloudAssembly): AssemblyStack[] {
    const known = new Set(stacks.map(({ file }) => path.resolve(this.directory, file)));
    return [...this.asked].filter(([file]) => !known.has(file)).flatMap(([file, { templatePath, stackConstructPath, accountId: account, region }]): AssemblyStack[] => {
      const relative = path.relative(this.directory, file);
      try {
        const text = readFileSync(file, 'utf8');
        return [{ id: stackConstructPath === '' ? relative : stackConstructPath, constructPath: stackConstructPath, stackName: '', account, region, file: relative, text, nested: [], parameters: {} }];
      } catch (error) {
        this.missing.push({ constructPath: stackConstructPath, templatePath, reason: String(error) });
        return [];
      }
    });
  }

  private rootOf(stack: StackReference): StackReference {
    return stack.parent === undefined ? stack : this.rootOf(this.stacks.get(stack.parent)!);
  }

  private fileOf({ file }: StackReference): string {
    return path.resolve(this.directory, file);
  }
}

/** Where the assembly is: an app and a stage know. */
function directoryOf(construct: IConstruct, [template]: string[]): string {
  return Stage.isStage(construct) ? construct.outdir : path.dirname(template);
}
