import { AssemblyStack, nestedTemplateOf, TemplateAsset } from '../cloud-assembly';
import { ConstructMetadata, DescribedStack, PlacedEntry } from '../construct-metadata';
import { BadDeclaration, DECLARATION, DeclarationReading, declarationTerms } from '../declaration';
import { holdsReference, settled } from './dynamic-reference';
import { OpenNode } from '../../engine/policy/open-node';
import { Intrinsics } from '../intrinsics';
import { EmbeddedTemplate, embeddedTemplates } from './embedded-template';
import { OuterValues } from './outer-values';
import { OpenText, Text } from '../../engine/policy/text';
import { PseudoParameters } from '../pseudo-parameters';
import { isObject, Json, JsonObject, Template, TemplateResource, UnreadPlace } from '../template';
import { StackReference } from '../template-reading';
import { choiceOf, isText, unknownText } from './template-text';
import { TextKey, textKey } from '../../engine/policy/text-key';
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
  /** What holds its template, a property or an asset, of a stack that is made elsewhere. */
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
/** Levels of values that are made of values of other stacks, all of them together. */
const MOST_LEVELS = 400;
/** One template may make many stacks, and these again. */
const MOST_STACKS = 10_000;

export const NESTED_STACK = 'AWS::CloudFormation::Stack';

/** Accounts that nobody knows. */
interface Elsewhere {
  readonly pseudo: PseudoParameters;
  /** The stack whose assets may be nested there. */
  readonly assets: AssemblyStack;
}

interface Refusal {
  readonly resource: TemplateResource;
  readonly message: string;
}

interface Export {
  readonly scope: StackScope;
  readonly output: string;
}

/**
 * All stacks of an app, nested ones too, where each knows the values that others give it.
 */
export class StackScopes {
  /** Parents stand before the stacks that are nested in them. */
  public readonly all: StackScope[] = [];
  public readonly constructs: ConstructMetadata;
  /** What the app says of values, and what became of that. */
  public readonly declarations: DeclarationReading[];
  /** With those that surely are not made. */
  private readonly found: StackScope[] = [];
  private readonly refused = new Map<StackScope, Refusal[]>();
  /** By account and region. */
  private readonly homes = new Map<string, PseudoParameters>();
  private readonly elsewhere = new Map<AssemblyStack, Elsewhere>();
  /** What tells the values of one stack, and of those nested in it, from those of others. */
  private readonly origins = new Map<AssemblyStack, string>();
  private readonly underway = new Set<string>();
  private levels = 0;
  private readonly deepest = new Map<StackScope, number>();
  private readonly given = new Map<StackScope, Map<string, Json>>();
  /** By where they are, and by their names. */
  private readonly exports = new Map<PseudoParameters, Map<TextKey, Export[]>>();

  /** INVARIANT: no value is asked for before all stacks are found that may give it. */
  constructor(stacks: AssemblyStack[]) {
    for (const stack of stacks) { this.addStack(stack); }
    this.constructs = new ConstructMetadata(this.found.map(described));
    this.declarations = this.constructs.entries.filter(({ type }) => type === DECLARATION).flatMap(entry => this.declared(entry));
    this.addExports(this.found);
    // Those that are found are looked into as well.
    for (const scope of this.found) {
      if (!this.isMade(scope)) {
        scope.madeBy!.scope.nested.delete(scope.madeBy!.resource.logicalId);
        continue;
      }
      this.all.push(scope);
      this.refuse(scope);
      this.addEmbedded(scope);
    }
  }

  /** INVARIANT: what is no declaration is told, and declares nothing. */
  private declared({ stack, constructPath, data }: PlacedEntry): DeclarationReading[] {
    const scope = this.found.find(one => one.stack.id === stack);
    if (scope === undefined) { return []; }
    try {
      return [scope.intrinsics.declared.add(constructPath, stack, declarationTerms(data))];
    } catch (error) {
      return [{ constructPath, stack, problem: error instanceof BadDeclaration ? error.message : String(error) }];
    }
  }

  private addStack(stack: AssemblyStack): void {
    const { id, constructPath, file, text, nested } = stack;
    const visited = new Set<string>();
    this.add(stack, { id, constructPath, file }, Template.parse(text), visited);
    // What no stack makes is uploaded all the same, for a product or for somebody else: it is judged alone.
    for (const asset of nested) {
      if (!visited.has(asset.file)) { this.addAlone(stack, asset, visited); }
    }
  }

  private addAlone(stack: AssemblyStack, { file, text }: TemplateAsset, visited: Set<string>): void {
    const template = Template.parse(text);
    const reference = { id: `${stack.id} ${file}`, constructPath: stack.constructPath, file, parent: stack.id };
    this.add(this.rootElsewhere(stack, stack), reference, template, visited, { embeddedIn: { path: file, template, parameters: new Map() } });
  }

  /** Templates in the properties of resources. What they are is known only when all stacks are there that may give values to it. */
  private addEmbedded(scope: StackScope): void {
    for (const resource of scope.template.resources.values()) {
      if (scope.intrinsics.exists(resource) === NO) { continue; }
      for (const [i, embedded] of embeddedTemplates(scope.intrinsics, resource).entries()) { this.addEmbeddedOne(scope, resource.logicalId, embedded, i); }
    }
  }

  private addEmbeddedOne(scope: StackScope, logicalId: string, embedded: EmbeddedTemplate, i: number): void {
    const { template, path, problem } = embedded;
    if (template === undefined || this.found.length >= MOST_STACKS) {
      scope.unread.push({ logicalId, path, message: problem ?? 'makes more stacks in stacks than are read; nest fewer', opaque: true });
      return;
    }
    const id = `${scope.stack.id}/${logicalId}${i === 0 ? '' : `[${i}]`}`;
    const reference = { id, constructPath: scope.stack.constructPath, file: scope.stack.file, parent: scope.stack.id };
    const before = this.found.length;
    this.add(this.rootElsewhere(scope.root), reference, template, new Set(), { embeddedIn: embedded });
    this.addExports(this.found.slice(before));
  }

  /** A stack of its own, in accounts that nobody knows. */
  private rootElsewhere(stack: AssemblyStack, assets?: AssemblyStack): AssemblyStack {
    const root: AssemblyStack = { ...stack, account: undefined, region: undefined, stackName: '' };
    this.elsewhere.set(root, { pseudo: new PseudoParameters(), assets: assets ?? root });
    return root;
  }

  private add(
    root: AssemblyStack, stack: StackReference, template: Template, visited: Set<string>, origin: Pick<StackScope, 'madeBy' | 'embeddedIn'> = {}, depth = 0,
  ): StackScope {
    const pseudo = this.homeOf(root);
    const outer: OuterValues = {
      root: this.originOf(root),
      parameter: name => this.parameter(scope, name),
      nestedOutput: (logicalId, output) => this.output(scope.nested.get(logicalId), output),
      exported: name => this.exported(scope, name),
      stackOutput: (stackName, output, region, roleArn) => this.stackOutput(scope, stackName, output, region, roleArn),
    };
    const intrinsics = new Intrinsics(template, pseudo, stack.id === root.id && root.stackName !== '' ? root.stackName : undefined, outer);
    const scope: StackScope = { stack, template, intrinsics, pseudo, nested: new Map(), ...origin, root, unread: [...template.unread] };
    this.found.push(scope);
    const nesting = [...template.resources.values()].filter(({ type }) => type === NESTED_STACK);
    const refused = nesting.flatMap((resource): Refusal[] => {
      const message = this.addNested(scope, resource, visited, depth + 1);
      return message === undefined ? [] : [{ resource, message }];
    });
    this.refused.set(scope, refused);
    return scope;
  }

  /** @returns why it is not read, and the way out */
  private addNested(scope: StackScope, resource: TemplateResource, visited: Set<string>, depth: number): string | undefined {
    const { root, stack: { id: parent, constructPath } } = scope;
    const asset = nestedTemplateOf(this.elsewhere.get(root)?.assets ?? root, resource);
    if (typeof asset === 'string') { return asset; }
    if (depth > MOST_NESTED || this.found.length >= MOST_STACKS) { return 'makes more stacks in stacks than are read; nest fewer'; }
    visited.add(asset.file);
    const stack = { id: `${parent}/${resource.logicalId}`, constructPath, file: asset.file, parent };
    scope.nested.set(resource.logicalId, this.add(root, stack, Template.parse(asset.text), visited, { madeBy: { scope, resource } }, depth));
    return undefined;
  }

  private originOf(root: AssemblyStack): string {
    const known = this.origins.get(root) ?? `stack ${this.origins.size}`;
    this.origins.set(root, known);
    return known;
  }

  private refuse(scope: StackScope): void {
    for (const { resource, message } of this.refused.get(scope)!) {
      if (scope.intrinsics.exists(resource) === NO) { continue; }
      scope.unread.push({ logicalId: resource.logicalId, path: 'Properties.TemplateURL', message, opaque: true });
    }
  }

  private isMade({ madeBy }: StackScope): boolean {
    return madeBy === undefined || this.isMade(madeBy.scope) && madeBy.scope.intrinsics.exists(madeBy.resource) !== NO;
  }

  /** Stacks of one environment share what is not known of it. */
  private homeOf(root: AssemblyStack): PseudoParameters {
    const { account, region } = root;
    const key = JSON.stringify([account, region]);
    const home = this.elsewhere.get(root)?.pseudo ?? this.homes.get(key) ?? new PseudoParameters(account, region);
    if (!this.elsewhere.has(root)) { this.homes.set(key, home); }
    return home;
  }

  // Values that one stack gives another

  /** What the parent binds it to, and what it is if the parent does not. */
  private parameter(scope: StackScope, name: string): Json | undefined {
    const { template, madeBy, embeddedIn } = scope;
    if (embeddedIn !== undefined) { return embeddedIn.parameters.get(name); }
    if (madeBy === undefined) { return undefined; }
    const unknown = unknownText(`parameter \`${name}\``);
    const fallback = () => defaultOf(template, name) ?? unknown;
    const { Parameters } = madeBy.resource.properties;
    const { intrinsics } = madeBy.scope;
    if (this.isWrittenOut(scope, Parameters)) {
      const given = Object.hasOwn(Parameters, name) ? Parameters[name] : undefined;
      return this.once(scope, `parameter ${name}`, given, () => withDefault(intrinsics.resolve(given), fallback())) ?? unknown;
    }
    return this.once(scope, `parameter ${name}`, undefined, () => {
      const bound = this.once(scope, 'parameters', Parameters, () => intrinsics.resolve(Parameters ?? {}));
      return memberOf(bound, name, unknown, fallback());
    }) ?? unknown;
  }

  /** Is every parameter by itself, and no function makes them? */
  private isWrittenOut(scope: StackScope, parameters: Json): parameters is JsonObject {
    return this.once(scope, 'parameters are written out', undefined, () =>
      isObject(parameters) && !Object.keys(parameters).some(key => isNameOfFunction(key) || holdsReference(key))) === true;
  }

  private output(scope: StackScope | undefined, name: string): Json | undefined {
    const output = scope?.template.outputs.get(name);
    if (scope === undefined || output === undefined || !this.isMade(scope) || scope.intrinsics.exists(output) === NO) { return undefined; }
    return this.once(scope, `output ${name}`, output.value, () => scope.intrinsics.resolve(output.value));
  }

  /** Names of exports are unique in an account and region. */
  private exported(importer: StackScope, name: Text): Json | undefined {
    const named = this.exports.get(importer.pseudo)?.get(textKey(name)) ?? [];
    const isThere = ({ scope, output }: Export) => this.isMade(scope) && scope.intrinsics.exists(scope.template.outputs.get(output)!) !== NO;
    const first = named.findIndex(isThere);
    return first < 0 || named.slice(first + 1).some(isThere) ? undefined : this.output(named[first].scope, named[first].output);
  }

  private addExports(scopes: StackScope[]): void {
    const found = new Map<PseudoParameters, Map<TextKey, Export[]>>();
    for (const scope of scopes) {
      const here = found.get(scope.pseudo) ?? new Map<TextKey, Export[]>();
      found.set(scope.pseudo, here);
      for (const [output, { exportName }] of scope.template.outputs) {
        if (exportName === undefined) { continue; }
        const key = textKey(scope.intrinsics.text(exportName));
        const named = here.get(key);
        if (named === undefined) { here.set(key, [{ scope, output }]); } else { named.push({ scope, output }); }
      }
    }
    // INVARIANT: as long as not all names are known, nobody knows that one is the only one.
    for (const [pseudo, here] of found) { this.exports.set(pseudo, here); }
  }

  private stackOutput(reader: StackScope, stackName: Text, output: string, region?: Text, roleArn?: Text): Json | undefined {
    if (typeof stackName !== 'string' || roleArn !== undefined || region instanceof OpenText || this.elsewhere.has(reader.root)) { return undefined; }
    const { account, region: own } = reader.root;
    const found = this.found.filter(({ stack, root }) =>
      stack.id === root.id && root.stackName === stackName && root.account === account && root.region === (region ?? own));
    return found.length === 1 ? this.output(found[0], output) : undefined;
  }

  /** How deep names and conditions are that its values may be made of. */
  private levelsInside(scope: StackScope): number {
    const known = this.deepest.get(scope);
    if (known !== undefined) { return known; }
    const { resources, conditions } = scope.template;
    const names = [...resources.values()].flatMap(({ properties }) => Object.values(properties)).filter(isFunction);
    const deepest = deepestOf(names) + deepestOf([...conditions.values()]);
    this.deepest.set(scope, deepest);
    return deepest;
  }

  /** What is made of a value, once; undefined where it is made of itself, or of too many others. */
  private once(scope: StackScope, what: string, value: Json, make: () => Json | undefined): Json | undefined {
    const known = this.given.get(scope) ?? new Map<string, Json>();
    this.given.set(scope, known);
    if (known.has(what)) { return known.get(what); }
    const key = JSON.stringify([scope.stack.id, what]);
    const levels = 1 + levelsOf(value) + this.levelsInside(scope.madeBy?.scope ?? scope) + this.levelsInside(scope);
    if (this.underway.has(key) || this.levels > 0 && this.levels + levels > MOST_LEVELS) { return undefined; }
    this.underway.add(key);
    this.levels += levels;
    try {
      const made = make();
      known.set(what, made);
      return made;
    } finally {
      this.underway.delete(key);
      this.levels -= levels;
    }
  }
}

/** INVARIANT: it is as deep as the templates that are read. */
function levelsOf(value: Json): number {
  if (typeof value !== 'object' || value === null || value instanceof OpenText || value instanceof OpenNode) { return 0; }
  return 1 + deepestOf(Object.values(value));
}

function deepestOf(values: Json[]): number {
  return values.reduce<number>((most, value) => Math.max(most, levelsOf(value)), 0);
}

function isFunction(value: Json): boolean {
  return isObject(value) && Object.keys(value).some(isNameOfFunction);
}

function isNameOfFunction(key: string): boolean {
  return key === 'Ref' || key.startsWith('Fn::');
}

/** A default is text or a number, and no function. */
function defaultOf({ parameters }: Template, name: string): Json {
  const value = parameters.get(name)?.default;
  return typeof value === 'object' ? undefined : settled(value);
}

/** The parameter in what may be one of several lists of parameters. */
function memberOf(bound: Json, name: string, unknown: Json, fallback: Json): Json {
  if (bound instanceof OpenNode && bound.alternatives !== undefined) {
    return choiceOfNode(bound, bound.alternatives.map(one => one === undefined ? fallback : memberOf(one, name, unknown, fallback)));
  }
  if (!isObject(bound) || bound instanceof OpenNode || bound instanceof OpenText) { return unknown; }
  return Object.hasOwn(bound, name) ? withDefault(bound[name], fallback) : fallback;
}

/** What may be left out is the default there. */
function withDefault(value: Json, fallback: Json): Json {
  if (value === undefined) { return fallback; }
  if (!(value instanceof OpenNode) || value.alternatives === undefined) { return value; }
  const alternatives = value.alternatives.map(one => withDefault(one, fallback));
  return alternatives.every((one, i) => one === value.alternatives![i]) ? value : choiceOfNode(value, alternatives);
}

/** The choice among other values. */
function choiceOfNode(node: OpenNode, alternatives: Json[]): Json {
  return alternatives.every(isText) ? choiceOf(node.name, alternatives) : node.with(alternatives);
}

function described({ stack: { id, constructPath }, root, madeBy }: StackScope): DescribedStack {
  return {
    id,
    constructPath,
    ...id === root.id && { metadata: root.metadata ?? [] },
    ...madeBy !== undefined && { madeBy: { stack: madeBy.scope.stack.id, logicalId: madeBy.resource.logicalId } },
  };
}
