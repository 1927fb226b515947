import { Text } from '../../engine/policy/text';
import { Json } from '../json';

/**
 * Where a template gets the values that other templates give. What is undefined, nobody gives. The values are resolved already.
 */
export interface OuterValues {
  /** Of the stack that this one is, or is nested in. By default it is in none, and nothing is nested in it. */
  readonly root?: string;
  /** What the parent of a nested stack binds a parameter to. */
  parameter?(name: string): Json | undefined;
  /** `Fn::GetAtt: [Nested, Outputs.X]` */
  nestedOutput?(logicalId: string, output: string): Json | undefined;
  /** `Fn::ImportValue` */
  exported?(name: Text): Json | undefined;
  /**
   * `Fn::GetStackOutput`
   *
   * @param region undefined for the region of this stack
   * @param roleArn undefined for this account; the role that reads the output, of whatever account
   */
  stackOutput?(stackName: Text, output: string, region?: Text, roleArn?: Text): Json | undefined;
}
