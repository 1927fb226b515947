import { Json } from '../json';
import { concatenated, mayHold, partsOf } from './template-text';
import { OpenNode } from '../../engine/policy/open-node';
import { OpenText, Text } from '../../engine/policy/text';

/** What stands in JSON in another form. */
const ESCAPED = `"\\${String.fromCharCode(...Array.from({ length: 32 }, (_, i) => i))}`;

/**
 * The JSON text of a value with open texts in it, as `Fn::ToJsonString` writes it. Undefined where an open value may be written in another
 * form than it has, or is more than text.
 */
export function jsonText(value: Json): Text | undefined {
  const pieces: Text[] = [];
  return write(value, pieces) ? concatenated(pieces) : undefined;
}

function write(value: Json, pieces: Text[]): boolean {
  if (value instanceof OpenText) { return writeText(value, pieces); }
  if (value instanceof OpenNode || typeof value === 'number' && !Number.isSafeInteger(value)) { return false; }
  if (typeof value !== 'object' || value === null) {
    pieces.push(JSON.stringify(value));
    return true;
  }
  const isList = Array.isArray(value);
  pieces.push(isList ? '[' : '{');
  const written = Object.entries(value).every(([key, member], i) => {
    pieces.push(`${i > 0 ? ',' : ''}${isList ? '' : `${JSON.stringify(key)}:`}`);
    return write(member, pieces);
  });
  pieces.push(isList ? ']' : '}');
  return written;
}

function writeText(text: OpenText, pieces: Text[]): boolean {
  if (text.openValues.some(value => mayHold(value, ESCAPED))) { return false; }
  pieces.push('"', ...partsOf(text).map(part => typeof part === 'string' ? JSON.stringify(part).slice(1, -1) : OpenText.of(part)), '"');
  return true;
}
