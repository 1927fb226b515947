import { messageParts } from './message-parts';
import { escaped } from '../../engine/policy/policy-problem';

/** All punctuation may mean something, but for this: , ; ( ) ' " */
const PUNCTUATION = /[!#-&*+\-./:<-@[-`{-~]/g;

/** Behind these, a name or a number would become a mention or a link. */
const LINKS = /^&#(?:64|35);$/;

/**
 * A message as Markdown in one line: what it quotes is code, all else is text. Foreign text can neither end its place nor become a
 * link, a mention, an image or HTML.
 */
export function messageMarkdown(message: string): string {
  return messageParts(message).map(({ text, isQuote }) => isQuote ? codeMarkdown(text) : textMarkdown(text)).join('');
}

/** Foreign text as code. In code, nothing is linked or mentioned. */
export function codeMarkdown(text: string): string {
  return `<code>${entities(oneLine(text))}</code>`;
}

/** Text as it stands. */
export function textMarkdown(text: string): string {
  return entities(oneLine(text), entity => LINKS.test(entity) ? `${entity}<!-- -->` : entity);
}

function entities(text: string, also = (entity: string) => entity): string {
  return text.replace(PUNCTUATION, mark => also(`&#${mark.charCodeAt(0)};`));
}

function oneLine(text: string): string {
  return escaped(text.replace(/\s+/g, ' '));
}
