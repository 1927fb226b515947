import { escaped } from './policy-problem';
import { OpenValue } from './text';

/**
 * Stands in a document for structure that is only known at deployment: one of a few alternatives (the branches of `Fn::If`),
 * or anything.
 */
export class OpenNode {
  /** Is it an open node that was made here? An object can borrow the prototype. */
  public static is(value: object): value is OpenNode {
    return #made in value;
  }

  /**
   * @param id nodes of one id and as many alternatives are one choice, made once: the first of one goes with the first of the other. By
   * default the choice is no other's: a name alone proves nothing
   */
  public static choice(name: string, alternatives: unknown[], id?: string): OpenNode {
    return new OpenNode(name, alternatives, id);
  }

  public static unknown(name: string): OpenNode {
    return new OpenNode(name, undefined);
  }

  /** How many there are that are no other's. */
  public static get made(): number {
    return OpenNode.next;
  }

  private static next = 0;

  private value: OpenValue | undefined;

  readonly #made = true;

  /** The same for nodes that surely turn out the same way. */
  readonly id: string;

  /** What the choice or the value is, for messages; escaped. */
  readonly name: string;

  /**
   * @param name what the choice or the value is, for messages: ``condition `IsProd` ``
   * @param alternatives JSON values that may hold open values again; `undefined` among them is a member that is left out
   */
  private constructor(name: string, readonly alternatives: unknown[] | undefined, id?: string) {
    this.name = escaped(name);
    this.id = id ?? `node ${OpenNode.next++}`;
  }

  /** The same choice among as many other values. */
  public with(alternatives: unknown[]): OpenNode {
    return new OpenNode(this.name, alternatives, this.id);
  }

  /** The value where text is expected: any text, the same for each call. */
  public asText(): OpenValue {
    this.value ??= OpenValue.unknown(this.name);
    return this.value;
  }
}
