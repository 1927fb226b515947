import { AcceptedPlace, AppReading, RestrictionReading, TemplateSource } from './app-reading';
import { documentJson, PolicyDocumentJson } from './document-json';
import { PseudoParameters } from './pseudo-parameters';
import { UnreadPlace } from './template';
import {
  LimitLevel, LimitReading, LooseReading, OrganizationPolicies, OrganizationPolicyReading, OutsideSource, PolicyKind, PolicyReading, PrincipalKind, PrincipalReading,
  ResourcePolicyReading, ResourceReference, StackReference, TemplateReading, WorkloadReading,
} from './template-reading';
import { OpenValueJson, TextJson, TextPrinter } from './text-json';
import { PolicyType } from '../engine/policy/policy-type';
import { Text } from '../engine/policy/text';

/** INVARIANT: every field of what is printed is printed, so that a new one is an error here until it is. */
type Printed<T> = { readonly [Field in keyof T]-?: unknown };

/** A reading as JSON: the fields of an `AppReading` by their names, without what the app says beside the templates; what is undefined is left out. */
export interface AppReadingJson extends Printed<Omit<AppReading, 'constructs' | 'declarations'>> {
  /** In the order of the assembly; nested stacks behind those that make them. */
  readonly stacks: TemplateReadingJson[];
  /** What concerns the app as a whole. */
  readonly unread: UnreadPlaceJson[];
  /** What may stay unread, with the reason. */
  readonly accepted: AcceptedPlaceJson[];
  /** What restricts somebody and stands in no template. */
  readonly restrictions: RestrictionReadingJson[];
  /** Every template, with the SHA-256 of its bytes. */
  readonly templates: TemplateSource[];
  /** What is only known at deployment, by the ids that stand in the texts above. */
  readonly openValues: OpenValueJson[];
}

/** What one template says about who may do what. Its resources stand in the template. */
export interface TemplateReadingJson extends Printed<Omit<TemplateReading, 'resources' | 'text'>> {
  readonly stack: StackReferenceJson;
  /** Where it is deployed. */
  readonly pseudo: PseudoParametersJson;
  readonly principals: PrincipalReadingJson[];
  /** Policies that no principal of the app has. */
  readonly loose: LooseReadingJson[];
  readonly resourcePolicies: ResourcePolicyReadingJson[];
  readonly limits: LimitReadingJson[];
  /** What runs with a role. */
  readonly workloads: WorkloadReadingJson[];
  /** What surely limits the account of the stack, level by level. */
  readonly organizationPolicies: OrganizationPoliciesJson;
  readonly unread: UnreadPlaceJson[];
}

export interface StackReferenceJson extends Printed<StackReference> {
  /** Of this stack and no other of the app. Empty when the template was read alone. */
  readonly id: string;
  readonly constructPath: string;
  /** Its template, relative to the assembly. */
  readonly file: string;
  /** The id of the stack that makes it, of a nested stack. */
  readonly parent: string | undefined;
}

export interface PseudoParametersJson extends Printed<PseudoParameters> {
  readonly account: TextJson;
  readonly region: TextJson;
  readonly partition: TextJson;
  readonly urlSuffix: TextJson;
}

export interface ResourceReferenceJson extends Printed<ResourceReference> {
  /** The id of its stack. */
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
}

export interface PolicyReadingJson extends Printed<Omit<PolicyReading, 'toStrangers'>> {
  readonly kind: PolicyKind;
  readonly name: string;
  /** Of a managed policy. */
  readonly arn: TextJson | undefined;
  /** The resource that holds or attaches it. */
  readonly resource: ResourceReferenceJson;
  /** Where in the resource. */
  readonly path: string;
  /** Where the document comes from, where no template of the app holds it. */
  readonly outside: OutsideSourceJson | undefined;
  readonly document: PolicyDocumentJson;
}

export interface OutsideSourceJson extends Printed<OutsideSource> {
  /** The file, as it was named; or the ARN of a policy that AWS publishes, with its version. */
  readonly source: string;
  readonly sha256: string;
}

export interface RestrictionReadingJson extends OutsideSourceJson, Printed<Omit<RestrictionReading, keyof OutsideSource>> {
  readonly kind: PolicyType;
  readonly name: string;
}

export interface PrincipalReadingJson extends Printed<PrincipalReading> {
  readonly kind: PrincipalKind;
  readonly resource: ResourceReferenceJson;
  readonly name: TextJson;
  readonly arn: TextJson;
  /** Of a role: who may assume it. */
  readonly trust: PolicyReadingJson | undefined;
  /** Its identity policies, those attached from elsewhere in the app too. */
  readonly policies: PolicyReadingJson[];
  /** Its boundary, where it can be resolved: no other limits anything. */
  readonly boundary: PolicyReadingJson | undefined;
  readonly boundaryArn: TextJson | undefined;
  /** Of a user, each with its policies as they are for this user. */
  readonly groups: PrincipalReadingJson[];
}

export interface LooseReadingJson extends Printed<LooseReading> {
  /** What it is attached to outside the app. */
  readonly target: TargetJson | undefined;
  readonly policy: PolicyReadingJson;
}

export interface TargetJson extends Printed<NonNullable<LooseReading['target']>> {
  readonly kind: PrincipalKind;
  readonly name: TextJson;
}

export interface ResourcePolicyReadingJson extends Printed<ResourcePolicyReading> {
  /** The ARNs of what it is attached to; empty where nothing in the template names that. */
  readonly protects: TextJson[];
  /** As AWS names it in its check for public access. */
  readonly checkedAs: string | undefined;
  readonly policy: PolicyReadingJson;
}

export interface LimitReadingJson extends Printed<LimitReading> {
  /** Of a policy of an organization: ids of accounts, organizational units or roots. */
  readonly targets: TextJson[];
  readonly policy: PolicyReadingJson;
}

export interface WorkloadReadingJson extends Printed<WorkloadReading> {
  readonly resource: ResourceReferenceJson;
  /** What policies call it. */
  readonly is: string[];
  readonly arn: TextJson;
  /** The ARNs or names of its roles. */
  readonly roles: TextJson[];
}

export interface OrganizationPoliciesJson extends Printed<OrganizationPolicies> {
  readonly serviceControl: LimitLevelJson[];
  readonly resourceControl: LimitLevelJson[];
}

export interface LimitLevelJson extends Printed<LimitLevel> {
  /** The id of a root, an organizational unit or an account. */
  readonly target: string;
  readonly policies: OrganizationPolicyReadingJson[];
}

export interface OrganizationPolicyReadingJson extends Printed<OrganizationPolicyReading> {
  readonly name: string;
  readonly resource: ResourceReferenceJson | undefined;
  readonly outside: OutsideSourceJson | undefined;
  readonly document: PolicyDocumentJson;
}

export interface UnreadPlaceJson extends Printed<UnreadPlace> {
  readonly logicalId: string | undefined;
  readonly path: string;
  /** What, and the way out. */
  readonly message: string;
  /** Somebody may answer for it. */
  readonly opaque: true | undefined;
}

export interface AcceptedPlaceJson extends UnreadPlaceJson, Printed<Omit<AcceptedPlace, keyof UnreadPlace>> {
  readonly stack: string;
  readonly reason: string;
}

/** The whole reading. The same files give the same JSON. */
export function readingJson(reading: AppReading): AppReadingJson {
  return new ReadingPrinter().app(reading);
}

class ReadingPrinter {
  private readonly texts = new TextPrinter();

  public app({ stacks, unread, accepted, restrictions, templates = [] }: AppReading): AppReadingJson {
    return {
      stacks: stacks.map(one => this.template(one)),
      unread: unread.map(unreadJson),
      accepted: accepted.map(one => ({ stack: one.stack, ...unreadJson(one), reason: one.reason })),
      restrictions: restrictions.map(({ kind, name, ...outside }) => ({ kind, name, ...outsideJson(outside) })),
      templates,
      openValues: this.texts.openValues,
    };
  }

  private template({ stack, pseudo, principals, loose, resourcePolicies, limits, workloads, organizationPolicies, unread }: TemplateReading): TemplateReadingJson {
    return {
      stack: { id: stack.id, constructPath: stack.constructPath, file: stack.file, parent: stack.parent },
      pseudo: {
        account: this.texts.text(pseudo.account),
        region: this.texts.text(pseudo.region),
        partition: this.texts.text(pseudo.partition),
        urlSuffix: this.texts.text(pseudo.urlSuffix),
      },
      principals: principals.map(one => this.principal(one)),
      loose: loose.map(({ policy, target }) => ({ target: target && { kind: target.kind, name: this.texts.text(target.name) }, policy: this.policy(policy) })),
      resourcePolicies: resourcePolicies.map(({ policy, protects, checkedAs }) => ({ protects: this.all(protects), checkedAs, policy: this.policy(policy) })),
      limits: limits.map(({ policy, targets }) => ({ targets: this.all(targets), policy: this.policy(policy) })),
      workloads: workloads.map(({ resource, is, arn, roles }) => ({ resource: resourceJson(resource), is, arn: this.texts.text(arn), roles: this.all(roles) })),
      organizationPolicies: {
        serviceControl: organizationPolicies.serviceControl.map(one => this.level(one)),
        resourceControl: organizationPolicies.resourceControl.map(one => this.level(one)),
      },
      unread: unread.map(unreadJson),
    };
  }

  private principal({ kind, resource, name, arn, trust, policies, boundary, boundaryArn, groups }: PrincipalReading): PrincipalReadingJson {
    return {
      kind,
      resource: resourceJson(resource),
      name: this.texts.text(name),
      arn: this.texts.text(arn),
      trust: trust && this.policy(trust),
      policies: policies.map(one => this.policy(one)),
      boundary: boundary && this.policy(boundary),
      boundaryArn: boundaryArn === undefined ? undefined : this.texts.text(boundaryArn),
      groups: groups.map(one => this.principal(one)),
    };
  }

  private level({ target, policies }: LimitLevel): LimitLevelJson {
    return {
      target,
      policies: policies.map(({ name, resource, outside, document }) => ({
        name,
        resource: resource && resourceJson(resource),
        outside: outside && outsideJson(outside),
        document: documentJson(document, this.texts),
      })),
    };
  }

  private policy({ kind, name, arn, resource, path, document, outside }: PolicyReading): PolicyReadingJson {
    return {
      kind,
      name,
      arn: arn === undefined ? undefined : this.texts.text(arn),
      resource: resourceJson(resource),
      path,
      outside: outside && outsideJson(outside),
      document: documentJson(document, this.texts),
    };
  }

  private all(texts: Text[]): TextJson[] {
    return texts.map(one => this.texts.text(one));
  }
}

function resourceJson({ stack, logicalId, type }: ResourceReference): ResourceReferenceJson {
  return { stack, logicalId, type };
}

function outsideJson({ source, sha256 }: OutsideSource): OutsideSourceJson {
  return { source, sha256 };
}

function unreadJson({ logicalId, path, message, opaque }: UnreadPlace): UnreadPlaceJson {
  return { logicalId, path, message, opaque };
}
