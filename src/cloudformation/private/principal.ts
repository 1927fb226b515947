import { Text } from '../../engine/policy/text';
import { PolicyReading, PrincipalKind, PrincipalReading, ResourceReference } from '../template-reading';

/** A principal while it is read. Most are never asked for their ARN. */
export class Principal implements PrincipalReading {
  public readonly groups: PrincipalReading[] = [];
  public trust?: PolicyReading;
  public boundary?: PolicyReading;
  public boundaryArn?: Text;

  #arn: Text | undefined;
  readonly #arnOfIt: () => Text;

  constructor(
    readonly kind: PrincipalKind, readonly resource: ResourceReference, readonly name: Text, arnOfIt: () => Text, readonly policies: PolicyReading[] = [],
  ) {
    this.#arnOfIt = arnOfIt;
  }

  public get arn(): Text {
    return this.#arn ??= this.#arnOfIt();
  }
}
