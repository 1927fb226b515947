/**
 * Stands in a document for structure that is only known at deployment: one of a few alternatives (the branches of `Fn::If`),
 * or anything.
 */
export class OpenNode {
  public static choice(name: string, alternatives: unknown[]): OpenNode {
    return new OpenNode(name, alternatives);
  }

  public static unknown(name: string): OpenNode {
    return new OpenNode(name, undefined);
  }

  /**
   * @param name what the choice or the value is, for messages: ``condition `IsProd` ``
   * @param alternatives JSON values that may hold open values again; `undefined` among them is a member that is left out
   */
  private constructor(readonly name: string, readonly alternatives: unknown[] | undefined) {}
}
