import { sha256 } from './sha256';
import { readJson } from '../../engine/policy/json-text';

/** Nested deeper than any template that CloudFormation accepts. */
const MOST_LEVELS = 256;

/**
 * Does the id of an asset follow from the text of the template? Under its id it was uploaded, perhaps long ago: a file that changed since is not
 * uploaded again.
 */
export function isDigestOf(id: string, text: string): boolean {
  // A stack; a nested stack, whatever the indentation of its file; a file that the app brings itself.
  return id === sha256(text) || id === sha256OfJson(text) || id === fingerprint(text);
}

/** INVARIANT: of no text that holds more than its value, such as a key that stands twice. */
function sha256OfJson(text: string): string | undefined {
  const { value, problems } = readJson(text, MOST_LEVELS);
  return problems.length > 0 ? undefined : sha256(JSON.stringify(value));
}

/** The fingerprint that the CDK takes of one file, without options. */
function fingerprint(text: string): string {
  const content = text.replace(/\r\n/g, '\n');
  const fields = [['options.extra', ''], ['options.follow', 'external'], ['file:', `${Buffer.byteLength(content)}:${sha256(content)}`]];
  return sha256(fields.map(([name, value]) => `\x01${name}\x02${value}\x03`).join(''));
}
