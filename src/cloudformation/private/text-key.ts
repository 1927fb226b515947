import { OpenText, Text } from '../../engine/policy/text';

/** The same for texts that are surely equal: the same letters, and the same open values among them. No text forges an open value. */
export function textKey(text: Text): string {
  return JSON.stringify(text instanceof OpenText ? text.parts.map(part => typeof part === 'string' ? part : part.symbol) : text);
}
