import { escaped } from '../../engine/policy/policy-problem';

/** What `quoted` makes of foreign text, in a message. */
const QUOTE = /`((?:[^`\\]|\\[^])*)`/g;

/** All punctuation may mean something, but for this: , ; ( ) ' " */
const PUNCTUATION = /[!#-&*+\-./:<-@[-`{-~]/g;

/** Behind these, a name or a number would become a mention or a link. */
const LINKS = /^&#(?:64|35);$/;

/**
 * A message as Markdown in one line: what it quotes is code, all else is text. Foreign text can neither end its place nor become a
 * link, a mention, an image or HTML.
 */
export function messageMarkdown(message: string): string {
  const parts: string[] = [];
  let end = 0;
  for (const { 0: whole, 1: inside, index } of message.matchAll(QUOTE)) {
    parts.push(textMarkdown(message.slice(end, index)), codeMarkdown(inside.replace(/\\([`\\])/g, '$1')));
    end = index + whole.length;
  }
  return [...parts, textMarkdown(message.slice(end))].join('');
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
