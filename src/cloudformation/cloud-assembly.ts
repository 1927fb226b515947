import { MetadataEntry, metadataEntries } from './construct-metadata';
import { Intrinsics } from './intrinsics';
import { AssemblyDamage, AssemblyDefect, AssemblyFiles, AssemblyPlace } from './private/assembly-files';
import { AssetDestination, FileAsset, fileAssets } from './private/asset-manifest';
import { isDigestOf } from './private/template-digest';
import { PseudoParameters } from './pseudo-parameters';
import { isObject, Json, JsonObject, resourcesOf, Template, templateProblems } from './template';
import { memberPath, quoted } from '../engine/policy/policy-problem';
import { OpenText, Text } from '../engine/policy/text';

/** The schema of cloud assemblies that this reader was written for; a newer one may keep templates elsewhere. */
const NEWEST_MAJOR = 55;

/** Stages in stages. */
const MOST_ASSEMBLIES_DEEP = 32;

const STACK = 'aws:cloudformation:stack';
const ASSET_MANIFEST = 'cdk:asset-manifest';
const NESTED_ASSEMBLY = 'cdk:cloud-assembly';

const OLDER_UPLOAD = 'an older upload may be deployed in its place';

/** Artifacts that hold no template. */
const WITHOUT_TEMPLATE = new Set(['none', 'cdk:tree', 'cdk:feature-flag-report']);

/** A template that is an asset of a stack: that of a nested stack, of a product, or a file that the app brings itself. */
export interface TemplateAsset {
  /** As the asset manifest names it; it follows from the template. */
  readonly id: string;
  readonly destinations: AssetDestination[];
  /** Relative to the root of the assembly, '/'-separated. */
  readonly file: string;
  readonly text: string;
}

export interface AssemblyStack {
  /** The id of the artifact, with those of the nested assemblies around it: `assembly-Prod/ProdApp`. */
  readonly id: string;
  /** `Prod/App`. For messages only: the assembly may name anything. */
  readonly constructPath: string;
  readonly stackName: string;
  /** Undefined when the stack may be deployed to any account. */
  readonly account?: string;
  /** Undefined when the stack may be deployed to any region. */
  readonly region?: string;
  /** The template, relative to the root of the assembly, '/'-separated. */
  readonly file: string;
  readonly text: string;
  /** INVARIANT: what is not here is never taken for the template of a nested stack. */
  readonly nested: TemplateAsset[];
  /** Values that the assembly gives parameters of the template. */
  readonly parameters: Record<string, string>;
  /** What the app says about its constructs, those of nested stacks too. @default - nothing is known of them */
  readonly metadata?: MetadataEntry[];
}

/** Something that could not be read, or that deploys something else than it shows. */
export interface AssemblyProblem {
  /** The id of the stack that it concerns. */
  readonly stack?: string;
  /** Relative to the root of the assembly. */
  readonly file?: string;
  /** Where in the file. */
  readonly path: string;
  /** What, and the way out. */
  readonly message: string;
  /** A file is not there as it was written: the assembly is no assembly of the CDK any more. */
  readonly isDamage?: true;
}

export interface CloudAssembly {
  /** In the order of the manifests. */
  readonly stacks: AssemblyStack[];
  readonly problems: AssemblyProblem[];
  /** Keys of context that is still to be looked up: the templates hold dummies, and the app will run again. */
  readonly missingContext: string[];
  /** How many there are to judge: one for each stack, and one for each of its nested templates. */
  readonly templates: number;
}

/** Reads what the CDK left in a folder, usually `cdk.out`. Never throws: what cannot be read is a problem. */
export function readCloudAssembly(directory: string): CloudAssembly {
  const reader = new CloudAssemblyReader();
  reader.read(directory);
  const { stacks, problems, missing } = reader;
  return { stacks, problems, missingContext: [...missing].sort(), templates: stacks.reduce((sum, { nested }) => sum + 1 + nested.length, 0) };
}

/** One assembly: the app, or one of its stages. */
interface Assembly {
  readonly folder: string;
  /** Of its manifest. */
  readonly file: string;
  /** The ids of the artifacts around it. */
  readonly trail: string[];
  readonly artifacts: Artifact[];
  /** What its asset manifests hold, by the ids of their artifacts. */
  readonly assets: Map<string, Assets>;
}

interface Artifact {
  readonly id: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly dependencies: Json;
  readonly environment: Json;
  readonly displayName: Json;
  /** By construct path, where it stands in the manifest itself. */
  readonly metadata: Json;
  /** The file that holds it elsewhere. */
  readonly additionalMetadataFile: Json;
}

interface Assets {
  readonly file: string;
  readonly templates: TemplateAsset[];
  /** Is it the asset manifest of a stack? */
  used: boolean;
}

/** An object that is uploaded. */
interface Upload {
  /** Of the asset manifest. */
  readonly file: string;
  readonly path: string;
  readonly id: string;
  readonly objectKey: string;
  readonly isTemplate: boolean;
}

class CloudAssemblyReader {
  public readonly stacks: AssemblyStack[] = [];
  public readonly problems: AssemblyProblem[] = [];
  public readonly missing = new Set<string>();

  private files!: AssemblyFiles;
  /** Folders of assemblies, as they are on disk. */
  private readonly folders = new Set<string>();
  /** Templates of stacks, as they are on disk. */
  private readonly ownTemplates = new Set<string>();
  private readonly uploads: Upload[] = [];

  public read(directory: string): void {
    this.attempt({}, () => {
      this.files = new AssemblyFiles(directory);
      this.readAssembly(this.files.folder('', '.'), []);
      this.checkUploads();
    });
  }

  private readAssembly(folder: AssemblyPlace, trail: string[]): void {
    if (this.folders.has(folder.real)) { throw new AssemblyDefect('is the folder of two assemblies, or of one inside itself; synthesize again', folder.file); }
    if (trail.length > MOST_ASSEMBLIES_DEEP) { throw new AssemblyDefect(`is nested more than ${MOST_ASSEMBLIES_DEEP} assemblies deep; nest fewer stages`, folder.file); }
    this.folders.add(folder.real);
    const { file, manifest } = this.manifest(folder.file, 'manifest.json');
    this.attempt({ file }, () => this.readMissing(manifest));
    const assembly: Assembly = { folder: folder.file, file, trail, artifacts: artifactsOf(manifest, file), assets: new Map() };
    this.eachArtifact(assembly, type => type === ASSET_MANIFEST, artifact => this.readAssets(assembly, artifact));
    this.eachArtifact(assembly, type => type !== ASSET_MANIFEST, artifact => this.readArtifact(assembly, artifact));
    for (const assets of assembly.assets.values()) {
      if (!assets.used && assets.templates.length > 0) {
        this.problems.push({ file: assets.file, path: '$.files', message: 'holds templates, and no stack depends on it: nobody can say where they are deployed; synthesize again' });
      }
    }
  }

  private eachArtifact({ artifacts, trail, file }: Assembly, selected: (type: string) => boolean, read: (artifact: Artifact) => void): void {
    for (const artifact of artifacts.filter(({ type }) => selected(type))) {
      const stack = artifact.type === STACK ? stackId(trail, artifact) : undefined;
      this.attempt({ stack, file, path: memberPath('$.artifacts', artifact.id) }, () => read(artifact));
    }
  }

  private readArtifact(assembly: Assembly, artifact: Artifact): void {
    switch (artifact.type) {
      case STACK: return this.readStack(assembly, artifact);
      case NESTED_ASSEMBLY: return this.readNestedAssembly(assembly, artifact);
      default:
        if (!WITHOUT_TEMPLATE.has(artifact.type)) {
          throw new AssemblyDefect(`artifacts of type ${quoted(artifact.type)} are not known: they may hold templates; use a version that knows them`);
        }
    }
  }

  private readNestedAssembly({ folder, trail }: Assembly, { id, properties: { directoryName } }: Artifact): void {
    if (typeof directoryName !== 'string') { throw new AssemblyDefect('the nested assembly has no `directoryName`; synthesize again'); }
    this.readAssembly(this.files.folder(folder, directoryName), [...trail, id]);
  }

  // Stacks

  private readStack(assembly: Assembly, artifact: Artifact): void {
    const { templateFile, stackName = artifact.id, stackTemplateAssetObjectUrl: url, parameters = {} } = artifact.properties;
    if (typeof templateFile !== 'string') { throw new AssemblyDefect('the stack has no `templateFile`; synthesize again'); }
    if (typeof stackName !== 'string') { throw new AssemblyDefect('the `stackName` is no text; synthesize again'); }
    if (!isTextMap(parameters)) { throw new AssemblyDefect('the `parameters` are not an object of texts; synthesize again'); }
    const place = this.files.locate(assembly.folder, templateFile);
    if (this.ownTemplates.has(place.real)) { throw new AssemblyDefect('is the template of two stacks; synthesize again', place.file); }
    this.ownTemplates.add(place.real);
    const assets = this.assetsOf(assembly, artifact).flatMap(({ templates }) => templates);
    const own = assets.filter(({ file }) => file === place.file);
    if (url !== undefined && !own.some(({ destinations }) => destinations.some(to => url === `s3://${to.bucketName}/${to.objectKey}`))) {
      throw new AssemblyDefect(`deploys ${quoted(String(url))}, which is not the template ${quoted(place.file)} by the asset manifests of the stack; synthesize again`);
    }
    this.stacks.push({
      id: stackId(assembly.trail, artifact),
      constructPath: typeof artifact.displayName === 'string' ? artifact.displayName : artifact.id,
      stackName,
      ...environmentOf(artifact),
      file: place.file,
      text: this.files.text(place),
      nested: distinct(assets.filter(asset => !own.includes(asset))),
      parameters,
      metadata: this.metadataOf(assembly, artifact),
    });
  }

  /** What cannot be read of it is a problem of the stack, which is judged all the same. */
  private metadataOf({ folder, file, trail }: Assembly, artifact: Artifact): MetadataEntry[] {
    const entries: MetadataEntry[] = [];
    this.attempt({ stack: stackId(trail, artifact), file, path: memberPath('$.artifacts', artifact.id) }, () => {
      const { id, metadata = {}, additionalMetadataFile: name } = artifact;
      entries.push(...metadataEntries(metadata, file, `${memberPath('$.artifacts', id)}.metadata`));
      if (name === undefined) { return; }
      if (typeof name !== 'string') { throw new AssemblyDefect('the `additionalMetadataFile` is no text; synthesize again'); }
      const place = this.files.locate(folder, name);
      entries.push(...metadataEntries(this.files.json(place), place.file, '$'));
    });
    return entries;
  }

  /** The asset manifests that a stack depends on: what they list is uploaded before it is deployed. */
  private assetsOf({ artifacts, assets }: Assembly, { dependencies = [] }: Artifact): Assets[] {
    if (!isList(dependencies)) { throw new AssemblyDefect('the `dependencies` are not a list; synthesize again'); }
    const absent = dependencies.find(id => !artifacts.some(known => known.id === id));
    if (absent !== undefined) { throw new AssemblyDefect(`depends on ${quoted(String(absent))}, which the manifest does not hold; synthesize again`); }
    const found = dependencies.flatMap(id => assets.get(String(id)) ?? []);
    for (const one of found) { one.used = true; }
    return found;
  }

  // Assets

  private readAssets(assembly: Assembly, { id, properties: { file: name } }: Artifact): void {
    if (typeof name !== 'string') { throw new AssemblyDefect('the asset manifest has no `file`; synthesize again'); }
    const { file, manifest } = this.manifest(assembly.folder, name);
    const templates: TemplateAsset[] = [];
    for (const asset of fileAssets(manifest, file)) {
      this.attempt({ file, path: asset.path }, () => {
        const template = this.templateOf(assembly, asset);
        if (template !== undefined) { templates.push(template); }
        for (const { objectKey } of asset.destinations) {
          this.uploads.push({ file, path: asset.path, id: asset.id, objectKey, isTemplate: template !== undefined });
        }
      });
    }
    assembly.assets.set(id, { file, templates, used: false });
  }

  private templateOf({ folder }: Assembly, asset: FileAsset): TemplateAsset | undefined {
    if (asset.source?.endsWith('.template.json')) { return this.template(folder, asset.source, asset); }
    return /\.(?:json|yaml|yml|template)$/.test(asset.source ?? '') ? this.foreignTemplate(folder, asset.source!, asset) : undefined;
  }

  private template(folder: string, source: string, { id, destinations }: FileAsset): TemplateAsset {
    const place = this.files.locate(folder, source);
    const text = this.files.text(place);
    const strange = destinations.find(({ objectKey }) => !objectKey.includes(id));
    if (strange !== undefined) {
      throw new AssemblyDefect(`is uploaded to ${quoted(strange.objectKey)}: ${OLDER_UPLOAD}; keep the hash of the asset in the object key`, place.file);
    }
    if (!isDigestOf(id, text)) {
      const [problem] = resourcesOf(text) === undefined ? templateProblems(text) : [];
      if (problem !== undefined) { throw new AssemblyDamage(problem.message, place.file, problem.path); }
      throw new AssemblyDefect(`is not what the asset ${quoted(id)} was made of: ${OLDER_UPLOAD}; synthesize again`, place.file);
    }
    return { id, destinations, file: place.file, text };
  }

  /** A file that the app brings itself is a template where it looks like one. */
  private foreignTemplate(folder: string, source: string, asset: FileAsset): TemplateAsset | undefined {
    try {
      const template = this.template(folder, source, asset);
      return isObject(resourcesOf(template.text)) ? template : undefined;
    } catch {
      return undefined;
    }
  }

  /** What is uploaded first stays: where a template is uploaded, nothing else may be. */
  private checkUploads(): void {
    for (const id of new Set(this.uploads.filter(({ isTemplate }) => isTemplate).map(upload => upload.id))) {
      for (const { file, path, objectKey } of this.uploads.filter(other => other.objectKey.includes(id) && !(other.isTemplate && other.id === id))) {
        this.problems.push({ file, path, message: `is uploaded to ${quoted(objectKey)}, as the template ${quoted(id)} may be: nobody can say which is deployed; synthesize again` });
      }
    }
  }

  // Common

  private manifest(folder: string, name: string): { file: string; manifest: JsonObject } {
    const place = this.files.locate(folder, name);
    const manifest = this.files.json(place);
    const [major] = /^\d+(?=\.\d+\.\d+$)/.exec(String(manifest.version)) ?? [];
    if (major === undefined) { throw new AssemblyDefect('has no version; synthesize again', place.file, '$.version'); }
    if (Number(major) > NEWEST_MAJOR) {
      throw new AssemblyDefect(`has version ${quoted(String(manifest.version))}, and versions up to ${NEWEST_MAJOR} are known; use a version that knows it`, place.file, '$.version');
    }
    return { file: place.file, manifest };
  }

  private readMissing({ missing = [] }: JsonObject): void {
    if (!isList(missing) || !missing.every(one => isObject(one) && typeof one.key === 'string')) {
      throw new AssemblyDefect('is not a list of missing context; synthesize again', undefined, '$.missing');
    }
    for (const one of missing) { this.missing.add((one as { key: string }).key); }
  }

  /** Whatever fails is a problem, here where nothing better is known. */
  private attempt(here: Partial<AssemblyProblem>, read: () => void): void {
    try {
      read();
    } catch (error) {
      const { stack, file, path = '$' } = here;
      if (!(error instanceof AssemblyDefect)) {
        this.problems.push({ stack, file, path, message: `reading the assembly failed: ${quoted(String(error))}; report this as a defect` });
      } else {
        this.problems.push({ stack, file: error.file ?? file, path: error.path ?? (error.file === undefined ? path : '$'), message: error.message, ...error instanceof AssemblyDamage && { isDamage: true } });
      }
    }
  }
}

/** Assets with the same id are the same template. */
function distinct(assets: TemplateAsset[]): TemplateAsset[] {
  return [...new Map(assets.map(asset => [asset.id, asset])).values()];
}

function artifactsOf({ artifacts = {} }: JsonObject, file: string): Artifact[] {
  if (!isObject(artifacts)) { throw new AssemblyDefect('is not an object; synthesize again', file, '$.artifacts'); }
  return Object.entries(artifacts).map(([id, artifact]) => {
    if (!isObject(artifact)) { throw new AssemblyDefect('is not an object; synthesize again', file, memberPath('$.artifacts', id)); }
    const { type, properties = {}, dependencies, environment, displayName, metadata, additionalMetadataFile } = artifact;
    return { id, type: String(type), properties: isObject(properties) ? properties : {}, dependencies, environment, displayName, metadata, additionalMetadataFile };
  });
}

/** The ids of its artifact and of those around it. */
function stackId(trail: string[], { id }: Artifact): string {
  return [...trail, id].join('/');
}

function environmentOf({ environment }: Artifact): { account?: string; region?: string } {
  const [, account, region] = /^aws:\/\/(\d{12}|unknown-account)\/([a-z]{2}[a-z0-9-]*)$/.exec(String(environment)) ?? [];
  if (account === undefined) {
    throw new AssemblyDefect(`the environment ${quoted(String(environment))} is not \`aws://account/region\`, with an account of 12 digits; correct the \`env\` of the stack`);
  }
  return { account: account === 'unknown-account' ? undefined : account, region: region === 'unknown-region' ? undefined : region };
}

function isList(value: Json): value is Json[] {
  return Array.isArray(value);
}

function isTextMap(value: Json): value is Record<string, string> {
  return isObject(value) && Object.values(value).every(one => typeof one === 'string');
}

/**
 * The template of a resource of type `AWS::CloudFormation::Stack`.
 *
 * INVARIANT: only its `TemplateURL` decides, for it alone is deployed; the metadata may name anything.
 *
 * @param stack that the resource is in, itself or by way of nested stacks
 * @param resource `TemplateURL` as the template holds it, or with its intrinsic functions computed
 * @returns why there is none, and the way out
 */
export function nestedTemplateOf(stack: AssemblyStack, resource: { readonly properties: JsonObject; readonly metadata?: JsonObject }): TemplateAsset | string {
  const pseudo = new PseudoParameters(stack.account, stack.region);
  const { TemplateURL: given } = resource.properties;
  const url = given instanceof OpenText ? given : new Intrinsics(Template.parse('{}'), pseudo).resolve(given);
  if (!isText(url)) { return `the \`TemplateURL\` cannot be read; ${WAY_OUT}`; }
  const found = stack.nested.filter(({ destinations }) => destinations.some(to => urlsOf(to, pseudo).includes(spelt(url))));
  if (found.length === 1) { return found[0]; }
  const path = resource.metadata?.['aws:asset:path'];
  const claimed = typeof path === 'string' ? `, though the resource says ${quoted(path)}` : '';
  return `the \`TemplateURL\` ${quoted(String(url))} is that of ${found.length === 0 ? 'no template' : 'several templates'} in the asset manifests of the stack${claimed}; ${WAY_OUT}`;
}

const WAY_OUT = 'use a `NestedStack` and the `DefaultStackSynthesizer`, or an asset that is a template in JSON';

/** Every way to write the URL of an object. */
function urlsOf({ bucketName, objectKey }: AssetDestination, { account, region, partition, urlSuffix }: PseudoParameters): string[] {
  const values: Record<string, Text> = { 'AWS::AccountId': account, 'AWS::Region': region, 'AWS::Partition': partition };
  const [bucket, key] = [bucketName, objectKey].map(text => text.replace(/\$\{([^}]*)\}/g, (open, name) => Object.hasOwn(values, name) ? spelt(values[name]) : open));
  const hosts = [`s3.${spelt(region)}.${spelt(urlSuffix)}`, `s3.${spelt(urlSuffix)}`];
  return hosts.flatMap(host => [`https://${host}/${bucket}/${key}`, `https://${bucket}.${host}/${key}`]);
}

/** Open values in the way that asset manifests write them. */
function spelt(text: Text): string {
  return typeof text === 'string' ? text : text.parts.map(part => typeof part === 'string' ? part : `\${${part.name}}`).join('');
}

function isText(value: Json): value is Text {
  return typeof value === 'string' || value instanceof OpenText;
}
