import { Text } from '../../engine/policy/text';

/** The same for texts that are surely equal: the same letters, and the same open values among them. */
export function textKey(text: Text): string {
  return typeof text === 'string' ? text : text.parts.map(part => typeof part === 'string' ? part : String.fromCodePoint(0) + part.symbol + String.fromCodePoint(0)).join('');
}
