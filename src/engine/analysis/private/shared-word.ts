import { Budget } from './budget';
import { classOf, folded, inClass, isLetter, isPlain, isRun, Token } from './tokens';
import { WordPattern } from './word-pattern';

/**
 * May two patterns have a word in common? Exact where neither holds symbols; walks pairs of positions, so it never takes more steps than
 * the product of their lengths.
 */
export function mayShareWord(a: WordPattern, b: WordPattern, budget: Budget): boolean {
  if (a.symbols.length > 0 || b.symbols.length > 0) { return true; }
  const ignoreCase = a.ignoreCase || b.ignoreCase;
  const [first, second] = [a.tokens, b.tokens];
  const width = second.length + 1;
  const seen = new Set<number>([0]);
  const open = [0];
  const reach = (i: number, j: number) => {
    const pair = i * width + j;
    if (!seen.has(pair)) {
      seen.add(pair);
      open.push(pair);
    }
  };
  while (open.length > 0) {
    budget.spend(1);
    const pair = open.pop()!;
    const i = Math.floor(pair / width);
    const j = pair % width;
    if (i === first.length && j === second.length) { return true; }
    if (i < first.length && isRun(first[i])) { reach(i + 1, j); }
    if (j < second.length && isRun(second[j])) { reach(i, j + 1); }
    if (i < first.length && j < second.length && meet(first[i], second[j], ignoreCase)) {
      reach(isRun(first[i]) ? i : i + 1, isRun(second[j]) ? j : j + 1);
    }
  }
  return false;
}

/** Is there a character for both? All classes have digits in common. */
function meet(a: Token, b: Token, ignoreCase: boolean): boolean {
  const [one, other] = [classOf(a), classOf(b)];
  if (isPlain(one) && isPlain(other)) { return one === other || ignoreCase && isLetter(one) && folded(one) === folded(other); }
  if (isPlain(one)) { return inClass(other, one); }
  return isPlain(other) ? inClass(one, other) : true;
}
