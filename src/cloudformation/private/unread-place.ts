/** Something that could not be read. */
export interface UnreadPlace {
  /** Undefined when it concerns the whole template. */
  readonly logicalId?: string;
  /** Where in the resource, or in the template: `Properties.Policies[0]`. */
  readonly path: string;
  /** What, and the way out. */
  readonly message: string;
  /** It may make what nobody sees here, and somebody may answer for it. */
  readonly opaque?: true;
}
