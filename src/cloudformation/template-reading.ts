import { PseudoParameters } from './pseudo-parameters';
import { UnreadPlace } from './template';
import { PolicyDocument } from '../engine/policy/policy-document';
import { Text } from '../engine/policy/text';

/** A resource of a template. */
export interface ResourceReference {
  readonly logicalId: string;
  readonly type: string;
}

export type PolicyKind = 'inline' | 'managed' | 'awsManaged' | 'trust';

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
}

export type PrincipalKind = 'role' | 'user' | 'group';

/** A role, user or group of a template, with everything that is attached to it. */
export interface PrincipalReading {
  readonly kind: PrincipalKind;
  readonly resource: ResourceReference;
  readonly name: Text;
  readonly arn: Text;
  /** Its identity policies: inline, managed, attached from elsewhere in the template. */
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

/** A policy that no principal of the template has: it is judged as if it were attached to one. */
export interface LooseReading {
  readonly policy: PolicyReading;
  /** What it is attached to outside the template. */
  readonly target?: { readonly kind: PrincipalKind; readonly name: Text };
}

/** What a template says about who may do what. */
export interface TemplateReading {
  readonly principals: PrincipalReading[];
  readonly loose: LooseReading[];
  readonly unread: UnreadPlace[];
  /** Where it is deployed. */
  readonly pseudo: PseudoParameters;
}
