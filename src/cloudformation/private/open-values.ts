import { OpenNode } from '../../engine/policy/open-node';
import { OpenText, OpenValue, Shape, Text } from '../../engine/policy/text';

/**
 * The open values of one template: one for one thing, so that it equals itself wherever it stands. Two things never share one.
 */
export class OpenValues {
  private readonly values = new Map<string, OpenValue>();
  private readonly nodes = new Map<string, OpenNode>();

  /** One fixed value, some word of the shape. */
  public opaque(name: string, shape: Shape): Text {
    return this.remember(`opaque ${name}`, () => OpenValue.opaque(name, shape));
  }

  public unknown(name: string): Text {
    return this.remember(`unknown ${name}`, () => OpenValue.unknown(name));
  }

  /** Anything, structure too. @param key what makes it the same, where the name is shortened */
  public node(name: string, key: string): OpenNode {
    const known = this.nodes.get(key) ?? OpenNode.unknown(name);
    this.nodes.set(key, known);
    return known;
  }

  public choice(name: string, texts: Text[]): Text {
    return this.remember(`choice ${name}`, () => OpenValue.choice(name, texts));
  }

  private remember(key: string, make: () => OpenValue): Text {
    const known = this.values.get(key) ?? make();
    this.values.set(key, known);
    return OpenText.of(known);
  }
}
