import { UnreadPlace } from './template';
import { TemplateReading } from './template-reading';

/** A place that was accepted. */
export interface AcceptedPlace extends UnreadPlace {
  readonly stack: string;
  readonly reason: string;
}

/** What an app says about who may do what: all its templates together. */
export interface AppReading {
  /** In the order of the assembly; nested stacks behind those that make them. */
  readonly stacks: TemplateReading[];
  /** What concerns the app as a whole. */
  readonly unread: UnreadPlace[];
  readonly accepted: AcceptedPlace[];
}
