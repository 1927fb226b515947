import { OpenNode } from './open-node';
import { OpenText, OpenValue } from './text';

/**
 * What nobody knows before deployment, and turns out in one of several ways.
 *
 * INVARIANT: two have one `id` only where they surely turn out the same way: a name alone proves nothing.
 */
export class Choice {
  /** Among the alternatives of a node: nodes of one id and as many alternatives are one choice. */
  public static ofNode({ id, name, alternatives = [] }: OpenNode): Choice {
    return new Choice(`${JSON.stringify(id)} of ${alternatives.length}`, name, alternatives.length);
  }

  /** The same where choices inside the alternatives are made as well, each in every way. */
  public static ofLists(node: OpenNode, ways: number): Choice {
    return node.alternatives!.some(holdsNode) ? new Choice(identityOf(node), node.name, ways) : Choice.ofNode(node);
  }

  public static named(name: string, ways: number): Choice {
    return new Choice(`${JSON.stringify(name)} of ${ways}`, name, ways);
  }

  public static ofValue({ symbol, name, choices = [] }: OpenValue): Choice {
    return new Choice(`value ${symbol}`, name, choices.length);
  }

  /** Whether something holds: in the first way it does. */
  public static whether(id: string, name: string): Choice {
    return new Choice(`whether ${id}`, name, 2, [name, name]);
  }

  /** Whether a policy is there: that of another one is another choice, whatever the reason. */
  public static ofPolicy(reason: string): Choice {
    return Choice.whether(`policy ${Choice.policies++}`, `${reason} (the policy is there)`);
  }

  /** Which effect an unknown value is. */
  public static ofEffect(value: OpenNode | OpenText, name: string): Choice {
    return new Choice(`effect ${identityOf(value)}`, name, 2, [`${name} turns out \`Allow\``, `${name} turns out \`Deny\``]);
  }

  private static policies = 0;

  /** @param ways how many there are */
  private constructor(readonly id: string, readonly name: string, readonly ways: number, private readonly words: string[] = []) {}

  /** How it turned out, for messages. */
  public told(which: number): string {
    return this.words[which] ?? `${this.name} turns out ${ORDINALS[which] ?? `number ${which + 1}`}`;
  }
}

const ORDINALS = ['first', 'second', 'third'];

/** One of the ways in which a choice turns out. */
export interface Outcome {
  readonly choice: Choice;
  readonly which: number;
}

/** The same for values that are surely the same at deployment. */
export function identityOf(value: unknown): string {
  if (value instanceof OpenText) { return `<${value.parts.map(part => typeof part === 'string' ? JSON.stringify(part) : part.symbol).join()}>`; }
  if (value instanceof OpenNode) {
    return value.alternatives === undefined ? value.id : `${JSON.stringify(value.id)}(${value.alternatives.map(identityOf).join()})`;
  }
  if (Array.isArray(value)) { return `[${value.map(identityOf).join()}]`; }
  if (typeof value !== 'object' || value === null) { return String(JSON.stringify(value)); }
  return `{${Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${identityOf(member)}`).join()}}`;
}

function holdsNode(value: unknown): boolean {
  if (value instanceof OpenNode) { return true; }
  return typeof value === 'object' && value !== null && !(value instanceof OpenText) && Object.values(value).some(holdsNode);
}
