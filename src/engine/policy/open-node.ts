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

  /** @param name nodes of one name and as many alternatives are one choice, made once: the first of one goes with the first of the other */
  public static choice(name: string, alternatives: unknown[]): OpenNode {
    return new OpenNode(name, alternatives);
  }

  public static unknown(name: string): OpenNode {
    return new OpenNode(name, undefined);
  }

  private static next = 0;

  private value: OpenValue | undefined;

  readonly #made = true;

  /** Of this node, and of no other. */
  readonly serial = OpenNode.next++;

  /** What the choice or the value is, for messages; escaped. */
  readonly name: string;

  /**
   * @param name what the choice or the value is, for messages: ``condition `IsProd` ``
   * @param alternatives JSON values that may hold open values again; `undefined` among them is a member that is left out
   */
  private constructor(name: string, readonly alternatives: unknown[] | undefined) {
    this.name = escaped(name);
  }

  /** The value where text is expected: any text, the same for each call. */
  public asText(): OpenValue {
    this.value ??= OpenValue.unknown(this.name);
    return this.value;
  }
}
