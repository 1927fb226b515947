import { DIGIT, DIGIT_RUN, OpenText, OpenValue, Text, WORD, WORD_RUN } from '../engine/policy/text';

/**
 * Does a pattern of a policy surely not match a resource that nobody has named? Compares them from the beginning, as far as both are the same:
 * quick, and never wrong where it says so.
 */
export function surelyApart(pattern: Text, resource: Text): boolean {
  const [ours, theirs] = [partsOf(pattern), partsOf(resource)];
  let at = 0;
  let begun = 0;
  for (const part of ours) {
    const other = theirs[at];
    if (other === undefined) { return false; }
    if (part instanceof OpenValue) {
      // In the middle of a text, a value may go on as that does.
      if (begun > 0 || typeof other === 'string') { return false; }
      if (part.symbol !== other.symbol) { return isFresh(other) && part.shape !== undefined; }
      at++;
      continue;
    }
    for (let i = 0; i < part.length;) {
      if (isWild(part, i)) { return false; }
      const text = theirs[at];
      if (text === undefined) { return true; }
      if (typeof text !== 'string') {
        if (isFresh(text)) { return true; }
        // A field of an ARN that is written out may be what the value is.
        const end = endOfField(part, i);
        if (end < 0 || !isField(text, theirs[at + 1])) { return false; }
        i = end;
        at++;
        continue;
      }
      if (part[i] !== text[begun]) { return true; }
      i++;
      begun++;
      if (begun === text.length) { at++; begun = 0; }
    }
  }
  const rest = theirs[at];
  return typeof rest === 'string' || rest !== undefined && isFresh(rest);
}

function partsOf(text: Text): (string | OpenValue)[] {
  return text instanceof OpenText ? text.parts : text === '' ? [] : [text];
}

/** Where the field ends that begins here: at the next colon, with no wildcard before it; -1 where there is none. */
function endOfField(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    if (text[i] === ':') { return i; }
    if (isWild(text, i)) { return -1; }
  }
  return -1;
}

const WITHOUT_COLON = new Set([DIGIT, DIGIT_RUN, WORD, WORD_RUN]);

/** Does the value hold no colon, and end at one? */
function isField({ shape }: OpenValue, next: string | OpenValue | undefined): boolean {
  return typeof next === 'string' && next.startsWith(':') && shape?.alternatives.every(word => word.every(token => WITHOUT_COLON.has(token))) === true;
}

/** Wildcards, and what begins a policy variable. */
function isWild(text: string, i: number): boolean {
  return text[i] === '*' || text[i] === '?' || text[i] === '$';
}

/** Nothing that is written out begins as it does, and no name that is generated is it. */
function isFresh({ shape }: OpenValue): boolean {
  return shape?.isFresh === true;
}
