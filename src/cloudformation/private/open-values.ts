import { choiceOf } from './template-text';
import { OpenNode } from '../../engine/policy/open-node';
import { OpenText, OpenValue, Shape, Text } from '../../engine/policy/text';

/**
 * The open values of one template: one for one thing, so that it equals itself wherever it stands. Two things never share one.
 */
export class OpenValues {
  private readonly values = new Map<string, OpenValue>();
  private readonly nodes = new Map<string, OpenNode>();
  private readonly texts = new Map<string, Text>();

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

  /** @param key the same for choices that surely are made the same way among the same texts */
  public choice(name: string, texts: Text[], key: string): Text {
    const known = this.texts.get(key) ?? choiceOf(name, texts);
    this.texts.set(key, known);
    return known;
  }

  private remember(key: string, make: () => OpenValue): Text {
    const known = this.values.get(key) ?? make();
    this.values.set(key, known);
    return OpenText.of(known);
  }
}
