import type * as Yaml from 'yaml';

/** Longer texts hold no template that CloudFormation takes. */
const MOST_CHARACTERS = 1_100_000;

/** A step of a path: `.Properties`, `[0]`, `['a key']`. */
const STEP = /\.?([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]/gy;

/**
 * Where things stand in the text of a template, in JSON or YAML. A text that cannot be read has no lines: whoever judges it says so.
 */
export class TemplateLines {
  private readonly lines: Yaml.LineCounter | undefined;
  private readonly root: unknown;

  constructor(text: string, private readonly yaml: typeof Yaml = require('yaml')) { // eslint-disable-line @typescript-eslint/no-require-imports
    if (text.length > MOST_CHARACTERS) { return; }
    try {
      const lines = new yaml.LineCounter();
      this.root = yaml.parseDocument(text, { lineCounter: lines, logLevel: 'silent' }).contents;
      this.lines = lines;
    } catch {
      // Nested too deeply, for example.
    }
  }

  /**
   * The line of a place in a resource, from 1, or that of the nearest thing around it; undefined where the text does not hold the resource.
   *
   * @param path `Properties.Policies[0].PolicyDocument`
   */
  public lineOf(logicalId: string, path = ''): number | undefined {
    let line: number | undefined;
    let node = this.root;
    for (const [i, step] of ['Resources', logicalId, ...stepsOf(path)].entries()) {
      const { at, value } = this.member(node, step);
      if (at === undefined) { return i < 2 ? undefined : line; }
      line = this.lines?.linePos(at).line;
      node = value;
    }
    return line;
  }

  private member(node: unknown, step: string): { readonly at?: number; readonly value?: unknown } {
    const { isMap, isScalar, isSeq, isNode } = this.yaml;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
      return pair === undefined ? {} : { at: (pair.key as Yaml.Scalar).range?.[0], value: pair.value };
    }
    const value = isSeq(node) ? node.items[Number(step)] : undefined;
    return isNode(value) ? { at: value.range?.[0], value } : {};
  }
}

function stepsOf(path: string): string[] {
  return [...path.matchAll(STEP)].map(([, name, index, quoted]) => name ?? index ?? quoted.replace(/\\(.)/g, '$1'));
}
