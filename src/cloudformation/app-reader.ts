import { AcceptedOpacity } from './accepted-opacity';
import { AcceptedPlace, AppReading, TemplateSource } from './app-reading';
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
  const reading = readApp(stacks, options);
  const placed = ({ file, path, message }: AssemblyProblem): UnreadPlace => ({ path: [file, path].filter(part => part !== undefined && part !== '').join(' '), message });
  const isKnown = ({ stack }: AssemblyProblem) => reading.stacks.some(one => one.stack.id === stack);
  return {
    ...reading,
    stacks: reading.stacks.map(one => ({ ...one, unread: [...problems.filter(({ stack }) => stack === one.stack.id).map(placed), ...one.unread] })),
    unread: [
      ...problems.filter(problem => !isKnown(problem)).map(placed),
      ...missingContext.map(key => ({ path: 'manifest.json', message: `the context ${quoted(key)} is still to be looked up: the templates hold dummies; run the lookups and synthesize again` })),
      ...reading.unread,
    ],
  };
}

/**
 * Reads one template alone.
 */
export function readTemplate(text: string, { stackName = '', account, region }: StackFacts = {}, options: ReadingOptions = {}): TemplateReading {
  const stack: AssemblyStack = { id: '', constructPath: '', stackName, account, region, file: '', text, nested: [], parameters: {} };
  const { stacks: [reading, ...inside], unread } = readApp([stack], options);
  const notHere = inside.map(({ stack: { id } }): UnreadPlace => ({ path: id, message: 'is a template inside of the template, which is not read alone; read them as an app' }));
  return { ...reading, unread: [...unread, ...notHere, ...reading.unread] };
}

/**
 * Reads the stacks of an app together: a policy of one may be attached to a role of another.
 */
export function readApp(stacks: AssemblyStack[], { accept = [], organization = { unread: [] } }: ReadingOptions = {}): AppReading {
  const unread: UnreadPlace[] = [...organization.unread];
  let found: StackScopes;
  try {
    found = new StackScopes(stacks);
  } catch (error) {
    return { stacks: stacks.map(nothingOf), unread: [...unread, failure(error)], accepted: [], restrictions: [], templates: templatesOf(stacks) };
  }
  const { all: scopes, constructs, declarations } = found;
  const draft = new AppDraft(scopes);
  try {
    readInto(draft, scopes, organization);
  } catch (error) {
    unread.push(failure(error));
  }
  const accepted: AcceptedPlace[] = [];
  const readings = draft.all.map((reading, i) => {
    const { template, stack } = scopes[i];
    const open: UnreadPlace[] = [];
    for (const place of reading.unread) {
      const type = place.logicalId === undefined ? undefined : template.resources.get(place.logicalId)?.type;
      const reason = place.opaque === true ? accept.find(({ resource }) => resource === place.logicalId || resource === type)?.reason : undefined;
      if (reason === undefined) { open.push(place); } else { accepted.push({ ...place, stack: stack.id, reason }); }
    }
    return { ...reading, unread: open };
  });
  return {
    stacks: readings,
    unread,
    accepted,
    restrictions: restrictionsIn(readings),
    constructs,
    declarations,
    templates: templatesOf(stacks),
  };
}

/** Each file once for each stack that deploys it. */
function templatesOf(stacks: AssemblyStack[]): TemplateSource[] {
  return stacks.flatMap(({ id, constructPath, file, text, nested }) =>
    [{ file, text }, ...nested].map(one => ({ stack: id, constructPath, file: one.file, sha256: sha256(one.text) })));
}

/** INVARIANT: what failed blocks. */
function failure(error: unknown): UnreadPlace {
  return { path: '$', message: `reading the templates failed: ${quoted(String(error))}; report this as a defect` };
}

/** The stack is there, and nothing is known of it. */
function nothingOf({ id, constructPath, file, account, region }: AssemblyStack): TemplateReading {
  return emptyReading({ stack: { id, constructPath, file }, pseudo: new PseudoParameters(account, region), unread: [], text: () => OpenText.of(OpenValue.unknown(`template \`${file}\``)) });
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
