import { Budget } from './budget';
import { classOf, folded, holdsClass, inClass, isLetter, isPlain, isRun, Token } from './tokens';
import { WordPattern } from './word-pattern';
import { DIGIT } from '../../policy/text';

/** Characters for where patterns do not say which. */
export interface Fillers {
  readonly letter: Token;
  readonly digit: Token;
}

/** So many pairs of places are a step of the budget. */
const PAIRS_A_STEP = 16;

/**
 * The words that two patterns have in common, by the places in both that one of these words leads through.
 */
export class SharedWord {
  /**
   * Walks pairs of places up to which both match the same text, depth first: never more than the product of the lengths. Neither pattern
   * may hold symbols.
   *
   * @returns undefined when they have no word in common
   */
  public static of(a: WordPattern, b: WordPattern, budget: Budget): SharedWord | undefined {
    const [first, second] = [a.tokens, b.tokens];
    const ignoreCase = a.ignoreCase || b.ignoreCase;
    const width = second.length + 1;
    const goal = (first.length + 1) * width - 1;
    const before = goal < MOST_CELLS ? new DenseCells(goal + 1) : new SparseCells();
    const open = [0];
    let count = 0;
    before.set(0, 1);
    const reach = (pair: number, from: number) => {
      if (before.get(pair) === 0) {
        before.set(pair, from + 1);
        open.push(pair);
      }
    };
    while (open.length > 0) {
      const pair = open.pop()!;
      if (pair === goal) { return new SharedWord(a, b, pathTo(goal, before)); }
      if (++count % PAIRS_A_STEP === 0) { budget.spend(1); }
      const i = Math.floor(pair / width);
      const j = pair - i * width;
      const repeatsHere = i < first.length && isRun(first[i]);
      const repeatsThere = j < second.length && isRun(second[j]);
      if (i < first.length && j < second.length && !(repeatsHere && repeatsThere) && meet(first[i], second[j], ignoreCase)) {
        reach(pair + (repeatsHere ? 0 : width) + (repeatsThere ? 0 : 1), pair);
      }
      if (repeatsThere) { reach(pair + 1, pair); }
      if (repeatsHere) { reach(pair + width, pair); }
    }
    return undefined;
  }

  private constructor(private readonly a: WordPattern, private readonly b: WordPattern, private readonly path: number[]) {}

  /** @param isWide does a character stand where both may repeat one? */
  public word(fillers: Fillers, isWide: boolean): Token[] {
    const [first, second] = [this.a.tokens, this.b.tokens];
    const width = second.length + 1;
    const word: Token[] = [];
    for (let at = 1; at < this.path.length; at++) {
      const pair = this.path[at - 1];
      const i = Math.floor(pair / width);
      const j = pair - i * width;
      const passesHere = this.path[at] - pair >= width;
      const passesThere = this.path[at] - pair !== (passesHere ? width : 0);
      const leavesRun = passesHere !== passesThere && isRun(passesHere ? first[i] : second[j]);
      if (!leavesRun || isWide && i < first.length && j < second.length && isRun(first[i]) && isRun(second[j])) {
        word.push(this.character(classOf(first[i]), classOf(second[j]), fillers));
      }
    }
    return word;
  }

  /** One that both take. */
  private character(here: Token, there: Token, { letter, digit }: Fillers): Token {
    if (isPlain(here) && isPlain(there)) { return this.a.ignoreCase ? there : here; }
    if (isPlain(here)) { return here; }
    if (isPlain(there)) { return there; }
    return (holdsClass(here, there) ? there : here) === DIGIT ? digit : letter;
  }
}

/** Where each pair of places was reached from, and one more: 0 where it was not. */
interface Cells {
  get(pair: number): number;
  set(pair: number, value: number): void;
}

/** More are kept one by one. */
const MOST_CELLS = 1 << 14;

const cells = new Int32Array(MOST_CELLS);

/** In one array, which belongs to the last that was made. */
class DenseCells implements Cells {
  constructor(count: number) {
    cells.fill(0, 0, count);
  }

  public get(pair: number): number {
    return cells[pair];
  }

  public set(pair: number, value: number): void {
    cells[pair] = value;
  }
}

class SparseCells implements Cells {
  private readonly reached = new Map<number, number>();

  public get(pair: number): number {
    return this.reached.get(pair) ?? 0;
  }

  public set(pair: number, value: number): void {
    this.reached.set(pair, value);
  }
}

function pathTo(goal: number, before: Cells): number[] {
  const path = [goal];
  for (let pair = goal; pair > 0; pair = path[path.length - 1]) { path.push(before.get(pair) - 1); }
  return path.reverse();
}

/** Is there a character for both? All classes have digits in common. */
function meet(a: Token, b: Token, ignoreCase: boolean): boolean {
  const [one, other] = [classOf(a), classOf(b)];
  if (isPlain(one) && isPlain(other)) { return one === other || ignoreCase && isLetter(one) && folded(one) === folded(other); }
  if (isPlain(one)) { return inClass(other, one); }
  return isPlain(other) ? inClass(one, other) : true;
}
