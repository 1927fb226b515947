import { OpenText, Text } from './text';

/** The symbol of an open value that is the whole text, otherwise JSON of the pieces. */
export type TextKey = string | number;

/** The same for texts that are surely equal: the same letters, and the same open values among them. No text forges an open value. */
export function textKey(text: Text): TextKey {
  if (!(text instanceof OpenText)) { return JSON.stringify(text); }
  const [only, ...others] = text.parts;
  return others.length === 0 && typeof only !== 'string' ? only.symbol : JSON.stringify(text.parts.map(part => typeof part === 'string' ? part : part.symbol));
}
