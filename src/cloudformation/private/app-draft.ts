import { ScopedResource, StackScope } from './stack-scope';
import { Text } from '../../engine/policy/text';
import { YES } from '../../engine/policy/truth';
import { AcceptedPlace } from '../app-reading';
import { Json } from '../template';
import { PolicyReading, ResourceReference, TemplateReading } from '../template-reading';
import { Located, stepsOf, valuesBehind } from './property-path';
import { UnreadPlaces } from './unread-places';

/** Of a stack of which nothing is known yet. */
export function emptyReading({ stack, pseudo, text }: Pick<TemplateReading, 'stack' | 'pseudo' | 'text'>, places: UnreadPlaces): TemplateReading {
  const organizationPolicies = { serviceControl: [], resourceControl: [] };
  const nothing = { resources: [], principals: [], loose: [], resourcePolicies: [], limits: [], workloads: [], organizationPolicies };
  return { stack, ...nothing, get unread() { return places.open; }, pseudo, text };
}

/** What is read of one stack, while it is made. */
interface Draft { readonly reading: TemplateReading; readonly places: UnreadPlaces }

/** The readings of an app while they are made. */
export class AppDraft {
  private readonly drafts: Map<StackScope, Draft>;

  /** @param placesOf of a stack, those that are known of already among them */
  constructor(scopes: StackScope[], placesOf: (scope: StackScope) => UnreadPlaces) {
    this.drafts = new Map(scopes.map(scope => {
      const places = placesOf(scope);
      return [scope, { reading: emptyReading({ ...scope, text: value => scope.intrinsics.text(value) }, places), places }];
    }));
  }

  public get all(): TemplateReading[] {
    return [...this.drafts.values()].map(({ reading }) => reading);
  }

  /** What stays unread, and somebody answers for it. */
  public get accepted(): AcceptedPlace[] {
    return [...this.drafts.values()].flatMap(({ places }) => places.accepted);
  }

  public of({ scope }: { readonly scope: StackScope }): TemplateReading {
    return this.drafts.get(scope)!.reading;
  }

  /** What cannot be read blocks. */
  public notRead(resource: ScopedResource, path: string, message: string): void {
    this.placesOf(resource).add({ logicalId: resource.logicalId, path, message });
  }

  /** What makes things that nobody sees here blocks, unless somebody answers for it. */
  public opaque(resource: ScopedResource, path: string, message: string): void {
    this.placesOf(resource).add({ logicalId: resource.logicalId, path, message, opaque: true });
  }

  /** INVARIANT: a document with a problem decides nothing; the problem is an unread place. */
  public addPolicy(resource: ScopedResource, policy: PolicyReading): PolicyReading {
    this.placesOf(resource).addPolicy(policy);
    return policy;
  }

  private placesOf({ scope }: ScopedResource): UnreadPlaces {
    return this.drafts.get(scope)!.places;
  }
}

export function referenceTo({ scope, logicalId, type }: ScopedResource): ResourceReference {
  return { stack: scope.stack.id, logicalId, type };
}

/** The computed values at a path of the properties, with their places in the resource. */
export function propertyValues({ scope, properties }: ScopedResource, path: string): Located[] {
  const steps = stepsOf(path);
  const first = steps[0];
  const value = Object.hasOwn(properties, first) ? scope.intrinsics.resolve(properties[first]) : undefined;
  return value === undefined ? [] : valuesBehind({ value, path: `Properties.${first}` }, steps, 1);
}

/** The computed value of a property. */
export function propertyValue({ scope, properties }: ScopedResource, name: string): Json {
  return Object.hasOwn(properties, name) ? scope.intrinsics.resolve(properties[name]) : undefined;
}

export function nameOf(resource: ScopedResource): Text {
  return resource.scope.intrinsics.reference(resource);
}

export function arnOf(resource: ScopedResource): Text {
  return resource.scope.intrinsics.arn(resource);
}

/** The conditions that the existence of a resource depends on, those of the nested stacks around it first. */
export function conditionsOf({ scope, condition }: ScopedResource): string[] {
  const around = scope.madeBy === undefined ? elsewhere(scope) : conditionsOf({ ...scope.madeBy.resource, scope: scope.madeBy.scope });
  return condition === undefined || scope.intrinsics.exists({ condition }) === YES ? around : [...around, `${scope.stack.id} ${condition}`];
}

/** Nobody says where, and whether, the template in a resource is deployed. */
function elsewhere({ embeddedIn, stack: { id } }: StackScope): string[] {
  return embeddedIn === undefined ? [] : [`${id} ${id}`];
}

/** What it depends on that a resource exists, whatever else does. */
export function existenceOf(resource: ScopedResource): string | undefined {
  const [open] = conditionsOf(resource);
  return open === undefined ? undefined : `condition \`${open.slice(open.lastIndexOf(' ') + 1)}\``;
}

/** What it depends on that one resource exists, where another does. */
export function existenceBeside(resource: ScopedResource, other: ScopedResource): string | undefined {
  if (resource.condition === undefined && resource.scope === other.scope) { return undefined; }
  const given = new Set(conditionsOf(other));
  const open = conditionsOf(resource).find(condition => !given.has(condition));
  return open === undefined ? undefined : `condition \`${open.slice(open.lastIndexOf(' ') + 1)}\``;
}
