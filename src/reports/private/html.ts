import { messageParts } from './message-parts';
import { escaped } from '../../engine/policy/policy-problem';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' };

/** Markup. INVARIANT: only `html` makes it, so that no foreign text becomes markup. */
export class Html {
  constructor(readonly markup: string) {}
}

/** What may stand in markup: foreign text is escaped; nothing is left out. */
export type Content = Html | string | number | undefined | Content[];

/** Markup with content in it. It may stand between tags, or in quotation marks in a tag. */
export function html(markup: TemplateStringsArray, ...contents: Content[]): Html {
  return new Html(markup.map((piece, i) => `${i === 0 ? '' : markupOf(contents[i - 1])}${piece}`).join(''));
}

/** A message: what it quotes is code. */
export function messageHtml(message: string): Html {
  return html`${messageParts(message).map(({ text, isQuote }) => isQuote ? html`<code>${text}</code>` : text)}`;
}

/** Data for the script of the page, as the text of a script element that is not run. */
export function jsonText(data: unknown): string {
  return JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function markupOf(content: Content): string {
  if (content === undefined) { return ''; }
  if (content instanceof Html) { return content.markup; }
  if (Array.isArray(content)) { return content.map(markupOf).join(''); }
  return escaped(String(content)).replace(/[&<>"']/g, character => ENTITIES[character]);
}
