import { Located } from './private/property-path';
import { PseudoParameters } from './pseudo-parameters';
import { Json, UnreadPlace } from './template';
import { PolicyDocument } from '../engine/policy/policy-document';
import { Text } from '../engine/policy/text';

export type { Located } from './private/property-path';

/** A stack of an app, or one that is nested in it. */
export interface StackReference {
  /** Of this stack and no other of the app: `assembly-Prod/ProdApp`; with the logical ids of nested stacks behind it. */
  readonly id: string;
  /** `Prod/App`; of a nested stack that of the stack around it. Empty when the template was read alone. */
  readonly constructPath: string;
  /** Its template, relative to the assembly. Empty when the template was read alone. */
  readonly file: string;
  /** The id of the stack that makes it, of a nested stack. */
  readonly parent?: string;
}

/** A resource of a template. */
export interface ResourceReference {
  /** The id of its stack. */
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
}

/**
 * What a policy is: `inline`, `managed`, `awsManaged` are identity policies; `trust` says who may assume a role; `resource` who may use a
 * resource; `grant` is a property that grants without a document, lifted to a statement; the others limit.
 */
export type PolicyKind = 'inline' | 'managed' | 'awsManaged' | 'trust' | 'resource' | 'grant' | 'session' | 'vpcEndpoint' | 'serviceControl' | 'resourceControl';

/** Where a policy comes from that no template of the app holds. */
export interface OutsideSource {
  /** The file, as it was named; or the ARN of a policy that AWS publishes, with its version. */
  readonly source: string;
  /** Of the bytes of the file, in hexadecimal digits; of what AWS publishes, of its JSON text without white space. */
  readonly sha256: string;
}

/** A policy that was found. */
export interface PolicyReading {
  readonly kind: PolicyKind;
  /** The resource that holds or attaches it. */
  readonly resource: ResourceReference;
  /** Where in the resource: `Properties.Policies[0].PolicyDocument`. */
  readonly path: string;
  /** For messages: ``managed policy `AdministratorAccess` ``. */
  readonly name: string;
  /** Of a managed policy. */
  readonly arn?: Text;
  readonly document: PolicyDocument;
  /** Of a policy that says who may use a resource, the same to somebody of another account, where nobody knows that of the stack. */
  readonly toStrangers?: PolicyDocument;
  /** Where the document comes from, where no template of the app holds it. */
  readonly outside?: OutsideSource;
}

export type PrincipalKind = 'role' | 'user' | 'group';

/** A role, user or group of a template, with everything that is attached to it. A permission set is the role that it becomes. */
export interface PrincipalReading {
  readonly kind: PrincipalKind;
  readonly resource: ResourceReference;
  readonly name: Text;
  readonly arn: Text;
  /** Its identity policies: inline, managed, attached from elsewhere in the app. */
  readonly policies: PolicyReading[];
  /** Undefined where it has none, or one that cannot be resolved: that limits nothing. */
  boundary?: PolicyReading;
  /** The ARN of its boundary, resolved or not. */
  boundaryArn?: Text;
  /** Of a role. */
  trust?: PolicyReading;
  /** Of a user. */
  readonly groups: PrincipalReading[];
}

/** A policy that no principal of the app has: it is judged as if it were attached to one. */
export interface LooseReading {
  readonly policy: PolicyReading;
  /** What it is attached to outside the app: its other policies are not known here. */
  readonly target?: { readonly kind: PrincipalKind; readonly name: Text };
}

/** A policy that says who may use a resource. */
export interface ResourcePolicyReading {
  readonly policy: PolicyReading;
  /** The ARNs of what it is attached to; empty where nothing in the template names that. */
  readonly protects: Text[];
  /** As AWS names it in its check for public access, for example `AWS::S3::Bucket`. Undefined for types that AWS does not check. */
  readonly checkedAs?: string;
}

/** A policy that limits others, and grants nothing. */
export interface LimitReading {
  readonly policy: PolicyReading;
  /** Of a policy of an organization: ids of accounts, organizational units or roots. */
  readonly targets: Text[];
}

/** Something that runs with a role: a function, an instance, a build project. */
export interface WorkloadReading {
  readonly resource: ResourceReference;
  /** What policies call it: service and resource type, for example `lambda:function`. */
  readonly is: string[];
  readonly arn: Text;
  /** The ARNs or names of its roles. */
  readonly roles: Text[];
}

/** A policy of an organization that limits an account. */
export interface OrganizationPolicyReading {
  /** For messages. */
  readonly name: string;
  readonly document: PolicyDocument;
  /** The resource that is the policy, where it is in the app. */
  readonly resource?: ResourceReference;
  /** Where it comes from, where it is not. */
  readonly outside?: OutsideSource;
}

/** What is attached to one level of an organization: its root, an organizational unit or an account. One of the policies must allow, none may deny. */
export interface LimitLevel {
  /** Its id. */
  readonly target: string;
  readonly policies: OrganizationPolicyReading[];
}

/**
 * The policies of the organization that surely limit the account of a stack, from the root to the account. A level of which nothing is known
 * is left out: it limits nothing.
 */
export interface OrganizationPolicies {
  readonly serviceControl: LimitLevel[];
  readonly resourceControl: LimitLevel[];
}

/** A resource of a template, whatever its type. */
export interface ResourceReading {
  readonly resource: ResourceReference;
  readonly arn: Text;
  /** The conditions that its existence depends on, all of them. */
  readonly conditions: string[];
  /** A digest of what stands in the template, with all that it may refer to beside other resources. @default - that is not known */
  readonly content?: string;
  /**
   * The computed values at a path of its properties: `[*]` stands for every member of a list. Each branch of a choice is one, and depends on it;
   * where nobody knows what is there, the value is an open node.
   */
  values(path: string): Located[];
}

/** What a template says about who may do what. */
export interface TemplateReading {
  readonly stack: StackReference;
  /** All that exist, or may. */
  readonly resources: ResourceReading[];
  readonly principals: PrincipalReading[];
  readonly loose: LooseReading[];
  readonly resourcePolicies: ResourcePolicyReading[];
  readonly limits: LimitReading[];
  readonly workloads: WorkloadReading[];
  /** What surely limits the account of the stack; `serviceControlOf` and `resourceControlOf` say whom and what. */
  readonly organizationPolicies: OrganizationPolicies;
  readonly unread: UnreadPlace[];
  /** Where it is deployed. */
  readonly pseudo: PseudoParameters;
  /** What a value of the template is as text, intrinsic functions worked out: what is open in it is the same as in the policies. */
  text(value: Json): Text;
}
