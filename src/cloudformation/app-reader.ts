import { AcceptedOpacity } from './accepted-opacity';
import { AppReading, TemplateSource } from './app-reading';
import { AssemblyProblem, AssemblyStack, CloudAssembly, readCloudAssembly } from './cloud-assembly';
import { OrganizationReading } from './organization';
import { AppDraft, emptyReading } from './private/app-draft';
import { AttachmentReader } from './private/attachment-reader';
import { OpaqueReader } from './private/opaque-reader';
import { OrganizationLimits } from './private/organization-limits';
import { PolicyReader } from './private/policy-reader';
import { ResourcePolicyReader } from './private/resource-policy-reader';
import { ResourceView } from './private/resource-view';
import { restrictionsIn } from './private/restrictions';
import { sha256 } from './private/sha256';
import { ScopedResource, StackScope, StackScopes } from './private/stack-scope';
import { ReasonOf, UnreadPlaces } from './private/unread-places';
import { WorkloadReader } from './private/workload-reader';
import { PseudoParameters } from './pseudo-parameters';
import { UnreadPlace } from './template';
import { TemplateReading } from './template-reading';
import { quoted } from '../engine/policy/policy-problem';
import { OpenText, OpenValue } from '../engine/policy/text';
import { NO, YES } from '../engine/policy/truth';

/** What is known of the stack beside its template. */
export interface StackFacts {
  readonly stackName?: string;
  readonly account?: string;
  readonly region?: string;
}

export interface ReadingOptions {
  /** What may stay unread. @default - nothing */
  readonly accept?: AcceptedOpacity[];
  /** The organization that the accounts of the stacks are in. @default - only what the app itself attaches is known */
  readonly organization?: OrganizationReading;
}

/**
 * Reads who may do what from what the CDK left in a folder, usually `cdk.out`. Never throws: what cannot be read is in `unread`.
 */
export function readAssembly(directory: string, options: ReadingOptions = {}): AppReading {
  return readStacksOf(readCloudAssembly(directory), options);
}

/** The same of an assembly whose files are read already. */
export function readStacksOf({ stacks, problems, missingContext }: CloudAssembly, options: ReadingOptions = {}): AppReading {
  const placed = ({ file, path, message }: AssemblyProblem): UnreadPlace => ({ path: [file, path].filter(part => part !== undefined && part !== '').join(' '), message });
  const lookups = missingContext.map((key): UnreadPlace =>
    ({ path: 'manifest.json', message: `the context ${quoted(key)} is still to be looked up: the templates hold dummies; run the lookups and synthesize again` }));
  return read(stacks, options, ids => ({
    ofStack: id => problems.filter(({ stack }) => stack === id).map(placed),
    ofApp: [...problems.filter(({ stack }) => stack === undefined || !ids.includes(stack)).map(placed), ...lookups],
  }));
}

/**
 * Reads one template alone.
 */
export function readTemplate(text: string, { stackName = '', account, region }: StackFacts = {}, options: ReadingOptions = {}): TemplateReading {
  const stack: AssemblyStack = { id: '', constructPath: '', stackName, account, region, file: '', text, nested: [], parameters: {} };
  const ofApp: UnreadPlace[] = [];
  const { stacks: [reading, ...inside], unread } = read([stack], options, () => ({ ofStack: () => ofApp, ofApp: [] }));
  const notHere = inside.map(({ stack: { id } }): UnreadPlace => ({ path: id, message: 'is a template inside of the template, which is not read alone; read them as an app' }));
  ofApp.push(...unread, ...notHere);
  return reading;
}

/**
 * Reads the stacks of an app together: a policy of one may be attached to a role of another.
 */
export function readApp(stacks: AssemblyStack[], options: ReadingOptions = {}): AppReading {
  return read(stacks, options, () => ({ ofStack: () => [], ofApp: [] }));
}

/** What is known to be unread before anything is read, of the stacks with these ids and of the app. */
type KnownBefore = (ids: string[]) => { readonly ofStack: (id: string) => UnreadPlace[]; readonly ofApp: UnreadPlace[] };

function read(stacks: AssemblyStack[], { accept = [], organization = { unread: [] } }: ReadingOptions, knownBefore: KnownBefore): AppReading {
  let found: StackScopes;
  try {
    found = new StackScopes(stacks);
  } catch (error) {
    const { ofStack, ofApp } = knownBefore(stacks.map(({ id }) => id));
    return {
      stacks: stacks.map(stack => nothingOf(stack, new UnreadPlaces(stack.id, ofStack(stack.id)))),
      unread: [...ofApp, ...organization.unread, failure(error)],
      accepted: [],
      restrictions: [],
      templates: templatesOf(stacks),
    };
  }
  const { all: scopes, constructs, declarations } = found;
  const { ofStack, ofApp } = knownBefore(scopes.map(({ stack }) => stack.id));
  const unread = [...ofApp, ...organization.unread];
  const draft = new AppDraft(scopes, scope => new UnreadPlaces(scope.stack.id, ofStack(scope.stack.id), scope.unread, reasonIn(scope, accept)));
  try {
    readInto(draft, scopes, organization);
  } catch (error) {
    unread.push(failure(error));
  }
  return {
    stacks: draft.all,
    unread,
    get accepted() { return draft.accepted; },
    get restrictions() { return restrictionsIn(draft.all); },
    constructs,
    declarations,
    templates: templatesOf(stacks),
  };
}

/** What is accepted is told by the resource, or by its type. */
function reasonIn({ template }: StackScope, accept: AcceptedOpacity[]): ReasonOf {
  return ({ logicalId }) => {
    const type = logicalId === undefined ? undefined : template.resources.get(logicalId)?.type;
    return accept.find(({ resource }) => resource === logicalId || resource === type)?.reason;
  };
}

/** Each file once for each stack that deploys it. */
function templatesOf(stacks: AssemblyStack[]): TemplateSource[] {
  return stacks.flatMap(({ id, constructPath, file, text, nested }) =>
    [{ file, text }, ...nested].map(one => ({ stack: id, constructPath, file: one.file, get sha256() { return sha256(one.text); } })));
}

/** INVARIANT: what failed blocks. */
function failure(error: unknown): UnreadPlace {
  return { path: '$', message: `reading the templates failed: ${quoted(String(error))}; report this as a defect` };
}

/** The stack is there, and nothing is known of it. */
function nothingOf({ id, constructPath, file, account, region }: AssemblyStack, places: UnreadPlaces): TemplateReading {
  return emptyReading({ stack: { id, constructPath, file }, pseudo: new PseudoParameters(account, region), text: () => OpenText.of(OpenValue.unknown(`template \`${file}\``)) }, places);
}

/** What a condition surely excludes does not exist; what it surely includes depends on nothing. */
function existingResources(scope: StackScope): ScopedResource[] {
  const found: ScopedResource[] = [];
  for (const resource of scope.template.resources.values()) {
    const exists = scope.intrinsics.exists(resource);
    if (exists === NO) { continue; }
    const { logicalId, type, properties, metadata, condition } = resource;
    found.push({ logicalId, type, properties, metadata, condition: exists === YES ? undefined : condition, scope });
  }
  return found;
}

function readInto(draft: AppDraft, scopes: StackScope[], { organization }: OrganizationReading): void {
  const resources = scopes.flatMap(existingResources);
  for (const resource of resources) { draft.of(resource).resources.push(new ResourceView(resource)); }
  const policies = new PolicyReader(draft);
  const limits = new OrganizationLimits(resources, organization);
  new AttachmentReader(draft, policies).read(resources);
  new ResourcePolicyReader(draft, policies, limits).read(resources);
  for (const scope of scopes) { Object.assign(draft.of({ scope }).organizationPolicies, limits.of(scope)); }
  new WorkloadReader(draft).read(resources);
  new OpaqueReader(draft, policies).read(resources);
}
