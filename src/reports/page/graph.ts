/*! Graphs are laid out by @dagrejs/dagre and @dagrejs/graphlib, under the MIT License:

Copyright (c) 2012-2014 Chris Pettitt

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in
all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
THE SOFTWARE.
*/
import { Graph, layout } from '@dagrejs/dagre';
import type { EscalationEdge } from './escalation-edge';

const SVG = 'http://www.w3.org/2000/svg';
const PADDING = 12;
const LINE = 18;

/** More steps take a browser too long, and are no picture any more. */
const MOST_STEPS = 300;

interface Point { readonly x: number; readonly y: number }

/** By its middle. */
interface Box extends Point { readonly width: number; readonly height: number }

/** Draws who becomes whom, and draws it again where there is another width. */
export function drawGraph(): void {
  const data = document.getElementById('graph');
  const view = document.getElementById('graph-view');
  if (data === null || view === null) { return; }
  const edges: EscalationEdge[] = JSON.parse(data.textContent ?? '[]');
  if (edges.length === 0) { return; }
  view.hidden = false;
  if (edges.length > MOST_STEPS) {
    view.textContent = `${edges.length} steps are too many to draw: the table has them all`;
    return;
  }
  const narrow = matchMedia('(max-width: 45rem)');
  const draw = () => view.replaceChildren(drawing(edges, narrow.matches));
  narrow.addEventListener('change', draw);
  draw();
}

/** Where who takes the most steps stands first. */
function drawing(edges: EscalationEdge[], isNarrow: boolean): SVGElement {
  const svg = element('svg', { 'role': 'group', 'aria-label': `escalation paths, ${edges.length === 1 ? '1 step' : `${edges.length} steps`}` });
  // Texts have a size only where they are shown.
  const ruler = element('svg', { 'class': 'ruler', 'aria-hidden': 'true' });
  document.body.append(ruler);
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: isNarrow ? 'TB' : 'LR', nodesep: 28, ranksep: 48, marginx: PADDING, marginy: PADDING });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const name of new Set(edges.flatMap(({ from, to }) => [from, to]))) {
    graph.setNode(name, { width: widthOf(ruler, [shortened(name)], 'node-text') + 2 * PADDING, height: LINE + 2 * PADDING });
  }
  edges.forEach(({ from, to, actions }, i) => {
    graph.setEdge(from, to, { width: widthOf(ruler, actions, 'edge-text') + 8, height: actions.length * LINE, labelpos: 'c' }, String(i));
  });
  layout(graph);
  ruler.remove();

  const { width = 0, height = 0 } = graph.graph();
  for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) { svg.setAttribute(name, String(value)); }
  svg.append(arrowHead());
  edges.forEach((edge, i) => svg.append(edgeOf(edge, graph.edge(edge.from, edge.to, String(i)))));
  for (const name of graph.nodes()) { svg.append(nodeOf(name, graph.node(name), edges.some(({ from }) => from === name))); }
  return svg;
}

/** A step leads to the first finding that says so. */
function edgeOf({ from, to, actions, findings }: EscalationEdge, { points = [], x = 0, y = 0, width = 0, height = 0 }: Partial<Box> & { points?: Point[] }): SVGElement {
  const link = element('a', { 'href': `#finding-${findings[0]}`, 'class': 'edge', 'aria-label': `${from} becomes ${to} by ${actions.join(' ')}` });
  link.append(
    element('path', { 'd': curve(points), 'class': 'line', 'marker-end': 'url(#arrow)' }),
    element('rect', { x: x - width / 2, y: y - height / 2, width, height, rx: 4, class: 'edge-box' }),
    // What is seen is what is heard: one word behind the other.
    ...actions.flatMap((action, i) => [text(action, { x, y: y - height / 2 + (i + 0.72) * LINE, class: 'edge-text' }), ' ']),
  );
  return link;
}

function nodeOf(name: string, { x, y, width, height }: Box, goesOn: boolean): SVGElement {
  const group = element('g', { class: goesOn ? 'node' : 'node end' });
  const label = text(shortened(name), { x, y: y + 5, class: 'node-text' });
  const title = element('title', {});
  title.textContent = name;
  group.append(title, element('rect', { x: x - width / 2, y: y - height / 2, width, height, rx: 8, class: 'box' }), label);
  return group;
}

function curve([first, ...rest]: Point[]): string {
  const last = rest[rest.length - 1];
  const between = rest.slice(0, -1).map(({ x, y }, i) => {
    const next = rest[i + 1];
    return `Q ${x} ${y} ${(x + next.x) / 2} ${(y + next.y) / 2}`;
  });
  return [`M ${first.x} ${first.y}`, ...between, `L ${last.x} ${last.y}`].join(' ');
}

function arrowHead(): SVGElement {
  const defs = element('defs', {});
  const marker = element('marker', { id: 'arrow', viewBox: '0 0 10 10', refX: 9, refY: 5, markerWidth: 8, markerHeight: 8, orient: 'auto-start-reverse' });
  marker.append(element('path', { d: 'M 0 0 L 10 5 L 0 10 z', class: 'arrow' }));
  defs.append(marker);
  return defs;
}

function widthOf(ruler: SVGElement, lines: string[], kind: string): number {
  return Math.max(...lines.map(line => {
    const shown = text(line, { class: kind });
    ruler.append(shown);
    return shown.getComputedTextLength();
  }));
}

/** The end of a construct path tells more than its beginning. */
function shortened(name: string): string {
  return name.length > 40 ? `…${name.slice(-39)}` : name;
}

function text(content: string, attributes: Record<string, string | number>): SVGTextElement {
  const made = element('text', attributes) as SVGTextElement;
  made.textContent = content;
  return made;
}

function element(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) { made.setAttribute(key, String(value)); }
  return made as SVGElement;
}
