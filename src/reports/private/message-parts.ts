/** What `quoted` makes of foreign text, in a message. */
const QUOTE = /`((?:[^`\\]|\\[^])*)`/g;

/** A piece of a message. */
export interface MessagePart {
  readonly text: string;
  /** It was in quotation marks: a name, an ARN, a property. */
  readonly isQuote: boolean;
}

/** A message in pieces: what it quotes, and what it says. */
export function messageParts(message: string): MessagePart[] {
  const parts: MessagePart[] = [];
  let end = 0;
  for (const { 0: whole, 1: inside, index } of message.matchAll(QUOTE)) {
    parts.push({ text: message.slice(end, index), isQuote: false }, { text: inside.replace(/\\([`\\])/g, '$1'), isQuote: true });
    end = index + whole.length;
  }
  return [...parts, { text: message.slice(end), isQuote: false }].filter(({ text, isQuote }) => isQuote || text !== '');
}
