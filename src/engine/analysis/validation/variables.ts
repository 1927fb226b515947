/** `${*}`, `${?}` and `${$}` are those characters. */
const ESCAPES = ['*', '?', '$'];

/** A policy variable as it is written. */
export interface Variable {
  /** What stands between the braces; to the end of the text when none closes it. */
  readonly inner: string;
  readonly isClosed: boolean;
}

/** The policy variables in a text, without the escapes. */
export function variablesIn(text: string): Variable[] {
  const found: Variable[] = [];
  for (let start = text.indexOf('${'); start >= 0;) {
    const end = text.indexOf('}', start);
    const inner = text.slice(start + 2, end < 0 ? undefined : end);
    if (!ESCAPES.includes(inner)) { found.push({ inner, isClosed: end >= 0 }); }
    start = end < 0 ? -1 : text.indexOf('${', end);
  }
  return found;
}

/** The text with other text in place of its variables, and of its escapes. */
export function replaceVariables(text: string, variable: string, escape: string): string {
  let replaced = '';
  let from = 0;
  for (let start = text.indexOf('${'); start >= 0; start = text.indexOf('${', from)) {
    const end = text.indexOf('}', start);
    if (end < 0) { break; }
    replaced += text.slice(from, start) + (ESCAPES.includes(text.slice(start + 2, end)) ? escape : variable);
    from = end + 1;
  }
  return replaced + text.slice(from);
}
