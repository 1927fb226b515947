import { foldAscii } from './text';

/**
 * `${aws:username}` or `${aws:username, 'nobody'}` in a policy of version 2012-10-17.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export class PolicyVariable {
  /** The condition key, with ASCII letters in lower case. */
  public readonly key: string;

  constructor(key: string, readonly fallback: string | undefined) {
    this.key = foldAscii(key);
  }
}

/** What `${*}`, `${?}` and `${$}` stand for. */
const ESCAPES = new Set(['*', '?', '$']);

/**
 * Splits text at its policy variables. An escape becomes the literal character, marked by its own list entry `{ literal }`
 * so that a `*` among the strings is still a wildcard.
 */
export function splitVariables(text: string): (string | PolicyVariable | { literal: string })[] {
  const parts: (string | PolicyVariable | { literal: string })[] = [];
  let from = 0;
  for (;;) {
    const start = text.indexOf('${', from);
    const end = start < 0 ? -1 : text.indexOf('}', start);
    if (end < 0) { break; }
    if (start > from) { parts.push(text.slice(from, start)); }
    const name = text.slice(start + 2, end);
    parts.push(ESCAPES.has(name) ? { literal: name } : variable(name));
    from = end + 1;
  }
  if (from < text.length) { parts.push(text.slice(from)); }
  return parts;
}

function variable(name: string): PolicyVariable {
  const comma = name.indexOf(',');
  const fallback = comma < 0 ? '' : name.slice(comma + 1).trim();
  const quoted = fallback.length >= 2 && fallback.startsWith("'") && fallback.endsWith("'");
  return quoted ? new PolicyVariable(name.slice(0, comma).trim(), fallback.slice(1, -1)) : new PolicyVariable(name.trim(), undefined);
}
