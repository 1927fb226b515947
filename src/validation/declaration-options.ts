/**
 * What somebody says of a value that is only known at deployment.
 */
export interface DeclarationOptions {
  /**
   * A parameter, an attribute, an import, or a text made of them: a `CfnParameter`, a token, or text with a token in it. It counts wherever the
   * same stands in the templates of the stack.
   */
  readonly value: any;

  /**
   * What it will be: `arn:aws:s3:::team-*`. `*` and `?` stand for text without wildcards; what is written out stands as it is. The rules
   * believe it: whoever deploys something else gets what nobody has judged.
   */
  readonly shape: string;

  /** How you know. */
  readonly reason: string;
}
