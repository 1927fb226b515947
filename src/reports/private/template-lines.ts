import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, Scalar } from 'yaml';

/** Longer texts hold no template that CloudFormation takes. */
const MOST_CHARACTERS = 1_100_000;

/** A step of a path: `.Properties`, `[0]`, `['a key']`. */
const STEP = /\.?([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]/gy;

interface Nearest {
  readonly line: number;
  readonly node: unknown;
  readonly isExact: boolean;
}

/**
 * Where things stand in the text of a template, in JSON or YAML. A text that cannot be read has no lines: whoever judges it says so.
 */
export class TemplateLines {
  private readonly lines: LineCounter | undefined;
  private readonly root: unknown;

  constructor(private readonly text: string) {
    if (text.length > MOST_CHARACTERS) { return; }
    try {
      const lines = new LineCounter();
      this.root = parseDocument(text, { lineCounter: lines, logLevel: 'silent' }).contents;
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
    return this.nearest(logicalId, path)?.line;
  }

  /** A place, and what stands there; undefined where the text does not hold just that. */
  public placeOf(logicalId: string, path: string): { readonly line: number; readonly text: string } | undefined {
    const { line, node, isExact = false } = this.nearest(logicalId, path) ?? {};
    if (line === undefined || !isExact || !isNode(node) || !node.range) { return undefined; }
    const [start, end] = node.range;
    const indent = start - this.text.lastIndexOf('\n', start - 1) - 1;
    return { line, text: this.text.slice(start, end).trimEnd().split('\n').map((one, i) => i === 0 ? one : withoutIndent(one, indent)).join('\n') };
  }

  private nearest(logicalId: string, path: string): Nearest | undefined {
    let found: Nearest | undefined;
    let node = this.root;
    for (const [i, step] of ['Resources', logicalId, ...stepsOf(path)].entries()) {
      const { at, value } = this.member(node, step);
      if (at === undefined) { return i < 2 ? undefined : found && { ...found, isExact: false }; }
      node = value;
      found = { line: this.lines!.linePos(at).line, node, isExact: true };
    }
    return found;
  }

  private member(node: unknown, step: string): { readonly at?: number; readonly value?: unknown } {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
      return pair === undefined ? {} : { at: (pair.key as Scalar).range?.[0], value: pair.value };
    }
    const value = isSeq(node) ? node.items[Number(step)] : undefined;
    return isNode(value) ? { at: value.range?.[0], value } : {};
  }
}

function stepsOf(path: string): string[] {
  return [...path.matchAll(STEP)].map(([, name, index, quoted]) => name ?? index ?? quoted.replace(/\\(.)/g, '$1'));
}

/** Lines behind the first begin in the column of the first, or before it. */
function withoutIndent(line: string, columns: number): string {
  return line.slice(Math.min(columns, line.length - line.trimStart().length));
}
