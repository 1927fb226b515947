import { AcceptedPlace } from '../app-reading';
import { PolicyReading } from '../template-reading';
import { UnreadPlace } from './unread-place';
import { quoted } from '../../engine/policy/policy-problem';

/** Why somebody answers for a place; undefined where nobody does. */
export type ReasonOf = (place: UnreadPlace) => string | undefined;

/** A place, or a policy whose problems are places. */
type Note = UnreadPlace | PolicyReading;

/**
 * What could not be read of one stack, in the order in which it was found: policies are parsed when somebody asks.
 */
export class UnreadPlaces {
  private readonly notes: Note[];
  private sorted: { readonly open: UnreadPlace[]; readonly accepted: AcceptedPlace[] } | undefined;

  /**
   * @param stack its id
   * @param outside what stands before all others, and nobody answers for
   */
  constructor(private readonly stack: string, private readonly outside: UnreadPlace[], inside: UnreadPlace[] = [], private readonly reasonOf: ReasonOf = () => undefined) {
    this.notes = [...inside];
  }

  public add(place: UnreadPlace): void {
    this.note(place);
  }

  public addPolicy(policy: PolicyReading): void {
    this.note(policy);
  }

  /** INVARIANT: what is found after somebody asked is there for who asks again. */
  private note(note: Note): void {
    this.notes.push(note);
    this.sorted = undefined;
  }

  /** What blocks. */
  public get open(): UnreadPlace[] {
    return this.sort().open;
  }

  public get accepted(): AcceptedPlace[] {
    return this.sort().accepted;
  }

  private sort(): { readonly open: UnreadPlace[]; readonly accepted: AcceptedPlace[] } {
    if (this.sorted === undefined) {
      this.sorted = { open: [...this.outside], accepted: [] };
      for (const place of this.notes.flatMap(note => 'document' in note ? problemsOf(note) : [note])) {
        const reason = place.opaque === true ? this.reasonOf(place) : undefined;
        if (reason === undefined) { this.sorted.open.push(place); } else { this.sorted.accepted.push({ ...place, stack: this.stack, reason }); }
      }
    }
    return this.sorted;
  }
}

/** INVARIANT: what failed blocks. */
function problemsOf({ resource: { logicalId }, path, document }: PolicyReading): UnreadPlace[] {
  try {
    return document.problems.map(problem => ({ logicalId, path: path + problem.path.slice(1), message: `${problem.message} (${problem.code})` }));
  } catch (error) {
    return [{ logicalId, path, message: `reading the policy failed: ${quoted(String(error))}; report this as a defect` }];
  }
}
