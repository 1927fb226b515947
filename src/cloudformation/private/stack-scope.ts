import { AssemblyStack, nestedTemplateOf } from '../cloud-assembly';
import { Intrinsics } from '../intrinsics';
import { EmbeddedTemplate, embeddedTemplates } from './embedded-template';
import { OuterValues } from './outer-values';
import { PseudoParameters } from '../pseudo-parameters';
import { isObject, Json, Template, TemplateResource, UnreadPlace } from '../template';
import { StackReference } from '../template-reading';
import { textKey } from './text-key';
import { OpenText, Text } from '../../engine/policy/text';
import { NO } from '../../engine/policy/truth';

/** A template of an app, with what is known of the stack that it makes. */
export interface StackScope {
  readonly stack: StackReference;
  readonly template: Template;
  readonly intrinsics: Intrinsics;
  readonly pseudo: PseudoParameters;
  /** The stacks that its resources of type `AWS::CloudFormation::Stack` make, by logical id. */
  readonly nested: Map<string, StackScope>;
  /** The resource that makes it, of a nested stack. */
  readonly madeBy?: { readonly scope: StackScope; readonly resource: TemplateResource };
  /** The property that holds its template, of a stack that a resource makes elsewhere. */
  readonly embeddedIn?: EmbeddedTemplate;
  /** The stack of the app that it is, or is nested in. */
  readonly root: AssemblyStack;
  /** What could not be expanded. */
  readonly unread: UnreadPlace[];
}

/** A resource, and the stack that it is in. */
export interface ScopedResource extends TemplateResource {
  readonly scope: StackScope;
}

/** Stacks in stacks. */
const MOST_NESTED = 32;
/** Values that are made of values of other stacks. */
const LONGEST_CHAIN = 100;
/** One template may make many stacks, and these again. */
const MOST_STACKS = 10_000;

export const NESTED_STACK = 'AWS::CloudFormation::Stack';

/**
 * All stacks of an app, nested ones too, where each knows the values that others give it.
 */
export class StackScopes {
  /** Parents stand before the stacks that are nested in them. */
  public readonly all: StackScope[] = [];
  /** By account and region; of templates in resources, by the stack that they make. */
  private readonly homes = new Map<string | AssemblyStack, PseudoParameters>();
  private readonly underway = new Set<string>();
  private readonly given = new Map<string, Json>();
  private exports: Map<string, { readonly scope: StackScope; readonly output: string }[]> | undefined;

  constructor(stacks: AssemblyStack[]) {
    for (const stack of stacks) {
      const visited = new Set<string>();
      this.add(stack, { id: stack.id, constructPath: stack.constructPath, file: stack.file }, stack.text, visited);
      // What no stack makes is uploaded all the same, for a product or for somebody else: it is judged alone.
      for (const { file, text } of stack.nested) {
        if (!visited.has(file)) { this.add(stack, { id: `${stack.id} ${file}`, constructPath: stack.constructPath, file, parent: stack.id }, text, visited); }
      }
    }
    // Those that are found are looked into as well.
    for (const scope of this.all) { this.addEmbedded(scope); }
  }

  /** Templates in the properties of resources. What they are is known only when all stacks are there that may give values to it. */
  private addEmbedded(scope: StackScope): void {
    for (const resource of scope.template.resources.values()) {
      if (scope.intrinsics.exists(resource) === NO) { continue; }
      for (const [i, embedded] of embeddedTemplates(scope.intrinsics, resource).entries()) { this.addEmbeddedOne(scope, resource.logicalId, embedded, i); }
    }
  }

  /** A stack of its own, in accounts that nobody knows. */
  private addEmbeddedOne(scope: StackScope, logicalId: string, embedded: EmbeddedTemplate, i: number): void {
    const { template, path, problem } = embedded;
    if (template === undefined || this.all.length >= MOST_STACKS) {
      scope.unread.push({ logicalId, path, message: problem ?? 'makes more stacks in stacks than are read; nest fewer', opaque: true });
      return;
    }
    const root: AssemblyStack = { ...scope.root, account: undefined, region: undefined, stackName: '' };
    const id = `${scope.stack.id}/${logicalId}${i === 0 ? '' : `[${i}]`}`;
    this.homes.set(root, new PseudoParameters());
    this.addTemplate(root, { id, constructPath: scope.stack.constructPath, file: scope.stack.file, parent: scope.stack.id }, template, new Set(), { embeddedIn: embedded });
  }

  private add(root: AssemblyStack, stack: StackReference, text: string, visited: Set<string>, madeBy?: StackScope['madeBy'], depth = 0): StackScope {
    return this.addTemplate(root, stack, Template.parse(text), visited, { madeBy }, depth);
  }

  private addTemplate(
    root: AssemblyStack, stack: StackReference, template: Template, visited: Set<string>, origin: Pick<StackScope, 'madeBy' | 'embeddedIn'>, depth = 0,
  ): StackScope {
    const pseudo = this.homeOf(root);
    const outer: OuterValues = {
      parameter: name => this.parameter(scope, name),
      nestedOutput: (logicalId, output) => this.output(scope.nested.get(logicalId), output),
      exported: name => this.exported(scope, name),
      stackOutput: (stackName, output, region, roleArn) => this.stackOutput(scope, stackName, output, region, roleArn),
    };
    const intrinsics = new Intrinsics(template, pseudo, stack.id === root.id && root.stackName !== '' ? root.stackName : undefined, outer);
    const scope: StackScope = { stack, template, intrinsics, pseudo, nested: new Map(), ...origin, root, unread: [...template.unread] };
    this.all.push(scope);
    for (const resource of template.resources.values()) {
      if (resource.type === NESTED_STACK && intrinsics.exists(resource) !== NO) { this.addNested(scope, resource, visited, depth + 1); }
    }
    return scope;
  }

  private addNested(scope: StackScope, resource: TemplateResource, visited: Set<string>, depth: number): void {
    const { logicalId } = resource;
    const refuse = (message: string) => { scope.unread.push({ logicalId, path: 'Properties.TemplateURL', message, opaque: true }); };
    const asset = nestedTemplateOf(scope.root, resource);
    if (typeof asset === 'string') { return refuse(asset); }
    if (depth > MOST_NESTED || this.all.length >= MOST_STACKS) { return refuse('makes more stacks in stacks than are read; nest fewer'); }
    visited.add(asset.file);
    const stack = { id: `${scope.stack.id}/${logicalId}`, constructPath: scope.stack.constructPath, file: asset.file, parent: scope.stack.id };
    scope.nested.set(logicalId, this.add(scope.root, stack, asset.text, visited, { scope, resource }, depth));
  }

  /** Stacks of one environment share what is not known of it. */
  private homeOf(root: AssemblyStack): PseudoParameters {
    const { account, region } = root;
    const key = JSON.stringify([account, region]);
    let home = this.homes.get(root) ?? this.homes.get(key);
    if (home === undefined) {
      home = new PseudoParameters(account, region);
      this.homes.set(key, home);
    }
    return home;
  }

  // Values that one stack gives another

  /** What the parent binds it to, and what it is if the parent does not. */
  private parameter({ stack, template, madeBy, embeddedIn }: StackScope, name: string): Json | undefined {
    if (embeddedIn !== undefined) { return embeddedIn.parameters.get(name); }
    if (madeBy === undefined) { return undefined; }
    const { scope: parent, resource } = madeBy;
    return this.once(`${stack.id} parameter ${name}`, () => {
      const bound = parent.intrinsics.resolve(resource.properties.Parameters ?? {});
      if (!isObject(bound)) { return undefined; }
      return Object.hasOwn(bound, name) ? bound[name] : template.parameters.get(name)?.default;
    });
  }

  private output(scope: StackScope | undefined, name: string): Json | undefined {
    const output = scope?.template.outputs.get(name);
    return output === undefined ? undefined : this.once(`${scope!.stack.id} output ${name}`, () => scope!.intrinsics.resolve(output.value));
  }

  /** Names of exports are unique in an account and region. */
  private exported(importer: StackScope, name: Text): Json | undefined {
    this.exports ??= this.allExports();
    const found = (this.exports.get(textKey(name)) ?? []).filter(({ scope }) => scope.pseudo === importer.pseudo);
    return found.length === 1 ? this.output(found[0].scope, found[0].output) : undefined;
  }

  private allExports(): Map<string, { scope: StackScope; output: string }[]> {
    const found = new Map<string, { scope: StackScope; output: string }[]>();
    for (const scope of this.all) {
      for (const [output, { exportName }] of scope.template.outputs) {
        if (exportName === undefined) { continue; }
        const key = textKey(scope.intrinsics.text(exportName));
        found.set(key, [...found.get(key) ?? [], { scope, output }]);
      }
    }
    return found;
  }

  private stackOutput(reader: StackScope, stackName: Text, output: string, region?: Text, roleArn?: Text): Json | undefined {
    if (typeof stackName !== 'string' || roleArn !== undefined || region instanceof OpenText) { return undefined; }
    const { account, region: own } = reader.root;
    const found = this.all.filter(({ stack, root }) =>
      stack.id === root.id && root.stackName === stackName && root.account === account && root.region === (region ?? own));
    return found.length === 1 ? this.output(found[0], output) : undefined;
  }

  /** The value, made once; undefined where it is made of itself. */
  private once(key: string, make: () => Json | undefined): Json | undefined {
    if (this.given.has(key)) { return this.given.get(key); }
    if (this.underway.has(key) || this.underway.size > LONGEST_CHAIN) { return undefined; }
    this.underway.add(key);
    try {
      const value = make();
      this.given.set(key, value);
      return value;
    } finally {
      this.underway.delete(key);
    }
  }
}
