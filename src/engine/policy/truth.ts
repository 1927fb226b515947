/**
 * What is known of a statement about a request: a Kleene truth value, ordered so that AND is the smaller and OR the larger.
 *
 * `MAYBE` is where the upper set (what may hold) and the lower set (what surely holds) differ.
 */
export type Truth = 0 | 1 | 2;

export const NO: Truth = 0;
export const MAYBE: Truth = 1;
export const YES: Truth = 2;

export function truth(holds: boolean): Truth {
  return holds ? YES : NO;
}

/** INVARIANT: the complement swaps upper and lower; `MAYBE` stays `MAYBE`. */
export function not(a: Truth): Truth {
  return (2 - a) as Truth;
}

export function and(...all: Truth[]): Truth {
  return Math.min(YES, ...all) as Truth;
}

export function or(...all: Truth[]): Truth {
  return Math.max(NO, ...all) as Truth;
}

/** One answer for several alternatives of which nobody knows which holds: the upper set is their union, the lower set their intersection. */
export function unanimous(answers: Truth[]): Truth {
  const least = and(...answers);
  return least === or(...answers) ? least : MAYBE;
}
