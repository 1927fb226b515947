import { ConstructMetadata } from './construct-metadata';
import { DeclarationReading } from './declaration';
import { UnreadPlace } from './template';
import { OutsideSource, TemplateReading } from './template-reading';
import { PolicyType } from '../engine/policy/policy-type';

/** A place that was accepted. */
export interface AcceptedPlace extends UnreadPlace {
  readonly stack: string;
  readonly reason: string;
}

/** A policy from outside the templates that restricts somebody in them: what is found, and what is not, may rest on it. */
export interface RestrictionReading extends OutsideSource {
  /** `serviceControl`, `resourceControl`, `permissionsBoundary`; `identity` for one that denies and is attached like others. */
  readonly kind: PolicyType;
  readonly name: string;
}

/** A template that was read. */
export interface TemplateSource {
  /** The id of the stack that deploys it, itself or as a nested stack. */
  readonly stack: string;
  /** The construct path of that stack. */
  readonly constructPath: string;
  /** Relative to the assembly. Empty when the template was read alone. */
  readonly file: string;
  /** Of the bytes of the file, in hexadecimal digits. */
  readonly sha256: string;
}

/** What an app says about who may do what: all its templates together. */
export interface AppReading {
  /** In the order of the assembly; nested stacks behind those that make them. */
  readonly stacks: TemplateReading[];
  /** What concerns the app as a whole. */
  readonly unread: UnreadPlace[];
  readonly accepted: AcceptedPlace[];
  readonly restrictions: RestrictionReading[];
  /** What the app says about its constructs. @default - nothing is known of them */
  readonly constructs?: ConstructMetadata;
  /** What the app says of values that are only known at deployment. @default - nothing */
  readonly declarations?: DeclarationReading[];
  /** Every template of the stacks. @default - none is listed */
  readonly templates?: TemplateSource[];
}
