import { ANY, ANY_RUN, OpenValue } from '../text';

/** Literal text, or a wildcard (`ANY`, `ANY_RUN`). */
export type ClosedParts = (string | number)[];

/** The same with open values, none of them a choice. */
export type OpenParts = (string | number | OpenValue)[];

export function isClosed(part: unknown): part is string | number {
  return typeof part === 'string' || typeof part === 'number';
}

/** Neighbouring literals as one. */
export function mergeLiterals(parts: ClosedParts): ClosedParts {
  const merged: ClosedParts = [];
  for (const part of parts) {
    const last = merged.length - 1;
    if (typeof part === 'string' && typeof merged[last] === 'string') {
      merged[last] += part;
    } else if (part !== '') {
      merged.push(part);
    }
  }
  return merged;
}

/** `*` becomes `ANY_RUN`, `?` becomes `ANY`. */
export function wildcardParts(text: string): ClosedParts {
  const parts: ClosedParts = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '*' || text[i] === '?') {
      if (i > from) { parts.push(text.slice(from, i)); }
      parts.push(text[i] === '*' ? ANY_RUN : ANY);
      from = i + 1;
    }
  }
  if (from < text.length) { parts.push(text.slice(from)); }
  return parts;
}

const ARN_FIELDS = 6;

/** The six fields of an ARN pattern, split at the first five colons of its literal text; fewer when there are fewer colons. */
export function arnFields<P extends string | number | OpenValue>(parts: (P | string)[]): (P | string)[][] {
  const fields: (P | string)[][] = [[]];
  for (const part of parts) {
    if (typeof part !== 'string') {
      fields[fields.length - 1].push(part);
      continue;
    }
    let rest: string = part;
    for (let colon = rest.indexOf(':'); colon >= 0 && fields.length < ARN_FIELDS; colon = rest.indexOf(':')) {
      fields[fields.length - 1].push(rest.slice(0, colon));
      fields.push([]);
      rest = rest.slice(colon + 1);
    }
    fields[fields.length - 1].push(rest);
  }
  return fields.map(field => field.filter(part => part !== ''));
}

export function isWholeArn(fields: unknown[]): boolean {
  return fields.length === ARN_FIELDS;
}
