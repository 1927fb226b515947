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
    const wild = part.search(WILD);
    const known = wild < 0 ? part.length : wild;
    for (let i = 0; i < known;) {
      const text = theirs[at];
      if (text === undefined) { return true; }
      if (typeof text !== 'string') {
        if (isFresh(text)) { return true; }
        // A field of an ARN that is written out may be what the value is, if it is long enough.
        const end = part.indexOf(':', i);
        if (end < 0 || end > known || !isField(text, theirs[at + 1])) { return false; }
        if (end - i < leastLength(text)) { return true; }
        i = end;
        at++;
        continue;
      }
      const length = Math.min(known - i, text.length - begun);
      if (!part.startsWith(text.slice(begun, begun + length), i)) { return true; }
      i += length;
      begun += length;
      if (begun === text.length) { at++; begun = 0; }
    }
    if (wild >= 0) { return false; }
  }
  const rest = theirs[at];
  return typeof rest === 'string' || rest !== undefined && isFresh(rest);
}

function partsOf(text: Text): (string | OpenValue)[] {
  return text instanceof OpenText ? text.parts : text === '' ? [] : [text];
}

const WITHOUT_COLON = new Set([DIGIT, DIGIT_RUN, WORD, WORD_RUN]);

/** Does the value hold no colon, and end at one? */
function isField({ shape }: OpenValue, next: string | OpenValue | undefined): boolean {
  return typeof next === 'string' && next.startsWith(':') && shape?.alternatives.every(word => word.every(token => WITHOUT_COLON.has(token))) === true;
}

function leastLength({ shape }: OpenValue): number {
  return Math.min(...shape!.alternatives.map(word => word.filter(token => token === DIGIT || token === WORD).length));
}

/** Wildcards, and what begins a policy variable. */
const WILD = /[*?$]/;

/** Nothing that is written out begins as it does, and no name that is generated is it. */
function isFresh({ shape }: OpenValue): boolean {
  return shape?.isFresh === true;
}
