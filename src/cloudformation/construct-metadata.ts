import { isObject, Json } from './json';
import { AssemblyDefect } from './private/assembly-files';
import { memberPath, quoted } from '../engine/policy/policy-problem';

/** What an app says about one of its constructs, as the assembly carries it. */
export interface MetadataEntry {
  /** `Prod/App/Role`; empty for the app itself. */
  readonly constructPath: string;
  /** `aws:cdk:logicalId`; what others add has types of their own. */
  readonly type: string;
  readonly data: Json;
  /** Of a logical id: the calls that made the construct, the innermost first. @default - nobody knows */
  readonly trace?: Json;
}

/** An entry, and the stack that its construct is in. */
export interface PlacedEntry extends MetadataEntry {
  /** The id of the stack, or of the one that is nested in it. */
  readonly stack: string;
}

/** A stack whose constructs are known. */
export interface DescribedStack {
  readonly id: string;
  /** Where its template is deployed as a nested stack: the resource in the parent that makes it. */
  readonly madeBy?: { readonly stack: string; readonly logicalId: string };
  /** Of the stack and of those that are nested in it; of a nested stack none. */
  readonly metadata?: MetadataEntry[];
  readonly constructPath: string;
}

const LOGICAL_ID = 'aws:cdk:logicalId';
const CREATION_STACK = 'aws:cdk:creationStack';

/** Who acknowledged which rules: rule to reason. */
export const ACKNOWLEDGED_RULES = 'aws:cdk:acknowledged-rules';

/** Most entries of the CDK are traces of where constructs were made. */
function isKept(type: string): boolean {
  return !type.startsWith('aws:cdk:') || type === LOGICAL_ID || type === ACKNOWLEDGED_RULES;
}

/** The resource of a `NestedStack`, by whose path that of its constructs is known. */
const NESTED_STACK_RESOURCE = /^(.*\/)?([^/]+)\.NestedStack\/\2\.NestedStackResource$/s;

/** What an app says about its constructs, and which of them makes which resource. */
export class ConstructMetadata {
  /** What is said of constructs beside the resources that they make. */
  public readonly entries: PlacedEntry[] = [];
  private readonly made = new Map<string, Map<string, MetadataEntry | undefined>>();

  /** @param stacks those that are nested stand behind those that they are nested in */
  constructor(stacks: DescribedStack[]) {
    for (const { id, constructPath, metadata } of stacks) {
      if (metadata !== undefined) { this.read(id, constructPath, metadata, stacks.filter(one => one.madeBy !== undefined && one.id.startsWith(`${id}/`))); }
    }
  }

  /** The path of the construct that makes a resource; undefined where nobody knows, or several say so. */
  public pathOf(stack: string, logicalId: string): string | undefined {
    return this.made.get(stack)?.get(logicalId)?.constructPath;
  }

  /** The line of code that makes a resource, `lib/shop.ts:12:5` with its whole path; undefined where nobody knows, or several say so. */
  public sourceOf(stack: string, logicalId: string): string | undefined {
    return sourceIn(this.made.get(stack)?.get(logicalId)?.trace);
  }

  /** A construct is in the nested stack that is nearest to it. */
  private read(root: string, rootPath: string, metadata: MetadataEntry[], nested: DescribedStack[]): void {
    const nests = new Set(metadata.filter(({ type }) => type === LOGICAL_ID).flatMap(({ constructPath }) => nestedPathOf(constructPath) ?? []));
    const byNest = new Map<string, MetadataEntry[]>([rootPath, ...nests].map(path => [path, []]));
    for (const entry of metadata) { byNest.get(nearest(entry.constructPath, nests) ?? rootPath)!.push(entry); }
    this.add(root, byNest.get(rootPath)!);
    const own = new Set([root]);
    for (const { id, madeBy } of nested) {
      const maker = own.has(madeBy!.stack) ? this.pathOf(madeBy!.stack, madeBy!.logicalId) : undefined;
      const path = maker === undefined ? undefined : nestedPathOf(maker);
      if (path === undefined) { continue; }
      own.add(id);
      this.add(id, byNest.get(path)!);
    }
  }

  private add(stack: string, entries: MetadataEntry[]): void {
    const made = new Map<string, MetadataEntry | undefined>();
    for (const entry of entries) {
      const { type, data } = entry;
      if (type !== LOGICAL_ID) {
        this.entries.push({ ...entry, stack });
      } else if (typeof data === 'string') {
        // INVARIANT: what two constructs claim to be is neither of them.
        made.set(data, made.has(data) ? undefined : entry);
      }
    }
    this.made.set(stack, made);
  }
}

/** The path of the nested stack that a resource makes. */
function nestedPathOf(constructPath: string): string | undefined {
  const [matched, scope = '', id] = NESTED_STACK_RESOURCE.exec(constructPath) ?? [];
  return matched === undefined ? undefined : `${scope}${id}`;
}

/** The innermost of some scopes that a construct is in. */
function nearest(constructPath: string, scopes: ReadonlySet<string>): string | undefined {
  for (let end = scopes.size === 0 ? 0 : constructPath.length; end > 0; end = constructPath.lastIndexOf('/', end - 1)) {
    const scope = constructPath.slice(0, end);
    if (scopes.has(scope)) { return scope; }
  }
  return undefined;
}

/**
 * The metadata of a stack, as manifests hold it: lists of entries by construct path.
 *
 * @throws AssemblyDefect
 */
export function metadataEntries(metadata: Json, file: string, path: string): MetadataEntry[] {
  if (!isObject(metadata)) { throw new AssemblyDefect('is not an object of lists of metadata; synthesize again', file, path); }
  return Object.entries(metadata).flatMap(([key, entries]) => {
    if (!Array.isArray(entries) || !entries.every(entry => isObject(entry) && typeof entry.type === 'string')) {
      throw new AssemblyDefect(`the metadata of ${quoted(key)} is no list of entries with a \`type\`; synthesize again`, file, memberPath(path, key));
    }
    const constructPath = key.replace(/^\//, '');
    return entries.filter(({ type }) => isKept(type)).map(({ type, data }): MetadataEntry =>
      type === LOGICAL_ID ? { constructPath, type, data, trace: entries.find(one => one.type === CREATION_STACK)?.data } : { constructPath, type, data });
  });
}

/** The first line of a trace that is of the app, and of no library: `new Shop (/app/lib/shop.ts:12:5)`. */
function sourceIn(trace: Json | undefined): string | undefined {
  const lines = Array.isArray(trace) ? trace.filter(line => typeof line === 'string') : [];
  const places = lines.flatMap(line => /\((.+:\d+:\d+)\)$/.exec(line)?.slice(1) ?? /^(?:at )?(\S+:\d+:\d+)$/.exec(line)?.slice(1) ?? []);
  return places.find(place => !/(?:^|[/\\])node_modules[/\\]|^node:/.test(place));
}
