/** Something that nobody can read, and that somebody answers for. */
export interface AcceptedOpacity {
  /** The type of the resources, or the logical id of one. */
  readonly resource: string;
  /** Why it needs not be read. */
  readonly reason: string;
}
